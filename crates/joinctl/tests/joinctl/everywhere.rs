//! Every action by JSON only, through the library, the command line, HTTP and MCP: the same result.

use std::process::Command;
use std::time::Duration;

use join_actions::{Action, Actions};
use join_sandbox::JoinSandbox;
use join_sdk::{ApiToken, Join};
use serde_json::{Value, json};

use crate::agent::Agent;
use crate::home::{self, Home, with_input};
use crate::served::{SECRET, Served};

/// The ways to an action.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Way {
    Library,
    CommandLine,
    Http,
    Mcp,
}

/// The same company for each way: the writes of one are not there for the next.
struct Place {
    sandbox: JoinSandbox,
    home: Home,
}

impl Place {
    async fn new() -> Self {
        let sandbox = JoinSandbox::builder().applications(20).start().await.unwrap();
        sandbox.set_tags(sandbox.candidates()[0], ["vip", "persona:pending"]);
        Self { sandbox, home: Home::new() }
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = self.home.command(args);
        command.env("JOIN_BASE_URL", self.sandbox.base_url()).env("JOIN_API_TOKEN", self.sandbox.token());
        command.env("JOINCTL_SECRET", SECRET);
        command
    }

    async fn run(&self, way: Way, action: Action, input: &Value) -> Value {
        match way {
            Way::Library => {
                let token = ApiToken::new(self.sandbox.token()).unwrap();
                let join =
                    Join::builder(token).base_url(self.sandbox.base_url()).settle(Duration::from_millis(20));
                Actions::new(join.build().unwrap()).run(action.name(), input).await.unwrap()
            }
            Way::CommandLine => {
                let mut args = vec!["actions", "run", action.name(), "--input", "-"];
                args.extend(action.is_write().then_some("--yes"));
                let output = with_input(self.command(&args), &input.to_string());
                assert!(output.status.success(), "{action}: {}", home::text(&output.stderr));
                serde_json::from_slice(&output.stdout).unwrap()
            }
            Way::Http => {
                let server =
                    Served::start(self.command(&["actions", "serve", "--port", "0", "--allow-writes"]));
                let (status, output) = server.post(&format!("/actions/{action}"), input);
                assert_eq!(status, 200, "{action}: {output}");
                output
            }
            Way::Mcp => {
                let mut agent =
                    Agent::start(self.command(&["mcp", "--allow-writes", "--personal-data", "always"]));
                let done = match action.is_write() {
                    true => {
                        let plan = agent.done(&format!("plan_{action}"), input.clone());
                        agent.done("apply_plan", json!({ "plan_id": plan["plan_id"] }))
                    }
                    false => agent.done(action.name(), input.clone()),
                };
                done["result"].clone()
            }
        }
    }

    /// The result without what differs between two runs: ids drawn, times, and the address of the sandbox.
    fn stable(&self, mut output: Value) -> Value {
        for key in ["edit_id", "at", "request_id", "request_ids"] {
            if let Some(value) = output.get_mut(key) {
                assert!(!value.is_null(), "{key}");
                *value = json!("changes");
            }
        }
        let address = self.sandbox.address().to_string();
        serde_json::from_str(&output.to_string().replace(&address, "sandbox")).unwrap()
    }
}

/// An input of each action. The seed of the sandbox makes the ids the same each time.
fn inputs(sandbox: &JoinSandbox) -> Vec<(Action, Value)> {
    let candidate = sandbox.candidates()[0];
    let application = sandbox.applications_of(candidate)[0];
    let data: Value = serde_json::from_str(&sandbox.data().to_json()).unwrap();
    let jobs = data["jobs"].as_array().unwrap();
    let job = jobs.iter().find(|job| job["status"] == "ONLINE").unwrap()["id"].clone();
    vec![
        (Action::ListJobs, json!({ "page_size": 3 })),
        (Action::RetrieveJob, json!({ "job_id": job })),
        (Action::ListApplications, json!({ "page_size": 3, "page": 2 })),
        (Action::RetrieveApplication, json!({ "application_id": application })),
        (
            Action::CreateApplication,
            json!({
                "job_id": job, "first_name": "Ada", "last_name": "Lovelace", "email": "ada@example.com",
                "integration_external_id": "inq_1", "reason": "approved", "actor": "workflow 12",
            }),
        ),
        (
            Action::UpdateCandidate,
            json!({
                "candidate_id": candidate, "application_id": application, "add_tags": ["persona:verified"],
                "remove_tags": ["persona:pending"], "owner": "persona:",
            }),
        ),
        (Action::CreateCandidateNote, json!({ "candidate_id": candidate, "content": "Identity verified" })),
        (Action::ChooseJob, json!({ "page_size": 2 })),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn every_action_gives_the_same_result_in_each_way() {
    let (mut seen, mut writes) = (Vec::new(), Vec::new());
    for way in [Way::Library, Way::CommandLine, Way::Http, Way::Mcp] {
        let place = Place::new().await;
        let inputs = inputs(&place.sandbox);
        assert_eq!(inputs.len(), Action::every().count());
        let mut outputs = Vec::new();
        for (action, input) in inputs {
            let output = place.run(way, action, &input).await;
            outputs.push((action, place.stable(output)));
        }
        let candidate = place.sandbox.candidates()[0];
        writes.push((
            place.sandbox.tags(candidate).unwrap().as_slice().to_vec(),
            place.sandbox.notes(candidate),
            place.sandbox.external_ids(),
        ));
        seen.push((way, outputs));
    }
    let (_, expected) = &seen[0];
    for (way, outputs) in &seen[1..] {
        for ((action, output), (_, expected)) in outputs.iter().zip(expected) {
            assert_eq!(output, expected, "{action} by {way:?}");
        }
    }
    assert!(writes.iter().all(|written| *written == writes[0]), "{writes:?}");
    assert_eq!(writes[0].0, ["vip", "persona:verified"]);
    assert_eq!((writes[0].1.len(), writes[0].2.last().map(String::as_str)), (1, Some("inq_1")));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_input_with_wrong_fields_gives_the_same_error_in_each_way() {
    let place = Place::new().await;
    let wrong = json!({ "job_id": "seven", "first_name": "Ada", "email": "ada", "lastName": "Lovelace" });
    let library = Action::CreateApplication.check(&wrong).unwrap_err();
    let library = serde_json::to_value(library).unwrap();
    assert_eq!(library["fields"].as_array().unwrap().len(), 4, "{library}");
    let args = ["actions", "run", "create_application", "--input", "-", "--yes"];
    let output = with_input(place.command(&args), &wrong.to_string());
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(serde_json::from_slice::<Value>(&output.stdout).unwrap(), library);
    let words = home::text(&output.stderr);
    for field in library["fields"].as_array().unwrap() {
        assert!(words.contains(field["pointer"].as_str().unwrap()), "{words}");
    }
    let server = Served::start(place.command(&["actions", "serve", "--port", "0"]));
    assert_eq!(server.post("/actions/create_application", &wrong), (422, library.clone()));
    assert_eq!(server.post("/actions/create_application/plan", &wrong), (422, library.clone()));
    let mut agent = Agent::start(place.command(&["mcp"]));
    assert_eq!(agent.failed("plan_create_application", wrong), library);
    assert!(place.sandbox.requests().is_empty(), "nothing was sent");
}
