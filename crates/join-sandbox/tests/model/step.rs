//! The steps of a sequence: what a client asks for, and what a recruiter does.

use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use serde_json::Value;

/// A request over HTTP.
pub(crate) struct Request {
    pub(crate) method: &'static str,
    pub(crate) path: String,
    pub(crate) query: Vec<(&'static str, String)>,
    pub(crate) body: Option<Value>,
}

/// How a recruiter changes the tags.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Write {
    Add,
    Remove,
    Replace,
}

/// A page of a list. Some are not allowed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Page {
    pub(crate) number: i64,
    pub(crate) size: i64,
}

/// Which applications a list has.
#[derive(Clone, Debug)]
pub(crate) struct Filter {
    pub(crate) job: Option<usize>,
    pub(crate) external_id: Option<&'static str>,
    pub(crate) hiring_state: Option<&'static str>,
    /// Those updated when the application at this place was, or later.
    pub(crate) updated_since: Option<usize>,
}

/// A row is named by its place among those that exist. A place behind them is a row that doesn't exist.
#[derive(Clone, Debug)]
pub(crate) enum Step {
    CreateOffice { country: &'static str, city: &'static str },
    ListOffices { country: Option<&'static str>, city: Option<&'static str>, page: Page },
    CreateJob { title: &'static str, status: Option<&'static str>, external_id: Option<&'static str> },
    ChangeStatus { job: usize, status: &'static str },
    GetJob { job: usize },
    ListJobs { status: Option<&'static str>, page: Page },
    Apply { job: usize, email: &'static str, first_name: &'static str, external_id: Option<&'static str> },
    GetApplication { application: usize },
    ListApplications { filter: Filter, page: Page },
    ReplaceTags { candidate: usize, tags: Vec<&'static str> },
    AddNote { candidate: usize, content: &'static str },
    Recruiter { candidate: usize, write: Write, tag: String },
}

const STATUSES: &[&str] = &["ONLINE", "OFFLINE", "ARCHIVED", "PAUSED"];
const EXTERNAL_IDS: &[&str] = &["K-1", "K-2", "k-1"];
// Two of them are the same person.
const EMAILS: &[&str] = &["ada@example.com", "Ada@Example.COM", "bob@example.com", "cyd@example.org"];
const TAGS: &[&str] = &["hr:called", "HR:called", " spaced ", "⭐", ""];

fn page() -> impl Strategy<Value = Page> {
    let number = prop_oneof![8 => 1..4_i64, 1 => Just(0_i64), 1 => Just(1_000_000_i64)];
    let size = prop_oneof![8 => 1..6_i64, 4 => Just(50_i64), 1 => Just(51_i64), 1 => Just(0_i64)];
    (number, size).prop_map(|(number, size)| Page { number, size })
}

fn filter() -> impl Strategy<Value = Filter> {
    let states = select(vec!["APPLIED", "HIRED"]);
    let parts = (
        proptest::option::weighted(0.3, 0..5_usize),
        proptest::option::weighted(0.3, select(EXTERNAL_IDS)),
        proptest::option::weighted(0.2, states),
        proptest::option::of(0..8_usize),
    );
    parts.prop_map(|(job, external_id, hiring_state, updated_since)| Filter {
        job,
        external_id,
        hiring_state,
        updated_since,
    })
}

fn step() -> impl Strategy<Value = Step> {
    let countries = || select(&["de", "FR", "fr"][..]);
    let cities = || select(&["Berlin", "Bernau", "Lyon"][..]);
    let write = select(vec![Write::Add, Write::Remove, Write::Replace]);
    prop_oneof![
        1 => (countries(), cities()).prop_map(|(country, city)| Step::CreateOffice { country, city }),
        1 => (proptest::option::of(countries()), proptest::option::of(select(&["ber", "LY", "x"][..])), page())
            .prop_map(|(country, city, page)| Step::ListOffices { country, city, page }),
        2 => (
            select(&["Cook", "Driver"][..]),
            proptest::option::of(select(STATUSES)),
            proptest::option::of(select(EXTERNAL_IDS)),
        )
            .prop_map(|(title, status, external_id)| Step::CreateJob { title, status, external_id }),
        2 => (0..5_usize, select(STATUSES)).prop_map(|(job, status)| Step::ChangeStatus { job, status }),
        1 => (0..5_usize).prop_map(|job| Step::GetJob { job }),
        2 => (proptest::option::of(select(STATUSES)), page()).prop_map(|(status, page)| Step::ListJobs { status, page }),
        6 => (
            0..5_usize,
            select(EMAILS),
            select(&["Ada", "Bob"][..]),
            proptest::option::of(select(&["inq_1", "inq_2"][..])),
        )
            .prop_map(|(job, email, first_name, external_id)| Step::Apply { job, email, first_name, external_id }),
        3 => (0..8_usize).prop_map(|application| Step::GetApplication { application }),
        4 => (filter(), page()).prop_map(|(filter, page)| Step::ListApplications { filter, page }),
        4 => (0..4_usize, subsequence(TAGS, 0..=TAGS.len()).prop_shuffle())
            .prop_map(|(candidate, tags)| Step::ReplaceTags { candidate, tags }),
        2 => (0..4_usize, select(&["x", "<b>y</b>", " "][..]))
            .prop_map(|(candidate, content)| Step::AddNote { candidate, content }),
        3 => (0..4_usize, write, select(TAGS))
            .prop_map(|(candidate, write, tag)| Step::Recruiter { candidate, write, tag: tag.to_owned() }),
    ]
}

/// Sequences of steps, each by one of several clients.
pub(crate) fn steps(clients: usize, most: usize) -> impl Strategy<Value = Vec<(usize, Step)>> {
    proptest::collection::vec((0..clients, step()), 1..most)
}
