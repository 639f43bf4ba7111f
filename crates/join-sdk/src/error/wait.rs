//! A wait in words.

use std::time::Duration;

/// A wait as people say it, rounded up.
pub(super) fn in_words(wait: Duration) -> String {
    let seconds = wait.as_secs().saturating_add(u64::from(wait.subsec_nanos() > 0));
    match seconds {
        0 | 1 => "1 second".to_owned(),
        2..=120 => format!("{seconds} seconds"),
        121..=7_200 => format!("{} minutes", seconds.div_ceil(60)),
        7_201..=172_800 => format!("{} hours", seconds.div_ceil(3_600)),
        _ => format!("{} days", seconds.div_ceil(86_400)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_is_rounded_up_to_a_unit_that_reads_well() {
        for (seconds, words) in [
            (0.2, "1 second"),
            (36.1, "37 seconds"),
            (120.0, "120 seconds"),
            (121.0, "3 minutes"),
            (3_600.0, "60 minutes"),
            (7_201.0, "3 hours"),
            (864_000.0, "10 days"),
        ] {
            assert_eq!(in_words(Duration::from_secs_f64(seconds)), words);
        }
        assert!(in_words(Duration::MAX).ends_with("days"));
    }
}
