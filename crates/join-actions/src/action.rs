//! The actions by name: what each is, its schemas, and the check of an input.

use std::fmt;
use std::str::FromStr;
use std::sync::OnceLock;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::check::{Checker, normalised};
use crate::error::{ActionError, ErrorKind, FieldCode, FieldError};
use crate::{input, output, schema};

/// An action that a workflow can take.
///
/// ```
/// use join_actions::Action;
///
/// let names: Vec<&str> = Action::ALL.iter().map(|action| action.name()).collect();
/// assert_eq!(names.len(), 7);
/// assert_eq!("retrieve_job".parse(), Ok(Action::RetrieveJob));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Action {
    /// Reads one page of jobs.
    ListJobs,
    /// Reads one job.
    RetrieveJob,
    /// Reads one page of applications.
    ListApplications,
    /// Reads one application.
    RetrieveApplication,
    /// Creates an application.
    CreateApplication,
    /// Changes a candidate's tags.
    UpdateCandidate,
    /// Adds a note to a candidate.
    CreateCandidateNote,
    /// Offers jobs to choose from, for the form of another action.
    ChooseJob,
}

impl Action {
    /// The seven actions of a workflow.
    pub const ALL: [Action; 7] = [
        Action::ListJobs,
        Action::RetrieveJob,
        Action::ListApplications,
        Action::RetrieveApplication,
        Action::CreateApplication,
        Action::UpdateCandidate,
        Action::CreateCandidateNote,
    ];
    /// The actions that fill the choices of a form: an input field names one in `x-options`.
    pub const SELECTIONS: [Action; 1] = [Action::ChooseJob];

    /// All actions, the selections last.
    ///
    /// ```
    /// assert_eq!(join_actions::Action::every().count(), 8);
    /// ```
    pub fn every() -> impl Iterator<Item = Action> {
        Self::ALL.into_iter().chain(Self::SELECTIONS)
    }

    /// The action's name, such as `create_application`.
    pub fn name(self) -> &'static str {
        match self {
            Action::ListJobs => "list_jobs",
            Action::RetrieveJob => "retrieve_job",
            Action::ListApplications => "list_applications",
            Action::RetrieveApplication => "retrieve_application",
            Action::CreateApplication => "create_application",
            Action::UpdateCandidate => "update_candidate",
            Action::CreateCandidateNote => "create_candidate_note",
            Action::ChooseJob => "choose_job",
        }
    }

    /// The title for people, such as `Create Application`.
    pub fn title(self) -> &'static str {
        self.text("title")
    }

    /// What the action does, for people.
    pub fn description(self) -> &'static str {
        self.text("description")
    }

    /// Whether the action writes.
    pub fn is_write(self) -> bool {
        matches!(self, Action::CreateApplication | Action::UpdateCandidate | Action::CreateCandidateNote)
    }

    /// The JSON Schema of the input: draft 2020-12, without references.
    pub fn input_schema(self) -> &'static Value {
        self.checker().schema()
    }

    /// The JSON Schema of the output: draft 2020-12, without references.
    ///
    /// ```
    /// use join_actions::Action;
    ///
    /// let schema = Action::CreateApplication.output_schema();
    /// assert_eq!(schema["properties"]["schema_version"]["const"], 1);
    /// ```
    pub fn output_schema(self) -> Value {
        let name = self.name();
        match self {
            Action::ListJobs => schema::output::<output::JobList>(name),
            Action::RetrieveJob => schema::output::<output::RetrievedJob>(name),
            Action::ListApplications => schema::output::<output::ApplicationList>(name),
            Action::RetrieveApplication => schema::output::<output::RetrievedApplication>(name),
            Action::CreateApplication => schema::output::<output::CreatedApplication>(name),
            Action::UpdateCandidate => schema::output::<output::UpdatedCandidate>(name),
            Action::CreateCandidateNote => schema::output::<output::CreatedNote>(name),
            Action::ChooseJob => schema::output::<output::JobOptions>(name),
        }
    }

    /// The JSON Schema of a plan of any action.
    ///
    /// ```
    /// assert_eq!(join_actions::Action::plan_schema()["title"], "Plan");
    /// ```
    pub fn plan_schema() -> Value {
        schema::output::<output::Plan>("plan")
    }

    /// The JSON Schema of the error of any action.
    ///
    /// ```
    /// assert_eq!(join_actions::Action::error_schema()["type"], "object");
    /// ```
    pub fn error_schema() -> Value {
        schema::output::<ActionError>("error")
    }

    /// Checks an input without running it. A field that is null counts as left out.
    ///
    /// ```
    /// use join_actions::Action;
    /// use serde_json::json;
    ///
    /// let note = json!({ "candidate_id": 70001, "content": "Identity verified", "format": null });
    /// assert!(Action::CreateCandidateNote.check(&note).is_ok());
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidInput`] with all wrong fields at once.
    pub fn check(self, input: &Value) -> Result<(), ActionError> {
        self.accepted(input).map(drop)
    }

    /// Checks a typed input: its type has not met the schema.
    pub(crate) fn check_typed(self, input: &impl Serialize) -> Result<(), ActionError> {
        let unreadable = || FieldError::new("", FieldCode::Format, "the input can't be written as JSON");
        let input =
            serde_json::to_value(input).map_err(|_| ActionError::invalid(self.name(), vec![unreadable()]))?;
        self.check(&input)
    }

    /// Checks an input, and reads it as its type.
    pub(crate) fn read<T: DeserializeOwned>(self, input: &Value) -> Result<T, ActionError> {
        let input = self.accepted(input)?;
        // The text of this error would quote values; what the schema accepts is read, as the tests prove.
        serde_json::from_value(input).map_err(|_| {
            let field = FieldError::new("", FieldCode::Format, "the input can't be read");
            ActionError::invalid(self.name(), vec![field])
        })
    }

    fn accepted(self, input: &Value) -> Result<Value, ActionError> {
        let input = normalised(input);
        let errors = self.checker().check(&input);
        if errors.is_empty() { Ok(input) } else { Err(ActionError::invalid(self.name(), errors)) }
    }

    /// The schema of the input, made on first use.
    fn checker(self) -> &'static Checker {
        macro_rules! made {
            ($input:ty) => {{
                static MADE: OnceLock<Checker> = OnceLock::new();
                MADE.get_or_init(|| Checker::new(schema::input::<$input>(self.name())))
            }};
        }
        match self {
            Action::ListJobs => made!(input::ListJobs),
            Action::RetrieveJob => made!(input::RetrieveJob),
            Action::ListApplications => made!(input::ListApplications),
            Action::RetrieveApplication => made!(input::RetrieveApplication),
            Action::CreateApplication => made!(input::CreateApplication),
            Action::UpdateCandidate => made!(input::UpdateCandidate),
            Action::CreateCandidateNote => made!(input::CreateCandidateNote),
            Action::ChooseJob => made!(input::ChooseJob),
        }
    }

    fn text(self, key: &str) -> &'static str {
        self.input_schema().get(key).and_then(Value::as_str).unwrap_or_default()
    }
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for Action {
    type Err = ActionError;

    /// Finds an action by its name.
    fn from_str(name: &str) -> Result<Self, ActionError> {
        Self::every().find(|action| action.name() == name).ok_or_else(|| {
            let names: Vec<&str> = Self::every().map(Action::name).collect();
            let message = format!("there is no such action; the actions are {}", names.join(", "));
            ActionError::new(name, ErrorKind::UnknownAction, message)
        })
    }
}
