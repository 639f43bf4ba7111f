//! The cursor of a change feed: its watermark, its acknowledged rows, and their file format.

use std::collections::BTreeMap;
use std::fmt::Write;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::change::{Aspect, DIGESTS_VERSION, Digests, fnv};
use crate::error::{Error, ErrorKind, Result};

/// The format version. Newer ones are rejected.
const VERSION: u32 = 1;

/// The position of a change feed. It holds ids, times and short digests, and no personal data.
///
/// It grows by about 60 bytes for each application seen.
///
/// ```
/// use join_sdk::changes::Cursor;
///
/// let stored = Cursor::default().encode();
/// assert_eq!(Cursor::decode(&stored)?, Cursor::default());
/// assert!(Cursor::decode(&stored[..10]).is_err());
/// # Ok::<(), join_sdk::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cursor {
    /// The filter of the list; `None` before the first poll.
    pub(crate) scope: Option<String>,
    pub(crate) watermark: Option<Timestamp>,
    pub(crate) swept: Option<Timestamp>,
    pub(crate) rows: BTreeMap<i64, Known>,
}

/// The remembered state of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Known {
    pub(crate) changed: Option<Timestamp>,
    /// `None` when another digest version wrote the row.
    pub(crate) digests: Option<Digests>,
}

#[derive(Serialize, Deserialize)]
struct Head {
    join_cursor: u32,
    scope: Option<String>,
    watermark: Option<Timestamp>,
    swept: Option<Timestamp>,
    digests: u32,
    rows: usize,
}

impl Cursor {
    /// The watermark, in JOIN's time: all changes up to it are acknowledged. `None` before the first acknowledged poll.
    pub fn watermark(&self) -> Option<Timestamp> {
        self.watermark
    }

    /// Acknowledged applications.
    pub fn applications(&self) -> usize {
        self.rows.len()
    }

    /// Encodes the cursor as UTF-8 text, for a store of your own. It ends with a checksum.
    pub fn encode(&self) -> Vec<u8> {
        let head = Head {
            join_cursor: VERSION,
            scope: self.scope.clone(),
            watermark: self.watermark,
            swept: self.swept,
            digests: DIGESTS_VERSION,
            rows: self.rows.len(),
        };
        let mut text = serde_json::to_string(&head).unwrap_or_default();
        text.reserve(self.rows.len() * 64);
        text.push('\n');
        for (id, known) in &self.rows {
            write_row(&mut text, *id, known);
        }
        let checksum = fnv(text.as_bytes());
        let _ = writeln!(text, "end {checksum:016x}");
        text.into_bytes()
    }

    /// Decodes the output of [`encode`](Self::encode).
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Io`] when the text is damaged, or was written by a newer version. Restore it, or start without it: then
    /// the feed returns every application once more.
    pub fn decode(text: &[u8]) -> Result<Self> {
        let damaged = || Error::new(ErrorKind::Io, "the cursor is damaged; restore it, or start without it");
        let text = std::str::from_utf8(text).map_err(|_| damaged())?;
        let (head, _) = text.split_once('\n').ok_or_else(damaged)?;
        let version: Version = serde_json::from_str(head).map_err(|_| damaged())?;
        if version.join_cursor > VERSION {
            let message =
                "the cursor was written by a newer version; update the SDK, or start without the cursor";
            return Err(Error::new(ErrorKind::Io, message));
        }
        Self::parse(text).ok_or_else(damaged)
    }

    fn parse(text: &str) -> Option<Self> {
        let (body, end) = text.strip_suffix('\n')?.rsplit_once('\n')?;
        let body_length = body.len() + 1;
        let checksum = u64::from_str_radix(end.strip_prefix("end ")?, 16).ok()?;
        if checksum != fnv(text.get(..body_length)?.as_bytes()) {
            return None;
        }
        let mut lines = body.lines();
        let head: Head = serde_json::from_str(lines.next()?).ok()?;
        let mut rows: BTreeMap<i64, Known> = lines.map(read_row).collect::<Option<_>>()?;
        if rows.len() != head.rows {
            return None;
        }
        if head.digests != DIGESTS_VERSION {
            rows.values_mut().for_each(|known| known.digests = None);
        }
        Some(Self { scope: head.scope, watermark: head.watermark, swept: head.swept, rows })
    }
}

/// The version field of a header, read before its format is known.
#[derive(Deserialize)]
struct Version {
    join_cursor: u32,
}

/// Writes `ID NANOSECONDS DIGESTS`, with a dash for an unknown value.
fn write_row(text: &mut String, id: i64, known: &Known) {
    // Writing to a string does not fail.
    let _ = write!(text, "{id} ");
    let _ = match known.changed {
        Some(time) => write!(text, "{} ", time.as_nanosecond()),
        None => write!(text, "- "),
    };
    match known.digests {
        Some(digests) => digests.iter().for_each(|digest| {
            let _ = write!(text, "{digest:04x}");
        }),
        None => text.push('-'),
    }
    text.push('\n');
}

fn read_row(line: &str) -> Option<(i64, Known)> {
    let mut fields = line.split(' ');
    let id = fields.next()?.parse().ok()?;
    let changed = match fields.next()? {
        "-" => None,
        nanoseconds => Some(Timestamp::from_nanosecond(nanoseconds.parse().ok()?).ok()?),
    };
    let digests = match fields.next()? {
        "-" => None,
        hex => Some(read_digests(hex)?),
    };
    fields.next().is_none().then_some((id, Known { changed, digests }))
}

fn read_digests(hex: &str) -> Option<Digests> {
    let mut digests = [0; Aspect::ALL.len()];
    for (index, digest) in digests.iter_mut().enumerate() {
        *digest = u16::from_str_radix(hex.get(index * 4..index * 4 + 4)?, 16).ok()?;
    }
    (hex.len() == digests.len() * 4).then_some(digests)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn cursor(rows: &[(i64, Option<i64>, u16)]) -> Cursor {
        let known = |(id, changed, digest): &(i64, Option<i64>, u16)| {
            let changed = changed.map(|ms| Timestamp::from_millisecond(ms).unwrap());
            (*id, Known { changed, digests: (*digest > 0).then_some([*digest; 8]) })
        };
        let watermark = Some(Timestamp::from_second(1_772_438_400).unwrap());
        let rows = rows.iter().map(known).collect();
        Cursor { scope: Some("jobId=7".to_owned()), watermark, swept: watermark, rows }
    }

    proptest! {
        #[test]
        fn what_was_written_is_read_back(
            rows in prop::collection::vec((any::<i64>(), prop::option::of(0i64..4_000_000_000_000), any::<u16>()), 0..40),
        ) {
            let cursor = cursor(&rows);
            prop_assert_eq!(Cursor::decode(&cursor.encode()).unwrap(), cursor);
        }

        #[test]
        fn a_changed_or_missing_byte_is_noticed(at in 0usize..200, byte in any::<u8>(), cut in any::<bool>()) {
            let mut text = cursor(&[(1, Some(5), 7), (2, None, 9), (3, Some(1), 1), (4, Some(2), 2)]).encode();
            prop_assume!(at < text.len() && (cut || text[at] != byte));
            if cut { text.truncate(at) } else { text[at] = byte }
            prop_assert!(Cursor::decode(&text).is_err());
        }
    }

    #[test]
    fn a_cursor_says_how_far_it_is_and_how_many_it_knows() {
        let cursor = cursor(&[(1, Some(5), 7), (2, None, 0)]);
        assert_eq!((cursor.watermark(), cursor.applications()), (cursor.swept, 2));
    }

    #[test]
    fn a_row_that_is_not_written_like_this_is_no_row() {
        let digests = "0001000200030004000500060007ffff";
        let known = Known { changed: None, digests: Some([1, 2, 3, 4, 5, 6, 7, 0xffff]) };
        assert_eq!(read_row(&format!("-1 - {digests}")), Some((-1, known)));
        let odd = ["", "1", "1 -", "x - -", "1 x -", "1 - - -", "1 - 00"].map(str::to_owned);
        let cut = [format!("1 - {}", &digests[1..]), format!("1 - {digests}0"), format!("1 - {digests} -")];
        for row in odd.iter().chain(&cut) {
            assert_eq!(read_row(row), None, "{row}");
        }
    }

    #[test]
    fn digests_of_another_making_are_forgotten() {
        let text = String::from_utf8(cursor(&[(1, Some(5), 7)]).encode()).unwrap();
        let (body, _) = text.rsplit_once("end ").unwrap();
        let body = body.replace(&format!("\"digests\":{DIGESTS_VERSION}"), "\"digests\":0");
        let text = format!("{body}end {:016x}\n", fnv(body.as_bytes()));
        assert_eq!(Cursor::decode(text.as_bytes()).unwrap(), cursor(&[(1, Some(5), 0)]));
    }

    #[test]
    fn a_newer_cursor_is_refused_by_that_name() {
        let error = Cursor::decode(b"{\"join_cursor\":2,\"what\":\"ever\"}\n").unwrap_err();
        assert!(error.to_string().contains("newer version"), "{error}");
        let error = Cursor::decode(b"").unwrap_err();
        assert!(error.to_string().contains("damaged"), "{error}");
    }
}
