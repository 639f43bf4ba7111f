//! The gapless scan of a changing list, a pure core: requests overlap, and their overlaps are checked.
//!
//! JOIN pages by number, so a row that leaves the list moves all later rows up by one, and the row that crosses a page
//! boundary is never seen. Requests of equal size can't overlap; requests of differing sizes can: rows 1 to 50 are page 1
//! of 50, and rows 50 to 98 are page 2 of 49. Each request shares rows with the ones before, at the cost of about one
//! request in five. One shared row, unchanged, proves that no row lies between the two responses.
//!
//! Only an empty response ends the list. A short one may come from a server that returns fewer rows than requested: rows
//! after it that share none with it show that, and the scan starts again with pages of the size that the server returns.
//!
//! The proofs assume that unchanged rows keep their order. A scan notices where they do not.
//!
//! # Bound
//!
//! Steps back stop once they have cost half as many requests as the list has pages, and 32 more. Then the scan goes on and
//! reports gaps. In any case it ends after 6 times as many requests as it saw pages, and 100 more.

use std::collections::HashMap;

use jiff::Timestamp;

use crate::lists::pager::{Advance, Key, NotAdvancing};
use crate::lists::window::Window;

/// Lower limit of the maximum page size: below it, some list positions have no two sizes that overlap.
pub(crate) const LEAST_PAGE_SIZE: u32 = 20;

/// Requests that steps back may cost in any scan, however short.
const FREE_REQUESTS: u32 = 32;

/// Requests that any scan may cost, however short, before it ends with a gap.
const MOST_REQUESTS: u32 = 100;

/// First step back, in rows. It doubles until the responses overlap.
const FIRST_RETURN: u64 = 25;

/// The effect of a response.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// It connects to the earlier rows, or the scan left a gap.
    On,
    /// It does not connect: discard the requests after it and request again from further up.
    Back,
}

/// The requests of a scan: how large, how many, and when a response ends the list.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pace {
    /// Rows per request at most.
    pub(crate) size: u32,
    /// Concurrent requests at most.
    pub(crate) most: usize,
    /// Whether a short response ends the list.
    pub(crate) trusting: bool,
}

/// A connected row, in the state in which it was read last.
#[derive(Debug, Clone, Copy)]
struct Linked {
    changed: Option<Timestamp>,
    order: u32,
}

/// One pass through a list.
#[derive(Debug)]
pub(crate) struct Scan {
    pace: Pace,
    window: usize,
    under_way: usize,
    /// End of the requested rows.
    planned: u64,
    /// End of the connected rows.
    linked: u64,
    /// The page that proves the end: the last response in order was short, and this one follows it.
    proof: Option<Window>,
    /// The ids of the first page, where it is short.
    only: Vec<Option<i64>>,
    /// Whether rows followed a short response: a short one is as good as a full one.
    continues: bool,
    /// The furthest row ever reached.
    furthest: u64,
    /// Most rows of a response.
    fullest: u32,
    /// The same, when rows followed a short response the first time.
    suspect: Option<u32>,
    overlap: u64,
    /// The connected rows.
    chain: HashMap<i64, Linked>,
    /// Rows connected so far, repeated ones included.
    order: u32,
    reordered: bool,
    back: u64,
    gaps: u32,
    advance: Advance,
    requests: u32,
    /// Responses that had rows.
    filled: u32,
    /// Responses that reached further than all before.
    pages: u32,
    ended: bool,
}

impl Scan {
    /// Starts a pass. `fullest` is the most rows that a response of the same list has had, 0 if unknown.
    pub(crate) fn new(pace: Pace, fullest: u32) -> Self {
        Self {
            pace,
            window: if pace.trusting { 1 } else { pace.most.clamp(1, 2) },
            under_way: 0,
            planned: 0,
            linked: 0,
            proof: None,
            only: Vec::new(),
            continues: false,
            furthest: 0,
            fullest,
            suspect: None,
            overlap: 1,
            chain: HashMap::new(),
            order: 0,
            reordered: false,
            back: FIRST_RETURN,
            gaps: 0,
            advance: Advance::default(),
            requests: 0,
            filled: 0,
            pages: 0,
            ended: false,
        }
    }

    /// Returns the next rows to request; `None` while enough requests run, and at the end.
    pub(crate) fn begin(&mut self) -> Option<Window> {
        let proof = self.proof.filter(|_| !self.continues);
        let most = if proof.is_some() { 1 } else { self.window };
        if self.ended || self.under_way >= most {
            return None;
        }
        let window = match (proof, self.planned) {
            // Nothing overlaps with rows that are not there, so the proof of the end is the page after.
            (Some(proof), _) => proof,
            (None, 0) => Window { page: 1, size: self.pace.size },
            (None, end) => Window::behind(end, self.overlap, self.pace.size),
        };
        self.planned = window.end();
        self.under_way += 1;
        self.requests += 1;
        Some(window)
    }

    /// Processes the response to the oldest request.
    pub(crate) fn accept(&mut self, window: Window, keys: &[Key]) -> Result<Step, NotAdvancing> {
        let step = self.place(window, keys)?;
        if !self.ended && self.requests >= self.pages.saturating_mul(6).saturating_add(MOST_REQUESTS) {
            self.ended = true;
            self.gaps += 1;
        }
        Ok(step)
    }

    fn place(&mut self, window: Window, keys: &[Key]) -> Result<Step, NotAdvancing> {
        self.under_way = self.under_way.saturating_sub(1);
        self.fullest = self.fullest.max(u32::try_from(keys.len()).unwrap_or(u32::MAX));
        let proof = self.proof.take();
        if keys.is_empty() && (proof.is_some() || window.start() == 0) {
            self.ended = true;
            return Ok(Step::On);
        }
        if proof.is_some() && self.repeats(keys) {
            self.ended = true;
            return Ok(Step::On);
        }
        self.filled += u32::from(!keys.is_empty());
        let hangs_together = self.hangs_together(window, keys);
        // New rows follow a short response, so the server returns fewer rows than requested.
        let capped = proof.is_some() && (!hangs_together || proof == Some(window) && self.has_new(keys));
        if capped && self.fullest < self.pace.size {
            // Rows may also have arrived meanwhile, so it has to happen twice.
            if self.suspect.replace(self.fullest) == Some(self.fullest) {
                self.shrink();
            } else {
                self.restart_at(0);
            }
            return Ok(Step::Back);
        }
        if !hangs_together {
            if proof == Some(window) {
                // Nothing connects this response, so the next request overlaps again.
                self.continues = true;
                self.restart_at(self.linked);
                return Ok(Step::Back);
            }
            let can_overlap = window.start() < self.linked;
            if can_overlap && self.may_go_back() {
                self.go_back();
                return Ok(Step::Back);
            }
            self.gaps += 1;
            self.overlap = 1;
            self.ended = keys.is_empty();
        }
        self.link(window, keys)?;
        Ok(Step::On)
    }

    fn hangs_together(&self, window: Window, keys: &[Key]) -> bool {
        let known = |key: &Key| {
            let row = key.id.and_then(|id| self.chain.get(&id));
            row.is_some_and(|row| row.changed == key.changed)
        };
        window.start() == 0 || keys.iter().any(known)
    }

    /// Whether the short first page comes again: the server knows no pages.
    fn repeats(&self, keys: &[Key]) -> bool {
        !keys.is_empty() && keys.iter().map(|key| key.id).eq(self.only.iter().copied())
    }

    fn has_new(&self, keys: &[Key]) -> bool {
        keys.iter().any(|key| key.id.is_none_or(|id| !self.chain.contains_key(&id)))
    }

    /// Connects a response to the rows before it. Fails when the list continues without a new row: the server does not
    /// page.
    fn link(&mut self, window: Window, keys: &[Key]) -> Result<(), NotAdvancing> {
        self.back = FIRST_RETURN;
        self.linked = window.end();
        self.window = self.window.saturating_mul(2).saturating_sub(1).max(2).min(self.pace.most);
        let is_short = keys.len() < window.size as usize;
        if window.start() == 0 {
            self.only = if is_short { keys.iter().map(|key| key.id).collect() } else { Vec::new() };
        }
        if is_short {
            self.ended |= self.pace.trusting;
            self.proof = Some(window.proof(keys.len()));
        }
        let before = self.chain.len();
        self.remember(keys);
        self.pages += u32::from(window.end() > self.furthest);
        self.furthest = self.furthest.max(window.end());
        let first = keys.iter().find_map(|key| key.id);
        let advances = self.advance.take(window.start() == 0, first, self.chain.len() > before);
        if !self.ended && advances.is_err() {
            self.ended = true;
            return advances;
        }
        Ok(())
    }

    /// Adds rows to the chain. Unchanged rows that come in another order than before show that the server sorted anew.
    fn remember(&mut self, keys: &[Key]) {
        let (start, mut latest) = (self.order, 0);
        for key in keys {
            let Some(id) = key.id else { continue };
            let row = Linked { changed: key.changed, order: self.order };
            if let Some(known) = self.chain.insert(id, row)
                && known.changed == key.changed
                && known.order < start
            {
                self.reordered |= known.order < latest;
                latest = known.order;
            }
            self.order = self.order.saturating_add(1);
        }
    }

    /// Starts again with pages of the size that the server returns.
    fn shrink(&mut self) {
        self.pace.size = self.fullest.max(1);
        self.linked = 0;
        self.furthest = 0;
        self.restart_at(0);
    }

    /// Whether steps back have cost fewer requests than half of the pages.
    fn may_go_back(&self) -> bool {
        self.requests.saturating_sub(self.pages) < (self.pages / 2).saturating_add(FREE_REQUESTS)
    }

    fn go_back(&mut self) {
        self.overlap = self.overlap.saturating_mul(2).min(u64::from(self.pace.size / 2).max(1));
        self.restart_at(self.linked.saturating_sub(self.back));
        self.back = self.back.saturating_mul(2);
    }

    fn restart_at(&mut self, end: u64) {
        self.under_way = 0;
        self.window = 1;
        self.planned = end;
    }

    /// Discards running requests after a failure. The next request continues after the connected rows.
    pub(crate) fn fail(&mut self) {
        self.restart_at(self.linked);
    }

    /// Whether rows that the server does not have end the list: some rows before them were read.
    pub(crate) fn ends_where_absent(&self, window: Window) -> bool {
        window.start() > 0 && self.pages > 0
    }

    /// Whether the end of the list was read.
    pub(crate) fn has_ended(&self) -> bool {
        self.ended
    }

    /// Requests started so far.
    pub(crate) fn requests(&self) -> u32 {
        self.requests
    }

    /// Responses with rows so far.
    pub(crate) fn filled(&self) -> u32 {
        self.filled
    }

    /// Pages seen so far, each counted once.
    pub(crate) fn pages(&self) -> u32 {
        self.pages
    }

    /// Most rows of a response, of this pass and of those before.
    pub(crate) fn fullest(&self) -> u32 {
        self.fullest
    }

    /// The most rows per request that the server has shown to return.
    pub(crate) fn size(&self) -> u32 {
        self.pace.size
    }

    /// Whether unchanged rows changed places: then overlaps prove nothing.
    pub(crate) fn is_reordered(&self) -> bool {
        self.reordered
    }

    /// Places where rows may be missing, because the list moved faster than it could be read.
    pub(crate) fn gaps(&self) -> u32 {
        self.gaps
    }
}

#[cfg(test)]
mod tests;
