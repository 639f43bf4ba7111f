//! Parses response headers: request id, quota, requested wait.

use std::time::{Duration, SystemTime};

use reqwest::StatusCode;
use reqwest::header::{AsHeaderName, DATE, HeaderMap, HeaderName, RETRY_AFTER};

use crate::pacer::RateLimitInfo;

/// Clamp of `x-ratelimit-reset`: 1 to 20 seconds, as the one known client does (evidence: second-hand).
const LONGEST_RESET: u64 = 20;

/// Seconds from here up are a point in time: as a wait they would exceed thirty years.
const EPOCH_LIKE: u64 = 1_000_000_000;

const LIMIT: HeaderName = HeaderName::from_static("x-ratelimit-limit");
const REMAINING: HeaderName = HeaderName::from_static("x-ratelimit-remaining");
const RESET: HeaderName = HeaderName::from_static("x-ratelimit-reset");

/// A longer value, or one with blanks, is not an id; ids are logged.
const LONGEST_REQUEST_ID: usize = 128;

/// The request id for support, from the first header that has one.
pub(crate) fn request_id(headers: &HeaderMap) -> Option<&str> {
    let names = ["x-request-id", "request-id", "x-amzn-requestid", "cf-ray"];
    let is_id =
        |text: &&str| text.len() <= LONGEST_REQUEST_ID && text.bytes().all(|byte| byte.is_ascii_graphic());
    names.iter().find_map(|name| text(headers, *name).filter(is_id))
}

/// The quota in the headers. `now` is the wall-clock time.
pub(crate) fn rate_limit(status: StatusCode, headers: &HeaderMap, now: SystemTime) -> RateLimitInfo {
    let number = |name: &HeaderName| text(headers, name)?.parse::<u64>().ok();
    let count = |name: &HeaderName| number(name).map(|count| u32::try_from(count).unwrap_or(u32::MAX));
    RateLimitInfo {
        answered: true,
        refused: status == StatusCode::TOO_MANY_REQUESTS,
        limit: count(&LIMIT),
        remaining: count(&REMAINING),
        reset: number(&RESET).map(|value| reset(value, now)),
        retry_after: retry_after(headers, now),
    }
}

/// Seconds to wait, or a point in time. JOIN was never seen to send the latter, but other APIs do.
fn reset(value: u64, now: SystemTime) -> Duration {
    let seconds = match value {
        EPOCH_LIKE.. => {
            let since_epoch = now.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
            value.saturating_sub(since_epoch.as_secs())
        }
        _ => value,
    };
    Duration::from_secs(seconds.clamp(1, LONGEST_RESET))
}

/// `Retry-After` in seconds or as a date (evidence: none; honoured when present).
fn retry_after(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let asked = text(headers, &RETRY_AFTER)?;
    if let Ok(seconds) = asked.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let date = httpdate::parse_http_date(asked).ok()?;
    // The server's own clock where it sends one: ours may be wrong.
    let now = text(headers, &DATE).and_then(|date| httpdate::parse_http_date(date).ok()).unwrap_or(now);
    Some(date.duration_since(now).unwrap_or_default())
}

fn text(headers: &HeaderMap, name: impl AsHeaderName) -> Option<&str> {
    headers.get(name)?.to_str().ok().map(str::trim)
}

#[cfg(test)]
mod tests {
    use super::*;
    use reqwest::header::HeaderValue;

    const NOW: u64 = 1_790_000_000;

    fn rate_limit_of(status: u16, headers: &[(&'static str, &str)]) -> RateLimitInfo {
        let pair = |(name, value): &(&'static str, &str)| {
            (HeaderName::from_static(name), HeaderValue::from_str(value).unwrap())
        };
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(NOW);
        rate_limit(StatusCode::from_u16(status).unwrap(), &headers.iter().map(pair).collect(), now)
    }

    #[test]
    fn the_quota_is_read_from_its_headers() {
        let headers =
            [("x-ratelimit-limit", "50"), ("x-ratelimit-remaining", " 7 "), ("x-ratelimit-reset", "3")];
        let info = rate_limit_of(200, &headers);
        assert_eq!(
            (info.limit, info.remaining, info.reset),
            (Some(50), Some(7), Some(Duration::from_secs(3)))
        );
        assert!(!info.refused && rate_limit_of(429, &[]).refused);
    }

    #[test]
    fn a_reset_is_seconds_or_a_point_in_time_and_always_clamped() {
        let reset = |value: &str| {
            rate_limit_of(429, &[("x-ratelimit-reset", value)]).reset.map(|wait| wait.as_secs())
        };
        for (value, seconds) in [
            ("0", Some(1)),
            ("7", Some(7)),
            ("3600", Some(20)),
            ("1790000005", Some(5)),
            ("1790009999", Some(20)),
            ("1000000000", Some(1)),
            ("1790000005000", Some(20)),
            ("18446744073709551615", Some(20)),
            ("-1", None),
            ("1.5", None),
            ("soon", None),
        ] {
            assert_eq!(reset(value), seconds, "{value}");
        }
    }

    #[test]
    fn a_retry_after_is_seconds_or_a_date() {
        let after = |headers: &[(&'static str, &str)]| {
            rate_limit_of(503, headers).retry_after.map(|wait| wait.as_secs())
        };
        assert_eq!(after(&[("retry-after", "120")]), Some(120));
        let date = httpdate::fmt_http_date(SystemTime::UNIX_EPOCH + Duration::from_secs(NOW + 30));
        assert_eq!(after(&[("retry-after", &date)]), Some(30));
        let ahead = httpdate::fmt_http_date(SystemTime::UNIX_EPOCH + Duration::from_secs(NOW + 20));
        assert_eq!(after(&[("retry-after", &date), ("date", &ahead)]), Some(10), "by the server's clock");
        assert_eq!(after(&[("retry-after", "Sun, 06 Nov 1994 08:49:37 GMT")]), Some(0));
        assert_eq!(after(&[("retry-after", "tomorrow")]), None);
    }
}
