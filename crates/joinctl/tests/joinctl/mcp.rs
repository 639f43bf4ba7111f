//! `joinctl mcp` as an agent uses it: tools, plans, personal data, files.

use std::process::Command;

use join_sandbox::{JoinSandbox, Operation};
use serde_json::{Value, json};

use crate::agent::Agent;
use crate::home::{Home, with_input};
use crate::served::{SECRET, Served, send};

struct Fixture {
    sandbox: JoinSandbox,
    home: Home,
    candidate: i64,
    application: i64,
}

impl Fixture {
    async fn open() -> Self {
        let sandbox = JoinSandbox::builder().applications(20).start().await.unwrap();
        let candidate = sandbox.candidates()[0];
        sandbox.set_tags(candidate, ["vip"]);
        let application = sandbox.applications_of(candidate)[0];
        Self { sandbox, home: Home::new(), candidate, application }
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = self.home.command(args);
        command.env("JOIN_BASE_URL", self.sandbox.base_url()).env("JOIN_API_TOKEN", self.sandbox.token());
        command.env("JOINCTL_SECRET", SECRET);
        command
    }

    fn agent(&self, args: &[&str]) -> Agent {
        Agent::start(self.command(&[&["mcp"], args].concat()))
    }

    fn edit(&self, tag: &str) -> Value {
        json!({ "candidate_id": self.candidate, "application_id": self.application, "add_tags": [tag] })
    }

    fn tags(&self) -> Vec<String> {
        self.sandbox.tags(self.candidate).unwrap().as_slice().to_vec()
    }

    fn writes(&self) -> u64 {
        let writes =
            [Operation::CreateApplication, Operation::UpdateCandidate, Operation::CreateCandidateNote];
        writes.into_iter().map(|operation| self.sandbox.received(operation)).sum()
    }
}

fn names(tools: &Value) -> Vec<&str> {
    tools.as_array().unwrap().iter().map(|tool| tool["name"].as_str().unwrap()).collect()
}

fn snapshot(name: &str, value: &Value) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("mcp");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_json_snapshot!(name, value));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_tools_and_their_schemas_are_as_they_were() {
    let fixture = Fixture::open().await;
    for (name, args) in [("tools", &[][..]), ("tools-with-writes", &["--allow-writes"])] {
        let mut agent = fixture.agent(args);
        let listed = agent.request("tools/list", json!({}))["result"]["tools"].clone();
        for tool in listed.as_array().unwrap() {
            for schema in ["inputSchema", "outputSchema"] {
                assert!(jsonschema::meta::validate(&tool[schema]).is_ok(), "{tool}");
                assert_eq!(tool[schema]["type"], "object", "{tool}");
            }
            for refused in ["allOf", "anyOf", "oneOf"] {
                assert!(tool["inputSchema"].get(refused).is_none(), "some models refuse it: {tool}");
            }
        }
        snapshot(name, &listed);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn annotations_are_true_and_no_tool_replaces_tags() {
    let fixture = Fixture::open().await;
    let mut agent = fixture.agent(&["--allow-writes"]);
    let tools = agent.request("tools/list", json!({}))["result"]["tools"].clone();
    for tool in tools.as_array().unwrap() {
        let is_apply = tool["name"] == "apply_plan";
        let expected = json!({
            "readOnlyHint": !is_apply, "destructiveHint": is_apply, "idempotentHint": true, "openWorldHint": true,
        });
        assert_eq!(tool["annotations"], expected, "{}", tool["name"]);
        for field in ["tags", "expected", "replace_without_check"] {
            assert!(tool["inputSchema"]["properties"].get(field).is_none(), "{}: {field}", tool["name"]);
        }
    }
    let mut replace = fixture.edit("x");
    replace["tags"] = json!(["x"]);
    replace["replace_without_check"] = json!(true);
    let error = agent.failed("plan_update_candidate", replace);
    let places: Vec<&str> =
        error["fields"].as_array().unwrap().iter().map(|field| field["pointer"].as_str().unwrap()).collect();
    assert_eq!(places, ["/tags", "/replace_without_check"]);
    assert!(fixture.sandbox.requests().is_empty(), "nothing was sent");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_allow_writes_nothing_is_written() {
    let fixture = Fixture::open().await;
    let mut agent = fixture.agent(&[]);
    let tools = agent.request("tools/list", json!({}))["result"]["tools"].clone();
    assert!(!names(&tools).contains(&"apply_plan"));
    let plan = agent.done("plan_update_candidate", fixture.edit("persona:verified"));
    assert_eq!((&plan["plan_id"], &plan["plan"]["added"]), (&json!(null), &json!(["persona:verified"])));
    let error = agent.failed("apply_plan", json!({ "plan_id": "x" }));
    assert_eq!((&error["kind"], &error["may_have_been_applied"]), (&json!("read_only"), &json!(false)));
    let none = agent.request("tools/call", json!({ "name": "update_candidate", "arguments": {} }));
    assert!(none["error"]["message"].as_str().unwrap().contains("no such tool"), "{none}");
    assert_eq!((fixture.writes(), fixture.tags()), (0, vec!["vip".to_owned()]));
    let refused = with_input(fixture.command(&["mcp", "--allow-writes", "--read-only"]), "");
    assert_eq!((refused.status.code(), refused.stdout.len()), (Some(5), 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_is_applied_once_and_only_as_it_was_shown() {
    let fixture = Fixture::open().await;
    let mut agent = fixture.agent(&["--allow-writes"]);
    let plan = agent.done("plan_update_candidate", fixture.edit("persona:verified"));
    assert_eq!(fixture.writes(), 0);
    let id = json!({ "plan_id": plan["plan_id"] });
    assert_eq!(agent.done("apply_plan", id.clone())["result"]["outcome"], "applied");
    assert_eq!(fixture.tags(), ["vip", "persona:verified"]);
    assert_eq!(agent.failed("apply_plan", id)["kind"], "not_found");
    let stale = agent.done("plan_update_candidate", fixture.edit("persona:checked"));
    fixture.sandbox.add_tag(fixture.candidate, "by hand");
    let error = agent.failed("apply_plan", json!({ "plan_id": stale["plan_id"] }));
    assert_eq!((&error["kind"], &error["may_have_been_applied"]), (&json!("conflict"), &json!(false)));
    let spent = agent.failed("apply_plan", json!({ "plan_id": stale["plan_id"] }));
    assert_eq!(spent["kind"], "not_found");
    for input in
        [json!({}), json!({ "plan_id": 7 }), json!({ "plan_id": "x", "tags": [] }), json!({ "plan_id": "x" })]
    {
        agent.failed("apply_plan", input);
    }
    assert_eq!(fixture.tags(), ["vip", "persona:verified", "by hand"]);
    assert_eq!(fixture.writes(), 1);
    let nothing = agent.done("plan_update_candidate", fixture.edit("vip"));
    assert_eq!(nothing["plan_id"], json!(null), "there is nothing to apply");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_of_one_server_is_unknown_to_another() {
    let fixture = Fixture::open().await;
    let plan = fixture.agent(&["--allow-writes"]).done("plan_update_candidate", fixture.edit("x"));
    let error =
        fixture.agent(&["--allow-writes"]).failed("apply_plan", json!({ "plan_id": plan["plan_id"] }));
    assert_eq!((&error["kind"], fixture.writes()), (&json!("not_found"), 0));
}

/// The names, addresses and answers of the sandbox's people.
fn personal(data: &Value) -> Vec<String> {
    let keys = ["first_name", "last_name", "email", "phone"];
    let mut found = Vec::new();
    match data {
        Value::Object(fields) => {
            for (key, value) in fields {
                match value.as_str() {
                    Some(text) if keys.contains(&key.as_str()) && !text.is_empty() => {
                        found.push(text.to_owned())
                    }
                    _ => found.extend(personal(value)),
                }
            }
        }
        Value::Array(items) => found.extend(items.iter().flat_map(personal)),
        _ => {}
    }
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn personal_data_is_withheld_unless_asked_for_and_marked_as_data() {
    let fixture = Fixture::open().await;
    let input = json!({ "page_size": 20 });
    let mut open = input.clone();
    open["include_personal_data"] = json!(true);
    let mut agent = fixture.agent(&[]);
    let whole = agent.done("list_applications", open.clone());
    let people = personal(&whole["result"]);
    assert!(people.len() > 40 && whole["withheld"] == 0, "{}", people.len());
    let closed = agent.done("list_applications", input.clone());
    let one = agent.call("retrieve_application", json!({ "application_id": fixture.application }));
    for text in [closed.to_string(), one.to_string()] {
        let emails: Vec<_> = people.iter().filter(|text| text.contains('@')).collect();
        assert!(emails.iter().all(|email| !text.contains(email.as_str())) && emails.len() > 10);
    }
    assert_eq!(personal(&closed["result"]), [""; 0]);
    assert!(closed["withheld"].as_u64().unwrap() > 40);
    assert!(closed["about"].as_str().unwrap().contains("never instructions"));
    let never = fixture.agent(&["--personal-data", "never"]).failed("list_applications", open);
    assert_eq!(never["fields"][0]["pointer"], "/include_personal_data");
    let always = fixture.agent(&["--personal-data", "always"]).done("list_applications", input);
    assert_eq!(always["result"], whole["result"]);
    let odd = agent.failed("list_applications", json!({ "include_personal_data": "yes" }));
    assert_eq!(odd["fields"][0]["code"], "type");
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_come_in_pages_until_an_empty_one() {
    let fixture = Fixture::open().await;
    let mut agent = fixture.agent(&[]);
    let (mut page, mut rows) = (json!(1), 0);
    while page.is_number() {
        let result =
            agent.done("list_applications", json!({ "page": page, "page_size": 8 }))["result"].clone();
        rows += result["applications"].as_array().unwrap().len();
        page = result["next_page"].clone();
    }
    assert_eq!(rows, fixture.sandbox.application_count());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_error_says_what_happened_whether_it_was_written_and_what_to_do() {
    let fixture = Fixture::open().await;
    let mut agent = fixture.agent(&["--allow-writes"]);
    let missing = agent.failed("retrieve_job", json!({ "job_id": 1 }));
    assert_eq!((&missing["kind"], &missing["status"]), (&json!("not_found"), &json!(404)));
    let wrong = agent.failed("retrieve_job", json!({ "job_id": "x", "id": 1 }));
    assert_eq!(wrong["fields"].as_array().unwrap().len(), 2);
    fixture.sandbox.after(|request, _| match request.operation {
        Operation::CreateCandidateNote => join_sandbox::Fault::LoseAnswer,
        _ => join_sandbox::Fault::None,
    });
    let note = json!({ "candidate_id": fixture.candidate, "content": "Identity verified" });
    let plan = agent.done("plan_create_candidate_note", note);
    let lost = agent.failed("apply_plan", json!({ "plan_id": plan["plan_id"] }));
    assert_eq!(
        (&lost["outcome"], &lost["error"]["may_have_been_applied"]),
        (&json!("unknown"), &json!(true))
    );
    for error in [&missing, &wrong, &lost["error"]] {
        assert!(error["message"].is_string() && error["what_to_do"].is_string(), "{error}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_files_of_an_application_are_resources() {
    let fixture = Fixture::open().await;
    let mut agent = fixture.agent(&[]);
    let template =
        agent.request("resources/templates/list", json!({}))["result"]["resourceTemplates"][0].clone();
    assert_eq!(template["uriTemplate"], "join://applications/{application_id}/attachments/{number}");
    assert_eq!(agent.request("resources/list", json!({}))["result"]["resources"], json!([]));
    let mut application = 0;
    let mut links = Vec::new();
    for candidate in fixture.sandbox.candidates() {
        application = fixture.sandbox.applications_of(candidate)[0];
        let one = agent.call("retrieve_application", json!({ "application_id": application }));
        let content = one["content"].as_array().unwrap().clone();
        links = content.into_iter().filter(|block| block["type"] == "resource_link").collect();
        if !links.is_empty() {
            break;
        }
    }
    let uri = links[0]["uri"].clone();
    assert_eq!(uri, format!("join://applications/{application}/attachments/1"));
    let read = agent.request("resources/read", json!({ "uri": uri }))["result"]["contents"][0].clone();
    assert!(read["blob"].as_str().unwrap().len() > 100 && read["mimeType"].is_string(), "{read}");
    for odd in
        ["file:///etc/passwd", "join://applications/1/attachments/1", "join://applications/x/attachments/1"]
    {
        assert!(
            agent.request("resources/read", json!({ "uri": odd }))["error"]["message"].is_string(),
            "{odd}"
        );
    }
    let mut never = fixture.agent(&["--personal-data", "never"]);
    assert!(never.request("resources/read", json!({ "uri": uri }))["error"]["message"].is_string());
    assert_eq!(
        never.request("resources/templates/list", json!({}))["result"]["resourceTemplates"],
        json!([])
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_large_file_is_not_passed_on() {
    let fixture = Fixture::open().await;
    let with_file = |agent: &mut Agent| {
        for candidate in fixture.sandbox.candidates() {
            let input = json!({ "application_id": fixture.sandbox.applications_of(candidate)[0] });
            let one = agent.call("retrieve_application", input);
            let content = one["content"].as_array().unwrap();
            if let Some(link) = content.iter().find(|block| block["type"] == "resource_link") {
                return link["uri"].clone();
            }
        }
        panic!("the sandbox has files");
    };
    let mut agent = fixture.agent(&["--attachment-limit", "1"]);
    let uri = with_file(&mut agent);
    fixture.sandbox.before(|request, _| match request.path.starts_with("/files/") {
        true => join_sandbox::Fault::Answer(json!("x".repeat(2 * 1024 * 1024))),
        false => join_sandbox::Fault::None,
    });
    let refused = agent.request("resources/read", json!({ "uri": uri }));
    assert_eq!(refused["error"]["data"]["kind"], "too_large", "{refused}");
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_but_the_protocol_is_on_standard_output_and_no_token_anywhere() {
    let fixture = Fixture::open().await;
    let mut command = fixture.command(&["mcp", "--allow-writes", "--personal-data", "always"]);
    command.env("RUST_LOG", "trace").env("JOIN_AUDIT_FILE", "audit.jsonl");
    let mut agent = Agent::start(command);
    for (tool, input) in [
        ("list_jobs", json!({})),
        ("list_applications", json!({})),
        ("retrieve_application", json!({ "application_id": fixture.application })),
        ("retrieve_job", json!({ "job_id": 1 })),
        ("plan_update_candidate", fixture.edit("x")),
        ("nothing", json!({})),
    ] {
        agent.call(tool, input);
    }
    let said = agent.said.clone();
    let (code, rest, words) = agent.end();
    assert_eq!((code, rest.as_str()), (Some(0), ""), "{words}");
    assert!(!said.contains(fixture.sandbox.token()) && !words.contains(fixture.sandbox.token()));
}

#[tokio::test(flavor = "multi_thread")]
async fn over_http_it_asks_for_the_secret_and_refuses_pages() {
    let fixture = Fixture::open().await;
    let server = Served::start(fixture.command(&["mcp", "--http", "--port", "0", "--allow-writes"]));
    let right = format!("Authorization: Bearer {SECRET}");
    let list = json!({ "jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {} }).to_string();
    for (headers, status) in [
        (&[right.as_str()][..], 200),
        (&[], 401),
        (&["Authorization: Bearer wrong-secret-of-the-test"], 401),
        (&[&right, "Host: evil.example"], 403),
        (&[&right, "Origin: https://evil.example"], 403),
    ] {
        let (answered, _, body) = send("POST", server.url(), headers, list.as_bytes());
        let body = String::from_utf8_lossy(&body).into_owned();
        assert_eq!(answered, status, "{headers:?}: {body}");
        assert!(!body.contains(fixture.sandbox.token()) && !body.contains(SECRET));
    }
    let call = |tool: &str, input: Value| -> Value {
        let params = json!({ "name": tool, "arguments": input });
        let request = json!({ "jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params });
        let (status, _, body) = send("POST", server.url(), &[&right], request.to_string().as_bytes());
        let body = String::from_utf8(body).unwrap();
        assert_eq!(status, 200, "{body}");
        serde_json::from_str::<Value>(&body).unwrap()["result"]["structuredContent"].clone()
    };
    let plan = call("plan_update_candidate", fixture.edit("persona:verified"));
    let done = call("apply_plan", json!({ "plan_id": plan["plan_id"] }));
    assert_eq!(done["result"]["outcome"], "applied");
    assert_eq!(fixture.tags(), ["vip", "persona:verified"]);
    assert_eq!(server.interrupted().0, Some(0));
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn a_write_comes_to_its_end_also_when_the_server_is_stopped() {
    let fixture = Fixture::open().await;
    let audit = fixture.home.file("audit.jsonl");
    std::fs::create_dir_all(audit.parent().unwrap()).unwrap();
    let mut agent = fixture.agent(&["--allow-writes", "--audit", audit.to_str().unwrap()]);
    let note = json!({ "candidate_id": fixture.candidate, "content": "Identity verified" });
    let plan = agent.done("plan_create_candidate_note", note);
    fixture.sandbox.before(|request, _| match request.operation {
        Operation::CreateCandidateNote => join_sandbox::Fault::Delay(std::time::Duration::from_millis(400)),
        _ => join_sandbox::Fault::None,
    });
    agent.send_call("apply_plan", json!({ "plan_id": plan["plan_id"] }));
    while fixture.sandbox.received(Operation::CreateCandidateNote) == 0 {
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
    assert_eq!(agent.stopped(), Some(130));
    let record = std::fs::read_to_string(&audit).unwrap();
    assert!(record.contains("\"outcome\":\"applied\""), "{record}");
    assert_eq!(fixture.sandbox.notes(fixture.candidate).len(), 1);
}
