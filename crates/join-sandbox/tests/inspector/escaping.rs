//! What clients and recruiters send stays text.

use join_sandbox::JoinSandbox;
use reqwest::Method;
use serde_json::json;

use crate::{Page, api, apply, candidate_path, crawl, fetch, text, write};

const MARKUP: [&str; 6] = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "' onmouseover='alert(1)",
    "</title></svg></style><b>bold</b>",
    "&lt;i&gt; &amp; &#60;u&#62;",
    "<!-- -->]]><![CDATA[",
];

/// A sandbox that has the markup wherever a client can put text.
async fn full_of(markup: &str) -> (JoinSandbox, i64) {
    let sandbox = JoinSandbox::builder().applications(3).start().await.unwrap();
    let (candidate, _) = apply(&sandbox, markup, &format!("{markup}.pdf")).await;
    let path = format!("/candidates/{candidate}");
    write(&sandbox, Method::PATCH, &path, json!({ "tags": [markup, "lost"] })).await;
    sandbox.recruiter().add_tag(candidate, format!("hr {markup}"));
    write(&sandbox, Method::PATCH, &path, json!({ "tags": [markup] })).await;
    write(&sandbox, Method::POST, &format!("{path}/notes"), json!({ "content": markup })).await;
    write(&sandbox, Method::POST, "/jobs", json!({
        "title": markup, "description": markup, "categoryId": sub_category(&sandbox).await, "language": "en",
        "employmentTypeId": first_id(&sandbox, "/employmentTypes").await, "officeId": office(&sandbox, markup).await,
        "externalId": markup, "status": markup, "workplaceType": markup,
    })).await;
    // Characters that a client may leave as they are in an address.
    api(&sandbox, Method::GET, "/jobs?status='%3Cb%3E'").send().await.unwrap();
    (sandbox, candidate)
}

async fn office(sandbox: &JoinSandbox, city: &str) -> i64 {
    let made = write(sandbox, Method::POST, "/offices", json!({ "city": city, "countryIso": "DE" })).await;
    made["id"].as_i64().unwrap()
}

async fn first_id(sandbox: &JoinSandbox, path: &str) -> i64 {
    let rows: serde_json::Value = api(sandbox, Method::GET, path).send().await.unwrap().json().await.unwrap();
    rows[0]["id"].as_i64().unwrap()
}

async fn sub_category(sandbox: &JoinSandbox) -> i64 {
    let rows: serde_json::Value =
        api(sandbox, Method::GET, "/categories").send().await.unwrap().json().await.unwrap();
    rows[0]["subCategories"][0]["id"].as_i64().unwrap()
}

#[tokio::test]
async fn text_full_of_markup_is_shown_as_it_was_sent_and_adds_no_element() {
    for markup in MARKUP {
        let (sandbox, candidate) = full_of(markup).await;
        for (path, page) in crawl(&sandbox).await {
            for foreign in [
                "b",
                "i",
                "u",
                "img[src=x]",
                "[onmouseover]",
                "[onerror]",
                "script:not([src^='/_inspector/'])",
            ] {
                assert!(page.all(foreign).is_empty(), "{path}: {foreign} of {markup}");
            }
        }
        let plain: String = markup.split_whitespace().collect::<Vec<_>>().join(" ");
        let page = Page::open(&sandbox, &candidate_path(candidate)).await;
        assert_eq!(text(page.one("h1")), format!("{plain} Probe"));
        assert_eq!(page.texts(".now .tags li"), [&*plain]);
        assert_eq!(page.texts(".notes .text"), [&*plain]);
        assert_eq!(text(page.one(".documents a")), format!("{plain}.pdf"));
        assert!(page.texts("svg text title").contains(&plain));
        assert!(page.texts(".changes .lost s").contains(&format!("hr {plain}")));
        let jobs = Page::open(&sandbox, "/_inspector/jobs").await;
        assert_eq!(text(jobs.all("tbody th .title")[0]), plain);
    }
}

#[tokio::test]
async fn a_search_for_markup_shows_it_in_the_field_and_in_the_links() {
    for markup in MARKUP {
        let sandbox = JoinSandbox::builder().applications(3).start().await.unwrap();
        let query = format!("/_inspector/applications?{}", form(&[("q", markup), ("job", markup)]));
        let page = Page::open(&sandbox, &query).await;
        assert_eq!(page.one("input[name=q]").attr("value"), Some(markup));
        assert!(page.all("b, i, u, img[src=x], main script").is_empty());
    }
}

#[tokio::test]
async fn the_live_log_escapes_like_the_page() {
    let sandbox = JoinSandbox::builder().applications(3).start().await.unwrap();
    api(&sandbox, Method::GET, "/jobs?status='x'&a=%3Cb%3E").send().await.unwrap();
    let mut response = fetch(&sandbox, "/_inspector/log/events?behind=0").await;
    let mut events = String::new();
    while !events.contains("</tr>") {
        events.push_str(&String::from_utf8_lossy(&response.chunk().await.unwrap().unwrap()));
    }
    assert!(events.contains("GET /v2/jobs?status=%27x%27&amp;a=%3Cb%3E"), "{events}");
}

/// Names and values as a form sends them.
fn form(pairs: &[(&str, &str)]) -> String {
    let url = reqwest::Url::parse_with_params("http://localhost/", pairs).unwrap();
    url.query().unwrap().to_owned()
}
