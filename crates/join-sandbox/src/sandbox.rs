//! A running sandbox: stopping it, and what its owner may ask of it and do to it.

use std::fmt;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::builder::JoinSandboxBuilder;
use crate::chance::Faults;
use crate::fault::Fault;
use crate::hand::Hand;
use crate::hook::Arrival;
use crate::operation::Operation;
use crate::record::RecordedRequest;
use crate::server::Shared;
use crate::tags::{TagHandling, Tags};

/// How long a graceful shutdown waits for requests that are still running.
const GRACE: Duration = Duration::from_secs(5);

/// A running sandbox. It stops when it is dropped: the port is freed and idle connections are closed as soon
/// as the runtime gets to it.
///
/// It runs on the tokio runtime that it was started on, and stops with it.
pub struct JoinSandbox {
    pub(crate) shared: Arc<Shared>,
    pub(crate) base_url: String,
    pub(crate) stop: Option<oneshot::Sender<()>>,
    pub(crate) server: JoinHandle<()>,
}

impl JoinSandbox {
    /// Starts a sandbox with the usual company on a free loopback port.
    ///
    /// # Errors
    ///
    /// Fails when the system gives no port.
    pub async fn start() -> io::Result<JoinSandbox> {
        Self::builder().start().await
    }

    /// A builder for a sandbox with its own port, seed, size, token or rate limit.
    pub fn builder() -> JoinSandboxBuilder {
        JoinSandboxBuilder::default()
    }

    /// Where the API is: `http://127.0.0.1:PORT/v2`, without a slash at the end.
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// The token that the `Authorization` header must hold, raw, without a scheme word.
    pub fn token(&self) -> &str {
        &self.shared.token
    }

    /// The latest requests received with their bodies, oldest first: 1,000 of them, unless
    /// [`recorded`](JoinSandboxBuilder::recorded) says otherwise, and 64 MiB of bodies, at most.
    ///
    /// Refused requests are among them. Each is recorded before it is answered, so whoever has an answer finds its
    /// request here.
    pub fn requests(&self) -> Vec<RecordedRequest> {
        self.shared.world().recording.to_vec()
    }

    /// How many requests came for an operation, refused ones included.
    pub fn received(&self, operation: Operation) -> u64 {
        self.shared.world().counts.of(operation)
    }

    /// A hand in the company, for tasks that play a recruiter.
    pub fn hand(&self) -> Hand {
        Hand::new(Arc::clone(&self.shared))
    }

    /// The tags that the candidate really has, however stale reads are; `None` when the candidate is unknown.
    pub fn tags(&self, candidate_id: i64) -> Option<Tags> {
        self.hand().tags(candidate_id)
    }

    /// Gives the candidate these tags as a recruiter does in the app. False when the candidate is unknown.
    pub fn set_tags(&self, candidate_id: i64, tags: impl Into<Tags>) -> bool {
        self.hand().set_tags(candidate_id, tags)
    }

    /// Adds a tag as a recruiter does in the app. False when the candidate has it already or is unknown.
    pub fn add_tag(&self, candidate_id: i64, tag: impl Into<String>) -> bool {
        self.hand().add_tag(candidate_id, tag)
    }

    /// Removes a tag as a recruiter does in the app. False when the candidate doesn't have it or is unknown.
    pub fn remove_tag(&self, candidate_id: i64, tag: &str) -> bool {
        self.hand().remove_tag(candidate_id, tag)
    }

    /// The notes on a candidate, oldest first; none when the candidate is unknown.
    ///
    /// The API has no operation that lists notes, so tests look at them here.
    pub fn notes(&self, candidate_id: i64) -> Vec<String> {
        self.hand().notes(candidate_id)
    }

    /// The numbers of all candidates, oldest first.
    pub fn candidates(&self) -> Vec<i64> {
        self.shared.world().store.candidates.iter().map(|candidate| candidate.id).collect()
    }

    /// How many applications there are.
    pub fn application_count(&self) -> usize {
        self.shared.world().store.applications.iter().len()
    }

    /// The numbers of the candidate's applications, oldest first; none when the candidate is unknown.
    pub fn applications_of(&self, candidate_id: i64) -> Vec<i64> {
        self.hand().applications_of(candidate_id)
    }

    /// The external ids of the applications that have one, oldest application first, repeated ones as often as they
    /// are there.
    pub fn external_ids(&self) -> Vec<String> {
        let world = self.shared.world();
        let applications = world.store.applications.iter();
        applications.filter_map(|application| application.external_id.value().cloned()).collect()
    }

    /// Calls `hook` for each request that passed the door (token, rate limit, size), before it is handled.
    ///
    /// Hooks are called in the order in which they were added, one request at a time; the first fault counts. A
    /// hook may take its time only as far as the runtime's thread may be blocked.
    pub fn before(&self, hook: impl FnMut(&Arrival, &Hand) -> Fault + Send + 'static) {
        Arc::make_mut(&mut self.shared.world().hooks).add_before(hook);
    }

    /// Calls `hook` for each request after it was handled and before it is answered.
    ///
    /// Requests that a fault keeps from being handled, or from being handled in time for an answer, don't get
    /// here; those that the API refused do.
    pub fn after(&self, hook: impl FnMut(&Arrival, &Hand) -> Fault + Send + 'static) {
        Arc::make_mut(&mut self.shared.world().hooks).add_after(hook);
    }

    /// Takes all hooks off.
    pub fn clear_hooks(&self) {
        self.shared.world().hooks = Arc::default();
    }

    /// Lets faults strike by chance from now on; [`Faults::default`] ends them.
    pub fn set_faults(&self, faults: Faults) {
        self.shared.world().faults = faults;
    }

    /// Waits until each request that was delayed, is late or comes twice has taken effect.
    pub async fn settled(&self) {
        // The sender lives as long as the sandbox, so the wait ends with its condition.
        let _ = self.shared.late.subscribe().wait_for(|pending| *pending == 0).await;
    }

    /// Treats tags that are sent like this from now on.
    pub fn set_tag_handling(&self, handling: TagHandling) {
        self.shared.world().store.tag_rules.handling = handling;
    }

    /// Whether the answer to a write of tags holds the tags that are kept, from now on.
    pub fn answer_tags(&self, answered: bool) {
        self.shared.world().store.tag_rules.answered = answered;
    }

    /// Lets the next `reads` of an application show the candidate's tags from before, after each write of tags through
    /// the API from now on.
    ///
    /// Lists show them too as long as such reads are left, and count as none. A recruiter's changes don't show
    /// either meanwhile.
    pub fn stale_reads(&self, reads: u32) {
        self.shared.world().store.tag_rules.stale_reads = reads;
    }

    /// Stops taking connections, lets running requests end for up to five seconds, and frees the port.
    pub async fn shutdown(mut self) {
        self.stop.take();
        // What doesn't end in time, or was aborted, ends with the drop.
        let _ = tokio::time::timeout(GRACE, &mut self.server).await;
    }
}

impl Drop for JoinSandbox {
    fn drop(&mut self) {
        // Dropping the sender closes idle connections; aborting the server frees the port.
        self.stop.take();
        self.server.abort();
    }
}

impl fmt::Debug for JoinSandbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JoinSandbox").field("base_url", &self.base_url).finish_non_exhaustive()
    }
}
