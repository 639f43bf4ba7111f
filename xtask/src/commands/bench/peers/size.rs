//! How much the peers do.

/// Rounds, and in each all peers take their turn.
const ROUNDS: usize = 5;

/// How much is done.
pub(super) struct Size {
    pub(super) rounds: usize,
    pub(super) reads: u64,
    pub(super) applications: u64,
    pub(super) edits: u64,
}

impl Size {
    pub(super) fn new(quick: bool) -> Self {
        if quick {
            Self { rounds: 1, reads: 100, applications: 200, edits: 20 }
        } else {
            Self { rounds: ROUNDS, reads: 2_000, applications: 10_000, edits: 200 }
        }
    }
}
