//! A thousand creates while three in ten requests or answers get lost.

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use join_sandbox::{Fault, JoinSandbox, Operation};
use join_sdk::types::{ApplicationId, JobId};
use join_sdk::{Error, ErrorKind, Join, NewApplication, RequestOptions, create::CreateOutcome};

use super::{company, creates};

const CREATES: usize = 1_000;
const TASKS: usize = 8;

/// Loses answers, loses requests, and lets requests arrive late: three in ten together, spread by a fixed rule.
fn lose_three_in_ten(sandbox: &JoinSandbox) -> Arc<AtomicU64> {
    let lost = Arc::new(AtomicU64::new(0));
    let counted = Arc::clone(&lost);
    sandbox.before(move |arrival, _| {
        if arrival.operation != Operation::CreateApplication {
            return Fault::None;
        }
        let fault = match arrival.number.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32 & 0xff {
            0..38 => Fault::LoseAnswer,
            38..58 => Fault::LoseRequest,
            share @ 58..77 => Fault::Late { after: Duration::from_millis(share - 57) },
            _ => Fault::None,
        };
        counted.fetch_add(u64::from(fault != Fault::None), Ordering::Relaxed);
        fault
    });
    lost
}

fn applicant(jobs: &[JobId], number: usize) -> NewApplication {
    let job = jobs[number % jobs.len()];
    let person = NewApplication::new(job, "Ida", "Ney", format!("ida.{number}@example.org")).unwrap();
    person.external_id(format!("inq_storm_{number}")).unwrap()
}

/// As the documentation says: what is not known is ensured later.
async fn create(join: &Join, new: &NewApplication) -> Result<(CreateOutcome, bool), Error> {
    let mut outcome = join.applications().create(new).await;
    let mut unknown = false;
    while outcome.as_ref().is_err_and(|error| error.kind() == ErrorKind::UnknownOutcome) {
        unknown = true;
        outcome = join.applications().ensure(new).await;
    }
    Ok((outcome?, unknown))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_creates_of_eight_tasks_give_a_thousand_applications_though_three_in_ten_get_lost() {
    let (join, sandbox, _) = company().await;
    let rows = join.jobs().list().page(1).await.unwrap().rows;
    let jobs: Arc<[JobId]> = rows.into_iter().map(|job| job.unwrap().id).collect();
    let options = RequestOptions::new().settle(Duration::from_millis(40));
    let join = join.with_options(options);
    let before = sandbox.application_count();
    let lost = lose_three_in_ten(&sandbox);

    let mut tasks = tokio::task::JoinSet::new();
    for task in 0..TASKS {
        let (join, jobs) = (join.clone(), Arc::clone(&jobs));
        tasks.spawn(async move {
            let mut made = Vec::new();
            for number in (task..CREATES).step_by(TASKS) {
                made.push(create(&join, &applicant(&jobs, number)).await.unwrap());
            }
            made
        });
    }
    let made: Vec<(CreateOutcome, bool)> = tasks.join_all().await.into_iter().flatten().collect();
    sandbox.settled().await;
    let unknown = made.iter().filter(|(_, unknown)| *unknown).count();
    let looks = sandbox.received(Operation::ListApplications);
    let (sent, lost) = (creates(&sandbox), lost.load(Ordering::Relaxed));
    println!("{sent} requests, {lost} of them struck, {looks} looks, {unknown} unknown");

    assert_eq!(sandbox.application_count() - before, CREATES);
    let of_ours = |id: &String| id.starts_with("inq_storm_");
    let ids: Vec<String> = sandbox.external_ids().into_iter().filter(of_ours).collect();
    assert_eq!((ids.len(), ids.iter().collect::<HashSet<_>>().len()), (CREATES, CREATES));
    let reported: HashSet<ApplicationId> =
        made.iter().filter_map(|(creation, _)| creation.application()).collect();
    assert_eq!(reported.len(), CREATES);
    assert!(lost * 4 > sent, "three in ten get lost: {lost} of {sent}");
}
