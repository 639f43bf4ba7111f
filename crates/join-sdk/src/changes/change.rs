//! Changes of an application, and the aspects that they touch.

use std::fmt;

use join_client::Raw;
use join_client::types::{Application, Attachment, AttachmentType, FileName};
use serde::Serialize;

/// A row of a change feed: an application, alone or with JOIN's own text. Implemented here for both.
///
/// ```
/// use join_sdk::changes::ApplicationRow;
/// use join_sdk::types::ApplicationId;
///
/// fn id(row: &impl ApplicationRow) -> ApplicationId {
///     row.application().id
/// }
/// ```
pub trait ApplicationRow: Send + 'static {
    /// The application.
    fn application(&self) -> &Application;
}

impl ApplicationRow for Application {
    fn application(&self) -> &Application {
        self
    }
}

impl ApplicationRow for Raw<Application> {
    fn application(&self) -> &Application {
        &self.value
    }
}

/// A change of an application, with the application's current state.
///
/// Several changes between two polls are merged into one. In the feed of a list [with
/// text](crate::lists::List::with_text) the application is a [`Raw`].
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Change<A = Application> {
    /// The application is new to this cursor.
    Created(Box<A>),
    /// The application has changed since the feed last returned it.
    Updated {
        /// The current application.
        application: Box<A>,
        /// The changed aspects, in the order of [`Aspect`]. Empty when JOIN reports a change and no field that the SDK
        /// reads has changed.
        what: Vec<Aspect>,
    },
}

impl<A> Change<A> {
    /// The current application.
    pub fn application(&self) -> &A {
        match self {
            Change::Created(application) | Change::Updated { application, .. } => application,
        }
    }

    /// Returns the current application without a copy.
    pub fn into_application(self) -> A {
        match self {
            Change::Created(application) | Change::Updated { application, .. } => *application,
        }
    }
}

/// An aspect of an application that can change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Aspect {
    /// The states `hiringState` and `state`.
    State,
    /// The pipeline stage.
    Stage,
    /// Whether the candidate is marked as qualified.
    Qualified,
    /// The candidate's tags. Absent, null and empty are different.
    Tags,
    /// The attached files, by type and name.
    Attachments,
    /// The answers to screening questions.
    Answers,
    /// The candidate's name, address, telephone number, country and links.
    Candidate,
    /// The job, the source, the consent or the external id.
    Other,
}

impl Aspect {
    pub(crate) const ALL: [Aspect; 8] = [
        Aspect::State,
        Aspect::Stage,
        Aspect::Qualified,
        Aspect::Tags,
        Aspect::Attachments,
        Aspect::Answers,
        Aspect::Candidate,
        Aspect::Other,
    ];

    /// Its name in lower case, such as `tags`.
    pub fn as_str(self) -> &'static str {
        match self {
            Aspect::State => "state",
            Aspect::Stage => "stage",
            Aspect::Qualified => "qualified",
            Aspect::Tags => "tags",
            Aspect::Attachments => "attachments",
            Aspect::Answers => "answers",
            Aspect::Candidate => "candidate",
            Aspect::Other => "other",
        }
    }
}

impl fmt::Display for Aspect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// Sixteen bits per aspect: enough to detect a change, too few to reveal personal data.
pub(crate) type Digests = [u16; Aspect::ALL.len()];

/// The version of the digest algorithm. Raise it with the algorithm, so that old digests do not look like changed rows.
pub(crate) const DIGESTS_VERSION: u32 = 2;

pub(crate) fn digests(application: &Application) -> Digests {
    let candidate = application.candidate.as_ref();
    Aspect::ALL.map(|aspect| match aspect {
        Aspect::State => digest(&(&application.hiring_state, &application.state)),
        Aspect::Stage => digest(&application.current_stage),
        Aspect::Qualified => digest(&application.qualified),
        Aspect::Tags => digest(&candidate.map(|person| (person.tags.is_absent(), &person.tags))),
        Aspect::Attachments => digest(&files(application.attachments.as_deref().unwrap_or_default())),
        Aspect::Answers => digest(&application.screening_questions),
        Aspect::Candidate => digest(&candidate.map(|person| {
            let name = (&person.first_name, &person.last_name);
            (
                person.id,
                name,
                &person.email,
                &person.phone_number,
                &person.country,
                &person.professional_links,
            )
        })),
        Aspect::Other => digest(&(
            &application.job,
            &application.source,
            &application.consent,
            &application.integration_external_id,
        )),
    })
}

/// Omits the addresses of files: JOIN signs them anew for each response.
fn files<'a>(attachments: &'a [Attachment]) -> Vec<(Option<&'a str>, Option<&'a str>)> {
    let kind = |file: &'a Attachment| file.type_.as_ref().map(AttachmentType::as_str);
    let name = |file: &'a Attachment| file.name.as_ref().map(FileName::as_str);
    attachments.iter().map(|file| (kind(file), name(file))).collect()
}

/// Hashes the JSON of a value. The hash is stable across builds and machines, since it is stored in files.
fn digest(value: &impl Serialize) -> u16 {
    // Serialising a value read from JSON does not fail; if it did, the aspect would merely never appear as changed.
    let json = serde_json::to_vec(value).unwrap_or_default();
    let hash = fnv(&json);
    (hash ^ (hash >> 16) ^ (hash >> 32) ^ (hash >> 48)) as u16
}

/// FNV-1a, 64 bits.
pub(crate) fn fnv(bytes: &[u8]) -> u64 {
    let step = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3);
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, step)
}
