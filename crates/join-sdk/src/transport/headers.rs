//! Parses response headers: request id, quota, requested wait.

use std::time::{Duration, SystemTime};

use reqwest::StatusCode;
use reqwest::header::{AsHeaderName, DATE, HeaderMap, RETRY_AFTER};

use crate::pacer::RateLimitInfo;

/// Clamp of `x-ratelimit-reset`: 1 to 20 seconds, as the one known client does (evidence: second-hand).
const LONGEST_RESET: u64 = 20;

/// Seconds from here up are a point in time: as a wait they would exceed thirty years.
const EPOCH_LIKE: u64 = 1_000_000_000;

/// Seconds from here up are milliseconds: as seconds they would lie three thousand years ahead.
const MILLIS_LIKE: u64 = 100_000_000_000;

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
    let count_of = |text: &str| Some(u32::try_from(text.parse::<u64>().ok()?).unwrap_or(u32::MAX));
    let refused = status == StatusCode::TOO_MANY_REQUESTS;
    let Quota { limit, remaining, reset: seconds, waits } = Quota::of(headers);
    let retry_after = if waits { retry_after(headers, now) } else { None };
    let info = RateLimitInfo { answered: true, refused, retry_after, ..Default::default() };
    let reset = seconds.and_then(|text| text.parse().ok()).map(|value| reset(value, now));
    // A limit of 0 or below on a request that was served is no quota: the server counts nothing.
    match limit.and_then(|limit| limit.parse::<i64>().ok()) {
        Some(..=0) if refused => RateLimitInfo { reset, ..info },
        Some(..=0) => info,
        _ => RateLimitInfo {
            limit: limit.and_then(count_of),
            remaining: remaining.and_then(count_of),
            reset,
            ..info
        },
    }
}

/// The headers of the quota as texts; the first of each name counts.
#[derive(Default)]
struct Quota<'a> {
    limit: Option<&'a str>,
    remaining: Option<&'a str>,
    reset: Option<&'a str>,
    /// Whether the response asks to wait.
    waits: bool,
}

impl<'a> Quota<'a> {
    /// Reads all of them in one pass: each response of each call comes through here, and a look-up hashes the name.
    fn of(headers: &'a HeaderMap) -> Self {
        let mut quota = Self::default();
        for (name, value) in headers {
            let field = match name.as_str() {
                "x-ratelimit-limit" => &mut quota.limit,
                "x-ratelimit-remaining" => &mut quota.remaining,
                "x-ratelimit-reset" => &mut quota.reset,
                "retry-after" => {
                    quota.waits = true;
                    continue;
                }
                _ => continue,
            };
            if field.is_none() {
                *field = value.to_str().ok().map(str::trim);
            }
        }
        quota
    }
}

/// Whether a 403 with these headers refuses for the quota.
pub(crate) fn is_exhausted(info: &RateLimitInfo) -> bool {
    info.remaining == Some(0) || info.retry_after.is_some()
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

/// `Retry-After` in seconds or as a point in time (evidence: none; honoured when present). Zero, the past and anything
/// else are no hint: gateways send `0` on every refusal, and a retry at once would only be refused again.
fn retry_after(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let values = headers.get_all(RETRY_AFTER).iter().filter_map(|value| value.to_str().ok());
    // The server's own clock where it sends one: ours may be wrong.
    let now = text(headers, &DATE).and_then(|date| httpdate::parse_http_date(date).ok()).unwrap_or(now);
    values.filter_map(|value| wait_of(value.trim(), now)).find(|wait| !wait.is_zero())
}

fn wait_of(asked: &str, now: SystemTime) -> Option<Duration> {
    if asked.is_empty() || !asked.bytes().all(|byte| byte.is_ascii_digit()) {
        return httpdate::parse_http_date(asked).ok()?.duration_since(now).ok();
    }
    // More digits than fit are a wait without end.
    let number = asked.parse().unwrap_or(u64::MAX);
    let since_epoch = now.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    match number {
        MILLIS_LIKE.. => Some(Duration::from_millis(number).saturating_sub(since_epoch)),
        EPOCH_LIKE.. => Some(Duration::from_secs(number).saturating_sub(since_epoch)),
        _ => Some(Duration::from_secs(number)),
    }
}

fn text(headers: &HeaderMap, name: impl AsHeaderName) -> Option<&str> {
    headers.get(name)?.to_str().ok().map(str::trim)
}

#[cfg(test)]
mod tests {
    use super::*;
    use reqwest::header::{HeaderName, HeaderValue};

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
        for (value, seconds) in [
            ("Mon, 21 Sep 2026 14:13:25 GMT", Some(5)),
            ("Monday, 21-Sep-26 14:13:25 GMT", Some(5)),
            ("Mon Sep 21 14:13:25 2026", Some(5)),
            ("1790000005", Some(5)),
            ("1790000005000", Some(5)),
            (" 7 ", Some(7)),
        ] {
            assert_eq!(after(&[("retry-after", value)]), seconds, "{value}");
        }
        let endless = after(&[("retry-after", "99999999999999999999999")]);
        assert!(endless.is_some_and(|wait| wait > 1_000_000_000), "{endless:?}");
    }

    #[test]
    fn a_retry_after_of_zero_in_the_past_or_without_sense_is_no_hint() {
        for value in [
            "0",
            "00",
            "-1",
            "+0",
            "1.5",
            "",
            "tomorrow",
            "1790000000",
            "1000000000",
            "1689999999000",
            "Sun, 06 Nov 1994 08:49:37 GMT",
            "Sunday, 06-Nov-94 08:49:37 GMT",
            "Sun Nov  6 08:49:37 1994",
            "Mon, 21 Sep 2026 14:13:20 GMT",
        ] {
            let info = rate_limit_of(429, &[("retry-after", value)]);
            assert_eq!(info.retry_after, None, "{value}");
        }
        let info =
            rate_limit_of(429, &[("retry-after", "0"), ("retry-after", "9"), ("x-ratelimit-reset", "3")]);
        assert_eq!(
            (info.retry_after, info.reset),
            (Some(Duration::from_secs(9)), Some(Duration::from_secs(3)))
        );
    }

    #[test]
    fn a_limit_of_zero_on_a_served_request_is_no_quota() {
        for limit in ["0", "-1"] {
            let headers =
                [("x-ratelimit-limit", limit), ("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", "9")];
            let none = RateLimitInfo { answered: true, ..RateLimitInfo::default() };
            assert_eq!(rate_limit_of(200, &headers), none);
            assert!(!is_exhausted(&rate_limit_of(403, &headers)));
            let refused = rate_limit_of(429, &headers);
            assert_eq!((refused.limit, refused.reset), (None, Some(Duration::from_secs(9))));
        }
        let headers = [("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", "9")];
        let info = rate_limit_of(200, &headers);
        assert_eq!((info.remaining, info.reset), (Some(0), Some(Duration::from_secs(9))));
    }
}
