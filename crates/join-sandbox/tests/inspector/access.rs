//! The headers that keep the pages to themselves.

use std::net::Ipv4Addr;

use join_sandbox::JoinSandbox;
use reqwest::Client;

use crate::{Page, crawl, fetch, origin, text};

const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; \
                      form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

#[tokio::test]
async fn each_response_has_the_policy_and_is_neither_kept_nor_guessed_at() {
    let sandbox = JoinSandbox::builder().applications(5).start().await.unwrap();
    for path in [
        "/",
        "/_inspector/jobs",
        "/_inspector/applications?q=a",
        "/_inspector/log",
        "/_inspector/log/events",
        "/_inspector/nowhere",
        "/_inspector/inspector.css",
        "/_inspector/inspector.js",
        "/_inspector/icon.svg",
    ] {
        let response = fetch(&sandbox, path).await;
        let header = |name| response.headers()[name].to_str().unwrap();
        assert_eq!(header("content-security-policy"), POLICY, "{path}");
        assert_eq!(header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(header("referrer-policy"), "no-referrer", "{path}");
        assert_eq!(header("cache-control"), "no-store", "{path}");
        assert_eq!(header("x-frame-options"), "DENY", "{path}");
        assert!(!response.headers().contains_key("access-control-allow-origin"), "{path}");
    }
}

#[tokio::test]
async fn no_page_has_a_script_or_style_that_the_policy_refuses() {
    let sandbox = JoinSandbox::builder().applications(60).start().await.unwrap();
    for (path, page) in crawl(&sandbox).await {
        for refused in ["style", "[style]", "script:not([src])", "base", "iframe", "object", "embed"] {
            assert!(page.all(refused).is_empty(), "{path}: {refused}");
        }
        for element in page.all("*") {
            assert!(element.value().attrs().all(|(name, _)| !name.starts_with("on")), "{path}");
        }
        for script in page.all("script") {
            assert_eq!(script.attr("src"), Some("/_inspector/inspector.js"), "{path}");
        }
    }
}

#[tokio::test]
async fn the_files_of_a_page_are_small_and_load_nothing() {
    let sandbox = JoinSandbox::builder().applications(5).start().await.unwrap();
    let mut sum = 0;
    for path in ["/_inspector/inspector.css", "/_inspector/inspector.js", "/_inspector/icon.svg"] {
        let text = fetch(&sandbox, path).await.text().await.unwrap();
        // The namespace of an SVG is a name, not an address.
        let text = text.replace("http://www.w3.org/2000/svg", "");
        for refused in ["http:", "https:", "//cdn", "@import", "url("] {
            assert!(!text.contains(refused), "{path}: {refused}");
        }
        sum += text.len();
    }
    assert!(sum < 30_000, "{sum} bytes");
}

#[tokio::test]
async fn a_page_of_another_name_can_not_look_by_pointing_its_name_here() {
    let sandbox = JoinSandbox::builder().applications(5).start().await.unwrap();
    for path in ["/", "/_inspector/log", "/_inspector/log/events", "/_inspector/nowhere"] {
        let request = Client::new().get(format!("{}{path}", origin(&sandbox))).header("host", "evil.example");
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), 403, "{path}");
        assert!(!response.text().await.unwrap().contains(sandbox.token()));
    }
}

#[tokio::test]
async fn other_machines_need_the_token_as_a_password_and_do_not_see_it() {
    let builder = JoinSandbox::builder().applications(5).bind(Ipv4Addr::UNSPECIFIED);
    let sandbox = builder.start().await.unwrap();
    for path in
        ["/", "/_inspector/jobs", "/_inspector/log/events", "/_inspector/applications/50000001/files/0"]
    {
        let get = || Client::new().get(format!("{}{path}", origin(&sandbox)));
        let response = get().send().await.unwrap();
        assert_eq!(response.status(), 401, "{path}");
        assert!(response.headers()["www-authenticate"].to_str().unwrap().starts_with("Basic realm="));
        assert_eq!(response.headers()["cache-control"], "no-store");
        assert_eq!(get().basic_auth("me", Some("wrong")).send().await.unwrap().status(), 401, "{path}");
        assert_eq!(
            get().basic_auth("me", Some(sandbox.token())).send().await.unwrap().status(),
            200,
            "{path}"
        );
    }
    let request = Client::new().get(origin(&sandbox)).basic_auth("", Some(sandbox.token()));
    let page = Page::read("/", request.send().await.unwrap()).await;
    assert!(!text(page.one("html")).contains(sandbox.token()));
    assert!(text(page.one("section[aria-labelledby=use]")).contains("The token is not shown"));
}
