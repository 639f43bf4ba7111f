//! Writes, seen through later reads.

use join_sandbox::JoinSandbox;
use reqwest::Method;
use serde_json::{Value, json};

use crate::{Caller, error_type, new_application};

#[tokio::test]
async fn tags_are_replaced_as_a_whole_on_all_applications_of_the_candidate() {
    let sandbox = JoinSandbox::start().await.unwrap();
    let caller = Caller::new(&sandbox);
    let all = caller.all_applications().await;
    let candidate = |row: &Value| row["candidate"]["id"].clone();
    let tagged = |row: &&Value| row["candidate"]["tags"].as_array().is_some_and(|tags| !tags.is_empty());
    let twice = |row: &&Value| all.iter().filter(|other| candidate(other) == candidate(row)).count() > 1;
    let id = candidate(all.iter().filter(tagged).find(twice).unwrap());
    let path = format!("/candidates/{id}");
    let (status, body) = caller.send(Method::PATCH, &path, json!({ "tags": ["persona:x", "b", "b"] })).await;
    assert_eq!((status.as_u16(), body), (200, json!({ "id": id, "tags": ["persona:x", "b", "b"] })));
    let after = caller.all_applications().await;
    for (before, after) in all.iter().zip(&after) {
        if candidate(before) == id {
            assert_eq!(after["candidate"]["tags"], json!(["persona:x", "b", "b"]));
            assert_eq!(after["lastUpdatedAt"], "2026-03-02T08:00:01.000Z");
        } else {
            assert_eq!(before, after);
        }
    }
    caller.send(Method::PATCH, &path, json!({ "tags": [] })).await;
    let changed = caller.rows("/applications?updatedAtGte=2026-03-02T08:00:02Z").await;
    assert!(changed.len() > 1);
    assert!(changed.iter().all(|row| row["candidate"]["tags"] == json!([])));
}

#[tokio::test]
async fn a_new_application_is_the_newest_row_and_holds_what_was_sent() {
    let sandbox = JoinSandbox::start().await.unwrap();
    let caller = Caller::new(&sandbox);
    let job = caller.first_job().await;
    let body = new_application(job, "zoe@example.com");
    let (status, made) = caller.send(Method::POST, "/applications", body).await;
    assert_eq!(status, 201);
    let row = &caller.rows("/applications?pageSize=1").await[0];
    assert_eq!((&row["id"], &row["candidate"]["id"]), (&made["id"], &made["candidateId"]));
    assert_eq!(row["job"]["id"], job);
    assert_eq!(row["candidate"]["phoneNumber"], "+49 30 555");
    assert_eq!(row["candidate"].get("tags"), Some(&Value::Null));
    assert_eq!(row["source"], json!({ "product": "Agency", "isPremium": false }));
    assert_eq!(row["integrationExternalId"], "inq_123");
    assert_eq!((&row["currentStage"]["index"], &row["hiringState"]), (&json!(0), &json!("APPLIED")));
    assert_eq!(caller.get(&format!("/applications/{}", made["id"])).await.1, *row);
}

#[tokio::test]
async fn a_second_application_of_a_person_to_a_job_already_exists() {
    let sandbox = JoinSandbox::start().await.unwrap();
    let caller = Caller::new(&sandbox);
    let jobs = caller.rows("/jobs?status=ONLINE").await;
    let job = |index: usize| jobs[index]["id"].as_i64().unwrap();
    let apply = |job, email| caller.send(Method::POST, "/applications", new_application(job, email));
    let (_, first) = apply(job(0), "zoe@example.com").await;
    let (status, body) = apply(job(0), "ZOE@Example.com").await;
    assert_eq!((status.as_u16(), error_type(&body)), (409, "CONFLICT"));
    let message = body["error"]["message"].as_str().unwrap();
    assert!(message.contains("already exists") && !message.to_lowercase().contains("zoe"));
    let (status, second) = apply(job(1), "ZOE@Example.com").await;
    assert_eq!(status, 201);
    assert_eq!(first["candidateId"], second["candidateId"]);
}

#[tokio::test]
async fn an_archived_job_takes_no_application() {
    let sandbox = JoinSandbox::start().await.unwrap();
    let caller = Caller::new(&sandbox);
    let job = caller.first_job().await;
    let path = format!("/jobs/{job}/changeStatus");
    let (status, body) = caller.send(Method::PATCH, &path, json!({ "status": "ARCHIVED" })).await;
    assert_eq!((status.as_u16(), body), (200, json!({ "id": job })));
    let (status, _) =
        caller.send(Method::POST, "/applications", new_application(job, "zoe@example.com")).await;
    assert_eq!(status, 409);
}

#[tokio::test]
async fn a_new_job_goes_online_unless_told_otherwise() {
    let sandbox = JoinSandbox::start().await.unwrap();
    let caller = Caller::new(&sandbox);
    let office = json!({ "countryIso": "DE", "city": "Berlin" });
    let (status, office) = caller.send(Method::POST, "/offices", office).await;
    assert_eq!(status, 201);
    let mut ad = json!({
        "title": "Welder", "description": "<p>Weld</p>", "categoryId": 104, "language": "en",
        "employmentTypeId": 1, "officeId": office["id"],
    });
    let (status, job) = caller.send(Method::POST, "/jobs", ad.clone()).await;
    assert_eq!(status, 201);
    assert_eq!(caller.get(&format!("/jobs/{}", job["id"])).await.1["status"], "ONLINE");
    assert_eq!(caller.rows("/jobs?status=ONLINE").await[0]["id"], job["id"]);
    ad["status"] = json!("OFFLINE");
    let (_, job) = caller.send(Method::POST, "/jobs", ad).await;
    assert_eq!(caller.get(&format!("/jobs/{}", job["id"])).await.1["status"], "OFFLINE");
}

#[tokio::test]
async fn the_details_of_a_new_job_are_read_again() {
    let sandbox = JoinSandbox::start().await.unwrap();
    let caller = Caller::new(&sandbox);
    let salary = json!({
        "from": 15.5, "to": 18, "currency": "EUR", "frequency": "PER_HOUR", "isShownOnJobAd": true,
    });
    let ad = json!({
        "title": "Packer", "description": "<p>Pack</p>", "categoryId": 301, "language": "de", "employmentTypeId": 2,
        "officeId": 3001, "status": "OFFLINE", "externalId": "LOG-9", "workplaceType": "REMOTE",
        "remoteType": "ANYWHERE", "seniorityId": 1, "cv": "OPTIONAL", "salary": salary,
    });
    let (status, created) = caller.send(Method::POST, "/jobs", ad.clone()).await;
    assert_eq!(status, 201);
    let (_, job) = caller.get(&format!("/jobs/{}", created["id"])).await;
    for name in ["externalId", "workplaceType", "remoteType", "seniorityId", "salary"] {
        assert_eq!(job[name], ad[name], "{name}");
    }
    let application = new_application(created["id"].as_i64().unwrap(), "zoe@example.com");
    caller.send(Method::POST, "/applications", application).await;
    let rows = caller.rows("/applications?jobExternalId=LOG-9").await;
    assert_eq!((rows.len(), &rows[0]["job"]["externalId"]), (1, &json!("LOG-9")));
}

#[tokio::test]
async fn the_state_of_an_application_is_a_tab_and_its_hiring_state_a_step() {
    let sandbox = JoinSandbox::start().await.unwrap();
    let rows = Caller::new(&sandbox).all_applications().await;
    let states = |hiring: &str| -> Vec<&Value> {
        rows.iter().filter(|row| row["hiringState"] == hiring).map(|row| &row["state"]).collect()
    };
    for (hiring, state) in
        [("APPLIED", "ACTIVE"), ("OFFER", "ACTIVE"), ("REJECTED", "REJECTED"), ("HIRED", "HIRED")]
    {
        let states = states(hiring);
        assert!(!states.is_empty() && states.iter().all(|shown| *shown == state), "{hiring}");
    }
}

#[tokio::test]
async fn notes_are_kept_in_order_for_the_owner_of_the_sandbox() {
    let sandbox = JoinSandbox::start().await.unwrap();
    let caller = Caller::new(&sandbox);
    let candidate = caller.rows("/applications?pageSize=1").await[0]["candidate"]["id"].as_i64().unwrap();
    for note in ["Identity verified", "Call\nback"] {
        let path = format!("/candidates/{candidate}/notes");
        let (status, body) = caller.send(Method::POST, &path, json!({ "content": note })).await;
        assert_eq!(status, 201);
        assert!(body["id"].is_i64());
    }
    assert_eq!(sandbox.notes(candidate), ["Identity verified", "Call\nback"]);
    assert!(sandbox.notes(1).is_empty());
}
