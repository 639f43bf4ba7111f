//! The guarantees of a journal that several processes share.

use jiff::Timestamp;
use join_client::types::{ApplicationId, CandidateId, JobId, Tag};

use super::{Violation, call, check, waits};
use crate::records::journal::{
    CreateEntry, CreateIntent, Entry, EntryEnd, Intent, JournalQuery, JournalStore, WriteKind,
};

const CANDIDATE: CandidateId = CandidateId(9_002_001);
const RUN: &str = "conformance";

/// Checks the [guarantees](JournalStore#what-it-must-guarantee) of a journal: entries that all see, and one holder of a key.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), join_sdk::testing::conformance::Violation> {
/// use join_sdk::testing::{SharedMemory, conformance};
///
/// let store = SharedMemory::default();
/// conformance::journal_store(&store, &store.clone()).await
/// # }
/// ```
///
/// # Errors
///
/// The first guarantee that is not kept.
pub async fn journal_store(first: &dyn JournalStore, second: &dyn JournalStore) -> Result<(), Violation> {
    claims(first, second).await?;
    keys(first, second).await?;
    queries(first, second).await?;
    creates(first, second).await?;
    check("the processes hash by one key", first.hash_key() == second.hash_key())
}

async fn claims(first: &dyn JournalStore, second: &dyn JournalStore) -> Result<(), Violation> {
    let held = call("a key is claimed", first.claim("conformance/claim")).await?;
    check("a claim that was just given is held", held.is_held())?;
    check("one process at a time has a key", waits(second.claim("conformance/claim")).await)?;
    let other = call("keys do not wait for one another", second.claim("conformance/other")).await?;
    drop((held, other));
    call("a key that was given back can be claimed", second.claim("conformance/claim")).await.map(drop)
}

async fn keys(first: &dyn JournalStore, second: &dyn JournalStore) -> Result<(), Violation> {
    let intent = intent("conformance/key");
    let nothing = call("a key is read", first.last(&intent.key)).await?;
    check("a key without entries is unknown", nothing.is_none())?;
    append(first, Entry::Intent(Intent { dry_run: true, ..intent.clone() })).await?;
    append(first, Entry::Outcome(intent.ended(EntryEnd::Planned))).await?;
    let nothing = call("a key is read", second.last(&intent.key)).await?;
    check("a dry run does not count", nothing.is_none())?;
    append(first, Entry::Intent(intent.clone())).await?;
    let last = call("a key is read", second.last(&intent.key)).await?;
    check("every process sees the last entry of a key", last == Some(Entry::Intent(intent.clone())))?;
    append(second, Entry::Sending(intent.ended(EntryEnd::Unknown))).await?;
    let last = call("a key is read", first.last(&intent.key)).await?;
    check("what is being sent is not the last entry", last == Some(Entry::Intent(intent.clone())))?;
    for (end, is_done) in [(EntryEnd::Failed, false), (EntryEnd::Unknown, false), (EntryEnd::Applied, true)] {
        append(second, Entry::Outcome(intent.ended(end))).await?;
        let done = call("a key is read", first.is_done(&intent.key)).await?;
        check("a key is done when its last outcome attained the intent", done == is_done)?;
    }
    Ok(())
}

async fn queries(first: &dyn JournalStore, second: &dyn JournalStore) -> Result<(), Violation> {
    let saw = call("a candidate is read", first.saw_tags(CANDIDATE)).await?;
    check("a candidate without tags in the journal had none", !saw)?;
    let wanted = |key: &str, tag: &str| Intent { desired: Some(vec![Tag::from(tag)]), ..intent(key) };
    let (one, two) = (wanted("conformance/one", "a"), wanted("conformance/two", "b"));
    let ended = |intent: &Intent, end| {
        let mut outcome = intent.ended(end);
        (outcome.added, outcome.tags_after) = (vec![Tag::from("a")], Some(1));
        outcome
    };
    append(first, Entry::Intent(one.clone())).await?;
    append(second, Entry::Outcome(ended(&one, EntryEnd::Applied))).await?;
    append(second, Entry::Intent(two.clone())).await?;
    let changes = entries(first, JournalQuery::ChangesOf(RUN)).await?;
    check("the changes of a run are its outcomes with changes", keys_of(&changes) == ["conformance/one"])?;
    let applied = entries(second, JournalQuery::AppliedTo(CANDIDATE)).await?;
    check(
        "the applied tags are those of the last outcome and of later intents",
        keys_of(&applied) == ["conformance/one", "conformance/two"],
    )?;
    let unsettled = entries(first, JournalQuery::Unsettled).await?;
    let ours: Vec<&str> =
        keys_of(&unsettled).into_iter().filter(|key| key.starts_with("conformance/")).collect();
    check("an intent without an outcome is unsettled", ours == ["conformance/two"])?;
    append(first, Entry::Outcome(ended(&two, EntryEnd::Applied))).await?;
    let changes = entries(second, JournalQuery::ChangesOf(RUN)).await?;
    check(
        "the changes of a run come with the last one first",
        keys_of(&changes) == ["conformance/two", "conformance/one"],
    )?;
    let saw = call("a candidate is read", second.saw_tags(CANDIDATE)).await?;
    check("an outcome with tags says that the candidate had some", saw)
}

async fn creates(first: &dyn JournalStore, second: &dyn JournalStore) -> Result<(), Violation> {
    let key = "application 9001 conformance";
    let nothing = call("a create is read", first.last_create(key)).await?;
    check("a create without entries is unknown", nothing.is_none())?;
    let intent = Entry::Create(CreateIntent {
        key: key.to_owned(),
        at: Timestamp::UNIX_EPOCH,
        job: JobId(9_001),
        external_id: "conformance".to_owned(),
        actor: None,
        reason: None,
    });
    append(first, intent.clone()).await?;
    let last = call("a create is read", second.last_create(key)).await?;
    check("every process sees the last entry of a create", last == Some(intent))?;
    let ended = Entry::Created(CreateEntry {
        key: key.to_owned(),
        at: Timestamp::UNIX_EPOCH,
        outcome: EntryEnd::Written,
        candidate: Some(CANDIDATE),
        application: Some(ApplicationId(9_001)),
        error: None,
    });
    append(second, ended.clone()).await?;
    let last = call("a create is read", first.last_create(key)).await?;
    check("a create that ended is known or left out", last.is_none_or(|last| last == ended))
}

fn intent(key: &str) -> Intent {
    let mut intent = Intent::new(key, WriteKind::Tags, CANDIDATE);
    intent.run = Some(RUN.to_owned());
    intent
}

async fn append(store: &dyn JournalStore, entry: Entry) -> Result<(), Violation> {
    call("an entry is kept", store.append(&entry)).await
}

async fn entries(store: &dyn JournalStore, query: JournalQuery<'_>) -> Result<Vec<Entry>, Violation> {
    let places = call("a query is answered", store.places(query)).await?;
    call("entries are read by their places", store.entries(places)).await
}

fn keys_of(entries: &[Entry]) -> Vec<&str> {
    entries.iter().filter_map(Entry::write_key).collect()
}
