//! Fakes of addresses. Those of the recorded server keep leading to it, so that files can be replayed.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use url::Url;

use super::addresses::joined;
use super::source::Fakes;
use crate::recording::exchange::ORIGIN;

/// What a part of a path or query keeps.
const PART: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

impl Fakes {
    /// An address of the same form elsewhere, or a text where it is no address of the web.
    pub(crate) fn url(&mut self, text: &str) -> String {
        let url = Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
        let Some((url, host)) = url.as_ref().and_then(|url| Some((url, url.host_str()?))) else {
            return self.text("text", text);
        };
        let (path, query) = self.address(url.path(), url.query());
        let address = joined(&path, query.as_deref());
        let fragment = url.fragment().map(|fragment| format!("#{}", self.encoded("url", fragment)));
        if url.origin() == self.addresses.origin {
            let full = format!("{ORIGIN}{address}{}", fragment.unwrap_or_default());
            self.addresses.known.insert(address);
            return full;
        }
        let host = self.host(host);
        format!("{}://{host}{address}{}", url.scheme(), fragment.unwrap_or_default())
    }

    /// The fakes of a path and a query.
    pub(crate) fn address(&mut self, path: &str, query: Option<&str>) -> (String, Option<String>) {
        let last = path.split('/').count().saturating_sub(1);
        let parts: Vec<String> = path
            .split('/')
            .enumerate()
            .map(
                |(at, part)| {
                    if at == last { self.encoded_file_name(part) } else { self.encoded("url", part) }
                },
            )
            .collect();
        let query = query.map(|query| {
            let pair = |pair: &str| match pair.split_once('=') {
                Some((name, value)) => {
                    format!("{}={}", self.encoded("url", name), self.encoded("url", value))
                }
                None => self.encoded("url", pair),
            };
            query.split('&').map(pair).collect::<Vec<_>>().join("&")
        });
        (parts.join("/"), query)
    }

    fn encoded(&mut self, domain: &'static str, part: &str) -> String {
        let text = percent_decode_str(part).decode_utf8_lossy();
        utf8_percent_encode(&self.text(domain, &text), PART).to_string()
    }

    fn encoded_file_name(&mut self, part: &str) -> String {
        let text = percent_decode_str(part).decode_utf8_lossy();
        utf8_percent_encode(&self.file_name(&text), PART).to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_on_the_server_leads_to_the_recording_and_another_nowhere() {
        let upstream = Url::parse("https://api.join.com/v2").unwrap();
        let mut fakes = Fakes::new(&upstream, Vec::new()).unwrap();
        let file = fakes.url("https://api.join.com/files/5-0/CV%20Adalberta.pdf?signature=0afe");
        assert!(file.starts_with("https://recorded.invalid/") && file.contains(".pdf?"), "{file}");
        assert!(
            !file.contains("Adalberta") && !file.contains("0afe") && !file.contains("signature"),
            "{file}"
        );
        let (path, query) = fakes.address("/files/5-0/CV%20Adalberta.pdf", Some("signature=0afe"));
        assert!(fakes.addresses.knows(&path, query.as_deref()) && !fakes.addresses.knows(&path, None));
        let link = fakes.url("https://ada:secret@www.linkedin.com:8443/in/adalberta#about");
        assert!(link.starts_with("https://") && link.contains(".example/"), "{link}");
        for word in ["linkedin", "adalberta", "secret", "about", "ada:"] {
            assert!(!link.contains(word), "{link}");
        }
        for odd in ["mailto:ada@join.com", "javascript:alert('ada')", "linkedin.com/in/ada", "/files/ada", ""]
        {
            assert!(!fakes.url(odd).contains("ada"), "{odd}");
        }
    }
}
