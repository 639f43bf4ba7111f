//! Progenitor's settings: style, hooks, replaced components and converted formats.

use progenitor_impl::{GenerationSettings, HooksMode, InterfaceStyle, TagStyle, TypeImpl, TypePatch};
use quote::quote;
use schemars::schema::{InstanceType, SchemaObject};

use crate::document::{Document, Kind, reference};

/// The settings for a document.
pub(crate) fn settings(document: &Document) -> GenerationSettings {
    let mut settings = GenerationSettings::new();
    settings
        .with_interface(InterfaceStyle::Positional)
        .with_tag(TagStyle::Merged)
        .with_hooks(HooksMode::Expected)
        .with_inner_type(quote!(crate::transport::Inner))
        .with_derive("PartialEq")
        .with_map_type("::std::collections::BTreeMap");
    convert(&mut settings, InstanceType::String, "date-time", "::jiff::Timestamp");
    convert(&mut settings, InstanceType::Number, "decimal", "::rust_decimal::Decimal");

    let mut non_exhaustive = TypePatch::default();
    non_exhaustive.with_attr("#[non_exhaustive]");
    let in_requests = document.request_components();
    for (name, kind, schema) in document.components() {
        match kind {
            Kind::Id | Kind::OpenEnum => {
                let traits = [TypeImpl::Display, TypeImpl::FromStr];
                settings.with_replacement(name, format!("crate::types::{name}"), traits.into_iter());
            }
            Kind::Personal => {
                settings.with_replacement(name, format!("crate::types::{name}"), std::iter::empty());
            }
            Kind::Tags => {
                settings.with_replacement(name, "crate::Tags", std::iter::empty());
            }
            Kind::Answer => {
                settings.with_replacement(name, "crate::AnswerValue", std::iter::empty());
            }
            Kind::Rows => {
                let row = schema.get("items").and_then(reference).unwrap_or_default();
                settings.with_replacement(
                    name,
                    format!("crate::Rows<crate::types::{row}>"),
                    std::iter::empty(),
                );
            }
            Kind::Object if !in_requests.contains(name) => {
                settings.with_patch(name, &non_exhaustive);
            }
            Kind::Object => {}
        }
    }
    settings
}

fn convert(settings: &mut GenerationSettings, instance: InstanceType, format: &str, rust_type: &str) {
    let schema = SchemaObject {
        instance_type: Some(instance.into()),
        format: Some(format.to_owned()),
        ..SchemaObject::default()
    };
    settings.with_conversion(schema, rust_type, [TypeImpl::Display, TypeImpl::FromStr].into_iter());
}
