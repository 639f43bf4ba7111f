//! The sandboxes that the peers work on, in a process of their own, and one round of a peer.

use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde_json::Value;

use super::install::Workshop;
use super::peer::Peer;
use super::size::Size;
use super::work::{Took, Work};
use crate::support::outcome::Failure;

/// Reads that are counted by valgrind, beside twice as many: the difference is without the start.
const COUNTED: u64 = 200;

/// Three sandboxes: on this machine, far away with a rival, and with odd rows. They end with this value.
pub(super) struct Place {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    /// What they printed first.
    described: Value,
}

impl Place {
    pub(super) fn start(workshop: &Workshop, size: &Size) -> Result<Self, Failure> {
        let mut command = Command::new(workshop.built("sandbox"));
        command.args([size.applications.to_string(), size.edits.to_string()]);
        let fails = |error| Failure::failed(format!("the sandbox can't be run: {error}"));
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().map_err(fails)?;
        let (Some(input), Some(output)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(Failure::failed("the sandbox has no pipes"));
        };
        let mut place = Self { child, input, output: BufReader::new(output), described: Value::Null };
        place.described = place.answer()?;
        Ok(place)
    }

    /// The next line of the sandboxes.
    fn answer(&mut self) -> Result<Value, Failure> {
        let mut line = String::new();
        self.output
            .read_line(&mut line)
            .map_err(|error| Failure::failed(format!("the sandbox can't be read: {error}")))?;
        serde_json::from_str(&line).map_err(|_| Failure::failed("the sandbox ended"))
    }

    fn ask(&mut self, question: &str) -> Result<Value, Failure> {
        writeln!(self.input, "{question}")
            .map_err(|error| Failure::failed(format!("the sandbox ended: {error}")))?;
        self.answer()
    }

    /// Has a peer do a work once. A peer that stops gives the reason.
    pub(super) fn run(
        &mut self,
        workshop: &Workshop,
        peer: Peer,
        program: &[PathBuf],
        work: Work,
        size: &Size,
    ) -> Result<Result<Took, String>, Failure> {
        if work == Work::Instructions {
            return self.counted(workshop, peer, program);
        }
        if work != Work::Edit {
            return Ok(Took::read(&self.finish(workshop, peer, &[], program, work, size.reads)?));
        }
        self.ask("edits")?;
        let output = self.finish(workshop, peer, &[], program, work, 0)?;
        let lost = self.ask("count")?;
        let count = |key| {
            let count = lost.get(key).and_then(Value::as_f64);
            count.ok_or_else(|| Failure::failed(format!("the sandbox counts no {key}")))
        };
        let (own_lost, rival_lost, calls) = (count("own")?, count("rival")?, count("calls")?);
        Ok(Took::read(&output).map(|took| Took { own_lost, rival_lost, calls, ..took }))
    }

    /// The instructions of a read.
    fn counted(
        &self,
        workshop: &Workshop,
        peer: Peer,
        program: &[PathBuf],
    ) -> Result<Result<Took, String>, Failure> {
        let valgrind = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null"];
        let mut counts = [0.0; 2];
        for (count, reads) in counts.iter_mut().zip([COUNTED, 2 * COUNTED]) {
            let output = self.finish(workshop, peer, &valgrind, program, Work::Read, reads)?;
            match instructions(&output) {
                Ok(instructions) => *count = instructions,
                Err(reason) => return Ok(Err(reason)),
            }
        }
        let [once, twice] = counts;
        Ok(Ok(Took { instructions: (twice - once) / COUNTED as f64, ..Took::default() }))
    }

    /// Runs a peer's program to its end; returns what it printed.
    fn finish(
        &self,
        workshop: &Workshop,
        peer: Peer,
        under: &[&str],
        program: &[PathBuf],
        work: Work,
        reads: u64,
    ) -> Result<String, Failure> {
        let text = |key| self.described.get(key).and_then(Value::as_str).unwrap_or_default();
        let mut words = under.iter().map(PathBuf::from).chain(program.iter().cloned());
        let mut command = Command::new(words.next().unwrap_or_default());
        command.args(words).args([work.name(), &reads.to_string()]);
        let base_url = text(match work {
            Work::Edit => "far",
            Work::OddList => "odd",
            Work::Read | Work::Instructions | Work::List => "near",
        });
        let job = self.described.get("job").map(Value::to_string).unwrap_or_default();
        command.env("JOIN_BASE_URL", base_url).env("JOIN_API_TOKEN", text("token")).env("JOIN_JOB", job);
        command.env("JOIN_EDITS", text("edits")).envs([("NO_PROXY", "*"), ("no_proxy", "*")]);
        command.env("PYTHONDONTWRITEBYTECODE", "1");
        let finished = workshop.processes.finish(&mut command, &workshop.log(peer.program()))?;
        Ok(finished.output)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The count that valgrind prints, unless the program failed: that is counted too.
fn instructions(output: &str) -> Result<f64, String> {
    Took::read(output)?;
    let count = output.lines().find_map(|line| line.split("Collected :").nth(1));
    count.and_then(|count| count.trim().parse().ok()).ok_or_else(|| "valgrind counts nothing".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOOK: &str = r#"{"rows": 7, "wall": 0.5, "cpu": 0.25, "mib": 12}"#;

    #[test]
    fn valgrinds_count_is_read() {
        assert_eq!(instructions(&format!("{TOOK}\n==7== Collected : 96350\n")), Ok(96_350.0));
        assert_eq!(instructions(TOOK), Err("valgrind counts nothing".to_owned()));
    }

    #[test]
    fn a_program_that_fails_under_valgrind_is_not_counted() {
        let failed = "Error: status 404\n==7== Events    : Ir\n==7== Collected : 96350\n";
        assert_eq!(instructions(failed), Err("Error: status 404".to_owned()));
    }
}
