//! What to do after a failure, in words for the person who configures a workflow.

use join_sdk::Advice;

use super::kind::ErrorKind;

/// What to do. It names fields of the inputs, and no method.
pub(super) fn of(kind: ErrorKind, advice: Option<Advice>) -> &'static str {
    match advice {
        Some(Advice::ReuseExisting) => {
            return "Set reuse_existing to take the tag that is there, or name another tag.";
        }
        Some(Advice::AllowLargeRemoval) => {
            return "Check the tags to remove; set allow_large_removal if all of them are to go.";
        }
        Some(Advice::AllowForeign) => {
            return "Name only tags that begin with the owner's prefix, or leave the owner out.";
        }
        Some(Advice::UseJournal) => return "Leave the key out, or run the action where a journal is kept.",
        Some(Advice::SettleNote) => {
            return "Look at the candidate in JOIN for the note, then record in the journal what you saw.";
        }
        _ => {}
    }
    match kind {
        ErrorKind::UnknownAction => "Use the name of one of the actions.",
        ErrorKind::InvalidInput => "Fix the fields, then run the action again.",
        ErrorKind::InvalidMapping => "Fix the mapping, or the source, at the places named.",
        ErrorKind::Config => "Fix the setting that the message names.",
        ErrorKind::ReadOnly => "Use a client that may write, if you intend a write.",
        ErrorKind::Refused => "Read the message, change the input, then run the action again.",
        ErrorKind::Unauthorized => {
            "Check that the token was copied whole and is not revoked (JOIN, User Settings, API Credentials), and that the plan is Advanced or Enterprise."
        }
        ErrorKind::PlanRequired => "Ask for a plan with API access: Advanced or Enterprise.",
        ErrorKind::Forbidden => {
            "Make the token as a System Admin, and check that the plan is Advanced or Enterprise."
        }
        ErrorKind::NotFound => "Check the id; it belongs to one company, and so to one token.",
        ErrorKind::Validation => "Fix the values that JOIN rejected, then run the action again.",
        ErrorKind::Conflict => "Read again, then decide again.",
        ErrorKind::AlreadyExists => "Find it in the list instead of creating it.",
        ErrorKind::RateLimited => "Wait as long as JOIN asks, then run the action again.",
        ErrorKind::Server | ErrorKind::Timeout | ErrorKind::Transport => {
            "Run the action again later; after a write that may have been applied, check in JOIN first."
        }
        ErrorKind::UnexpectedStatus => "Check the base URL; a proxy may be in between.",
        ErrorKind::Connect => {
            "Check the network, the proxy and the base URL; it is safe to run the action again."
        }
        ErrorKind::Certificate => "Install the system's certificates, or the root certificate of your proxy.",
        ErrorKind::Decode => {
            "Check the network and the base URL, and report the place; after a write, check in JOIN first."
        }
        ErrorKind::TooLarge => "Ask for smaller pages.",
        ErrorKind::TagsUnknown => "Try again later; the account may not show tags to this token.",
        ErrorKind::Unverified => "Read the tags again and decide again; another writer may have written too.",
        ErrorKind::Contended => "Run the action again when there is less traffic.",
        ErrorKind::TagRejected => "Change the tags, then run the action again.",
        ErrorKind::UnknownOutcome => {
            "Check in JOIN whether it was written. With an integration external id, or an edit of tags, run the action again later: it writes only what is missing."
        }
        ErrorKind::Io => "Check the disk and the permissions of the file.",
        ErrorKind::Other => "Read the message.",
    }
}
