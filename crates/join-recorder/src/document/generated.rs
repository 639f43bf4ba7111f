// Generated from join-api.json by `cargo xtask regen`. Do not edit: change the document and run it again.

use super::shape::{Kind, Object, Operation, Shape};
/// Every operation of the document.
pub(crate) static OPERATIONS: &[Operation] = &[
    Operation {
        method: "GET",
        path: "/jobs",
        parameters: &[
            (
                "status",
                Shape::Leaf(Kind::Known(&["ONLINE", "OFFLINE", "ARCHIVED", "DRAFT"])),
            ),
            ("content", Shape::Leaf(Kind::Plain)),
            ("page", Shape::Leaf(Kind::Plain)),
            ("pageSize", Shape::Leaf(Kind::Plain)),
        ],
        request: None,
        success: Shape::List(&Shape::Object(&JOB)),
    },
    Operation {
        method: "POST",
        path: "/jobs",
        parameters: &[],
        request: Some(Shape::Object(&CREATE_JOB_REQUEST)),
        success: Shape::Object(&CREATED_JOB),
    },
    Operation {
        method: "GET",
        path: "/jobs/{jobId}",
        parameters: &[("jobId", Shape::Leaf(Kind::Id))],
        request: None,
        success: Shape::Object(&JOB),
    },
    Operation {
        method: "PATCH",
        path: "/jobs/{jobId}/changeStatus",
        parameters: &[("jobId", Shape::Leaf(Kind::Id))],
        request: Some(Shape::Object(&CHANGE_JOB_STATUS_REQUEST)),
        success: Shape::Object(&CHANGED_JOB),
    },
    Operation {
        method: "GET",
        path: "/applications",
        parameters: &[
            ("jobId", Shape::Leaf(Kind::Id)),
            ("jobExternalId", Shape::Leaf(Kind::Text)),
            (
                "hiringState",
                Shape::Leaf(
                    Kind::Known(&["APPLIED", "ACTIVE", "REJECTED", "HIRED", "OFFER"]),
                ),
            ),
            ("updatedAtGte", Shape::Leaf(Kind::Time)),
            ("page", Shape::Leaf(Kind::Plain)),
            ("pageSize", Shape::Leaf(Kind::Plain)),
        ],
        request: None,
        success: Shape::List(&Shape::Object(&APPLICATION)),
    },
    Operation {
        method: "POST",
        path: "/applications",
        parameters: &[],
        request: Some(Shape::Object(&CREATE_APPLICATION_REQUEST)),
        success: Shape::Object(&CREATED_APPLICATION),
    },
    Operation {
        method: "GET",
        path: "/applications/{applicationId}",
        parameters: &[("applicationId", Shape::Leaf(Kind::Id))],
        request: None,
        success: Shape::Object(&APPLICATION),
    },
    Operation {
        method: "PATCH",
        path: "/candidates/{candidateId}",
        parameters: &[("candidateId", Shape::Leaf(Kind::Id))],
        request: Some(Shape::Object(&UPDATE_CANDIDATE_REQUEST)),
        success: Shape::Object(&UPDATED_CANDIDATE),
    },
    Operation {
        method: "POST",
        path: "/candidates/{candidateId}/notes",
        parameters: &[("candidateId", Shape::Leaf(Kind::Id))],
        request: Some(Shape::Object(&CREATE_NOTE_REQUEST)),
        success: Shape::Object(&CREATED_NOTE),
    },
    Operation {
        method: "GET",
        path: "/offices",
        parameters: &[
            ("countryCode", Shape::Leaf(Kind::Code)),
            ("cityNameLike", Shape::Leaf(Kind::Text)),
            ("page", Shape::Leaf(Kind::Plain)),
            ("pageSize", Shape::Leaf(Kind::Plain)),
        ],
        request: None,
        success: Shape::List(&Shape::Object(&OFFICE)),
    },
    Operation {
        method: "POST",
        path: "/offices",
        parameters: &[],
        request: Some(Shape::Object(&CREATE_OFFICE_REQUEST)),
        success: Shape::Object(&CREATED_OFFICE),
    },
    Operation {
        method: "GET",
        path: "/categories",
        parameters: &[("language", Shape::Leaf(Kind::Code))],
        request: None,
        success: Shape::List(&Shape::Object(&CATEGORY)),
    },
    Operation {
        method: "GET",
        path: "/employmentTypes",
        parameters: &[("language", Shape::Leaf(Kind::Code))],
        request: None,
        success: Shape::List(&Shape::Object(&EMPLOYMENT_TYPE)),
    },
    Operation {
        method: "GET",
        path: "/seniorityLevels",
        parameters: &[("language", Shape::Leaf(Kind::Code))],
        request: None,
        success: Shape::List(&Shape::Object(&SENIORITY_LEVEL)),
    },
];
/// The body of an error.
pub(crate) static ERROR: Shape = Shape::Object(&API_ERROR_BODY);
static SALARY: Object = Object {
    fields: &[
        ("from", Shape::Leaf(Kind::Amount)),
        ("to", Shape::Leaf(Kind::Amount)),
        ("currency", Shape::Leaf(Kind::Known(&["EUR", "CHF", "USD", "GBP"]))),
        (
            "frequency",
            Shape::Leaf(
                Kind::Known(
                    &["PER_HOUR", "PER_DAY", "PER_WEEK", "PER_MONTH", "PER_YEAR"],
                ),
            ),
        ),
        ("isShownOnJobAd", Shape::Leaf(Kind::Plain)),
    ],
};
static JOB_CONTACT: Object = Object {
    fields: &[
        ("name", Shape::Leaf(Kind::Name)),
        ("email", Shape::Leaf(Kind::Email)),
        ("position", Shape::Leaf(Kind::Text)),
    ],
};
static OFFICE: Object = Object {
    fields: &[
        ("id", Shape::Leaf(Kind::Id)),
        ("name", Shape::Leaf(Kind::Text)),
        ("streetName", Shape::Leaf(Kind::Text)),
        ("streetNumber", Shape::Leaf(Kind::Text)),
        ("postalCode", Shape::Leaf(Kind::Text)),
        ("city", Shape::Leaf(Kind::Text)),
        ("countryIso", Shape::Leaf(Kind::Code)),
        ("isDefault", Shape::Leaf(Kind::Plain)),
    ],
};
static JOB: Object = Object {
    fields: &[
        ("id", Shape::Leaf(Kind::Id)),
        ("title", Shape::Leaf(Kind::Text)),
        (
            "status",
            Shape::Leaf(Kind::Known(&["ONLINE", "OFFLINE", "ARCHIVED", "DRAFT"])),
        ),
        ("externalId", Shape::Leaf(Kind::Text)),
        ("description", Shape::Leaf(Kind::Text)),
        ("createdAt", Shape::Leaf(Kind::Time)),
        ("lastUpdatedAt", Shape::Leaf(Kind::Time)),
        ("language", Shape::Leaf(Kind::Code)),
        ("workplaceType", Shape::Leaf(Kind::Known(&["ONSITE", "HYBRID", "REMOTE"]))),
        ("remoteType", Shape::Leaf(Kind::Known(&["COUNTRY", "ANYWHERE"]))),
        ("categoryId", Shape::Leaf(Kind::Id)),
        ("employmentTypeId", Shape::Leaf(Kind::Id)),
        ("seniorityId", Shape::Leaf(Kind::Id)),
        ("office", Shape::Object(&OFFICE)),
        ("salary", Shape::Object(&SALARY)),
        ("contact", Shape::Object(&JOB_CONTACT)),
    ],
};
static APPLICATION_ORIGIN: Object = Object {
    fields: &[
        ("product", Shape::Leaf(Kind::Text)),
        ("isPremium", Shape::Leaf(Kind::Plain)),
    ],
};
static APPLICATION_JOB: Object = Object {
    fields: &[
        ("id", Shape::Leaf(Kind::Id)),
        ("title", Shape::Leaf(Kind::Text)),
        ("externalId", Shape::Leaf(Kind::Text)),
    ],
};
static COUNTRY: Object = Object {
    fields: &[("name", Shape::Leaf(Kind::Text)), ("iso3166", Shape::Leaf(Kind::Text))],
};
static PROFESSIONAL_LINK: Object = Object {
    fields: &[
        ("type", Shape::Leaf(Kind::Known(&["LINKEDIN"]))),
        ("url", Shape::Leaf(Kind::Url)),
    ],
};
static CANDIDATE: Object = Object {
    fields: &[
        ("id", Shape::Leaf(Kind::Id)),
        ("firstName", Shape::Leaf(Kind::Name)),
        ("lastName", Shape::Leaf(Kind::Name)),
        ("email", Shape::Leaf(Kind::Email)),
        ("phoneNumber", Shape::Leaf(Kind::Phone)),
        ("country", Shape::Object(&COUNTRY)),
        ("tags", Shape::List(&Shape::Leaf(Kind::Tag))),
        ("professionalLinks", Shape::List(&Shape::Object(&PROFESSIONAL_LINK))),
    ],
};
static ATTACHMENT: Object = Object {
    fields: &[
        (
            "type",
            Shape::Leaf(
                Kind::Known(
                    &[
                        "CV",
                        "JOIN_CV",
                        "COVER_LETTER",
                        "PORTFOLIO",
                        "CERTIFICATES",
                        "OTHER",
                        "REFERENCES",
                        "TRANSCRIPT",
                        "WORK_SAMPLES",
                    ],
                ),
            ),
        ),
        ("url", Shape::Leaf(Kind::Url)),
        ("name", Shape::Leaf(Kind::FileName)),
    ],
};
static SCREENING_ANSWER: Object = Object {
    fields: &[
        ("question", Shape::Leaf(Kind::Text)),
        ("type", Shape::Leaf(Kind::Known(&["TEXT", "DATE", "INTEGER"]))),
        ("answer", Shape::Leaf(Kind::Answer)),
        ("file", Shape::Leaf(Kind::Url)),
        ("isSkipped", Shape::Leaf(Kind::Plain)),
    ],
};
static CONSENT: Object = Object {
    fields: &[("id", Shape::Leaf(Kind::Id)), ("consentStatus", Shape::Leaf(Kind::Text))],
};
static STAGE: Object = Object {
    fields: &[
        ("id", Shape::Leaf(Kind::Id)),
        ("name", Shape::Leaf(Kind::Text)),
        ("index", Shape::Leaf(Kind::Plain)),
    ],
};
static APPLICATION: Object = Object {
    fields: &[
        ("id", Shape::Leaf(Kind::Id)),
        ("createdAt", Shape::Leaf(Kind::Time)),
        ("lastUpdatedAt", Shape::Leaf(Kind::Time)),
        ("job", Shape::Object(&APPLICATION_JOB)),
        ("candidate", Shape::Object(&CANDIDATE)),
        ("state", Shape::Leaf(Kind::Known(&["ACTIVE", "REJECTED", "HIRED"]))),
        (
            "hiringState",
            Shape::Leaf(
                Kind::Known(&["APPLIED", "ACTIVE", "REJECTED", "HIRED", "OFFER"]),
            ),
        ),
        ("currentStage", Shape::Object(&STAGE)),
        ("qualified", Shape::Leaf(Kind::Text)),
        ("source", Shape::Object(&APPLICATION_ORIGIN)),
        ("integrationExternalId", Shape::Leaf(Kind::Text)),
        ("attachments", Shape::List(&Shape::Object(&ATTACHMENT))),
        ("screeningQuestions", Shape::List(&Shape::Object(&SCREENING_ANSWER))),
        ("consent", Shape::Object(&CONSENT)),
    ],
};
static SUB_CATEGORY: Object = Object {
    fields: &[
        ("id", Shape::Leaf(Kind::Id)),
        ("slug", Shape::Leaf(Kind::Text)),
        ("name", Shape::Leaf(Kind::Text)),
    ],
};
static CATEGORY: Object = Object {
    fields: &[
        ("id", Shape::Leaf(Kind::Id)),
        ("slug", Shape::Leaf(Kind::Text)),
        ("name", Shape::Leaf(Kind::Text)),
        ("subCategories", Shape::List(&Shape::Object(&SUB_CATEGORY))),
    ],
};
static EMPLOYMENT_TYPE: Object = Object {
    fields: &[
        ("id", Shape::Leaf(Kind::Id)),
        ("slug", Shape::Leaf(Kind::Text)),
        ("name", Shape::Leaf(Kind::Text)),
    ],
};
static SENIORITY_LEVEL: Object = Object {
    fields: &[
        ("id", Shape::Leaf(Kind::Id)),
        ("slug", Shape::Leaf(Kind::Text)),
        ("name", Shape::Leaf(Kind::Text)),
    ],
};
static CREATE_JOB_REQUEST: Object = Object {
    fields: &[
        ("title", Shape::Leaf(Kind::Text)),
        ("description", Shape::Leaf(Kind::Text)),
        ("categoryId", Shape::Leaf(Kind::Id)),
        ("language", Shape::Leaf(Kind::Code)),
        ("employmentTypeId", Shape::Leaf(Kind::Id)),
        ("officeId", Shape::Leaf(Kind::Id)),
        (
            "status",
            Shape::Leaf(Kind::Known(&["ONLINE", "OFFLINE", "ARCHIVED", "DRAFT"])),
        ),
        ("externalId", Shape::Leaf(Kind::Text)),
        ("workplaceType", Shape::Leaf(Kind::Known(&["ONSITE", "HYBRID", "REMOTE"]))),
        ("remoteType", Shape::Leaf(Kind::Known(&["COUNTRY", "ANYWHERE"]))),
        ("seniorityId", Shape::Leaf(Kind::Id)),
        ("cv", Shape::Leaf(Kind::Known(&["REQUIRED", "OPTIONAL", "OFF"]))),
        ("salary", Shape::Object(&NEW_SALARY)),
    ],
};
static NEW_SALARY: Object = Object {
    fields: &[
        (
            "frequency",
            Shape::Leaf(
                Kind::Known(
                    &["PER_HOUR", "PER_DAY", "PER_WEEK", "PER_MONTH", "PER_YEAR"],
                ),
            ),
        ),
        ("currency", Shape::Leaf(Kind::Known(&["EUR", "CHF", "USD", "GBP"]))),
        ("from", Shape::Leaf(Kind::Amount)),
        ("to", Shape::Leaf(Kind::Amount)),
        ("isShownOnJobAd", Shape::Leaf(Kind::Plain)),
    ],
};
static CHANGE_JOB_STATUS_REQUEST: Object = Object {
    fields: &[
        ("status", Shape::Leaf(Kind::Known(&["ONLINE", "OFFLINE", "ARCHIVED", "DRAFT"]))),
    ],
};
static NEW_CANDIDATE: Object = Object {
    fields: &[
        ("firstName", Shape::Leaf(Kind::Name)),
        ("lastName", Shape::Leaf(Kind::Name)),
        ("email", Shape::Leaf(Kind::Email)),
        ("phone", Shape::Leaf(Kind::Phone)),
    ],
};
static NEW_DOCUMENT: Object = Object {
    fields: &[
        (
            "type",
            Shape::Leaf(
                Kind::Known(
                    &[
                        "CV",
                        "COVER_LETTER",
                        "PORTFOLIO",
                        "CERTIFICATES",
                        "OTHER",
                        "REFERENCES",
                        "TRANSCRIPT",
                        "WORK_SAMPLES",
                    ],
                ),
            ),
        ),
        ("name", Shape::Leaf(Kind::FileName)),
        ("data", Shape::Leaf(Kind::FileData)),
    ],
};
static CREATE_APPLICATION_REQUEST: Object = Object {
    fields: &[
        ("jobId", Shape::Leaf(Kind::Id)),
        ("candidate", Shape::Object(&NEW_CANDIDATE)),
        (
            "source",
            Shape::Leaf(
                Kind::Known(
                    &[
                        "ORGANIC",
                        "REFERRALS",
                        "JOB_BOARDS",
                        "SOCIAL_MEDIA",
                        "AGENCY",
                        "SOURCING_TOOLS",
                        "EVENTS",
                        "INTERNAL_APPLICATION",
                        "OTHER",
                    ],
                ),
            ),
        ),
        ("integrationExternalId", Shape::Leaf(Kind::Text)),
        ("documents", Shape::List(&Shape::Object(&NEW_DOCUMENT))),
    ],
};
static UPDATE_CANDIDATE_REQUEST: Object = Object {
    fields: &[("tags", Shape::List(&Shape::Leaf(Kind::Tag)))],
};
static CREATE_NOTE_REQUEST: Object = Object {
    fields: &[("content", Shape::Leaf(Kind::Text))],
};
static CREATE_OFFICE_REQUEST: Object = Object {
    fields: &[
        ("countryIso", Shape::Leaf(Kind::Code)),
        ("city", Shape::Leaf(Kind::Text)),
        ("name", Shape::Leaf(Kind::Text)),
        ("streetName", Shape::Leaf(Kind::Text)),
        ("streetNumber", Shape::Leaf(Kind::Text)),
        ("postalCode", Shape::Leaf(Kind::Text)),
        ("isDefault", Shape::Leaf(Kind::Plain)),
    ],
};
static CREATED_JOB: Object = Object {
    fields: &[("id", Shape::Leaf(Kind::Id))],
};
static CHANGED_JOB: Object = Object {
    fields: &[("id", Shape::Leaf(Kind::Id))],
};
static CREATED_APPLICATION: Object = Object {
    fields: &[("candidateId", Shape::Leaf(Kind::Id)), ("id", Shape::Leaf(Kind::Id))],
};
static UPDATED_CANDIDATE: Object = Object {
    fields: &[
        ("id", Shape::Leaf(Kind::Id)),
        ("tags", Shape::List(&Shape::Leaf(Kind::Tag))),
    ],
};
static CREATED_NOTE: Object = Object {
    fields: &[("id", Shape::Leaf(Kind::Id))],
};
static CREATED_OFFICE: Object = Object {
    fields: &[("id", Shape::Leaf(Kind::Id))],
};
static API_ERROR_DETAIL: Object = Object {
    fields: &[
        ("type", Shape::Leaf(Kind::ErrorType)),
        ("message", Shape::Leaf(Kind::Message)),
    ],
};
static API_ERROR_BODY: Object = Object {
    fields: &[
        ("error", Shape::Object(&API_ERROR_DETAIL)),
        ("message", Shape::Leaf(Kind::Message)),
    ],
};
