//! Token, plan and quota.

use std::collections::BTreeSet;

use join_sdk::ErrorKind;

use crate::commands::auth::finding::Finding as Access;
use crate::commands::doctor::finding::{Finding, Verdict};
use crate::commands::doctor::observation::{Body, Observations, Reply};
use crate::exit::ExitCode;

/// Numbers from here up are points in time, not seconds to wait.
const EPOCH_LIKE: u64 = 1_000_000_000;

pub(super) fn check(seen: &Observations) -> Vec<Finding> {
    let [token, plan] = token_and_plan(seen);
    vec![token, plan, quota(seen), refused_parts(seen)]
}

fn token_and_plan(seen: &Observations) -> [Finding; 2] {
    let worked = seen.answers().any(|(_, answer)| !matches!(answer.body, Body::NotJson));
    if worked {
        return [
            Finding::new("token", Verdict::Ok, "requests with the token succeed"),
            Finding::new("plan", Verdict::Ok, "requests with the token succeed")
                .inferred("the company's plan has API access"),
        ];
    }
    let refusal = seen.iter().find_map(|(_, reply)| match reply {
        // A page for people says nothing about the token.
        Reply::Refusal(refusal) if !refusal.is_page => Some(refusal),
        _ => None,
    });
    let Some(refusal) = refusal else {
        return ["token", "plan"].map(|check| Finding::unknown(check, "nothing: no response of the API"));
    };
    let status = refusal
        .status
        .map_or("nothing: there was no response".to_owned(), |status| format!("status {status}"));
    let failed = |check| {
        let finding = Finding::new(check, Verdict::Failed, status.clone());
        finding.inferred(refusal.access.sentence()).code(ExitCode::Auth)
    };
    let unknown = |check| Finding::unknown(check, status.clone());
    match refusal.access {
        Access::WrongToken => {
            [failed("token").todo("run `joinctl auth login` with a new token"), unknown("plan")]
        }
        Access::NoAdmin => {
            [failed("token").todo("make the token as a System Admin of the company"), unknown("plan")]
        }
        Access::NoPlan => {
            [unknown("token"), failed("plan").todo("ask the company for the plan Advanced or Enterprise")]
        }
        Access::NoPlanOrNoAdmin => [
            failed("token").todo("make the token as a System Admin; otherwise see the plan"),
            unknown("plan").todo("check that the company's plan is Advanced or Enterprise"),
        ],
        Access::Works | Access::Unchecked => [unknown("token"), unknown("plan")],
    }
}

/// The report for an account whose token is missing or unusable.
pub(in crate::commands::doctor) fn without_client(code: ExitCode) -> Finding {
    Finding::new("token", Verdict::Failed, "no usable token or base URL; nothing was sent")
        .todo("see the error message; `joinctl auth status --verbose` shows the settings")
        .code(code)
}

fn quota(seen: &Observations) -> Finding {
    let check = "quota";
    let refused = seen.iter().find_map(|(_, reply)| match reply {
        Reply::Refusal(refusal) if refusal.kind == ErrorKind::RateLimited => refusal.status,
        _ => None,
    });
    if let Some(status) = refused {
        return Finding::new(check, Verdict::Failed, format!("status {status} for too many requests"))
            .inferred("the quota is used up, perhaps by another program with this token")
            .todo("wait some minutes, then run it again")
            .code(ExitCode::RateLimited);
    }
    let Some(headers) =
        seen.answers().map(|(_, answer)| &answer.quota).filter(|quota| !quota.is_empty()).last()
    else {
        return Finding::unknown(check, "no quota header in a successful response")
            .inferred("the quota is learned from refusals only");
    };
    let shown: Vec<_> = headers
        .iter()
        .map(|(name, number)| match number {
            Some(number) => format!("{name} {number}"),
            None => format!("{name}, which is no number"),
        })
        .collect();
    let shown = shown.join(", ");
    let reset = headers.iter().find(|(name, _)| *name == "x-ratelimit-reset").and_then(|(_, number)| *number);
    if reset.is_some_and(|reset| reset >= EPOCH_LIKE) {
        return Finding::new(check, Verdict::Differs, shown)
            .inferred("x-ratelimit-reset is a point in time, not seconds to wait")
            .todo("apply the patch; both forms work");
    }
    match headers.iter().all(|(_, number)| number.is_some()) {
        true => Finding::new(check, Verdict::Ok, shown),
        false => Finding::new(check, Verdict::Differs, shown).todo("report it; such a header is ignored"),
    }
}

/// Operations that failed while others worked.
fn refused_parts(seen: &Observations) -> Finding {
    let check = "operations";
    let is_usual = |reply: &Reply| matches!(reply, Reply::Answer(answer) if matches!(answer.body, Body::List(_) | Body::Object(_)));
    let working = seen.iter().filter(|(_, reply)| is_usual(reply)).map(|(question, _)| question.operation());
    let works: BTreeSet<&str> = working.collect();
    let failed: Vec<_> = seen
        .iter()
        .filter(|(question, _)| !works.contains(question.operation()))
        .map(|(question, reply)| format!("{}: {}", question.operation(), reply.shown()))
        .collect();
    if works.is_empty() {
        return Finding::unknown(check, "nothing: no request succeeded");
    }
    match failed.is_empty() {
        true => Finding::new(
            check,
            Verdict::Ok,
            format!("responses to {}", works.into_iter().collect::<Vec<_>>().join(", ")),
        ),
        false => Finding::new(check, Verdict::Differs, failed.join("; ")).todo(
            "run it again; if it stays, the token's user may lack the rights, or the document is wrong",
        ),
    }
}
