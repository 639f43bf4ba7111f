//! `joinctl doctor` where the way to JOIN, the token or the clock is the trouble.

use std::net::TcpListener;
use std::process::Output;

use serde_json::{Value, json};

use crate::home::{Home, text};
use crate::replies::{Replies, Reply};

const TOKEN: &str = "doctors-t0ken-77c1";

/// A host whose name is too long for a name server, so that none is asked.
const NOWHERE: &str =
    "https://a-name-of-more-than-sixty-three-letters-which-no-name-server-is-asked-for.invalid/v2";

fn run(base_url: &str, variables: &[(&str, &str)], args: &[&str]) -> Output {
    let mut command = Home::new().command(&[&["doctor", "--output", "json"], args].concat());
    command.env("JOIN_BASE_URL", base_url).env("JOIN_API_TOKEN", TOKEN).envs(variables.iter().copied());
    command.current_dir(std::env::temp_dir()).output().unwrap()
}

/// The verdict of a check, and all its words.
fn verdict(output: &Output, check: &str) -> (String, String) {
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let findings = report["findings"].as_array().unwrap();
    let finding = findings.iter().find(|finding| finding["check"] == check).unwrap();
    (finding["verdict"].as_str().unwrap().to_owned(), finding.to_string())
}

fn assert_verdict(output: &Output, check: &str, expected: &str, part: &str) {
    let (found, words) = verdict(output, check);
    assert!(found == expected && words.contains(part), "{expected}, {part}: {words}");
    assert!(!text(&output.stdout).contains(TOKEN) && !text(&output.stderr).contains(TOKEN));
}

/// A server that answers everything alike.
fn always(reply: impl Fn() -> Reply + Send + 'static) -> String {
    Replies::start(move |_| Some(reply())).base_url
}

#[test]
fn a_refused_token_a_missing_plan_and_a_used_up_quota_have_their_exit_codes() {
    let error = |message: &str| json!({"error": {"type": "refused", "message": message}});
    for (status, message, check, part, code) in [
        (401, "unauthorized", "token", "joinctl auth login", 4),
        (403, "forbidden", "token", "System Admin", 4),
        (403, "the user is no admin", "token", "System Admin", 4),
        (402, "payment required", "plan", "Advanced or Enterprise", 4),
        (403, "upgrade your plan", "plan", "Advanced or Enterprise", 4),
    ] {
        let body = error(message);
        let output = run(&always(move || Reply::json(status, &body)), &[], &[]);
        assert_verdict(&output, check, "failed", part);
        assert_verdict(&output, "connection", "ok", &status.to_string());
        assert_eq!(output.status.code(), Some(code), "{message}");
    }
    let busy = always(move || Reply::json(429, &json!({})).header("retry-after: 3600"));
    let output = run(&busy, &[], &[]);
    assert_verdict(&output, "quota", "failed", "429");
    assert_eq!(output.status.code(), Some(6));
    assert!(text(&output.stderr).contains("nothing was written to JOIN"), "{output:?}");
}

#[test]
fn a_missing_token_is_a_report_too() {
    let home = Home::new();
    let output = home.run(&["doctor", "--output", "json"]);
    assert_verdict(&output, "token", "failed", "nothing was sent");
    assert_eq!(output.status.code(), Some(4));
    assert!(text(&output.stderr).contains("joinctl auth login"), "{output:?}");
}

#[test]
fn a_page_in_place_of_json_is_no_api() {
    for status in [200, 502] {
        let page =
            always(move || Reply::json(status, &json!(null)).body("<html>Sign in to the network</html>"));
        let output = run(&page, &[], &[]);
        assert_verdict(&output, "connection", "failed", "login page");
        assert_verdict(&output, "token", "unknown", "");
        assert_eq!(output.status.code(), Some(1));
    }
}

#[test]
fn a_wrong_clock_differs_and_is_no_failure() {
    let old = always(|| Reply::json(200, &json!([])).header("date: Sun, 06 Nov 1994 08:49:37 GMT"));
    let output = run(&old, &[], &[]);
    assert_verdict(&output, "clock", "differs", "ahead of the server's");
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn no_connection_has_its_cause() {
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let output = run(&format!("http://{closed}/v2"), &[], &[]);
    assert_verdict(&output, "connection", "failed", "refused");
    assert_eq!(output.status.code(), Some(1));
    // A name server that is out of reach takes some seconds to give up.
    let output = run("https://api.join.invalid/v2", &[], &["--timeout", "60"]);
    assert_verdict(&output, "connection", "failed", "DNS");
    // It takes connections and says nothing.
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/v2", silent.local_addr().unwrap());
    let output = run(&url, &[], &["--timeout", "1"]);
    assert_verdict(&output, "connection", "failed", "--timeout");
}

#[test]
fn the_proxy_is_named_without_its_user() {
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let proxy = format!("http://adalberta:s3cret@{closed}");
    let (join, local) = (NOWHERE, always(|| Reply::json(200, &json!([]))));
    for (base_url, variables, expected, part) in [
        (join, vec![("HTTPS_PROXY", proxy.as_str())], "ok", "HTTPS_PROXY applies"),
        (join, vec![("all_proxy", proxy.as_str())], "ok", "all_proxy applies"),
        (join, vec![("HTTPS_PROXY", "socks5://127.0.0.1:1")], "differs", "HTTPS_PROXY"),
        (join, vec![("HTTPS_PROXY", proxy.as_str()), ("NO_PROXY", "invalid")], "ok", "NO_PROXY"),
        (join, vec![("HTTP_PROXY", proxy.as_str())], "ok", "HTTP_PROXY is for http"),
        (&local, vec![("HTTPS_PROXY", proxy.as_str())], "ok", "on this machine"),
        (&local, vec![], "ok", "no variable applies"),
    ] {
        let output = run(base_url, &variables, &[]);
        assert_verdict(&output, "proxy", expected, part);
        let shown = [text(&output.stdout), text(&output.stderr)].concat();
        assert!(!shown.contains("adalberta") && !shown.contains("s3cret"), "{shown}");
    }
    let output = run(join, &[("HTTPS_PROXY", &proxy)], &[]);
    assert_verdict(&output, "proxy", "ok", &closed.to_string());
    assert_verdict(&output, "connection", "failed", "through the proxy");
}

#[cfg(target_os = "linux")]
mod certificates {
    use std::sync::Arc;

    use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair, date_time_ymd};
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio_rustls::TlsAcceptor;
    use tokio_rustls::rustls::{ServerConfig, crypto::aws_lc_rs};

    use super::*;

    type Authority = CertifiedIssuer<'static, KeyPair>;

    fn authority() -> Authority {
        let mut params = CertificateParams::new([]).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
    }

    /// A server with TLS that answers everything with an empty list.
    async fn start(by: &Authority, host: &str, years: (i32, i32)) -> String {
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
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("https://{}/v2", listener.local_addr().unwrap());
        tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                let Ok(mut stream) = acceptor.accept(stream).await else { continue };
                let reply = b"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 2\r\n\r\n[]";
                if stream.read(&mut [0; 4096]).await.is_ok_and(|length| length > 0) {
                    let _ = stream.write_all(reply).await;
                    let _ = stream.shutdown().await;
                }
            }
        });
        url
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn what_is_wrong_with_a_certificate_is_said_in_words() {
        let (trusted, unknown) = (authority(), authority());
        let folder = tempfile::tempdir().unwrap();
        let roots = folder.path().join("roots.pem");
        std::fs::write(&roots, trusted.pem()).unwrap();
        let roots = roots.to_str().unwrap().to_owned();
        for (by, host, years, expected, part) in [
            (&trusted, "127.0.0.1", (2020, 2099), "ok", "trusted"),
            (&unknown, "127.0.0.1", (2020, 2099), "failed", "SSL_CERT_FILE"),
            (&trusted, "127.0.0.1", (2020, 2021), "failed", "has expired"),
            (&trusted, "127.0.0.1", (2098, 2099), "failed", "not valid yet"),
            (&trusted, "other.example", (2020, 2099), "failed", "another host"),
        ] {
            let (url, roots) = (start(by, host, years).await, roots.clone());
            let doctor = move || run(&url, &[("SSL_CERT_FILE", &roots)], &[]);
            let output = tokio::task::spawn_blocking(doctor).await.unwrap();
            assert_verdict(&output, "tls", expected, part);
            assert_eq!(output.status.code(), Some(i32::from(expected == "failed")), "{part}");
        }
    }
}
