//! What can go wrong with a request, and what the sandbox records of it. Knows no routes.

pub(crate) mod cut_connections;
pub(crate) mod fault;
pub(crate) mod hook;
pub(crate) mod injected;
pub(crate) mod injection;
pub(crate) mod latency;
pub(crate) mod odd_field;
pub(crate) mod panics;
pub(crate) mod quota;
pub(crate) mod random;
pub(crate) mod rate;
pub(crate) mod recording;
