//! Which failures end a request, and which are tried again.

use join_actions::ActionError;
use restate_sdk::prelude::{HandlerError, TerminalError};

/// Whether a write that may have been applied can be tried again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Repeat {
    /// It can't: a second try could write twice.
    Never,
    /// It can: a second try looks first, and writes what is missing.
    Looks,
}

/// What becomes of a failure: Restate tries again what may succeed later, and ends the request otherwise.
pub(crate) fn of_call(error: ActionError, repeat: Repeat) -> HandlerError {
    let may_try_again = match error.may_have_been_applied {
        true => repeat == Repeat::Looks,
        false => error.retryable,
    };
    if may_try_again { HandlerError::from(error) } else { terminal(error.http_status(), error.to_string()) }
}

/// A failure that ends the request, with a status of HTTP.
pub(crate) fn terminal(status: u16, message: impl Into<String>) -> HandlerError {
    TerminalError::new_with_code(status, message).into()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a failing step fails the test")]
mod tests {
    use super::*;

    fn error(retryable: bool, may_have_been_applied: bool) -> ActionError {
        serde_json::from_value(serde_json::json!({
            "action": "create_candidate_note", "kind": "timeout", "message": "no response", "what_to_do": "Wait.",
            "may_have_been_applied": may_have_been_applied, "retryable": retryable, "retry_after_seconds": null,
            "status": null, "request_id": null, "fields": [],
        }))
        .unwrap()
    }

    fn ends(error: ActionError, repeat: Repeat) -> bool {
        of_call(error, repeat).to_string().starts_with("Terminal")
    }

    trait Text {
        fn to_string(&self) -> String;
    }

    impl Text for HandlerError {
        fn to_string(&self) -> String {
            let error: &dyn std::error::Error = self.as_ref();
            format!("{error}")
        }
    }

    #[test]
    fn what_may_have_been_applied_is_tried_again_only_where_a_try_looks_first() {
        assert!(ends(error(true, true), Repeat::Never));
        assert!(!ends(error(true, true), Repeat::Looks));
        assert!(!ends(error(true, false), Repeat::Never));
        assert!(ends(error(false, false), Repeat::Looks));
        assert!(!ends(error(false, true), Repeat::Looks));
    }
}
