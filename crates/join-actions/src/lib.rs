//! Workflow actions for the JOIN recruiting API: JSON in, JSON out.
//!
//! Seven steps that a workflow engine, a person or an agent configures by a form: list and read jobs and applications,
//! create an application, change a candidate's tags, add a note. Each has a JSON Schema of its input and its output, checks
//! all fields at once, can be planned before it runs, and takes the safe path of [`join_sdk`].
//!
//! ```no_run
//! use join_actions::{Action, Actions};
//! use serde_json::json;
//!
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! for action in Action::ALL {
//!     println!("{}: {}", action.name(), action.input_schema());
//! }
//! let actions = Actions::new(join_sdk::Join::from_env()?);
//! let input = json!({
//!     "job_id": 301, "first_name": "Ada", "last_name": "Lovelace", "email": "ada@example.com",
//!     "integration_external_id": "inq_123",
//! });
//! println!("{}", actions.plan("create_application", &input).await?);
//! let made = actions.run("create_application", &input).await?;
//! println!("{} {}", made["outcome"], made["application_id"]);
//! # Ok(()) }
//! ```
//!
//! | task | start at |
//! | --- | --- |
//! | list the actions, read their schemas, check an input | [`Action`] |
//! | run or plan an action by name, or typed | [`Actions`] |
//! | read what happened | [`output`] |
//! | handle errors, with the pointers of wrong fields | [`ActionError`], [`FieldError`] |
//! | fill an input from any JSON | `Mapping` (feature `mapping`) |
//! | import the actions into a workflow engine | [`openapi()`] |
//!
//! # Personal data
//!
//! Outputs carry it, since they are the result. `Debug` of all types hides it, and errors hold no value of an input.
//!
//! # Features
//!
//! - `mapping` (default): field mapping, with a template engine and the table of the world's telephone numbers.

#![cfg_attr(docsrs, feature(doc_cfg))]

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

mod action;
mod check;
mod error;
mod forms;
pub mod input;
#[cfg(feature = "mapping")]
pub mod mapping;
mod openapi;
pub mod output;
mod personal;
mod run;
mod schema;

pub use action::Action;
pub use error::{ActionError, ErrorKind, FieldCode, FieldError};
#[cfg(feature = "mapping")]
pub use mapping::Mapping;
pub use openapi::openapi;
pub use personal::Personal;
pub use run::Actions;
