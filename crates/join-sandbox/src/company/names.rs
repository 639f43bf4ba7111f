//! Names of invented candidates, each with an ASCII spelling for e-mail addresses.

/// A name as it is written, and in lower-case ASCII.
pub(crate) type Name = (&'static str, &'static str);

/// A country with its common names.
pub(crate) struct Culture {
    pub(crate) country: &'static str,
    pub(crate) iso: &'static str,
    pub(crate) dial: &'static str,
    pub(crate) first_names: &'static [Name],
    pub(crate) last_names: &'static [Name],
}

pub(crate) const GERMANY: Culture = Culture {
    country: "Germany",
    iso: "DE",
    dial: "+49 151",
    first_names: &[
        ("Jürgen", "juergen"),
        ("Anneliese", "anneliese"),
        ("Käthe", "kaethe"),
        ("Lukas", "lukas"),
        ("Mareike", "mareike"),
        ("Torben", "torben"),
    ],
    last_names: &[
        ("Müller", "mueller"),
        ("Groß", "gross"),
        ("Schönfeld", "schoenfeld"),
        ("Becker", "becker"),
        ("Vogt", "vogt"),
        ("von der Heide", "vonderheide"),
    ],
};

pub(crate) const CULTURES: &[Culture] = &[
    GERMANY,
    Culture {
        country: "Switzerland",
        iso: "ch",
        dial: "+41 79",
        first_names: &[("Reto", "reto"), ("Ursina", "ursina"), ("Zoé", "zoe"), ("Beat", "beat")],
        last_names: &[("Zgraggen", "zgraggen"), ("Bühler", "buehler"), ("Favre", "favre")],
    },
    Culture {
        country: "Poland",
        iso: "PL",
        dial: "+48 601",
        first_names: &[
            ("Łukasz", "lukasz"),
            ("Małgorzata", "malgorzata"),
            ("Zofia", "zofia"),
            ("Paweł", "pawel"),
        ],
        last_names: &[("Wójcik", "wojcik"), ("Żak", "zak"), ("Nowicka", "nowicka"), ("Śliwa", "sliwa")],
    },
    Culture {
        country: "Türkiye",
        iso: "TR",
        dial: "+90 532",
        first_names: &[("İpek", "ipek"), ("Çağlar", "caglar"), ("Ayşe", "ayse"), ("Deniz", "deniz")],
        last_names: &[("Yıldız", "yildiz"), ("Öztürk", "oeztuerk"), ("Güneş", "gunes")],
    },
    Culture {
        country: "Spain",
        iso: "ES",
        dial: "+34 612",
        first_names: &[
            ("Íñigo", "inigo"),
            ("María José", "mariajose"),
            ("Begoña", "begona"),
            ("Ramón", "ramon"),
        ],
        last_names: &[("Núñez Peña", "nunezpena"), ("García", "garcia"), ("Echeverría", "echeverria")],
    },
    Culture {
        country: "Nigeria",
        iso: "NG",
        dial: "+234 803",
        first_names: &[
            ("Adébáyọ̀", "adebayo"),
            ("Ngozi", "ngozi"),
            ("Chukwuemeka", "chukwuemeka"),
            ("Amina", "amina"),
        ],
        last_names: &[("Okonkwo", "okonkwo"), ("Adéwálé", "adewale"), ("Bello", "bello")],
    },
    Culture {
        country: "Japan",
        iso: "JP",
        dial: "+81 90",
        first_names: &[("美咲", "misaki"), ("健太", "kenta"), ("さくら", "sakura"), ("Haruto", "haruto")],
        last_names: &[("佐藤", "sato"), ("田中", "tanaka"), ("Nakamura", "nakamura")],
    },
    Culture {
        country: "Vietnam",
        iso: "VN",
        dial: "+84 91",
        first_names: &[("Thị Hạnh", "thihanh"), ("Quốc Bảo", "quocbao"), ("Linh", "linh")],
        last_names: &[("Nguyễn", "nguyen"), ("Trần", "tran"), ("Đặng", "dang")],
    },
    Culture {
        country: "India",
        iso: "IN",
        dial: "+91 98100",
        first_names: &[
            ("Priyanka", "priyanka"),
            ("Arjun", "arjun"),
            ("Lakshmi", "lakshmi"),
            ("देवेश", "devesh"),
        ],
        last_names: &[("Iyer", "iyer"), ("Chatterjee", "chatterjee"), ("शर्मा", "sharma")],
    },
    Culture {
        country: "Ukraine",
        iso: "UA",
        dial: "+380 67",
        first_names: &[("Олена", "olena"), ("Тарас", "taras"), ("Iryna", "iryna")],
        last_names: &[("Шевчук", "shevchuk"), ("Коваль", "koval"), ("Bondarenko", "bondarenko")],
    },
    Culture {
        country: "Ireland",
        iso: "IE",
        dial: "+353 86",
        first_names: &[("Siobhán", "siobhan"), ("Oisín", "oisin"), ("Niamh", "niamh"), ("Declan", "declan")],
        last_names: &[("O'Sullivan", "osullivan"), ("Ní Dhomhnaill", "nidhomhnaill"), ("Byrne", "byrne")],
    },
    Culture {
        country: "Lebanon",
        iso: "LB",
        dial: "+961 3",
        first_names: &[("ليلى", "layla"), ("كريم", "karim"), ("Nour", "nour")],
        last_names: &[("حدّاد", "haddad"), ("خوري", "khoury"), ("Saliba", "saliba")],
    },
];

/// Tags as recruiters write them by hand.
pub(crate) const TAGS: &[&str] = &[
    "strong portfolio",
    "call back Tuesday",
    "agency:hays",
    "speaks German",
    "Relocation OK",
    "relocation ok",
    "referred by Mareike",
    "salary too high?",
    "2nd interview",
    "visa needed",
    "talent pool 2026",
    "Führerschein B",
    "⭐ top",
    "hris:exported",
];
