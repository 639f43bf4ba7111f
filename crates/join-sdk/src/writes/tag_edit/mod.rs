//! A candidate's tags: read, plan, edit, replace. The machine decides, the driver executes.

mod driver;
pub(crate) mod machine;
#[cfg(test)]
mod paths;
mod read;
#[cfg(test)]
mod simulation;
pub(crate) mod steps;
mod turn;
mod unchecked;

use std::marker::PhantomData;

use join_client::types::Tag;

pub(crate) use self::driver::Journaled;
use self::driver::Writing;
use self::read::{known, read_tags};
use crate::access::ReadWrite;
use crate::call::handle::Handle;
use crate::error::{Error, ErrorKind, Result};
use crate::tags::merge::{Intent, Refusal, TagMatch};
use crate::tags::{ApplyOptions, CandidateRef, ClearAll, Receipt, ReplaceAll, TagEdit, TagPlan};

/// The tags of one candidate: see [`Join::tags`](crate::Join::tags). A read-only client can only read and plan:
///
/// ```compile_fail
/// # async fn example(
/// #     join: join_sdk::Join,
/// #     candidate: join_sdk::tags::CandidateRef,
/// #     plan: join_sdk::tags::TagPlan,
/// # ) -> join_sdk::Result<()> {
/// use join_sdk::tags::ApplyOptions;
///
/// join.read_only().tags(&candidate).apply(plan, ApplyOptions::default()).await?; // there is no such method
/// # Ok(()) }
/// ```
#[derive(Debug, Clone, Copy)]
pub struct CandidateTags<'a, Access = ReadWrite> {
    handle: &'a Handle,
    candidate: CandidateRef,
    access: PhantomData<Access>,
}

impl<'a, Access> CandidateTags<'a, Access> {
    pub(crate) fn new(handle: &'a Handle, candidate: CandidateRef) -> Self {
        Self { handle, candidate, access: PhantomData }
    }

    /// Reads the tags afresh. Null counts as no tags; [`read_nullable`](Self::read_nullable) tells the two apart.
    ///
    /// ```no_run
    /// # async fn example(join: join_sdk::Join, candidate: join_sdk::tags::CandidateRef) -> join_sdk::Result<()> {
    /// let tags = join.tags(&candidate).read().await?;
    /// println!("{} tags", tags.len());
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::TagsUnknown`] when JOIN does not return the tags; [`ErrorKind::Refused`] when the application belongs to
    /// another candidate; otherwise the read's error.
    pub async fn read(&self) -> Result<Vec<Tag>> {
        Ok(known(read_tags(self.handle, self.candidate).await?.into_inner())?.0)
    }

    /// Reads the tags afresh; none when JOIN returned null for them.
    ///
    /// ```no_run
    /// # async fn example(join: join_sdk::Join, candidate: join_sdk::tags::CandidateRef) -> join_sdk::Result<()> {
    /// match join.tags(&candidate).read_nullable().await? {
    ///     Some(tags) => println!("{} tags", tags.len()),
    ///     None => println!("JOIN returned null"),
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`read`](Self::read).
    pub async fn read_nullable(&self) -> Result<Option<Vec<Tag>>> {
        let (tags, was_null) = known(read_tags(self.handle, self.candidate).await?.into_inner())?;
        Ok((!was_null).then_some(tags))
    }

    /// Plans an edit. Nothing is written.
    ///
    /// ```no_run
    /// # async fn example(join: join_sdk::Join, candidate: join_sdk::tags::CandidateRef) -> join_sdk::Result<()> {
    /// use join_sdk::tags::{Owner, TagEdit};
    ///
    /// let edit = TagEdit::owned_by(Owner::with_prefix("persona:")?).add("persona:verified")?;
    /// let plan = join.tags(&candidate).plan(&edit).await?;
    /// println!("adds {}, keeps {}", plan.adds.len(), plan.keeps);
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`read`](Self::read); [`ErrorKind::Refused`] when the edit would be refused: a look-alike of an existing tag, a large
    /// removal, a limit.
    pub async fn plan(&self, edit: &TagEdit) -> Result<TagPlan> {
        let (base, was_null) = known(read_tags(self.handle, self.candidate).await?.into_inner())?;
        let limits = &self.handle.shared().tag_limits;
        let merge = Intent::Edit(edit.clone()).merge(&base, TagMatch::Exactly, limits);
        let refused = |refusal: Refusal| {
            Error::new(ErrorKind::Refused, refusal.message()).with_advice(refusal.advice())
        };
        let merge = merge.map_err(refused)?;
        Ok(TagPlan::new(self.candidate, edit.clone(), base, was_null, merge))
    }
}

impl CandidateTags<'_> {
    /// Applies a plan.
    ///
    /// It reads again, merges with what others wrote since, writes, checks, and checks again after the settling time. Own tags
    /// that were overwritten in between are written again.
    ///
    /// ```no_run
    /// # async fn example(join: join_sdk::Join, plan: join_sdk::tags::TagPlan) -> join_sdk::Result<()> {
    /// use join_sdk::tags::ApplyOptions;
    ///
    /// let receipt = join.tags(&plan.candidate).apply(plan.clone(), ApplyOptions::default().actor("ada")).await?;
    /// println!("{:?}", receipt.outcome);
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// - [`ErrorKind::Refused`]: for safety; nothing was written. The message names the allowance.
    /// - [`ErrorKind::Conflict`]: the set changed since the plan, under [`ApplyOptions::strict`]; not written. Plan again.
    /// - [`ErrorKind::TagsUnknown`]: JOIN does not return the tags.
    /// - [`ErrorKind::TagRejected`]: JOIN rejected the set; nothing changed. See [`Error::api_error`].
    /// - [`ErrorKind::Contended`]: others kept writing until the attempts or the time were used up.
    /// - [`ErrorKind::Unverified`]: written, but a check afterwards failed or never showed it.
    /// - [`ErrorKind::UnknownOutcome`]: possibly written. Read the tags and apply the edit again: it writes only missing changes.
    ///
    /// Otherwise the request's error. [`Error::receipt`] holds the work done until then.
    pub async fn apply(&self, plan: TagPlan, apply: ApplyOptions) -> Result<Receipt> {
        if plan.candidate != self.candidate {
            return Err(Error::invalid("the plan is of another candidate"));
        }
        let apply = ApplyOptions { edit_id: apply.edit_id.or(Some(plan.edit_id)), ..apply };
        self.write(Intent::Edit(plan.edit), apply, Some(plan.base)).await
    }

    /// Applies an edit without a plan: one read, and one write if anything changes.
    ///
    /// ```no_run
    /// # async fn example(
    /// #     join: join_sdk::Join,
    /// #     application: join_sdk::types::Application,
    /// # ) -> join_sdk::Result<()> {
    /// use join_sdk::tags::{ApplyOptions, CandidateRef, Owner, TagEdit};
    ///
    /// let edit = TagEdit::owned_by(Owner::with_prefix("persona:")?).set_exclusive("persona:status", "verified")?;
    /// let candidate = CandidateRef::of(&application)?;
    /// let receipt = join.tags(&candidate).edit(&edit, ApplyOptions::default()).await?;
    /// println!("{:?}", receipt.outcome);
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`apply`](Self::apply).
    pub async fn edit(&self, edit: &TagEdit, apply: ApplyOptions) -> Result<Receipt> {
        self.write(Intent::Edit(edit.clone()), apply, None).await
    }

    /// Undoes an edit by applying its inverse. The old set is never restored.
    ///
    /// ```no_run
    /// # async fn example(
    /// #     join: join_sdk::Join,
    /// #     candidate: join_sdk::tags::CandidateRef,
    /// #     receipt: join_sdk::tags::Receipt,
    /// # ) -> join_sdk::Result<()> {
    /// use join_sdk::tags::ApplyOptions;
    ///
    /// join.tags(&candidate).undo(&receipt, ApplyOptions::default().reason("applied by mistake")).await?;
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`apply`](Self::apply); [`ErrorKind::InvalidInput`] when the receipt belongs to another candidate;
    /// [`ErrorKind::Refused`] when it records a replaced set.
    pub async fn undo(&self, receipt: &Receipt, apply: ApplyOptions) -> Result<Receipt> {
        if receipt.candidate != self.candidate.candidate() {
            return Err(Error::invalid("the receipt is of another candidate"));
        }
        self.edit(&receipt.inverse()?, apply).await
    }

    /// Replaces the whole set, if it is still the expected one. For changes that edits can't express.
    ///
    /// Nothing is sent when the new set equals the current one. One check follows the write.
    ///
    /// ```no_run
    /// # async fn example(join: join_sdk::Join, application: join_sdk::types::Application) -> join_sdk::Result<()> {
    /// use join_sdk::tags::{ApplyOptions, CandidateRef, ReplaceAll};
    ///
    /// let candidate = CandidateRef::of(&application)?;
    /// let expected = join.tags(&candidate).read().await?;
    /// let new = expected.iter().filter(|tag| !tag.as_str().starts_with("old:")).cloned().collect();
    /// join.tags(&candidate).replace_all(ReplaceAll { expected, new }, ApplyOptions::default()).await?;
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Conflict`] when the set is not the expected one: nothing was written. [`ErrorKind::Refused`] when the new
    /// set is empty. [`ErrorKind::Unverified`] when a read afterwards returns another set. Otherwise as [`apply`](Self::apply).
    pub async fn replace_all(&self, replace: ReplaceAll, apply: ApplyOptions) -> Result<Receipt> {
        if replace.new.is_empty() {
            let message = "a replaced set can't be empty; to remove every tag is a step of its own";
            return Err(Error::new(ErrorKind::Refused, message));
        }
        self.write(Intent::Replace { expected: replace.expected, new: replace.new }, apply, None).await
    }

    /// Removes every tag, those of recruiters included, if the set is the expected one.
    ///
    /// ```no_run
    /// # async fn example(join: join_sdk::Join, candidate: join_sdk::tags::CandidateRef) -> join_sdk::Result<()> {
    /// use join_sdk::tags::{ApplyOptions, ClearAll};
    ///
    /// let expected = join.tags(&candidate).read().await?;
    /// join.tags(&candidate).clear_all(ClearAll { expected }, ApplyOptions::default()).await?;
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`replace_all`](Self::replace_all).
    pub async fn clear_all(&self, clear: ClearAll, apply: ApplyOptions) -> Result<Receipt> {
        self.write(Intent::Replace { expected: clear.expected, new: Vec::new() }, apply, None).await
    }

    /// Applies an edit behind a journal.
    pub(crate) async fn edit_journaled(
        &self,
        edit: &TagEdit,
        apply: ApplyOptions,
        journaled: Journaled<'_>,
    ) -> Result<Receipt> {
        let intent = Intent::Edit(edit.clone());
        Writing::new(self.handle, self.candidate, intent, apply, None, Some(journaled)).run().await
    }

    async fn write(&self, intent: Intent, apply: ApplyOptions, base: Option<Vec<Tag>>) -> Result<Receipt> {
        Writing::new(self.handle, self.candidate, intent, apply, base, None).run().await
    }
}
