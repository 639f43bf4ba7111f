//! The test that the README shows, as it stands there.

use join_httpmock::{JoinMock, an_application};
use join_sdk::{ApiToken, Join, types::ApplicationId};

#[tokio::test]
async fn reads_that_a_candidate_is_hired() {
    let mock = JoinMock::start().unwrap();
    mock.get_application(|when, then| {
        when.application_id(42).authorized("my-token");
        then.ok(an_application().with_hiring_state("HIRED").with_tags(["vip"]))
    });
    let join = Join::builder(ApiToken::new("my-token").unwrap()).base_url(mock.base_url()).build().unwrap();
    let application = join.applications().get(ApplicationId(42)).await.unwrap();
    assert!(application.current_state().unwrap().is_hired());
}

// The end of what the README shows.

#[test]
fn the_readme_shows_this_test_in_fifteen_lines_with_its_installation() {
    let readme = include_str!("../../../README.md");
    let (_, here) = include_str!("readme.rs").split_once("\n\n").unwrap();
    let (shown, _) = here.split_once("\n// The end").unwrap();
    assert!(readme.contains(&format!("```rust\n{shown}```")), "the README shows another test");
    let (_, section) = readme.split_once("## Test your own code").unwrap();
    let install = section.split("```").nth(1).unwrap();
    let lines = |text: &str| text.lines().filter(|line| !line.trim().is_empty()).count();
    // The first line of the block names its language.
    assert!(lines(install) - 1 + lines(shown) <= 15, "{}", lines(install) - 1 + lines(shown));
}
