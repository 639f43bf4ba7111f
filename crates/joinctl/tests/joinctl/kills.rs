//! `joinctl changes` and `joinctl applications export` killed at any moment, fifty times each: nothing is lost.

#![cfg(unix)]

use std::collections::{HashMap, HashSet};
use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use join_sdk::tags::{ApplyOptions, CandidateRef, ReplaceAll};
use join_sdk::types::{ApplicationId, Tag};
use join_sdk::{ApiToken, Join};

use crate::server::Server;

const KILLS: u32 = 50;
const APPLICATIONS: usize = 2_000;

/// A sandbox with many applications, a little away.
fn far_and_large() -> Server {
    Server::start(&["--latency-ms", "3", "--applications", &APPLICATIONS.to_string()])
}

/// `joinctl` that is not heard when it is killed.
fn quiet(server: &Server, args: &[&str]) -> Command {
    let mut command = server.joinctl(args);
    command.stderr(Stdio::null());
    command
}

impl Server {
    fn join(&self) -> Join {
        Join::builder(ApiToken::new(&self.token).unwrap()).base_url(&self.base_url).build().unwrap()
    }
}

/// How long runs take, so that kills fall into all of their phases. It follows how busy the machine is.
struct Length(Duration);

impl Length {
    /// That of an undisturbed run.
    fn of(mut command: Command) -> Self {
        let started = Instant::now();
        assert!(command.stdout(Stdio::null()).status().unwrap().success());
        Self(started.elapsed())
    }

    /// Runs a command and kills it at some moment; says whether it was still running then.
    fn killed(&mut self, mut command: Command, random: &mut fastrand::Rng) -> bool {
        let (mut child, started) = (command.spawn().unwrap(), Instant::now());
        let moment = self.0.mul_f64(random.f64());
        while started.elapsed() < moment && child.try_wait().unwrap().is_none() {
            std::thread::sleep(Duration::from_millis(5).min(moment.saturating_sub(started.elapsed())));
        }
        let running = child.try_wait().unwrap().is_none();
        child.kill().unwrap();
        child.wait().unwrap();
        // Three of four are killed when it keeps its length.
        self.0 = self.0.mul_f64(if running { 1.03 } else { 0.9 });
        running
    }
}

/// Puts a tag on the candidate of an application, and gives the tag.
async fn touch(join: &Join, id: ApplicationId, round: u32) -> Option<Tag> {
    let application = join.applications().get(id).await.unwrap();
    let candidate = CandidateRef::of(&application).ok()?;
    let expected = join.tags(&candidate).read().await.ok()?;
    let tag = Tag::from(format!("round-{round}"));
    let replace = ReplaceAll { expected, new: vec![tag.clone()] };
    join.tags(&candidate).replace_all(replace, ApplyOptions::default()).await.unwrap();
    Some(tag)
}

/// The latest state of each application in the lines of `joinctl changes`. A kill may leave half a line.
fn states(path: &Path) -> HashMap<i64, Vec<String>> {
    let mut states = HashMap::new();
    for line in BufReader::new(File::open(path).unwrap()).lines() {
        let Ok(line) = serde_json::from_str::<serde_json::Value>(&line.unwrap()) else { continue };
        let application = &line["application"];
        let tags = application["candidate"]["tags"].as_array().cloned().unwrap_or_default();
        let tags = tags.iter().map(|tag| tag.as_str().unwrap().to_owned()).collect();
        states.insert(application["id"].as_i64().unwrap(), tags);
    }
    states
}

async fn all_ids(join: &Join) -> HashSet<i64> {
    let mut rows = join.applications().list().rows();
    let mut ids = HashSet::new();
    while let Some(row) = rows.next().await {
        ids.insert(row.unwrap().id.0);
    }
    ids
}

#[tokio::test]
async fn changes_killed_fifty_times_deliver_everything_at_least_once() {
    let server = far_and_large();
    let (join, folder) = (server.join(), tempfile::tempdir().unwrap());
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (cursor, out) = (path("cursor"), folder.path().join("out"));
    let other = ["changes", "--cursor", &path("other")];
    let (mut whole, mut later) = (Length::of(quiet(&server, &other)), Length::of(quiet(&server, &other)));
    let ids: Vec<i64> = all_ids(&join).await.into_iter().collect();
    let appending = || OpenOptions::new().create(true).append(true).open(&out).unwrap();
    let run = |sweep: bool| {
        let hours = if sweep { "0" } else { "24" };
        let mut command = quiet(&server, &["changes", "--cursor", &cursor, "--sweep-hours", hours]);
        command.stdout(appending());
        command
    };
    let mut random = fastrand::Rng::with_seed(6);
    let (mut kills, mut touched) = (0, HashMap::new());
    while kills < KILLS {
        let id = ids[random.usize(0..ids.len())];
        if let Some(tag) = touch(&join, ApplicationId(id), kills).await {
            touched.insert(id, tag);
        }
        // A sweep reads everything; the polls between look at what changed, and are soon done.
        let sweep = random.bool();
        let length = if sweep { &mut whole } else { &mut later };
        kills += u32::from(length.killed(run(sweep), &mut random));
        // Half a line that a kill left would spoil the next one.
        std::io::Write::write_all(&mut appending(), b"\n").unwrap();
    }
    assert!(run(false).status().unwrap().success());
    let states = states(&out);
    let lost: Vec<&i64> = ids.iter().filter(|id| !states.contains_key(id)).collect();
    assert!(lost.is_empty(), "{lost:?}");
    // Candidates have several applications, so a tag may have been replaced since: what JOIN says now counts.
    for id in touched.keys() {
        let now = join.applications().get(ApplicationId(*id)).await.unwrap().candidate.unwrap();
        let now: Vec<&str> = now.tags.as_set().unwrap().iter().map(Tag::as_str).collect();
        assert_eq!(states[id], now, "the last state of {id} did not come");
    }
    assert!(touched.len() > 20);
}

#[tokio::test]
async fn an_export_killed_fifty_times_holds_each_application_once() {
    let server = far_and_large();
    let (join, folder) = (server.join(), tempfile::tempdir().unwrap());
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let export = |name: &str| {
        quiet(&server, &["applications", "export", "--format", "csv", "--prefetch", "2", "--to", &path(name)])
    };
    let mut whole = Length::of(export("other"));
    let ids = all_ids(&join).await;
    let mut random = fastrand::Rng::with_seed(7);
    let (mut kills, mut file) = (0, 0);
    let name = |file: u32| format!("export-{file}.csv");
    while kills < KILLS {
        if whole.killed(export(&name(file)), &mut random) {
            kills += 1;
        } else {
            file += 1;
        }
    }
    if !folder.path().join(name(file)).exists() || folder.path().join(name(file) + ".resume").exists() {
        assert!(export(&name(file)).status().unwrap().success());
    }
    for finished in 0..=file {
        let mut rows = csv::Reader::from_path(path(&name(finished))).unwrap();
        let exported: Vec<i64> = rows.records().map(|row| row.unwrap()[0].parse().unwrap()).collect();
        assert_eq!(exported.len(), ids.len(), "{}", name(finished));
        assert_eq!(exported.into_iter().collect::<HashSet<_>>(), ids);
    }
    let left = std::fs::read_dir(folder.path())
        .unwrap()
        .filter(|entry| entry.as_ref().unwrap().file_name().to_str().unwrap().ends_with(".resume"));
    assert_eq!(left.count(), 0);
}
