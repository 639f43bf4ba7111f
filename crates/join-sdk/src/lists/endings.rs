//! How a page walk ends, and how it goes on after a failure.

use super::pager::{NotAdvancing, Pager};

/// A walk with pages of two rows, behind a full first page.
fn begun(most: u32) -> Pager {
    let mut pager = Pager::new(1, 2, most, false);
    assert_eq!(pager.begin(), Some(1));
    pager.accept([Some(1), Some(2)]).unwrap();
    pager
}

fn begins(pager: &mut Pager) -> Vec<u32> {
    std::iter::from_fn(|| pager.begin()).collect()
}

/// How many of these pages in a row the walk takes.
fn taken(pager: &mut Pager, page: [Option<i64>; 2]) -> usize {
    (0..1_000).take_while(|_| pager.accept(page).is_ok()).count()
}

#[test]
fn a_list_that_moves_may_show_a_hundred_more_pages_of_known_rows_than_of_new_ones() {
    let known = [Some(2), Some(1)];
    let mut pager = begun(4);
    assert_eq!(taken(&mut pager, known), 101);
    assert!(pager.has_stopped());

    let mut pager = begun(4);
    assert!((0..50).all(|_| pager.accept(known).is_ok()));
    assert!((0..99).all(|_| pager.accept([None, None]).is_ok()), "rows without ids may be new");
    assert_eq!(taken(&mut pager, known), 150);

    let mut pager = begun(4);
    assert!((3..53).all(|id| pager.accept([Some(id), Some(1)]).is_ok()));
    assert_eq!(taken(&mut pager, known), 151);
}

#[test]
fn pages_like_the_first_one_are_counted_in_a_row() {
    let same = [Some(1), Some(2)];
    let mut pager = begun(4);
    for other in [[Some(1), Some(3)], [Some(2), Some(1)]] {
        assert!((0..2).all(|_| pager.accept(same).is_ok()));
        pager.accept(other).unwrap();
    }
    assert_eq!(taken(&mut pager, same), 2);
}

#[test]
fn pages_of_rows_without_ids_are_counted_in_a_row() {
    let mut pager = begun(4);
    assert!((0..99).all(|_| pager.accept([None, None]).is_ok()));
    pager.accept([None, Some(3)]).unwrap();
    assert_eq!(taken(&mut pager, [None, None]), 99);
    assert_eq!(pager.accept([None, None]), Err(NotAdvancing));
}

#[test]
fn the_last_page_number_ends_the_list() {
    let mut pager = Pager::new(u32::MAX, 1, 4, false);
    assert_eq!(begins(&mut pager), [u32::MAX]);
    pager.accept([Some(1)]).unwrap();
    assert!(pager.has_stopped());
}

#[test]
fn a_page_that_is_absent_ends_the_list_behind_a_page_that_was_read() {
    assert!(!Pager::new(1, 2, 4, false).ends_where_absent(1));
    assert_eq!([1, 2, 3].map(|page| begun(4).ends_where_absent(page)), [false, true, false]);
}

#[test]
fn after_a_failure_one_page_is_asked_for_and_what_was_heard_of_later_ones_is_forgotten() {
    let mut pager = begun(4);
    assert_eq!(begins(&mut pager), [2, 3, 4]);
    pager.accept([Some(3), Some(4)]).unwrap();
    assert_eq!(begins(&mut pager), [5, 6]);
    pager.heard(4, 1);
    pager.heard(5, 0);
    pager.fail();
    assert_eq!((pager.has_stopped(), pager.begin()), (true, None));
    pager.retry();
    assert_eq!(begins(&mut pager), [3]);
    pager.accept([Some(5), Some(6)]).unwrap();
    assert_eq!(begins(&mut pager), [4, 5]);
    pager.accept([Some(7), Some(8)]).unwrap();
    assert_eq!(begins(&mut pager), [6, 7], "the list does not end at the page that was heard to be empty");
    pager.accept([]).unwrap();
    pager.retry();
    assert!(pager.has_stopped(), "an ended list is not resumed");
}

#[test]
fn behind_a_full_page_that_came_out_of_turn_a_short_one_holds_nothing_up() {
    let mut pager = begun(8);
    assert_eq!(begins(&mut pager), [2, 3, 4]);
    pager.accept([Some(3), Some(4)]).unwrap();
    assert_eq!(begins(&mut pager), [5, 6, 7]);
    pager.heard(5, 2);
    pager.heard(4, 1);
    pager.accept([Some(5), Some(6)]).unwrap();
    assert_eq!(begins(&mut pager), [8, 9, 10, 11]);
}

#[test]
fn of_two_empty_pages_the_first_one_ends_the_list() {
    let mut pager = begun(8);
    begins(&mut pager);
    pager.accept([Some(3), Some(4)]).unwrap();
    begins(&mut pager);
    pager.heard(6, 0);
    pager.heard(7, 0);
    pager.accept([Some(5), Some(6)]).unwrap();
    assert_eq!(pager.begin(), None);
}
