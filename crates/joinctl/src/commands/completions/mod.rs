//! `joinctl completions`: the script that connects a shell to this program, which completes by itself.

pub(crate) mod ids;

use clap::{Args, ValueEnum};
use clap_complete::env::{CompleteEnv, Shells};

use crate::account;
use crate::account::flags::Flags;
use crate::exit::{Failure, Outcome};
use crate::output::out::Out;

/// Variable by which the script asks this program for completions.
const VARIABLE: &str = "JOINCTL_COMPLETE";

#[derive(Args)]
pub(crate) struct Options {
    /// The shell.
    #[arg(value_enum)]
    shell: Shell,
}

#[derive(Clone, Copy, ValueEnum)]
enum Shell {
    /// Bash, 4.4 or newer.
    Bash,
    /// Zsh.
    Zsh,
    /// Fish.
    Fish,
    /// PowerShell.
    Powershell,
    /// Elvish.
    Elvish,
}

impl Shell {
    fn name(self) -> &'static str {
        match self {
            Shell::Bash => "bash",
            Shell::Zsh => "zsh",
            Shell::Fish => "fish",
            Shell::Powershell => "powershell",
            Shell::Elvish => "elvish",
        }
    }
}

/// Responds to the script of a shell and ends the process, if one asks. It must be called before any thread starts.
pub(crate) fn respond(command: fn() -> clap::Command) {
    if std::env::var_os(VARIABLE).is_none() {
        return;
    }
    // The line is not whole yet, so it can't be parsed as one.
    let words: Vec<String> = std::env::args_os().map(|word| word.to_string_lossy().into_owned()).collect();
    account::choose(Flags {
        profile: value_of(&words, "--profile"),
        base_url: value_of(&words, "--base-url"),
        ..Flags::default()
    });
    CompleteEnv::with_factory(command).var(VARIABLE).complete();
}

/// The value of an option, as far as the line has come.
fn value_of(words: &[String], option: &str) -> Option<String> {
    let spaced = words.iter().skip_while(|word| *word != option).nth(1);
    let joined = || words.iter().find_map(|word| word.strip_prefix(option)?.strip_prefix('='));
    spaced.map(String::as_str).or_else(joined).map(str::to_owned)
}

/// Prints the script.
pub(crate) fn run(options: &Options, out: &mut Out) -> Outcome {
    let shells = Shells::builtins();
    let shell = shells.completer(options.shell.name());
    let shell = shell.ok_or_else(|| Failure::new("there are no completions for this shell"))?;
    let mut script = Vec::new();
    shell.write_registration(VARIABLE, "joinctl", "joinctl", "joinctl", &mut script)?;
    out.exact_bytes(&script)
}
