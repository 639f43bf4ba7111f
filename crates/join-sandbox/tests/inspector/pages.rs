//! All pages: well formed, linked, and usable by keyboard and screen reader.

use std::collections::BTreeSet;

use std::time::Duration;

use join_sandbox::{Fault, Faults, JoinSandbox, Operations, Quota};
use reqwest::Method;
use serde_json::json;

use crate::{Page, api, apply, candidate_path, crawl, fetch, first_candidate, origin, text, write};

/// A sandbox on which something happened.
async fn lively() -> JoinSandbox {
    let sandbox = JoinSandbox::builder().applications(60).start().await.unwrap();
    let candidate = first_candidate(&sandbox);
    sandbox.set_tags(candidate, ["hr:called"]);
    write(&sandbox, Method::PATCH, &format!("/candidates/{candidate}"), json!({ "tags": ["a"] })).await;
    apply(&sandbox, "Zoë", "Zoë's CV.pdf").await;
    api(&sandbox, Method::GET, "/nowhere").send().await.unwrap();
    sandbox
}

#[tokio::test]
async fn every_page_is_well_formed_and_every_link_leads_to_something_here() {
    let sandbox = lively().await;
    let pages = crawl(&sandbox).await;
    for start in ["/", "/_inspector/jobs", "/_inspector/applications", "/_inspector/log"] {
        assert!(pages.contains_key(start), "{start}");
    }
    let candidates = pages.keys().filter(|path| path.starts_with("/_inspector/candidates/")).count();
    assert_eq!(candidates, sandbox.candidates().len());
}

#[tokio::test]
async fn nobody_s_look_is_recorded_as_traffic_of_the_api() {
    let sandbox = JoinSandbox::builder().applications(5).start().await.unwrap();
    crawl(&sandbox).await;
    fetch(&sandbox, "/_inspector/nowhere").await;
    assert_eq!(fetch(&sandbox, "/favicon.ico").await.status(), 200);
    assert!(sandbox.requests().is_empty());
    assert_eq!(Page::open(&sandbox, "/_inspector/log").await.all("tbody tr").len(), 0);
}

#[tokio::test]
async fn every_page_has_landmarks_one_heading_and_names_for_what_one_can_use() {
    let sandbox = lively().await;
    let mut titles = BTreeSet::new();
    for (path, page) in crawl(&sandbox).await {
        assert_eq!(page.one("html").attr("lang"), Some("en"), "{path}");
        titles.insert(text(page.one("head title")));
        page.one("main#main h1");
        page.one("header nav[aria-label]");
        assert_eq!(page.all("a")[0].attr("href"), Some("#main"), "{path}: the skip link comes first");
        assert!(page.all("header [aria-current=page]").len() <= 1, "{path}");

        let ids = page.ids();
        assert_eq!(ids.len(), ids.iter().collect::<BTreeSet<_>>().len(), "{path}: an id twice");
        for attribute in ["aria-labelledby", "for"] {
            for id in page.values(attribute).iter().flat_map(|ids| ids.split(' ')) {
                assert!(ids.contains(&id), "{path}: {attribute} {id}");
            }
        }
        for control in page.all("input, select") {
            page.one(&format!("label[for={}]", control.attr("id").unwrap()));
        }
        for image in page.all("img") {
            assert!(image.attr("alt").is_some(), "{path}");
        }
        for cell in page.all("th") {
            assert!(matches!(cell.attr("scope"), Some("col" | "row")), "{path}: {}", text(cell));
        }
        for named in page.all("a, button, summary, h1, h2, h3, h4") {
            assert!(!text(named).is_empty(), "{path}: {:?}", named.value());
        }
        for region in page.all("[tabindex='0'], section, [role=region]") {
            let named = ["aria-label", "aria-labelledby"].iter().any(|name| region.attr(name).is_some());
            assert!(named || region.value().name() == "pre", "{path}: {:?}", region.value());
        }
        assert!(page.all("[tabindex]:not([tabindex='0']):not([tabindex='-1'])").is_empty(), "{path}");

        let levels = page.all("h1, h2, h3, h4, h5").into_iter();
        let levels: Vec<u8> = levels.map(|heading| heading.value().name().as_bytes()[1] - b'0').collect();
        assert_eq!(levels[0], 1, "{path}");
        assert!(levels.windows(2).all(|pair| pair[1] <= pair[0] + 1), "{path}: {levels:?}");
    }
    assert!(titles.contains("Overview · JOIN sandbox") && titles.contains("Zoë Probe · JOIN sandbox"));
}

#[tokio::test]
async fn the_overview_has_what_a_client_needs_to_start() {
    let sandbox = JoinSandbox::builder().token("a token's").start().await.unwrap();
    let page = Page::open(&sandbox, "/").await;
    let lines: String = page.one(".shell code").text().collect();
    let lines: Vec<&str> = lines.lines().collect();
    assert_eq!(lines[0], format!("export JOIN_BASE_URL={}", sandbox.base_url()));
    assert_eq!(shlex::split(lines[1]).unwrap(), ["export", "JOIN_API_TOKEN=a token's"]);
    assert!(lines[2].starts_with("curl "), "{lines:?}");
    assert_eq!(page.texts(".sums dd"), ["8", "120", &sandbox.candidates().len().to_string(), "0", "4"]);
}

#[tokio::test]
async fn a_document_is_a_download_that_can_not_run_here() {
    let sandbox = JoinSandbox::builder().applications(5).start().await.unwrap();
    let (candidate, application) = apply(&sandbox, "Ada", "page.html").await;
    let page = Page::open(&sandbox, &candidate_path(candidate)).await;
    let link = page.one(".documents a");
    assert_eq!(text(link), "page.html");
    assert_eq!(link.attr("href"), Some(&*format!("/_inspector/applications/{application}/files/0")));
    let response = fetch(&sandbox, link.attr("href").unwrap()).await;
    let header = |name| response.headers()[name].to_str().unwrap().to_owned();
    assert_eq!(response.status(), 200);
    assert!(header("content-disposition").starts_with("attachment;"));
    assert_eq!(header("content-type"), "application/octet-stream");
    assert_eq!(header("content-security-policy"), "default-src 'none'; sandbox");
    assert_eq!(header("x-content-type-options"), "nosniff");
    assert_eq!(response.text().await.unwrap(), "<script>");
}

#[tokio::test]
async fn what_does_not_exist_says_so_on_a_page() {
    let sandbox = JoinSandbox::builder().applications(5).start().await.unwrap();
    for path in [
        "/_inspector/nowhere",
        "/_inspector/candidates/7",
        "/_inspector/candidates/x",
        "/_inspector/candidates/99999999999999999999",
        "/_inspector/applications/7/files/0",
        "/_inspector/applications/50000001/files/-1",
        "/_inspector/jobs/7",
    ] {
        let response = fetch(&sandbox, path).await;
        assert_eq!(response.status(), 404, "{path}");
        let page = Page::read(path, response).await;
        assert_eq!(page.texts("h1"), ["Not found"]);
    }
    for path in ["/", "/_inspector/jobs", "/_inspector/log/events"] {
        let response =
            reqwest::Client::new().post(format!("{}{path}", origin(&sandbox))).send().await.unwrap();
        assert_eq!(response.status(), 405, "{path}");
        assert!(response.headers()["allow"].to_str().unwrap().contains("GET"));
        Page::read(path, response).await;
    }
    for path in ["/_inspector", "/_inspector/"] {
        assert_eq!(fetch(&sandbox, path).await.url().path(), "/");
    }
}

#[tokio::test]
async fn the_overview_says_what_is_in_force() {
    let plain = JoinSandbox::builder().applications(5).start().await.unwrap();
    let section = "section[aria-labelledby=in-force]";
    assert!(text(Page::open(&plain, "/").await.one(section)).contains("None: the sandbox responds at once"));
    let sandbox = JoinSandbox::builder()
        .applications(5)
        .quota("100/10s".parse::<Quota>().unwrap())
        .variant("page-cap=25".parse().unwrap())
        .writer("recruiter add hr:called before write 3".parse().unwrap())
        .fault_rule("create-application:lose-answer#2".parse().unwrap())
        .latency(Duration::from_millis(1))
        .faults(Faults { lost_answers: 0.25, operations: Operations::Writes, ..Faults::default() })
        .start()
        .await
        .unwrap();
    sandbox.before(|_, _| Fault::None);
    sandbox.set_variant("trim-tags".parse().unwrap());
    let page = Page::open(&sandbox, "/").await;
    let rows = page.all(&format!("{section} dl > div")).into_iter().map(text).collect::<Vec<_>>();
    for (row, shown) in rows.iter().zip([
        "Quota 100/10s",
        "Latency there 1.0 ms",
        "Variant page-cap=25 ",
        "Variant trim-tags ",
        "Writer recruiter add hr:called before write 3 0 edits so far",
        "Fault create-application:lose-answer#2 0 of 0 requests so far",
        "Random fault lose-answer 25.0 % (writes)",
        "Hooks of a test 1",
    ]) {
        assert!(row.starts_with(shown), "{row} is not {shown}");
    }
    assert_eq!(rows.len(), 8, "{rows:?}");
}
