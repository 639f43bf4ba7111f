//! The SDK against the sandbox over real HTTP, one file for each behaviour.

mod catalog;
mod changes;
mod decoding;
mod document;
mod downloads;
mod errors;
mod lists;
mod reading;
mod refusals;
mod requests;
mod retries;
mod tags;
mod writing;
