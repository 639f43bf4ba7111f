//! The actions that read jobs.

use join_sdk::types::Job as Row;

use super::{Actions, failed};
use crate::action::Action;
use crate::error::ActionError;
use crate::input::{ChooseJob, ListJobs, RetrieveJob};
use crate::output::{Job, JobList, JobOption, JobOptions, RetrievedJob, UnreadableRow};
use crate::personal::Personal;

impl Actions {
    /// Reads one page of jobs. A page behind the last one is empty.
    ///
    /// ```no_run
    /// # async fn example(actions: join_actions::Actions) -> Result<(), join_actions::ActionError> {
    /// let page = actions.list_jobs(Default::default()).await?;
    /// println!("{} jobs, then page {:?}", page.jobs.len(), page.next_page);
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// [`InvalidInput`](crate::ErrorKind::InvalidInput) for a field out of its range; otherwise the call's error. A row that can't be read is in the output instead.
    pub async fn list_jobs(&self, input: ListJobs) -> Result<JobList, ActionError> {
        Action::ListJobs.check_typed(&input)?;
        self.read_jobs(input).await
    }

    pub(super) async fn read_jobs(&self, input: ListJobs) -> Result<JobList, ActionError> {
        let mut list = self.join.jobs().list().page_size(input.page_size);
        if let Some(status) = input.status {
            list = list.status(status);
        }
        if input.with_description {
            list = list.with_description();
        }
        let (jobs, unreadable) = page_rows(Action::ListJobs, list.page(input.page).await, input.page)?;
        Ok(JobList::new(input.page, jobs.into_iter().map(Job::from).collect(), unreadable))
    }

    /// Reads one job, with its description.
    ///
    /// ```no_run
    /// # async fn example(actions: join_actions::Actions) -> Result<(), join_actions::ActionError> {
    /// use join_actions::input::RetrieveJob;
    /// use join_sdk::types::JobId;
    ///
    /// let found = actions.retrieve_job(RetrieveJob::new(JobId(301))).await?;
    /// println!("{:?}", found.job.title);
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// [`NotFound`](crate::ErrorKind::NotFound) when the job does not exist; otherwise the call's error.
    pub async fn retrieve_job(&self, input: RetrieveJob) -> Result<RetrievedJob, ActionError> {
        Action::RetrieveJob.check_typed(&input)?;
        self.read_job(input).await
    }

    pub(super) async fn read_job(&self, input: RetrieveJob) -> Result<RetrievedJob, ActionError> {
        let call = self.join.jobs().get(input.job_id).response().await;
        let response = call.map_err(failed(Action::RetrieveJob))?;
        let request_id = response.request_id().map(str::to_owned);
        Ok(RetrievedJob::new(response.into_inner().into(), request_id))
    }

    /// Offers jobs to choose from. A search reads the company's jobs until the page is full.
    ///
    /// ```no_run
    /// # async fn example(actions: join_actions::Actions) -> Result<(), join_actions::ActionError> {
    /// use join_actions::input::ChooseJob;
    ///
    /// let mut wanted = ChooseJob::default();
    /// wanted.search = Some("engineer".into());
    /// for option in actions.choose_job(wanted).await?.options {
    ///     println!("{} {}", option.id, option.label);
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// [`InvalidInput`](crate::ErrorKind::InvalidInput) for a field out of its range; otherwise the call's error. A row that can't be read is no option.
    pub async fn choose_job(&self, input: ChooseJob) -> Result<JobOptions, ActionError> {
        Action::ChooseJob.check_typed(&input)?;
        self.offer_jobs(input).await
    }

    pub(super) async fn offer_jobs(&self, input: ChooseJob) -> Result<JobOptions, ActionError> {
        let mut list = self.join.jobs().list();
        if let Some(status) = input.status {
            list = list.status(status);
        }
        let words = words(input.search.as_ref().map_or("", Personal::as_str));
        let size = input.page_size as usize;
        let mut before = (u64::from(input.page) - 1).saturating_mul(u64::from(input.page_size));
        let mut rows = list.rows();
        let mut options = Vec::new();
        while let Some(row) = rows.next().await {
            let job = match row {
                Ok(job) => job,
                Err(error) if error.row().is_some() => continue,
                Err(error) => return Err(ActionError::of(Action::ChooseJob.name(), &error)),
            };
            let option = JobOption::of(&job);
            if !matches(&option, &job, &words) {
                continue;
            }
            if before > 0 {
                before -= 1;
            } else if options.len() < size {
                options.push(option);
            } else {
                return Ok(JobOptions::new(input.page, options, true));
            }
        }
        Ok(JobOptions::new(input.page, options, false))
    }
}

/// The rows of a page, readable and unreadable ones apart. Some servers answer 404 behind the last page.
pub(super) fn page_rows<T>(
    action: Action,
    page: join_sdk::Result<join_sdk::lists::Page<T>>,
    number: u32,
) -> Result<(Vec<T>, Vec<UnreadableRow>), ActionError> {
    let page = match page {
        Ok(page) => page,
        Err(error) if error.kind() == join_sdk::ErrorKind::NotFound && number > 1 => {
            return Ok((Vec::new(), Vec::new()));
        }
        Err(error) => return Err(ActionError::of(action.name(), &error)),
    };
    let (mut rows, mut unreadable) = (Vec::with_capacity(page.rows.len()), Vec::new());
    for row in page.rows {
        match row {
            Ok(row) => rows.push(row),
            Err(error) => {
                let place = error.row().map(|row| row as u64);
                unreadable.push(UnreadableRow::new(place, ActionError::of(action.name(), &error)));
            }
        }
    }
    Ok((rows, unreadable))
}

/// The words of a search, as a person reads them.
fn words(search: &str) -> Vec<String> {
    search.split_whitespace().map(folded).collect()
}

/// Whether a job has all the words.
fn matches(option: &JobOption, job: &Row, words: &[String]) -> bool {
    let text =
        [option.label.as_str(), job.external_id.as_deref().unwrap_or_default(), &option.id.to_string()]
            .map(folded)
            .join(" ");
    words.iter().all(|word| text.contains(word))
}

/// A text without case and accents: `Zürich` is found as `zurich`.
fn folded(text: &str) -> String {
    let apart = icu_normalizer::DecomposingNormalizerBorrowed::new_nfkd().normalize(text);
    let is_accent = |letter: &char| matches!(letter, '\u{300}'..='\u{36f}');
    apart.chars().filter(|letter| !is_accent(letter)).flat_map(char::to_lowercase).collect()
}
