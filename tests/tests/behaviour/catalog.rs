//! Reference lists and offices by name: found, kept for a while, asked for once.

use std::time::Duration;

use futures_util::future::join_all;
use join_sdk::types::CategoryId;
use join_sdk::{NewOffice, resources::OfficeOutcome};
use join_tests::sandbox;

const HOUR: Duration = Duration::from_secs(3600);

#[tokio::test]
async fn categories_are_flat_and_found_by_name_with_the_exact_one_first() {
    let (join, _sandbox) = sandbox().await;
    let catalog = join.catalog().cached(HOUR);
    let found = catalog.find_categories(" DESIGN ").await.unwrap();
    assert_eq!(found.iter().map(|one| one.id).collect::<Vec<_>>(), [CategoryId(501), CategoryId(502)]);
    assert_eq!(found[0].category.as_deref(), Some("Design"));
    let found = catalog.find_categories("support").await.unwrap();
    assert_eq!(found[0].id, CategoryId(601));
    assert!(catalog.find_categories("astrology").await.unwrap().is_empty());
}

#[tokio::test]
async fn types_and_levels_are_found_by_short_name_or_name_in_the_language_asked_for() {
    let (join, _sandbox) = sandbox().await;
    let catalog = join.catalog().language("de").cached(HOUR);
    for name in ["full-time", "vollzeit", "Vollzeit "] {
        assert_eq!(catalog.employment_type(name).await.unwrap().unwrap().id.0, 1, "{name}");
    }
    assert_eq!(catalog.seniority_level("Teamleitung").await.unwrap().unwrap().id.0, 4);
    assert!(catalog.seniority_level("Full-time").await.unwrap().is_none());
}

#[tokio::test]
async fn callers_at_the_same_time_share_one_request() {
    let (join, sandbox) = sandbox().await;
    let catalog = join.catalog().cached(HOUR);
    let answers = join_all((0..20).map(|_| catalog.clone()).map(async |one| one.categories().await)).await;
    assert!(answers.into_iter().all(|answer| answer.unwrap().len() == 13));
    assert_eq!(sandbox.requests().len(), 1);
}

#[tokio::test]
async fn what_is_kept_is_asked_for_again_after_its_lifetime() {
    let (join, sandbox) = sandbox().await;
    let catalog = join.catalog().cached(Duration::ZERO);
    catalog.employment_types().await.unwrap();
    catalog.employment_types().await.unwrap();
    assert_eq!(sandbox.requests().len(), 2);
}

#[tokio::test]
async fn an_office_is_found_by_its_place_or_created_once() {
    let (join, _sandbox) = sandbox().await;
    let known = join.offices().list().page(1).await.unwrap().rows.remove(0).unwrap();
    let place = (known.country_iso.unwrap().to_lowercase(), known.city.unwrap().to_uppercase());
    let same = NewOffice::new(place.0, place.1).unwrap();
    assert!(
        matches!(join.offices().find_or_create(&same).await.unwrap(), OfficeOutcome::Existed(one) if one.id == known.id)
    );

    let catalog = join.catalog().cached(HOUR);
    let offices = join.offices();
    let new = NewOffice::new("PT", "Porto").unwrap();
    let ids = join_all((0..8).map(|_| catalog.office_or_create(&offices, &new))).await;
    let first = ids[0].as_ref().unwrap();
    assert!(ids.iter().all(|id| id.as_ref().unwrap() == first));
    assert_eq!(join.offices().list().country("PT").page(1).await.unwrap().rows.len(), 1);
    assert_eq!(catalog.office("pt", "porto").await.unwrap().unwrap().id, *first);
}
