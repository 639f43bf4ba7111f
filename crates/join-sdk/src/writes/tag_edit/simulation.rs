//! Simulated races of writers on one candidate, on an invented clock. The SDK's own machine runs against a server that
//! replaces the whole set, with the latencies of a far server, lost responses and late arrivals.

use std::collections::BinaryHeap;
use std::time::Duration;

use join_client::types::Tag;
use proptest::prelude::*;

use super::machine::EditMachine;
use super::steps::{Event, Failed, Rules, Seen, Step, WriteFailure};
use crate::tags::edit::TagEdit;
use crate::tags::limits::TagLimits;
use crate::tags::merge::Intent;
use crate::tags::owner::Owner;
use crate::tags::receipt::EditOutcome;
use crate::tags::verify::Verify;

/// How the writers and the network behave.
#[derive(Debug, Clone, Copy)]
struct Race {
    writers: usize,
    /// Every writer starts within this time.
    within: f64,
    verify: Verify,
    /// Shares of writes: response lost, request lost, request late.
    lost_answers: f64,
    lost_writes: f64,
    late: f64,
}

#[derive(Debug)]
enum Happening {
    Arrives(usize, Option<Vec<Tag>>, Fate),
    Answered(usize, Event),
    PersonAdds,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Fate {
    Normal,
    AnswerLost,
    Lost,
    Late,
}

struct Scheduled(Duration, u64, Happening);

impl PartialEq for Scheduled {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}
impl Eq for Scheduled {}
impl PartialOrd for Scheduled {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Scheduled {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (other.0, other.1).cmp(&(self.0, self.1))
    }
}

struct World {
    race: Race,
    random: fastrand::Rng,
    agenda: BinaryHeap<Scheduled>,
    count: u64,
    tags: Vec<Tag>,
    calls: usize,
    ends: Vec<Option<Result<EditOutcome, Failed>>>,
}

const TIMEOUT: Duration = Duration::from_secs(5);

impl World {
    fn at(&mut self, time: Duration, happening: Happening) {
        self.count += 1;
        self.agenda.push(Scheduled(time, self.count, happening));
    }

    /// One-way latency to the server, about 41 ms.
    fn latency(&mut self) -> Duration {
        let (u, v) = (self.random.f64().max(1e-12), self.random.f64());
        let normal = (-2.0 * u.ln()).sqrt() * (2.0 * std::f64::consts::PI * v).cos();
        Duration::from_secs_f64((-3.2 + 0.5 * normal).exp())
    }

    fn fate(&mut self) -> Fate {
        let mut drawn = self.random.f64();
        for (share, fate) in [
            (self.race.lost_answers, Fate::AnswerLost),
            (self.race.lost_writes, Fate::Lost),
            (self.race.late, Fate::Late),
        ] {
            if drawn < share {
                return fate;
            }
            drawn -= share;
        }
        Fate::Normal
    }

    fn obey(&mut self, writer: usize, now: Duration, step: Step) {
        let there = now + self.latency();
        match step {
            Step::Enter => self.at(now, Happening::Answered(writer, Event::Entered)),
            Step::Leave => self.at(now, Happening::Answered(writer, Event::Left)),
            Step::Wait(time) => self.at(now + time, Happening::Answered(writer, Event::Waited)),
            Step::Read => self.at(there, Happening::Arrives(writer, None, Fate::Normal)),
            Step::Write(tags) => {
                let fate = self.fate();
                let failed = Happening::Answered(writer, Event::WriteFailed(WriteFailure::Ambiguous));
                match fate {
                    Fate::Normal => self.at(there, Happening::Arrives(writer, Some(tags), fate)),
                    Fate::AnswerLost => {
                        self.at(there, Happening::Arrives(writer, Some(tags), fate));
                        self.at(there + Duration::from_millis(40), failed);
                    }
                    Fate::Lost => self.at(there, failed),
                    Fate::Late => {
                        self.at(there, failed);
                        let late = now + TIMEOUT.mul_f64(self.random.f64());
                        self.at(late, Happening::Arrives(writer, Some(tags), fate));
                    }
                }
            }
            Step::End(end) => self.ends[writer] = Some(end),
        }
    }
}

struct Ended {
    lost: usize,
    old_lost: bool,
    gave_up: usize,
    calls: usize,
}

pub(super) fn rules(verify: Verify, settle: Duration) -> Rules {
    Rules {
        verify,
        settle,
        max_attempts: 4,
        deadline: Duration::from_secs(180),
        limits: TagLimits::default(),
        late: TIMEOUT,
        base: None,
        strict: false,
        known_non_empty: false,
        resumed: false,
    }
}

fn own(writer: usize) -> Tag {
    format!("own{writer}:here").into()
}

fn run(race: Race, seed: u64) -> Ended {
    let old = ["hr:old1", "hr:old2"].map(Tag::from);
    let mut world = World {
        race,
        random: fastrand::Rng::with_seed(seed),
        agenda: BinaryHeap::new(),
        count: 0,
        tags: old.to_vec(),
        calls: 0,
        ends: vec![None; race.writers],
    };
    let rules = rules(race.verify, Duration::from_secs(2));
    let mut flows = Vec::new();
    for writer in 0..race.writers {
        let owner = Owner::with_prefix(format!("own{writer}:")).unwrap();
        let edit = TagEdit::owned_by(owner).add(own(writer)).unwrap();
        let begin = Duration::from_secs_f64(world.random.f64() * race.within);
        flows.push((EditMachine::new(Intent::Edit(edit), rules.clone()), begin));
        world.at(begin, Happening::Answered(writer, Event::Begun));
    }
    let person = Duration::from_secs_f64(world.random.f64() * (race.within + 0.2));
    world.at(person, Happening::PersonAdds);
    while let Some(Scheduled(now, _, happening)) = world.agenda.pop() {
        match happening {
            Happening::PersonAdds => world.tags.push("person".into()),
            Happening::Arrives(writer, wrote, fate) => {
                world.calls += 1;
                let event = match wrote {
                    None => Event::Read(Seen::Set(world.tags.clone())),
                    Some(tags) => {
                        world.tags = tags;
                        Event::Written(None)
                    }
                };
                if fate == Fate::Normal {
                    let back = now + world.latency();
                    world.at(back, Happening::Answered(writer, event));
                }
            }
            Happening::Answered(writer, event) => {
                let (machine, begin) = &mut flows[writer];
                let random = world.random.f64();
                let step = machine.next(now - *begin, event, random);
                world.obey(writer, now, step);
            }
        }
    }
    let succeeded = |writer: &usize| matches!(world.ends[*writer], Some(Ok(_)));
    Ended {
        lost: (0..race.writers)
            .filter(succeeded)
            .filter(|writer| !world.tags.contains(&own(*writer)))
            .count(),
        old_lost: !old.iter().all(|tag| world.tags.contains(tag)),
        gave_up: (0..race.writers).filter(|writer| !succeeded(writer)).count(),
        calls: world.calls,
    }
}

const QUIET: Race =
    Race { writers: 5, within: 1.0, verify: Verify::Settled, lost_answers: 0.0, lost_writes: 0.0, late: 0.0 };

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn settled_writes_lose_no_own_tag_and_end(seed: u64, writers in 2usize..=5, within in 0.05f64..60.0) {
        let result = run(Race { writers, within, ..QUIET }, seed);
        prop_assert_eq!((result.lost, result.old_lost), (0, false));
        prop_assert!(result.calls <= writers * 40);
    }

    #[test]
    fn settled_writes_lose_no_own_tag_when_answers_and_writes_get_lost(seed: u64, writers in 2usize..=5) {
        let race = Race { writers, lost_answers: 0.1, lost_writes: 0.1, ..QUIET };
        let result = run(race, seed);
        prop_assert_eq!((result.lost, result.old_lost), (0, false));
    }

    #[test]
    fn a_late_arrival_is_waited_for_and_healed(seed: u64) {
        let result = run(Race { writers: 1, late: 0.5, ..QUIET }, seed);
        prop_assert_eq!((result.lost, result.old_lost, result.gave_up), (0, false, 0));
    }
}

/// The guide's table on an invented clock: more checks lose fewer tags.
#[test]
fn each_look_loses_less() {
    let share = |verify: Verify| {
        let runs = 2_000;
        let lost = (0..runs).filter(|seed| run(Race { verify, ..QUIET }, *seed).lost > 0).count();
        lost as f64 / runs as f64
    };
    let (none, once, settled) = (share(Verify::None), share(Verify::Once), share(Verify::Settled));
    assert!(none > 0.8, "{none}");
    assert!(once > 0.1 && once < 0.45, "{once}");
    assert!(settled == 0.0, "{settled}");
}

/// The steps that follow these events, with this settling time.
fn steps(settle: Duration, events: impl IntoIterator<Item = Event>) -> Vec<Step> {
    let edit = TagEdit::owned_by(Owner::with_prefix("own0:").unwrap()).add(own(0)).unwrap();
    let mut machine = EditMachine::new(Intent::Edit(edit), rules(Verify::Settled, settle));
    events.into_iter().map(|event| machine.next(Duration::from_secs(1), event, 0.5)).collect()
}

#[test]
fn no_wait_is_too_long_to_be_reckoned_with() {
    let wrote = || [Event::Begun, Event::Entered, Event::Read(Seen::Set(vec![]))];
    let refused = Event::WriteFailed(WriteFailure::NotApplied(Some(Duration::MAX)));
    let asked = steps(Duration::ZERO, wrote().into_iter().chain([refused, Event::Left]));
    assert_eq!(asked.last(), Some(&Step::End(Err(Failed::Write))), "a server may ask for any wait");
    let lost = Event::WriteFailed(WriteFailure::Ambiguous);
    let settling = steps(Duration::MAX, wrote().into_iter().chain([lost]));
    assert!(matches!(settling.last(), Some(Step::End(Err(_)))), "a caller may ask for any settling time");
}
