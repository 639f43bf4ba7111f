//! A sandbox with prepared candidates, a client on it, and a folder.

use join_sandbox::{Fault, JoinSandbox, Operation};
use join_sdk::journal::{Entry, Journal};
use join_sdk::tags::CandidateRef;
use join_sdk::types::{ApplicationId, CandidateId};
use join_sdk::{ApiToken, Join};

/// Starts a sandbox, and builds a client on it.
pub async fn sandbox() -> (Join, JoinSandbox) {
    let sandbox = JoinSandbox::start().await.unwrap();
    let join = client(sandbox.base_url(), sandbox.token());
    (join, sandbox)
}

/// Builds a client with the usual settings.
pub fn client(base_url: &str, token: &str) -> Join {
    Join::builder(ApiToken::new(token).unwrap()).base_url(base_url).build().unwrap()
}

/// A sandbox whose candidates carry the tags of a recruiter, a client on it, and a folder for journals.
pub struct Fixture {
    pub sandbox: JoinSandbox,
    pub join: Join,
    pub folder: tempfile::TempDir,
    /// The prepared candidates. There is at least one.
    pub candidates: Vec<CandidateRef>,
    /// The first of them.
    pub candidate: CandidateRef,
    theirs: Vec<String>,
}

impl Fixture {
    /// Prepares one candidate of the usual sandbox.
    pub async fn start(theirs: &[&str]) -> Self {
        Self::on(JoinSandbox::start().await.unwrap(), 1, theirs)
    }

    /// Prepares that many candidates of a sandbox that has enough of them.
    pub async fn with_candidates(count: usize, theirs: &[&str]) -> Self {
        Self::on(JoinSandbox::builder().applications(count * 2).start().await.unwrap(), count, theirs)
    }

    fn on(sandbox: JoinSandbox, count: usize, theirs: &[&str]) -> Self {
        let theirs: Vec<String> = theirs.iter().map(|&tag| tag.to_owned()).collect();
        let ids: Vec<i64> = sandbox.candidates().into_iter().take(count).collect();
        assert_eq!(ids.len(), count);
        let prepared = |id: i64| {
            sandbox.set_tags(id, theirs.clone());
            CandidateRef::new(CandidateId(id), ApplicationId(sandbox.applications_of(id)[0]))
        };
        let candidates: Vec<_> = ids.into_iter().map(prepared).collect();
        let (join, candidate) = (client(sandbox.base_url(), sandbox.token()), candidates[0]);
        Self { sandbox, join, folder: tempfile::tempdir().unwrap(), candidates, candidate, theirs }
    }

    /// The number of the first prepared candidate, as the sandbox takes it.
    pub fn id(&self) -> i64 {
        self.candidate.candidate().0
    }

    /// The tags of the first candidate.
    pub fn tags(&self) -> Vec<String> {
        self.sandbox.tags(self.id()).unwrap().as_slice().to_vec()
    }

    /// The notes of the first candidate.
    pub fn notes(&self) -> Vec<String> {
        self.sandbox.notes(self.id())
    }

    /// The tags of a candidate behind the recruiter's, which must all be there.
    pub fn own(&self, at: usize) -> Vec<String> {
        let tags = self.sandbox.tags(self.candidates[at].candidate().0).unwrap().as_slice().to_vec();
        let (theirs, own) = tags.split_at(self.theirs.len());
        assert_eq!(theirs, self.theirs);
        own.to_vec()
    }

    /// Opens a journal in the folder.
    pub async fn journal(&self, name: &str) -> Journal {
        Journal::open(self.folder.path().join(name)).await.unwrap()
    }

    /// Reads a journal in the folder.
    pub fn entries(&self, name: &str) -> Vec<Entry> {
        Journal::read(self.folder.path().join(name)).unwrap().map(Result::unwrap).collect()
    }

    /// The tag writes that the sandbox received.
    pub fn writes(&self) -> u64 {
        self.sandbox.received(Operation::UpdateCandidate)
    }

    /// The application reads that the sandbox received.
    pub fn reads(&self) -> u64 {
        self.sandbox.received(Operation::GetApplication)
    }

    /// All requests in their order: `R` for a read, `W` for a tag write.
    pub fn order(&self) -> String {
        let requests = self.sandbox.requests();
        requests.iter().map(|request| if request.method == "PATCH" { 'W' } else { 'R' }).collect()
    }

    /// Injects a fault into the tag write of this number.
    pub fn on_write(&self, number: u64, fault: Fault) {
        self.sandbox.before(move |arrival, _| match arrival.operation {
            Operation::UpdateCandidate if arrival.number == number => fault.clone(),
            _ => Fault::None,
        });
    }

    /// Injects a fault into every new note.
    pub fn on_notes(&self, fault: Fault) {
        self.sandbox.before(move |arrival, _| match arrival.operation {
            Operation::CreateCandidateNote => fault.clone(),
            _ => Fault::None,
        });
    }

    /// Lets a recruiter add a tag just before the tag write of this number takes effect.
    pub fn adds_before_write(&self, number: u64, tag: &'static str) {
        self.sandbox.before(move |arrival, hand| {
            if arrival.operation == Operation::UpdateCandidate && arrival.number == number {
                hand.add_tag(arrival.candidate.unwrap(), tag);
            }
            Fault::None
        });
    }
}
