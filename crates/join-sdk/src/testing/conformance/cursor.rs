//! The guarantees of a cursor store that several processes share.

use std::time::Duration;

use jiff::Timestamp;

use super::{Violation, call, check};
use crate::changes::{Cursor, CursorSaved, CursorStore, CursorVersion, Following};

/// Checks the [guarantees](CursorStore#what-it-must-guarantee) of a store that several processes share: versions, and one follower.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), join_sdk::testing::conformance::Violation> {
/// use join_sdk::testing::{SharedMemory, conformance};
///
/// let store = SharedMemory::default();
/// conformance::cursor_store(&store, &store.clone()).await
/// # }
/// ```
///
/// # Errors
///
/// The first guarantee that is not kept.
pub async fn cursor_store(first: &dyn CursorStore, second: &dyn CursorStore) -> Result<(), Violation> {
    let none = call("an empty store is read", first.load()).await?;
    check("a cursor that was never saved is none", none.is_none())?;
    let [one, two, three] = [1, 2, 3]
        .map(|second| Cursor { watermark: Timestamp::from_second(second).ok(), ..Cursor::default() });
    let version = saved(first, &one, CursorVersion::default()).await?;
    let version = version.ok_or(Violation { guarantee: "the first cursor is saved", cause: None })?;
    let stored = call("a cursor is read", second.load()).await?;
    let stored = stored.filter(|stored| stored.cursor == one && stored.version == version);
    check("every process reads what was saved last, and its version", stored.is_some())?;
    check("the version that was read can be saved over", saved(second, &two, version).await?.is_some())?;
    check("a process that was overtaken saves nothing", saved(first, &three, version).await?.is_none())?;
    let stored = call("a cursor is read", first.load()).await?;
    check(
        "the cursor of the one who was not overtaken stays",
        stored.is_some_and(|stored| stored.cursor == two),
    )?;

    let active = call("a feed is followed", first.follow()).await?;
    let Following::Active(lease) = active else {
        return check("a feed that nobody follows can be followed", false);
    };
    check("the follower's lease is held", lease.is_held())?;
    let standby = call("a feed is followed", second.follow()).await?;
    let Following::Standby { retry_in } = standby else {
        return check("a feed has one follower at a time", false);
    };
    drop(lease);
    tokio::time::sleep(retry_in.min(Duration::from_secs(5))).await;
    let active = call("a feed is followed", second.follow()).await?;
    check("another process follows once the first one gave up", matches!(active, Following::Active(_)))
}

async fn saved(
    store: &dyn CursorStore,
    cursor: &Cursor,
    over: CursorVersion,
) -> Result<Option<CursorVersion>, Violation> {
    match call("a cursor is saved", store.save(cursor, over)).await? {
        CursorSaved::Saved(version) => Ok(Some(version)),
        CursorSaved::Overtaken => Ok(None),
    }
}
