//! Applications: list and read. [`creation`](super::creation) creates them safely.

use jiff::{RoundMode, Timestamp, TimestampRound, Unit};
use join_client::types::{Application, ApplicationId, HiringState, JobId};
use join_client::{Rows, operations};

use super::resource;
use crate::call::Call;
use crate::call::handle::Handle;
use crate::lists::List;
use crate::lists::page::{Filter, Sealed};

resource! {
    /// Applications and their candidates: see [`Join::applications`](crate::Join::applications).
    Applications
}

/// The filter of an application list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ApplicationFilter {
    job: Option<JobId>,
    job_external_id: Option<String>,
    hiring_state: Option<HiringState>,
    updated_since: Option<Timestamp>,
}

impl<'a, Access> Applications<'a, Access> {
    /// Lists the company's applications, newest first (evidence: one client).
    ///
    /// ```no_run
    /// # async fn example(join: join_sdk::Join) -> join_sdk::Result<()> {
    /// use join_sdk::types::{HiringState, JobId};
    ///
    /// let mut hired = join.applications().list().job(JobId(7)).hiring_state(HiringState::Hired).rows();
    /// while let Some(application) = hired.next().await {
    ///     println!("{}", application?.id);
    /// }
    /// # Ok(()) }
    /// ```
    pub fn list(&self) -> List<ApplicationFilter> {
        List::new(self.handle, ApplicationFilter::default())
    }

    /// Reads one application with its candidate, screening answers and attachments. No other way is known to read a
    /// candidate's current tags.
    ///
    /// ```no_run
    /// # async fn example(join: join_sdk::Join) -> join_sdk::Result<()> {
    /// use join_sdk::types::ApplicationId;
    ///
    /// let application = join.applications().get(ApplicationId(9)).await?;
    /// println!("{:?}", application.current_state());
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotFound`](crate::ErrorKind::NotFound) when the application does not exist.
    pub fn get(self, id: ApplicationId) -> Call<'a, Application> {
        self.handle.call(&operations::GET_APPLICATION, move |client| async move {
            client.get_application(&id).await
        })
    }
}

impl List<ApplicationFilter> {
    /// Only applications to this job.
    pub fn job(mut self, id: JobId) -> Self {
        self.filter.job = Some(id);
        self
    }

    /// Only applications to the job with this external id, the company's own key.
    pub fn job_external_id(mut self, key: impl Into<String>) -> Self {
        self.filter.job_external_id = Some(key.into());
        self
    }

    /// Only applications in this state.
    pub fn hiring_state(mut self, state: HiringState) -> Self {
        self.filter.hiring_state = Some(state);
        self
    }

    /// Only applications changed at this time or later. Rounded down to whole milliseconds, as clients send it (evidence:
    /// several clients); whether JOIN reads more decimals is unknown.
    pub fn updated_since(mut self, time: Timestamp) -> Self {
        self.filter.updated_since = Some(whole_milliseconds(time));
        self
    }
}

impl ApplicationFilter {
    /// The filters as one text, to check that a stored cursor belongs to them.
    #[cfg(feature = "changes")]
    pub(crate) fn scope(&self) -> String {
        let job = self.job.map(|id| format!("job={id}"));
        let key = self.job_external_id.as_ref().map(|key| format!("job_external_id={key}"));
        let state = self.hiring_state.as_ref().map(|state| format!("hiring_state={state}"));
        let since = self.updated_since.map(|time| format!("updated_since={time}"));
        [job, key, state, since].into_iter().flatten().collect::<Vec<_>>().join("&")
    }
}

fn whole_milliseconds(time: Timestamp) -> Timestamp {
    let round = TimestampRound::new().smallest(Unit::Millisecond).mode(RoundMode::Floor);
    // Rounding fails only outside of the range of times; a time that can't be rounded is sent as it is.
    time.round(round).unwrap_or(time)
}

impl Sealed for ApplicationFilter {}

impl Filter for ApplicationFilter {
    type Row = Application;
    const OPERATION: &'static join_client::Operation = &operations::LIST_APPLICATIONS;

    fn id(row: &Application) -> i64 {
        row.id.0
    }

    fn changed(row: &Application) -> Option<Timestamp> {
        row.last_updated_at
    }

    fn since(&self, time: Timestamp) -> Option<Self> {
        let time = whole_milliseconds(time);
        Some(Self {
            updated_since: Some(self.updated_since.map_or(time, |asked| asked.max(time))),
            ..self.clone()
        })
    }

    fn fetch<'a>(&'a self, handle: &Handle, page: i64, size: i64) -> Call<'a, Rows<Application>> {
        let send = move |client: join_client::Client| async move {
            let state = self.hiring_state.as_ref();
            let key = self.job_external_id.as_deref();
            let (job, since) = (self.job.as_ref(), self.updated_since.as_ref());
            client.list_applications(state, key, job, Some(page), Some(size), since).await
        };
        handle.call_rows(Self::OPERATION, send)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_sent_with_whole_milliseconds_rounded_down() {
        for (time, sent) in [
            ("2026-03-02T08:00:00.123999999Z", "2026-03-02T08:00:00.123Z"),
            ("2026-03-02T08:00:00.0000001Z", "2026-03-02T08:00:00Z"),
            ("1969-12-31T23:59:59.9999Z", "1969-12-31T23:59:59.999Z"),
        ] {
            assert_eq!(whole_milliseconds(time.parse().unwrap()).to_string(), sent);
        }
    }
}
