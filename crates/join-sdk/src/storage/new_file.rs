//! A file that appears at its path once it is whole. The parts that killed processes left are removed.

use std::collections::HashSet;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{LazyLock, Mutex, PoisonError};

use super::private::{check_replaceable, folder_of, open, sync_folder};

/// Limit of the names tried for a part.
const MOST_TRIES: u32 = 16;

/// A folder with more entries is searched for leftovers once per process.
const LARGE_FOLDER: usize = 512;

/// What surrounds the 16 random digits of a part's name.
const BEGINNING: &str = ".join-";
const END: &str = ".part";

/// A file that only its owner can read, and that appears at its path once it is whole.
///
/// It is written beside its path. Dropping it removes it, unless it was moved to its path. Creating one removes the parts
/// that killed processes left in the folder; a part of a running process is locked and stays.
///
/// ```
/// # fn example() -> std::io::Result<()> {
/// use std::io::Write;
///
/// let new = join_sdk::private_files::NewFile::beside("plan.json")?;
/// new.file().write_all(b"{}")?;
/// new.replace("plan.json")?;
/// # Ok(()) }
/// ```
#[derive(Debug)]
pub struct NewFile {
    part: PathBuf,
    /// Holds the lock.
    file: File,
}

impl NewFile {
    /// Creates the part of a file in the folder of this path.
    ///
    /// # Errors
    ///
    /// When the path is a symlink or a stream, or the folder can't be written.
    pub fn beside(path: impl AsRef<Path>) -> io::Result<Self> {
        check_replaceable(path.as_ref())?;
        Self::within(folder_of(path.as_ref()))
    }

    /// Creates the part of a file in this folder.
    ///
    /// ```no_run
    /// # fn example() -> std::io::Result<()> {
    /// let new = join_sdk::private_files::NewFile::within("exports")?;
    /// new.replace("exports/2026-11.csv")?;
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// When the folder can't be written.
    pub fn within(folder: impl AsRef<Path>) -> io::Result<Self> {
        let folder = folder.as_ref();
        remove_leftovers(folder);
        for _ in 0..MOST_TRIES {
            // The name reveals nothing of the final name, which can be personal.
            let part = folder.join(format!("{BEGINNING}{:016x}{END}", fastrand::u64(..)));
            let file = match open(&part, OpenOptions::new().create_new(true).read(true).write(true)) {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => continue,
                file => file?,
            };
            // Before the lock it looks like a leftover, and a search may remove it.
            let lost = matches!(file.try_lock(), Err(TryLockError::WouldBlock));
            let new = Self { part, file };
            if !lost && new.part.exists() {
                return Ok(new);
            }
        }
        Err(io::ErrorKind::AlreadyExists.into())
    }

    /// The file to write.
    pub fn file(&self) -> &File {
        &self.file
    }

    /// Syncs the file and moves it to the path. Replaces an existing file.
    ///
    /// # Errors
    ///
    /// When the path is a symlink or a stream, or the file can't be moved. The path then stays unchanged.
    pub fn replace(self, path: impl AsRef<Path>) -> io::Result<()> {
        let path = path.as_ref();
        check_replaceable(path)?;
        self.file.sync_all()?;
        std::fs::rename(&self.part, path)?;
        sync_folder(path)
    }

    /// Syncs the file and moves it to the path, where no file may be. Returns whether it was moved.
    ///
    /// ```no_run
    /// # fn example(new: join_sdk::private_files::NewFile) -> std::io::Result<()> {
    /// if !new.place("cv.pdf")? {
    ///     println!("there is a cv.pdf; choose another name");
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// When the file can't be moved. The path then stays unchanged.
    pub fn place(&self, path: impl AsRef<Path>) -> io::Result<bool> {
        let path = path.as_ref();
        self.file.sync_all()?;
        match self.link(path) {
            Ok(()) => sync_folder(path).map(|()| true),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Links it to the path. Unlike a rename, a link never replaces a file that appeared there meanwhile. Where the file
    /// system has no links, an empty file reserves the path during the rename.
    fn link(&self, path: &Path) -> io::Result<()> {
        match std::fs::hard_link(&self.part, path) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
                open(path, OpenOptions::new().create_new(true).write(true))?;
                std::fs::rename(&self.part, path)
            }
            // Dropping the part removes its own name.
            linked => linked,
        }
    }
}

impl Drop for NewFile {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.part);
    }
}

/// Replaces a file atomically: after a crash it has the old or the new content.
pub(crate) fn replace(path: &Path, text: &[u8]) -> io::Result<()> {
    if path.file_name().is_none() {
        return Err(io::ErrorKind::InvalidInput.into());
    }
    let new = NewFile::beside(path)?;
    new.file().write_all(text)?;
    new.replace(path)
}

/// Removes the parts of killed processes from a folder. [`NewFile`] does so by itself.
///
/// A failure is ignored: the leftover stays until the next search.
///
/// ```no_run
/// join_sdk::private_files::remove_leftovers("exports");
/// ```
pub fn remove_leftovers(folder: impl AsRef<Path>) {
    static SEARCHED: LazyLock<Mutex<HashSet<PathBuf>>> = LazyLock::new(Mutex::default);
    let folder = folder.as_ref();
    let searched = || SEARCHED.lock().unwrap_or_else(PoisonError::into_inner);
    if searched().contains(folder) {
        return;
    }
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    let mut count = 0;
    for entry in entries.flatten() {
        count += 1;
        if entry.file_name().to_str().is_some_and(is_part) {
            remove_if_left(&entry.path());
        }
    }
    if count > LARGE_FOLDER {
        searched().insert(folder.to_owned());
    }
}

fn is_part(name: &str) -> bool {
    let digits = name.strip_prefix(BEGINNING).and_then(|rest| rest.strip_suffix(END));
    digits.is_some_and(|digits| digits.len() == 16 && digits.bytes().all(|digit| digit.is_ascii_hexdigit()))
}

/// A living process holds the lock of its part, and a dead one holds none.
fn remove_if_left(part: &Path) {
    if let Ok(file) = open(part, OpenOptions::new().read(true).write(true))
        && file.try_lock().is_ok()
    {
        let _ = std::fs::remove_file(part);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let entries = std::fs::read_dir(folder).unwrap();
        let mut names: Vec<String> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn parts_of_the_dead_are_removed_and_those_of_the_living_stay() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        let left = folder.path().join(".join-0123456789abcdef.part");
        std::fs::write(&left, "personal").unwrap();
        for foreign in [".join-notes.part", "0123456789abcdef.part", ".0123456789abcdef.part"] {
            std::fs::write(folder.path().join(foreign), "mine").unwrap();
        }
        let living = NewFile::beside(&path).unwrap();
        assert!(!left.exists());
        replace(&path, b"new").unwrap();
        assert!(living.part.exists());
        assert!(living.place(folder.path().join("other")).unwrap());
        assert!(!living.place(&path).unwrap(), "a file is there");
        drop(living);
        assert_eq!(
            names(folder.path()),
            [".0123456789abcdef.part", ".join-notes.part", "0123456789abcdef.part", "file", "other"]
        );
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "new");
    }

    #[cfg(unix)]
    #[test]
    fn a_replaced_file_is_private_and_a_symlink_is_left_alone() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let folder = tempfile::tempdir().unwrap();
        let (path, link) = (folder.path().join("file"), folder.path().join("link"));
        std::fs::write(&path, "old").unwrap();
        symlink(&path, &link).unwrap();
        let error = replace(&link, b"new").unwrap_err();
        assert!(error.to_string().contains("symlink"), "{error}");
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "old");
        replace(&path, b"new").unwrap();
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(names(folder.path()), ["file", "link"]);
    }

    #[test]
    fn many_threads_can_create_and_search_at_once() {
        let folder = tempfile::tempdir().unwrap();
        std::thread::scope(|scope| {
            for thread in 0..8 {
                let folder = folder.path();
                scope.spawn(move || {
                    for round in 0..50 {
                        replace(&folder.join(format!("{}", thread % 3)), &[round; 10]).unwrap();
                    }
                });
            }
        });
        assert_eq!(names(folder.path()), ["0", "1", "2"]);
    }
}
