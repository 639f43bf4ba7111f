//! Inputs that are larger than what is held of them.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use join_sdk::journal::EntryEnd;
use join_sdk::tags::{ApplyOptions, Owner, TagEdit, Verify};

use super::{edit, open, row};

#[tokio::test]
async fn no_more_of_the_input_is_held_than_the_window() {
    let fixture = open(4).await;
    let pulled = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&pulled);
    let candidates = fixture.candidates.clone();
    let rows = (0..400_usize).map(move |number| {
        counter.fetch_add(1, Ordering::Relaxed);
        // Rows that can't become one edit.
        let owner = if number / 4 % 2 == 0 { "p:" } else { "q:" };
        let edit = TagEdit::owned_by(Owner::with_prefix(owner).unwrap())
            .set_exclusive(format!("{owner}n"), number.to_string());
        row(candidates[number % 4], edit.unwrap())
    });
    let run = fixture
        .join
        .bulk_tags_of(rows)
        .journal(fixture.journal("j").await)
        .apply(ApplyOptions::default().verify(Verify::None));
    let mut run = run.window(16).start().await.unwrap();
    let mut done = 0;
    while let Some(event) = run.next().await {
        event.unwrap();
        done += 1;
        let ahead = pulled.load(Ordering::Relaxed) - done;
        assert!(ahead <= 16 + 4 + 4, "{ahead} rows are held");
    }
    assert_eq!(done, 400);
}

#[tokio::test]
async fn of_200_000_rows_no_more_are_held_than_the_window() {
    let fixture = open(4).await;
    let pulled = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&pulled);
    let candidates = fixture.candidates.clone();
    let edit = edit().add("p:a").unwrap();
    let rows = (0..200_000_usize).map(move |number| {
        counter.fetch_add(1, Ordering::Relaxed);
        row(candidates[number % 4], edit.clone()).id(number.to_string())
    });
    let mut run = fixture.join.bulk_tags_of(rows).dry_run().start().await.unwrap();
    let mut done = 0;
    while let Some(event) = run.next().await {
        assert_eq!(event.unwrap().outcome, EntryEnd::Planned);
        done += 1;
        // Those that wait, those of four candidates under way, and those whose events have not been taken yet.
        let ahead = pulled.load(Ordering::Relaxed) - done;
        assert!(ahead <= 3 * 1_024, "{ahead} rows are held");
    }
    assert_eq!((done, run.progress().planned), (200_000, 200_000));
}
