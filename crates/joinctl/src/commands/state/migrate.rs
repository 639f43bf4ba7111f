//! `joinctl state migrate`.

use clap::Args;
use join_postgres::Postgres;
use secrecy::ExposeSecret;
use serde_json::json;

use crate::account::{self, Unreached};
use crate::consent::{Consent, DATABASE};
use crate::exit::{Failure, Outcome};
use crate::output::out::{self, Out};

#[derive(Args)]
pub(crate) struct Options {
    #[command(flatten)]
    consent: Consent,
}

pub(super) async fn run(options: &Options, out: &mut Out) -> Outcome {
    let state = account::settings()?.state.ok_or_else(account::no_state)?;
    let url = state.value.expose_secret().trim();
    let unreached = |error| Failure::from(Unreached::from(error));
    let schema = Postgres::schema(url).await.map_err(unreached)?;
    let shown = |migrated| json!({"version": schema.version, "newest": schema.newest, "migrated": migrated});
    if !schema.is_behind() {
        out::report("nothing to do");
        return out.json(&shown(false));
    }
    let plan = match schema.version {
        0 => format!("The database gets the schema \"join\", version {}.", schema.newest),
        version => format!(
            "The schema \"join\" goes from version {version} to {}. Older programs can still use it.",
            schema.newest
        ),
    };
    if !options.consent.agreed_to(DATABASE, &plan, &shown(false), out).await? {
        return options.consent.withheld_from(DATABASE);
    }
    Postgres::migrate(url).await.map_err(unreached)?;
    out.json(&shown(true))
}
