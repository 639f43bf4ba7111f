//! The gapless scan of a changing list, a pure core: requests overlap, and their overlaps are checked.
//!
//! JOIN pages by number, so a row that leaves the list moves all later rows up by one, and the row that crosses a page
//! boundary is never seen. Requests of equal size can't overlap; requests of differing sizes can: rows 1 to 50 are page 1
//! of 50, and rows 50 to 98 are page 2 of 49. Each request shares rows with the ones before, at the cost of about one
//! request in five. One shared row, unchanged, proves that no row lies between the two responses.

use std::collections::HashMap;

use jiff::Timestamp;

use crate::lists::pager::{Key, MOST_STALE_PAGES, NotAdvancing};

/// Lower limit of the maximum page size: below it, some list positions have no two sizes that overlap.
pub(crate) const LEAST_PAGE_SIZE: u32 = 20;

/// Attempts to close a gap before the scan leaves and reports it.
const MOST_RETURNS: u32 = 64;

/// First step back, in rows. It doubles until the responses overlap.
const FIRST_RETURN: u64 = 25;

/// The rows that one request covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Window {
    pub(crate) page: u32,
    pub(crate) size: u32,
}

impl Window {
    /// Returns the furthest window that shares at least `overlap` rows with the first `end` rows.
    fn behind(end: u64, overlap: u64, most: u32) -> Self {
        let from = end.saturating_sub(overlap);
        let window = |size: u32| {
            let page = u32::try_from(from / u64::from(size)).unwrap_or(u32::MAX - 1).saturating_add(1);
            Window { page, size }
        };
        let sizes = (1..=most.max(1)).rev().map(window);
        sizes.max_by_key(Window::end).unwrap_or(Window { page: 1, size: most })
    }

    /// Rows of the list before this window.
    fn start(&self) -> u64 {
        u64::from(self.page.saturating_sub(1)) * u64::from(self.size)
    }

    /// Rows of the list up to the end of this window.
    fn end(&self) -> u64 {
        u64::from(self.page) * u64::from(self.size)
    }
}

/// The effect of a response.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// It connects to the earlier rows, or the scan left a gap.
    On,
    /// It does not connect: discard the requests after it and request again from further up.
    Back,
}

/// One pass through a list.
#[derive(Debug)]
pub(crate) struct Scan {
    size: u32,
    window: usize,
    most: usize,
    under_way: usize,
    /// End of the requested rows.
    planned: u64,
    /// End of the connected rows.
    linked: u64,
    /// The furthest row ever reached.
    furthest: u64,
    overlap: u64,
    /// The connected rows, each in the state in which it was read.
    chain: HashMap<i64, Option<Timestamp>>,
    back: u64,
    returns: u32,
    gaps: u32,
    stale: u32,
    requests: u32,
    ended: bool,
}

impl Scan {
    /// Starts a pass. Requests have up to `size` rows; up to `most` run concurrently.
    pub(crate) fn new(size: u32, most: usize) -> Self {
        Self {
            size,
            window: 1,
            most,
            under_way: 0,
            planned: 0,
            linked: 0,
            furthest: 0,
            overlap: 1,
            chain: HashMap::new(),
            back: FIRST_RETURN,
            returns: 0,
            gaps: 0,
            stale: 0,
            requests: 0,
            ended: false,
        }
    }

    /// Returns the next rows to request; `None` while enough requests run, and at the end.
    pub(crate) fn begin(&mut self) -> Option<Window> {
        if self.ended || self.under_way >= self.window {
            return None;
        }
        let window = match self.planned {
            0 => Window { page: 1, size: self.size },
            end => Window::behind(end, self.overlap.min(end), self.size),
        };
        self.planned = window.end();
        self.under_way += 1;
        self.requests += 1;
        Some(window)
    }

    /// Processes the response to the oldest request.
    pub(crate) fn accept(&mut self, window: Window, keys: &[Key]) -> Result<Step, NotAdvancing> {
        self.under_way = self.under_way.saturating_sub(1);
        if !self.hangs_together(window, keys) && self.returns < MOST_RETURNS {
            self.go_back();
            return Ok(Step::Back);
        }
        if !self.hangs_together(window, keys) {
            self.gaps += 1;
        }
        self.back = FIRST_RETURN;
        self.linked = window.end();
        self.ended = keys.len() < window.size as usize;
        self.window = self.window.saturating_mul(2).min(self.most);
        self.advance(window, keys)?;
        Ok(Step::On)
    }

    fn hangs_together(&self, window: Window, keys: &[Key]) -> bool {
        let known = |key: &Key| key.id.is_some_and(|id| self.chain.get(&id) == Some(&key.changed));
        window.start() == 0 || keys.iter().any(known)
    }

    fn go_back(&mut self) {
        self.returns += 1;
        self.under_way = 0;
        self.window = 1;
        self.overlap = self.overlap.saturating_mul(2).min(u64::from(self.size / 2));
        self.planned = self.linked.saturating_sub(self.back);
        self.back = self.back.saturating_mul(2);
    }

    /// Adds rows to the chain. Fails when the list continues without a new row: the server does not page.
    fn advance(&mut self, window: Window, keys: &[Key]) -> Result<(), NotAdvancing> {
        let before = self.chain.len();
        self.chain.extend(keys.iter().filter_map(|key| Some((key.id?, key.changed))));
        let nothing_new = self.chain.len() == before && keys.iter().all(|key| key.id.is_some());
        if window.end() > self.furthest {
            self.stale = if nothing_new && !self.ended { self.stale + 1 } else { 0 };
            self.furthest = window.end();
        }
        if self.stale >= MOST_STALE_PAGES {
            self.ended = true;
            return Err(NotAdvancing);
        }
        Ok(())
    }

    /// Discards running requests after a failure. The next request continues after the connected rows.
    pub(crate) fn fail(&mut self) {
        self.under_way = 0;
        self.window = 1;
        self.planned = self.linked;
    }

    /// Whether the end of the list was read.
    pub(crate) fn has_ended(&self) -> bool {
        self.ended
    }

    /// Requests started so far.
    pub(crate) fn requests(&self) -> u32 {
        self.requests
    }

    /// Places where rows may be missing, because the list moved faster than it could be read.
    pub(crate) fn gaps(&self) -> u32 {
        self.gaps
    }
}

/// The time since which to request changes. It misses no change made after a pass started.
///
/// JOIN's clock is taken from its rows: a row changes before it is read, so the latest change in the first response of a
/// pass is no later than the start of the pass. This machine's clock only serves to reject times in the future.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Watermark {
    latest: Option<Timestamp>,
    floor: Option<Timestamp>,
    settled: bool,
}

impl Watermark {
    /// Creates a watermark from a known latest change.
    pub(crate) fn at(latest: Option<Timestamp>) -> Self {
        Self { latest, floor: latest, settled: false }
    }

    /// Starts a pass. Its changes are those after everything seen so far.
    pub(crate) fn begin(&mut self) {
        self.floor = self.latest;
        self.settled = false;
    }

    /// Observes a response of the pass. The first one fixes the pass's start; rows dated after `now` have a wrong time.
    pub(crate) fn see(&mut self, keys: &[Key], now: Timestamp) {
        let seen = keys.iter().filter_map(|key| key.changed).filter(|time| *time <= now).max();
        self.latest = self.latest.max(seen);
        if !self.settled {
            self.settled = true;
            self.floor = self.latest;
        }
    }

    /// A time no later than the start of the pass.
    pub(crate) fn floor(&self) -> Option<Timestamp> {
        self.floor
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn keys(ids: std::ops::Range<i64>) -> Vec<Key> {
        ids.map(|id| Key { id: Some(id), changed: None }).collect()
    }

    fn answer(list: &[Key], window: Window) -> Vec<Key> {
        list.iter().skip(window.start() as usize).take(window.size as usize).copied().collect()
    }

    proptest! {
        #[test]
        fn each_window_overlaps_and_reaches_further(end in 50u64..200_000, overlap in 1u64..10) {
            let window = Window::behind(end, overlap, 50);
            prop_assert!(window.start() <= end - overlap);
            prop_assert!(window.end() > end);
        }
    }

    #[test]
    fn a_long_quiet_list_costs_about_one_request_in_five_more() {
        let list = keys(0..20_000);
        let mut scan = Scan::new(50, 1);
        while let Some(window) = scan.begin() {
            assert_eq!(scan.accept(window, &answer(&list, window)), Ok(Step::On));
        }
        assert_eq!((scan.chain.len(), scan.gaps()), (20_000, 0));
        assert!((401..=500).contains(&scan.requests()), "{}", scan.requests());
    }

    #[test]
    fn rows_that_left_between_two_answers_send_the_scan_back() {
        let mut list = keys(0..200);
        let mut scan = Scan::new(50, 1);
        let first = scan.begin().unwrap();
        scan.accept(first, &answer(&list, first)).unwrap();
        list.drain(10..13);
        let second = scan.begin().unwrap();
        assert_eq!(scan.accept(second, &answer(&list, second)), Ok(Step::Back));
        let third = scan.begin().unwrap();
        assert!(third.start() < second.start());
        assert_eq!(scan.accept(third, &answer(&list, third)), Ok(Step::On));
        assert!((0..i64::try_from(third.end()).unwrap()).all(|id| scan.chain.contains_key(&id)));
    }

    #[test]
    fn a_row_that_changed_proves_nothing() {
        let mut list = keys(0..100);
        let mut scan = Scan::new(50, 1);
        let first = scan.begin().unwrap();
        scan.accept(first, &answer(&list, first)).unwrap();
        for key in &mut list {
            key.changed = Some(Timestamp::UNIX_EPOCH);
        }
        let second = scan.begin().unwrap();
        assert_eq!(scan.accept(second, &answer(&list, second)), Ok(Step::Back));
    }

    #[test]
    fn a_list_that_never_hangs_together_ends_with_gaps() {
        let mut scan = Scan::new(50, 4);
        let mut fresh = 0;
        let mut requests = 0;
        while let Some(window) = scan.begin() {
            requests += 1;
            let rows = if requests < 500 { 50 } else { 1 };
            fresh += rows;
            scan.accept(window, &keys(fresh - rows..fresh)).unwrap();
        }
        assert!(scan.has_ended() && scan.gaps() > 0);
    }

    #[test]
    fn a_server_that_ignores_the_page_is_noticed() {
        let list = keys(0..50);
        let mut scan = Scan::new(50, 1);
        let outcome = loop {
            let Some(window) = scan.begin() else { panic!("it ended") };
            if let Err(error) = scan.accept(window, &list) {
                break error;
            }
        };
        assert_eq!(outcome, NotAdvancing);
    }

    #[test]
    fn the_horizon_is_what_the_first_answer_had_seen() {
        let at = |second| Timestamp::from_second(second).unwrap();
        let see = |horizon: &mut Watermark, second| {
            horizon.see(&[Key { id: Some(1), changed: Some(at(second)) }], at(100));
        };
        let mut horizon = Watermark::default();
        horizon.begin();
        see(&mut horizon, 10);
        see(&mut horizon, 30);
        see(&mut horizon, 200);
        assert_eq!(horizon.floor(), Some(at(10)));
        horizon.begin();
        assert_eq!(horizon.floor(), Some(at(30)));
        see(&mut horizon, 20);
        assert_eq!(horizon.floor(), Some(at(30)));
    }
}
