//! A server that gives the responses of a test in their order, and keeps what it received.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Response};

/// A received request.
#[derive(Clone)]
pub(crate) struct Received {
    pub(crate) path_and_query: String,
    pub(crate) headers: HeaderMap,
}

#[derive(Default)]
struct Shared {
    responses: Mutex<VecDeque<Response<Vec<u8>>>>,
    received: Mutex<Vec<Received>>,
}

/// A running server.
pub(crate) struct Server {
    shared: Arc<Shared>,
    pub(crate) origin: String,
}

impl Server {
    pub(crate) async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        let shared = Arc::<Shared>::default();
        let routes = Router::new().fallback(respond).with_state(Arc::clone(&shared));
        tokio::spawn(async { axum::serve(listener, routes).await });
        Self { shared, origin }
    }

    pub(crate) fn base_url(&self) -> String {
        format!("{}/v2", self.origin)
    }

    /// Adds the next response.
    pub(crate) fn will_say(&self, status: u16, headers: &[(&str, &str)], body: impl Into<Vec<u8>>) {
        let mut response = Response::builder().status(status);
        for (name, value) in headers {
            response = response.header(*name, *value);
        }
        self.shared.responses.lock().unwrap().push_back(response.body(body.into()).unwrap());
    }

    pub(crate) fn received(&self) -> Vec<Received> {
        self.shared.received.lock().unwrap().clone()
    }
}

async fn respond(State(shared): State<Arc<Shared>>, request: Request) -> Response<Body> {
    let (parts, body) = request.into_parts();
    to_bytes(body, usize::MAX).await.unwrap();
    let path_and_query = parts.uri.path_and_query().unwrap().to_string();
    shared.received.lock().unwrap().push(Received { path_and_query, headers: parts.headers });
    let next = shared.responses.lock().unwrap().pop_front();
    next.expect("no response is left").map(Body::from)
}
