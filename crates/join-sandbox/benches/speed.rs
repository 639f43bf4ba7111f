//! How fast a sandbox starts and answers, and how much memory it takes: `cargo xtask bench sandbox`, or with the name of one part
//! and the seconds of its load behind it, such as `requests 30`.
//!
//! Each server runs in a process of its own, so that its memory and its CPU time are its own. The load comes from wrk, which has
//! to be installed (Debian's package `wrk`). Beside each figure stands that of a bare axum handler, which answers the same bytes.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a failing step ends the run"
)]

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use axum::Router;
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::routing::get;
use join_sandbox::JoinSandbox;

const APPLICATIONS: usize = 100_000;
const FIRST_ID: usize = 50_000_001;
const TOKEN: &str = "t";

/// What must hold.
const MOST_SECONDS: f64 = 2.0;
const MOST_MIB: u64 = 300;
const LEAST_PER_SECOND: f64 = 20_000.0;

fn main() {
    let words: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with("--")).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let (short, long) = if std::env::var_os("JOIN_BENCH_QUICK").is_some() { (1, 10) } else { (10, 300) };
    match words[..] {
        ["serve"] => on_a_runtime(serve()),
        ["bare", body] => on_a_runtime(bare(Path::new(body))),
        ["start"] => start(),
        ["requests"] => requests(short),
        ["requests", seconds] => requests(seconds.parse().unwrap()),
        ["memory"] => memory(long),
        ["memory", seconds] => memory(seconds.parse().unwrap()),
        [] => {
            start();
            requests(short);
            memory(long);
        }
        _ => panic!("the parts are start, requests [SECONDS] and memory [SECONDS]"),
    }
}

fn on_a_runtime(part: impl Future<Output = ()>) {
    tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap().block_on(part);
}

async fn serve() {
    let sandbox = JoinSandbox::builder().token(TOKEN).applications(APPLICATIONS).start().await.unwrap();
    println!("{}/applications", sandbox.base_url());
    std::future::pending::<()>().await;
}

/// One handler for all paths, with the head and the body of a response of the sandbox.
async fn bare(body: &Path) {
    let body: &'static [u8] = std::fs::read(body).unwrap().leak();
    let mut headers = HeaderMap::new();
    for (name, value) in [
        ("content-type", "application/json"),
        ("x-ratelimit-limit", "1000"),
        ("x-ratelimit-remaining", "999"),
        ("x-ratelimit-reset", "1"),
        ("x-request-id", "sandbox-00000001"),
    ] {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    let router = Router::new().route("/v2/applications/{id}", get(async move || (headers.clone(), body)));
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    println!("http://{}/v2/applications", listener.local_addr().unwrap());
    axum::serve(listener, router).await.unwrap();
}

/// A server in a process of its own, which ends with this value.
struct Server {
    child: Child,
    /// The address of its applications.
    url: String,
}

impl Server {
    fn start(arguments: &[&str]) -> Self {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(arguments)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut url = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut url).unwrap();
        Server { child, url: url.trim().to_owned() }
    }

    fn proc(&self, file: &str) -> String {
        std::fs::read_to_string(format!("/proc/{}/{file}", self.child.id())).unwrap()
    }

    /// A line of the process's memory, in MiB.
    fn mib(&self, line: &str) -> u64 {
        let status = self.proc("status");
        let kib = status.lines().find_map(|text| text.strip_prefix(line)?.trim().split(' ').next());
        kib.unwrap().parse::<u64>().unwrap() / 1024
    }

    /// The CPU time of the process so far.
    fn cpu(&self) -> Duration {
        let stat = self.proc("stat");
        let fields: Vec<&str> = stat.rsplit_once(')').unwrap().1.split_whitespace().collect();
        // Ticks of a hundredth of a second in user and in kernel mode.
        let ticks = |field: usize| fields[field].parse::<u64>().unwrap();
        Duration::from_millis(10 * (ticks(11) + ticks(12)))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn load() -> String {
    std::fs::read_to_string("/proc/loadavg").unwrap().split(' ').next().unwrap().to_owned()
}

fn verdict(holds: bool) -> &'static str {
    if holds { "as wanted" } else { "NOT as wanted" }
}

/// From the start of the process to the first response.
fn start() {
    let started = Instant::now();
    let server = Server::start(&["serve"]);
    let body = body_of(&server);
    let seconds = started.elapsed().as_secs_f64();
    let (now, most) = (server.mib("VmRSS:"), server.mib("VmHWM:"));
    println!("start: {APPLICATIONS} applications, load of the machine {}", load());
    let holds = seconds <= MOST_SECONDS && most <= MOST_MIB;
    println!("  {seconds:.2} s to the first response of {} bytes", body.len());
    println!("  {now} MiB, {most} MiB at most: {}", verdict(holds));
}

/// The body of a response.
fn body_of(server: &Server) -> Vec<u8> {
    let url = format!("{}/{}", server.url, FIRST_ID + APPLICATIONS / 2);
    let output =
        Command::new("curl").args(["-sf", "-H", &format!("Authorization: {TOKEN}"), &url]).output().unwrap();
    assert!(output.status.success(), "no answer from {url}");
    output.stdout
}

/// A file below the system's folder for such.
fn file(name: &str, content: &[u8]) -> PathBuf {
    let path = std::env::temp_dir().join(format!("join-sandbox-{}-{name}", std::process::id()));
    std::fs::write(&path, content).unwrap();
    path
}

/// What wrk reports of a run.
struct Run {
    per_second: f64,
    count: u64,
    errors: Vec<String>,
    cpu: Duration,
}

/// Loads a server with requests for random applications.
fn run(server: &Server, seconds: u64, script: &Path) -> Run {
    let before = server.cpu();
    let output = Command::new("wrk")
        .args(["-t1", "-c32", &format!("-d{seconds}s"), "-s", script.to_str().unwrap()])
        .arg(format!("{}/{FIRST_ID}", server.url))
        .output()
        .unwrap_or_else(|error| panic!("wrk can't be run ({error}); Debian has it in the package wrk"));
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{text}");
    let number = |line: &str| line.split_whitespace().next().unwrap().parse::<f64>().unwrap();
    let per_second = text.lines().find_map(|line| line.strip_prefix("Requests/sec:")).map(number).unwrap();
    let count = text.lines().find(|line| line.contains(" requests in ")).map(number).unwrap();
    let errors = text.lines().filter(|line| line.contains("Non-2xx") || line.contains("Socket errors"));
    Run {
        per_second,
        count: count as u64,
        errors: errors.map(|line| line.trim().to_owned()).collect(),
        cpu: server.cpu() - before,
    }
}

fn script() -> PathBuf {
    let script = format!(
        "local id = {FIRST_ID}\n\
         request = function()\n\
           return wrk.format('GET', '/v2/applications/' .. (id + math.random(0, {APPLICATIONS} - 1)), \
             {{['Authorization'] = '{TOKEN}'}})\n\
         end\n"
    );
    file("ids.lua", script.as_bytes())
}

/// Requests a second, the sandbox and the bare handler in turns.
fn requests(seconds: u64) {
    let sandbox = Server::start(&["serve"]);
    let body = file("body.json", &body_of(&sandbox));
    let bare = Server::start(&["bare", body.to_str().unwrap()]);
    let script = script();
    println!("requests: GET /applications/{{id}}, 32 connections, {seconds} s each");
    let mut best: f64 = 0.0;
    let mut fine = true;
    let mut rates = [const { Vec::new() }; 2];
    for _ in 0..3 {
        for (name, server) in [("bare axum", &bare), ("sandbox", &sandbox)] {
            let run = run(server, seconds, &script);
            let cpu = run.cpu.as_secs_f64() * 1e6 / run.count as f64;
            let (rate, load) = (run.per_second, load());
            let errors = if run.errors.is_empty() { "no errors".to_owned() } else { run.errors.join("; ") };
            println!("  {name:<9} {rate:>8.0} a second, {cpu:>5.1} us of CPU each, {errors}, load {load}");
            rates[usize::from(name == "sandbox")].push(rate);
            if name == "sandbox" {
                best = best.max(rate);
                fine &= run.errors.is_empty();
            }
        }
    }
    // A line for the table of `cargo xtask bench`.
    let [bare, ours] = rates;
    println!(
        r#"{{"measured": "requests a second to the sandbox, more is better", "ours": {ours:?}, "with": "a bare axum handler with the same bytes", "theirs": {bare:?}}}"#
    );
    println!("  the best of the sandbox: {best:.0} a second: {}", verdict(fine && best >= LEAST_PER_SECOND));
    let _ = std::fs::remove_file(script);
    let _ = std::fs::remove_file(body);
}

/// Memory under load.
fn memory(seconds: u64) {
    const STEPS: u64 = 10;
    let sandbox = Server::start(&["serve"]);
    let script = script();
    println!("memory: {seconds} s of requests for random applications");
    let mut sizes = vec![sandbox.mib("VmRSS:")];
    let (mut count, mut errors) = (0, Vec::new());
    for _ in 0..STEPS {
        let run = run(&sandbox, (seconds / STEPS).max(1), &script);
        count += run.count;
        errors.extend(run.errors);
        sizes.push(sandbox.mib("VmRSS:"));
    }
    let shown: Vec<String> = sizes.iter().map(u64::to_string).collect();
    println!("  {count} requests; MiB before and after each tenth: {}", shown.join(" "));
    // The first tenths fill what is kept of requests and of each candidate.
    let flat = sizes[sizes.len() - 1] <= sizes[sizes.len() / 2] + 4;
    println!("  {} errors; {}", errors.len(), verdict(flat && errors.is_empty()));
    let _ = std::fs::remove_file(script);
}
