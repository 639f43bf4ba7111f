//! Fakes of times and dates.

use jiff::SignedDuration;
use jiff::civil::Date;

use super::shift::DAY;
use super::source::Fakes;

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
