//! The options of every command for what it prints.

use clap::Args;

use super::colour::When;

/// Whether to use colours and the pager.
#[derive(Args, Debug, Clone, Copy)]
#[command(next_help_heading = "Global options")]
pub(crate) struct Settings {
    /// When to use colours. NO_COLOR and CLICOLOR_FORCE count unless this is given.
    #[arg(
        long,
        global = true,
        value_enum,
        value_name = "WHEN",
        default_value = "auto",
        hide_possible_values = true
    )]
    pub(crate) color: When,
    /// Print long tables at once. On a terminal they are shown by JOIN_PAGER, PAGER or less.
    #[arg(long, global = true)]
    pub(crate) no_pager: bool,
}
