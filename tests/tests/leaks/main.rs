//! Neither the token nor personal data gets out: every operation is driven through every fault while everything that the
//! process says is kept, and then searched.

mod recorder;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use futures_util::{StreamExt, stream};
use join_client::types as low;
use join_sdk::audit::TracingSink;
use join_sdk::tags::{ApplyOptions, CandidateRef, ReplaceAll, Verify};
use join_sdk::types::*;
use join_sdk::{
    ApiToken, Config, Document, Error, Join, Method, NewApplication, NewJob, NewOffice, RequestOptions,
    RetryPolicy,
};
use join_tests::faults::{Cell, Fault, Operation, TOKEN, all_that_is_said};
use join_tests::{Answer, Script, sandbox};

use recorder::{Recorder, quietly};

fn application() -> String {
    r#"{
        "id": 9, "state": "ACTIVE", "integrationExternalId": "inq_1",
        "candidate": {
            "id": 5, "firstName": "Adalberta", "lastName": "Lovelacesson", "email": "adalberta@person.example",
            "phoneNumber": "+4915799999", "tags": ["tag-by-a-recruiter"],
            "country": {"name": "Adalberta", "iso3166": "Lovelacesson"},
            "professionalLinks": [{"type": "LINKEDIN", "url": "https://x.example/Lovelacesson"}]
        },
        "attachments": [{"type": "CV", "name": "cv-of-adalberta.pdf", "url": "BASE/f?s=signature-of-a-file"}],
        "screeningQuestions": [{"question": "Why?", "type": "TEXT", "answer": "answer-to-a-question"}]
    }"#
    .to_owned()
}

fn job() -> &'static str {
    r#"{"id": 7, "contact": {"name": "Adalberta", "email": "adalberta@person.example"}}"#
}

/// Calls every operation and prints what comes of it in every way that it can be printed.
async fn drive(join: &Join, base: &str) -> String {
    let mut printed = String::new();
    macro_rules! print {
        ($call:expr) => {{
            let result = $call;
            printed.push_str(&format!("{result:?}\n"));
            if let Err(error) = result {
                printed.push_str(&format!("{}\n", all_that_is_said(&error)));
            }
        }};
    }
    print!(join.jobs().list().page(1).await);
    print!(join.jobs().get(JobId(7)).await);
    let job = NewJob::builder("Welder", "Welds")
        .unwrap()
        .category(CategoryId(1))
        .employment_type(EmploymentTypeId(1));
    print!(join.jobs().create(&job.office(OfficeId(1)).language("en").unwrap().build().unwrap()).await);
    print!(join.jobs().change_status(JobId(7), JobStatus::Offline).await);
    print!(join.applications().list().job(JobId(7)).page(1).await);
    print!(join.applications().get(ApplicationId(9)).await);
    let cv = Document::from_bytes(DocumentType::Cv, "cv-of-adalberta.pdf", b"content-of-the-cv").unwrap();
    let new = NewApplication::new(JobId(7), "Adalberta", "Lovelacesson", "adalberta@person.example").unwrap();
    let new = new.phone("+4915799999").unwrap().document(cv.clone());
    printed.push_str(&format!("{new:?} {cv:?}\n"));
    print!(join.applications().create(&new).await);
    let replace =
        ReplaceAll { expected: vec!["tag-by-a-recruiter".into()], new: vec!["persona:verified".into()] };
    let quick = ApplyOptions::default().verify(Verify::None).settle(Duration::ZERO).max_attempts(1);
    printed.push_str(&format!("{replace:?}\n"));
    let candidate = CandidateRef::new(CandidateId(5), ApplicationId(9));
    print!(join.tags(&candidate).read().await);
    print!(join.tags(&candidate).replace_all(replace, quick).await);
    print!(join.candidates().add_note(CandidateId(5), "note-about-a-person").await);
    print!(join.offices().list().page(1).await);
    print!(join.offices().create(&NewOffice::new("DE", "Berlin").unwrap()).await);
    print!(join.catalog().categories().await);
    print!(join.catalog().employment_types().await);
    print!(join.catalog().seniority_levels().await);
    for url in
        [format!("{base}/f?s=signature-of-a-file"), "https://x.example/f?s=signature-of-a-file".to_owned()]
    {
        let attachment = serde_json::json!({ "url": url, "name": "cv-of-adalberta.pdf" });
        let attachment: Attachment = serde_json::from_value(attachment).unwrap();
        print!(join.attachments().download(&attachment).await);
    }
    print!(NewApplication::new(JobId(7), "Adalberta", "Lovelacesson", "adalberta-person.example"));
    printed
}

#[tokio::test]
async fn nothing_that_is_printed_holds_the_token_or_personal_data() {
    let recorder = Recorder::installed();
    let said = r#"{"error": {"type": "X", "message": "said-by-the-server adalberta@person.example"}}"#;
    let odd_row = application().replace(r#""id": 5"#, r#""id": "adalberta@person.example""#);
    let odd_list = format!("[{odd_row}, \"Lovelacesson\"]");
    let answers = [
        Answer::json(200, application()),
        Answer::json(200, format!("[{}]", application())),
        Answer::json(200, job()),
        Answer::json(200, odd_row),
        Answer::json(200, odd_list),
        Answer::json(200, r#""said-by-the-server"#),
        Answer::new(200, "text/html", "<html>Adalberta</html>"),
        Answer::json(302, said).header("location", "https://x.example/?s=signature-of-a-file"),
        Answer::json(401, said),
        Answer::json(403, said),
        Answer::json(404, said),
        Answer::json(409, said),
        Answer::json(422, r#"[{"param": "email", "msg": "adalberta@person.example is taken"}]"#),
        Answer::json(429, said).header("retry-after", "0"),
        Answer::new(502, "text/html", "<html>said-by-the-server</html>"),
    ];
    let mut printed = String::new();
    for answer in answers {
        let script = Script::start([answer]).await;
        // A server that refuses for ever would hold the calls longer and longer.
        let once = RetryPolicy::never().longest_wait(Duration::from_millis(10));
        let join = Join::builder(ApiToken::new(TOKEN).unwrap()).base_url(script.base_url()).retry(once);
        let join = join.audit(TracingSink).build().unwrap();
        printed.push_str(&format!("{join:?} {:?}\n", ApiToken::new(TOKEN)));
        printed.push_str(&drive(&join, script.base_url()).await);
        // One refused attempt sends nothing, all else reaches the server with the token.
        let received = script.received();
        assert!(received.len() > 14);
        assert!(received.iter().all(|request| request.headers["authorization"] == TOKEN));
    }
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let base = format!("http://{nobody}/v2");
    let join = Join::builder(ApiToken::new(TOKEN).unwrap()).base_url(&base).max_attempts(1).build().unwrap();
    printed.push_str(&drive(&join, &base).await);
    for name in ["Adalberta", "adalberta@person.example"] {
        printed.push_str(&format!("{:?} {:?}", low::PersonName::from(name), low::EmailAddress::from(name)));
    }
    assert!(recorder.hears("createCandidateNote") && recorder.hears("join.audit"), "the records of writes");
    recorder.assert_silent(&printed);
}

#[tokio::test(flavor = "multi_thread")]
async fn no_operation_under_any_fault_tells_the_token_or_personal_data() {
    let recorder = Recorder::installed();
    let cell = |(operation, fault): (&Operation, &Fault)| Cell {
        operation: *operation,
        fault: *fault,
        strikes: u32::MAX,
    };
    let cells =
        Operation::ALL.iter().flat_map(|operation| Fault::ALL.iter().map(move |fault| (operation, fault)));
    let run = |cell: Cell| async move {
        let outcome = tokio::spawn(cell.run()).await.unwrap();
        if let Some(error) = outcome.failure {
            unwrap(Err(error));
        }
        outcome.printed
    };
    let printed: Vec<String> = stream::iter(cells.map(cell)).map(run).buffer_unordered(24).collect().await;
    assert_eq!(printed.len(), Operation::ALL.len() * Fault::ALL.len());
    assert!(recorder.hears("join.call"), "the SDK's own spans are in the log");
    assert!(recorder.hears("hyper"), "and so is what lies below it");
    recorder.assert_silent(&printed.join("\n"));
    assert_eq!(recorder.panics_of_others(), 0);
    insta::assert_snapshot!(recorder.fields_of_the_sdk());
}

/// What a caller does who is sure of success: the error is printed by the panic.
fn unwrap(outcome: Result<(), Error>) {
    let panicked = quietly(|| catch_unwind(AssertUnwindSafe(|| outcome.unwrap())));
    assert!(panicked.is_err());
}

#[tokio::test]
async fn what_has_not_been_sent_yet_does_not_tell_what_it_holds() {
    let recorder = Recorder::installed();
    let mut printed = String::new();
    macro_rules! print {
        ($value:expr) => {
            printed.push_str(&format!("{0:?} {0:#?}\n", $value))
        };
    }
    let (_, sandbox) = sandbox().await;
    let var = |name: &str| match name {
        "JOIN_API_TOKEN" => Some(TOKEN.to_owned()),
        _ => Some(sandbox.base_url().to_owned()),
    };
    let config = Config::from_vars(var).unwrap();
    print!(config);
    let options = RequestOptions::new().header("x-caller", "header-of-the-caller").unwrap();
    print!(options);
    print!(RequestOptions::new().header("header-of-the-caller\n", "x"));
    print!(RequestOptions::new().header("x-caller", "header-of-the-caller\n"));
    let builder =
        config.builder().user_agent("acme-idv/1.4").observer(|_: &join_sdk::telemetry::CallReport| {});
    print!(builder);
    let join = builder.build().unwrap().with_options(options);
    print!(join);
    print!(join.read_only());
    print!(join.quota());
    let address = "http://adalberta%40person.example:s3cr3t-t0ken-4f7a9c@127.0.0.1";
    print!(Join::builder(ApiToken::new(TOKEN).unwrap()).base_url(address).build());
    print!(ApiToken::new(format!("{TOKEN} {TOKEN}")));

    print!(join.candidates().add_note(CandidateId(5), "note-about-a-person"));
    print!(join.candidates().add_note(CandidateId(5), " "));
    let job = NewApplication::new(JobId(7), "Adalberta", "Lovelacesson", "adalberta@person.example").unwrap();
    print!(job);
    let raw = join.raw().request(Method::POST, "/candidates/adalberta@person.example");
    let raw = raw.query("s", "signature-of-a-file");
    print!(raw.json(&serde_json::json!({ "name": "Adalberta" })));
    print!(join.raw().request(Method::GET, "candidates/adalberta@person.example").send_bytes().await);
    print!(job.clone().external_id("adalberta@person.example"));
    print!(job.phone("adalberta +4915799999"));
    print!(Document::from_bytes(DocumentType::Cv, " ", b"content-of-the-cv"));
    print!(Document::from_bytes(DocumentType::Cv, "cv-of-adalberta.pdf", b""));
    print!(Document::from_path(DocumentType::Cv, "/nowhere/cv-of-adalberta.pdf").await);
    assert!(sandbox.requests().is_empty());
    recorder.assert_silent(&printed);
}

/// The search finds what it is there for: each way to tell something is tried with a word of its own.
#[test]
fn a_leak_through_any_way_is_found() {
    let recorder = Recorder::installed();
    tracing::trace!(name = "planted-in-an-event", "something happened");
    tracing::trace!("planted-in-a-message");
    tracing::trace!(name = ?Some("planted-in-debug"), "something happened");
    let span = tracing::trace_span!("a span", name = "planted-in-a-span", later = tracing::field::Empty);
    span.record("later", "planted-in-a-span-later");
    let panicked = quietly(|| catch_unwind(|| panic!("{}", "planted-in-a-panic")));
    assert!(panicked.is_err());
    for word in [
        "planted-in-an-event",
        "planted-in-a-message",
        "planted-in-debug",
        "planted-in-a-span",
        "planted-in-a-span-later",
        "planted-in-a-panic",
    ] {
        assert!(recorder.find(&[word], "").is_some(), "{word} is not found");
    }
    assert!(recorder.find(&["planted-in-print"], "it is planted-in-print").is_some());
    assert!(recorder.find(&["planted-nowhere"], "").is_none());
}
