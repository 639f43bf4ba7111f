//! Looks up an application by its external id, among all of a job's applications.

use jiff::Timestamp;
use join_client::Raw;
use join_client::types::{Application, JobId};

use crate::access::ReadOnly;
use crate::call::handle::Handle;
use crate::error::{Error, ErrorKind, Result};
use crate::lists::odd::left_out;
use crate::lists::{Filter, List};
use crate::resources::Applications;

/// The job's application with this external id; none only after a complete search.
pub(crate) async fn find(
    handle: &Handle,
    job: JobId,
    external_id: &str,
    since: Option<Timestamp>,
) -> Result<Option<Application>> {
    let list = Applications::<ReadOnly>::new(handle).list().job(job);
    let list = match since {
        Some(time) => list.updated_since(time),
        None => list,
    };
    search(list, |row| is_it(row, job, external_id)).await
}

/// As [`find`], with JOIN's own text of the application.
pub(crate) async fn find_with_text(
    handle: &Handle,
    job: JobId,
    external_id: &str,
) -> Result<Option<Raw<Application>>> {
    let list = Applications::<ReadOnly>::new(handle).list().job(job).with_text();
    search(list, |row| is_it(&row.value, job, external_id)).await
}

async fn search<F: Filter>(list: List<F>, wanted: impl Fn(&F::Row) -> bool) -> Result<Option<F::Row>> {
    let mut rows = list.complete();
    let mut unreadable = None;
    while let Some(row) = rows.next().await {
        match row {
            Ok(row) if wanted(&row) => return Ok(Some(row)),
            Ok(_) => {}
            // The unreadable row may be the wanted one.
            Err(error) if error.row().is_some() => unreadable = Some(error),
            Err(error) => return Err(error),
        }
    }
    // A row whose external id can't be read may be the wanted one as well.
    let unreadable = unreadable.or(rows.odd_fields().first_of(&["integrationExternalId"]).map(left_out));
    match unreadable {
        Some(error) => Err(error),
        None if rows.summary().complete => Ok(None),
        None => {
            let message = "the job's applications changed faster than they could be read, so what was not seen may be there";
            Err(Error::new(ErrorKind::Conflict, message))
        }
    }
}

/// Whether the row is the wanted application. JOIN may drop blanks around an external id.
fn is_it(row: &Application, job: JobId, external_id: &str) -> bool {
    let echoed = row.integration_external_id.as_deref().map(str::trim);
    echoed == Some(external_id.trim()) && row.job.as_ref().is_none_or(|line| line.id == job)
}
