//! `cargo xtask drift` on fragments as a vendor publishes them, one file for each page, with planted differences.

use super::*;

fn fragment(name: &str) -> String {
    format!("{}/tests/fragments/{name}", env!("CARGO_MANIFEST_DIR"))
}

fn drift(files: &[&str], format: &str) -> (i32, String) {
    let files: Vec<String> = files.iter().map(|name| fragment(name)).collect();
    let mut args = vec!["drift", "--format", format, "--upstream"];
    args.extend(files.iter().map(String::as_str));
    printed(&workspace(), &args)
}

/// The differences of some files as severity, kind and field.
fn differences(files: &[&str]) -> Vec<Value> {
    let (_, words) = drift(files, "json");
    let report: Value = serde_json::from_str(&words).unwrap_or_else(|_| panic!("{words}"));
    report["differences"].as_array().unwrap().clone()
}

const ALL: [&str; 5] = ["jobs.json", "applications.yaml", "candidates.yaml", "shared.yaml", "offices.json"];

#[test]
fn every_planted_difference_is_reported_with_our_evidence_and_a_patch() {
    let (code, table) = drift(&ALL, "table");
    assert_eq!(code, 1);
    insta::with_settings!({snapshot_path => "../messages", prepend_module_to_snapshot => false, omit_expression => true}, {
        insta::assert_snapshot!("drift", table);
    });
    let found = differences(&ALL);
    for kind in ["we-lack", "they-lack", "path", "type", "required", "enum"] {
        assert!(found.iter().any(|difference| difference["kind"] == kind), "no {kind}");
    }
}

#[test]
fn fragments_that_agree_with_us_are_no_contradiction() {
    let (code, words) = drift(&["agrees.yaml"], "json");
    let report: Value = serde_json::from_str(&words).unwrap();
    assert_eq!((code, &report["contradictions"]), (0, &0.into()), "{words}");
    // It says nothing of the other operations; its own fields are all ours.
    let fields = report["differences"].as_array().unwrap().iter().filter(|one| one["field"] != "");
    assert_eq!(fields.count(), 0, "{words}");
}

#[test]
fn our_own_document_does_not_drift_from_itself() {
    let folder = workspace();
    let own = folder.path().join(DOCUMENT);
    let (code, words) = printed(&folder, &["drift", "--upstream", own.to_str().unwrap()]);
    assert_eq!((code, words.as_str()), (0, "0 contradictions, 0 gaps, 0 notes\n"));
}

/// Applies the operations that the suggestions use.
fn apply(document: &mut Value, step: &Value) {
    let path = step["path"].as_str().unwrap();
    let value = match step["op"].as_str().unwrap() {
        "remove" => return drop(take(document, path)),
        "move" => take(document, step["from"].as_str().unwrap()),
        _ => step["value"].clone(),
    };
    let (parent, key) = path.rsplit_once('/').unwrap();
    match document.pointer_mut(parent).unwrap_or_else(|| panic!("nothing is at {parent}")) {
        Value::Object(members) => drop(members.insert(key.replace("~1", "/").replace("~0", "~"), value)),
        Value::Array(items) => match key {
            "-" => items.push(value),
            index => items[index.parse::<usize>().unwrap()] = value,
        },
        _ => panic!("{path} is in nothing"),
    }
}

fn take(document: &mut Value, pointer: &str) -> Value {
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    match document.pointer_mut(parent).unwrap() {
        Value::Object(members) => members.shift_remove(&key.replace("~1", "/").replace("~0", "~")).unwrap(),
        Value::Array(items) => items.remove(key.parse().unwrap()),
        _ => panic!("{pointer} is in nothing"),
    }
}

#[test]
fn each_patch_applies_to_our_document_and_settles_its_difference() {
    let files: Vec<String> = ALL.iter().map(|name| fragment(name)).collect();
    for difference in differences(&ALL) {
        let steps = difference["patch"].as_array().unwrap();
        if steps.is_empty() || difference["kind"] == "they-lack" && difference["field"] == "" {
            continue;
        }
        let folder = workspace();
        change(&folder, |document| steps.iter().for_each(|step| apply(document, step)));
        let mut args = vec!["drift", "--format", "json", "--upstream"];
        args.extend(files.iter().map(String::as_str));
        let (_, words) = printed(&folder, &args);
        let after: Value = serde_json::from_str(&words).unwrap_or_else(|_| panic!("{words}"));
        let same = |other: &&Value| {
            ["kind", "operations", "field"].iter().all(|key| other[*key] == difference[*key])
                && other["severity"] != "note"
        };
        let left = after["differences"].as_array().unwrap().iter().find(same);
        assert!(left.is_none(), "{difference:#} is still there: {left:?}");
    }
}

#[test]
fn a_wrong_call_is_told_apart_from_a_difference() {
    for (text, words) in [
        ("swagger: '2.0'", "only OpenAPI 3.0 and 3.1 are read, not Swagger"),
        ("", "it is empty"),
        ("a: [", "it is neither JSON nor YAML"),
        ("openapi: 3.1.0", "the upstream files hold no operation"),
    ] {
        let folder = workspace();
        write(&folder, "theirs.yaml", text);
        let path = folder.path().join("theirs.yaml");
        let (code, message) = printed(&folder, &["drift", "--upstream", path.to_str().unwrap()]);
        assert!(code == 2 && message.contains(words), "{message}");
    }
    assert_eq!(printed(&workspace(), &["drift"]).0, 2);
    assert_eq!(printed(&workspace(), &["drift", "--upstream", "nowhere.json"]).0, 2);
}

/// Serves each path one text, until the test ends.
fn serve(pages: Vec<(&'static str, String)>) -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut line = String::new();
            let mut reader = std::io::BufReader::new(stream.try_clone().unwrap());
            std::io::BufRead::read_line(&mut reader, &mut line).unwrap();
            loop {
                let mut header = String::new();
                std::io::BufRead::read_line(&mut reader, &mut header).unwrap();
                if header.trim().is_empty() {
                    break;
                }
            }
            let path = line.split(' ').nth(1).unwrap();
            let page = pages.iter().find(|(known, _)| path == *known);
            let (status, body) = page.map_or(("404 Not Found", ""), |(_, body)| ("200 OK", body));
            let length = body.len();
            let head = format!("HTTP/1.1 {status}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n");
            std::io::Write::write_all(&mut stream, format!("{head}{body}").as_bytes()).unwrap();
        }
    });
    format!("http://{address}")
}

/// Runs without a proxy, which the machine may have.
fn fetched(folder: &TempDir, args: &[&str]) -> (i32, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    command.arg("--root").arg(folder.path()).args(args).env("NO_PROXY", "127.0.0.1");
    let output = command.output().unwrap();
    let text = String::from_utf8([&output.stdout[..], &output.stderr].concat()).unwrap();
    (output.status.code().unwrap(), text)
}

#[test]
fn the_vendors_documents_are_fetched_kept_and_compared() {
    let page =
        format!("# Jobs\n\nText.\n\n```json\n{}\n```\n", fs::read_to_string(fragment("jobs.json")).unwrap());
    let file = |name: &str| fs::read_to_string(fragment(name)).unwrap();
    let mut pages = vec![("/reference/jobs.json?a=b", page)];
    let names = ["/applications.yaml", "/candidates.yaml", "/shared.yaml", "/offices.json"];
    pages.extend(names.map(|name| (name, file(name.trim_start_matches('/')))));
    let server = serve(pages);
    let mut args = vec!["drift", "--fetch"];
    let urls = ["/reference/jobs.json?a=b"].into_iter().chain(names).map(|path| format!("{server}{path}"));
    let urls: Vec<String> = urls.collect();
    args.extend(urls.iter().map(String::as_str));

    let folder = workspace();
    let (code, table) = fetched(&folder, &args);
    assert_eq!((code, table), drift(&ALL, "table"), "as if the files had been given");
    for name in ALL {
        let kept: Value = serde_json::to_value(read(&folder, &format!("target/upstream/{name}"))).unwrap();
        assert_eq!(kept.as_str().unwrap().trim_end(), file(name).trim_end(), "{name}");
    }
}

#[test]
fn what_can_not_be_fetched_is_named() {
    let server = serve(vec![("/page", "<!doctype html>".to_owned()), ("/a/x.json", "{}".to_owned())]);
    let folder = workspace();
    for (urls, code, words) in [
        (vec!["/nowhere"], 1, "404"),
        (vec!["/page"], 1, "is a page for people"),
        (vec!["/a/x.json"], 2, "the upstream files hold no operation"),
        (vec!["/a/x.json", "/a/x.json"], 2, "two URLs end with x.json"),
    ] {
        let urls: Vec<String> = urls.iter().map(|path| format!("{server}{path}")).collect();
        let mut args = vec!["drift", "--fetch"];
        args.extend(urls.iter().map(String::as_str));
        let (found, said) = fetched(&folder, &args);
        assert!(found == code && said.contains(words), "{said}");
    }
    assert_eq!(fetched(&folder, &["drift", "--fetch", "file:///etc/hostname"]).0, 2);
}
