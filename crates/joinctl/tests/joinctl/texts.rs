//! No text that `joinctl` can print names a method or a type of the SDK.

use std::path::{Path, PathBuf};

/// The sources whose texts the program prints, as far as they are there: a package holds its own only.
fn sources() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut folders: Vec<_> = ["src", "../join-sdk/src"].iter().map(|folder| root.join(folder)).collect();
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten() {
            let path = entry.unwrap().path();
            match path.is_dir() {
                true => folders.push(path),
                false => files.push(path),
            }
        }
    }
    files
}

/// The string literals of a source before its tests, without comments and attributes.
fn literals(source: &str) -> Vec<String> {
    let source = source.split("#[cfg(test)]\nmod").next().unwrap();
    let lines = source.lines().filter(|line| {
        let line = line.trim_start();
        !line.starts_with("//") && !line.starts_with("#[") && !line.starts_with("reason =")
    });
    let source = lines.collect::<Vec<_>>().join("\n");
    let (mut found, mut letters) = (Vec::new(), source.chars().peekable());
    while let Some(letter) = letters.next() {
        match letter {
            // A quote as a character, such as b'"'.
            '\'' if letters.peek() == Some(&'"') => drop(letters.next()),
            '"' => {
                let mut text = String::new();
                while let Some(letter) = letters.next() {
                    match letter {
                        '"' => break,
                        '\\' => text.extend(letters.next().filter(|escaped| *escaped != '\n').map(|_| ' ')),
                        letter => text.push(letter),
                    }
                }
                found.push(text);
            }
            _ => {}
        }
    }
    found
}

/// Why a text names something of Rust.
fn names_code(text: &str, methods: &[String]) -> Option<String> {
    // What stands for a value is no text.
    let mut parts = text.split('{');
    let first = parts.next().unwrap_or_default().to_owned();
    let text = &parts.fold(first, |text, part| text + part.split_once('}').map_or(part, |(_, after)| after));
    // Texts have blanks; keys, paths and patterns have none.
    if !text.contains(' ') {
        return None;
    }
    let is_call = |at: usize| text[..at].ends_with(|before: char| before.is_alphanumeric() || before == '_');
    // An IPv6 address is no path.
    let is_path = |at: usize| text[at + 2..].starts_with(char::is_alphabetic) && is_call(at);
    if text.match_indices("::").any(|(at, _)| is_path(at))
        || text.match_indices("()").any(|(at, _)| is_call(at))
    {
        return Some(text.to_owned());
    }
    let words = text.split(|letter: char| !(letter.is_alphanumeric() || letter == '_'));
    let is_type = |word: &str| {
        let mut letters = word.chars();
        letters.next().is_some_and(char::is_uppercase)
            && word.chars().any(char::is_lowercase)
            && letters.any(char::is_uppercase)
    };
    words
        .into_iter()
        .find(|word| is_type(word) || (word.contains('_') && methods.iter().any(|method| method == word)))
        .map(|word| format!("{word} in: {text}"))
}

#[test]
fn no_text_names_a_method_or_a_type() {
    let sources: Vec<_> = sources().iter().map(|path| std::fs::read_to_string(path).unwrap()).collect();
    let mut methods = Vec::new();
    for source in &sources {
        for after in source.split("pub fn ").skip(1).chain(source.split("pub async fn ").skip(1)) {
            methods.push(
                after
                    .split(|letter: char| !(letter.is_alphanumeric() || letter == '_'))
                    .next()
                    .unwrap()
                    .to_owned(),
            );
        }
    }
    let texts = sources.iter().flat_map(|source| literals(source));
    let named: Vec<_> = texts.filter_map(|text| names_code(&text, &methods)).collect();
    assert!(named.is_empty(), "{named:#?}");
}

#[test]
fn the_search_finds_what_it_looks_for() {
    let methods = ["clear_all".to_owned()];
    for text in ["a b; clear_all removes", "a journal: JoinBuilder", "see Journal::settle", "redirects() can"]
    {
        assert!(names_code(text, &methods).is_some(), "{text}");
    }
    assert_eq!(names_code("JOIN rejects the token (status 401)", &methods), None);
    assert_eq!(
        literals("let a = \"x \\\"y\\\"\"; // \"z\"\n// \"c\"\nlet b = '\"'; f(\"d\")"),
        ["x  y ", "z", "d"]
    );
}
