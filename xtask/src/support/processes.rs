//! Programs that run beside this one. All end with it: when it is done, fails or is interrupted.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use shared_child::SharedChild;

use crate::support::outcome::Failure;

/// The message of a failure by a signal.
pub(crate) const INTERRUPTED: &str = "interrupted; every program that it started has been ended";
/// How long a server may take to say that it listens.
const LONGEST_START: Duration = Duration::from_secs(60);
/// The pause between two looks at a server's output.
const PAUSE: Duration = Duration::from_millis(20);
/// Lines of a failed program that a message holds.
const MOST_LINES: usize = 20;

/// All programs that run now.
#[derive(Clone, Default)]
pub(crate) struct Processes(Arc<Mutex<Running>>);

#[derive(Default)]
struct Running {
    children: Vec<Arc<SharedChild>>,
    is_interrupted: bool,
}

impl Processes {
    /// From now on SIGINT and SIGTERM end the programs, and no other starts.
    pub(crate) fn new() -> Result<Self, Failure> {
        let processes = Self::default();
        let interrupted = processes.clone();
        ctrlc::set_handler(move || interrupted.interrupt())
            .map_err(|error| Failure::failed(format!("signals can't be received: {error}")))?;
        Ok(processes)
    }

    fn running(&self) -> MutexGuard<'_, Running> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn interrupt(&self) {
        let mut running = self.running();
        running.is_interrupted = true;
        for child in &running.children {
            // A child that has just ended can't be killed, and need not be.
            let _ = child.kill();
        }
    }

    /// Starts a program whose output goes to a file.
    pub(crate) fn start(&self, command: &mut Command, log: &Path) -> Result<Process, Failure> {
        let program = Path::new(command.get_program()).file_name().unwrap_or_default();
        let program = program.to_string_lossy().into_owned();
        let unwritable = |error| Failure::failed(format!("{} can't be written: {error}", log.display()));
        let output = File::create(log).map_err(unwritable)?;
        let errors = output.try_clone().map_err(unwritable)?;
        command.stdin(Stdio::null()).stdout(output).stderr(errors);
        // The lock is held until the child is registered, so that an interruption finds it.
        let mut running = self.running();
        if running.is_interrupted {
            return Err(interrupted());
        }
        let child = SharedChild::spawn(command)
            .map_err(|error| Failure::failed(format!("{program} can't be run: {error}")))?;
        let child = Arc::new(child);
        running.children.push(Arc::clone(&child));
        Ok(Process { child, program, log: log.to_owned(), processes: self.clone() })
    }

    /// Runs a program to its end, whatever its status.
    pub(crate) fn finish(&self, command: &mut Command, log: &Path) -> Result<Finished, Failure> {
        let process = self.start(command, log)?;
        let status = process.child.wait();
        let status = status
            .map_err(|error| Failure::failed(format!("{} can't be waited for: {error}", process.program)))?;
        if self.running().is_interrupted {
            return Err(interrupted());
        }
        Ok(Finished { status, output: process.output()?, program: process.program.clone() })
    }

    /// Runs a program to its end and returns its output. Another status than 0 is a failure.
    pub(crate) fn succeed(&self, command: &mut Command, log: &Path) -> Result<String, Failure> {
        let finished = self.finish(command, log)?;
        match finished.finding() {
            None => Ok(finished.output),
            Some(message) => Err(Failure::failed(message)),
        }
    }
}

fn interrupted() -> Failure {
    Failure::failed(INTERRUPTED)
}

/// A running program, which ends when this is dropped.
pub(crate) struct Process {
    child: Arc<SharedChild>,
    program: String,
    log: PathBuf,
    processes: Processes,
}

impl Process {
    /// All that it has printed so far.
    pub(crate) fn output(&self) -> Result<String, Failure> {
        let bytes = fs::read(&self.log)
            .map_err(|error| Failure::failed(format!("{} can't be read: {error}", self.log.display())))?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }

    /// Waits until its output has what is looked for.
    pub(crate) fn wait_for<T>(&self, what: &str, find: impl Fn(&str) -> Option<T>) -> Result<T, Failure> {
        let started = Instant::now();
        loop {
            let ended = self.child.try_wait().ok().flatten().is_some();
            let output = self.output()?;
            if let Some(found) = find(&output) {
                return Ok(found);
            }
            if self.processes.running().is_interrupted {
                return Err(interrupted());
            }
            if ended || started.elapsed() > LONGEST_START {
                let state = if ended { "ended" } else { "has run for a minute" };
                let message =
                    format!("{} {state} and did not print {what}:\n{}", self.program, tail(&output));
                return Err(Failure::failed(message));
            }
            thread::sleep(PAUSE);
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It fails for a child that has ended, which is then only taken off the list.
        let _ = self.child.kill();
        let _ = self.child.wait();
        self.processes.running().children.retain(|child| !Arc::ptr_eq(child, &self.child));
    }
}

/// A program that ran to its end.
pub(crate) struct Finished {
    status: ExitStatus,
    program: String,
    pub(crate) output: String,
}

impl Finished {
    /// The end of its output if its status is not 0.
    pub(crate) fn finding(&self) -> Option<String> {
        let ended = || format!("{} ended with {}:\n{}", self.program, self.status, tail(&self.output));
        (!self.status.success()).then(ended)
    }
}

/// The last lines of an output.
fn tail(output: &str) -> String {
    let lines: Vec<&str> = output.lines().map(str::trim_end).filter(|line| !line.is_empty()).collect();
    lines.get(lines.len().saturating_sub(MOST_LINES)..).unwrap_or_default().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(script: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        command
    }

    #[test]
    fn a_failed_program_is_a_finding_with_the_end_of_its_output() {
        let folder = tempfile::tempdir().unwrap();
        let log = folder.path().join("log");
        let processes = Processes::default();
        assert_eq!(processes.succeed(&mut shell("echo good; echo odd >&2"), &log).unwrap(), "good\nodd\n");
        let failed = processes.finish(&mut shell("seq 30; exit 3"), &log).unwrap();
        assert_eq!(failed.finding().unwrap().lines().count(), MOST_LINES + 1);
        assert!(processes.running().children.is_empty());
    }

    #[test]
    fn a_server_that_ends_early_is_reported_with_its_output() {
        let folder = tempfile::tempdir().unwrap();
        let server =
            Processes::default().start(&mut shell("echo taken"), &folder.path().join("log")).unwrap();
        let failure = server.wait_for("its address", |_| None::<()>).unwrap_err();
        assert_eq!(failure.message().unwrap(), "sh ended and did not print its address:\ntaken");
    }

    #[test]
    fn an_interruption_ends_what_runs_and_starts_nothing_more() {
        let folder = tempfile::tempdir().unwrap();
        let log = folder.path().join("log");
        let processes = Processes::default();
        let server = processes.start(&mut shell("echo ready; exec sleep 600"), &log).unwrap();
        server.wait_for("ready", |output| output.contains("ready").then_some(())).unwrap();
        processes.interrupt();
        assert!(!server.child.wait().unwrap().success());
        let failure = server.wait_for("more", |_| None::<()>).unwrap_err();
        assert!(failure.message().unwrap().starts_with("interrupted"));
        assert!(processes.finish(&mut shell("true"), &log).is_err());
    }
}
