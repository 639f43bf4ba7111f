//! A recruiter: reads and changes the company past the API, as the app does.

use std::fmt;
use std::sync::Arc;

use fastrand::Rng;

use crate::company::author::Author;
use crate::company::field::Field;
use crate::company::history::History;
use crate::company::tags::Tags;
use crate::company::trail::{Edit, Writer};
use crate::company::world::Shared;

/// Reads and changes the company past the API.
///
/// Each call is atomic and takes effect at once, like a recruiter's click in the app. A change updates `lastUpdatedAt`
/// of all applications of the candidate. Clones share the company, and outlive the sandbox.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use join_sandbox::{JoinSandbox, Tags};
///
/// let sandbox = JoinSandbox::start().await?;
/// let candidate = sandbox.candidates().pop().ok_or("no candidates")?;
/// let recruiter = sandbox.recruiter();
/// recruiter.set_tags(candidate, ["hr:called"]);
/// recruiter.add_tag(candidate, "hr:met");
/// recruiter.remove_tag(candidate, "hr:called");
/// assert_eq!(recruiter.tags(candidate), Some(Tags::from(["hr:met"])));
/// recruiter.add_note(candidate, "Met on Monday.");
/// assert_eq!(recruiter.notes(candidate), ["Met on Monday."]);
/// assert!(!recruiter.applications_of(candidate).is_empty());
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Recruiter {
    pub(crate) shared: Arc<Shared>,
    author: Author,
}

impl Recruiter {
    pub(crate) fn new(shared: Arc<Shared>) -> Self {
        Recruiter { shared, author: Author::Recruiter }
    }

    /// The same access for a writer with a name, to which [`History`] ascribes its changes.
    ///
    /// What it gets from [`tags`](Self::tags) counts as shown to it, so that a set that it replaces later shows in the history
    /// which tags it lost.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use join_sandbox::{EventKind, JoinSandbox};
    ///
    /// let sandbox = JoinSandbox::start().await?;
    /// let candidate = sandbox.candidates().pop().ok_or("no candidates")?;
    /// let rival = sandbox.recruiter().named("rival");
    /// rival.tags(candidate);
    /// sandbox.add_tag(candidate, "hr:met");
    /// rival.set_tags(candidate, ["rival:synced"]);
    /// let event = sandbox.history(candidate).and_then(|history| history.events.last().cloned()).ok_or("no events")?;
    /// assert_eq!(event.author.to_string(), "rival");
    /// assert!(matches!(event.kind, EventKind::Tags(change) if change.lost == ["hr:met"]));
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn named(&self, name: impl Into<String>) -> Recruiter {
        Recruiter { shared: Arc::clone(&self.shared), author: Author::Named(name.into()) }
    }

    /// What happened to a candidate so far. `None` when it is unknown.
    ///
    /// See [`JoinSandbox::history`](crate::JoinSandbox::history).
    pub fn history(&self, candidate_id: i64) -> Option<History> {
        self.shared.world().store.history_of(candidate_id)
    }

    fn writer(&self) -> Writer {
        Writer::from(&self.author)
    }

    /// The id of a candidate that the generator draws. `None` when there is none.
    pub(crate) fn any_candidate(&self, rng: &mut Rng) -> Option<i64> {
        let world = self.shared.world();
        let mut candidates = world.store.candidates.iter();
        let drawn = rng.usize(0..candidates.len().max(1));
        candidates.nth(drawn).map(|candidate| candidate.id)
    }

    /// The current tags, whatever stale reads show. `None` when the candidate is unknown.
    pub fn tags(&self, candidate_id: i64) -> Option<Tags> {
        let mut world = self.shared.world();
        let store = &mut world.store;
        let candidate = store.candidates.get(candidate_id)?;
        store.trails.looked(candidate_id, &self.author);
        Some(Tags::from(&candidate.tags))
    }

    /// Replaces the tags. False when the candidate is unknown.
    pub fn set_tags(&self, candidate_id: i64, tags: impl Into<Tags>) -> bool {
        let tags = Field::from(tags.into());
        let mut world = self.shared.world();
        let set = world.store.edit_tags(candidate_id, &self.writer(), Edit::Replace, |field| {
            *field = tags;
            true
        });
        set.is_some()
    }

    /// Appends a tag. False when the candidate already has it or is unknown.
    pub fn add_tag(&self, candidate_id: i64, tag: impl Into<String>) -> bool {
        let tag = tag.into();
        let mut world = self.shared.world();
        let added = world.store.edit_tags(candidate_id, &self.writer(), Edit::Named, |field| match field {
            Field::Value(tags) if tags.contains(&tag) => false,
            Field::Value(tags) => {
                tags.push(tag);
                true
            }
            Field::Absent | Field::Null => {
                *field = Field::Value(vec![tag]);
                true
            }
        });
        added.unwrap_or(false)
    }

    /// Removes a tag. False when the candidate doesn't have it or is unknown.
    pub fn remove_tag(&self, candidate_id: i64, tag: &str) -> bool {
        let mut world = self.shared.world();
        let removed = world.store.edit_tags(candidate_id, &self.writer(), Edit::Named, |field| {
            let Field::Value(tags) = field else { return false };
            let before = tags.len();
            tags.retain(|other| other != tag);
            tags.len() < before
        });
        removed.unwrap_or(false)
    }

    /// The notes on a candidate, oldest first. Empty when the candidate is unknown.
    pub fn notes(&self, candidate_id: i64) -> Vec<String> {
        self.shared.world().store.notes_of(candidate_id)
    }

    /// Writes a note. False when the candidate is unknown.
    pub fn add_note(&self, candidate_id: i64, content: impl Into<String>) -> bool {
        self.shared.world().store.add_note(candidate_id, content.into(), &self.writer()).is_ok()
    }

    /// Attaches a file to an application, before its other files. False when the application is unknown.
    ///
    /// The kind is one of the document's, such as `CV`; another one becomes `OTHER`.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = join_sandbox::JoinSandbox::start().await?;
    /// let candidate = sandbox.candidates().pop().ok_or("no candidates")?;
    /// let application = sandbox.applications_of(candidate).pop().ok_or("no applications")?;
    /// assert!(sandbox.recruiter().add_file(application, "CV", "cv.pdf", b"%PDF-1.7".as_slice()));
    /// assert!(sandbox.recruiter().remove_file(application, "cv.pdf"));
    /// # Ok(())
    /// # }
    /// ```
    pub fn add_file(
        &self,
        application_id: i64,
        kind: &str,
        name: impl Into<String>,
        content: impl Into<Vec<u8>>,
    ) -> bool {
        let (name, content) = (name.into(), content.into());
        self.shared.world().store.add_file(application_id, kind, name, content.into())
    }

    /// Removes all files of this name from an application. False when there is none.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = join_sandbox::JoinSandbox::start().await?;
    /// let candidate = sandbox.candidates().pop().ok_or("no candidates")?;
    /// let application = sandbox.applications_of(candidate).pop().ok_or("no applications")?;
    /// assert!(!sandbox.recruiter().remove_file(application, "no such file.pdf"));
    /// # Ok(())
    /// # }
    /// ```
    pub fn remove_file(&self, application_id: i64, name: &str) -> bool {
        self.shared.world().store.remove_file(application_id, name)
    }

    /// The ids of the candidate's applications, oldest first. Empty when the candidate is unknown.
    pub fn applications_of(&self, candidate_id: i64) -> Vec<i64> {
        let world = self.shared.world();
        world.store.candidates.get(candidate_id).map(|found| found.applications.clone()).unwrap_or_default()
    }
}

impl fmt::Debug for Recruiter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Recruiter").finish_non_exhaustive()
    }
}
