//! The resources: one file for each part of the API, with its reads and writes.

mod applications;
pub(crate) mod attachments;
mod candidates;
mod catalog;
mod catalog_cache;
mod document;
pub(crate) mod input;
mod jobs;
mod new_application;
mod new_job;
mod new_office;
pub(crate) mod note_text;
mod offices;

pub use applications::{ApplicationFilter, Applications};
pub(crate) use attachments::Attachments;
pub use candidates::Candidates;
pub use catalog::Catalog;
pub use catalog_cache::{CatalogCache, SubCategory};
pub use document::{Document, MAX_DOCUMENT_SIZE};
pub use jobs::{JobFilter, Jobs};
pub use join_client::{AnswerValue, CurrentState, OddField};
pub use new_application::NewApplication;
pub use new_job::{NewJob, NewJobBuilder};
pub use new_office::NewOffice;
pub use offices::{OfficeFilter, OfficeOutcome, Offices};

/// Defines a resource that borrows the client. `Access` determines whether it can write.
macro_rules! resource {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy)]
        pub struct $name<'a, Access = crate::access::ReadWrite> {
            pub(crate) handle: &'a crate::call::handle::Handle,
            access: std::marker::PhantomData<Access>,
        }

        impl<'a, Access> $name<'a, Access> {
            pub(crate) fn new(handle: &'a crate::call::handle::Handle) -> Self {
                Self { handle, access: std::marker::PhantomData }
            }
        }
    };
}
use resource;
