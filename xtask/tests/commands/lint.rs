//! `cargo xtask lint`: every finding at once, for people and for editors.

use super::*;

fn faulty() -> TempDir {
    let folder = workspace();
    edit(&folder, DOCUMENT, "\"2XX\"", "\"200\"");
    edit(&folder, DOCUMENT, "\"summary\": \"Create a job\",\n", "");
    folder
}

#[test]
fn a_good_document_has_no_findings() {
    let folder = workspace();
    assert_eq!(printed(&folder, &["lint"]), (0, format!("{DOCUMENT}: no findings\n")));
    let (code, words) = printed(&folder, &["lint", "--format", "json"]);
    let report: Value = serde_json::from_str(&words).unwrap();
    assert_eq!((code, &report["version"], &report["findings"]), (0, &1.into(), &Value::Array(vec![])));
}

#[test]
fn all_findings_come_at_once_with_the_line_that_an_editor_opens() {
    let folder = faulty();
    let (code, words) = printed(&folder, &["lint"]);
    assert_eq!(code, 1);
    assert!(words.ends_with(&format!("{DOCUMENT}: 3 findings\n")), "{words}");
    let line = read(&folder, DOCUMENT).lines().position(|line| line.contains("\"200\"")).unwrap() + 1;
    let place = format!("  --> {DOCUMENT}:{line}:11 #/paths/~1jobs/get/responses/200\n");
    assert!(words.contains(&place), "{words}");
    assert!(words.contains("error[R01 facts]: it has no summary"), "{words}");
    assert_eq!(words.matches("  = help: ").count(), 3, "{words}");
}

#[test]
fn editors_get_each_finding_as_json() {
    let (code, words) = printed(&faulty(), &["lint", "--format", "json"]);
    let report: Value = serde_json::from_str(&words).unwrap();
    let findings = report["findings"].as_array().unwrap();
    assert_eq!((code, findings.len()), (1, 3));
    let keys: Vec<&String> = findings[0].as_object().unwrap().keys().collect();
    assert_eq!(keys, ["rule", "name", "pointer", "line", "column", "reason", "help"]);
    assert_eq!(findings[0]["rule"], "R02");
}

#[test]
fn editors_get_json_of_a_document_that_is_none() {
    let folder = workspace();
    write(&folder, DOCUMENT, "{\n  \"openapi\": }");
    let (code, words) = printed(&folder, &["lint", "--format", "json"]);
    let report: Value = serde_json::from_str(&words).unwrap();
    let finding = &report["findings"][0];
    assert_eq!((code, &finding["rule"], &finding["line"]), (1, &"R00".into(), &2.into()));
}
