//! The page `docs/conformance.md`: one row for each judge, and the exclusions with their reasons.

use super::judge::Judge;
use super::verdict::{Exclusion, Verdict, grouped};

/// The page, below the workspace.
pub(super) const FILE: &str = "docs/conformance.md";

/// The whole page.
pub(super) fn page(verdicts: &[Verdict], examples: u32, seed: u32) -> String {
    let mut text = format!(
        "# Conformance\n\n\
         Tools by others judge the document, the sandbox and the SDK. `cargo xtask conform` runs them and writes this page; it\n\
         needs Node.js, Python 3 and Java. The last run made {} examples for each operation, with the seed {seed}.\n\n\
         | judge | version | checked | count | findings | exclusions | seconds |\n\
         | --- | --- | --- | --- | --- | --- | --- |\n",
        grouped(examples.into())
    );
    for verdict in verdicts {
        let result = &verdict.result;
        text.push_str(&format!(
            "| {} | {} | {} | {} | {} | {} | {:.0} |\n",
            verdict.judge.name(),
            verdict.version,
            result.checked,
            result.count,
            result.findings.len(),
            result.exclusions.len(),
            verdict.took.as_secs_f64().ceil()
        ));
    }
    text.push_str("\n## Exclusions\n\nEach is the least that keeps the judge useful.\n\n");
    text.push_str("| judge | what differs | why |\n| --- | --- | --- |\n");
    for (exclusion, judges) in exclusions(verdicts) {
        let names: Vec<&str> = judges.into_iter().map(Judge::name).collect();
        text.push_str(&format!("| {} | {} | {} |\n", names.join(", "), exclusion.what, exclusion.why));
    }
    text
}

/// Each exclusion with its judges, in the order of the judges.
fn exclusions(verdicts: &[Verdict]) -> Vec<(Exclusion, Vec<Judge>)> {
    let mut all: Vec<(Exclusion, Vec<Judge>)> = Vec::new();
    for verdict in verdicts {
        for exclusion in verdict.result.exclusions {
            match all.iter_mut().find(|(known, _)| known == exclusion) {
                Some((_, judges)) => judges.push(verdict.judge),
                None => all.push((*exclusion, vec![verdict.judge])),
            }
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::super::verdict::Judgement;
    use super::*;

    const SHARED: Exclusion = Exclusion { what: "one form", why: "it reads no other" };

    fn verdict(judge: Judge, findings: &[&str], exclusions: &'static [Exclusion]) -> Verdict {
        let findings = findings.iter().map(|text| (*text).to_owned()).collect();
        let result =
            Judgement { checked: "the sandbox", count: "14 operations".into(), findings, exclusions };
        Verdict { judge, version: "tool 1.2.3".into(), took: Duration::from_millis(1200), result }
    }

    #[test]
    fn each_judge_has_a_row_and_a_shared_exclusion_stands_once() {
        let verdicts = [
            verdict(Judge::Redocly, &["a", "b"], &[]),
            verdict(Judge::PrismMock, &[], &[SHARED]),
            verdict(Judge::Python, &[], &[SHARED]),
        ];
        let page = page(&verdicts, 1000, 7);
        assert!(page.contains("1,000 examples for each operation, with the seed 7"), "{page}");
        assert!(
            page.contains("| redocly | tool 1.2.3 | the sandbox | 14 operations | 2 | 0 | 2 |\n"),
            "{page}"
        );
        assert!(page.ends_with("| prism-mock, python | one form | it reads no other |\n"), "{page}");
    }
}
