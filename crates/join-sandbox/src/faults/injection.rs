//! Injects a fault into a request: loses it or its response, delays it, delivers it late or twice.

use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::body::Body;
use axum::extract::{ConnectInfo, Request};
use axum::http::header::{CONTENT_LENGTH, LOCATION};
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Response};
use bytes::Bytes;
use tokio::sync::watch;
use tokio::time::sleep;

use crate::faults::cut_connections::ConnectionCutter;
use crate::faults::fault::Fault;
use crate::faults::hook::{Hooks, IncomingRequest};
use crate::faults::injected::Injected;
use crate::faults::odd_field;
use crate::faults::panics::Panics;
use crate::recruiter::Recruiter;

/// What a host or a proxy sends that wants its visitor to sign in.
const SIGN_IN_PAGE: &str = "<!DOCTYPE html><html><title>Sign in</title><body>Please sign in.</body></html>";

/// An admitted request. It can be handled more than once.
#[derive(Clone)]
pub(crate) struct Delivery {
    pub(crate) recruiter: Recruiter,
    /// The number of deliveries still to come late.
    pub(crate) late: watch::Sender<usize>,
    pub(crate) panics: Panics,
    pub(crate) parts: Parts,
    pub(crate) body: Bytes,
    pub(crate) next: Next,
}

/// The random fault of a request, and its hooks.
pub(crate) struct Script {
    pub(crate) fault: Fault,
    pub(crate) hooks: Option<(Arc<Hooks>, IncomingRequest)>,
}

impl Script {
    pub(crate) fn is_empty(&self) -> bool {
        self.fault == Fault::None && self.hooks.is_none()
    }
}

/// Handles a request and injects its fault. A hook's fault overrides a random one.
pub(crate) async fn inject(delivery: Delivery, script: Script) -> Response {
    let Script { mut fault, hooks } = script;
    if let Some((hooks, request)) = &hooks {
        let wanted = hooks.before(request, &delivery.recruiter);
        fault = if wanted == Fault::None { fault } else { wanted };
    }
    let (handled, fault) = match fault {
        Fault::LoseRequest
        | Fault::Late { .. }
        | Fault::Status(_)
        | Fault::RateLimited { .. }
        | Fault::Page => {
            return delivery.respond(fault, Response::default()).await;
        }
        Fault::Delay(delay) => (delivery.handle_after(delay).await, Fault::None),
        fault => (delivery.clone().handle().await, fault),
    };
    let status = handled.status().as_u16();
    let response = delivery.respond(fault, handled).await;
    let Some((hooks, mut request)) = hooks else {
        return response;
    };
    request.status = Some(status);
    delivery.respond(hooks.after(&request, &delivery.recruiter), response).await
}

impl Delivery {
    async fn handle(self) -> Response {
        let request = Request::from_parts(self.parts, Body::from(self.body));
        // A delivery may run in a task of its own, where nobody else would catch a panic.
        self.panics.catch(self.next.run(request)).await
    }

    /// Handles it later in its own task, which runs on if the client gives up.
    async fn handle_after(&self, delay: Duration) -> Response {
        let delivery = self.clone();
        let pending = Pending::new(&self.late);
        let handled = tokio::spawn(async move {
            sleep(delay).await;
            let response = delivery.handle().await;
            drop(pending);
            response
        });
        handled.await.unwrap_or_else(|_| self.cut())
    }

    /// Applies a fault to the response.
    async fn respond(&self, fault: Fault, response: Response) -> Response {
        match fault {
            Fault::None => response,
            Fault::LoseRequest | Fault::LoseAnswer => self.cut(),
            Fault::Status(status) | Fault::StatusAfter(status) => {
                let status = StatusCode::from_u16(status).ok().filter(|status| !status.is_informational());
                Injected::Status(status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)).into_response()
            }
            Fault::RateLimited { reset } => Injected::RateLimited { reset }.into_response(),
            Fault::Late { after } => {
                self.deliver_again(after);
                self.cut()
            }
            Fault::Twice { after } => {
                self.deliver_again(after);
                response
            }
            Fault::Delay(delay) => {
                sleep(delay).await;
                response
            }
            Fault::Answer(body) => (response.status(), Json(body)).into_response(),
            Fault::Page => Html(SIGN_IN_PAGE).into_response(),
            Fault::Empty => {
                let (mut parts, _) = response.into_parts();
                parts.headers.remove(CONTENT_LENGTH);
                Response::from_parts(parts, Body::empty())
            }
            Fault::Redirect(to) => match HeaderValue::from_str(&to) {
                Ok(to) => (StatusCode::FOUND, [(LOCATION, to)]).into_response(),
                Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
            },
            Fault::OddField { path, value } => odd_field::put(response, &path, &value).await,
        }
    }

    /// Cuts the connection: the response is never written.
    fn cut(&self) -> Response {
        if let Some(ConnectInfo(cutter)) = self.parts.extensions.get::<ConnectInfo<ConnectionCutter>>() {
            cutter.cut();
        }
        Response::default()
    }

    fn deliver_again(&self, after: Duration) {
        let delivery = self.clone();
        let pending = Pending::new(&self.late);
        tokio::spawn(async move {
            sleep(after).await;
            delivery.handle().await;
            drop(pending);
        });
    }
}

/// Counts as a late delivery until dropped.
struct Pending(watch::Sender<usize>);

impl Pending {
    fn new(late: &watch::Sender<usize>) -> Self {
        late.send_modify(|pending| *pending += 1);
        Pending(late.clone())
    }
}

impl Drop for Pending {
    fn drop(&mut self) {
        self.0.send_modify(|pending| *pending = pending.saturating_sub(1));
    }
}
