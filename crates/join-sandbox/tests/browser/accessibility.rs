//! The accessibility tree, as a screen reader gets it.

use serde_json::{Value, json};

use crate::company::Company;
use crate::tab::Tab;

/// Roles that need a name to be of use.
const NAMED: [&str; 15] = [
    "link",
    "button",
    "textbox",
    "searchbox",
    "combobox",
    "heading",
    "navigation",
    "region",
    "search",
    "image",
    "meter",
    "DisclosureTriangle",
    "columnheader",
    "rowheader",
    "table",
];

/// Role and name of each node that is not ignored.
async fn tree(tab: &mut Tab) -> Vec<(String, String)> {
    let tree = tab.call("Accessibility.getFullAXTree", json!({})).await;
    let nodes = tree["nodes"].as_array().unwrap().iter();
    let value = |node: &Value, field: &str| node[field]["value"].as_str().unwrap_or_default().to_owned();
    nodes
        .filter(|node| node["ignored"] == false)
        .map(|node| (value(node, "role"), value(node, "name")))
        .collect()
}

pub(crate) async fn each_control_and_landmark_has_a_name(tab: &mut Tab) {
    let company = Company::lively().await;
    for url in company.pages() {
        tab.visit(&url).await;
        let tree = tree(tab).await;
        for (role, name) in &tree {
            let is_named = !name.trim().is_empty() || !NAMED.contains(&role.as_str());
            assert!(is_named, "{url}: a {role} without a name");
        }
        let has = |role: &str, name: &str| tree.iter().any(|node| node.0 == role && node.1.contains(name));
        for (role, name) in
            [("banner", ""), ("navigation", "Main"), ("main", ""), ("contentinfo", ""), ("heading", "")]
        {
            assert!(has(role, name), "{url}: no {role}");
        }
        assert!(!has("generic", "undefined"));
    }
    tab.visit(&company.url("/_inspector/applications")).await;
    let list = tree(tab).await;
    for (role, name) in [
        ("searchbox", "Name, e-mail, tag or id"),
        ("combobox", "Job"),
        ("button", "Filter"),
        ("search", "Applications"),
    ] {
        assert!(list.contains(&(role.to_owned(), name.to_owned())), "{role} {name}");
    }
    tab.visit(&company.url(&format!("/_inspector/candidates/{}", company.candidate))).await;
    let page = tree(tab).await;
    assert!(page.iter().any(|(role, name)| role == "image" && name == "Time line of the tags"), "{page:?}");
    // What is lost is read out, not only drawn.
    assert!(page.iter().any(|(_, name)| name.contains("✕ lost")), "{page:?}");
}

pub(crate) async fn the_live_log_speaks_in_a_status(tab: &mut Tab) {
    let company = Company::lively().await;
    tab.visit(&company.url("/_inspector/log")).await;
    tab.until("document.getElementById('live-state').textContent.startsWith('Live.')").await;
    let tree = tab.call("Accessibility.getFullAXTree", json!({})).await;
    let status = tree["nodes"].as_array().unwrap().iter().find(|node| node["role"]["value"] == "status");
    let properties = status.unwrap()["properties"].as_array().unwrap();
    let live = properties.iter().find(|property| property["name"] == "live").unwrap();
    assert_eq!(live["value"]["value"], "polite");
    // The rows themselves are not read out one by one.
    assert_eq!(
        tab.value("document.querySelector('#requests').closest('[aria-live], [role=log]')").await,
        Value::Null
    );
}
