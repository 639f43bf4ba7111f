//! Invents the seeded candidates.

use fastrand::Rng;

use crate::company::field::Field;
use crate::company::names::{CULTURES, Culture, GERMANY, Name, TAGS};
use crate::company::store::{Candidate, Link, Store};

/// Picks or adds a candidate. About one application in four comes from a known candidate.
pub(crate) fn pick_candidate(store: &mut Store, rng: &mut Rng, index: usize, job_id: i64) -> i64 {
    if rng.u8(0..4) == 0
        && let Some(candidate) = rng.choice(store.candidates.iter())
        && !store.has_applied(candidate.id, job_id)
    {
        return candidate.id;
    }
    let candidate = candidate(store, rng, index);
    store.add_candidate(|id| Candidate { id, ..candidate })
}

fn candidate(store: &Store, rng: &mut Rng, index: usize) -> Candidate {
    let culture = rng.choice(CULTURES).unwrap_or(&GERMANY);
    let (first_name, first_ascii) = name(rng, culture.first_names);
    let (last_name, last_ascii) = name(rng, culture.last_names);
    let local = format!("{first_ascii}.{last_ascii}");
    Candidate {
        id: 0,
        first_name: first_name.to_owned(),
        last_name: last_name.to_owned(),
        email: email(store, rng, &local, index),
        phone: phone(rng, culture),
        country: match index % 9 {
            3 => Field::Absent,
            6 => Field::Null,
            _ => Field::Value((culture.country.into(), culture.iso.into())),
        },
        tags: tags(rng, index),
        links: links(&local, index),
        applications: Vec::new(),
    }
}

fn name(rng: &mut Rng, names: &'static [Name]) -> Name {
    rng.choice(names).copied().unwrap_or_default()
}

pub(crate) fn word(rng: &mut Rng, words: &'static [&'static str]) -> &'static str {
    rng.choice(words).copied().unwrap_or_default()
}

fn email(store: &Store, rng: &mut Rng, local: &str, index: usize) -> String {
    let domain = word(rng, &["example.com", "example.org", "example.net"]);
    let email = format!("{local}@{domain}");
    if store.emails.contains_key(&email) {
        return format!("{local}{index}@{domain}");
    }
    // Some people write their address in capitals.
    if index % 23 == 22 { email.to_uppercase() } else { email }
}

fn phone(rng: &mut Rng, culture: &Culture) -> Field<String> {
    match rng.u8(0..6) {
        0 => Field::Absent,
        1 => Field::Null,
        _ => Field::Value(format!("{} 555 {:04}", culture.dial, rng.u16(0..10_000))),
    }
}

fn tags(rng: &mut Rng, index: usize) -> Field<Vec<String>> {
    match index % 7 {
        1 => Field::Null,
        3 => Field::Absent,
        5 => Field::Value(Vec::new()),
        _ => {
            let count = rng.usize(1..=4);
            Field::Value(rng.choose_multiple(TAGS, count).into_iter().map(|tag| (*tag).to_owned()).collect())
        }
    }
}

fn links(local: &str, index: usize) -> Field<Vec<Link>> {
    let linkedin = || Link { network: "LINKEDIN".into(), url: format!("https://www.example.com/in/{local}") };
    // The document doesn't know this network.
    let xing = || Link { network: "XING".into(), url: format!("https://www.example.org/profile/{local}") };
    match index % 10 {
        0 => Field::Null,
        2 | 4 => Field::Value(vec![linkedin()]),
        8 => Field::Value(vec![linkedin(), xing()]),
        5 => Field::Absent,
        _ => Field::Value(Vec::new()),
    }
}
