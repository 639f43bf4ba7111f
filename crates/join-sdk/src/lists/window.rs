//! The rows that one request covers, and the choice of the next ones.

/// The rows that one request covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Window {
    pub(crate) page: u32,
    pub(crate) size: u32,
}

impl Window {
    /// Returns the furthest window of at most `most` rows that shares up to `overlap` rows with the first `end` rows and
    /// reaches further by a quarter of its size. The overlap is smaller where no window has both. Where none shares a row,
    /// returns the window after `end`.
    pub(crate) fn behind(end: u64, overlap: u64, most: u32) -> Self {
        let most = most.max(1);
        let progress = u64::from(most / 4).max(1);
        let furthest = |overlap: u64| {
            let from = end.saturating_sub(overlap);
            (1..=most).rev().map(|size| Self::containing(from, size)).max_by_key(Self::end)
        };
        let overlaps = (1..=overlap.min(end)).rev();
        let mut best: Option<Self> = None;
        for window in overlaps.filter_map(furthest).filter(|window| window.end() > end) {
            if best.is_none_or(|best| window.end() > best.end()) {
                best = Some(window);
            }
            if window.end() >= end + progress {
                return window;
            }
        }
        best.unwrap_or_else(|| Self::containing(end, most))
    }

    /// The page of this size that holds this position.
    fn containing(position: u64, size: u32) -> Self {
        let page = u32::try_from(position / u64::from(size)).unwrap_or(u32::MAX).saturating_add(1);
        Self { page, size }
    }

    /// The window after this one, if it had `rows` rows: it has none where the list ends.
    ///
    /// After the first page it begins at the next row, so that it finds rows also where the server takes the requested
    /// size for the start of a page, and returns fewer rows.
    pub(crate) fn proof(self, rows: usize) -> Self {
        let size = match u32::try_from(rows) {
            Ok(rows) if self.page == 1 && rows > 0 => rows,
            _ => self.size,
        };
        Self { page: self.page.saturating_add(1), size }
    }

    /// Rows of the list before this window.
    pub(crate) fn start(&self) -> u64 {
        u64::from(self.page.saturating_sub(1)) * u64::from(self.size)
    }

    /// Rows of the list up to the end of this window.
    pub(crate) fn end(&self) -> u64 {
        u64::from(self.page) * u64::from(self.size)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn each_window_overlaps_and_reaches_further(
            end in 1u64..200_000,
            overlap in 1u64..=25,
            size in 20u32..=50,
        ) {
            let window = Window::behind(end, overlap, size);
            prop_assert!(window.start() < end);
            prop_assert!(window.end() > end);
            prop_assert!(window.size <= size);
        }

        /// Of all windows that share so many rows with those before, the furthest.
        #[test]
        fn a_window_shares_as_many_rows_as_its_progress_allows(
            end in 1u64..2_000,
            overlap in 1u64..=25,
            size in 1u32..=50,
        ) {
            let window = Window::behind(end, overlap, size);
            let furthest = |shared: u64| {
                let first = end - shared;
                (1..=u64::from(size)).map(|size| first - first % size + size).max().unwrap()
            };
            let shares = || (1..=overlap.min(end)).rev();
            let progress = u64::from(size / 4).max(1);
            let enough = shares().find(|shared| furthest(*shared) >= end + progress);
            let most = || shares().rev().max_by_key(|shared| furthest(*shared)).filter(|shared| furthest(*shared) > end);
            match enough.or_else(most) {
                Some(shared) => {
                    prop_assert_eq!(window.end(), furthest(shared));
                    prop_assert!(window.start() <= end - shared);
                }
                None => prop_assert_eq!((window.start(), window.size), (end / u64::from(size) * u64::from(size), size)),
            }
        }

        #[test]
        fn small_windows_reach_further_too(end in 1u64..20_000, overlap in 1u64..=25, size in 1u32..20) {
            let window = Window::behind(end, overlap, size);
            prop_assert!(window.start() <= end);
            prop_assert!(window.end() > end);
        }
    }

    #[test]
    fn where_no_window_goes_far_enough_the_furthest_is_taken_and_of_those_the_one_that_shares_most() {
        assert_eq!(Window::behind(1_440, 25, 12), Window { page: 206, size: 7 });
        assert_eq!(Window::behind(119, 2, 8), Window { page: 40, size: 3 });
    }

    #[test]
    fn the_proof_of_the_end_begins_at_the_next_row_behind_the_first_page() {
        let proof = |page, rows| Window { page, size: 50 }.proof(rows);
        assert_eq!(proof(1, 3), Window { page: 2, size: 3 });
        assert_eq!(proof(1, 0), Window { page: 2, size: 50 });
        assert_eq!(proof(2, 3), Window { page: 3, size: 50 });
    }
}
