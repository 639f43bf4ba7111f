//! The blocking client has a counterpart of each async method, read from the accepted surface of the SDK.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::collections::BTreeSet;

/// An async method without a blocking one of the same type and name.
struct Exception {
    method: &'static str,
    /// The path that serves instead.
    instead: &'static str,
    reason: &'static str,
}

const EXCEPTIONS: [Exception; 6] = [
    Exception {
        method: "Call::response",
        instead: "join_sdk::blocking::Jobs::get_response",
        reason: "a blocking call returns its value at once, so each such method has a sibling with `_response`",
    },
    Exception {
        method: "Call::with_text",
        instead: "join_sdk::blocking::Jobs::get_with_text",
        reason: "as above, with `_with_text`",
    },
    Exception {
        method: "Document::from_path",
        instead: "join_sdk::Document::from_path_blocking",
        reason: "both clients share the document, so it is read without a client",
    },
    Exception {
        method: "Document::from_path_up_to",
        instead: "join_sdk::Document::from_path_up_to_blocking",
        reason: "as above",
    },
    Exception {
        method: "ReplacedFile::write",
        instead: "join_sdk::private_files::NewFile::replace",
        reason: "a new file takes the place of another one without a runtime",
    },
    Exception {
        method: "FileSink::open",
        instead: "join_sdk::audit::FileSink::open_blocking",
        reason: "both clients share the sink, so it opens without a client",
    },
];

/// The functions of a surface, by their paths without generics.
#[derive(Default)]
struct Surface {
    /// `Type::method` of each async method.
    waiting: BTreeSet<String>,
    /// `Type::method` of each method that returns a call.
    calls: BTreeSet<String>,
    /// `Type::method` of the blocking client.
    blocking: BTreeSet<String>,
    /// The full path of each function.
    all: BTreeSet<String>,
}

impl Surface {
    fn read(listing: &str) -> Self {
        let mut surface = Self::default();
        for line in listing.lines() {
            surface.add(line);
        }
        surface
    }

    fn add(&mut self, line: &str) {
        // Stores are async, and so are the suites that test them.
        if line.contains(" join_sdk::testing::") {
            return;
        }
        if let Some((_, implementor)) = line.split_once(" core::iter::traits::iterator::Iterator for ") {
            // The listing omits the methods of such an implementation where the type has no parameters.
            self.add_function(&format!("{}::next", plain(implementor)), false, "");
            return;
        }
        let line = line.strip_prefix("pub ").unwrap_or_default();
        let (line, is_async) = match line.strip_prefix("async ") {
            Some(rest) => (rest, true),
            None => (line, false),
        };
        if let Some(signature) = line.strip_prefix("fn ") {
            let returned = signature.rsplit_once(" -> ").map_or("", |(_, returned)| returned);
            self.add_function(&plain(signature), is_async, returned);
        }
    }

    fn add_function(&mut self, path: &str, is_async: bool, returned: &str) {
        if !path.starts_with("join_sdk::") {
            return;
        }
        self.all.insert(path.to_owned());
        if let Some(method) = path.strip_prefix("join_sdk::blocking::") {
            self.blocking.insert(method.to_owned());
        } else if is_async {
            self.waiting.insert(method_of(path));
        } else if returned.starts_with("join_sdk::Call<") {
            self.calls.insert(method_of(path));
        }
    }

    /// The methods that wait and have no blocking counterpart.
    fn missing(&self) -> BTreeSet<&str> {
        self.waiting
            .union(&self.calls)
            .filter(|method| !self.blocking.contains(*method))
            .map(String::as_str)
            .collect()
    }
}

/// The path at the beginning of a signature, without generics: `a::B<'_, C>::d<E>(self)` gives `a::B::d`.
fn plain(signature: &str) -> String {
    let mut depth = 0_u32;
    let mut path = String::new();
    let mut before = ' ';
    for letter in signature.chars() {
        match letter {
            '<' => depth += 1,
            '>' if before != '-' => depth = depth.saturating_sub(1),
            '(' | ' ' if depth == 0 => break,
            _ if depth == 0 => path.push(letter),
            _ => {}
        }
        before = letter;
    }
    path
}

/// The last two parts of a path.
fn method_of(path: &str) -> String {
    let mut parts = path.rsplit("::");
    let (method, owner) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    format!("{owner}::{method}")
}

fn accepted() -> Surface {
    Surface::read(include_str!("surface/join-sdk.snap"))
}

#[test]
fn each_async_method_has_a_blocking_counterpart() {
    let surface = accepted();
    assert!(surface.waiting.len() > 40 && surface.calls.len() > 4, "the listing has another format");
    let exceptions: BTreeSet<&str> = EXCEPTIONS.iter().map(|exception| exception.method).collect();
    let missing: Vec<&str> = surface.missing().difference(&exceptions).copied().collect();
    assert!(
        missing.is_empty(),
        "add these methods to crates/join-sdk/src/blocking, or an exception with its reason here: {missing:#?}"
    );
}

#[test]
fn each_call_has_a_blocking_method_for_its_whole_response() {
    let surface = accepted();
    // A call that is made of a call is no other request.
    let sibling = |method: &&String| {
        !method.starts_with("Call::") && !surface.blocking.contains(&format!("{method}_response"))
    };
    let missing: Vec<&String> = surface.calls.iter().filter(sibling).collect();
    assert!(
        missing.is_empty(),
        "add `_response` methods to crates/join-sdk/src/blocking/responses.rs: {missing:#?}"
    );
}

#[test]
fn each_exception_is_needed_and_has_its_replacement() {
    let surface = accepted();
    let missing = surface.missing();
    for Exception { method, instead, reason } in &EXCEPTIONS {
        assert!(missing.contains(method), "{method} needs no exception ({reason})");
        assert!(surface.all.contains(*instead), "{method}: there is no {instead}");
    }
}

#[test]
fn a_listing_is_read_by_type_and_method() {
    let surface = Surface::read(
        "pub async fn join_sdk::a::Rows<T>::next(&mut self) -> core::option::Option<join_sdk::Result<T>>
pub async fn join_sdk::a::Request<'_>::send<T: b::Of<'a, fn(u8) -> u8>>(self) -> join_sdk::Result<T>
pub async fn join_sdk::a::List<F>::page(&self, u32) -> join_sdk::Result<u8>
pub fn join_sdk::a::Jobs<'a, Access>::get(self, b::JobId) -> join_sdk::Call<'a, b::Job>
pub fn join_sdk::a::Jobs<'a, Access>::list(&self) -> join_sdk::a::List<b::Filter>
impl core::iter::traits::iterator::Iterator for join_sdk::blocking::Run
impl<T: core::marker::Send> core::iter::traits::iterator::Iterator for join_sdk::blocking::Rows<T>
pub fn join_sdk::blocking::Jobs<'_, Access>::get(&self, b::JobId) -> join_sdk::Result<b::Job>
pub struct join_sdk::a::List<F>",
    );
    let texts = |of: &BTreeSet<String>| of.iter().cloned().collect::<Vec<_>>();
    assert_eq!(texts(&surface.waiting), ["List::page", "Request::send", "Rows::next"]);
    assert_eq!(texts(&surface.calls), ["Jobs::get"]);
    assert_eq!(texts(&surface.blocking), ["Jobs::get", "Rows::next", "Run::next"]);
    assert_eq!(surface.missing().into_iter().collect::<Vec<_>>(), ["List::page", "Request::send"]);
}
