//! Who does the work.

use crate::support::program::Program;

/// A client of the API.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Peer {
    Sdk,
    ByHand,
    OpenapiGenerator,
    OpenapiPythonClient,
    /// The same from the document with each `allOf` of one component written out in place. It ignores what stands beside one,
    /// such as `nullable`, and stops at a null otherwise.
    OpenapiPythonClientFlat,
    OpenapiFetch,
}

impl Peer {
    /// All of them, first the one that the others are compared with.
    pub(super) const ALL: [Peer; 6] = [
        Peer::Sdk,
        Peer::ByHand,
        Peer::OpenapiGenerator,
        Peer::OpenapiPythonClient,
        Peer::OpenapiPythonClientFlat,
        Peer::OpenapiFetch,
    ];

    /// The name of its program, and of its folder and logs.
    pub(super) fn program(self) -> &'static str {
        match self {
            Peer::Sdk => "sdk",
            Peer::ByHand => "by_hand",
            Peer::OpenapiGenerator => "openapi_generator",
            Peer::OpenapiPythonClient => "openapi_python_client",
            Peer::OpenapiPythonClientFlat => "openapi_python_client_flat",
            Peer::OpenapiFetch => "openapi_fetch",
        }
    }

    /// The programs that have to be on the machine.
    pub(super) fn needs(self) -> &'static [Program] {
        match self {
            Peer::Sdk | Peer::ByHand => &[],
            // It comes as a package of PyPI.
            Peer::OpenapiGenerator => &[Program::Java, Program::Python],
            Peer::OpenapiPythonClient | Peer::OpenapiPythonClientFlat => &[Program::Python],
            Peer::OpenapiFetch => &[Program::Node, Program::Npm],
        }
    }

    /// Whether its program is one of Rust.
    pub(super) fn is_rust(self) -> bool {
        matches!(self, Peer::Sdk | Peer::ByHand | Peer::OpenapiGenerator)
    }
}
