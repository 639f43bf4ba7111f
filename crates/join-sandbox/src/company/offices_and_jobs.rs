//! Seeds the offices and jobs, the same for every seed.

use crate::company::field::Field;
use crate::company::store::{
    Address, Contact, Job, JobAd, JobDetails, Office, Question, Salary, Store, Word, stages,
};

const PIPELINE: &[&str] = &["Applied", "Phone screening", "Interview", "Trial day", "Offer", "Hired"];
const SHORT_PIPELINE: &[&str] = &["Eingang", "Gespräch", "Angebot", "Eingestellt"];

const QUESTIONS: &[Question] = &[
    Question {
        text: Word::Borrowed("Why do you want to work with us?"),
        kind: Word::Borrowed("TEXT"),
        answers: &[
            "I have followed your work on small robots for years.",
            "A friend works with you and is happy.",
            "Ich suche eine neue Aufgabe in der Nähe.",
        ],
    },
    Question { text: Word::Borrowed("When can you start?"), kind: Word::Borrowed("DATE"), answers: DATES },
    Question {
        text: Word::Borrowed("How many years of experience do you have?"),
        kind: Word::Borrowed("INTEGER"),
        answers: &["0", "2", "5", "11", "23"],
    },
    Question {
        text: Word::Borrowed("Are you allowed to work in the country of the office?"),
        kind: Word::Borrowed("TEXT"),
        answers: &["Yes", "No, but I have applied for a permit."],
    },
];
const SHORT_QUESTIONS: &[Question] = &[Question {
    text: Word::Borrowed("Wann können Sie anfangen?"),
    kind: Word::Borrowed("DATE"),
    answers: DATES,
}];
const DATES: &[&str] = &["2026-04-01", "2026-05-15", "2026-07-01", "2026-10-01"];

const MAREIKE: Contact =
    contact("Mareike Lind", "mareike.lind@example.com", Some(Word::Borrowed("Head of People")));
const IKER: Contact = contact("Iker Solano", "iker.solano@example.com", None);

const fn contact(name: &'static str, email: &'static str, position: Option<Word>) -> Contact {
    Contact { name: Word::Borrowed(name), email: Word::Borrowed(email), position }
}

/// Jobs are created one day apart, in this order.
const DAY: i64 = 24 * 60 * 60 * 1_000;

pub(crate) fn add_offices(store: &mut Store) {
    let offices = [
        ("DE", "Berlin", Some("Headquarters"), Some(("Torstraße", "47b")), Some("10119")),
        ("ch", "Zürich", Some("Zürich"), Some(("Hardturmstrasse", "11")), Some("8005")),
        ("es", "Valencia", None, None, Some("46001")),
        ("DE", "Bernau bei Berlin", Some("Werk Nord"), Some(("Rüdnitzer Chaussee", "3")), None),
    ];
    for (index, (country_iso, city, name, street, postal_code)) in offices.into_iter().enumerate() {
        let address = Address {
            name: name.map(str::to_owned),
            street_name: street.map(|(name, _)| name.to_owned()),
            street_number: street.map(|(_, number)| number.to_owned()),
            postal_code: postal_code.map(str::to_owned),
            city: city.to_owned(),
            country_iso: country_iso.to_owned(),
        };
        store.offices.add(|id| Office { id, address, is_default: index == 0 });
    }
}

/// One line of the company's job list.
struct JobLine {
    title: &'static str,
    status: &'static str,
    pitch: &'static str,
    tasks: &'static [&'static str],
    office: usize,
    category_id: i64,
    employment_type_id: i64,
    language: &'static str,
    external_id: Field<&'static str>,
    workplace: Field<&'static str>,
    remote: Field<&'static str>,
    seniority_id: Field<i64>,
    salary: Field<Salary>,
    contact: Field<Contact>,
    short: bool,
}

impl JobLine {
    const fn new(title: &'static str, status: &'static str, category_id: i64, office: usize) -> Self {
        JobLine {
            title,
            status,
            pitch: "We build small robots that help in warehouses.",
            tasks: &["Work in a team of five", "Take part in planning"],
            office,
            category_id,
            employment_type_id: 1,
            language: "en",
            external_id: Field::Absent,
            workplace: Field::Value("ONSITE"),
            remote: Field::Null,
            seniority_id: Field::Value(2),
            salary: Field::Null,
            contact: Field::Value(MAREIKE),
            short: false,
        }
    }
}

const fn salary(
    from: Option<f64>,
    to: Option<f64>,
    currency: &'static str,
    frequency: &'static str,
) -> Field<Salary> {
    Field::Value(Salary {
        from,
        to,
        currency: Word::Borrowed(currency),
        frequency: Word::Borrowed(frequency),
        is_shown_on_job_ad: true,
    })
}

fn job_lines() -> [JobLine; 8] {
    [
        JobLine {
            contact: Field::Null,
            seniority_id: Field::Null,
            tasks: &["Answer calls and mails"],
            ..JobLine::new("Customer Support Agent", "ARCHIVED", 601, 2)
        },
        JobLine {
            pitch: "Rust on the server &amp; on the robot.",
            tasks: &["Own two services", "Review code", "Be on call one week in six"],
            external_id: Field::Value("ENG-104"),
            workplace: Field::Value("HYBRID"),
            seniority_id: Field::Value(3),
            salary: salary(Some(72_000.0), Some(90_000.0), "EUR", "PER_YEAR"),
            ..JobLine::new("Backend Engineer (Rust)", "ONLINE", 101, 0)
        },
        JobLine {
            pitch: "Das Lager ist das Herz unseres Werks.",
            tasks: &["Waren annehmen", "Pakete packen", "Stapler fahren"],
            language: "de",
            employment_type_id: 2,
            external_id: Field::Value("LOG-7"),
            seniority_id: Field::Value(1),
            salary: salary(Some(15.5), Some(18.75), "EUR", "PER_HOUR"),
            contact: Field::Value(IKER),
            short: true,
            ..JobLine::new("Mitarbeiter:in Lager", "ONLINE", 301, 3)
        },
        JobLine {
            external_id: Field::Null,
            workplace: Field::Value("REMOTE"),
            remote: Field::Value("COUNTRY"),
            salary: salary(Some(95_000.0), None, "CHF", "PER_YEAR"),
            ..JobLine::new("Product Designer", "ONLINE", 501, 1)
        },
        JobLine {
            workplace: Field::Null,
            remote: Field::Absent,
            salary: Field::Absent,
            contact: Field::Absent,
            ..JobLine::new("Account Manager Iberia", "OFFLINE", 201, 2)
        },
        JobLine {
            employment_type_id: 4,
            workplace: Field::Value("REMOTE"),
            remote: Field::Value("ANYWHERE"),
            salary: salary(None, Some(2_400.0), "EUR", "PER_MONTH"),
            contact: Field::Value(IKER),
            ..JobLine::new("Working Student Quality Assurance", "ONLINE", 103, 0)
        },
        JobLine {
            external_id: Field::Value("PPL-2"),
            workplace: Field::Absent,
            ..JobLine::new("Recruiter", "ONLINE", 401, 0)
        },
        JobLine { external_id: Field::Null, ..JobLine::new("Mechanical Engineer", "DRAFT", 104, 3) },
    ]
}

pub(crate) fn add_jobs(store: &mut Store, first_created_at: i64) {
    let office_ids: Vec<i64> = store.offices.iter().map(|office| office.id).collect();
    for (days, line) in (0..).zip(job_lines()) {
        let created_at = first_created_at + days * DAY;
        let tasks: String = line.tasks.iter().map(|task| format!("<li>{task}</li>")).collect();
        let ad = JobAd {
            title: line.title.to_owned(),
            description: format!("<p>{}</p><ul>{tasks}</ul>", line.pitch),
            category_id: line.category_id,
            language: line.language.to_owned(),
            employment_type_id: line.employment_type_id,
            office_id: office_ids.get(line.office).copied(),
        };
        store.jobs.add(|id| Job {
            id,
            created_at,
            updated_at: created_at + 9 * 60 * 60 * 1_000,
            status: line.status.into(),
            ad,
            details: JobDetails {
                external_id: line.external_id.map(Word::Borrowed),
                workplace: line.workplace.map(Word::Borrowed),
                remote: line.remote.map(Word::Borrowed),
                seniority_id: line.seniority_id,
                salary: line.salary,
            },
            contact: line.contact,
            stages: stages(if line.short { SHORT_PIPELINE } else { PIPELINE }),
            questions: if line.short { SHORT_QUESTIONS } else { QUESTIONS }.to_vec(),
        });
    }
}
