//! What JOIN's answer says about a token. Pure.

use join_sdk::{Error, ErrorKind};

use crate::exit::{ExitCode, Failure};
use crate::text::explained::{clean, said};

/// Words of a refusal that is about the user (evidence: inferred).
const ADMIN: &[&str] = &["admin", "admins", "administrator", "administrators", "role", "roles"];

/// Words of a refusal that is about the plan (evidence: inferred).
const PLAN: &[&str] = &["plan", "plans", "upgrade", "subscription", "trial", "billing"];

/// What is known about a token, as far as JOIN tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Finding {
    Works,
    /// 401: wrong, cut off or revoked. JOIN tells none of these apart.
    WrongToken,
    /// The company's plan.
    NoPlan,
    /// The user is no System Admin.
    NoAdmin,
    /// 403 that says neither.
    NoPlanOrNoAdmin,
    /// JOIN gave no answer about the token.
    Unchecked,
}

impl Finding {
    /// Reads the answer to a request.
    pub(crate) fn of(answer: Result<(), &Error>) -> Self {
        let Err(error) = answer else { return Self::Works };
        let detail = error.api_error();
        let message = detail.and_then(|detail| detail.message.as_ref()).map(|message| message.as_str());
        let type_ = detail.and_then(|detail| detail.type_.as_deref());
        let said = [message, type_].into_iter().flatten().collect::<Vec<_>>().join(" ").to_lowercase();
        let speaks_of = |words: &[&str]| {
            said.split(|letter: char| !letter.is_alphanumeric()).any(|word| words.contains(&word))
        };
        match error.kind() {
            ErrorKind::Unauthorized | ErrorKind::Forbidden if speaks_of(ADMIN) => Self::NoAdmin,
            ErrorKind::PlanRequired => Self::NoPlan,
            ErrorKind::Unauthorized | ErrorKind::Forbidden if speaks_of(PLAN) => Self::NoPlan,
            ErrorKind::Unauthorized => Self::WrongToken,
            ErrorKind::Forbidden => Self::NoPlanOrNoAdmin,
            _ => Self::Unchecked,
        }
    }

    /// The name for programs.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Works => "works",
            Self::WrongToken => "wrong_token",
            Self::NoPlan => "no_plan",
            Self::NoAdmin => "no_system_admin",
            Self::NoPlanOrNoAdmin => "no_plan_or_no_system_admin",
            Self::Unchecked => "unchecked",
        }
    }

    /// A sentence for people, with what to do.
    pub(crate) fn sentence(self) -> &'static str {
        match self {
            Self::Works => "JOIN accepts the token.",
            Self::WrongToken => {
                "JOIN rejects the token: it is wrong, cut off or revoked; JOIN does not say which, and may answer the same \
                 where the plan has no API access. Make a token in JOIN under User Settings, API Credentials."
            }
            Self::NoPlan => {
                "JOIN says that the plan has no API access. It comes with the plans Advanced and Enterprise."
            }
            Self::NoAdmin => {
                "JOIN says that the token's user has not the rights. Make the token as a System Admin of the company."
            }
            Self::NoPlanOrNoAdmin => {
                "JOIN refuses access: either the plan is neither Advanced nor Enterprise, or the token's user is no System \
                 Admin. JOIN does not say which."
            }
            Self::Unchecked => "The token could not be checked.",
        }
    }

    /// The failure to end with, if the token does not work.
    pub(super) fn failure(self, error: Error) -> Failure {
        match self {
            Self::Unchecked | Self::Works => {
                let Failure { message, code } = error.into();
                Failure::with(code, format!("the token could not be checked: {message}"))
            }
            _ => {
                let status = error.status().map(|status| format!("status {}", status.as_u16()));
                let said = said(&error).map(|said| format!("JOIN says: {said}"));
                let request = error.request_id().map(|id| format!("request {}", clean(id)));
                let facts: Vec<_> = [status, said, request].into_iter().flatten().collect();
                Failure::with(ExitCode::Auth, format!("{} ({})", self.sentence(), facts.join("; ")))
            }
        }
    }
}
