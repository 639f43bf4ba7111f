//! Decodes a JSON text leaf by leaf, so that an odd field costs one field. Runs only where the whole can't be decoded.

use std::collections::{BTreeSet, HashMap};
use std::fmt;

use serde::de::{DeserializeOwned, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

/// The member name under which a field gets a value that it can't read. A field that keeps such values accepts it.
pub(crate) const UNREADABLE: &str = "$join-client::unreadable";

/// Fields nested deeper are left out, so that a recursive type can't exhaust the stack.
const DEEPEST: usize = 64;

/// Decodes a value from its text, as all of this crate does: another kind of reader would compile every type again.
pub(crate) fn read<T: DeserializeOwned>(text: &str) -> serde_json::Result<T> {
    serde_json::from_str(text)
}

/// Decodes a value without its odd fields. Returns it with their paths; an error is the path that makes it unreadable.
pub(crate) fn repaired<T: DeserializeOwned>(text: &str) -> Result<(T, Vec<String>), String> {
    let accepts = |text: &str| read::<T>(text).map(drop);
    let mut repair =
        Repair { accepts: &accepts, before: String::new(), after: String::new(), odd: Odd::default() };
    let fixed = repair.value(text, 0).and_then(|text| read(&text).ok());
    match fixed {
        Some(value) => Ok((value, repair.odd.paths.into_iter().collect())),
        None => Err(repair.odd.last.filter(|path| !path.is_empty()).unwrap_or_else(|| ".".to_owned())),
    }
}

/// The paths of the odd fields.
#[derive(Default)]
struct Odd {
    path: String,
    paths: BTreeSet<String>,
    last: Option<String>,
}

impl Odd {
    fn note(&mut self, member: &str) {
        let path = join(&self.path, member);
        self.last = Some(path.clone());
        if !path.is_empty() {
            self.paths.insert(path);
        }
    }
}

fn join(path: &str, member: &str) -> String {
    if path.is_empty() || member.is_empty() || member == "[]" {
        format!("{path}{member}")
    } else {
        format!("{path}.{member}")
    }
}

/// A repair at one place of the text. `before` and `after` are the least text around the place that can be decoded, so
/// each part of the text is decoded once for each level above it.
struct Repair<'a> {
    accepts: &'a dyn Fn(&str) -> Result<(), serde_json::Error>,
    before: String,
    after: String,
    odd: Odd,
}

impl Repair<'_> {
    fn test(&self, candidate: &str) -> Result<(), serde_json::Error> {
        (self.accepts)(&[&self.before, candidate, &self.after].concat())
    }

    fn fits(&self, candidate: &str) -> bool {
        self.test(candidate).is_ok()
    }

    /// The nearest text that fits in this place; `None` leaves the place out.
    fn value(&mut self, text: &str, depth: usize) -> Option<String> {
        if self.fits(text) {
            return Some(text.to_owned());
        }
        if let Some(kept) = self.kept(text) {
            self.odd.note("");
            return Some(kept);
        }
        match text.as_bytes().first() {
            Some(b'{') if depth < DEEPEST => self.object(text, depth),
            Some(b'[') if depth < DEEPEST => self.array(text, depth),
            _ => {
                let other = converted(text).filter(|other| self.fits(other));
                if other.is_none() {
                    self.odd.note("");
                }
                other
            }
        }
    }

    /// The text in the form of a field that keeps what it can't read. An object of optional members accepts any name.
    fn kept(&self, text: &str) -> Option<String> {
        let marked = format!("{{\"{UNREADABLE}\":{text}}}");
        (self.fits(&marked) && !self.fits(&format!("{{\"other\":{text}}}"))).then_some(marked)
    }

    fn object(&mut self, text: &str, depth: usize) -> Option<String> {
        let Ok(Members(members)) = serde_json::from_str(text) else {
            self.odd.note("");
            return None;
        };
        let names: Vec<String> = members.iter().map(|(key, _)| name(key)).collect();
        let mut counts: HashMap<&str, usize> = HashMap::new();
        for name in &names {
            *counts.entry(name).or_default() += 1;
        }
        let mut kept: Vec<Option<String>> = vec![None; members.len()];
        let mut least = String::new();
        // The members without which nothing fits.
        while let Err(error) = self.test(&format!("{{{least}}}")) {
            let missing = missing_member(&error);
            let place = missing.as_deref().and_then(|missing| names.iter().position(|name| name == missing));
            let Some((place, (key, value))) = place.and_then(|place| Some((place, members.get(place)?)))
            else {
                self.odd.note("");
                return None;
            };
            let name = names.get(place).map_or("", String::as_str);
            let fitting = |text: &str| match self.test(&format!("{{{}}}", listed(&least, key.get(), text))) {
                Ok(()) => true,
                Err(error) => missing_member(&error).is_some_and(|missing| missing != name),
            };
            let read = [Some(value.get().to_owned()), converted(value.get())];
            let read = read.into_iter().flatten().find(|text| fitting(text));
            match (read, kept.get_mut(place)) {
                (Some(read), Some(slot)) if slot.is_none() && counts.get(name) == Some(&1) => {
                    least = listed(&least, key.get(), &read);
                    *slot = Some(read);
                }
                _ => {
                    self.odd.note(name);
                    return None;
                }
            }
        }
        let path = self.odd.path.clone();
        let mut whole = least.clone();
        let mut named = BTreeSet::new();
        for (place, ((key, value), name)) in members.iter().zip(&names).enumerate() {
            if kept.get(place).is_some_and(Option::is_some) {
                continue;
            }
            let inside = listed(&least, key.get(), "");
            let (before, after) = (self.before.len(), self.after.clone());
            self.before.push('{');
            self.before.push_str(&inside);
            self.after.insert(0, '}');
            self.odd.path = join(&path, name);
            let doubled = counts.get(name.as_str()).is_some_and(|count| *count > 1);
            let read = if doubled && !self.fits(&format!("null,{}:null", key.get())) {
                // The last of them, the first of them: nobody knows which one is meant.
                let first = named.insert(name.as_str());
                self.odd.note("");
                self.kept(value.get()).filter(|_| first)
            } else {
                self.value(value.get(), depth + 1)
            };
            self.before.truncate(before);
            self.after = after;
            if let Some(read) = read {
                whole = listed(&whole, key.get(), &read);
            }
        }
        self.odd.path = path;
        Some(format!("{{{whole}}}"))
    }

    fn array(&mut self, text: &str, depth: usize) -> Option<String> {
        let items = serde_json::from_str::<Vec<&RawValue>>(text).ok().filter(|_| self.fits("[]"));
        let Some(items) = items else {
            self.odd.note("");
            return None;
        };
        let path = self.odd.path.clone();
        self.odd.path = join(&path, "[]");
        self.before.push('[');
        self.after.insert(0, ']');
        let read: Vec<String> =
            items.into_iter().filter_map(|item| self.value(item.get(), depth + 1)).collect();
        self.before.pop();
        self.after.remove(0);
        self.odd.path = path;
        Some(format!("[{}]", read.join(",")))
    }
}

fn listed(before: &str, key: &str, value: &str) -> String {
    let comma = if before.is_empty() { "" } else { "," };
    [before, comma, key, ":", value].concat()
}

/// A whole number as text, and a text of a whole number as number: no other reading is possible.
fn converted(text: &str) -> Option<String> {
    match text.strip_prefix('"').and_then(|inner| inner.strip_suffix('"')) {
        Some(inner) => is_whole(inner).then(|| inner.to_owned()),
        None => is_whole(text).then(|| format!("\"{text}\"")),
    }
}

fn is_whole(text: &str) -> bool {
    text.parse::<i64>().is_ok_and(|number| number.to_string() == text)
}

/// The name in serde's error for a missing member.
fn missing_member(error: &serde_json::Error) -> Option<String> {
    let text = error.to_string();
    Some(text.strip_prefix("missing field `")?.split_once('`')?.0.to_owned())
}

/// The name of a member; `?` for one that is no Unicode text, which no type has.
fn name(key: &RawValue) -> String {
    serde_json::from_str(key.get()).unwrap_or_else(|_| "?".to_owned())
}

/// The members of an object as they are, in their order, repeated names included.
struct Members<'a>(Vec<(&'a RawValue, &'a RawValue)>);

impl<'de: 'a, 'a> Deserialize<'de> for Members<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Listing;

        impl<'de> Visitor<'de> for Listing {
            type Value = Vec<(&'de RawValue, &'de RawValue)>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(members)
            }
        }

        deserializer.deserialize_map(Listing).map(Members)
    }
}
