//! The JSON that a handler gets. A wrong one ends the request; it would be wrong the next time too.

use bytes::Bytes;
use restate_sdk::prelude::HandlerError;
use restate_sdk::serde::{Deserialize, PayloadMetadata, Serialize};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::failure::terminal;

/// A body, JSON or not.
pub(crate) struct Input(Option<Value>);

impl Input {
    /// Puts JSON into a request to another handler.
    pub(crate) fn new(value: Value) -> Self {
        Self(Some(value))
    }

    /// The JSON object; an empty one for no body.
    pub(crate) fn object(self) -> Result<Map<String, Value>, HandlerError> {
        match self.0 {
            Some(Value::Object(fields)) => Ok(fields),
            Some(Value::Null) => Ok(Map::new()),
            _ => Err(terminal(422, "the body is no JSON object; nothing was sent")),
        }
    }

    /// The JSON as this type. The error names the place, and no value.
    pub(crate) fn read<T: DeserializeOwned>(self) -> Result<T, HandlerError> {
        let value = Value::Object(self.object()?);
        serde_path_to_error::deserialize(value).map_err(|error| {
            let place = error.path().to_string();
            let message = match place.as_str() {
                "." => "a field of the input is missing, unknown or of the wrong form; nothing was sent"
                    .to_owned(),
                place => format!(
                    "the field {place} of the input is unknown or of the wrong form; nothing was sent"
                ),
            };
            terminal(422, message)
        })
    }
}

impl Deserialize for Input {
    type Error = std::convert::Infallible;

    fn deserialize(bytes: &mut Bytes) -> Result<Self, Self::Error> {
        if bytes.is_empty() {
            return Ok(Self(Some(Value::Null)));
        }
        Ok(Self(serde_json::from_slice(bytes).ok()))
    }
}

impl Serialize for Input {
    type Error = serde_json::Error;

    fn serialize(&self) -> Result<Bytes, Self::Error> {
        serde_json::to_vec(&self.0).map(Into::into)
    }
}

impl PayloadMetadata for Input {}
