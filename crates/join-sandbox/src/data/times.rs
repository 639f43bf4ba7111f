//! The times of a row, which have to fit together.

use crate::data::object::{Object, TIME};

/// When a row was created and last updated, neither after the start of the clock.
pub(crate) fn times(object: &Object<'_>, clock: i64) -> (i64, i64) {
    let created_at = object.get("createdAt", &TIME);
    let updated_at = object.get("lastUpdatedAt", &TIME);
    for (name, time) in [("createdAt", created_at), ("lastUpdatedAt", updated_at)] {
        if time.is_some_and(|time| time > clock) {
            object.refuse(name, "is after the clock of the file");
        }
    }
    if let (Some(created_at), Some(updated_at)) = (created_at, updated_at)
        && updated_at < created_at
    {
        object.refuse("lastUpdatedAt", "is before createdAt");
    }
    let created_at = created_at.or(updated_at).unwrap_or(clock);
    (created_at, updated_at.unwrap_or(created_at))
}
