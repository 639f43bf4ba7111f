//! The clock of the company.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;

use crate::text::error::SettingError;
use crate::text::word::Words;

/// How far each write moves the fixed clock, in milliseconds.
const STEP: i64 = 1_000;

/// 2026-03-02T08:00:00Z in milliseconds: when the fixed clock starts.
const EPOCH: i64 = 1_772_438_400_000;

/// The clock behind `createdAt` and `lastUpdatedAt`. Its text is `fixed` or `real`.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use join_sandbox::{Clock, JoinSandbox};
///
/// let sandbox = JoinSandbox::builder().clock(Clock::Real).start().await?;
/// assert_eq!("real".parse(), Ok(Clock::Real));
/// # drop(sandbox);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Clock {
    /// Starts at 2026-03-02T08:00:00Z, and each write advances it by one second.
    #[default]
    Fixed,
    /// The clock of the system. The newest seeded row is from the start of the sandbox.
    Real,
}

impl Words for Clock {
    const WORDS: &'static [(&'static str, Self)] = &[("fixed", Clock::Fixed), ("real", Clock::Real)];
}

impl Clock {
    /// When the sandbox starts, in milliseconds.
    pub(crate) fn start(self) -> i64 {
        match self {
            Clock::Fixed => EPOCH,
            Clock::Real => Timestamp::now().as_millisecond(),
        }
    }

    /// The time of a write after one at `before`, in milliseconds. It never goes back.
    pub(crate) fn after(self, before: i64) -> i64 {
        match self {
            Clock::Fixed => before + STEP,
            Clock::Real => Timestamp::now().as_millisecond().max(before),
        }
    }
}

impl FromStr for Clock {
    type Err = SettingError;

    fn from_str(text: &str) -> Result<Self, SettingError> {
        Clock::read("clock", text)
    }
}

impl fmt::Display for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}
