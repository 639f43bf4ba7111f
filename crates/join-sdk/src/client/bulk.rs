//! Runs over many candidates.

use futures_util::stream::Stream;

use super::Join;
use crate::error::Result;
use crate::records::journal::Journal;
use crate::writes::bulk::{self, BulkEdit, BulkTags, DesiredTags};

impl Join {
    /// A run that applies edits to many candidates. The input can have millions of rows: memory holds only a window of them.
    ///
    /// Rows of one candidate are applied in order. Several waiting rows are merged into one write where one edit can express
    /// them all. An unreadable row ends the run.
    ///
    /// ```no_run
    /// # async fn example(
    /// #     join: join_sdk::Join,
    /// #     rows: Vec<Result<join_sdk::bulk::BulkEdit, std::io::Error>>,
    /// # ) -> join_sdk::Result<()> {
    /// use join_sdk::journal::Journal;
    ///
    /// let edits = futures_util::stream::iter(rows); // in practice the lines of a file
    /// let mut run = join.bulk_tags(edits).journal(Journal::open("run.jsonl").await?).start().await?;
    /// while let Some(event) = run.next().await {
    ///     let event = event?;
    ///     println!("{} {:?}", event.key, event.outcome);
    /// }
    /// # Ok(()) }
    /// ```
    pub fn bulk_tags<S, E>(&self, edits: S) -> BulkTags
    where
        S: Stream<Item = Result<BulkEdit, E>> + Send + 'static,
        E: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        bulk::bulk_tags(&self.handle, edits)
    }

    /// As above, from rows in memory.
    ///
    /// ```no_run
    /// # async fn example(join: join_sdk::Join, edits: Vec<join_sdk::bulk::BulkEdit>) -> join_sdk::Result<()> {
    /// let mut run = join.bulk_tags_of(edits).dry_run().start().await?;
    /// while let Some(event) = run.next().await {
    ///     event?;
    /// }
    /// println!("{} would be written", run.progress().planned);
    /// # Ok(()) }
    /// ```
    pub fn bulk_tags_of<I>(&self, edits: I) -> BulkTags
    where
        I: IntoIterator<Item = BulkEdit>,
        I::IntoIter: Send + 'static,
    {
        bulk::bulk_tags_of(&self.handle, edits)
    }

    /// A run that brings candidates' own tags to the desired state, whatever caused the difference. It adds missing tags,
    /// removes tags that an earlier run of this journal applied and that are no longer desired, and leaves own tags that it
    /// never applied.
    ///
    /// It is safe to run every hour with the same journal: a candidate in the desired state costs one read, and tags that
    /// others overwrote since are healed. Each run has a name of its own, unless [`BulkTags::run_id`] sets one.
    ///
    /// A journal is for one owner's tags, and a run has one row for each candidate: a second row ends as invalid input.
    ///
    /// ```no_run
    /// # async fn example(join: join_sdk::Join, desired: Vec<join_sdk::bulk::DesiredTags>) -> join_sdk::Result<()> {
    /// use join_sdk::journal::Journal;
    ///
    /// let journal = Journal::open("desired.jsonl").await?;
    /// let rows = futures_util::stream::iter(desired.into_iter().map(Ok::<_, std::io::Error>));
    /// let mut run = join.reconcile_tags(&journal, rows).start().await?;
    /// while let Some(event) = run.next().await {
    ///     event?;
    /// }
    /// println!("{} healed or added", run.progress().applied);
    /// # Ok(()) }
    /// ```
    pub fn reconcile_tags<S, E>(&self, journal: &Journal, desired: S) -> BulkTags
    where
        S: Stream<Item = Result<DesiredTags, E>> + Send + 'static,
        E: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        bulk::reconcile_tags(&self.handle, journal, desired)
    }

    /// A run that undoes another run, `bulk` unless a name is given. It applies the inverse of each edit, the last one
    /// first. Tags that others changed since stay unchanged; the old sets are never restored.
    ///
    /// An edit that removed tags of others can't be undone, since the journal has only hashes of them: it ends as refused,
    /// and the rest is undone. An edit that may have been written is undone too, also when its run was killed between a
    /// write and its outcome: the journal has what that write would add and remove.
    ///
    /// ```no_run
    /// # async fn example(join: join_sdk::Join) -> join_sdk::Result<()> {
    /// use join_sdk::journal::Journal;
    ///
    /// let done = Journal::open("run-2026-11.jsonl").await?;
    /// let mut run = join.undo_bulk(&done, None).await?.journal(Journal::open("undo.jsonl").await?).start().await?;
    /// while let Some(event) = run.next().await {
    ///     event?;
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Io`](crate::ErrorKind::Io) when the journal of the run can't be read.
    pub async fn undo_bulk(&self, done: &Journal, run: Option<&str>) -> Result<BulkTags> {
        bulk::undo_bulk(&self.handle, done, run).await
    }
}
