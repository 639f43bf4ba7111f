//! Downloads of attachments.

use join_sandbox::JoinSandbox;
use reqwest::{Client, Method};
use serde_json::{Value, json};

use crate::{Caller, answer, new_application};

async fn seeded_cv(caller: &Caller<'_>) -> String {
    let rows = caller.rows("/applications").await;
    let files = rows.iter().flat_map(|row| row["attachments"].as_array().unwrap());
    files.into_iter().find(|file| file["type"] == "CV").unwrap()["url"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_seeded_cv_is_a_pdf() {
    let sandbox = JoinSandbox::start().await.unwrap();
    let caller = Caller::new(&sandbox);
    let url = seeded_cv(&caller).await;
    assert!(url.starts_with(sandbox.base_url().trim_end_matches("/v2")));
    let response = caller.client.get(&url).header("Authorization", sandbox.token()).send().await.unwrap();
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers()["content-type"], "application/pdf");
    assert!(response.headers()["content-disposition"].to_str().unwrap().contains(".pdf"));
    assert!(response.bytes().await.unwrap().starts_with(b"%PDF-"));
}

#[tokio::test]
async fn a_download_needs_the_signature_and_the_token() {
    let sandbox = JoinSandbox::start().await.unwrap();
    let caller = Caller::new(&sandbox);
    let url = seeded_cv(&caller).await;
    assert_eq!(answer(Client::new().get(&url)).await.0, 401);
    let (bare, _) = url.split_once('?').unwrap();
    for wrong in [bare.to_owned(), format!("{bare}?signature=0"), url.replace("CV%20", "XX%20")] {
        let request = caller.client.get(&wrong).header("Authorization", sandbox.token());
        assert_eq!(answer(request).await.0, 403, "{wrong}");
    }
}

#[tokio::test]
async fn an_uploaded_document_comes_back_byte_for_byte() {
    let sandbox = JoinSandbox::start().await.unwrap();
    let caller = Caller::new(&sandbox);
    let mut body = new_application(caller.first_job().await, "zoe@example.com");
    let other = json!({ "type": "OTHER", "name": "a/b ?%.bin", "data": "AAECAw==" });
    body["documents"].as_array_mut().unwrap().push(other);
    caller.send(Method::POST, "/applications", body).await;
    let row = &caller.rows("/applications?pageSize=1").await[0];
    let expected: [(&str, &[u8]); 2] = [("Zoë's CV.pdf", b"%PDF-1.4"), ("a/b ?%.bin", &[0, 1, 2, 3])];
    for (file, (name, bytes)) in row["attachments"].as_array().unwrap().iter().zip(expected) {
        assert_eq!(file["name"], Value::from(name));
        let request = caller.client.get(file["url"].as_str().unwrap());
        let response = request.header("Authorization", sandbox.token()).send().await.unwrap();
        assert_eq!(response.status(), 200);
        assert_eq!(&response.bytes().await.unwrap()[..], bytes);
    }
}
