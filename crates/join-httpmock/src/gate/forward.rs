//! The way of one request: to httpmock, and its response back.

use std::convert::Infallible;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::channel::Channel;
use http_body_util::combinators::BoxBody;
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::client::conn::http1;
use hyper::header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderValue, TRANSFER_ENCODING};
use hyper::{Request, Response, StatusCode, Uri};
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use tokio::net::TcpStream;

use super::fault::Fault;
use super::received;
use super::road::Road;

type Body = BoxBody<Bytes, Infallible>;

/// The status for a request that no mock expects. JOIN sends no such status, and no client repeats a request after it.
const UNEXPECTED: StatusCode = StatusCode::IM_A_TEAPOT;
/// What httpmock says of a request that no mock expects.
const UNMATCHED: &str = "Request did not match any route or mock";

/// Answers a request. An error resets the connection.
pub(super) async fn forward(request: Request<Incoming>, road: Arc<Road>) -> io::Result<Response<Body>> {
    let path = request.uri().path_and_query().map_or("/", |path| path.as_str());
    let below = road.below(path).map(str::to_owned);
    let received = received::Request::new(request.method(), below.as_deref());
    let Some(path) = below else {
        return Ok(unexpected(&road, received));
    };
    let response = sent(request, &path, &road).await.map_err(io::Error::other)?;
    if is_unmatched(&response) {
        return Ok(unexpected(&road, received));
    }
    let (mut head, body) = response.into_parts();
    let fault = Fault::take(&mut head.headers);
    road.keep(received.answered(head.status.as_u16()));
    let body = match fault {
        None => Full::new(body).boxed(),
        Some(Fault::SlowBody(pause)) => slow(body, pause),
        Some(Fault::Reset) => return Err(io::ErrorKind::ConnectionReset.into()),
    };
    Ok(Response::from_parts(head, body))
}

/// Sends the request on to httpmock, and reads the whole response.
async fn sent(
    request: Request<Incoming>,
    path: &str,
    road: &Road,
) -> Result<Response<Bytes>, Box<dyn std::error::Error + Send + Sync>> {
    let (mut head, body) = request.into_parts();
    head.uri = path.parse::<Uri>()?;
    let body = body.collect().await?.to_bytes();
    head.headers.remove(TRANSFER_ENCODING);
    head.headers.remove(CONTENT_LENGTH);
    let stream = TcpStream::connect(road.behind()).await?;
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
    tokio::spawn(connection);
    let response = sender.send_request(Request::from_parts(head, Full::new(body))).await?;
    let (head, body) = response.into_parts();
    let body = body.collect().await?.to_bytes();
    Ok(Response::from_parts(head, body))
}

fn is_unmatched(response: &Response<Bytes>) -> bool {
    let says = |body: &Bytes| {
        let body: Value = serde_json::from_slice(body).ok()?;
        Some(body.get("message")?.as_str()? == UNMATCHED)
    };
    response.status() == StatusCode::NOT_FOUND && says(response.body()) == Some(true)
}

/// Says what came, in an error of JOIN's form, so that clients show it.
fn unexpected(road: &Road, request: received::Request) -> Response<Body> {
    let message = format!("No mock expects {}", request.line());
    road.keep(request);
    let body = json!({"error": {"type": "no_mock", "message": message}}).to_string();
    let mut response = Response::new(Full::new(Bytes::from(body)).boxed());
    *response.status_mut() = UNEXPECTED;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

/// Half of a body, and the rest after a pause.
fn slow(mut body: Bytes, pause: Duration) -> Body {
    let (mut sender, channel) = Channel::<Bytes, Infallible>::new(1);
    let first = body.split_to(body.len() / 2);
    tokio::spawn(async move {
        if sender.send_data(first).await.is_ok() {
            tokio::time::sleep(pause).await;
            // It fails only if the client has left.
            let _ = sender.send_data(body).await;
        }
    });
    channel.boxed()
}
