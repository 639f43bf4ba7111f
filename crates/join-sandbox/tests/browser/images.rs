//! The images of the guide.

use std::fs;
use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::company::Company;
use crate::tab::Tab;

/// Writes them into a folder. The same code writes the same pages, apart from ports and times.
pub(crate) async fn write(tab: &mut Tab, folder: &Path) {
    let company = Company::with_tag("2nd interview").await;
    let candidate = format!("/_inspector/candidates/{}", company.candidate);
    for (name, path, scheme, width, height) in [
        ("inspector-overview", "/", "light", 1_040, 720),
        ("inspector-applications", "/_inspector/applications", "light", 1_040, 700),
        ("inspector-candidate", &candidate, "light", 1_040, 960),
        ("inspector-candidate-dark", &candidate, "dark", 1_040, 960),
        ("inspector-log", "/_inspector/log", "light", 1_040, 900),
        ("inspector-narrow", &candidate, "light", 360, 720),
    ] {
        tab.medium("screen", scheme).await;
        tab.size(width, height).await;
        tab.visit(&company.url(path)).await;
        let image = STANDARD.decode(tab.picture().await).unwrap();
        println!("{name}.png: {} KB", image.len() / 1_000);
        fs::write(folder.join(format!("{name}.png")), image).unwrap();
    }
}
