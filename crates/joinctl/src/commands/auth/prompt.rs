//! Reads the token: typed without echo, or from standard input. Never from an argument, which every process can see.

use std::io::{self, IsTerminal, Read};

use secrecy::SecretString;
use tokio::sync::oneshot;

use crate::exit::{ExitCode, Failure};
use crate::interrupt::{Interrupts, NOTHING_WRITTEN};
use crate::output::out;

/// Bytes that are read. A token is far shorter.
const MOST: u64 = 64 * 1024;

/// Reads the token. A terminal is asked with this question.
pub(super) async fn token(question: &str, from_input: bool) -> Result<SecretString, Failure> {
    // Caught here as well: the echo comes back before anything else happens.
    let mut interrupts = Interrupts::listen()?;
    let is_typed = io::stdin().is_terminal();
    let hidden = if is_typed { Some(hidden::Echo::off()?) } else { None };
    if is_typed {
        out::report(question);
    } else if !from_input && out::is_watched() {
        out::report("reading the token from standard input");
    }
    let read = tokio::select! {
        read = on_a_thread(if is_typed { hidden::line } else { input }) => read,
        () = interrupts.wait() => Err(Failure::with(ExitCode::Interrupted, NOTHING_WRITTEN)),
    };
    drop(hidden);
    read
}

async fn on_a_thread(read: fn() -> io::Result<String>) -> Result<SecretString, Failure> {
    let (sender, receiver) = oneshot::channel();
    std::thread::Builder::new().spawn(move || {
        // Nobody may wait any longer.
        let _ = sender.send(read().map(SecretString::from));
    })?;
    let read = receiver.await.unwrap_or_else(|gone| Err(io::Error::other(gone)));
    read.map_err(|error| Failure::usage(format!("the token can't be read: {error}")))
}

fn input() -> io::Result<String> {
    let mut text = String::new();
    io::stdin().take(MOST).read_to_string(&mut text)?;
    Ok(text)
}

#[cfg(unix)]
mod hidden {
    use std::io;

    use rustix::termios::{LocalModes, OptionalActions, Termios, tcgetattr, tcsetattr};

    /// Hides what is typed until it is dropped.
    pub(super) struct Echo(Termios);

    impl Echo {
        pub(super) fn off() -> io::Result<Self> {
            let before = tcgetattr(io::stdin())?;
            let mut hidden = before.clone();
            hidden.local_modes.remove(LocalModes::ECHO);
            hidden.local_modes.insert(LocalModes::ECHONL);
            tcsetattr(io::stdin(), OptionalActions::Flush, &hidden)?;
            Ok(Self(before))
        }
    }

    impl Drop for Echo {
        fn drop(&mut self) {
            // The terminal may have gone.
            let _ = tcsetattr(io::stdin(), OptionalActions::Now, &self.0);
        }
    }

    pub(super) fn line() -> io::Result<String> {
        let mut line = String::new();
        io::stdin().read_line(&mut line)?;
        Ok(line)
    }
}

#[cfg(not(unix))]
mod hidden {
    /// The reading itself hides what is typed.
    pub(super) struct Echo;

    impl Echo {
        pub(super) fn off() -> std::io::Result<Self> {
            Ok(Self)
        }
    }

    pub(super) fn line() -> std::io::Result<String> {
        rpassword::read_password()
    }
}
