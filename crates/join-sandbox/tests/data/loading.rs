//! What a sandbox with a data file serves, and that it can be written and loaded again.

use join_sandbox::{Data, JoinSandbox, Tags};
use serde_json::{Value, json};

use crate::{COMPANY, MINIMAL};

async fn get(sandbox: &JoinSandbox, path: &str) -> Value {
    let request = reqwest::Client::new().get(format!("{}{path}", sandbox.base_url()));
    request.header("Authorization", sandbox.token()).send().await.unwrap().json().await.unwrap()
}

async fn start(json: &str) -> JoinSandbox {
    JoinSandbox::builder().data(Data::from_json(json).unwrap()).start().await.unwrap()
}

/// All that the API shows, but for the addresses of files, which have the port in them.
async fn all(sandbox: &JoinSandbox) -> Vec<Value> {
    let mut shown = Vec::new();
    for list in [
        "/applications",
        "/offices",
        "/jobs?content=true&status=ONLINE",
        "/jobs?status=ARCHIVED",
        "/jobs?status=DRAFT",
    ] {
        for page in 1.. {
            let separator = if list.contains('?') { '&' } else { '?' };
            let rows = get(sandbox, &format!("{list}{separator}page={page}")).await;
            if rows.as_array().unwrap().is_empty() {
                break;
            }
            shown.push(rows);
        }
    }
    let origin = sandbox.base_url().strip_suffix("/v2").unwrap();
    let text = Value::from(shown).to_string().replace(origin, "");
    serde_json::from_str::<Vec<Value>>(&text).unwrap()
}

#[tokio::test]
async fn each_field_is_served_as_it_was_given() {
    let sandbox = start(COMPANY).await;
    let application = get(&sandbox, "/applications/500").await;
    let expected = json!({
        "id": 500,
        "createdAt": "2026-02-01T10:00:00.250Z",
        "lastUpdatedAt": "2026-02-03T10:00:00.000Z",
        "job": { "id": 7, "title": "Backend Engineer", "externalId": "ENG-104" },
        "state": "ACTIVE",
        "hiringState": "OFFER",
        "currentStage": { "id": 77, "name": "Interview", "index": 1 },
        "qualified": "YES",
        "source": { "product": "LinkedIn", "isPremium": true },
        "integrationExternalId": "inq_1",
        "consent": { "id": 99, "consentStatus": "GIVEN" },
        "rating": 4,
    });
    for (name, value) in expected.as_object().unwrap() {
        assert_eq!(&application[name], value, "{name}");
    }
    let candidate = &application["candidate"];
    assert_eq!(candidate["id"], 20);
    assert_eq!(candidate["email"], "Ada@Example.com");
    assert_eq!(candidate["country"], json!({ "name": "United Kingdom", "iso3166": "gb" }));
    assert_eq!(candidate["professionalLinks"][1]["type"], "LINKEDIN");
    assert_eq!(candidate["tags"], json!(["hr:called", "⭐ top"]));
    let questions = &application["screeningQuestions"];
    assert_eq!((&questions[0]["answer"], &questions[1]["isSkipped"]), (&json!("2026-04-01"), &json!(true)));
    assert_eq!(sandbox.notes(20), ["Called on Monday.", "Sent the offer."]);
    let job = get(&sandbox, "/jobs/7").await;
    assert_eq!(job["office"]["id"], 11);
    assert_eq!(job["salary"]["to"], 90000.5);
    assert_eq!(job["lastUpdatedAt"], "2026-01-06T08:00:00.000Z");
    assert_eq!(job["contact"]["position"], Value::Null);
    // Assigned ids follow the given ones, and lists show the newest first.
    let ids = |rows: Value| rows.as_array().unwrap().iter().map(|row| row["id"].clone()).collect::<Vec<_>>();
    assert_eq!(ids(get(&sandbox, "/applications").await), [json!(50_000_001), json!(500), json!(50_000_002)]);
    assert_eq!(ids(get(&sandbox, "/offices").await), [json!(11), json!(3_001)]);
    assert_eq!(sandbox.candidates(), [20, 20_000_001, 20_000_002]);
}

#[tokio::test]
async fn what_is_left_out_is_absent_and_what_is_null_is_null() {
    let sandbox = start(COMPANY).await;
    assert_eq!(sandbox.tags(20_000_001), Some(Tags::Null));
    assert_eq!(sandbox.tags(20_000_002), Some(Tags::Set(Vec::new())));
    let given = get(&sandbox, "/applications/50000001").await;
    let left_out = get(&sandbox, "/applications/50000002").await;
    for name in ["hiringState", "qualified", "source", "integrationExternalId", "consent", "rating"] {
        assert_eq!(given.get(name), Some(&Value::Null), "{name}");
        assert_eq!(left_out.get(name), None, "{name}");
    }
    assert_eq!(given["currentStage"], Value::Null);
    assert_eq!(left_out["currentStage"]["name"], "Applied");
    assert_eq!(left_out["candidate"]["firstName"], "Zoë");
    let minimal = start(MINIMAL).await;
    let row = get(&minimal, "/applications").await[0].clone();
    assert_eq!(row["createdAt"], "2026-03-02T08:00:00.000Z");
    assert_eq!(row["state"], "ACTIVE");
    assert_eq!(row["candidate"].get("phoneNumber"), None);
    assert_eq!(get(&minimal, "/offices").await, json!([]));
}

#[tokio::test]
async fn files_are_served_byte_for_byte() {
    let sandbox = start(COMPANY).await;
    let application = get(&sandbox, "/applications/500").await;
    let mut contents = Vec::new();
    for file in application["attachments"].as_array().unwrap() {
        let request = reqwest::Client::new().get(file["url"].as_str().unwrap());
        let response = request.header("Authorization", sandbox.token()).send().await.unwrap();
        assert_eq!(response.status(), 200);
        contents.push(response.bytes().await.unwrap());
    }
    assert!(contents[0].starts_with(b"%PDF"));
    assert_eq!(&contents[1][..], b"Dear team,\nhello.");
    assert_eq!(&contents[2][..], [0, 1, 2, 255]);
}

#[tokio::test]
async fn writes_go_on_behind_the_file() {
    let sandbox = start(COMPANY).await;
    let send = async |method, path: &str, body: Value| {
        let request = reqwest::Client::new().request(method, format!("{}{path}", sandbox.base_url()));
        let response = request.header("Authorization", sandbox.token()).json(&body).send().await.unwrap();
        (response.status().as_u16(), response.json::<Value>().await.unwrap())
    };
    let new = |job: i64, email: &str| json!({ "jobId": job, "candidate": { "firstName": "A", "lastName": "L", "email": email } });
    // The candidate is known by its e-mail in any case, and has applied to the job.
    let (status, _) = send(reqwest::Method::POST, "/applications", new(7, "ADA@example.com")).await;
    assert_eq!(status, 409);
    let (status, created) = send(reqwest::Method::POST, "/applications", new(7, "new@example.com")).await;
    assert_eq!((status, created), (201, json!({ "candidateId": 20_000_003, "id": 50_000_003 })));
    let row = get(&sandbox, "/applications/50000003").await;
    assert_eq!(row["createdAt"], "2026-03-02T08:00:01.000Z");
    assert_eq!(row["currentStage"], json!({ "id": 70, "name": "Applied", "index": 0 }));
    assert_eq!(sandbox.applications_of(20), [500, 50_000_001]);
}

#[tokio::test]
async fn what_a_sandbox_writes_it_can_load_again() {
    let seeded = JoinSandbox::builder().applications(230).seed(3).start().await.unwrap();
    let candidate = seeded.candidates()[0];
    seeded.set_tags(candidate, Tags::Null);
    seeded.recruiter().add_note(candidate, "Zoë\n\u{7}");
    let application = seeded.applications_of(candidate)[0];
    seeded.recruiter().add_file(application, "CV", "bytes", [0, 159, 255].as_slice());
    for first in [seeded, start(COMPANY).await, start(MINIMAL).await] {
        let data = first.data();
        let again = Data::from_json(data.to_json()).unwrap();
        let second = JoinSandbox::builder().data(again.clone()).seed(3).start().await.unwrap();
        let first = JoinSandbox::builder().data(data).seed(3).start().await.unwrap();
        let (left, right) = (all(&first).await, all(&second).await);
        assert_eq!(left.len(), right.len());
        for (left, right) in left.iter().zip(&right) {
            let rows = left.as_array().unwrap().iter().zip(right.as_array().unwrap());
            rows.for_each(|(left, right)| assert_eq!(left, right));
        }
        assert!(again == Data::from_json(second.data().to_json()).unwrap());
        for candidate in first.candidates() {
            assert_eq!(first.tags(candidate), second.tags(candidate));
            assert_eq!(first.notes(candidate), second.notes(candidate));
            assert_eq!(first.applications_of(candidate), second.applications_of(candidate));
        }
    }
}
