//! The secret of a server: of a private file, of the environment, or drawn and written to a private file.

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use join_sdk::private_files::{self, NewFile};
use secrecy::SecretString;

use crate::exit::{Failure, Outcome};
use crate::interrupt::quoted;
use crate::text::hidden;

/// Variable with the secret.
const VARIABLE: &str = "JOINCTL_SECRET";
/// Characters of a secret.
const FEWEST: usize = 16;
const MOST: usize = 1024;
/// Bytes of a secret that is drawn.
const DRAWN: usize = 32;

/// Finds the secret, and its file if it has one. It is kept out of all texts from now on.
pub(super) fn find(
    file: Option<&Path>,
    usual: impl FnOnce() -> Result<PathBuf, Failure>,
) -> Result<(SecretString, Option<PathBuf>), Failure> {
    let (secret, file) = match (file, std::env::var_os(VARIABLE)) {
        (Some(file), _) => (kept(file)?, Some(file.to_owned())),
        (None, Some(secret)) => (checked(&secret.to_string_lossy(), VARIABLE)?, None),
        (None, None) => {
            let file = usual()?;
            (kept(&file)?, Some(file))
        }
    };
    hidden::hide(&secret);
    Ok((secret, file))
}

/// Reads the secret of a file. Where there is no file, a new secret is written to it.
fn kept(path: &Path) -> Result<SecretString, Failure> {
    if let Some(secret) = read(path)? {
        return Ok(secret);
    }
    let unwritten = |error: io::Error| Failure::new(format!("{} can't be written: {error}", path.display()));
    let mut bytes = [0; DRAWN];
    getrandom::fill(&mut bytes).map_err(|error| unwritten(io::Error::other(error.to_string())))?;
    let drawn: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let write = || {
        if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            private_files::create_folders(folder)?;
        }
        let new = NewFile::beside(path)?;
        new.file().write_all(format!("{drawn}\n").as_bytes())?;
        new.place(path)
    };
    write().map_err(unwritten)?;
    // Another process may have been first; its secret is the one in the file.
    let gone = || Failure::new(format!("{} has gone while it was read", path.display()));
    read(path)?.ok_or_else(gone)
}

fn read(path: &Path) -> Result<Option<SecretString>, Failure> {
    let unreadable = |error| Failure::usage(format!("{} can't be read: {error}", path.display()));
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(unreadable(error)),
    };
    only_for_owner(&file, path)?;
    let mut text = String::new();
    file.take(MOST as u64 + 3).read_to_string(&mut text).map_err(unreadable)?;
    checked(&text, &path.display().to_string()).map(Some)
}

/// Fails if the text is too short for a secret, or can't stand in a header.
fn checked(text: &str, place: &str) -> Result<SecretString, Failure> {
    let text = text.trim();
    let plain = text.chars().all(|letter| letter.is_ascii_graphic());
    if !plain || !(FEWEST..=MOST).contains(&text.len()) {
        let form = format!("{FEWEST} to {MOST} letters, digits and signs in one line");
        return Err(Failure::usage(format!("the secret in {place} has another form than {form}")));
    }
    Ok(SecretString::from(text))
}

#[cfg(unix)]
fn only_for_owner(file: &File, path: &Path) -> Outcome {
    use std::os::unix::fs::PermissionsExt;
    let metadata = file.metadata()?;
    if metadata.is_file() && metadata.permissions().mode() & 0o077 != 0 {
        let (shown, command) = (path.display(), quoted(&path.to_string_lossy()));
        return Err(Failure::usage(format!(
            "others can read {shown}, which holds a secret; run: chmod 600 {command}"
        )));
    }
    Ok(())
}

#[cfg(not(unix))]
fn only_for_owner(_: &File, _: &Path) -> Outcome {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use secrecy::ExposeSecret;

    #[test]
    fn a_secret_is_drawn_once_and_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("made/secret");
        let first = kept(&file).ok().unwrap();
        assert_eq!(first.expose_secret().len(), 2 * DRAWN);
        assert_eq!(kept(&file).ok().unwrap().expose_secret(), first.expose_secret());
        let other = kept(&folder.path().join("other")).ok().unwrap();
        assert_ne!(other.expose_secret(), first.expose_secret());
    }

    #[test]
    fn a_short_a_long_and_an_odd_secret_are_refused_without_being_shown() {
        for text in ["", "short-s3cret", "a secret with blanks", "zürich-zürich-zürich", &"x".repeat(1025)]
        {
            let refused = checked(text, "the file").err().unwrap().message;
            assert!(text.is_empty() || !refused.contains(text), "{refused}");
        }
        assert!(checked(" sixteen-letters!\n", "the file").is_ok());
    }

    #[cfg(unix)]
    #[test]
    fn a_secret_that_others_can_read_is_refused() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("secret");
        kept(&file).ok().unwrap();
        assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o640)).unwrap();
        assert!(kept(&file).err().unwrap().message.contains("chmod 600"));
    }
}
