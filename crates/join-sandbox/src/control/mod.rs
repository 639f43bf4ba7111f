//! The control API under `/_sandbox`: a test in any language steers the sandbox with it. `control-api.json` describes it.

pub(crate) mod answer;
pub(crate) mod candidates;
pub(crate) mod data;
pub(crate) mod faults;
pub(crate) mod guard;
pub(crate) mod input;
pub(crate) mod lifecycle;
pub(crate) mod quota;
pub(crate) mod requests;
pub(crate) mod routes;
pub(crate) mod state;
pub(crate) mod variants;
pub(crate) mod writers;
