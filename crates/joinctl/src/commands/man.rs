//! `joinctl man`: the manual pages.

use std::path::PathBuf;

use clap::Args;
use clap_mangen::Man;

use crate::exit::{Failure, Outcome};
use crate::output::out::Out;

#[derive(Args)]
pub(crate) struct Options {
    /// Folder for the pages, one for each command. Otherwise the first page goes to standard output.
    #[arg(value_name = "DIR")]
    folder: Option<PathBuf>,
}

/// Writes the pages of the command.
pub(crate) fn run(options: &Options, command: clap::Command, out: &mut Out) -> Outcome {
    let Some(folder) = &options.folder else {
        let mut page = Vec::new();
        Man::new(command).render(&mut page)?;
        return out.exact_bytes(&page);
    };
    let written = std::fs::create_dir_all(folder).and_then(|()| clap_mangen::generate_to(command, folder));
    written.map_err(|error| Failure::new(format!("{} can't be written: {error}", folder.display())))
}
