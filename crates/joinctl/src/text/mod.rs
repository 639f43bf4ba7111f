//! What people read: escaped, and in the words of this program.

pub(crate) mod explained;
pub(crate) mod hidden;
pub(crate) mod shown;

/// Returns a number with its noun, such as `1 file` or `2 files`.
pub(crate) fn counted(number: u64, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_singular_and_all_others_are_plural() {
        let shown = [0, 1, 2].map(|number| counted(number, "file", "files"));
        assert_eq!(shown, ["0 files", "1 file", "2 files"]);
    }
}
