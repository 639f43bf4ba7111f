//! One headless Chromium, with a profile of its own.

use std::ffi::OsString;
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

/// How Debian and its descendants get it.
pub(crate) const INSTALL: &str = "apt-get install --yes --no-install-recommends chromium";

const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/// The program: `CHROMIUM`, or the first of its names on the path.
pub(crate) fn find() -> Option<PathBuf> {
    if let Some(program) = std::env::var_os("CHROMIUM") {
        return Some(program.into());
    }
    let path: OsString = std::env::var_os("PATH")?;
    let files = std::env::split_paths(&path).flat_map(|folder| NAMES.map(|name| folder.join(name)));
    files.into_iter().find(|file| file.is_file())
}

/// A running browser. It ends when dropped.
pub(crate) struct Chromium {
    child: Child,
    /// The address of its DevTools.
    pub(crate) devtools: String,
    _profile: TempDir,
}

impl Chromium {
    pub(crate) fn start(program: &Path) -> io::Result<Self> {
        let profile = tempfile::tempdir()?;
        let mut child = Command::new(program)
            .args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"])
            .args(["--disable-background-networking", "--disable-component-update", "--disable-sync"])
            .args(["--disable-dev-shm-usage", "--hide-scrollbars", "--lang=en-US", "--no-proxy-server"])
            .args(["--force-color-profile=srgb", "--remote-debugging-port=0"])
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .arg("about:blank")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()?;
        let errors = child.stderr.take().map(BufReader::new);
        let mut lines = errors.into_iter().flat_map(BufRead::lines);
        let devtools = lines
            .by_ref()
            .map_while(Result::ok)
            .find_map(|line| line.strip_prefix("DevTools listening on ").map(str::to_owned));
        let Some(devtools) = devtools else {
            let _ = child.kill();
            child.wait()?;
            return Err(io::Error::other("it ended before it listened"));
        };
        // A full pipe would stop the browser.
        std::thread::spawn(move || lines.for_each(drop));
        Ok(Chromium { child, devtools, _profile: profile })
    }
}

impl Drop for Chromium {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
