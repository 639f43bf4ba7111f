//! The pager of long tables, chosen as git does.

use std::ffi::OsString;
use std::io::{IsTerminal, Write};
use std::process::{Command, Stdio};

use unicode_width::UnicodeWidthStr;

use crate::interrupt;

/// A program that shows long texts page by page.
pub(crate) struct Pager {
    command: String,
    /// The variables that it must not see.
    secrets: &'static [&'static str],
}

impl Pager {
    /// Chooses the pager: JOIN_PAGER, then PAGER, then `less` if there is one. None if standard output is no terminal. It
    /// gets the environment without the variables `secrets`.
    pub(crate) fn find(secrets: &'static [&'static str]) -> Option<Self> {
        let set = |name: &str| std::env::var(name).ok();
        let less = || {
            let folders = std::env::var_os("PATH").unwrap_or_default();
            std::env::split_paths(&folders).any(|folder| folder.join("less").is_file())
        };
        let command = chosen(std::io::stdout().is_terminal(), set, less)?;
        Some(Self { command, secrets })
    }

    /// Shows a text. Returns false if the pager can't be run, so that the text has to be printed.
    ///
    /// Ctrl-C is for the pager alone while it runs.
    pub(crate) fn show(&self, text: &str) -> bool {
        if interrupt::leave_to_another().is_err() {
            return false;
        }
        let mut command = shell(&self.command);
        command.stdin(Stdio::piped());
        for secret in self.secrets {
            command.env_remove(secret);
        }
        for (name, value) in [("LESS", "FRX"), ("LV", "-c")] {
            if std::env::var_os(name).is_none() {
                command.env(name, value);
            }
        }
        let Ok(mut child) = command.spawn() else { return false };
        if let Some(mut stdin) = child.stdin.take() {
            // Whoever has seen enough leaves the rest unread.
            let _ = stdin.write_all(text.as_bytes());
        }
        // A shell ends so if it finds no such program.
        child.wait().is_ok_and(|status| !matches!(status.code(), Some(126 | 127)))
    }
}

/// Returns whether a text has more lines than the terminal.
pub(crate) fn is_long(text: &str) -> bool {
    let Some((width, height)) = terminal_size::terminal_size_of(std::io::stdout()) else { return false };
    lines(text, usize::from(width.0)) >= usize::from(height.0)
}

/// The lines that a text takes on a terminal of this width.
fn lines(text: &str, width: usize) -> usize {
    let seen = |line: &str| anstream::adapter::strip_str(line).to_string().width();
    text.lines().map(|line| seen(line).div_ceil(width.max(1)).max(1)).sum()
}

fn chosen(
    is_terminal: bool,
    set: impl Fn(&str) -> Option<String>,
    has_less: impl Fn() -> bool,
) -> Option<String> {
    if !is_terminal {
        return None;
    }
    let is_dumb = || set("TERM").is_none_or(|term| term.is_empty() || term == "dumb");
    let usual = || (!is_dumb() && has_less()).then(|| "less".to_owned());
    let command = set("JOIN_PAGER").or_else(|| set("PAGER")).or_else(usual)?;
    let command = command.trim();
    (!matches!(command, "" | "cat")).then(|| command.to_owned())
}

/// The command as a shell runs it, since it may have options.
fn shell(command: &str) -> Command {
    let (shell, option) = if cfg!(windows) { ("cmd", "/C") } else { ("/bin/sh", "-c") };
    let mut run = Command::new(shell);
    run.args([OsString::from(option), OsString::from(command)]);
    run
}

#[cfg(test)]
mod tests {
    use super::*;

    fn choice(variables: &[(&str, &str)]) -> Option<String> {
        let set = |name: &str| {
            let found = variables.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| (*value).to_owned())
        };
        chosen(true, set, || true)
    }

    #[test]
    fn the_own_variable_comes_first_and_an_empty_one_turns_the_pager_off() {
        let term = ("TERM", "xterm");
        assert_eq!(choice(&[term]).as_deref(), Some("less"));
        assert_eq!(choice(&[term, ("PAGER", "more")]).as_deref(), Some("more"));
        assert_eq!(choice(&[term, ("PAGER", "more"), ("JOIN_PAGER", "most -s")]).as_deref(), Some("most -s"));
        for off in ["", "cat", " "] {
            assert_eq!(choice(&[term, ("PAGER", "more"), ("JOIN_PAGER", off)]), None, "{off:?}");
        }
        assert_eq!(choice(&[("TERM", "dumb")]), None);
        assert_eq!(choice(&[]), None);
        assert_eq!(chosen(false, |_| Some("more".to_owned()), || true), None);
        assert_eq!(chosen(true, |name| (name == "TERM").then(|| "xterm".to_owned()), || false), None);
    }

    #[test]
    fn lines_are_counted_as_the_terminal_breaks_them() {
        assert_eq!(lines("a\nb\n", 10), 2);
        assert_eq!(lines("0123456789\n01234567890\n\n", 10), 4);
        assert_eq!(lines("\u{1b}[1m0123456789\u{1b}[0m\n", 10), 1);
        assert_eq!(lines("東京都東京都", 10), 2);
    }
}
