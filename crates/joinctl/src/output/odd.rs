//! Warns of fields that can't be read, each kind once a command.

use join_sdk::lists::OddFields;
use join_sdk::resources::OddField;

use crate::output::format::Format;
use crate::output::out;
use crate::text::counted;

/// Warns of the fields of rows.
pub(crate) fn warn_of_rows(odd: &OddFields, format: Format) {
    for (path, count) in odd.iter() {
        let rows = counted(count, "row", "rows");
        out::report(&format!("warning: {rows}: {}", sentence(path, format)));
    }
}

/// Warns of the fields of one object.
pub(crate) fn warn_of_one(odd: &[OddField], format: Format) {
    for field in odd {
        out::report(&format!("warning: {}", sentence(field.path(), format)));
    }
}

fn sentence(path: &str, format: Format) -> String {
    match format {
        Format::Table | Format::Csv => format!("the field {path} can't be read and is left out"),
        Format::Json | Format::Ndjson => {
            format!("the field {path} has an unexpected form and is passed on as it is")
        }
    }
}
