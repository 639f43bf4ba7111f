//! The consent to a write: the plan is shown, a terminal is asked, `--yes` writes, `--dry-run` never does.

use std::fmt::Display;
use std::io::{self, IsTerminal};

use clap::Args;
use serde_json::Value;
use tokio::sync::oneshot;

use crate::exit::{ExitCode, Failure, Outcome};
use crate::interrupt::Interrupts;
use crate::output::format::Format;
use crate::output::out::{self, Out};

/// What a consent is to, in words.
#[derive(Clone, Copy)]
pub(crate) struct Words {
    question: &'static str,
    /// What is said where nothing was written.
    nothing: &'static str,
}

/// The consent to a write in JOIN.
const JOIN: Words = Words { question: "Write this to JOIN?", nothing: "nothing was written to JOIN" };

/// The consent to a change of the shared state.
#[cfg(feature = "postgres")]
pub(crate) const DATABASE: Words =
    Words { question: "Change the database?", nothing: "nothing was changed in the database" };

/// The options of every command that writes.
#[derive(Args, Clone, Copy)]
pub(crate) struct Consent {
    /// Write without asking. A terminal is asked otherwise; without one, nothing is written.
    #[arg(long)]
    yes: bool,
    /// Show what would be written. Writes nothing.
    #[arg(long, conflicts_with = "yes")]
    dry_run: bool,
}

impl Consent {
    /// Returns whether to write. A terminal gets the plan and is asked; a no is a failure.
    ///
    /// After `false` the command prints its plan and ends as [`withheld`](Self::withheld).
    pub(crate) async fn given(self, plan: impl Display) -> Result<bool, Failure> {
        self.given_to(JOIN, plan).await
    }

    async fn given_to(self, words: Words, plan: impl Display) -> Result<bool, Failure> {
        if self.yes || self.dry_run || !is_terminal() {
            return Ok(self.yes);
        }
        match confirmed(&format!("{plan}\n{}", words.question), words.nothing).await? {
            true => Ok(true),
            false => Err(Failure::with(ExitCode::Refused, words.nothing)),
        }
    }

    /// Returns whether to write, like [`given`](Self::given). Where not, it has shown the plan: as text on a terminal, as
    /// JSON in a pipe.
    pub(crate) async fn agreed(self, plan: &str, json: &Value, out: &mut Out) -> Result<bool, Failure> {
        self.agreed_to(JOIN, plan, json, out).await
    }

    /// As [`agreed`](Self::agreed), for what is written elsewhere than in JOIN.
    pub(crate) async fn agreed_to(
        self,
        words: Words,
        plan: &str,
        json: &Value,
        out: &mut Out,
    ) -> Result<bool, Failure> {
        let agreed = self.given_to(words, plan).await?;
        if !agreed {
            match Format::or_usual(None) {
                Format::Table => writeln!(out, "{plan}")?,
                _ => out.json(json)?,
            }
        }
        Ok(agreed)
    }

    /// Whether the options alone allow the write.
    pub(crate) fn is_yes(self) -> bool {
        self.yes
    }

    /// Whether nothing is to be written, whatever the plan.
    pub(crate) fn is_dry_run(self) -> bool {
        self.dry_run
    }

    /// Ends a command that has shown its plan and writes nothing.
    pub(crate) fn withheld(self) -> Outcome {
        self.withheld_from(JOIN)
    }

    /// As [`withheld`](Self::withheld), for what is written elsewhere than in JOIN.
    pub(crate) fn withheld_from(self, Words { nothing, .. }: Words) -> Outcome {
        if self.dry_run {
            out::report(nothing);
            return Ok(());
        }
        Err(Failure::with(
            ExitCode::Refused,
            format!("{nothing}; add --yes to write, or --dry-run to end with 0"),
        ))
    }
}

/// Asks the person at the terminal. An interrupt says that there was `nothing`.
pub(crate) async fn confirmed(question: &str, nothing: &str) -> Result<bool, Failure> {
    // Before the question, which may be answered at once.
    let interrupts = Interrupts::listen()?;
    out::report(&format!("{question} [y/N]"));
    let answer = answer(interrupts, nothing).await?;
    Ok(matches!(answer.trim().to_lowercase().as_str(), "y" | "yes"))
}

/// Returns whether a person can be asked.
pub(crate) fn is_terminal() -> bool {
    io::stdin().is_terminal() && out::is_watched()
}

/// Reads a line of standard input on a detached thread, so that the command stays interruptible.
async fn answer(mut interrupts: Interrupts, nothing: &str) -> Result<String, Failure> {
    let (sender, receiver) = oneshot::channel();
    std::thread::Builder::new().spawn(move || {
        let mut line = String::new();
        let read = io::stdin().read_line(&mut line).map(|_| line);
        // Nobody waits any longer.
        let _ = sender.send(read);
    })?;
    tokio::select! {
        biased;
        () = interrupts.wait() => Err(Failure::with(ExitCode::Interrupted, format!("interrupted; {nothing}"))),
        read = receiver => Ok(read.unwrap_or_else(|gone| Err(io::Error::other(gone)))?),
    }
}
