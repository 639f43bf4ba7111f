//! Calls over a connection that fails: the faults, the server that plays them in front of the sandbox, the operations, and a
//! single run of one of them under one fault.

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
