//! Records a session with the JOIN recruiting API as fixtures without personal data.
//!
//! A program has a bug that only the real account shows. [`Recorder`] stands between the two, on loopback, and keeps each
//! request with its response, where names, addresses, tags, notes, files, ids and times are fakes. The same input has the
//! same fake within a recording, so the bug stays. The file can be sent to somebody else, and replayed by
//! `joinctl sandbox --from-recording`, by `join-sandbox` and by `join-httpmock`.
//!
//! ```no_run
//! # async fn example() -> Result<(), join_recorder::Error> {
//! use join_recorder::Recorder;
//!
//! let recorder = Recorder::start("https://api.join.com/v2").await?;
//! println!("JOIN_BASE_URL={}", recorder.base_url()); // the program runs with it
//! recorder.stop().await.recording()?.save("session.jsonl")?;
//! # Ok(()) }
//! ```
//!
//! # What is replaced
//!
//! All that the API document doesn't list as harmless: every text but known values of enums, codes of languages and
//! countries, and common words in the type of an error. A field that the document doesn't know makes the recording fail
//! with its place, unless it is left out on purpose. What each kind becomes stands in the guide, `docs/recording.md`.
//!
//! A fake is a keyed hash. The key is random and ends with the recorder.
//!
//! # Inside
//!
//! | floor | rooms |
//! | --- | --- |
//! | the proxy | `recorder` |
//! | what went over the wire, without personal data | `redaction` |
//! | the fakes | `fakes` |
//! | the fields of the document, the file | `document`, `recording` |
//! | errors | `error` |

mod document;
mod error;
mod fakes;
mod recorder;
mod recording;
mod redaction;

pub use error::Error;
pub use recorder::run::{Recorder, RecorderBuilder};
pub use recorder::session::Session;
pub use recording::exchange::{Body, Exchange};
pub use recording::file::Recording;
pub use recording::key::RequestKey;
