//! One line of the report: what was seen, what follows, what to do.

use crate::exit::ExitCode;

/// How the account compares with the document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Verdict {
    /// As documented.
    Ok,
    /// No response tells.
    Unknown,
    /// Not as documented.
    Differs,
    /// Nothing works before this does.
    Failed,
}

impl Verdict {
    /// The word of the report.
    pub(super) fn word(self) -> &'static str {
        match self {
            Verdict::Ok => "ok",
            Verdict::Unknown => "unknown",
            Verdict::Differs => "differs",
            Verdict::Failed => "failed",
        }
    }
}

/// A finding of one check.
pub(super) struct Finding {
    /// The name of the check, such as `past-end`.
    pub(super) check: &'static str,
    pub(super) verdict: Verdict,
    pub(super) seen: String,
    pub(super) inferred: Option<String>,
    pub(super) todo: Option<String>,
    /// The exit code of a failure.
    pub(super) code: ExitCode,
}

impl Finding {
    pub(super) fn new(check: &'static str, verdict: Verdict, seen: impl Into<String>) -> Self {
        Self { check, verdict, seen: seen.into(), inferred: None, todo: None, code: ExitCode::Failed }
    }

    /// A check that no response answers.
    pub(super) fn unknown(check: &'static str, seen: impl Into<String>) -> Self {
        Self::new(check, Verdict::Unknown, seen)
    }

    pub(super) fn inferred(self, text: impl Into<String>) -> Self {
        Self { inferred: Some(text.into()), ..self }
    }

    pub(super) fn todo(self, text: impl Into<String>) -> Self {
        Self { todo: Some(text.into()), ..self }
    }

    pub(super) fn code(self, code: ExitCode) -> Self {
        Self { code, ..self }
    }
}

/// `1 row`, `2 rows`.
pub(super) fn counted(count: usize, one: &str) -> String {
    match count {
        1 => format!("1 {one}"),
        _ => format!("{count} {one}s"),
    }
}
