//! Times: all of a recording move by the same span, so that their order and their distances stay.

use jiff::SignedDuration;
use jiff::civil::{Date, DateTime};

use super::keyed::Stream;
use super::source::Fakes;

const DAY: i64 = 86_400;

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

impl Fakes {
    /// A time that moved, or a fake of the text where it is no time.
    pub(crate) fn time(&mut self, text: &str) -> String {
        self.shift.time(text).unwrap_or_else(|| self.text("text", text))
    }

    /// Another date for a date such as one of birth. None where it is no date.
    pub(crate) fn date(&mut self, text: &str) -> Option<String> {
        let date: Date = text.parse().ok().filter(|_| text.len() == 10)?;
        let mut stream = self.key.stream("date", date.to_string().as_bytes(), 0);
        let days = i64::from(stream.below(20_000));
        let start = Date::constant(1950, 1, 1);
        Some(start.checked_add(SignedDuration::from_secs(days * DAY)).ok()?.to_string())
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;

    fn fakes() -> Fakes {
        Fakes::new(&url::Url::parse("https://api.join.com/v2").unwrap(), Vec::new()).unwrap()
    }

    #[test]
    fn times_keep_their_order_their_distance_and_their_form() {
        let mut fakes = fakes();
        let parsed = |text: &str| text.parse::<Timestamp>().unwrap();
        let (one, other) = ("2026-03-02T08:00:00.120Z", "2026-03-02T10:00:07+01:00");
        let (moved, moved_other) = (fakes.time(one), fakes.time(other));
        assert!(moved.ends_with(".120Z") && moved_other.ends_with("+01:00"), "{moved} {moved_other}");
        assert_eq!(
            parsed(other).duration_since(parsed(one)),
            parsed(&moved_other).duration_since(parsed(&moved))
        );
        assert_ne!(moved.get(..10), one.get(..10));
        assert_eq!(fakes.time("2026-03-02 08:00:00").get(10..11), Some(" "));
        let seconds = parsed("2026-03-02T08:00:00Z").as_second();
        let epoch = fakes.shift.epoch(seconds);
        assert_eq!(fakes.shift.epoch(seconds * 1_000), epoch * 1_000);
        assert_eq!(Timestamp::from_second(epoch).unwrap(), parsed(&moved.replace(".120", "")));
        let http = fakes.shift.http_date("Mon, 02 Mar 2026 08:00:00 GMT").unwrap();
        assert_eq!(
            Timestamp::try_from(httpdate::parse_http_date(&http).unwrap()).unwrap(),
            Timestamp::from_second(epoch).unwrap()
        );
    }

    #[test]
    fn what_is_no_time_is_a_text() {
        let mut fakes = fakes();
        for text in [
            "yesterday",
            "2026-13-02T08:00:00Z",
            "2026-03-02T08:00:00 by Ada",
            "",
            "2026-03-02T08:00:00Zürich",
        ] {
            let fake = fakes.time(text);
            assert!(text.is_empty() || fake != text, "{fake}");
            assert!(!fake.contains("Ada"));
        }
        assert!(fakes.date("1990-05-17").is_some_and(|date| date != "1990-05-17" && date.len() == 10));
        assert_eq!(fakes.date("17 May 1990"), None);
    }
}
