//! Fits the cells of a table to the width of a terminal: pure.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// The white space between two cells.
pub(crate) const GAP_TEXT: &str = "  ";
const GAP: usize = GAP_TEXT.len();
/// A cut cell keeps so many columns, so that it still says something.
const LEAST: usize = 6;
/// So many columns say enough that less important cells are left out for them.
const GOOD: usize = 12;
const MARK: char = '…';

/// Returns the width of each column, `None` for one that is left out, and the names of those. Columns are left out in the
/// order of `dispensable` while `room` is too narrow for the rest; then the widest give way first, but never ids and states.
pub(crate) fn widths<'a>(
    names: &[&'a str],
    rows: &[Vec<String>],
    dispensable: &[&'a str],
    room: Option<usize>,
) -> (Vec<Option<usize>>, Vec<&'a str>) {
    let mut columns: Vec<Column> =
        names.iter().enumerate().map(|(at, name)| Column::new(name, at, rows)).collect();
    let Some(room) = room else {
        return (columns.iter().map(|column| Some(column.width)).collect(), Vec::new());
    };
    // There is no gap behind the last one.
    let room = room + GAP;
    let mut missing = leave_out(&mut columns, dispensable.iter().copied(), room, |column| column.good);
    // If those don't suffice, the last ones go first.
    missing.extend(leave_out(&mut columns, names.iter().skip(1).rev().copied(), room, |column| column.least));
    let needed = columns.iter().filter(|column| column.shown).map(|column| column.width + GAP).sum::<usize>();
    for _ in room..needed {
        let able = columns.iter_mut().filter(|column| column.shown && column.width > column.least);
        let Some(widest) = able.max_by_key(|column| column.width) else { break };
        widest.width -= 1;
    }
    (columns.iter().map(|column| column.shown.then_some(column.width)).collect(), missing)
}

/// Leaves columns out in this order, while the room is too narrow for the rest. Returns their names.
fn leave_out<'a>(
    columns: &mut [Column<'a>],
    order: impl Iterator<Item = &'a str>,
    room: usize,
    needs: impl Fn(&Column) -> usize,
) -> Vec<&'a str> {
    let mut missing = Vec::new();
    for name in order {
        let need = |column: &Column| if column.shown { needs(column) + GAP } else { 0 };
        if columns.iter().map(need).sum::<usize>() <= room {
            break;
        }
        for column in columns.iter_mut().filter(|column| column.shown && column.name == name) {
            column.shown = false;
            missing.push(name);
        }
    }
    missing
}

struct Column<'a> {
    name: &'a str,
    width: usize,
    /// What it needs to be worth its place.
    good: usize,
    /// What it can be cut to.
    least: usize,
    shown: bool,
}

impl<'a> Column<'a> {
    fn new(name: &'a str, at: usize, rows: &[Vec<String>]) -> Self {
        let cells = rows.iter().filter_map(|row| row.get(at)).map(|cell| cell.width());
        let width = cells.fold(name.width(), usize::max);
        let at_least = |most: usize| if is_whole(name) { width } else { width.min(most.max(name.width())) };
        Self { name, width, good: at_least(GOOD), least: at_least(LEAST), shown: true }
    }
}

/// Returns whether a column is never cut: half an id, a state or an address is a wrong one.
fn is_whole(name: &str) -> bool {
    let name = name.rsplit('.').next().unwrap_or_default();
    matches!(name, "id" | "state" | "status" | "hiringState" | "page")
        || name.ends_with("_id")
        || name.ends_with("Id")
}

/// Returns the text in at most `width` columns of a terminal, with a mark where it is cut.
pub(crate) fn cut(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut left = width.saturating_sub(MARK.width().unwrap_or(1));
    let fits = |letter: &char| match left.checked_sub(letter.width().unwrap_or(0)) {
        Some(rest) => {
            left = rest;
            true
        }
        None => false,
    };
    text.chars().take_while(fits).chain([MARK]).collect()
}

/// Returns the text with blanks behind it, in `width` columns of a terminal.
pub(crate) fn padded(text: &str, width: usize) -> String {
    text.to_owned() + &" ".repeat(width.saturating_sub(text.width()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The widths for one row of cells as wide as `needed`.
    fn fitted(names: &[&str], needed: &[usize], room: usize) -> Vec<usize> {
        let row = needed.iter().map(|width| "x".repeat(*width)).collect();
        widths(names, &[row], &[], Some(room - GAP)).0.into_iter().flatten().collect()
    }

    #[test]
    fn the_widest_columns_give_way_first() {
        assert_eq!(fitted(&["name", "note"], &[10, 40], 40), [10, 26]);
        assert_eq!(fitted(&["name", "note"], &[30, 40], 40), [18, 18]);
    }

    #[test]
    fn what_fits_is_not_cut() {
        assert_eq!(fitted(&["name", "note"], &[10, 26], 40), [10, 26]);
    }

    #[test]
    fn ids_and_states_stay_whole() {
        let names = ["id", "external_id", "state", "status", "name"];
        assert_eq!(fitted(&names, &[20; 5], 4 * 22 + LEAST + GAP), [20, 20, 20, 20, LEAST]);
    }

    #[test]
    fn a_header_stays_whole() {
        assert_eq!(fitted(&["workplace"], &[30], 7), ["workplace".len()]);
    }

    #[test]
    fn a_narrow_terminal_goes_without_the_least_important_columns() {
        let row = vec!["1".repeat(10), "x".repeat(12), "y".repeat(20)];
        let fit = |room| {
            widths(&["id", "name", "note"], std::slice::from_ref(&row), &["note", "name"], Some(room - GAP))
        };
        assert_eq!(fit(48), (vec![Some(10), Some(12), Some(20)], vec![]));
        assert_eq!(fit(40), (vec![Some(10), Some(12), Some(12)], vec![]));
        assert_eq!(fit(39), (vec![Some(10), Some(12), None], vec!["note"]));
        assert_eq!(fit(26), (vec![Some(10), Some(12), None], vec!["note"]));
        assert_eq!(fit(25), (vec![Some(10), None, None], vec!["note", "name"]));
    }

    #[test]
    fn what_is_never_left_out_goes_last_column_first_rather_than_to_another_line() {
        let row = vec!["1".repeat(10), "x".repeat(9), "y".repeat(9)];
        let fit = |room| widths(&["id", "name", "note"], std::slice::from_ref(&row), &[], Some(room - GAP));
        assert_eq!(fit(28), (vec![Some(10), Some(6), Some(6)], vec![]));
        assert_eq!(fit(27), (vec![Some(10), Some(9), None], vec!["note"]));
        assert_eq!(fit(12), (vec![Some(10), None, None], vec!["note", "name"]));
    }

    #[test]
    fn a_cut_text_has_a_mark_and_no_more_columns_than_asked() {
        assert_eq!(cut("Berlin", 6), "Berlin");
        assert_eq!(cut("Hamburg", 6), "Hambu…");
        assert_eq!(cut("東京都港区", 6), "東京…");
        assert_eq!(cut("東京都", 6), "東京都");
        assert_eq!(cut("Hamburg", 1), "…");
    }
}
