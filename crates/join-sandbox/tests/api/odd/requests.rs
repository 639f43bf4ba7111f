//! What odd requests are made of.

use fastrand::Rng;

pub(super) fn pick<'a>(rng: &mut Rng, from: &[&'a str]) -> &'a str {
    from[rng.usize(..from.len())]
}

/// Texts of JSON, not all of them JSON.
const ATOMS: &[&str] = &[
    "null",
    "true",
    "0",
    "-0",
    "-1",
    "1.5",
    "1e400",
    "-1e-400",
    "9223372036854775807",
    "9223372036854775808",
    "-9223372036854775809",
    "123456789012345678901234567890",
    "1e3",
    "007",
    "NaN",
    "\"\"",
    "\" \"",
    "\"7\"",
    "\"\\ud800\"",
    "\"\\udc00\\ud800\"",
    "\"\\u0000\"",
    "\"\\u202e\"",
    "\"\\n\"",
    "\"\u{1f980}\"",
    "\"..\"",
    "\"ONLINE\"",
    "\"DE\"",
    "\"en\"",
    "\"+\"",
    "\"a@b\"",
    "\"@\"",
    "\"AAAA\"",
    "\"A\"",
    "\"%2e%2e/\\\\\"",
    "[]",
    "{}",
    "[null]",
    "{\"\":{}}",
    "'",
    "",
];

fn odd_json(rng: &mut Rng, depth: usize) -> String {
    match rng.u8(0..if depth == 0 { 8 } else { 14 }) {
        0..=7 => pick(rng, ATOMS).to_owned(),
        8 => format!("\"{}\"", "lang🦀".repeat(rng.usize(..5_000))),
        9 => "[".repeat(rng.usize(..400)) + &"]".repeat(rng.usize(..400)),
        10 => format!("{}1{}", "{\"a\":".repeat(200), "}".repeat(200)),
        11 | 12 => {
            let items: Vec<String> = (0..rng.usize(..4)).map(|_| odd_json(rng, depth - 1)).collect();
            format!("[{}]", items.join(","))
        }
        _ => {
            let names = ["id", "tags", "jobId", "candidate", "email", "documents", "", "\\u0000"];
            let member = |rng: &mut Rng| format!("\"{}\":{}", pick(rng, &names), odd_json(rng, depth - 1));
            let members: Vec<String> = (0..rng.usize(..4)).map(|_| member(rng)).collect();
            format!("{{{}}}", members.join(","))
        }
    }
}

/// A good body in which some values are replaced or followed by a second one of the same name, or none at all.
pub(super) fn odd_body(rng: &mut Rng, good: &str) -> Vec<u8> {
    match rng.u8(..12) {
        0 => return (0..rng.usize(..200)).map(|_| rng.u8(..)).collect(),
        1 => return good.as_bytes()[..rng.usize(..good.len())].to_vec(),
        2 => return odd_json(rng, 3).into_bytes(),
        _ => {}
    }
    let rarity = [4, 12, 30][rng.usize(..3)];
    // In the good bodies each value stands between a colon and a comma or bracket, on a line of its own.
    let lines = good.lines().map(|line| match line.split_once(": ") {
        Some((name, _)) if rng.u8(..rarity) == 0 => format!("{name}: {},", odd_json(rng, 2)),
        Some(_) if rng.u8(..4 * rarity) == 0 => String::new(),
        Some((name, _)) if rng.u8(..4 * rarity) == 0 => format!("{line}{name}: {},", odd_json(rng, 1)),
        _ => line.to_owned(),
    });
    let body = lines.collect::<String>().replace(",}", "}").replace(",]", "]");
    // The marker makes people of their own, so that not each application is there already.
    body.replace("MARK", &rng.u32(..).to_string()).into_bytes()
}

const GOOD_APPLICATION: &str = r#"{
"jobId": 410002,
"candidate": {
"firstName": "Zoë",
"lastName": "Okonkwo",
"email": "zoe+MARK@example.com",
"phone": "+49 30 555",
},
"source": "AGENCY",
"integrationExternalId": "inq_123",
"documents": [{
"type": "CV",
"name": "Zoë's CV.pdf",
"data": "JVBERi0xLjQ=",
}],
}"#;

const GOOD_JOB: &str = r#"{
"title": "Welder",
"description": "<p>Weld</p>",
"categoryId": 104,
"language": "en",
"employmentTypeId": 1,
"officeId": 3001,
"status": "OFFLINE",
}"#;

pub(super) const WRITES: &[(&str, &str, &str)] = &[
    ("POST", "/v2/jobs", GOOD_JOB),
    ("PATCH", "/v2/jobs/ID/changeStatus", "{\n\"status\": \"ONLINE\",\n}"),
    ("POST", "/v2/applications", GOOD_APPLICATION),
    ("PATCH", "/v2/candidates/ID", "{\n\"tags\": [\"a\", \"\"],\n}"),
    ("POST", "/v2/candidates/ID/notes", "{\n\"content\": \"x\",\n}"),
    (
        "POST",
        "/v2/offices",
        "{\n\"city\": \"Ulm\",\n\"countryIso\": \"DE\",\n\"isDefault\": true,\n\"name\": \"x\",\n}",
    ),
];

pub(super) const READS: &[&str] = &[
    "/v2/jobs",
    "/v2/jobs/ID",
    "/v2/applications",
    "/v2/applications/ID",
    "/v2/offices",
    "/v2/categories",
    "/v2/employmentTypes",
    "/v2/seniorityLevels",
    "/files/ID/x",
    "/files/50000001-ID/ID",
    "/v2/ID",
    "/ID",
];

const IDS: &[&str] = &[
    "410002",
    "50000001",
    "20000001",
    "0",
    "-1",
    "+7",
    "7.0",
    "9223372036854775807",
    "9223372036854775808",
    "-9223372036854775808",
    "99999999999999999999999",
    "%37",
    "%00",
    "%ff",
    "%",
    "%zz",
    "%2f",
    "..",
    ".",
    "%2e%2e",
    "7;a=b",
    "7%20",
    "null",
    "{jobId}",
    "a-b",
    "-",
    "50000001-0",
    "50000001-18446744073709551616",
    "%F0%9F%A6%80",
];

pub(super) const VALUES: &[&str] = &[
    "",
    "0",
    "-1",
    "1",
    "2",
    "50",
    "51",
    "1e3",
    "9223372036854775807",
    "9223372036854775808",
    "-9223372036854775808",
    "ten",
    "%31",
    "%00",
    "%ff",
    "%",
    "%zz",
    "+",
    "true",
    "ONLINE",
    "APPLIED",
    "DE",
    "%F0%9F%A6%80",
    "%C3%9F",
    "2026-03-02T08:00:00Z",
    "2026-03-02T08:00:00+01:00",
    "2026-03-02",
    "0000-01-01T00:00:00Z",
    "-9999-01-01T00:00:00Z",
    "99999-01-01T00:00:00Z",
    "9999-12-31T23:59:60Z",
    "9999-12-31T23:59:59-23:59",
    "2026-02-30T00:00:00Z",
    "2026-03-02T08:00:00.123456789123Z",
    "2026-03-02T08:00:00[Europe/Berlin]",
    "a=b",
    "a%26b",
    "x&x",
    "[]",
    "{}",
];

pub(super) const NAMES: &[&str] = &[
    "page",
    "pageSize",
    "updatedAtGte",
    "jobId",
    "jobExternalId",
    "hiringState",
    "status",
    "content",
    "countryCode",
    "cityNameLike",
    "language",
    "signature",
    "page[]",
    "%70age",
    "",
    "%ff",
];

pub(super) fn odd_target(rng: &mut Rng, path: &str) -> String {
    let mut target = path.replace("ID", pick(rng, IDS));
    for number in 0..rng.usize(..4) {
        target.push(if number == 0 { '?' } else { '&' });
        target.push_str(pick(rng, NAMES));
        if rng.u8(..10) > 0 {
            target.push('=');
            target.push_str(pick(rng, VALUES));
        }
    }
    target
}

/// Header lines that may surprise but are well-formed, and the body as they tell it.
pub(super) fn odd_headers(rng: &mut Rng, body: Vec<u8>) -> (Vec<u8>, Vec<u8>) {
    let lines = match rng.u8(..12) {
        0 => b"x-odd: \xff\xfe\x80\r\n".to_vec(),
        1 => format!("x-long: {}\r\n", "y".repeat(20_000)).into_bytes(),
        2 => "x-many: 1\r\n".repeat(60).into_bytes(),
        3 => b"expect: 100-continue\r\n".to_vec(),
        4 => b"connection: close\r\n".to_vec(),
        5 => b"connection: upgrade\r\nupgrade: h2c\r\n".to_vec(),
        6 => b"content-type: text/html; charset=utf-16\r\n".to_vec(),
        7 => b"accept: \r\naccept-encoding: gzip;q=nan\r\nrange: bytes=9-1\r\n".to_vec(),
        8 if !body.is_empty() => {
            let mut chunk = format!("{:x};odd=\"\"\r\n", body.len()).into_bytes();
            chunk.extend(body);
            chunk.extend(b"\r\n0\r\ntrailer: \xff\r\n\r\n");
            return (b"transfer-encoding: chunked\r\n".to_vec(), chunk);
        }
        _ => Vec::new(),
    };
    (lines, body)
}
