//! Finds the same file among those that an application has now. Pure.

use join_client::types::Attachment;
use reqwest::Url;

/// What became of a file.
#[derive(Debug, PartialEq)]
pub(super) enum Found<'a> {
    File(&'a Attachment),
    Gone,
    /// Several files can be the wanted one.
    Ambiguous,
}

/// Finds the wanted file by its type, its name and its address without the query. Its place among the others says nothing:
/// a new file can come first.
///
/// Where files share type and name, the address decides. A lone file with the wanted type and name may have another address,
/// unless the addresses of other files show that a file keeps its own.
pub(super) fn same_file<'a>(before: &[Attachment], wanted: &Attachment, now: &'a [Attachment]) -> Found<'a> {
    let alike = |file: &&Attachment| file.type_ == wanted.type_ && file.name == wanted.name;
    let alike_now: Vec<&Attachment> = now.iter().filter(alike).collect();
    let alike_before = before.iter().filter(alike).count();
    let place = Place::of(wanted);
    let at_place = |file: &&Attachment| place.is_some() && Place::of(file) == place;
    let mut there = alike_now.iter().copied().filter(at_place);
    match (there.next(), there.next()) {
        (Some(_), Some(_)) => return Found::Ambiguous,
        (Some(_), None) if before.iter().filter(alike).filter(at_place).count() > 1 => {
            return Found::Ambiguous;
        }
        (Some(file), None) => return Found::File(file),
        (None, _) => {}
    }
    let keeps = before
        .iter()
        .any(|old| Place::of(old).is_some() && now.iter().any(|file| Place::of(file) == Place::of(old)));
    match (alike_now.as_slice(), alike_before) {
        ([], _) => Found::Gone,
        (_, _) if keeps => Found::Gone,
        ([file], ..=1) => Found::File(file),
        _ => Found::Ambiguous,
    }
}

/// An address without its query, which holds the signature.
#[derive(PartialEq)]
struct Place(String);

impl Place {
    fn of(file: &Attachment) -> Option<Self> {
        let mut url = Url::parse(file.url.as_ref()?.as_str()).ok()?;
        url.set_query(None);
        url.set_fragment(None);
        Some(Self(url.into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(kind: &str, name: &str, url: &str) -> Attachment {
        let url = format!("https://files.join.com/{url}");
        serde_json::from_value(serde_json::json!({ "type": kind, "name": name, "url": url })).unwrap()
    }

    fn cv(url: &str) -> Attachment {
        file("CV", "cv.pdf", url)
    }

    #[test]
    fn a_file_is_found_by_what_it_is_and_not_by_its_place() {
        let letter = |url| file("COVER_LETTER", "l.pdf", url);
        let before = [cv("1?s=a"), letter("2?s=a")];
        let now = [file("OTHER", "new.pdf", "3?s=b"), letter("2?s=b"), cv("1?s=b")];
        assert_eq!(same_file(&before, &before[0], &now), Found::File(&now[2]));
        assert_eq!(same_file(&before, &before[1], &now), Found::File(&now[1]));
        let moved = [letter("y"), cv("x")];
        assert_eq!(same_file(&before, &before[0], &moved), Found::File(&moved[1]), "all addresses changed");
    }

    #[test]
    fn a_new_file_of_the_same_name_is_another_file() {
        let before = [cv("1?s=a"), file("OTHER", "o.pdf", "2?s=a")];
        let first = [cv("9?s=b"), cv("1?s=b"), file("OTHER", "o.pdf", "2?s=b")];
        assert_eq!(same_file(&before, &before[0], &first), Found::File(&first[1]));
        let replaced = [cv("9?s=b"), file("OTHER", "o.pdf", "2?s=b")];
        assert_eq!(same_file(&before, &before[0], &replaced), Found::Gone);
        let unclear = [cv("8"), cv("9")];
        assert_eq!(same_file(&before, &before[0], &unclear), Found::Ambiguous);
    }

    #[test]
    fn a_renamed_or_removed_file_is_gone() {
        let before = [cv("1"), cv("2")];
        assert_eq!(same_file(&before, &before[0], &[file("CV", "x.pdf", "1")]), Found::Gone);
        assert_eq!(same_file(&before, &before[0], &[cv("2?s=b")]), Found::Gone);
        assert_eq!(same_file(&before, &before[0], &[]), Found::Gone);
        assert_eq!(same_file(&before, &before[0], &[cv("7")]), Found::Ambiguous);
        let one_address = [cv("get?file=1"), cv("get?file=2")];
        assert_eq!(same_file(&one_address, &one_address[0], &one_address), Found::Ambiguous);
    }
}
