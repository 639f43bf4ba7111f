//! Each check can fail: what is planted, and the message that a maintainer gets, all in one snapshot to be read in one go.

use serde_json::json;

use super::*;

/// Plants something, runs the check, and adds what it says.
fn planted(messages: &mut String, what: &str, args: &[&str], plant: impl FnOnce(&TempDir)) {
    let folder = workspace();
    plant(&folder);
    let (code, words) = printed(&folder, args);
    assert_eq!(code, 1, "{what}: {words}");
    messages.push_str(&format!("== {what}\n$ cargo xtask {}\n{words}\n", args.join(" ")));
}

#[test]
fn what_must_not_land_is_refused_with_a_message_that_says_what_to_do() {
    let mut messages = String::new();
    let check = ["regen", "--check", "--only", "client"];
    planted(&mut messages, "a stale generated file", &check, |folder| {
        edit(folder, GENERATED, "pub struct JobId", "pub struct JobIdd");
    });
    planted(&mut messages, "a changed copy of the document", &check, |folder| {
        edit(folder, COPY, "\"summary\": \"List jobs\"", "\"summary\": \"List postings\"");
    });
    planted(&mut messages, "a removed field", &check, |folder| {
        change(folder, |document| {
            let fields = document["components"]["schemas"]["Stage"]["properties"].as_object_mut().unwrap();
            fields.shift_remove("index").unwrap();
        });
    });
    planted(&mut messages, "a renamed operation", &["regen", "--check", "--only", "docs"], |folder| {
        edit(folder, DOCUMENT, "\"operationId\": \"getJob\"", "\"operationId\": \"readJob\"");
    });
    planted(&mut messages, "a closed enum", &["regen"], |folder| {
        change(folder, |document| {
            let component = document["components"]["schemas"]["Currency"].as_object_mut().unwrap();
            component.shift_remove("x-join-kind").unwrap();
        });
    });
    planted(&mut messages, "an array query parameter", &["regen"], |folder| {
        change(folder, |document| {
            let schema = &mut document["paths"]["/jobs"]["get"]["parameters"][1]["schema"];
            *schema = json!({"type": "array", "items": {"type": "string"}});
        });
    });
    insta::with_settings!({snapshot_path => "../messages", prepend_module_to_snapshot => false, omit_expression => true}, {
        insta::assert_snapshot!("refusals", messages);
    });
}

#[test]
fn what_is_no_document_gets_one_clear_message() {
    let mut messages = String::new();
    let text = |text: &str| {
        let text = text.to_owned();
        move |folder: &TempDir| write(folder, DOCUMENT, &text)
    };
    for (what, plant) in [
        ("nothing", String::new()),
        ("no JSON", "openapi: 3.0.3\n".to_owned()),
        ("half a document", OURS[..1000].to_owned()),
        ("no OpenAPI", "{\"swagger\": \"2.0\", \"paths\": {}}".to_owned()),
        ("OpenAPI 3.1", OURS.replacen("3.0.3", "3.1.0", 1)),
        ("10 MB", format!("{}{}", OURS, " ".repeat(10_000_000))),
        ("a key that stands twice", OURS.replacen("{\n", "{\n  \"openapi\": \"3.0.3\",\n", 1)),
        ("an odd key", OURS.replacen("\"/jobs\": {", "\"/jobs\": {\n\"\\u001b[2J\\n\\u0000\": {},", 1)),
        ("an odd path", OURS.replacen("\"/jobs\": {", "\"~ /{\u{202e}\": {}, \"/jobs\": {", 1)),
    ] {
        planted(&mut messages, what, &["regen"], text(&plant));
    }
    planted(&mut messages, "no file", &["regen"], |folder| {
        fs::remove_file(folder.path().join(DOCUMENT)).unwrap();
    });
    let messages = messages.replace("(os error 2)", "").replace("The system cannot find", "No such file");
    insta::with_settings!({snapshot_path => "../messages", prepend_module_to_snapshot => false, omit_expression => true}, {
        insta::assert_snapshot!("no-document", messages);
    });
}
