//! The programs that have to be on the machine, with their oldest versions.

use std::process::Command;

/// A program that has to be on the machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Program {
    Node,
    Npm,
    Python,
    Java,
}

impl Program {
    pub(crate) const ALL: [Program; 4] = [Program::Node, Program::Npm, Program::Python, Program::Java];

    fn name(self) -> &'static str {
        match self {
            Program::Node => "node",
            Program::Npm => "npm",
            Program::Python => "python3",
            Program::Java => "java",
        }
    }

    /// The oldest version that is good enough.
    fn oldest(self) -> (u32, u32) {
        match self {
            Program::Node => (20, 19),
            Program::Npm => (9, 0),
            Program::Python => (3, 11),
            Program::Java => (17, 0),
        }
    }

    /// What to install.
    fn remedy(self) -> &'static str {
        match self {
            Program::Node => "Node.js 20.19 or later",
            Program::Npm => "npm 9 or later, which comes with Node.js",
            Program::Python => "Python 3.11 or later with venv and pip",
            Program::Java => "a Java runtime, 17 or later (Debian: default-jre-headless)",
        }
    }

    /// What is wrong with the machine's program, if anything.
    pub(crate) fn fault(self) -> Option<String> {
        let output = Command::new(self.name()).arg("--version").output();
        let state = match output {
            Err(_) => "is missing".to_owned(),
            Ok(output) => match version(&String::from_utf8_lossy(&output.stdout)) {
                Some(found) if output.status.success() && found >= self.oldest() => return None,
                Some((major, minor)) if output.status.success() => format!("is {major}.{minor}"),
                _ => "does not print its version".to_owned(),
            },
        };
        Some(format!("{} {state}: install {}", self.name(), self.remedy()))
    }
}

/// The first number with a dot in it, without what follows the minor version.
fn version(text: &str) -> Option<(u32, u32)> {
    text.split(|letter: char| !letter.is_ascii_digit() && letter != '.').find_map(|word| {
        let mut parts = word.split('.').map(str::parse);
        Some((parts.next()?.ok()?, parts.next()?.ok()?))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_as_programs_print_them() {
        for (text, expected) in [
            ("v20.20.2\n", Some((20, 20))),
            ("11.19.1", Some((11, 19))),
            ("Python 3.11.7", Some((3, 11))),
            ("openjdk 17.0.15 2025-04-15\nOpenJDK Runtime", Some((17, 0))),
            ("unknown option", None),
        ] {
            assert_eq!(version(text), expected, "{text}");
        }
    }
}
