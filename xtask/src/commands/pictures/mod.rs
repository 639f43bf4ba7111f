//! The pictures of the documents, drawn from texts in docs/images.

mod crates;
mod sequence;
mod svg;
mod text;

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use crate::commands::rooms::plan::Plan;
use crate::support::outcome::Failure;
use crate::support::output::Output;
use text::Text;

const CRATES: &str = "docs/images/crates";
const TAG_EDIT: &str = "docs/images/tag-edit";

/// The guide's picture as a link, for docs.rs, which serves no files of the repository.
const LINK: &str = "crates/join-sdk/guides/time-line.md";

/// Draws the pictures. A workspace without their texts has none.
pub(crate) fn outputs(root: &Path) -> Result<Vec<Output>, Failure> {
    if !root.join(CRATES).with_extension("txt").is_file() {
        return Ok(Vec::new());
    }
    let plan = Plan::read(root)?;
    let (crates, took) = drawn(root, CRATES, |text| crates::draw(text, &plan))?;
    let (tag_edit, drew) = drawn(root, TAG_EDIT, sequence::draw)?;
    let link =
        format!("[time line]: data:image/svg+xml,{}\n", utf8_percent_encode(&tag_edit, NON_ALPHANUMERIC));
    Ok(vec![
        Output { path: format!("{CRATES}.svg"), text: crates, took },
        Output { path: format!("{TAG_EDIT}.svg"), text: tag_edit, took: drew },
        Output { path: LINK.to_owned(), text: link, took: Duration::ZERO },
    ])
}

fn drawn(
    root: &Path,
    name: &str,
    draw: impl Fn(&Text) -> Result<String, String>,
) -> Result<(String, Duration), Failure> {
    let (started, file) = (Instant::now(), format!("{name}.txt"));
    let text = fs::read_to_string(root.join(&file))
        .map_err(|error| Failure::failed(format!("{file} can't be read: {error}")))?;
    let svg = Text::parse(&text).and_then(|text| draw(&text));
    let svg = svg.map_err(|reason| Failure::failed(format!("{file}: {reason}")))?;
    Ok((svg, started.elapsed()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checked_in_pictures_are_those_of_their_texts() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let outputs = outputs(&root).unwrap();
        assert_eq!(outputs.len(), 3);
        for output in outputs {
            let checked_in = fs::read_to_string(root.join(&output.path)).unwrap_or_default();
            assert!(checked_in == output.text, "{} is stale: cargo xtask regen --only pictures", output.path);
        }
    }
}
