//! A writer: what it edits, when, and how.

use std::fmt;
use std::time::Duration;

use crate::recruiter::Recruiter;
use crate::text::duration::shown;

/// Somebody else who edits tags while a client works.
///
/// A recruiter changes one tag at once, as a click in the app does. A rival is an integration that reads the whole set and
/// blindly replaces it later: whatever was written between its read and its write is lost. It reads at its
/// [`Moment`]. It writes once the request took effect where the moment is before one, and else after the time that it
/// [holds](Writer::holding) what it read.
///
/// Its text says the same: `recruiter add hr:called before write 3`, or `rival add sync:seen every 200ms`.
///
/// ```text
/// (recruiter|rival) EDIT WHEN [on CANDIDATE] [holding DURATION] [times COUNT] [named NAME] [seed NUMBER]
///
/// EDIT  add TAG | remove TAG | set TAG,TAG      {number} in a tag is the number of the edit; quote a tag with spaces
/// WHEN  before write 3 | after read 2           the third write, the second read
///       before every write | after every read
///       every 200ms                             at a rate
///       once after 5s                           a time after the start
/// ```
///
/// A write is `PATCH /candidates/{candidateId}` and a read is `GET /applications/{applicationId}`. Both count from the start of the
/// writer. The candidate is that of the request; at a rate it is one that the seed draws.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use std::time::Duration;
/// use join_sandbox::{JoinSandbox, Moment, Requests, TagEdit, Writer};
///
/// let third = Moment::Before(Requests::Write(3));
/// let recruiter = Writer::recruiter(TagEdit::Add("hr:called".to_owned()), third);
/// assert_eq!(recruiter.to_string(), "recruiter add hr:called before write 3");
///
/// let often = Moment::Every(Duration::from_millis(200));
/// let rival = Writer::rival(TagEdit::Add("sync:{number}".to_owned()), often)
///     .named("hris")
///     .holding(Duration::from_millis(50))
///     .times(10)
///     .seed(7);
/// let sandbox = JoinSandbox::builder().writer(recruiter).writer(rival.clone()).start().await?;
/// assert_eq!(rival.name(), "hris");
/// let candidate = sandbox.candidates().pop().ok_or("no candidates")?;
/// let id = sandbox.start_writer(rival.on(candidate));
/// assert!(sandbox.stop_writer(id));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Writer {
    pub(crate) kind: Kind,
    pub(crate) name: String,
    pub(crate) edit: TagEdit,
    pub(crate) moment: Moment,
    pub(crate) candidate: Option<i64>,
    pub(crate) holding: Option<Duration>,
    pub(crate) times: Option<u64>,
    pub(crate) seed: u64,
}

/// Who writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Recruiter,
    Rival,
}

impl Kind {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Kind::Recruiter => "recruiter",
            Kind::Rival => "rival",
        }
    }
}

/// What a writer does with a candidate's tags.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum TagEdit {
    /// Adds this tag, where it is missing. `{number}` is the number of the edit, from 1.
    Add(String),
    /// Removes this tag.
    Remove(String),
    /// Replaces all tags by these.
    Set(Vec<String>),
}

/// When a writer edits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Moment {
    /// Just before these requests take effect.
    Before(Requests),
    /// Just after these requests took effect, before their responses are sent.
    After(Requests),
    /// Again and again, at this interval.
    Every(Duration),
    /// Once, this long after the start of the writer.
    Once(Duration),
}

/// The requests at which a writer edits. They count from 1, from the start of the writer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Requests {
    /// The read of an application with this number.
    Read(u64),
    /// Every read of an application.
    EveryRead,
    /// The write of a candidate's tags with this number.
    Write(u64),
    /// Every write of a candidate's tags.
    EveryWrite,
}

impl Writer {
    fn new(kind: Kind, edit: TagEdit, moment: Moment) -> Self {
        Writer {
            kind,
            name: kind.word().to_owned(),
            edit,
            moment,
            candidate: None,
            holding: None,
            times: None,
            seed: 1,
        }
    }

    /// A recruiter, who edits at once. The name is `recruiter`.
    pub fn recruiter(edit: TagEdit, moment: Moment) -> Self {
        Self::new(Kind::Recruiter, edit, moment)
    }

    /// An integration that reads the set, and replaces the whole of it later. The name is `rival`.
    pub fn rival(edit: TagEdit, moment: Moment) -> Self {
        Self::new(Kind::Rival, edit, moment)
    }

    /// Sets the name, to which [`History`](crate::History) ascribes its edits.
    #[must_use]
    pub fn named(mut self, name: impl Into<String>) -> Self {
        self.name = name.into();
        self
    }

    /// Edits only this candidate's tags, and counts only requests on this candidate.
    #[must_use]
    pub fn on(mut self, candidate_id: i64) -> Self {
        self.candidate = Some(candidate_id);
        self
    }

    /// Sets how long a rival keeps what it read before it writes. A recruiter holds nothing.
    ///
    /// The default is half of the interval at a rate, and else nothing.
    #[must_use]
    pub fn holding(mut self, time: Duration) -> Self {
        self.holding = Some(time);
        self
    }

    /// Ends the writer after this many edits. The default is no end.
    #[must_use]
    pub fn times(mut self, edits: u64) -> Self {
        self.times = Some(edits);
        self
    }

    /// Sets the seed that draws candidates, 1 by default.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// The name, to which [`History`](crate::History) ascribes its edits.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The access to the company under its own name, to which the history ascribes its edits.
    pub(crate) fn access(&self, recruiter: &Recruiter) -> Recruiter {
        if self.name == Kind::Recruiter.word() { recruiter.clone() } else { recruiter.named(&self.name) }
    }

    /// How long it keeps what it read.
    pub(crate) fn hold(&self) -> Duration {
        match (self.kind, self.holding, self.moment) {
            (Kind::Recruiter, ..) => Duration::ZERO,
            (_, Some(time), _) => time,
            (_, None, Moment::Every(interval)) => interval / 2,
            (_, None, _) => Duration::ZERO,
        }
    }
}

impl fmt::Display for Writer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ", self.kind.word())?;
        match &self.edit {
            TagEdit::Add(tag) => write!(f, "add {} ", word(tag))?,
            TagEdit::Remove(tag) => write!(f, "remove {} ", word(tag))?,
            TagEdit::Set(tags) => write!(f, "set {} ", word(&tags.join(",")))?,
        }
        match self.moment {
            Moment::Before(requests) => write!(f, "before {requests}")?,
            Moment::After(requests) => write!(f, "after {requests}")?,
            Moment::Every(interval) => write!(f, "every {}", shown(interval))?,
            Moment::Once(time) => write!(f, "once after {}", shown(time))?,
        }
        if let Some(candidate) = self.candidate {
            write!(f, " on {candidate}")?;
        }
        if let Some(time) = self.holding {
            write!(f, " holding {}", shown(time))?;
        }
        if let Some(edits) = self.times {
            write!(f, " times {edits}")?;
        }
        if self.name != self.kind.word() {
            write!(f, " named {}", word(&self.name))?;
        }
        match self.seed {
            1 => Ok(()),
            seed => write!(f, " seed {seed}"),
        }
    }
}

impl fmt::Display for Requests {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Requests::Read(number) => write!(f, "read {number}"),
            Requests::EveryRead => f.write_str("every read"),
            Requests::Write(number) => write!(f, "write {number}"),
            Requests::EveryWrite => f.write_str("every write"),
        }
    }
}

/// A word as a script holds it, quoted where a shell would split or change it.
fn word(text: &str) -> String {
    let plain = |letter: char| letter.is_alphanumeric() || "-_.:,/@+={}".contains(letter);
    if !text.is_empty() && text.chars().all(plain) {
        return text.to_owned();
    }
    // Only a zero byte can't be quoted, and a script can't hold one either.
    shlex::try_quote(text).map_or_else(|_| "''".to_owned(), |quoted| quoted.into_owned())
}

// A tag can hold personal data.
impl fmt::Debug for Writer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Writer")
            .field("kind", &self.kind)
            .field("name", &self.name)
            .field("edit", &self.edit)
            .field("moment", &self.moment)
            .field("candidate", &self.candidate)
            .field("holding", &self.holding)
            .field("times", &self.times)
            .field("seed", &self.seed)
            .finish()
    }
}

impl fmt::Debug for TagEdit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            TagEdit::Add(_) => f.write_str("Add([redacted])"),
            TagEdit::Remove(_) => f.write_str("Remove([redacted])"),
            TagEdit::Set(tags) => write!(f, "Set([{} redacted])", tags.len()),
        }
    }
}
