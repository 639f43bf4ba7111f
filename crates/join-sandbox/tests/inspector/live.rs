//! The live log: server-sent events.

use std::time::Duration;

use join_sandbox::JoinSandbox;
use reqwest::{Method, Response};
use scraper::{Html, Selector};

use crate::{api, fetch, origin, text};

const EVENTS: &str = "/_inspector/log/events";

/// Reads a stream event by event.
struct Events {
    response: Response,
    read: String,
}

impl Events {
    async fn open(sandbox: &JoinSandbox, query: &str) -> Self {
        let response = fetch(sandbox, &format!("{EVENTS}{query}")).await;
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        Events { response, read: String::new() }
    }

    /// The id and the data of the next event of this name. `None` at the end of the stream.
    async fn next(&mut self, name: &str) -> Option<(String, String)> {
        loop {
            while let Some((event, rest)) = self.read.split_once("\n\n") {
                let event = event.to_owned();
                self.read = rest.to_owned();
                let field = |name: &str| {
                    let prefix = format!("{name}: ");
                    event.lines().filter_map(|line| line.strip_prefix(&prefix)).collect::<Vec<_>>().join("\n")
                };
                if field("event") == name {
                    return Some((field("id"), field("data")));
                }
            }
            // An aborted connection is an end too.
            let chunk = self.response.chunk().await.ok().flatten()?;
            self.read.push_str(std::str::from_utf8(&chunk).unwrap());
        }
    }
}

/// The first cells of rows, as a table has them.
fn first_cells(rows: &str) -> Vec<String> {
    let table = Html::parse_fragment(&format!("<table><tbody>{rows}</tbody></table>"));
    table.select(&Selector::parse("tr > :first-child").unwrap()).map(text).collect()
}

async fn requests(sandbox: &JoinSandbox, count: usize) {
    let client = reqwest::Client::new();
    for _ in 0..count {
        let url = format!("{}/seniorityLevels", sandbox.base_url());
        client.get(url).header("Authorization", sandbox.token()).send().await.unwrap();
    }
}

#[tokio::test]
async fn a_follower_sees_each_request_once_and_newest_first() {
    let sandbox = JoinSandbox::builder().applications(5).start().await.unwrap();
    requests(&sandbox, 2).await;
    let mut events = Events::open(&sandbox, "").await;
    requests(&sandbox, 3).await;
    let mut seen = Vec::new();
    let mut place = String::new();
    while seen.len() < 3 {
        let (id, rows) = events.next("requests").await.unwrap();
        seen.splice(0..0, first_cells(&rows));
        place = id;
    }
    assert_eq!((seen, &*place), (vec!["#5".to_owned(), "#4".to_owned(), "#3".to_owned()], "5"));
}

#[tokio::test]
async fn a_page_goes_on_where_its_rows_end_and_a_lost_connection_where_it_broke() {
    let sandbox = JoinSandbox::builder().applications(5).start().await.unwrap();
    requests(&sandbox, 4).await;
    let (_, rows) = Events::open(&sandbox, "?behind=2").await.next("requests").await.unwrap();
    assert_eq!(first_cells(&rows), ["#4", "#3"]);
    let url = format!("{}{EVENTS}?behind=0", origin(&sandbox));
    let response = reqwest::Client::new().get(url).header("last-event-id", "3").send().await.unwrap();
    let mut again = Events { response, read: String::new() };
    assert_eq!(first_cells(&again.next("requests").await.unwrap().1), ["#4"]);
}

#[tokio::test]
async fn the_sums_come_along() {
    let sandbox = JoinSandbox::builder().applications(5).start().await.unwrap();
    requests(&sandbox, 4).await;
    let (_, sums) = Events::open(&sandbox, "?behind=0").await.next("sums").await.unwrap();
    let sums = Html::parse_fragment(&sums);
    assert_eq!(sums.select(&Selector::parse("#sums dd").unwrap()).map(text).next().unwrap(), "4");
}

#[tokio::test]
async fn a_slow_follower_finds_a_gap_in_place_of_what_it_missed() {
    let sandbox = JoinSandbox::builder().applications(5).start().await.unwrap();
    requests(&sandbox, 1_100).await;
    let (id, rows) = Events::open(&sandbox, "?behind=0").await.next("requests").await.unwrap();
    let cells = first_cells(&rows);
    assert_eq!((cells.len(), &*cells[0], &*cells[199], &*id), (201, "#1100", "#901", "1100"));
    assert!(cells[200].starts_with("900 requests not shown"), "{}", cells[200]);
}

#[tokio::test]
async fn the_stream_ends_with_the_sandbox_and_does_not_hold_it_up() {
    let sandbox = JoinSandbox::builder().applications(5).start().await.unwrap();
    let mut events = Events::open(&sandbox, "").await;
    let mut other = Events::open(&sandbox, "?behind=0").await;
    requests(&sandbox, 1).await;
    other.next("requests").await.unwrap();
    // The grace of a shutdown is five seconds.
    tokio::time::timeout(Duration::from_secs(4), sandbox.shutdown()).await.unwrap();
    while events.next("requests").await.is_some() {}
    assert!(other.next("requests").await.is_none());
}

#[tokio::test]
async fn a_dropped_sandbox_ends_the_stream_too() {
    let sandbox = JoinSandbox::builder().applications(5).start().await.unwrap();
    let mut events = Events::open(&sandbox, "").await;
    drop(sandbox);
    assert!(events.next("requests").await.is_none());
}

#[tokio::test]
async fn a_place_that_makes_no_sense_begins_at_the_end() {
    let sandbox = JoinSandbox::builder().applications(5).start().await.unwrap();
    requests(&sandbox, 3).await;
    for query in ["?behind=x", "?behind=-1", "?behind=", "?x"] {
        let mut events = Events::open(&sandbox, query).await;
        let (request, event) =
            tokio::join!(api(&sandbox, Method::GET, "/jobs").send(), events.next("requests"));
        request.unwrap();
        assert_eq!(first_cells(&event.unwrap().1).len(), 1, "{query}");
    }
    // A page that followed an earlier sandbox on this port sees all of this one.
    let (_, rows) =
        Events::open(&sandbox, "?behind=18446744073709551615").await.next("requests").await.unwrap();
    assert_eq!(first_cells(&rows).len(), 7);
}

#[tokio::test]
async fn a_reset_begins_the_page_anew() {
    let sandbox = JoinSandbox::builder().applications(5).start().await.unwrap();
    requests(&sandbox, 2).await;
    let mut events = Events::open(&sandbox, "?behind=2").await;
    let reset = reqwest::Client::new().post(format!("{}/_sandbox/reset", origin(&sandbox)));
    let reset = reset.header("Authorization", sandbox.token()).header("content-type", "application/json");
    assert_eq!(reset.body("{}").send().await.unwrap().status(), 200);
    events.next("anew").await.unwrap();
    let (_, rows) = events.next("requests").await.unwrap();
    assert!(first_cells(&rows).is_empty());
    requests(&sandbox, 1).await;
    assert_eq!(first_cells(&events.next("requests").await.unwrap().1), ["#1"]);
}
