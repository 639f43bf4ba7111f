//! Durations as text, such as `1500ms`, `10s`, `2m` and `1h30m`.

use std::time::Duration;

use jiff::SignedDuration;

use crate::text::error::{SettingError, quoted};

/// No setting of a sandbox waits for longer.
pub(crate) const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);

/// Reads a duration from `least` to a day. A bare unit counts once: `s` is `1s`. `what` names it in an error.
pub(crate) fn duration(what: &str, text: &str, least: Duration) -> Result<Duration, SettingError> {
    let once = text.starts_with(|first: char| first.is_ascii_alphabetic()).then(|| format!("1{text}"));
    // The ISO form, which also begins with a letter, has signs and spaces and is nothing that people write here.
    let parsed = once.as_deref().unwrap_or(text).parse::<SignedDuration>().ok();
    let positive = parsed.and_then(|parsed| Duration::try_from(parsed).ok());
    positive.filter(|read| (least..=LONGEST).contains(read)).ok_or_else(|| {
        let range = format!("from {} to {}", shown(least), shown(LONGEST));
        SettingError::new(format!(
            "{what} must be a duration such as 500ms or 10s, {range}, not {}",
            quoted(text)
        ))
    })
}

/// Writes a duration in the largest unit that shows it exactly.
pub(crate) fn shown(duration: Duration) -> String {
    let nanos = duration.as_nanos();
    let units = [("h", 3_600_000_000_000), ("s", 1_000_000_000), ("ms", 1_000_000), ("us", 1_000)];
    if nanos == 0 {
        return "0s".to_owned();
    }
    let fits = units.into_iter().find(|(_, size)| nanos.is_multiple_of(*size));
    fits.map_or_else(|| format!("{nanos}ns"), |(unit, size)| format!("{}{unit}", nanos / size))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_duration_reads_as_it_is_written() {
        for (text, millis) in
            [("1500ms", 1_500), ("10s", 10_000), ("2m", 120_000), ("1h30m", 5_400_000), ("s", 1_000)]
        {
            let read = duration("it", text, Duration::ZERO).unwrap();
            assert_eq!(read, Duration::from_millis(millis), "{text}");
            assert_eq!(duration("it", &shown(read), Duration::ZERO).unwrap(), read, "{text}");
        }
        assert_eq!(
            (shown(Duration::ZERO), shown(Duration::from_nanos(7))),
            ("0s".to_owned(), "7ns".to_owned())
        );
    }

    #[test]
    fn what_is_no_duration_is_refused_with_an_example() {
        for text in ["", "10", "-1s", "1d", "2 days", "999h", "PT1S", "10sec ago", "1y", "NaNs"] {
            let error = duration("the window", text, Duration::ZERO).unwrap_err().to_string();
            assert!(
                error.starts_with("the window must be a duration such as 500ms or 10s"),
                "{text}: {error}"
            );
        }
        assert!(duration("it", "0s", Duration::from_millis(1)).is_err());
    }
}
