//! Plays a fault on a request: loses it or its answer, delays it, delivers it late or once more.

use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::body::Body;
use axum::extract::{ConnectInfo, Request};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use tokio::sync::watch;
use tokio::time::sleep;

use crate::error::ApiError;
use crate::fault::Fault;
use crate::hand::Hand;
use crate::hook::{Arrival, Hooks};
use crate::server::Shared;
use crate::wire::Scissors;

/// What the headers shall tell of the rate limit in place of the truth: seconds to wait, or nothing at all.
#[derive(Clone, Copy)]
pub(crate) struct RateTold(pub(crate) Option<u64>);

/// A request that passed the door. It can be handled more than once.
#[derive(Clone)]
pub(crate) struct Delivery {
    pub(crate) shared: Arc<Shared>,
    pub(crate) parts: Parts,
    pub(crate) body: Bytes,
    pub(crate) next: Next,
}

/// What shall go wrong with a request, and who has a say in it.
pub(crate) struct Script {
    pub(crate) fault: Fault,
    pub(crate) hooks: Option<(Arc<Hooks>, Arrival)>,
}

impl Script {
    pub(crate) fn is_empty(&self) -> bool {
        self.fault == Fault::None && self.hooks.is_none()
    }
}

/// Handles a request and lets go wrong what shall. A hook's fault comes before one by chance.
pub(crate) async fn play(delivery: Delivery, script: Script) -> Response {
    let hand = Hand::new(Arc::clone(&delivery.shared));
    let Script { mut fault, hooks } = script;
    if let Some((hooks, arrival)) = &hooks {
        let wanted = hooks.before(arrival, &hand);
        fault = if wanted == Fault::None { fault } else { wanted };
    }
    let (handled, fault) = match fault {
        Fault::LoseRequest | Fault::Late { .. } | Fault::Status(_) | Fault::RateLimited { .. } => {
            return delivery.answer(fault, Response::default()).await;
        }
        Fault::Delay(delay) => (delivery.handle_after(delay).await, Fault::None),
        fault => (delivery.clone().handle().await, fault),
    };
    let status = handled.status().as_u16();
    let response = delivery.answer(fault, handled).await;
    let Some((hooks, mut arrival)) = hooks else {
        return response;
    };
    arrival.status = Some(status);
    delivery.answer(hooks.after(&arrival, &hand), response).await
}

impl Delivery {
    async fn handle(self) -> Response {
        self.next.run(Request::from_parts(self.parts, Body::from(self.body))).await
    }

    /// Handles it later in a task of its own, which a client that gives up doesn't end.
    async fn handle_after(&self, delay: Duration) -> Response {
        let delivery = self.clone();
        let pending = Pending::new(&self.shared.late);
        let handled = tokio::spawn(async move {
            sleep(delay).await;
            let response = delivery.handle().await;
            drop(pending);
            response
        });
        handled.await.unwrap_or_else(|_| self.cut())
    }

    /// What a fault makes of the answer.
    async fn answer(&self, fault: Fault, response: Response) -> Response {
        match fault {
            Fault::None => response,
            Fault::LoseRequest | Fault::LoseAnswer => self.cut(),
            Fault::Status(status) | Fault::StatusAfter(status) => {
                let status = StatusCode::from_u16(status).ok().filter(|status| !status.is_informational());
                ApiError::Played(status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)).into_response()
            }
            Fault::RateLimited { reset } => {
                let mut response = ApiError::RateLimited.into_response();
                response.extensions_mut().insert(RateTold(reset));
                response
            }
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
        }
    }

    /// Cuts the connection: the response is never written.
    fn cut(&self) -> Response {
        if let Some(ConnectInfo(scissors)) = self.parts.extensions.get::<ConnectInfo<Scissors>>() {
            scissors.cut();
        }
        Response::default()
    }

    fn deliver_again(&self, after: Duration) {
        let delivery = self.clone();
        let pending = Pending::new(&self.shared.late);
        tokio::spawn(async move {
            sleep(after).await;
            delivery.handle().await;
            drop(pending);
        });
    }
}

/// Counts as a late delivery until it is dropped.
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
