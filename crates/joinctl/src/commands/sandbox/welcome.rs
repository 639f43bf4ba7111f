//! What a started sandbox prints: lines to copy for a person, one line of JSON for a program.

use std::fmt::Write as _;
use std::io::{self, IsTerminal};
use std::net::IpAddr;

use join_sandbox::{JoinSandbox, Quota};

use crate::exit::Outcome;
use crate::interrupt::quoted;
use crate::output::out::Out;
use crate::text::counted;

pub(super) fn print(sandbox: &JoinSandbox, out: &mut Out) -> Outcome {
    if io::stdout().is_terminal() {
        write!(out, "{}", text(sandbox))
    } else {
        let (base_url, control_url) = (sandbox.base_url(), sandbox.control_url());
        out.json(&serde_json::json!({
            "base_url": base_url,
            "token": sandbox.token(),
            "control_url": control_url,
            "inspector": sandbox.inspector_url(),
        }))
    }
}

/// The address, the lines to copy, and what differs from the default.
fn text(sandbox: &JoinSandbox) -> String {
    let url = sandbox.base_url();
    let page = sandbox.inspector_url();
    let mut text = format!("A sandbox stands in for JOIN at {url}, until Ctrl-C.\n");
    let _ = writeln!(
        text,
        "It holds {}. Look at them: {page}",
        counted(sandbox.application_count() as u64, "application", "applications")
    );
    if sandbox.address().ip().is_loopback() {
        text.push_str("Only this machine reaches it; --bind serves others.\n");
    }
    text.push_str("\nIn another shell:\n\n");
    let _ = writeln!(text, "  export JOIN_BASE_URL={}", quoted(url));
    let _ = writeln!(text, "  export JOIN_API_TOKEN={}", quoted(sandbox.token()));
    let _ = writeln!(text, "  {}", first_command(sandbox.address().ip()));
    for (name, value) in in_force(sandbox) {
        let _ = write!(text, "\n{name}: {value}");
    }
    text.push('\n');
    text
}

/// The first command of a user. This program sends no token over plain http but to this machine's own addresses.
fn first_command(bound: IpAddr) -> &'static str {
    match bound.is_loopback() || bound.is_unspecified() {
        true => "joinctl jobs list",
        false => r#"curl --header "Authorization: $JOIN_API_TOKEN" "$JOIN_BASE_URL/jobs""#,
    }
}

/// The settings that are not the default, by name.
fn in_force(sandbox: &JoinSandbox) -> Vec<(&'static str, String)> {
    let mut settings = Vec::new();
    let variants: Vec<String> = sandbox.variants().iter().map(ToString::to_string).collect();
    if !variants.is_empty() {
        settings.push(("Variants", variants.join(", ")));
    }
    if sandbox.quota() != Quota::Unlimited {
        settings.push(("Quota", sandbox.quota().to_string()));
    }
    settings.extend(sandbox.writers().iter().map(|running| ("Writer", running.writer.to_string())));
    settings.extend(sandbox.fault_rules().iter().map(|active| ("Fault", active.rule.to_string())));
    settings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_person_gets_lines_to_copy_and_what_is_in_force() {
        let sandbox = JoinSandbox::builder().applications(7).token("it's").start().await.unwrap();
        let url = sandbox.base_url();
        let shown = text(&sandbox);
        for part in [
            format!("at {url}, until Ctrl-C.\n"),
            format!("It holds 7 applications. Look at them: {}\n", sandbox.inspector_url()),
            "\nOnly this machine reaches it;".to_owned(),
            format!("\n  export JOIN_BASE_URL={url}\n"),
            "\n  export JOIN_API_TOKEN='it'\\''s'\n  joinctl jobs list\n".to_owned(),
        ] {
            assert!(shown.contains(&part), "{part}: {shown}");
        }
        assert!(!shown.contains("Variants") && !shown.contains("Quota"), "{shown}");
        assert!(first_command("192.0.2.1".parse().unwrap()).starts_with("curl "));
        sandbox.set_variant("page-cap=25".parse().unwrap());
        sandbox.set_variant("trim-tags".parse().unwrap());
        sandbox.set_quota("100/10s".parse::<Quota>().unwrap());
        sandbox.start_writer("rival add x every 2s".parse().unwrap());
        let shown = text(&sandbox);
        let settings = "\nVariants: page-cap=25, trim-tags\nQuota: 100/10s\nWriter: rival add x every 2s\n";
        assert!(shown.ends_with(settings), "{shown}");
        sandbox.add_fault_rule("writes:lose-answer#2".parse().unwrap());
        assert!(text(&sandbox).ends_with("\nFault: writes:lose-answer#2\n"));
    }
}
