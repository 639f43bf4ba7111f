//! The rules: which imports, circles, dependencies and lengths are findings.

use std::collections::BTreeSet;
use std::fmt;
use std::path::PathBuf;

use super::circles::{self, Graph};
use super::imports::Import;
use super::plan::{DOCUMENT, Plan};
use super::workspace::{Package, room};

/// Lines that a hand-written file may have.
const MOST_LINES: usize = 500;

/// Something that breaks a rule, with its place.
pub(super) struct Finding {
    file: PathBuf,
    line: usize,
    what: String,
    rule: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}:{}: {}", self.file.display(), self.line, self.what)?;
        write!(f, "  rule: {}", self.rule)
    }
}

fn at(package: &Package, file: &str, line: usize, what: String, rule: String) -> Finding {
    Finding { file: package.folder.join("src").join(file), line, what, rule }
}

/// A crate depends only on the crates that the table allows.
pub(super) fn dependencies(plan: &Plan, packages: &[Package]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for package in packages {
        let mut add = |what: String, rule: String| {
            findings.push(Finding { file: package.folder.join("Cargo.toml"), line: 1, what, rule });
        };
        let Some(allowed) = plan.allowed(&package.name) else {
            add(
                format!("the crate {} is in no table", package.name),
                format!("{DOCUMENT} names every crate"),
            );
            continue;
        };
        for dependency in package.dependencies.iter().filter(|one| !allowed.contains(one)) {
            let allowed = if allowed.is_empty() { "none of ours".to_owned() } else { allowed.join(", ") };
            add(format!("depends on {dependency}"), format!("{} may depend on {allowed}", package.name));
        }
    }
    findings
}

/// A file is short enough to read at once.
pub(super) fn lengths(package: &Package) -> Vec<Finding> {
    let long = package.files.iter().map(|(file, text)| (file, text.lines().count()));
    let long = long.filter(|(_, lines)| *lines > MOST_LINES);
    let finding = |(file, lines): (&String, usize)| {
        at(package, file, lines, format!("{lines} lines"), format!("a file has at most {MOST_LINES} lines"))
    };
    long.map(finding).collect()
}

/// Each file is compiled: its parent names it as a module.
pub(super) fn modules(package: &Package) -> Vec<Finding> {
    let is_named = |file: &str| {
        let path = file.strip_suffix("/mod.rs").or_else(|| file.strip_suffix(".rs")).unwrap_or(file);
        let (parents, name) = match path.rsplit_once('/') {
            Some((folder, name)) => ([format!("{folder}/mod.rs"), format!("{folder}.rs")], name),
            None => (["lib.rs", "main.rs"].map(str::to_owned), path),
        };
        let (by_name, by_path) = (format!("mod {name};"), format!("\"{name}.rs\""));
        let mut texts = parents.iter().filter_map(|parent| package.files.get(parent));
        texts.any(|text| text.lines().any(|line| line.ends_with(&by_name) || line.contains(&by_path)))
    };
    let is_root = |file: &str| matches!(file, "lib.rs" | "main.rs") || file.starts_with("bin/");
    let lost = package.files.keys().filter(|file| !is_root(file) && !is_named(file));
    let what = || "no module names it, so it is not compiled".to_owned();
    lost.map(|file| at(package, file, 1, what(), "each file is a module of its crate".to_owned())).collect()
}

/// A room imports only from rooms on lower floors, and each room has its floor.
pub(super) fn floors(plan: &Plan, package: &Package, imports: &[Import]) -> Vec<Finding> {
    if !plan.has_floors(&package.name) {
        return Vec::new();
    }
    let mut findings = Vec::new();
    let rooms = package.rooms();
    let there: BTreeSet<&str> = rooms.iter().map(|room| room.name.as_str()).collect();
    let missing = |what: String| Finding {
        file: PathBuf::from(DOCUMENT),
        line: 1,
        what,
        rule: "the table of floors names the rooms that there are".to_owned(),
    };
    let unnamed = there.iter().filter(|room| plan.floor(&package.name, room).is_none());
    findings.extend(unnamed.map(|room| missing(format!("the room {room} of {} has no floor", package.name))));
    let gone = plan.rooms(&package.name).filter(|room| !there.contains(room));
    findings.extend(gone.map(|room| missing(format!("{} has no room {room}", package.name))));
    for import in imports {
        let Some(from) = room(&import.from) else { continue };
        let what = format!("imports {}", import.path);
        let Some(to) = room(&import.to) else {
            let rule = format!("{from} imports nothing from the root of the crate");
            findings.push(at(package, &import.from, import.line, what, rule));
            continue;
        };
        let (Some(upper), Some(lower)) = (plan.floor(&package.name, from), plan.floor(&package.name, to))
        else {
            continue;
        };
        if from != to && lower >= upper {
            let rule = format!(
                "{from} (floor {upper}) imports from lower floors only, and {to} is on floor {lower}"
            );
            findings.push(at(package, &import.from, import.line, what, rule));
        }
    }
    findings
}

/// No two files import each other, over however many others.
pub(super) fn circles(package: &Package, imports: &[Import]) -> Vec<Finding> {
    let mut graph = Graph::new();
    for import in imports {
        graph.entry(&import.from).or_default().insert(&import.to);
    }
    let finding = |circle: Vec<&str>| {
        let mut steps = circle.windows(2).filter_map(|pair| {
            let [from, to] = pair else { return None };
            imports.iter().find(|import| import.from == *from && import.to == *to)
        });
        let first = steps.next();
        let more: Vec<String> = first
            .into_iter()
            .chain(steps)
            .map(|import| format!("{}:{} imports {}", import.from, import.line, import.path))
            .collect();
        let (file, line) = first.map_or(("", 1), |import| (import.from.as_str(), import.line));
        let what = format!("circle {}: {}", circle.join(" -> "), more.join("; "));
        at(package, file, line, what, "no files import each other in a circle".to_owned())
    };
    circles::circles(&graph).into_iter().map(finding).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_no_module_names_is_found() {
        let files = [
            ("lib.rs", "mod a;\npub mod list;\n#[cfg_attr(windows, path = \"off.rs\")]\nmod on;"),
            ("a/mod.rs", "pub(crate) mod b;"),
            ("a/b.rs", ""),
            ("a/d.rs", ""),
            ("list.rs", "#[cfg(test)]\nmod tests;"),
            ("list/tests.rs", ""),
            ("off.rs", ""),
            ("on.rs", ""),
            ("bin/tool.rs", ""),
        ];
        let package = Package {
            name: "one".to_owned(),
            folder: PathBuf::from("one"),
            dependencies: Vec::new(),
            files: files.map(|(file, text)| (file.to_owned(), text.to_owned())).into(),
        };
        let lost: Vec<PathBuf> = modules(&package).into_iter().map(|finding| finding.file).collect();
        assert_eq!(lost, [PathBuf::from("one/src/a/d.rs")]);
    }
}
