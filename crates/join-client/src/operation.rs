//! Describes an operation: name, method, path, repeat class, evidence.

/// An operation of the API. The constants are in [`operations`](crate::operations).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Operation {
    /// Name in the document, such as `listJobs`.
    pub id: &'static str,
    /// HTTP method in upper case.
    pub method: &'static str,
    /// Path below the base URL with its placeholders, such as `/jobs/{jobId}`. It holds no value, so it may be logged.
    pub path: &'static str,
    /// The effect of a repeat.
    pub class: Idempotency,
    /// The evidence for the operation.
    pub evidence: Evidence,
}

impl Operation {
    /// The download of an attachment: not in the document, but sent the same way.
    pub const DOWNLOAD_ATTACHMENT: Operation = Operation {
        id: "downloadAttachment",
        method: "GET",
        path: "{attachment.url}",
        class: Idempotency::Read,
        evidence: Evidence::Client,
    };

    /// A request outside the document. Reads may be repeated; for all others the effect of a repeat is unknown.
    ///
    /// ```
    /// use join_client::{Idempotency, Operation};
    ///
    /// assert_eq!(Operation::raw("GET").class, Idempotency::Read);
    /// assert_eq!(Operation::raw("POST").class, Idempotency::Create);
    /// ```
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

/// The effect of repeating a request that may have arrived.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Idempotency {
    /// It only reads: a repeat changes nothing.
    Read,
    /// It writes, and a repeat changes nothing more.
    Idempotent,
    /// A repeat creates a duplicate.
    Create,
    /// A repeat overwrites others' changes in between.
    Replace,
}

/// The evidence for a fact about JOIN, from the strongest down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Evidence {
    /// Documented by a page of JOIN.
    Vendor,
    /// Stated by a published integration.
    Seed,
    /// Stated by a client's author, as read from JOIN's reference.
    SecondHand,
    /// Types taken from live responses.
    Live,
    /// Sent or read by working client code.
    Client,
    /// Concluded by this project.
    Inferred,
}
