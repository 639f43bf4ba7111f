//! The shapes of bodies, and which operation a request asks for.

use super::generated::{ERROR, OPERATIONS};

/// What a recording does to a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A number of JOIN's: another number of the same length.
    Id,
    Name,
    Email,
    Phone,
    /// Any other text: other letters and digits of the same case and script.
    Text,
    /// The message of an error: the phrases that clients act on stay.
    Message,
    /// The type of an error: stays where it is built of common words.
    ErrorType,
    Url,
    FileName,
    /// The content of a file in base64.
    FileData,
    Tag,
    /// The answer to a screening question, of any type.
    Answer,
    /// One of these values stays, any other is a text.
    Known(&'static [&'static str]),
    /// A code of two letters stays, for a language or a country.
    Code,
    /// A time: moved by the same span as all others.
    Time,
    /// An amount of money: other digits.
    Amount,
    /// A count or a boolean: stays.
    Plain,
}

/// The shape of a value.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Shape {
    Leaf(Kind),
    List(&'static Shape),
    Object(&'static Object),
}

/// An object and its fields.
#[derive(Debug)]
pub(crate) struct Object {
    pub(crate) fields: &'static [(&'static str, Shape)],
}

impl Object {
    pub(crate) fn field(&self, name: &str) -> Option<Shape> {
        self.fields.iter().find(|(field, _)| *field == name).map(|(_, shape)| *shape)
    }
}

/// An operation and its bodies.
#[derive(Debug)]
pub(crate) struct Operation {
    pub(crate) method: &'static str,
    /// Path with its placeholders, such as `/jobs/{jobId}`.
    pub(crate) path: &'static str,
    pub(crate) parameters: &'static [(&'static str, Shape)],
    pub(crate) request: Option<Shape>,
    pub(crate) success: Shape,
}

impl Operation {
    /// The operation of a request. The path is that below the base URL, still percent-encoded.
    pub(crate) fn of(method: &str, path: &str) -> Option<&'static Operation> {
        OPERATIONS.iter().find(|operation| {
            operation.method == method
                && operation.path.split('/').count() == path.split('/').count()
                && operation.path.split('/').zip(path.split('/')).all(|(pattern, part)| {
                    if pattern.starts_with('{') { !part.is_empty() } else { pattern == part }
                })
        })
    }

    pub(crate) fn parameter(&self, name: &str) -> Option<Kind> {
        self.parameters.iter().find(|(parameter, _)| *parameter == name).and_then(|(_, shape)| match shape {
            Shape::Leaf(kind) => Some(*kind),
            Shape::List(_) | Shape::Object(_) => None,
        })
    }

    /// The shape of a response with this status.
    pub(crate) fn response(&self, status: u16) -> Shape {
        if (200..300).contains(&status) { self.success } else { error() }
    }
}

/// The shape of an error.
pub(crate) fn error() -> Shape {
    ERROR
}

/// Whether a word is the name of a field somewhere in the document, and therefore nobody's secret.
pub(crate) fn is_field_name(word: &str) -> bool {
    fn names(shape: &Shape, word: &str) -> bool {
        match shape {
            Shape::Leaf(_) => false,
            Shape::List(items) => names(items, word),
            Shape::Object(object) => {
                object.fields.iter().any(|(field, shape)| *field == word || names(shape, word))
            }
        }
    }
    let bodies =
        OPERATIONS.iter().flat_map(|operation| operation.request.into_iter().chain([operation.success]));
    bodies.chain([ERROR]).any(|shape| names(&shape, word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_leads_to_its_operation_and_to_no_other() {
        let of = |method, path| Operation::of(method, path).map(|operation| operation.path);
        assert_eq!(of("GET", "/jobs"), Some("/jobs"));
        assert_eq!(of("PATCH", "/jobs/7/changeStatus"), Some("/jobs/{jobId}/changeStatus"));
        assert_eq!(of("GET", "/jobs/7"), Some("/jobs/{jobId}"));
        for (method, path) in [
            ("GET", "/jobs/"),
            ("GET", "/jobs/7/"),
            ("GET", "jobs"),
            ("PUT", "/jobs"),
            ("GET", "/candidates/7"),
            ("GET", "/scorecards"),
        ] {
            assert_eq!(of(method, path), None, "{method} {path}");
        }
    }

    #[test]
    fn names_of_fields_are_known_at_any_depth() {
        assert!(["iso3166", "isShownOnJobAd", "tags", "message", "data"].into_iter().all(is_field_name));
        assert!(!is_field_name("rating") && !is_field_name("JobId"));
    }
}
