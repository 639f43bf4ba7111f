//! Binds the services to an endpoint of Restate.

use std::sync::Arc;

use restate_sdk::endpoint::Builder;

use crate::application::Application;
use crate::bulk::Bulk;
use crate::candidate::Candidate;
use crate::changes::Changes;
use crate::clients::Clients;
use crate::companies::Companies;
use crate::company::Company;

/// Adds the services to an endpoint, beside those of your own.
///
/// ```no_run
/// use std::collections::HashMap;
/// use join_restate::restate_sdk::prelude::{Endpoint, HttpServer};
/// use join_sdk::{ApiToken, Join, journal::Journal};
///
/// # async fn example(token: ApiToken) -> Result<(), Box<dyn std::error::Error>> {
/// let acme = Join::builder(token).journal(Journal::open("acme.jsonl").await?).build()?;
/// let companies = HashMap::from([("acme".to_owned(), acme)]);
/// let endpoint = join_restate::bind(Endpoint::builder(), companies).build();
/// HttpServer::new(endpoint).listen_and_serve("127.0.0.1:9080".parse()?).await;
/// # Ok(()) }
/// ```
pub fn bind(endpoint: Builder, companies: impl Companies) -> Builder {
    let clients = Clients(Arc::new(companies));
    endpoint
        .bind(Company(clients.clone()))
        .bind(Candidate(clients.clone()))
        .bind(Application(clients.clone()))
        .bind(Bulk)
        .bind(Changes::new(clients))
}
