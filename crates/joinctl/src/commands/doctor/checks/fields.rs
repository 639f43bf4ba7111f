//! Fields, types and words of enums that the document lacks.

use crate::commands::doctor::document::last;
use crate::commands::doctor::finding::{Finding, Verdict};
use crate::commands::doctor::sample::Sample;

const NOTHING: &str = "nothing: no response could be compared with the document";

pub(super) fn check(sample: &Sample) -> Vec<Finding> {
    vec![fields(sample), types(sample), values(sample)]
}

fn fields(sample: &Sample) -> Finding {
    let check = "fields";
    if sample.fields.is_empty() {
        return Finding::unknown(check, NOTHING);
    }
    let mut shown: Vec<String> = sample
        .unknown
        .iter()
        .map(|((owner, name), types)| {
            let types: Vec<_> = types.iter().copied().collect();
            format!("{}.{name} ({})", last(owner), types.join(" or "))
        })
        .collect();
    shown.extend(sample.unnamed.iter().map(|owner| format!("names in {owner} that may be personal")));
    match shown.is_empty() {
        true => {
            Finding::new(check, Verdict::Ok, format!("{} known fields, no unknown one", sample.fields.len()))
        }
        false => Finding::new(check, Verdict::Differs, format!("unknown: {}", shown.join(", ")))
            .inferred("the document is older than the API, or the company has fields of its own")
            .todo("apply the patch, and describe the fields; objects and lists are added by hand"),
    }
}

fn types(sample: &Sample) -> Finding {
    let check = "types";
    let shown: Vec<_> = sample
        .types
        .iter()
        .map(|(field, documented, found)| format!("{field} is {found}, documented as {documented}"))
        .collect();
    match (shown.is_empty(), sample.fields.is_empty()) {
        (true, true) => Finding::unknown(check, NOTHING),
        (true, false) => Finding::new(check, Verdict::Ok, "all known fields have their documented types"),
        (false, _) => Finding::new(check, Verdict::Differs, shown.join("; "))
            .todo("report it; such fields are read as absent"),
    }
}

fn values(sample: &Sample) -> Finding {
    let check = "values";
    let mut shown: Vec<String> = sample
        .words
        .iter()
        .map(|(pointer, words)| {
            format!("{}: {}", last(pointer), words.iter().cloned().collect::<Vec<_>>().join(", "))
        })
        .collect();
    shown.extend(
        sample.wordless.iter().map(|name| format!("{name}: values that are no words in capitals, not shown")),
    );
    match (shown.is_empty(), sample.fields.is_empty()) {
        (true, true) => Finding::unknown(check, NOTHING),
        (true, false) => Finding::new(check, Verdict::Ok, "all values of enums are known"),
        (false, _) => Finding::new(check, Verdict::Differs, format!("unknown: {}", shown.join("; ")))
            .inferred("the list of values in the document is not complete")
            .todo("apply the patch; unknown values are kept as they are"),
    }
}
