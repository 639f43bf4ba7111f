//! Without JavaScript.

use serde_json::json;

use crate::company::Company;
use crate::tab::Tab;

/// The text of the page as it is drawn. No script can say it here.
async fn drawn(tab: &mut Tab) -> String {
    let asked = json!({ "computedStyles": ["visibility"], "includeDOMRects": true });
    let shot = tab.call("DOMSnapshot.captureSnapshot", asked).await;
    let strings = shot["strings"].as_array().unwrap();
    let texts = shot["documents"][0]["layout"]["text"].as_array().unwrap().iter();
    let texts = texts.filter_map(|index| strings.get(usize::try_from(index.as_i64()?).ok()?)?.as_str());
    texts.collect::<Vec<_>>().join(" ")
}

pub(crate) async fn everything_but_the_live_log_works_without(tab: &mut Tab) {
    let company = Company::lively().await;
    tab.call("Emulation.setScriptExecutionDisabled", json!({ "value": true })).await;
    for (path, shown) in [
        ("/".to_owned(), "export JOIN_BASE_URL="),
        ("/_inspector/jobs".to_owned(), "Backend Engineer"),
        ("/_inspector/applications?q=hays".to_owned(), "Filter"),
        (format!("/_inspector/candidates/{}", company.candidate), "persona:verified"),
        ("/_inspector/log".to_owned(), "connection cut"),
    ] {
        tab.visit(&company.url(&path)).await;
        let text = drawn(tab).await;
        assert!(text.contains(shown), "{path}: {text}");
        assert!(!text.contains("Pause"), "{path}: a button that does nothing");
        assert_eq!(path == "/_inspector/log", text.contains("Live updates need JavaScript"), "{path}");
    }
    // A form and a link.
    tab.visit(&company.url("/_inspector/applications")).await;
    let root = tab.call("DOM.getDocument", json!({})).await["root"]["nodeId"].clone();
    let field = tab.call("DOM.querySelector", json!({ "nodeId": root, "selector": "#q" })).await;
    tab.call("DOM.focus", json!({ "nodeId": field["nodeId"] })).await;
    tab.write("nobody at all").await;
    tab.follow("Enter").await;
    assert!(drawn(tab).await.contains("No application matches"));
    assert_eq!(tab.problems(company.origin()), Vec::<String>::new());
}
