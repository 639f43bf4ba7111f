//! Reads the candidates of a data file, with their notes.

use std::collections::HashMap;

use crate::company::email::is_email;
use crate::company::field::Field;
use crate::company::store::{Candidate, Link, Word};
use crate::data::ids::Ids;
use crate::data::object::{FILLED, Object, Rule, TEXT, WORD};

const CANDIDATE: &[&str] =
    &["id", "firstName", "lastName", "email", "phoneNumber", "country", "tags", "professionalLinks", "notes"];

const EMAIL: Rule<String> = Rule {
    must: "must be an e-mail address",
    read: |value| value.as_str().filter(|text| is_email(text)).map(str::to_owned),
};

/// A candidate and the notes on it.
pub(crate) struct Person {
    pub(crate) candidate: Candidate,
    pub(crate) notes: Vec<String>,
}

/// Reads the candidates.
pub(crate) fn people(file: &Object<'_>) -> Vec<Person> {
    let mut ids = Ids::default();
    let mut emails: HashMap<String, String> = HashMap::new();
    let mut read: Vec<Person> = Vec::new();
    for object in file.objects("candidates", CANDIDATE) {
        let email = object.get("email", &EMAIL).unwrap_or_default();
        if !email.is_empty() {
            let first = emails.entry(email.to_lowercase()).or_insert_with(|| object.pointer().to_owned());
            if first != object.pointer() {
                object.refuse("email", format!("is that of {first} too"));
            }
        }
        read.push(person(&object, ids.read(&object), email));
    }
    ids.assign(20_000_001, read.iter_mut().map(|person| &mut person.candidate.id));
    read.iter_mut().for_each(|person| name(&mut person.candidate));
    read
}

fn person(object: &Object<'_>, id: i64, email: String) -> Person {
    let country = object.object("country", &["name", "iso3166"]);
    let candidate = Candidate {
        id,
        first_name: object.get("firstName", &FILLED).unwrap_or_default(),
        last_name: object.get("lastName", &FILLED).unwrap_or_default(),
        email,
        phone: object.field("phoneNumber", &TEXT),
        country: country.map(|country| {
            let part = |name| country.required(name, &WORD).unwrap_or_default();
            (part("name"), part("iso3166"))
        }),
        tags: object.field_list("tags", &TEXT),
        links: links(object),
        applications: Vec::new(),
    };
    Person { candidate, notes: object.list("notes", &TEXT) }
}

/// Gives a candidate the names and the e-mail that the file leaves out.
fn name(candidate: &mut Candidate) {
    let id = candidate.id;
    let unless_given = |text: &mut String, usual: String| {
        if text.is_empty() {
            *text = usual;
        }
    };
    unless_given(&mut candidate.first_name, "Candidate".to_owned());
    unless_given(&mut candidate.last_name, id.to_string());
    unless_given(&mut candidate.email, format!("candidate-{id}@example.com"));
}

fn links(candidate: &Object<'_>) -> Field<Vec<Link>> {
    let read = |link: Object<'_>| Link {
        network: link.get("type", &WORD).unwrap_or(Word::Borrowed("LINKEDIN")),
        url: link.required("url", &TEXT).unwrap_or_default(),
    };
    match candidate.value("professionalLinks") {
        None => Field::Absent,
        Some(serde_json::Value::Null) => Field::Null,
        Some(_) => {
            let links = candidate.objects("professionalLinks", &["type", "url"]);
            Field::Value(links.into_iter().map(read).collect())
        }
    }
}
