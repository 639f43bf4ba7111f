//! Edits of one candidate by two machines: turns, and intents that all know.

use std::time::Duration;

use futures_util::future::join_all;
use join_sdk::tags::{ApplyOptions, EditOutcome, Owner, TagEdit, Verify};
use join_sdk::testing::SharedMemory;
use join_tests::Fixture;

use super::machines;

fn own() -> TagEdit {
    TagEdit::owned_by(Owner::with_prefix("p:").unwrap())
}

fn quick() -> ApplyOptions {
    ApplyOptions::default().settle(Duration::from_millis(40))
}

#[tokio::test]
async fn machines_take_turns() {
    let fixture = Fixture::start(&["vip"]).await;
    let machines = machines(&fixture.sandbox, &SharedMemory::default());
    let edits = (0..10).map(async |number: usize| {
        let edit = own().add(format!("p:{number}")).unwrap();
        let tags = machines[number % 2].tags(&fixture.candidate);
        tags.edit(&edit, quick().verify(Verify::None)).await.unwrap()
    });
    join_all(edits).await;
    assert_eq!((fixture.order(), fixture.tags().len()), ("RW".repeat(10), 11));
}

#[tokio::test]
async fn healing_on_one_machine_does_not_undo_a_later_edit_of_another() {
    let fixture = Fixture::start(&["vip"]).await;
    let machines = machines(&fixture.sandbox, &SharedMemory::default());
    let set = |value: &str| own().set_exclusive("p:status", value).unwrap();
    let (verified, rejected) = (set("verified"), set("rejected"));
    let tags = machines[0].tags(&fixture.candidate);
    let first = tags.edit(&verified, quick().settle(Duration::from_millis(300)));
    let second = async {
        // Once the first one has written and waits for its second look.
        while fixture.writes() == 0 {
            tokio::task::yield_now().await;
        }
        machines[1].tags(&fixture.candidate).edit(&rejected, quick()).await
    };
    let (first, second) = tokio::join!(first, second);
    assert_eq!(
        (first.unwrap().outcome, second.unwrap().outcome),
        (Some(EditOutcome::Applied), Some(EditOutcome::Applied))
    );
    assert_eq!(
        (fixture.tags(), fixture.writes()),
        (vec!["vip".to_owned(), "p:status=rejected".to_owned()], 2)
    );
}

#[tokio::test]
async fn an_edit_that_wrote_nothing_keeps_nobody_from_healing() {
    let fixture = Fixture::start(&["vip"]).await;
    fixture.sandbox.answer_tags(false);
    let machines = machines(&fixture.sandbox, &SharedMemory::default());
    let adds = own().add("p:a").unwrap();
    let tags = machines[0].tags(&fixture.candidate);
    let first = tags.edit(&adds, quick().settle(Duration::from_millis(300)));
    let second = async {
        while fixture.reads() < 2 {
            tokio::task::yield_now().await;
        }
        // Refused, because "VIP" resembles "vip".
        let refused = own().remove("p:a").unwrap().allow_foreign("a test").unwrap().add("VIP").unwrap();
        machines[1].tags(&fixture.candidate).edit(&refused, quick()).await.unwrap_err();
        fixture.sandbox.remove_tag(fixture.id(), "p:a");
    };
    let (first, ()) = tokio::join!(first, second);
    assert_eq!(first.unwrap().outcome, Some(EditOutcome::Healed));
    assert_eq!(fixture.tags(), ["vip", "p:a"]);
}
