//! Shared test support: a fixture on the sandbox, a scripted server, a server that injects faults, a call of every operation,
//! a process in another role, and the comparisons of benchmarks.
//!
//! It also compiles the examples of the README and of the guides.

pub mod comparison;
pub mod every_operation;
pub mod faults;
mod fixture;
mod role;
mod script;

pub use fixture::{Fixture, client, sandbox};
pub use role::Role;
pub use script::{Answer, Received, Script};

#[doc = include_str!("../../README.md")]
#[allow(dead_code)]
struct Readme;

#[doc = include_str!("../../docs/telemetry.md")]
#[allow(dead_code)]
struct Telemetry;

#[doc = include_str!("../../docs/tag-safety.md")]
#[allow(dead_code)]
struct TagSafety;

#[doc = include_str!("../../docs/recording.md")]
#[allow(dead_code)]
struct Recording;

#[doc = include_str!("../../docs/testing.md")]
#[allow(dead_code)]
struct Testing;

#[doc = include_str!("../../docs/actions.md")]
#[allow(dead_code)]
struct Actions;

#[doc = include_str!("../../docs/errors.md")]
#[allow(dead_code)]
struct Errors;

#[doc = include_str!("../../docs/retries.md")]
#[allow(dead_code)]
struct Retries;

#[doc = include_str!("../../docs/lists.md")]
#[allow(dead_code)]
struct Lists;

#[doc = include_str!("../../docs/privacy.md")]
#[allow(dead_code)]
struct Privacy;

#[doc = include_str!("../../docs/upgrading.md")]
#[allow(dead_code)]
struct Upgrading;
