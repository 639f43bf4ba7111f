//! Where a file goes, and under which name.

use std::io;
use std::path::Path;
use std::pin::Pin;
use std::task::{Context, Poll};

use join_sdk::ErrorKind;
use join_tests::{Answer, Script, sandbox};
use tokio::io::AsyncWrite;
use tokio::sync::mpsc::unbounded_channel;

use super::{Wire, application, at, attachment, builder, named};

fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name());
    let mut names: Vec<String> = entries.map(|name| name.into_string().unwrap()).collect();
    names.sort();
    names
}

fn pdf(disposition: &str) -> Answer {
    let answer = Answer::new(200, "application/pdf", "%PDF-");
    if disposition.is_empty() { answer } else { answer.header("content-disposition", disposition) }
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
    assert!(download.request_id().is_some());
    let length = download.content_length();
    let saved = download.save(&path).await.unwrap();
    let bytes = std::fs::read(&path).unwrap();
    assert!(bytes.starts_with(b"%PDF-"));
    assert_eq!((saved, length), (bytes.len() as u64, Some(bytes.len() as u64)));
    assert_eq!(names(folder.path()), ["cv.pdf"], "nothing else lies there");
}

#[tokio::test]
async fn a_writer_gets_the_same_bytes_and_is_flushed() {
    let (join, _sandbox) = sandbox().await;
    let file = attachment(&join).await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("cv.pdf");
    join.attachments().download(&file).await.unwrap().save(&path).await.unwrap();
    let mut writer = tokio::io::BufWriter::with_capacity(1 << 20, Vec::new());
    let written = join.attachments().download(&file).await.unwrap().write_to(&mut writer).await.unwrap();
    assert_eq!(writer.get_ref(), &std::fs::read(&path).unwrap());
    assert_eq!(written, writer.get_ref().len() as u64);
}

#[tokio::test]
async fn a_download_that_breaks_leaves_the_path_as_it_was() {
    let wire = Wire::start().await;
    let join = builder(&wire.base_url).build().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("cv.pdf");
    std::fs::write(&path, "old").unwrap();
    // Promises more than it gives, then closes.
    wire.write("HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n%PDF-half");
    let download = join.attachments().download(&wire.file()).await.unwrap();
    drop(wire);
    assert_eq!(download.save(&path).await.unwrap_err().kind(), ErrorKind::Transport);
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "old");
    assert_eq!(names(folder.path()), ["cv.pdf"], "no half file lies there");
}

#[tokio::test]
async fn a_download_that_is_given_up_half_way_leaves_nothing_behind() {
    let wire = Wire::start().await;
    let join = builder(&wire.base_url).build().unwrap();
    let folder = tempfile::tempdir().unwrap();
    wire.write("HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n%PDF-half");
    let (tell, mut progress) = unbounded_channel();
    let request = join.attachments().download(&wire.file()).on_progress(move |received, _| {
        let _ = tell.send(received);
    });
    let download = request.await.unwrap();
    let path = folder.path().to_path_buf();
    let saving = tokio::spawn(async move { download.save_in(path).await });
    assert_eq!(progress.recv().await, Some(9));
    assert_eq!(names(folder.path()).len(), 1, "the part that is being written");
    saving.abort();
    assert!(saving.await.unwrap_err().is_cancelled());
    assert!(names(folder.path()).is_empty());
}

#[tokio::test]
async fn a_path_that_can_not_be_written_is_an_error_and_no_panic() {
    let (join, _sandbox) = sandbox().await;
    let file = attachment(&join).await;
    let folder = tempfile::tempdir().unwrap();
    for (path, kind) in [
        (folder.path().join("nowhere/cv.pdf"), ErrorKind::Io),
        (folder.path().join(".."), ErrorKind::InvalidInput),
        // A folder is not replaced by a file.
        (folder.path().to_path_buf(), ErrorKind::Io),
    ] {
        let download = join.attachments().download(&file).await.unwrap();
        assert_eq!(download.save(&path).await.unwrap_err().kind(), kind, "{path:?}");
    }
    let download = join.attachments().download(&file).await.unwrap();
    assert_eq!(download.save_in(folder.path().join("nowhere")).await.unwrap_err().kind(), ErrorKind::Io);
    assert!(names(folder.path()).is_empty());
}

/// Has no room.
struct Full;

impl AsyncWrite for Full {
    fn poll_write(self: Pin<&mut Self>, _: &mut Context<'_>, _: &[u8]) -> Poll<io::Result<usize>> {
        Poll::Ready(Err(io::ErrorKind::StorageFull.into()))
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}

#[tokio::test]
async fn a_writer_that_fails_is_told_with_its_reason() {
    let script = Script::start([pdf("")]).await;
    let download = script.client().attachments().download(&at(script.base_url())).await.unwrap();
    let error = download.write_to(Full).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Io);
    let source = std::error::Error::source(&error).unwrap().downcast_ref::<io::Error>().unwrap();
    assert_eq!(source.kind(), io::ErrorKind::StorageFull);
}

#[tokio::test]
async fn the_name_is_the_servers() {
    let (join, _sandbox) = sandbox().await;
    let row = application(&join).await;
    let folder = tempfile::tempdir().unwrap();
    for file in row.attachments.iter().flatten() {
        let download = join.attachments().download(file).await.unwrap();
        assert_eq!(download.file_name(), file.name.as_ref());
        let saved = download.save_in(folder.path()).await.unwrap();
        assert_eq!(saved.path, folder.path().join(file.name.as_ref().unwrap().as_str()));
        assert_eq!(std::fs::metadata(&saved.path).unwrap().len(), saved.size);
    }
}

#[tokio::test]
async fn a_name_that_is_a_path_stays_in_the_folder() {
    let above = tempfile::tempdir().unwrap();
    let folder = above.path().join("cvs");
    std::fs::create_dir(&folder).unwrap();
    let evil = [
        r#"attachment; filename="../evil.pdf""#,
        "attachment; filename*=UTF-8''..%2Fevil.pdf",
        r#"attachment; filename="..\evil.pdf""#,
        r#"attachment; filename="/evil.pdf""#,
    ];
    for disposition in evil {
        let script = Script::start([pdf(disposition)]).await;
        let download = script.client().attachments().download(&at(script.base_url())).await.unwrap();
        assert_eq!(download.file_name().unwrap().as_str(), "evil.pdf");
        download.save_in(&folder).await.unwrap();
    }
    assert_eq!(names(&folder), ["evil (2).pdf", "evil (3).pdf", "evil (4).pdf", "evil.pdf"]);
    assert_eq!(names(above.path()), ["cvs"]);
}

#[tokio::test]
async fn without_a_name_from_the_server_the_attachments_own_is_made_safe() {
    let folder = tempfile::tempdir().unwrap();
    for (disposition, own, expected) in [
        ("attachment", Some("../own.pdf"), "own.pdf"),
        (r#"attachment; filename="..""#, Some("x/.own.pdf"), "own (2).pdf"),
        ("", Some(".."), "attachment"),
        ("", None, "attachment (2)"),
    ] {
        let script = Script::start([pdf(disposition)]).await;
        let file = named(script.base_url(), own);
        let download = script.client().attachments().download(&file).await.unwrap();
        assert_eq!(download.file_name(), None, "it speaks for the server only");
        let saved = download.save_in(folder.path()).await.unwrap();
        assert_eq!(saved.path, folder.path().join(expected));
        assert!(!format!("{saved:?}").contains("own"));
    }
}

#[tokio::test]
async fn what_is_no_media_type_is_not_called_one() {
    for (sent, read) in [
        ("application/pdf", Some("application/pdf")),
        ("text/plain; charset=utf-8", Some("text/plain; charset=utf-8")),
        ("pdf", None),
        ("../../x", None),
        ("text/<script>", None),
    ] {
        let script = Script::start([Answer::new(200, sent, "%PDF-")]).await;
        let download = script.client().attachments().download(&at(script.base_url())).await.unwrap();
        assert_eq!(download.content_type(), read, "{sent}");
    }
}
