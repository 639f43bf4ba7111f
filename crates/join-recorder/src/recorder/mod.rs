//! The recorder: a proxy on loopback between a program and JOIN.

pub(crate) mod proxy;
pub(crate) mod run;
pub(crate) mod session;
pub(crate) mod upstream;
