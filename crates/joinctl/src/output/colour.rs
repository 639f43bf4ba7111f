//! Colours: only where a stream takes them, by `--color`, NO_COLOR and CLICOLOR_FORCE.

use std::ffi::OsString;
use std::io;

use anstream::{AutoStream, ColorChoice};
use anstyle::{AnsiColor, Style};
use clap::ValueEnum;

const HEADER: Style = Style::new().bold();
const GOOD: Style = AnsiColor::Green.on_default();
const BAD: Style = AnsiColor::Red.on_default();
const PENDING: Style = AnsiColor::Yellow.on_default();
const ERROR: Style = AnsiColor::Red.on_default().bold();
const WARNING: Style = AnsiColor::Yellow.on_default().bold();

/// When to use colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum When {
    /// On a terminal, unless NO_COLOR is set; also elsewhere if CLICOLOR_FORCE is.
    Auto,
    /// Everywhere.
    Always,
    /// Nowhere.
    Never,
}

/// Sets when to use colours, for all of the program and for the help.
pub(crate) fn choose(when: When) {
    let choice = match when {
        When::Auto => ColorChoice::Auto,
        When::Always => ColorChoice::Always,
        When::Never => ColorChoice::Never,
    };
    choice.write_global();
}

/// Finds `--color` before the arguments are parsed: the help, which ends the parsing, obeys it too.
pub(crate) fn asked(args: impl Iterator<Item = OsString>) -> Option<When> {
    let mut args = args.map(|arg| arg.to_string_lossy().into_owned()).take_while(|arg| arg != "--");
    let mut asked = None;
    while let Some(arg) = args.next() {
        let value = match arg.strip_prefix("--color") {
            Some("") => args.next(),
            Some(value) => value.strip_prefix('=').map(str::to_owned),
            None => None,
        };
        asked = value.and_then(|value| When::from_str(&value, false).ok()).or(asked);
    }
    asked
}

/// Returns whether standard output takes colours.
pub(crate) fn on_stdout() -> bool {
    takes(AutoStream::choice(&io::stdout()))
}

/// Returns whether standard error takes colours.
pub(crate) fn on_stderr() -> bool {
    takes(AutoStream::choice(&io::stderr()))
}

fn takes(choice: ColorChoice) -> bool {
    matches!(choice, ColorChoice::Always | ColorChoice::AlwaysAnsi)
}

/// Colours the header of a table.
pub(crate) fn header(text: &str) -> String {
    let word = text.trim_end();
    painted(HEADER, word) + text.get(word.len()..).unwrap_or_default()
}

/// Colours a cell, if its column holds states. `cell` may be padded.
pub(crate) fn cell(column: &str, cell: String) -> String {
    let name = column.rsplit('.').next().unwrap_or_default();
    if !matches!(name, "state" | "status" | "hiringState") {
        return cell;
    }
    let word = cell.trim_end();
    let style = match word {
        "ONLINE" | "HIRED" => GOOD,
        "REJECTED" | "ARCHIVED" => BAD,
        "" => return cell,
        _ => PENDING,
    };
    painted(style, word) + cell.get(word.len()..).unwrap_or_default()
}

/// Colours the first word of a message, if it says that something is wrong.
pub(crate) fn message(text: String) -> String {
    for (word, style) in [("error:", ERROR), ("warning:", WARNING)] {
        if let Some(rest) = text.strip_prefix(word) {
            return painted(style, word) + rest;
        }
    }
    text
}

fn painted(style: Style, text: &str) -> String {
    format!("{style}{text}{style:#}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_option_is_found_before_the_rest_is_parsed() {
        let asked = |args: &[&str]| asked(args.iter().map(OsString::from));
        assert_eq!(asked(&["jobs", "--color", "always", "list"]), Some(When::Always));
        assert_eq!(asked(&["--color=never", "--help"]), Some(When::Never));
        assert_eq!(asked(&["--color", "pink"]), None);
        assert_eq!(asked(&["raw", "--", "--color", "never"]), None);
    }

    #[test]
    fn states_are_coloured_and_nothing_else_is() {
        assert_eq!(cell("status", "ONLINE  ".to_owned()), "\u{1b}[32mONLINE\u{1b}[0m  ");
        assert!(cell("job.status", "ARCHIVED".to_owned()).starts_with("\u{1b}[31m"));
        assert_eq!(cell("title", "ONLINE".to_owned()), "ONLINE");
        assert_eq!(cell("status", "   ".to_owned()), "   ");
    }

    #[test]
    fn a_message_keeps_its_words() {
        assert_eq!(message("error: no".to_owned()), "\u{1b}[1m\u{1b}[31merror:\u{1b}[0m no");
        assert_eq!(message("nothing to do".to_owned()), "nothing to do");
    }
}
