//! The rules of the lint, with their numbers and names.

macro_rules! rules {
    ($($(#[$doc:meta])* $rule:ident = $number:literal $name:literal,)+) => {
        /// A rule of the lint.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum Rule {
            $($(#[$doc])* $rule,)+
        }

        impl Rule {
            /// All rules, by number.
            pub const ALL: &'static [Rule] = &[$(Rule::$rule),+];

            /// The rule's number.
            pub fn number(self) -> u8 {
                match self {
                    $(Rule::$rule => $number,)+
                }
            }

            /// The rule's name in kebab-case.
            pub fn name(self) -> &'static str {
                match self {
                    $(Rule::$rule => $name,)+
                }
            }
        }
    };
}

rules! {
    /// The document is OpenAPI with paths, and its members have the types of OpenAPI.
    OpenApi = 0 "not-openapi",
    /// The version is 3.0.x, and operations, parameters and properties have documentation and evidence.
    Facts = 1 "facts",
    /// An operation has one success, `2XX`, JSON, a named component; its errors are shared responses.
    OneAnswer = 2 "one-answer",
    /// An operation has at most one request body: JSON, required.
    OneBody = 3 "one-body",
    /// Schemas of responses accept every value.
    OpenAnswers = 4 "response-constraint",
    /// Only ids are required in a response, and no required property is nullable.
    FewRequired = 5 "few-required",
    /// Arrays and maps are nullable or required, so empty ones are not lost.
    Collections = 6 "collections",
    /// Parameters are plain values in the path or the query.
    PlainParameters = 7 "plain-parameters",
    /// Enums are named components of the kind `open-enum`.
    NamedEnums = 8 "named-enums",
    /// Descriptions become documentation that builds.
    Descriptions = 9 "descriptions",
    /// Names become identifiers that do not collide.
    Names = 10 "names",
    /// Personal data is marked and has a redacted type.
    Personal = 11 "personal",
    /// References resolve, and have no siblings.
    References = 12 "references-resolve",
}
