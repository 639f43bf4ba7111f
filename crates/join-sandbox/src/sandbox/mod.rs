//! A running sandbox: its state, its hooks, and its end.

mod setup;

use std::fmt;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::company::history::History;
use crate::company::operation::Operation;
use crate::company::tags::{TagHandling, Tags};
use crate::faults::fault::Fault;
use crate::faults::hook::IncomingRequest;
use crate::faults::random::Faults;
use crate::faults::recording::RecordedRequest;
use crate::http::app::App;
use crate::recruiter::Recruiter;

/// How long a graceful shutdown waits for running requests.
const GRACE: Duration = Duration::from_secs(5);

/// A running sandbox. It stops when dropped.
///
/// The runtime then frees the port and closes idle connections as soon as it can. A sandbox runs on the tokio runtime
/// that started it, and stops with it.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use join_sandbox::{JoinSandbox, Tags};
///
/// let sandbox = JoinSandbox::builder().applications(10).start().await?;
/// let candidate = sandbox.candidates().pop().ok_or("no candidates")?;
/// sandbox.set_tags(candidate, ["hr:called"]);
/// sandbox.add_tag(candidate, "hr:met");
/// sandbox.remove_tag(candidate, "hr:called");
/// assert_eq!(sandbox.tags(candidate), Some(Tags::from(["hr:met"])));
/// assert!(!sandbox.applications_of(candidate).is_empty());
/// assert!(sandbox.notes(candidate).is_empty() && sandbox.requests().is_empty());
/// sandbox.shutdown().await;
/// # Ok(())
/// # }
/// ```
pub struct JoinSandbox {
    pub(crate) app: Arc<App>,
    pub(crate) base_url: String,
    pub(crate) address: SocketAddr,
    pub(crate) stop: Option<oneshot::Sender<()>>,
    pub(crate) server: JoinHandle<()>,
}

impl JoinSandbox {
    /// The API's base URL: `http://127.0.0.1:PORT/v2`, without a final slash.
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// The address and port that the sandbox listens on.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The raw token for the `Authorization` header, without a scheme.
    pub fn token(&self) -> &str {
        &self.app.token
    }

    /// The latest requests with their bodies, oldest first.
    ///
    /// At most 1,000 requests, or as many as [`recorded`](crate::JoinSandboxBuilder::recorded) sets, and at most 64 MiB
    /// of bodies. Refused requests are included. Each is recorded before its response, so a client that has a
    /// response finds its request here.
    pub fn requests(&self) -> Vec<RecordedRequest> {
        self.app.traffic().recording.to_vec()
    }

    /// The number of requests for an operation, refused ones included.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use join_sandbox::{JoinSandbox, Operation};
    ///
    /// let sandbox = JoinSandbox::start().await?;
    /// assert_eq!(sandbox.received(Operation::CreateApplication), 0);
    /// # Ok(())
    /// # }
    /// ```
    pub fn received(&self, operation: Operation) -> u64 {
        self.app.traffic().counts.of(operation)
    }

    /// A recruiter, for tasks that change the company past the API.
    pub fn recruiter(&self) -> Recruiter {
        Recruiter::new(Arc::clone(&self.app.shared))
    }

    /// The current tags, whatever stale reads show. `None` when the candidate is unknown.
    pub fn tags(&self, candidate_id: i64) -> Option<Tags> {
        self.recruiter().tags(candidate_id)
    }

    /// Replaces the tags as a recruiter does in the app. False when the candidate is unknown.
    pub fn set_tags(&self, candidate_id: i64, tags: impl Into<Tags>) -> bool {
        self.recruiter().set_tags(candidate_id, tags)
    }

    /// Adds a tag as a recruiter does in the app. False when the candidate already has it or is unknown.
    pub fn add_tag(&self, candidate_id: i64, tag: impl Into<String>) -> bool {
        self.recruiter().add_tag(candidate_id, tag)
    }

    /// Removes a tag as a recruiter does in the app. False when the candidate doesn't have it or is unknown.
    pub fn remove_tag(&self, candidate_id: i64, tag: &str) -> bool {
        self.recruiter().remove_tag(candidate_id, tag)
    }

    /// The notes on a candidate, oldest first. Empty when the candidate is unknown.
    ///
    /// The API has no operation that lists notes, so tests read them here.
    pub fn notes(&self, candidate_id: i64) -> Vec<String> {
        self.recruiter().notes(candidate_id)
    }

    /// What happened to a candidate since the start. `None` when it is unknown.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use join_sandbox::{Author, EventKind, JoinSandbox};
    ///
    /// let sandbox = JoinSandbox::start().await?;
    /// let candidate = sandbox.candidates().pop().ok_or("no candidates")?;
    /// sandbox.add_tag(candidate, "hr:called");
    /// reqwest::Client::new()
    ///     .patch(format!("{}/candidates/{candidate}", sandbox.base_url()))
    ///     .header("Authorization", sandbox.token())
    ///     .json(&serde_json::json!({ "tags": ["persona:verified"] }))
    ///     .send()
    ///     .await?;
    /// let history = sandbox.history(candidate).ok_or("unknown")?;
    /// let [called, verified] = history.events.as_slice() else { return Err("two changes".into()) };
    /// assert_eq!((&called.author, &verified.author), (&Author::Recruiter, &Author::Request(1)));
    /// // It never read the set that it replaced.
    /// assert!(matches!(&verified.kind, EventKind::Tags(change) if change.lost.contains(&"hr:called".to_owned())));
    /// assert_eq!(history.requests, [1]);
    /// # Ok(())
    /// # }
    /// ```
    pub fn history(&self, candidate_id: i64) -> Option<History> {
        self.recruiter().history(candidate_id)
    }

    /// The ids of all candidates, oldest first.
    pub fn candidates(&self) -> Vec<i64> {
        self.app.shared.world().store.candidates.iter().map(|candidate| candidate.id).collect()
    }

    /// The number of applications.
    pub fn application_count(&self) -> usize {
        self.app.shared.world().store.applications.iter().len()
    }

    /// The ids of the candidate's applications, oldest first. Empty when the candidate is unknown.
    pub fn applications_of(&self, candidate_id: i64) -> Vec<i64> {
        self.recruiter().applications_of(candidate_id)
    }

    /// The external ids of all applications that have one, oldest application first, duplicates included.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let sandbox = join_sandbox::JoinSandbox::start().await?;
    /// let created = sandbox.external_ids().iter().filter(|id| *id == "inq_123").count();
    /// assert_eq!(created, 0);
    /// # Ok(())
    /// # }
    /// ```
    pub fn external_ids(&self) -> Vec<String> {
        let world = self.app.shared.world();
        let applications = world.store.applications.iter();
        applications.filter_map(|application| application.external_id.value().cloned()).collect()
    }

    /// Calls `hook` for each admitted request, before it is handled.
    ///
    /// A request is admitted when its token, rate limit and size are fine. Hooks run in the order in which they were
    /// added, each for one request at a time; the first fault counts. A hook blocks its thread of the runtime.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use join_sandbox::{Fault, JoinSandbox, Operation};
    ///
    /// let sandbox = JoinSandbox::start().await?;
    /// sandbox.before(|request, _| match (request.operation, request.number) {
    ///     (Operation::ListJobs, 1) => Fault::Status(503),
    ///     _ => Fault::None,
    /// });
    /// let jobs = || reqwest::Client::new().get(format!("{}/jobs", sandbox.base_url())).header("Authorization", sandbox.token());
    /// assert_eq!(jobs().send().await?.status(), 503);
    /// assert_eq!(jobs().send().await?.status(), 200);
    /// sandbox.clear_hooks();
    /// # Ok(())
    /// # }
    /// ```
    pub fn before(&self, hook: impl FnMut(&IncomingRequest, &Recruiter) -> Fault + Send + 'static) {
        Arc::make_mut(&mut self.app.hooks()).add_before(hook);
    }

    /// Calls `hook` for each handled request, before its response is sent.
    ///
    /// Requests that the API refuses with an error are included. Requests that a fault stops, or delays past their
    /// response, are not.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use join_sandbox::{Fault, JoinSandbox, Operation};
    ///
    /// let sandbox = JoinSandbox::start().await?;
    /// sandbox.after(|request, recruiter| {
    ///     if let (Operation::GetApplication, Some(candidate)) = (request.operation, request.candidate) {
    ///         recruiter.add_tag(candidate, "hr:called"); // between the client's read and its write
    ///     }
    ///     Fault::None
    /// });
    /// # Ok(())
    /// # }
    /// ```
    pub fn after(&self, hook: impl FnMut(&IncomingRequest, &Recruiter) -> Fault + Send + 'static) {
        Arc::make_mut(&mut self.app.hooks()).add_after(hook);
    }

    /// Removes all hooks. Writers go on.
    pub fn clear_hooks(&self) {
        Arc::make_mut(&mut self.app.hooks()).clear();
    }

    /// Injects random faults from now on. [`Faults::default`] ends them.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use join_sandbox::{Faults, JoinSandbox, Operations};
    ///
    /// let sandbox = JoinSandbox::start().await?;
    /// sandbox.set_faults(Faults { lost_answers: 0.3, operations: Operations::Writes, ..Faults::default() });
    /// // ... the client under test ...
    /// sandbox.set_faults(Faults::default());
    /// sandbox.settled().await; // late requests took effect
    /// # Ok(())
    /// # }
    /// ```
    pub fn set_faults(&self, faults: Faults) {
        *self.app.faults() = faults;
    }

    /// Waits until all delayed, late and second deliveries have taken effect.
    pub async fn settled(&self) {
        // The sender lives as long as the sandbox, so the wait ends with its condition.
        let _ = self.app.late.subscribe().wait_for(|pending| *pending == 0).await;
    }

    /// Sets the handling of sent tags from now on.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use join_sandbox::{JoinSandbox, TagHandling};
    ///
    /// let sandbox = JoinSandbox::start().await?;
    /// sandbox.set_tag_handling(TagHandling { lowercase: true, ..TagHandling::default() });
    /// sandbox.answer_tags(false);
    /// sandbox.stale_reads(2);
    /// # Ok(())
    /// # }
    /// ```
    pub fn set_tag_handling(&self, handling: TagHandling) {
        self.app.change_settings(|settings| settings.tags = handling);
    }

    /// Sets whether the response to a tag write holds the stored tags, from now on.
    pub fn answer_tags(&self, answered: bool) {
        self.app.change_settings(|settings| settings.bare_answers = !answered);
    }

    /// Makes the next `reads` after each tag write show the old tags, from now on.
    ///
    /// Only writes through the API count as writes, and only reads of one application as reads. Lists show the old
    /// tags too while such reads are left. A recruiter's changes stay hidden meanwhile.
    pub fn stale_reads(&self, reads: u32) {
        self.app.change_settings(|settings| settings.stale_reads = reads);
    }

    /// Makes all addresses of files so far stale. They get a response with this status, such as 400, 403, 404 or 410; a number
    /// that is not a final status becomes 500. A further read of an application has fresh addresses.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = join_sandbox::JoinSandbox::start().await?;
    /// // ... the client under test reads an application ...
    /// sandbox.expire_addresses(403); // and its download needs a fresh address
    /// # Ok(())
    /// # }
    /// ```
    pub fn expire_addresses(&self, status: u16) {
        let mut world = self.app.shared.world();
        let addresses = &mut world.store.addresses;
        addresses.round += 1;
        addresses.expired_status = status;
    }

    /// Stops the sandbox and frees the port.
    ///
    /// It takes no new connections, and waits up to five seconds for running requests.
    pub async fn shutdown(mut self) {
        self.stop.take();
        // Requests that don't end in time, or were aborted, end with the drop.
        let _ = tokio::time::timeout(GRACE, &mut self.server).await;
    }
}

impl Drop for JoinSandbox {
    fn drop(&mut self) {
        self.app.writers().stop_all();
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
