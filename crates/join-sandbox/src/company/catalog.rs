//! The reference lists: categories, employment types and seniority levels, in English and German.

/// One row of a reference list, with its name in both languages.
pub(crate) struct Entry {
    pub(crate) id: i64,
    pub(crate) slug: &'static str,
    pub(crate) en: &'static str,
    pub(crate) de: &'static str,
}

/// A category with its sub-categories.
pub(crate) struct Category {
    pub(crate) entry: Entry,
    pub(crate) subs: &'static [Entry],
}

const fn entry(id: i64, slug: &'static str, en: &'static str, de: &'static str) -> Entry {
    Entry { id, slug, en, de }
}

pub(crate) const CATEGORIES: &[Category] = &[
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

pub(crate) const EMPLOYMENT_TYPES: &[Entry] = &[
    entry(1, "full-time", "Full-time", "Vollzeit"),
    entry(2, "part-time", "Part-time", "Teilzeit"),
    entry(3, "internship", "Internship", "Praktikum"),
    entry(4, "working-student", "Working student", "Werkstudium"),
    entry(5, "freelance", "Freelance", "Freie Mitarbeit"),
    entry(6, "apprenticeship", "Apprenticeship", "Ausbildung"),
];

pub(crate) const SENIORITY_LEVELS: &[Entry] = &[
    entry(1, "entry-level", "Entry level", "Berufseinstieg"),
    entry(2, "professional", "Professional", "Mit Berufserfahrung"),
    entry(3, "senior", "Senior", "Senior"),
    entry(4, "lead", "Team lead", "Teamleitung"),
    entry(5, "executive", "Executive", "Geschäftsleitung"),
];

pub(crate) fn is_sub_category(id: i64) -> bool {
    CATEGORIES.iter().flat_map(|category| category.subs).any(|sub| sub.id == id)
}

pub(crate) fn is_seniority_level(id: i64) -> bool {
    SENIORITY_LEVELS.iter().any(|entry| entry.id == id)
}

pub(crate) fn is_employment_type(id: i64) -> bool {
    EMPLOYMENT_TYPES.iter().any(|entry| entry.id == id)
}
