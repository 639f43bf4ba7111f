//! What goes wrong in the sandbox: the rules of its faults.

use clap::Args;
use join_sandbox::{FaultRule, JoinSandboxBuilder, SettingError};

use crate::exit::Outcome;
use crate::output::out::Out;

/// The options of the faults.
#[derive(Args)]
#[command(next_help_heading = "Faults")]
pub(super) struct Faults {
    /// A fault of some requests, such as create-application:lose-answer#2. Repeatable; `help` lists all.
    #[arg(long, value_name = "[REQUESTS:]FAULT", value_parser = named_rule, long_help = FAULT)]
    fault: Vec<Named>,
}

// Lines of help are indented by ten columns and fit into 80.
const FAULT: &str = "\
A fault of some requests, such as create-application:lose-answer#2.
Repeatable: the first rule that strikes counts. `help` lists all.

  get-job,list-jobs: | reads: | writes: | all:
    the requests, before the fault; `all` can be left out
  #2 | #2-5 | #3- | #/3
    the second; the second to the fifth; from the third; every third
  @30%
    a share of them, the same for the same seed
  x2
    at most twice";

const LIST: &str = "\
lose-request
    The connection is reset and the request takes no effect.
lose-answer
    The request takes effect and the connection is reset.
status=503
    The response has this status and the request takes no effect.
status-after=504
    The request takes effect and the response has this status.
rate-limited, rate-limited=5
    The response is 429, without headers or with the seconds to wait.
late=2s
    The connection is reset, and the request takes effect later.
twice=500ms
    The request takes effect, and again later.
delay=1s
    The request takes effect later, and then comes the response.
page, page=502
    The response is a page of a proxy, with status 200 or this one.
answer={\"id\":7}
    The request takes effect and the response has this body.
empty
    The request takes effect and the response has no body.
redirect=https://example.com/
    The request takes effect and the response is a redirect.
odd-field=candidate.country=null
    The request takes effect and a field of the response has this value.
malformed-row, malformed-row=3
    The request takes effect and a row of the response has a text as its id.
truncated
    The request takes effect and the response breaks off in its body.
slow-body=2s
    The request takes effect and half of the body comes later.
none
    No fault: it spares the requests from later rules.
";

/// A rule, or the wish to see the faults.
#[derive(Clone)]
enum Named {
    Help,
    Rule(Box<FaultRule>),
}

fn named_rule(text: &str) -> Result<Named, SettingError> {
    match text {
        "help" => Ok(Named::Help),
        _ => text.parse().map(|rule| Named::Rule(Box::new(rule))),
    }
}

impl Faults {
    pub(super) fn asks_for_faults(&self) -> bool {
        self.fault.iter().any(|named| matches!(named, Named::Help))
    }

    pub(super) fn set(self, mut builder: JoinSandboxBuilder) -> JoinSandboxBuilder {
        for named in self.fault {
            if let Named::Rule(rule) = named {
                builder = builder.fault_rule(*rule);
            }
        }
        builder
    }
}

/// Prints all faults and what they do.
pub(super) fn list_faults(out: &mut Out) -> Outcome {
    write!(out, "{LIST}")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use join_sandbox::Fault;

    use super::*;

    #[test]
    fn each_listed_fault_is_one_and_none_is_left_out() {
        let names = LIST.lines().filter(|line| !line.starts_with(' ')).flat_map(|line| line.split(", "));
        let listed: BTreeSet<String> = names
            .map(|text| {
                let fault: Fault = text.parse().unwrap_or_else(|error| panic!("{text}: {error}"));
                fault.to_string().split('=').next().unwrap_or_default().to_owned()
            })
            .collect();
        let unknown = "no such fault".parse::<Fault>().unwrap_err().to_string();
        let (_, known) = unknown.split_once("known are ").unwrap();
        assert_eq!(listed, known.split(", ").map(str::to_owned).collect());
        assert!(LIST.lines().all(|line| line.len() <= 80));
    }
}
