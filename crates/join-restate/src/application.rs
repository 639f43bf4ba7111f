//! One application to create: a virtual object by external id, so that it is created once in the whole cluster.

use restate_sdk::prelude::*;
use serde_json::{Value, json};

use crate::candidate::act;
use crate::clients::Clients;
use crate::failure::terminal;
use crate::input::Input;

#[derive(Debug)]
pub(crate) struct Application(pub(crate) Clients);

#[restate_sdk::object(
    name = "JoinApplication",
    client_visibility = "pub(crate)",
    inactivity_timeout = "5m",
    abort_timeout = "10m",
    invocation_retry_policy(initial_interval = "200ms", factor = 2.0, max_interval = "20s")
)]
impl Application {
    /// Runs the action of the same name. The key of this object is the external id.
    #[handler]
    async fn create_application(
        &self,
        context: ObjectContext<'_>,
        input: Input,
    ) -> HandlerResult<Json<Value>> {
        let (join, key) = self.0.to_write(context.key()).await?;
        let mut fields = input.object()?;
        let external_id = json!(key.rest);
        let named = fields.insert("integration_external_id".to_owned(), external_id.clone());
        if named.is_some_and(|named| !named.is_null() && named != external_id) {
            return Err(terminal(422, "integration_external_id is not that of the key; nothing was sent"));
        }
        act(&context, join, "create_application", fields).await
    }
}
