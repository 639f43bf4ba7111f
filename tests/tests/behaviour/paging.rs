//! Lists of servers that cap pages, filter them after paging, or end lists in their own way.

use std::collections::{HashMap, HashSet};

use axum::Router;
use axum::extract::{Query, Request};
use futures_util::TryStreamExt;
use join_sandbox::{JoinSandbox, Paging, PastEnd};
use join_sdk::changes::MemoryStore;
use join_sdk::types::ApplicationId;
use join_sdk::{ErrorKind, Join};
use join_tests::{Answer, Script, client};

async fn company(applications: usize, paging: Paging) -> (Join, JoinSandbox) {
    let sandbox = JoinSandbox::builder().applications(applications).paging(paging).start().await.unwrap();
    (client(sandbox.base_url(), sandbox.token()), sandbox)
}

/// The ids of all rows, read plainly, completely, and as changes.
async fn read(join: &Join, prefetch: u32) -> [Vec<ApplicationId>; 3] {
    let list = || join.applications().list().prefetch(prefetch);
    let plain: Vec<_> = list().rows().try_collect().await.unwrap();
    let mut scan = list().complete();
    let mut whole = Vec::new();
    while let Some(row) = scan.next().await {
        whole.push(row.unwrap().id);
    }
    assert!(scan.summary().complete, "{:?}", scan.summary());
    let mut changes = list().changes(MemoryStore::default());
    let mut changed = Vec::new();
    while let Some(change) = changes.next().await {
        changed.push(change.unwrap().application().id);
    }
    [plain.iter().map(|row| row.id).collect(), whole, changed]
}

#[tokio::test]
async fn every_row_comes_however_small_the_pages_of_the_server_are() {
    for (cap, prefetch) in [(25, 1), (25, 8), (10, 4), (1, 4), (49, 2)] {
        let (join, _sandbox) = company(120, Paging::default().cap(cap)).await;
        if cap == 1 {
            let rows: Vec<_> =
                join.applications().list().prefetch(prefetch).rows().try_collect().await.unwrap();
            assert_eq!(rows.len(), 120);
            continue;
        }
        for ids in read(&join, prefetch).await {
            assert_eq!((ids.len(), ids.iter().collect::<HashSet<_>>().len()), (120, 120), "cap {cap}");
        }
    }
}

#[tokio::test]
async fn every_visible_row_comes_where_pages_are_filtered_after_paging() {
    for every in [200, 60, 7, 3] {
        let (join, _sandbox) = company(200, Paging::default().hide_every(every)).await;
        for ids in read(&join, 4).await {
            let visible = ids.iter().collect::<HashSet<_>>().len();
            assert_eq!(ids.len(), visible);
            let hidden = 200 - visible;
            assert!(
                hidden.abs_diff(200 / every as usize) <= 1,
                "{hidden} of 200 are missing, every {every} is hidden"
            );
        }
    }
}

#[tokio::test]
async fn absence_behind_a_page_with_rows_is_the_end() {
    for past_end in [PastEnd::Empty, PastEnd::NotFound, PastEnd::NoContent, PastEnd::Null] {
        for applications in [50, 100, 120] {
            let (join, _sandbox) = company(applications, Paging::default().past_end(past_end)).await;
            for ids in read(&join, 4).await {
                assert_eq!(ids.len(), applications, "{past_end:?}");
            }
        }
    }
}

#[tokio::test]
async fn no_content_and_null_on_the_first_page_are_no_rows_and_404_is_an_error() {
    for answer in [Answer::json(200, "null"), Answer::new(204, "text/plain", "")] {
        let script = Script::start([answer]).await;
        let list = script.client().applications().list();
        assert_eq!(list.clone().page(1).await.unwrap().rows.len(), 0);
        let rows: Vec<_> = list.clone().rows().try_collect().await.unwrap();
        assert_eq!(rows.len(), 0);
        let mut scan = list.complete();
        assert!(scan.next().await.is_none() && scan.summary().complete);
    }
    let script = Script::start([Answer::json(404, "{}")]).await;
    let list = script.client().applications().list();
    let error = list.clone().rows().next().await.unwrap().unwrap_err();
    assert_eq!((error.kind(), error.page()), (ErrorKind::NotFound, Some(1)));
    assert_eq!(list.complete().next().await.unwrap().unwrap_err().kind(), ErrorKind::NotFound);
    let error =
        script.client().applications().changes(MemoryStore::default()).next().await.unwrap().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound);
}

#[tokio::test]
async fn the_proof_of_the_end_costs_one_request_and_no_wait_where_requests_run_concurrently() {
    for (applications, pages) in [(0, 0), (1, 1), (49, 1), (50, 1), (120, 3), (500, 10)] {
        let (join, sandbox) = company(applications, Paging::default()).await;
        let rows: Vec<_> = join.applications().list().prefetch(1).rows().try_collect().await.unwrap();
        assert_eq!((rows.len(), sandbox.requests().len()), (applications, pages + 1));
    }
}

#[tokio::test]
async fn a_page_that_is_trusted_ends_the_list_early() {
    let (join, sandbox) = company(120, Paging::default().cap(25)).await;
    let list = join.applications().list().prefetch(1).trust_short_pages(true);
    let rows: Vec<_> = list.clone().rows().try_collect().await.unwrap();
    assert_eq!((rows.len(), sandbox.requests().len()), (25, 1));
    let mut scan = list.complete();
    let mut count = 0;
    while let Some(row) = scan.next().await {
        count += u32::from(row.is_ok());
    }
    assert_eq!(count, 25);
}

#[tokio::test]
async fn an_application_on_a_later_capped_page_is_found() {
    let (join, sandbox) = company(120, Paging::default().cap(25)).await;
    let rows: Vec<_> = join.applications().list().rows().try_collect().await.unwrap();
    let with_key = |row: &&join_sdk::types::Application| row.integration_external_id.is_some();
    let last = rows.iter().rev().find(with_key).expect("some have an external id");
    let key = last.integration_external_id.as_deref().unwrap();
    let job = last.job.as_ref().unwrap().id;
    let found = join.applications().find(job, key).await.unwrap().unwrap();
    assert_eq!(found.id, last.id);
    drop(sandbox);
}

#[tokio::test]
async fn a_server_that_ignores_the_time_filter_is_read_completely() {
    let rows: Vec<String> =
        (1..=120).map(|id| format!(r#"{{"id": {id}, "lastUpdatedAt": "2026-03-02T08:00:00Z"}}"#)).collect();
    let page = |rows: &[String]| format!("[{}]", rows.join(","));
    let answer = Router::new().fallback(move |request: Request| {
        let query: HashMap<String, String> = Query::try_from_uri(request.uri()).unwrap().0;
        let number = |name: &str| query[name].parse::<usize>().unwrap();
        let (start, size) = ((number("page") - 1) * number("pageSize"), number("pageSize"));
        let rows = rows.iter().skip(start).take(size).cloned().collect::<Vec<_>>();
        let body = page(&rows);
        async move { ([("content-type", "application/json")], body) }
    });
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base_url = format!("http://{}/v2", listener.local_addr().unwrap());
    let server = tokio::spawn(async move { axum::serve(listener, answer).await.unwrap() });
    let mut scan = client(&base_url, "token").applications().list().complete();
    let mut count = 0;
    while let Some(row) = scan.next().await {
        count += u32::from(row.is_ok());
    }
    let summary = scan.summary();
    assert!(count == 120 && summary.complete && summary.passes == 3, "{count} rows: {summary:?}");
    server.abort();
}

#[tokio::test]
async fn a_short_page_that_comes_for_every_number_is_the_whole_list() {
    let script = Script::start([Answer::json(200, r#"[{"id": 2}, {"id": 1}]"#)]).await;
    for ids in read(&script.client(), 4).await {
        assert_eq!(ids.iter().map(|id| id.0).collect::<Vec<_>>(), [2, 1]);
    }
}
