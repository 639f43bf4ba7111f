//! The keyboard alone.

use serde_json::json;

use crate::company::Company;
use crate::tab::Tab;

/// What has the focus, so that a failing test can say it.
const FOCUSED: &str = "document.activeElement.outerHTML.slice(0, 90)";

pub(crate) async fn the_first_tab_is_a_skip_link_that_leads_to_the_content(tab: &mut Tab) {
    let company = Company::lively().await;
    for url in company.pages() {
        tab.visit(&url).await;
        tab.press("Tab").await;
        assert_eq!(tab.text("document.activeElement.textContent").await, "Skip to content", "{url}");
        let place = "(({ top, left, bottom, width }) => top >= 0 && left >= 0 && bottom <= innerHeight && width > 50)\
                     (document.activeElement.getBoundingClientRect())";
        assert_eq!(tab.value(place).await, true, "{url}: the link is out of sight");
        tab.press("Enter").await;
        tab.until("document.activeElement.id === 'main'").await;
        tab.press("Tab").await;
        let inside = "document.activeElement.closest('main') !== null";
        assert_eq!(tab.value(inside).await, true, "{url}: {}", tab.text(FOCUSED).await);
    }
}

pub(crate) async fn tab_visits_everything_in_order_and_shows_where_it_is(tab: &mut Tab) {
    let company = Company::lively().await;
    for url in company.pages() {
        tab.visit(&url).await;
        let usable = "window.usable = [...document.querySelectorAll('a[href], button, input, select, summary, [tabindex=\"0\"]')]\
                      .filter((e) => e.checkVisibility()); usable.length";
        let count = tab.value(usable).await.as_u64().unwrap();
        for index in 0..count {
            tab.press("Tab").await;
            let place = format!("usable.indexOf(document.activeElement) === {index}");
            assert_eq!(tab.value(&place).await, true, "{url} {index}: {}", tab.text(FOCUSED).await);
            let outline = "(({ outlineStyle, outlineWidth }) => outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2)\
                           (getComputedStyle(document.activeElement))";
            assert_eq!(tab.value(outline).await, true, "{url}: no outline on {}", tab.text(FOCUSED).await);
        }
    }
}

pub(crate) async fn a_filter_is_typed_and_sent(tab: &mut Tab) {
    let company = Company::lively().await;
    tab.visit(&company.url("/_inspector/applications")).await;
    let list = company.request("/applications?pageSize=1").await;
    let email = list[0]["candidate"]["email"].as_str().unwrap().to_owned();
    while tab.value("document.activeElement.id").await != "q" {
        tab.press("Tab").await;
    }
    tab.write(&email).await;
    tab.follow("Enter").await;
    let found = "[...document.querySelectorAll('tbody th .id')].map((e) => e.textContent)";
    let found = tab.value(found).await;
    assert!(found.as_array().unwrap().iter().all(|row| *row == json!(email)), "{found}");
    // The first link of the row leads to the candidate.
    while tab.value("document.activeElement.closest('tbody a') === null").await == true {
        tab.press("Tab").await;
    }
    tab.follow("Enter").await;
    assert!(tab.text("document.querySelector('dl.facts').textContent").await.contains(&email));
}
