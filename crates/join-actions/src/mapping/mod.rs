//! Field mapping: fills an action's input from any source JSON.
//!
//! A mapping is a JSON file. It names an action, and for each field of its input where the value comes from: a place in the
//! source, a template, or a fixed value; then transforms, and a default for a source without the value.
//!
//! ```
//! use join_actions::Mapping;
//! use serde_json::json;
//!
//! let mapping = Mapping::from_json(&json!({
//!     "action": "create_application",
//!     "fields": {
//!         "job_id": { "value": 301 },
//!         "first_name": { "from": "/person/name", "transform": [{ "name_part": "first" }] },
//!         "last_name": { "from": "/person/name", "transform": [{ "name_part": "last" }] },
//!         "email": { "from": "/person/mail", "transform": ["trim", "lower"] },
//!         "phone": { "from": "/person/phone", "transform": [{ "phone": { "region": "CH" } }] },
//!         "integration_external_id": { "template": "inq_{{ id }}" },
//!     },
//! }))?;
//! let source = json!({ "id": 7, "person": { "name": "Ada Lovelace", "mail": " Ada@Example.com", "phone": "044 668 18 00" } });
//! let input = mapping.apply(&source)?;
//! assert_eq!(input["first_name"], "Ada");
//! assert_eq!(input["email"], "ada@example.com");
//! assert_eq!(input["phone"], "+41446681800");
//! assert_eq!(input["integration_external_id"], "inq_7");
//! # Ok::<(), join_actions::ActionError>(())
//! ```

mod apply;
mod plan;
mod rule;
mod target;
mod template;
mod transform;

use std::fmt;
use std::sync::OnceLock;

use serde_json::Value;

use self::apply::Filled;
use self::plan::Field;
use self::rule::File;
use crate::action::Action;
use crate::check::{Checker, normalised};
use crate::error::{ActionError, FieldCode, FieldError};
use crate::schema;

/// A checked field mapping: see the [module](self).
#[derive(Clone, PartialEq)]
pub struct Mapping {
    action: Action,
    fields: Vec<Field>,
}

impl Mapping {
    /// Reads a mapping, and checks it against the action's schema.
    ///
    /// ```
    /// use join_actions::Mapping;
    /// use serde_json::json;
    ///
    /// let wrong = json!({ "action": "retrieve_job", "fields": { "id": { "value": 301 } } });
    /// let error = Mapping::from_json(&wrong).unwrap_err();
    /// let places: Vec<_> = error.fields.iter().map(|field| (field.pointer.as_str(), field.mapping.as_deref())).collect();
    /// assert_eq!(places, [("/id", Some("/fields/id")), ("/job_id", Some("/fields"))]);
    /// ```
    ///
    /// # Errors
    ///
    /// [`InvalidMapping`](crate::ErrorKind::InvalidMapping) with all errors at once: the pointer is the field of the action, `mapping` the place in the
    /// mapping. An unknown field, a required one without a rule, a fixed value of a wrong type, a template that can't be read.
    pub fn from_json(mapping: &Value) -> Result<Self, ActionError> {
        let mapping = normalised(mapping);
        let name = mapping.get("action").and_then(Value::as_str).unwrap_or_default();
        let errors = Self::checker().check(&mapping);
        if !errors.is_empty() {
            let inside = |error: FieldError| FieldError::new("", error.code, error.message).at(error.pointer);
            return Err(ActionError::unmapped(name, errors.into_iter().map(inside).collect()));
        }
        let unreadable = || FieldError::new("", FieldCode::Mapping, "the mapping can't be read").at("");
        let file: File = serde_json::from_value(mapping.clone())
            .map_err(|_| ActionError::unmapped(name, vec![unreadable()]))?;
        let action: Action = file.action.parse()?;
        let fields = plan::fields(action, file.fields)?;
        Ok(Self { action, fields })
    }

    /// The JSON Schema of a mapping file: draft 2020-12, without references.
    ///
    /// ```
    /// assert_eq!(join_actions::Mapping::schema()["title"], "Field Mapping");
    /// ```
    pub fn schema() -> &'static Value {
        Self::checker().schema()
    }

    /// The action whose input it fills.
    pub fn action(&self) -> Action {
        self.action
    }

    /// Fills the action's input from a source. What comes out is valid input.
    ///
    /// ```
    /// use join_actions::Mapping;
    /// use serde_json::json;
    ///
    /// let mapping = json!({ "action": "retrieve_job", "fields": { "job_id": { "from": "/job" } } });
    /// let mapping = Mapping::from_json(&mapping)?;
    /// assert_eq!(mapping.apply(&json!({ "job": "301" }))?, json!({ "job_id": 301 }));
    /// assert!(mapping.apply(&json!({})).is_err());
    /// # Ok::<(), join_actions::ActionError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`InvalidMapping`](crate::ErrorKind::InvalidMapping) with all errors at once, each with the field and its place in the mapping, and without any
    /// value of the source.
    pub fn apply(&self, source: &Value) -> Result<Value, ActionError> {
        let Filled { input, mut errors, places } = apply::fill(&self.fields, source);
        if let Err(invalid) = self.action.check(&input) {
            let known: Vec<String> = errors.iter().map(|error| error.pointer.clone()).collect();
            let more = invalid.fields.into_iter().filter(|error| !known.contains(&error.pointer));
            errors.extend(more.map(|error| self.located(error, &places)));
        }
        if errors.is_empty() {
            return Ok(normalised(&input));
        }
        errors.sort();
        Err(ActionError::unmapped(self.action.name(), errors))
    }

    /// The error with the place of the rule that gave the value, or that should have.
    fn located(&self, error: FieldError, places: &[(String, String)]) -> FieldError {
        let rules = self.fields.iter().map(|field| (field.target.as_str(), field.place.as_str()));
        let given = places.iter().map(|(pointer, place)| (pointer.as_str(), place.as_str()));
        let mut all = given.chain(rules);
        let place = all.find(|(pointer, _)| target::is_in(&error.pointer, pointer));
        let place = place.map_or("/fields", |(_, place)| place).to_owned();
        error.at(place)
    }

    fn checker() -> &'static Checker {
        static MADE: OnceLock<Checker> = OnceLock::new();
        MADE.get_or_init(|| Checker::new(schema::document::<File>("mapping")))
    }
}

impl fmt::Debug for Mapping {
    /// Omits the rules, whose fixed values can be personal data.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let targets: Vec<&str> = self.fields.iter().map(|field| field.target.as_str()).collect();
        f.debug_struct("Mapping").field("action", &self.action).field("targets", &targets).finish()
    }
}
