//! One file for each part of the API: what can be asked and written there.

mod applications;
mod attachments;
mod cache;
mod candidates;
mod catalog;
mod creation;
mod jobs;
mod note_once;
mod offices;

pub use applications::{ApplicationFilter, Applications};
pub use attachments::{Attachments, Download, DownloadRequest, Redirects, SavedFile};
pub use cache::{CatalogCache, SubCategory};
pub use candidates::Candidates;
pub use catalog::Catalog;
pub use creation::Creation;
pub(crate) use creation::Flights;
pub use jobs::{JobFilter, Jobs};
pub use note_once::NoteOnce;
pub use offices::{FoundOffice, OfficeFilter, Offices};

/// The front of a resource: it borrows the client. `Access` says whether it writes.
macro_rules! resource {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy)]
        pub struct $name<'a, Access = crate::access::ReadWrite> {
            pub(super) join: &'a crate::Join,
            access: std::marker::PhantomData<Access>,
        }

        impl<'a, Access> $name<'a, Access> {
            pub(crate) fn new(join: &'a crate::Join) -> Self {
                Self { join, access: std::marker::PhantomData }
            }
        }
    };
}
use resource;
