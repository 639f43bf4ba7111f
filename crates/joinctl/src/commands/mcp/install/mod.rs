//! `joinctl mcp install`: writes the server into the settings of programs for agents.

mod clients;
mod entry;

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use join_sdk::private_files::NewFile;
use secrecy::ExposeSecret;
use serde_json::json;

use self::clients::Client;
use self::entry::{Entry, Unusable, with_entry};
use crate::account;
use crate::consent;
use crate::exit::{ExitCode, Failure, Outcome};
use crate::output::out::{self, Out};

pub(super) const EXAMPLES: &str = "Examples:
  joinctl mcp install --client claude-desktop
  joinctl mcp install --client cursor --profile acme --dry-run
  joinctl mcp install --client vscode --file .vscode/mcp.json --yes
  joinctl mcp install --print";

const NOTHING: &str = "nothing was written";

#[derive(Args)]
pub(crate) struct Options {
    /// Program to write to; repeat it for more. Defaults to all that are found for this user.
    #[arg(long, value_enum)]
    client: Vec<Client>,
    /// Settings file of the program, such as that of a project. Defaults to that of this user.
    #[arg(long, value_name = "FILE", requires = "client")]
    file: Option<PathBuf>,
    /// Name of the server in the program.
    #[arg(long, default_value = "join")]
    name: String,
    /// Let the server write, each time by a plan.
    #[arg(long)]
    allow_writes: bool,
    /// Print the entry, for a program that is not known here. Writes nothing.
    #[arg(long, conflicts_with_all = ["client", "file", "yes", "dry_run"])]
    print: bool,
    /// Write without asking. A terminal is asked otherwise; without one, nothing is written.
    #[arg(long)]
    yes: bool,
    /// Show what would be written. Writes nothing.
    #[arg(long, conflicts_with = "yes")]
    dry_run: bool,
}

/// A settings file and its new text.
struct Change {
    client: Client,
    file: PathBuf,
    before: Option<String>,
    after: String,
}

impl Change {
    fn is_needed(&self) -> bool {
        self.before.as_deref() != Some(self.after.as_str())
    }
}

pub(super) async fn run(options: Options, out: &mut Out) -> Outcome {
    let entry = entry(&options)?;
    if options.print {
        let server = json!({ "command": entry.command, "args": entry.args });
        return out.exact(&format!("{:#}\n", json!({ "mcpServers": { entry.name: server } })));
    }
    let mut changes = Vec::new();
    for client in chosen(&options)? {
        changes.push(change(client, &options, &entry)?);
    }
    let words: Vec<String> = changes.iter().map(|change| in_words(change, &entry)).collect();
    let is_needed = changes.iter().any(Change::is_needed);
    let agreed = options.yes || (is_needed && !options.dry_run && asked(&words.join("\n")).await?);
    for change in &changes {
        let is_written = agreed && change.is_needed();
        if is_written {
            write(change)?;
        }
        out.json(&json!({
            "client": change.client.name(), "file": change.file, "server": entry.name, "command": entry.command,
            "args": entry.args, "changes": change.is_needed(), "written": is_written,
        }))?;
    }
    match agreed || !is_needed {
        true => {
            out::report("Start the program again to use the server.");
            Ok(())
        }
        false if options.dry_run => {
            out::report(NOTHING);
            Ok(())
        }
        false => Err(Failure::with(
            ExitCode::Refused,
            format!("{NOTHING}; add --yes to write, or --dry-run to end with 0"),
        )),
    }
}

fn chosen(options: &Options) -> Result<Vec<Client>, Failure> {
    if options.file.is_some() && options.client.len() > 1 {
        return Err(Failure::usage("--file is of one program; name one --client"));
    }
    if !options.client.is_empty() {
        return Ok(options.client.clone());
    }
    let found: Vec<Client> =
        Client::value_variants().iter().copied().filter(|client| client.is_here()).collect();
    match found.is_empty() {
        true => Err(Failure::usage("no program for agents is found; name one by --client, or use --print")),
        false => Ok(found),
    }
}

/// Asks a person, if there is one.
async fn asked(plan: &str) -> Result<bool, Failure> {
    if !consent::is_terminal() {
        return Ok(false);
    }
    match consent::confirmed(&format!("{plan}\nWrite this?"), NOTHING).await? {
        true => Ok(true),
        false => Err(Failure::with(ExitCode::Refused, NOTHING)),
    }
}

fn in_words(change: &Change, entry: &Entry) -> String {
    let what = match (change.is_needed(), &change.before) {
        (false, _) => "has the server already",
        (true, Some(_)) => "gets the server; all else in it stays",
        (true, None) => "is new, with the server",
    };
    format!("{} {what}: {} {}", change.file.display(), entry.command, entry.args.join(" "))
}

/// The server, as this command was called. No token is in it: the server finds it by the profile.
fn entry(options: &Options) -> Result<Entry, Failure> {
    let settings = account::settings()?;
    let program = std::env::current_exe()?;
    let mut args = Vec::new();
    match settings.profile {
        Some(profile) => args.extend(["--profile".to_owned(), profile.value]),
        None => {
            let message = "no profile is in use, and a token of the environment is not written anywhere: the program \
                           for agents must have it too, or run `joinctl auth login` first";
            out::report(message);
        }
    }
    let flags = account::flags();
    if let Some(url) = flags.base_url {
        args.extend(["--base-url".to_owned(), url]);
    }
    if let Some(audit) = flags.audit {
        args.extend(["--audit".to_owned(), std::path::absolute(audit)?.to_string_lossy().into_owned()]);
    }
    if let Some(state) = flags.state {
        // The settings refuse one with a password.
        args.extend(["--state".to_owned(), state.expose_secret().to_owned()]);
    }
    if settings.read_only.value {
        if options.allow_writes {
            return Err(Failure::with(
                ExitCode::Refused,
                "the account is read-only; leave --allow-writes out",
            ));
        }
        args.push("--read-only".to_owned());
    }
    args.push("mcp".to_owned());
    if options.allow_writes {
        args.push("--allow-writes".to_owned());
    }
    let name = options.name.clone();
    Ok(Entry { name, command: program.to_string_lossy().into_owned(), args, typed: false })
}

fn change(client: Client, options: &Options, entry: &Entry) -> Result<Change, Failure> {
    let file = match &options.file {
        Some(file) => file.clone(),
        None => {
            client.file().ok_or_else(|| Failure::usage("there is no home folder; name the file by --file"))?
        }
    };
    // A link stays a link: what it leads to is replaced.
    let file = file.canonicalize().unwrap_or(file);
    let before = match std::fs::read_to_string(&file) {
        Ok(text) => Some(text),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Err(Failure::usage(format!("{} can't be read: {error}", file.display()))),
    };
    let entry = Entry { typed: client.is_typed(), ..entry.clone() };
    let text = before.as_deref().unwrap_or_default();
    let after = with_entry(text, client.key(), &entry).map_err(|why| {
        let why = match why {
            Unusable::NoJson => "it is no JSON".to_owned(),
            Unusable::NoObject(place) => format!("{place} is no object"),
            Unusable::Twice(key) => format!("{key} is in it twice"),
        };
        let message = format!("{} is left as it is: {why}; correct it, or use --print", file.display());
        Failure::usage(message)
    })?;
    Ok(Change { client, file, before, after })
}

/// Replaces the file whole or not at all, unless it has changed since it was read.
fn write(change: &Change) -> Outcome {
    let path: &Path = &change.file;
    let unwritten = |error: io::Error| {
        Failure::new(format!("{} can't be written: {error}; it is as it was before", path.display()))
    };
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    if let Some(folder) = folder {
        std::fs::create_dir_all(folder).map_err(unwritten)?;
    }
    if std::fs::read_to_string(path).ok() != change.before {
        return Err(Failure::new(format!(
            "{} has changed meanwhile; {NOTHING}, run it again",
            path.display()
        )));
    }
    let replaced = || {
        let new = NewFile::beside(path)?;
        new.file().write_all(change.after.as_bytes())?;
        if let Ok(there) = std::fs::metadata(path) {
            new.file().set_permissions(there.permissions())?;
        }
        new.replace(path)
    };
    replaced().map_err(unwritten)
}
