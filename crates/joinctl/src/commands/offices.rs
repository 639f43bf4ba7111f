//! `joinctl offices`: list, create.

use clap::{Args, Subcommand};
use join_sdk::types::Office;
use join_sdk::{NewOffice, resources::OfficeOutcome};
use serde_json::json;

use crate::arguments::two_letters;
use crate::consent::Consent;
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
        after_help = "Example:\n  joinctl offices create --country CH --city Zürich --name Headquarters --yes"
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
    list: listing::Options<Office>,
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
    #[command(flatten)]
    consent: Consent,
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
            let place = format!("{}/{}", options.country, options.city);
            let offices = join.offices();
            // A request with consent looks for the office by itself.
            let known = match options.consent.is_yes() {
                true => None,
                false => offices.find(&options.country, &options.city).await?,
            };
            if let Some(known) = known {
                return out.json(&json!({ "id": known.id, "created": false }));
            }
            let plan = format!("Create the office {place}. No way is known to delete an office by the API.");
            let shown = json!({
                "country": options.country, "city": options.city, "name": options.name,
                "postal_code": options.postal_code, "created": false,
            });
            if !options.consent.agreed(&plan, &shown, out).await? {
                return options.consent.withheld();
            }
            let mut office = NewOffice::new(options.country, options.city)?;
            if let Some(name) = options.name {
                office = office.name(name);
            }
            if let Some(code) = options.postal_code {
                office = office.postal_code(code);
            }
            let found = interrupt::written(offices.find_or_create(&office), look).await?;
            let created = matches!(found, OfficeOutcome::Created(_));
            let shown = json!({ "id": found.id(), "created": created });
            if created { out.written_json(&shown) } else { out.json(&shown) }
        }
    }
}
