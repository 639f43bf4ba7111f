//! How the sandbox behaves: its variants, its quota, and who else edits tags.

use clap::Args;
use join_sandbox::{JoinSandboxBuilder, Quota, SettingError, Variant, Writer};

use crate::exit::Outcome;
use crate::output::out::Out;

/// The options of the behaviour.
#[derive(Args)]
#[command(next_help_heading = "Behaviour")]
pub(super) struct Behaviour {
    /// A way in which JOIN may differ, such as page-cap=25. Repeatable; `help` lists all.
    #[arg(long, value_name = "NAME[=VALUE]", value_parser = named_variant)]
    variant: Vec<Named>,
    /// Allowed requests: 100/10s for each window of ten seconds, or bucket:50/1s+20 for a bucket of 20 that 50 a second
    /// refill. Others get a 429.
    #[arg(long, value_name = "QUOTA")]
    quota: Option<Quota>,
    /// A recruiter who edits tags, such as "add hr:called before write 3". Repeatable.
    #[arg(long, value_name = "EDIT WHEN", value_parser = recruiter, long_help = RECRUITER)]
    recruiter: Vec<Writer>,
    /// An integration that replaces all tags by what it read before, such as "add sync:done every 2s". Repeatable.
    #[arg(long, value_name = "EDIT WHEN", value_parser = rival, long_help = RIVAL)]
    rival: Vec<Writer>,
}

// Lines of help are indented by ten columns and fit into 80.
const RECRUITER: &str = "\
A recruiter who edits tags while a client works. Repeatable.

  add TAG | remove TAG | set TAG,TAG
    {number} in a tag is that of the edit; quote a tag with spaces
  before write 3 | after read 2 | before every write
    a write is PATCH /candidates/ID, a read GET /applications/ID
  every 200ms | once after 5s
  on CANDIDATE | times COUNT | named NAME | seed NUMBER
    details at the end, in any order; without a candidate, it is
    that of the request, or one that the seed draws";

const RIVAL: &str = "\
An integration that reads a candidate's tags, and later replaces all
of them: what was written in between is lost. Repeatable. It takes what
--recruiter takes, and

  before write 3
    reads before the write, and writes once that took effect
  every 2s holding 500ms
    writes this long after it read; by default half of the interval";

/// A variant, or the wish to see their names.
#[derive(Clone)]
enum Named {
    Help,
    Variant(Variant),
}

fn named_variant(text: &str) -> Result<Named, SettingError> {
    if text == "help" { Ok(Named::Help) } else { text.parse().map(Named::Variant) }
}

fn recruiter(text: &str) -> Result<Writer, SettingError> {
    format!("recruiter {text}").parse()
}

fn rival(text: &str) -> Result<Writer, SettingError> {
    format!("rival {text}").parse()
}

impl Behaviour {
    pub(super) fn asks_for_variants(&self) -> bool {
        self.variant.iter().any(|named| matches!(named, Named::Help))
    }

    pub(super) fn set(self, mut builder: JoinSandboxBuilder) -> JoinSandboxBuilder {
        for named in self.variant {
            if let Named::Variant(variant) = named {
                builder = builder.variant(variant);
            }
        }
        if let Some(quota) = self.quota {
            builder = builder.quota(quota);
        }
        self.recruiter.into_iter().chain(self.rival).fold(builder, |builder, writer| builder.writer(writer))
    }
}

/// Prints all variants with their values and what they do.
pub(super) fn list_variants(out: &mut Out) -> Outcome {
    for form in Variant::forms() {
        writeln!(out, "{}\n    {}", form.usage(), form.description)?;
    }
    Ok(())
}
