//! What a mock can expect of a parameter.

/// A value that a mock expects of a parameter; `None` expects a request without it.
///
/// Numbers stand for ids, and texts for JOIN's words:
///
/// ```
/// use join_client::types::{HiringState, JobId};
/// use join_httpmock::{JoinMock, an_application};
///
/// let mock = JoinMock::start()?;
/// mock.list_applications(|when, then| {
///     when.job_id(7).hiring_state("HIRED").page(1).job_external_id(None);
///     then.ok([an_application()])
/// });
/// mock.list_applications(|when, then| {
///     when.job_id(JobId(8)).hiring_state(HiringState::Hired);
///     then.empty()
/// });
/// # Ok::<(), std::io::Error>(())
/// ```
pub trait Parameter<T> {
    /// The value, if one is expected.
    fn into_expected(self) -> Option<T>;
}

impl<T> Parameter<T> for T {
    fn into_expected(self) -> Option<T> {
        Some(self)
    }
}

impl<T> Parameter<T> for Option<T> {
    fn into_expected(self) -> Option<T> {
        self
    }
}
