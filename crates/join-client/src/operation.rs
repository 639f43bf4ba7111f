//! What is known of an operation besides its types.

/// An operation of the API. The constants are in [`operations`](crate::operations).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Operation {
    /// Name in the document, such as `listJobs`.
    pub id: &'static str,
    /// HTTP method in upper case.
    pub method: &'static str,
    /// Path below the base URL with its placeholders, such as `/jobs/{jobId}`. It holds no value, so it may be logged.
    pub path: &'static str,
    /// What a repeat does.
    pub class: Idempotency,
    /// How surely the operation is known.
    pub evidence: Evidence,
}

impl Operation {
    /// The download of an attachment: no operation of the document, but it goes the same way.
    pub const DOWNLOAD_ATTACHMENT: Operation = Operation {
        id: "downloadAttachment",
        method: "GET",
        path: "{attachment.url}",
        class: Idempotency::Read,
        evidence: Evidence::Client,
    };

    /// A request that the document does not know. Reads may be repeated; of anything else it is not known what a repeat
    /// does.
    pub fn raw(method: &str) -> &'static Operation {
        const fn raw(method: &'static str, class: Idempotency) -> Operation {
            Operation { id: "raw", method, path: "{raw}", class, evidence: Evidence::Inferred }
        }
        const RAW: &[Operation] = &[
            raw("GET", Idempotency::Read),
            raw("HEAD", Idempotency::Read),
            raw("POST", Idempotency::Create),
            raw("PUT", Idempotency::Create),
            raw("PATCH", Idempotency::Create),
            raw("DELETE", Idempotency::Create),
        ];
        const OTHER: &Operation = &raw("_OTHER", Idempotency::Create);
        RAW.iter().find(|operation| operation.method == method).unwrap_or(OTHER)
    }
}

/// What happens when a request that may have arrived is sent once more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Idempotency {
    /// It only reads.
    Read,
    /// It writes, and a second time changes nothing more.
    Idempotent,
    /// It creates a second thing.
    Create,
    /// It overwrites what others wrote in between.
    Replace,
}

/// How surely something about JOIN is known, from the surest down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Evidence {
    /// A page of JOIN says so.
    Vendor,
    /// A published integration says so.
    Seed,
    /// A client's author states it as read from JOIN's reference.
    SecondHand,
    /// Types taken from live answers.
    Live,
    /// Working client code sends or reads it.
    Client,
    /// A conclusion of this project.
    Inferred,
}
