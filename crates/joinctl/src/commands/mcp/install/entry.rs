//! Writes one server into the text of a settings file, and leaves every other letter as it is. Pure.

use jsonc_parser::ParseOptions;
use jsonc_parser::cst::{CstInputValue, CstNode, CstRootNode};

/// The server as a program for agents starts it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    /// The name that the program shows.
    pub(super) name: String,
    /// The absolute path of this program.
    pub(super) command: String,
    pub(super) args: Vec<String>,
    /// Whether the program wants the kind of connection.
    pub(super) typed: bool,
}

impl Entry {
    fn fields(&self) -> Vec<(String, CstInputValue)> {
        let args = self.args.iter().map(|arg| CstInputValue::String(arg.clone())).collect();
        let kind = self.typed.then(|| ("type".to_owned(), CstInputValue::String("stdio".to_owned())));
        let command = ("command".to_owned(), CstInputValue::String(self.command.clone()));
        kind.into_iter().chain([command, ("args".to_owned(), CstInputValue::Array(args))]).collect()
    }
}

/// Why a settings file is left alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Unusable {
    /// It is no JSON, also with comments and trailing commas.
    NoJson,
    /// The value at this place is no object.
    NoObject(String),
    /// A key is there twice, so that programs differ in what they read.
    Twice(String),
}

/// Returns the text with the server in it. Comments, the order and all other settings stay; a server of the same name gets
/// a new command and new arguments, and keeps its other settings.
pub(super) fn with_entry(text: &str, key: &str, entry: &Entry) -> Result<String, Unusable> {
    // What no JSON reader of a program takes, such as single quotes, is no JSON here either.
    let options = ParseOptions {
        allow_comments: true,
        allow_trailing_commas: true,
        allow_loose_object_property_names: false,
        allow_missing_commas: false,
        allow_single_quoted_strings: false,
        allow_hexadecimal_numbers: false,
        allow_unary_plus_numbers: false,
        allow_bare_decimal_point_numbers: false,
        allow_non_finite_numbers: false,
        allow_extended_string_escapes: false,
    };
    let root = CstRootNode::parse(text, &options).map_err(|_| Unusable::NoJson)?;
    let settings = root.object_value_or_create().ok_or_else(|| Unusable::NoObject("its top".to_owned()))?;
    once(&settings, key)?;
    let servers = settings.object_value_or_create(key).ok_or_else(|| Unusable::NoObject(key.to_owned()))?;
    once(&servers, &entry.name)?;
    match servers.get(&entry.name) {
        None => {
            servers.append(&entry.name, CstInputValue::Object(entry.fields()));
        }
        Some(there) => {
            let place = || Unusable::NoObject(format!("{key}.{}", entry.name));
            let server = there.object_value().ok_or_else(place)?;
            for (name, value) in entry.fields() {
                once(&server, &name)?;
                match server.get(&name) {
                    Some(field) if field.value().is_some_and(|now| is_same(&now, &value)) => {}
                    Some(field) => field.set_value(value),
                    None => drop(server.append(&name, value)),
                }
            }
        }
    }
    let mut text = root.to_string();
    if !text.ends_with('\n') {
        text.push('\n');
    }
    Ok(text)
}

fn once(object: &jsonc_parser::cst::CstObject, name: &str) -> Result<(), Unusable> {
    let same = object.properties().into_iter().filter(|field| field.decoded_name().as_deref() == Some(name));
    if same.count() > 1 { Err(Unusable::Twice(name.to_owned())) } else { Ok(()) }
}

fn is_same(now: &CstNode, value: &CstInputValue) -> bool {
    match value {
        CstInputValue::String(text) => {
            now.as_string_lit().and_then(|now| now.decoded_value().ok()).as_ref() == Some(text)
        }
        CstInputValue::Array(items) => now.as_array().is_some_and(|now| {
            let now = now.elements();
            now.len() == items.len() && now.iter().zip(items).all(|(now, item)| is_same(now, item))
        }),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry() -> Entry {
        let args = ["--profile", "acme", "mcp"].map(str::to_owned).to_vec();
        Entry { name: "join".to_owned(), command: "/opt/joinctl".to_owned(), args, typed: false }
    }

    fn read(text: &str) -> serde_json::Value {
        serde_json::from_str(text).unwrap()
    }

    #[test]
    fn an_empty_file_gets_the_server() {
        for text in ["", "\n", "{}", "{ }\n"] {
            let written = with_entry(text, "mcpServers", &entry()).unwrap();
            let expected = serde_json::json!({
                "mcpServers": { "join": { "command": "/opt/joinctl", "args": ["--profile", "acme", "mcp"] } }
            });
            assert_eq!(read(&written), expected, "{text:?}: {written}");
        }
    }

    #[test]
    fn comments_the_order_and_unknown_settings_stay_letter_by_letter() {
        let text = "// mine\n{\n\t\"z\": 1.50, // why\n\t\"mcpServers\": {\n\t\t\"other\": { \"command\": \"x\", \"env\": { \"K\": \"\\u0041\" }, },\n\t},\n\t\"a\": [ 1,2 ],\n}\n";
        let written = with_entry(text, "mcpServers", &entry()).unwrap();
        let (head, tail) = text.split_at(text.find("},\n\t},").unwrap() + 2);
        assert!(written.starts_with(head), "{written}");
        assert!(written.ends_with(tail.trim_start_matches('\n')), "{written}");
        assert!(written.contains("\"join\": {"), "{written}");
    }

    #[test]
    fn a_server_of_the_same_name_gets_the_new_command_and_keeps_the_rest() {
        let text = r#"{"servers": {"join": {"env": {"A": "b"}, "command": "old", "args": ["mcp"], "disabled": true}}}"#;
        let written = with_entry(text, "servers", &Entry { typed: true, ..entry() }).unwrap();
        let server = &read(&written)["servers"]["join"];
        assert_eq!(server["command"], "/opt/joinctl");
        assert_eq!(server["args"], serde_json::json!(["--profile", "acme", "mcp"]));
        assert_eq!(
            (&server["env"]["A"], &server["disabled"], &server["type"]),
            (&"b".into(), &true.into(), &"stdio".into())
        );
        assert_eq!(with_entry(&written, "servers", &Entry { typed: true, ..entry() }).unwrap(), written);
    }

    #[test]
    fn a_file_that_is_understood_in_two_ways_is_left_alone() {
        for text in ["[]", "{'a': 1}", "{\"a\" 1}", "{", "{\"a\": 0x1}", "nonsense"] {
            assert!(with_entry(text, "mcpServers", &entry()).is_err(), "{text}");
        }
        let twice = r#"{"mcpServers": {}, "mcpServers": {}}"#;
        assert_eq!(with_entry(twice, "mcpServers", &entry()), Err(Unusable::Twice("mcpServers".to_owned())));
        let list = r#"{"mcpServers": []}"#;
        assert_eq!(
            with_entry(list, "mcpServers", &entry()),
            Err(Unusable::NoObject("mcpServers".to_owned()))
        );
    }
}
