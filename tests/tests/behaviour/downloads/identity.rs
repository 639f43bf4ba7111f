//! Stale addresses of every status, and files that moved, were replaced or are pages.

use join_sandbox::{Fault, JoinSandbox, Operation};
use join_sdk::types::{Application, ApplicationId, Attachment};
use join_sdk::{ErrorKind, Join, downloads::Redirects};
use join_tests::{Answer, Script, sandbox};

use super::{at, named};

const STALE: [u16; 5] = [400, 401, 403, 404, 410];

/// An application whose files are all of the test's making: a CV, after which `more` came first.
async fn applied(join: &Join, sandbox: &JoinSandbox) -> Application {
    let id = sandbox.applications_of(sandbox.candidates()[0])[0];
    sandbox.recruiter().add_file(id, "CV", "cv.pdf", "%PDF-old");
    join.applications().get(ApplicationId(id)).await.unwrap()
}

fn cv(application: &Application) -> &Attachment {
    let files = application.attachments.as_ref().unwrap();
    files.iter().find(|file| file.name.as_ref().is_some_and(|name| name.as_str() == "cv.pdf")).unwrap()
}

async fn bytes(join: &Join, application: &Application) -> join_sdk::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let download = join.attachments().download_refreshing(application, cv(application)).await?;
    download.write_to(&mut bytes).await?;
    Ok(bytes)
}

#[tokio::test]
async fn every_status_of_an_expired_signature_renews_the_address() {
    let (join, sandbox) = sandbox().await;
    for status in STALE {
        let application = applied(&join, &sandbox).await;
        sandbox.expire_addresses(status);
        let reads = sandbox.received(Operation::GetApplication);
        assert_eq!(bytes(&join, &application).await.unwrap(), b"%PDF-old", "{status}");
        assert_eq!(sandbox.received(Operation::GetApplication), reads + 1);
        sandbox.recruiter().remove_file(application.id.0, "cv.pdf");
    }
}

#[tokio::test]
async fn a_new_file_put_first_does_not_take_the_place_of_another() {
    let (join, sandbox) = sandbox().await;
    let application = applied(&join, &sandbox).await;
    let id = application.id.0;
    sandbox.recruiter().add_file(id, "COVER_LETTER", "letter.pdf", "%PDF-letter");
    sandbox.recruiter().add_file(id, "CV", "cv.pdf", "%PDF-new");
    sandbox.expire_addresses(410);
    assert_eq!(bytes(&join, &application).await.unwrap(), b"%PDF-old");
}

#[tokio::test]
async fn a_replaced_or_removed_file_is_gone() {
    let (join, sandbox) = sandbox().await;
    for again in [false, true] {
        let application = applied(&join, &sandbox).await;
        let id = application.id.0;
        if again {
            // Its address is another one, as a number is used once.
            sandbox.recruiter().add_file(id, "OTHER", "other.pdf", "%PDF-other");
        }
        sandbox.recruiter().remove_file(id, "cv.pdf");
        if again {
            sandbox.recruiter().add_file(id, "CV", "cv.pdf", "%PDF-new");
        }
        sandbox.expire_addresses(404);
        let error = bytes(&join, &application).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NotFound);
        assert!(error.to_string().contains("no longer has this file"), "{error}");
        sandbox.recruiter().remove_file(id, "cv.pdf");
    }
}

#[tokio::test]
async fn a_page_or_no_bytes_in_place_of_a_file_is_an_error_and_nothing_is_saved() {
    let page = "\u{feff} <!DOCTYPE html><html>Please sign in</html>";
    let answers = [
        Answer::html(200),
        Answer::new(200, "application/pdf", page),
        Answer::new(200, "application/octet-stream", "<html>"),
        Answer::new(200, "application/pdf", ""),
        Answer::new(302, "text/plain", "").header("location", "/sign-in"),
    ];
    for answer in answers {
        let script = Script::start([answer, Answer::html(200)]).await;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("cv.pdf");
        let join = script.client();
        let request = join.attachments().download(&at(script.base_url()));
        let saved = match request.redirects(Redirects::FollowWithoutToken).await {
            Ok(download) => download.save(&path).await,
            Err(error) => Err(error),
        };
        let error = saved.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode, "{error}");
        assert!(error.to_string().contains("nothing was saved"), "{error}");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}

#[tokio::test]
async fn a_page_that_was_attached_is_saved() {
    let script = Script::start([Answer::html(200)]).await;
    let file = named(script.base_url(), Some("portfolio.html"));
    let mut bytes = Vec::new();
    script.client().attachments().download(&file).await.unwrap().write_to(&mut bytes).await.unwrap();
    assert!(bytes.starts_with(b"<html>"));
}

#[tokio::test]
async fn the_sandbox_plays_pages_empty_files_and_redirects() {
    let (join, sandbox) = sandbox().await;
    let application = applied(&join, &sandbox).await;
    let elsewhere = Script::start([Answer::new(200, "application/pdf", "%PDF-there")]).await;
    for (fault, kind) in [
        (Fault::Page, ErrorKind::Decode),
        (Fault::Empty, ErrorKind::Decode),
        (Fault::Redirect(elsewhere.base_url().to_owned()), ErrorKind::UnexpectedStatus),
    ] {
        sandbox.clear_hooks();
        let played = fault.clone();
        sandbox.before(move |request, _| match request.operation {
            Operation::DownloadAttachment => played.clone(),
            _ => Fault::None,
        });
        assert_eq!(bytes(&join, &application).await.unwrap_err().kind(), kind, "{fault:?}");
    }
    let request = join.attachments().download(cv(&application));
    let mut bytes = Vec::new();
    request.redirects(Redirects::FollowWithoutToken).await.unwrap().write_to(&mut bytes).await.unwrap();
    assert_eq!(bytes, b"%PDF-there");
}

#[cfg(unix)]
#[tokio::test]
async fn a_file_is_its_owners_only_and_never_written_through_a_symlink() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let (join, sandbox) = sandbox().await;
    let application = applied(&join, &sandbox).await;
    let folder = tempfile::tempdir().unwrap();
    let (path, link) = (folder.path().join("cv.pdf"), folder.path().join("link"));
    std::fs::write(&path, "old").unwrap();
    symlink(&path, &link).unwrap();
    let download = join.attachments().download(cv(&application)).await.unwrap();
    assert_eq!(download.save(&link).await.unwrap_err().kind(), ErrorKind::Io);
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "old");
    join.attachments().download(cv(&application)).await.unwrap().save(&path).await.unwrap();
    let placed = join.attachments().download(cv(&application)).await.unwrap().save_in(folder.path()).await;
    for path in [path, placed.unwrap().path] {
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }
}
