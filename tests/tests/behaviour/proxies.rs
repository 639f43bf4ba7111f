//! The proxy that a caller names. That of the environment is tested with `joinctl`, which has an environment of its own.

use std::time::Duration;

use join_sdk::types::JobId;
use join_sdk::{ApiToken, Error, ErrorKind, JoinBuilder, ProxyUse};
use join_tests::{Answer, Script};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

const TOKEN: &str = "s3cr3t-t0ken-4f7a9c";

fn builder(base_url: &str) -> JoinBuilder {
    join_sdk::Join::builder(ApiToken::new(TOKEN).unwrap()).base_url(base_url).max_attempts(1)
}

#[tokio::test]
async fn a_named_proxy_on_this_machine_is_used_for_this_machine_too() {
    let script = Script::start([Answer::json(200, r#"{"id": 7}"#)]).await;
    let proxy = script.base_url().trim_end_matches("/v2");
    let join = builder("http://127.0.0.1:9/v2").proxy(proxy).build().unwrap();
    let ProxyUse::Builder { host, .. } = join.proxy() else { panic!("{:?}", join.proxy()) };
    assert_eq!(format!("http://{host}"), proxy);
    assert_eq!(join.jobs().get(JobId(7)).await.unwrap().id, JobId(7));
    assert_eq!(script.received().len(), 1);
}

#[tokio::test]
async fn a_named_proxy_sees_of_https_the_host_and_its_own_password() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let proxy = format!("http://me:secret@{}", listener.local_addr().unwrap());
    let join = builder("https://api.join.invalid/v2").proxy(proxy).build().unwrap();
    assert!(!format!("{:?} {}", join.proxy(), join.proxy()).contains("secret"));
    let call = tokio::spawn(async move { join.jobs().get(JobId(7)).await.unwrap_err() });
    let (mut stream, _) = listener.accept().await.unwrap();
    let mut head = vec![0; 4096];
    let length = stream.read(&mut head).await.unwrap();
    let head = String::from_utf8(head[..length].to_vec()).unwrap().to_lowercase();
    stream.write_all(b"HTTP/1.1 403 X\r\ncontent-length: 0\r\n\r\n").await.unwrap();
    assert!(
        head.starts_with("connect api.join.invalid:443") && head.contains("proxy-authorization"),
        "{head}"
    );
    assert!(!head.contains(TOKEN), "{head}");
    let error = tokio::time::timeout(Duration::from_secs(20), call).await.unwrap().unwrap();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Connect, 1));
    assert!(!format!("{error} {error:?}").contains("secret"));
}

#[test]
fn a_proxy_that_is_no_proxys_url_or_would_read_the_token_is_refused() {
    let refused = |base: &str, proxy: &str| builder(base).proxy(proxy).build().map(drop).unwrap_err();
    let join = "https://api.join.com/v2";
    for (base, proxy) in [
        (join, ""),
        (join, "proxy.example:8080"),
        (join, "socks5://me:secret@proxy.example"),
        (join, "http://me:secret@proxy.example/path"),
        ("http://127.0.0.1:9/v2", "http://me:secret@proxy.example:8080"),
        ("http://127.0.0.1:9/v2", "https://me:secret@proxy.example:8080"),
    ] {
        let error = refused(base, proxy);
        assert_eq!(Error::kind(&error), ErrorKind::Config, "{proxy}");
        assert!(
            error.to_string().starts_with("the proxy ") && !error.to_string().contains("secret"),
            "{error}"
        );
    }
}
