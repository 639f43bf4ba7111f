//! Certificates that are not to be trusted, and redirects out of TLS, on servers with TLS.
//!
//! Which certificates are trusted comes from the process's environment, so the test runs itself once more with an
//! environment of its own. Only Linux takes the trusted certificates from a file.
#![cfg(target_os = "linux")]

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use join_sdk::downloads::Redirects;
use join_sdk::types::{Attachment, CandidateId, JobId};
use join_sdk::{ApiToken, Error, ErrorKind, Join};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair, date_time_ymd};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::{ServerConfig, crypto::aws_lc_rs};

const THIS_TEST: &str = "what_is_wrong_with_a_certificate_is_said_once_and_nothing_is_sent";
/// Set where the test runs with our authority as the only trusted one.
const SERVERS: &str = "JOIN_TEST_TLS_SERVERS";

type Authority = CertifiedIssuer<'static, KeyPair>;

fn authority() -> Authority {
    let mut params = CertificateParams::new([]).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
}

/// A server with TLS that counts its connections and the requests in them.
struct Server {
    port: u16,
    connections: Arc<AtomicUsize>,
    requests: Arc<AtomicUsize>,
}

impl Server {
    async fn start(by: &Authority, host: &str, years: (i32, i32), answer: String) -> Self {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new([host.to_owned()]).unwrap();
        (params.not_before, params.not_after) = (date_time_ymd(years.0, 1, 1), date_time_ymd(years.1, 1, 1));
        let certificate = params.signed_by(&key, by).unwrap();
        let key = key.serialize_der().try_into().unwrap();
        let config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], key)
            .unwrap();
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (connections, requests) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let (accepted, read) = (Arc::clone(&connections), Arc::clone(&requests));
        tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                accepted.fetch_add(1, Ordering::Relaxed);
                let Ok(mut stream) = acceptor.accept(stream).await else { continue };
                if stream.read(&mut [0; 4096]).await.is_ok_and(|length| length > 0) {
                    read.fetch_add(1, Ordering::Relaxed);
                    let _ = stream.write_all(answer.as_bytes()).await;
                    let _ = stream.shutdown().await;
                }
            }
        });
        Self { port, connections, requests }
    }

    fn seen(&self) -> (usize, usize) {
        (self.connections.load(Ordering::Relaxed), self.requests.load(Ordering::Relaxed))
    }
}

fn client(port: &str) -> Join {
    let join = Join::builder(ApiToken::new("4f7a9c").unwrap());
    join.base_url(format!("https://127.0.0.1:{port}/v2")).build().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_with_a_certificate_is_said_once_and_nothing_is_sent() {
    if let Ok(ports) = std::env::var(SERVERS) {
        return call_them(&ports.split(',').collect::<Vec<_>>()).await;
    }
    let (trusted, unknown) = (authority(), authority());
    let plain = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let answer = |head: &str, body: &str| {
        format!("HTTP/1.1 {head}\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{body}", body.len())
    };
    let job = answer("200 OK", r#"{"id": 7}"#);
    let down = answer(&format!("302 Found\r\nlocation: http://{}/cv", plain.local_addr().unwrap()), "");
    let here = "127.0.0.1";
    let servers = [
        Server::start(&trusted, here, (2020, 2099), job.clone()).await,
        Server::start(&trusted, here, (2020, 2099), down).await,
        Server::start(&unknown, here, (2020, 2099), job.clone()).await,
        Server::start(&trusted, here, (2020, 2021), job.clone()).await,
        Server::start(&trusted, here, (2098, 2099), job.clone()).await,
        Server::start(&trusted, "other.example", (2020, 2099), job).await,
    ];
    let folder = tempfile::tempdir().unwrap();
    let roots = folder.path().join("roots.pem");
    std::fs::write(&roots, trusted.pem()).unwrap();
    let ports = servers.iter().map(|server| server.port.to_string()).collect::<Vec<_>>().join(",");
    let mut command = std::process::Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", THIS_TEST, "--nocapture"]).env(SERVERS, ports);
    command.env("SSL_CERT_FILE", &roots).env_remove("SSL_CERT_DIR");
    let output = tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let [good, redirecting, others @ ..] = &servers;
    assert_eq!((good.seen(), redirecting.seen()), ((1, 1), (1, 1)));
    for server in others {
        assert_eq!(server.seen(), (2, 0), "one connection for the read, one for the write, and no request");
    }
    let follower = tokio::time::timeout(std::time::Duration::ZERO, plain.accept()).await;
    assert!(follower.is_err(), "a redirect out of TLS is not followed");
}

async fn call_them(ports: &[&str]) {
    let [good, redirecting, unknown, expired, early, other] = ports else { panic!("{ports:?}") };
    assert_eq!(client(good).jobs().get(JobId(7)).await.unwrap().id, JobId(7));
    let file = serde_json::json!({"type": "CV", "url": format!("https://127.0.0.1:{redirecting}/cv")});
    let file: Attachment = serde_json::from_value(file).unwrap();
    let join = client(redirecting);
    let download = join.attachments().download(&file).redirects(Redirects::FollowWithoutToken);
    let error = download.await.unwrap_err();
    assert!(error.kind() == ErrorKind::Refused && error.to_string().contains("plain http"), "{error}");
    for (port, advice) in [
        (unknown, &["is not trusted", "ca-certificates", "SSL_CERT_FILE"][..]),
        (expired, &["has expired", "clock"]),
        (early, &["is not valid yet", "clock"]),
        (other, &["is for another host", "base URL"]),
    ] {
        let join = client(port);
        let read = join.jobs().get(JobId(7)).await.unwrap_err();
        let write = join.candidates().add_note(CandidateId(5), "verified").await.unwrap_err();
        for error in [read, write] {
            let state = (Error::kind(&error), error.attempts(), error.is_retryable());
            assert_eq!(state, (ErrorKind::Certificate, 1, false), "{error}");
            assert!(!error.may_have_been_applied());
            let text = error.to_string();
            assert!(advice.iter().all(|words| text.contains(words)), "{text}");
            assert!(!text.contains("no connection"), "{text}");
        }
    }
}
