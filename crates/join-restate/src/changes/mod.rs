//! A followed change feed: a virtual object that polls on a schedule and sends each change to a service of the caller's.

mod feeds;

use std::sync::Arc;
use std::time::Duration;

use join_sdk::BoxFuture;
use restate_sdk::context::RequestTarget;
use restate_sdk::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use self::feeds::{Acknowledged, Batch, Feeds};
use crate::clients::Clients;
use crate::failure::terminal;
use crate::input::Input;
use crate::key::Key;
use crate::step::detached;

const FOLLOW: &str = "follow";
const STATUS: &str = "status";
/// The number of the last schedule. It outlives a stop.
const LAST: &str = "last";
/// Batches of one poll. What is left comes with the next one, a second later.
const MOST_BATCHES: usize = 20;
/// Seconds in which the lease of a feed that was let go becomes free.
const SOON: u64 = 1;
/// A year, in seconds.
const LONGEST_PAUSE: u64 = 31_536_000;

/// What to follow, and where changes go.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Follow {
    every_seconds: u64,
    to: Target,
    /// The number of this schedule: polls of an earlier one end.
    #[serde(default)]
    number: u64,
}

/// The handler that gets the changes.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Target {
    service: String,
    handler: String,
    /// Whether the service is a virtual object, with the key `company:candidate`.
    #[serde(default)]
    is_object: bool,
}

/// How the schedule goes.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Status {
    polls: u64,
    changes: u64,
    /// What went wrong in the last poll. The next one tries again.
    failure: Option<String>,
}

#[derive(Debug)]
pub(crate) struct Changes {
    feeds: Arc<Feeds>,
}

impl Changes {
    pub(crate) fn new(clients: Clients) -> Self {
        Self { feeds: Arc::new(Feeds::new(clients)) }
    }
}

#[restate_sdk::object(
    name = "JoinChanges",
    client_visibility = "pub(crate)",
    inactivity_timeout = "5m",
    abort_timeout = "10m",
    invocation_retry_policy(initial_interval = "200ms", factor = 2.0, max_interval = "20s")
)]
impl Changes {
    /// Follows the feed of this key from now on. A second start replaces the schedule.
    #[handler]
    async fn start(&self, context: ObjectContext<'_>, input: Input) -> HandlerResult<Json<Value>> {
        if Key::of(context.key()).is_none() {
            return Err(terminal(422, "the key has no company: write company:feed; nothing was started"));
        }
        let mut follow: Follow = input.read()?;
        if !(1..=LONGEST_PAUSE).contains(&follow.every_seconds) {
            return Err(terminal(422, "every_seconds is not from 1 to 31,536,000; nothing was started"));
        }
        let last: Option<u64> = context.get(LAST).await?;
        follow.number = last.unwrap_or_default().saturating_add(1);
        context.set(LAST, follow.number);
        context.set(FOLLOW, Json(follow.clone()));
        context.object_client::<ChangesClient>(context.key()).poll(follow.number).send();
        Ok(Json(json!({ "following": true })))
    }

    /// Ends the schedule. The cursor stays, so a later start goes on from it.
    #[handler]
    async fn stop(&self, context: ObjectContext<'_>) -> HandlerResult<Json<Value>> {
        context.clear(FOLLOW);
        Ok(Json(json!({ "following": false })))
    }

    /// Returns whether the feed is followed, and the result of the last poll.
    #[handler]
    async fn status(&self, context: SharedObjectContext<'_>) -> HandlerResult<Json<Value>> {
        let follow: Option<Json<Follow>> = context.get(FOLLOW).await?;
        let status: Option<Json<Status>> = context.get(STATUS).await?;
        let status = status.map(Json::into_inner).unwrap_or_default();
        Ok(Json(json!({
            "following": follow.is_some(), "polls": status.polls, "changes": status.changes, "failure": status.failure,
        })))
    }

    /// Polls once, and plans the next poll. Called by this object.
    #[handler(ingress_private)]
    async fn poll(&self, context: ObjectContext<'_>, number: u64) -> HandlerResult<()> {
        let follow: Option<Json<Follow>> = context.get(FOLLOW).await?;
        let Some(Json(follow)) = follow.filter(|follow| follow.0.number == number) else { return Ok(()) };
        let Some(key) = Key::of(context.key()) else { return Ok(()) };
        let status: Option<Json<Status>> = context.get(STATUS).await?;
        let mut status = status.map(Json::into_inner).unwrap_or_default();
        (status.polls, status.failure) = (status.polls + 1, None);
        let mut follows_soon = false;
        let mut held = None;
        for left in (0..MOST_BATCHES).rev() {
            let batch = self.read(&context, key, held).await?;
            for change in &batch.changes {
                let message = json!({
                    "company": key.company, "feed": key.rest, "application_id": change.application_id,
                    "candidate_id": change.candidate_id, "what": change.what,
                });
                let to = follow.to.of(key.company, change.candidate_id);
                context.request::<_, ()>(to, Json(message)).send();
            }
            // After the last batch the feed is let go, with its lease: the next poll may run on another machine.
            let keep = batch.has_more && left > 0;
            let acknowledged = self.acknowledge(&context, batch.number, keep).await?;
            status.changes += batch.changes.len() as u64;
            status.failure = batch.failure.or(status.failure.take());
            if acknowledged == Acknowledged::Failed {
                let failure = "the cursor was not saved; the changes come again with the next poll";
                status.failure = Some(failure.to_owned());
            }
            follows_soon = batch.has_more && acknowledged != Acknowledged::Failed;
            if !follows_soon {
                break;
            }
            held = Some(batch.number);
        }
        context.set(STATUS, Json(status));
        let pause = if follows_soon { SOON } else { follow.every_seconds };
        let client = context.object_client::<ChangesClient>(context.key());
        client.poll(number).send_after(Duration::from_secs(pause));
        Ok(())
    }
}

impl Changes {
    fn read<'ctx>(
        &self,
        context: &ObjectContext<'ctx>,
        key: Key<'_>,
        held: Option<u64>,
    ) -> BoxFuture<'ctx, Result<Batch, TerminalError>> {
        let (feeds, company, feed) = (Arc::clone(&self.feeds), key.company.to_owned(), key.rest.to_owned());
        let read = move || -> BoxFuture<'static, HandlerResult<Json<Batch>>> {
            Box::pin(async move {
                Ok(Json(detached(async move { feeds.read(&company, &feed, held).await }).await?))
            })
        };
        let read = context.run(read).name("read");
        Box::pin(async move { read.await.map(Json::into_inner) })
    }

    fn acknowledge<'ctx>(
        &self,
        context: &ObjectContext<'ctx>,
        number: u64,
        keep: bool,
    ) -> BoxFuture<'ctx, Result<Acknowledged, TerminalError>> {
        let feeds = Arc::clone(&self.feeds);
        let acknowledge = move || -> BoxFuture<'static, HandlerResult<Json<Acknowledged>>> {
            Box::pin(async move { Ok(Json(detached(feeds.acknowledge(number, keep)).await?)) })
        };
        let acknowledge = context.run(acknowledge).name("acknowledge");
        Box::pin(async move { acknowledge.await.map(Json::into_inner) })
    }
}

impl Target {
    fn of(&self, company: &str, candidate: Option<i64>) -> RequestTarget {
        match candidate.filter(|_| self.is_object) {
            Some(candidate) => RequestTarget::object(
                &self.service,
                crate::key::of_candidate(company, candidate),
                &self.handler,
            ),
            None => RequestTarget::service(&self.service, &self.handler),
        }
    }
}
