//! Counts as text.

use std::fmt;
use std::str::FromStr;

use crate::text::error::{SettingError, quoted};

/// Reads a count that is at least `least`. `what` names it in an error.
pub(crate) fn count<N>(what: &str, text: &str, least: N) -> Result<N, SettingError>
where
    N: FromStr + PartialOrd + fmt::Display,
{
    // The standard library takes a plus sign, which nobody means here.
    let number = text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok()).flatten();
    number.filter(|number| *number >= least).ok_or_else(|| {
        SettingError::new(format!("{what} must be a whole number from {least}, not {}", quoted(text)))
    })
}
