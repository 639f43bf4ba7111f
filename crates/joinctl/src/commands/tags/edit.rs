//! The options of a tag edit.

use std::time::Duration;

use clap::{Args, ValueEnum};
use join_sdk::tags::{ApplyOptions, CandidateRef, Owner, TagEdit, Verify};
use join_sdk::types::{ApplicationId, CandidateId};
use join_sdk::{Error, Join};

use crate::account::AttributionArgs;
use crate::arguments::seconds;
use crate::exit::Failure;

/// The candidate whose tags are read or edited.
#[derive(Args)]
pub(crate) struct CandidateArgs {
    /// Id of an application of the candidate: JOIN shows tags only there.
    pub(crate) application: i64,
    /// Candidate id. Otherwise the application is read once to find it.
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

/// The desired tags.
#[derive(Args)]
pub(crate) struct Edit {
    #[command(flatten)]
    pub(crate) ownership: OwnershipArgs,
    /// Tag to add.
    #[arg(long, value_name = "TAG")]
    pub(crate) add: Vec<String>,
    /// Tag to remove.
    #[arg(long, value_name = "TAG")]
    pub(crate) remove: Vec<String>,
    /// Status tag to set: adds KEY=VALUE and removes other tags that begin with KEY=
    #[arg(long, value_name = "KEY=VALUE")]
    pub(crate) set: Vec<String>,
}

/// Which tags an edit may touch.
#[derive(Args, Clone, PartialEq, Default)]
pub(crate) struct OwnershipArgs {
    /// Prefix of your own tags, such as persona:
    #[arg(long, value_name = "PREFIX")]
    pub(crate) owner: Option<String>,
    /// Allow the edit to change tags of others, for this reason.
    #[arg(long, value_name = "WHY")]
    allow_foreign: Option<String>,
    /// Reuse an existing tag that resembles one to add.
    #[arg(long)]
    reuse_existing: bool,
    /// Allow the edit to remove more than five tags, or half of the set.
    #[arg(long)]
    allow_large_removal: bool,
}

impl Edit {
    pub(crate) fn made(&self) -> Result<TagEdit, Failure> {
        let edit = self.edit()?;
        if edit.is_empty() {
            return Err(Failure::usage("the edit is empty; give --add, --remove or --set"));
        }
        Ok(edit)
    }

    fn edit(&self) -> Result<TagEdit, Failure> {
        let edit = self.ownership.edit()?;
        let edit = self.add.iter().try_fold(edit, |edit, tag| edit.add(tag.as_str()))?;
        let edit = self.remove.iter().try_fold(edit, |edit, tag| edit.remove(tag.as_str()))?;
        self.set.iter().try_fold(edit, |edit, set| {
            let (key, value) = set.split_once('=').ok_or_else(|| Failure::usage("--set is KEY=VALUE"))?;
            edit.set_exclusive(key, value).map_err(|error: Error| error.into())
        })
    }
}

impl OwnershipArgs {
    /// Returns an empty edit.
    fn edit(&self) -> Result<TagEdit, Failure> {
        let owner = self.owner.as_deref();
        let owner = owner.ok_or_else(|| {
            Failure::usage("--owner is required: the prefix of your tags, such as persona:")
        })?;
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

/// Deadline of an edit, without the settling time.
const PATIENCE: Duration = Duration::from_secs(180);

/// The options for applying an edit.
#[derive(Args)]
pub(crate) struct ApplyArgs {
    #[command(flatten)]
    pub(crate) attribution: AttributionArgs,
    /// How thoroughly to verify the write.
    #[arg(long, value_enum, default_value = "settled")]
    verify: VerifyArg,
    /// Seconds until the second check.
    #[arg(long, value_name = "SECONDS", default_value_t = 2.0, value_parser = seconds)]
    settle: f64,
}

#[derive(Clone, Copy, ValueEnum)]
enum VerifyArg {
    /// No check.
    None,
    /// Check at once.
    Once,
    /// Check at once, and again after the settling time.
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
        if let Some(reason) = &self.attribution.reason {
            apply = apply.reason(reason);
        }
        if let Some(actor) = &self.attribution.actor {
            apply = apply.actor(actor);
        }
        Ok(apply)
    }
}
