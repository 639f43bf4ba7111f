//! The deliveries that are still to come: delayed, late and second ones.

use tokio::sync::watch;

/// Counts the deliveries to come. Clones share the count.
#[derive(Clone, Default)]
pub(crate) struct Deliveries(watch::Sender<State>);

#[derive(Clone, Copy, Default)]
struct State {
    /// How often all deliveries to come were cancelled.
    round: u64,
    pending: usize,
}

impl Deliveries {
    /// Counts one more, until it is dropped.
    pub(crate) fn add(&self) -> Pending {
        self.0.send_modify(|state| state.pending += 1);
        Pending { deliveries: self.clone(), round: self.0.borrow().round }
    }

    pub(crate) fn pending(&self) -> usize {
        self.0.borrow().pending
    }

    /// Waits until none is to come.
    pub(crate) async fn settled(&self) {
        // The sender lives as long as this future, so the wait ends with its condition.
        let _ = self.0.subscribe().wait_for(|state| state.pending == 0).await;
    }

    /// Cancels all that are to come.
    pub(crate) fn cancel(&self) {
        self.0.send_modify(|state| *state = State { round: state.round + 1, pending: 0 });
    }
}

/// A delivery to come.
pub(crate) struct Pending {
    deliveries: Deliveries,
    round: u64,
}

impl Pending {
    pub(crate) fn is_cancelled(&self) -> bool {
        self.deliveries.0.borrow().round != self.round
    }
}

impl Drop for Pending {
    fn drop(&mut self) {
        self.deliveries.0.send_modify(|state| {
            if state.round == self.round {
                state.pending = state.pending.saturating_sub(1);
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cancelled_delivery_counts_no_longer_and_lessens_no_later_count() {
        let deliveries = Deliveries::default();
        let first = deliveries.add();
        let second = deliveries.add();
        assert_eq!(deliveries.pending(), 2);
        drop(first);
        assert_eq!((deliveries.pending(), second.is_cancelled()), (1, false));
        deliveries.cancel();
        assert_eq!((deliveries.pending(), second.is_cancelled()), (0, true));
        let third = deliveries.add();
        drop(second);
        assert_eq!((deliveries.pending(), third.is_cancelled()), (1, false));
    }
}
