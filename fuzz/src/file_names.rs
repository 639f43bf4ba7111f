//! Names of downloads: a safe name is a name in a folder on every system, and stays as it is.

use join_sdk::downloads::safe_file_name;

/// The input is a name as a server sends it.
pub fn run(input: &[u8]) -> bool {
    let text = String::from_utf8_lossy(input);
    let Some(name) = safe_file_name(&text) else { return false };
    assert!(!name.is_empty() && name.len() <= 200, "{name:?}");
    assert!(!name.starts_with(['.', '-', ' ']) && !name.ends_with(['.', ' ']), "{name:?}");
    let is_bad = |letter: char| letter.is_control() || "/\\<>:\"|?*\u{202e}\u{200b}".contains(letter);
    assert!(!name.chars().any(is_bad), "{name:?}");
    assert_eq!(safe_file_name(&name).as_deref(), Some(name.as_str()), "a safe name is safe");
    true
}
