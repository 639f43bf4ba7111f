//! Connection, proxy, TLS and clock.

use join_sdk::{ErrorKind, ProxyUse};

use crate::commands::doctor::finding::{Finding, Verdict};
use crate::commands::doctor::observation::{Answer, Body, Cause, Observations, Refusal, Reply};

/// Seconds that two clocks may differ: the header has whole seconds, and the response takes a while.
const TOLERATED: u64 = 10;

const NOT_REACHED: &str = "nothing: there was no response";

/// How requests leave this machine.
pub(in crate::commands::doctor) struct Setting {
    pub(in crate::commands::doctor) proxy: ProxyUse,
    /// Variables that name a proxy which is not used.
    pub(in crate::commands::doctor) unused: Vec<&'static str>,
    pub(in crate::commands::doctor) is_https: bool,
    /// Whether the base URL is on this machine.
    pub(in crate::commands::doctor) is_local: bool,
}

pub(super) fn check(setting: &Setting, seen: &Observations) -> Vec<Finding> {
    vec![connection(setting, seen), proxy(setting), tls(setting, seen), clock(seen)]
}

fn connection(setting: &Setting, seen: &Observations) -> Finding {
    let check = "connection";
    let failed = |seen: &str| Finding::new(check, Verdict::Failed, seen);
    let answers = seen.iter().map(|(_, reply)| reply);
    let is_json = |reply: &&Reply| matches!(reply, Reply::Answer(answer) if answer.body != Body::NotJson);
    match answers.into_iter().find(is_json).or(seen.first()) {
        None => Finding::unknown(check, NOT_REACHED),
        Some(Reply::Answer(Answer { body: Body::NotJson, status, .. })) => {
            failed(&format!("status {status} with something else than JSON"))
                .inferred(
                    "this is not the API: a proxy, the login page of a network, or another program answers",
                )
                .todo("check the base URL, the proxy and the network")
        }
        Some(Reply::Answer(answer)) => Finding::new(
            check,
            Verdict::Ok,
            format!("a response of the API after {} ms", answer.elapsed.as_millis()),
        ),
        Some(Reply::Refusal(refusal)) => refused(check, setting, refusal),
    }
}

fn refused(check: &'static str, setting: &Setting, refusal: &Refusal) -> Finding {
    let failed = |seen: &str| Finding::new(check, Verdict::Failed, seen);
    let through_proxy = matches!(setting.proxy, ProxyUse::Environment { .. } | ProxyUse::Builder { .. });
    match (refusal.status, refusal.kind) {
        (Some(status), _) if refusal.is_page => {
            failed(&format!("status {status} with a page in place of JSON"))
                .inferred("a proxy, a firewall or the login page of a network may answer in JOIN's place")
                .todo("check the base URL, the proxy and the network")
        }
        (Some(status), ErrorKind::Server) => {
            failed(&format!("status {status}")).todo("try again in some minutes")
        }
        (Some(status), ErrorKind::NotFound | ErrorKind::UnexpectedStatus) => {
            failed(&format!("status {status}"))
                .inferred("the API is not at the base URL")
                .todo("check the base URL; JOIN's is https://api.join.com/v2")
        }
        (Some(status), _) => Finding::new(check, Verdict::Ok, format!("status {status}")),
        (None, ErrorKind::Certificate) => {
            failed("a server whose certificate can't be trusted").todo("see tls below")
        }
        (None, ErrorKind::Timeout) => failed("no response in time")
            .inferred("a firewall may drop the packets, or the server is slow")
            .todo("check the network, or raise --timeout"),
        (None, ErrorKind::Connect) => match refusal.cause {
            Cause::NoSuchHost => failed("no address for the host's name (DNS)")
                .todo("check the base URL, the name server and the network"),
            _ if through_proxy => failed("no connection through the proxy")
                .todo("check the variable under proxy below, and what the proxy allows"),
            Cause::ConnectionRefused => failed("the connection is refused")
                .inferred("nothing listens there, or a firewall refuses it")
                .todo("check the base URL, the proxy and the firewall"),
            Cause::Proxy | Cause::Other => {
                failed("no connection").todo("check the base URL, the proxy and the firewall")
            }
        },
        (None, _) => failed("the connection broke before the response was complete")
            .todo("run it again; if it stays, check the proxy and the base URL"),
    }
}

fn proxy(setting: &Setting) -> Finding {
    let check = "proxy";
    match &setting.proxy {
        ProxyUse::Environment { variable, host, .. } => {
            Finding::new(check, Verdict::Ok, format!("{variable} applies, with the proxy {host}"))
        }
        ProxyUse::Unusable { variable, .. } => Finding::new(
            check,
            Verdict::Differs,
            format!("{variable} is set and is no URL of an http or https proxy"),
        )
        .inferred("requests leave directly")
        .todo(format!("set {variable} to a URL such as http://proxy.example:8080, or unset it")),
        _ if setting.unused.is_empty() => {
            Finding::new(check, Verdict::Ok, "no variable applies; requests leave directly")
        }
        _ => {
            let is_http_only = setting.unused.iter().all(|name| name.eq_ignore_ascii_case("HTTP_PROXY"));
            let why = match (setting.is_local, setting.is_https) {
                (true, _) => "the server is on this machine, which is called directly",
                (_, false) => "plain http never goes through a proxy",
                _ if is_http_only => "HTTP_PROXY is for http, and the base URL is https",
                _ => "NO_PROXY names the host",
            };
            let seen = format!("{} set and not used; requests leave directly", are(&setting.unused));
            Finding::new(check, Verdict::Ok, seen).inferred(why)
        }
    }
}

fn are(names: &[&str]) -> String {
    format!("{} {}", names.join(", "), if names.len() == 1 { "is" } else { "are" })
}

fn tls(setting: &Setting, seen: &Observations) -> Finding {
    let check = "tls";
    let fault = seen.iter().find_map(|(_, reply)| match reply {
        Reply::Refusal(refusal) => refusal.certificate.as_deref(),
        Reply::Answer(_) => None,
    });
    let was_answered = match seen.first() {
        Some(Reply::Refusal(refusal)) => refusal.status.is_some(),
        first => first.is_some(),
    };
    match fault {
        // The words of the fault say what to do.
        Some(fault) => {
            let (what, todo) = fault.split_once(": ").unwrap_or((fault, "check the certificate"));
            // The name of the operation may come first.
            let (what, todo) = todo.split_once(": ").filter(|_| !what.contains(' ')).unwrap_or((what, todo));
            Finding::new(check, Verdict::Failed, what).todo(todo)
        }
        None if !setting.is_https => {
            let verdict = if setting.is_local { Verdict::Ok } else { Verdict::Unknown };
            let finding = Finding::new(check, verdict, "plain http, which has no TLS");
            match setting.is_local {
                true => finding.inferred("a server on this machine needs none"),
                false => finding,
            }
        }
        None if was_answered => Finding::new(check, Verdict::Ok, "the certificate is trusted"),
        None => Finding::unknown(check, NOT_REACHED),
    }
}

fn clock(seen: &Observations) -> Finding {
    let check = "clock";
    let Some((_, answer)) = seen.answers().find(|(_, answer)| answer.ahead.is_some()) else {
        return Finding::unknown(check, "no Date header in a successful response");
    };
    let ahead = answer.ahead.unwrap_or_default();
    let by = ahead.unsigned_abs();
    if by <= TOLERATED.saturating_add(answer.elapsed.as_secs()) {
        return Finding::new(check, Verdict::Ok, format!("the clocks differ by less than {} s", by + 1));
    }
    let way = if ahead > 0 { "behind" } else { "ahead of" };
    Finding::new(check, Verdict::Differs, format!("this machine's clock is {by} s {way} the server's"))
        .inferred("the Date header is right, so this machine's clock is wrong")
        .todo("set the clock of this machine; times in records and in changes depend on it")
}
