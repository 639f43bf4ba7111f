//! The page walk, a pure core: which pages to request, when to stop, which rows are new.

use std::collections::HashSet;

use jiff::Timestamp;

/// JOIN's maximum rows per response (evidence: several clients).
pub const MAX_PAGE_SIZE: u32 = 50;

/// After this many equal pages in a row, the server is assumed not to page.
const MOST_EQUAL_PAGES: u32 = 3;

/// The identity of a row and of its state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Key {
    /// `None` when even the row's number is unreadable.
    pub(crate) id: Option<i64>,
    /// The time of its last change, if JOIN sent one.
    pub(crate) changed: Option<Timestamp>,
}

/// After this many pages in a row whose rows have no readable id, the server is assumed not to page.
const MOST_ODD_PAGES: u32 = 100;

/// So many more pages of known rows than pages with new ones may come of a list that moves.
const MOST_KNOWN_PAGES: i64 = 100;

/// Notices a server that does not page: its pages begin with the same row as the first one, and have no new row.
///
/// A list that is sorted anew during a read has pages of known rows as well.
#[derive(Debug, Clone, Default)]
pub(crate) struct Advance {
    /// The first row of the list.
    top: Option<i64>,
    equal: u32,
    nameless: u32,
}

impl Advance {
    /// Takes a page that has rows: whether it is the first one, the id of its first row with one, and whether a row is new.
    pub(crate) fn take(&mut self, is_top: bool, first: Option<i64>, fresh: bool) -> Result<(), NotAdvancing> {
        self.nameless = if first.is_none() { self.nameless + 1 } else { 0 };
        if is_top {
            self.top = first;
        } else if fresh || first != self.top {
            self.equal = 0;
        } else if first.is_some() {
            self.equal += 1;
        }
        let stands = self.equal >= MOST_EQUAL_PAGES || self.nameless >= MOST_ODD_PAGES;
        if stands { Err(NotAdvancing) } else { Ok(()) }
    }
}

/// The state of a page walk. Requests run up to a window ahead; pages are taken in order.
///
/// Only an empty page ends a list: JOIN sends no total and no next link, and a short page may come from a server that
/// returns fewer rows than requested, or filters after paging. So the walk always requests the page after a short one. It
/// is requested along with the earlier pages where requests run concurrently. The same short page again shows a server that
/// knows no pages, and ends the list as well.
///
/// The window grows with each page that has rows: two requests, then three, five, up to the maximum. No walk requests
/// more than the window less one beyond the empty page.
#[derive(Debug, Clone)]
pub(crate) struct Pager {
    /// The next page to request.
    ahead: u32,
    /// The next page to process.
    next: u32,
    /// The first page known to end the list.
    end: Option<u32>,
    /// The first short page that does not end the list.
    short: Option<u32>,
    /// The last page known to have rows.
    filled: u32,
    /// Whether a page with rows followed a short one: short pages do not limit the requests.
    continues: bool,
    stopped: bool,
    size: u32,
    window: u32,
    most: u32,
    /// Whether a short page ends the list.
    trusting: bool,
    accepted: bool,
    failed: bool,
    seen: HashSet<i64>,
    advance: Advance,
    /// The ids of the first page, where it was short.
    only: Vec<Option<i64>>,
    /// Pages with new rows less those with none.
    surplus: i64,
}

/// The server returned the same rows repeatedly.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct NotAdvancing;

impl Pager {
    /// Starts a walk at page `from`. Pages have `size` rows; up to `most` requests run concurrently. `trusting` means that
    /// a short page ends the list.
    pub(crate) fn new(from: u32, size: u32, most: u32, trusting: bool) -> Self {
        Self {
            ahead: from,
            next: from,
            end: None,
            short: None,
            filled: 0,
            continues: false,
            stopped: false,
            size,
            window: if trusting { 1 } else { most.clamp(1, 2) },
            most,
            trusting,
            accepted: false,
            failed: false,
            seen: HashSet::new(),
            advance: Advance::default(),
            only: Vec::new(),
            surplus: 0,
        }
    }

    /// Returns the next page to request; `None` while enough requests run, and after the list's end.
    pub(crate) fn begin(&mut self) -> Option<u32> {
        let beyond = self.limit().is_some_and(|limit| self.ahead > limit);
        if self.stopped || beyond || self.ahead - self.next >= self.window {
            return None;
        }
        let page = self.ahead;
        match page.checked_add(1) {
            Some(after) => self.ahead = after,
            // No page has a higher number, so this one is the last to request.
            None => self.end = Some(page - 1),
        }
        Some(page)
    }

    /// The last page to request, as far as known.
    fn limit(&self) -> Option<u32> {
        let proof = self.short.filter(|_| !self.continues).map(|short| short.saturating_add(1));
        self.end.or(proof)
    }

    /// Whether a page of this many rows ends the list.
    pub(crate) fn ends(&self, rows: usize) -> bool {
        rows == 0 || self.trusting && rows < self.size as usize
    }

    /// Notes a page that arrived out of order. After a short page only the next one is requested.
    pub(crate) fn heard(&mut self, page: u32, rows: usize) {
        let first = |known: Option<u32>| Some(known.map_or(page, |known| known.min(page)));
        if self.ends(rows) {
            self.end = first(self.end);
            return;
        }
        if rows < self.size as usize {
            self.short = first(self.short);
        }
        self.filled = self.filled.max(page);
        self.continues |= self.short.is_some_and(|short| self.filled > short);
    }

    /// Whether a page that the server does not have ends the list: some page before it was read.
    pub(crate) fn ends_where_absent(&self, page: u32) -> bool {
        self.accepted && page == self.next
    }

    /// Processes the next page in order. Returns for each row whether it is new; a row without an id is new.
    pub(crate) fn accept(
        &mut self,
        ids: impl IntoIterator<Item = Option<i64>>,
    ) -> Result<Vec<bool>, NotAdvancing> {
        let ids: Vec<Option<i64>> = ids.into_iter().collect();
        let first = ids.iter().find_map(|id| *id);
        let repeats = first.is_some() && ids == self.only;
        let mut fresh = false;
        let mut is_new = |id: &Option<i64>| {
            let new = id.map_or(!repeats, |id| self.seen.insert(id));
            fresh |= new && id.is_some();
            new
        };
        let new: Vec<bool> = ids.iter().map(&mut is_new).collect();
        let page = self.next;
        self.heard(page, new.len());
        if !self.accepted && new.len() < self.size as usize {
            self.only = ids;
        }
        let ended = self.ends(new.len()) || repeats || page == u32::MAX;
        self.stopped |= ended;
        self.next = page.saturating_add(1);
        // One request more than the pages known to follow: it may be the empty page.
        self.window = self.window.saturating_mul(2).saturating_sub(1).max(2).min(self.most);
        if !ended {
            self.surplus += if fresh || first.is_none() { 1 } else { -1 };
            let is_top = !std::mem::replace(&mut self.accepted, true);
            let advances = self.advance.take(is_top, first, fresh);
            if advances.is_err() || self.surplus < -MOST_KNOWN_PAGES {
                self.stopped = true;
                return Err(NotAdvancing);
            }
        }
        self.accepted = true;
        Ok(new)
    }

    /// Whether the walk has ended, unless a failed page is retried.
    pub(crate) fn has_stopped(&self) -> bool {
        self.stopped
    }

    /// Stops at the next page in order, because it could not be read. Discards the requests after it.
    pub(crate) fn fail(&mut self) {
        self.stopped = true;
        self.failed = true;
        self.ahead = self.next;
        self.window = 1;
        (self.end, self.short, self.filled) = (None, None, 0);
    }

    /// Resumes at the failed page. Processed rows stay known.
    pub(crate) fn retry(&mut self) {
        self.stopped = self.stopped && !self.failed;
        self.failed = false;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Walks through a list of ids that gets `arrivals` new rows at its head before each response. Returns the rows, the
    /// number of requests, and how many of them were for pages beyond the end.
    fn walk(mut list: Vec<i64>, size: u32, most: u32, arrivals: &[usize]) -> (Vec<i64>, u32, u32) {
        let mut pager = Pager::new(1, size, most, false);
        let (mut rows, mut requests, mut beyond) = (Vec::new(), 0, 0);
        let mut arrivals = arrivals.iter().copied();
        let mut fresh = 1_000_000;
        let mut under_way = std::collections::VecDeque::new();
        loop {
            while let Some(page) = pager.begin() {
                for _ in 0..arrivals.next().unwrap_or(0) {
                    list.insert(0, fresh);
                    fresh += 1;
                }
                let ids: Vec<i64> =
                    list.chunks(size as usize).nth(page as usize - 1).unwrap_or_default().to_vec();
                requests += 1;
                beyond += u32::from(page > (list.len() as u32).div_ceil(size) + 1);
                under_way.push_back(ids);
            }
            let Some(ids) = under_way.pop_front() else { return (rows, requests, beyond) };
            let new = pager.accept(ids.iter().copied().map(Some)).unwrap();
            rows.extend(ids.iter().zip(new).filter(|(_, new)| *new).map(|(id, _)| *id));
            if pager.stopped {
                return (rows, requests, beyond);
            }
        }
    }

    proptest! {
        #[test]
        fn a_quiet_list_comes_whole_once_and_in_order(length in 0i64..400, size in 1u32..=50, most in 1u32..=8) {
            let list: Vec<i64> = (0..length).collect();
            let (rows, requests, beyond) = walk(list.clone(), size, most, &[]);
            prop_assert_eq!(rows, list);
            prop_assert!(beyond < most);
            prop_assert_eq!(i64::from(requests - beyond), (length + i64::from(size) - 1) / i64::from(size) + 1);
        }

        #[test]
        fn a_list_that_may_end_at_a_short_page_costs_one_request_less(length in 1i64..400, size in 1u32..=50) {
            let list: Vec<i64> = (0..length).collect();
            let mut pager = Pager::new(1, size, 1, true);
            let (mut rows, mut requests) = (0, 0);
            while let Some(page) = pager.begin() {
                let ids = list.chunks(size as usize).nth(page as usize - 1).unwrap_or_default();
                rows += pager.accept(ids.iter().copied().map(Some)).unwrap().len();
                requests += 1;
            }
            prop_assert_eq!((rows as i64, requests), (length, length / i64::from(size) + 1));
        }

        #[test]
        fn a_server_with_short_pages_gives_every_visible_row(
            length in 0i64..400,
            cap in 1u32..=50,
            most in 1u32..=8,
            hidden in prop::collection::hash_set(0i64..400, 0..60),
        ) {
            let list: Vec<i64> = (0..length).collect();
            let mut pager = Pager::new(1, 50, most, false);
            let mut under_way = std::collections::VecDeque::new();
            let (mut rows, mut requests) = (Vec::new(), 0);
            let mut pages = 0;
            while !pager.has_stopped() {
                while let Some(page) = pager.begin() {
                    let all = list.chunks(cap as usize).nth(page as usize - 1).unwrap_or_default();
                    // The first row of each page is visible: an empty page is the end.
                    let kept = |(place, id): (usize, &i64)| (place == 0 || !hidden.contains(id)).then_some(*id);
                    under_way.push_back(all.iter().enumerate().filter_map(kept).collect::<Vec<i64>>());
                    requests += 1;
                }
                let ids = under_way.pop_front().unwrap();
                pages += 1;
                pager.accept(ids.iter().copied().map(Some)).unwrap();
                rows.extend(ids);
            }
            let first = |id: i64| id % i64::from(cap) == 0;
            let visible: Vec<i64> = list.into_iter().filter(|id| first(*id) || !hidden.contains(id)).collect();
            prop_assert_eq!(rows, visible);
            prop_assert!(requests < pages + most);
        }

        #[test]
        fn rows_that_arrive_while_paging_repeat_nothing_and_hide_nothing_old(
            length in 0i64..300,
            size in 1u32..=50,
            most in 1u32..=8,
            arrivals in prop::collection::vec(0usize..2, 0..20),
        ) {
            let list: Vec<i64> = (0..length).collect();
            let (rows, _, _) = walk(list.clone(), size.max(4), most, &arrivals);
            let unique: HashSet<i64> = rows.iter().copied().collect();
            prop_assert_eq!(unique.len(), rows.len());
            prop_assert!(list.iter().all(|id| unique.contains(id)));
        }
    }

    #[test]
    fn the_window_opens_with_each_page_that_has_rows() {
        let mut pager = Pager::new(1, 1, 4, false);
        let mut begun = Vec::new();
        for id in 0..5 {
            begun.push(std::iter::from_fn(|| pager.begin()).collect::<Vec<_>>());
            pager.accept([Some(id)]).unwrap();
        }
        assert_eq!(begun, [vec![1, 2], vec![3, 4], vec![5, 6], vec![7], vec![8]]);
    }

    #[test]
    fn behind_a_short_page_that_came_out_of_turn_only_the_proof_is_begun() {
        let mut pager = Pager::new(1, 2, 8, false);
        assert_eq!((pager.begin(), pager.begin()), (Some(1), Some(2)));
        pager.accept([Some(1), Some(2)]).unwrap();
        assert_eq!((pager.begin(), pager.begin(), pager.begin()), (Some(3), Some(4), None));
        pager.heard(3, 1);
        pager.accept([Some(3), Some(4)]).unwrap();
        assert_eq!(pager.begin(), None);
        pager.accept([Some(5)]).unwrap();
        assert!(!pager.stopped);
        pager.accept([]).unwrap();
        assert!(pager.stopped);
    }

    #[test]
    fn short_pages_that_are_not_the_end_hold_nothing_up() {
        let mut pager = Pager::new(1, 10, 4, false);
        pager.begin();
        pager.accept([Some(1)]).unwrap();
        assert_eq!((pager.begin(), pager.begin()), (Some(2), None));
        pager.accept([Some(2)]).unwrap();
        let begun: Vec<u32> = std::iter::from_fn(|| pager.begin()).collect();
        assert_eq!(begun, [3, 4, 5, 6]);
    }

    #[test]
    fn a_short_page_that_comes_again_is_the_only_one() {
        let mut pager = Pager::new(1, 50, 1, false);
        assert_eq!(pager.accept([Some(2), None, Some(1)]), Ok(vec![true; 3]));
        assert!(!pager.stopped);
        assert_eq!(pager.accept([Some(2), None, Some(1)]), Ok(vec![false; 3]));
        assert!(pager.stopped);
        let mut other = Pager::new(1, 50, 1, false);
        other.accept([Some(2), Some(1)]).unwrap();
        other.accept([Some(1), Some(0)]).unwrap();
        assert!(!other.stopped);
    }

    #[test]
    fn pages_of_rows_without_ids_end_some_time() {
        let mut pager = Pager::new(1, 2, 1, false);
        let pages = (0..1_000).take_while(|_| pager.accept([None, None]).is_ok()).count();
        assert_eq!(pages, 99);
    }

    #[test]
    fn a_failed_page_is_asked_for_again_and_what_came_before_stays_known() {
        let mut pager = Pager::new(1, 1, 1, false);
        assert_eq!(pager.begin(), Some(1));
        pager.accept([Some(7)]).unwrap();
        assert_eq!(pager.begin(), Some(2));
        pager.fail();
        assert_eq!(pager.begin(), None);
        pager.retry();
        assert_eq!(pager.begin(), Some(2));
        assert_eq!(pager.accept([Some(7)]), Ok(vec![false]));
    }

    #[test]
    fn a_server_that_ignores_the_page_is_noticed() {
        let mut pager = Pager::new(1, 2, 4, false);
        let same = || [Some(1), Some(2)];
        assert_eq!(pager.accept(same()), Ok(vec![true, true]));
        assert_eq!(pager.accept(same()), Ok(vec![false, false]));
        assert_eq!(pager.accept(same()), Ok(vec![false, false]));
        assert_eq!(pager.accept(same()), Err(NotAdvancing));
        assert_eq!(pager.begin(), None);
    }

    #[test]
    fn a_bad_row_counts_for_the_length_of_its_page() {
        let mut pager = Pager::new(1, 2, 1, false);
        assert_eq!(pager.begin(), Some(1));
        assert_eq!(pager.accept([Some(1), None]), Ok(vec![true, true]));
        assert_eq!(pager.begin(), Some(2));
    }
}
