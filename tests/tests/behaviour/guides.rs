//! What the guides list is what there is.

use std::fs;
use std::path::{Path, PathBuf};

use join_sdk::changes::Cursor;
use join_sdk::journal::{Intent, Journal, WriteKind};
use join_sdk::types::CandidateId;

fn file(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path)
}

fn text(path: &str) -> String {
    fs::read_to_string(file(path)).unwrap()
}

#[test]
fn the_guide_to_errors_has_each_kind_and_no_other() {
    let source = text("crates/join-sdk/src/error.rs");
    let names = |line: &str| Some(line.trim().strip_prefix("ErrorKind::")?.split('"').nth(1)?.to_owned());
    let mut kinds: Vec<String> = source.lines().filter_map(names).collect();
    let guide = text("docs/errors.md");
    let (_, table) = guide.split_once("| kind | what happened |").unwrap();
    let rows = table.lines().skip(2).take_while(|line| line.starts_with('|'));
    let named =
        rows.filter_map(|row| row.split('|').nth(1)).flat_map(|cell| cell.split('`').skip(1).step_by(2));
    let mut named: Vec<String> = named.map(str::to_owned).collect();
    kinds.sort();
    named.sort();
    assert!(kinds.len() > 20, "{kinds:?}");
    assert_eq!(named, kinds);
}

#[tokio::test]
async fn the_guide_to_upgrading_has_the_formats_that_are_written() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.jsonl");
    let journal = Journal::open(&path).await.unwrap();
    journal.intend(&Intent::new("inq_1", WriteKind::Note, CandidateId(5))).await.unwrap();
    let journal = fs::read_to_string(&path).unwrap();
    let cursor = String::from_utf8(Cursor::default().encode()).unwrap();
    let guide = text("docs/upgrading.md");
    for written in [journal, cursor] {
        let (first, _) = written.split_once(',').unwrap();
        assert!(guide.contains(&format!("`{first},…}}`")), "{first}");
    }
}

#[test]
fn the_tests_examples_and_benches_that_the_guides_name_are_there() {
    let guides = fs::read_dir(file("docs")).unwrap().map(|entry| entry.unwrap().path());
    let guides = guides.chain([file("README.md"), file("SECURITY.md")]);
    let (mut named, mut benches) = (0, 0);
    for guide in guides.filter(|path| path.extension().is_some_and(|extension| extension == "md")) {
        let text = fs::read_to_string(&guide).unwrap();
        for example in text.split("--example ").skip(1) {
            let name: String =
                example.chars().take_while(|letter| letter.is_alphanumeric() || *letter == '_').collect();
            assert!(
                file(&format!("crates/join-sdk/examples/{name}.rs")).exists(),
                "{}: {name}",
                guide.display()
            );
        }
        for command in text.split("`cargo test ").skip(1) {
            let command = command.split('`').next().unwrap_or_default();
            assert!(is_there(command), "{}: cargo test {command}", guide.display());
            named += 1;
        }
        for command in text.split("`cargo xtask bench ").skip(1) {
            let bench = command.split('`').next().unwrap_or_default();
            assert!(bench == "NAME" || is_a_bench(bench), "{}: {bench}", guide.display());
            benches += 1;
        }
    }
    assert!(named > 20 && benches > 8, "{named} commands, {benches} benches");
}

#[test]
fn each_figure_of_the_readme_names_a_bench_that_is_there() {
    let readme = text("README.md");
    let (_, table) = readme.split_once("| operation | measured | bench |").unwrap();
    let rows: Vec<&str> = table.lines().skip(2).take_while(|line| line.starts_with('|')).collect();
    assert!(rows.len() > 3, "{rows:?}");
    for row in rows {
        let bench = row.trim_end_matches(" |").rsplit('|').next().unwrap().trim().trim_matches('`');
        assert!(is_a_bench(bench), "{bench}");
    }
}

/// Whether there is a benchmark of this name, with all parts behind it.
fn is_a_bench(command: &str) -> bool {
    let mut words = command.split_whitespace();
    let name = words.next().unwrap_or_default();
    // Builds and peers are measured from outside.
    let source = match name {
        "builds" => "xtask/src/commands/bench/builds.rs".to_owned(),
        "peers" => "xtask/src/commands/bench/peers/work.rs".to_owned(),
        "sandbox" => "crates/join-sandbox/benches/speed.rs".to_owned(),
        _ => format!("tests/benches/{name}.rs"),
    };
    let source = fs::read_to_string(file(&source)).unwrap_or_default();
    // Seconds may stand behind a part.
    let mut parts = words.filter(|word| word.parse::<u32>().is_err());
    !source.is_empty() && parts.all(|part| source.contains(&format!("\"{part}\"")))
}

#[test]
fn the_links_between_the_documents_lead_somewhere() {
    let folder = |path: &str| fs::read_dir(file(path)).unwrap().map(|entry| entry.unwrap().path());
    let documents =
        folder("docs").chain(folder("")).filter(|path| path.extension().is_some_and(|end| end == "md"));
    let (mut followed, mut broken) = (0, Vec::new());
    for document in documents {
        let text = fs::read_to_string(&document).unwrap();
        let inline = text.split("](").skip(1).filter_map(|rest| rest.split(')').next());
        let defined = text
            .lines()
            .filter(|line| line.starts_with('['))
            .filter_map(|line| Some(line.split_once("]: ")?.1));
        for link in inline.chain(defined).filter(|link| !link.contains("://") && !link.contains([' ', '\n']))
        {
            let (path, heading) = link.split_once('#').unwrap_or((link, ""));
            let target = if path.is_empty() { document.clone() } else { document.with_file_name(path) };
            let has_heading = heading.is_empty()
                || fs::read_to_string(&target)
                    .is_ok_and(|text| text.lines().any(|line| slug(line) == heading));
            if !target.exists() || !has_heading {
                broken.push(format!("{}: {link}", document.display()));
            }
            followed += 1;
        }
    }
    assert!(broken.is_empty(), "{broken:#?}");
    assert!(followed > 50, "{followed} links");
}

/// The anchor of a heading.
fn slug(line: &str) -> String {
    let heading = line.trim_start_matches('#').trim().to_lowercase();
    let kept = heading.chars().filter(|letter| letter.is_alphanumeric() || [' ', '-', '_'].contains(letter));
    if line.starts_with('#') {
        kept.map(|letter| if letter == ' ' { '-' } else { letter }).collect()
    } else {
        String::new()
    }
}

/// Whether the filter of a `cargo test` command finds something: a module or a function of that name.
fn is_there(command: &str) -> bool {
    let words: Vec<&str> = command.split_whitespace().collect();
    let Some(package) = words.iter().position(|word| *word == "-p").and_then(|place| words.get(place + 1))
    else {
        return words == ["--workspace"];
    };
    let folder = match *package {
        "join-tests" => file("tests"),
        "xtask" => file("xtask"),
        package => file(&format!("crates/{package}")),
    };
    let tests =
        words.windows(2).filter(|pair| pair[0] == "--test").map(|pair| folder.join("tests").join(pair[1]));
    let sources_of =
        |test: PathBuf| Some(test.with_extension("rs")).filter(|file| file.exists()).unwrap_or(test);
    let mut places: Vec<PathBuf> = tests.map(sources_of).collect();
    if !places.iter().all(|place| place.exists()) {
        return false;
    }
    if places.is_empty() {
        places = vec![folder.join("src"), folder.join("tests")];
    }
    let mut sources = String::new();
    places.iter().for_each(|place| read_all(place, &mut sources));
    let is_option = |place: usize| place > 0 && ["-p", "--test", "--bin"].contains(&words[place - 1]);
    let mut filters = (0..words.len()).filter(|place| !words[*place].starts_with('-') && !is_option(*place));
    !sources.is_empty()
        && filters.all(|place| {
            let name = words[place].rsplit("::").next().unwrap_or_default();
            sources.contains(&format!("mod {name}")) || sources.contains(&format!("fn {name}"))
        })
}

fn read_all(place: &Path, sources: &mut String) {
    if place.is_file() {
        *sources += &fs::read_to_string(place).unwrap();
        // Its own name is a module's.
        *sources += &format!("\nmod {}\n", place.file_stem().unwrap().to_string_lossy());
    }
    for entry in fs::read_dir(place).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.is_dir() || path.extension().is_some_and(|extension| extension == "rs") {
            read_all(&path, sources);
        }
    }
}
