//! The report, as text to paste into an issue and as JSON. Pure.

use serde_json::{Value, json};

use super::finding::{Finding, Verdict};

/// Columns of the text.
const WIDTH: usize = 100;

/// A finished run.
pub(super) struct Report {
    /// The day of the run, in UTC.
    pub(super) date: String,
    /// The version of the document.
    pub(super) document: String,
    /// The server, by a name that can be shown.
    pub(super) server: String,
    /// Whether the server is on this machine, and no account.
    pub(super) is_local: bool,
    /// Requests sent, repeats included.
    pub(super) requests: u32,
    /// The requests, as they are named, in order.
    pub(super) asked: Vec<String>,
    pub(super) findings: Vec<Finding>,
}

impl Report {
    /// The worst verdict.
    pub(super) fn worst(&self) -> Verdict {
        self.findings.iter().map(|finding| finding.verdict).max().unwrap_or(Verdict::Unknown)
    }

    fn count(&self, verdict: Verdict) -> usize {
        self.findings.iter().filter(|finding| finding.verdict == verdict).count()
    }

    /// One line with the number of each verdict.
    pub(super) fn summary(&self) -> String {
        let all = [Verdict::Ok, Verdict::Differs, Verdict::Unknown, Verdict::Failed];
        all.map(|verdict| format!("{} {}", self.count(verdict), verdict.word())).join(", ")
    }

    /// The report as text.
    pub(super) fn text(&self) -> String {
        let mut text = format!(
            "joinctl {} doctor, {}, API document {}\nserver: {}{}\nrequests: {}, all GET; nothing was written\n\n",
            env!("CARGO_PKG_VERSION"),
            self.date,
            self.document,
            self.server,
            if self.is_local { " (no account of JOIN)" } else { "" },
            self.requests,
        );
        for finding in &self.findings {
            let head = format!("{:<12} {:<8} ", finding.check, finding.verdict.word());
            push(&mut text, &head, "seen", &finding.seen);
            for (label, part) in [("inferred", &finding.inferred), ("do", &finding.todo)] {
                if let Some(part) = part {
                    push(&mut text, &" ".repeat(head.len()), label, part);
                }
            }
        }
        text.push_str(&format!("\n{}\n", self.summary()));
        if !self.asked.is_empty() {
            text.push_str(&format!("\nRequests, in order:\n  {}\n", self.asked.join("\n  ")));
        }
        text
    }

    /// The report as one JSON object.
    pub(super) fn json(&self) -> Value {
        let findings: Vec<Value> = self
            .findings
            .iter()
            .map(|finding| {
                json!({
                    "check": finding.check, "verdict": finding.verdict.word(), "seen": finding.seen,
                    "inferred": finding.inferred, "do": finding.todo,
                })
            })
            .collect();
        json!({
            "version": 1, "date": self.date, "joinctl": env!("CARGO_PKG_VERSION"), "document": self.document,
            "server": self.server, "local": self.is_local, "requests": self.requests, "asked": self.asked,
            "worst": self.worst().word(), "findings": findings,
        })
    }
}

/// Adds a part, broken into lines below each other.
fn push(text: &mut String, head: &str, label: &str, part: &str) {
    let head = format!("{head}{label}: ");
    let mut line = head.clone();
    let indent = " ".repeat(head.len());
    for word in part.split_whitespace() {
        let length = line.chars().count() + 1 + word.chars().count();
        if length > WIDTH && line.trim_end() != head.trim_end() && !line.trim().is_empty() {
            text.push_str(&format!("{}\n", line.trim_end()));
            line.clone_from(&indent);
        }
        line.push_str(&format!("{word} "));
    }
    text.push_str(&format!("{}\n", line.trim_end()));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(findings: Vec<Finding>) -> Report {
        Report {
            date: "2026-11-28".to_owned(),
            document: "2.0".to_owned(),
            server: "this machine".to_owned(),
            is_local: true,
            requests: 3,
            asked: vec!["GET /jobs".to_owned()],
            findings,
        }
    }

    #[test]
    fn the_worst_verdict_counts() {
        let finding = |verdict| Finding::new("tags", verdict, "x");
        let worst = |verdicts: &[Verdict]| report(verdicts.iter().map(|one| finding(*one)).collect()).worst();
        assert_eq!(worst(&[Verdict::Ok, Verdict::Unknown]), Verdict::Unknown);
        assert_eq!(worst(&[Verdict::Differs, Verdict::Unknown]), Verdict::Differs);
        assert_eq!(worst(&[Verdict::Failed, Verdict::Differs]), Verdict::Failed);
        assert_eq!(worst(&[Verdict::Ok]), Verdict::Ok);
    }

    #[test]
    fn what_was_seen_is_apart_from_what_is_inferred_in_lines_that_fit() {
        let finding = Finding::new("page-cap", Verdict::Differs, "many rows ".repeat(20))
            .inferred("a cap")
            .todo("apply the patch");
        let text = report(vec![finding]).text();
        assert!(text.lines().all(|line| line.chars().count() <= WIDTH), "{text}");
        assert!(text.contains("page-cap     differs  seen: many rows"), "{text}");
        assert!(text.contains("\n                      inferred: a cap\n"), "{text}");
        assert!(text.contains("\n                      do: apply the patch\n"), "{text}");
        assert!(text.contains("\n0 ok, 1 differs, 0 unknown, 0 failed\n"), "{text}");
    }
}
