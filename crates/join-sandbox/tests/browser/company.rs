//! A sandbox on which much happened, with long and hostile text in it.

use join_sandbox::{JoinSandbox, Quota};
use reqwest::{Client, Method, RequestBuilder};
use serde_json::{Value, json};

/// Longer than any screen, without a place to break.
const LONG: &str =
    "https://example.com/averyveryveryveryverylongaddresswithoutanyplacetobreakthelineforalongtimeindeedyes";

pub(crate) struct Company {
    pub(crate) sandbox: JoinSandbox,
    pub(crate) candidate: i64,
}

impl Company {
    /// Four writers, a lost answer with its retry, a refusal, notes, documents, and text too long for any line.
    pub(crate) async fn lively() -> Self {
        Self::with_tag(LONG).await
    }

    /// The same, with a tag in place of the long text.
    pub(crate) async fn with_tag(tag: &str) -> Self {
        let sandbox = JoinSandbox::builder()
            .applications(180)
            .quota("40/10m".parse::<Quota>().unwrap())
            .fault_rule("list-offices:lose-answer#1".parse().unwrap())
            .fault_rule("list-jobs:status=503#1".parse().unwrap())
            .variant("trim-tags".parse().unwrap())
            .start()
            .await
            .unwrap();
        let candidate = sandbox.candidates()[3];
        let company = Company { sandbox, candidate };
        company.race(tag).await;
        company
    }

    async fn race(&self, tag: &str) {
        let (sandbox, candidate) = (&self.sandbox, self.candidate);
        let application = sandbox.applications_of(candidate)[0];
        let client = Client::new();
        let read = format!("/applications/{application}");
        let tags = format!("/candidates/{candidate}");
        sandbox.set_tags(candidate, ["agency:hays", "speaks German"]);
        self.call(&client, Method::GET, &read).send().await.unwrap();
        self.set(&client, &tags, &["agency:hays", "speaks German", "persona:pending"]).await;
        sandbox.add_tag(candidate, "hr:called");
        sandbox.add_tag(candidate, "hr:shortlist");
        self.set(&client, &tags, &["agency:hays", "speaks German", "persona:verified"]).await;
        sandbox.add_tag(candidate, "hr:called");
        sandbox.remove_tag(candidate, "agency:hays");
        self.call(&client, Method::GET, &read).send().await.unwrap();
        self.set(&client, &tags, &["speaks German", "persona:verified", "hr:called", tag]).await;
        sandbox.recruiter().named("hris-sync").set_tags(candidate, ["hris:exported", "persona:verified"]);
        sandbox.recruiter().add_note(candidate, "Met on Monday.\nGood questions about the team.");
        let note = json!({ "content": format!("Identity <b>verified</b>. {tag}") });
        self.call(&client, Method::POST, &format!("{tags}/notes")).json(&note).send().await.unwrap();
        for path in ["/offices", "/offices", "/jobs", "/jobs", "/nowhere"] {
            // A cut connection is the fault that the log is to show.
            let _ = self.call(&Client::new(), Method::GET, path).send().await;
        }
    }

    async fn set(&self, client: &Client, path: &str, tags: &[&str]) {
        let response =
            self.call(client, Method::PATCH, path).json(&json!({ "tags": tags })).send().await.unwrap();
        assert_eq!(response.status(), 200);
    }

    fn call(&self, client: &Client, method: Method, path: &str) -> RequestBuilder {
        let url = format!("{}{path}", self.sandbox.base_url());
        client.request(method, url).header("Authorization", self.sandbox.token())
    }

    /// A request of a client, without a fault.
    pub(crate) async fn request(&self, path: &str) -> Value {
        self.call(&Client::new(), Method::GET, path).send().await.unwrap().json().await.unwrap()
    }

    pub(crate) fn origin(&self) -> &str {
        self.sandbox.base_url().strip_suffix("/v2").unwrap()
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.origin())
    }

    /// Each kind of page.
    pub(crate) fn pages(&self) -> Vec<String> {
        [
            "/".to_owned(),
            "/_inspector/jobs".to_owned(),
            "/_inspector/applications".to_owned(),
            "/_inspector/applications?q=a&page=2".to_owned(),
            "/_inspector/applications?q=nobody".to_owned(),
            format!("/_inspector/candidates/{}", self.candidate),
            "/_inspector/log".to_owned(),
        ]
        .map(|path| self.url(&path))
        .to_vec()
    }
}
