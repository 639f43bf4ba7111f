//! A PostgreSQL server of its own: a cluster in a temporary folder, on a socket of that folder.

use std::io;
use std::os::unix::fs::{MetadataExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// How Debian and its descendants get it.
pub(crate) const INSTALL: &str = "apt-get install --yes --no-install-recommends postgresql";

/// More than a start takes on a loaded machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// The folder with the server's programs: `POSTGRES_BIN`, the newest of Debian's, or that of the path.
pub(crate) fn find() -> Option<PathBuf> {
    if let Some(folder) = std::env::var_os("POSTGRES_BIN") {
        return Some(folder.into());
    }
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let debian = versions.filter_map(|folder| {
        Some((folder.file_name().to_str()?.parse::<u32>().ok()?, folder.path().join("bin")))
    });
    let newest = debian.filter(|(version, folder)| *version >= 14 && folder.join("initdb").is_file()).max();
    let path = std::env::var_os("PATH").unwrap_or_default();
    let on_path = || std::env::split_paths(&path).find(|folder| folder.join("initdb").is_file());
    newest.map(|(_, folder)| folder).or_else(on_path)
}

/// A running server. It ends when dropped.
pub(crate) struct Server {
    programs: PathBuf,
    folder: TempDir,
    /// Whose process it is, where this one is root, which PostgreSQL refuses.
    user: Option<(u32, u32)>,
    syncs: bool,
    child: Mutex<Child>,
    databases: AtomicU32,
}

impl Server {
    /// `syncs`: whether what is written waits for the disk. A crash of the server loses nothing without it, only one of the machine.
    pub(crate) fn start(programs: &Path, syncs: bool) -> io::Result<Self> {
        let folder = tempfile::Builder::new().prefix("pg").tempdir()?;
        let is_root = std::fs::metadata(folder.path())?.uid() == 0;
        let user = if is_root { Some(unprivileged()?) } else { None };
        if let Some((user, group)) = user {
            chown(folder.path(), Some(user), Some(group))?;
        }
        let mut initdb = Command::new(programs.join("initdb"));
        initdb.args([
            "--auth=trust",
            "--username=join",
            "--encoding=UTF8",
            "--no-locale",
            "--no-sync",
            "--pgdata",
        ]);
        initdb.arg(folder.path().join("data")).stdout(Stdio::null()).stderr(Stdio::piped());
        let made = as_user(&mut initdb, user, folder.path()).output()?;
        if !made.status.success() {
            return Err(io::Error::other(String::from_utf8_lossy(&made.stderr).into_owned()));
        }
        let child = Mutex::new(begin(programs, folder.path(), user, syncs)?);
        let server =
            Self { programs: programs.to_owned(), folder, user, syncs, child, databases: AtomicU32::new(0) };
        server.wait()?;
        Ok(server)
    }

    /// The socket of the server.
    pub(crate) fn socket(&self) -> PathBuf {
        self.folder.path().join(".s.PGSQL.5432")
    }

    /// The address of a new database.
    pub(crate) fn database(&self) -> String {
        let name = format!("test{}", self.databases.fetch_add(1, Ordering::Relaxed));
        let sql = format!("create database {name} template template0");
        assert!(self.psql("postgres", &sql).unwrap().is_some(), "a database is created");
        self.address(&name)
    }

    /// The address of a database by its name.
    pub(crate) fn address(&self, name: &str) -> String {
        format!("postgres://join@localhost/{name}?host={}", self.folder.path().display())
    }

    /// Runs a statement; none when the server is not there.
    pub(crate) fn psql(&self, database: &str, sql: &str) -> io::Result<Option<String>> {
        let mut psql = Command::new(self.programs.join("psql"));
        psql.args([
            "--no-psqlrc",
            "--quiet",
            "--tuples-only",
            "--no-align",
            "--username=join",
            "--command",
            sql,
        ]);
        psql.arg("--host").arg(self.folder.path()).args(["--dbname", database]);
        let ran = as_user(&mut psql, self.user, self.folder.path()).output()?;
        Ok(ran.status.success().then(|| String::from_utf8_lossy(&ran.stdout).trim().to_owned()))
    }

    /// Ends the server as if its machine lost power, without a last word to the disk.
    pub(crate) fn crash(&self) {
        let mut child = self.child.lock().unwrap();
        let stopped = Command::new("kill").args(["-QUIT", &child.id().to_string()]).status().unwrap();
        assert!(stopped.success());
        child.wait().unwrap();
    }

    /// Starts it again.
    pub(crate) fn revive(&self) {
        *self.child.lock().unwrap() =
            begin(&self.programs, self.folder.path(), self.user, self.syncs).unwrap();
        self.wait().unwrap();
    }

    fn wait(&self) -> io::Result<()> {
        let began = Instant::now();
        while !self.socket().exists() || self.psql("postgres", "select 1")?.is_none() {
            if began.elapsed() > PATIENCE || self.child.lock().unwrap().try_wait()?.is_some() {
                return Err(io::Error::other("the server does not answer"));
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Ok(child) = self.child.get_mut() {
            let _ = Command::new("kill").args(["-QUIT", &child.id().to_string()]).status();
            let _ = child.wait();
        }
    }
}

fn begin(programs: &Path, folder: &Path, user: Option<(u32, u32)>, syncs: bool) -> io::Result<Child> {
    let mut postgres = Command::new(programs.join("postgres"));
    postgres.arg("-D").arg(folder.join("data")).arg("-k").arg(folder);
    for setting in ["listen_addresses=", "max_connections=200", "port=5432", "log_min_messages=fatal"] {
        postgres.args(["-c", setting]);
    }
    if !syncs {
        postgres.args(["-c", "fsync=off"]);
    }
    as_user(&mut postgres, user, folder).stdout(Stdio::null()).stderr(Stdio::null()).spawn()
}

fn as_user<'a>(command: &'a mut Command, user: Option<(u32, u32)>, folder: &Path) -> &'a mut Command {
    if let Some((user, group)) = user {
        command.uid(user).gid(group);
    }
    command.current_dir(folder).env("LC_ALL", "C").stdin(Stdio::null())
}

/// The user that Debian's package made, or nobody.
fn unprivileged() -> io::Result<(u32, u32)> {
    let number = |of: &str, name: &str| -> Option<u32> {
        let output = Command::new("id").args([of, name]).output().ok()?;
        String::from_utf8(output.stdout).ok()?.trim().parse().ok()
    };
    let user =
        ["postgres", "nobody"].into_iter().find_map(|name| Some((number("-u", name)?, number("-g", name)?)));
    user.ok_or_else(|| io::Error::other("there is no user to run the server as"))
}
