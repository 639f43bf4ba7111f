//! `joinctl offices`: list, create.

use clap::{Args, Subcommand};
use join_sdk::{NewOffice, resources::OfficeOutcome};

use crate::arguments::two_letters;
use crate::exit::Outcome;
use crate::output::listing;
use crate::output::out::Out;
use crate::{account, interrupt};

/// The commands for offices.
#[derive(Subcommand)]
pub(crate) enum Command {
    /// List offices.
    #[command(after_help = "Example:\n  joinctl offices list --country CH")]
    List(ListOptions),
    /// Create an office, unless one exists in that country and city.
    #[command(
        after_help = "Example:\n  joinctl offices create --country CH --city Zürich --name Headquarters"
    )]
    Create(CreateOptions),
}

#[derive(Args)]
pub(crate) struct ListOptions {
    /// Only offices in this country, ISO 3166-1 alpha-2.
    #[arg(long, value_name = "CODE", value_parser = two_letters)]
    country: Option<String>,
    /// Only offices whose city matches this text.
    #[arg(long)]
    city: Option<String>,
    #[command(flatten)]
    list: listing::Options,
}

#[derive(Args)]
pub(crate) struct CreateOptions {
    /// Country, ISO 3166-1 alpha-2.
    #[arg(long, value_name = "CODE", value_parser = two_letters)]
    country: String,
    /// City.
    #[arg(long)]
    city: String,
    /// Name of the office.
    #[arg(long)]
    name: Option<String>,
    /// Postal code.
    #[arg(long)]
    postal_code: Option<String>,
}

pub(crate) async fn run(command: Command, out: &mut Out) -> Outcome {
    let join = account::connect().await?;
    match command {
        Command::List(options) => {
            let mut list = join.offices().list();
            if let Some(country) = options.country {
                list = list.country(country);
            }
            if let Some(city) = options.city {
                list = list.city_like(city);
            }
            listing::list(list, &options.list, out).await
        }
        Command::Create(options) => {
            let (country, city) = (interrupt::quoted(&options.country), interrupt::quoted(&options.city));
            let look = format!("joinctl offices list --country {country} --city {city} --all");
            let mut office = NewOffice::new(options.country, options.city)?;
            if let Some(name) = options.name {
                office = office.name(name);
            }
            if let Some(code) = options.postal_code {
                office = office.postal_code(code);
            }
            let offices = join.offices();
            let found = interrupt::written(offices.find_or_create(&office), look).await?;
            let created = matches!(found, OfficeOutcome::Created(_));
            let shown = serde_json::json!({ "id": found.id(), "created": created });
            if created { out.written_json(&shown) } else { out.json(&shown) }
        }
    }
}
