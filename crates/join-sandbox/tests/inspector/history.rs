//! A candidate's page: who changed the tags, when, and what got lost.

use join_sandbox::JoinSandbox;
use reqwest::Method;
use serde_json::json;

use crate::{Page, api, candidate_path, first_candidate, text, write};

/// A candidate whose tags three writers changed; the last one lost a recruiter's.
async fn raced() -> (JoinSandbox, i64) {
    let sandbox = JoinSandbox::builder().applications(20).start().await.unwrap();
    let candidate = first_candidate(&sandbox);
    sandbox.set_tags(candidate, ["agency:hays"]);
    let application = sandbox.applications_of(candidate)[0];
    let client = reqwest::Client::new();
    let call = |method, path: String| {
        client
            .request(method, format!("{}{path}", sandbox.base_url()))
            .header("Authorization", sandbox.token())
    };
    call(Method::GET, format!("/applications/{application}")).send().await.unwrap();
    sandbox.add_tag(candidate, "hr:called");
    let tags = json!({ "tags": ["persona:verified"] });
    call(Method::PATCH, format!("/candidates/{candidate}")).json(&tags).send().await.unwrap();
    (sandbox, candidate)
}

#[tokio::test]
async fn the_time_line_says_who_added_removed_and_lost_each_tag() {
    let (sandbox, candidate) = raced().await;
    let page = Page::open(&sandbox, &candidate_path(candidate)).await;
    assert_eq!(page.texts(".now .tags li"), ["persona:verified"]);
    let authors = page.texts(".changes .author");
    assert_eq!(authors, ["API request #2", "App recruiter", "App recruiter"]);
    let latest = page.all(".changes > li")[0];
    assert!(latest.value().classes().any(|class| class == "loss"));
    // Marked in words and signs, and not by colour alone.
    let marks = page.texts(".changes > li:first-child .tags li");
    assert_eq!(marks, ["+ added persona:verified", "− removed agency:hays", "✕ lost hr:called"]);
    assert!(text(page.one(".alarm")).starts_with("✕ 1 tag lost."));

    page.one("svg[role=img][aria-labelledby]");
    assert_eq!(page.all("svg .lost-word").len(), 1);
    assert_eq!(page.texts("svg .who"), ["recruiter", "recruiter", "#2"]);
    let lanes = page.texts("svg .tag title");
    assert!(
        ["agency:hays", "hr:called", "persona:verified"].iter().all(|tag| lanes.contains(&(*tag).to_owned()))
    );
    assert_eq!(page.texts(".timeline ~ .changes time").len(), 3);
}

#[tokio::test]
async fn the_overview_leads_to_the_candidates_that_changed_last() {
    let (sandbox, candidate) = raced().await;
    let other = sandbox.candidates()[1];
    write(&sandbox, Method::POST, &format!("/candidates/{other}/notes"), json!({ "content": "x" })).await;
    let page = Page::open(&sandbox, "/").await;
    let links: Vec<_> = page.all(".changed a").into_iter().filter_map(|link| link.attr("href")).collect();
    assert_eq!(links, [candidate_path(other), candidate_path(candidate)]);
    assert!(page.texts(".changed li")[1].ends_with("✕ 1 tag lost"));
}

#[tokio::test]
async fn notes_have_their_authors_and_keep_their_lines() {
    let sandbox = JoinSandbox::builder().applications(20).start().await.unwrap();
    let candidate = first_candidate(&sandbox);
    sandbox.recruiter().add_note(candidate, "Called.");
    let path = format!("/candidates/{candidate}/notes");
    write(&sandbox, Method::POST, &path, json!({ "content": "Two\nlines" })).await;
    let page = Page::open(&sandbox, &candidate_path(candidate)).await;
    let notes: Vec<String> = page.all(".notes .text").into_iter().map(|note| note.text().collect()).collect();
    assert_eq!(notes, ["Two\nlines", "Called."]);
    assert_eq!(page.texts(".notes .author"), ["API request #1", "App recruiter"]);
}

#[tokio::test]
async fn of_many_notes_the_latest_are_shown() {
    let sandbox = JoinSandbox::builder().applications(20).start().await.unwrap();
    let candidate = first_candidate(&sandbox);
    for number in 1..=320 {
        sandbox.recruiter().add_note(candidate, format!("note {number}"));
    }
    let page = Page::open(&sandbox, &candidate_path(candidate)).await;
    let notes = page.texts(".notes .text");
    assert_eq!((notes.len(), &*notes[0], &*notes[99]), (100, "note 320", "note 221"));
    assert!(text(page.one("section[aria-labelledby=notes]")).ends_with("220 earlier notes not shown."));
}

#[tokio::test]
async fn null_absent_and_empty_tags_are_told_apart() {
    let sandbox = JoinSandbox::builder().applications(20).start().await.unwrap();
    let candidate = first_candidate(&sandbox);
    for (tags, shown) in [
        (join_sandbox::Tags::Null, "null"),
        (join_sandbox::Tags::Absent, "absent"),
        (join_sandbox::Tags::Set(Vec::new()), "empty set"),
    ] {
        sandbox.set_tags(candidate, tags);
        let page = Page::open(&sandbox, &candidate_path(candidate)).await;
        assert_eq!(page.texts(".now"), [shown]);
    }
}

#[tokio::test]
async fn the_page_lists_the_requests_about_the_candidate_and_no_others() {
    let (sandbox, candidate) = raced().await;
    let other = sandbox.candidates()[1];
    write(&sandbox, Method::POST, &format!("/candidates/{other}/notes"), json!({ "content": "x" })).await;
    api(&sandbox, Method::GET, "/jobs").send().await.unwrap();
    let page = Page::open(&sandbox, &candidate_path(candidate)).await;
    assert_eq!(page.texts(".requests tbody .title"), ["updateCandidate", "getApplication"]);
}
