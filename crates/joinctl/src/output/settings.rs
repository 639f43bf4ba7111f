//! The options of every command for what it prints.

use clap::Args;

use super::colour::When;

/// Whether to use colours and the pager.
#[derive(Args, Debug, Clone, Copy)]
#[command(next_help_heading = "Global options")]
pub(crate) struct Settings {
    /// When to use colours: auto, always or never. By default NO_COLOR, CLICOLOR_FORCE and the terminal decide.
    #[arg(
        long,
        global = true,
        value_enum,
        value_name = "WHEN",
        default_value = "auto",
        hide_default_value = true,
        hide_possible_values = true
    )]
    pub(crate) color: When,
    /// Print long tables at once. On a terminal they are shown by JOIN_PAGER, PAGER or less.
    #[arg(long, global = true)]
    pub(crate) no_pager: bool,
}
