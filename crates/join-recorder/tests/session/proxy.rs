//! The way of requests through the recorder: where they go, what comes back, and what is left out.

use join_recorder::{Body, Error, Recorder};
use serde_json::{Value, json};

use crate::server::Server;

const TOKEN: &str = "Geheimnistoken";

async fn start() -> (Server, Recorder) {
    let server = Server::start().await;
    let recorder = Recorder::start(&server.base_url()).await.unwrap();
    (server, recorder)
}

fn get(url: impl reqwest::IntoUrl) -> reqwest::RequestBuilder {
    let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    client.get(url).header("Authorization", TOKEN)
}

#[tokio::test]
async fn a_request_reaches_the_server_as_it_was_sent_and_nobody_else() {
    let (server, recorder) = start().await;
    server.will_say(302, &[("location", "https://elsewhere.test/adalberta")], "");
    let response = get(format!("{}/jobs?page=1&content=true", recorder.base_url())).send().await.unwrap();
    assert_eq!(
        (response.status().as_u16(), response.headers()["location"].as_bytes()),
        (302, &b"https://elsewhere.test/adalberta"[..])
    );
    let received = server.received();
    assert_eq!(received.len(), 1, "a redirect is the client's to follow");
    assert_eq!(received[0].path_and_query, "/v2/jobs?page=1&content=true");
    assert_eq!(received[0].headers["authorization"], TOKEN);
    assert!(server.origin.ends_with(received[0].headers["host"].to_str().unwrap()));
    let text = recorder.stop().await.recording().unwrap().to_text().unwrap();
    assert!(!text.contains(TOKEN) && !text.contains("adalberta") && text.contains("location"), "{text}");
}

#[tokio::test]
async fn files_of_the_server_come_through_the_recorder_and_keep_nothing_but_type_and_size() {
    let (server, recorder) = start().await;
    let address = format!("{}/files/5-0/CV%20Adalberta.pdf?signature=0afe", server.origin);
    let body = json!({"id": 5, "attachments": [{"url": address, "name": "CV Adalberta.pdf"}]}).to_string();
    server.will_say(200, &[("content-type", "application/json")], body.replace('/', "\\/"));
    let row: Value =
        get(format!("{}/applications/5", recorder.base_url())).send().await.unwrap().json().await.unwrap();
    let address = row["attachments"][0]["url"].as_str().unwrap();
    assert!(address.starts_with(recorder.base_url().trim_end_matches("/v2")), "{address}");

    let disposition = "attachment; filename=\"CV Adalberta.pdf\"";
    let pdf = b"%PDF-1.4 Adalberta Lovelace, 17 May 1990".to_vec();
    server.will_say(
        200,
        &[("content-type", "application/pdf"), ("content-disposition", disposition)],
        pdf.clone(),
    );
    assert_eq!(get(address).send().await.unwrap().bytes().await.unwrap(), pdf);
    server.will_say(403, &[], r#"{"error": {"type": "FORBIDDEN", "message": "Adalberta"}}"#);
    get(address).send().await.unwrap();

    let recording = recorder.stop().await.recording().unwrap();
    let text = recording.to_text().unwrap();
    for word in ["dalberta", "0afe", "signature", "1990", "127.0.0.1"] {
        assert!(!text.contains(word), "{word}: {text}");
    }
    let [row, file, refused] = recording.exchanges() else { panic!("{text}") };
    let row: Value = serde_json::from_slice(&row.body.as_ref().unwrap().to_bytes("http://here")).unwrap();
    let query = file.query.as_deref().unwrap();
    assert_eq!(row["attachments"][0]["url"], format!("http://here{}?{query}", file.path));
    let content = file.body.as_ref().unwrap().to_bytes("");
    assert!(content.starts_with(b"%PDF") && content.len() == 64, "the next power of two");
    assert!(matches!(refused.body, Some(Body::Json(_))) && refused.path == file.path);
}

#[tokio::test]
async fn a_field_that_the_document_does_not_know_is_refused_and_can_be_left_out() {
    let (server, recorder) = start().await;
    server.will_say(200, &[], r#"[{"id": 1, "hobby": "Adalberta", "office": {"id": 2, "Adalberta L.": 1}}]"#);
    server.will_say(200, &[], r#"{"scorecards": "Adalberta"}"#);
    get(format!("{}/jobs?page=1&hobby=Adalberta", recorder.base_url())).send().await.unwrap();
    get(format!("{}/candidates/5/scorecards", recorder.base_url())).send().await.unwrap();
    let session = recorder.stop().await;
    let places = [
        "GET /jobs query hobby",
        "GET /jobs response (200) $[].hobby",
        "GET /jobs response (200) $[].office.*",
        "GET /v2/candidates/*/scorecards (the whole request)",
    ];
    let Err(error) = session.recording() else { panic!("a recording") };
    assert!(matches!(&error, Error::UnknownFields(found) if *found == places), "{error}");
    assert!(!format!("{error} {error:?} {session:?}").contains("Adalberta"));
    let recording = session.recording_without_unknown_fields().unwrap();
    assert_eq!(recording.left_out(), places);
    let text = recording.to_text().unwrap();
    assert!(!text.contains("Adalberta") && text.contains("query\":\"page=1\""), "{text}");
    assert_eq!(recording.exchanges().len(), 1);
}

#[tokio::test]
async fn odd_bodies_stay_odd() {
    let (server, recorder) = start().await;
    let bodies: [&[u8]; 8] = [
        b"",
        b"<html><body>Adalberta</body></html>",
        br#"[{"id": 1, "title": "Adalberta"#,
        b"Adalberta",
        b"\xff\xfeAdalberta",
        br#"{"error": {"message": "Adalberta"}}"#,
        b"\xef\xbb\xbf{\"message\": \"Adalberta\"}",
        b"{\"message\": \"Adalberta M\xfcller\"}",
    ];
    for body in bodies {
        server.will_say(500, &[("content-type", "text/html")], body);
        get(format!("{}/offices", recorder.base_url())).send().await.unwrap();
    }
    let recording = recorder.stop().await.recording().unwrap();
    let text = recording.to_text().unwrap();
    assert!(!text.contains("Adalberta"), "{text}");
    let bodies: Vec<Vec<u8>> = recording
        .exchanges()
        .iter()
        .map(|exchange| exchange.body.as_ref().map(|body| body.to_bytes("")).unwrap_or_default())
        .collect();
    assert!(bodies[0].is_empty() && bodies[1].starts_with(b"<!DOCTYPE html>"));
    assert_eq!(bodies[2], br#"[{"id": 1, "title": "xxxxxxxxx"#);
    assert_eq!(bodies[3], b"xxxxxxxxx");
    assert!(std::str::from_utf8(&bodies[4]).is_ok() && serde_json::from_slice::<Value>(&bodies[5]).is_ok());
    assert!(bodies[6].starts_with(b"\xef\xbb\xbf{\"message\":\""));
    assert!(bodies[7].starts_with(b"{\"message\":\"") && std::str::from_utf8(&bodies[7]).is_err());
    assert_eq!(bodies[7].len(), "{\"message\":\"Adalberta Muller\"}".len());
}

#[tokio::test]
async fn a_server_that_is_not_there_is_said_to_the_client_and_counted() {
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let recorder = Recorder::start(&format!("http://{nobody}/v2")).await.unwrap();
    let response = get(format!("{}/jobs?hobby=1", recorder.base_url())).send().await.unwrap();
    assert_eq!(response.status(), 502);
    let said = response.text().await.unwrap();
    assert!(said.contains("refused") && !said.contains("hobby"), "{said}");
    let session = recorder.stop().await;
    assert_eq!((session.unanswered(), session.exchange_count(), session.too_many()), (1, 0, 0));
    assert!(matches!(session.recording(), Err(Error::Empty)));
}

#[tokio::test]
async fn a_page_that_reaches_the_recorder_under_another_name_is_refused() {
    let (server, recorder) = start().await;
    let response =
        get(format!("{}/jobs", recorder.base_url())).header("Host", "evil.test").send().await.unwrap();
    assert_eq!(response.status(), 403);
    assert!(server.received().is_empty());
    let again = Recorder::builder(&server.base_url()).port(port(&recorder)).start().await;
    assert!(matches!(again, Err(Error::Listen(_))));
}

fn port(recorder: &Recorder) -> u16 {
    url::Url::parse(recorder.base_url()).unwrap().port().unwrap()
}
