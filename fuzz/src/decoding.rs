//! Decoding of every response: an odd field costs a field, a bad row costs a row, and no row is lost.

use std::fmt::Debug;

use join_client::types::{
    Application, Category, ChangedJob, CreatedApplication, CreatedJob, CreatedNote, CreatedOffice,
    EmploymentType, Job, Office, SeniorityLevel, UpdatedCandidate,
};
use join_client::{Rows, from_body, text_of};
use serde::Serialize;
use serde::de::{DeserializeOwned, IgnoredAny};

/// The input is a body. Every type of the document reads it.
pub fn run(body: &[u8]) -> bool {
    let read = [
        rows::<Application>(body),
        rows::<Job>(body),
        rows::<Office>(body),
        rows::<Category>(body),
        rows::<EmploymentType>(body),
        rows::<SeniorityLevel>(body),
        object::<Application>(body),
        object::<Job>(body),
        object::<CreatedApplication>(body),
        object::<UpdatedCandidate>(body),
        object::<CreatedNote>(body),
        object::<CreatedJob>(body),
        object::<ChangedJob>(body),
        object::<CreatedOffice>(body),
    ];
    read.contains(&true)
}

fn object<T: DeserializeOwned + Serialize + Debug>(body: &[u8]) -> bool {
    let Ok((value, _)) = from_body::<T>(body) else { return false };
    assert!(text_of(body).is_ok(), "what is read is JSON");
    written_and_read(&value);
    true
}

fn rows<T: DeserializeOwned + Serialize + Debug + Clone>(body: &[u8]) -> bool {
    let listed = serde_json::from_slice::<Option<Vec<IgnoredAny>>>(without_mark(body)).ok();
    let is_text = std::str::from_utf8(body).is_ok();
    let Ok(rows) = Rows::<T>::from_body(body) else {
        assert!(!is_text || listed.is_none(), "an array of JSON values is a list");
        return false;
    };
    if is_text {
        let count = listed.map(|listed| listed.map_or(0, |listed| listed.len()));
        assert_eq!(count, Some(rows.len()), "every row is there, read or as an error");
    }
    for (place, row) in rows.iter().enumerate() {
        match row {
            Ok(row) => written_and_read(row),
            Err(error) => assert_eq!(error.index(), place),
        }
    }
    for field in rows.odd_fields() {
        let row = field.row().and_then(|row| rows.iter().nth(row));
        assert!(row.is_some_and(Result::is_ok), "an odd field belongs to a row that was read");
    }
    let count = rows.len();
    assert!(rows.with_texts(body).len() <= count);
    true
}

/// A value is written as what is read as the same value.
fn written_and_read<T: DeserializeOwned + Serialize>(value: &T) {
    let text = serde_json::to_vec(value).expect("a value can be written");
    let (again, _) = from_body::<T>(&text).expect("what was written can be read");
    let again = serde_json::to_vec(&again).expect("a value can be written");
    assert_eq!(String::from_utf8(again), String::from_utf8(text));
}

fn without_mark(body: &[u8]) -> &[u8] {
    body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body)
}
