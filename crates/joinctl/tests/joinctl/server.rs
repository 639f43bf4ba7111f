//! A sandbox that `joinctl` serves in a process of its own, for the tests of its other commands.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use serde_json::Value;

/// A running sandbox, killed when dropped.
pub(crate) struct Server {
    pub(crate) child: Child,
    pub(crate) base_url: String,
    pub(crate) token: String,
}

impl Server {
    pub(crate) fn start(args: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_joinctl"));
        let mut child = command.arg("sandbox").args(args).stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        let line: Value = serde_json::from_str(&line).unwrap();
        let member = |name: &str| line[name].as_str().unwrap().to_owned();
        Self { base_url: member("base_url"), token: member("token"), child }
    }

    /// `joinctl` with this server as its account.
    pub(crate) fn joinctl(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_joinctl"));
        command.args(args).env("JOIN_BASE_URL", &self.base_url).env("JOIN_API_TOKEN", &self.token);
        command
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
