//! The mocks that a small document gives.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

/// The mocks of a document, with each run of white space as one space.
fn mocks(document: &str) -> String {
    let text = join_codegen::generate_httpmock(document).unwrap();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

const DOCUMENT: &str = include_str!("lint/good.json");

#[test]
fn each_operation_has_a_method_and_its_parameters_take_plain_values() {
    let mocks = mocks(DOCUMENT);
    for part in [
        "pub fn list_pets<R>( &self, define: impl FnOnce(operations::ListPetsWhen, operations::ListPetsThen) -> R, )",
        "/// Mocks `renamePet` (`PATCH /pets/{petId}`): rename a pet.",
        "self.mock( &join_client::operations::RENAME_PET,",
        "/// Expects this `kind`. Only pets of this kind. `None` expects a request without it. pub fn kind<T>",
        "T: Into<Option<types::Kind>>",
        "/// Expects this `petId`. Number of the pet. pub fn pet_id(self, value: impl Into<types::PetId>) -> Self",
        "pub fn ok(self, body: impl crate::Body<join_client::Rows<types::Pet>>) -> Self",
        "pub fn body(self, value: &types::Rename) -> Self",
    ] {
        assert!(mocks.contains(part), "no `{part}` in {mocks}");
    }
}

#[test]
fn each_object_has_a_builder_that_begins_with_its_usual_value() {
    let mocks = mocks(DOCUMENT);
    for part in [
        "pub fn a_pet() -> PetBuilder { PetBuilder(crate::builder::members(crate::defaults::pet())) }",
        "pub fn a_rename() -> RenameBuilder",
        "pub fn with_id(self, value: impl Into<types::PetId>) -> Self",
    ] {
        assert!(mocks.contains(part), "no `{part}` in {mocks}");
    }
}

#[test]
fn nothing_unwraps_and_nothing_names_the_crate_of_the_types_as_its_own() {
    let mocks = mocks(DOCUMENT);
    for part in ["unwrap()", "assert_eq!(status", "crate::types::", "regex::", "api-version"] {
        assert!(!mocks.replace("/// ", "").contains(part), "{part}");
    }
}

#[test]
fn the_same_document_gives_the_same_bytes() {
    let [one, other] = [(); 2].map(|()| join_codegen::generate_httpmock(DOCUMENT).unwrap());
    assert_eq!(one, other);
}

#[test]
fn a_document_that_the_lint_refuses_gives_no_mocks() {
    let document = DOCUMENT.replacen("\"2XX\"", "\"200\"", 1);
    let error = join_codegen::generate_httpmock(&document).unwrap_err().to_string();
    assert!(error.contains("R02"), "{error}");
}
