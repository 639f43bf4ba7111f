//! Variants: the ways in which a server may differ from this one, by name.

pub(crate) mod form;
pub(crate) mod variant;
