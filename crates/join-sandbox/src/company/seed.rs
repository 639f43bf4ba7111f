//! Seeds the company, the same for the same seed.

use fastrand::Rng;

use crate::company::clock::Clock;
use crate::company::field::Field;
use crate::company::offices_and_jobs::{add_jobs, add_offices};
use crate::company::people::{pick_candidate, word};
use crate::company::store::{Application, Attachment, Consent, Question, Source, Store, Word, numbered};

/// The seeded applications span 180 days, whatever their number.
const SPAN: i64 = 180 * 24 * 60 * 60 * 1_000;

const SOURCES: &[Source] = &[
    Source { product: Word::Borrowed("LinkedIn"), is_premium: true },
    Source { product: Word::Borrowed("Indeed"), is_premium: false },
    Source { product: Word::Borrowed("StepStone"), is_premium: true },
    Source { product: Word::Borrowed("Career page"), is_premium: false },
    Source { product: Word::Borrowed("Referral"), is_premium: false },
];

/// The fields of a job that an application needs.
struct Opening {
    job_id: i64,
    last_stage: usize,
    questions: Vec<Question>,
}

/// Makes a company with this many applications, the latest of which are as old as the start of the clock.
pub(crate) fn company(seed: u64, applications: usize, clock: Clock) -> Store {
    let start = clock.start();
    let mut store = Store::empty(seed, start, clock);
    add_offices(&mut store);
    add_jobs(&mut store, start - SPAN - 10 * 24 * 60 * 60 * 1_000);
    let openings = openings(&store);
    let mut rng = Rng::with_seed(seed);
    let gap = (SPAN / i64::try_from(applications).unwrap_or(SPAN).max(1)).max(1);
    for index in 0..applications {
        let Some(opening) = rng.choice(&openings) else {
            break;
        };
        let candidate_id = pick_candidate(&mut store, &mut rng, index, opening.job_id);
        let age = i64::try_from(applications - index).unwrap_or(0) * gap;
        let created_at = start - age + rng.i64(0..gap);
        add_application(&mut store, &mut rng, index, opening, candidate_id, created_at);
    }
    store
}

fn openings(store: &Store) -> Vec<Opening> {
    let open = store.jobs.iter().filter(|job| job.status != "DRAFT");
    open.map(|job| Opening {
        job_id: job.id,
        last_stage: job.stages.len().saturating_sub(1),
        questions: job.questions.clone(),
    })
    .collect()
}

fn add_application(
    store: &mut Store,
    rng: &mut Rng,
    index: usize,
    opening: &Opening,
    candidate_id: i64,
    created_at: i64,
) {
    let (state, stage) = state(rng, index, opening.last_stage);
    let full_name = store
        .candidates
        .get(candidate_id)
        .map(|candidate| format!("{} {}", candidate.first_name, candidate.last_name))
        .unwrap_or_default();
    let application = Application {
        id: 0,
        job_id: opening.job_id,
        candidate_id,
        created_at,
        updated_at: created_at + rng.i64(0..=(store.clock - created_at).max(0)) / 3,
        state: Word::Borrowed(state),
        tab: None,
        hiring_state: match index % 17 {
            5 => Field::Absent,
            11 => Field::Null,
            _ => Field::Value(Word::Borrowed(state)),
        },
        stage: Some(stage),
        qualified: match rng.u8(0..5) {
            0 => Field::Absent,
            1 => Field::Null,
            2 => Field::Value(Word::Borrowed("NO")),
            _ => Field::Value(Word::Borrowed("YES")),
        },
        source: match index % 11 {
            7 => Field::Null,
            _ => rng.choice(SOURCES).cloned().into(),
        },
        external_id: match index % 8 {
            0 => Field::Value(format!("inq_{:012x}", rng.u64(0..1 << 48))),
            1 | 2 => Field::Absent,
            _ => Field::Null,
        },
        attachments: attachments(index, &full_name),
        answers: opening.questions.iter().map(|question| answer(rng, question)).collect(),
        consent: match index % 6 {
            4 => Field::Absent,
            5 => Field::Null,
            _ => {
                Field::Value(Consent { id: None, status: word(rng, &["GIVEN", "PENDING", "EXPIRED"]).into() })
            }
        },
        rating: match index % 4 {
            0 => Field::Value(rng.u8(1..=5)),
            1 => Field::Null,
            _ => Field::Absent,
        },
    };
    store.add_application(|id| Application { id, ..application });
}

/// A hiring state with a matching stage of the pipeline.
fn state(rng: &mut Rng, index: usize, last_stage: usize) -> (&'static str, usize) {
    if index % 29 == 13 {
        // The document doesn't know this state.
        return ("TALENT_POOL", 0);
    }
    match rng.u8(0..10) {
        0..4 => ("APPLIED", 0),
        4..7 => ("ACTIVE", rng.usize(1..last_stage.saturating_sub(1).max(2))),
        7 | 8 => ("REJECTED", rng.usize(0..=last_stage)),
        _ if rng.bool() => ("OFFER", last_stage.saturating_sub(1)),
        _ => ("HIRED", last_stage),
    }
}

fn attachments(index: usize, full_name: &str) -> Vec<Attachment> {
    let file = |kind: &'static str, name| Attachment { kind: kind.into(), name, number: 0, content: None };
    let cv = || file("CV", Some(format!("CV {full_name}.pdf")));
    numbered(match index % 10 {
        4 => Vec::new(),
        6 => vec![file("JOIN_CV", None)],
        2 | 8 => vec![cv(), file("COVER_LETTER", Some("Cover letter.pdf".to_owned()))],
        _ => vec![cv()],
    })
}

fn answer(rng: &mut Rng, question: &Question) -> Option<Word> {
    if rng.u8(0..7) == 0 {
        return None;
    }
    Some(word(rng, question.answers).into())
}
