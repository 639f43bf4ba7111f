//! Files for personal data: only their owner can read them, and nothing is written through a symlink.

use std::fs::{DirBuilder, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

/// Opens a file that only its owner can read, with these options.
///
/// A new file gets the mode 0600, and an existing one loses the rights of others. The options may not truncate: clear the
/// file after it is open. [Streams](is_stream) are opened as they are. Systems without modes open a plain file.
///
/// ```
/// # fn example() -> std::io::Result<()> {
/// let mut options = std::fs::OpenOptions::new();
/// let file = join_sdk::private_files::open("applications.ndjson", options.create(true).append(true))?;
/// # Ok(()) }
/// ```
///
/// # Errors
///
/// When the path is a symlink, or can't be opened. Nothing is written then.
pub fn open(path: impl AsRef<Path>, options: &mut OpenOptions) -> io::Result<File> {
    let path = path.as_ref();
    if is_stream(path) {
        return options.open(path);
    }
    owner_only(options);
    let file = options.open(path).map_err(|error| if is_symlink(path) { symlink() } else { error })?;
    tighten(&file)?;
    Ok(file)
}

/// Creates a folder and its missing parents, which only their owner can enter (0700). Existing folders stay as they are.
///
/// ```no_run
/// # fn example() -> std::io::Result<()> {
/// join_sdk::private_files::create_folders("exports/2026")?;
/// # Ok(()) }
/// ```
///
/// # Errors
///
/// When a folder can't be created.
pub fn create_folders(path: impl AsRef<Path>) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

/// Whether the path is a stream, such as `/dev/stdout`, a pipe or `/dev/null`: it can't be replaced, truncated or read again.
///
/// ```
/// assert!(join_sdk::private_files::is_stream("/dev/stdout"));
/// assert!(!join_sdk::private_files::is_stream("export.csv"));
/// ```
pub fn is_stream(path: impl AsRef<Path>) -> bool {
    let path = path.as_ref();
    let standard = ["/dev/stdin", "/dev/stdout", "/dev/stderr"].iter().any(|name| path == Path::new(name))
        || ["/dev/fd", "/proc/self/fd"].iter().any(|folder| path.parent() == Some(Path::new(folder)));
    standard || std::fs::metadata(path).is_ok_and(|meta| !meta.is_file() && !meta.is_dir())
}

/// Refuses a path whose file can't be replaced: a symlink, or a stream.
pub(super) fn check_replaceable(path: &Path) -> io::Result<()> {
    match std::fs::symlink_metadata(path) {
        Ok(meta) if meta.is_symlink() => Err(symlink()),
        Ok(meta) if !meta.is_file() && !meta.is_dir() => {
            Err(io::Error::new(io::ErrorKind::InvalidInput, "the path is not a regular file"))
        }
        _ => Ok(()),
    }
}

/// The folder of a path, which may have no folder part.
pub(super) fn folder_of(path: &Path) -> PathBuf {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    folder.unwrap_or(Path::new(".")).to_owned()
}

fn is_symlink(path: &Path) -> bool {
    std::fs::symlink_metadata(path).is_ok_and(|meta| meta.is_symlink())
}

fn symlink() -> io::Error {
    let message = "the path is a symlink, which is not followed; nothing was written; name the file itself";
    io::Error::new(io::ErrorKind::InvalidInput, message)
}

#[cfg(unix)]
fn owner_only(options: &mut OpenOptions) {
    use std::os::unix::fs::OpenOptionsExt;
    options.mode(0o600).custom_flags(libc::O_NOFOLLOW);
}

#[cfg(not(unix))]
fn owner_only(_: &mut OpenOptions) {}

/// Takes the rights of others away.
#[cfg(unix)]
fn tighten(file: &File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let meta = file.metadata()?;
    if !meta.is_file() || meta.permissions().mode() & 0o077 == 0 {
        return Ok(());
    }
    match file.set_permissions(std::fs::Permissions::from_mode(0o600)) {
        // Another owner's file, or a file system without modes: its rights are not ours to choose.
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => Ok(()),
        set => set,
    }
}

#[cfg(not(unix))]
fn tighten(_: &File) -> io::Result<()> {
    Ok(())
}

/// A new file survives a crash only once its folder is synced.
#[cfg(unix)]
pub(crate) fn sync_folder(path: &Path) -> io::Result<()> {
    File::open(folder_of(path))?.sync_all()
}

#[cfg(not(unix))]
pub(crate) fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use std::io::Write;
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::*;

    fn mode(path: &Path) -> u32 {
        std::fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn a_new_and_an_existing_file_are_their_owners_only() {
        let folder = tempfile::tempdir().unwrap();
        let (new, wide) = (folder.path().join("new"), folder.path().join("wide"));
        std::fs::write(&wide, "old").unwrap();
        std::fs::set_permissions(&wide, std::fs::Permissions::from_mode(0o644)).unwrap();
        for path in [&new, &wide] {
            open(path, OpenOptions::new().create(true).append(true)).unwrap().write_all(b"x").unwrap();
            assert_eq!(mode(path), 0o600);
        }
        assert_eq!(std::fs::read_to_string(&wide).unwrap(), "oldx");
        create_folders(folder.path().join("a/b")).unwrap();
        assert_eq!((mode(&folder.path().join("a")), mode(&folder.path().join("a/b"))), (0o700, 0o700));
    }

    #[test]
    fn nothing_is_opened_through_a_symlink() {
        let folder = tempfile::tempdir().unwrap();
        let (target, link) = (folder.path().join("target"), folder.path().join("link"));
        symlink(&target, &link).unwrap();
        for exists in [false, true] {
            if exists {
                std::fs::write(&target, "old").unwrap();
            }
            let error = open(&link, OpenOptions::new().create(true).append(true)).unwrap_err();
            assert!(error.to_string().contains("symlink"), "{error}");
            assert!(check_replaceable(&link).is_err());
            assert_eq!(target.exists(), exists);
        }
    }

    #[test]
    fn streams_are_opened_as_they_are() {
        assert!(is_stream("/dev/stdout") && is_stream("/dev/null") && !is_stream("/dev"));
        open("/dev/null", OpenOptions::new().write(true)).unwrap().write_all(b"x").unwrap();
        assert!(check_replaceable(Path::new("/dev/null")).is_err());
    }
}
