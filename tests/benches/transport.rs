//! What a call costs, how memory stays, and how near to a server's limit callers get: `cargo bench -p join-tests --bench
//! transport`, or with the names of some parts behind `--`: `overhead`, `steady`, `pacing`.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::get;
use bytes::Bytes;
use http_body_util::{BodyExt, Empty};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use join_sdk::types::{Job, JobId};
use join_sdk::{ApiToken, Join, telemetry::CallReport};
use join_tests::comparison::{compare, fifths, median, or_quick, parts};

const TOKEN: &str = "4f7a9c";
const JOB: &str = r#"{"id": 7, "title": "Data engineer", "status": "ONLINE", "externalId": "eng-7",
    "createdAt": "2026-03-02T08:15:30.125Z", "lastUpdatedAt": "2026-03-04T10:00:00+01:00", "language": "en",
    "workplaceType": "HYBRID", "categoryId": 12, "employmentTypeId": 1, "seniorityId": 3,
    "office": {"id": 3, "name": "HQ", "city": "Berlin", "countryIso": "DE", "postalCode": "10115", "isDefault": true},
    "salary": {"from": 65000, "to": 82000.5, "currency": "EUR", "frequency": "PER_YEAR", "isShownOnJobAd": true},
    "contact": {"name": "Grace Hopper", "email": "grace@example.com", "position": "Head of data"}}"#;

fn main() {
    let wanted = parts(&["overhead", "steady", "pacing"]);
    if wanted("overhead") {
        on_a_runtime(overhead());
    }
    if wanted("steady") {
        on_a_runtime(steady());
    }
    if wanted("pacing") {
        on_a_runtime(pacing());
    }
}

fn on_a_runtime(part: impl Future<Output = ()>) {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(part);
}

/// Serves on a thread of its own, and gives the base URL.
fn serve(router: Router) -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let base = format!("http://{}/v2", listener.local_addr().unwrap());
    std::thread::spawn(|| {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let listener = tokio::net::TcpListener::from_std(listener).unwrap();
            axum::serve(listener, router).await.unwrap();
        });
    });
    base
}

async fn job() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "application/json")], JOB)
}

fn one_job() -> Router {
    Router::new().route("/v2/jobs/7", get(job))
}

/// The same read by the SDK, by hand-written reqwest and serde_json, and by bare hyper-util, in turn.
async fn overhead() {
    let rounds = or_quick(400, 10);
    let base = serve(one_job());
    let url = format!("{base}/jobs/7");
    let join = Join::builder(ApiToken::new(TOKEN).unwrap()).base_url(&base).build().unwrap();
    let by_hand = reqwest::Client::builder().timeout(Duration::from_secs(30)).build().unwrap();
    let bare: Client<HttpConnector, Empty<Bytes>> = Client::builder(TokioExecutor::new()).build_http();
    let sdk = async || join.jobs().get(JobId(7)).await.unwrap();
    let reqwest = async || {
        let response = by_hand.get(&url).header("authorization", TOKEN).send().await.unwrap();
        let body = response.error_for_status().unwrap().bytes().await.unwrap();
        serde_json::from_slice::<Job>(&body).unwrap()
    };
    let hyper = async || {
        let request =
            axum::http::Request::get(&url).header("authorization", TOKEN).body(Empty::new()).unwrap();
        let response = bare.request(request).await.unwrap();
        assert!(response.status().is_success());
        let body = response.into_body().collect().await.unwrap().to_bytes();
        serde_json::from_slice::<Job>(&body).unwrap()
    };
    let mut times: [Vec<f64>; 3] = Default::default();
    for round in 0..rounds + rounds / 10 {
        let round_times = [timed(&sdk).await, timed(&reqwest).await, timed(&hyper).await];
        // The first tenth warms up.
        if round >= rounds / 10 {
            times.iter_mut().zip(round_times).for_each(|(all, time)| all.push(time));
        }
    }
    let [sdk, reqwest, hyper] = times;
    compare("a read of a job, µs", &fifths(&sdk), "reqwest and `serde_json` by hand", &fifths(&reqwest));
    compare("a read of a job, µs", &fifths(&sdk), "bare hyper-util", &fifths(&hyper));
    let ratio = median(sdk.iter().zip(&reqwest).map(|(sdk, other)| sdk / other).collect());
    let more = median(sdk.iter().zip(&hyper).map(|(sdk, other)| sdk - other).collect());
    println!("overhead, {rounds} rounds of {BLOCK} reads of a job each, medians:");
    println!(
        "  SDK {:.1} µs, reqwest and serde_json {:.1} µs, hyper-util {:.1} µs",
        median(sdk),
        median(reqwest),
        median(hyper)
    );
    println!("  SDK / reqwest: {ratio:.3} (at most 1.10); SDK - hyper-util: {more:.1} µs (at most 15)");
}

/// Calls in a row, as a service makes them. One at a time, whoever comes behind a client without timers would pay for
/// waking the runtime's timer.
const BLOCK: usize = 50;

/// Microseconds that a call takes: the median of a block.
async fn timed(call: impl AsyncFn() -> Job) -> f64 {
    let mut times = Vec::with_capacity(BLOCK);
    for _ in 0..BLOCK {
        let started = Instant::now();
        std::hint::black_box(call().await);
        times.push(started.elapsed().as_secs_f64() * 1e6);
    }
    median(times)
}

/// 100,000 calls one after the other: memory and file descriptors after the first 1,000, and at the end.
async fn steady() {
    let calls = or_quick(100_000, 2_000);
    let base = serve(one_job());
    let join = Join::builder(ApiToken::new(TOKEN).unwrap()).base_url(&base).build().unwrap();
    let started = Instant::now();
    let mut after_a_thousand = (0, 0);
    for call in 0..calls {
        join.jobs().get(JobId(7)).await.unwrap();
        if call == 1_000 {
            after_a_thousand = (resident(), descriptors());
        }
    }
    let end = (resident(), descriptors());
    let growth = (end.0 as f64 - after_a_thousand.0 as f64) / 1024.0;
    println!("steady, {calls} reads one after the other in {:.1} s:", started.elapsed().as_secs_f64());
    println!(
        "  memory grew by {growth:.2} MiB after the first 1,000 (at most 2), descriptors from {} to {}",
        after_a_thousand.1, end.1
    );
}

/// Resident memory in KiB.
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmRSS:"));
    line.and_then(|line| line.split_whitespace().nth(1)?.parse().ok()).unwrap_or_default()
}

fn descriptors() -> usize {
    std::fs::read_dir("/proc/self/fd").map_or(0, Iterator::count)
}

/// A server with windows of a second, each opened by the first request after the last one closed.
#[derive(Clone)]
struct Limited {
    window: Arc<std::sync::Mutex<(Option<Instant>, u32)>>,
    headers: bool,
}

const LIMIT: u32 = 50;
const WINDOW: Duration = Duration::from_secs(1);

async fn limited(State(limited): State<Limited>) -> axum::response::Response {
    let (used, left) = {
        let mut window = limited.window.lock().unwrap();
        let now = Instant::now();
        if window.0.is_none_or(|opened| now >= opened + WINDOW) {
            *window = (Some(now), 0);
        }
        window.1 += 1;
        (window.1, (window.0.unwrap() + WINDOW).duration_since(now))
    };
    let mut headers = HeaderMap::new();
    if limited.headers {
        let seconds = (left.as_secs_f64().ceil() as u64).max(1);
        headers.insert("x-ratelimit-limit", HeaderValue::from(LIMIT));
        headers.insert("x-ratelimit-remaining", HeaderValue::from(LIMIT.saturating_sub(used)));
        headers.insert("x-ratelimit-reset", HeaderValue::from(seconds));
    }
    if used > LIMIT {
        (StatusCode::TOO_MANY_REQUESTS, headers).into_response()
    } else {
        (headers, JOB).into_response()
    }
}

/// 2,000 requests by 8 tasks that share a client, against 50 a second.
async fn pacing() {
    let requests = or_quick(2_000, 200);
    for headers in [true, false] {
        let state = Limited { window: Arc::default(), headers };
        let base = serve(Router::new().route("/v2/jobs/7", get(limited)).with_state(state));
        let refusals = Arc::new(AtomicU32::new(0));
        let counter = Arc::clone(&refusals);
        let join = Join::builder(ApiToken::new(TOKEN).unwrap())
            .base_url(&base)
            .observer(move |call: &CallReport| {
                counter.fetch_add(call.rate_limited, Ordering::Relaxed);
            })
            .build()
            .unwrap();
        let started = Instant::now();
        let tasks: Vec<_> = (0..8)
            .map(|_| {
                let join = join.clone();
                tokio::spawn(async move {
                    for _ in 0..requests / 8 {
                        join.jobs().get(JobId(7)).await.unwrap();
                    }
                })
            })
            .collect();
        for task in tasks {
            task.await.unwrap();
        }
        let took = started.elapsed().as_secs_f64();
        // The last window need not close.
        let ideal = f64::from(requests / LIMIT - 1) * WINDOW.as_secs_f64();
        let (what, most) = if headers { ("announced by headers", "1.10") } else { ("only felt", "1.25") };
        println!("pacing, {requests} requests against {LIMIT} a second, {what}:");
        println!(
            "  {took:.1} s, {:.3} times the ideal (at most {most}), {} answers of 429",
            took / ideal,
            refusals.load(Ordering::Relaxed)
        );
        let measured = format!("{requests} reads against {LIMIT} a second, {what}, s");
        compare(&measured, &[took], "the time that the quota takes", &[ideal]);
    }
}
