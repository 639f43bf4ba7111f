//! The writers at work: they edit when a request comes, or at a rate in a task of their own.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use fastrand::Rng;
use tokio::runtime::Handle;
use tokio::task::JoinSet;
use tokio::time::{MissedTickBehavior, interval, sleep};

use crate::company::digest::digest;
use crate::company::operation::Operation;
use crate::faults::hook::{Hooks, IncomingRequest};
use crate::recruiter::Recruiter;
use crate::writers::writer::{Kind, Moment, Requests, TagEdit, Writer};

/// A writer that was started, and its edits so far.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let sandbox = join_sandbox::JoinSandbox::start().await?;
/// sandbox.start_writer("recruiter add hr:called before write 3".parse()?);
/// let recruiter = sandbox.writers().pop().ok_or("none")?;
/// assert_eq!((recruiter.writer.name(), recruiter.edits), ("recruiter", 0));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct RunningWriter {
    /// Its id, which stops it.
    pub id: u64,
    /// Who writes what and when.
    pub writer: Writer,
    /// Edits so far, with those that left the tags as they were.
    pub edits: u64,
}

impl fmt::Debug for RunningWriter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RunningWriter")
            .field("id", &self.id)
            .field("writer", &self.writer)
            .field("edits", &self.edits)
            .finish()
    }
}

/// The writers of a sandbox.
pub(crate) struct Writers {
    runtime: Handle,
    latest_id: u64,
    running: Vec<(u64, Arc<Running>)>,
}

impl Writers {
    /// Writers that work on this runtime.
    pub(crate) fn on(runtime: Handle) -> Self {
        Writers { runtime, latest_id: 0, running: Vec::new() }
    }

    /// Starts a writer, which sees the requests through `hooks`. Returns its id.
    pub(crate) fn start(&mut self, writer: Writer, recruiter: Recruiter, hooks: &mut Hooks) -> u64 {
        self.latest_id += 1;
        let id = self.latest_id;
        let (moment, runtime) = (writer.moment, self.runtime.clone());
        let running = Arc::new(Running::new(writer, recruiter, runtime));
        match moment {
            Moment::Before(_) | Moment::After(_) => {
                let (before, after) = (Arc::clone(&running), Arc::clone(&running));
                hooks.add_standing(
                    id,
                    move |request| before.before(request),
                    move |request| after.after(request),
                );
            }
            Moment::Every(time) => {
                let every = Arc::clone(&running);
                running.spawn(async move {
                    let mut ticks = interval(time);
                    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
                    ticks.tick().await;
                    loop {
                        ticks.tick().await;
                        every.edit_any();
                    }
                });
            }
            Moment::Once(time) => {
                let once = Arc::clone(&running);
                running.spawn(async move {
                    sleep(time).await;
                    once.edit_any();
                });
            }
        }
        self.running.push((id, running));
        id
    }

    /// Stops a writer. False when none has this id.
    pub(crate) fn stop(&mut self, id: u64, hooks: &mut Hooks) -> bool {
        hooks.remove_standing(id);
        let stopped = self.running.extract_if(.., |(other, _)| *other == id);
        stopped.map(|(_, running)| running.stop()).count() > 0
    }

    /// Stops the work of all writers, at the end of the sandbox.
    pub(crate) fn stop_all(&mut self) {
        self.running.drain(..).for_each(|(_, running)| running.stop());
    }

    pub(crate) fn list(&self) -> Vec<RunningWriter> {
        let shown = |(id, running): &(u64, Arc<Running>)| RunningWriter {
            id: *id,
            writer: running.writer.clone(),
            edits: running.progress().made,
        };
        self.running.iter().map(shown).collect()
    }
}

/// One writer at work.
struct Running {
    writer: Writer,
    recruiter: Recruiter,
    runtime: Handle,
    progress: Mutex<Progress>,
    tasks: Mutex<JoinSet<()>>,
}

struct Progress {
    /// The requests so far that the writer counts.
    seen: u64,
    /// The edits begun and made.
    begun: u64,
    made: u64,
    /// What a rival read before a request, by the number of the request.
    held: HashMap<u64, Held>,
    rng: Rng,
}

/// A set that a rival will write, made from the one that it read.
struct Held {
    candidate: i64,
    tags: Vec<String>,
}

impl Running {
    fn new(writer: Writer, recruiter: Recruiter, runtime: Handle) -> Self {
        let rng = Rng::with_seed(digest(writer.seed, &["writer", writer.name()]));
        let progress = Progress { seen: 0, begun: 0, made: 0, held: HashMap::new(), rng };
        Running { writer, recruiter, runtime, progress: Mutex::new(progress), tasks: Mutex::default() }
    }

    /// A panic elsewhere leaves the counts usable, so poisoning is ignored.
    fn progress(&self) -> MutexGuard<'_, Progress> {
        self.progress.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn tasks(&self) -> MutexGuard<'_, JoinSet<()>> {
        self.tasks.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Runs a task that ends with the writer.
    fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) {
        let mut tasks = self.tasks();
        while tasks.try_join_next().is_some() {}
        tasks.spawn_on(task, &self.runtime);
    }

    fn stop(&self) {
        self.tasks().abort_all();
    }

    fn before(self: &Arc<Self>, request: &IncomingRequest) {
        let Moment::Before(requests) = self.writer.moment else { return };
        let Some(candidate) = self.counted(requests, request) else { return };
        if let Some(held) = self.begin(candidate) {
            self.progress().held.insert(request.number, held);
        }
    }

    fn after(self: &Arc<Self>, request: &IncomingRequest) {
        match self.writer.moment {
            Moment::Before(requests) if requests.operation() == request.operation => {
                let held = self.progress().held.remove(&request.number);
                held.into_iter().for_each(|held| self.finish(held));
            }
            Moment::After(requests) if request.status.is_some_and(|status| status < 300) => {
                let candidate = self.counted(requests, request);
                candidate
                    .and_then(|candidate| self.begin(candidate))
                    .into_iter()
                    .for_each(|held| self.finish(held));
            }
            _ => {}
        }
    }

    /// Edits the tags of the writer's candidate, or of any.
    fn edit_any(self: &Arc<Self>) {
        let candidate =
            self.writer.candidate.or_else(|| self.recruiter.any_candidate(&mut self.progress().rng));
        let held = candidate.and_then(|candidate| self.begin(candidate));
        held.into_iter().for_each(|held| self.finish(held));
    }

    /// Counts a request. Returns its candidate if the writer edits there.
    fn counted(&self, requests: Requests, request: &IncomingRequest) -> Option<i64> {
        let candidate = request.candidate.filter(|_| requests.operation() == request.operation)?;
        if self.writer.candidate.is_some_and(|only| only != candidate) {
            return None;
        }
        let mut progress = self.progress();
        progress.seen += 1;
        requests.hold(progress.seen).then_some(candidate)
    }

    /// Begins an edit: a recruiter makes it at once, and a rival reads what it will write.
    fn begin(&self, candidate: i64) -> Option<Held> {
        let mut progress = self.progress();
        if self.writer.times.is_some_and(|most| progress.begun >= most) {
            return None;
        }
        progress.begun += 1;
        let number = progress.begun;
        match self.writer.kind {
            Kind::Rival => {
                let tags = self.recruiter.tags(candidate)?;
                Some(Held { candidate, tags: self.writer.edit.made(tags.as_slice(), number) })
            }
            Kind::Recruiter => {
                match &self.writer.edit {
                    TagEdit::Add(tag) => self.recruiter.add_tag(candidate, numbered(tag, number)),
                    TagEdit::Remove(tag) => self.recruiter.remove_tag(candidate, &numbered(tag, number)),
                    TagEdit::Set(_) => self.recruiter.set_tags(candidate, self.writer.edit.made(&[], number)),
                };
                progress.made += 1;
                None
            }
        }
    }

    /// Replaces the whole set by what a rival made of the one that it read, whatever it is by now.
    fn finish(self: &Arc<Self>, held: Held) {
        let hold = self.writer.hold();
        let running = Arc::clone(self);
        let write = move || {
            running.recruiter.set_tags(held.candidate, held.tags);
            running.progress().made += 1;
        };
        if hold.is_zero() {
            return write();
        }
        self.spawn(async move {
            sleep(hold).await;
            write();
        });
    }
}

impl Requests {
    fn operation(self) -> Operation {
        match self {
            Requests::Read(_) | Requests::EveryRead => Operation::GetApplication,
            Requests::Write(_) | Requests::EveryWrite => Operation::UpdateCandidate,
        }
    }

    /// Whether a request with this number is one of them.
    fn hold(self, number: u64) -> bool {
        match self {
            Requests::Read(wanted) | Requests::Write(wanted) => wanted == number,
            Requests::EveryRead | Requests::EveryWrite => true,
        }
    }
}

impl TagEdit {
    /// The set after the edit with this number.
    fn made(&self, tags: &[String], number: u64) -> Vec<String> {
        let mut tags = tags.to_vec();
        match self {
            TagEdit::Add(tag) => {
                let tag = numbered(tag, number);
                if !tags.contains(&tag) {
                    tags.push(tag);
                }
            }
            TagEdit::Remove(tag) => {
                let tag = numbered(tag, number);
                tags.retain(|other| *other != tag);
            }
            TagEdit::Set(all) => tags = all.iter().map(|tag| numbered(tag, number)).collect(),
        }
        tags
    }
}

/// A tag with the number of its edit.
fn numbered(tag: &str, number: u64) -> String {
    tag.replace("{number}", &number.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_edit_makes_the_set_that_it_names() {
        let made = |edit: TagEdit, tags: &[&str]| {
            let tags: Vec<String> = tags.iter().map(|tag| (*tag).to_owned()).collect();
            edit.made(&tags, 7)
        };
        assert_eq!(made(TagEdit::Add("b{number}".to_owned()), &["a"]), ["a", "b7"]);
        assert_eq!(made(TagEdit::Add("a".to_owned()), &["a"]), ["a"]);
        assert_eq!(made(TagEdit::Remove("a".to_owned()), &["a", "b", "a"]), ["b"]);
        assert_eq!(made(TagEdit::Set(vec!["{number}".to_owned(), "x".to_owned()]), &["a"]), ["7", "x"]);
    }
}
