//! What reading lists costs: speed and memory at 20 ms, several distances and prefetch depths, refusals under a limit, decoding
//! row by row: `cargo bench -p join-tests --bench lists`, or behind `--` the names of some parts: `speed`, `sync`, `limit`, `decoding`.
//!
//! The sandbox and each reader run in processes of their own, so that each one's memory is its own.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use join_client::Rows;
use join_sandbox::{JoinSandbox, RateLimit};
use join_sdk::types::Application;
use join_sdk::{ApiToken, Join, changes::MemoryStore, telemetry::CallReport};
use join_tests::Role;
use join_tests::comparison::{compare, fifths, median, or_quick, parts, peak_memory};

const LATENCY: Duration = Duration::from_millis(20);
const PREFETCH: u32 = 8;

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words[..] {
        ["serve", applications, latency] => {
            let latency = Duration::from_millis(latency.parse().unwrap());
            on_a_runtime(serve(applications.parse().unwrap(), latency));
        }
        ["read", how, base, prefetch] => {
            on_a_runtime(read(how, base, prefetch.parse().unwrap()));
        }
        _ => {
            let wanted = parts(&["speed", "sync", "limit", "decoding"]);
            if wanted("speed") {
                speed();
            }
            if wanted("sync") {
                sync();
            }
            if wanted("limit") {
                on_a_runtime(limit());
            }
            if wanted("decoding") {
                decoding();
            }
        }
    }
}

fn on_a_runtime(part: impl Future<Output = ()>) {
    tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap().block_on(part);
}

async fn serve(applications: usize, latency: Duration) {
    let sandbox = JoinSandbox::builder().token("t").latency(latency).applications(applications);
    let sandbox = sandbox.start().await.unwrap();
    println!("{}", sandbox.base_url());
    std::future::pending::<()>().await;
}

/// All applications, by the loop that everybody writes first and by the SDK.
fn speed() {
    let applications = or_quick("100000", "1000");
    let latency = LATENCY.as_millis().to_string();
    let server = Role::start(&["serve", applications, &latency]);
    println!("{applications} applications from a sandbox {} ms away:", LATENCY.as_millis());
    let mut by_hand = None;
    for how in ["loop", "rows", "complete", "changes"] {
        let (seconds, line) = reader(how, &server, PREFETCH);
        let times = by_hand.get_or_insert(seconds).to_owned() / seconds;
        println!("  {how:<9} {line}   {times:.1} times as fast as the loop");
    }
}

/// Runs a reader; gives its seconds, and its line.
fn reader(how: &str, server: &Role, prefetch: u32) -> (f64, String) {
    let line = Role::start(&["read", how, &server.line, &prefetch.to_string()]).line.clone();
    (line.split(' ').next().unwrap().parse().unwrap(), line)
}

/// All applications at several distances, by the loop and by the SDK with several prefetch depths.
fn sync() {
    const DEPTHS: [u32; 4] = [1, 4, 8, 16];
    let applications = or_quick(10_000, 200);
    for latency in or_quick(&[5, 20, 80][..], &[5]) {
        let server = Role::start(&["serve", &applications.to_string(), &latency.to_string()]);
        let mut loops = Vec::new();
        let mut by_depth = DEPTHS.map(|_| Vec::new());
        for _ in 0..or_quick(3, 1) {
            loops.push(reader("loop", &server, 1).0);
            for (times, depth) in by_depth.iter_mut().zip(DEPTHS) {
                times.push(reader("rows", &server, depth).0);
            }
        }
        for (times, depth) in by_depth.iter().zip(DEPTHS) {
            let measured =
                format!("a list of {applications} applications {latency} ms away, prefetch {depth}, s");
            compare(&measured, times, "a loop by hand, page after page", &loops);
        }
    }
}

async fn read(how: &str, base: &str, prefetch: u32) {
    let join = Join::builder(ApiToken::new("t").unwrap()).base_url(base).build().unwrap();
    let list = join.applications().list().prefetch(prefetch);
    let http = reqwest::Client::new();
    let started = Instant::now();
    let mut count = 0_u64;
    match how {
        "loop" => count = one_page_at_a_time(&http, base).await,
        "rows" => {
            let mut rows = list.rows();
            while let Some(row) = rows.next().await {
                count += u64::from(row.is_ok());
            }
        }
        "complete" => {
            let mut rows = list.complete();
            while let Some(row) = rows.next().await {
                count += u64::from(row.is_ok());
            }
            assert!(rows.summary().complete);
        }
        _ => {
            let mut changes = list.changes(MemoryStore::default());
            while let Some(change) = changes.next().await {
                count += u64::from(change.is_ok());
                if count.is_multiple_of(1_000) {
                    changes.ack().await.unwrap();
                }
            }
        }
    }
    let seconds = started.elapsed().as_secs_f64();
    let memory = peak_memory().map_or("unknown".to_owned(), |mib| mib.to_string());
    println!("{seconds:.3} s, {count} rows, {memory} MiB at most");
}

/// Page after page, with the types of the SDK and a client of one's own.
async fn one_page_at_a_time(http: &reqwest::Client, base: &str) -> u64 {
    let mut count = 0;
    for page in 1.. {
        let url = format!("{base}/applications?page={page}&pageSize=50");
        let body = http.get(url).header("authorization", "t").send().await.unwrap().bytes().await.unwrap();
        let rows: Vec<Application> = serde_json::from_slice(&body).unwrap();
        count += rows.len() as u64;
        if rows.len() < 50 {
            return count;
        }
    }
    count
}

/// How often a server with a limit has to refuse.
async fn limit() {
    let applications = or_quick(10_000, 500);
    for (requests, window) in [(100, 2), (30, 1), (10, 1)] {
        let limit = RateLimit { requests, window: Duration::from_secs(window) };
        let sandbox =
            JoinSandbox::builder().applications(applications).latency(LATENCY).rate_limit(Some(limit));
        let sandbox = sandbox.start().await.unwrap();
        let refusals = Arc::new(AtomicU32::new(0));
        let counter = Arc::clone(&refusals);
        let observe = move |call: &CallReport| {
            counter.fetch_add(call.rate_limited, Ordering::Relaxed);
        };
        let join = Join::builder(ApiToken::new(sandbox.token()).unwrap()).base_url(sandbox.base_url());
        let join = join.observer(observe).build().unwrap();
        let started = Instant::now();
        let mut rows = join.applications().list().prefetch(PREFETCH).rows();
        let mut count = 0;
        while let Some(row) = rows.next().await {
            row.unwrap();
            count += 1;
        }
        let refused = refusals.load(Ordering::Relaxed);
        let seconds = started.elapsed().as_secs_f64();
        println!(
            "{requests} requests in {window} s: {count} rows in {seconds:.1} s, {refused} answers of 429"
        );
        // The last window need not close, and an empty page ends the list.
        let pages = count / 50 + 1;
        let ideal = f64::from((pages - 1) / requests) * window as f64;
        let measured = format!("a list of {count} applications, {requests} requests in {window} s, s");
        compare(&measured, &[seconds], "the time that the quota takes", &[ideal]);
    }
}

/// A page row by row, as lists are read, and at once, as if no row were ever bad.
fn decoding() {
    let rounds = or_quick(300, 10);
    let page = page();
    let time = |decode: &dyn Fn() -> usize| {
        let started = Instant::now();
        assert_eq!(decode(), 50);
        started.elapsed().as_secs_f64() * 1e6
    };
    let (mut by_row, mut at_once) = (Vec::new(), Vec::new());
    for _ in 0..rounds {
        by_row.push(time(&|| Rows::<Application>::from_body(page.as_bytes()).unwrap().len()));
        at_once.push(time(&|| serde_json::from_str::<Vec<Application>>(&page).unwrap().len()));
    }
    let measured = "a page of 50 applications decoded, µs";
    compare(measured, &fifths(&by_row), "`serde_json::from_str` of all rows at once", &fifths(&at_once));
    let (by_row, at_once) = (median(by_row), median(at_once));
    let times = by_row / at_once;
    println!(
        "a page of {} KiB: {by_row:.0} µs by the SDK, {at_once:.0} µs at once: {times:.2} times",
        page.len() / 1024
    );
}

/// The first page of the sandbox, as it comes.
fn page() -> String {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let sandbox = JoinSandbox::start().await.unwrap();
        let url = format!("{}/applications", sandbox.base_url());
        let request = reqwest::Client::new().get(url).header("authorization", sandbox.token());
        request.send().await.unwrap().text().await.unwrap()
    })
}
