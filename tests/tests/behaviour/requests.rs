//! What goes over the wire: method, path, query, headers and the bytes of every body.

use join_sdk::tags::{ApplyOptions, CandidateRef, ClearAll, ReplaceAll};
use join_sdk::types::*;
use join_sdk::{Document, NewApplication, NewJob, NewOffice};
use join_tests::{Answer, Received, Script};

fn shown(received: &[Received]) -> String {
    let line = |request: &Received| {
        let body = String::from_utf8(request.body.to_vec()).unwrap();
        format!("{} {}\n{body}", request.method, request.path).trim_end().to_owned()
    };
    received.iter().map(line).collect::<Vec<_>>().join("\n\n")
}

#[tokio::test]
async fn reads_send_their_filters_and_no_body() {
    let script = Script::start([Answer::json(200, "[]")]).await;
    let join = script.client();
    let one = Script::start([Answer::json(200, r#"{"id": 7}"#)]).await;
    let since = "2026-11-24T09:30:00.250Z".parse().unwrap();

    join.jobs().list().page(1).await.unwrap();
    join.jobs().list().status(JobStatus::Online).with_description().page_size(20).page(3).await.unwrap();
    join.applications().list().page(1).await.unwrap();
    let narrowed = join.applications().list().job(JobId(7)).job_external_id("eng/1 & 2");
    narrowed.hiring_state(HiringState::Active).updated_since(since).page(2).await.unwrap();
    join.offices().list().country("DE").city_like("Köln").page(1).await.unwrap();
    join.catalog().categories().await.unwrap();
    join.catalog().language("de").categories().await.unwrap();
    join.catalog().language("de").employment_types().await.unwrap();
    join.catalog().language("de").seniority_levels().await.unwrap();
    one.client().jobs().get(JobId(7)).await.unwrap();
    one.client().applications().get(ApplicationId(9)).await.unwrap();

    insta::assert_snapshot!(shown(&[script.received(), one.received()].concat()), @r"
    GET /v2/jobs?page=1&pageSize=50

    GET /v2/jobs?content=true&page=3&pageSize=20&status=ONLINE

    GET /v2/applications?page=1&pageSize=50

    GET /v2/applications?hiringState=ACTIVE&jobExternalId=eng%2F1+%26+2&jobId=7&page=2&pageSize=50&updatedAtGte=2026-11-24T09%3A30%3A00.25Z

    GET /v2/offices?cityNameLike=K%C3%B6ln&countryCode=DE&page=1&pageSize=50

    GET /v2/categories

    GET /v2/categories?language=de

    GET /v2/employmentTypes?language=de

    GET /v2/seniorityLevels?language=de

    GET /v2/jobs/7

    GET /v2/applications/9
    ");
}

#[tokio::test]
async fn a_created_job_is_offline_unless_it_is_to_be_published() {
    let script = Script::start([Answer::json(201, r#"{"id": 1}"#)]).await;
    let job = || {
        let job = NewJob::builder("Data engineer", "<p>Pipelines & more</p>").unwrap();
        let job = job.category(CategoryId(12)).employment_type(EmploymentTypeId(2)).office(OfficeId(3));
        job.language("en").unwrap()
    };
    script.client().jobs().create(&job().build().unwrap()).await.unwrap();
    script.client().jobs().create(&job().publish().build().unwrap()).await.unwrap();
    let salary = NewSalary {
        from: "15.50".parse().ok(),
        to: "18".parse().ok(),
        currency: Currency::Eur,
        frequency: SalaryFrequency::PerHour,
        is_shown_on_job_ad: false,
    };
    let full =
        job().external_id("ENG-104").unwrap().workplace(WorkplaceType::Remote).remote(RemoteType::Country);
    let full = full.seniority(SeniorityLevelId(3)).cv(CvRequirement::Optional).salary(salary).unwrap();
    script.client().jobs().create(&full.build().unwrap()).await.unwrap();
    script.client().jobs().change_status(JobId(1), JobStatus::Archived).await.unwrap();
    insta::assert_snapshot!(shown(&script.received()), @r#"
    POST /v2/jobs
    {"categoryId":12,"description":"<p>Pipelines & more</p>","employmentTypeId":2,"language":"en","officeId":3,"status":"OFFLINE","title":"Data engineer"}

    POST /v2/jobs
    {"categoryId":12,"description":"<p>Pipelines & more</p>","employmentTypeId":2,"language":"en","officeId":3,"status":"ONLINE","title":"Data engineer"}

    POST /v2/jobs
    {"categoryId":12,"cv":"OPTIONAL","description":"<p>Pipelines & more</p>","employmentTypeId":2,"externalId":"ENG-104","language":"en","officeId":3,"remoteType":"COUNTRY","salary":{"currency":"EUR","frequency":"PER_HOUR","from":15.5,"isShownOnJobAd":false,"to":18.0},"seniorityId":3,"status":"OFFLINE","title":"Data engineer","workplaceType":"REMOTE"}

    PATCH /v2/jobs/1/changeStatus
    {"status":"ARCHIVED"}
    "#);
}

#[tokio::test]
async fn an_application_is_sent_with_what_was_given_and_nothing_else() {
    let script = Script::start([Answer::json(201, r#"{"candidateId": 5}"#)]).await;
    let application = || NewApplication::new(JobId(7), "Zoë", "Ångström", "zoe@example.com").unwrap();
    script.client().applications().create(&application()).await.unwrap();
    let full = application().phone("+46 8 123 456").unwrap().source(ApplicationSource::SocialMedia);
    let full = full.external_id("inq_123").unwrap();
    let full = full.document(Document::from_bytes(DocumentType::Cv, "cv.pdf", b"%PDF-1.7").unwrap());
    let full = full.document(Document::from_bytes(DocumentType::WorkSamples, "a.txt", [0xfb, 0xff]).unwrap());
    script.client().applications().create(&full).await.unwrap();
    insta::assert_snapshot!(shown(&script.received()), @r#"
    POST /v2/applications
    {"candidate":{"email":"zoe@example.com","firstName":"Zoë","lastName":"Ångström"},"jobId":7}

    POST /v2/applications
    {"candidate":{"email":"zoe@example.com","firstName":"Zoë","lastName":"Ångström","phone":"+46 8 123 456"},"documents":[{"data":"JVBERi0xLjc=","name":"cv.pdf","type":"CV"},{"data":"+/8=","name":"a.txt","type":"WORK_SAMPLES"}],"integrationExternalId":"inq_123","jobId":7,"source":"SOCIAL_MEDIA"}
    "#);
}

#[tokio::test]
async fn tags_are_the_only_member_of_their_body_and_an_empty_set_is_sent_as_one() {
    let before = Answer::json(200, r#"{"id": 9, "candidate": {"id": 5, "tags": ["a", "b"]}}"#);
    let patched = Answer::json(200, "{}");
    let after = Answer::json(200, r#"{"id": 9, "candidate": {"id": 5, "tags": []}}"#);
    let script = Script::start([before, patched, after]).await;
    let join = script.client();
    let candidate = CandidateRef::new(CandidateId(5), ApplicationId(9));
    let clear = ClearAll { expected: vec!["a".into(), "b".into()] };
    join.tags(&candidate).clear_all(clear, ApplyOptions::default()).await.unwrap();
    insta::assert_snapshot!(shown(&script.received()), @r#"
    GET /v2/applications/9

    PATCH /v2/candidates/5
    {"tags":[]}

    GET /v2/applications/9
    "#);

    let before = Answer::json(200, r#"{"id": 9, "candidate": {"id": 5, "tags": null}}"#);
    let after = Answer::json(200, r#"{"id": 9, "candidate": {"id": 5, "tags": ["x=“1”"]}}"#);
    let script = Script::start([before, Answer::json(200, "{}"), after]).await;
    let replace = ReplaceAll { expected: vec![], new: vec!["x=“1”".into()] };
    script.client().tags(&candidate).replace_all(replace, ApplyOptions::default()).await.unwrap();
    insta::assert_snapshot!(shown(&script.received()[1..2]), @r#"
    PATCH /v2/candidates/5
    {"tags":["x=“1”"]}
    "#);
}

#[tokio::test]
async fn a_note_is_escaped_unless_it_is_html_and_an_office_is_sent_as_it_was_given() {
    let script = Script::start([Answer::json(201, r#"{"id": 1}"#)]).await;
    let join = script.client();
    join.candidates().add_note(CandidateId(5), "a < b & \"c\".\r\n<b>&</b>").await.unwrap();
    join.candidates().add_note_html(CandidateId(5), "a.\n<b>&amp;</b>").await.unwrap();
    join.offices().create(&NewOffice::new("CH", "Zürich").unwrap()).await.unwrap();
    let office = NewOffice::new("de", "Berlin").unwrap().name("HQ").street("Torstraße", "1a");
    join.offices().create(&office.postal_code("01234").default_office()).await.unwrap();
    insta::assert_snapshot!(shown(&script.received()), @r#"
    POST /v2/candidates/5/notes
    {"content":"a &lt; b &amp; \"c\".<br>\n&lt;b&gt;&amp;&lt;/b&gt;"}

    POST /v2/candidates/5/notes
    {"content":"a.\n<b>&amp;</b>"}

    POST /v2/offices
    {"city":"Zürich","countryIso":"CH"}

    POST /v2/offices
    {"city":"Berlin","countryIso":"de","isDefault":true,"name":"HQ","postalCode":"01234","streetName":"Torstraße","streetNumber":"1a"}
    "#);
}

#[tokio::test]
async fn every_request_carries_the_raw_token_and_no_version_header() {
    let script = Script::start([Answer::json(200, "[]")]).await;
    let token = join_sdk::ApiToken::new("Bearer 4f7a9c").unwrap();
    let join = join_sdk::Join::builder(token).base_url(format!("{}/", script.base_url()));
    let join = join.user_agent("acme-idv/1.4").build().unwrap();
    join.jobs().list().page(1).await.unwrap();
    let received = &script.received()[0];
    assert_eq!(received.path, "/v2/jobs?page=1&pageSize=50");
    assert_eq!(received.headers["authorization"], "4f7a9c");
    assert_eq!(received.headers["accept"], "application/json");
    assert!(received.headers["user-agent"].to_str().unwrap().starts_with("acme-idv/1.4 join-sdk-rust/"));
    assert!(!received.headers.contains_key("api-version"));
}
