//! The action that creates an application.

use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use join_sdk::create::CreateOutcome;
use join_sdk::{Document, NewApplication};

use super::{Actions, failed};
use crate::action::Action;
use crate::error::{ActionError, ErrorKind, FieldCode, FieldError};
use crate::forms::MAX_BASE64;
use crate::input::{CreateApplication, NewDocument};
use crate::output::{ApplicationOutcome, CreatedApplication, Effect, Plan, SCHEMA_VERSION};

const ACTION: Action = Action::CreateApplication;

/// Reads base64 with and without padding.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

impl Actions {
    /// Creates an application. With an integration external id, only if the job has none with it yet.
    ///
    /// When JOIN says that the person applied before, the outcome is `already_existed`, without ids. After an ambiguous
    /// failure the outcome is `unknown`, and nothing is sent again: with an external id, run the action again later.
    ///
    /// ```no_run
    /// # async fn example(actions: join_actions::Actions) -> Result<(), join_actions::ActionError> {
    /// use join_actions::input::CreateApplication;
    /// use join_sdk::types::JobId;
    ///
    /// let mut ada = CreateApplication::new(JobId(301), "Ada", "Lovelace", "ada@example.com");
    /// ada.integration_external_id = Some("inq_123".to_owned());
    /// let made = actions.create_application(ada).await?;
    /// println!("{:?} {:?}", made.outcome, made.application_id);
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidInput`] when a field is wrong; otherwise the call's error. Nothing was created.
    pub async fn create_application(
        &self,
        input: CreateApplication,
    ) -> Result<CreatedApplication, ActionError> {
        ACTION.check_typed(&input)?;
        self.create(input).await
    }

    pub(super) async fn create(&self, input: CreateApplication) -> Result<CreatedApplication, ActionError> {
        let application = new_application(&input)?;
        let write = self.begin(input.actor.as_ref(), input.reason.as_ref());
        let mut output = CreatedApplication {
            schema_version: SCHEMA_VERSION,
            outcome: ApplicationOutcome::Unknown,
            application_id: None,
            candidate_id: None,
            candidate_url: None,
            job_id: input.job_id,
            integration_external_id: input.integration_external_id,
            audit: write.audit,
            error: None,
        };
        let applications = write.join.applications();
        let made = match output.integration_external_id {
            Some(_) => applications.ensure(&application).await,
            None => applications.create(&application).await,
        };
        output.audit.request_ids = write.ids.list();
        match made {
            Ok(made) => {
                output.outcome = match made {
                    CreateOutcome::Created(_) => ApplicationOutcome::Created,
                    _ => ApplicationOutcome::AlreadyExisted,
                };
                output.application_id = made.application();
                output.candidate_id = Some(made.candidate());
                output.candidate_url = Some(made.candidate().page());
            }
            Err(error) => {
                let error = ActionError::of(ACTION.name(), &error);
                output.outcome = match error.kind {
                    ErrorKind::AlreadyExists => ApplicationOutcome::AlreadyExisted,
                    _ if error.is_unknown_outcome() => ApplicationOutcome::Unknown,
                    _ => return Err(error),
                };
                output.error = Some(error);
            }
        }
        Ok(output)
    }

    pub(super) async fn plan_application(&self, input: CreateApplication) -> Result<Plan, ActionError> {
        drop(new_application(&input)?);
        let reader = self.join.read_only();
        let job = reader.jobs().get(input.job_id).await.map_err(failed(ACTION))?;
        let Some(key) = &input.integration_external_id else {
            let plan = Plan::new(ACTION.name(), Effect::Writes, "Creates an application.");
            let message = "without an integration external id a second run creates a second application";
            return Ok(with_job(
                plan.request("POST", "/applications").warning("not_repeatable", message),
                &job,
            ));
        };
        let found = reader.applications().find(input.job_id, key).await.map_err(failed(ACTION))?;
        Ok(match found {
            Some(found) => Plan::new(
                ACTION.name(),
                Effect::Nothing,
                format!("The job has application {} with this external id already.", found.id),
            ),
            None => {
                let summary = "Creates an application; the job has none with this external id.";
                with_job(
                    Plan::new(ACTION.name(), Effect::Writes, summary).request("POST", "/applications"),
                    &job,
                )
            }
        })
    }
}

/// The plan with a warning about a job that is not online.
fn with_job(plan: Plan, job: &join_sdk::types::Job) -> Plan {
    match job.status.as_ref().map(|status| status.as_str()) {
        Some("ONLINE") | None => plan,
        Some(_) => {
            plan.warning("job_not_online", "the job is not online, and JOIN may refuse the application")
        }
    }
}

/// The application to create. Each refusal names its field.
fn new_application(input: &CreateApplication) -> Result<NewApplication, ActionError> {
    let (first, last) = (input.first_name.as_str(), input.last_name.as_str());
    let wrong = |pointer: &str, error: &join_sdk::Error| {
        ActionError::invalid(
            ACTION.name(),
            vec![FieldError::new(pointer, FieldCode::Format, error.to_string())],
        )
    };
    let made = NewApplication::new(input.job_id, first, last, input.email.as_str());
    let mut made = made.map_err(|error| wrong("", &error))?;
    if let Some(phone) = &input.phone {
        made = made.phone(phone.as_str()).map_err(|error| wrong("/phone", &error))?;
    }
    if let Some(source) = &input.source {
        made = made.source(source.clone());
    }
    if let Some(key) = &input.integration_external_id {
        made = made.external_id(key.as_str()).map_err(|error| wrong("/integration_external_id", &error))?;
    }
    for (index, file) in input.documents.iter().enumerate() {
        made = made.document(document(file).map_err(|message| {
            let field = FieldError::new(format!("/documents/{index}/content"), FieldCode::Format, message);
            ActionError::invalid(ACTION.name(), vec![field])
        })?);
    }
    Ok(made)
}

fn document(file: &NewDocument) -> Result<Document, String> {
    let bytes = BASE64.decode(file.content.as_str());
    let bytes =
        bytes.map_err(|_| "must be base64 of the standard alphabet, without line breaks".to_owned())?;
    let document =
        Document::from_bytes_up_to(MAX_BASE64 / 4 * 3, file.kind.clone(), file.file_name.as_str(), bytes);
    document.map_err(|error| error.to_string())
}
