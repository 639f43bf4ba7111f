//! `cargo xtask rooms` on small workspaces in which something is planted.

use super::*;

const TABLES: &str = "
<!-- floors:begin -->
| crate | floor | rooms | owns |
| --- | --- | --- | --- |
| house | 2 | `top` | x |
| house | 1 | `ground` | y |
<!-- floors:end -->
<!-- crates:begin -->
| crate | may depend on |
| --- | --- |
| house | – |
| shed | house |
<!-- crates:end -->
";

/// Two crates in order: top imports from ground, through the face of its room.
fn house() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let manifest = |name: &str, dependencies: &str| {
        format!("[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n{dependencies}")
    };
    write(&folder, "ARCHITECTURE.md", TABLES);
    write(&folder, "Cargo.toml", "[workspace]\nresolver = \"3\"\nmembers = [\"house\", \"shed\"]\n");
    write(&folder, "house/Cargo.toml", &manifest("house", ""));
    write(&folder, "house/src/lib.rs", "mod ground;\nmod top;\npub use top::Roof;\n");
    write(&folder, "house/src/top.rs", "use crate::ground::Wall;\npub struct Roof(Wall);\n");
    write(&folder, "house/src/ground/mod.rs", "mod stone;\nmod wall;\npub use wall::Wall;\n");
    write(&folder, "house/src/ground/wall.rs", "use super::stone::Stone;\npub struct Wall(Stone);\n");
    write(&folder, "house/src/ground/stone.rs", "pub struct Stone;\n");
    write(&folder, "shed/Cargo.toml", &manifest("shed", "[dependencies]\nhouse = { path = \"../house\" }\n"));
    write(&folder, "shed/src/lib.rs", "\n");
    folder
}

#[track_caller]
fn finds(folder: &TempDir, words: &[&str]) {
    let (code, said) = printed(folder, &["rooms"]);
    assert_eq!(code, 1, "{said}");
    for word in words {
        assert!(said.contains(word), "{word} is missing: {said}");
    }
    assert!(said.contains("1 finding in "), "{said}");
}

#[test]
fn a_house_in_order_passes_and_is_listed() {
    let folder = house();
    let (code, said) = printed(&folder, &["rooms"]);
    assert_eq!((code, said.as_str()), (0, "ok: 6 files of 2 crates, 0 arrows up, 0 circles\n"));
    let (code, listed) = printed(&folder, &["rooms", "--list"]);
    assert_eq!(code, 0);
    assert!(listed.contains(" 2  top ") && listed.contains(" 1  ground "), "{listed}");
}

#[test]
fn a_planted_arrow_up_is_found_with_file_line_import_and_rule() {
    let folder = house();
    write(&folder, "house/src/ground/stone.rs", "\nuse crate::top::Flag;\npub struct Stone(Flag);\n");
    write(&folder, "house/src/top.rs", "pub struct Roof;\npub struct Flag;\n");
    finds(
        &folder,
        &["house/src/ground/stone.rs:2", "imports crate::top::Flag", "ground (floor 1)", "top is on floor 2"],
    );
}

#[test]
fn an_arrow_in_the_midst_of_code_and_through_a_face_is_found() {
    let folder = house();
    write(&folder, "house/src/top.rs", "pub struct Roof;\n");
    let code = "pub struct Stone;\n\nfn of(_: crate::Roof) {}\n";
    write(&folder, "house/src/ground/stone.rs", code);
    finds(&folder, &["house/src/ground/stone.rs:3", "imports crate::Roof", "top is on floor 2"]);
}

#[test]
fn a_planted_circle_is_found_with_its_way() {
    let folder = house();
    write(&folder, "house/src/ground/stone.rs", "use super::Wall;\npub struct Stone(Box<Wall>);\n");
    finds(
        &folder,
        &["circle ground/stone.rs -> ground/wall.rs -> ground/stone.rs", "ground/stone.rs:1 imports"],
    );
}

#[test]
fn a_name_that_a_face_passes_on_with_a_star_is_traced_to_its_file() {
    let folder = house();
    edit(&folder, "house/src/ground/mod.rs", "pub use wall::Wall;", "pub use wall::*;");
    assert_eq!(printed(&folder, &["rooms"]).0, 0);
    write(&folder, "house/src/ground/stone.rs", "use super::Wall;\npub struct Stone(Box<Wall>);\n");
    finds(&folder, &["circle ground/stone.rs -> ground/wall.rs -> ground/stone.rs"]);
}

#[test]
fn tests_may_import_what_they_like() {
    let folder = house();
    let tests = "pub struct Stone;\n#[cfg(test)]\nmod tests {\n    use crate::top::Roof;\n    use super::super::Wall;\n}\n";
    write(&folder, "house/src/ground/stone.rs", tests);
    assert_eq!(printed(&folder, &["rooms"]).0, 0);
    let items = "impl Stone {\n    #[cfg(test)]\n    fn of(_: crate::top::Roof) {}\n}\n\
                 #[cfg(all(test, unix))]\nstruct Flag(crate::top::Roof);\n";
    write(&folder, "house/src/ground/stone.rs", &format!("pub struct Stone;\n{items}"));
    assert_eq!(printed(&folder, &["rooms"]).0, 0);
}

#[test]
fn a_forbidden_dependency_is_found_and_one_of_tests_is_not() {
    let folder = house();
    edit(&folder, "ARCHITECTURE.md", "| shed | house |", "| shed | – |");
    finds(&folder, &["shed/Cargo.toml:1: depends on house", "shed may depend on none of ours"]);
    edit(&folder, "shed/Cargo.toml", "[dependencies]", "[dev-dependencies]");
    assert_eq!(printed(&folder, &["rooms"]).0, 0);
}

#[test]
fn rooms_without_a_floor_and_floors_without_a_room_are_found() {
    let folder = house();
    edit(&folder, "ARCHITECTURE.md", "| house | 2 | `top` | x |\n", "");
    finds(&folder, &["the room top of house has no floor"]);
    let folder = house();
    edit(&folder, "ARCHITECTURE.md", "`ground`", "`ground`, `cellar`");
    finds(&folder, &["house has no room cellar"]);
}

#[test]
fn a_long_file_is_found() {
    let folder = house();
    write(&folder, "house/src/ground/stone.rs", &format!("pub struct Stone;\n{}", "// more\n".repeat(500)));
    finds(&folder, &["house/src/ground/stone.rs:501: 501 lines", "at most 500 lines"]);
}

#[test]
fn without_the_tables_the_command_fails() {
    let folder = house();
    write(&folder, "ARCHITECTURE.md", "nothing here");
    let (code, said) = printed(&folder, &["rooms"]);
    assert_eq!(code, 1);
    assert!(said.contains("floors:begin"), "{said}");
}
