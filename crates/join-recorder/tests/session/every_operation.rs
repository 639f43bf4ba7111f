//! No operation leaves anything in a recording that the document marks as personal, or any other text.

use join_recorder::{Body, Recorder};
use serde_json::{Value, json};

use crate::document::{Planter, document, found};
use crate::server::Server;

const STATUSES: [u16; 8] = [200, 401, 403, 404, 409, 422, 429, 503];

/// The shape of a value, without what it says.
fn shape(value: &Value) -> Value {
    match value {
        Value::String(_) => json!("text"),
        Value::Number(_) => json!(1),
        Value::Array(items) => items.iter().map(shape).collect(),
        Value::Object(fields) => {
            Value::Object(fields.iter().map(|(name, value)| (name.clone(), shape(value))).collect())
        }
        value => value.clone(),
    }
}

fn json_of(body: Option<&Body>) -> Value {
    match body {
        Some(Body::Json(json)) => serde_json::from_str(json.get()).unwrap(),
        other => panic!("no JSON: {other:?}"),
    }
}

#[tokio::test]
async fn nothing_planted_in_any_field_of_any_operation_is_in_the_file() {
    let document = document();
    let http = reqwest::Client::new();
    let mut operations = 0;
    for well_formed in [false, true] {
        let server = Server::start().await;
        let recorder = Recorder::start(&server.base_url()).await.unwrap();
        let mut planter = Planter::new(well_formed);
        let mut sent = Vec::new();
        for (path, item) in document["paths"].as_object().unwrap() {
            for (method, operation) in item.as_object().unwrap() {
                operations += 1;
                for status in STATUSES {
                    let mut filled = path.clone();
                    let mut query = Vec::new();
                    for parameter in operation["parameters"].as_array().into_iter().flatten() {
                        let name = parameter["name"].as_str().unwrap();
                        let value = planter.value(&parameter["schema"]);
                        let value = value.as_str().map_or(value.to_string(), str::to_owned);
                        match parameter["in"].as_str().unwrap() {
                            "path" => filled = filled.replace(&format!("{{{name}}}"), &value),
                            _ => query.push((name, value)),
                        }
                    }
                    let request = &operation["requestBody"]["content"]["application/json"]["schema"];
                    let request = (!request.is_null()).then(|| planter.value(request));
                    let success = &operation["responses"]["2XX"]["content"]["application/json"]["schema"];
                    let error = json!({"$ref": "#/components/schemas/ApiErrorBody"});
                    let response = planter.value(if status == 200 { success } else { &error });
                    let header = planter.value(&json!({"type": "string"}));
                    let header = header.as_str().unwrap();
                    server.will_say(
                        status,
                        &[
                            ("content-type", "application/json"),
                            ("x-request-id", header),
                            ("set-cookie", header),
                            ("retry-after", header),
                            ("x-ratelimit-limit", header),
                            ("content-disposition", &format!("attachment; filename=\"{header}.pdf\"")),
                        ],
                        response.to_string(),
                    );
                    let method = method.to_uppercase().parse().unwrap();
                    let mut call = http.request(method, format!("{}{filled}", recorder.base_url()));
                    call = call
                        .query(&query)
                        .header("Authorization", "Geheimnistoken")
                        .header("x-caller", header);
                    if let Some(body) = &request {
                        call = call.json(body);
                    }
                    let answered = call.send().await.unwrap();
                    assert_eq!(answered.status(), status);
                    assert_eq!(
                        answered.json::<Value>().await.unwrap(),
                        response,
                        "the client sees JOIN's own"
                    );
                    sent.push((request, response, query.len()));
                }
            }
        }
        let recording = recorder.stop().await.recording().unwrap();
        planter.words.push("geheimnistoken".to_owned());
        let text = recording.to_text().unwrap();
        assert!(planter.words.len() > 1_000);
        assert_eq!(found(&planter.words, &text), [""; 0]);
        for (exchange, (request, response, parameters)) in recording.exchanges().iter().zip(&sent) {
            let place = format!("{} {} {}", exchange.method, exchange.path, exchange.status);
            assert_eq!(shape(&json_of(exchange.body.as_ref())), shape(response), "{place}");
            assert_eq!(exchange.request.is_some(), request.is_some(), "{place}");
            if let Some(request) = request {
                assert_eq!(shape(&json_of(exchange.request.as_ref())), shape(request), "{place}");
            }
            let query = exchange.query.as_deref().unwrap_or_default();
            assert_eq!(query.split('&').filter(|pair| !pair.is_empty()).count(), *parameters, "{place}");
        }
        assert_eq!(recording.exchanges().len(), sent.len());
    }
    assert_eq!(operations, 28);
}

#[tokio::test]
async fn known_values_stay_and_the_same_input_has_the_same_fake_everywhere() {
    let server = Server::start().await;
    let recorder = Recorder::start(&server.base_url()).await.unwrap();
    let row = json!({
        "id": 50000001, "state": "ACTIVE", "hiringState": "OFFER", "createdAt": "2026-03-02T08:00:00Z",
        "job": {"id": 410001, "externalId": "req-7"},
        "candidate": {"id": 20000001, "firstName": "Adalberta", "email": "adalberta@person.test", "tags": ["hr:met", "hr:met"]},
        "currentStage": {"index": 2},
    });
    server.will_say(200, &[], json!([row, row]).to_string());
    server.will_say(200, &[], row.to_string());
    server.will_say(200, &[], json!({"id": 20000001, "tags": ["hr:met"]}).to_string());
    let http = reqwest::Client::new();
    let url = |path: &str| format!("{}{path}", recorder.base_url());
    let list = "/applications?jobId=410001&jobExternalId=req-7&hiringState=OFFER&page=1&updatedAtGte=2026-03-02T08%3A00%3A00Z";
    http.get(url(list)).send().await.unwrap();
    http.get(url("/applications/50000001")).send().await.unwrap();
    let tags = json!({"tags": ["hr:met"]});
    http.patch(url("/candidates/20000001")).json(&tags).send().await.unwrap();

    let recording = recorder.stop().await.recording().unwrap();
    let [list, one, write] = recording.exchanges() else { panic!("{}", recording.exchanges().len()) };
    let row = json_of(one.body.as_ref());
    assert_eq!(json_of(list.body.as_ref()), json!([row, row]));
    assert_eq!(
        (&row["state"], &row["hiringState"], &row["currentStage"]["index"]),
        (&json!("ACTIVE"), &json!("OFFER"), &json!(2))
    );
    assert_eq!(one.path, format!("/v2/applications/{}", row["id"]));
    let query: Vec<(String, String)> =
        url::form_urlencoded::parse(list.query.as_ref().unwrap().as_bytes()).into_owned().collect();
    let of = |name: &str| query.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone()).unwrap();
    assert_eq!(of("jobId"), row["job"]["id"].to_string());
    assert_eq!(of("jobExternalId"), row["job"]["externalId"]);
    assert_eq!(of("updatedAtGte"), row["createdAt"]);
    assert_eq!((of("hiringState").as_str(), of("page").as_str()), ("OFFER", "1"));
    assert_eq!(write.path, format!("/v2/candidates/{}", row["candidate"]["id"]));
    let tag = &row["candidate"]["tags"][0];
    assert_eq!(json_of(write.request.as_ref()), json!({"tags": [tag]}));
    assert_eq!(json_of(write.body.as_ref()), json!({"id": row["candidate"]["id"], "tags": [tag]}));
    let first = row["candidate"]["firstName"].as_str().unwrap();
    assert!(row["candidate"]["email"].as_str().unwrap().starts_with(&format!("{}@", first.to_lowercase())));
}
