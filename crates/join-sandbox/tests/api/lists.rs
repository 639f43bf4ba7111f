//! Lists: paging, filters, order, and the odd shapes of their rows.

use std::collections::BTreeSet;

use join_sandbox::JoinSandbox;
use serde_json::Value;

use crate::{Caller, error_type, ids};

#[tokio::test]
async fn pages_hold_each_application_once_newest_first() {
    let sandbox = JoinSandbox::start().await.unwrap();
    let caller = Caller::new(&sandbox);
    let all = caller.all_applications().await;
    assert_eq!(all.len(), 120);
    assert_eq!(ids(&all).iter().collect::<BTreeSet<_>>().len(), 120);
    let order = |row: &Value| (row["createdAt"].as_str().unwrap().to_owned(), row["id"].as_i64().unwrap());
    assert!(all.is_sorted_by(|newer, older| order(newer) > order(older)));
    let mut small_pages = Vec::new();
    for page in 1..=18 {
        small_pages.extend(caller.rows(&format!("/applications?page={page}&pageSize=7")).await);
    }
    assert_eq!(small_pages, all);
    assert!(caller.rows("/applications?page=4").await.is_empty());
}

#[tokio::test]
async fn bad_page_parameters_are_refused() {
    let sandbox = JoinSandbox::start().await.unwrap();
    let caller = Caller::new(&sandbox);
    for list in ["/applications", "/jobs", "/offices"] {
        for query in
            ["pageSize=0", "pageSize=51", "pageSize=ten", "pageSize=", "page=0", "page=-1", "page=1.5"]
        {
            let (status, body) = caller.get(&format!("{list}?{query}")).await;
            assert_eq!((status.as_u16(), error_type(&body)), (422, "VALIDATION_ERROR"), "{list} {query}");
        }
        let (status, body) = caller.get(&format!("{list}?page=9223372036854775807")).await;
        assert_eq!((status.as_u16(), body), (200, Value::Array(Vec::new())));
    }
}

#[tokio::test]
async fn each_filter_of_applications_narrows_the_list_to_what_it_names() {
    let sandbox = JoinSandbox::start().await.unwrap();
    let caller = Caller::new(&sandbox);
    let all = caller.all_applications().await;
    let job = all.iter().find(|row| row["job"]["externalId"] == "ENG-104").unwrap()["job"]["id"].clone();
    let updated = all[30]["lastUpdatedAt"].as_str().unwrap();
    let state = |row: &Value| match &row["hiringState"] {
        Value::Null => row["state"].clone(),
        state => state.clone(),
    };
    let expect = |takes: &dyn Fn(&Value) -> bool| {
        let rows = all.iter().filter(|row| takes(row)).take(50);
        rows.cloned().collect::<Vec<_>>()
    };
    let by_job = expect(&|row| row["job"]["id"] == job);
    assert!(!by_job.is_empty());
    assert_eq!(caller.rows(&format!("/applications?jobId={job}")).await, by_job);
    assert_eq!(caller.rows("/applications?jobExternalId=ENG-104").await, by_job);
    let rejected = expect(&|row| state(row) == "REJECTED");
    assert_eq!(caller.rows("/applications?hiringState=REJECTED").await, rejected);
    let since = expect(&|row| row["lastUpdatedAt"].as_str().unwrap() >= updated);
    assert!(since.len() < 50);
    assert_eq!(caller.rows(&format!("/applications?updatedAtGte={updated}")).await, since);
}

#[tokio::test]
async fn bad_filters_are_refused() {
    let sandbox = JoinSandbox::start().await.unwrap();
    let caller = Caller::new(&sandbox);
    let bad = [
        "/applications?updatedAtGte=yesterday",
        "/applications?updatedAtGte=2026-03-02T08:00:00",
        "/applications?jobId=seven",
        "/applications?jobId=9223372036854775808",
        "/applications?page=0",
        "/jobs?content=perhaps",
    ];
    for path in bad {
        assert_eq!(caller.get(path).await.0, 422, "{path}");
    }
}

#[tokio::test]
async fn jobs_come_online_and_offline_and_long_only_when_asked() {
    let sandbox = JoinSandbox::start().await.unwrap();
    let caller = Caller::new(&sandbox);
    let rows = caller.rows("/jobs").await;
    let mut statuses: Vec<&str> = rows.iter().map(|row| row["status"].as_str().unwrap()).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, ["OFFLINE", "ONLINE", "ONLINE", "ONLINE", "ONLINE", "ONLINE"]);
    assert!(rows.iter().all(|row| row.get("description").is_none()));
    let long = caller.rows("/jobs?content=true&status=ARCHIVED").await;
    assert!(long[0]["description"].as_str().unwrap().starts_with("<p>"));
    let (_, job) = caller.get(&format!("/jobs/{}", rows[0]["id"])).await;
    assert!(job["description"].is_string());
}

#[tokio::test]
async fn offices_are_found_without_regard_to_case() {
    let sandbox = JoinSandbox::start().await.unwrap();
    let caller = Caller::new(&sandbox);
    assert_eq!(caller.rows("/offices").await.len(), 4);
    assert_eq!(caller.rows("/offices?countryCode=CH").await.len(), 1);
    assert_eq!(caller.rows("/offices?countryCode=de&cityNameLike=BER").await.len(), 2);
    assert_eq!(caller.rows("/offices?cityNameLike=z%C3%9Cr").await.len(), 1);
}

#[tokio::test]
async fn catalog_lists_come_whole_and_in_german_if_asked() {
    let sandbox = JoinSandbox::start().await.unwrap();
    let caller = Caller::new(&sandbox);
    assert_eq!(caller.rows("/categories").await[2]["subCategories"][0]["name"], "Warehouse");
    assert_eq!(caller.rows("/categories?language=de").await[2]["subCategories"][0]["name"], "Lager");
    assert_eq!(caller.rows("/employmentTypes?language=fr").await[0]["name"], "Full-time");
    assert_eq!(caller.rows("/seniorityLevels?language=de").await[0]["name"], "Berufseinstieg");
}

#[tokio::test]
async fn the_same_seed_gives_the_same_bytes_but_for_the_port() {
    let pages = |seed| async move {
        let sandbox = JoinSandbox::builder().seed(seed).start().await.unwrap();
        let origin = sandbox.base_url().trim_end_matches("/v2").to_owned();
        let request = Caller::new(&sandbox).request(reqwest::Method::GET, "/applications");
        request.send().await.unwrap().text().await.unwrap().replace(&origin, "")
    };
    let (one, again, other) = (pages(7).await, pages(7).await, pages(8).await);
    assert_eq!(one, again);
    assert_ne!(one, other);
}

#[tokio::test]
async fn seeded_rows_show_every_shape_that_clients_must_bear() {
    let sandbox = JoinSandbox::start().await.unwrap();
    let all = Caller::new(&sandbox).all_applications().await;
    let some = |takes: &dyn Fn(&Value) -> bool| all.iter().any(takes);
    assert!(some(&|row| row["candidate"].get("tags").is_none()), "tags absent");
    assert!(some(&|row| row["candidate"].get("tags").is_some_and(Value::is_null)), "tags null");
    assert!(some(&|row| row["candidate"]["tags"] == Value::Array(Vec::new())), "tags empty");
    assert!(some(&|row| row["candidate"]["tags"].as_array().is_some_and(|tags| tags.len() > 2)), "tags");
    assert!(some(&|row| row.get("hiringState").is_none()), "no hiring state");
    assert!(some(&|row| row["state"] == "TALENT_POOL"), "a state that the document doesn't know");
    assert!(some(&|row| row["attachments"] == Value::Array(Vec::new())), "no attachment");
    assert!(some(&|row| row["attachments"][0]["type"] == "JOIN_CV"), "a CV made by JOIN");
    assert!(some(&|row| row["screeningQuestions"][1]["isSkipped"] == true), "a skipped question");
    assert!(some(&|row| row["integrationExternalId"].is_string()), "an external id");
    assert!(some(&|row| row["rating"].is_number()), "an unknown field");
    let candidates: BTreeSet<i64> = all.iter().map(|row| row["candidate"]["id"].as_i64().unwrap()).collect();
    assert!(candidates.len() < all.len(), "a candidate with several applications");
}

#[tokio::test(start_paused = true)]
async fn a_latency_holds_each_answer_back() {
    let latency = std::time::Duration::from_secs(30);
    let sandbox = JoinSandbox::builder().latency(latency).start().await.unwrap();
    let started = tokio::time::Instant::now();
    Caller::new(&sandbox).get("/jobs").await;
    assert!(started.elapsed() >= latency);
}
