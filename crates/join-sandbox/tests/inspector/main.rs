//! The inspector as a browser gets it: over a real socket, read by an HTML parser.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a failing step fails the test")]

mod access;
mod escaping;
mod forms;
mod history;
mod live;
mod log;
mod pages;

use std::collections::{BTreeMap, BTreeSet};

use join_sandbox::JoinSandbox;
use reqwest::{Client, Method, RequestBuilder, Response, StatusCode};
use scraper::{ElementRef, Html, Selector};
use serde_json::{Value, json};

/// Scheme, host and port of a sandbox.
fn origin(sandbox: &JoinSandbox) -> &str {
    sandbox.base_url().strip_suffix("/v2").unwrap()
}

async fn fetch(sandbox: &JoinSandbox, path: &str) -> Response {
    reqwest::get(format!("{}{path}", origin(sandbox))).await.unwrap()
}

/// A page that must be well formed.
struct Page {
    path: String,
    html: Html,
}

impl Page {
    async fn open(sandbox: &JoinSandbox, path: &str) -> Self {
        let response = fetch(sandbox, path).await;
        assert_eq!(response.status(), 200, "{path}");
        Self::read(path, response).await
    }

    async fn read(path: &str, response: Response) -> Self {
        assert_eq!(response.headers()["content-type"], "text/html; charset=utf-8", "{path}");
        let html = Html::parse_document(&response.text().await.unwrap());
        assert_eq!(html.errors, Vec::<String>::new(), "{path}");
        Page { path: path.to_owned(), html }
    }

    fn all(&self, selector: &str) -> Vec<ElementRef<'_>> {
        self.html.select(&Selector::parse(selector).unwrap()).collect()
    }

    fn one(&self, selector: &str) -> ElementRef<'_> {
        let all = self.all(selector);
        assert_eq!(all.len(), 1, "{}: {selector}", self.path);
        all[0]
    }

    fn texts(&self, selector: &str) -> Vec<String> {
        self.all(selector).into_iter().map(text).collect()
    }

    fn ids(&self) -> Vec<&str> {
        self.all("[id]").into_iter().filter_map(|element| element.attr("id")).collect()
    }

    /// The values of an attribute.
    fn values(&self, attribute: &str) -> Vec<&str> {
        let selected = self.all(&format!("[{attribute}]"));
        selected.into_iter().filter_map(|element| element.attr(attribute)).collect()
    }
}

/// The text of an element with single spaces.
fn text(element: ElementRef<'_>) -> String {
    let text: String = element.text().collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A client of the API.
fn api(sandbox: &JoinSandbox, method: Method, path: &str) -> RequestBuilder {
    let url = format!("{}{path}", sandbox.base_url());
    // Of its own, so that a connection that a fault cut is not used again.
    Client::new().request(method, url).header("Authorization", sandbox.token())
}

async fn write(sandbox: &JoinSandbox, method: Method, path: &str, body: Value) -> Value {
    let response = api(sandbox, method, path).json(&body).send().await.unwrap();
    assert!(response.status().is_success(), "{path}: {}", response.status());
    response.json().await.unwrap()
}

async fn online_job(sandbox: &JoinSandbox) -> i64 {
    let jobs: Value =
        api(sandbox, Method::GET, "/jobs?status=ONLINE").send().await.unwrap().json().await.unwrap();
    jobs[0]["id"].as_i64().unwrap()
}

/// An application with this name and this document, which a client of the API sends.
async fn apply(sandbox: &JoinSandbox, name: &str, document: &str) -> (i64, i64) {
    let body = json!({
        "jobId": online_job(sandbox).await,
        "candidate": { "firstName": name, "lastName": "Probe", "email": "probe@example.com" },
        "integrationExternalId": name,
        "documents": [{ "type": "CV", "name": document, "data": "PHNjcmlwdD4=" }],
    });
    let made = write(sandbox, Method::POST, "/applications", body).await;
    (made["candidateId"].as_i64().unwrap(), made["id"].as_i64().unwrap())
}

/// The first candidate's page.
fn candidate_path(candidate: i64) -> String {
    format!("/_inspector/candidates/{candidate}")
}

fn first_candidate(sandbox: &JoinSandbox) -> i64 {
    sandbox.candidates()[0]
}

/// All pages that links lead to from the overview, by path without the fragment. Each link must lead to something.
async fn crawl(sandbox: &JoinSandbox) -> BTreeMap<String, Page> {
    let mut pages = BTreeMap::new();
    let mut seen = BTreeSet::from(["/".to_owned()]);
    let mut next = vec!["/".to_owned()];
    let mut fragments = Vec::new();
    while let Some(path) = next.pop() {
        let response = fetch(sandbox, &path).await;
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        if !response.headers()["content-type"].to_str().unwrap().starts_with("text/html") {
            continue;
        }
        let page = Page::read(&path, response).await;
        for link in page.values("href").into_iter().chain(page.values("src")).chain(page.values("action")) {
            let (target, fragment) = link.split_once('#').map_or((link, None), |(a, b)| (a, Some(b)));
            let target = if target.is_empty() { path.as_str() } else { target };
            assert!(target.starts_with('/') && !target.starts_with("//"), "{path} leads elsewhere: {link}");
            fragments.extend(fragment.map(|id| (path.clone(), target.to_owned(), id.to_owned())));
            if seen.insert(target.to_owned()) {
                next.push(target.to_owned());
            }
        }
        pages.insert(path, page);
    }
    for (from, target, id) in fragments {
        assert!(pages[&target].ids().contains(&id.as_str()), "{from}: no {id} on {target}");
    }
    pages
}
