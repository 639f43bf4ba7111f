//! The routes of the control API, and its document.

use std::sync::Arc;

use axum::Router;
use axum::handler::Handler;
use axum::http::Method;
use axum::http::header::CONTENT_TYPE;
use axum::middleware::from_fn_with_state;
use axum::routing::{MethodFilter, MethodRouter, get, on};

use crate::control::guard::guard;
use crate::control::{candidates, data, faults, lifecycle, quota, requests, state, variants, writers};
use crate::http::app::App;
use crate::http::error::ApiError;
use crate::http::hosts::CONTROL;

/// What serves the control API, and what describes it.
const DOCUMENT: &str = include_str!("../../control-api.json");

/// The path of the document, which says nothing about this sandbox and needs no token.
const DOCUMENT_PATH: &str = "/openapi.json";

/// A method, a path behind the prefix, and what answers it.
type Route = (Method, &'static str, MethodRouter<Arc<App>>);

fn route<T: 'static>(method: Method, path: &'static str, handler: impl Handler<T, Arc<App>>) -> Route {
    let filter = match method {
        Method::POST => MethodFilter::POST,
        Method::PUT => MethodFilter::PUT,
        Method::DELETE => MethodFilter::DELETE,
        _ => MethodFilter::GET,
    };
    (method, path, on(filter, handler))
}

fn routes() -> Vec<Route> {
    use Method as M;
    vec![
        route(M::GET, "/state", state::retrieve),
        route(M::GET, "/data", data::retrieve),
        route(M::POST, "/reset", lifecycle::reset),
        route(M::POST, "/settle", lifecycle::settle),
        route(M::POST, "/expire-addresses", lifecycle::expire_addresses),
        route(M::GET, "/faults", faults::list),
        route(M::POST, "/faults", faults::add),
        route(M::DELETE, "/faults", faults::clear),
        route(M::DELETE, "/faults/{ruleId}", faults::remove),
        route(M::GET, "/variants", variants::list),
        route(M::PUT, "/variants", variants::set),
        route(M::GET, "/quota", quota::retrieve),
        route(M::PUT, "/quota", quota::set),
        route(M::GET, "/writers", writers::list),
        route(M::POST, "/writers", writers::start),
        route(M::DELETE, "/writers", writers::clear),
        route(M::DELETE, "/writers/{writerId}", writers::stop),
        route(M::GET, "/requests", requests::list),
        route(M::DELETE, "/requests", requests::clear),
        route(M::GET, "/candidates/{candidateId}", candidates::retrieve),
        route(M::PUT, "/candidates/{candidateId}/tags", candidates::set_tags),
        route(M::GET, "/candidates/{candidateId}/history", candidates::history),
    ]
}

/// Serves the control API under its prefix. Its requests are no traffic of the API: none is recorded, limited or delayed.
pub(crate) fn router(app: Arc<App>) -> Router {
    let add = |router: Router<Arc<App>>, (_, path, handler): Route| router.route(path, handler);
    let inner = routes()
        .into_iter()
        .fold(Router::new(), add)
        .fallback(async || ApiError::NotFound("There is no such path."))
        .method_not_allowed_fallback(async || ApiError::MethodNotAllowed)
        .layer(from_fn_with_state(Arc::clone(&app), guard))
        .route(DOCUMENT_PATH, get(async || ([(CONTENT_TYPE, "application/json")], DOCUMENT)));
    Router::new().nest(CONTROL, inner).with_state(app)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::Value;

    use super::*;

    #[test]
    fn the_document_and_the_routes_name_the_same_operations() {
        let document: Value = serde_json::from_str(DOCUMENT).unwrap();
        let paths = document["paths"].as_object().unwrap();
        let documented: BTreeSet<String> = paths
            .iter()
            .flat_map(|(path, item)| {
                let methods = item.as_object().unwrap().keys().filter(|key| *key != "parameters");
                methods.map(move |method| format!("{} {path}", method.to_uppercase()))
            })
            .collect();
        let served = routes().into_iter().map(|(method, path, _)| format!("{method} {CONTROL}{path}"));
        let served: BTreeSet<String> = served.chain([format!("GET {CONTROL}{DOCUMENT_PATH}")]).collect();
        assert_eq!(documented, served);
    }
}
