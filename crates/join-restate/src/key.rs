//! The keys of the services: the company, a colon, and what is below it.

use join_sdk::types::CandidateId;

/// The parts of a key such as `acme:70001`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Key<'a> {
    pub(crate) company: &'a str,
    pub(crate) rest: &'a str,
}

impl<'a> Key<'a> {
    /// None without a colon, or with a blank part.
    pub(crate) fn of(key: &'a str) -> Option<Self> {
        let (company, rest) = key.split_once(':')?;
        let is_given = !company.trim().is_empty() && !rest.trim().is_empty();
        is_given.then_some(Self { company, rest })
    }

    /// The candidate, if that is what is below the company, written in the one way that numbers have here.
    pub(crate) fn candidate(self) -> Option<CandidateId> {
        let id: i64 = self.rest.parse().ok()?;
        (id.to_string() == self.rest).then_some(CandidateId(id))
    }
}

/// The key of a candidate.
pub(crate) fn of_candidate(company: &str, candidate: i64) -> String {
    format!("{company}:{candidate}")
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a failing step fails the test")]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_a_company_and_the_rest_of_the_text() {
        let key = Key::of("acme:inq:1").unwrap();
        assert_eq!((key.company, key.rest, key.candidate()), ("acme", "inq:1", None));
        assert_eq!(Key::of(&of_candidate("acme", 7)).unwrap().candidate(), Some(CandidateId(7)));
        for wrong in ["", "acme", ":7", "acme:", " :7", "acme: "] {
            assert_eq!(Key::of(wrong), None, "{wrong}");
        }
    }

    /// Otherwise two objects would write to the same candidate at once.
    #[test]
    fn a_candidate_has_one_key() {
        for second in ["acme:07", "acme:+7", "acme: 7", "acme:7.0"] {
            assert_eq!(Key::of(second).unwrap().candidate(), None, "{second}");
        }
    }
}
