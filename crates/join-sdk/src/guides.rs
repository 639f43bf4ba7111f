//! The guides of the repository, to read beside the reference.
//!
//! - [`errors`]: what happened, whether anything was written, and what to do.
//! - [`retries`]: retries, timeouts, limits and the quota.
//! - [`lists`]: paging, lists that move, and the feed of changes.
//! - [`tag_safety`]: what an edit of tags guarantees, and what no client of JOIN can.
//! - [`testing`]: how to test an integration, from a unit test to a whole service.
//! - [`telemetry`]: spans and reports of calls, and how they reach OpenTelemetry.
//! - [`privacy`]: what is kept where, for how long, and how to purge it.
//! - [`recording`]: a session with an account, without anybody's data.
//! - [`upgrading`]: what a version means, and the formats of files.

// The first definition of a link counts: here the guides lead to each other, and the picture is part of the
// page; in the repository they are files.

#[doc = "[Retries]: crate::guides::retries\n[`ErrorKind`]: crate::ErrorKind\n"]
#[doc = include_str!("../guides/errors.md")]
pub mod errors {}

#[doc = "[Tag safety]: crate::guides::tag_safety\n"]
#[doc = include_str!("../guides/retries.md")]
pub mod retries {}

#[doc = include_str!("../guides/lists.md")]
pub mod lists {}

#[doc = include_str!("../guides/time-line.md")]
#[doc = include_str!("../guides/tag-safety.md")]
pub mod tag_safety {}

#[doc = "[Recordings]: crate::guides::recording\n[Tag safety]: crate::guides::tag_safety\n"]
#[doc = include_str!("../guides/testing.md")]
pub mod testing {}

#[doc = include_str!("../guides/telemetry.md")]
pub mod telemetry {}

#[doc = "[Recordings]: crate::guides::recording\n"]
#[doc = include_str!("../guides/privacy.md")]
pub mod privacy {}

#[doc = include_str!("../guides/recording.md")]
pub mod recording {}

#[doc = "[Testing]: crate::guides::testing\n"]
#[doc = include_str!("../guides/upgrading.md")]
pub mod upgrading {}
