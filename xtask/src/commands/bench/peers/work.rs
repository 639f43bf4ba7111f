//! What the peers do, and what it takes.

use serde_json::Value;

use super::peer::Peer;
use super::size::Size;
use crate::support::outcome::Failure;

/// A kind of work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Work {
    /// One job, again and again, through one client.
    Read,
    /// The same under valgrind, which counts instructions.
    Instructions,
    /// All applications, page after page.
    List,
    /// The same with a text in place of an id in one row of each page.
    OddList,
    /// A tag more for each of many candidates that a rival edits too.
    Edit,
}

/// What one round took.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Took {
    pub(super) rows: f64,
    pub(super) wall: f64,
    pub(super) cpu: f64,
    pub(super) mib: f64,
    pub(super) own_lost: f64,
    pub(super) rival_lost: f64,
    pub(super) calls: f64,
    pub(super) instructions: f64,
}

/// The name of a figure, and where it is found.
type Figure = (&'static str, fn(&Took) -> f64);

impl Work {
    pub(super) const ALL: [Work; 5] = [Work::Read, Work::Instructions, Work::List, Work::OddList, Work::Edit];

    /// The works of these names. None means all.
    pub(super) fn chosen(parts: &[String]) -> Result<Vec<Self>, Failure> {
        let names = Work::ALL.map(Work::name);
        if let Some(part) = parts.iter().find(|part| !names.contains(&part.as_str())) {
            return Err(Failure::Usage(format!("{part:?} is no part of peers: {}", names.join(", "))));
        }
        let wanted = |work: &Work| parts.is_empty() || parts.iter().any(|part| part == work.name());
        Ok(Work::ALL.into_iter().filter(wanted).collect())
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Work::Read => "read",
            Work::Instructions => "instructions",
            Work::List => "list",
            Work::OddList => "odd-list",
            Work::Edit => "edit",
        }
    }

    pub(super) fn title(self, size: &Size) -> String {
        match self {
            Work::Read => format!("{} reads of a job", size.reads),
            Work::Instructions => "a read of a job".to_owned(),
            Work::List => format!("a list of {} applications", size.applications),
            Work::OddList => format!("a list of {} applications, an odd row on each page", size.applications),
            Work::Edit => format!("{} tag edits beside a rival", size.edits),
        }
    }

    /// Instructions and rows hardly differ between rounds.
    pub(super) fn rounds(self, size: &Size) -> usize {
        if matches!(self, Work::Instructions | Work::OddList) { 1 } else { size.rounds }
    }

    /// Valgrind would count an interpreter's instructions.
    pub(super) fn is_for(self, peer: Peer) -> bool {
        self != Work::Instructions || peer.is_rust()
    }

    pub(super) fn figures(self) -> &'static [Figure] {
        match self {
            Work::Read => {
                &[("s", |took| took.wall), ("CPU s", |took| took.cpu), ("MiB at most", |took| took.mib)]
            }
            Work::Instructions => &[("instructions", |took| took.instructions)],
            Work::List => &[
                ("s", |took| took.wall),
                ("CPU s", |took| took.cpu),
                ("MiB at most", |took| took.mib),
                ("rows", |took| took.rows),
            ],
            Work::OddList => &[("rows", |took| took.rows)],
            Work::Edit => &[
                ("own tags lost", |took| took.own_lost),
                ("the rival's tags lost", |took| took.rival_lost),
                ("calls", |took| took.calls),
                ("s", |took| took.wall),
            ],
        }
    }
}

impl Took {
    /// Reads what a program printed, with its standard error, or gives the line that says why it stopped.
    pub(super) fn read(output: &str) -> Result<Self, String> {
        let lines = || output.lines().map(str::trim).filter(|line| !line.is_empty());
        let took = lines().find_map(|line| {
            let line: Value = serde_json::from_str(line).ok()?;
            let figure = |key| line.get(key).and_then(Value::as_f64);
            let (rows, wall) = (figure("rows")?, figure("wall")?);
            Some(Took { rows, wall, cpu: figure("cpu")?, mib: figure("mib")?, ..Took::default() })
        });
        let errors = || lines().filter(|line| line.contains("rror"));
        let line = || errors().next_back().or_else(|| lines().next_back()).unwrap_or("it printed nothing");
        took.ok_or_else(|| line().chars().take(160).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_figures_of_a_program_are_read() {
        let took =
            Took::read("a warning\n{\"rows\": 7, \"wall\": 0.5, \"cpu\": 0.25, \"mib\": 12}\n").unwrap();
        assert_eq!(took, Took { rows: 7.0, wall: 0.5, cpu: 0.25, mib: 12.0, ..Took::default() });
    }

    #[test]
    fn a_program_that_stopped_says_why() {
        let node =
            "file:///x.mjs:7\n  throw\n\nError: status 404, {}\n    at done (x.mjs:7)\n\nNode.js v20\n";
        assert_eq!(Took::read(node), Err("Error: status 404, {}".to_owned()));
        assert_eq!(Took::read("  File x\nTypeError: bad\n"), Err("TypeError: bad".to_owned()));
        assert_eq!(Took::read(""), Err("it printed nothing".to_owned()));
    }

    #[test]
    fn a_work_that_is_none_is_refused_with_the_names_of_all() {
        let failure = Work::chosen(&["write".to_owned()]).unwrap_err();
        assert!(failure.message().unwrap().contains("read, instructions, list, odd-list, edit"));
        assert_eq!(Work::chosen(&[]).unwrap().len(), 5);
    }
}
