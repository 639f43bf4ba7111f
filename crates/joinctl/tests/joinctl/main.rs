//! `joinctl` as a program, one file for each behaviour. They are one test program, so that they wait side by side.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails by panicking")]

// What the tests work with.
mod agent;
mod canned;
mod fixture;
mod home;
#[cfg(unix)]
mod pty;
mod replies;
mod served;
mod server;

// The tests.
mod actions;
mod cli;
mod consent;
mod doctor;
mod doctor_network;
mod endings;
mod everywhere;
mod files;
mod halfway;
mod inputs;
mod kills;
mod lists;
mod mcp;
mod mcp_install;
mod odd_rows;
mod output;
mod pager;
mod profiles;
mod prompt;
mod proxies;
mod recordings;
mod runs;
mod sandbox;
mod sandbox_data;
mod sandbox_guide;
mod secrets;
mod shell_blocks;
mod skill;
mod terminal;
mod texts;
mod verbs;
mod writes;
