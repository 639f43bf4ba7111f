//! Tests of the list cores against a simulated JOIN. Its rows arrive, change, move and leave during reads.
//!
//! There are no sockets and no clock: a schedule is a seed. A naive page loop also runs each schedule, to show that the
//! schedules are hard enough.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use fastrand::Rng;
use jiff::{SignedDuration, Timestamp};

use crate::changes::{Cursor, Feed, Known};
use crate::lists::complete::CompleteCore;
use crate::lists::pager::Key;
use crate::lists::scan::{Pace, Scan, Step};
use crate::lists::window::Window;

const SCHEDULES: u64 = 1_000;
const SIZE: u32 = 20;

/// 2026-03-02T08:00:00Z
const BEGINNING: i64 = 1_772_438_400;

#[derive(Debug, Clone, Copy)]
struct Row {
    id: i64,
    created: i64,
    changed: i64,
    /// Rises with each change of the content.
    version: u16,
}

/// A simulated JOIN. Each event advances its clock by a second.
struct Simulated {
    rows: Vec<Row>,
    now: i64,
    next_id: i64,
    /// Order by newest change, so that each change moves a row; otherwise by newest row.
    by_change: bool,
    rng: Rng,
    /// Remaining events.
    budget: u32,
    busy: u32,
    whole_seconds: i64,
}

impl Simulated {
    fn new(seed: u64) -> Self {
        let mut rng = Rng::with_seed(seed);
        let count = rng.i64(0..220);
        let row = |id: i64| Row {
            id,
            created: BEGINNING - (count - id) * 60,
            changed: BEGINNING - (count - id) * 60,
            version: 0,
        };
        let mut simulated = Self {
            rows: (0..count).map(row).collect(),
            now: BEGINNING,
            next_id: count,
            by_change: rng.bool(),
            budget: rng.u32(10..120),
            busy: rng.u32(1..8),
            whole_seconds: if rng.bool() { 1 } else { 10 },
            rng,
        };
        simulated.sort();
        simulated
    }

    fn sort(&mut self) {
        let by_change = self.by_change;
        let key = |row: &Row| if by_change { (row.changed, row.id) } else { (row.created, row.id) };
        self.rows.sort_by_key(|row| std::cmp::Reverse(key(row)));
    }

    /// Runs some events, as they occur between two requests.
    fn time_passes(&mut self) {
        for _ in 0..self.rng.u32(0..=self.busy).min(self.budget) {
            self.budget -= 1;
            self.happen();
        }
    }

    fn happen(&mut self) {
        self.now += 1;
        // JOIN may store whole seconds only, or coarser times.
        let stamp = self.now / self.whole_seconds * self.whole_seconds;
        let index = self.rng.usize(0..=self.rows.len());
        match (self.rng.u8(0..10), self.rows.get_mut(index)) {
            (0..3, _) | (_, None) => {
                self.rows.push(Row { id: self.next_id, created: stamp, changed: stamp, version: 0 });
                self.next_id += 1;
            }
            (3..7, Some(row)) => {
                row.changed = stamp;
                row.version += 1;
            }
            // Archived or deleted: the row disappears.
            (_, Some(_)) => {
                self.rows.remove(index);
            }
        }
        self.sort();
    }

    fn page(&self, window: Window, since: Option<Timestamp>) -> Vec<Row> {
        let since = since.map_or(i64::MIN, Timestamp::as_second);
        let rows = self.rows.iter().filter(|row| row.changed >= since);
        let before = (window.page as usize - 1) * window.size as usize;
        rows.skip(before).take(window.size as usize).copied().collect()
    }

    fn ids(&self) -> BTreeSet<i64> {
        self.rows.iter().map(|row| row.id).collect()
    }

    fn clock(&self) -> Timestamp {
        at(self.now)
    }
}

fn pace(rng: &mut Rng) -> Pace {
    Pace { size: SIZE, most: rng.usize(1..=8), trusting: false }
}

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

fn keys(rows: &[Row]) -> Vec<Key> {
    rows.iter().map(|row| Key { id: Some(row.id), changed: Some(at(row.changed)) }).collect()
}

/// Concurrent requests. JOIN responds in any order; the reader takes responses in request order.
struct Parallel {
    under_way: VecDeque<(Window, Option<Vec<Row>>)>,
}

impl Parallel {
    fn answer_first(&mut self, join: &mut Simulated, since: Option<Timestamp>) -> Option<(Window, Vec<Row>)> {
        while self.under_way.front()?.1.is_none() {
            let open: Vec<usize> =
                (0..self.under_way.len()).filter(|at| self.under_way[*at].1.is_none()).collect();
            let which = open[join.rng.usize(0..open.len())];
            join.time_passes();
            self.under_way[which].1 = Some(join.page(self.under_way[which].0, since));
        }
        let (window, rows) = self.under_way.pop_front()?;
        Some((window, rows?))
    }
}

/// The naive page loop: page after page until a short one.
fn naive(join: &mut Simulated, since: Option<Timestamp>) -> Vec<Row> {
    let mut rows = Vec::new();
    for page in 1.. {
        join.time_passes();
        let answer = join.page(Window { page, size: SIZE }, since);
        rows.extend(&answer);
        if answer.len() < SIZE as usize {
            return rows;
        }
    }
    rows
}

#[test]
fn the_naive_loop_loses_and_repeats_rows_on_these_schedules() {
    let (mut losses, mut repeats) = (0, 0);
    for seed in 0..SCHEDULES {
        let mut join = Simulated::new(seed);
        let before = join.ids();
        let rows = naive(&mut join, None);
        let ids: BTreeSet<i64> = rows.iter().map(|row| row.id).collect();
        let stayed = before.intersection(&join.ids()).copied().collect::<BTreeSet<_>>();
        losses += u64::from(!stayed.is_subset(&ids));
        repeats += u64::from(ids.len() < rows.len());
    }
    assert!(losses > SCHEDULES / 2, "it loses rows on {losses} of {SCHEDULES} schedules");
    assert!(repeats > SCHEDULES / 2, "it repeats rows on {repeats} of {SCHEDULES} schedules");
}

#[test]
fn a_complete_reading_loses_no_row_and_repeats_none() {
    let mut complete = 0;
    for seed in 0..SCHEDULES {
        let mut join = Simulated::new(seed);
        let mut closing = CompleteCore::new(pace(&mut join.rng), true);
        let mut parallel = Parallel { under_way: VecDeque::new() };
        let (mut given, mut stayed) = (BTreeSet::new(), join.ids());
        let mut since = None;
        loop {
            while let Some((window, of)) = closing.begin() {
                since = of;
                parallel.under_way.push_back((window, None));
            }
            let Some((window, rows)) = parallel.answer_first(&mut join, since) else { break };
            stayed = stayed.intersection(&join.ids()).copied().collect();
            let (new, forget) = closing.accept(window, &keys(&rows), join.clock()).unwrap();
            for (row, new) in rows.iter().zip(new) {
                assert!(!new || given.insert(row.id), "row {} came twice, seed {seed}", row.id);
            }
            if forget {
                parallel.under_way.clear();
            }
        }
        let summary = closing.summary();
        complete += u64::from(summary.complete);
        let missing: Vec<_> = stayed.difference(&given).collect();
        assert!(!summary.complete || missing.is_empty(), "{missing:?} are missing, seed {seed}: {summary:?}");
    }
    assert!(complete > SCHEDULES * 3 / 4, "only {complete} of {SCHEDULES} schedules could be completed");
}

/// Runs one poll of the feed. Returns the changed rows.
fn poll(feed: &mut Feed, join: &mut Simulated) -> Vec<Row> {
    let since = feed.begin(join.clock());
    let mut scan = Scan::new(pace(&mut join.rng), 0);
    let mut parallel = Parallel { under_way: VecDeque::new() };
    let mut news = Vec::new();
    loop {
        while let Some(window) = scan.begin() {
            parallel.under_way.push_back((window, None));
        }
        let Some((window, rows)) = parallel.answer_first(join, since) else { break };
        let step = scan.accept(window, &keys(&rows)).unwrap();
        if step == Step::Back || scan.has_ended() {
            parallel.under_way.clear();
        }
        feed.see(&keys(&rows), join.clock());
        for row in rows {
            let known = Known { changed: Some(at(row.changed)), digests: Some([row.version; 8]) };
            if feed.give(row.id, known).is_some() {
                news.push(row);
            }
        }
    }
    feed.end(scan.gaps());
    news
}

#[test]
fn the_feed_gives_each_state_that_lasts_over_several_polls_and_restarts_and_none_twice_in_a_poll() {
    let overlap = SignedDuration::from_secs(30);
    for seed in 0..SCHEDULES {
        let mut join = Simulated::new(seed);
        let mut feed = Feed::new(Cursor::default(), overlap, SignedDuration::from_hours(24));
        let mut latest: BTreeMap<i64, u16> = BTreeMap::new();
        let mut quiet = 0;
        while quiet < 2 {
            join.now += join.rng.i64(0..90);
            quiet = if join.budget == 0 { quiet + 1 } else { 0 };
            let news = poll(&mut feed, &mut join);
            let states: BTreeSet<(i64, u16)> = news.iter().map(|row| (row.id, row.version)).collect();
            assert_eq!(states.len(), news.len(), "a state came twice in one poll, seed {seed}");
            if join.rng.u8(0..4) == 0 {
                // The process dies before it acknowledges.
                feed = Feed::new(feed.cursor().clone(), overlap, SignedDuration::from_hours(24));
                quiet = 0;
                continue;
            }
            latest.extend(states);
            feed.acknowledge();
        }
        let missed: Vec<&Row> =
            join.rows.iter().filter(|row| latest.get(&row.id) != Some(&row.version)).collect();
        assert!(missed.is_empty(), "{missed:?} were missed, seed {seed}");
    }
}

#[test]
fn the_naive_poll_loses_and_repeats_states_on_these_schedules() {
    let (mut losses, mut repeats) = (0, 0);
    for seed in 0..SCHEDULES {
        let mut join = Simulated::new(seed);
        let mut latest: BTreeMap<i64, u16> = BTreeMap::new();
        let mut since: Option<Timestamp> = None;
        let (mut quiet, mut repeated) = (0, false);
        while quiet < 2 {
            join.now += join.rng.i64(0..90);
            quiet = if join.budget == 0 { quiet + 1 } else { 0 };
            for row in naive(&mut join, since) {
                repeated |= latest.insert(row.id, row.version) == Some(row.version);
                since = since.max(Some(at(row.changed)));
            }
        }
        losses += u64::from(join.rows.iter().any(|row| latest.get(&row.id) != Some(&row.version)));
        repeats += u64::from(repeated);
    }
    assert!(losses > SCHEDULES / 4, "it loses states on {losses} of {SCHEDULES} schedules");
    assert!(repeats > SCHEDULES / 2, "it repeats states on {repeats} of {SCHEDULES} schedules");
}
