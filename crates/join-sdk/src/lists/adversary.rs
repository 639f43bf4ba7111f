//! Properties of the list cores against servers that do everything wrong: rows leave by the hundred, arrive, change, change
//! places and repeat, pages are capped and filtered, and the list may never rest.

use std::collections::{BTreeSet, VecDeque};

use jiff::Timestamp;
use proptest::prelude::*;

use crate::lists::complete::CompleteCore;
use crate::lists::pager::Key;
use crate::lists::scan::Pace;
use crate::lists::window::Window;

/// What happens to the list between two responses.
#[derive(Debug, Clone, Copy)]
enum Event {
    Nothing,
    Leave { from: usize, count: usize },
    Arrive { count: i64 },
    Change { every: usize },
    Reverse,
    Rotate { by: usize },
}

impl Event {
    fn sorts_anew(&self) -> bool {
        matches!(self, Event::Reverse | Event::Rotate { .. })
    }
}

fn event() -> impl Strategy<Value = Event> {
    prop_oneof![
        4 => Just(Event::Nothing),
        2 => (0usize..600, prop_oneof![1usize..6, 100usize..600]).prop_map(|(from, count)| Event::Leave { from, count }),
        2 => (1i64..12).prop_map(|count| Event::Arrive { count }),
        1 => (1usize..20).prop_map(|every| Event::Change { every }),
        1 => Just(Event::Reverse),
        1 => (1usize..300).prop_map(|by| Event::Rotate { by }),
    ]
}

/// The server's habits.
#[derive(Debug, Clone)]
struct Habits {
    /// Rows per page at most.
    cap: u32,
    /// Every so many rows one is hidden after paging; 0 for none.
    hides: i64,
    /// Events between responses.
    events: Vec<Event>,
    /// Whether the events begin again after the last.
    restless: bool,
    /// Whether JOIN can filter by time.
    narrows: bool,
}

fn habits() -> impl Strategy<Value = Habits> {
    let caps = prop_oneof![3 => Just(50u32), 1 => 7u32..50];
    let hides = prop_oneof![3 => Just(0i64), 1 => 3i64..40];
    (caps, hides, prop::collection::vec(event(), 0..12), any::<bool>(), any::<bool>())
        .prop_map(|(cap, hides, events, restless, narrows)| Habits { cap, hides, events, restless, narrows })
}

struct Server {
    rows: Vec<(i64, i64)>,
    habits: Habits,
    next_id: i64,
    now: i64,
    responses: usize,
}

impl Server {
    fn new(length: i64, habits: Habits) -> Self {
        let rows = (0..length).map(|id| (id, 0)).collect();
        Self { rows, habits, next_id: length, now: 1, responses: 0 }
    }

    fn is_at_rest(&self) -> bool {
        !self.habits.restless && self.responses >= self.habits.events.len()
    }

    fn respond(&mut self, window: Window, since: Option<Timestamp>) -> Vec<Key> {
        self.now += 1;
        let events = &self.habits.events;
        let place = if self.habits.restless && !events.is_empty() {
            self.responses % events.len()
        } else {
            self.responses
        };
        let event = events.get(place).copied().unwrap_or(Event::Nothing);
        self.responses += 1;
        self.happen(event);
        let size = window.size.min(self.habits.cap) as usize;
        let since = since.map_or(i64::MIN, Timestamp::as_second);
        let listed = self.rows.iter().filter(|(_, changed)| *changed >= since);
        let page = listed.skip((window.page as usize - 1) * size).take(size).enumerate();
        // The first row of a page is visible: an empty page is the end.
        let visible = |(place, (id, _)): &(usize, &(i64, i64))| *place == 0 || !self.hides(*id);
        let key = |(_, (id, changed)): (usize, &(i64, i64))| Key {
            id: Some(*id),
            changed: Timestamp::from_second(*changed).ok(),
        };
        page.filter(visible).map(key).collect()
    }

    /// Whether unchanged rows change places. No number of overlaps proves anything then.
    fn sorts_anew(&self) -> bool {
        self.habits.events.iter().any(Event::sorts_anew)
    }

    fn hides(&self, id: i64) -> bool {
        self.habits.hides > 0 && id % self.habits.hides == 1
    }

    fn happen(&mut self, event: Event) {
        let count = self.rows.len();
        match event {
            Event::Nothing => {}
            Event::Leave { from, count: leaving } => {
                let from = from.min(count);
                self.rows.drain(from..(from + leaving).min(count));
            }
            Event::Arrive { count } => {
                // A list that grows by whole pages between two responses has no end.
                for _ in 0..count.min(i64::from(self.habits.cap / 8)) {
                    self.rows.insert(0, (self.next_id, self.now));
                    self.next_id += 1;
                }
            }
            Event::Change { every } => {
                let now = self.now;
                self.rows.iter_mut().step_by(every).for_each(|row| row.1 = now);
            }
            Event::Reverse => self.rows.reverse(),
            Event::Rotate { by } if count > 0 => self.rows.rotate_left(by % count),
            Event::Rotate { .. } => {}
        }
    }

    fn ids(&self) -> BTreeSet<i64> {
        self.rows.iter().map(|(id, _)| *id).collect()
    }
}

struct Read {
    core: CompleteCore,
    given: BTreeSet<i64>,
    /// Rows that were in the list from start to end.
    stayed: BTreeSet<i64>,
    /// Requests made, and the most pages that a pass could have seen.
    requests: u32,
    pages: u32,
    /// Whether the read ended with an error: the server seems not to page.
    failed: bool,
    server: Server,
}

/// Reads the list of a server. Responses are computed when the reader takes them.
fn read(length: i64, most: usize, habits: Habits) -> Result<Read, TestCaseError> {
    let narrows = habits.narrows;
    let mut server = Server::new(length, habits);
    let mut core = CompleteCore::new(Pace { size: 50, most, trusting: false }, narrows);
    let (mut given, mut stayed) = (BTreeSet::new(), server.ids());
    let mut under_way = VecDeque::new();
    let (mut requests, mut pages) = (0_u32, 0_u32);
    let failed = loop {
        while let Some(request) = core.begin() {
            requests += 1;
            under_way.push_back(request);
        }
        prop_assert!(requests < 5_000, "the read does not end");
        let Some((window, since)) = under_way.pop_front() else { break false };
        let keys = server.respond(window, since);
        let size = window.size.min(server.habits.cap).max(1);
        pages = pages.max(window.page.min(server.rows.len() as u32 / size + 1) * window.size / size);
        stayed = stayed.intersection(&server.ids()).copied().collect();
        let now = Timestamp::from_second(server.now).unwrap();
        let Ok((new, forget)) = core.accept(window, &keys, now) else { break true };
        for (key, new) in keys.iter().zip(new) {
            prop_assert!(!new || given.insert(key.id.unwrap()), "a row came twice");
        }
        if forget {
            under_way.clear();
        }
    };
    Ok(Read { core, given, stayed, requests, pages, failed, server })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, max_shrink_iters: 300, ..ProptestConfig::default() })]

    #[test]
    fn a_complete_read_has_a_bound_and_claims_no_more_than_it_read(
        length in 0i64..900,
        most in 1usize..=8,
        habits in habits(),
    ) {
        let read = read(length, most, habits)?;
        let summary = read.core.summary();
        prop_assert!(read.failed || summary.complete != summary.reason.is_some());
        prop_assert!(!read.failed || read.server.sorts_anew());
        prop_assert!(
            read.requests <= 12 * read.pages + 200,
            "{} requests for {} pages: {summary:?}", read.requests, read.pages
        );
        if summary.complete && !read.server.sorts_anew() {
            let hidden = |id: &&i64| read.server.hides(**id);
            let missing: Vec<i64> =
                read.stayed.difference(&read.given).filter(|id| !hidden(id)).copied().collect();
            prop_assert!(missing.is_empty(), "{missing:?} are missing: {summary:?}");
        }
    }

    #[test]
    fn a_list_that_comes_to_rest_is_read_whole(
        length in 0i64..900,
        most in 1usize..=8,
        mut habits in habits(),
    ) {
        habits.events.retain(|event| !event.sorts_anew());
        let habits = Habits { restless: false, hides: 0, cap: habits.cap.max(20), ..habits };
        let read = read(length, most, habits)?;
        let missing: Vec<i64> = read.stayed.difference(&read.given).copied().collect();
        prop_assert!(!read.server.is_at_rest() || missing.is_empty(), "{missing:?} are missing: {:?}", read.core.summary());
    }
}
