//! A benchmark's other processes: the same program in another role.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

/// A process that is this program in another role. It prints one line and is killed when dropped.
pub struct Role {
    child: Child,
    pub line: String,
}

impl Role {
    /// Starts this program with other arguments, and waits for its line.
    pub fn start(arguments: &[&str]) -> Self {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(arguments)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        Self { child, line: line.trim().to_owned() }
    }
}

impl Drop for Role {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
