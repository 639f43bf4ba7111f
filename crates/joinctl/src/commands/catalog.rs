//! `joinctl catalog`: categories, employment types, seniority levels.

use std::time::Duration;

use clap::{Args, Subcommand};
use join_sdk::resources::SubCategory;
use join_sdk::types::{EmploymentType, SeniorityLevel};

use crate::account;
use crate::arguments::two_letters;
use crate::exit::Outcome;
use crate::output::listing;
use crate::output::out::Out;
use crate::output::row::Row;

/// The lists of the catalog.
#[derive(Subcommand)]
pub(crate) enum Command {
    /// Sub-categories of jobs, optionally filtered by a text.
    #[command(after_help = "Example:\n  joinctl catalog categories welding --language en")]
    Categories {
        /// Text in the name, the short name or the parent category.
        text: Option<String>,
        #[command(flatten)]
        options: Options<SubCategory>,
    },
    /// Employment types, such as full-time.
    #[command(after_help = "Example:\n  joinctl catalog employment-types --language de")]
    EmploymentTypes(Options<EmploymentType>),
    /// Seniority levels, such as entry level.
    #[command(after_help = "Example:\n  joinctl catalog seniority-levels --output csv")]
    SeniorityLevels(Options<SeniorityLevel>),
}

#[derive(Args)]
pub(crate) struct Options<R: Row + 'static> {
    /// Language of the names, ISO 639-1. Defaults to JOIN's choice.
    #[arg(long, value_name = "CODE", value_parser = two_letters)]
    language: Option<String>,
    #[command(flatten)]
    output: listing::Output<R>,
}

pub(crate) async fn run(command: Command, out: &mut Out) -> Outcome {
    let join = account::connect().await?;
    let catalog = |language: &Option<String>| {
        let catalog = join.catalog();
        match language {
            Some(code) => catalog.language(code).cached(Duration::MAX),
            None => catalog.cached(Duration::MAX),
        }
    };
    match command {
        Command::Categories { text, options } => {
            let found = catalog(&options.language).find_categories(&text.unwrap_or_default()).await?;
            listing::write_all(&found, &options.output, out)
        }
        Command::EmploymentTypes(options) => {
            listing::write_all(&catalog(&options.language).employment_types().await?, &options.output, out)
        }
        Command::SeniorityLevels(options) => {
            listing::write_all(&catalog(&options.language).seniority_levels().await?, &options.output, out)
        }
    }
}
