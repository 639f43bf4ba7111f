//! A data file as a whole: from JSON into a company, and back.

use std::fmt;
use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

use serde_json::Value;

use crate::company::clock::Clock;
use crate::company::store::{Application, Candidate, Note, Store, numbered};
use crate::data::applications::{Named, applications};
use crate::data::company::Company;
use crate::data::error::{DataError, Problems};
use crate::data::jobs::{jobs, offices};
use crate::data::json::Unique;
use crate::data::object::{Object, TEXT, TIME};
use crate::data::people::people;
use crate::data::write;

/// The largest file that is read.
const MOST_BYTES: u64 = 256 * 1024 * 1024;

const FILE: &[&str] = &["$schema", "clock", "offices", "jobs", "candidates", "applications"];

/// The data of a company: offices, jobs, candidates with tags and notes, and applications with files.
///
/// It comes from a JSON file or from a running sandbox, and replaces the seeded company. What it doesn't list doesn't
/// exist. All fields are optional but those that say what an application belongs to. [`Data::schema`] describes the
/// file. Clones are cheap.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use join_sandbox::{Data, JoinSandbox, Tags};
///
/// let data = Data::from_json(r#"{
///     "jobs": [{ "externalId": "ENG-1", "title": "Engineer" }],
///     "candidates": [{ "id": 7, "email": "ada@example.com", "tags": ["hr:called"] }],
///     "applications": [{ "job": "ENG-1", "candidate": "ada@example.com" }]
/// }"#)?;
/// let sandbox = JoinSandbox::builder().data(data).start().await?;
/// assert_eq!(sandbox.tags(7), Some(Tags::from(["hr:called"])));
/// assert_eq!(sandbox.application_count(), 1);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, PartialEq)]
pub struct Data(Arc<Company>);

impl Data {
    /// Reads the text of a data file.
    ///
    /// # Errors
    ///
    /// Fails with all problems at once: what is not JSON, fields that the format doesn't know or that hold another type,
    /// and rows that contradict each other.
    pub fn from_json(json: impl AsRef<[u8]>) -> Result<Data, DataError> {
        let json = json.as_ref();
        // Some editors put a mark in front.
        let json = json.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(json);
        let Unique(value) = serde_json::from_slice(json).map_err(DataError::not_json)?;
        Ok(Data(Arc::new(read(&value)?)))
    }

    /// Reads a data file of at most 256 MiB.
    ///
    /// ```no_run
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use join_sandbox::{Data, JoinSandbox};
    ///
    /// let sandbox = JoinSandbox::builder().data(Data::from_file("company.json")?).start().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Fails when the file can't be read or is too large, and as [`Data::from_json`].
    pub fn from_file(path: impl AsRef<Path>) -> Result<Data, DataError> {
        let file = File::open(path).map_err(DataError::unreadable)?;
        let mut json = Vec::new();
        file.take(MOST_BYTES + 1).read_to_end(&mut json).map_err(DataError::unreadable)?;
        if json.len() as u64 > MOST_BYTES {
            return Err(DataError::too_large(MOST_BYTES));
        }
        Data::from_json(json)
    }

    /// The JSON Schema of data files, as a text.
    ///
    /// ```
    /// let schema: serde_json::Value = serde_json::from_str(join_sandbox::Data::schema())?;
    /// assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    pub fn schema() -> &'static str {
        include_str!("../../data.schema.json")
    }

    /// The text of a data file with this data, all ids included.
    ///
    /// Loaded again, it gives the same responses.
    ///
    /// ```
    /// use join_sandbox::Data;
    ///
    /// let data = Data::from_json(r#"{ "candidates": [{ "tags": null }] }"#)?;
    /// let again = Data::from_json(data.to_json())?;
    /// assert!(again == data);
    /// # Ok::<(), join_sandbox::DataError>(())
    /// ```
    pub fn to_json(&self) -> String {
        format!("{:#}", write::company(&self.0))
    }

    /// A company with these rows.
    pub(crate) fn store(&self, seed: u64, clock: Clock) -> Store {
        let mut store = Store::empty(seed, self.0.clock, clock);
        self.0.offices.iter().for_each(|office| store.offices.put(office.id, office.clone()));
        self.0.jobs.iter().for_each(|job| store.jobs.put(job.id, job.clone()));
        for candidate in &self.0.candidates {
            store.put_candidate(candidate.clone());
        }
        for application in &self.0.applications {
            store.put_application(application.clone());
        }
        self.0.notes.iter().for_each(|note| {
            store.notes.add(|_| note.clone());
        });
        store
    }

    /// The rows that a company has now.
    pub(crate) fn of(store: &Store) -> Data {
        let candidate = |candidate: &Candidate| Candidate { applications: Vec::new(), ..candidate.clone() };
        let application =
            |row: &Application| Application { attachments: numbered(row.attachments.clone()), ..row.clone() };
        Data(Arc::new(Company {
            clock: store.clock,
            offices: store.offices.iter().cloned().collect(),
            jobs: store.jobs.iter().cloned().collect(),
            candidates: store.candidates.iter().map(candidate).collect(),
            applications: store.applications.iter().map(application).collect(),
            notes: store.notes.iter().cloned().collect(),
        }))
    }
}

impl fmt::Debug for Data {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Data")
            .field("offices", &self.0.offices.len())
            .field("jobs", &self.0.jobs.len())
            .field("candidates", &self.0.candidates.len())
            .field("applications", &self.0.applications.len())
            .field("notes", &self.0.notes.len())
            .finish_non_exhaustive()
    }
}

fn read(value: &Value) -> Result<Company, DataError> {
    let problems = Problems::default();
    let company = Object::read(value, String::new(), FILE, &problems).map(|file| rows(&file));
    problems.into_result()?;
    // Without a problem it is an object.
    Ok(company.unwrap_or_else(|| Company::empty(Clock::Fixed.start())))
}

fn rows(file: &Object<'_>) -> Company {
    file.get("$schema", &TEXT);
    let given = file.get("clock", &TIME);
    // Without a clock it starts with the latest row, so any time is fine while reading.
    let clock = given.unwrap_or(i64::MAX);
    let mut company = Company::empty(Clock::Fixed.start());
    company.offices = offices(file);
    company.jobs = jobs(file, clock, &company.offices);
    for person in people(file) {
        let candidate_id = person.candidate.id;
        company.candidates.push(person.candidate);
        company.notes.extend(person.notes.into_iter().map(|content| Note { candidate_id, content }));
    }
    let named = Named::new(&company.jobs, company.candidates.iter());
    company.applications = applications(file, clock, &named);
    company.start_clock(given);
    // Lists show the newest first, and rows of one time in the file's order reversed.
    company.jobs.sort_by_key(|job| job.created_at);
    company.applications.sort_by_key(|application| application.created_at);
    company
}
