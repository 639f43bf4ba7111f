//! The fields of `--fields`: names of columns, or JOIN's own paths such as `candidate.email`.

use std::collections::HashMap;

use serde_json::Value;
use serde_json::value::RawValue;

use super::row::Row;

/// A field of a kind of row.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Field {
    /// As it was asked for.
    name: String,
    /// Its place among the cells of a row, if it is a column.
    column: Option<usize>,
    /// Its place in the JSON of a row.
    path: String,
}

/// Parses the name of a field. One that this kind of row can't have is refused, with the nearest that it has.
pub(crate) fn parse<R: Row>(name: &str) -> Result<Field, String> {
    let name = name.trim();
    let column = R::COLUMNS.iter().chain(R::EXTRA).position(|column| *column == name);
    let first = name.split('.').next().unwrap_or_default();
    if column.is_none() && !R::FIELDS.contains(&first) {
        return Err(unknown(name, R::COLUMNS.iter().chain(R::EXTRA).chain(R::FIELDS).copied()));
    }
    let path = R::PATHS.iter().find(|(column, _)| *column == name).map_or(name, |(_, path)| path);
    Ok(Field { name: name.to_owned(), column, path: path.to_owned() })
}

fn unknown(name: &str, known: impl Iterator<Item = &'static str>) -> String {
    let likeness = |known: &str| strsim::jaro_winkler(&known.to_lowercase(), &name.to_lowercase());
    let mut all: Vec<&str> = Vec::new();
    for known in known {
        if !all.contains(&known) {
            all.push(known);
        }
    }
    let nearest = all.iter().max_by(|one, other| likeness(one).total_cmp(&likeness(other)));
    let proposal = nearest.filter(|near| likeness(near) > 0.7).map(|near| format!("did you mean {near}? "));
    format!("{}there are {}", proposal.unwrap_or_default(), all.join(", "))
}

impl Field {
    /// The name, as it was asked for.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// Whether it is a column.
    pub(crate) fn is_column(&self) -> bool {
        self.column.is_some()
    }

    /// The text of the field for a table or CSV, from the cells and the JSON of a row.
    pub(crate) fn cell(&self, cells: &[String], json: &str) -> String {
        let cell = self.column.and_then(|column| cells.get(column)).cloned();
        cell.unwrap_or_else(|| at(json, &self.path).map(|value| text(&value)).unwrap_or_default())
    }

    /// The JSON of the field: JOIN's, or the text of a column that JOIN doesn't have.
    fn value(&self, cells: &[String], json: &str) -> String {
        let found = at(json, &self.path).filter(|value| value != "null");
        let cell = || self.column.and_then(|column| cells.get(column)).filter(|cell| !cell.is_empty());
        found
            .or_else(|| cell().map(|cell| Value::from(cell.as_str()).to_string()))
            .unwrap_or("null".to_owned())
    }
}

/// Returns a flat JSON object with the fields, in the order in which they were asked for.
pub(crate) fn picked(fields: &[Field], cells: &[String], json: &str) -> String {
    let pair = |field: &Field| format!("{}:{}", Value::from(field.name()), field.value(cells, json));
    format!("{{{}}}", fields.iter().map(pair).collect::<Vec<_>>().join(","))
}

/// Finds the JSON text of a value by its path. A list on the way gives the values of all its elements.
fn at(json: &str, path: &str) -> Option<String> {
    if path.is_empty() {
        return Some(json.to_owned());
    }
    let (first, rest) = path.split_once('.').unwrap_or((path, ""));
    match json.trim_start().chars().next()? {
        '{' => {
            let members: HashMap<String, &RawValue> = serde_json::from_str(json).ok()?;
            at(members.get(first)?.get(), rest)
        }
        '[' => {
            let elements: Vec<&RawValue> = serde_json::from_str(json).ok()?;
            if let Ok(index) = first.parse::<usize>() {
                return at(elements.get(index)?.get(), rest);
            }
            let found = elements.iter().map(|element| at(element.get(), path).unwrap_or("null".to_owned()));
            Some(format!("[{}]", found.collect::<Vec<_>>().join(",")))
        }
        _ => None,
    }
}

/// A JSON value as the text of a cell. Numbers stay as they are written.
fn text(json: &str) -> String {
    let json = json.trim();
    match json.chars().next() {
        Some('"') => serde_json::from_str(json).unwrap_or_else(|_| json.to_owned()),
        Some('[') => {
            let elements: Vec<&RawValue> = serde_json::from_str(json).unwrap_or_default();
            let texts = elements.iter().map(|element| text(element.get()));
            texts.filter(|text| !text.is_empty()).collect::<Vec<_>>().join("; ")
        }
        _ if json == "null" => String::new(),
        _ => json.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use join_sdk::types::{Application, Job};

    #[test]
    fn columns_and_paths_are_found_and_others_are_refused_with_the_nearest() {
        for name in ["id", "candidate.email", "first_name", "page", "attachments.0.name", " tags "] {
            assert_eq!(parse::<Application>(name).unwrap().name(), name.trim());
        }
        let refused = parse::<Job>("titel").unwrap_err();
        assert!(refused.starts_with("did you mean title? there are id, title, status"), "{refused}");
        let refused = parse::<Application>("candidat.email").unwrap_err();
        assert!(refused.starts_with("did you mean candidate"), "{refused}");
        assert!(parse::<Job>("xyz").unwrap_err().starts_with("there are id, title"));
        assert!(parse::<Job>("").is_err());
    }

    #[test]
    fn a_path_leads_through_objects_and_lists() {
        let json =
            r#"{"a": {"b": 1.50}, "list": [{"c": "x"}, {"c": "y"}, {}], "tags": ["vip", "new"], "n": null}"#;
        for (path, cell) in [
            ("a.b", "1.50"),
            ("list.c", "x; y"),
            ("list.1.c", "y"),
            ("tags", "vip; new"),
            ("tags.1", "new"),
            ("n", ""),
            ("no.way", ""),
            ("a.b.c", ""),
        ] {
            assert_eq!(at(json, path).map(|found| text(&found)).unwrap_or_default(), cell, "{path}");
        }
    }

    #[test]
    fn an_object_has_the_fields_in_their_order_and_the_numbers_as_they_were() {
        let json = r#"{"id": 7, "salary": {"from": 15.50}, "office": {"city": "Porto"}, "title": "Cook"}"#;
        let fields: Vec<_> =
            ["salary.from", "city", "id", "external_id"].map(|name| parse::<Job>(name).unwrap()).to_vec();
        let cells = ["7", "Cook", "", "", "Porto", "", "", ""].map(str::to_owned);
        let picked = picked(&fields, &cells, json);
        assert_eq!(picked, r#"{"salary.from":15.50,"city":"Porto","id":7,"external_id":null}"#);
    }
}
