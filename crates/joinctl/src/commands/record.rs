//! `joinctl record`: records a session of a program with the account, without personal data.

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use join_recorder::{Error, Recorder, Session};

use crate::account;
use crate::exit::{ExitCode, Failure, Outcome};
use crate::interrupt::Interrupts;
use crate::output::out::{self, Out};
use crate::private_file::PrivateFile;

/// How often new unknown fields are looked for.
const LOOK: Duration = Duration::from_millis(200);

/// The settings of a recording.
#[derive(Args)]
pub(crate) struct Options {
    /// File to write. It appears when the recording ends.
    #[arg(long, value_name = "FILE")]
    to: PathBuf,
    /// Port on 127.0.0.1; 0 takes a free one.
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// Beginning of tags to keep, such as persona:. Can be given again.
    #[arg(long, value_name = "PREFIX")]
    keep_tag_prefix: Vec<String>,
    /// Leave out fields and requests that the API document doesn't know, instead of refusing the recording.
    #[arg(long)]
    drop_unknown: bool,
}

/// Starts the recorder, prints its base URL as one line of JSON, and records until SIGINT or SIGTERM.
pub(crate) async fn run(options: Options, out: &mut Out) -> Outcome {
    let file = PrivateFile::begin(&options.to)?;
    // The program that is recorded has a token of its own.
    let base_url = account::settings()?.base_url.value;
    let mut builder = Recorder::builder(&base_url).port(options.port);
    for prefix in options.keep_tag_prefix {
        builder = builder.keep_tag_prefix(prefix);
    }
    // Listened for before anything is printed: whoever reads the line may signal at once.
    let mut interrupts = Interrupts::listen()?;
    let recorder = builder.start().await?;
    out.json(&serde_json::json!({ "base_url": recorder.base_url() }))?;
    out.flush()?;
    out::report(&format!(
        "Run the program with JOIN_BASE_URL={} and its own token. Ctrl-C ends the recording.",
        recorder.base_url()
    ));
    let mut reported = 0;
    loop {
        // A session may be shorter than a look, so the last one is at its end.
        let is_over = tokio::select! {
            () = interrupts.wait() => true,
            () = tokio::time::sleep(LOOK) => false,
        };
        let unknown = recorder.unknown_fields();
        if unknown.len() > reported {
            reported = unknown.len();
            report_unknown(&unknown, options.drop_unknown);
        }
        if is_over {
            break;
        }
    }
    let session = recorder.stop().await;
    report_gaps(&session);
    let recording = match options.drop_unknown {
        true => session.recording_without_unknown_fields()?,
        false => session.recording()?,
    };
    file.write(&recording.to_text()?)?;
    out.json(&serde_json::json!({
        "file": options.to.display().to_string(),
        "exchanges": recording.exchanges().len(),
        "left_out": recording.left_out(),
    }))
}

/// Reports unknown fields while the session can still be run again at little cost.
fn report_unknown(places: &[String], dropped: bool) {
    let then = match dropped {
        true => "these are left out",
        false => "the recording will be refused without --drop-unknown",
    };
    out::report(&format!("the API document doesn't know: {}; {then}", places.join(", ")));
}

fn report_gaps(session: &Session) {
    if session.unanswered() > 0 {
        let message = "requests got no whole response and are not in the recording";
        out::report(&format!("{} {message}", session.unanswered()));
    }
    if session.too_many() > 0 {
        let message = "exchanges are past the size of a recording and are not in it";
        out::report(&format!("{} {message}", session.too_many()));
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        match &error {
            Error::Upstream(_) => Self::usage(error.to_string()),
            Error::UnknownFields(places) => Self::with(
                ExitCode::Refused,
                format!(
                    "nothing was written, because the API document doesn't know:\n  {}\nrun it again with --drop-unknown \
                     to leave these out",
                    places.join("\n  ")
                ),
            ),
            _ => Self::new(error.to_string()),
        }
    }
}
