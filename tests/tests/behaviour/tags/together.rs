//! Many tasks of one process on a few candidates.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use join_sandbox::{Fault, JoinSandbox, Operation};
use join_sdk::tags::{ApplyOptions, CandidateRef, Verify};
use join_sdk::types::{ApplicationId, CandidateId};

use super::{client, own};

const TASKS: usize = 64;
const EDITS: usize = 200;
const CANDIDATES: usize = 10;

/// Between two writes of this number a recruiter adds a tag.
const BY_HAND: u64 = 400;

/// Each task goes round the candidates and sets a status of its own, and now and then a recruiter adds a tag between two edits.
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
    let by_hand: Arc<Mutex<Vec<(i64, String)>>> = Arc::default();
    let added = Arc::clone(&by_hand);
    sandbox.after(move |arrival, hand| {
        // Its writer still has its turn, so nobody has read.
        if arrival.operation == Operation::UpdateCandidate && arrival.number % BY_HAND == 0 {
            let (id, tag) = (arrival.candidate.unwrap(), format!("by hand {}", arrival.number));
            hand.add_tag(id, tag.clone());
            added.lock().unwrap().push((id, tag));
        }
        Fault::None
    });
    let tasks: Vec<_> = (0..TASKS)
        .map(|task| {
            let (join, candidates) = (join.clone(), candidates.clone());
            tokio::spawn(async move {
                for number in 0..EDITS {
                    let edit = own().set_exclusive(format!("p:{task}"), number.to_string()).unwrap();
                    let apply =
                        ApplyOptions::default().verify(Verify::Once).deadline(Duration::from_secs(60));
                    let candidate = candidates[(task + number) % CANDIDATES];
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
    assert_eq!(sandbox.received(Operation::UpdateCandidate), (TASKS * EDITS) as u64, "one write an edit");
    let by_hand = by_hand.lock().unwrap();
    assert_eq!(by_hand.len() as u64, (TASKS * EDITS) as u64 / BY_HAND);
    for (at, candidate) in candidates.iter().enumerate() {
        let tags = sandbox.tags(candidate.candidate().0).unwrap();
        let mut expected = vec!["vip".to_owned(), format!("of {}", candidate.candidate())];
        let last = |task| (0..EDITS).rfind(|number| (task + number) % CANDIDATES == at).unwrap();
        expected.extend((0..TASKS).map(|task| format!("p:{task}={}", last(task))));
        let of_this = by_hand.iter().filter(|(id, _)| *id == candidate.candidate().0);
        expected.extend(of_this.map(|(_, tag)| tag.clone()));
        let mut there = tags.as_slice().to_vec();
        assert_eq!(there[..2], expected[..2], "tags of others keep their place");
        there.sort();
        expected.sort();
        assert_eq!(there, expected);
    }
}
