//! The usual values of each object of the document: invented, complete, and always the same.
//!
//! The generated builders begin with them, so a new object of the document needs a function here. Addresses of files lead
//! nowhere: example.com is reserved.

use serde_json::{Value, json};

pub(crate) fn salary() -> Value {
    json!({"from": 60_000, "to": 72_000, "currency": "EUR", "frequency": "PER_YEAR", "isShownOnJobAd": true})
}

pub(crate) fn job_contact() -> Value {
    json!({"name": "Grace Hopper", "email": "grace.hopper@example.com", "position": "Head of Engineering"})
}

pub(crate) fn office() -> Value {
    json!({
        "id": 3, "name": "Headquarters", "streetName": "Chausseestraße", "streetNumber": "1a", "postalCode": "10115",
        "city": "Berlin", "countryIso": "DE", "isDefault": true,
    })
}

pub(crate) fn job() -> Value {
    json!({
        "id": 7, "title": "Software Engineer", "status": "ONLINE", "externalId": "req-7",
        "description": "<p>Build things that last.</p>", "createdAt": "2026-01-12T09:00:00.000Z",
        "lastUpdatedAt": "2026-02-02T10:30:00.000Z", "language": "en", "workplaceType": "HYBRID", "remoteType": "COUNTRY",
        "categoryId": 101, "employmentTypeId": 1, "seniorityId": 2,
        "office": office(), "salary": salary(), "contact": job_contact(),
    })
}

pub(crate) fn application_origin() -> Value {
    json!({"product": "Career page", "isPremium": false})
}

pub(crate) fn application_job() -> Value {
    json!({"id": 7, "title": "Software Engineer", "externalId": "req-7"})
}

pub(crate) fn country() -> Value {
    json!({"name": "United Kingdom", "iso3166": "GB"})
}

pub(crate) fn professional_link() -> Value {
    json!({"type": "LINKEDIN", "url": "https://www.example.com/in/ada-lovelace"})
}

pub(crate) fn candidate() -> Value {
    json!({
        "id": 5, "firstName": "Ada", "lastName": "Lovelace", "email": "ada.lovelace@example.com",
        "phoneNumber": "+442079460958", "country": country(), "tags": [], "professionalLinks": [professional_link()],
    })
}

pub(crate) fn attachment() -> Value {
    json!({"type": "CV", "url": "https://files.example.com/ada-lovelace.pdf?signature=test", "name": "ada-lovelace.pdf"})
}

pub(crate) fn screening_answer() -> Value {
    json!({
        "question": "When can you start?", "type": "TEXT", "answer": "In April",
        "file": "https://files.example.com/answer.pdf?signature=test", "isSkipped": false,
    })
}

pub(crate) fn consent() -> Value {
    json!({"id": 9, "consentStatus": "GRANTED"})
}

pub(crate) fn stage() -> Value {
    json!({"id": 2, "name": "Screening", "index": 1})
}

pub(crate) fn application() -> Value {
    json!({
        "id": 42, "createdAt": "2026-02-16T08:15:00.000Z", "lastUpdatedAt": "2026-02-17T14:45:00.000Z",
        "job": application_job(), "candidate": candidate(), "state": "ACTIVE", "hiringState": "ACTIVE",
        "currentStage": stage(), "qualified": "YES", "source": application_origin(),
        "integrationExternalId": "inq_123", "attachments": [attachment()], "screeningQuestions": [screening_answer()],
        "consent": consent(),
    })
}

pub(crate) fn sub_category() -> Value {
    json!({"id": 101, "slug": "software-development", "name": "Software Development"})
}

pub(crate) fn category() -> Value {
    json!({"id": 100, "slug": "it", "name": "IT", "subCategories": [sub_category()]})
}

pub(crate) fn employment_type() -> Value {
    json!({"id": 1, "slug": "full-time", "name": "Full-time"})
}

pub(crate) fn seniority_level() -> Value {
    json!({"id": 2, "slug": "professional", "name": "Professional"})
}

pub(crate) fn new_salary() -> Value {
    salary()
}

pub(crate) fn create_job_request() -> Value {
    json!({
        "title": "Software Engineer", "description": "<p>Build things that last.</p>", "categoryId": 101,
        "language": "en", "employmentTypeId": 1, "officeId": 3, "status": "OFFLINE", "externalId": "req-7",
        "workplaceType": "HYBRID", "remoteType": "COUNTRY", "seniorityId": 2, "cv": "REQUIRED", "salary": new_salary(),
    })
}

pub(crate) fn change_job_status_request() -> Value {
    json!({"status": "ONLINE"})
}

pub(crate) fn new_candidate() -> Value {
    json!({"firstName": "Ada", "lastName": "Lovelace", "email": "ada.lovelace@example.com", "phone": "+442079460958"})
}

pub(crate) fn new_document() -> Value {
    json!({"type": "CV", "name": "ada-lovelace.pdf", "data": "JVBERi0xLjQK"})
}

pub(crate) fn create_application_request() -> Value {
    json!({
        "jobId": 7, "candidate": new_candidate(), "source": "REFERRALS", "integrationExternalId": "inq_123",
        "documents": [new_document()],
    })
}

pub(crate) fn update_candidate_request() -> Value {
    json!({"tags": ["vip"]})
}

pub(crate) fn create_note_request() -> Value {
    json!({"content": "Identity verified"})
}

pub(crate) fn create_office_request() -> Value {
    json!({
        "countryIso": "DE", "city": "Berlin", "name": "Headquarters", "streetName": "Chausseestraße",
        "streetNumber": "1a", "postalCode": "10115", "isDefault": true,
    })
}

pub(crate) fn created_job() -> Value {
    json!({"id": 7})
}

pub(crate) fn changed_job() -> Value {
    json!({"id": 7})
}

pub(crate) fn created_application() -> Value {
    json!({"candidateId": 5, "id": 42})
}

pub(crate) fn updated_candidate() -> Value {
    json!({"id": 5, "tags": []})
}

pub(crate) fn created_note() -> Value {
    json!({"id": 11})
}

pub(crate) fn created_office() -> Value {
    json!({"id": 3})
}

pub(crate) fn api_error_detail() -> Value {
    json!({"type": "not_found", "message": "The object does not exist"})
}

pub(crate) fn api_error_body() -> Value {
    json!({"error": api_error_detail(), "message": "The object does not exist"})
}
