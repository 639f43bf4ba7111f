//! The cache of reference lists and offices. It finds entries by name; concurrent callers share one request.

use std::sync::Arc;
use std::time::Duration;

use join_client::types::{Category, CategoryId, EmploymentType, Office, OfficeId, SeniorityLevel};
use tokio::sync::Mutex;
use tokio::time::Instant;

use super::catalog::Catalog;
use super::offices::Offices;
use super::offices::{OfficeOutcome, in_place};
use crate::access::ReadOnly;
use crate::call::handle::Handle;
use crate::error::Result;
use crate::resources::NewOffice;

/// A cache of the reference lists and offices: see [`Catalog::cached`]. Entries have a lifetime; clones share them.
///
/// ```no_run
/// # async fn example(join: join_sdk::Join, office: join_sdk::NewOffice) -> join_sdk::Result<()> {
/// let catalog = join.catalog().cached(std::time::Duration::from_secs(3600));
/// let categories = catalog.categories().await?;
/// let backend = catalog.find_categories("backend").await?;
/// let employment_types = catalog.employment_types().await?;
/// let full_time = catalog.employment_type("full-time").await?;
/// let seniority_levels = catalog.seniority_levels().await?;
/// let entry_level = catalog.seniority_level("entry level").await?;
/// let offices = catalog.offices().await?;
/// let zurich = catalog.office("CH", "Zürich").await?;
/// let id = catalog.office_or_create(&join.offices(), &office).await?;
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
pub struct CatalogCache {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    handle: Handle,
    language: Option<String>,
    lifetime: Duration,
    categories: Cached<SubCategory>,
    employment_types: Cached<EmploymentType>,
    seniority_levels: Cached<SeniorityLevel>,
    offices: Cached<Office>,
}

/// A job sub-category, with its parent category. Jobs refer to sub-categories.
///
/// ```no_run
/// # async fn example(catalog: join_sdk::resources::CatalogCache) -> join_sdk::Result<()> {
/// let all = catalog.categories().await?;
/// let backend = all.iter().find(|category| category.is_called("backend-development"));
/// # Ok(()) }
/// ```
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct SubCategory {
    /// Its number, for [`NewJobBuilder::category`](crate::resources::NewJobBuilder::category).
    pub id: CategoryId,
    /// Its short name, such as `backend-development`.
    pub slug: Option<String>,
    /// Its name in the requested language.
    pub name: Option<String>,
    /// The name of the parent category.
    pub category: Option<String>,
}

impl SubCategory {
    /// Whether this text is its name or short name, ignoring case.
    pub fn is_called(&self, text: &str) -> bool {
        is_called(text, self.slug.as_deref(), self.name.as_deref())
    }
}

/// A list and its time of arrival. Concurrent callers wait for the same response.
#[derive(Debug)]
struct Cached<T>(Mutex<Option<(Instant, Arc<[T]>)>>);

impl<T> Cached<T> {
    fn new() -> Self {
        Self(Mutex::new(None))
    }

    /// Returns the list; requests it when it is missing or too old. A failure is not cached: the next caller tries again.
    async fn get(&self, lifetime: Duration, ask: impl Future<Output = Result<Vec<T>>>) -> Result<Arc<[T]>> {
        let mut kept = self.0.lock().await;
        if let Some((_, list)) = kept.as_ref().filter(|(came, _)| came.elapsed() < lifetime) {
            return Ok(Arc::clone(list));
        }
        let list: Arc<[T]> = ask.await?.into();
        *kept = Some((Instant::now(), Arc::clone(&list)));
        Ok(list)
    }
}

impl Catalog<'_> {
    /// Caches these lists and the offices, each for this long after its arrival.
    ///
    /// ```no_run
    /// # async fn example(join: join_sdk::Join) -> join_sdk::Result<()> {
    /// let catalog = join.catalog().language("en").cached(std::time::Duration::from_secs(3600));
    /// for category in catalog.find_categories("backend").await? {
    ///     println!("{} {:?} in {:?}", category.id, category.name, category.category);
    /// }
    /// let full_time = catalog.employment_type("full-time").await?;
    /// # Ok(()) }
    /// ```
    pub fn cached(self, lifetime: Duration) -> CatalogCache {
        let (handle, language) = self.parts();
        CatalogCache {
            shared: Arc::new(Shared {
                handle: handle.clone(),
                language: language.map(str::to_owned),
                lifetime,
                categories: Cached::new(),
                employment_types: Cached::new(),
                seniority_levels: Cached::new(),
                offices: Cached::new(),
            }),
        }
    }
}

impl CatalogCache {
    /// Returns all sub-categories, flattened, in JOIN's order.
    ///
    /// # Errors
    ///
    /// The error of the call.
    pub async fn categories(&self) -> Result<Arc<[SubCategory]>> {
        let shared = &self.shared;
        let ask = async { Ok(shared.catalog().categories().await?.into_iter().flat_map(flatten).collect()) };
        shared.categories.get(shared.lifetime, ask).await
    }

    /// Finds sub-categories by text, ignoring case. The text matches inside the name, short name or parent category; exact
    /// matches of the name or short name come first.
    ///
    /// # Errors
    ///
    /// As [`categories`](Self::categories).
    pub async fn find_categories(&self, text: &str) -> Result<Vec<SubCategory>> {
        let wanted = text.trim().to_lowercase();
        let holds = |field: &Option<String>| {
            field.as_ref().is_some_and(|field| field.to_lowercase().contains(&wanted))
        };
        let all = self.categories().await?;
        let fits = |one: &&SubCategory| holds(&one.slug) || holds(&one.name) || holds(&one.category);
        let mut found: Vec<SubCategory> = all.iter().filter(fits).cloned().collect();
        found.sort_by_key(|one| !one.is_called(text));
        Ok(found)
    }

    /// Returns all employment types.
    ///
    /// # Errors
    ///
    /// As [`categories`](Self::categories).
    pub async fn employment_types(&self) -> Result<Arc<[EmploymentType]>> {
        let shared = &self.shared;
        let ask = async { shared.catalog().employment_types().await };
        shared.employment_types.get(shared.lifetime, ask).await
    }

    /// Finds the employment type with this short name or name, ignoring case.
    ///
    /// # Errors
    ///
    /// As [`categories`](Self::categories).
    pub async fn employment_type(&self, name: &str) -> Result<Option<EmploymentType>> {
        let all = self.employment_types().await?;
        Ok(all.iter().find(|one| is_called(name, one.slug.as_deref(), one.name.as_deref())).cloned())
    }

    /// Returns all seniority levels.
    ///
    /// # Errors
    ///
    /// As [`categories`](Self::categories).
    pub async fn seniority_levels(&self) -> Result<Arc<[SeniorityLevel]>> {
        let shared = &self.shared;
        let ask = async { shared.catalog().seniority_levels().await };
        shared.seniority_levels.get(shared.lifetime, ask).await
    }

    /// Finds the seniority level with this short name or name, ignoring case.
    ///
    /// # Errors
    ///
    /// As [`categories`](Self::categories).
    pub async fn seniority_level(&self, name: &str) -> Result<Option<SeniorityLevel>> {
        let all = self.seniority_levels().await?;
        Ok(all.iter().find(|one| is_called(name, one.slug.as_deref(), one.name.as_deref())).cloned())
    }

    /// Returns all offices.
    ///
    /// # Errors
    ///
    /// As [`categories`](Self::categories).
    pub async fn offices(&self) -> Result<Arc<[Office]>> {
        let shared = &self.shared;
        shared.offices.get(shared.lifetime, all_offices(&shared.handle)).await
    }

    /// Finds the office in this country and city, ignoring case.
    ///
    /// # Errors
    ///
    /// As [`categories`](Self::categories).
    pub async fn office(&self, country_iso: &str, city: &str) -> Result<Option<Office>> {
        let all = self.offices().await?;
        Ok(all.iter().find(|office| in_place(office, country_iso, city)).cloned())
    }

    /// Finds the office in this one's country and city, or creates it. Callers of one cache wait for each other, so they
    /// don't create it twice; a concurrent writer elsewhere still can.
    ///
    /// # Errors
    ///
    /// As [`Offices::find_or_create`](crate::resources::Offices::find_or_create).
    pub async fn office_or_create(&self, offices: &Offices<'_>, office: &NewOffice) -> Result<OfficeId> {
        let shared = &self.shared;
        let (country, city) = office.place();
        if let Some(known) = self.office(country, city).await? {
            return Ok(known.id);
        }
        let mut kept = shared.offices.0.lock().await;
        let found = offices.find_or_create(office).await?;
        // The cached list lacks the office, whoever created it.
        *kept = None;
        Ok(match found {
            OfficeOutcome::Existed(office) => office.id,
            OfficeOutcome::Created(id) => id,
        })
    }
}

impl Shared {
    fn catalog(&self) -> Catalog<'_> {
        let catalog = Catalog::new(&self.handle);
        match &self.language {
            Some(code) => catalog.language(code),
            None => catalog,
        }
    }
}

async fn all_offices(handle: &Handle) -> Result<Vec<Office>> {
    let mut rows = Offices::<ReadOnly>::new(handle).list().rows();
    let mut offices = Vec::new();
    while let Some(office) = rows.next().await {
        offices.push(office?);
    }
    Ok(offices)
}

fn flatten(category: Category) -> Vec<SubCategory> {
    let above = category.name;
    let subs = category.sub_categories.unwrap_or_default().into_iter();
    subs.map(|sub| SubCategory { id: sub.id, slug: sub.slug, name: sub.name, category: above.clone() })
        .collect()
}

fn is_called(wanted: &str, slug: Option<&str>, name: Option<&str>) -> bool {
    let wanted = wanted.trim().to_lowercase();
    [slug, name].into_iter().flatten().any(|text| text.to_lowercase() == wanted)
}
