//! `joinctl attachments`: list, get.

use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use join_sdk::Join;
use join_sdk::downloads::{Download, Redirects};
use join_sdk::private_files::{self, NewFile};
use join_sdk::types::{Application, ApplicationId, Attachment};
use serde::Serialize;
use serde_json::json;

use crate::account;
use crate::exit::{ExitCode, Failure, Outcome};
use crate::output::listing::{self, Output};
use crate::output::out::Out;
use crate::output::row::Row;
use crate::text::counted;

/// The commands for the files of applications.
#[derive(Subcommand)]
pub(crate) enum Command {
    /// List the files of an application, with their numbers.
    #[command(after_help = "Example:\n  joinctl attachments list 9")]
    List {
        /// Application id.
        application: i64,
        #[command(flatten)]
        output: Output<Listed<'static>>,
    },
    /// Download one file. The token goes to JOIN only.
    #[command(
        after_help = "Examples:\n  joinctl attachments get 9 1 -o cv.pdf\n  joinctl attachments get 9 CV -o - > cv.pdf\n  joinctl attachments get 'https://files.join.com/cv.pdf?signature=abc' -o cv.pdf"
    )]
    Get(GetOptions),
}

#[derive(Args)]
pub(crate) struct GetOptions {
    /// Application id, or the URL of a file.
    #[arg(value_name = "SOURCE")]
    source: String,
    /// The file: its number in the list, its URL, its name, or its type such as CV. Not needed if there is only one.
    attachment: Option<String>,
    /// File to write, which only you can read; - for standard output.
    #[arg(short = 'o', long = "to", value_name = "FILE")]
    to: PathBuf,
    /// Replace the file if it exists.
    #[arg(long)]
    force: bool,
    /// Follow the file's redirects, to https only and without the token.
    #[arg(long)]
    follow_redirects: bool,
}

/// A file of an application, as a row.
#[derive(Serialize)]
pub(crate) struct Listed<'a> {
    number: usize,
    #[serde(flatten)]
    file: &'a Attachment,
}

impl Row for Listed<'_> {
    const COLUMNS: &'static [&'static str] = &["number", "type", "name", "url"];
    const DISPENSABLE: &'static [&'static str] = &["url"];

    fn cells(&self) -> Vec<String> {
        let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
        vec![
            self.number.to_string(),
            text(self.file.type_.as_ref().map(|kind| kind.as_str())),
            text(self.file.name.as_ref().map(|name| name.as_str())),
            text(self.file.url.as_ref().map(|url| url.as_str())),
        ]
    }
}

pub(crate) async fn run(command: Command, out: &mut Out) -> Outcome {
    match command {
        Command::List { application, output } => {
            let read = account::connect().await?.applications().get(ApplicationId(application)).await?;
            let files: Vec<_> = files(&read)
                .iter()
                .enumerate()
                .map(|(index, file)| Listed { number: index + 1, file })
                .collect();
            listing::write_all(&files, &output, out)
        }
        Command::Get(options) => get(&options, out).await,
    }
}

fn files(application: &Application) -> &[Attachment] {
    application.attachments.as_deref().unwrap_or_default()
}

async fn get(options: &GetOptions, out: &mut Out) -> Outcome {
    let target = Target::open(&options.to, options.force)?;
    let join = account::connect().await?;
    let download = begin(&join, options).await?;
    let kind = download.content_type().map(str::to_owned);
    match target {
        Target::Output => pass_on(download, |bytes| out.exact_bytes(bytes)).await,
        Target::Stream(mut stream) => {
            pass_on(download, |bytes| stream.write_all(bytes).map_err(Failure::from)).await
        }
        Target::New(new) => {
            let copy = new.file().try_clone()?;
            let bytes = download.write_to(tokio::fs::File::from_std(copy)).await?;
            match options.force {
                true => new.replace(&options.to)?,
                false if new.place(&options.to)? => {}
                false => return Err(exists(&options.to)),
            }
            out.json(&json!({ "file": options.to, "bytes": bytes, "type": kind }))
        }
    }
}

/// Chooses the file and begins its download.
async fn begin(join: &Join, options: &GetOptions) -> Result<Download, Failure> {
    let redirects = if options.follow_redirects { Redirects::FollowWithoutToken } else { Redirects::Refuse };
    let request = if is_url(&options.source) {
        if options.attachment.is_some() {
            return Err(Failure::usage("a URL names one file already; leave the second argument out"));
        }
        join.attachments().download(&at(&options.source)?)
    } else {
        let id = options.source.parse().ok().filter(|id| *id > 0);
        let id = id.ok_or_else(|| {
            Failure::usage(format!("“{}” is neither the id of an application nor a URL", options.source))
        })?;
        let application = join.applications().get(ApplicationId(id)).await?;
        match options.attachment.as_deref() {
            Some(url) if is_url(url) => {
                let known = files(&application)
                    .iter()
                    .find(|file| file.url.as_ref().is_some_and(|known| known.as_str() == url));
                match known {
                    Some(file) => join.attachments().download_refreshing(&application, file),
                    None => join.attachments().download(&at(url)?),
                }
            }
            wanted => {
                let file = chosen(files(&application), wanted, id)?;
                join.attachments().download_refreshing(&application, file)
            }
        }
    };
    Ok(request.redirects(redirects).await?)
}

fn is_url(text: &str) -> bool {
    text.contains("://")
}

/// An attachment with nothing but an address.
fn at(url: &str) -> Result<Attachment, Failure> {
    serde_json::from_value(json!({ "url": url })).map_err(|_| Failure::usage("the URL can't be read"))
}

/// Returns the file with that number, name or type.
fn chosen<'a>(files: &'a [Attachment], wanted: Option<&str>, id: i64) -> Result<&'a Attachment, Failure> {
    let look = format!("see joinctl attachments list {id}");
    let Some(wanted) = wanted else {
        return match files {
            [only] => Ok(only),
            [] => Err(Failure::with(ExitCode::NotFound, "the application has no files")),
            several => {
                let count = counted(several.len() as u64, "file", "files");
                Err(Failure::usage(format!("the application has {count}; name one, {look}")))
            }
        };
    };
    let numbered = wanted.parse::<usize>().ok().and_then(|number| files.get(number.checked_sub(1)?));
    let named = |file: &&Attachment| {
        let name = file.name.as_ref().is_some_and(|name| name.as_str() == wanted);
        name || file.type_.as_ref().is_some_and(|kind| kind.as_str().eq_ignore_ascii_case(wanted))
    };
    let mut named = files.iter().filter(named);
    match (numbered, named.next(), named.next()) {
        (Some(file), ..) | (None, Some(file), None) => Ok(file),
        (None, Some(_), Some(_)) => {
            Err(Failure::usage(format!("several files of the application match; give a number, {look}")))
        }
        (None, None, _) => {
            let message = format!("the application has no file with this number, name or type; {look}");
            Err(Failure::with(ExitCode::NotFound, message))
        }
    }
}

/// Where the file goes.
enum Target {
    Output,
    Stream(std::fs::File),
    New(NewFile),
}

impl Target {
    /// Before anything is downloaded, so that a file without a place costs nothing.
    fn open(path: &Path, force: bool) -> Result<Self, Failure> {
        let steers = || Failure::usage("a file may steer the terminal; name a file, or use a pipe");
        if path == Path::new("-") {
            return if std::io::stdout().is_terminal() { Err(steers()) } else { Ok(Self::Output) };
        }
        let unusable = |error| Failure::usage(format!("{} can't be written: {error}", path.display()));
        if private_files::is_stream(path) {
            let mut options = std::fs::OpenOptions::new();
            let stream = private_files::open(path, options.append(true)).map_err(unusable)?;
            return if stream.is_terminal() { Err(steers()) } else { Ok(Self::Stream(stream)) };
        }
        if !force && path.symlink_metadata().is_ok() {
            return Err(exists(path));
        }
        NewFile::beside(path).map(Self::New).map_err(unusable)
    }
}

fn exists(path: &Path) -> Failure {
    let message = format!("{} exists; nothing was saved. --force replaces it", path.display());
    Failure::with(ExitCode::Refused, message)
}

async fn pass_on(mut download: Download, mut write: impl FnMut(&[u8]) -> Outcome) -> Outcome {
    while let Some(bytes) = download.chunk().await? {
        write(&bytes)?;
    }
    Ok(())
}
