//! The fault matrix: every operation under every fault, checked against the rules of what is repeated and what may have been
//! applied, and kept as a table.

use std::collections::BTreeMap;

use join_client::Idempotency;
use join_sdk::ErrorKind;
use join_tests::faults::{CV, Cell, Fault, MAX_RESPONSE, Operation, Outcome, SEEDS};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

/// Cells that may be busy at the same time, of all tests here: with more of them each would be slow.
static PLACES: Semaphore = Semaphore::const_new(24);

/// Bytes that lie in the buffers of a loopback connection at most, when the reader has gone.
const BUFFERED: u64 = 16 * 1024 * 1024;

/// What has to come of a cell.
#[derive(Debug, PartialEq)]
struct Expected {
    failure: Option<ErrorKind>,
    attempts: u32,
    may_have_been_applied: bool,
}

/// The rules. Reads and writes that change nothing more the second time are repeated after any passing failure; creates
/// only where the first request surely did nothing. There are two attempts. Tags are written once here, and looked for
/// afterwards, so that an answer that got lost is no failure.
fn expected(cell: Cell) -> Expected {
    let Cell { operation, fault, strikes } = cell;
    let class = operation.class();
    let writes = class != Idempotency::Read;
    if class == Idempotency::Replace && fault.comes_after_the_commit() {
        return Expected { failure: None, attempts: 1, may_have_been_applied: false };
    }
    let if_unclear = if matches!(class, Idempotency::Read | Idempotency::Idempotent) { 2 } else { 1 };
    let if_refused = if class == Idempotency::Replace { 1 } else { 2 };
    let (failure, attempts, may_have_been_applied) = match fault {
        Fault::Refused => (Some(ErrorKind::Connect), if_refused, false),
        // The call ends with the head of the answer; a later break shows in the missing piece.
        Fault::ResetInBody if operation == Operation::DownloadAttachment => {
            (Some(ErrorKind::Transport), 1, false)
        }
        Fault::ResetBeforeHeaders | Fault::ResetAfterCommit | Fault::ResetInBody => {
            (Some(ErrorKind::Transport), if_unclear, writes)
        }
        Fault::Silence => (Some(ErrorKind::Timeout), if_unclear, writes),
        Fault::LimitedWithHeaders | Fault::Limited => (Some(ErrorKind::RateLimited), if_refused, false),
        Fault::InternalError | Fault::BadGatewayInHtml | Fault::UnavailableForNow => {
            (Some(ErrorKind::Server), if_unclear, writes)
        }
        Fault::ExistsAsConflict | Fault::ExistsAsInvalid => (Some(ErrorKind::AlreadyExists), 1, false),
        Fault::RedirectElsewhere => (Some(ErrorKind::UnexpectedStatus), 1, false),
        Fault::MalformedJson if operation.needs_an_answer() => (Some(ErrorKind::Decode), 1, writes),
        Fault::GzipBomb | Fault::EndlessInChunks | Fault::EndlessWithLength => {
            (Some(ErrorKind::TooLarge), 1, writes)
        }
        _ => (None, 1, false),
    };
    if strikes == 1 && attempts == 2 {
        return Expected { failure: None, attempts, may_have_been_applied: false };
    }
    Expected { failure, attempts, may_have_been_applied }
}

/// Checks a cell against the rules, the wire and the sandbox, and gives its text in the table.
fn checked(cell: Cell, outcome: &Outcome) -> String {
    let Outcome { failure, report, seen, written, printed } = outcome;
    let Cell { operation, fault, strikes } = cell;
    let kind = failure.as_ref().map(join_sdk::Error::kind);
    let attempts = failure.as_ref().map_or(report.attempts, join_sdk::Error::attempts);
    let may_have_been_applied = failure.as_ref().is_some_and(join_sdk::Error::may_have_been_applied);
    let came = Expected { failure: kind, attempts, may_have_been_applied };
    assert_eq!(came, expected(cell), "{cell:?}: {failure:?}");
    assert_eq!(report.attempts, attempts, "{cell:?}: {report:?}");

    let on_the_wire = if fault == Fault::Refused { 0 } else { attempts };
    assert_eq!(seen.hits, on_the_wire, "{cell:?}: {seen:?}");
    let struck = attempts.min(strikes);
    let reached =
        if fault.comes_after_the_commit() { on_the_wire } else { on_the_wire - struck.min(on_the_wire) };
    assert_eq!(seen.committed, reached, "{cell:?}: {seen:?}");
    let writes = operation.class() != Idempotency::Read;
    assert_eq!(
        *written,
        usize::from(writes && reached > 0),
        "{cell:?}: no write is lost and none comes twice"
    );
    assert!(*written == 0 || kind.is_none() || may_have_been_applied, "{cell:?}: a write is denied");

    assert!(!seen.went_elsewhere, "{cell:?}: a redirect was followed");
    assert!(seen.flooded <= MAX_RESPONSE + BUFFERED, "{cell:?}: {} bytes were taken", seen.flooded);
    let leak = SEEDS.iter().find(|seed| printed.contains(**seed));
    assert_eq!(leak, None, "{cell:?}: {printed}");
    if (operation, fault) == (Operation::DownloadAttachment, Fault::Gzip) {
        assert!(printed.ends_with(&format!(" {} bytes", CV.len())), "{cell:?}: the file comes unpacked");
    }
    if let Some(error) = failure {
        assert_eq!(error.operation(), Some(operation.id()), "{cell:?}");
        assert_eq!(error.status().is_some(), error.request_id().is_some(), "{cell:?}: {error:?}");
    }

    let no_use =
        matches!(fault, Fault::UnknownEnum | Fault::NullMembers | Fault::AbsentMembers) && !seen.altered;
    let ending = kind.map_or_else(|| "ok".to_owned(), |kind| format!("{kind:?}"));
    let mark = if may_have_been_applied { " !" } else { "" };
    if no_use { "-".to_owned() } else { format!("{ending} x{attempts}{mark}") }
}

/// Runs every operation under the faults, each striking so often, and gives the table.
async fn table(faults: &'static [Fault], strikes: u32) -> BTreeMap<(Operation, Fault), String> {
    let mut running = JoinSet::new();
    for operation in Operation::ALL {
        for fault in faults {
            let cell = Cell { operation: *operation, fault: *fault, strikes };
            running.spawn(async move {
                let is_busy =
                    !matches!(cell.fault, Fault::Silence | Fault::LimitedWithHeaders | Fault::Limited);
                let _place = if is_busy { Some(PLACES.acquire().await.unwrap()) } else { None };
                ((cell.operation, cell.fault), checked(cell, &cell.run().await))
            });
        }
    }
    let mut cells = BTreeMap::new();
    let mut failed = 0;
    while let Some(ended) = running.join_next().await {
        // Its panic has been printed.
        match ended {
            Ok((place, text)) => drop(cells.insert(place, text)),
            Err(_) => failed += 1,
        }
    }
    assert_eq!(failed, 0, "cells failed");
    cells
}

/// Operations down, faults across, a few at a time so that lines stay readable.
fn rendered(cells: &BTreeMap<(Operation, Fault), String>, faults: &[Fault]) -> String {
    const ACROSS: usize = 7;
    let mut text = String::new();
    for faults in faults.chunks(ACROSS) {
        let mut line = |first: &str, cells: Vec<&str>| {
            let cells: String = cells.iter().map(|cell| format!(" | {cell:<19}")).collect();
            text.push_str(format!("{first:<19}{cells}").trim_end());
            text.push('\n');
        };
        line("", faults.iter().map(|fault| fault.name()).collect());
        for operation in Operation::ALL {
            let cell = |fault: &Fault| cells[&(*operation, *fault)].as_str();
            line(operation.name(), faults.iter().map(cell).collect());
        }
        text.push('\n');
    }
    text
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fault_that_lasts_ends_each_call_with_the_right_error_and_no_write_comes_twice() {
    let cells = table(Fault::ALL, u32::MAX).await;
    let text = rendered(&cells, Fault::ALL);
    println!("{text}");
    insta::assert_snapshot!(text);
}

/// Faults after which something is sent again.
const PASSING: &[Fault] = &[
    Fault::ResetBeforeHeaders,
    Fault::ResetAfterCommit,
    Fault::ResetInBody,
    Fault::Silence,
    Fault::LimitedWithHeaders,
    Fault::Limited,
    Fault::InternalError,
    Fault::BadGatewayInHtml,
    Fault::UnavailableForNow,
];

#[tokio::test(flavor = "multi_thread")]
async fn a_fault_that_passes_is_got_over_where_a_repeat_can_not_write_twice() {
    let cells = table(PASSING, 1).await;
    let text = rendered(&cells, PASSING);
    println!("{text}");
    insta::assert_snapshot!(text);
}

#[test]
fn the_matrix_has_every_operation_of_the_document() {
    let rows: Vec<&str> = Operation::ALL.iter().map(|operation| operation.id()).collect();
    for operation in join_client::operations::ALL {
        assert!(rows.contains(&operation.id), "{} has no row", operation.id);
    }
}
