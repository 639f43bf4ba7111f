//! Creates an application once, although JOIN has no idempotency key: an external id is looked up before a second send.

mod lookup;
mod outcome;
mod record;
mod state;

use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use join_client::types::{Application, CreateApplicationRequest, CreatedApplication, JobId};
use join_client::{Raw, operations};

pub use self::outcome::CreateOutcome;
use self::record::{CreateRecord, Earlier};
use self::state::{CreateState, Ending, Event, Failure, Reach, Rules, Step};
use reqwest::StatusCode;

use crate::call::handle::Handle;
use crate::call::in_flight::{CreateKey, Progress};
use crate::call::options::RequestOptions;
use crate::call::recorded::RecordContext;
use crate::call::spans;
use crate::error::{Error, ErrorKind, Result};
use crate::records::audit::Subject;
use crate::resources::Applications;
use crate::resources::NewApplication;

/// Clock tolerance of the first lookup, before the start of a create. Under a larger difference the second lookup, which has
/// no lower bound, finds what the first one missed.
const CLOCKS_DIFFER: SignedDuration = SignedDuration::from_hours(24);

impl<Access> Applications<'_, Access> {
    /// Finds the job's application with this external id; none only after a complete search.
    ///
    /// No filter by external id is known, so this reads the job's applications page by page, newest first, until a match.
    ///
    /// ```no_run
    /// # async fn example(join: join_sdk::Join) -> join_sdk::Result<()> {
    /// use join_sdk::types::JobId;
    ///
    /// match join.applications().find(JobId(7), "inq_123").await? {
    ///     Some(application) => println!("{} at {:?}", application.id, application.created_at),
    ///     None => println!("it is not there"),
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidInput`] for a blank external id, before anything is sent. [`ErrorKind::Decode`] when there is no match
    /// and an unreadable application may be the one; [`ErrorKind::Conflict`] when the list moved faster than it could be read:
    /// search again. Otherwise the call's error.
    pub async fn find(self, job: JobId, external_id: &str) -> Result<Option<Application>> {
        if external_id.trim().is_empty() {
            return Err(Error::invalid("the external id is blank"));
        }
        lookup::find(self.handle, job, external_id, None).await
    }

    /// Finds a job's application by its external id, as [`find`](Self::find), and returns JOIN's own text with it.
    ///
    /// ```no_run
    /// # async fn example(join: join_sdk::Join) -> join_sdk::Result<()> {
    /// use join_sdk::types::JobId;
    ///
    /// if let Some(found) = join.applications().find_with_text(JobId(7), "inq_123").await? {
    ///     println!("{} has {} bytes", found.value.id, found.text.len());
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`find`](Self::find).
    pub async fn find_with_text(self, job: JobId, external_id: &str) -> Result<Option<Raw<Application>>> {
        if external_id.trim().is_empty() {
            return Err(Error::invalid("the external id is blank"));
        }
        lookup::find_with_text(self.handle, job, external_id).await
    }
}

impl Applications<'_> {
    /// Creates an application and, if needed, its candidate; with an external id only once, even after lost responses. JOIN may
    /// e-mail the candidate (evidence: inferred).
    ///
    /// **With an [external id](NewApplication::external_id)** a request that may have arrived is not sent again. The call looks
    /// for the external id among the job's applications, at growing intervals, until the settle time
    /// ([`RequestOptions::settle`], 2 minutes unless set) or the call's time ends. A match counts as created. The call can't tell
    /// then whether it existed before; [`ensure`](Self::ensure), which searches first, can. Without a match the outcome is
    /// unknown, unless the caller chose to
    /// [send again after the settle time](RequestOptions::resend_after_settle), within the call's attempts and time. A later call
    /// of this client waits for the rest of the settle time; with a [journal](crate::JoinBuilder::journal) also after a restart.
    ///
    /// When JOIN reports that the person has applied before, the call also searches for the external id: a match is
    /// [`AlreadyExisted`](CreateOutcome::AlreadyExisted). In one process, concurrent creates with one external id and job,
    /// through clones of one client, share one request.
    ///
    /// **Without an external id** it is sent again only if the first request certainly did nothing: no connection, or a 429
    /// response.
    ///
    /// ```no_run
    /// # async fn example(join: join_sdk::Join) -> join_sdk::Result<()> {
    /// use join_sdk::{ErrorKind, NewApplication, types::JobId, create::CreateOutcome};
    ///
    /// let ada = NewApplication::new(JobId(7), "Ada", "Lovelace", "ada@example.com")?.external_id("inq_123")?;
    /// match join.applications().create(&ada).await {
    ///     Ok(CreateOutcome::Created(made)) => println!("candidate {}", made.candidate_id),
    ///     Ok(known) => println!("candidate {} was there", known.candidate()),
    ///     Err(error) if error.kind() == ErrorKind::AlreadyExists => println!("Ada applied by another way"),
    ///     Err(error) if error.kind() == ErrorKind::UnknownOutcome => println!("look for inq_123 later: {error}"),
    ///     Err(error) => return Err(error),
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::AlreadyExists`] when the person applied to this job before, and not under this external id: nothing was
    /// created. [`ErrorKind::UnknownOutcome`] when a request, of this call or an earlier one, may have arrived but there is no
    /// match: call [`find`](Self::find) or [`ensure`](Self::ensure) later. [`ErrorKind::Io`] when the journal can't be written:
    /// before sending, nothing was sent. Without an external id check
    /// [`may_have_been_applied`](Error::may_have_been_applied), and look for the person before a second create.
    /// [`ErrorKind::Timeout`] with no attempts when another caller was busy with the same external id until the deadline.
    pub async fn create(self, application: &NewApplication) -> Result<CreateOutcome> {
        let body = &application.0;
        match body.integration_external_id.as_deref() {
            Some(key) => IdempotentCreate::new(self.handle, body, key).run(false).await,
            None => Ok(CreateOutcome::Created(send(self.handle, body, &|| Ok(())).await?)),
        }
    }

    /// Creates an application if the job has none with its external id.
    ///
    /// It searches all pages first, then continues as [`create`](Self::create). Use it to finish an earlier create, whose process
    /// ended or whose outcome is unknown. While a request of an earlier call may still arrive, it waits and searches again; it
    /// knows of such requests from this client, and from the journal.
    ///
    /// ```no_run
    /// # async fn example(join: join_sdk::Join) -> join_sdk::Result<()> {
    /// use join_sdk::{NewApplication, types::JobId};
    ///
    /// let ada = NewApplication::new(JobId(7), "Ada", "Lovelace", "ada@example.com")?.external_id("inq_123")?;
    /// let creation = join.applications().ensure(&ada).await?;
    /// println!("candidate {}, new: {}", creation.candidate(), creation.was_created());
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidInput`] without an external id, before anything is sent; otherwise as
    /// [`create`](Self::create), or the search's error.
    pub async fn ensure(self, application: &NewApplication) -> Result<CreateOutcome> {
        let body = &application.0;
        let key = body.integration_external_id.as_deref();
        let key =
            key.ok_or_else(|| Error::invalid("only an application with an external id can be looked for"))?;
        IdempotentCreate::new(self.handle, body, key).run(true).await
    }
}

async fn send(
    handle: &Handle,
    body: &CreateApplicationRequest,
    may: &(dyn Fn() -> Result<()> + Sync),
) -> Result<CreatedApplication> {
    let send = move |client: join_client::Client| async move { client.create_application(body).await };
    let subject = Subject { external_id: body.integration_external_id.clone(), ..Subject::job(body.job_id) };
    let about = RecordContext::of(subject).making(|subject, made: &CreatedApplication| {
        subject.candidate = Some(made.candidate_id);
        subject.application = made.id;
    });
    handle.call(&operations::CREATE_APPLICATION, send).only_if(may).about(about).await
}

/// A create with an external id.
struct IdempotentCreate<'a> {
    handle: &'a Handle,
    body: &'a CreateApplicationRequest,
    key: CreateKey,
    started: Instant,
    /// The lower time bound of the first lookups.
    since: Option<Timestamp>,
}

impl<'a> IdempotentCreate<'a> {
    fn new(handle: &'a Handle, body: &'a CreateApplicationRequest, external_id: &'a str) -> Self {
        let since = Timestamp::now().checked_sub(CLOCKS_DIFFER).ok();
        let key = (body.job_id, external_id.trim().to_owned());
        Self { handle, body, key, started: Instant::now(), since }
    }

    fn left(&self) -> Duration {
        self.handle.settings().call_timeout.saturating_sub(self.started.elapsed())
    }

    /// Waits for other callers with the same external id, then runs the create.
    async fn run(&self, looks_first: bool) -> Result<CreateOutcome> {
        let in_flight = &self.handle.shared().in_flight;
        let slot = in_flight.of(self.key.clone());
        let turn = tokio::time::timeout(self.left(), slot.lock()).await;
        let mut progress = turn.map_err(|_| {
            let message =
                "another call was busy with the same external id until the deadline; this one sent nothing";
            Error::new(ErrorKind::Timeout, message).of(&operations::CREATE_APPLICATION, 0, false)
        })?;
        if let Progress::Landed(ids) = &*progress {
            return Ok(CreateOutcome::AlreadyExisted(ids.clone()));
        }
        let mut record = CreateRecord::of(self.handle.journal(), &self.key);
        let settle = self.handle.settings().settle;
        let in_memory = in_flight.sent(&self.key).map(|sent| settle.saturating_sub(sent.elapsed()));
        let recorded = match record.begin(settle, self.left()).await? {
            Earlier::Landed(ids) => {
                *progress = Progress::Landed(ids.clone());
                return Ok(CreateOutcome::AlreadyExisted(ids));
            }
            Earlier::Unsettled(rest) => Some(rest),
            Earlier::Nothing => None,
        };
        let unsettled = in_memory.max(recorded);
        let ended =
            self.go(looks_first || unsettled.is_some(), unsettled.unwrap_or_default(), &mut record).await;
        let is_known = match &ended {
            Ok(_) => true,
            Err(error) => record.has_sent() && !error.may_have_been_applied(),
        };
        if is_known {
            in_flight.forget(&self.key);
        }
        let creation = record.end(ended).await?;
        *progress = Progress::Landed(creation.ids().clone());
        Ok(creation)
    }

    async fn go(
        &self,
        looks_first: bool,
        unsettled: Duration,
        record: &mut CreateRecord<'_>,
    ) -> Result<CreateOutcome> {
        let settings = self.handle.settings();
        let rules = Rules {
            max_attempts: settings.retry.max_attempts,
            settle: settings.settle,
            resends: settings.resends,
            longest_wait: settings.retry.longest_wait,
        };
        let (mut state, mut step) = CreateState::begin(rules, looks_first, unsettled);
        let mut failure = None;
        loop {
            let event = match step {
                Step::Send { most } => {
                    if let Some(lost) = &failure
                        && !self.may_repeat(&state, lost)
                    {
                        step = Step::End(Ending::Unknown);
                        continue;
                    }
                    record.intend(&settings.attribution).await?;
                    let in_flight = &self.handle.shared().in_flight;
                    in_flight.note(&self.key, settings.settle);
                    match send(&self.bounded(most), self.body, &|| record.may_send()).await {
                        Ok(ids) => return Ok(CreateOutcome::Created(ids)),
                        Err(error) => {
                            record.failed();
                            in_flight.note(&self.key, settings.settle);
                            Event::Failed(Failure::of(failure.insert(error)))
                        }
                    }
                }
                Step::Check { wait, reach } => {
                    tokio::time::sleep(wait).await;
                    match self.look(reach).await {
                        Ok(Some(ids)) if state.is_unsure() => return Ok(CreateOutcome::Created(ids)),
                        Ok(Some(ids)) => return Ok(CreateOutcome::AlreadyExisted(ids)),
                        Ok(None) => Event::Absent,
                        Err(error) => {
                            failure = Some(error);
                            Event::Blind
                        }
                    }
                }
                Step::End(ending) => return Err(ended(ending, &state, failure)),
            };
            step = state.next(event, self.left());
        }
    }

    /// Whether the budget allows one more repeat; takes it from the budget.
    fn may_repeat(&self, state: &CreateState, lost: &Error) -> bool {
        let may = self.handle.shared().budget().take(lost.kind());
        if may {
            spans::trying_again(state.sent(), lost, Duration::ZERO);
        }
        may
    }

    /// The client with the call's remaining time and attempts.
    fn bounded(&self, attempts: u32) -> Handle {
        let retry = self.handle.settings().retry.max_attempts(attempts);
        self.handle.with_options(RequestOptions::new().call_timeout(self.left()).retry(retry))
    }

    async fn look(&self, reach: Reach) -> Result<Option<CreatedApplication>> {
        let since = self.since.filter(|_| reach == Reach::Recent);
        let found = match self.find(since).await {
            // The server refuses the filter, so it must do without.
            Err(error) if since.is_some() && refuses_filter(&error) => self.find(None).await?,
            found => found?,
        };
        found.map(ids).transpose()
    }

    async fn find(&self, since: Option<Timestamp>) -> Result<Option<Application>> {
        let handle = self.bounded(self.handle.settings().retry.max_attempts);
        let (job, external_id) = &self.key;
        let look = lookup::find(&handle, *job, external_id, since);
        tokio::time::timeout(self.left(), look).await.map_err(|_| {
            Error::new(ErrorKind::Timeout, "the job's applications could not be looked through in time")
        })?
    }
}

fn refuses_filter(error: &Error) -> bool {
    error
        .status()
        .is_some_and(|status| status == StatusCode::BAD_REQUEST || status == StatusCode::UNPROCESSABLE_ENTITY)
}

fn ids(found: Application) -> Result<CreatedApplication> {
    let candidate = found.candidate.ok_or_else(|| {
        let message =
            format!("application {} has the external id, but JOIN's response names no candidate", found.id);
        Error::new(ErrorKind::Decode, message).with_path("candidate")
    })?;
    Ok(CreatedApplication::new(candidate.id, Some(found.id)))
}

/// The error that a create ends with.
fn ended(ending: Ending, state: &CreateState, failure: Option<Error>) -> Error {
    let operation = &operations::CREATE_APPLICATION;
    let failure = failure.unwrap_or_else(|| Error::new(ErrorKind::Transport, "no response came"));
    match ending {
        Ending::AsItCame if state.is_unsure() => failure.of(operation, state.sent(), true),
        Ending::AsItCame => failure,
        Ending::AnotherWay => failure.with_message(
            "the person has applied to this job by another way: none of its applications has the external id",
        ),
        Ending::Unseen => {
            let message =
                "the person has applied to this job before; whether under this external id could not be seen";
            Error::new(ErrorKind::AlreadyExists, message).with_source(failure).of(
                operation,
                state.sent(),
                false,
            )
        }
        Ending::Unknown => {
            let message = "the application may have been created, or may still be: look for its external id among the job's \
                         applications, or ensure it later, which creates it only if it is not there";
            Error::new(ErrorKind::UnknownOutcome, message).with_source(failure).of(
                operation,
                state.sent(),
                true,
            )
        }
        Ending::Unsettled => {
            let message = "an earlier request with this external id may still create the application, so nothing was sent \
                         now; try again when its settle time is over";
            Error::new(ErrorKind::UnknownOutcome, message).of(operation, 0, true)
        }
    }
}
