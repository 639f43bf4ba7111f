//! How large a file may be, how long it may stand still, and its progress reports.

use std::future::IntoFuture;
use std::io::Write;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use join_sdk::{ErrorKind, Join, RequestOptions};
use join_tests::{Answer, Script};

use super::{Wire, at, builder};

const CHUNKED: &str = "HTTP/1.1 200 OK\r\nx-request-id: r-1\r\ntransfer-encoding: chunked\r\n\r\n";

#[tokio::test]
async fn a_file_that_says_it_is_too_large_is_not_read() {
    let wire = Wire::start().await;
    let join = builder(&wire.base_url).build().unwrap();
    // Not a byte of it comes.
    wire.write("HTTP/1.1 200 OK\r\ncontent-length: 11\r\n\r\n");
    let error = join.attachments().download(&wire.file()).max_size(10).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::TooLarge, 1));
    assert_eq!(error.operation(), Some("downloadAttachment"));
}

#[tokio::test]
async fn without_a_cap_of_its_own_a_file_may_have_a_hundred_mebibytes() {
    for (length, refused) in [(100 << 20, false), ((100 << 20) + 1, true)] {
        let wire = Wire::start().await;
        let join = builder(&wire.base_url).build().unwrap();
        wire.write(format!("HTTP/1.1 200 OK\r\ncontent-length: {length}\r\n\r\n"));
        let download = join.attachments().download(&wire.file()).await;
        assert_eq!(download.is_err_and(|error| error.kind() == ErrorKind::TooLarge), refused, "{length}");
    }
}

#[tokio::test]
async fn a_file_of_untold_length_is_counted_and_the_path_left_as_it_was() {
    let wire = Wire::start().await;
    let join = builder(&wire.base_url).build().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("cv.pdf");
    std::fs::write(&path, "old").unwrap();
    wire.write(CHUNKED);
    let download = join.attachments().download(&wire.file()).max_size(10).await.unwrap();
    assert_eq!(download.content_length(), None);
    // No end of it comes.
    wire.write("8\r\n%PDF-1.7\r\n8\r\n%PDF-1.7\r\n");
    let error = download.save(&path).await.unwrap_err();
    assert_eq!((error.kind(), error.request_id()), (ErrorKind::TooLarge, Some("r-1")));
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "old");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "no half file lies there");
}

#[tokio::test]
async fn a_file_as_large_as_the_cap_is_whole() {
    let script = Script::start([Answer::new(200, "application/pdf", "%PDF-1.7")]).await;
    let mut bytes = Vec::new();
    let download = script.client().attachments().download(&at(script.base_url())).max_size(8).await.unwrap();
    assert_eq!(download.write_to(&mut bytes).await.unwrap(), 8);
    assert_eq!(bytes, b"%PDF-1.7");
}

#[tokio::test]
async fn a_packed_file_is_counted_unpacked() {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    packed.write_all(&vec![0; 1 << 20]).unwrap();
    let packed = packed.finish().unwrap();
    let wire = Wire::start().await;
    let join = builder(&wire.base_url).build().unwrap();
    wire.write(format!(
        "HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: {}\r\n\r\n",
        packed.len()
    ));
    wire.write(&packed);
    assert!(packed.len() < 10_000);
    let download = join.attachments().download(&wire.file()).max_size(10_000).await.unwrap();
    let error = download.write_to(tokio::io::sink()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TooLarge);
}

fn hasty(base_url: &str) -> Join {
    builder(base_url).read_timeout(Duration::from_millis(50)).max_attempts(1).build().unwrap()
}

#[tokio::test]
async fn a_server_that_does_not_answer_is_not_waited_for() {
    let wire = Wire::start().await;
    let error = hasty(&wire.base_url).attachments().download(&wire.file()).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Timeout, 1));
    assert!(!error.may_have_been_applied());
    let wire = Wire::start().await;
    wire.write("HTTP/1.1 500 Failed\r\ncontent-length: 1000\r\n\r\n{");
    let error = hasty(&wire.base_url).attachments().download(&wire.file()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout, "nor is the reason for a refusal");
}

#[tokio::test]
async fn the_deadline_of_the_call_holds_until_the_file_begins() {
    let wire = Wire::start().await;
    let options = RequestOptions::new().call_timeout(Duration::from_millis(50));
    let join = builder(&wire.base_url).build().unwrap().with_options(options);
    let request = join.attachments().download(&wire.file()).into_future();
    let error =
        tokio::time::timeout(Duration::from_secs(10), request).await.expect("it waits on").unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Timeout, 1));
}

#[tokio::test]
async fn a_file_that_stands_still_is_given_up_and_stays_so() {
    let wire = Wire::start().await;
    wire.write("HTTP/1.1 200 OK\r\ncontent-length: 8\r\n\r\n%PDF");
    let mut download = hasty(&wire.base_url).attachments().download(&wire.file()).await.unwrap();
    assert_eq!(download.chunk().await.unwrap().unwrap(), "%PDF");
    let error = download.chunk().await.unwrap_err();
    assert_eq!((error.kind(), error.operation()), (ErrorKind::Timeout, Some("downloadAttachment")));
    wire.write("-1.7");
    assert_eq!(download.chunk().await.unwrap_err().kind(), ErrorKind::Transport);
}

#[tokio::test]
async fn a_slow_file_may_take_longer_than_any_timeout() {
    let wire = Wire::start().await;
    let limit = Duration::from_secs(1);
    let join = builder(&wire.base_url).read_timeout(limit).attempt_timeout(limit).call_timeout(limit);
    wire.write("HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\n");
    let mut download = join.build().unwrap().attachments().download(&wire.file()).await.unwrap();
    for _ in 0..6 {
        tokio::time::sleep(limit / 5).await;
        wire.write("x");
        assert_eq!(download.chunk().await.unwrap().unwrap(), "x");
    }
    assert_eq!(download.chunk().await.unwrap(), None);
}

#[tokio::test]
async fn progress_is_told_after_each_piece() {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let keep = Arc::clone(&seen);
    let wire = Wire::start().await;
    let join = builder(&wire.base_url).build().unwrap();
    wire.write("HTTP/1.1 200 OK\r\ncontent-length: 8\r\n\r\n");
    let request = join.attachments().download(&wire.file());
    let mut download = request
        .on_progress(move |received, total| keep.lock().unwrap().push((received, total)))
        .await
        .unwrap();
    wire.write("%PDF");
    download.chunk().await.unwrap();
    wire.write("-1.7");
    download.write_to(tokio::io::sink()).await.unwrap();
    assert_eq!(*seen.lock().unwrap(), [(4, Some(8)), (8, Some(8))]);
}

#[tokio::test]
async fn the_head_is_asked_for_again_like_every_read() {
    let script = Script::start([Answer::html(503), Answer::new(200, "application/pdf", "%PDF-")]).await;
    let mut download = script.client().attachments().download(&at(script.base_url())).await.unwrap();
    assert_eq!(download.chunk().await.unwrap().unwrap(), "%PDF-");
    assert_eq!(script.received().len(), 2);
}
