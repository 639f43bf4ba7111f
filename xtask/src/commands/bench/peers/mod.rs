//! `cargo xtask bench peers`: the same work by this SDK, by hand, and by clients that others generate from the document.

mod install;
mod peer;
mod place;
mod size;
mod work;

use std::io::Write;
use std::path::Path;
use std::process::Command;

use super::row::Row;
use crate::support::outcome::Failure;
use crate::support::process;
use install::{Installed, Workshop};
use place::Place;
use size::Size;
use work::{Took, Work};

/// Only installs the peers. A peer that can't be installed is a finding.
pub(super) fn install(root: &Path, out: &mut dyn Write) -> Result<bool, Failure> {
    let installed = Workshop::new(root)?.install(out)?;
    Ok(installed.iter().all(|installed| installed.program.is_ok()))
}

/// Has all peers do the work, in turns; installs them before. `parts` are names of works; none means all.
pub(super) fn measure(
    root: &Path,
    parts: &[String],
    quick: bool,
    out: &mut dyn Write,
) -> Result<Vec<Row>, Failure> {
    let works = Work::chosen(parts)?;
    let size = Size::new(quick);
    let workshop = Workshop::new(root)?;
    let installed = workshop.install(out)?;
    let mut place = Place::start(&workshop, &size)?;
    let mut rows = Vec::new();
    for work in works {
        writeln!(out, "{}", work.title(&size))?;
        if work == Work::Instructions && process::finish(Command::new("valgrind").arg("--version")).is_err() {
            let reason = "not counted: valgrind is missing; install valgrind";
            writeln!(out, "{reason}")?;
            let (measured, with) = (work.title(&size), "the peers in Rust".to_owned());
            rows.push(Row { measured, with, reason: Some(reason.to_owned()), ..Row::default() });
            continue;
        }
        let able = installed.iter().filter(|one| work.is_for(one.peer));
        let mut all: Vec<(&Installed, Result<Vec<Took>, String>)> =
            able.map(|one| (one, one.program.clone().map(|_| Vec::new()))).collect();
        for _ in 0..work.rounds(&size) {
            for (installed, took) in &mut all {
                let (Ok(program), Ok(rounds)) = (&installed.program, &mut *took) else { continue };
                match place.run(&workshop, installed.peer, program, work, &size)? {
                    Ok(round) => rounds.push(round),
                    Err(reason) => *took = Err(format!("stopped: {reason}")),
                }
            }
        }
        rows.extend(compared(&workshop, work, &size, all)?);
    }
    Ok(rows)
}

/// The rows of a work: each peer beside the SDK, by each of its figures.
fn compared(
    workshop: &Workshop,
    work: Work,
    size: &Size,
    all: Vec<(&Installed, Result<Vec<Took>, String>)>,
) -> Result<Vec<Row>, Failure> {
    let mut all = all.into_iter();
    let Some((_, ours)) = all.next() else { return Ok(Vec::new()) };
    let ours = ours.map_err(|reason| Failure::failed(format!("{}: the SDK {reason}", work.title(size))))?;
    let others: Vec<_> = all.collect();
    let mut rows = Vec::new();
    for (figure, of) in work.figures() {
        let values = |rounds: &[Took]| rounds.iter().map(of).collect();
        for (installed, took) in &others {
            let (measured, with) =
                (format!("{}: {figure}", work.title(size)), workshop.title(installed.peer)?);
            if let Ok(took) = took {
                rows.push(Row { measured, ours: values(&ours), with, theirs: values(took), reason: None });
            }
        }
    }
    // Those that stopped stand once, with the reason.
    for (installed, took) in &others {
        if let Err(reason) = took {
            let (measured, with) = (work.title(size), workshop.title(installed.peer)?);
            rows.push(Row { measured, with, reason: Some(reason.clone()), ..Row::default() });
        }
    }
    Ok(rows)
}
