//! Properties of every input: it gives edits of the owner's own tags, or problems that quote no value.

use std::io::{Cursor, Read};

use join_sdk::bulk::BulkEdit;
use proptest::collection::vec;
use proptest::prelude::*;

use super::rows::Rows;
use super::{Row, consistent, csv, json};
use crate::commands::tags::edit::OwnershipArgs;
use crate::exit::Failure;

/// A text that stands for personal data.
const PERSON: &str = "Lovelace";

/// Parts of both formats, whole and torn.
const PARTS: &[&str] = &[
    "candidate,application,add,remove,set,id\n",
    "candidate,application,add\r\n",
    "5,9,",
    "6,9,persona:a;persona:b,,,x\n",
    "5,9,vip,,persona:status=done,\n",
    "persona:a",
    PERSON,
    "=",
    ";",
    ",",
    "\"",
    "\n",
    "{\"candidate\":5,\"application\":9,\"edit\":{\"owner\":{\"prefix\":\"persona:\"},\"add\":[\"persona:a\"]}}\n",
    "{\"candidate\":5,\"application\":9,\"id\":\"x\",\"edit\":",
    "{\"owner\":{\"prefix\":\"persona:\"},\"exclusive\":{\"persona:status\":\"done\"}}}\n",
    "[",
    "}",
    "null",
];

fn input() -> impl Strategy<Value = Vec<u8>> {
    let part = prop_oneof![
        8 => prop::sample::select(PARTS).prop_map(|part| part.as_bytes().to_vec()),
        1 => vec(any::<u8>(), 0..6),
    ];
    vec(part, 0..24).prop_map(|parts| parts.concat())
}

fn reader(input: &[u8]) -> Box<dyn Read + Send> {
    Box::new(Cursor::new(input.to_vec()))
}

fn owned() -> OwnershipArgs {
    let mut ownership = OwnershipArgs::default();
    ownership.owner = Some("persona:".to_owned());
    ownership
}

fn read(rows: Result<Rows<BulkEdit>, Failure>) -> Vec<Row<BulkEdit>> {
    rows.map(|rows| consistent(rows).collect()).unwrap_or_default()
}

fn own_tags_only(rows: &[Row<BulkEdit>]) -> bool {
    let is_own = |row: &BulkEdit| {
        row.edit.wanted().chain(row.edit.unwanted()).all(|tag| row.edit.owner().owns(tag.as_str()))
    };
    rows.iter()
        .flatten()
        .all(|row| !row.edit.is_empty() && (row.edit.foreign_reason().is_some() || is_own(row)))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_input_gives_edits_of_own_tags_or_problems_of_one_line(input in input()) {
        let as_csv = read(csv::rows(reader(&input), owned()));
        let as_json = read(json::rows(reader(&input), json::edit));
        for rows in [as_csv, as_json] {
            prop_assert!(own_tags_only(&rows));
            for problem in rows.iter().filter_map(|row| row.as_ref().err()) {
                prop_assert!(!problem.contains('\n'), "{}", problem);
            }
        }
    }

    #[test]
    fn no_problem_quotes_a_value(cells in vec(prop::sample::select(&["5", "", "Lovelace", "Ada Lovelace;", "persona:a"][..]), 6)) {
        let table = format!("candidate,application,add,remove,set,id\n{}\n", cells.join(","));
        let [candidate, application, add, key, value, id] = &cells[..] else { unreachable!() };
        let line = serde_json::json!({
            "candidate": candidate, "application": application, "id": id,
            "edit": {"owner": {"prefix": value}, "add": [add], "remove": key},
        });
        let rows = [read(csv::rows(reader(table.as_bytes()), owned())), read(json::rows(reader(line.to_string().as_bytes()), json::edit))];
        for problem in rows.iter().flatten().filter_map(|row| row.as_ref().err()) {
            prop_assert!(!problem.contains(PERSON), "{}", problem);
        }
    }
}
