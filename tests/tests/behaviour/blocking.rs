//! The client without async: the same answers, and never a panic, wherever it is used.

use std::io::{self, Write};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use join_sandbox::JoinSandbox;
use join_sdk::blocking::Join;
use join_sdk::tags::{ApplyOptions, CandidateRef, EditOutcome, Owner, ReplaceAll, TagEdit};
use join_sdk::types::{ApplicationId, Attachment, DocumentType, JobId, JobStatus};
use join_sdk::{
    ApiToken, ErrorKind, Method, NewApplication, NewJob, NewOffice, RequestOptions, RetryPolicy,
    resources::OfficeOutcome,
};
use tokio::runtime::Runtime;

/// A client on a fresh sandbox, which runs on other threads.
fn sandbox() -> (Join, JoinSandbox, Runtime) {
    let runtime = Runtime::new().unwrap();
    let sandbox = runtime.block_on(JoinSandbox::start()).unwrap();
    let join = client(sandbox.base_url(), sandbox.token());
    (join, sandbox, runtime)
}

fn client(base_url: &str, token: &str) -> Join {
    Join::builder(ApiToken::new(token).unwrap()).base_url(base_url).build_blocking().unwrap()
}

/// A client of an address where nobody listens.
fn of_nobody() -> Join {
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    client(&format!("http://{free}/v2"), "4f7a9c")
        .with_options(RequestOptions::new().retry(RetryPolicy::never()))
}

fn attachment(join: &Join) -> Attachment {
    let mut rows = join.applications().list().rows().map(Result::unwrap);
    rows.find_map(|row| row.attachments?.into_iter().find(|file| file.url.is_some())).unwrap()
}

#[test]
fn lists_are_iterators_over_rows_and_pages() {
    let (join, sandbox, _runtime) = sandbox();
    let online = join.jobs().list().status(JobStatus::Online);
    let ids: Vec<JobId> = online.clone().page_size(2).rows().map(|job| job.unwrap().id).collect();
    let paged = online.page_size(2).pages().flat_map(|page| page.unwrap().rows);
    assert_eq!(paged.map(|job| job.unwrap().id).collect::<Vec<_>>(), ids);
    assert!(ids.len() > 2, "more than a page");
    let job = join.jobs().get(ids[0]).unwrap();
    assert_eq!((job.id, job.status), (ids[0], Some(JobStatus::Online)));
    let of_job = join.applications().list().job(ids[0]).page(1).unwrap();
    assert!(of_job.rows.into_iter().all(|row| row.unwrap().job.unwrap().id == ids[0]));
    let asked = sandbox.requests().len();
    let mut rows = join.applications().list().rows();
    rows.next().unwrap().unwrap();
    // The second one runs already, and may not have arrived.
    assert!(sandbox.requests().len() - asked <= 2, "later pages are read when their rows are asked for");
}

#[test]
fn an_office_is_created_once() {
    let (join, _sandbox, _runtime) = sandbox();
    let graz = NewOffice::new("AT", "Graz").unwrap();
    assert_eq!(join.offices().find("AT", "Graz").unwrap(), None);
    let OfficeOutcome::Created(id) = join.offices().find_or_create(&graz).unwrap() else {
        panic!("it was not there")
    };
    assert_eq!(join.offices().find_or_create(&graz).unwrap().id(), id);
    assert_eq!(join.offices().find("at", "graz").unwrap().unwrap().id, id);
    let kept = join.offices().list().prefetch(1).filter(move |office| office.id == id).rows();
    assert_eq!(kept.map(|office| office.unwrap().id).collect::<Vec<_>>(), [id]);
}

#[test]
fn an_error_ends_an_iterator() {
    let join = of_nobody();
    let mut rows = join.jobs().list().rows();
    assert_eq!(rows.next().unwrap().unwrap_err().kind(), ErrorKind::Connect);
    assert!(rows.next().is_none());
    assert!(rows.next().is_none());
}

#[test]
fn a_job_is_created_and_published() {
    let (join, _sandbox, _runtime) = sandbox();
    let category = join.catalog().language("de").categories().unwrap().remove(0);
    let category = category.sub_categories.unwrap().remove(0).id;
    let employment = join.catalog().employment_types().unwrap()[0].id;
    assert!(!join.catalog().seniority_levels().unwrap().is_empty());
    let office = join.offices().create(&NewOffice::new("AT", "Graz").unwrap()).unwrap().id;
    let mut austrian = join.offices().list().country("AT").rows();
    assert!(austrian.any(|row| row.unwrap().id == office));
    let job =
        NewJob::builder("Welder", "<p>Welds.</p>").unwrap().category(category).employment_type(employment);
    let job = job.office(office).language("de").unwrap().build().unwrap();
    let id = join.jobs().create(&job).unwrap().id;
    assert_eq!(join.jobs().get(id).unwrap().status, Some(JobStatus::Offline));
    join.jobs().change_status(id, JobStatus::Online).unwrap();
    assert_eq!(join.jobs().get(id).unwrap().status, Some(JobStatus::Online));
}

#[test]
fn an_application_is_created_noted_and_tagged() {
    let (join, sandbox, _runtime) = sandbox();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("cv.txt");
    std::fs::write(&path, "Ida Ney").unwrap();
    let document = join_sdk::Document::from_path_blocking(DocumentType::Cv, &path).unwrap();
    let job = join.jobs().list().status(JobStatus::Online).rows().next().unwrap().unwrap().id;
    let new = NewApplication::new(job, "Ida", "Ney", "ida.ney@example.org").unwrap().document(document);
    let created = join.applications().create(&new).unwrap();

    let row = join.applications().get(created.application().unwrap()).unwrap();
    join.candidates().add_note(created.candidate(), "Identity verified").unwrap();
    assert_eq!(sandbox.notes(created.candidate().0), ["Identity verified"]);
    let candidate = CandidateRef::of(&row).unwrap();
    let expected = join.tags(&candidate).read().unwrap();
    let new = vec!["persona:verified".into()];
    let replace = ReplaceAll { expected, new: new.clone() };
    let receipt = join.tags(&candidate).replace_all(replace, ApplyOptions::default()).unwrap();
    assert_eq!((&receipt.after, join.read_only().tags(&candidate).read().unwrap()), (&new, new.clone()));
    let write = join.candidates().replace_tags_unchecked_response(created.candidate(), ["a"]).unwrap();
    assert!(write.request_id().is_some());
    join.candidates().replace_tags_unchecked(created.candidate(), ["b"]).unwrap();
    assert_eq!(join.tags(&candidate).read().unwrap(), ["b".into()]);
}

#[test]
fn tags_are_planned_applied_and_undone() {
    let (join, sandbox, _runtime) = sandbox();
    let candidate = CandidateRef::of(&join.applications().list().rows().next().unwrap().unwrap()).unwrap();
    sandbox.set_tags(candidate.candidate().0, ["vip"]);
    let quick = || ApplyOptions::default().settle(Duration::from_millis(20));
    let edit = TagEdit::owned_by(Owner::with_prefix("persona:").unwrap()).add("persona:verified").unwrap();
    let tags = join.tags(&candidate);
    let plan = join.read_only().tags(&candidate).plan(&edit).unwrap();
    assert_eq!(plan.to_string(), "+ persona:verified\n= 1 kept");
    let receipt = tags.apply(plan, quick()).unwrap();
    assert_eq!(receipt.outcome, Some(EditOutcome::Applied));
    assert_eq!(tags.read().unwrap(), ["vip".into(), "persona:verified".into()]);
    assert_eq!(tags.edit(&edit, quick()).unwrap().outcome, Some(EditOutcome::NoChange));
    assert_eq!(tags.undo(&receipt, quick()).unwrap().after, ["vip".into()]);
}

#[test]
fn an_external_id_is_created_once_and_found() {
    let (join, _sandbox, _runtime) = sandbox();
    let job = join.jobs().list().status(JobStatus::Online).rows().next().unwrap().unwrap().id;
    let new = NewApplication::new(job, "Ida", "Ney", "ida.ney@example.org").unwrap();
    let new = new.external_id("inq_77").unwrap();
    let created = join.applications().create(&new).unwrap();
    let again = join.applications().ensure(&new).unwrap();
    assert!(created.was_created() && !again.was_created());
    assert_eq!(again.application(), created.application());
    let found = join.read_only().applications().find(job, "inq_77").unwrap().unwrap();
    assert_eq!(Some(found.id), created.application());
}

#[test]
fn a_file_goes_to_a_writer_a_path_or_a_folder_and_comes_in_pieces() {
    let (join, _sandbox, _runtime) = sandbox();
    let file = attachment(&join);
    let begin = || join.attachments().download(&file).begin().unwrap();
    let mut bytes = Vec::new();
    let length = begin().write_to(&mut bytes).unwrap();
    assert!(bytes.starts_with(b"%PDF-") && length == bytes.len() as u64);

    let mut pieces = Vec::new();
    let mut download = begin();
    assert_eq!(download.content_type(), Some("application/pdf"));
    assert_eq!((download.content_length(), download.file_name()), (Some(length), file.name.as_ref()));
    assert!(download.request_id().is_some());
    while let Some(piece) = download.chunk().unwrap() {
        pieces.extend_from_slice(&piece);
    }
    assert_eq!(pieces, bytes);

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("cv");
    assert_eq!(begin().save(&path).unwrap(), length);
    let saved = begin().save_in(folder.path()).unwrap();
    assert_eq!(std::fs::read(path).unwrap(), bytes);
    assert_eq!((std::fs::read(saved.path).unwrap(), saved.size), (bytes, length));
}

#[test]
fn a_download_is_bounded_told_of_and_renewed() {
    let (join, _sandbox, _runtime) = sandbox();
    let mut row = join.applications().list().rows().map(Result::unwrap);
    let row = row.find(|row| row.attachments.iter().flatten().next().is_some()).unwrap();
    let file = &row.attachments.as_ref().unwrap()[0];
    let capped = join.attachments().download(file).max_size(10).begin();
    assert_eq!(capped.unwrap_err().kind(), ErrorKind::TooLarge);

    let json = serde_json::to_string(&row).unwrap().replace("signature=", "signature=0");
    let stale: join_sdk::types::Application = serde_json::from_str(&json).unwrap();
    let seen = Arc::new(Mutex::new(None));
    let keep = Arc::clone(&seen);
    let request = join.attachments().download_refreshing(&stale, &stale.attachments.as_ref().unwrap()[0]);
    let request = request.on_progress(move |received, total| *keep.lock().unwrap() = Some((received, total)));
    let length = request.begin().unwrap().write_to(io::sink()).unwrap();
    assert_eq!(*seen.lock().unwrap(), Some((length, Some(length))));
}

/// Has no room: at a write, or at the flush only.
struct Full {
    takes: bool,
}

impl Write for Full {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.takes { Ok(bytes.len()) } else { Err(io::ErrorKind::StorageFull.into()) }
    }

    fn flush(&mut self) -> io::Result<()> {
        Err(io::ErrorKind::StorageFull.into())
    }
}

#[test]
fn a_writer_that_fails_is_told() {
    let (join, _sandbox, _runtime) = sandbox();
    let file = attachment(&join);
    for takes in [false, true] {
        let download = join.attachments().download(&file).begin().unwrap();
        assert_eq!(download.write_to(Full { takes }).unwrap_err().kind(), ErrorKind::Io);
    }
}

#[test]
fn raw_requests_go_the_same_way_and_a_reader_sends_no_write() {
    let (join, sandbox, _runtime) = sandbox();
    let request = join.raw().request(Method::GET, "/jobs").query("pageSize", 1);
    let rows = request.send::<Vec<serde_json::Value>>().unwrap();
    assert_eq!((rows.status().as_u16(), rows.attempts(), rows.get_ref().len()), (200, 1, 1));
    let bytes = join.raw().request(Method::GET, "/offices").send_bytes().unwrap();
    assert!(bytes.into_inner().starts_with(b"["));

    let before = sandbox.requests().len();
    let note = serde_json::json!({ "content": "x" });
    let reader = join.read_only();
    let write = reader.raw().request(Method::POST, "/candidates/1/notes").json(&note);
    assert_eq!(write.send_bytes().unwrap_err().kind(), ErrorKind::ReadOnly);
    assert_eq!(sandbox.requests().len(), before);
}

#[test]
fn errors_are_those_of_the_async_client() {
    let (join, _sandbox, _runtime) = sandbox();
    let error = join.applications().get(ApplicationId(999_999_999)).unwrap_err();
    assert_eq!((error.kind(), error.operation()), (ErrorKind::NotFound, Some("getApplication")));
    let error = of_nobody().jobs().get(JobId(7)).unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Connect, 1), "as the options say");
}

#[test]
fn clones_can_be_used_by_many_threads_and_outlive_the_first() {
    let (join, sandbox, _runtime) = sandbox();
    let threads: Vec<_> = (0..8)
        .map(|_| {
            let join = join.clone();
            std::thread::spawn(move || {
                join.jobs().list().rows().map(|job| job.unwrap().id).collect::<Vec<_>>()
            })
        })
        .collect();
    drop(join);
    let lists: Vec<_> = threads.into_iter().map(|thread| thread.join().unwrap()).collect();
    assert!(lists.iter().all(|list| !list.is_empty() && *list == lists[0]));
    let requests = sandbox.requests().len();
    assert!(requests >= 8);
}

/// What the client says where it may not wait. It panics in none of these.
fn refusals_of(join: &Join) -> Vec<join_sdk::Error> {
    let mut rows = join.jobs().list().rows();
    let refused = rows.next().unwrap().unwrap_err();
    assert!(rows.next().is_none(), "it does not fail for ever");
    vec![
        refused,
        join.jobs().get(JobId(7)).unwrap_err(),
        join.jobs().list().page(1).unwrap_err(),
        join.raw().request(Method::GET, "/jobs").send_bytes().unwrap_err(),
        Join::builder(ApiToken::new("4f7a9c").unwrap()).build_blocking().unwrap_err(),
    ]
}

fn check_refused(join: &Join) {
    for error in refusals_of(join) {
        assert_eq!((error.kind(), error.attempts()), (ErrorKind::Config, 0));
        assert!(error.to_string().contains("async runtime"), "{error}");
    }
}

#[test]
fn inside_an_async_runtime_it_refuses_in_words_and_may_be_dropped() {
    let (join, sandbox, runtime) = sandbox();
    let file = attachment(&join);
    let mut download = join.attachments().download(&file).begin().unwrap();
    let before = sandbox.requests().len();
    // On the thread that waits for the runtime, on its workers, and on its threads for what blocks.
    runtime.block_on(async { check_refused(&join) });
    let clone = join.clone();
    runtime.block_on(runtime.spawn(async move { check_refused(&clone) })).unwrap();
    let clone = join.clone();
    runtime.block_on(runtime.spawn_blocking(move || check_refused(&clone))).unwrap();
    let single = tokio::runtime::Builder::new_current_thread().build().unwrap();
    single.block_on(async { check_refused(&join) });
    assert_eq!(sandbox.requests().len(), before);

    // The last ones that hold its runtime.
    runtime.block_on(async move {
        assert_eq!(download.chunk().unwrap_err().kind(), ErrorKind::Config);
        drop(join);
        drop(download);
    });
}

#[test]
fn beside_an_async_runtime_another_thread_may_wait() {
    let (join, _sandbox, runtime) = sandbox();
    let rows = runtime.block_on(async move {
        let (tell, seen) = tokio::sync::oneshot::channel();
        std::thread::spawn(move || tell.send(join.jobs().list().rows().count()));
        seen.await.unwrap()
    });
    assert!(rows > 0);
}

#[test]
fn neither_the_token_nor_an_address_is_printed() {
    let (join, sandbox, _runtime) = sandbox();
    let file = attachment(&join);
    let request = join.attachments().download(&file);
    let raw = join.raw().request(Method::GET, "/jobs").query("secret", "of-a-query");
    let (list, rows) = (join.jobs().list(), join.jobs().list().rows());
    let printed = format!("{join:?} {:?} {request:?} {raw:?} {list:?} {rows:?}", join.read_only());
    let printed = format!("{printed} {:?}", request.begin().unwrap());
    for secret in [sandbox.token(), "signature", "of-a-query", file.name.as_ref().unwrap().as_str()] {
        assert!(!printed.contains(secret), "{secret}: {printed}");
    }
}
