//! The judges by name, and the programs that each needs.

use crate::support::program::Program;

/// A tool by others that judges the document, the sandbox or the SDK.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Judge {
    /// openapi-spec-validator on the document.
    Validator,
    /// Spectral on the document.
    Spectral,
    /// Redocly on the document.
    Redocly,
    /// The SDK against Prism's mock of the document.
    PrismMock,
    /// The SDK against the sandbox, through Prism's validation proxy.
    PrismProxy,
    /// A client by openapi-python-client against the sandbox.
    Python,
    /// A client by openapi-typescript and openapi-fetch against the sandbox.
    Typescript,
    /// Specmatic's contract tests of the sandbox.
    Specmatic,
    /// Schemathesis' requests to the sandbox.
    Schemathesis,
}

/// A program of the workspace.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ours {
    /// `joinctl`, which serves the sandbox.
    Joinctl,
    /// The program that calls every operation of the SDK.
    EveryOperation,
}

impl Ours {
    pub(super) const ALL: [Ours; 2] = [Ours::Joinctl, Ours::EveryOperation];

    /// Its package and its name.
    pub(super) fn target(self) -> (&'static str, &'static str) {
        match self {
            Ours::Joinctl => ("joinctl", "joinctl"),
            Ours::EveryOperation => ("join-tests", "every-operation"),
        }
    }
}

impl Judge {
    /// All of them, the fastest first.
    pub(super) const ALL: &[Judge] = &[
        Judge::Validator,
        Judge::Spectral,
        Judge::Redocly,
        Judge::PrismMock,
        Judge::PrismProxy,
        Judge::Python,
        Judge::Typescript,
        Judge::Specmatic,
        Judge::Schemathesis,
    ];

    /// The name on the command line.
    pub(super) fn name(self) -> &'static str {
        match self {
            Judge::Validator => "validator",
            Judge::Spectral => "spectral",
            Judge::Redocly => "redocly",
            Judge::PrismMock => "prism-mock",
            Judge::PrismProxy => "prism-proxy",
            Judge::Python => "python",
            Judge::Typescript => "typescript",
            Judge::Specmatic => "specmatic",
            Judge::Schemathesis => "schemathesis",
        }
    }

    /// The packages that do the judging, by their names in the lock files.
    pub(super) fn packages(self) -> &'static [&'static str] {
        match self {
            Judge::Validator => &["openapi-spec-validator"],
            Judge::Spectral => &["@stoplight/spectral-cli"],
            Judge::Redocly => &["@redocly/cli"],
            Judge::PrismMock | Judge::PrismProxy => &["@stoplight/prism-cli"],
            Judge::Python => &["openapi-python-client"],
            Judge::Typescript => &["openapi-typescript", "openapi-fetch"],
            Judge::Specmatic => &["specmatic"],
            Judge::Schemathesis => &["schemathesis"],
        }
    }

    /// The programs that have to be on the machine.
    pub(super) fn programs(self) -> &'static [Program] {
        match self {
            Judge::Validator | Judge::Python | Judge::Schemathesis => &[Program::Python],
            Judge::Spectral | Judge::Redocly | Judge::PrismMock | Judge::PrismProxy | Judge::Typescript => {
                &[Program::Node, Program::Npm]
            }
            // It comes as a package of npm.
            Judge::Specmatic => &[Program::Java, Program::Npm],
        }
    }

    /// The programs of the workspace that it judges, or that it judges through.
    pub(super) fn ours(self) -> &'static [Ours] {
        match self {
            Judge::Validator | Judge::Spectral | Judge::Redocly => &[],
            Judge::PrismMock => &[Ours::EveryOperation],
            Judge::PrismProxy => &[Ours::Joinctl, Ours::EveryOperation],
            Judge::Python | Judge::Typescript | Judge::Specmatic | Judge::Schemathesis => &[Ours::Joinctl],
        }
    }

    /// Whether its package comes from PyPI; otherwise it comes from npm.
    pub(super) fn is_python(self) -> bool {
        self.programs().contains(&Program::Python)
    }
}

#[cfg(test)]
mod tests {
    use clap::ValueEnum;

    use super::*;

    #[test]
    fn every_judge_runs_under_its_name_on_the_command_line() {
        assert_eq!(Judge::ALL.len(), Judge::value_variants().len());
        for judge in Judge::value_variants() {
            assert!(Judge::ALL.contains(judge), "{judge:?}");
            assert_eq!(judge.to_possible_value().unwrap().get_name(), judge.name());
        }
    }
}
