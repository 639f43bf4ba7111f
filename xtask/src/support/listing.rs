//! A public API as text: one item a line, without predictable items.

use std::collections::BTreeSet;

/// Traits of the compiler that nearly every type has. Only their absence is listed.
const AUTO_TRAITS: &[&str] = &[
    "core::marker::Freeze",
    "core::marker::Send",
    "core::marker::Sync",
    "core::marker::Unpin",
    "core::marker::UnsafeUnpin",
    "core::panic::unwind_safe::RefUnwindSafe",
    "core::panic::unwind_safe::UnwindSafe",
];
/// Traits that follow from a derive, or are not stable.
const SILENT_TRAITS: &[&str] =
    &["core::marker::StructuralPartialEq", "core::marker::Freeze", "core::marker::UnsafeUnpin"];

/// Drops predictable lines from `public-api`'s listing: common auto traits, and the methods of trait implementations.
pub(crate) fn condensed(lines: impl IntoIterator<Item = String>) -> String {
    let mut text = String::new();
    let mut implementing: Option<String> = None;
    for line in lines {
        if let Some((trait_name, of)) = implementation(&line) {
            implementing = Some(format!("{of}::"));
            let silent = SILENT_TRAITS.iter().any(|name| trait_name.trim_start_matches('!') == *name);
            let expected = AUTO_TRAITS.contains(&trait_name) && !line.contains(" where ");
            if silent || expected {
                continue;
            }
        } else if line.starts_with("impl") {
            implementing = None;
        } else if let Some(prefix) = &implementing {
            if is_function(&line) && path(&line).starts_with(prefix.as_str()) {
                continue;
            }
            if !path(&line).starts_with(prefix.as_str()) {
                implementing = None;
            }
        }
        text.push_str(&line);
        text.push('\n');
    }
    text
}

/// The trait and the type of a line `impl Trait for Type`.
fn implementation(line: &str) -> Option<(&str, &str)> {
    let rest = line.strip_prefix("impl")?;
    let (head, of) = rest.split_once(" for ")?;
    let of = of.split_once(" where ").map_or(of, |(of, _)| of);
    let name = head.rsplit_once("> ").map_or(head, |(generics, name)| match generics.starts_with('<') {
        true => name,
        false => head,
    });
    let name = name.trim();
    let name = name.split_once('<').map_or(name, |(name, _)| name);
    Some((name, of.split_once('<').map_or(of, |(of, _)| of)))
}

fn is_function(line: &str) -> bool {
    keywords(line).any(|word| word == "fn")
}

/// The keywords before an item's path, such as `pub async fn`.
fn keywords(line: &str) -> impl Iterator<Item = &str> {
    line.split(' ').take_while(|word| !word.contains("::"))
}

/// The path of an item, without generics, arguments and type.
pub(crate) fn path(line: &str) -> &str {
    let start = line.split(' ').find(|word| word.contains("::")).unwrap_or(line);
    let end = start.find(['<', '(', ':', '{']);
    let mut end = end.unwrap_or(start.len());
    // A single colon ends the path, two go on with it.
    while start.get(end..).is_some_and(|rest| rest.starts_with("::")) {
        let rest = start.get(end + 2..).unwrap_or_default();
        end += 2 + rest.find(['<', '(', ':', '{']).unwrap_or(rest.len());
    }
    start.get(..end).unwrap_or(start).trim_end_matches([',', ';'])
}

/// The paths of the traits in a listing.
pub(crate) fn traits<'a>(lines: &BTreeSet<&'a str>) -> BTreeSet<&'a str> {
    lines.iter().filter(|line| keywords(line).any(|word| word == "trait")).map(|line| path(line)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(lines: &[&str]) -> Vec<String> {
        condensed(lines.iter().map(|line| (*line).to_owned())).lines().map(str::to_owned).collect()
    }

    #[test]
    fn paths_end_where_generics_arguments_or_a_type_begin() {
        for (line, expected) in [
            ("pub fn a::B::c<'a>(&'a self, d::E) -> f::G", "a::B::c"),
            ("#[non_exhaustive] pub enum a::B", "a::B"),
            ("pub a::B::id: core::option::Option<a::C>", "a::B::id"),
            ("pub struct a::Id(pub i64)", "a::Id"),
            ("pub async fn a::B::go(&self) -> c::D", "a::B::go"),
            ("pub const a::ALL: &[a::Operation]", "a::ALL"),
            ("pub trait a::Sink: core::marker::Send", "a::Sink"),
        ] {
            assert_eq!(path(line), expected, "{line}");
        }
    }

    #[test]
    fn what_a_trait_prescribes_is_left_out_and_what_it_leaves_open_is_kept() {
        let lines = [
            "pub struct a::B",
            "impl a::B",
            "pub fn a::B::new() -> Self",
            "impl core::clone::Clone for a::B",
            "pub fn a::B::clone(&self) -> a::B",
            "impl<'de> serde_core::de::Deserialize<'de> for a::B",
            "pub fn a::B::deserialize<D>(D) -> core::result::Result<Self, D>",
            "impl core::iter::Iterator for a::B",
            "pub type a::B::Item = i64",
            "pub fn a::B::next(&mut self)",
            "pub fn a::free()",
        ];
        let expected = [0, 1, 2, 3, 5, 7, 8, 10].map(|index| lines[index]);
        assert_eq!(kept(&lines), expected);
    }

    #[test]
    fn an_auto_trait_is_a_line_only_where_it_is_missing_or_hangs_on_something() {
        let lines = [
            "pub struct a::B<T>",
            "impl<T> core::marker::Send for a::B<T> where T: core::marker::Send",
            "impl<T> core::marker::Unpin for a::B<T>",
            "impl !core::marker::Sync for a::C",
            "impl core::marker::Send for a::C",
            "impl core::marker::Copy for a::C",
            "impl core::marker::Freeze for a::C",
        ];
        assert_eq!(kept(&lines), [lines[0], lines[1], lines[3], lines[5]]);
    }
}
