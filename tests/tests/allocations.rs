//! Allocations of a read and of a row, counted by dhat: a program of its own, since all of the process's count.
//!
//! The server answers from fixed bytes and allocates nothing.

use std::io::{Read, Write};
use std::net::TcpListener;

use join_client::Rows;
use join_sdk::Join;
use join_sdk::types::{Application, JobId};

#[global_allocator]
static ALLOCATOR: dhat::Alloc = dhat::Alloc;

const JOB: &str = r#"{"id": 7, "title": "Data engineer", "status": "ONLINE", "externalId": "eng-7",
    "createdAt": "2026-03-02T08:15:30.125Z", "lastUpdatedAt": "2026-03-04T10:00:00+01:00", "language": "en"}"#;
const ROW: &str = r#"{"id": 9, "createdAt": "2026-03-02T08:15:30Z", "state": "ACTIVE", "hiringState": "OFFER",
    "job": {"id": 7, "title": "Data engineer"}, "currentStage": {"id": 3, "name": "Interview"},
    "candidate": {"id": 5, "firstName": "Ada", "lastName": "Lovelace", "email": "ada@person.example", "tags": ["vip"]}}"#;
/// Allocations of a read through a kept connection, the HTTP client's included; 59 were counted.
const MOST_OF_A_READ: u64 = 61;
/// The six texts of a row, and its list of tags.
const MOST_OF_A_ROW: u64 = 7;

/// One test, so that no other thread of the process allocates.
#[test]
fn a_read_and_a_row_allocate_little() {
    let _profiler = dhat::Profiler::builder().testing().build();
    let base = serve();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let join = join_tests::client(&base, "t");
    runtime.block_on(async {
        read(&join, 20).await;
        let (calls, before) = (50, blocks());
        read(&join, calls).await;
        let each = (blocks() - before) / calls;
        println!("{each} allocations a read");
        assert!(each <= MOST_OF_A_READ, "a read allocates {each} times");
    });
    let page = |rows: usize| format!("[{}]", vec![ROW; rows].join(","));
    let decoding = |page: &str| {
        let before = blocks();
        let rows = Rows::<Application>::from_body(page.as_bytes()).unwrap();
        let after = blocks();
        assert!(rows.iter().all(Result::is_ok));
        after - before
    };
    let (few, many) = (decoding(&page(16)), decoding(&page(64)));
    println!("{} allocations for 48 rows", many - few);
    // The vector of rows grows twice in between.
    assert!(many - few <= 48 * MOST_OF_A_ROW + 2, "48 rows allocate {} times", many - few);
}

fn blocks() -> u64 {
    dhat::HeapStats::get().total_blocks
}

async fn read(join: &Join, times: u64) {
    for _ in 0..times {
        let job = join.jobs().get(JobId(7)).await.unwrap();
        assert_eq!(job.title.as_deref(), Some("Data engineer"));
    }
}

/// Serves the job on a thread of its own, to one connection, and gives the base URL.
fn serve() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let base = format!("http://{}/v2", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        let length = JOB.len();
        let response = format!(
            "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n{JOB}"
        );
        let (mut connection, _) = listener.accept().unwrap();
        let (mut buffer, mut held) = ([0; 4096], 0);
        loop {
            let count = connection.read(&mut buffer[held..]).unwrap_or(0);
            if count == 0 {
                return;
            }
            held += count;
            if buffer[..held].ends_with(b"\r\n\r\n") {
                held = 0;
                connection.write_all(response.as_bytes()).unwrap();
            }
        }
    });
    base
}
