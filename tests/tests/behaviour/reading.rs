//! Single things and reference lists, read from the sandbox.

use futures_util::TryStreamExt;
use join_sdk::ErrorKind;
use join_sdk::types::{ApplicationId, JobId, JobStatus};
use join_tests::sandbox;

#[tokio::test]
async fn a_job_has_its_description_and_its_parts() {
    let (join, _sandbox) = sandbox().await;
    let jobs: Vec<_> = join.jobs().list().rows().try_collect().await.unwrap();
    let mut salaries = 0;
    for row in &jobs {
        let job = join.jobs().get(row.id).await.unwrap();
        assert!(job.description.unwrap().contains('<'));
        assert!(job.office.is_some() && job.category_id.is_some() && job.created_at.is_some());
        salaries += usize::from(job.salary.is_some());
    }
    assert!(salaries > 0 && salaries < jobs.len());
    assert!(jobs.iter().any(|job| job.status == Some(JobStatus::Online)));
}

#[tokio::test]
async fn an_application_has_its_candidate_answers_and_attachments() {
    let (join, _sandbox) = sandbox().await;
    let page = join.applications().list().page(1).await.unwrap();
    let row =
        page.rows.into_iter().flatten().find(|row| row.attachments.iter().flatten().count() > 1).unwrap();
    let application = join.applications().get(row.id).await.unwrap();
    assert_eq!(application, row);
    assert!(application.candidate.unwrap().email.is_some());
    assert!(application.screening_questions.unwrap().iter().any(|asked| asked.answer.is_some()));
}

#[tokio::test]
async fn what_is_not_there_is_not_found() {
    let (join, _sandbox) = sandbox().await;
    let error = join.jobs().get(JobId(999_999_999)).await.unwrap_err();
    assert_eq!((error.kind(), error.operation(), error.attempts()), (ErrorKind::NotFound, Some("getJob"), 1));
    let error = join.applications().get(ApplicationId(-1)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound);
}

#[tokio::test]
async fn offices_are_found_by_country_and_city() {
    let (join, _sandbox) = sandbox().await;
    let all: Vec<_> = join.offices().list().rows().try_collect().await.unwrap();
    let one = &all[0];
    let (country, city) = (one.country_iso.clone().unwrap(), one.city.clone().unwrap());
    let list = join.offices().list().country(country.to_lowercase()).city_like(&city[..3]);
    let found: Vec<_> = list.rows().try_collect().await.unwrap();
    assert!(found.contains(one) && found.len() < all.len());
}

#[tokio::test]
async fn the_catalog_comes_whole_and_in_the_language_asked_for() {
    let (join, sandbox) = sandbox().await;
    let categories = join.catalog().categories().await.unwrap();
    assert!(categories.iter().all(|category| !category.sub_categories.as_ref().unwrap().is_empty()));
    let german = join.catalog().language("de").categories().await.unwrap();
    assert_eq!(german.len(), categories.len());
    assert_ne!(german[0].name, categories[0].name);
    assert!(!join.catalog().employment_types().await.unwrap().is_empty());
    assert!(!join.catalog().seniority_levels().await.unwrap().is_empty());
    assert_eq!(sandbox.requests().len(), 4);
}
