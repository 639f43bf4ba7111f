//! What can go wrong with a request, and what the sandbox records of it. Knows no routes.

pub(crate) mod cut_connections;
pub(crate) mod deliveries;
pub(crate) mod fault;
pub(crate) mod fault_text;
pub(crate) mod hook;
pub(crate) mod injected;
pub(crate) mod injection;
pub(crate) mod latency;
pub(crate) mod odd_body;
pub(crate) mod odd_field;
pub(crate) mod operations;
pub(crate) mod panics;
pub(crate) mod quota;
pub(crate) mod random;
pub(crate) mod rate;
pub(crate) mod recording;
pub(crate) mod rule;
pub(crate) mod rule_text;
pub(crate) mod rules;
