//! `cargo xtask bench` with programs in place of cargo and the benchmarks.

use std::os::unix::fs::PermissionsExt;

use super::*;

/// Prints a line for people and a row for each benchmark of a crate, and can do nothing else.
const CARGO: &str = r#"#!/bin/sh
[ "$1" = bench ] || exit 3
echo "$6 at work with $8"
echo '{"measured":"'$6', s","ours":[2.0,3.0,4.0],"theirs":[2.0,2.0,2.0],"with":"by hand"}'
"#;

/// A workspace with the page.
fn workspace() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    write(&folder, "bin/cargo", CARGO);
    fs::set_permissions(folder.path().join("bin/cargo"), fs::Permissions::from_mode(0o755)).unwrap();
    for file in ["Cargo.lock", "rust-toolchain.toml"] {
        write(&folder, file, "");
    }
    let section = "<!-- begin cargo xtask bench -->\n\nan old run\n\n<!-- end cargo xtask bench -->";
    write(&folder, "docs/benchmarks.md", &format!("# Benchmarks\n\n{section}\n\n## More\n"));
    for file in ["package.json", "package-lock.json", "requirements.txt"] {
        write(&folder, &format!("xtask/peers/{file}"), &real(&format!("xtask/peers/{file}")));
    }
    folder
}

/// The exit code, and what was printed.
fn bench(folder: &TempDir, args: &[&str]) -> (i32, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    // No program is found but the stand-in, so that nothing is installed.
    command.env("PATH", folder.path().join("bin")).arg("--root").arg(folder.path()).arg("bench").args(args);
    let output = command.output().unwrap();
    let text = [&output.stdout[..], &output.stderr].concat();
    (output.status.code().unwrap(), String::from_utf8(text).unwrap())
}

#[test]
fn one_benchmark_prints_its_lines_and_a_table_of_its_rows() {
    let (code, words) = bench(&workspace(), &["lists", "sync"]);
    assert_eq!(code, 0, "{words}");
    assert!(words.starts_with("lists at work with sync\n"), "{words}");
    assert!(words.ends_with("| lists, s | 3 (2–4) | by hand | 2 | 1.50 (1–2) |\n"), "{words}");
}

#[test]
fn all_benchmarks_make_one_section_and_the_rest_of_the_page_stays() {
    let folder = workspace();
    let (code, words) = bench(&folder, &[]);
    // What needs another program is not measured here.
    assert_eq!(code, 1, "{words}");
    let page = read(&folder, "docs/benchmarks.md");
    assert!(page.starts_with("# Benchmarks\n") && page.ends_with("\n## More\n"), "{page}");
    assert!(!page.contains("an old run"), "{page}");
    assert_eq!(page.matches("| measured |").count(), 1, "{page}");
    assert!(page.contains("| **Lists** | | | | |\n| lists, s | 3 (2–4) |"), "{page}");
    assert!(page.contains("| bulk, s | 3 (2–4) | by hand | 2 | 1.50 (1–2) |\n"), "{page}");
    for (group, reason) in [("Sandbox", "wrk can't be run"), ("Instructions", "valgrind can't be run")] {
        assert!(page.contains(&format!("| **{group}** | | | | |\n| not measured: {reason}")), "{page}");
    }
    for group in ["Peers", "Builds"] {
        assert!(page.contains(&format!("| **{group}** | | | | |\n| not measured: ")), "{page}");
    }
    assert!(page.contains(" cores of "), "{page}");
}

#[test]
fn a_quick_run_prints_the_section_and_leaves_the_page() {
    let folder = workspace();
    let before = read(&folder, "docs/benchmarks.md");
    let (_, words) = bench(&folder, &["--quick"]);
    assert!(words.contains("| **Bulk** |"), "{words}");
    assert_eq!(read(&folder, "docs/benchmarks.md"), before);
}

#[test]
fn only_peers_are_installed_and_parts_are_checked_first() {
    let (code, words) = bench(&workspace(), &["lists", "--install"]);
    assert_eq!((code, words.as_str()), (2, "error: --install is for peers only\n"));
    let (code, words) = bench(&workspace(), &["peers", "write"]);
    assert_eq!(code, 2, "{words}");
    assert!(
        words.contains("\"write\" is no part of peers: read, instructions, list, odd-list, edit"),
        "{words}"
    );
}
