//! Some thousands of odd requests, the same on every run: each is answered in JSON and none makes the sandbox fail.

mod requests;
mod wire;

use std::io::{Read, Write};
use std::net::Shutdown;

use fastrand::Rng;
use join_sandbox::JoinSandbox;
use serde_json::Value;

use crate::error_type;
use requests::{NAMES, READS, VALUES, WRITES, odd_body, odd_headers, odd_target, pick};
use wire::{Answered, Wire};

/// The answer is a success in JSON, or a refusal in the form of errors.
#[track_caller]
fn check(answered: &Answered, request: &str) {
    let Answered { status, media, body } = answered;
    assert!(matches!(status, 200..=299 | 400..=499), "{status} {request}");
    assert_eq!(media, "application/json", "{status} {request}");
    let body: Value = serde_json::from_slice(body).unwrap();
    if *status >= 400 {
        error_type(&body);
    }
}

/// What was let in can be read again, files included.
fn check_state(wire: &mut Wire) {
    assert_eq!(wire.get("/v2/jobs").status, 200);
    for list in ["/v2/jobs", "/v2/applications", "/v2/offices"] {
        for page in 1.. {
            let rows = wire.rows(&format!("{list}?page={page}"));
            for file in rows.iter().flat_map(|row| row["attachments"].as_array().into_iter().flatten()) {
                let url = file["url"].as_str().unwrap().to_owned();
                let target = &url["http://".len() + wire.host.len()..];
                assert_eq!(wire.get(target).status, 200, "{url}");
            }
            if rows.len() < 50 {
                break;
            }
        }
    }
}

async fn with_a_wire(test: impl FnOnce(&mut Wire) + Send + 'static) {
    let sandbox = JoinSandbox::builder().applications(30).start().await.unwrap();
    let mut wire = Wire::to(&sandbox);
    let done = tokio::task::spawn_blocking(move || {
        test(&mut wire);
        check_state(&mut wire);
    });
    done.await.unwrap();
}

#[tokio::test]
async fn odd_writes_are_done_or_refused_in_json() {
    with_a_wire(|wire| {
        let mut rng = Rng::with_seed(4);
        let mut done = 0;
        for (method, path, good) in WRITES {
            for _ in 0..1_000 {
                let body = odd_body(&mut rng, good);
                let (headers, sent) = odd_headers(&mut rng, body.clone());
                let target = match rng.bool() {
                    true => odd_target(&mut rng, path),
                    false if path.contains("jobs") => path.replace("ID", "410002"),
                    false => path.replace("ID", "20000001"),
                };
                let answered = wire.send(method, &target, &headers, &sent);
                let request = String::from_utf8_lossy(&body);
                check(
                    &answered,
                    &format!("{method} {target} {}", request.chars().take(500).collect::<String>()),
                );
                done += usize::from(answered.status < 300);
            }
        }
        assert!(done > 1_500, "only {done} got through, so the rest of the way was not tried");
    })
    .await;
}

#[tokio::test]
async fn each_odd_value_of_each_parameter_is_answered_in_json() {
    with_a_wire(|wire| {
        for list in ["/v2/jobs", "/v2/applications", "/v2/offices", "/v2/categories"] {
            for name in NAMES {
                for value in VALUES {
                    let target = format!("{list}?{name}={value}");
                    check(&wire.get(&target), &target);
                }
            }
        }
    })
    .await;
}

#[tokio::test]
async fn odd_addresses_and_methods_are_answered_in_json() {
    const METHODS: &[&str] = &["GET", "GET", "DELETE", "PUT", "OPTIONS", "HEAD", "TRACE", "FROB", "get"];
    with_a_wire(|wire| {
        let mut rng = Rng::with_seed(5);
        for path in READS {
            for _ in 0..200 {
                let target = odd_target(&mut rng, path);
                let method = pick(&mut rng, METHODS);
                let (headers, body) = odd_headers(&mut rng, Vec::new());
                let answered = wire.send(method, &target, &headers, &body);
                if method != "HEAD" {
                    check(&answered, &format!("{method} {target}"));
                }
                assert!(answered.status < 500);
            }
        }
        check(&wire.send("OPTIONS", "*", b"", b""), "OPTIONS *");
    })
    .await;
}

/// HTTP that is not well-formed may be answered or not.
#[tokio::test]
async fn what_is_no_http_does_no_harm() {
    with_a_wire(|wire| {
        let mut rng = Rng::with_seed(6);
        let known: [&[u8]; 14] = [
            b"",
            b"\r\n\r\n\r\n",
            b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
            b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
            b"GET /v2/jobs\r\n\r\n",
            b"GET /v2/jobs HTTP/9.9\r\n\r\n",
            b"GET /v2/jobs?\xff\xfe=\x80 HTTP/1.1\r\nhost: x\r\n\r\n",
            b"GET http://[::1/v2/jobs HTTP/1.1\r\nhost: x\r\n\r\n",
            b"CONNECT x:1 HTTP/1.1\r\nhost: x:1\r\n\r\n",
            b"POST /v2/jobs HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n\r\nbroken",
            b"POST /v2/jobs HTTP/1.1\r\nhost: x\r\ncontent-length: -1\r\n\r\n",
            b"POST /v2/jobs HTTP/1.1\r\nhost: x\r\ncontent-length: 99999999999999999999\r\n\r\n",
            b"POST /v2/jobs HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\nffffffffffffffffff\r\n",
            b"POST /v2/jobs HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\ncontent-length: 3\r\n\r\n0\r\n\r\n",
        ];
        let random = (0..200).map(|_| (0..rng.usize(..300)).map(|_| rng.u8(..)).collect());
        let many = "GET /v2/jobs HTTP/1.1\r\n".to_owned() + &"a: b\r\n".repeat(5_000) + "\r\n";
        let long = format!("GET /v2/{} HTTP/1.1\r\n\r\n", "x".repeat(100_000));
        let known = known.map(<[u8]>::to_vec).into_iter().chain([many.into_bytes(), long.into_bytes()]);
        for bytes in known.chain(random) {
            let mut stream = wire.connect();
            // It may hang up before it has read everything.
            let _ = stream.write_all(&bytes);
            let _ = stream.shutdown(Shutdown::Write);
            let mut received = Vec::new();
            let _ = stream.read_to_end(&mut received);
            let shown = String::from_utf8_lossy(&bytes).chars().take(100).collect::<String>();
            // HTTP/2 is on where another crate of the build turns it on in axum.
            let http2 = bytes.starts_with(b"PRI");
            assert!(
                http2 || received.is_empty() || received.starts_with(b"HTTP/1.") && received[9] == b'4',
                "{shown}"
            );
        }
    })
    .await;
}
