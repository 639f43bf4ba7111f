//! The guides of the repository, to read beside the reference.
//!
//! - [`tag_safety`]: what an edit of tags guarantees, and what no client of JOIN can.
//! - [`telemetry`]: spans and reports of calls, and how they reach OpenTelemetry.

#[doc = include_str!("../guides/tag-safety.md")]
pub mod tag_safety {}

#[doc = include_str!("../guides/telemetry.md")]
pub mod telemetry {}
