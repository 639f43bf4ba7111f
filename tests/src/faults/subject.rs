//! The data of the calls: a person, files and texts, each with a seed that must not be printed.

use join_sandbox::JoinSandbox;
use join_sdk::tags::{ApplyOptions, CandidateRef, ReplaceAll};
use join_sdk::types::*;
use join_sdk::{ApiToken, Document, Join, NewApplication, NewJob, NewOffice};

/// The token of every client and sandbox here.
pub const TOKEN: &str = "s3cr3t-t0ken-4f7a9c";

/// Secrets and personal data. Each seed is part of a request, a response or both.
pub const SEEDS: &[&str] = &[
    TOKEN,
    "Adalberta",
    "Lovelacesson",
    "adalberta@person.example",
    "+4915799999",
    "tag-by-a-recruiter",
    "note-about-a-person",
    "cv-of-adalberta.pdf",
    "signature-of-a-file",
    "answer-to-a-question",
    "said-by-the-server",
    "header-of-the-caller",
    // The document's content, as it is and in base64.
    "content-of-the-cv",
    "Y29udGVudC1vZi10aGUtY3Y",
];

/// The document that a person sends.
pub const CV: &[u8] = b"content-of-the-cv";

pub(super) const JOB_TITLE: &str = "Welder of faults";
pub(super) const CITY: &str = "Faultville";
pub(super) const NOTE: &str = "note-about-a-person";
/// Differs from the person who has already applied.
pub(super) const NEW_EMAIL: &str = "second-adalberta@person.example";

/// The data on the sandbox before the call, and the data that the call sends.
pub(super) struct Subject {
    pub(super) job: JobId,
    pub(super) candidate: CandidateRef,
    pub(super) attachment: Attachment,
    pub(super) tags: Vec<Tag>,
    pub(super) new_tags: Vec<Tag>,
    pub(super) new_application: NewApplication,
    pub(super) new_job: NewJob,
    pub(super) new_office: NewOffice,
}

impl Subject {
    /// Creates an application, and prepares the data of the operations. `join` talks to the sandbox directly.
    pub(super) async fn prepare(join: &Join) -> Self {
        let job = join.jobs().list().status(JobStatus::Online).page(1).await.unwrap().rows.remove(0).unwrap();
        let created =
            join.applications().create(&applicant(job.id, "adalberta@person.example")).await.unwrap();
        let candidate = CandidateRef::new(created.candidate(), created.application().unwrap());
        let tags: Vec<Tag> = vec!["tag-by-a-recruiter".into()];
        let replace = ReplaceAll { expected: Vec::new(), new: tags.clone() };
        join.tags(&candidate).replace_all(replace, ApplyOptions::default()).await.unwrap();
        let application = join.applications().get(candidate.application()).await.unwrap();
        let attachment = application.attachments.unwrap().remove(0);

        let category = join.catalog().categories().await.unwrap().remove(0).sub_categories.unwrap()[0].id;
        let employment_type = join.catalog().employment_types().await.unwrap()[0].id;
        let office = join.offices().list().page(1).await.unwrap().rows.remove(0).unwrap().id;
        let new_job = NewJob::builder(JOB_TITLE, "<p>Welds.</p>").unwrap().category(category);
        let new_job = new_job.employment_type(employment_type).office(office).language("en").unwrap();
        Self {
            job: job.id,
            candidate,
            attachment,
            tags,
            new_tags: vec!["tag-by-a-recruiter".into(), "tag-by-a-recruiter-2".into()],
            new_application: applicant(job.id, NEW_EMAIL),
            new_job: new_job.build().unwrap(),
            new_office: NewOffice::new("DE", CITY).unwrap(),
        }
    }

    /// Moves the attachment, which has an absolute address, to another origin.
    pub(super) fn behind(mut self, sandbox: &JoinSandbox, base_url: &str) -> Self {
        let url = self.attachment.url.take().unwrap();
        let origin = |base_url: &str| base_url.strip_suffix("/v2").unwrap().to_owned();
        let moved = url.as_str().replace(&origin(sandbox.base_url()), &origin(base_url));
        self.attachment.url = Some(moved.into());
        self
    }
}

fn applicant(job: JobId, email: &str) -> NewApplication {
    let cv = Document::from_bytes(DocumentType::Cv, "cv-of-adalberta.pdf", CV).unwrap();
    let person = NewApplication::new(job, "Adalberta", "Lovelacesson", email).unwrap();
    person.phone("+4915799999").unwrap().document(cv)
}

/// Builds a client that talks to the sandbox directly.
pub(super) fn direct(sandbox: &JoinSandbox) -> Join {
    Join::builder(ApiToken::new(TOKEN).unwrap()).base_url(sandbox.base_url()).build().unwrap()
}
