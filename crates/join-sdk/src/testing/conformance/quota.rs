//! The guarantees of a shared quota.

use std::time::{Duration, Instant};

use super::{Violation, call, check};
use crate::pacer::quota::{QuotaRefusal, QuotaSeen, QuotaStore, QuotaTake};

/// Checks the [guarantees](QuotaStore#what-it-must-guarantee) of a store: one state, and refusals that all learn of soon. The token's
/// quota must be unused.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), join_sdk::testing::conformance::Violation> {
/// use join_sdk::testing::{SharedMemory, conformance};
///
/// let store = SharedMemory::default();
/// conformance::quota_store(&store, &store.clone()).await
/// # }
/// ```
///
/// # Errors
///
/// The first guarantee that is not kept.
pub async fn quota_store(first: &dyn QuotaStore, second: &dyn QuotaStore) -> Result<(), Violation> {
    let want = QuotaTake { want: 10, ..QuotaTake::default() };
    let begun = call("permits are taken", first.take(want)).await?;
    check("one request goes ahead while nothing is known", begun.permits == 1)?;
    let other = call("permits are taken", second.take(want)).await?;
    check("the processes share one state", other.permits == 0 && !other.retry_in.is_zero())?;

    let seen_with = |mark, remaining| QuotaSeen {
        mark,
        limit: Some(20),
        remaining: Some(remaining),
        reset: Some(Duration::from_secs(60)),
        age: Duration::ZERO,
    };
    let (mut given, mut left) = (1, 19);
    let mut seen = seen_with(begun.mark, left);
    for _ in 0..20 {
        let grant =
            call("permits are taken", second.take(QuotaTake { answered: 1, seen: Some(seen), ..want }))
                .await?;
        given += grant.permits;
        left -= grant.permits.min(left);
        seen = seen_with(grant.mark, left);
    }
    check("no more permits are given than the window has", given == 20)?;

    let mark = seen.mark;
    let refusal = QuotaRefusal { mark, wait: Some(Duration::from_secs(30)), age: Duration::ZERO };
    call("a refusal is reported", first.refuse(refusal)).await?;
    let reported = Instant::now();
    while second.held().is_none() {
        check("a refusal is known to all processes soon", reported.elapsed() < Duration::from_secs(2))?;
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    let wait = second.held().map(|until| until.saturating_duration_since(Instant::now()));
    let is_long = wait.is_some_and(|wait| (Duration::from_secs(20)..Duration::from_secs(31)).contains(&wait));
    check("all processes wait as long as the server asked", is_long)?;
    let held = call("permits are taken", second.take(want)).await?;
    check("no permits are given while all wait", held.permits == 0)
}
