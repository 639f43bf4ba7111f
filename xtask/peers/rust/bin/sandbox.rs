//! The sandboxes that the programs work on, and the count of what their edits lose.
//!
//! One is as usual, one has an odd row on each page of applications, and one is 20 ms away each way. There each candidate is also
//! edited once by a rival, which reads all tags at some moment of the same second and replaces them 100 ms later. A line on standard
//! input, `edits`, prepares a run; `count` prints what was lost in it.

use std::io::BufRead as _;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use join_sandbox::{Fault, JoinSandbox, Operation, Recruiter};
use peers::Error;
use tokio::task::JoinSet;

const TOKEN: &str = "sandbox";
const HOLD: Duration = Duration::from_millis(100);
const FAR: Duration = Duration::from_millis(20);

#[tokio::main]
async fn main() -> Result<(), Error> {
    let mut arguments = std::env::args().skip(1);
    let mut number =
        || -> Result<usize, Error> { Ok(arguments.next().ok_or("a number is missing")?.parse()?) };
    let (applications, edits) = (number()?, number()?);
    let near = JoinSandbox::builder().token(TOKEN).recorded(0).applications(applications).start().await?;
    let odd = JoinSandbox::builder().token(TOKEN).recorded(0).applications(applications);
    let odd = odd.fault_rule("list-applications:malformed-row".parse()?).start().await?;
    let far = JoinSandbox::builder().token(TOKEN).recorded(0).applications(3 * edits);
    let far = far.latency(FAR).answer_latency(FAR).start().await?;
    let candidates: Vec<i64> = far.candidates().into_iter().take(edits).collect();
    let data: serde_json::Value = serde_json::from_str(&near.data().to_json())?;
    let job = data.pointer("/jobs/0/id").ok_or("the sandbox has no job")?;
    let pairs =
        candidates.iter().filter_map(|id| Some(format!("{id}:{}", far.applications_of(*id).first()?)));
    println!(
        r#"{{"token": "{TOKEN}", "near": "{}", "odd": "{}", "far": "{}", "job": {job}, "edits": "{}"}}"#,
        near.base_url(),
        odd.base_url(),
        far.base_url(),
        pairs.collect::<Vec<_>>().join(",")
    );
    // The rivals begin with the first read.
    let armed = Arc::new(AtomicBool::new(false));
    let rivals: Arc<Mutex<JoinSet<()>>> = Arc::default();
    let (arm, start, rivalled) = (Arc::clone(&armed), Arc::clone(&rivals), candidates.clone());
    far.before(move |request, recruiter| {
        if request.operation == Operation::GetApplication && arm.swap(false, Ordering::Relaxed) {
            let mut random = fastrand::Rng::with_seed(1);
            let mut start = start.lock().unwrap();
            for candidate in &rivalled {
                start.spawn(rival(recruiter.clone(), *candidate, Duration::from_secs_f64(random.f64())));
            }
        }
        Fault::None
    });
    let calls = || far.received(Operation::GetApplication) + far.received(Operation::UpdateCandidate);
    let mut earlier = calls();
    // A task of its own, so that the sandbox goes on.
    let (lines, mut next) = tokio::sync::mpsc::channel(1);
    std::thread::spawn(move || {
        for line in std::io::stdin().lock().lines().map_while(Result::ok) {
            if lines.blocking_send(line).is_err() {
                break;
            }
        }
    });
    while let Some(line) = next.recv().await {
        if line == "edits" {
            for candidate in &candidates {
                far.set_tags(*candidate, vec!["hr:old".to_owned()]);
            }
            earlier = calls();
            armed.store(true, Ordering::Relaxed);
            println!("{{}}");
        } else {
            armed.store(false, Ordering::Relaxed);
            let running = std::mem::take(&mut *rivals.lock().unwrap());
            running.join_all().await;
            let lacks = |tag: &str| {
                let has =
                    |id: &i64| far.tags(*id).is_some_and(|tags| tags.as_slice().iter().any(|one| one == tag));
                candidates.iter().filter(|id| !has(id)).count()
            };
            let (own, rival, calls) = (lacks("own:done"), lacks("sync:done"), calls() - earlier);
            println!(r#"{{"own": {own}, "rival": {rival}, "calls": {calls}}}"#);
        }
    }
    Ok(())
}

/// Reads all tags, and replaces them later.
async fn rival(recruiter: Recruiter, candidate: i64, at: Duration) {
    tokio::time::sleep(at).await;
    let mut tags = recruiter.tags(candidate).map(|tags| tags.as_slice().to_vec()).unwrap_or_default();
    tokio::time::sleep(HOLD).await;
    tags.push("sync:done".to_owned());
    recruiter.set_tags(candidate, tags);
}
