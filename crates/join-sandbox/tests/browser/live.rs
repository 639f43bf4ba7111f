//! The live log.

use serde_json::json;

use crate::company::Company;
use crate::tab::Tab;

const STATE: &str = "document.getElementById('live-state').textContent";
const FIRST: &str = "document.querySelector('#requests tr th').textContent";

/// The log of a company, followed.
async fn followed(tab: &mut Tab) -> Company {
    let company = Company::lively().await;
    tab.visit(&company.url("/_inspector/log")).await;
    tab.until(&format!("{STATE}.startsWith('Live.')")).await;
    company
}

pub(crate) async fn a_request_appears_while_the_page_is_open(tab: &mut Tab) {
    let company = followed(tab).await;
    let rows = tab.value("document.querySelectorAll('#requests tr').length").await.as_u64().unwrap();
    let sum = "document.querySelector('#sums dd').textContent";
    assert_eq!(tab.text(sum).await, rows.to_string());
    company.request("/seniorityLevels").await;
    tab.until(&format!("{FIRST} === '#{}'", rows + 1)).await;
    let row = tab.text("document.querySelector('#requests tr').innerText").await;
    assert!(row.contains("listSeniorityLevels") && row.contains("200"), "{row}");
    assert_eq!(tab.text(sum).await, (rows + 1).to_string());
    tab.until(&format!("{STATE} === 'Live. 1 new request since the page was opened.'")).await;
    assert_eq!(tab.problems(company.origin()), Vec::<String>::new());
}

pub(crate) async fn a_pause_holds_rows_back_and_its_end_brings_them(tab: &mut Tab) {
    let company = followed(tab).await;
    let before = tab.text(FIRST).await;
    while tab.value("document.activeElement.id").await != "live-pause" {
        tab.press("Tab").await;
    }
    tab.press(" ").await;
    let pressed = "document.getElementById('live-pause').getAttribute('aria-pressed')";
    assert_eq!(tab.text(pressed).await, "true");
    assert_eq!(tab.text(STATE).await, "Paused. New requests wait.");
    let paused = company.sandbox.requests().len();
    company.request("/seniorityLevels").await;
    company.request("/employmentTypes").await;
    // A second page shows both, so the first has had the time.
    let log = reqwest::get(company.url("/_inspector/log")).await.unwrap().text().await.unwrap();
    assert!(log.contains(&format!("id=\"request-{}\"", paused + 2)));
    assert_eq!(tab.text(FIRST).await, before);
    tab.press(" ").await;
    assert_eq!(tab.text(pressed).await, "false");
    tab.until(&format!("{FIRST} === '#{}'", paused + 2)).await;
    let numbers = "[...document.querySelectorAll('#requests th')].slice(0, 2).map((e) => e.textContent)";
    assert_eq!(tab.value(numbers).await, json!([format!("#{}", paused + 2), format!("#{}", paused + 1)]));
}

pub(crate) async fn the_page_says_when_the_sandbox_is_gone(tab: &mut Tab) {
    let company = followed(tab).await;
    company.sandbox.shutdown().await;
    tab.until(&format!("{STATE}.startsWith(\"The sandbox doesn't respond.\")")).await;
}
