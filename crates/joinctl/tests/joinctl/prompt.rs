//! The token is typed at a terminal that does not show it, and that shows again what is typed afterwards.

#![cfg(unix)]

use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader, Read, Write};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::process::{Child, ChildStderr, Command, Stdio};

use rustix::pty::{OpenptFlags, ptsname};
use rustix::termios::{LocalModes, tcgetattr};

use crate::home::Home;
use crate::pty;

const TOKEN: &str = "typed-t0ken-4f7a9c";

/// A terminal: the side of the person, and the side of programs.
struct Terminal {
    person: File,
    programs: File,
}

impl Terminal {
    fn open() -> Self {
        let person = pty::open();
        let name = ptsname(&person, Vec::new()).unwrap();
        let path = Path::new(std::ffi::OsStr::from_bytes(name.as_bytes()));
        let mut options = OpenOptions::new();
        let no_controlling = i32::try_from(OpenptFlags::NOCTTY.bits()).unwrap();
        let programs = options.read(true).write(true).custom_flags(no_controlling).open(path).unwrap();
        Self { person: person.into(), programs }
    }

    fn echoes(&self) -> bool {
        tcgetattr(&self.programs).unwrap().local_modes.contains(LocalModes::ECHO)
    }

    /// `joinctl auth login` at this terminal, once it asks.
    fn login(&self, home: &Home) -> (Child, BufReader<ChildStderr>) {
        let mut command = home.command(&["auth", "login", "--no-keyring", "--no-check"]);
        command.stdin(self.programs.try_clone().unwrap()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut stderr = BufReader::new(child.stderr.take().unwrap());
        let mut line = String::new();
        while !line.contains("it is not shown") {
            line.clear();
            assert_ne!(stderr.read_line(&mut line).unwrap(), 0, "it ended without a question");
        }
        (child, stderr)
    }

    /// What the person has seen on it.
    fn shown(mut self) -> String {
        drop(self.programs);
        let mut shown = Vec::new();
        // On Linux the end is an error.
        let _ = self.person.read_to_end(&mut shown);
        String::from_utf8(shown).unwrap()
    }
}

#[test]
fn a_typed_token_is_kept_and_not_shown() {
    let (home, mut terminal) = (Home::new(), Terminal::open());
    assert!(terminal.echoes());
    let (mut child, mut stderr) = terminal.login(&home);
    assert!(!terminal.echoes());
    writeln!(terminal.person, "{TOKEN}").unwrap();
    assert!(child.wait().unwrap().success());
    assert!(terminal.echoes());
    let mut shown = String::new();
    stderr.read_to_string(&mut shown).unwrap();
    child.stdout.unwrap().read_to_string(&mut shown).unwrap();
    shown += &terminal.shown();
    assert!(shown.contains("Signed in") && !shown.contains(TOKEN), "{shown}");
    assert!(std::fs::read_to_string(home.file("tokens.json")).unwrap().contains(TOKEN));
}

#[test]
fn an_interrupt_at_the_prompt_brings_the_echo_back() {
    for signal in ["INT", "TERM"] {
        let (home, terminal) = (Home::new(), Terminal::open());
        let (mut child, _stderr) = terminal.login(&home);
        assert!(!terminal.echoes());
        let kill = Command::new("kill").args(["-s", signal, &child.id().to_string()]).status().unwrap();
        assert!(kill.success());
        assert_eq!(child.wait().unwrap().code(), Some(130), "{signal}");
        assert!(terminal.echoes(), "{signal}");
        assert_eq!(home.files(), []);
    }
}
