//! Tests of the scan, step by step.

use super::*;

fn pace(most: usize) -> Pace {
    Pace { size: 50, most, trusting: false }
}

fn keys(ids: std::ops::Range<i64>) -> Vec<Key> {
    ids.map(|id| Key { id: Some(id), changed: None }).collect()
}

fn answer(list: &[Key], window: Window) -> Vec<Key> {
    list.iter().skip(window.start() as usize).take(window.size as usize).copied().collect()
}

/// Scans a list that does not change. Returns the windows.
fn windows(list: &[Key], pace: Pace) -> Vec<Window> {
    let mut scan = Scan::new(pace, 0);
    std::iter::from_fn(|| {
        let window = scan.begin()?;
        assert_eq!(scan.accept(window, &answer(list, window)), Ok(Step::On));
        Some(window)
    })
    .collect()
}

#[test]
fn a_long_quiet_list_costs_about_one_request_in_five_more() {
    let list = keys(0..20_000);
    let mut scan = Scan::new(pace(1), 0);
    while let Some(window) = scan.begin() {
        assert_eq!(scan.accept(window, &answer(&list, window)), Ok(Step::On));
    }
    assert_eq!((scan.chain.len(), scan.gaps()), (20_000, 0));
    assert!((401..=500).contains(&scan.requests()), "{}", scan.requests());
}

#[test]
fn the_end_costs_one_request_and_none_where_short_pages_are_trusted() {
    for (length, pages) in [(0, 0), (1, 1), (49, 1), (60, 2), (97, 2), (120, 3)] {
        let list = keys(0..length);
        assert_eq!(windows(&list, pace(1)).len(), pages + 1, "{length} rows");
        let trusting = Pace { trusting: true, ..pace(1) };
        assert_eq!(windows(&list, trusting).len(), pages.max(1), "{length} rows");
    }
}

#[test]
fn rows_that_left_between_two_answers_send_the_scan_back() {
    let mut list = keys(0..200);
    let mut scan = Scan::new(pace(1), 0);
    let first = scan.begin().unwrap();
    scan.accept(first, &answer(&list, first)).unwrap();
    list.drain(10..13);
    let second = scan.begin().unwrap();
    assert_eq!(scan.accept(second, &answer(&list, second)), Ok(Step::Back));
    let third = scan.begin().unwrap();
    assert!(third.start() < second.start());
    assert_eq!(scan.accept(third, &answer(&list, third)), Ok(Step::On));
    assert!((0..i64::try_from(third.end()).unwrap()).all(|id| scan.chain.contains_key(&id)));
}

#[test]
fn a_row_that_changed_proves_nothing() {
    let mut list = keys(0..100);
    let mut scan = Scan::new(pace(1), 0);
    let first = scan.begin().unwrap();
    scan.accept(first, &answer(&list, first)).unwrap();
    for key in &mut list {
        key.changed = Some(Timestamp::UNIX_EPOCH);
    }
    let second = scan.begin().unwrap();
    assert_eq!(scan.accept(second, &answer(&list, second)), Ok(Step::Back));
}

#[test]
fn a_list_that_never_hangs_together_ends_with_gaps() {
    let mut scan = Scan::new(pace(4), 0);
    let mut fresh = 0;
    let mut requests = 0;
    while let Some(window) = scan.begin() {
        requests += 1;
        let rows = if requests < 500 { 50 } else { 0 };
        fresh += rows;
        scan.accept(window, &keys(fresh - rows..fresh)).unwrap();
    }
    assert!(scan.has_ended() && scan.gaps() > 0);
}

#[test]
fn a_server_that_ignores_the_page_is_noticed() {
    let list = keys(0..50);
    let mut scan = Scan::new(pace(1), 0);
    let outcome = loop {
        let Some(window) = scan.begin() else { panic!("it ended") };
        if let Err(error) = scan.accept(window, &list) {
            break error;
        }
    };
    assert_eq!(outcome, NotAdvancing);
}

#[test]
fn a_short_page_that_comes_again_is_the_only_one() {
    for most in [1, 4] {
        let list = keys(0..3);
        let mut scan = Scan::new(pace(most), 0);
        while let Some(window) = scan.begin() {
            scan.accept(window, &list).unwrap();
        }
        assert_eq!((scan.gaps(), scan.requests(), scan.filled()), (0, 2, 1));
    }
}

#[test]
fn rows_that_leave_at_once_by_the_hundred_send_the_scan_back_a_few_times() {
    let mut list = keys(0..600);
    let mut scan = Scan::new(pace(1), 0);
    for at in 0.. {
        let Some(window) = scan.begin() else { break };
        if at == 7 {
            list.drain(0..500);
        }
        scan.accept(window, &answer(&list, window)).unwrap();
    }
    assert!(list.iter().all(|key| scan.chain.contains_key(&key.id.unwrap())));
    assert!(scan.gaps() == 0 && scan.requests() < 30, "{scan:?}");
}

#[test]
fn a_capped_server_is_read_with_pages_of_its_own_size() {
    for skips in [false, true] {
        let list = keys(0..400);
        let mut scan = Scan::new(pace(4), 0);
        let mut under_way = std::collections::VecDeque::new();
        loop {
            under_way.extend(std::iter::from_fn(|| scan.begin()));
            let Some(window) = under_way.pop_front() else { break };
            let size = window.size.min(25);
            let start = (window.page - 1) * if skips { window.size } else { size };
            let rows: Vec<Key> = list.iter().skip(start as usize).take(size as usize).copied().collect();
            if scan.accept(window, &rows).unwrap() == Step::Back || scan.has_ended() {
                under_way.clear();
            }
        }
        assert_eq!((scan.chain.len(), scan.gaps(), scan.size()), (400, 0, 25));
    }
}

/// A scan behind a first page of these rows, one request at a time.
fn behind(first: std::ops::Range<i64>) -> Scan {
    let mut scan = Scan::new(pace(1), 0);
    let window = scan.begin().unwrap();
    assert_eq!(scan.accept(window, &keys(first)), Ok(Step::On));
    scan
}

#[test]
fn a_scan_ends_with_a_gap_after_six_requests_for_each_page_and_a_hundred_more() {
    for (requests, ended) in [(105, false), (106, true)] {
        let mut scan = Scan::new(pace(1), 0);
        let window = scan.begin().unwrap();
        scan.requests = requests;
        scan.accept(window, &keys(0..50)).unwrap();
        assert_eq!((scan.has_ended(), scan.gaps()), (ended, u32::from(ended)));
    }
    let mut scan = behind(0..10);
    let proof = scan.begin().unwrap();
    scan.requests = 1_000;
    scan.accept(proof, &[]).unwrap();
    assert_eq!((scan.has_ended(), scan.gaps()), (true, 0), "the end was read");
}

#[test]
fn steps_back_may_cost_half_of_the_pages_and_32_requests_more() {
    for (requests, pages, may) in [(46, 10, true), (47, 10, false), (31, 0, true), (32, 0, false)] {
        let mut scan = Scan::new(pace(1), 0);
        (scan.requests, scan.pages) = (requests, pages);
        assert_eq!(scan.may_go_back(), may, "{requests} requests for {pages} pages");
    }
}

#[test]
fn each_step_back_is_twice_as_long_and_overlaps_by_twice_as_many_rows() {
    let mut scan = Scan::new(pace(1), 0);
    scan.linked = 1_000;
    for (planned, overlap) in [(975, 2), (950, 4), (900, 8), (800, 16), (600, 25), (200, 25), (0, 25)] {
        scan.go_back();
        assert_eq!((scan.planned, scan.overlap), (planned, overlap));
    }
}

#[test]
fn rows_behind_a_short_page_show_that_the_server_returns_fewer_than_requested() {
    let first = Window { page: 1, size: 50 };
    let mut scan = behind(0..10);
    for size in [50, 10] {
        let proof = scan.begin().unwrap();
        assert_eq!(proof, Window { page: 2, size: 10 });
        assert_eq!(scan.accept(proof, &keys(8..18)), Ok(Step::Back));
        assert_eq!(scan.size(), size, "rows may have arrived, so it has to happen twice");
        let again = scan.begin().unwrap();
        assert_eq!(again, Window { size, ..first });
        assert_eq!(scan.accept(again, &keys(0..10)), Ok(Step::On));
    }

    let mut scan = behind(0..10);
    let proof = scan.begin().unwrap();
    assert_eq!(scan.accept(proof, &keys(8..10)), Ok(Step::On), "no row of it is new");

    let mut scan = Scan::new(pace(2), 0);
    let (one, two) = (scan.begin().unwrap(), scan.begin().unwrap());
    assert_eq!(scan.accept(one, &keys(0..10)), Ok(Step::On));
    assert_eq!(scan.accept(two, &keys(50..60)), Ok(Step::Back), "it was requested before");
    assert_eq!(scan.begin(), Some(first));
}

#[test]
fn rows_behind_a_short_page_are_read_where_other_pages_were_full() {
    let mut scan = behind(0..50);
    let second = scan.begin().unwrap();
    assert_eq!(scan.accept(second, &keys(49..60)), Ok(Step::On));
    let proof = scan.begin().unwrap();
    assert_eq!(proof, second.proof(11));
    assert_eq!(scan.accept(proof, &keys(100..110)), Ok(Step::Back));
    let next = scan.begin().unwrap();
    assert_eq!((next, scan.size()), (Window::behind(second.end(), 1, 50), 50));
}

#[test]
fn a_response_that_can_not_overlap_leaves_a_gap() {
    let mut scan = behind(0..50);
    scan.begin().unwrap();
    assert_eq!(scan.accept(Window { page: 2, size: 50 }, &keys(60..110)), Ok(Step::On));
    assert_eq!((scan.gaps(), scan.has_ended()), (1, false));
}

#[test]
fn unchanged_rows_that_changed_places_are_noticed() {
    let reordered = |first: &[i64], then: &[i64], changed: Option<Timestamp>| {
        let keys =
            |ids: &[i64], changed| ids.iter().map(|id| Key { id: Some(*id), changed }).collect::<Vec<_>>();
        let mut scan = Scan::new(pace(1), 0);
        scan.remember(&keys(first, None));
        scan.remember(&keys(then, changed));
        scan.is_reordered()
    };
    let changed = Some(Timestamp::UNIX_EPOCH);
    for (first, then, changed, expected) in [
        (&[1, 2, 3][..], &[2, 3, 4][..], None, false),
        (&[1, 2, 3], &[1, 2, 3], None, false),
        (&[1, 2, 3], &[3, 2, 4], None, true),
        (&[1, 2, 3], &[3, 4, 1], None, true),
        (&[1, 2, 3], &[3, 2, 1], changed, false),
        // A row that comes twice in one response shows nothing.
        (&[1, 2, 2, 1], &[], None, false),
        (&[1, 2, 3], &[4, 4, 3], None, false),
        (&[1, 2, 3], &[2, 3, 3, 2], None, false),
    ] {
        assert_eq!(reordered(first, then, changed), expected, "{first:?} {then:?} {changed:?}");
    }
}

#[test]
fn a_page_that_is_absent_ends_the_list_behind_rows_that_were_read() {
    let (first, second) = (Window { page: 1, size: 50 }, Window { page: 2, size: 50 });
    let read = behind(0..50);
    assert_eq!([first, second].map(|window| read.ends_where_absent(window)), [false, true]);
    assert!(!Scan::new(pace(1), 0).ends_where_absent(second));
}

#[test]
fn a_failure_discards_what_is_under_way_and_goes_on_behind_the_connected_rows() {
    let mut scan = Scan::new(pace(4), 0);
    let list = keys(0..400);
    let (first, second) = (scan.begin().unwrap(), scan.begin().unwrap());
    scan.accept(first, &answer(&list, first)).unwrap();
    while scan.begin().is_some() {}
    scan.fail();
    assert_eq!((scan.begin(), scan.begin()), (Some(second), None));
}

#[test]
fn a_scan_counts_its_requests_its_responses_with_rows_and_each_page_once() {
    let counts = |scan: &Scan| (scan.requests(), scan.filled(), scan.pages(), scan.fullest());
    let mut scan = behind(0..50);
    assert_eq!(counts(&scan), (1, 1, 1, 50));
    let window = scan.begin().unwrap();
    assert_eq!(scan.accept(window, &keys(100..120)), Ok(Step::Back));
    assert_eq!(counts(&scan), (2, 2, 1, 50));
    let mut scan = behind(0..50);
    scan.restart_at(0);
    let window = scan.begin().unwrap();
    assert_eq!(scan.accept(window, &keys(0..50)), Ok(Step::On));
    assert_eq!(counts(&scan), (2, 2, 1, 50));
    let window = scan.begin().unwrap();
    assert_eq!(scan.accept(window, &keys(49..98)), Ok(Step::On));
    assert_eq!(counts(&scan), (3, 3, 2, 50));
}

#[test]
fn pages_that_begin_like_the_first_one_and_have_new_rows_go_on() {
    let mut scan = behind(0..50);
    for page in 1..9 {
        let window = scan.begin().unwrap();
        let rows = [keys(0..1), keys(page * 100..page * 100 + 49)].concat();
        assert_eq!(scan.accept(window, &rows), Ok(Step::On));
    }
}
