// Generated from join-api.json by `cargo xtask regen`. Do not edit: change the document and run it again.

#[allow(unused_imports)]
pub use progenitor_client::{ByteStream, ClientInfo, Error, ResponseValue};
#[allow(unused_imports)]
use progenitor_client::{encode_path, ClientHooks, OperationInfo, RequestBuilderExt};
/// Types used as operation parameters and responses.
#[allow(clippy::all)]
pub mod types {
    /// Body of a failed request, when it is JSON.
    #[non_exhaustive]
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, PartialEq)]
    pub struct ApiErrorBody {
        /// The failure.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub error: ::std::option::Option<ApiErrorDetail>,
        /// Explanation at the top level, which some answers carry instead.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub message: ::std::option::Option<crate::types::PersonalText>,
    }
    /// What JOIN says of a failure.
    #[non_exhaustive]
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, PartialEq)]
    pub struct ApiErrorDetail {
        /// Explanation for people. It can quote what was sent, so it is kept out of logs.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub message: ::std::option::Option<crate::types::PersonalText>,
        /// Kind of the failure. The values are not known, so this stays an open text.
        #[serde(rename = "type", skip_serializing_if = "::std::option::Option::is_none")]
        pub type_: ::std::option::Option<::std::string::String>,
    }
    /// One candidate applying to one job.
    #[non_exhaustive]
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
    pub struct Application {
        /// Files of the application.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub attachments: ::std::option::Option<::std::vec::Vec<Attachment>>,
        /// Person who applied.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub candidate: ::std::option::Option<Candidate>,
        /// Consent to data processing.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub consent: ::std::option::Option<Consent>,
        /// When the application came in, RFC 3339 with zone.
        #[serde(
            rename = "createdAt",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub created_at: ::std::option::Option<::jiff::Timestamp>,
        /// Stage of the pipeline that the application is in.
        #[serde(
            rename = "currentStage",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub current_stage: ::std::option::Option<Stage>,
        /// Where the application stands.
        #[serde(
            rename = "hiringState",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub hiring_state: ::std::option::Option<crate::types::HiringState>,
        /// Number of the application.
        pub id: crate::types::ApplicationId,
        /// The key that the caller of the create operation gave: the only known handle on an application that one created oneself.
        #[serde(
            rename = "integrationExternalId",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub integration_external_id: ::std::option::Option<::std::string::String>,
        /// Job that the application is for.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub job: ::std::option::Option<ApplicationJob>,
        /// When the application last changed, RFC 3339 with zone. Whether it has seconds or milliseconds is unknown.
        #[serde(
            rename = "lastUpdatedAt",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub last_updated_at: ::std::option::Option<::jiff::Timestamp>,
        /// Whether a recruiter judged the candidate qualified. The values are not known, so this stays an open text.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub qualified: ::std::option::Option<::std::string::String>,
        /// Screening questions with their answers.
        #[serde(
            rename = "screeningQuestions",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub screening_questions: ::std::option::Option<::std::vec::Vec<ScreeningAnswer>>,
        /// Channel that the application came through.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub source: ::std::option::Option<ApplicationOrigin>,
        /// State of the application in a vocabulary that may not be that of hiringState. Keep both apart; hiringState says more.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub state: ::std::option::Option<crate::types::ApplicationState>,
    }
    /// The job that an application is for, in short.
    #[non_exhaustive]
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
    pub struct ApplicationJob {
        /// The company's own key for the job, if it set one.
        #[serde(
            rename = "externalId",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub external_id: ::std::option::Option<::std::string::String>,
        /// Number of the job.
        pub id: crate::types::JobId,
        /// Title of the job ad.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub title: ::std::option::Option<::std::string::String>,
    }
    /// Where an application came from, as JOIN shows it. This is an object, while the create operation takes a plain source word.
    #[non_exhaustive]
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, PartialEq)]
    pub struct ApplicationOrigin {
        /// Whether the channel is a paid one.
        #[serde(
            rename = "isPremium",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub is_premium: ::std::option::Option<bool>,
        /// Display text of the channel, such as the name of a job board.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub product: ::std::option::Option<::std::string::String>,
    }
    /// A file of an application. A CV is not guaranteed.
    #[non_exhaustive]
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, PartialEq)]
    pub struct Attachment {
        /// File name as uploaded.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub name: ::std::option::Option<crate::types::FileName>,
        /// What the file is.
        #[serde(rename = "type", skip_serializing_if = "::std::option::Option::is_none")]
        pub type_: ::std::option::Option<crate::types::AttachmentType>,
        /// Absolute download address, signed in its query. The download needs the token header on top; host and lifetime of the address are unknown.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub url: ::std::option::Option<crate::types::PersonalUrl>,
    }
    /// A person who applied. No way is known to read a candidate alone: so far candidates, and their tags, are seen inside applications.
    #[non_exhaustive]
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
    pub struct Candidate {
        /// Country of residence.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub country: ::std::option::Option<Country>,
        /// E-mail address.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub email: ::std::option::Option<crate::types::EmailAddress>,
        /// Given name.
        #[serde(
            rename = "firstName",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub first_name: ::std::option::Option<crate::types::PersonName>,
        /// Number of the candidate.
        pub id: crate::types::CandidateId,
        /// Family name.
        #[serde(
            rename = "lastName",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub last_name: ::std::option::Option<crate::types::PersonName>,
        /// Telephone number. The create operation names the same thing phone.
        #[serde(
            rename = "phoneNumber",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub phone_number: ::std::option::Option<crate::types::PhoneNumber>,
        /// Links to public profiles.
        #[serde(
            rename = "professionalLinks",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub professional_links: ::std::option::Option<::std::vec::Vec<ProfessionalLink>>,
        /// Tags on the candidate. Absent, null and empty are kept apart.
        #[serde(default, skip_serializing_if = "crate::Tags::is_absent")]
        pub tags: crate::Tags,
    }
    /// A job category of the first level.
    #[non_exhaustive]
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
    pub struct Category {
        /// Number of the category.
        pub id: crate::types::CategoryId,
        /// Name in the language asked for.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub name: ::std::option::Option<::std::string::String>,
        /// Stable short name in lower case.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub slug: ::std::option::Option<::std::string::String>,
        /// Categories of the second level.
        #[serde(
            rename = "subCategories",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub sub_categories: ::std::option::Option<::std::vec::Vec<SubCategory>>,
    }
    /// The new status of a job.
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
    pub struct ChangeJobStatusRequest {
        /// ONLINE publishes. ONLINE and OFFLINE both use a slot of the plan; only ARCHIVED frees it. Leaving ONLINE cancels running paid ads at once. ARCHIVED makes the applications view-only.
        pub status: crate::types::JobStatus,
    }
    /// Answer to a changed job status.
    #[non_exhaustive]
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, PartialEq)]
    pub struct ChangedJob {
        /// Number of the job.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub id: ::std::option::Option<crate::types::JobId>,
    }
    /// A candidate's consent to data processing, as kept by JOIN.
    #[non_exhaustive]
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, PartialEq)]
    pub struct Consent {
        /// State of the consent. The values are not known, so this stays an open text.
        #[serde(
            rename = "consentStatus",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub consent_status: ::std::option::Option<::std::string::String>,
        /// Number of the consent.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub id: ::std::option::Option<crate::types::ConsentId>,
    }
    /// A candidate's country.
    #[non_exhaustive]
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, PartialEq)]
    pub struct Country {
        /// ISO 3166 code of the country. The case varies, so compare without case.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub iso3166: ::std::option::Option<crate::types::PersonalText>,
        /// Name of the country, in English as far as is known.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub name: ::std::option::Option<crate::types::PersonalText>,
    }
    /// A new application. JOIN may e-mail the candidate. No idempotency key is known, so integrationExternalId is the only known way to find it again. No way is known to send screening answers.
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
    pub struct CreateApplicationRequest {
        /// Person who applies.
        pub candidate: NewCandidate,
        /// Files that go with the application.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub documents: ::std::option::Option<::std::vec::Vec<NewDocument>>,
        /// The caller's own key; the read operations echo it.
        #[serde(
            rename = "integrationExternalId",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub integration_external_id: ::std::option::Option<::std::string::String>,
        /// Job that the application is for.
        #[serde(rename = "jobId")]
        pub job_id: crate::types::JobId,
        /// Where the application came from.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub source: ::std::option::Option<crate::types::ApplicationSource>,
    }
    /// A new job. Without the status OFFLINE it goes live, and out to the job boards, at once. Both use a slot of the plan.
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
    pub struct CreateJobRequest {
        /// Sub-category of the job. That a category of the first level is refused is our own conclusion.
        #[serde(rename = "categoryId")]
        pub category_id: crate::types::CategoryId,
        /// Whether applicants have to send a CV.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub cv: ::std::option::Option<crate::types::CvRequirement>,
        /// Long text of the job ad, in HTML.
        pub description: ::std::string::String,
        /// Employment type of the job.
        #[serde(rename = "employmentTypeId")]
        pub employment_type_id: crate::types::EmploymentTypeId,
        /// The company's own key for the job.
        #[serde(
            rename = "externalId",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub external_id: ::std::option::Option<::std::string::String>,
        /// Language of the job ad, ISO 639-1.
        pub language: ::std::string::String,
        /// Office that the job belongs to.
        #[serde(rename = "officeId")]
        pub office_id: crate::types::OfficeId,
        /// From where the work may be done, for remote jobs.
        #[serde(
            rename = "remoteType",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub remote_type: ::std::option::Option<crate::types::RemoteType>,
        /// Pay range of the job.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub salary: ::std::option::Option<NewSalary>,
        /// Seniority level of the job.
        #[serde(
            rename = "seniorityId",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub seniority_id: ::std::option::Option<crate::types::SeniorityLevelId>,
        /// Status to create the job with. Left out, the job goes live. OFFLINE uses a slot of the plan too.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub status: ::std::option::Option<crate::types::JobStatus>,
        /// Title of the job ad.
        pub title: ::std::string::String,
        /// Where the work is done.
        #[serde(
            rename = "workplaceType",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub workplace_type: ::std::option::Option<crate::types::WorkplaceType>,
    }
    /// A new note on a candidate.
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
    pub struct CreateNoteRequest {
        /// Text of the note. Clients send HTML, so JOIN probably shows it as HTML; in plain text, escape the signs that HTML reads.
        pub content: crate::types::PersonalText,
    }
    /// A new office. Whether JOIN looks for duplicates is unknown.
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
    pub struct CreateOfficeRequest {
        /// City.
        pub city: ::std::string::String,
        /// ISO 3166-1 alpha-2 country code.
        #[serde(rename = "countryIso")]
        pub country_iso: ::std::string::String,
        /// Whether new jobs get this office unless they name another.
        #[serde(
            rename = "isDefault",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub is_default: ::std::option::Option<bool>,
        /// Name of the office.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub name: ::std::option::Option<::std::string::String>,
        /// Postal code, as text.
        #[serde(
            rename = "postalCode",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub postal_code: ::std::option::Option<::std::string::String>,
        /// Street, without the house number.
        #[serde(
            rename = "streetName",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub street_name: ::std::option::Option<::std::string::String>,
        /// House number; can hold letters.
        #[serde(
            rename = "streetNumber",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub street_number: ::std::option::Option<::std::string::String>,
    }
    /// Answer to a created application.
    #[non_exhaustive]
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
    pub struct CreatedApplication {
        /// Number of the candidate, new or known.
        #[serde(rename = "candidateId")]
        pub candidate_id: crate::types::CandidateId,
        /// Number of the new application, if JOIN tells it.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub id: ::std::option::Option<crate::types::ApplicationId>,
    }
    /// Answer to a created job.
    #[non_exhaustive]
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
    pub struct CreatedJob {
        /// Number of the new job.
        pub id: crate::types::JobId,
    }
    /// Answer to a created note. Its fields are unknown, so each one is a guess that may be absent.
    #[non_exhaustive]
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, PartialEq)]
    pub struct CreatedNote {
        /// Number of the new note.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub id: ::std::option::Option<crate::types::NoteId>,
    }
    /// Answer to a created office.
    #[non_exhaustive]
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
    pub struct CreatedOffice {
        /// Number of the new office.
        pub id: crate::types::OfficeId,
    }
    /// An employment type that a job can have.
    #[non_exhaustive]
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
    pub struct EmploymentType {
        /// Number of the employment type.
        pub id: crate::types::EmploymentTypeId,
        /// Name in the language asked for.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub name: ::std::option::Option<::std::string::String>,
        /// Stable short name in lower case.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub slug: ::std::option::Option<::std::string::String>,
    }
    /// A job posting.
    #[non_exhaustive]
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
    pub struct Job {
        /// Sub-category of the job.
        #[serde(
            rename = "categoryId",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub category_id: ::std::option::Option<crate::types::CategoryId>,
        /// Person whom applicants may turn to.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub contact: ::std::option::Option<JobContact>,
        /// When the job was created, RFC 3339 with zone.
        #[serde(
            rename = "createdAt",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub created_at: ::std::option::Option<::jiff::Timestamp>,
        /// Long text of the job ad, in HTML. List rows carry it only when content is asked for.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub description: ::std::option::Option<::std::string::String>,
        /// Employment type of the job.
        #[serde(
            rename = "employmentTypeId",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub employment_type_id: ::std::option::Option<crate::types::EmploymentTypeId>,
        /// The company's own key for the job, if it set one.
        #[serde(
            rename = "externalId",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub external_id: ::std::option::Option<::std::string::String>,
        /// Number of the job.
        pub id: crate::types::JobId,
        /// Language of the job ad, ISO 639-1.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub language: ::std::option::Option<::std::string::String>,
        /// When the job was last changed, RFC 3339 with zone.
        #[serde(
            rename = "lastUpdatedAt",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub last_updated_at: ::std::option::Option<::jiff::Timestamp>,
        /// Office that the job belongs to.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub office: ::std::option::Option<Office>,
        /// From where the work may be done, for remote jobs.
        #[serde(
            rename = "remoteType",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub remote_type: ::std::option::Option<crate::types::RemoteType>,
        /// Pay range of the job.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub salary: ::std::option::Option<Salary>,
        /// Seniority level of the job.
        #[serde(
            rename = "seniorityId",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub seniority_id: ::std::option::Option<crate::types::SeniorityLevelId>,
        /// Where the job stands.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub status: ::std::option::Option<crate::types::JobStatus>,
        /// Title of the job ad.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub title: ::std::option::Option<::std::string::String>,
        /// Where the work is done.
        #[serde(
            rename = "workplaceType",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub workplace_type: ::std::option::Option<crate::types::WorkplaceType>,
    }
    /// The person whom applicants of a job may turn to.
    #[non_exhaustive]
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, PartialEq)]
    pub struct JobContact {
        /// E-mail address of the contact.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub email: ::std::option::Option<crate::types::EmailAddress>,
        /// Full name of the contact.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub name: ::std::option::Option<crate::types::PersonName>,
        /// Job title of the contact, free text.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub position: ::std::option::Option<::std::string::String>,
    }
    /// The person whom a new application is for.
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
    pub struct NewCandidate {
        /// E-mail address.
        pub email: crate::types::EmailAddress,
        /// Given name.
        #[serde(rename = "firstName")]
        pub first_name: crate::types::PersonName,
        /// Family name.
        #[serde(rename = "lastName")]
        pub last_name: crate::types::PersonName,
        /// Telephone number with a leading plus sign. The read operations name the same thing phoneNumber.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub phone: ::std::option::Option<crate::types::PhoneNumber>,
    }
    /// A file that goes with a new application. The read operations name the same thing an attachment.
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
    pub struct NewDocument {
        /// Content of the file, in base64.
        pub data: crate::types::DocumentData,
        /// File name with its extension.
        pub name: crate::types::FileName,
        /// What the file is.
        #[serde(rename = "type")]
        pub type_: crate::types::DocumentType,
    }
    /// The pay range of a new job, in major units of the currency.
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
    pub struct NewSalary {
        /// Currency of both ends.
        pub currency: crate::types::Currency,
        /// Period that the amounts are paid for.
        pub frequency: crate::types::SalaryFrequency,
        /// Lower end of the range, in major units.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        #[serde(default, with = "::rust_decimal::serde::float_option")]
        pub from: ::std::option::Option<::rust_decimal::Decimal>,
        /// Whether the range is printed on the public job ad.
        #[serde(rename = "isShownOnJobAd")]
        pub is_shown_on_job_ad: bool,
        /// Upper end of the range, in major units.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        #[serde(default, with = "::rust_decimal::serde::float_option")]
        pub to: ::std::option::Option<::rust_decimal::Decimal>,
    }
    /// A place where the company works.
    #[non_exhaustive]
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
    pub struct Office {
        /// City.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub city: ::std::option::Option<::std::string::String>,
        /// ISO 3166-1 alpha-2 country code. The case varies, so compare without case.
        #[serde(
            rename = "countryIso",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub country_iso: ::std::option::Option<::std::string::String>,
        /// Number of the office.
        pub id: crate::types::OfficeId,
        /// Whether new jobs get this office unless they name another.
        #[serde(
            rename = "isDefault",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub is_default: ::std::option::Option<bool>,
        /// Name that the company gave the office.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub name: ::std::option::Option<::std::string::String>,
        /// Postal code, as text.
        #[serde(
            rename = "postalCode",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub postal_code: ::std::option::Option<::std::string::String>,
        /// Street, without the house number.
        #[serde(
            rename = "streetName",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub street_name: ::std::option::Option<::std::string::String>,
        /// House number; can hold letters.
        #[serde(
            rename = "streetNumber",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub street_number: ::std::option::Option<::std::string::String>,
    }
    /// A link to a candidate's public profile.
    #[non_exhaustive]
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, PartialEq)]
    pub struct ProfessionalLink {
        /// Network of the profile.
        #[serde(rename = "type", skip_serializing_if = "::std::option::Option::is_none")]
        pub type_: ::std::option::Option<crate::types::ProfessionalLinkType>,
        /// Address of the profile.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub url: ::std::option::Option<crate::types::PersonalUrl>,
    }
    /// The pay range of a job, in major units of the currency: 18 to 22 USD PER_HOUR is eighteen to twenty-two dollars an hour.
    #[non_exhaustive]
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, PartialEq)]
    pub struct Salary {
        /// Currency of both ends.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub currency: ::std::option::Option<crate::types::Currency>,
        /// Period that the amounts are paid for.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub frequency: ::std::option::Option<crate::types::SalaryFrequency>,
        /// Lower end of the range, in major units.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        #[serde(default, with = "::rust_decimal::serde::float_option")]
        pub from: ::std::option::Option<::rust_decimal::Decimal>,
        /// Whether the range is printed on the public job ad.
        #[serde(
            rename = "isShownOnJobAd",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub is_shown_on_job_ad: ::std::option::Option<bool>,
        /// Upper end of the range, in major units.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        #[serde(default, with = "::rust_decimal::serde::float_option")]
        pub to: ::std::option::Option<::rust_decimal::Decimal>,
    }
    /// A screening question of the job with the candidate's answer.
    #[non_exhaustive]
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, PartialEq)]
    pub struct ScreeningAnswer {
        /// Answer in the shape that JOIN sent.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub answer: ::std::option::Option<crate::AnswerValue>,
        /// Download address of an uploaded answer, when the question asks for a file.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub file: ::std::option::Option<crate::types::PersonalUrl>,
        /// Whether the candidate passed the question over.
        #[serde(
            rename = "isSkipped",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub is_skipped: ::std::option::Option<bool>,
        /// Text of the question, as the company wrote it.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub question: ::std::option::Option<::std::string::String>,
        /// Kind of the answer.
        #[serde(rename = "type", skip_serializing_if = "::std::option::Option::is_none")]
        pub type_: ::std::option::Option<crate::types::ScreeningQuestionType>,
    }
    /// A seniority level that a job can have.
    #[non_exhaustive]
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
    pub struct SeniorityLevel {
        /// Number of the seniority level.
        pub id: crate::types::SeniorityLevelId,
        /// Name in the language asked for.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub name: ::std::option::Option<::std::string::String>,
        /// Stable short name in lower case.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub slug: ::std::option::Option<::std::string::String>,
    }
    /// A stage in the hiring pipeline of a job.
    #[non_exhaustive]
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, PartialEq)]
    pub struct Stage {
        /// Number of the stage.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub id: ::std::option::Option<crate::types::StageId>,
        /// Position of the stage in the pipeline.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub index: ::std::option::Option<i64>,
        /// Name of the stage, free text by the company.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub name: ::std::option::Option<::std::string::String>,
    }
    /// A job category of the second level. A job names one of these.
    #[non_exhaustive]
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
    pub struct SubCategory {
        /// Number of the sub-category, to be used when a job is created.
        pub id: crate::types::CategoryId,
        /// Name in the language asked for.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub name: ::std::option::Option<::std::string::String>,
        /// Stable short name in lower case.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub slug: ::std::option::Option<::std::string::String>,
    }
    /// The new tags of a candidate. They replace the whole set, those of recruiters included.
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
    pub struct UpdateCandidateRequest {
        /// The whole new set; an empty array clears it.
        pub tags: ::std::vec::Vec<crate::types::Tag>,
    }
    /// Answer to updated tags. Its fields are unknown, so each one is a guess that may be absent.
    #[non_exhaustive]
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, PartialEq)]
    pub struct UpdatedCandidate {
        /// Number of the candidate.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub id: ::std::option::Option<crate::types::CandidateId>,
        /// Tags after the update.
        #[serde(default, skip_serializing_if = "crate::Tags::is_absent")]
        pub tags: crate::Tags,
    }
    /// Error types.
    pub mod error {
        /// Error from a `TryFrom` or `FromStr` implementation.
        pub struct ConversionError(::std::borrow::Cow<'static, str>);
        impl ::std::error::Error for ConversionError {}
        impl ::std::fmt::Display for ConversionError {
            fn fmt(
                &self,
                f: &mut ::std::fmt::Formatter<'_>,
            ) -> Result<(), ::std::fmt::Error> {
                ::std::fmt::Display::fmt(&self.0, f)
            }
        }
        impl ::std::fmt::Debug for ConversionError {
            fn fmt(
                &self,
                f: &mut ::std::fmt::Formatter<'_>,
            ) -> Result<(), ::std::fmt::Error> {
                ::std::fmt::Debug::fmt(&self.0, f)
            }
        }
        impl From<&'static str> for ConversionError {
            fn from(value: &'static str) -> Self {
                Self(value.into())
            }
        }
        impl From<String> for ConversionError {
            fn from(value: String) -> Self {
                Self(value.into())
            }
        }
    }
    /// Number of a job posting, unique within a JOIN company.
    #[derive(
        ::serde::Deserialize,
        ::serde::Serialize,
        Clone,
        Copy,
        Debug,
        PartialEq,
        Eq,
        Hash,
        PartialOrd,
        Ord
    )]
    #[serde(transparent)]
    pub struct JobId(pub i64);
    crate::scalar::id!(JobId);
    /// Number of an application: one candidate applying to one job.
    #[derive(
        ::serde::Deserialize,
        ::serde::Serialize,
        Clone,
        Copy,
        Debug,
        PartialEq,
        Eq,
        Hash,
        PartialOrd,
        Ord
    )]
    #[serde(transparent)]
    pub struct ApplicationId(pub i64);
    crate::scalar::id!(ApplicationId);
    /// Number of a candidate. One candidate can have several applications, one for each job.
    #[derive(
        ::serde::Deserialize,
        ::serde::Serialize,
        Clone,
        Copy,
        Debug,
        PartialEq,
        Eq,
        Hash,
        PartialOrd,
        Ord
    )]
    #[serde(transparent)]
    pub struct CandidateId(pub i64);
    crate::scalar::id!(CandidateId);
    /// Number of an office.
    #[derive(
        ::serde::Deserialize,
        ::serde::Serialize,
        Clone,
        Copy,
        Debug,
        PartialEq,
        Eq,
        Hash,
        PartialOrd,
        Ord
    )]
    #[serde(transparent)]
    pub struct OfficeId(pub i64);
    crate::scalar::id!(OfficeId);
    /// Number of a job category. Categories and sub-categories are numbered in one space as far as is known.
    #[derive(
        ::serde::Deserialize,
        ::serde::Serialize,
        Clone,
        Copy,
        Debug,
        PartialEq,
        Eq,
        Hash,
        PartialOrd,
        Ord
    )]
    #[serde(transparent)]
    pub struct CategoryId(pub i64);
    crate::scalar::id!(CategoryId);
    /// Number of an employment type, such as full-time.
    #[derive(
        ::serde::Deserialize,
        ::serde::Serialize,
        Clone,
        Copy,
        Debug,
        PartialEq,
        Eq,
        Hash,
        PartialOrd,
        Ord
    )]
    #[serde(transparent)]
    pub struct EmploymentTypeId(pub i64);
    crate::scalar::id!(EmploymentTypeId);
    /// Number of a seniority level, such as entry level.
    #[derive(
        ::serde::Deserialize,
        ::serde::Serialize,
        Clone,
        Copy,
        Debug,
        PartialEq,
        Eq,
        Hash,
        PartialOrd,
        Ord
    )]
    #[serde(transparent)]
    pub struct SeniorityLevelId(pub i64);
    crate::scalar::id!(SeniorityLevelId);
    /// Number of a stage in a job's hiring pipeline.
    #[derive(
        ::serde::Deserialize,
        ::serde::Serialize,
        Clone,
        Copy,
        Debug,
        PartialEq,
        Eq,
        Hash,
        PartialOrd,
        Ord
    )]
    #[serde(transparent)]
    pub struct StageId(pub i64);
    crate::scalar::id!(StageId);
    /// Number of a candidate's data protection consent.
    #[derive(
        ::serde::Deserialize,
        ::serde::Serialize,
        Clone,
        Copy,
        Debug,
        PartialEq,
        Eq,
        Hash,
        PartialOrd,
        Ord
    )]
    #[serde(transparent)]
    pub struct ConsentId(pub i64);
    crate::scalar::id!(ConsentId);
    /// Number of a note on a candidate.
    #[derive(
        ::serde::Deserialize,
        ::serde::Serialize,
        Clone,
        Copy,
        Debug,
        PartialEq,
        Eq,
        Hash,
        PartialOrd,
        Ord
    )]
    #[serde(transparent)]
    pub struct NoteId(pub i64);
    crate::scalar::id!(NoteId);
    /// Where a job stands. ONLINE is published and takes applications, OFFLINE is not published, and both use a slot of the plan; ARCHIVED frees it and makes the applications view-only; DRAFT exists in the JOIN app.
    ///
    /// The set is open: a value that is not known here is kept as it came and written back the same.
    #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
    #[non_exhaustive]
    pub enum JobStatus {
        /// `ONLINE`
        Online,
        /// `OFFLINE`
        Offline,
        /// `ARCHIVED`
        Archived,
        /// `DRAFT`
        Draft,
        /// A value that is not known here.
        Unknown(crate::UnknownValue),
    }
    crate::scalar::open_enum!(
        JobStatus { Online = "ONLINE", Offline = "OFFLINE", Archived = "ARCHIVED", Draft
        = "DRAFT", }
    );
    /// Where the work is done.
    ///
    /// The set is open: a value that is not known here is kept as it came and written back the same.
    #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
    #[non_exhaustive]
    pub enum WorkplaceType {
        /// `ONSITE`
        Onsite,
        /// `HYBRID`
        Hybrid,
        /// `REMOTE`
        Remote,
        /// A value that is not known here.
        Unknown(crate::UnknownValue),
    }
    crate::scalar::open_enum!(
        WorkplaceType { Onsite = "ONSITE", Hybrid = "HYBRID", Remote = "REMOTE", }
    );
    /// From where a remote job may be done: within the office's country, or from anywhere.
    ///
    /// The set is open: a value that is not known here is kept as it came and written back the same.
    #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
    #[non_exhaustive]
    pub enum RemoteType {
        /// `COUNTRY`
        Country,
        /// `ANYWHERE`
        Anywhere,
        /// A value that is not known here.
        Unknown(crate::UnknownValue),
    }
    crate::scalar::open_enum!(
        RemoteType { Country = "COUNTRY", Anywhere = "ANYWHERE", }
    );
    /// ISO 4217 code of the currencies that JOIN offers for salaries.
    ///
    /// The set is open: a value that is not known here is kept as it came and written back the same.
    #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
    #[non_exhaustive]
    pub enum Currency {
        /// `EUR`
        Eur,
        /// `CHF`
        Chf,
        /// `USD`
        Usd,
        /// `GBP`
        Gbp,
        /// A value that is not known here.
        Unknown(crate::UnknownValue),
    }
    crate::scalar::open_enum!(
        Currency { Eur = "EUR", Chf = "CHF", Usd = "USD", Gbp = "GBP", }
    );
    /// The period that a salary is paid for.
    ///
    /// The set is open: a value that is not known here is kept as it came and written back the same.
    #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
    #[non_exhaustive]
    pub enum SalaryFrequency {
        /// `PER_HOUR`
        PerHour,
        /// `PER_DAY`
        PerDay,
        /// `PER_WEEK`
        PerWeek,
        /// `PER_MONTH`
        PerMonth,
        /// `PER_YEAR`
        PerYear,
        /// A value that is not known here.
        Unknown(crate::UnknownValue),
    }
    crate::scalar::open_enum!(
        SalaryFrequency { PerHour = "PER_HOUR", PerDay = "PER_DAY", PerWeek = "PER_WEEK",
        PerMonth = "PER_MONTH", PerYear = "PER_YEAR", }
    );
    /// Whether applicants of a job have to send a CV.
    ///
    /// The set is open: a value that is not known here is kept as it came and written back the same.
    #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
    #[non_exhaustive]
    pub enum CvRequirement {
        /// `REQUIRED`
        Required,
        /// `OPTIONAL`
        Optional,
        /// `OFF`
        Off,
        /// A value that is not known here.
        Unknown(crate::UnknownValue),
    }
    crate::scalar::open_enum!(
        CvRequirement { Required = "REQUIRED", Optional = "OPTIONAL", Off = "OFF", }
    );
    /// Where an application stands in hiring. APPLIED is probably what the JOIN app calls screening, and ACTIVE what it calls qualified.
    ///
    /// The set is open: a value that is not known here is kept as it came and written back the same.
    #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
    #[non_exhaustive]
    pub enum HiringState {
        /// `APPLIED`
        Applied,
        /// `ACTIVE`
        Active,
        /// `REJECTED`
        Rejected,
        /// `HIRED`
        Hired,
        /// `OFFER`
        Offer,
        /// A value that is not known here.
        Unknown(crate::UnknownValue),
    }
    crate::scalar::open_enum!(
        HiringState { Applied = "APPLIED", Active = "ACTIVE", Rejected = "REJECTED",
        Hired = "HIRED", Offer = "OFFER", }
    );
    /// A state of an application in a vocabulary of its own, perhaps that of the tabs of the JOIN app. The same word can mean another thing than in a hiring state: ACTIVE here may hold every application that is neither rejected nor hired. The values are our own conclusion.
    ///
    /// The set is open: a value that is not known here is kept as it came and written back the same.
    #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
    #[non_exhaustive]
    pub enum ApplicationState {
        /// `ACTIVE`
        Active,
        /// `REJECTED`
        Rejected,
        /// `HIRED`
        Hired,
        /// A value that is not known here.
        Unknown(crate::UnknownValue),
    }
    crate::scalar::open_enum!(
        ApplicationState { Active = "ACTIVE", Rejected = "REJECTED", Hired = "HIRED", }
    );
    /// Where an application came from, as the caller of the create operation states it.
    ///
    /// The set is open: a value that is not known here is kept as it came and written back the same.
    #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
    #[non_exhaustive]
    pub enum ApplicationSource {
        /// `ORGANIC`
        Organic,
        /// `REFERRALS`
        Referrals,
        /// `JOB_BOARDS`
        JobBoards,
        /// `SOCIAL_MEDIA`
        SocialMedia,
        /// `AGENCY`
        Agency,
        /// `SOURCING_TOOLS`
        SourcingTools,
        /// `EVENTS`
        Events,
        /// `INTERNAL_APPLICATION`
        InternalApplication,
        /// `OTHER`
        Other,
        /// A value that is not known here.
        Unknown(crate::UnknownValue),
    }
    crate::scalar::open_enum!(
        ApplicationSource { Organic = "ORGANIC", Referrals = "REFERRALS", JobBoards =
        "JOB_BOARDS", SocialMedia = "SOCIAL_MEDIA", Agency = "AGENCY", SourcingTools =
        "SOURCING_TOOLS", Events = "EVENTS", InternalApplication =
        "INTERNAL_APPLICATION", Other = "OTHER", }
    );
    /// What an attachment of an application is. JOIN_CV is a CV that JOIN made from the candidate's profile.
    ///
    /// The set is open: a value that is not known here is kept as it came and written back the same.
    #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
    #[non_exhaustive]
    pub enum AttachmentType {
        /// `CV`
        Cv,
        /// `JOIN_CV`
        JoinCv,
        /// `COVER_LETTER`
        CoverLetter,
        /// `PORTFOLIO`
        Portfolio,
        /// `CERTIFICATES`
        Certificates,
        /// `OTHER`
        Other,
        /// `REFERENCES`
        References,
        /// `TRANSCRIPT`
        Transcript,
        /// `WORK_SAMPLES`
        WorkSamples,
        /// A value that is not known here.
        Unknown(crate::UnknownValue),
    }
    crate::scalar::open_enum!(
        AttachmentType { Cv = "CV", JoinCv = "JOIN_CV", CoverLetter = "COVER_LETTER",
        Portfolio = "PORTFOLIO", Certificates = "CERTIFICATES", Other = "OTHER",
        References = "REFERENCES", Transcript = "TRANSCRIPT", WorkSamples =
        "WORK_SAMPLES", }
    );
    /// What a document sent with a new application is.
    ///
    /// The set is open: a value that is not known here is kept as it came and written back the same.
    #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
    #[non_exhaustive]
    pub enum DocumentType {
        /// `CV`
        Cv,
        /// `COVER_LETTER`
        CoverLetter,
        /// `PORTFOLIO`
        Portfolio,
        /// `CERTIFICATES`
        Certificates,
        /// `OTHER`
        Other,
        /// `REFERENCES`
        References,
        /// `TRANSCRIPT`
        Transcript,
        /// `WORK_SAMPLES`
        WorkSamples,
        /// A value that is not known here.
        Unknown(crate::UnknownValue),
    }
    crate::scalar::open_enum!(
        DocumentType { Cv = "CV", CoverLetter = "COVER_LETTER", Portfolio = "PORTFOLIO",
        Certificates = "CERTIFICATES", Other = "OTHER", References = "REFERENCES",
        Transcript = "TRANSCRIPT", WorkSamples = "WORK_SAMPLES", }
    );
    /// The kind of answer that a screening question asks for.
    ///
    /// The set is open: a value that is not known here is kept as it came and written back the same.
    #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
    #[non_exhaustive]
    pub enum ScreeningQuestionType {
        /// `TEXT`
        Text,
        /// `DATE`
        Date,
        /// `INTEGER`
        Integer,
        /// A value that is not known here.
        Unknown(crate::UnknownValue),
    }
    crate::scalar::open_enum!(
        ScreeningQuestionType { Text = "TEXT", Date = "DATE", Integer = "INTEGER", }
    );
    /// The network that a professional link points to.
    ///
    /// The set is open: a value that is not known here is kept as it came and written back the same.
    #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
    #[non_exhaustive]
    pub enum ProfessionalLinkType {
        /// `LINKEDIN`
        Linkedin,
        /// A value that is not known here.
        Unknown(crate::UnknownValue),
    }
    crate::scalar::open_enum!(ProfessionalLinkType { Linkedin = "LINKEDIN", });
    /// A person's given or family name, or both.
    ///
    /// Personal data: `Debug` prints `[redacted]` and there is no `Display`. A JSON number or boolean is
    /// read as its text.
    #[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub struct PersonName(::std::string::String);
    crate::scalar::personal!(PersonName);
    /// A person's e-mail address.
    ///
    /// Personal data: `Debug` prints `[redacted]` and there is no `Display`. A JSON number or boolean is
    /// read as its text.
    #[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub struct EmailAddress(::std::string::String);
    crate::scalar::personal!(EmailAddress);
    /// A person's telephone number. JOIN takes it in international form with a leading plus sign.
    ///
    /// Personal data: `Debug` prints `[redacted]` and there is no `Display`. A JSON number or boolean is
    /// read as its text.
    #[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub struct PhoneNumber(::std::string::String);
    crate::scalar::personal!(PhoneNumber);
    /// Free text by or about a person: a screening answer, a note, a place of residence.
    ///
    /// Personal data: `Debug` prints `[redacted]` and there is no `Display`. A JSON number or boolean is
    /// read as its text.
    #[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub struct PersonalText(::std::string::String);
    crate::scalar::personal!(PersonalText);
    /// An address that leads to a person's data: a signed download or a public profile. A signed address is as good as a password until it expires.
    ///
    /// Personal data: `Debug` prints `[redacted]` and there is no `Display`. A JSON number or boolean is
    /// read as its text.
    #[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub struct PersonalUrl(::std::string::String);
    crate::scalar::personal!(PersonalUrl);
    /// The name of a person's file, which often holds the person's name.
    ///
    /// Personal data: `Debug` prints `[redacted]` and there is no `Display`. A JSON number or boolean is
    /// read as its text.
    #[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub struct FileName(::std::string::String);
    crate::scalar::personal!(FileName);
    /// A file's content in base64, standard alphabet with padding.
    ///
    /// Personal data: `Debug` prints `[redacted]` and there is no `Display`. A JSON number or boolean is
    /// read as its text.
    #[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub struct DocumentData(::std::string::String);
    crate::scalar::personal!(DocumentData);
    /// One tag on a candidate: free text by recruiters and integrations, compared exactly.
    ///
    /// Personal data: `Debug` prints `[redacted]` and there is no `Display`. A JSON number or boolean is
    /// read as its text.
    #[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub struct Tag(::std::string::String);
    crate::scalar::personal!(Tag);
}
#[derive(Clone, Debug)]
/// Client for JOIN API
///
/// The recruiting API of JOIN, version 2, as far as it is known from outside. Every operation and every property says in x-join-evidence how surely it is known: vendor (a page of JOIN says so), seed (a published integration says so), second-hand (a client's author states it as read from the reference), live (types taken from live answers), client (working client code sends or reads it), inferred (our own conclusion). x-join-live is the day on which a response of an account had it, and x-join-observed what an operation did that day. Properties with x-join-pii hold personal data. x-join-class says what a repeat of the operation does: read and idempotent repeat harmlessly, create makes a second one, replace overwrites what others wrote in between. A text with x-extensible-enum is open: its values are those that are known, and any other may come or be sent. Limits on requests are those that the SDK checks before it sends; what JOIN itself refuses is not known. Error statuses are those that were seen, and the body of an error can differ.
///
/// Version: 2.0
pub struct Client {
    pub(crate) baseurl: crate::BaseUrl,
    pub(crate) client: reqwest::Client,
    pub(crate) inner: crate::transport::Inner,
}
impl Client {
    /// Makes a client of an HTTP client and the transport that sends its requests.
    pub fn new_with_client(
        baseurl: crate::BaseUrl,
        client: reqwest::Client,
        inner: crate::transport::Inner,
    ) -> Self {
        Self { baseurl, client, inner }
    }
}
impl ClientInfo<crate::transport::Inner> for Client {
    fn api_version() -> &'static str {
        "2.0"
    }
    fn baseurl(&self) -> &str {
        self.baseurl.as_str()
    }
    fn client(&self) -> &reqwest::Client {
        &self.client
    }
    fn inner(&self) -> &crate::transport::Inner {
        &self.inner
    }
}
const _: () = {
    #[allow(dead_code)]
    fn assert_client_hooks()
    where
        Client: ClientHooks<crate::transport::Inner>,
    {}
};
#[allow(clippy::all)]
impl Client {
    /// List jobs
    ///
    /// Answers one page of the company's jobs. Which jobs come without a status is as JOIN decides, so send one. Only an empty page surely ends the list: whether JOIN caps or filters pages is unknown.
    ///
    /// Sends a `GET` request to `/jobs`
    ///
    /// Arguments:
    /// - `content`: Whether rows carry the long description.
    /// - `page`: Page to read, counted from 1.
    /// - `page_size`: Rows of a page, 1 to 50.
    /// - `status`: Only jobs of this status. The default is unknown.
    pub async fn list_jobs<'a>(
        &'a self,
        content: Option<bool>,
        page: Option<i64>,
        page_size: Option<i64>,
        status: Option<&'a crate::types::JobStatus>,
    ) -> Result<ResponseValue<crate::Rows<crate::types::Job>>, Error<()>> {
        let url = self.baseurl.at(&format!("{}/jobs", self.baseurl.path()));
        #[allow(unused_mut)]
        let mut request = self
            .client
            .get(url)
            .header(
                ::reqwest::header::ACCEPT,
                ::reqwest::header::HeaderValue::from_static("application/json"),
            )
            .query(&progenitor_client::QueryParam::new("content", &content))
            .query(&progenitor_client::QueryParam::new("page", &page))
            .query(&progenitor_client::QueryParam::new("pageSize", &page_size))
            .query(&progenitor_client::QueryParam::new("status", &status))
            .build()?;
        let info = OperationInfo {
            operation_id: "list_jobs",
        };
        self.pre(&mut request, &info).await?;
        let result = self.exec(request, &info).await;
        self.post(&result, &info).await?;
        let response = result?;
        match response.status().as_u16() {
            200..=299 => {
                crate::response::rows(crate::response::received(response).await?)
            }
            _ => Err(Error::UnexpectedResponse(response)),
        }
    }
    /// Create a job
    ///
    /// Creates a job. It goes live and out to the job boards at once unless its status is OFFLINE. An OFFLINE job uses a slot of the plan too, so creating one can fail for want of a slot.
    ///
    /// Sends a `POST` request to `/jobs`
    pub async fn create_job<'a>(
        &'a self,
        body: &'a types::CreateJobRequest,
    ) -> Result<ResponseValue<types::CreatedJob>, Error<()>> {
        let url = self.baseurl.at(&format!("{}/jobs", self.baseurl.path()));
        #[allow(unused_mut)]
        let mut request = self
            .client
            .post(url)
            .header(
                ::reqwest::header::ACCEPT,
                ::reqwest::header::HeaderValue::from_static("application/json"),
            )
            .json(&body)
            .build()?;
        let info = OperationInfo {
            operation_id: "create_job",
        };
        self.pre(&mut request, &info).await?;
        let result = self.exec(request, &info).await;
        self.post(&result, &info).await?;
        let response = result?;
        match response.status().as_u16() {
            200..=299 => {
                crate::response::value(crate::response::received(response).await?)
            }
            _ => Err(Error::UnexpectedResponse(response)),
        }
    }
    /// Retrieve a job
    ///
    /// Answers one job with its description; 404 when the number is unknown.
    ///
    /// Sends a `GET` request to `/jobs/{jobId}`
    ///
    /// Arguments:
    /// - `job_id`: Number of the job.
    pub async fn get_job<'a>(
        &'a self,
        job_id: &'a crate::types::JobId,
    ) -> Result<ResponseValue<types::Job>, Error<()>> {
        let url = self
            .baseurl
            .at(
                &format!(
                    "{}/jobs/{}", self.baseurl.path(), encode_path(& job_id.to_string())
                ),
            );
        #[allow(unused_mut)]
        let mut request = self
            .client
            .get(url)
            .header(
                ::reqwest::header::ACCEPT,
                ::reqwest::header::HeaderValue::from_static("application/json"),
            )
            .build()?;
        let info = OperationInfo {
            operation_id: "get_job",
        };
        self.pre(&mut request, &info).await?;
        let result = self.exec(request, &info).await;
        self.post(&result, &info).await?;
        let response = result?;
        match response.status().as_u16() {
            200..=299 => {
                crate::response::value(crate::response::received(response).await?)
            }
            _ => Err(Error::UnexpectedResponse(response)),
        }
    }
    /// Change a job's status
    ///
    /// Publishes a job, takes it offline or archives it. ONLINE and OFFLINE both use a slot of the plan, and only ARCHIVED frees it; leaving ONLINE cancels running paid ads at once; ARCHIVED makes the applications view-only.
    ///
    /// Sends a `PATCH` request to `/jobs/{jobId}/changeStatus`
    ///
    /// Arguments:
    /// - `job_id`: Number of the job.
    /// - `body`
    pub async fn change_job_status<'a>(
        &'a self,
        job_id: &'a crate::types::JobId,
        body: &'a types::ChangeJobStatusRequest,
    ) -> Result<ResponseValue<types::ChangedJob>, Error<()>> {
        let url = self
            .baseurl
            .at(
                &format!(
                    "{}/jobs/{}/changeStatus", self.baseurl.path(), encode_path(& job_id
                    .to_string())
                ),
            );
        #[allow(unused_mut)]
        let mut request = self
            .client
            .patch(url)
            .header(
                ::reqwest::header::ACCEPT,
                ::reqwest::header::HeaderValue::from_static("application/json"),
            )
            .json(&body)
            .build()?;
        let info = OperationInfo {
            operation_id: "change_job_status",
        };
        self.pre(&mut request, &info).await?;
        let result = self.exec(request, &info).await;
        self.post(&result, &info).await?;
        let response = result?;
        match response.status().as_u16() {
            200..=299 => {
                crate::response::value(crate::response::received(response).await?)
            }
            _ => Err(Error::UnexpectedResponse(response)),
        }
    }
    /// List applications
    ///
    /// Answers one page of applications, newest first as far as is known. Rows move while one pages, so drop duplicates by number. Only an empty page surely ends the list: whether JOIN caps or filters pages is unknown.
    ///
    /// Sends a `GET` request to `/applications`
    ///
    /// Arguments:
    /// - `hiring_state`: Only applications in this state.
    /// - `job_external_id`: Only applications to the job with this key of the company.
    /// - `job_id`: Only applications to this job.
    /// - `page`: Page to read, counted from 1.
    /// - `page_size`: Rows of a page, 1 to 50.
    /// - `updated_at_gte`: Only applications changed at this time or later, RFC 3339 with zone.
    pub async fn list_applications<'a>(
        &'a self,
        hiring_state: Option<&'a crate::types::HiringState>,
        job_external_id: Option<&'a str>,
        job_id: Option<&'a crate::types::JobId>,
        page: Option<i64>,
        page_size: Option<i64>,
        updated_at_gte: Option<&'a ::jiff::Timestamp>,
    ) -> Result<ResponseValue<crate::Rows<crate::types::Application>>, Error<()>> {
        let url = self.baseurl.at(&format!("{}/applications", self.baseurl.path()));
        #[allow(unused_mut)]
        let mut request = self
            .client
            .get(url)
            .header(
                ::reqwest::header::ACCEPT,
                ::reqwest::header::HeaderValue::from_static("application/json"),
            )
            .query(&progenitor_client::QueryParam::new("hiringState", &hiring_state))
            .query(
                &progenitor_client::QueryParam::new("jobExternalId", &job_external_id),
            )
            .query(&progenitor_client::QueryParam::new("jobId", &job_id))
            .query(&progenitor_client::QueryParam::new("page", &page))
            .query(&progenitor_client::QueryParam::new("pageSize", &page_size))
            .query(&progenitor_client::QueryParam::new("updatedAtGte", &updated_at_gte))
            .build()?;
        let info = OperationInfo {
            operation_id: "list_applications",
        };
        self.pre(&mut request, &info).await?;
        let result = self.exec(request, &info).await;
        self.post(&result, &info).await?;
        let response = result?;
        match response.status().as_u16() {
            200..=299 => {
                crate::response::rows(crate::response::received(response).await?)
            }
            _ => Err(Error::UnexpectedResponse(response)),
        }
    }
    /// Create an application
    ///
    /// Creates an application and, if need be, its candidate. JOIN may e-mail the candidate, for instance to ask for consent; that is our own conclusion from a page on candidates added by hand. A repeat for the same person and job fails with a message that holds the words already exists. No idempotency key is known: after a lost answer, look for the integrationExternalId before sending again.
    ///
    /// Sends a `POST` request to `/applications`
    pub async fn create_application<'a>(
        &'a self,
        body: &'a types::CreateApplicationRequest,
    ) -> Result<ResponseValue<types::CreatedApplication>, Error<()>> {
        let url = self.baseurl.at(&format!("{}/applications", self.baseurl.path()));
        #[allow(unused_mut)]
        let mut request = self
            .client
            .post(url)
            .header(
                ::reqwest::header::ACCEPT,
                ::reqwest::header::HeaderValue::from_static("application/json"),
            )
            .json(&body)
            .build()?;
        let info = OperationInfo {
            operation_id: "create_application",
        };
        self.pre(&mut request, &info).await?;
        let result = self.exec(request, &info).await;
        self.post(&result, &info).await?;
        let response = result?;
        match response.status().as_u16() {
            200..=299 => {
                crate::response::value(crate::response::received(response).await?)
            }
            _ => Err(Error::UnexpectedResponse(response)),
        }
    }
    /// Retrieve an application
    ///
    /// Answers one application with its candidate, screening answers and attachments. No other way is known to read a candidate's tags afresh.
    ///
    /// Sends a `GET` request to `/applications/{applicationId}`
    ///
    /// Arguments:
    /// - `application_id`: Number of the application.
    pub async fn get_application<'a>(
        &'a self,
        application_id: &'a crate::types::ApplicationId,
    ) -> Result<ResponseValue<types::Application>, Error<()>> {
        let url = self
            .baseurl
            .at(
                &format!(
                    "{}/applications/{}", self.baseurl.path(), encode_path(&
                    application_id.to_string())
                ),
            );
        #[allow(unused_mut)]
        let mut request = self
            .client
            .get(url)
            .header(
                ::reqwest::header::ACCEPT,
                ::reqwest::header::HeaderValue::from_static("application/json"),
            )
            .build()?;
        let info = OperationInfo {
            operation_id: "get_application",
        };
        self.pre(&mut request, &info).await?;
        let result = self.exec(request, &info).await;
        self.post(&result, &info).await?;
        let response = result?;
        match response.status().as_u16() {
            200..=299 => {
                crate::response::value(crate::response::received(response).await?)
            }
            _ => Err(Error::UnexpectedResponse(response)),
        }
    }
    /// Replace a candidate's tags
    ///
    /// Replaces the whole set of tags: what is not sent is gone, whoever wrote it. The path is our own conclusion from the paths around it.
    ///
    /// Sends a `PATCH` request to `/candidates/{candidateId}`
    ///
    /// Arguments:
    /// - `candidate_id`: Number of the candidate.
    /// - `body`
    pub async fn update_candidate<'a>(
        &'a self,
        candidate_id: &'a crate::types::CandidateId,
        body: &'a types::UpdateCandidateRequest,
    ) -> Result<ResponseValue<types::UpdatedCandidate>, Error<()>> {
        let url = self
            .baseurl
            .at(
                &format!(
                    "{}/candidates/{}", self.baseurl.path(), encode_path(& candidate_id
                    .to_string())
                ),
            );
        #[allow(unused_mut)]
        let mut request = self
            .client
            .patch(url)
            .header(
                ::reqwest::header::ACCEPT,
                ::reqwest::header::HeaderValue::from_static("application/json"),
            )
            .json(&body)
            .build()?;
        let info = OperationInfo {
            operation_id: "update_candidate",
        };
        self.pre(&mut request, &info).await?;
        let result = self.exec(request, &info).await;
        self.post(&result, &info).await?;
        let response = result?;
        match response.status().as_u16() {
            200..=299 => {
                crate::response::value(crate::response::received(response).await?)
            }
            _ => Err(Error::UnexpectedResponse(response)),
        }
    }
    /// Add a note to a candidate
    ///
    /// Adds a note for the hiring team; the candidate never sees it. No way is known to list or change notes.
    ///
    /// Sends a `POST` request to `/candidates/{candidateId}/notes`
    ///
    /// Arguments:
    /// - `candidate_id`: Number of the candidate.
    /// - `body`
    pub async fn create_candidate_note<'a>(
        &'a self,
        candidate_id: &'a crate::types::CandidateId,
        body: &'a types::CreateNoteRequest,
    ) -> Result<ResponseValue<types::CreatedNote>, Error<()>> {
        let url = self
            .baseurl
            .at(
                &format!(
                    "{}/candidates/{}/notes", self.baseurl.path(), encode_path(&
                    candidate_id.to_string())
                ),
            );
        #[allow(unused_mut)]
        let mut request = self
            .client
            .post(url)
            .header(
                ::reqwest::header::ACCEPT,
                ::reqwest::header::HeaderValue::from_static("application/json"),
            )
            .json(&body)
            .build()?;
        let info = OperationInfo {
            operation_id: "create_candidate_note",
        };
        self.pre(&mut request, &info).await?;
        let result = self.exec(request, &info).await;
        self.post(&result, &info).await?;
        let response = result?;
        match response.status().as_u16() {
            200..=299 => {
                crate::response::value(crate::response::received(response).await?)
            }
            _ => Err(Error::UnexpectedResponse(response)),
        }
    }
    /// List offices
    ///
    /// Answers one page of the company's offices. Only an empty page surely ends the list: whether JOIN caps or filters pages is unknown.
    ///
    /// Sends a `GET` request to `/offices`
    ///
    /// Arguments:
    /// - `city_name_like`: Only offices whose city is like this text.
    /// - `country_code`: Only offices in this country, ISO 3166-1 alpha-2.
    /// - `page`: Page to read, counted from 1.
    /// - `page_size`: Rows of a page, 1 to 50.
    pub async fn list_offices<'a>(
        &'a self,
        city_name_like: Option<&'a str>,
        country_code: Option<&'a str>,
        page: Option<i64>,
        page_size: Option<i64>,
    ) -> Result<ResponseValue<crate::Rows<crate::types::Office>>, Error<()>> {
        let url = self.baseurl.at(&format!("{}/offices", self.baseurl.path()));
        #[allow(unused_mut)]
        let mut request = self
            .client
            .get(url)
            .header(
                ::reqwest::header::ACCEPT,
                ::reqwest::header::HeaderValue::from_static("application/json"),
            )
            .query(&progenitor_client::QueryParam::new("cityNameLike", &city_name_like))
            .query(&progenitor_client::QueryParam::new("countryCode", &country_code))
            .query(&progenitor_client::QueryParam::new("page", &page))
            .query(&progenitor_client::QueryParam::new("pageSize", &page_size))
            .build()?;
        let info = OperationInfo {
            operation_id: "list_offices",
        };
        self.pre(&mut request, &info).await?;
        let result = self.exec(request, &info).await;
        self.post(&result, &info).await?;
        let response = result?;
        match response.status().as_u16() {
            200..=299 => {
                crate::response::rows(crate::response::received(response).await?)
            }
            _ => Err(Error::UnexpectedResponse(response)),
        }
    }
    /// Create an office
    ///
    /// Creates an office. Whether JOIN looks for duplicates is unknown, so list first.
    ///
    /// Sends a `POST` request to `/offices`
    pub async fn create_office<'a>(
        &'a self,
        body: &'a types::CreateOfficeRequest,
    ) -> Result<ResponseValue<types::CreatedOffice>, Error<()>> {
        let url = self.baseurl.at(&format!("{}/offices", self.baseurl.path()));
        #[allow(unused_mut)]
        let mut request = self
            .client
            .post(url)
            .header(
                ::reqwest::header::ACCEPT,
                ::reqwest::header::HeaderValue::from_static("application/json"),
            )
            .json(&body)
            .build()?;
        let info = OperationInfo {
            operation_id: "create_office",
        };
        self.pre(&mut request, &info).await?;
        let result = self.exec(request, &info).await;
        self.post(&result, &info).await?;
        let response = result?;
        match response.status().as_u16() {
            200..=299 => {
                crate::response::value(crate::response::received(response).await?)
            }
            _ => Err(Error::UnexpectedResponse(response)),
        }
    }
    /// List job categories
    ///
    /// Answers all job categories with their sub-categories, in one array.
    ///
    /// Sends a `GET` request to `/categories`
    ///
    /// Arguments:
    /// - `language`: Language of the names, ISO 639-1.
    pub async fn list_categories<'a>(
        &'a self,
        language: Option<&'a str>,
    ) -> Result<ResponseValue<crate::Rows<crate::types::Category>>, Error<()>> {
        let url = self.baseurl.at(&format!("{}/categories", self.baseurl.path()));
        #[allow(unused_mut)]
        let mut request = self
            .client
            .get(url)
            .header(
                ::reqwest::header::ACCEPT,
                ::reqwest::header::HeaderValue::from_static("application/json"),
            )
            .query(&progenitor_client::QueryParam::new("language", &language))
            .build()?;
        let info = OperationInfo {
            operation_id: "list_categories",
        };
        self.pre(&mut request, &info).await?;
        let result = self.exec(request, &info).await;
        self.post(&result, &info).await?;
        let response = result?;
        match response.status().as_u16() {
            200..=299 => {
                crate::response::rows(crate::response::received(response).await?)
            }
            _ => Err(Error::UnexpectedResponse(response)),
        }
    }
    /// List employment types
    ///
    /// Answers all employment types, in one array.
    ///
    /// Sends a `GET` request to `/employmentTypes`
    ///
    /// Arguments:
    /// - `language`: Language of the names, ISO 639-1.
    pub async fn list_employment_types<'a>(
        &'a self,
        language: Option<&'a str>,
    ) -> Result<ResponseValue<crate::Rows<crate::types::EmploymentType>>, Error<()>> {
        let url = self.baseurl.at(&format!("{}/employmentTypes", self.baseurl.path()));
        #[allow(unused_mut)]
        let mut request = self
            .client
            .get(url)
            .header(
                ::reqwest::header::ACCEPT,
                ::reqwest::header::HeaderValue::from_static("application/json"),
            )
            .query(&progenitor_client::QueryParam::new("language", &language))
            .build()?;
        let info = OperationInfo {
            operation_id: "list_employment_types",
        };
        self.pre(&mut request, &info).await?;
        let result = self.exec(request, &info).await;
        self.post(&result, &info).await?;
        let response = result?;
        match response.status().as_u16() {
            200..=299 => {
                crate::response::rows(crate::response::received(response).await?)
            }
            _ => Err(Error::UnexpectedResponse(response)),
        }
    }
    /// List seniority levels
    ///
    /// Answers all seniority levels, in one array.
    ///
    /// Sends a `GET` request to `/seniorityLevels`
    ///
    /// Arguments:
    /// - `language`: Language of the names, ISO 639-1.
    pub async fn list_seniority_levels<'a>(
        &'a self,
        language: Option<&'a str>,
    ) -> Result<ResponseValue<crate::Rows<crate::types::SeniorityLevel>>, Error<()>> {
        let url = self.baseurl.at(&format!("{}/seniorityLevels", self.baseurl.path()));
        #[allow(unused_mut)]
        let mut request = self
            .client
            .get(url)
            .header(
                ::reqwest::header::ACCEPT,
                ::reqwest::header::HeaderValue::from_static("application/json"),
            )
            .query(&progenitor_client::QueryParam::new("language", &language))
            .build()?;
        let info = OperationInfo {
            operation_id: "list_seniority_levels",
        };
        self.pre(&mut request, &info).await?;
        let result = self.exec(request, &info).await;
        self.post(&result, &info).await?;
        let response = result?;
        match response.status().as_u16() {
            200..=299 => {
                crate::response::rows(crate::response::received(response).await?)
            }
            _ => Err(Error::UnexpectedResponse(response)),
        }
    }
}
/// Items consumers will typically use such as the Client.
pub mod prelude {
    #[allow(unused_imports)]
    pub use super::Client;
}
/// Every operation of the document: its name, method and path, and what a repeat of it does.
pub mod operations {
    use crate::operation::{Idempotency, Evidence, Operation};
    /// List jobs: `GET /jobs`.
    pub const LIST_JOBS: Operation = Operation {
        id: "listJobs",
        method: "GET",
        path: "/jobs",
        class: Idempotency::Read,
        evidence: Evidence::Vendor,
    };
    /// Create a job: `POST /jobs`.
    pub const CREATE_JOB: Operation = Operation {
        id: "createJob",
        method: "POST",
        path: "/jobs",
        class: Idempotency::Create,
        evidence: Evidence::SecondHand,
    };
    /// Retrieve a job: `GET /jobs/{jobId}`.
    pub const GET_JOB: Operation = Operation {
        id: "getJob",
        method: "GET",
        path: "/jobs/{jobId}",
        class: Idempotency::Read,
        evidence: Evidence::Client,
    };
    /// Change a job's status: `PATCH /jobs/{jobId}/changeStatus`.
    pub const CHANGE_JOB_STATUS: Operation = Operation {
        id: "changeJobStatus",
        method: "PATCH",
        path: "/jobs/{jobId}/changeStatus",
        class: Idempotency::Idempotent,
        evidence: Evidence::SecondHand,
    };
    /// List applications: `GET /applications`.
    pub const LIST_APPLICATIONS: Operation = Operation {
        id: "listApplications",
        method: "GET",
        path: "/applications",
        class: Idempotency::Read,
        evidence: Evidence::Seed,
    };
    /// Create an application: `POST /applications`.
    pub const CREATE_APPLICATION: Operation = Operation {
        id: "createApplication",
        method: "POST",
        path: "/applications",
        class: Idempotency::Create,
        evidence: Evidence::Seed,
    };
    /// Retrieve an application: `GET /applications/{applicationId}`.
    pub const GET_APPLICATION: Operation = Operation {
        id: "getApplication",
        method: "GET",
        path: "/applications/{applicationId}",
        class: Idempotency::Read,
        evidence: Evidence::Client,
    };
    /// Replace a candidate's tags: `PATCH /candidates/{candidateId}`.
    pub const UPDATE_CANDIDATE: Operation = Operation {
        id: "updateCandidate",
        method: "PATCH",
        path: "/candidates/{candidateId}",
        class: Idempotency::Replace,
        evidence: Evidence::Seed,
    };
    /// Add a note to a candidate: `POST /candidates/{candidateId}/notes`.
    pub const CREATE_CANDIDATE_NOTE: Operation = Operation {
        id: "createCandidateNote",
        method: "POST",
        path: "/candidates/{candidateId}/notes",
        class: Idempotency::Create,
        evidence: Evidence::Client,
    };
    /// List offices: `GET /offices`.
    pub const LIST_OFFICES: Operation = Operation {
        id: "listOffices",
        method: "GET",
        path: "/offices",
        class: Idempotency::Read,
        evidence: Evidence::SecondHand,
    };
    /// Create an office: `POST /offices`.
    pub const CREATE_OFFICE: Operation = Operation {
        id: "createOffice",
        method: "POST",
        path: "/offices",
        class: Idempotency::Create,
        evidence: Evidence::SecondHand,
    };
    /// List job categories: `GET /categories`.
    pub const LIST_CATEGORIES: Operation = Operation {
        id: "listCategories",
        method: "GET",
        path: "/categories",
        class: Idempotency::Read,
        evidence: Evidence::Client,
    };
    /// List employment types: `GET /employmentTypes`.
    pub const LIST_EMPLOYMENT_TYPES: Operation = Operation {
        id: "listEmploymentTypes",
        method: "GET",
        path: "/employmentTypes",
        class: Idempotency::Read,
        evidence: Evidence::Client,
    };
    /// List seniority levels: `GET /seniorityLevels`.
    pub const LIST_SENIORITY_LEVELS: Operation = Operation {
        id: "listSeniorityLevels",
        method: "GET",
        path: "/seniorityLevels",
        class: Idempotency::Read,
        evidence: Evidence::Client,
    };
    /// Every operation, in the order of the document.
    pub const ALL: &[Operation] = &[
        LIST_JOBS,
        CREATE_JOB,
        GET_JOB,
        CHANGE_JOB_STATUS,
        LIST_APPLICATIONS,
        CREATE_APPLICATION,
        GET_APPLICATION,
        UPDATE_CANDIDATE,
        CREATE_CANDIDATE_NOTE,
        LIST_OFFICES,
        CREATE_OFFICE,
        LIST_CATEGORIES,
        LIST_EMPLOYMENT_TYPES,
        LIST_SENIORITY_LEVELS,
    ];
}
