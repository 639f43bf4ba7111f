//! The tables of ARCHITECTURE.md: the floors of each crate's rooms, and which crate may depend on which.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::support::marked_table::{names, rows};
use crate::support::outcome::Failure;

/// The document with the two tables, below the workspace.
pub(super) const DOCUMENT: &str = "ARCHITECTURE.md";

/// What the tables say.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Plan {
    /// The floor of each room, by crate and room.
    floors: BTreeMap<String, BTreeMap<String, u32>>,
    /// The crates of ours that each crate may depend on.
    crates: BTreeMap<String, Vec<String>>,
}

impl Plan {
    /// Reads the tables below the root of the workspace.
    pub(crate) fn read(root: &Path) -> Result<Self, Failure> {
        let text = fs::read_to_string(root.join(DOCUMENT))
            .map_err(|error| Failure::failed(format!("{DOCUMENT} can't be read: {error}")))?;
        Self::parse(&text).map_err(|reason| Failure::failed(format!("{DOCUMENT}: {reason}")))
    }

    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let mut plan = Self::default();
        for cells in rows(text, "floors")? {
            let [name, floor, rooms, ..] = cells.as_slice() else {
                return Err("a row of the floors needs a crate, a floor and its rooms".to_owned());
            };
            let floor = floor.parse().map_err(|_| format!("`{floor}` is not the number of a floor"))?;
            let of_crate = plan.floors.entry(name.clone()).or_default();
            for room in names(rooms) {
                if of_crate.insert(room.clone(), floor).is_some() {
                    return Err(format!("the room {room} of {name} stands on two floors"));
                }
            }
        }
        for cells in rows(text, "crates")? {
            let [name, allowed, ..] = cells.as_slice() else {
                return Err("a row of the crates needs a crate and what it may depend on".to_owned());
            };
            plan.crates.insert(name.clone(), names(allowed));
        }
        Ok(plan)
    }

    /// The floor of a room. None if the table lacks it.
    pub(super) fn floor(&self, package: &str, room: &str) -> Option<u32> {
        self.floors.get(package)?.get(room).copied()
    }

    /// The rooms that the table names for a crate.
    pub(super) fn rooms(&self, package: &str) -> impl Iterator<Item = &str> {
        self.floors.get(package).into_iter().flatten().map(|(room, _)| room.as_str())
    }

    /// Whether the table names rooms of a crate.
    pub(super) fn has_floors(&self, package: &str) -> bool {
        self.floors.contains_key(package)
    }

    /// The workspace crates that a crate may depend on. None if the table lacks it.
    pub(crate) fn allowed(&self, package: &str) -> Option<&[String]> {
        self.crates.get(package).map(Vec::as_slice)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLES: &str = "
<!-- floors:begin -->
| crate | floor | rooms | owns |
| --- | --- | --- | --- |
| a | 2 | `top` | x |
| a | 1 | `left`, `right` | y |
<!-- floors:end -->
<!-- crates:begin -->
| crate | may depend on |
| --- | --- |
| a | – |
| b | `a` |
<!-- crates:end -->
";

    #[test]
    fn the_tables_are_read() {
        let plan = Plan::parse(TABLES).unwrap();
        assert_eq!((plan.floor("a", "top"), plan.floor("a", "right")), (Some(2), Some(1)));
        assert_eq!((plan.floor("a", "cellar"), plan.floor("b", "top")), (None, None));
        assert_eq!(plan.allowed("b"), Some(["a".to_owned()].as_slice()));
        assert_eq!(plan.allowed("a"), Some([].as_slice()));
    }

    #[test]
    fn a_table_that_contradicts_itself_is_refused() {
        let twice = TABLES.replace("`left`, `right`", "`top`");
        assert!(Plan::parse(&twice).unwrap_err().contains("two floors"));
        assert!(Plan::parse(&TABLES.replace("| 2 |", "| two |")).unwrap_err().contains("`two`"));
        assert!(Plan::parse("").unwrap_err().contains("floors:begin"));
    }

    #[test]
    fn the_tables_of_this_workspace_are_read() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let plan = Plan::read(&root).unwrap();
        assert!(plan.floor("join-sdk", "client") > plan.floor("join-sdk", "call"));
    }
}
