//! A terminal with a command in it, as a person sits before it.

use std::ffi::OsStr;
use std::fs::{File, OpenOptions};
use std::io::{Read, Write};
use std::os::fd::OwnedFd;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::OpenOptionsExt;
use std::process::{Child, Command};

use rustix::io::{FdFlags, fcntl_setfd};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{Winsize, tcsetwinsize};

/// The end of an input, typed as Ctrl-D.
pub(crate) const END: &str = "\u{4}";

/// Opens a terminal, which no process that another test starts holds open.
pub(crate) fn open() -> OwnedFd {
    let keyboard = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
    fcntl_setfd(&keyboard, FdFlags::CLOEXEC).unwrap();
    grantpt(&keyboard).unwrap();
    unlockpt(&keyboard).unwrap();
    keyboard
}

/// The terminal. Its command is killed when it is dropped.
pub(crate) struct Terminal {
    keyboard: File,
    child: Child,
    shown: String,
}

impl Terminal {
    pub(crate) fn start(command: Command) -> Self {
        Self::start_on(open(), command)
    }

    fn start_on(keyboard: OwnedFd, mut command: Command) -> Self {
        let name = ptsname(&keyboard, Vec::new()).unwrap();
        let no_controlling = i32::try_from(OpenptFlags::NOCTTY.bits()).unwrap();
        let screen = OpenOptions::new()
            .read(true)
            .write(true)
            .custom_flags(no_controlling)
            .open(OsStr::from_bytes(name.as_bytes()))
            .unwrap();
        command.stdin(screen.try_clone().unwrap()).stdout(screen.try_clone().unwrap()).stderr(screen);
        let child = command.spawn().unwrap();
        // With the command its ends of the terminal go too, so that reading ends with the program.
        drop(command);
        Self { keyboard: File::from(keyboard), child, shown: String::new() }
    }

    /// Starts on a terminal of so many columns and rows.
    pub(crate) fn of_size(command: Command, columns: u16, rows: u16) -> Self {
        let terminal = open();
        let size = Winsize { ws_col: columns, ws_row: rows, ws_xpixel: 0, ws_ypixel: 0 };
        tcsetwinsize(&terminal, size).unwrap();
        Self::start_on(terminal, command)
    }

    /// Waits until the terminal shows this.
    pub(crate) fn wait_for(&mut self, text: &str) {
        while !self.shown.contains(text) {
            assert!(self.read(), "it ended without “{text}”: {}", self.shown);
        }
    }

    pub(crate) fn type_in(&mut self, text: &str) {
        self.keyboard.write_all(text.as_bytes()).unwrap();
    }

    /// Sends the signal of Ctrl-C.
    pub(crate) fn interrupt(&self) {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-s", "INT", &id]).status().unwrap().success());
    }

    /// Waits for the end. Returns the exit code and all that was shown.
    pub(crate) fn end(mut self) -> (i32, String) {
        while self.read() {}
        (self.child.wait().unwrap().code().unwrap(), std::mem::take(&mut self.shown))
    }

    /// Reads on. A terminal that nobody has open any longer is an error on Linux.
    fn read(&mut self) -> bool {
        let mut piece = [0; 4096];
        match self.keyboard.read(&mut piece) {
            Ok(0) | Err(_) => false,
            Ok(count) => {
                self.shown.push_str(&String::from_utf8_lossy(&piece[..count]));
                true
            }
        }
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
