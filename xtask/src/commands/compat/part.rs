//! The parts by name, and how a part ends.

/// A part of the check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Part {
    /// The crates of others in our public APIs, against docs/upgrading.md.
    Public,
    /// The Rust version of each crate, against those of its dependencies and the documents.
    Declared,
    /// Clippy with each set of features, by cargo-hack.
    Features,
    /// A build with the oldest Rust of each crate.
    Msrv,
    /// A build with the lowest versions of the direct dependencies.
    Minimal,
    /// A check of join-client for wasm32-unknown-unknown.
    Wasm,
}

impl Part {
    /// All of them, the fastest first.
    pub(super) const ALL: &[Part] =
        &[Part::Public, Part::Declared, Part::Wasm, Part::Features, Part::Msrv, Part::Minimal];

    /// Its name on the command line.
    pub(super) fn name(self) -> &'static str {
        match self {
            Part::Public => "public",
            Part::Declared => "declared",
            Part::Features => "features",
            Part::Msrv => "msrv",
            Part::Minimal => "minimal",
            Part::Wasm => "wasm",
        }
    }

    /// Whether it takes a build.
    pub(super) fn builds(self) -> bool {
        !matches!(self, Part::Public | Part::Declared)
    }
}

/// How a part ends.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It holds, for these.
    Passed(String),
    /// The findings.
    Failed(Vec<String>),
    /// It can't run here.
    Skipped { missing: String, install: String },
}

impl Verdict {
    /// Passed without findings.
    pub(super) fn of(findings: Vec<String>, what: String) -> Self {
        if findings.is_empty() { Verdict::Passed(what) } else { Verdict::Failed(findings) }
    }
}

#[cfg(test)]
mod tests {
    use clap::ValueEnum;

    use super::*;

    #[test]
    fn each_part_is_run_and_has_the_name_of_the_command_line() {
        for part in Part::value_variants() {
            assert!(Part::ALL.contains(part), "{part:?}");
            assert_eq!(part.to_possible_value().unwrap().get_name(), part.name());
        }
    }
}
