//! Attachments: whole or not at all, and the token to JOIN only.

use join_sdk::types::{Application, Attachment};
use join_sdk::{ErrorKind, Join};
use join_tests::{Answer, Script, sandbox};

async fn attachment(join: &Join) -> Attachment {
    let rows = join.applications().list().page(1).await.unwrap().rows;
    let mut files =
        rows.into_iter().flatten().flat_map(|row: Application| row.attachments.unwrap_or_default());
    files.find(|file| file.url.is_some()).unwrap()
}

fn at(url: &str) -> Attachment {
    serde_json::from_value(serde_json::json!({ "type": "CV", "url": url })).unwrap()
}

#[tokio::test]
async fn a_cv_is_saved_whole_and_replaces_what_was_there() {
    let (join, _sandbox) = sandbox().await;
    let file = attachment(&join).await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("cv.pdf");
    std::fs::write(&path, "old").unwrap();
    let download = join.attachments().download(&file).await.unwrap();
    assert_eq!(download.content_type(), Some("application/pdf"));
    let length = download.content_length();
    let saved = download.save(&path).await.unwrap();
    let bytes = std::fs::read(&path).unwrap();
    assert!(bytes.starts_with(b"%PDF-"));
    assert_eq!((saved, length), (bytes.len() as u64, Some(bytes.len() as u64)));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "nothing else lies there");
}

#[tokio::test]
async fn a_download_that_breaks_leaves_the_path_as_it_was() {
    // Promises more than it gives, then closes.
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        use tokio::io::{AsyncReadExt, AsyncWriteExt};
        let (mut stream, _) = listener.accept().await.unwrap();
        let _ = stream.read(&mut [0; 4096]).await;
        stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n%PDF-half").await.unwrap();
    });
    let join = join_tests::client(&format!("{base}/v2"), "4f7a9c");
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("cv.pdf");
    std::fs::write(&path, "old").unwrap();
    let download = join.attachments().download(&at(&format!("{base}/files/1"))).await.unwrap();
    assert_eq!(download.save(&path).await.unwrap_err().kind(), ErrorKind::Transport);
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "old");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "no half file lies there");
}

#[tokio::test]
async fn the_token_does_not_go_to_another_host() {
    let elsewhere = Script::start([Answer::new(200, "application/pdf", "%PDF-")]).await;
    let (join, _sandbox) = sandbox().await;
    let error = join.attachments().download(&at(elsewhere.base_url())).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Refused, 0));
    assert!(elsewhere.received().is_empty());
    for url in ["http://files.join.com/cv.pdf", "https://files.join.com.evil.test/cv.pdf"] {
        assert_eq!(join.attachments().download(&at(url)).await.unwrap_err().kind(), ErrorKind::Refused);
    }
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let elsewhere = Script::start([Answer::new(200, "application/pdf", "%PDF-")]).await;
    let redirect = Answer::new(302, "text/plain", "").header("location", elsewhere.base_url());
    let script = Script::start([redirect]).await;
    let error = script.client().attachments().download(&at(script.base_url())).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::UnexpectedStatus);
    assert!(elsewhere.received().is_empty());
}

#[tokio::test]
async fn a_stale_signature_says_so() {
    let (join, _sandbox) = sandbox().await;
    let file = attachment(&join).await;
    let stale = format!("{}0", file.url.unwrap().as_str());
    let error = join.attachments().download(&at(&stale)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Forbidden);
    let error = join.attachments().download(&at("not an address")).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
}
