//! The reference lists: categories, employment types and seniority levels, in English and German.

use axum::Json;
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use crate::error::ApiError;
use crate::input::Params;

struct Entry {
    id: i64,
    slug: &'static str,
    en: &'static str,
    de: &'static str,
}

struct Category {
    entry: Entry,
    subs: &'static [Entry],
}

const fn entry(id: i64, slug: &'static str, en: &'static str, de: &'static str) -> Entry {
    Entry { id, slug, en, de }
}

const CATEGORIES: &[Category] = &[
    Category {
        entry: entry(1, "engineering", "Engineering", "Ingenieurwesen"),
        subs: &[
            entry(101, "backend-development", "Backend Development", "Backend-Entwicklung"),
            entry(102, "frontend-development", "Frontend Development", "Frontend-Entwicklung"),
            entry(103, "quality-assurance", "Quality Assurance", "Qualitätssicherung"),
            entry(104, "mechanical-engineering", "Mechanical Engineering", "Maschinenbau"),
        ],
    },
    Category {
        entry: entry(2, "sales", "Sales", "Vertrieb"),
        subs: &[
            entry(201, "account-management", "Account Management", "Kundenbetreuung"),
            entry(202, "field-sales", "Field Sales", "Außendienst"),
        ],
    },
    Category {
        entry: entry(3, "logistics", "Logistics", "Logistik"),
        subs: &[
            entry(301, "warehouse", "Warehouse", "Lager"),
            entry(302, "dispatch", "Dispatch", "Disposition"),
        ],
    },
    Category {
        entry: entry(4, "people", "People & Culture", "Personalwesen"),
        subs: &[
            entry(401, "recruiting", "Recruiting", "Personalgewinnung"),
            entry(402, "payroll", "Payroll", "Lohnbuchhaltung"),
        ],
    },
    Category {
        entry: entry(5, "design", "Design", "Gestaltung"),
        subs: &[
            entry(501, "product-design", "Product Design", "Produktdesign"),
            entry(502, "brand-design", "Brand Design", "Markengestaltung"),
        ],
    },
    Category {
        entry: entry(6, "customer-service", "Customer Service", "Kundendienst"),
        subs: &[entry(601, "support", "Support", "Support")],
    },
];

const EMPLOYMENT_TYPES: &[Entry] = &[
    entry(1, "full-time", "Full-time", "Vollzeit"),
    entry(2, "part-time", "Part-time", "Teilzeit"),
    entry(3, "internship", "Internship", "Praktikum"),
    entry(4, "working-student", "Working student", "Werkstudium"),
    entry(5, "freelance", "Freelance", "Freie Mitarbeit"),
    entry(6, "apprenticeship", "Apprenticeship", "Ausbildung"),
];

const SENIORITY_LEVELS: &[Entry] = &[
    entry(1, "entry-level", "Entry level", "Berufseinstieg"),
    entry(2, "professional", "Professional", "Mit Berufserfahrung"),
    entry(3, "senior", "Senior", "Senior"),
    entry(4, "lead", "Team lead", "Teamleitung"),
    entry(5, "executive", "Executive", "Geschäftsleitung"),
];

#[derive(Serialize)]
struct EntryView {
    id: i64,
    slug: &'static str,
    name: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct CategoryView {
    #[serde(flatten)]
    entry: EntryView,
    sub_categories: Vec<EntryView>,
}

/// The languages that names are kept in.
#[derive(Clone, Copy)]
enum Language {
    English,
    German,
}

impl Language {
    fn asked_for(params: &Params) -> Self {
        let text = params.text("language").unwrap_or_default();
        let primary = text.split(['-', '_']).next().unwrap_or_default();
        if primary.eq_ignore_ascii_case("de") { Language::German } else { Language::English }
    }

    fn view(self, entry: &Entry) -> EntryView {
        let name = match self {
            Language::English => entry.en,
            Language::German => entry.de,
        };
        EntryView { id: entry.id, slug: entry.slug, name }
    }

    fn views(self, entries: &[Entry]) -> Vec<EntryView> {
        entries.iter().map(|entry| self.view(entry)).collect()
    }
}

pub(crate) fn is_sub_category(id: i64) -> bool {
    CATEGORIES.iter().flat_map(|category| category.subs).any(|sub| sub.id == id)
}

pub(crate) fn is_employment_type(id: i64) -> bool {
    EMPLOYMENT_TYPES.iter().any(|entry| entry.id == id)
}

pub(crate) async fn categories(params: Params) -> Result<Response, ApiError> {
    let language = Language::asked_for(&params);
    let view = |category: &Category| CategoryView {
        entry: language.view(&category.entry),
        sub_categories: language.views(category.subs),
    };
    Ok(Json(CATEGORIES.iter().map(view).collect::<Vec<_>>()).into_response())
}

pub(crate) async fn employment_types(params: Params) -> Result<Response, ApiError> {
    Ok(Json(Language::asked_for(&params).views(EMPLOYMENT_TYPES)).into_response())
}

pub(crate) async fn seniority_levels(params: Params) -> Result<Response, ApiError> {
    Ok(Json(Language::asked_for(&params).views(SENIORITY_LEVELS)).into_response())
}
