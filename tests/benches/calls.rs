//! The instructions that calls cost in this process, counted by valgrind: `cargo bench -p join-tests --bench calls`, or with
//! the names of some cases behind `--`. Needs valgrind.
//!
//! Each case runs in a process of its own, once with some rounds and once with twice as many: the difference is what the
//! rounds cost, without the start. The sandbox runs in another process, so that its work doesn't count.

use std::process::Command;

use bytes::Bytes;
use http_body_util::{BodyExt, Empty};
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use join_client::Rows;
use join_sandbox::JoinSandbox;
use join_sdk::tags::{ApplyOptions, CandidateRef, Owner, TagEdit, Verify};
use join_sdk::types::{Application, Job, JobId};
use join_sdk::{ApiToken, Join};
use join_tests::Role;
use join_tests::comparison::{compare as row, or_quick, parts};

const TOKEN: &str = "t";

/// What a case of others is, for a reader of the table.
const TITLES: [(&str, &str); 6] = [
    ("read-by-hand", "reqwest and `serde_json` by hand"),
    ("read-bare", "bare hyper-util"),
    ("decode-at-once", "`serde_json::from_str` of all rows at once"),
    ("decode-values", "`serde_json::from_str` into values"),
    ("page-by-hand", "reqwest and `serde_json` by hand"),
    ("tags-by-hand", "reqwest and `serde_json` by hand, unchecked"),
];

/// The groups of cases. The first case of a group is what the others are compared with, and the last one is the SDK.
const GROUPS: [(&str, &[&str]); 4] = [
    ("a read of a job", &["read-by-hand", "read-bare", "read"]),
    ("a page of 50 rows, decoded", &["decode-at-once", "decode-values", "decode"]),
    ("a page of 50 rows, read", &["page-by-hand", "page"]),
    ("a tag edit of two requests", &["tags-by-hand", "tags"]),
];

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    match words.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["serve"] => on_a_runtime(serve()),
        ["run", case, rounds, base] => on_a_runtime(run(case, rounds.parse().unwrap(), base)),
        _ => compare(),
    }
}

fn on_a_runtime(part: impl Future<Output = ()>) {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(part);
}

async fn serve() {
    let sandbox = JoinSandbox::builder().token(TOKEN).start().await.unwrap();
    println!("{}", sandbox.base_url());
    std::future::pending::<()>().await;
}

fn compare() {
    let wanted = parts(&GROUPS.map(|(_, cases)| cases).concat());
    let server = Role::start(&["serve"]);
    let rounds = or_quick(200, 20);
    for (group, cases) in GROUPS {
        let mut base = None;
        let mut counts = Vec::new();
        for case in cases.iter().filter(|case| wanted(case)) {
            let count = |rounds| counted(case, rounds, &server.line);
            let each = (count(2 * rounds) - count(rounds)) / rounds as f64;
            let times = each / *base.get_or_insert(each);
            println!("{group}: {case:<14} {each:>11.0} instructions, {times:.3} times");
            counts.push((case, each));
        }
        let others = counts
            .split_last()
            .filter(|((last, _), _)| cases.last() == Some(last))
            .into_iter()
            .flat_map(|(sdk, others)| others.iter().map(move |other| (sdk, other)));
        for ((_, sdk), (case, other)) in others {
            let title = TITLES.iter().find(|(name, _)| name == *case).map_or(**case, |(_, title)| *title);
            row(&format!("{group}, instructions"), &[*sdk], title, &[*other]);
        }
    }
}

/// Instructions of a process that runs the case.
fn counted(case: &str, rounds: usize, server: &str) -> f64 {
    let program = std::env::current_exe().unwrap();
    let mut valgrind = Command::new("valgrind");
    // With `CALLGRIND_OUT`, a folder, the profiles stay there.
    let profile = std::env::var("CALLGRIND_OUT")
        .map_or("/dev/null".to_owned(), |folder| format!("{folder}/{case}.{rounds}"));
    valgrind.args(["--tool=callgrind", &format!("--callgrind-out-file={profile}")]);
    let ran = valgrind.arg(program).args(["run", case, &rounds.to_string(), server]).output();
    let ran = ran.expect("valgrind can't be run: install it");
    let text = String::from_utf8_lossy(&ran.stderr);
    assert!(ran.status.success(), "{text}");
    let line = text.lines().find_map(|line| line.split("Collected :").nth(1));
    line.and_then(|count| count.trim().parse().ok()).expect("valgrind prints a count")
}

async fn run(case: &str, rounds: usize, base: &str) {
    match case {
        "read" | "read-by-hand" | "read-bare" => reads(case, rounds, base).await,
        "page" | "page-by-hand" => pages(case, rounds, base).await,
        "tags" | "tags-by-hand" => tag_edits(case, rounds, base).await,
        _ => {
            let page =
                by_hand(&reqwest::Client::new(), &format!("{base}/applications?page=1&pageSize=50")).await;
            decodings(case, rounds, &page);
        }
    }
}

fn sdk(base: &str) -> Join {
    Join::builder(ApiToken::new(TOKEN).unwrap()).base_url(base).build().unwrap()
}

fn with_timeout() -> reqwest::Client {
    reqwest::Client::builder().timeout(std::time::Duration::from_secs(30)).build().unwrap()
}

/// A read as people write it with reqwest.
async fn by_hand(http: &reqwest::Client, url: &str) -> Bytes {
    let response = http.get(url).header("authorization", TOKEN).send().await.unwrap();
    response.error_for_status().unwrap().bytes().await.unwrap()
}

async fn reads(case: &str, rounds: usize, base: &str) {
    let first = by_hand(&with_timeout(), &format!("{base}/jobs?page=1&pageSize=1")).await;
    let id = serde_json::from_slice::<Vec<Job>>(&first).unwrap()[0].id;
    let url = format!("{base}/jobs/{id}");
    match case {
        "read" => {
            let join = sdk(base);
            for _ in 0..rounds {
                read(&join, id).await;
            }
        }
        "read-by-hand" => {
            let http = with_timeout();
            for _ in 0..rounds {
                let job: Job = serde_json::from_slice(&by_hand(&http, &url).await).unwrap();
                assert_eq!(job.id, id);
            }
        }
        _ => {
            let http: Client<_, Empty<Bytes>> = Client::builder(TokioExecutor::new()).build_http();
            for _ in 0..rounds {
                let request = axum::http::Request::get(&url).header("authorization", TOKEN);
                let response = http.request(request.body(Empty::new()).unwrap()).await.unwrap();
                assert!(response.status().is_success());
                let body = response.into_body().collect().await.unwrap().to_bytes();
                assert_eq!(serde_json::from_slice::<Job>(&body).unwrap().id, id);
            }
        }
    }
}

async fn read(join: &Join, id: JobId) {
    assert_eq!(join.jobs().get(id).await.unwrap().id, id);
}

async fn pages(case: &str, rounds: usize, base: &str) {
    let url = format!("{base}/applications?page=1&pageSize=50");
    if case == "page" {
        let join = sdk(base);
        for _ in 0..rounds {
            assert_eq!(join.applications().list().page(1).await.unwrap().rows.len(), 50);
        }
    } else {
        let http = with_timeout();
        for _ in 0..rounds {
            let body = by_hand(&http, &url).await;
            let rows: Vec<Application> = serde_json::from_str(std::str::from_utf8(&body).unwrap()).unwrap();
            assert_eq!(rows.len(), 50);
        }
    }
}

fn decodings(case: &str, rounds: usize, page: &[u8]) {
    let text = std::str::from_utf8(page).unwrap();
    for _ in 0..rounds {
        let rows = match case {
            "decode" => Rows::<Application>::from_body(page).unwrap().len(),
            "decode-at-once" => serde_json::from_str::<Vec<Application>>(text).unwrap().len(),
            "decode-values" => serde_json::from_str::<Vec<serde_json::Value>>(text).unwrap().len(),
            other => panic!("no case {other}"),
        };
        assert_eq!(rows, 50);
    }
}

/// Adds a tag and removes it again, in turn.
async fn tag_edits(case: &str, rounds: usize, base: &str) {
    let http = with_timeout();
    let first = by_hand(&http, &format!("{base}/applications?page=1&pageSize=1")).await;
    let application = serde_json::from_slice::<Vec<Application>>(&first).unwrap().swap_remove(0);
    let candidate = CandidateRef::of(&application).unwrap();
    let own = || TagEdit::owned_by(Owner::with_prefix("bench:").unwrap());
    let edits = [own().add("bench:a").unwrap(), own().remove("bench:a").unwrap()];
    if case == "tags" {
        let join = sdk(base);
        for edit in edits.iter().cycle().take(rounds) {
            let apply = ApplyOptions::default().verify(Verify::None);
            let receipt = join.tags(&candidate).edit(edit, apply).await.unwrap();
            assert_eq!(receipt.requests.len(), 2);
        }
    } else {
        let read = format!("{base}/applications/{}", application.id);
        let write = format!("{base}/candidates/{}", candidate.candidate());
        for round in 0..rounds {
            let application: Application = serde_json::from_slice(&by_hand(&http, &read).await).unwrap();
            let tags = application.candidate.unwrap().tags;
            let mut tags: Vec<String> =
                tags.as_set().unwrap().iter().map(|tag| tag.as_str().to_owned()).collect();
            match round % 2 {
                0 => tags.push("bench:a".to_owned()),
                _ => tags.retain(|tag| tag != "bench:a"),
            }
            let request = http.patch(&write).header("authorization", TOKEN);
            let sent = request.json(&serde_json::json!({ "tags": tags })).send().await.unwrap();
            let answer = sent.error_for_status().unwrap().bytes().await.unwrap();
            std::hint::black_box(answer);
        }
    }
}
