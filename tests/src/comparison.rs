//! What a benchmark compared, printed for `cargo xtask bench`, which makes a table of it.

use serde_json::json;

/// The variable of `cargo xtask bench --quick`.
const QUICK: &str = "JOIN_BENCH_QUICK";

/// Prints figures of ours beside those of something else. `measured` ends with the unit.
///
/// With as many figures on both sides, those at the same place are of one round, and their ratio counts.
pub fn compare(measured: &str, ours: &[f64], with: &str, theirs: &[f64]) {
    // The keys come in the order of the alphabet, so that `measured` begins the line.
    println!("{}", json!({ "measured": measured, "ours": ours, "with": with, "theirs": theirs }));
}

/// The first value, or the second in a quick run.
pub fn or_quick<T>(full: T, quick: T) -> T {
    if std::env::var_os(QUICK).is_some() { quick } else { full }
}

/// Whether a part is wanted, by the names behind `--`. Without a name all are. A name that is no part ends the process.
pub fn parts(known: &[&str]) -> impl Fn(&str) -> bool + use<> {
    // Cargo passes `--bench`.
    let named: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with("--")).collect();
    if let Some(name) = named.iter().find(|name| !known.contains(&name.as_str())) {
        eprintln!("error: {name:?} is no part of this benchmark: {}", known.join(", "));
        std::process::exit(2);
    }
    move |part| named.is_empty() || named.iter().any(|name| name == part)
}

/// The most memory that this process ever held, in MiB, on Linux.
pub fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.split_whitespace().next()?.parse::<u64>().ok()? / 1024)
}

/// The value in the middle.
///
/// # Panics
///
/// Panics without a value.
pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// The median of each fifth of the values, which shows how steady they are.
pub fn fifths(values: &[f64]) -> Vec<f64> {
    values.chunks(values.len().div_ceil(5).max(1)).map(|fifth| median(fifth.to_vec())).collect()
}
