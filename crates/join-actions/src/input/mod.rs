//! The inputs of the actions, one type each.

mod applications;
mod candidates;
mod jobs;

pub use applications::{CreateApplication, ListApplications, NewDocument, RetrieveApplication};
pub use candidates::{CreateCandidateNote, NoteFormat, UpdateCandidate};
pub use jobs::{ChooseJob, ListJobs, RetrieveJob};

fn first_page() -> u32 {
    1
}

fn full_page() -> u32 {
    join_sdk::lists::MAX_PAGE_SIZE
}
