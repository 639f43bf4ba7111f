//! The changes between two listings of a public API, and the version level of each.

use std::collections::BTreeSet;
use std::fmt;

use crate::support::listing::{path, traits};

/// The level of a change, the lowest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Level {
    /// No change of the API.
    Patch,
    /// An addition.
    Minor,
    /// Code that compiles today may no longer compile.
    Major,
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Level::Patch => "patch",
            Level::Minor => "minor",
            Level::Major => "major",
        })
    }
}

/// A change with its reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Change {
    pub(crate) level: Level,
    /// The item's line in the listing.
    pub(crate) item: String,
    /// The reason for the level.
    pub(crate) why: String,
}

impl Change {
    pub(crate) fn new(level: Level, item: String, why: String) -> Self {
        Self { level, item, why }
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:5}  {}\n       {}", self.level, self.item, self.why)
    }
}

const NON_EXHAUSTIVE: &str = "#[non_exhaustive] ";

/// The changes from one listing to another, the highest level first.
pub(crate) fn between(old: &str, new: &str) -> Vec<Change> {
    let (old, new): (BTreeSet<&str>, BTreeSet<&str>) = (old.lines().collect(), new.lines().collect());
    let mut come: BTreeSet<&str> = new.difference(&old).copied().collect();
    let mut changes = Vec::new();
    for gone in old.difference(&new) {
        let successor =
            come.iter().copied().find(|line| is_item(gone) && is_item(line) && path(line) == path(gone));
        match successor {
            Some(now) => {
                come.remove(now);
                changes.push(altered(gone, now));
            }
            None => changes.extend(removed(gone)),
        }
    }
    let known = Known { traits: traits(&old), lines: &old };
    changes.extend(come.into_iter().filter_map(|line| added(line, &known)));
    changes.sort_by(|one, other| other.level.cmp(&one.level).then_with(|| one.item.cmp(&other.item)));
    changes
}

fn is_item(line: &str) -> bool {
    !line.starts_with("impl")
}

/// An `impl` block without a trait. Its items have their own lines.
fn is_inherent(line: &str) -> bool {
    line.starts_with("impl") && !line.contains(" for ")
}

fn is_refusal(line: &str) -> bool {
    line.split(" for ").next().is_some_and(|head| head.contains(" !"))
}

fn altered(old: &str, new: &str) -> Change {
    let bare = |line: &str| line.replacen("const fn", "fn", 1);
    let (level, why) = if old.strip_prefix(NON_EXHAUSTIVE) == Some(new) {
        (Level::Minor, "it is no longer non_exhaustive".to_owned())
    } else if new.strip_prefix(NON_EXHAUSTIVE) == Some(old) {
        (
            Level::Major,
            "it became non_exhaustive: users can no longer build it or match it exhaustively".to_owned(),
        )
    } else if bare(new) == old {
        (Level::Minor, "it became const".to_owned())
    } else {
        (Level::Major, format!("it was: {old}"))
    };
    Change::new(level, new.to_owned(), why)
}

fn removed(line: &str) -> Option<Change> {
    if is_inherent(line) {
        return None;
    }
    let (level, why) = match is_refusal(line) {
        true => (Level::Minor, "it has the trait now"),
        false => (Level::Major, "removed"),
    };
    Some(Change::new(level, line.to_owned(), why.to_owned()))
}

/// The old listing, to look up the owners of new items.
struct Known<'a> {
    traits: BTreeSet<&'a str>,
    lines: &'a BTreeSet<&'a str>,
}

impl Known<'_> {
    /// Whether the old listing has an exhaustive item of this kind and path.
    fn has_exhaustive(&self, kind: &str, of: &str) -> bool {
        let head = format!("pub {kind} ");
        self.lines.iter().any(|line| line.starts_with(&head) && path(line) == of)
    }

    fn has_public_field(&self, of: &str) -> bool {
        self.lines.iter().any(|line| is_field(line) && parent(line) == Some(of))
    }
}

fn added(line: &str, known: &Known<'_>) -> Option<Change> {
    if is_inherent(line) {
        return None;
    }
    let of = parent(line).unwrap_or_default();
    let (level, why) = if is_refusal(line) {
        (Level::Major, "it lost the trait")
    } else if !is_item(line) {
        (Level::Minor, "added")
    } else if known.traits.contains(of) {
        (
            Level::Major,
            "added to a trait that others may implement, unless it has a default or the trait is sealed",
        )
    } else if is_variant(line) && known.has_exhaustive("enum", of) {
        (Level::Major, "added to an enum that is not non_exhaustive, so existing matches lack an arm")
    } else if is_field(line) && known.has_exhaustive("struct", of) && known.has_public_field(of) {
        (
            Level::Major,
            "added to a struct that is not non_exhaustive, so existing code that builds it lacks a field",
        )
    } else {
        (Level::Minor, "added")
    };
    Some(Change::new(level, line.to_owned(), why.to_owned()))
}

/// The path of an item's owner.
fn parent(line: &str) -> Option<&str> {
    path(line).rsplit_once("::").map(|(parent, _)| parent)
}

/// Whether a line is a variant or a field: `pub a::B::C`, without a keyword.
fn is_member(line: &str) -> bool {
    line.trim_start_matches(NON_EXHAUSTIVE)
        .strip_prefix("pub ")
        .is_some_and(|rest| rest.split([' ', '(']).next().is_some_and(|word| word.contains("::")))
}

fn is_field(line: &str) -> bool {
    is_member(line) && line.contains(&format!("{}: ", path(line)))
}

fn is_variant(line: &str) -> bool {
    is_member(line) && !is_field(line)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const OLD: &[&str] = &[
        "pub mod a",
        "#[non_exhaustive] pub enum a::Open",
        "pub a::Open::One",
        "pub enum a::Closed",
        "pub a::Closed::One",
        "pub struct a::Sent",
        "pub a::Sent::id: i64",
        "pub struct a::Opaque",
        "impl a::Opaque",
        "pub fn a::Opaque::name(&self) -> &str",
        "impl core::clone::Clone for a::Opaque",
        "impl !core::marker::Sync for a::Opaque",
        "pub trait a::Sink",
        "pub fn a::Sink::write(&self)",
    ];

    fn text(lines: &[&str]) -> String {
        lines.join("\n")
    }

    fn with(line: &'static str) -> Vec<(Level, String)> {
        let new = [OLD, &[line]].concat();
        let changes = between(&text(OLD), &text(&new));
        changes.into_iter().map(|change| (change.level, change.item)).collect()
    }

    #[test]
    fn what_is_added_is_minor_unless_others_match_build_or_implement_it() {
        for (line, level) in [
            ("pub struct a::New", Level::Minor),
            ("pub a::Open::Two", Level::Minor),
            ("pub fn a::Opaque::other(&self)", Level::Minor),
            ("pub a::Opaque::id: i64", Level::Minor),
            ("impl core::marker::Copy for a::Opaque", Level::Minor),
            ("pub a::Closed::Two(i64)", Level::Major),
            ("pub a::Sent::name: core::option::Option<a::Name>", Level::Major),
            ("pub fn a::Sink::flush(&self)", Level::Major),
            ("impl !core::marker::Send for a::Opaque", Level::Major),
        ] {
            assert_eq!(with(line), [(level, line.to_owned())]);
        }
        assert!(with("impl a::Sent").is_empty(), "an empty block offers nothing");
    }

    #[test]
    fn what_is_removed_is_major() {
        for (index, line) in OLD.iter().enumerate() {
            let new: Vec<&str> =
                OLD.iter().enumerate().filter(|(at, _)| *at != index).map(|(_, line)| *line).collect();
            let levels: Vec<Level> =
                between(&text(OLD), &text(&new)).iter().map(|change| change.level).collect();
            match *line {
                "impl a::Opaque" => assert!(levels.is_empty()),
                "impl !core::marker::Sync for a::Opaque" => assert_eq!(levels, [Level::Minor]),
                _ => assert_eq!(levels, [Level::Major], "{line}"),
            }
        }
    }

    #[test]
    fn what_is_altered_says_what_it_was() {
        let altered = |from: &str, to: &str| {
            let [change] = between(from, to).try_into().unwrap();
            (change.level, change.why)
        };
        let (old, new) = ("pub fn a::get(i64) -> i64", "pub fn a::get(a::Id) -> i64");
        assert_eq!(altered(old, new), (Level::Major, format!("it was: {old}")));
        assert_eq!(altered("pub fn a::get()", "pub const fn a::get()").0, Level::Minor);
        assert_eq!(altered("pub enum a::E", "#[non_exhaustive] pub enum a::E").0, Level::Major);
        assert_eq!(altered("#[non_exhaustive] pub enum a::E", "pub enum a::E").0, Level::Minor);
        assert_eq!(altered("pub a::B::id: i64", "pub a::B::id: core::option::Option<i64>").0, Level::Major);
    }

    proptest! {
        #[test]
        fn a_listing_and_itself_have_no_changes_and_a_subset_only_lacks(keep in proptest::collection::vec(any::<bool>(), OLD.len())) {
            let some: Vec<&str> = OLD.iter().zip(&keep).filter(|(_, keep)| **keep).map(|(line, _)| *line).collect();
            prop_assert!(between(&text(&some), &text(&some)).is_empty());
            let changes = between(&text(OLD), &text(&some));
            prop_assert!(changes.iter().all(|change| OLD.contains(&change.item.as_str())));
        }
    }
}
