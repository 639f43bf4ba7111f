//! Lists: page by page and row by row, whole, once, and past bad rows.

use std::collections::HashSet;

use futures_util::TryStreamExt;
use join_sdk::types::{HiringState, JobStatus};
use join_sdk::{ErrorKind, NewApplication, lists::Page, resources::CurrentState};
use join_tests::{Answer, Script, sandbox};

#[tokio::test]
async fn rows_come_whole_once_and_newest_first() {
    let (join, _sandbox) = sandbox().await;
    let rows: Vec<_> = join.applications().list().page_size(7).rows().try_collect().await.unwrap();
    let ids: HashSet<_> = rows.iter().map(|row| row.id).collect();
    assert_eq!(rows.len(), 120);
    assert_eq!(ids.len(), 120);
    assert!(rows.is_sorted_by(|newer, older| newer.created_at >= older.created_at));
}

#[tokio::test]
async fn pages_end_with_an_empty_one() {
    let (join, sandbox) = sandbox().await;
    let mut pages = join.applications().list().prefetch(1).pages();
    let mut lengths = Vec::new();
    while let Some(page) = pages.next().await {
        let page = page.unwrap();
        lengths.push((page.number, page.rows.len(), page.last));
    }
    assert_eq!(lengths, [(1, 50, false), (2, 50, false), (3, 20, false), (4, 0, true)]);
    assert_eq!(sandbox.requests().len(), 4);
    let trusting = join.applications().list().prefetch(1).trust_short_pages(true);
    let pages: Vec<_> = trusting.pages().try_collect().await.unwrap();
    assert_eq!(pages.iter().map(|page| page.last).collect::<Vec<_>>(), [false, false, true]);
    assert_eq!(sandbox.requests().len(), 4 + 3);
}

#[tokio::test]
async fn prefetched_pages_come_in_order_and_few_are_asked_for_beyond_the_end() {
    let (join, sandbox) = sandbox().await;
    for prefetch in [2, 4, 8, 32] {
        let before = sandbox.requests().len();
        let pages = join.applications().list().page_size(7).prefetch(prefetch).pages();
        let pages: Vec<_> = pages.try_collect().await.unwrap();
        assert_eq!(pages.iter().map(|page| page.number).collect::<Vec<_>>(), (1..=19).collect::<Vec<_>>());
        let asked = sandbox.requests()[before..]
            .iter()
            .filter_map(|request| page_of(request.query.as_deref()?))
            .max();
        assert!(asked.unwrap() < 19 + prefetch, "page {asked:?} at a prefetch of {prefetch}");
    }
}

#[tokio::test]
async fn a_list_of_one_page_costs_two_requests_at_once() {
    let (join, sandbox) = sandbox().await;
    let offices: Vec<_> = join.offices().list().prefetch(8).rows().try_collect().await.unwrap();
    assert_eq!((offices.len(), sandbox.requests().len()), (4, 2));
}

#[tokio::test]
async fn a_client_side_filter_drops_rows_and_does_not_end_the_list_early() {
    let (join, _sandbox) = sandbox().await;
    let list = join.applications().list().page_size(10);
    let all: Vec<_> = list.clone().rows().try_collect().await.unwrap();
    let kept: Vec<_> = list.filter(|row| row.id.0 % 11 == 0).rows().try_collect().await.unwrap();
    let wanted: Vec<_> = all.iter().map(|row| row.id).filter(|id| id.0 % 11 == 0).collect();
    assert_eq!(kept.iter().map(|row| row.id).collect::<Vec<_>>(), wanted);
    assert!(wanted.len() < 12);
}

#[tokio::test]
async fn a_prefetch_out_of_range_is_refused_before_anything_is_sent() {
    let (join, sandbox) = sandbox().await;
    for prefetch in [0, 33] {
        let error = join.jobs().list().prefetch(prefetch).rows().next().await.unwrap().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput);
    }
    assert!(sandbox.requests().is_empty());
}

fn page_of(query: &str) -> Option<u32> {
    query.split('&').find_map(|pair| pair.strip_prefix("page=")?.parse().ok())
}

#[tokio::test]
async fn a_list_whose_last_page_is_full_ends_with_an_empty_one() {
    let (join, _sandbox) = sandbox().await;
    let mut pages = join.applications().list().page_size(40).pages();
    let mut lengths = Vec::new();
    while let Some(page) = pages.next().await {
        lengths.push(page.unwrap().rows.len());
    }
    assert_eq!(lengths, [40, 40, 40, 0]);
}

#[tokio::test]
async fn filters_narrow_on_the_server() {
    let (join, _sandbox) = sandbox().await;
    let job = join.jobs().list().status(JobStatus::Online).page(1).await.unwrap().rows.remove(0).unwrap();
    let of_job: Vec<_> = join.applications().list().job(job.id).rows().try_collect().await.unwrap();
    assert!(!of_job.is_empty() && of_job.len() < 120);
    assert!(of_job.iter().all(|row| row.job.as_ref().unwrap().id == job.id));

    let hired = join.applications().list().hiring_state(HiringState::Hired);
    let hired: Vec<_> = hired.rows().try_collect().await.unwrap();
    assert!(
        !hired.is_empty() && hired.iter().all(|row| row.current_state().is_some_and(CurrentState::is_hired))
    );

    let newest = of_job[0].last_updated_at.unwrap();
    let since: Vec<_> = join.applications().list().updated_since(newest).rows().try_collect().await.unwrap();
    assert!(since.iter().any(|row| row.id == of_job[0].id), "the time itself is included");
    assert!(since.iter().all(|row| row.last_updated_at >= Some(newest)));
}

#[tokio::test]
async fn descriptions_come_only_when_asked_for() {
    let (join, _sandbox) = sandbox().await;
    let described = |page: Page<join_sdk::types::Job>| {
        page.rows.into_iter().filter(|row| row.as_ref().unwrap().description.is_some()).count()
    };
    assert_eq!(described(join.jobs().list().page(1).await.unwrap()), 0);
    assert!(described(join.jobs().list().with_description().page(1).await.unwrap()) > 0);
}

#[tokio::test]
async fn a_bad_row_is_an_error_in_its_place_and_the_list_goes_on() {
    let first = Answer::json(200, r#"[{"id": 1}, {"id": "ada@example.com"}]"#);
    let second = Answer::json(200, r#"[{"id": 3}]"#);
    let script = Script::start([first, second, Answer::json(200, "[]")]).await;
    let mut rows = script.client().applications().list().page_size(2).prefetch(1).rows();
    assert_eq!(rows.next().await.unwrap().unwrap().id.0, 1);
    let error = rows.next().await.unwrap().unwrap_err();
    assert_eq!((error.kind(), error.page(), error.row()), (ErrorKind::Decode, Some(1), Some(1)));
    assert_eq!(error.to_string(), "listApplications: a row can't be read at `id` on page 1, row 1");
    assert_eq!(rows.next().await.unwrap().unwrap().id.0, 3);
    assert!(rows.next().await.is_none());
}

#[tokio::test]
async fn a_row_that_moved_to_the_next_page_comes_once() {
    let first = Answer::json(200, r#"[{"id": 3}, {"id": 2}]"#);
    let second = Answer::json(200, r#"[{"id": 2}, {"id": 1}]"#);
    let script = Script::start([first, second, Answer::json(200, "[]")]).await;
    let rows: Vec<_> =
        script.client().jobs().list().page_size(2).prefetch(1).rows().try_collect().await.unwrap();
    assert_eq!(rows.iter().map(|row| row.id.0).collect::<Vec<_>>(), [3, 2, 1]);
}

#[tokio::test]
async fn a_failed_page_ends_the_stream_and_says_where_to_go_on() {
    let full = Answer::json(200, r#"[{"id": 1}, {"id": 2}]"#);
    let last = Answer::json(200, r#"[{"id": 3}]"#);
    let script = Script::start([full, Answer::json(422, "{}"), last, Answer::json(200, "[]")]).await;
    let join = script.client();
    let list = join.jobs().list().page_size(2).prefetch(1);
    let mut rows = list.clone().rows();
    assert!(rows.next().await.unwrap().is_ok());
    assert!(rows.next().await.unwrap().is_ok());
    let error = rows.next().await.unwrap().unwrap_err();
    assert_eq!((error.page(), error.row()), (Some(2), None));
    assert!(rows.next().await.is_none());
    let rest: Vec<_> = list.from_page(2).rows().try_collect().await.unwrap();
    assert_eq!(rest[0].id.0, 3);
}

#[tokio::test]
async fn a_server_that_ignores_the_page_does_not_hold_the_caller_forever() {
    let script = Script::start([Answer::json(200, r#"[{"id": 1}, {"id": 2}]"#)]).await;
    let mut rows = script.client().jobs().list().page_size(2).prefetch(1).rows();
    let mut count = 0;
    let error = loop {
        match rows.next().await.expect("an error before the end") {
            Ok(_) => count += 1,
            Err(error) => break error,
        }
    };
    assert_eq!((count, error.kind()), (2, ErrorKind::Decode));
    assert!(rows.next().await.is_none());
}

#[tokio::test]
async fn a_failed_page_can_be_tried_again_and_nothing_comes_twice() {
    let answers = [
        Answer::json(200, r#"[{"id": 3}, {"id": 2}]"#),
        Answer::json(422, "{}"),
        Answer::json(200, r#"[{"id": 2}, {"id": 1}]"#),
        Answer::json(200, "[]"),
    ];
    let script = Script::start(answers).await;
    let mut rows = script.client().jobs().list().page_size(2).prefetch(1).rows();
    let (mut ids, mut failures) = (Vec::new(), 0);
    while let Some(row) = rows.next().await {
        match row {
            Ok(row) => ids.push(row.id.0),
            Err(_) => {
                failures += 1;
                rows.retry();
            }
        }
    }
    assert_eq!((ids, failures), (vec![3, 2, 1], 1));
}

#[tokio::test]
async fn a_bad_row_that_moved_to_the_next_page_comes_once() {
    let first = Answer::json(200, &b"[{\"id\": 3}, {\"id\": 2, \"title\": \"\xff\"}]"[..]);
    let second = Answer::json(200, &b"[{\"id\": 2, \"title\": \"\xff\"}]"[..]);
    let script = Script::start([first, second, Answer::json(200, "[]")]).await;
    let mut rows = script.client().jobs().list().page_size(2).prefetch(1).rows();
    assert!(rows.next().await.unwrap().is_ok());
    assert_eq!(rows.next().await.unwrap().unwrap_err().row(), Some(1));
    assert!(rows.next().await.is_none());
}

#[tokio::test]
async fn a_complete_reading_of_a_quiet_list_closes_after_two_passes() {
    let (join, _sandbox) = sandbox().await;
    let mut rows = join.applications().list().complete();
    let mut ids = HashSet::new();
    while let Some(row) = rows.next().await {
        assert!(ids.insert(row.unwrap().id));
    }
    let summary = rows.summary();
    assert_eq!((ids.len(), summary.rows, summary.passes), (120, 120, 2));
    assert!(summary.complete && summary.late_arrivals == 0 && summary.gaps == 0);
}

#[tokio::test]
async fn a_complete_reading_finds_an_application_that_arrives_while_it_reads() {
    let (join, _sandbox) = sandbox().await;
    let job = join.jobs().list().status(JobStatus::Online).page(1).await.unwrap().rows.remove(0).unwrap();
    let mut rows = join.applications().list().prefetch(1).complete();
    assert!(rows.next().await.unwrap().is_ok());
    let late = NewApplication::new(job.id, "Ada", "Lovelace", "ada@example.com").unwrap();
    let late = join.applications().create(&late).await.unwrap().application();
    let mut found = 0;
    while let Some(row) = rows.next().await {
        found += u32::from(Some(row.unwrap().id) == late);
    }
    let summary = rows.summary();
    assert_eq!((found, summary.late_arrivals, summary.rows), (1, 1, 121));
    assert!(summary.complete);
}

#[tokio::test]
async fn lists_that_join_cannot_narrow_by_time_are_read_until_nothing_new_comes() {
    let (join, sandbox) = sandbox().await;
    let mut rows = join.offices().list().complete();
    let mut count = 0;
    while let Some(row) = rows.next().await {
        count += u32::from(row.is_ok());
    }
    assert_eq!((count, rows.summary().passes, sandbox.requests().len()), (4, 2, 4));
    assert!(rows.summary().complete);
}
