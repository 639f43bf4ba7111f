//! An application as JSON.

use serde::Serialize;
use serde_json::Value;

use crate::company::field::Field;
use crate::company::settings::StateFields;
use crate::company::store::{Application, Attachment, Job, Question, Source, Store, Word};
use crate::http::signed_url;
use crate::http::views::candidate::CandidateView;
use crate::http::views::timestamp::timestamp;
use crate::recruiter::Recruiter;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ApplicationView<'a> {
    id: i64,
    created_at: String,
    last_updated_at: String,
    job: JobLine<'a>,
    candidate: Option<CandidateView<'a>>,
    #[serde(skip_serializing_if = "Field::is_absent")]
    state: Field<&'a str>,
    #[serde(skip_serializing_if = "Field::is_absent")]
    hiring_state: Field<&'a Word>,
    current_stage: Option<StageView<'a>>,
    #[serde(skip_serializing_if = "Field::is_absent")]
    qualified: Field<&'a Word>,
    #[serde(skip_serializing_if = "Field::is_absent")]
    source: Field<SourceView<'a>>,
    #[serde(skip_serializing_if = "Field::is_absent")]
    integration_external_id: Field<&'a String>,
    attachments: Vec<AttachmentView<'a>>,
    screening_questions: Vec<AnswerView<'a>>,
    #[serde(skip_serializing_if = "Field::is_absent")]
    consent: Field<ConsentView<'a>>,
    #[serde(skip_serializing_if = "Field::is_absent")]
    rating: Field<u8>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct JobLine<'a> {
    id: i64,
    title: Option<&'a str>,
    #[serde(skip_serializing_if = "Field::is_absent")]
    external_id: Field<&'a Word>,
}

#[derive(Serialize)]
struct StageView<'a> {
    id: i64,
    name: &'a str,
    index: usize,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SourceView<'a> {
    product: &'a str,
    is_premium: bool,
}

#[derive(Serialize)]
struct AttachmentView<'a> {
    r#type: &'a str,
    url: String,
    name: Option<&'a str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct AnswerView<'a> {
    question: &'a str,
    r#type: &'a str,
    answer: Option<&'a str>,
    #[serde(skip_serializing_if = "Field::is_absent")]
    file: Field<&'static str>,
    is_skipped: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ConsentView<'a> {
    id: i64,
    consent_status: &'a str,
}

impl<'a> ApplicationView<'a> {
    pub(crate) fn new(origin: &str, store: &'a Store, application: &'a Application) -> Self {
        let job = store.jobs.get(application.job_id);
        let questions = job.map_or(&[][..], |job| &job.questions);
        let (state, hiring_state) = states(store.settings.state_fields, application);
        ApplicationView {
            id: application.id,
            created_at: timestamp(application.created_at),
            last_updated_at: timestamp(application.updated_at),
            job: JobLine {
                id: application.job_id,
                title: job.map(|job| job.ad.title.as_str()),
                external_id: job.map_or(Field::Absent, |job| job.details.external_id.as_ref()),
            },
            candidate: store
                .candidates
                .get(application.candidate_id)
                .map(|candidate| CandidateView::new(store, candidate)),
            state,
            hiring_state,
            current_stage: job.and_then(|job| stage_view(application, job)),
            qualified: application.qualified.as_ref(),
            source: application.source.as_ref().map(source_view),
            integration_external_id: application.external_id.as_ref(),
            attachments: attachment_views(origin, store, application),
            screening_questions: questions.iter().zip(&application.answers).map(answer_view).collect(),
            consent: application.consent.as_ref().map(|consent| ConsentView {
                // An id of a consent only has to be unique and stable.
                id: consent.id.unwrap_or_else(|| application.candidate_id.saturating_add(10_000_000)),
                consent_status: &consent.status,
            }),
            rating: application.rating.clone(),
        }
    }
}

/// The fields `state` and `hiringState`.
fn states(fields: StateFields, application: &Application) -> (Field<&str>, Field<&Word>) {
    let tab = || Field::Value(tab(application));
    let hiring = || Field::Value(application.hiring_state.value().unwrap_or(&application.state));
    match fields {
        StateFields::Mixed => (tab(), application.hiring_state.as_ref()),
        StateFields::State => (tab(), Field::Absent),
        StateFields::HiringState => (Field::Absent, hiring()),
        StateFields::Both => (tab(), hiring()),
    }
}

/// The tab of the app that shows an application. It has fewer words than the hiring state, and ACTIVE is another thing there.
fn tab(application: &Application) -> &str {
    let step = &*application.state;
    let usual = if matches!(step, "APPLIED" | "OFFER") { "ACTIVE" } else { step };
    application.tab.as_deref().unwrap_or(usual)
}

fn stage_view<'a>(application: &Application, job: &'a Job) -> Option<StageView<'a>> {
    let index = application.stage?;
    let stage = job.stages.get(index)?;
    let usual = || job.id.saturating_mul(10).saturating_add_unsigned(index as u64);
    Some(StageView { id: stage.id.unwrap_or_else(usual), name: &stage.name, index })
}

fn source_view(source: &Source) -> SourceView<'_> {
    SourceView { product: &source.product, is_premium: source.is_premium }
}

fn attachment_views<'a>(
    origin: &str,
    store: &Store,
    application: &'a Application,
) -> Vec<AttachmentView<'a>> {
    let view = |attachment: &'a Attachment| AttachmentView {
        r#type: &attachment.kind,
        url: signed_url::url(origin, store, application.id, attachment),
        name: attachment.name.as_deref(),
    };
    application.attachments.iter().map(view).collect()
}

fn answer_view<'a>((question, answer): (&'a Question, &'a Option<Word>)) -> AnswerView<'a> {
    AnswerView {
        question: &question.text,
        r#type: &question.kind,
        answer: answer.as_deref(),
        file: if question.kind == "TEXT" { Field::Null } else { Field::Absent },
        is_skipped: answer.is_none(),
    }
}

// Stands here and not in recruiter.rs: a recruiter knows the company, and only this floor knows its JSON.
impl Recruiter {
    /// An application as `GET /applications/{applicationId}` returns it now. `None` when unknown.
    ///
    /// Change it and return it as [`Fault::Answer`](crate::Fault::Answer). It does not count as a read.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use join_sandbox::JoinSandbox;
    ///
    /// let sandbox = JoinSandbox::start().await?;
    /// let candidate = sandbox.candidates().pop().ok_or("no candidates")?;
    /// let id = sandbox.applications_of(candidate).pop().ok_or("no applications")?;
    /// let application = sandbox.recruiter().application(id).ok_or("unknown")?;
    /// assert_eq!(application["id"], id);
    /// # Ok(())
    /// # }
    /// ```
    pub fn application(&self, application_id: i64) -> Option<Value> {
        let world = self.shared.world();
        let application = world.store.applications.get(application_id)?;
        serde_json::to_value(ApplicationView::new(&self.shared.origin, &world.store, application)).ok()
    }
}
