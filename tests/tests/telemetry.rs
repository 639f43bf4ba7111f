//! The spans of a call as OpenTelemetry receives them.

use std::time::Duration;

use join_sdk::types::JobId;
use join_sdk::{ApiToken, Join, RetryPolicy};
use join_tests::{Answer, Script};
use opentelemetry::trace::{SpanKind, Status, TracerProvider};
use opentelemetry_sdk::trace::{InMemorySpanExporter, SdkTracerProvider, SpanData};
use tracing_subscriber::layer::SubscriberExt;

/// The attributes that OpenTelemetry's conventions or this SDK name; the rest is of the layer between.
fn attributes(span: &SpanData) -> Vec<String> {
    let named = |name: &str| {
        ["http.", "url.", "server.", "error.", "join."].iter().any(|prefix| name.starts_with(prefix))
    };
    let mut shown: Vec<String> = span
        .attributes
        .iter()
        .filter(|pair| named(pair.key.as_str()) && pair.key.as_str() != "server.port")
        .map(|pair| format!("{}={}", pair.key, pair.value))
        .collect();
    shown.sort();
    shown
}

#[tokio::test]
async fn a_call_and_each_of_its_attempts_are_spans_with_opentelemetrys_names() {
    let exporter = InMemorySpanExporter::default();
    let provider = SdkTracerProvider::builder().with_simple_exporter(exporter.clone()).build();
    let layer = tracing_opentelemetry::layer().with_tracer(provider.tracer("test"));
    tracing::subscriber::set_global_default(tracing_subscriber::registry().with(layer)).unwrap();

    let script = Script::start([
        Answer::html(503),
        Answer::json(404, r#"{"error": {"message": "ada@example.com"}}"#).header("x-request-id", "req-7"),
    ]);
    let script = script.await;
    let quick = RetryPolicy::default().max_attempts(2).backoff(Duration::ZERO, Duration::ZERO);
    let join = Join::builder(ApiToken::new("4f7a9c").unwrap()).base_url(script.base_url()).retry(quick);
    let join = join.build().unwrap();
    join.jobs().get(JobId(7)).await.unwrap_err();

    let mut spans = exporter.get_finished_spans().unwrap();
    spans.retain(|span| {
        attributes(span).iter().any(|named| named.starts_with("join.") || named.starts_with("http."))
    });
    let names: Vec<&str> = spans.iter().map(|span| span.name.as_ref()).collect();
    assert_eq!(names, ["GET /jobs/{jobId}", "GET /jobs/{jobId}", "join.call"]);
    let call = &spans[2];
    for attempt in &spans[..2] {
        assert_eq!(attempt.parent_span_id, call.span_context.span_id());
        assert_eq!(attempt.span_kind, SpanKind::Client);
        assert!(matches!(attempt.status, Status::Error { .. }));
    }
    let common = ["http.request.method=GET", "server.address=127.0.0.1", "url.template=/jobs/{jobId}"];
    let with = |more: &[&str]| {
        let mut all: Vec<String> = common.iter().chain(more).map(|&text| text.to_owned()).collect();
        all.sort();
        all
    };
    assert_eq!(attributes(&spans[0]), with(&["error.type=server", "http.response.status_code=503"]));
    let second = [
        "error.type=not_found",
        "http.response.status_code=404",
        "http.request.resend_count=1",
        "join.request_id=req-7",
    ];
    assert_eq!(attributes(&spans[1]), with(&second));
    assert_eq!(attributes(call), ["error.type=not_found", "join.attempts=2", "join.operation=getJob"]);
}
