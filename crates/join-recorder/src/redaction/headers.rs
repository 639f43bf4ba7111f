//! The headers that a recording keeps, and what becomes of their values. All others are left out.

use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use crate::fakes::source::Fakes;

/// Types of content that stay as they are.
const CONTENT_TYPES: &[&str] = &[
    "application/json",
    "application/problem+json",
    "application/octet-stream",
    "application/pdf",
    "application/msword",
    "application/rtf",
    "application/zip",
    "application/xml",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "image/jpeg",
    "image/png",
    "image/gif",
    "text/html",
    "text/plain",
    "text/xml",
];

/// From here on a number is seconds since 1970.
const EPOCH_LIKE: i64 = 1_000_000_000;

/// The headers of a response, with names in lower case, without what could say more than a program needs.
pub(crate) fn of_response<'a>(
    fakes: &mut Fakes,
    headers: impl Iterator<Item = (&'a str, &'a str)>,
) -> Vec<(String, String)> {
    headers.filter_map(|(name, value)| Some((name.to_owned(), kept(fakes, name, value)?))).collect()
}

fn kept(fakes: &mut Fakes, name: &str, value: &str) -> Option<String> {
    match name {
        "content-type" => content_type(value),
        "content-disposition" => Some(disposition(fakes, value)),
        "location" => Some(fakes.url(value)),
        "x-request-id" | "request-id" | "x-amzn-requestid" | "x-correlation-id" | "cf-ray" => {
            Some(fakes.text("request id", value))
        }
        "retry-after" => count(fakes, value).or_else(|| fakes.shift.http_date(value)),
        // Beside a date of Retry-After it says what the server's time is.
        "date" => fakes.shift.http_date(value),
        _ if name.starts_with("x-ratelimit-") || name.starts_with("ratelimit-") => count(fakes, value),
        _ => None,
    }
}

/// A number. One that stands for a time moves like all times.
fn count(fakes: &Fakes, value: &str) -> Option<String> {
    let number: i64 = value.trim().parse().ok()?;
    Some(if number >= EPOCH_LIKE { fakes.shift.epoch(number).to_string() } else { value.to_owned() })
}

fn content_type(value: &str) -> Option<String> {
    let (kind, parameters) = value.split_once(';').unwrap_or((value, ""));
    let known = CONTENT_TYPES.contains(&kind.trim().to_ascii_lowercase().as_str());
    let kind = if known { kind.trim() } else { "application/octet-stream" };
    let utf8 = parameters.trim().eq_ignore_ascii_case("charset=utf-8");
    Some(if utf8 { format!("{kind};{parameters}") } else { kind.to_owned() })
}

/// A file name in the one form that every reader understands.
fn disposition(fakes: &mut Fakes, value: &str) -> String {
    let parameter = |name: &str| {
        let pieces = value.split(';').skip(1).filter_map(|piece| piece.split_once('='));
        pieces
            .into_iter()
            .find(|(key, _)| key.trim().eq_ignore_ascii_case(name))
            .map(|(_, value)| value.trim())
    };
    let extended = parameter("filename*").and_then(|value| value.rsplit_once('\'')).map(|(_, name)| name);
    let name = match extended.or_else(|| parameter("filename")) {
        Some(name) => percent_decode_str(name.trim_matches('"')).decode_utf8_lossy().into_owned(),
        None => return "attachment".to_owned(),
    };
    let fake = fakes.file_name(&name);
    format!("attachment; filename*=UTF-8''{}", utf8_percent_encode(&fake, NON_ALPHANUMERIC))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_a_program_needs_is_kept() {
        let upstream = url::Url::parse("https://api.join.com/v2").unwrap();
        let mut fakes = Fakes::new(&upstream, Vec::new()).unwrap();
        let name = fakes.file_name("adalberta.pdf");
        let headers = [
            ("content-type", "application/json;charset=UTF-8"),
            ("x-ratelimit-reset", "20"),
            ("x-ratelimit-limit", "adalberta"),
            ("retry-after", "adalberta"),
            ("set-cookie", "adalberta"),
            ("server", "adalberta"),
            ("x-request-id", "adalberta-1"),
            ("content-disposition", "attachment; filename=\"x\"; filename*=UTF-8''adalberta%2Epdf"),
        ];
        let kept = of_response(&mut fakes, headers.into_iter());
        let names: Vec<&str> = kept.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["content-type", "x-ratelimit-reset", "x-request-id", "content-disposition"]);
        assert_eq!(kept[0].1, "application/json;charset=UTF-8");
        assert_eq!(kept[1].1, "20");
        assert!(kept[3].1.contains(name.split_once('.').unwrap().0), "{kept:?}");
        assert!(kept.iter().all(|(_, value)| !value.contains("adalberta")), "{kept:?}");
        let epoch = ("x-ratelimit-reset", "1790000000");
        assert_ne!(of_response(&mut fakes, [epoch].into_iter())[0].1, "1790000000");
        let odd = ("content-type", "application/x-adalberta; boundary=adalberta");
        assert_eq!(of_response(&mut fakes, [odd].into_iter())[0].1, "application/octet-stream");
    }
}
