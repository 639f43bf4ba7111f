//! The SDK against the sandbox over real HTTP, one file for each behaviour.

mod audit;
mod blocking;
mod blocking_more;
mod bulk;
mod catalog;
mod changes;
mod creating;
mod decisions;
mod decoding;
mod document;
mod downloads;
mod errors;
mod lists;
mod notes;
mod observer;
mod odd_answers;
mod options;
mod pacing;
mod raw;
mod reading;
mod refusals;
mod requests;
mod retries;
mod tags;
mod wire;
mod writing;
