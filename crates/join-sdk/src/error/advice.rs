//! What makes a refused call possible.

/// The setting that makes a refused call possible. Error texts name the action only; a program that shows them to its users
/// adds its own name for the setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Advice {
    /// [`TagEdit::allow_foreign`](crate::tags::TagEdit::allow_foreign) lets the edit touch tags of others.
    AllowForeign,
    /// [`TagEdit::reuse_existing`](crate::tags::TagEdit::reuse_existing) lets the edit take the look-alike instead.
    ReuseExisting,
    /// [`TagEdit::allow_large_removal`](crate::tags::TagEdit::allow_large_removal) lets the edit remove that many tags.
    AllowLargeRemoval,
    /// `redirects` of the download lets it follow the redirect, without the token.
    FollowRedirects,
    /// [`JoinBuilder::journal`](crate::JoinBuilder::journal) sets the journal that the call needs.
    UseJournal,
    /// [`Journal::settle_note`](crate::journal::Journal::settle_note) records whether the note is in JOIN.
    SettleNote,
}
