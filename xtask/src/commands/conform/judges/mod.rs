//! One file for each subject of judgement.

mod clients;
mod documents;
mod prism;
mod schemathesis;
mod specmatic;

use super::judge::Judge;
use super::setting::Setting;
use super::verdict::Judgement;
use crate::support::outcome::Failure;

/// Runs one judge.
pub(super) fn run(judge: Judge, setting: &Setting) -> Result<Judgement, Failure> {
    match judge {
        Judge::Validator => documents::validator(setting),
        Judge::Spectral => documents::spectral(setting),
        Judge::Redocly => documents::redocly(setting),
        Judge::PrismMock => prism::mock(setting),
        Judge::PrismProxy => prism::proxy(setting),
        Judge::Python => clients::python(setting),
        Judge::Typescript => clients::typescript(setting),
        Judge::Specmatic => specmatic::contract_tests(setting),
        Judge::Schemathesis => schemathesis::requests(setting),
    }
}
