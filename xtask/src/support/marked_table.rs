//! Tables of a document between two marks, `<!-- name:begin -->` and `<!-- name:end -->`.

/// The rows of the table, without its head.
pub(crate) fn rows(text: &str, name: &str) -> Result<Vec<Vec<String>>, String> {
    let (begin, end) = (format!("<!-- {name}:begin -->"), format!("<!-- {name}:end -->"));
    let inside = text.split_once(&begin).and_then(|(_, rest)| rest.split_once(&end));
    let (inside, _) = inside.ok_or_else(|| format!("the marks {begin} and {end} are missing"))?;
    let rows = inside.lines().map(str::trim).filter(|line| line.starts_with('|')).skip(2);
    let cells = |row: &str| {
        row.trim_matches('|').split('|').map(|cell| cell.trim().trim_matches('`').to_owned()).collect()
    };
    Ok(rows.map(cells).collect())
}

/// The names between commas, without backticks. A dash is an empty list.
pub(crate) fn names(cell: &str) -> Vec<String> {
    let names = cell.split(',').map(|name| name.trim().trim_matches('`'));
    names.filter(|name| !name.is_empty() && *name != "–" && *name != "-").map(str::to_owned).collect()
}
