//! Timestamps as JSON.

use jiff::Timestamp;

/// RFC 3339 in UTC with milliseconds, such as `2026-03-02T08:00:00.000Z`.
pub(crate) fn timestamp(milliseconds: i64) -> String {
    let timestamp = Timestamp::from_millisecond(milliseconds).unwrap_or_default();
    format!("{timestamp:.3}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_timestamp_always_has_three_digits_of_milliseconds() {
        assert_eq!(timestamp(1_772_438_400_000), "2026-03-02T08:00:00.000Z");
    }
}
