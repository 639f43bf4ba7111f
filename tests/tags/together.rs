//! Many tasks of one process on a few candidates.

use std::time::Duration;

use join_sandbox::JoinSandbox;
use join_sdk::tags::{Apply, CandidateRef, Verify};
use join_sdk::types::{ApplicationId, CandidateId};

use super::{client, own};

const TASKS: usize = 64;
const EDITS: usize = 200;
const CANDIDATES: usize = 10;

/// Each task sets a status of its own again and again.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sixty_four_tasks_of_200_edits_on_ten_candidates_lose_nothing() {
    let sandbox = JoinSandbox::builder().recorded(0).start().await.unwrap();
    let join = client(&sandbox)
        .with_options(join_sdk::RequestOptions::new().attempt_timeout(Duration::from_secs(30)));
    let of = |id: i64| {
        sandbox.set_tags(id, vec!["vip".to_owned(), format!("of {id}")]);
        CandidateRef::new(CandidateId(id), ApplicationId(sandbox.applications_of(id)[0]))
    };
    let candidates: Vec<CandidateRef> = sandbox.candidates().into_iter().take(CANDIDATES).map(of).collect();
    let tasks: Vec<_> = (0..TASKS)
        .map(|task| {
            let (join, candidate) = (join.clone(), candidates[task % CANDIDATES]);
            tokio::spawn(async move {
                for number in 0..EDITS {
                    let edit = own().set_exclusive(format!("p:{task}"), number.to_string()).unwrap();
                    let apply = Apply::default().verify(Verify::Once).deadline(Duration::from_secs(600));
                    let receipt = join.tags(&candidate).edit(&edit, apply).await.unwrap();
                    let set = format!("p:{task}={number}");
                    assert!(receipt.after.iter().any(|tag| tag.as_str() == set), "{set} is not there");
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    for (at, candidate) in candidates.iter().enumerate() {
        let tags = sandbox.tags(candidate.candidate().0).unwrap();
        let mut expected = vec!["vip".to_owned(), format!("of {}", candidate.candidate())];
        expected.extend((at..TASKS).step_by(CANDIDATES).map(|task| format!("p:{task}={}", EDITS - 1)));
        let mut there = tags.as_slice().to_vec();
        assert_eq!(there[..2], expected[..2], "tags of others keep their place");
        there.sort();
        expected.sort();
        assert_eq!(there, expected);
    }
}
