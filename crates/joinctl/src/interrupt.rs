//! Handles SIGINT and SIGTERM.

use std::future::Future;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crate::exit::{ExitCode, Failure, Outcome};

/// Time for a command to report the interrupt by itself.
const A_MOMENT: Duration = Duration::from_millis(100);

/// The message where no write was sent.
pub(crate) const NOTHING_WRITTEN: &str = "interrupted";

/// Runs a command, and drops it on an interrupt, which removes its temporary files. The command's own message takes
/// precedence.
pub(crate) async fn or_interrupted(command: impl Future<Output = Outcome>, message: &str) -> Outcome {
    let mut interrupts = Interrupts::listen()?;
    let mut command = std::pin::pin!(command);
    tokio::select! {
        biased;
        done = &mut command => return done,
        () = interrupts.wait() => {}
    }
    // A write inside hears of the same interrupt, perhaps a moment later.
    let interrupted = Failure { message: message.to_owned(), code: ExitCode::Interrupted };
    tokio::time::timeout(A_MOMENT, command).await.unwrap_or(Err(interrupted))
}

/// Waits for a write. On an interrupt its outcome is unknown, so the message names the command that shows it.
pub(crate) async fn or_unknown<T>(
    write: impl IntoFuture<Output = T>,
    find_out: impl std::fmt::Display,
) -> Result<T, Failure> {
    let mut interrupts = Interrupts::listen()?;
    tokio::select! {
        biased;
        written = write.into_future() => Ok(written),
        () = interrupts.wait() => {
            let message = format!("interrupted; it may have been written\nfind out: {find_out}");
            Err(Failure { message, code: ExitCode::Interrupted })
        }
    }
}

/// Waits for a write like [`or_unknown`], and adds that command to errors with an unknown outcome too.
pub(crate) async fn written<T>(
    write: impl IntoFuture<Output = Result<T, join_sdk::Error>>,
    find_out: impl std::fmt::Display,
) -> Result<T, Failure> {
    or_unknown(write, &find_out).await?.map_err(|error| Failure::from(error).find_out_by(find_out))
}

/// Returns the command line of this process, quoted for a shell.
pub(crate) fn same_command() -> String {
    std::env::args_os().map(|word| quoted(&word.to_string_lossy())).collect::<Vec<_>>().join(" ")
}

/// Quotes a word for a shell.
pub(crate) fn quoted(word: &str) -> String {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "-_./:=,@%+".contains(letter);
    match !word.is_empty() && word.chars().all(plain) {
        true => word.to_owned(),
        false => format!("'{}'", word.replace('\'', r"'\''")),
    }
}

/// Whether another program, such as the pager, handles the signals of the terminal.
static LEFT: AtomicBool = AtomicBool::new(false);

/// Leaves the signals of the terminal to another program, until the end of this one.
pub(crate) fn leave_to_another() -> std::io::Result<()> {
    LEFT.store(true, Ordering::Relaxed);
    // From now on they don't end the process by themselves.
    Interrupts::listen().map(drop)
}

/// Ends the process at the second signal, since a blocked command can't be dropped.
pub(crate) fn end_at_the_second() -> Outcome {
    let mut interrupts = Interrupts::listen()?;
    tokio::spawn(async move {
        interrupts.wait().await;
        loop {
            interrupts.wait().await;
            if !LEFT.load(Ordering::Relaxed) {
                std::process::exit(ExitCode::Interrupted as i32)
            }
        }
    });
    Ok(())
}

/// Receives the signals. From now on they no longer end the process by themselves.
#[cfg(unix)]
pub(crate) struct Interrupts {
    interrupt: tokio::signal::unix::Signal,
    terminate: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Interrupts {
    pub(crate) fn listen() -> std::io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self { interrupt: signal(SignalKind::interrupt())?, terminate: signal(SignalKind::terminate())? })
    }

    pub(crate) async fn wait(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }
}

#[cfg(not(unix))]
pub(crate) struct Interrupts;

#[cfg(not(unix))]
impl Interrupts {
    pub(crate) fn listen() -> std::io::Result<Self> {
        Ok(Self)
    }

    pub(crate) async fn wait(&mut self) {
        let _ = tokio::signal::ctrl_c().await;
    }
}
