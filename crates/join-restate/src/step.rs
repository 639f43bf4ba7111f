//! One step of durable work: a call of the SDK whose result Restate keeps.

use std::future::Future;
use std::time::Duration;

use join_actions::ActionError;
use join_sdk::BoxFuture;
use restate_sdk::prelude::{
    ContextSideEffects, HandlerError, HandlerResult, Json, ObjectContext, RunFuture, RunRetryPolicy,
    TerminalError,
};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::failure::{Repeat, of_call};

/// How long a step is tried again.
const PATIENCE: Duration = Duration::from_secs(15 * 60);

/// Does a call as a step. It runs to its end even if Restate goes away meanwhile, so that its outcome is in the SDK's journal
/// when the step is tried again.
pub(crate) fn step<'ctx, T>(
    context: &ObjectContext<'ctx>,
    name: &'static str,
    repeat: Repeat,
    call: BoxFuture<'static, Result<T, ActionError>>,
) -> BoxFuture<'ctx, Result<T, TerminalError>>
where
    T: Serialize + DeserializeOwned + Send + 'static,
{
    let run = move || -> BoxFuture<'static, HandlerResult<Json<T>>> {
        Box::pin(async move { detached(call).await?.map(Json).map_err(|error| of_call(error, repeat)) })
    };
    let kept = context.run(run).name(name).retry_policy(patient());
    Box::pin(async move { kept.await.map(Json::into_inner) })
}

/// Lets a future go on when its waiter is dropped.
pub(crate) async fn detached<T: Send + 'static>(
    future: impl Future<Output = T> + Send + 'static,
) -> HandlerResult<T> {
    tokio::spawn(future).await.map_err(|_| HandlerError::from("the step ended early; it is tried again"))
}

fn patient() -> RunRetryPolicy {
    RunRetryPolicy::new()
        .initial_delay(Duration::from_millis(500))
        .exponentiation_factor(2.0)
        .max_delay(Duration::from_secs(30))
        .max_duration(PATIENCE)
}
