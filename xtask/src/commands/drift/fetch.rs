//! Fetches the vendor's documents, and keeps them under `target/`.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::files::LARGEST;
use crate::support::outcome::Failure;
use crate::support::process;

/// Where the documents are kept, below the workspace.
const FOLDER: &str = "target/upstream";
/// The limit of one fetch, in seconds.
const LONGEST: &str = "60";

/// Fetches each URL and returns its document as a pair of name and text. The names are those that references use.
///
/// A page of Markdown that holds a document in a block of code, as vendors' sites write it, gives that document.
pub(super) fn fetch(root: &Path, urls: &[String]) -> Result<Vec<(String, String)>, Failure> {
    let folder = root.join(FOLDER);
    let unwritable = |error| Failure::failed(format!("{FOLDER} can't be written: {error}"));
    fs::create_dir_all(&folder).map_err(unwritable)?;
    let mut texts: Vec<(String, String)> = Vec::new();
    for url in urls {
        let name = name(url)?;
        if texts.iter().any(|(known, _)| *known == name) {
            return Err(Failure::Usage(format!(
                "two URLs end with {name}, and references name files by that: fetch one at a time"
            )));
        }
        let text = document(url, &page(url)?)?;
        fs::write(folder.join(&name), &text).map_err(unwritable)?;
        texts.push((name, text));
    }
    Ok(texts)
}

/// The last part of a URL's path, as a name of a file.
fn name(url: &str) -> Result<String, Failure> {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    let rest = rest.filter(|rest| !rest.is_empty() && !url.contains(char::is_whitespace));
    let rest = rest.ok_or_else(|| Failure::Usage(format!("{url} is no address of the web")))?;
    let path = rest.split(['?', '#']).next().unwrap_or(rest).trim_end_matches('/');
    let last = path.rsplit('/').next().unwrap_or(path);
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "._-".contains(letter);
    let name: String = last.chars().map(|letter| if is_plain(letter) { letter } else { '_' }).collect();
    // A name of dots would be a folder.
    Ok(if name.trim_matches('.').is_empty() { "document".to_owned() } else { name })
}

/// The text at a URL. curl brings the certificates and the proxy of the machine, and every maintainer has it.
fn page(url: &str) -> Result<String, Failure> {
    let mut curl = Command::new("curl");
    curl.args(["--fail", "--silent", "--show-error", "--location", "--compressed", "--proto", "=http,https"])
        .args(["--max-time", LONGEST, "--max-filesize", &LARGEST.to_string(), "--", url]);
    process::printed(&mut curl)
}

/// The document in a page: the page, or the first block of code of a Markdown page that is a document.
fn document(url: &str, page: &str) -> Result<String, Failure> {
    let start = page.trim_start_matches('\u{feff}').trim_start();
    if start.starts_with('<') {
        let message = format!("{url} is a page for people; fetch the OpenAPI document that it links to");
        return Err(Failure::failed(message));
    }
    Ok(blocks(page).into_iter().find(|block| block.contains("openapi")).unwrap_or_else(|| page.to_owned()))
}

/// The fenced blocks of code of a Markdown page.
fn blocks(page: &str) -> Vec<String> {
    let mut blocks = Vec::new();
    let mut open: Option<(&str, String)> = None;
    for line in page.lines() {
        let marks = line.trim_start();
        let fence = marks.trim_start_matches('`');
        let width = marks.len() - fence.len();
        match open.take() {
            None if width >= 3 => open = Some((marks.get(..width).unwrap_or_default(), String::new())),
            Some((fenced, block)) if marks.trim_end() == fenced => blocks.push(block),
            Some((fenced, block)) => open = Some((fenced, block + line + "\n")),
            None => {}
        }
    }
    blocks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_named_as_references_name_it() {
        for (url, expected) in [
            ("https://docs.example.com/a/jobs.yaml?v=2#top", "jobs.yaml"),
            ("https://docs.example.com/a/jobs/", "jobs"),
            ("http://127.0.0.1:80", "127.0.0.1_80"),
            ("https://x/..", "document"),
            ("https://x/a%2f..%5c", "a_2f.._5c"),
        ] {
            assert_eq!(name(url).unwrap(), expected, "{url}");
        }
        for url in ["", "https://", "file:///etc/passwd", "--help", "docs.example.com", "https://a b"] {
            assert!(matches!(name(url), Err(Failure::Usage(_))), "{url}");
        }
    }

    #[test]
    fn a_document_is_found_in_a_page_of_markdown() {
        let page = "# Jobs\n```js\nx\n```\ntext\n````json\n{\"openapi\": \"3.1.0\",\n\"a\": \"```\"}\n````\n";
        assert_eq!(document("u", page).unwrap(), "{\"openapi\": \"3.1.0\",\n\"a\": \"```\"}\n");
        assert_eq!(document("u", "openapi: 3.0.3\n").unwrap(), "openapi: 3.0.3\n");
        assert!(
            document("u", "\u{feff}\n<!doctype html>").unwrap_err().message().unwrap().contains("for people")
        );
    }
}
