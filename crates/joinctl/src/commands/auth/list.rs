//! `joinctl auth list`.

use serde::Serialize;

use crate::account::config_folder::ConfigFolder;
use crate::exit::Outcome;
use crate::output::listing::{self, Output};
use crate::output::out::Out;
use crate::output::row::Row;

#[derive(Serialize)]
pub(crate) struct Shown {
    name: String,
    default: bool,
    base_url: String,
    read_only: bool,
    token_in: &'static str,
}

impl Row for Shown {
    const COLUMNS: &'static [&'static str] = &["name", "default", "base_url", "read_only", "token_in"];
    const DISPENSABLE: &'static [&'static str] = &["token_in", "base_url"];

    fn cells(&self) -> Vec<String> {
        let yes = |is: bool| if is { "yes" } else { "" }.to_owned();
        let Self { name, default, base_url, read_only, token_in } = self;
        vec![name.clone(), yes(*default), base_url.clone(), yes(*read_only), (*token_in).to_owned()]
    }
}

pub(super) fn run(output: &Output<Shown>, out: &mut Out) -> Outcome {
    let known = ConfigFolder::find()?.profiles()?;
    let default = known.default;
    let shown = known.profiles.into_iter().map(|(name, profile)| Shown {
        default: default.as_ref() == Some(&name),
        name,
        base_url: profile.base_url,
        read_only: profile.read_only,
        token_in: profile.token_in.shown(),
    });
    listing::write_all(&shown.collect::<Vec<_>>(), output, out)
}
