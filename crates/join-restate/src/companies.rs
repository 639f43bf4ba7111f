//! The companies that the services work for, by a key of the caller's own.

use std::collections::HashMap;
use std::fmt;
use std::future::ready;
use std::sync::Arc;

use join_sdk::changes::CursorStore;
use join_sdk::shared::StoreError;
use join_sdk::{BoxFuture, Join};

/// Finds the client of a company by its key.
///
/// Requests to the services carry the key, and the service finds the client with its token here, so that no token reaches
/// Restate. The clients of writes need a [journal](join_sdk::JoinBuilder::journal): it keeps a step that runs again from a
/// second write. One machine does with a file; several need a journal that they share.
///
/// A map of clients is one for companies that are known at the start.
///
/// ```
/// use std::collections::HashMap;
/// use join_restate::Companies;
/// use join_sdk::{ApiToken, Join};
///
/// let companies = HashMap::from([("acme".to_owned(), Join::builder(ApiToken::new("4f7a9c")?).build()?)]);
/// fn serve(_: impl Companies) {}
/// serve(companies);
/// # Ok::<(), join_sdk::Error>(())
/// ```
pub trait Companies: fmt::Debug + Send + Sync + 'static {
    /// Returns the company's client; none for an unknown key. Called for each request, so keep the clients: those of one token
    /// share its quota.
    ///
    /// # Errors
    ///
    /// When it can't be found out now. The request is tried again later.
    fn client<'a>(&'a self, company: &'a str) -> BoxFuture<'a, Result<Option<Join>, StoreError>>;

    /// Returns where the cursor of a change feed is kept. Without one, no feed can be followed.
    ///
    /// # Errors
    ///
    /// When it can't be found out now.
    fn cursor<'a>(
        &'a self,
        company: &'a str,
        feed: &'a str,
    ) -> BoxFuture<'a, Result<Option<Arc<dyn CursorStore>>, StoreError>> {
        let (_, _) = (company, feed);
        Box::pin(ready(Ok(None)))
    }
}

impl Companies for HashMap<String, Join> {
    fn client<'a>(&'a self, company: &'a str) -> BoxFuture<'a, Result<Option<Join>, StoreError>> {
        Box::pin(ready(Ok(self.get(company).cloned())))
    }
}
