//! `cargo xtask regen`: what it writes, what it says, and what it leaves alone.

use super::*;

#[test]
fn nothing_to_do_is_said_and_writes_nothing() {
    let folder = workspace();
    let expected = format!(
        "{DOCUMENT}: no findings\nchanges for users: none\n{COPY}: unchanged\n{GENERATED}: unchanged\n\
         {}: unchanged\n{}: unchanged\n0 of 4 outputs stale\n",
        TABLES[0], TABLES[1]
    );
    assert_eq!(printed(&folder, &["regen", "--check"]), (0, expected.clone()));
    assert_eq!(printed(&folder, &["regen"]), (0, expected.replace("outputs stale", "outputs updated")));
}

#[test]
fn a_check_writes_nothing() {
    let folder = workspace();
    edit(&folder, DOCUMENT, "\"HIRED\"", "\"HIRED\", \"WITHDRAWN\"");
    edit(&folder, GENERATED, "pub struct JobId", "pub struct JobIdd");
    let files = [DOCUMENT, COPY, GENERATED, TABLES[0], TABLES[1]];
    let before = files.map(|file| read(&folder, file));
    assert_eq!(printed(&folder, &["regen", "--check"]).0, 1);
    assert_eq!(files.map(|file| read(&folder, file)), before);
}

#[test]
fn the_command_line_gets_its_copy_of_the_document() {
    let folder = workspace();
    let copy = "crates/joinctl/join-api.json";
    write(&folder, copy, "old");
    assert_eq!(printed(&folder, &["regen", "--check", "--only", "client"]).0, 1);
    assert_eq!(printed(&folder, &["regen", "--only", "client"]).0, 0);
    assert_eq!(read(&folder, copy), read(&folder, DOCUMENT));
}

#[test]
fn a_changed_document_is_written_through_with_what_moved_and_then_checks() {
    let folder = workspace();
    edit(&folder, DOCUMENT, "\"HIRED\"", "\"HIRED\", \"WITHDRAWN\"");
    let (code, words) = printed(&folder, &["regen"]);
    assert_eq!(code, 0, "{words}");
    let moved = "changes for users: 1, none breaking\n  ok      value      HiringState.WITHDRAWN: added\n";
    assert!(words.contains(moved), "{words}");
    assert!(words.ends_with("2 of 4 outputs updated\n"), "{words}");
    assert_eq!(printed(&folder, &["regen", "--check"]).0, 0);
}

#[test]
fn only_the_parts_that_are_asked_for_are_done() {
    let folder = workspace();
    edit(&folder, DOCUMENT, "\"summary\": \"List jobs\"", "\"summary\": \"List postings\"");
    let (code, words) = printed(&folder, &["regen", "--only", "docs"]);
    assert_eq!((code, read(&folder, COPY).as_str()), (0, OURS), "{words}");
    assert!(read(&folder, TABLES[0]).contains("List postings"));
    let (_, words) = printed(&folder, &["regen", "--check", "--only", "client"]);
    let command = "error: 2 of 2 outputs are stale; run `cargo xtask regen --only client` and commit\n";
    assert!(words.ends_with(command), "{words}");
    assert_eq!(printed(&folder, &["regen", "--only", "everything"]).0, 2);
}

#[test]
fn the_mocks_are_written_where_their_crate_is() {
    let folder = workspace();
    let generated = "crates/join-httpmock/src/generated.rs";
    fs::create_dir_all(folder.path().join("crates/join-httpmock")).unwrap();
    let (code, words) = printed(&folder, &["regen", "--check", "--only", "httpmock"]);
    let command = "error: 1 of 1 outputs are stale; run `cargo xtask regen --only httpmock` and commit\n";
    assert!(code == 1 && words.ends_with(command), "{words}");
    assert_eq!(printed(&folder, &["regen", "--only", "httpmock"]).0, 0);
    assert!(read(&folder, generated).contains("pub fn list_jobs<R>("), "the mock of an operation");
    assert_eq!(printed(&folder, &["regen", "--check"]).0, 0);
}

#[test]
fn a_document_that_breaks_a_rule_is_refused_and_nothing_is_written() {
    let folder = workspace();
    edit(&folder, DOCUMENT, "\"2XX\"", "\"200\"");
    let before = [COPY, GENERATED].map(|file| read(&folder, file));
    let (code, words) = printed(&folder, &["regen"]);
    assert_eq!(code, 1);
    assert!(words.contains("error[R02 one-answer]"), "{words}");
    assert_eq!([COPY, GENERATED].map(|file| read(&folder, file)), before);
}

#[test]
fn two_folders_get_the_same_bytes() {
    let outputs = [(); 2].map(|()| {
        let folder = workspace();
        for file in [COPY, GENERATED].into_iter().chain(TABLES) {
            fs::remove_file(folder.path().join(file)).unwrap();
        }
        let (code, words) = printed(&folder, &["regen"]);
        assert_eq!(code, 0, "{words}");
        assert!(words.contains("changes for users: unknown, no older document"), "{words}");
        [COPY, GENERATED, TABLES[0], TABLES[1]].map(|file| read(&folder, file))
    });
    assert_eq!(outputs[0], outputs[1]);
}

#[test]
fn what_moved_can_be_told_since_a_revision() {
    let folder = workspace();
    commit(&folder);
    edit(&folder, DOCUMENT, "\"HIRED\"", "\"HIRED\", \"WITHDRAWN\"");
    assert_eq!(printed(&folder, &["regen"]).0, 0);
    assert!(printed(&folder, &["regen"]).1.contains("changes for users: none"));
    let (_, words) = printed(&folder, &["regen", "--since", "HEAD"]);
    assert!(words.contains("HiringState.WITHDRAWN: added"), "{words}");
    assert_eq!(printed(&folder, &["regen", "--since", "nowhere"]).0, 1);
}

#[test]
fn a_closed_pipe_is_no_panic() {
    let folder = workspace();
    let mut child = Command::new(env!("CARGO_BIN_EXE_xtask"))
        .arg("--root")
        .arg(folder.path())
        .arg("new-operation")
        .stdout(
            Command::new("true").stdin(std::process::Stdio::piped()).spawn().unwrap().stdin.take().unwrap(),
        )
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    child.wait().unwrap();
    let mut words = String::new();
    std::io::Read::read_to_string(&mut child.stderr.take().unwrap(), &mut words).unwrap();
    assert_eq!(words, "");
}

/// The generated code has no snapshot besides the file itself.
#[test]
fn what_is_checked_in_is_what_the_document_gives() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let output = Command::new(env!("CARGO_BIN_EXE_xtask"))
        .arg("--root")
        .arg(root)
        .args(["regen", "--check", "--only", "client", "--only", "httpmock", "--only", "docs"])
        .output()
        .unwrap();
    let (words, complaint) =
        (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{words}{complaint}");
}
