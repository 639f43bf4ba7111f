//! Every command of the skill for agents runs, as a shell runs it.

#![cfg(unix)]

use std::path::Path;
use std::process::{Command, Stdio};

use join_sandbox::JoinSandbox;

use crate::home::{Home, text};

/// The skill. A package has none.
fn skill() -> Option<String> {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../skills/joinctl/SKILL.md")).ok()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_command_of_the_skill_runs() {
    let Some(skill) = skill() else { return };
    let sandbox = JoinSandbox::builder().applications(20).start().await.unwrap();
    let data: serde_json::Value = serde_json::from_str(&sandbox.data().to_json()).unwrap();
    let job = data["jobs"].as_array().unwrap().iter().find(|job| job["status"] == "ONLINE").unwrap();
    let candidate = sandbox.candidates()[0];
    sandbox.set_tags(candidate, ["vip"]);
    let home = Home::new();
    home.signed_in(sandbox.token(), &["--base-url", sandbox.base_url()]);
    let program = Path::new(env!("CARGO_BIN_EXE_joinctl")).parent().unwrap();
    let path = format!("{}:/usr/bin:/bin", program.display());
    let mut commands = 0;
    for block in skill.split("```sh\n").skip(1).filter_map(|block| block.split("```").next()) {
        // The environment of the program, in a shell: where it finds its home.
        let known = home.command(&[]);
        let mut shell = Command::new("sh");
        shell.args(["-eu", "-c", block]).env_clear().current_dir(known.get_current_dir().unwrap());
        shell.envs(known.get_envs().filter_map(|(name, value)| Some((name, value?))));
        shell.env("PATH", &path).env("JOB", job["id"].to_string()).env("CANDIDATE", candidate.to_string());
        shell.env("APPLICATION", sandbox.applications_of(candidate)[0].to_string());
        let output = shell.stdin(Stdio::null()).output().unwrap();
        assert!(output.status.success(), "{block}\n{}", text(&output.stderr));
        assert!(!text(&output.stdout).contains(sandbox.token()));
        commands += block.lines().filter(|line| line.starts_with("joinctl ")).count();
    }
    assert!(commands >= 18, "{commands} commands");
    assert_eq!(sandbox.tags(candidate).unwrap().as_slice(), ["vip", "persona:verified"]);
    assert_eq!(sandbox.notes(candidate).len(), 1);
    assert_eq!(sandbox.external_ids().last().map(String::as_str), Some("inq_1"));
}

#[test]
fn the_skill_has_the_front_matter_of_skills() {
    let Some(skill) = skill() else { return };
    let (front, _) = skill.strip_prefix("---\n").unwrap().split_once("\n---\n").unwrap();
    let field = |name: &str| {
        let line = front.lines().find_map(|line| line.strip_prefix(&format!("{name}: ")));
        line.unwrap_or_else(|| panic!("no {name}")).to_owned()
    };
    assert_eq!(field("name"), "joinctl", "the name is the folder's");
    assert!((50..=1024).contains(&field("description").len()));
    // A colon with a blank would begin a value inside the value.
    assert!(front.lines().all(|line| line.matches(": ").count() == 1), "{front}");
}
