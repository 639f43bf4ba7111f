//! Version numbers: the last release, and the one that a change requires.

use std::fmt;

use super::changes::Level;

/// A released version. Pre-releases don't count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Version {
    major: u64,
    minor: u64,
    patch: u64,
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.major, self.minor, self.patch)
    }
}

impl Version {
    pub(super) fn parse(text: &str) -> Option<Self> {
        let mut numbers = text.split('.').map(|number| number.parse().ok());
        let version = Self { major: numbers.next()??, minor: numbers.next()??, patch: numbers.next()?? };
        numbers.next().is_none().then_some(version)
    }

    /// The next version. Below 1.0.0 the minor number counts breaking changes, as cargo does.
    pub(super) fn after(self, level: Level) -> Self {
        let Self { major, minor, patch } = self;
        match (level, major) {
            (Level::Major, 1..) => Self { major: major + 1, minor: 0, patch: 0 },
            (Level::Major, 0) | (Level::Minor, 1..) => Self { major, minor: minor + 1, patch: 0 },
            (Level::Minor, 0) | (Level::Patch, _) => Self { major, minor, patch: patch + 1 },
        }
    }
}

/// The topmost release of a changelog: `## [1.2.3] - 2026-11-25`, with or without brackets and date.
pub(super) fn last_release(changelog: &str) -> Option<Version> {
    let headings = changelog.lines().filter_map(|line| line.strip_prefix("## "));
    headings
        .filter_map(|heading| heading.split_whitespace().next())
        .find_map(|word| Version::parse(word.trim_matches(['[', ']'])))
}

/// The version of the workspace.
pub(super) fn of_workspace(manifest: &str) -> Option<Version> {
    let (_, section) = manifest.split_once("[workspace.package]")?;
    let section = section.split_once("\n[").map_or(section, |(section, _)| section);
    let line = section.lines().find_map(|line| line.trim().strip_prefix("version"))?;
    Version::parse(line.trim_start_matches([' ', '=']).trim().trim_matches('"'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(text: &str) -> Version {
        Version::parse(text).unwrap()
    }

    #[test]
    fn the_topmost_release_is_the_last_one() {
        let changelog = "# Changelog\n\n## Unreleased\n\n### Added\n\n## [0.2.1] - 2026-12-01\n\n## 0.2.0\n";
        assert_eq!(last_release(changelog), Some(version("0.2.1")));
        assert_eq!(last_release("## 1.0.0\n"), Some(version("1.0.0")));
        assert_eq!(last_release("# Changelog\n\n## Unreleased\n"), None);
        assert_eq!(last_release("## 1.0.0-rc.1\n"), None);
    }

    #[test]
    fn the_number_that_moves_depends_on_the_level_and_on_the_first_number() {
        for (from, level, to) in [
            ("1.2.3", Level::Major, "2.0.0"),
            ("1.2.3", Level::Minor, "1.3.0"),
            ("1.2.3", Level::Patch, "1.2.4"),
            ("0.2.3", Level::Major, "0.3.0"),
            ("0.2.3", Level::Minor, "0.2.4"),
            ("0.2.3", Level::Patch, "0.2.4"),
        ] {
            assert_eq!(version(from).after(level), version(to), "{from} {level}");
        }
    }

    #[test]
    fn the_workspace_states_its_version() {
        let manifest = "[workspace]\n\n[workspace.package]\nedition = \"2024\"\nversion = \"0.1.0\"\n\n[x]\nversion = \"9.9.9\"\n";
        assert_eq!(of_workspace(manifest), Some(version("0.1.0")));
        assert_eq!(of_workspace("[workspace.package]\nedition = \"2024\"\n[x]\nversion = \"9.9.9\"\n"), None);
    }
}
