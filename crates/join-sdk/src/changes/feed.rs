//! The change feed's pure core. It takes rows and a clock, and does no IO.

use std::collections::{BTreeMap, HashMap};

use jiff::{SignedDuration, Timestamp};

use super::change::Aspect;
use super::cursor::{Cursor, Known};
use crate::lists::pager::Key;
use crate::lists::watermark::Watermark;

/// The state of a change feed. The cursor holds the acknowledged part; the rest lasts as long as the process.
#[derive(Debug)]
pub(crate) struct Feed {
    cursor: Cursor,
    overlap: SignedDuration,
    sweep_every: SignedDuration,
    /// Rows that the reader has received and not acknowledged.
    given: BTreeMap<i64, Known>,
    /// The latest change of each row in this poll. Of two states in one poll the older one is outdated: responses of
    /// concurrent requests arrive in any order. Across polls no time is trusted.
    latest: HashMap<i64, Option<Timestamp>>,
    horizon: Watermark,
    sweeping: Option<Timestamp>,
    /// The next cursor position, valid once all returned rows are acknowledged.
    ended: Option<Ended>,
}

#[derive(Debug, Clone, Copy)]
struct Ended {
    watermark: Option<Timestamp>,
    swept: Option<Timestamp>,
}

/// The kind of change that a row is to the reader.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ChangeKind {
    Created,
    Updated(Vec<Aspect>),
}

impl Feed {
    pub(crate) fn new(cursor: Cursor, overlap: SignedDuration, sweep_every: SignedDuration) -> Self {
        Self {
            cursor,
            overlap,
            sweep_every,
            given: BTreeMap::new(),
            latest: HashMap::new(),
            horizon: Watermark::default(),
            sweeping: None,
            ended: None,
        }
    }

    /// The acknowledged position.
    pub(crate) fn cursor(&self) -> &Cursor {
        &self.cursor
    }

    /// Starts a poll. Returns the time since which to request changes; `None` for all rows.
    ///
    /// The first poll and each periodic sweep request all rows: the filter may miss some.
    pub(crate) fn begin(&mut self, now: Timestamp) -> Option<Timestamp> {
        self.horizon.begin();
        self.latest.clear();
        let since = self.cursor.watermark.and_then(|time| time.checked_sub(self.overlap).ok());
        self.sweeping = (since.is_none() || self.sweep_is_due(now)).then_some(now);
        since.filter(|_| self.sweeping.is_none())
    }

    /// A clock that moved backwards also makes a sweep due.
    fn sweep_is_due(&self, now: Timestamp) -> bool {
        self.cursor.swept.is_none_or(|swept| {
            let age = now.duration_since(swept);
            age >= self.sweep_every || age.is_negative()
        })
    }

    /// Observes the rows of a response before they are returned.
    pub(crate) fn see(&mut self, keys: &[Key], now: Timestamp) {
        self.horizon.see(keys, now);
    }

    /// Returns the kind of change that a row is; `None` when the reader has this state, or a newer one from this poll.
    ///
    /// Other content is a change whatever the time of the row says: JOIN may omit the time, and set an older one.
    pub(crate) fn give(&mut self, id: i64, row: Known) -> Option<ChangeKind> {
        let latest = self.latest.entry(id).or_insert(row.changed);
        if row.changed.is_some() && row.changed < *latest {
            return None;
        }
        *latest = row.changed.max(*latest);
        let news = match self.known(id) {
            None => ChangeKind::Created,
            Some(before) => {
                let what = differences(&before, &row);
                if what.is_empty() && row.changed <= before.changed {
                    self.learn(id, row);
                    return None;
                }
                ChangeKind::Updated(what)
            }
        };
        self.given.insert(id, row);
        Some(news)
    }

    /// The state that the reader has received last.
    fn known(&self, id: i64) -> Option<Known> {
        self.given.get(&id).or_else(|| self.cursor.rows.get(&id)).copied()
    }

    /// Adds digests that the cursor lacks.
    fn learn(&mut self, id: i64, row: Known) {
        if let Some(known) = self.cursor.rows.get_mut(&id) {
            known.digests = known.digests.or(row.digests);
        }
    }

    /// Ends a poll whose rows were all returned. After a poll with gaps, the next poll requests the same changes again.
    pub(crate) fn end(&mut self, gaps: u32) {
        if gaps > 0 {
            return;
        }
        let watermark = self.horizon.floor().max(self.cursor.watermark);
        self.ended = Some(Ended { watermark, swept: self.sweeping.or(self.cursor.swept) });
    }

    /// Whether all returned rows are acknowledged.
    pub(crate) fn is_settled(&self) -> bool {
        self.given.is_empty()
    }

    /// Acknowledges all returned rows. Returns whether the cursor moved.
    pub(crate) fn acknowledge(&mut self) -> bool {
        let mut moved = !self.given.is_empty();
        self.cursor.rows.append(&mut self.given);
        if let Some(Ended { watermark, swept }) = self.ended.take() {
            moved |= (watermark, swept) != (self.cursor.watermark, self.cursor.swept);
            self.cursor.watermark = watermark;
            self.cursor.swept = swept;
        }
        moved
    }
}

/// The aspects that differ. An unknown digest differs from none.
fn differences(before: &Known, now: &Known) -> Vec<Aspect> {
    let sides = before.digests.iter().flatten().zip(now.digests.iter().flatten()).zip(Aspect::ALL);
    sides.filter(|((before, now), _)| before != now).map(|(_, aspect)| aspect).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const OVERLAP: SignedDuration = SignedDuration::from_mins(15);
    const DAY: SignedDuration = SignedDuration::from_hours(24);

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_772_438_400 + second).unwrap()
    }

    fn row(changed: i64, tags: u16) -> Known {
        Known { changed: Some(at(changed)), digests: Some([0, 0, 0, tags, 0, 0, 0, 0]) }
    }

    fn feed() -> Feed {
        Feed::new(Cursor::default(), OVERLAP, DAY)
    }

    /// Runs a poll over these rows. Returns the requested time and the changes.
    fn poll(feed: &mut Feed, now: i64, rows: &[(i64, Known)]) -> (Option<Timestamp>, Vec<(i64, ChangeKind)>) {
        let since = feed.begin(at(now));
        let keys: Vec<Key> =
            rows.iter().map(|(id, row)| Key { id: Some(*id), changed: row.changed }).collect();
        feed.see(&keys, at(now));
        let news = rows.iter().filter_map(|(id, row)| Some((*id, feed.give(*id, *row)?))).collect();
        feed.end(0);
        (since, news)
    }

    #[test]
    fn the_first_poll_asks_for_everything_and_later_ones_from_the_watermark_less_the_overlap() {
        let mut feed = feed();
        let (since, news) = poll(&mut feed, 1_000, &[(1, row(900, 0)), (2, row(500, 0))]);
        assert_eq!((since, news), (None, vec![(1, ChangeKind::Created), (2, ChangeKind::Created)]));
        assert!(!feed.is_settled());
        feed.acknowledge();
        assert!(feed.is_settled());
        let (since, news) = poll(&mut feed, 1_060, &[(1, row(900, 0))]);
        assert_eq!((since, news), (Some(at(900) - OVERLAP), vec![]));
    }

    #[test]
    fn the_cursor_moves_only_past_what_was_acknowledged() {
        let mut feed = feed();
        poll(&mut feed, 1_000, &[(1, row(900, 0))]);
        assert_eq!(feed.cursor(), &Cursor::default());
        let mut restarted = Feed::new(feed.cursor().clone(), OVERLAP, DAY);
        let (since, news) = poll(&mut restarted, 1_010, &[(1, row(900, 0))]);
        assert_eq!((since, news), (None, vec![(1, ChangeKind::Created)]));
        assert!(restarted.acknowledge());
        assert_eq!(restarted.cursor().watermark, Some(at(900)));
    }

    #[test]
    fn a_restart_keeps_the_watermark_where_a_poll_has_older_rows_or_none() {
        let mut feed = feed();
        poll(&mut feed, 1_000, &[(1, row(900, 0))]);
        feed.acknowledge();
        for rows in [vec![], vec![(2, row(800, 0))]] {
            feed = Feed::new(feed.cursor().clone(), OVERLAP, DAY);
            poll(&mut feed, 1_060, &rows);
            feed.acknowledge();
            assert_eq!(feed.cursor().watermark, Some(at(900)));
        }
    }

    #[test]
    fn an_acknowledgement_says_whether_the_cursor_moved() {
        let mut feed = feed();
        let mut moves = |now, rows: &[(i64, Known)]| {
            poll(&mut feed, now, rows);
            feed.acknowledge()
        };
        assert!(moves(1_000, &[(1, row(900, 0))]));
        assert!(!moves(1_060, &[(1, row(900, 0))]), "nothing is new");
        assert!(moves(1_120, &[(2, row(800, 0))]), "a row is new");
        assert!(moves(1_000 + 24 * 60 * 60, &[]), "all rows were asked for");
        assert!(!feed.acknowledge(), "nothing is left to acknowledge");
    }

    #[test]
    fn what_was_acknowledged_in_the_middle_of_a_poll_is_kept_and_the_watermark_waits() {
        let mut feed = feed();
        feed.begin(at(1_000));
        feed.see(&[Key { id: Some(1), changed: Some(at(900)) }], at(1_000));
        assert_eq!(feed.give(1, row(900, 0)), Some(ChangeKind::Created));
        assert!(feed.acknowledge());
        assert_eq!(feed.cursor().watermark, None);
        let mut restarted = Feed::new(feed.cursor().clone(), OVERLAP, DAY);
        let (since, news) = poll(&mut restarted, 1_010, &[(1, row(900, 0)), (2, row(900, 0))]);
        assert_eq!((since, news), (None, vec![(2, ChangeKind::Created)]));
    }

    #[test]
    fn an_update_says_which_sides_changed() {
        let mut feed = feed();
        poll(&mut feed, 1_000, &[(1, row(900, 7))]);
        feed.acknowledge();
        let (_, news) = poll(&mut feed, 1_060, &[(1, row(1_030, 8))]);
        assert_eq!(news, [(1, ChangeKind::Updated(vec![Aspect::Tags]))]);
        let (_, news) = poll(&mut feed, 1_120, &[(1, row(1_090, 8))]);
        assert_eq!(news, [(1, ChangeKind::Updated(vec![]))]);
    }

    #[test]
    fn rows_that_share_one_time_come_once_each() {
        let rows: Vec<(i64, Known)> = (0..500).map(|id| (id, row(900, 0))).collect();
        let mut feed = feed();
        assert_eq!(poll(&mut feed, 1_000, &rows).1.len(), 500);
        feed.acknowledge();
        assert_eq!(poll(&mut feed, 1_060, &rows), (Some(at(900) - OVERLAP), vec![]));
    }

    #[test]
    fn an_older_state_is_outdated_within_a_poll_and_news_in_the_next_one() {
        let mut feed = feed();
        assert_eq!(poll(&mut feed, 1_000, &[(1, row(900, 1)), (1, row(800, 0))]).1.len(), 1);
        feed.acknowledge();
        let tags = || ChangeKind::Updated(vec![Aspect::Tags]);
        assert_eq!(poll(&mut feed, 1_060, &[(1, row(800, 0))]).1, [(1, tags())]);
        feed.acknowledge();
        assert_eq!(poll(&mut feed, 1_120, &[(1, row(800, 0))]).1, []);
    }

    #[test]
    fn a_row_with_other_content_is_news_whatever_its_time() {
        let undated = |tags| Known { changed: None, ..row(0, tags) };
        for after in [undated(2), row(500, 2), row(900, 2), row(950, 2)] {
            let mut feed = feed();
            poll(&mut feed, 1_000, &[(1, row(900, 1))]);
            feed.acknowledge();
            let news = poll(&mut feed, 1_060, &[(1, after)]).1;
            assert_eq!(news, [(1, ChangeKind::Updated(vec![Aspect::Tags]))], "{after:?}");
            feed.acknowledge();
            assert_eq!(poll(&mut feed, 1_120, &[(1, after)]).1, [], "{after:?}");
        }
    }

    #[test]
    fn a_row_with_the_same_content_and_no_later_time_is_no_news() {
        let undated = Known { changed: None, ..row(0, 1) };
        for after in [undated, row(500, 1), row(900, 1)] {
            let mut feed = feed();
            poll(&mut feed, 1_000, &[(1, row(900, 1))]);
            feed.acknowledge();
            assert_eq!(poll(&mut feed, 1_060, &[(1, after)]).1, [], "{after:?}");
        }
    }

    #[test]
    fn a_sweep_is_due_after_a_while_and_finds_what_the_filter_missed() {
        let mut feed = feed();
        poll(&mut feed, 1_000, &[(1, row(900, 0))]);
        feed.acknowledge();
        let day = 24 * 60 * 60;
        let (since, news) = poll(&mut feed, 1_000 + day, &[(1, row(900, 5)), (2, row(10, 0))]);
        assert_eq!(since, None);
        assert_eq!(news, [(1, ChangeKind::Updated(vec![Aspect::Tags])), (2, ChangeKind::Created)]);
        feed.acknowledge();
        assert!(poll(&mut feed, 1_060 + day, &[]).0.is_some());
        assert_eq!(poll(&mut feed, 500, &[]).0, None, "the clock went back");
    }

    #[test]
    fn digests_that_are_not_known_are_learned_without_a_word() {
        let mut cursor = Cursor::default();
        cursor.rows.insert(1, Known { changed: Some(at(900)), digests: None });
        let mut feed = Feed::new(cursor, OVERLAP, DAY);
        assert_eq!(poll(&mut feed, 1_000, &[(1, row(900, 2))]).1, []);
        assert_eq!(
            poll(&mut feed, 1_060, &[(1, row(950, 3))]).1,
            [(1, ChangeKind::Updated(vec![Aspect::Tags]))]
        );
    }

    #[test]
    fn a_poll_with_gaps_is_repeated() {
        let mut feed = feed();
        poll(&mut feed, 1_000, &[(1, row(900, 0))]);
        feed.acknowledge();
        feed.begin(at(1_060));
        feed.see(&[Key { id: Some(2), changed: Some(at(1_050)) }], at(1_060));
        feed.end(1);
        feed.acknowledge();
        assert_eq!(feed.cursor().watermark, Some(at(900)));
    }
}
