//! The rows of a data file.

use crate::company::clock::Clock;
use crate::company::store::{Application, Candidate, Job, Note, Office};

/// The rows in the order in which they were created.
#[derive(PartialEq)]
pub(crate) struct Company {
    /// Milliseconds since 1970.
    pub(crate) clock: i64,
    pub(crate) offices: Vec<Office>,
    pub(crate) jobs: Vec<Job>,
    pub(crate) candidates: Vec<Candidate>,
    pub(crate) applications: Vec<Application>,
    pub(crate) notes: Vec<Note>,
}

impl Company {
    pub(crate) fn empty(clock: i64) -> Self {
        Company {
            clock,
            offices: Vec::new(),
            jobs: Vec::new(),
            candidates: Vec::new(),
            applications: Vec::new(),
            notes: Vec::new(),
        }
    }

    /// Sets the clock, and the times of the rows without one.
    pub(crate) fn start_clock(&mut self, given: Option<i64>) {
        let jobs = self.jobs.iter_mut().map(|job| (&mut job.created_at, &mut job.updated_at));
        let applications = self.applications.iter_mut().map(|row| (&mut row.created_at, &mut row.updated_at));
        let times = jobs.chain(applications).flat_map(|(created, updated)| [created, updated]);
        let mut times: Vec<&mut i64> = times.collect();
        let start = Clock::Fixed.start();
        let latest = times.iter().map(|time| **time).filter(|time| *time != i64::MAX).max();
        self.clock = given.unwrap_or_else(|| latest.unwrap_or(start).max(start));
        for time in times.iter_mut().filter(|time| ***time == i64::MAX) {
            **time = self.clock;
        }
    }
}
