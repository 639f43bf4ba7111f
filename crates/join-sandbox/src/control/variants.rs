//! `/_sandbox/variants`: how the sandbox differs from JOIN as it is known.

use std::sync::Arc;

use axum::extract::State;
use serde::Serialize;

use crate::company::settings::Settings;
use crate::control::answer::{Answer, ok};
use crate::control::input::Input;
use crate::http::app::App;
use crate::http::error::ApiError;
use crate::variants::form::VariantForm;
use crate::variants::variant::Variant;

#[derive(Serialize)]
struct VariantsView {
    variants: Vec<String>,
    known: Vec<KnownVariant>,
}

#[derive(Serialize)]
struct KnownVariant {
    name: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<&'static str>,
    description: &'static str,
}

impl From<&VariantForm> for KnownVariant {
    fn from(form: &VariantForm) -> Self {
        KnownVariant { name: form.name, value: form.value, description: form.description }
    }
}

fn view(app: &App) -> VariantsView {
    VariantsView {
        variants: app.settings(Variant::in_force).iter().map(Variant::to_string).collect(),
        known: Variant::forms().iter().map(KnownVariant::from).collect(),
    }
}

pub(crate) async fn list(State(app): State<Arc<App>>) -> Answer {
    ok(view(&app))
}

/// Puts exactly these variants in force.
pub(crate) async fn set(State(app): State<Arc<App>>, input: Input) -> Answer {
    let texts = input.fields(&["variants"])?.texts("variants")?;
    let read = |(index, text): (usize, &String)| -> Result<Variant, ApiError> {
        text.parse().map_err(|error| ApiError::wrong(&format!("variants[{index}]"), &error))
    };
    let variants = texts.iter().enumerate().map(read).collect::<Result<Vec<_>, _>>()?;
    Variant::check(&variants).map_err(|error| ApiError::wrong("variants", &error))?;
    app.change_settings(|settings| {
        *settings = Settings::default();
        variants.into_iter().for_each(|variant| variant.set(settings));
    });
    ok(view(&app))
}
