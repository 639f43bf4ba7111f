//! For tests of what several processes share: a store in memory, and the suite that each implementation has to pass.
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), join_sdk::testing::conformance::Violation> {
//! use join_sdk::testing::{SharedMemory, conformance};
//!
//! // Two handles on one store, as two processes have them.
//! let (first, second) = (SharedMemory::default(), SharedMemory::default());
//! assert!(conformance::tag_lock(&first, &second).await.is_err()); // these two share nothing
//! conformance::tag_lock(&first, &first.clone()).await
//! # }
//! ```

pub mod conformance;
mod leases;
mod memory;
#[cfg(test)]
mod scale;

pub use memory::SharedMemory;
