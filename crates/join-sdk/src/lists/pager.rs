//! The page walk, a pure core: which pages to request, when to stop, which rows are new.

use std::collections::HashSet;

use jiff::Timestamp;

/// JOIN's maximum rows per response (evidence: several clients).
pub const MAX_PAGE_SIZE: u32 = 50;

/// After this many full pages without a new row, the server is assumed not to page.
pub(crate) const MOST_STALE_PAGES: u32 = 3;

/// The identity of a row and of its state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Key {
    /// `None` when even the row's number is unreadable.
    pub(crate) id: Option<i64>,
    /// The time of its last change, if JOIN sent one.
    pub(crate) changed: Option<Timestamp>,
}

/// The state of a page walk. Requests run up to a window ahead; pages are taken in order.
///
/// The window grows with each full page: one request, then two, four, up to the maximum. So a list of one page costs one
/// request, and no walk requests more than the window less one beyond the end.
#[derive(Debug, Clone)]
pub(crate) struct Pager {
    /// The next page to request.
    ahead: u32,
    /// The next page to process.
    next: u32,
    /// The last page, once a short one was seen.
    last: Option<u32>,
    stopped: bool,
    size: u32,
    window: u32,
    most: u32,
    seen: HashSet<i64>,
    stale: u32,
}

/// The server returned the same full page repeatedly.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct NotAdvancing;

impl Pager {
    /// Starts a walk at page `from`. Pages have `size` rows; up to `most` requests run concurrently.
    pub(crate) fn new(from: u32, size: u32, most: u32) -> Self {
        Self {
            ahead: from,
            next: from,
            last: None,
            stopped: false,
            size,
            window: 1,
            most,
            seen: HashSet::new(),
            stale: 0,
        }
    }

    /// Returns the next page to request; `None` while enough requests run, and after the list's end.
    pub(crate) fn begin(&mut self) -> Option<u32> {
        let beyond = self.last.is_some_and(|last| self.ahead > last);
        if self.stopped || beyond || self.ahead - self.next >= self.window {
            return None;
        }
        let page = self.ahead;
        match page.checked_add(1) {
            Some(after) => self.ahead = after,
            None => self.last = Some(page),
        }
        Some(page)
    }

    /// Notes a page that arrived out of order. No request starts after a short page.
    pub(crate) fn heard(&mut self, page: u32, rows: usize) {
        if rows < self.size as usize {
            self.last = Some(self.last.map_or(page, |last| last.min(page)));
        }
    }

    /// Processes the next page in order. Returns for each row whether it is new; a row without an id is new.
    ///
    /// A short or empty page ends the list: JOIN sends no total and no next link.
    pub(crate) fn accept(
        &mut self,
        ids: impl IntoIterator<Item = Option<i64>>,
    ) -> Result<Vec<bool>, NotAdvancing> {
        let new: Vec<bool> = ids.into_iter().map(|id| id.is_none_or(|id| self.seen.insert(id))).collect();
        let page = self.next;
        self.heard(page, new.len());
        let ended = self.last.is_some_and(|last| page >= last);
        self.stopped |= ended;
        self.next = page.saturating_add(1);
        self.window = self.window.saturating_mul(2).min(self.most);
        self.stale = if !ended && !new.contains(&true) { self.stale + 1 } else { 0 };
        if self.stale >= MOST_STALE_PAGES {
            self.stopped = true;
            return Err(NotAdvancing);
        }
        Ok(new)
    }

    /// Whether the walk has ended, unless a failed page is retried.
    pub(crate) fn has_stopped(&self) -> bool {
        self.stopped
    }

    /// Stops at the next page in order, because it could not be read. Discards the requests after it.
    pub(crate) fn fail(&mut self) {
        self.stopped = true;
        self.ahead = self.next;
        self.window = 1;
    }

    /// Resumes at the failed page. Processed rows stay known.
    pub(crate) fn retry(&mut self) {
        self.stopped = self.last.is_some_and(|last| self.next > last);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Walks through a list of ids that gets `arrivals` new rows at its head before each response. Returns the rows, the
    /// number of requests, and how many of them were for pages beyond the end.
    fn walk(mut list: Vec<i64>, size: u32, most: u32, arrivals: &[usize]) -> (Vec<i64>, u32, u32) {
        let mut pager = Pager::new(1, size, most);
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
                beyond += u32::from(page > list.len() as u32 / size + 1);
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
            prop_assert_eq!(i64::from(requests - beyond), length / i64::from(size) + 1);
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
    fn the_window_opens_with_each_full_page() {
        let mut pager = Pager::new(1, 1, 4);
        let mut begun = Vec::new();
        for id in 0..5 {
            begun.push(std::iter::from_fn(|| pager.begin()).collect::<Vec<_>>());
            pager.accept([Some(id)]).unwrap();
        }
        assert_eq!(begun, [vec![1], vec![2, 3], vec![4, 5, 6], vec![7], vec![8]]);
    }

    #[test]
    fn behind_a_short_page_that_came_out_of_turn_nothing_is_begun() {
        let mut pager = Pager::new(1, 2, 8);
        assert_eq!(pager.begin(), Some(1));
        pager.accept([Some(1), Some(2)]).unwrap();
        assert_eq!((pager.begin(), pager.begin(), pager.begin()), (Some(2), Some(3), None));
        pager.heard(3, 1);
        pager.accept([Some(3), Some(4)]).unwrap();
        assert_eq!(pager.begin(), None);
        pager.accept([Some(5)]).unwrap();
        assert!(pager.stopped);
    }

    #[test]
    fn a_failed_page_is_asked_for_again_and_what_came_before_stays_known() {
        let mut pager = Pager::new(1, 1, 1);
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
        let mut pager = Pager::new(1, 2, 4);
        let same = || [Some(1), Some(2)];
        assert_eq!(pager.accept(same()), Ok(vec![true, true]));
        assert_eq!(pager.accept(same()), Ok(vec![false, false]));
        assert_eq!(pager.accept(same()), Ok(vec![false, false]));
        assert_eq!(pager.accept(same()), Err(NotAdvancing));
        assert_eq!(pager.begin(), None);
    }

    #[test]
    fn a_bad_row_counts_for_the_length_of_its_page() {
        let mut pager = Pager::new(1, 2, 1);
        assert_eq!(pager.begin(), Some(1));
        assert_eq!(pager.accept([Some(1), None]), Ok(vec![true, true]));
        assert_eq!(pager.begin(), Some(2));
    }
}
