//! Fakes of names, e-mail addresses, telephone numbers, tags and file names.

use super::source::Fakes;

/// Between the parts of a name. An address often holds the same parts.
const IN_NAMES: &[char] = &['.', '-', '_', '+', '\'', ',', '/'];

/// Extensions of files that stay.
const EXTENSIONS: &[&str] = &[
    "pdf", "doc", "docx", "odt", "rtf", "txt", "md", "jpg", "jpeg", "png", "gif", "webp", "zip", "html",
    "csv", "xlsx", "pptx",
];

/// The fewest digits of a telephone number with a country code.
const LONG_NUMBER: usize = 7;

impl Fakes {
    pub(crate) fn name(&mut self, text: &str) -> String {
        self.parts("name", text, IN_NAMES)
    }

    /// An address at a host that can't exist. The parts of its local part have the fakes of names.
    pub(crate) fn email(&mut self, text: &str) -> String {
        let Some((local, host)) = text.rsplit_once('@') else { return self.name(text) };
        let name = host.trim_end();
        let end = host.get(name.len()..).unwrap_or_default();
        format!("{}@{}{end}", self.parts("name", local, IN_NAMES), self.host(name))
    }

    /// A host that can't exist.
    pub(crate) fn host(&mut self, host: &str) -> String {
        if host.is_empty() {
            return String::new();
        }
        format!("{}.example", self.text("host", host).replace('.', "-"))
    }

    /// Other digits; a long number with a plus sign gets a country code that no country has.
    pub(crate) fn phone(&mut self, text: &str) -> String {
        let said: String = text.chars().filter(|sign| sign.is_alphanumeric()).collect();
        if !said.is_ascii() || said.is_empty() {
            return self.text("phone", text);
        }
        let digits = text.chars().filter(char::is_ascii_digit).count();
        let international = text.trim_start().starts_with('+') && digits >= LONG_NUMBER;
        self.unique("phone", &said.to_ascii_lowercase(), |stream, more| {
            let mut seen = 0;
            let mut fake: String = text
                .trim_end()
                .chars()
                .map(|sign| match sign {
                    '0'..='9' if international && seen < 3 => {
                        seen += 1;
                        '9'
                    }
                    '0'..='9' => stream.digit(0),
                    sign if sign.is_ascii_alphabetic() => stream.letter(),
                    sign => sign,
                })
                .collect();
            fake.extend((0..more).map(|_| stream.digit(0)));
            let identity = fake.chars().filter(|sign| sign.is_alphanumeric()).collect();
            (identity, fake + text.get(text.trim_end().len()..).unwrap_or_default())
        })
    }

    /// The parts between colons and equals signs have a fake each, so that owners' prefixes stay prefixes.
    pub(crate) fn tag(&mut self, text: &str) -> String {
        let kept = self.kept_prefixes.iter().find(|prefix| text.starts_with(prefix.as_str())).cloned();
        let (kept, rest) = match kept.and_then(|prefix| Some((text.strip_prefix(&prefix)?, prefix))) {
            Some((rest, prefix)) => (prefix, rest),
            None => (String::new(), text),
        };
        let pieces = rest.split_inclusive([':', '=']);
        let fakes = pieces.map(|piece| {
            let word = piece.trim_end_matches([':', '=']);
            self.text("tag", word) + piece.get(word.len()..).unwrap_or_default()
        });
        kept + &fakes.collect::<String>()
    }

    /// A usual extension stays.
    pub(crate) fn file_name(&mut self, text: &str) -> String {
        match text.rsplit_once('.') {
            Some((stem, extension)) if EXTENSIONS.contains(&extension.to_ascii_lowercase().as_str()) => {
                format!("{}.{extension}", self.name(stem))
            }
            _ => self.name(text),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fakes() -> Fakes {
        Fakes::new(&url::Url::parse("https://api.join.com/v2").unwrap(), vec!["persona:".to_owned()]).unwrap()
    }

    #[test]
    fn an_address_stays_an_address_of_the_same_person() {
        let mut fakes = fakes();
        let (first, last) = (fakes.name("Adalberta"), fakes.name("Lovelace"));
        let email = fakes.email("adalberta.lovelace@gmail.com");
        let host = email.rsplit_once('@').unwrap().1.to_owned();
        assert_eq!(email, format!("{}.{}@{host}", first.to_lowercase(), last.to_lowercase()));
        assert!(host.ends_with(".example") && !host.contains("gmail"), "{host}");
        assert!(fakes.email("someone@gmail.com").ends_with(&host));
        assert!(!fakes.email("someone@gmail.de").ends_with(&host));
        for odd in ["", "@", "nobody", "a@@b", "@host", "local@", " ada@x.org "] {
            let fake = fakes.email(odd);
            assert_eq!(fake.matches('@').count(), odd.matches('@').count(), "{odd}: {fake}");
            assert_eq!(fake.starts_with(' '), odd.starts_with(' '));
            assert_eq!(fake.ends_with(' '), odd.ends_with(' '));
        }
    }

    #[test]
    fn a_number_stays_a_number_however_it_is_spaced() {
        let mut fakes = fakes();
        let fake = fakes.phone("+49 157 9999-123");
        assert!(fake.starts_with("+99 9") && fake.len() == "+49 157 9999-123".len(), "{fake}");
        let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
        assert_eq!(digits(&fakes.phone("+491579999123")), digits(&fake));
        assert_ne!(digits(&fakes.phone("+491579999124")), digits(&fake));
        assert_ne!(fakes.phone("ask Adalberta"), "ask Adalberta");
    }

    #[test]
    fn tags_keep_their_parts_and_the_prefixes_that_are_asked_for() {
        let mut fakes = fakes();
        let (called, met) = (fakes.tag("hr:called"), fakes.tag("hr:met"));
        assert_eq!(called.split_once(':').unwrap().0, met.split_once(':').unwrap().0);
        assert_ne!(called, met);
        let status = fakes.tag("persona:status=verified");
        assert!(
            status.starts_with("persona:") && !status.contains("status") && status.contains('='),
            "{status}"
        );
        assert_eq!(fakes.tag(" hr:called"), format!(" {called}"));
        assert_eq!(fakes.tag(""), "");
    }

    #[test]
    fn a_file_name_keeps_its_extension_and_no_more() {
        let mut fakes = fakes();
        let fake = fakes.file_name("CV Adalberta Lovelace.PDF");
        assert!(fake.ends_with(".PDF") && !fake.contains("Adalberta"), "{fake}");
        assert!(!fakes.file_name("letter.adalberta").contains("adalberta"));
    }
}
