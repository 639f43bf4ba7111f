//! Fault injection: the faults, the proxy that injects them, the operations, and a cell that runs one operation under one
//! fault.

mod cell;
mod fault;
mod message;
mod operation;
mod server;
mod subject;

pub use cell::{Cell, Outcome, all_that_is_said};
pub use fault::Fault;
pub use operation::{MAX_RESPONSE, Operation};
pub use server::Seen;
pub use subject::{CV, SEEDS, TOKEN};
