//! The blocking cache of reference lists and offices.

use std::sync::Arc;
use std::time::Duration;

use join_client::types::{EmploymentType, Office, OfficeId, SeniorityLevel};

use super::runtime::Runtime;
use super::{Catalog, Offices};
use crate::error::Result;
use crate::resources::{NewOffice, SubCategory};

impl Catalog<'_> {
    /// Caches these lists and the offices, each for this long after its arrival.
    pub fn cached(self, lifetime: Duration) -> CatalogCache {
        CatalogCache { cache: self.catalog.cached(lifetime), runtime: Arc::clone(&self.client.runtime) }
    }
}

/// A cache of the reference lists and offices: see [`Catalog::cached`]. Entries have a lifetime; clones share them, and
/// concurrent callers share one request.
///
/// ```no_run
/// # fn example(join: join_sdk::blocking::Join) -> join_sdk::Result<()> {
/// let catalog = join.catalog().language("en").cached(std::time::Duration::from_secs(3600));
/// for category in catalog.find_categories("backend")? {
///     println!("{} {:?} in {:?}", category.id, category.name, category.category);
/// }
/// let full_time = catalog.employment_type("full-time")?;
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
pub struct CatalogCache {
    cache: crate::resources::CatalogCache,
    runtime: Arc<Runtime>,
}

impl CatalogCache {
    /// Returns all sub-categories, flattened, in JOIN's order.
    ///
    /// # Errors
    ///
    /// As [`CatalogCache::categories`](crate::resources::CatalogCache::categories).
    pub fn categories(&self) -> Result<Arc<[SubCategory]>> {
        self.runtime.run(self.cache.categories())
    }

    /// Finds sub-categories by text, as [`CatalogCache::find_categories`](crate::resources::CatalogCache::find_categories) does.
    ///
    /// # Errors
    ///
    /// As [`categories`](Self::categories).
    pub fn find_categories(&self, text: &str) -> Result<Vec<SubCategory>> {
        self.runtime.run(self.cache.find_categories(text))
    }

    /// Returns all employment types.
    ///
    /// # Errors
    ///
    /// As [`categories`](Self::categories).
    pub fn employment_types(&self) -> Result<Arc<[EmploymentType]>> {
        self.runtime.run(self.cache.employment_types())
    }

    /// Finds the employment type with this short name or name, ignoring case.
    ///
    /// # Errors
    ///
    /// As [`categories`](Self::categories).
    pub fn employment_type(&self, name: &str) -> Result<Option<EmploymentType>> {
        self.runtime.run(self.cache.employment_type(name))
    }

    /// Returns all seniority levels.
    ///
    /// # Errors
    ///
    /// As [`categories`](Self::categories).
    pub fn seniority_levels(&self) -> Result<Arc<[SeniorityLevel]>> {
        self.runtime.run(self.cache.seniority_levels())
    }

    /// Finds the seniority level with this short name or name, ignoring case.
    ///
    /// # Errors
    ///
    /// As [`categories`](Self::categories).
    pub fn seniority_level(&self, name: &str) -> Result<Option<SeniorityLevel>> {
        self.runtime.run(self.cache.seniority_level(name))
    }

    /// Returns all offices.
    ///
    /// # Errors
    ///
    /// As [`categories`](Self::categories).
    pub fn offices(&self) -> Result<Arc<[Office]>> {
        self.runtime.run(self.cache.offices())
    }

    /// Finds the office in this country and city, ignoring case.
    ///
    /// # Errors
    ///
    /// As [`categories`](Self::categories).
    pub fn office(&self, country_iso: &str, city: &str) -> Result<Option<Office>> {
        self.runtime.run(self.cache.office(country_iso, city))
    }

    /// Finds the office in this one's country and city, or creates it. Callers of one cache wait for each other, so they
    /// don't create it twice; a concurrent writer elsewhere still can.
    ///
    /// # Errors
    ///
    /// As [`Offices::find_or_create`].
    pub fn office_or_create(&self, offices: &Offices<'_>, office: &NewOffice) -> Result<OfficeId> {
        self.runtime.run(self.cache.office_or_create(&offices.client.join.offices(), office))
    }
}
