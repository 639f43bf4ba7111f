//! `joinctl actions`: list, schema, run, openapi, serve.

mod input;
mod named;
mod run;
mod serve;
mod shown;

use clap::{Args, Subcommand, ValueEnum};
use join_actions::{Action, Mapping, openapi};

use self::named::{Listed, PORT, action, names};
use crate::exit::Outcome;
use crate::interrupt::{NOTHING_WRITTEN, or_interrupted};
use crate::output::listing::{self, Output};
use crate::output::out::Out;

/// The commands for actions.
#[derive(Subcommand)]
pub(crate) enum Command {
    /// List the actions: seven steps of a workflow, and choose_job, which fills the job of a form.
    #[command(after_help = "Examples:\n  joinctl actions list\n  joinctl actions list --output json")]
    List {
        #[command(flatten)]
        output: Output<Listed>,
    },
    /// Print the JSON Schema of an action's input, or of another document.
    #[command(
        after_help = "Examples:\n  joinctl actions schema create_application\n  joinctl actions schema create_application --of output\n  joinctl actions schema update_candidate --of plan"
    )]
    Schema(SchemaOptions),
    /// Run an action: JSON in, JSON out. Those that write ask first.
    #[command(after_help = run::EXAMPLES)]
    Run(run::Options),
    /// Print the OpenAPI document of the actions, for workflow engines that import one.
    #[command(
        after_help = "Examples:\n  joinctl actions openapi\n  joinctl actions openapi --url http://127.0.0.1:9000"
    )]
    Openapi {
        /// Base URL of the server of the actions.
        #[arg(long, value_name = "URL", default_value_t = format!("http://127.0.0.1:{PORT}"))]
        url: String,
    },
    /// Serve the actions over HTTP on this machine until interrupted. Requests need the secret of the server.
    #[command(after_help = serve::EXAMPLES)]
    Serve(serve::Options),
}

#[derive(Args)]
pub(crate) struct SchemaOptions {
    /// Name of the action.
    #[arg(value_parser = names())]
    name: String,
    /// The document to describe.
    #[arg(long, value_enum, default_value_t = Document::Input)]
    of: Document,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Document {
    /// The input of the action.
    Input,
    /// The output of the action.
    Output,
    /// The plan of any action.
    Plan,
    /// The error of any action.
    Error,
    /// The file of a field mapping.
    Mapping,
}

pub(crate) async fn run(command: Command, out: &mut Out) -> Outcome {
    match command {
        Command::List { output } => {
            let rows: Vec<Listed> = Action::every().map(Listed::of).collect();
            listing::write_all(&rows, &output, out)
        }
        Command::Schema(options) => {
            let action = action(&options.name)?;
            let schema = match options.of {
                Document::Input => action.input_schema().clone(),
                Document::Output => action.output_schema(),
                Document::Plan => Action::plan_schema(),
                Document::Error => Action::error_schema(),
                Document::Mapping => Mapping::schema().clone(),
            };
            out.exact(&format!("{schema:#}\n"))
        }
        Command::Openapi { url } => out.exact(&format!("{:#}\n", openapi(&url))),
        Command::Run(options) => or_interrupted(run::run(options, out), NOTHING_WRITTEN).await,
        Command::Serve(options) => serve::run(options, out).await,
    }
}
