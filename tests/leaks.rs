//! Neither the token nor personal data is printed: every operation and every kind of failure is driven while everything
//! that the process logs is kept, and then searched.

use std::io::Write;
use std::sync::{Arc, Mutex};

use join_client::types as low;
use join_sdk::tags::{CandidateRef, ReplaceAll};
use join_sdk::types::*;
use join_sdk::{ApiToken, Document, Join, NewApplication, NewJob, NewOffice};
use join_tests::{Answer, Script};

const TOKEN: &str = "s3cr3t-t0ken-4f7a9c";
/// What a person could be known by. Each is part of what is sent and of what is answered.
const SEEDS: &[&str] = &[
    TOKEN,
    "Adalberta",
    "Lovelacesson",
    "adalberta@person.example",
    "+4915799999",
    "tag-by-a-recruiter",
    "note-about-a-person",
    "cv-of-adalberta.pdf",
    "signature-of-a-file",
    "answer-to-a-question",
    "said-by-the-server",
    // The document's content, as it is and in base64.
    "content-of-the-cv",
    "Y29udGVudC1vZi10aGUtY3Y",
];

/// Everything that is logged.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

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
                printed.push_str(&format!("{error}\n{error:#?}\n"));
                let mut source = std::error::Error::source(&error);
                while let Some(cause) = source {
                    printed.push_str(&format!("{cause} {cause:?}\n"));
                    source = cause.source();
                }
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
    let replace = ReplaceAll { expected: vec!["tag-by-a-recruiter".into()], new: vec![] };
    printed.push_str(&format!("{replace:?}\n"));
    let candidate = CandidateRef::new(CandidateId(5), ApplicationId(9));
    print!(join.tags(&candidate).read().await);
    print!(join.tags(&candidate).replace_all(replace).await);
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
    let log = Log::default();
    let writer = log.clone();
    tracing_subscriber::fmt().with_env_filter("trace").with_writer(move || writer.clone()).init();

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
        Answer::json(429, said).header("retry-after", "3600"),
        Answer::new(502, "text/html", "<html>said-by-the-server</html>"),
    ];
    let mut printed = String::new();
    for answer in answers {
        let script = Script::start([answer]).await;
        let join = Join::builder(ApiToken::new(TOKEN).unwrap()).base_url(script.base_url()).max_attempts(1);
        let join = join.build().unwrap();
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

    let log = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert!(log.contains("join.call"), "the SDK's own spans are in the log");
    assert!(log.contains("hyper"), "and so is what lies below it");
    for seed in SEEDS {
        for (what, text) in [("log", &log), ("what was printed", &printed)] {
            let found = text.lines().find(|line| line.contains(seed));
            assert!(found.is_none(), "{seed} is in the {what}: {}", found.unwrap_or_default());
        }
    }
}
