//! An edit of tags by the options of the command line, and how it is applied.

use std::time::Duration;

use clap::{Args, ValueEnum};
use join_sdk::tags::{ApplyOptions, CandidateRef, Owner, TagEdit, Verify};
use join_sdk::types::{ApplicationId, CandidateId};
use join_sdk::{Error, Join};

use crate::account::AttributionArgs;
use crate::exit::Failure;

/// Whose tags.
#[derive(Args)]
pub(crate) struct CandidateArgs {
    /// Number of an application of the candidate: JOIN shows tags in applications only.
    pub(crate) application: i64,
    /// Number of the candidate, as a check; otherwise the application is read once for it.
    #[arg(long, value_name = "ID")]
    candidate: Option<i64>,
}

impl CandidateArgs {
    pub(crate) async fn find(&self, join: &Join) -> Result<CandidateRef, Failure> {
        let id = ApplicationId(self.application);
        match self.candidate {
            Some(candidate) => Ok(CandidateRef::new(CandidateId(candidate), id)),
            None => Ok(CandidateRef::of(&join.applications().get(id).await?)?),
        }
    }
}

/// What shall be there and what shall not.
#[derive(Args)]
pub(crate) struct Edit {
    #[command(flatten)]
    pub(crate) bounds: OwnershipArgs,
    /// A tag that shall be there.
    #[arg(long, value_name = "TAG")]
    pub(crate) add: Vec<String>,
    /// A tag that shall not be there.
    #[arg(long, value_name = "TAG")]
    pub(crate) remove: Vec<String>,
    /// A status: the tag KEY=VALUE shall be there, and no other one that begins with KEY=
    #[arg(long, value_name = "KEY=VALUE")]
    pub(crate) set: Vec<String>,
}

/// Which tags an edit may touch.
#[derive(Args, Clone, PartialEq, Default)]
pub(crate) struct OwnershipArgs {
    /// Beginning of the tags that are yours, such as persona:
    #[arg(long, value_name = "PREFIX")]
    pub(crate) owner: Option<String>,
    /// Let the edit touch tags of others, and say why.
    #[arg(long, value_name = "WHY")]
    allow_foreign: Option<String>,
    /// Take a tag that is there for one to be added that looks like it.
    #[arg(long)]
    reuse_existing: bool,
    /// Let the edit remove more than five tags, or half of the set.
    #[arg(long)]
    allow_large_removal: bool,
}

impl Edit {
    pub(crate) fn made(&self) -> Result<TagEdit, Failure> {
        let edit = self.edit()?;
        if edit.is_empty() {
            return Err(Failure::usage("the edit asks for nothing: give --add, --remove or --set"));
        }
        Ok(edit)
    }

    fn edit(&self) -> Result<TagEdit, Failure> {
        let edit = self.bounds.edit()?;
        let edit = self.add.iter().try_fold(edit, |edit, tag| edit.add(tag.as_str()))?;
        let edit = self.remove.iter().try_fold(edit, |edit, tag| edit.remove(tag.as_str()))?;
        self.set.iter().try_fold(edit, |edit, set| {
            let (key, value) = set.split_once('=').ok_or_else(|| Failure::usage("--set is KEY=VALUE"))?;
            edit.set_exclusive(key, value).map_err(|error: Error| error.into())
        })
    }
}

impl OwnershipArgs {
    /// An edit that does nothing yet.
    fn edit(&self) -> Result<TagEdit, Failure> {
        let owner = self.owner.as_deref();
        let owner =
            owner.ok_or_else(|| Failure::usage("--owner says which tags are yours, such as persona:"))?;
        let mut edit = TagEdit::owned_by(Owner::with_prefix(owner)?);
        if let Some(why) = &self.allow_foreign {
            edit = edit.allow_foreign(why)?;
        }
        if self.reuse_existing {
            edit = edit.reuse_existing();
        }
        if self.allow_large_removal {
            edit = edit.allow_large_removal();
        }
        Ok(edit)
    }
}

/// For everything but the settling, others who keep writing included.
const PATIENCE: Duration = Duration::from_secs(180);

/// How it is done, and what is noted of it.
#[derive(Args)]
pub(crate) struct ApplyArgs {
    #[command(flatten)]
    pub(crate) who: AttributionArgs,
    /// How often it is looked at afterwards.
    #[arg(long, value_enum, default_value = "settled")]
    verify: VerifyArg,
    /// Seconds until the second look.
    #[arg(long, value_name = "SECONDS", default_value_t = 2.0)]
    settle: f64,
}

#[derive(Clone, Copy, ValueEnum)]
enum VerifyArg {
    /// Not at all.
    None,
    /// At once.
    Once,
    /// At once, and again after the settling time.
    Settled,
}

impl ApplyArgs {
    pub(crate) fn apply(&self) -> Result<ApplyOptions, Failure> {
        let settle = Duration::try_from_secs_f64(self.settle)
            .map_err(|_| Failure::usage("--settle is a number of seconds"))?;
        let verify = match self.verify {
            VerifyArg::None => Verify::None,
            VerifyArg::Once => Verify::Once,
            VerifyArg::Settled => Verify::Settled,
        };
        let deadline = PATIENCE.saturating_add(settle.saturating_mul(4));
        let mut apply = ApplyOptions::default().verify(verify).settle(settle).deadline(deadline);
        if let Some(reason) = &self.who.reason {
            apply = apply.reason(reason);
        }
        if let Some(actor) = &self.who.actor {
            apply = apply.actor(actor);
        }
        Ok(apply)
    }
}
