//! Machines as processes: killed, and on a database that is restarted.

pub(crate) mod creates;
pub(crate) mod feed;
mod machine;
pub(crate) mod quota;
pub(crate) mod tags;

pub(crate) use machine::{MACHINE, machine};
