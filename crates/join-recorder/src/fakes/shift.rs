//! The span by which all times of a recording move, so that their order and their distances stay.

use jiff::SignedDuration;
use jiff::civil::DateTime;

use super::keyed::Stream;

/// Seconds of a day.
pub(crate) const DAY: i64 = 86_400;

/// The form of a time without fraction and zone.
const FORM: &str = "%Y-%m-%dT%H:%M:%S";

/// The span that times move back: one to three years.
#[derive(Clone, Copy)]
pub(crate) struct Shift(SignedDuration);

impl Shift {
    pub(crate) fn drawn(stream: &mut Stream) -> Self {
        let days = 365 + i64::from(stream.below(730));
        Self(SignedDuration::from_secs(days * DAY + i64::from(stream.below(43_200)) + 1))
    }

    /// The time moved, in the form in which it came. None where it is no time.
    pub(crate) fn time(self, text: &str) -> Option<String> {
        let (whole, rest) = (text.get(..19)?, text.get(19..)?);
        let separator = whole.get(10..11).filter(|sign| ["T", "t", " "].contains(sign))?;
        let date_time: DateTime = format!("{}T{}", whole.get(..10)?, whole.get(11..)?).parse().ok()?;
        let zone = rest.trim_start_matches(|sign: char| sign == '.' || sign.is_ascii_digit());
        let is_zone = matches!(zone, "" | "Z" | "z")
            || zone.starts_with(['+', '-'])
                && zone.len() <= 6
                && zone.bytes().skip(1).all(|sign| sign.is_ascii_digit() || sign == b':');
        let moved = date_time.checked_sub(self.0).ok().filter(|_| is_zone)?;
        Some(moved.strftime(FORM).to_string().replace('T', separator) + rest)
    }

    /// The same for seconds or milliseconds since 1970.
    pub(crate) fn epoch(self, number: i64) -> i64 {
        let span = self.0.as_secs();
        if number >= 100_000_000_000 { number - span * 1_000 } else { number - span }
    }

    /// The same for a date of HTTP.
    pub(crate) fn http_date(self, text: &str) -> Option<String> {
        let moved = httpdate::parse_http_date(text).ok()?.checked_sub(self.0.unsigned_abs())?;
        Some(httpdate::fmt_http_date(moved))
    }
}
