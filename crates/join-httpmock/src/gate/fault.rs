//! How a mock says that its response breaks on the way: in a header that the gate takes off.

use std::time::Duration;

use hyper::header::HeaderMap;

const HEADER: &str = "x-join-httpmock-fault";

/// What the gate does to a response.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// The connection is reset, and nothing of the response is sent.
    Reset,
    /// Half of the body is sent, and the rest after the pause.
    SlowBody(Duration),
}

impl Fault {
    pub(crate) fn header(self) -> (&'static str, String) {
        let value = match self {
            Fault::Reset => "reset".to_owned(),
            Fault::SlowBody(pause) => pause.as_millis().to_string(),
        };
        (HEADER, value)
    }

    /// Takes the fault off the headers.
    pub(super) fn take(headers: &mut HeaderMap) -> Option<Self> {
        let value = headers.remove(HEADER)?;
        match value.to_str().ok()? {
            "reset" => Some(Fault::Reset),
            millis => millis.parse().ok().map(Duration::from_millis).map(Fault::SlowBody),
        }
    }
}

#[cfg(test)]
mod tests {
    use hyper::header::{HeaderName, HeaderValue};

    use super::*;

    #[test]
    fn a_fault_is_read_back_and_taken_off() {
        for fault in [Fault::Reset, Fault::SlowBody(Duration::from_millis(250))] {
            let (name, value) = fault.header();
            let mut headers = HeaderMap::new();
            headers.insert(HeaderName::from_static(name), HeaderValue::from_str(&value).unwrap());
            assert_eq!(Fault::take(&mut headers), Some(fault));
            assert!(headers.is_empty());
        }
        assert_eq!(Fault::take(&mut HeaderMap::new()), None);
    }
}
