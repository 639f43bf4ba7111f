//! Puts odd values into the JSON of a response.

use axum::body::{Body, to_bytes};
use axum::http::header::CONTENT_LENGTH;
use axum::response::Response;
use serde_json::Value;

/// What stands in place of a malformed row's id.
const NO_ID: &str = "malformed";

/// The response with this value at the path of its object, or of each of its rows.
pub(crate) async fn put(response: Response, path: &str, value: &Value) -> Response {
    edited(response, |json| match json {
        Value::Array(rows) => rows.iter_mut().for_each(|row| set(row, path, value)),
        object => set(object, path, value),
    })
    .await
}

/// The response with a text as the id of its object, or of its row with this number, from 1.
pub(crate) async fn malform(response: Response, number: usize) -> Response {
    edited(response, |json| {
        let row = match json {
            Value::Array(rows) => number.checked_sub(1).and_then(|index| rows.get_mut(index)),
            object => (number == 1).then_some(object),
        };
        row.into_iter().for_each(|row| set(row, "id", &NO_ID.into()));
    })
    .await
}

async fn edited(response: Response, edit: impl FnOnce(&mut Value)) -> Response {
    let (mut head, body) = response.into_parts();
    // The body is the sandbox's own, in memory.
    let body = to_bytes(body, usize::MAX).await.unwrap_or_default();
    let Ok(mut json) = serde_json::from_slice::<Value>(&body) else {
        return Response::from_parts(head, Body::from(body));
    };
    edit(&mut json);
    head.headers.remove(CONTENT_LENGTH);
    Response::from_parts(head, Body::from(json.to_string()))
}

fn set(object: &mut Value, path: &str, value: &Value) {
    let Value::Object(members) = object else { return };
    let (name, rest) = path.split_once('.').map_or((path, None), |(name, rest)| (name, Some(rest)));
    let (name, each) = name.strip_suffix("[]").map_or((name, false), |name| (name, true));
    match (members.get_mut(name), rest) {
        (Some(Value::Array(items)), _) if each => items.iter_mut().for_each(|item| match rest {
            Some(rest) => set(item, rest, value),
            None => *item = value.clone(),
        }),
        (_, None) if !each => {
            members.insert(name.to_owned(), value.clone());
        }
        (Some(inner), Some(rest)) if !each => set(inner, rest, value),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_value_is_put_at_its_path_and_nowhere_else() {
        let put = |path: &str| {
            let mut object = json!({"a": {"b": 1}, "list": [{"c": 1}, {"c": 2, "d": 3}], "texts": ["x"]});
            set(&mut object, path, &json!({}));
            object
        };
        assert_eq!(put("a.b")["a"], json!({"b": {}}));
        assert_eq!(put("a.new")["a"], json!({"b": 1, "new": {}}));
        assert_eq!(put("list[].c")["list"], json!([{"c": {}}, {"c": {}, "d": 3}]));
        assert_eq!(put("texts[]")["texts"], json!([{}]));
        assert_eq!(put("texts")["texts"], json!({}));
        let same = put("none.of.it");
        assert_eq!((same["a"]["b"].clone(), same.as_object().unwrap().len()), (json!(1), 3));
    }
}
