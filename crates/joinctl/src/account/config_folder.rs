//! The folder with the profiles and, where there is no keyring, the tokens. Files are replaced whole or not at all.

use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use join_sdk::private_files::{self, NewFile};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::profiles::Profiles;
use crate::exit::{Failure, Outcome};
use crate::interrupt::quoted;

/// The folder of this program's settings.
#[derive(Debug, Clone)]
pub(crate) struct ConfigFolder {
    path: PathBuf,
}

impl ConfigFolder {
    /// Finds the folder: `joinctl` in `XDG_CONFIG_HOME`, which is `~/.config` unless set.
    pub(crate) fn find() -> Result<Self, Failure> {
        let absolute = |path: PathBuf| path.is_absolute().then_some(path);
        let named = std::env::var_os("XDG_CONFIG_HOME").map(PathBuf::from).and_then(absolute);
        let home = || std::env::home_dir().and_then(absolute).map(|home| home.join(".config"));
        match named.or_else(home) {
            Some(parent) => Ok(Self { path: parent.join("joinctl") }),
            None => Err(Failure::usage("there is no home folder for the profiles; set XDG_CONFIG_HOME")),
        }
    }

    /// The file of the profiles.
    pub(crate) fn profiles_file(&self) -> PathBuf {
        self.path.join("profiles.json")
    }

    /// The file of the tokens that no keyring keeps.
    pub(crate) fn tokens_file(&self) -> PathBuf {
        self.path.join("tokens.json")
    }

    /// The file of the secret of servers on this machine.
    pub(crate) fn secret_file(&self) -> PathBuf {
        self.path.join("secret")
    }

    /// Reads the profiles; none, if there is no file.
    pub(crate) fn profiles(&self) -> Result<Profiles, Failure> {
        let path = self.profiles_file();
        let Some(text) = read(&path)? else { return Ok(Profiles::default()) };
        Profiles::parse(&text).map_err(|why| unreadable(&path, &why))
    }

    /// Changes the profiles, while no other process does.
    pub(crate) fn change_profiles(&self, change: impl FnOnce(&mut Profiles)) -> Outcome {
        let _lock = self.lock()?;
        let before = self.profiles()?;
        let mut after = before.clone();
        change(&mut after);
        if after == before { Ok(()) } else { replace(&self.profiles_file(), &after) }
    }

    /// Reads a file of secrets. One that others can read is refused.
    pub(crate) fn secrets<T: DeserializeOwned + Default>(&self, path: &Path) -> Result<T, Failure> {
        check_private(path)?;
        let Some(text) = read(path)? else { return Ok(T::default()) };
        // The reason could quote a token.
        serde_json::from_str(&text).map_err(|_| unreadable(path, "it is no JSON of tokens"))
    }

    /// Changes a file of secrets, while no other process does.
    pub(crate) fn change_secrets<T>(&self, path: &Path, change: impl FnOnce(&mut T)) -> Outcome
    where
        T: Serialize + DeserializeOwned + Default,
    {
        let _lock = self.lock()?;
        let mut secrets = self.secrets(path)?;
        change(&mut secrets);
        replace(path, &secrets)
    }

    /// Waits for other processes that change these files.
    fn lock(&self) -> Result<File, Failure> {
        let locked = || {
            private_files::create_folders(&self.path)?;
            only_for_owner(&self.path)?;
            let mut options = std::fs::OpenOptions::new();
            let file = private_files::open(self.path.join("lock"), options.create(true).append(true))?;
            file.lock()?;
            Ok(file)
        };
        locked().map_err(|error: io::Error| unwritten(&self.path, &error))
    }
}

fn read(path: &Path) -> Result<Option<String>, Failure> {
    match std::fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Failure::usage(format!("{} can't be read: {error}", path.display()))),
    }
}

/// Writes a new file beside the old one, and moves it there once it is complete.
fn replace(path: &Path, value: &impl Serialize) -> Outcome {
    let replaced = || {
        let mut text = serde_json::to_vec_pretty(value)?;
        text.push(b'\n');
        let new = NewFile::beside(path)?;
        new.file().write_all(&text)?;
        new.replace(path)
    };
    replaced().map_err(|error: io::Error| unwritten(path, &error))
}

fn unwritten(path: &Path, error: &io::Error) -> Failure {
    Failure::new(format!("{} can't be written: {error}; it is as it was before", path.display()))
}

fn unreadable(path: &Path, why: &str) -> Failure {
    Failure::usage(format!(
        "{} can't be used: {why}; correct it, or move it away and sign in again",
        path.display()
    ))
}

#[cfg(unix)]
fn check_private(path: &Path) -> Outcome {
    use std::os::unix::fs::PermissionsExt;
    let mode = std::fs::metadata(path).map(|meta| meta.permissions().mode());
    match mode {
        Ok(mode) if mode & 0o077 != 0 => {
            let (shown, command) = (path.display(), quoted(&path.to_string_lossy()));
            Err(Failure::usage(format!(
                "others can read {shown}, which holds tokens; run: chmod 600 {command}"
            )))
        }
        _ => Ok(()),
    }
}

#[cfg(not(unix))]
fn check_private(_: &Path) -> Outcome {
    Ok(())
}

#[cfg(unix)]
fn only_for_owner(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    match std::fs::metadata(folder)?.permissions().mode() & 0o077 {
        0 => Ok(()),
        _ => std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o700)),
    }
}

#[cfg(not(unix))]
fn only_for_owner(_: &Path) -> io::Result<()> {
    Ok(())
}
