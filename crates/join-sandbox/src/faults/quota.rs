//! The quota: how many requests the sandbox allows, and its text.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use crate::text::count::count;
use crate::text::duration::{duration, shown};
use crate::text::error::{SettingError, quoted};

const SHORTEST: Duration = Duration::from_millis(1);

/// The requests allowed in a window before the sandbox responds with 429. Its text is `100/10s`.
///
/// Windows are fixed. Each opens with the first request after the previous one closed.
///
/// ```
/// use std::time::Duration;
/// use join_sandbox::RateLimit;
///
/// let limit: RateLimit = "100/10s".parse()?;
/// assert_eq!(limit, RateLimit { requests: 100, window: Duration::from_secs(10) });
/// # Ok::<(), join_sandbox::SettingError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RateLimit {
    /// Allowed requests in one window.
    pub requests: u32,
    /// Length of a window.
    pub window: Duration,
}

/// A bucket of tokens: each request takes one, and tokens flow in steadily. Its text is `bucket:50/1s+20`.
///
/// It starts full. A request that finds it empty gets a 429.
///
/// ```
/// use std::time::Duration;
/// use join_sandbox::TokenBucket;
///
/// let bucket: TokenBucket = "bucket:50/1s+20".parse()?;
/// assert_eq!(bucket, TokenBucket { tokens: 50, per: Duration::from_secs(1), burst: 20 });
/// # Ok::<(), join_sandbox::SettingError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TokenBucket {
    /// Tokens that flow in during [`per`](Self::per).
    pub tokens: u32,
    /// The time for them.
    pub per: Duration,
    /// The tokens of a full bucket: as many requests may come at once.
    pub burst: u32,
}

/// The requests that the sandbox allows. Requests over it get a 429.
///
/// Its text is `unlimited`, `100/10s` for 100 requests in each window of ten seconds, or `bucket:50/1s+20` for a bucket of
/// 20 tokens into which 50 flow each second. Without `+20`, the bucket holds as many as flow in.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use join_sandbox::{JoinSandbox, Quota};
///
/// let sandbox = JoinSandbox::builder().quota("100/10s".parse::<Quota>()?).start().await?;
/// sandbox.set_quota("bucket:50/1s+20".parse::<Quota>()?);
/// assert_eq!(sandbox.quota().to_string(), "bucket:50/1s+20");
/// sandbox.set_quota(Quota::Unlimited);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Quota {
    /// No limit. The `x-ratelimit-*` headers show a notional one that is never used up.
    #[default]
    Unlimited,
    /// A number of requests in each window.
    Window(RateLimit),
    /// A bucket of tokens.
    Bucket(TokenBucket),
}

impl From<RateLimit> for Quota {
    fn from(limit: RateLimit) -> Self {
        Quota::Window(limit)
    }
}

impl From<TokenBucket> for Quota {
    fn from(bucket: TokenBucket) -> Self {
        Quota::Bucket(bucket)
    }
}

impl From<Option<RateLimit>> for Quota {
    fn from(limit: Option<RateLimit>) -> Self {
        limit.map_or(Quota::Unlimited, Quota::Window)
    }
}

impl FromStr for RateLimit {
    type Err = SettingError;

    fn from_str(text: &str) -> Result<Self, SettingError> {
        let (requests, window) = rate(text, text)?;
        Ok(RateLimit { requests, window })
    }
}

impl FromStr for TokenBucket {
    type Err = SettingError;

    fn from_str(text: &str) -> Result<Self, SettingError> {
        let inner = text.strip_prefix("bucket:").ok_or_else(|| no_quota(text))?;
        let (flow, burst) = inner.split_once('+').map_or((inner, None), |(flow, burst)| (flow, Some(burst)));
        let (tokens, per) = rate(flow, text)?;
        let burst = burst.map_or(Ok(tokens), |burst| count("the burst of a bucket", burst, 1))?;
        Ok(TokenBucket { tokens, per, burst })
    }
}

impl FromStr for Quota {
    type Err = SettingError;

    fn from_str(text: &str) -> Result<Self, SettingError> {
        match text {
            "unlimited" => Ok(Quota::Unlimited),
            _ if text.starts_with("bucket:") => text.parse().map(Quota::Bucket),
            _ if text.starts_with(|first: char| first.is_ascii_digit()) => text.parse().map(Quota::Window),
            _ => Err(no_quota(text)),
        }
    }
}

/// Reads `100/10s`, which is a part of `whole`.
fn rate(text: &str, whole: &str) -> Result<(u32, Duration), SettingError> {
    let (requests, time) = text.split_once('/').ok_or_else(|| no_quota(whole))?;
    Ok((count("the requests of a quota", requests, 1)?, duration("the time of a quota", time, SHORTEST)?))
}

fn no_quota(text: &str) -> SettingError {
    let forms = "write 100/10s for a window, bucket:50/1s+20 for a bucket with a burst, or unlimited";
    SettingError::new(format!("{} is no quota; {forms}", quoted(text)))
}

impl fmt::Display for RateLimit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.requests, shown(self.window))
    }
}

impl fmt::Display for TokenBucket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "bucket:{}/{}+{}", self.tokens, shown(self.per), self.burst)
    }
}

impl fmt::Display for Quota {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Quota::Unlimited => f.write_str("unlimited"),
            Quota::Window(limit) => limit.fmt(f),
            Quota::Bucket(bucket) => bucket.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quota_reads_as_it_is_written() {
        for (text, shown) in [
            ("unlimited", "unlimited"),
            ("100/10s", "100/10s"),
            ("60/m", "60/60s"),
            ("bucket:50/1s+20", "bucket:50/1s+20"),
            ("bucket:1/250ms", "bucket:1/250ms+1"),
        ] {
            let quota: Quota = text.parse().unwrap();
            assert_eq!(quota.to_string(), shown);
            assert_eq!(shown.parse::<Quota>().unwrap(), quota);
        }
    }

    #[test]
    fn what_is_no_quota_is_refused_with_the_forms() {
        for text in ["", "ten", "100", "bucket", "bucket:", "bucket:+5", "-1/s", "window:5/s"] {
            let error = text.parse::<Quota>().unwrap_err().to_string();
            assert!(error.contains("write 100/10s for a window"), "{text}: {error}");
        }
        for (text, part) in [
            ("0/10s", "the requests of a quota"),
            ("5/0s", "the time of a quota"),
            ("5/10", "the time of a quota"),
            ("99999999999/s", "the requests of a quota"),
            ("bucket:5/1s+0", "the burst of a bucket"),
            ("bucket:5/1s+x", "the burst of a bucket"),
            ("bucket:5/1s+1+2", "the burst of a bucket"),
        ] {
            let error = text.parse::<Quota>().unwrap_err().to_string();
            assert!(error.starts_with(part), "{text}: {error}");
        }
    }
}
