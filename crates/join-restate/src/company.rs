//! A company: the actions that read. They take no turns, and Restate keeps no step of theirs.

use join_actions::Actions;
use restate_sdk::prelude::*;
use serde_json::Value;

use crate::clients::Clients;
use crate::failure::{Repeat, of_call};
use crate::input::Input;

#[derive(Debug)]
pub(crate) struct Company(pub(crate) Clients);

#[restate_sdk::object(
    name = "JoinCompany",
    client_visibility = "pub(crate)",
    invocation_retry_policy(
        initial_interval = "200ms",
        factor = 2.0,
        max_interval = "20s",
        max_attempts = 12,
        on_max_attempts = "kill"
    )
)]
impl Company {
    /// Runs the action of the same name.
    #[handler]
    async fn list_jobs(&self, context: SharedObjectContext<'_>, input: Input) -> HandlerResult<Json<Value>> {
        self.read(context.key(), "list_jobs", input).await
    }

    /// Runs the action of the same name.
    #[handler]
    async fn retrieve_job(
        &self,
        context: SharedObjectContext<'_>,
        input: Input,
    ) -> HandlerResult<Json<Value>> {
        self.read(context.key(), "retrieve_job", input).await
    }

    /// Runs the action of the same name.
    #[handler]
    async fn list_applications(
        &self,
        context: SharedObjectContext<'_>,
        input: Input,
    ) -> HandlerResult<Json<Value>> {
        self.read(context.key(), "list_applications", input).await
    }

    /// Runs the action of the same name.
    #[handler]
    async fn retrieve_application(
        &self,
        context: SharedObjectContext<'_>,
        input: Input,
    ) -> HandlerResult<Json<Value>> {
        self.read(context.key(), "retrieve_application", input).await
    }
}

impl Company {
    async fn read(&self, company: &str, action: &str, input: Input) -> HandlerResult<Json<Value>> {
        let actions = Actions::new(self.0.of(company).await?);
        let input = Value::Object(input.object()?);
        actions.run(action, &input).await.map(Json).map_err(|error| of_call(error, Repeat::Never))
    }
}
