//! Walking through pages: a pure core that knows when to stop and which rows came before.

use std::collections::HashSet;

/// Rows that JOIN gives in one answer at most (evidence: several clients).
pub const MAX_PAGE_SIZE: u32 = 50;

/// Full pages without a new row after which the server is taken not to page at all.
const MOST_STALE_PAGES: u32 = 3;

/// Where a walk through a list stands.
#[derive(Debug, Clone)]
pub(crate) struct Walker {
    next: Option<u32>,
    size: u32,
    seen: HashSet<i64>,
    stale: u32,
}

/// The server gave the same full page again and again.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct NotAdvancing;

impl Walker {
    pub(crate) fn new(from: u32, size: u32) -> Self {
        Self { next: Some(from), size, seen: HashSet::new(), stale: 0 }
    }

    /// The page to read next; none when the list has ended.
    pub(crate) fn next(&self) -> Option<u32> {
        self.next
    }

    /// Ends the walk, after a failure.
    pub(crate) fn stop(&mut self) {
        self.next = None;
    }

    /// Takes in the page just read and says of each row whether it is new. A row without an id (a bad row) is new.
    ///
    /// A short or empty page ends the list: JOIN gives no total and no next link.
    pub(crate) fn accept(
        &mut self,
        ids: impl IntoIterator<Item = Option<i64>>,
    ) -> Result<Vec<bool>, NotAdvancing> {
        let new: Vec<bool> = ids.into_iter().map(|id| id.is_none_or(|id| self.seen.insert(id))).collect();
        let full = new.len() >= self.size as usize;
        self.next = self.next.filter(|_| full).and_then(|page| page.checked_add(1));
        self.stale = if full && !new.contains(&true) { self.stale + 1 } else { 0 };
        if self.stale >= MOST_STALE_PAGES {
            self.stop();
            return Err(NotAdvancing);
        }
        Ok(new)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Walks through a list of ids that gets `arrivals` new rows at its head before each page.
    fn walk(mut list: Vec<i64>, size: u32, arrivals: &[usize]) -> (Vec<i64>, u32) {
        let mut walker = Walker::new(1, size);
        let (mut rows, mut pages) = (Vec::new(), 0);
        let mut arrivals = arrivals.iter().copied();
        let mut fresh = 1_000_000;
        while let Some(page) = walker.next() {
            for _ in 0..arrivals.next().unwrap_or(0) {
                list.insert(0, fresh);
                fresh += 1;
            }
            let ids: Vec<i64> =
                list.chunks(size as usize).nth(page as usize - 1).unwrap_or_default().to_vec();
            pages += 1;
            let new = walker.accept(ids.iter().copied().map(Some)).unwrap();
            rows.extend(ids.iter().zip(new).filter(|(_, new)| *new).map(|(id, _)| *id));
        }
        (rows, pages)
    }

    proptest! {
        #[test]
        fn a_quiet_list_comes_whole_once_and_in_order(length in 0i64..400, size in 1u32..=50) {
            let list: Vec<i64> = (0..length).collect();
            let (rows, pages) = walk(list.clone(), size, &[]);
            prop_assert_eq!(rows, list);
            prop_assert_eq!(i64::from(pages), length / i64::from(size) + 1);
        }

        #[test]
        fn rows_that_arrive_while_paging_repeat_nothing_and_hide_nothing_old(
            length in 0i64..300,
            size in 1u32..=50,
            arrivals in prop::collection::vec(0usize..2, 0..20),
        ) {
            let list: Vec<i64> = (0..length).collect();
            let (rows, _) = walk(list.clone(), size.max(4), &arrivals);
            let unique: HashSet<i64> = rows.iter().copied().collect();
            prop_assert_eq!(unique.len(), rows.len());
            prop_assert!(list.iter().all(|id| unique.contains(id)));
        }
    }

    #[test]
    fn a_server_that_ignores_the_page_is_noticed() {
        let mut walker = Walker::new(1, 2);
        let same = || [Some(1), Some(2)];
        assert_eq!(walker.accept(same()), Ok(vec![true, true]));
        assert_eq!(walker.accept(same()), Ok(vec![false, false]));
        assert_eq!(walker.accept(same()), Ok(vec![false, false]));
        assert_eq!(walker.accept(same()), Err(NotAdvancing));
        assert_eq!(walker.next(), None);
    }

    #[test]
    fn a_bad_row_counts_for_the_length_of_its_page() {
        let mut walker = Walker::new(1, 2);
        assert_eq!(walker.accept([Some(1), None]), Ok(vec![true, true]));
        assert_eq!(walker.next(), Some(2));
    }
}
