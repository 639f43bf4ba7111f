//! Lists: paged, and filtered by job and by text.

use std::collections::BTreeSet;

use join_sandbox::JoinSandbox;
use reqwest::Url;

use crate::{Page, apply, online_job, origin, text};

const LIST: &str = "/_inspector/applications";

/// The list with these fields of its form.
async fn list(sandbox: &JoinSandbox, fields: &[(&str, &str)]) -> Page {
    let url = Url::parse_with_params(&format!("{}{LIST}", origin(sandbox)), fields).unwrap();
    Page::open(sandbox, &format!("{LIST}?{}", url.query().unwrap())).await
}

/// The numbers of the applications that a page lists.
fn listed(page: &Page) -> Vec<String> {
    page.texts("tbody td:nth-child(2) .id")
}

/// The link of this name in the way from page to page.
fn link(page: &Page, name: &str) -> Option<String> {
    let links = page.all(".pages a").into_iter();
    links.filter(|link| text(*link) == name).filter_map(|link| link.attr("href")).map(str::to_owned).next()
}

#[tokio::test]
async fn the_pages_hold_each_application_once() {
    let sandbox = JoinSandbox::builder().applications(120).start().await.unwrap();
    let mut page = Page::open(&sandbox, LIST).await;
    assert_eq!(link(&page, "Previous"), None);
    assert!(text(page.one(".pages .count")).starts_with("Rows 1–50 of 120 applications"));
    let mut all = Vec::new();
    let mut sizes = Vec::new();
    loop {
        sizes.push(listed(&page).len());
        all.extend(listed(&page));
        let Some(next) = link(&page, "Next") else { break };
        page = Page::open(&sandbox, &next).await;
    }
    assert_eq!(sizes, [50, 50, 20]);
    assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), 120);
    assert!(link(&page, "First").is_some() && link(&page, "Last").is_none());
    assert_eq!(listed(&Page::open(&sandbox, &format!("{LIST}?page=9999")).await).len(), 20);
}

#[tokio::test]
async fn the_filter_by_job_has_its_rows_only_and_stays_chosen() {
    let sandbox = JoinSandbox::builder().applications(400).start().await.unwrap();
    let job = online_job(&sandbox).await.to_string();
    let page = list(&sandbox, &[("job", &job)]).await;
    assert_eq!(page.one("option[selected]").attr("value"), Some(&*job));
    let title = text(page.one("option[selected]"));
    let jobs: BTreeSet<String> = page.texts("tbody td:nth-child(2)").into_iter().collect();
    assert!(
        jobs.iter().all(|row| title.starts_with(row.rsplit_once(' ').map_or(&**row, |(job, _)| job))),
        "{jobs:?}"
    );
    let count = text(page.one(".pages .count"));
    let next = Page::open(&sandbox, &link(&page, "Next").unwrap()).await;
    assert_eq!(next.one("option[selected]").attr("value"), Some(&*job));
    assert_ne!(listed(&page), listed(&next));
    let on_jobs = Page::open(&sandbox, "/_inspector/jobs").await;
    let row = on_jobs.one(&format!("a[href='/_inspector/applications?job={job}']"));
    assert!(count.contains(&format!("of {} applications", text(row))), "{count}");
}

#[tokio::test]
async fn a_search_finds_names_addresses_tags_and_numbers_in_any_case() {
    let sandbox = JoinSandbox::builder().applications(30).start().await.unwrap();
    let (candidate, application) = apply(&sandbox, "Übermut & 50% #1", "cv.pdf").await;
    sandbox.set_tags(candidate, ["Persona:Geprüft"]);
    let (number, own) = (application.to_string(), candidate.to_string());
    for words in ["ÜBERMUT", "50% #1", "& probe", "PROBE@example.COM", "persona:GEPRÜFT", &number, &own] {
        let page = list(&sandbox, &[("q", words)]).await;
        assert_eq!(listed(&page), [&*number], "{words}");
        assert_eq!(page.one("input[name=q]").attr("value"), Some(words));
    }
    let none = list(&sandbox, &[("q", "Übermut nowhere")]).await;
    assert!(text(none.one("main .empty")).contains("No application matches"));
}

#[tokio::test]
async fn a_search_goes_on_on_the_next_page() {
    let sandbox = JoinSandbox::builder().applications(400).start().await.unwrap();
    let words = "example & org";
    let page = list(&sandbox, &[("q", "example.org"), ("page", "2")]).await;
    assert_eq!(page.one("input[name=q]").attr("value"), Some("example.org"));
    let back = Page::open(&sandbox, &link(&page, "Previous").unwrap()).await;
    assert_eq!(back.one("input[name=q]").attr("value"), Some("example.org"));
    assert!(back.texts("tbody th .id").iter().all(|email| email.to_lowercase().contains("example.org")));
    assert!(listed(&list(&sandbox, &[("q", words)]).await).is_empty());
}

#[tokio::test]
async fn a_query_that_makes_no_sense_counts_as_none() {
    let sandbox = JoinSandbox::builder().applications(30).start().await.unwrap();
    for query in
        ["page=-1", "page=x", "job=x", "q=%FF", "q=a&q=b", "job", "&&=&", "page=99999999999999999999999"]
    {
        let page = Page::open(&sandbox, &format!("{LIST}?{query}")).await;
        assert_eq!(text(page.one("h1")), "Applications", "{query}");
        Page::open(&sandbox, &format!("/_inspector/jobs?{query}")).await;
        Page::open(&sandbox, &format!("/_inspector/log?{query}")).await;
    }
}
