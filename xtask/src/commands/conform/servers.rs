//! The servers that judges and clients talk to: the sandbox and Prism, each on a free port.

use std::process::Command;

use serde_json::Value;

use super::judge::Ours;
use super::setting::Setting;
use crate::support::outcome::Failure;
use crate::support::processes::Process;

/// A sandbox, which ends when this is dropped.
pub(super) struct Sandbox {
    pub(super) base_url: String,
    pub(super) token: String,
    _process: Process,
}

impl Sandbox {
    /// Starts one with the usual data.
    pub(super) fn start(setting: &Setting, judge: &str) -> Result<Self, Failure> {
        let mut command = Command::new(setting.program(Ours::Joinctl)?);
        let process = setting.start(command.arg("sandbox"), &format!("{judge}-sandbox"))?;
        let (base_url, token) = process.wait_for("its address", address)?;
        Ok(Self { base_url, token, _process: process })
    }
}

/// The base URL and the token in what `joinctl sandbox` prints.
fn address(output: &str) -> Option<(String, String)> {
    output.lines().find_map(|line| {
        let line: Value = serde_json::from_str(line).ok()?;
        let text = |key| line.get(key).and_then(Value::as_str).map(str::to_owned);
        Some((text("base_url")?, text("token")?))
    })
}

/// Prism, which ends when this is dropped.
pub(super) struct Prism {
    pub(super) base_url: String,
    process: Process,
}

impl Prism {
    /// Starts it with these arguments. It refuses what breaks the document.
    pub(super) fn start(setting: &Setting, log: &str, arguments: &[&str]) -> Result<Self, Failure> {
        let mut command = Command::new(setting.tools.packages.node("prism"));
        command.args(arguments).args(["--port", "0", "--errors"]);
        let process = setting.start(&mut command, log)?;
        let base_url = process.wait_for("its address", listening)?;
        Ok(Self { base_url, process })
    }

    /// All that it has printed.
    pub(super) fn output(&self) -> Result<String, Failure> {
        self.process.output()
    }
}

/// The URL in Prism's line that it listens. The line may be half written.
fn listening(output: &str) -> Option<String> {
    let (_, rest) = output.split_once("Prism is listening on ")?;
    let (url, _) = rest.split_once('\n')?;
    Some(url.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_once_their_lines_are_complete() {
        let line = "{\"base_url\":\"http://127.0.0.1:1/v2\",\"token\":\"t\"}";
        assert_eq!(address(&format!("ready\n{line}\n")), Some(("http://127.0.0.1:1/v2".into(), "t".into())));
        assert_eq!(address(line.get(..30).unwrap()), None);
        let prism = "start     Prism is listening on http://127.0.0.1:40";
        assert_eq!(listening(prism), None);
        assert_eq!(listening(&format!("{prism}10\n")), Some("http://127.0.0.1:4010".into()));
    }
}
