//! Bad input is refused before anything is written and before anything is printed, with every problem and its line.

use std::process::Stdio;

use crate::fixture::{Fixture, text};

impl Fixture {
    /// The words about a bad input, in a file or through a pipe. Nothing is written, printed or begun.
    async fn refused(&self, name: &str, bytes: &[u8], more: &[&str]) -> String {
        std::fs::write(self.folder.path().join(name), bytes).unwrap();
        let command = if name.contains("desired") { "reconcile" } else { "bulk" };
        let args = [&["tags", command, "--input", name, "--journal", "j.jsonl", "--yes"], more].concat();
        let output = self.run(&args).await;
        let words = text(&output.stderr).to_owned();
        assert_eq!(output.status.code(), Some(2), "{words}");
        assert!(
            output.stdout.is_empty() && self.writes() == 0 && words.contains("nothing was written"),
            "{words}"
        );
        assert!(!self.folder.path().join("j.jsonl").exists());
        words
    }

    fn row(&self, more: &str) -> String {
        let (candidate, application) = (self.candidate, &self.application);
        let edit = r#""edit":{"owner":{"prefix":"p:"},"add":["p:a"]}"#;
        format!("{{\"candidate\":{candidate},\"application\":{application},{edit}{more}}}\n")
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_problem_of_json_lines_is_listed_with_its_line() {
    let fixture = Fixture::open().await;
    let good = fixture.row("");
    let other = fixture.sandbox.candidates()[1];
    let foreign =
        format!(r#"{{"candidate":{other},"application":{}"#, fixture.sandbox.applications_of(other)[0]);
    let edit = r#""edit":{"owner":{"prefix":"p:"},"add":["p:a"]}"#;
    let rows = [
        fixture.row(r#","id":"one""#),
        fixture.row(r#","tag":"p:b""#),
        fixture.row("").replace("\"add\"", "\"ad\""),
        format!("{foreign},{edit},\"id\":\"one\"}}\n"),
        fixture.row("").replace("\"add\"", "\"remove\""),
        fixture.row("").replace("[\"p:a\"]", "[]"),
        fixture.row("").replace("p:a", "vip"),
        fixture.row(r#","id":" ""#),
        "\n".to_owned(),
        "[]\n".to_owned(),
        good.replace("\"candidate\":", "\"candidate\":-"),
    ];
    let words = fixture.refused("rows.jsonl", rows.concat().as_bytes(), &[]).await;
    for part in [
        "line 2: unknown field `tag`",
        "line 3: unknown field `ad`",
        "line 4: the id belongs to another candidate on line 1",
        "line 5: it contradicts line 1",
        "line 6: the edit is empty",
        "line 7: the tag to add is not the owner's",
        "line 8: the id is blank",
        "line 10: a JSON array",
        "line 11: the candidate is no id",
    ] {
        assert!(words.contains(part), "{part}: {words}");
    }
    assert!(!words.contains("line 1:") && !words.contains("line 9"), "{words}");
    let words = fixture.refused("many.jsonl", "{}\n".repeat(1_000).as_bytes(), &[]).await;
    assert!(words.contains("line 20: ") && words.contains("and 980 more"), "{words}");
    assert!(!words.contains("line 21: "));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_input_that_is_not_utf8_is_called_by_its_name() {
    let fixture = Fixture::open().await;
    let utf16 = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>();
    let row = fixture.row("");
    let latin =
        [b"{\"candidate\": 1, \"application\": 2, \"id\": \"Z\xfc\"}\n".as_slice(), row.as_bytes()].concat();
    let big: Vec<u8> = row.encode_utf16().flat_map(u16::to_be_bytes).collect();
    for (bytes, found) in [
        ([b"\xff\xfe".as_slice(), &utf16(&row)].concat(), "UTF-16"),
        ([b"\xfe\xff".as_slice(), &big].concat(), "UTF-16"),
        (utf16(&row), "UTF-16 without a byte order mark"),
        (big.clone(), "UTF-16 without a byte order mark"),
        (b"PK\x03\x04xlsx".to_vec(), "a spreadsheet or an archive"),
        (latin, "line 1: not UTF-8"),
    ] {
        for name in ["rows.jsonl", "desired.jsonl"] {
            let words = fixture.refused(name, &bytes, &[]).await;
            assert!(words.contains(found) && words.contains("UTF-8"), "{found}: {words}");
        }
    }
    let words = fixture.refused("rows.csv", &utf16("candidate,application\n"), &["--owner", "p:"]).await;
    assert!(words.contains("UTF-16"), "{words}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_header_of_csv_is_checked() {
    let fixture = Fixture::open().await;
    for (input, found) in [
        ("", "it is missing"),
        ("5,9,p:a\n", "the first line is a row"),
        ("candidate;application;add\n5;9;p:a\n", "separated by semicolons; separate them by commas"),
        ("candidate\tapplication\n5\t9\n", "separated by tabs"),
        ("candidate,add\n5,p:a\n", "it lacks application"),
        ("candidate,application,tags\n5,9,p:a\n", "the column tags is unknown"),
        ("candidate,application,Add\n5,9,p:a\n", "the column Add is unknown"),
        ("candidate,application,add,add\n5,9,p:a,p:b\n", "the column add is there twice"),
        ("candidate,application,add,\n5,9,p:a,\n", "column 4 has no name"),
    ] {
        let words = fixture.refused("rows.csv", input.as_bytes(), &["--owner", "p:"]).await;
        assert!(words.contains(found), "{found}: {words}");
    }
    let rows = "candidate,application,add,id\n5,9,p:a;;p:b,\n5,9\nx,9,p:a,\n5,9,,\n5,9,p:a,k\n6,10,p:a,k\n";
    let words = fixture.refused("rows.csv", rows.as_bytes(), &["--owner", "p:"]).await;
    for part in [
        "line 2 (row 1): a tag is blank",
        "line 3 (row 2): 2 cells instead of 4",
        "line 4 (row 3): the candidate is no id",
        "line 5 (row 4): the edit is empty",
        "line 7 (row 6): the id belongs to another candidate on line 6",
    ] {
        assert!(words.contains(part), "{part}: {words}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn desired_tags_are_checked() {
    let fixture = Fixture::open().await;
    let row = |tags: &str| {
        let (candidate, application) = (fixture.candidate, &fixture.application);
        format!(
            "{{\"candidate\":{candidate},\"application\":{application},\"owner\":{{\"prefix\":\"p:\"}},{tags}}}\n"
        )
    };
    let rows =
        [row(r#""tags":["p:a"]"#), row(r#""tags":["p:b"]"#), row(r#""tags":["vip"]"#), row(r#""tag":[]"#)];
    let words = fixture.refused("desired.jsonl", rows.concat().as_bytes(), &[]).await;
    for part in
        ["line 2: the candidate is on line 1", "line 3: the tag to add", "line 4: unknown field `tag`"]
    {
        assert!(words.contains(part), "{part}: {words}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_byte_order_mark_is_skipped_and_a_pipe_is_checked_as_well() {
    let fixture = Fixture::open().await;
    let row = fixture.row("");
    std::fs::write(fixture.folder.path().join("rows.jsonl"), format!("\u{feff}{row}")).unwrap();
    let bulk = ["tags", "bulk", "--input", "rows.jsonl", "--journal", "j", "--verify", "once", "--yes"];
    assert_eq!(fixture.json(&bulk).await["applied"], 1);
    let csv =
        format!("\u{feff}candidate,application,add\n{},{},p:b\n", fixture.candidate, fixture.application);
    std::fs::write(fixture.folder.path().join("rows.csv"), csv).unwrap();
    let bulk = ["tags", "bulk", "--input", "rows.csv", "--owner", "p:", "--journal", "k", "--verify", "once"];
    assert_eq!(fixture.json(&[&bulk[..], &["--yes"]].concat()).await["applied"], 1);

    std::fs::write(fixture.folder.path().join("bad.jsonl"), format!("{row}{{\"x\":1}}\n")).unwrap();
    let mut piped = fixture.command(&["tags", "bulk", "--input", "-", "--journal", "l", "--yes"]);
    piped.stdin(std::fs::File::open(fixture.folder.path().join("bad.jsonl")).unwrap());
    piped.stdout(Stdio::piped()).stderr(Stdio::piped());
    let before = fixture.writes();
    let output = fixture.output(piped).await;
    assert_eq!((output.status.code(), fixture.writes()), (Some(2), before));
    assert!(text(&output.stderr).contains("line 2: "), "{}", text(&output.stderr));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_note_is_refused_also_where_it_would_only_be_shown() {
    let fixture = Fixture::open().await;
    let candidate = fixture.candidate.to_string();
    std::fs::write(fixture.folder.path().join("note.txt"), " \n\n").unwrap();
    for how in [["--text", ""], ["--text", " "], ["--file", "note.txt"]] {
        let output = fixture.run(&[&["notes", "add", &candidate][..], &how].concat()).await;
        assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0), "{how:?}");
    }
}
