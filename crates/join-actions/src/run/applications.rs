//! The actions that read applications.

use super::jobs::page_rows;
use super::{Actions, failed};
use crate::action::Action;
use crate::error::ActionError;
use crate::input::{ListApplications, RetrieveApplication};
use crate::output::{Application, ApplicationList, RetrievedApplication};

impl Actions {
    /// Reads one page of applications. A page behind the last one is empty.
    ///
    /// ```no_run
    /// # async fn example(actions: join_actions::Actions) -> Result<(), join_actions::ActionError> {
    /// use join_actions::input::ListApplications;
    /// use join_sdk::types::JobId;
    ///
    /// let mut wanted = ListApplications::default();
    /// wanted.job_id = Some(JobId(301));
    /// let page = actions.list_applications(wanted).await?;
    /// println!("{} applications", page.applications.len());
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// [`InvalidInput`](crate::ErrorKind::InvalidInput) for a field out of its range; otherwise the call's error. A row that can't be read is in the output instead.
    pub async fn list_applications(&self, input: ListApplications) -> Result<ApplicationList, ActionError> {
        Action::ListApplications.check_typed(&input)?;
        self.read_applications(input).await
    }

    pub(super) async fn read_applications(
        &self,
        input: ListApplications,
    ) -> Result<ApplicationList, ActionError> {
        let mut list = self.join.applications().list().page_size(input.page_size);
        if let Some(job) = input.job_id {
            list = list.job(job);
        }
        if let Some(key) = input.job_external_id {
            list = list.job_external_id(key);
        }
        if let Some(state) = input.hiring_state {
            list = list.hiring_state(state);
        }
        if let Some(time) = input.updated_since {
            list = list.updated_since(time);
        }
        let page = list.page(input.page).await;
        let (rows, unreadable) = page_rows(Action::ListApplications, page, input.page)?;
        Ok(ApplicationList::new(input.page, rows.into_iter().map(Application::from).collect(), unreadable))
    }

    /// Reads one application with its candidate, answers and attachments.
    ///
    /// ```no_run
    /// # async fn example(actions: join_actions::Actions) -> Result<(), join_actions::ActionError> {
    /// use join_actions::input::RetrieveApplication;
    /// use join_sdk::types::ApplicationId;
    ///
    /// let found = actions.retrieve_application(RetrieveApplication::new(ApplicationId(90210))).await?;
    /// println!("{:?}", found.application.hiring_state);
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// [`NotFound`](crate::ErrorKind::NotFound) when the application does not exist; otherwise the call's error.
    pub async fn retrieve_application(
        &self,
        input: RetrieveApplication,
    ) -> Result<RetrievedApplication, ActionError> {
        Action::RetrieveApplication.check_typed(&input)?;
        self.read_application(input).await
    }

    pub(super) async fn read_application(
        &self,
        input: RetrieveApplication,
    ) -> Result<RetrievedApplication, ActionError> {
        let call = self.join.applications().get(input.application_id).response().await;
        let response = call.map_err(failed(Action::RetrieveApplication))?;
        let request_id = response.request_id().map(str::to_owned);
        Ok(RetrievedApplication::new(response.into_inner().into(), request_id))
    }
}
