//! Tables and the pager on a terminal.

#![cfg(unix)]

use std::process::Command;
use std::time::Duration;

use join_sandbox::Fault;

use crate::fixture::Fixture;
use crate::pty::Terminal;

const LIST: &[&str] = &["applications", "list", "--page-size", "50"];

fn command(fixture: &Fixture, args: &[&str], pager: Option<&str>) -> Command {
    let mut command = fixture.command(args);
    command.env("TERM", "xterm").env_remove("JOIN_PAGER").env_remove("PAGER").env("NO_COLOR", "1");
    if let Some(pager) = pager {
        command.env("JOIN_PAGER", pager);
    }
    command
}

/// What the terminal of this size shows, and how the command ended.
async fn shown(command: Command, columns: u16, rows: u16) -> (i32, String) {
    let run = move || Terminal::of_size(command, columns, rows).end();
    let (code, shown) = tokio::task::spawn_blocking(run).await.unwrap();
    // Without the progress, which is taken away again.
    let shown = shown.replace("\r\n", "\n");
    let lines = shown.lines().map(|line| line.rsplit("\u{1b}[2K").next().unwrap().to_owned() + "\n");
    (code, lines.collect())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_table_goes_through_the_pager_and_a_short_one_does_not() {
    let fixture = Fixture::open().await;
    let pager = "sed 's/^/| /'";
    let (code, long) = shown(command(&fixture, LIST, Some(pager)), 100, 24).await;
    assert_eq!((code, long.lines().filter(|line| line.starts_with("| ")).count()), (0, 51), "{long}");
    assert!(long.lines().last().unwrap().starts_with("not shown: "), "{long}");
    let (code, short) = shown(command(&fixture, LIST, Some(pager)), 100, 80).await;
    assert!(code == 0 && !short.contains("| "), "{short}");
    for off in [&["--no-pager"][..], &["--output", "ndjson"]] {
        let (_, unpaged) = shown(command(&fixture, &[LIST, off].concat(), Some(pager)), 100, 24).await;
        assert!(!unpaged.contains("| "), "{off:?}: {unpaged}");
    }
    for off in ["", "cat"] {
        let mut command = command(&fixture, LIST, Some(off));
        command.env("PAGER", pager);
        assert!(!shown(command, 100, 24).await.1.contains("| "), "{off:?}");
    }
    let mut other = command(&fixture, LIST, None);
    other.env("PAGER", pager);
    assert!(shown(other, 100, 24).await.1.contains("| ID"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pager_gets_no_token_and_its_options() {
    let fixture = Fixture::open().await;
    let mut command = command(&fixture, LIST, Some("env > seen; cat"));
    command.env_remove("LESS");
    assert_eq!(shown(command, 100, 24).await.0, 0);
    let seen = std::fs::read_to_string(fixture.folder.path().join("seen")).unwrap();
    assert!(seen.contains("\nLESS=FRX\n") || seen.starts_with("LESS=FRX\n"), "{seen}");
    assert!(!seen.contains(fixture.sandbox.token()) && !seen.contains("JOIN_API_TOKEN"));
}

#[tokio::test(flavor = "multi_thread")]
async fn without_such_a_program_the_table_is_printed() {
    let fixture = Fixture::open().await;
    let (code, shown) = shown(command(&fixture, LIST, Some("no-such-pager")), 100, 24).await;
    assert_eq!((code, shown.lines().filter(|line| line.starts_with("5000")).count()), (0, 50), "{shown}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pager_that_leaves_early_is_no_failure() {
    let fixture = Fixture::open().await;
    let (code, shown) = shown(command(&fixture, LIST, Some("head -1")), 100, 24).await;
    assert!(code == 0 && !shown.contains("error"), "{shown}");
}

#[tokio::test(flavor = "multi_thread")]
async fn ctrl_c_is_for_the_pager_alone() {
    let fixture = Fixture::open().await;
    // Its input is the table, which has ended: it reads the terminal.
    let pager = "cat > /dev/null; echo paging; read answer < /dev/fd/2; echo got $answer";
    let command = command(&fixture, LIST, Some(pager));
    let run = || {
        let mut terminal = Terminal::of_size(command, 100, 24);
        terminal.wait_for("paging");
        for _ in 0..3 {
            terminal.interrupt();
        }
        terminal.type_in("on\n");
        terminal.end()
    };
    let (code, shown) = tokio::task::spawn_blocking(run).await.unwrap();
    assert!(code == 0 && shown.contains("got on"), "{code} {shown}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_table_keeps_to_the_width_of_the_terminal() {
    let fixture = Fixture::open().await;
    for (columns, missing) in [(400, false), (200, true), (80, true), (40, true), (20, true)] {
        let (code, shown) = shown(command(&fixture, LIST, Some("")), columns, 24).await;
        let (table, notes): (Vec<_>, Vec<_>) =
            shown.lines().partition(|line| line.starts_with("ID") || line.starts_with("5000"));
        let widths = table.iter().map(|line| unicode_width::UnicodeWidthStr::width(*line));
        assert_eq!((code, table.len()), (0, 51), "{columns}: {shown}");
        assert!(widths.max().unwrap() <= usize::from(columns), "{columns}: {shown}");
        assert_eq!(notes.iter().any(|line| line.starts_with("not shown: ")), missing, "{columns}: {notes:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn long_work_shows_its_progress_and_takes_it_away() {
    let fixture = Fixture::open().await;
    fixture.sandbox.before(|_, _| Fault::Delay(Duration::from_millis(150)));
    let export = ["applications", "export", "--to", "all.csv", "--format", "csv", "--prefetch", "1"];
    let run = Terminal::of_size(command(&fixture, &export, None), 80, 24);
    let (code, shown) = tokio::task::spawn_blocking(move || run.end()).await.unwrap();
    assert!(code == 0 && shown.contains(" a second"), "{shown:?}");
    let left = shown.rsplit("\u{1b}[2K").next().unwrap();
    assert_eq!(left.trim(), "60 applications", "{shown:?}");
    let piped = fixture.run(&["applications", "list", "--all"]).await;
    assert!(piped.status.success() && piped.stderr.is_empty());
}
