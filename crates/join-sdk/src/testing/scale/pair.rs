//! A worker's part of a token: its pacer, and the calls that wait for a turn. And the token: its quota and its server.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use crate::pacer::SharedQuota;
use crate::pacer::batch::{Batch, BatchPermit, Next};
use crate::pacer::core::{Core, Ticket};
use crate::pacer::quota::QuotaTake;
use crate::pacer::simulation::Server;

pub(super) struct Pair {
    pub(super) worker: usize,
    pub(super) token: usize,
    pub(super) batch: Batch,
    pub(super) core: Core,
    /// Jobs whose next call waits.
    pub(super) waiting: VecDeque<usize>,
    pub(super) asked: bool,
    /// Nothing is done before: the batch has to wait, or the worker starts again.
    pub(super) wake: Instant,
    /// Rises when the worker dies: answers for the one before are lost.
    pub(super) life: u32,
}

/// What a pair does next.
pub(super) enum Turn {
    Send(usize, Ticket, BatchPermit),
    Ask(QuotaTake),
    /// Look again then.
    Later(Instant),
    /// Nothing until something else happens.
    Idle,
}

impl Pair {
    pub(super) fn new(worker: usize, token: usize, now: Instant) -> Self {
        Self {
            worker,
            token,
            batch: Batch::new(now),
            core: Core::new(Duration::from_secs(20)),
            waiting: VecDeque::new(),
            asked: false,
            wake: now,
            life: 0,
        }
    }

    /// Begins again after the worker died.
    pub(super) fn restart(&mut self, wake: Instant) {
        let life = self.life + 1;
        *self = Self { life, wake, ..Self::new(self.worker, self.token, wake) };
    }

    /// As `Batches::permit` and `Pacer::turn` do it.
    pub(super) fn turn(&mut self, held: Instant, now: Instant) -> Turn {
        if self.waiting.is_empty() || self.asked {
            return Turn::Idle;
        }
        if now < self.wake {
            return Turn::Later(self.wake);
        }
        let held = self.core.refused_for(now).map_or(held, |left| held.max(now + left));
        if now < held {
            self.batch.hold();
            return Turn::Later(held);
        }
        match self.batch.next(now) {
            Next::Go(permit) => match self.waiting.pop_front() {
                Some(job) => Turn::Send(job, self.core.admit(now), permit),
                None => Turn::Idle,
            },
            Next::Wait(until) => {
                self.wake = until;
                Turn::Later(until)
            }
            Next::Ask(take) => {
                self.asked = true;
                Turn::Ask(take)
            }
        }
    }
}

pub(super) struct Token {
    pub(super) server: Server,
    pub(super) quota: SharedQuota,
    /// Until when all workers wait, as far as they know.
    pub(super) held: Instant,
    /// Calls per second.
    pub(super) rate: f64,
    /// Whether its answers have quota headers.
    pub(super) has_headers: bool,
    pub(super) served: u64,
}
