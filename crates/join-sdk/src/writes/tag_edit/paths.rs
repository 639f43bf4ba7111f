//! The paths of one write through the machine, event by event.

use std::time::Duration;

use join_client::types::Tag;

use super::machine::EditMachine;
use super::simulation::rules;
use super::steps::{Event, Failed, Rules, Seen, Step, WriteFailure};
use crate::error::ErrorKind;
use crate::tags::edit::{Overridden, TagEdit};
use crate::tags::merge::{Intent, Refusal};
use crate::tags::owner::Owner;
use crate::tags::receipt::{EditOutcome, ForeignChange};
use crate::tags::verify::Verify;

const SETTLE: Duration = Duration::from_secs(2);

fn tags(texts: &[&str]) -> Vec<Tag> {
    texts.iter().map(|text| Tag::from(*text)).collect()
}

fn read(texts: &[&str]) -> Event {
    Event::Read(Seen::Set(tags(texts)))
}

fn wrote(texts: &[&str]) -> Event {
    Event::Written(Some(tags(texts)))
}

fn wait(millis: u64) -> Step {
    Step::Wait(Duration::from_millis(millis))
}

fn done(outcome: EditOutcome) -> Step {
    Step::End(Ok(outcome))
}

fn failed(failed: Failed) -> Step {
    Step::End(Err(failed))
}

fn once() -> Rules {
    Rules { max_attempts: 2, deadline: Duration::from_secs(60), ..rules(Verify::Once, SETTLE) }
}

fn settled() -> Rules {
    Rules { verify: Verify::Settled, ..once() }
}

/// An edit that adds `own:a`.
fn add() -> Intent {
    let edit = TagEdit::owned_by(Owner::with_prefix("own:").unwrap());
    Intent::Edit(edit.add("own:a").unwrap())
}

fn replace() -> Intent {
    Intent::Replace { expected: tags(&["hr"]), new: tags(&["new"]) }
}

const LOST: Event = Event::WriteFailed(WriteFailure::Ambiguous);
const NOT_APPLIED: Event = Event::WriteFailed(WriteFailure::NotApplied(None));
const REJECTED: Event = Event::WriteFailed(WriteFailure::Rejected);

/// One write, and the time in milliseconds.
struct Path(EditMachine, u64);

impl Path {
    /// A write that is about to read.
    fn begun(intent: Intent, rules: Rules) -> Self {
        let mut path = Self(EditMachine::new(intent, rules), 1_000);
        assert_eq!(path.on(Event::Begun), Step::Enter);
        assert_eq!(path.on(Event::Entered), Step::Read);
        path
    }

    /// A write of `own:a` to a candidate with the tag `hr`, about to be answered.
    fn writing(rules: Rules) -> Self {
        let mut path = Self::begun(add(), rules);
        assert_eq!(path.on(read(&["hr"])), Step::Write(tags(&["hr", "own:a"])));
        path
    }

    fn on(&mut self, event: Event) -> Step {
        self.0.next(Duration::from_millis(self.1), event, 1.0)
    }

    /// The last step of these events. Waits take their time.
    fn through(&mut self, events: impl IntoIterator<Item = Event>) -> Step {
        let steps = events.into_iter().map(|event| {
            let step = self.on(event);
            if let Step::Wait(time) = &step {
                self.1 += u64::try_from(time.as_millis()).unwrap();
            }
            step
        });
        steps.last().unwrap()
    }

    /// The kind and the text of the failure after these events.
    fn ends(&mut self, events: impl IntoIterator<Item = Event>) -> (ErrorKind, &'static str) {
        match self.through(events) {
            Step::End(Err(Failed::Because(kind, message))) => (kind, message),
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn a_write_ends_after_the_checks_of_its_rules() {
    let unchecked = Rules { verify: Verify::None, ..once() };
    assert_eq!(Path::writing(unchecked).on(Event::Written(None)), done(EditOutcome::Applied));
    assert_eq!(Path::writing(once()).on(wrote(&["hr", "own:a"])), done(EditOutcome::Applied));
    for answer in [Event::Written(None), wrote(&["hr"])] {
        let mut path = Path::writing(once());
        assert_eq!(path.on(answer), Step::Read);
        assert_eq!(path.on(read(&["hr", "own:a"])), done(EditOutcome::Applied));
    }
    let mut path = Path::writing(settled());
    assert_eq!(path.on(wrote(&["hr", "own:a"])), Step::Leave);
    assert_eq!(path.on(Event::Left), Step::Wait(SETTLE));
    assert_eq!(path.on(Event::Waited), Step::Read);
    assert_eq!(path.on(read(&["hr", "own:a"])), done(EditOutcome::Applied));
    assert_eq!((path.0.attempts(), path.0.may_have_been_applied()), (1, true));
}

#[test]
fn a_set_that_is_as_desired_is_not_written() {
    for rules in [once(), settled(), Rules { resumed: true, ..once() }] {
        let mut path = Path::begun(add(), rules);
        assert_eq!(path.on(read(&["own:a"])), done(EditOutcome::NoChange));
        assert_eq!((path.0.attempts(), path.0.may_have_been_applied()), (0, false));
    }
    let mut path = Path::begun(add(), Rules { resumed: true, ..settled() });
    assert_eq!(path.on(read(&["own:a"])), Step::Leave);
    assert_eq!(path.through([Event::Left, Event::Waited]), Step::Read);
    assert_eq!(path.on(read(&["own:a"])), done(EditOutcome::NoChange));
}

#[test]
fn what_others_overwrote_is_healed() {
    let mut path = Path::writing(settled());
    let gone = [wrote(&["hr", "own:a"]), Event::Left, Event::Waited, read(&["x"])];
    assert_eq!(path.through(gone), wait(150));
    assert_eq!(path.on(Event::Waited), Step::Enter);
    assert_eq!(path.through([Event::Entered, read(&["x"])]), Step::Write(tags(&["x", "own:a"])));
    let again = [wrote(&["x", "own:a"]), Event::Left, Event::Waited, read(&["x", "own:a"])];
    assert_eq!(path.through(again), done(EditOutcome::Healed));
    let change = ForeignChange { added: tags(&["x"]), removed: tags(&["hr"]) };
    let notes = path.0.take_notes();
    assert_eq!(notes.foreign, [change]);
    assert_eq!((notes.first, notes.last), (Some(tags(&["hr"])), Some(tags(&["x", "own:a"]))));
    assert_eq!(path.0.notes().first, None, "they were taken");
}

#[test]
fn a_resumed_edit_that_others_undid_is_written_again() {
    let mut path = Path::begun(add(), Rules { resumed: true, ..settled() });
    assert_eq!(path.through([read(&["own:a"]), Event::Left, Event::Waited, read(&[])]), wait(150));
    assert_eq!(path.through([Event::Waited, Event::Entered]), Step::Read);
    assert_eq!(path.on(read(&["hr"])), Step::Write(tags(&["hr", "own:a"])));
    let checked = [wrote(&["hr", "own:a"]), Event::Left, Event::Waited, read(&["hr", "own:a"])];
    assert_eq!(path.through(checked), done(EditOutcome::Healed));
}

#[test]
fn a_set_that_was_gone_for_a_moment_is_awaited_outside_the_turn() {
    let mut path = Path::writing(settled());
    let gone = [wrote(&["hr", "own:a"]), Event::Left, Event::Waited, read(&["hr"])];
    assert_eq!(path.through(gone), wait(250));
    assert_eq!(path.on(Event::Waited), Step::Read);
    assert_eq!(path.on(read(&["hr", "own:a"])), Step::Wait(SETTLE), "the turn was left before");
    assert_eq!(path.on(Event::Waited), Step::Read);
    assert_eq!(path.on(read(&["hr", "own:a"])), done(EditOutcome::Applied));
}

#[test]
fn a_look_alike_is_refused_before_a_write_and_taken_after_one() {
    let refused = Failed::Refused(Refusal::NearDuplicate);
    assert_eq!(Path::begun(add(), once()).on(read(&["OWN:A"])), failed(refused));
    let mut path = Path::writing(once());
    let again = [NOT_APPLIED, Event::Left, Event::Waited, Event::Entered, read(&["OWN:A"])];
    assert_eq!(path.through(again), done(EditOutcome::NoChange));
    assert_eq!(path.0.notes().loose, [("own:a".into(), "OWN:A".into())]);
}

#[test]
fn a_plan_is_compared_with_the_first_set_only() {
    let planned = |strict| Rules { base: Some(tags(&["hr", "vip"])), strict, ..once() };
    for strict in [false, true] {
        let mut path = Path::begun(add(), planned(strict));
        assert_eq!(path.on(read(&["vip", "hr"])), Step::Write(tags(&["vip", "hr", "own:a"])));
        let other = [LOST, Event::Waited, read(&["x"]), wrote(&["x", "own:a"]), Event::Waited];
        assert_eq!(path.through(other), Step::Read, "a write that may have arrived is no news");
        assert_eq!(path.on(read(&["x", "own:a"])), done(EditOutcome::Applied));
    }
    let mut strict = Path::begun(add(), planned(true));
    assert_eq!(strict.ends([read(&["hr"])]).0, ErrorKind::Conflict);
    let mut merged = Path::begun(add(), planned(false));
    assert_eq!(merged.on(read(&["hr"])), Step::Write(tags(&["hr", "own:a"])));
    assert_eq!(merged.on(wrote(&["hr", "own:a"])), done(EditOutcome::AppliedAfterMerge));
}

#[test]
fn a_write_that_was_not_applied_is_sent_again_outside_the_turn() {
    for (asked, pause) in [(None, wait(150)), (Some(Duration::from_secs(3)), wait(3_000))] {
        let mut path = Path::writing(once());
        assert_eq!(path.on(Event::WriteFailed(WriteFailure::NotApplied(asked))), Step::Leave);
        assert_eq!(path.on(Event::Left), pause);
        assert_eq!(path.on(Event::Waited), Step::Enter);
        let again = [Event::Entered, read(&["hr"])];
        assert_eq!(path.through(again), Step::Write(tags(&["hr", "own:a"])));
        assert_eq!(path.on(NOT_APPLIED), failed(Failed::Write), "two attempts are allowed");
        assert!(!path.0.may_have_been_applied());
    }
    let mut path = Path::writing(once());
    assert_eq!(path.on(Event::WriteFailed(WriteFailure::Final)), failed(Failed::Write));
}

#[test]
fn the_pauses_double_up_to_five_seconds() {
    let mut path = Path::writing(Rules { max_attempts: 10, ..once() });
    for expected in [150, 300, 600, 1_200, 2_400, 4_800, 5_000, 5_000] {
        assert_eq!(path.through([NOT_APPLIED, Event::Left]), wait(expected));
        path.through([Event::Waited, Event::Entered, read(&["hr"])]);
    }
}

#[test]
fn a_refused_write_is_looked_for() {
    for (event, end) in [
        (Event::ReadFailed, failed(Failed::Write)),
        (read(&["hr"]), failed(Failed::Rejected)),
        (read(&["hr", "own:a"]), done(EditOutcome::Applied)),
    ] {
        let mut path = Path::writing(once());
        assert_eq!(path.on(REJECTED), Step::Read);
        assert_eq!(path.on(event), end);
    }
}

#[test]
fn a_lost_write_is_awaited_inside_the_turn() {
    let mut path = Path::writing(once());
    assert_eq!(path.on(LOST), Step::Wait(SETTLE));
    assert_eq!(path.on(Event::Waited), Step::Read);
    // It can arrive until 8 s: 1 s when it was sent, 5 s for it to arrive, 2 s to settle.
    path.1 = 3_000;
    assert_eq!(path.on(read(&["hr", "own:a"])), wait(5_000));
    path.1 = 8_000;
    assert_eq!(path.on(Event::Waited), Step::Read);
    assert_eq!(path.on(read(&["hr", "own:a"])), done(EditOutcome::Applied));

    let mut path = Path::writing(once());
    path.through([LOST, Event::Waited]);
    path.1 = 7_000;
    assert_eq!(
        path.on(read(&["hr", "own:a"])),
        Step::Wait(SETTLE),
        "no check comes before the settling time"
    );
}

#[test]
fn a_lost_write_is_sent_again_and_the_turn_is_kept_meanwhile() {
    let mut path = Path::writing(once());
    let again = [LOST, Event::Waited, read(&["hr"])];
    assert_eq!(path.through(again), Step::Write(tags(&["hr", "own:a"])));
    // Both writes are missing: the first one can still arrive.
    let polls = [Event::Written(None), read(&["hr"]), Event::Waited, read(&["hr"]), Event::Waited];
    assert_eq!(path.through(polls), Step::Read);
    assert_eq!(path.on(read(&["hr"])), wait(4_000));
    path.1 = 8_000;
    assert_eq!(path.on(Event::Waited), Step::Read);
    let missing = [read(&["hr"]), Event::Waited, read(&["hr"]), Event::Waited, read(&["hr"])];
    assert_eq!(path.through(missing), failed(Failed::Write));

    let mut path = Path::writing(Rules { max_attempts: 3, ..once() });
    path.through([LOST, Event::Waited, read(&["hr"])]);
    assert_eq!(path.on(NOT_APPLIED), wait(300), "it does not leave");
    assert_eq!(path.on(Event::Waited), Step::Read);
}

#[test]
fn a_write_that_does_not_appear_is_polled_for() {
    let mut path = Path::writing(once());
    assert_eq!(path.through([Event::Written(None), read(&["hr"])]), wait(250));
    assert_eq!(path.through([Event::Waited, read(&["hr"])]), wait(750));
    assert_eq!(path.through([Event::Waited, read(&["hr"])]), Step::Leave, "another attempt follows");
    assert_eq!(path.0.notes().foreign, [], "an old set is no change of others");
    assert_eq!(
        path.through([Event::Left, Event::Waited, Event::Entered, read(&["hr", "own:a"])]),
        done(EditOutcome::Applied)
    );
}

#[test]
fn the_last_attempt_says_what_was_seen() {
    let last = || Path::writing(Rules { max_attempts: 1, ..once() });
    let unseen =
        [Event::Written(None), read(&["hr"]), Event::Waited, read(&["hr"]), Event::Waited, read(&["hr"])];
    let (kind, message) = last().ends(unseen);
    assert!(kind == ErrorKind::Unverified && message.contains("never appeared"), "{message}");
    let (kind, message) = last().ends([Event::Written(None), read(&["x"])]);
    assert!(kind == ErrorKind::Contended && message.contains("last attempt"), "{message}");
}

#[test]
fn a_check_that_fails_says_what_is_known_of_the_write() {
    assert_eq!(Path::begun(add(), once()).on(Event::ReadFailed), failed(Failed::Request));
    for (events, kind) in [
        (vec![Event::Written(None)], ErrorKind::Unverified),
        (vec![LOST, Event::Waited], ErrorKind::UnknownOutcome),
        (vec![LOST, Event::Waited, read(&["hr", "own:a"]), Event::Waited], ErrorKind::Unverified),
    ] {
        let events = events.into_iter().chain([Event::ReadFailed]);
        assert_eq!(Path::writing(once()).ends(events).0, kind);
    }
}

#[test]
fn a_deadline_says_what_is_known_of_the_write() {
    let until = |millis| Rules { deadline: Duration::from_millis(millis), ..settled() };
    let there = || wrote(&["hr", "own:a"]);
    assert_eq!(Path::writing(until(1_149)).through([NOT_APPLIED, Event::Left]), failed(Failed::Write));
    assert_eq!(Path::writing(until(1_150)).through([NOT_APPLIED, Event::Left]), wait(150));
    for (events, kind, says) in [
        (vec![there(), Event::Left], ErrorKind::Unverified, "the last check"),
        (vec![LOST], ErrorKind::UnknownOutcome, "before a check"),
        (vec![Event::Written(None), read(&["hr"])], ErrorKind::Contended, "until the deadline"),
    ] {
        let (found, message) = Path::writing(until(1_000)).ends(events);
        assert!(found == kind && message.contains(says), "{found:?}: {message}");
    }
    let resumed = Rules { resumed: true, ..until(1_000) };
    let (kind, message) = Path::begun(add(), resumed).ends([read(&["own:a"]), Event::Left]);
    assert!(kind == ErrorKind::Unverified && message.contains("as desired"), "{message}");
}

#[test]
fn a_whole_set_is_written_once_and_only_over_the_expected_one() {
    let refused = Failed::Refused(Refusal::NotExpected);
    assert_eq!(Path::begun(replace(), once()).on(read(&["x"])), failed(refused));
    let writing = || {
        let mut path = Path::begun(replace(), once());
        assert_eq!(path.on(read(&["hr"])), Step::Write(tags(&["new"])));
        path
    };
    assert_eq!(writing().on(wrote(&["new"])), done(EditOutcome::Applied));
    for events in [vec![Event::Written(None), read(&["x"])], vec![LOST, Event::Waited, read(&["x"])]] {
        let (kind, message) = writing().ends(events);
        assert!(kind == ErrorKind::Unverified && message.contains("another set"), "{message}");
    }
    let unseen =
        [Event::Written(None), read(&["hr"]), Event::Waited, read(&["hr"]), Event::Waited, read(&["hr"])];
    let (kind, message) = writing().ends(unseen);
    assert!(kind == ErrorKind::Unverified && message.contains("never appeared"), "{message}");
    let mut path = writing();
    path.0.check_again();
    assert_eq!(path.on(wrote(&["new"])), done(EditOutcome::Applied), "a whole set is not checked again");
}

#[test]
fn tags_that_did_not_come_are_not_taken_for_none() {
    let begun = |rules| Path::begun(add(), rules);
    assert_eq!(begun(once()).ends([Event::Read(Seen::Absent)]).0, ErrorKind::TagsUnknown);
    for (base, known_non_empty) in [(None, true), (Some(tags(&["hr"])), false)] {
        let rules = Rules { base, known_non_empty, ..once() };
        assert_eq!(begun(rules).ends([Event::Read(Seen::Null)]).0, ErrorKind::Refused);
    }
    let after_some = [Event::Written(None), Event::Read(Seen::Null)];
    assert_eq!(Path::writing(once()).ends(after_some).0, ErrorKind::Refused);
    let mut path = begun(Rules { base: Some(vec![]), ..once() });
    assert_eq!(path.on(Event::Read(Seen::Null)), Step::Write(tags(&["own:a"])));
    assert!(path.0.notes().was_null);
}

#[test]
fn a_later_edit_takes_parts_of_a_running_one() {
    let mut path = Path::writing(settled());
    let later = Overridden { tags: tags(&["own:a"]), ..Overridden::default() };
    path.through([wrote(&["hr", "own:a"]), Event::Left, Event::Waited]);
    path.0.yield_to(&later);
    assert_eq!(path.on(read(&["hr"])), done(EditOutcome::Applied), "nothing of it is left to heal");

    let mut path = Path::writing(once());
    path.0.check_again();
    assert_eq!(path.on(wrote(&["hr", "own:a"])), Step::Leave, "it is checked after the settling time");
}

#[test]
fn an_event_out_of_turn_ends_the_write() {
    for event in [Event::Begun, Event::Waited, Event::Left] {
        assert_eq!(Path::writing(once()).ends([event]).0, ErrorKind::Unverified);
    }
}
