//! The steps of the demo.

use join_sandbox::JoinSandbox;
use std::time::Duration;

use join_sdk::tags::{ApplyOptions, CandidateRef, Owner, TagEdit};
use join_sdk::types::{
    Application, ApplicationId, ApplicationSource, Attachment, AttachmentType, DocumentType, Job, JobStatus,
    Tag,
};
use join_sdk::{Document, Error, Join, NewApplication, Result, Tags};

use super::report::{Report, Verdict};
use crate::exit::{Failure, Outcome};
use crate::output::out::Out;
use crate::text::counted;
use crate::text::explained::explained;
use crate::text::shown::one_line;

/// The tags with this prefix are ours; all others belong to recruiters and other integrations.
const OWN: &str = "persona:";
/// Time between the two checks. Where others write too, prefer the default of two seconds.
const SETTLE: Duration = Duration::from_millis(200);
const PHONE: &str = "+493012345678";

/// The input of the decision.
pub(crate) struct Context {
    job: Job,
    application: Application,
    candidate: CandidateRef,
    tags: Vec<Tag>,
}

/// What was written.
pub(crate) struct Written {
    external_id: String,
    created: Option<ApplicationId>,
    document: Vec<u8>,
    tags: Vec<Tag>,
    note: String,
}

/// Chooses a job and an application, and reads them.
pub(crate) async fn read_context(join: &Join, out: &mut Out) -> Result<Context, Failure> {
    step(out, 1, "Choose an online job, and list its applications")?;
    let (job, id) = choose(join, out).await?;

    step(out, 2, "Retrieve one application with its candidate, screening answers and attachments")?;
    let application = join.applications().get(id).await?;
    let candidate = CandidateRef::of(&application)?;
    show(out, &application)?;

    step(out, 3, "Download the CV")?;
    let attachment = cv(&application).ok_or_else(|| Failure::new("the CV of the application is gone"))?;
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("cv");
    let download = join.attachments().download(attachment).await?;
    let media = download.content_type().unwrap_or("an unnamed type").to_owned();
    let length = download.save(&path).await?;
    writeln!(out, "  {} of {media}, streamed to a file", counted(length, "byte", "bytes"))?;
    if length == 0 {
        return Err(Failure::new("the CV is empty"));
    }
    let tags = join.tags(&candidate).read().await?;
    Ok(Context { job, application, candidate, tags })
}

/// Returns the first online job with a suitable application.
async fn choose(join: &Join, out: &mut Out) -> Result<(Job, ApplicationId), Failure> {
    let mut jobs = join.jobs().list().status(JobStatus::Online).rows();
    while let Some(job) = jobs.next().await {
        let job = job?;
        let (mut count, mut chosen) = (0, None);
        let mut rows = join.applications().list().job(job.id).rows();
        while let Some(application) = rows.next().await {
            let application = match application {
                Ok(application) => application,
                Err(error) if error.row().is_some() => {
                    writeln!(out, "  skipped: {}", explained(&error))?;
                    continue;
                }
                Err(error) => return Err(error.into()),
            };
            count += 1;
            if chosen.is_none() && is_fitting(&application) {
                chosen = Some(application.id);
            }
        }
        let title = one_line(job.title.as_deref().unwrap_or("(no title)"));
        let applications = counted(count, "application", "applications");
        writeln!(out, "  job {} “{title}” is online and has {applications}", job.id)?;
        if let Some(id) = chosen {
            writeln!(out, "  application {id} is undecided and has a CV and tags: chosen")?;
            return Ok((job, id));
        }
    }
    Err(Failure::new(
        "no online job has an undecided application with a CV and tags, so there is nothing to show",
    ))
}

fn cv(application: &Application) -> Option<&Attachment> {
    let is_cv = |kind: &AttachmentType| matches!(kind, AttachmentType::Cv | AttachmentType::JoinCv);
    application
        .attachments
        .iter()
        .flatten()
        .find(|file| file.type_.as_ref().is_some_and(is_cv) && file.url.is_some())
}

/// Returns whether the application is undecided and has a CV and tags.
fn is_fitting(application: &Application) -> bool {
    let tags = application.candidate.as_ref().map(|candidate| &candidate.tags);
    let tagged = matches!(tags, Some(Tags::Set(tags)) if !tags.is_empty());
    let decided = application.current_state().is_some_and(|state| state.is_rejected() || state.is_hired());
    tagged && !decided && cv(application).is_some()
}

/// Writes the outcome of the check: a new application, tags, a note.
pub(crate) async fn write_outcome(join: &Join, out: &mut Out, context: &Context) -> Result<Written, Failure> {
    let run = format!("{:08x}", fastrand::u32(..));
    let external_id = format!("inq_{run}");

    step(out, 4, "Decide")?;
    writeln!(out, "  inquiry {external_id}: documents and answers agree, the identity is verified")?;

    step(out, 5, "Create an application for a second person whom the check referred")?;
    let document = format!("Identity check {external_id}\nResult: verified\n").into_bytes();
    let report = Document::from_bytes(DocumentType::Other, format!("identity-check-{run}.txt"), &document)?;
    let application =
        NewApplication::new(context.job.id, "Ida", "Demo", format!("ida.demo+{run}@example.com"))?
            .phone(PHONE)?
            .source(ApplicationSource::Referrals)
            .external_id(&external_id)?
            .document(report);
    let created = join.applications().create(&application).await?;
    let done = format!(
        "candidate {} was created, with phone, source, external id and a document",
        created.candidate()
    );
    out.written(&format!("  {done}\n"), &done)?;

    step(out, 6, "Edit the candidate's own tags: plan, read, merge, write, check twice")?;
    let edit = TagEdit::owned_by(Owner::with_prefix(OWN)?)
        .set_exclusive(format!("{OWN}status"), "verified")?
        .set_exclusive(format!("{OWN}inquiry"), &external_id)?;
    let plan = join.tags(&context.candidate).plan(&edit).await?;
    for line in plan.to_string().lines() {
        writeln!(out, "  {line}")?;
    }
    let apply = ApplyOptions::default().reason(format!("inquiry {external_id}")).settle(SETTLE);
    let receipt = join.tags(&context.candidate).apply(plan, apply).await?;
    let exposure = receipt.exposure.as_secs_f64() * 1_000.0;
    let shown =
        format!("  writes by others were at risk for {exposure:.1} ms; the tags were checked twice\n");
    out.written(&shown, &format!("the tags of candidate {}", context.candidate.candidate()))?;
    let tags = receipt.after;

    step(out, 7, "Add a note to the candidate")?;
    let note = format!("Identity verified (inquiry {external_id}).");
    join.candidates().add_note(context.candidate.candidate(), &note).await?;
    let done = format!("a note on candidate {}", context.candidate.candidate());
    out.written(&format!("  “{note}”\n"), &done)?;
    Ok(Written { external_id, created: created.application(), document, tags, note })
}

fn is_own(tag: &Tag) -> bool {
    tag.as_str().starts_with(OWN)
}

/// Reads everything back and compares it with the written values.
pub(crate) async fn read_back(
    join: &Join,
    out: &mut Out,
    sandbox: Option<&JoinSandbox>,
    context: &Context,
    written: &Written,
) -> Result<Report, Failure> {
    let mut report = Report::default();
    step(out, 8, "Read everything back")?;
    let made = find_created(join, context, written).await?;
    writeln!(out, "  application {} and its candidate, tags and document", made.id)?;
    let candidate = made.candidate.as_ref();
    let echoed = made.integration_external_id.as_deref();
    report.add("external id", "–", echoed.unwrap_or("–"), echoed == Some(&*written.external_id));
    let phone = candidate.and_then(|candidate| candidate.phone_number.as_ref()).map(|phone| phone.as_str());
    report.add("new candidate's phone", "–", phone.unwrap_or("–"), phone == Some(PHONE));
    let source = made.source.as_ref().and_then(|source| source.product.as_deref());
    report.add("new application's source", "–", source.unwrap_or("–"), source.is_some());
    let document = download_only(join, &made).await?;
    let message = counted(document.len() as u64, "byte", "bytes");
    report.add("new application's document", "–", message, document == written.document);

    let tags = join.tags(&context.candidate).read().await?;
    let foreign_kept = context.tags.iter().filter(|tag| !is_own(tag)).all(|tag| tags.contains(tag));
    report.add(
        "candidate's tags",
        listed(&context.tags),
        listed(&tags),
        tags == written.tags && foreign_kept,
    );
    let noted = match sandbox {
        Some(sandbox) => {
            Verdict::from(sandbox.notes(context.candidate.candidate().0).contains(&written.note))
        }
        None => {
            writeln!(out, "  the note was accepted; no operation of JOIN is known that shows notes")?;
            Verdict::NotReadable
        }
    };
    report.add("candidate's note", "–", &written.note, noted);
    let now = join.applications().get(context.application.id).await?;
    let same = now.current_state() == context.application.current_state();
    let state = |application: &Application| {
        application.current_state().map_or("–".to_owned(), |state| state.to_string())
    };
    report.add("application's state (untouched)", state(&context.application), state(&now), same);
    Ok(report)
}

/// Finds the application by its id, or by the external id if JOIN returned none.
async fn find_created(join: &Join, context: &Context, written: &Written) -> Result<Application, Failure> {
    if let Some(id) = written.created {
        return Ok(join.applications().get(id).await?);
    }
    let mut rows = join.applications().list().job(context.job.id).rows();
    while let Some(row) = rows.next().await {
        match row {
            Ok(row) if row.integration_external_id.as_deref() == Some(&written.external_id) => {
                return Ok(row);
            }
            Err(error) if error.row().is_none() => return Err(error.into()),
            _ => {}
        }
    }
    Err(Failure::new("the new application is not in the list of its job"))
}

async fn download_only(join: &Join, application: &Application) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    if let Some(attachment) = application.attachments.iter().flatten().next() {
        let mut download = join.attachments().download(attachment).await?;
        while let Some(chunk) = download.chunk().await? {
            bytes.extend_from_slice(&chunk);
        }
    }
    Ok(bytes)
}

fn show(out: &mut Out, application: &Application) -> Outcome {
    let text = |text: Option<&str>| one_line(text.unwrap_or("–"));
    if let Some(candidate) = &application.candidate {
        let first = text(candidate.first_name.as_ref().map(|name| name.as_str()));
        let last = text(candidate.last_name.as_ref().map(|name| name.as_str()));
        writeln!(out, "  candidate {}: {first} {last}", candidate.id)?;
        writeln!(out, "  e-mail: {}", text(candidate.email.as_ref().map(|email| email.as_str())))?;
        writeln!(out, "  tags: {}", listed(candidate.tags.as_set().unwrap_or_default()))?;
    }
    let stage = application.current_stage.as_ref().and_then(|stage| stage.name.as_deref());
    let state = one_line(application.current_state().map_or("–", |state| state.as_str()));
    writeln!(out, "  state: {state}, stage: {}", text(stage))?;
    for answer in application.screening_questions.iter().flatten() {
        let answered = match (&answer.answer, answer.is_skipped) {
            (Some(answer), _) => one_line(&answer.text()),
            (None, Some(true)) => "(skipped)".to_owned(),
            (None, _) => "–".to_owned(),
        };
        writeln!(out, "  asked: {} — {answered}", text(answer.question.as_deref()))?;
    }
    for file in application.attachments.iter().flatten() {
        let kind = text(file.type_.as_ref().map(|kind| kind.as_str()));
        writeln!(out, "  file: {} ({kind})", text(file.name.as_ref().map(|name| name.as_str())))?;
    }
    Ok(())
}

fn listed(tags: &[Tag]) -> String {
    if tags.is_empty() {
        return "(none)".to_owned();
    }
    tags.iter().map(|tag| one_line(tag.as_str())).collect::<Vec<_>>().join(", ")
}

/// Prints the title of a step, and flushes it.
fn step(out: &mut Out, number: u8, what: &str) -> Outcome {
    writeln!(out, "\n{number}/8  {what}")?;
    out.flush()
}
