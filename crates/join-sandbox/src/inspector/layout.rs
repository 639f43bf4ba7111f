//! The frame of each page: head, navigation, main part, foot.

use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use maud::{DOCTYPE, Markup, html};

/// A part of the inspector that the navigation leads to.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Area {
    Overview,
    Jobs,
    Applications,
    Log,
    /// None of them.
    Elsewhere,
}

const AREAS: [(Area, &str, &str); 4] = [
    (Area::Overview, "/", "Overview"),
    (Area::Jobs, "/_inspector/jobs", "Jobs"),
    (Area::Applications, "/_inspector/applications", "Applications"),
    (Area::Log, "/_inspector/log", "Requests"),
];

/// A whole page. `content` begins with the heading of the first level.
pub(crate) fn page(area: Area, title: &str, content: Markup) -> Response {
    framed(area, title, content, false)
}

/// A page with the script of the live log.
pub(crate) fn live_page(area: Area, title: &str, content: Markup) -> Response {
    framed(area, title, content, true)
}

fn framed(area: Area, title: &str, content: Markup, live: bool) -> Response {
    let current = |this: Area| (this == area).then_some("page");
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="robots" content="noindex";
                title { (title) " · JOIN sandbox" }
                link rel="icon" type="image/svg+xml" href="/_inspector/icon.svg";
                link rel="stylesheet" href="/_inspector/inspector.css";
                @if live { script src="/_inspector/inspector.js" defer {} }
            }
            body {
                a .skip href="#main" { "Skip to content" }
                header .top {
                    div .frame {
                        a .brand href="/" {
                            img src="/_inspector/icon.svg" alt="" width="28" height="28";
                            span { "JOIN sandbox" }
                        }
                        nav aria-label="Main" {
                            ul {
                                @for (this, link, name) in AREAS {
                                    li { a href=(link) aria-current=[current(this)] { (name) } }
                                }
                            }
                        }
                    }
                }
                main #main .frame tabindex="-1" { (content) }
                footer .foot {
                    div .frame {
                        p { "All of it lies in memory, and nothing here reaches JOIN. Times are those of the sandbox's clock, in UTC." }
                    }
                }
            }
        }
    };
    Html(page.into_string()).into_response()
}

/// A page that says what is missing, with status 404.
pub(crate) struct Missing(pub(crate) &'static str);

impl IntoResponse for Missing {
    fn into_response(self) -> Response {
        refusal(StatusCode::NOT_FOUND, "Not found", self.0)
    }
}

pub(crate) async fn method_not_allowed() -> Response {
    let text = "The inspector only shows the sandbox. Its pages take GET.";
    refusal(StatusCode::METHOD_NOT_ALLOWED, "Only for reading", text)
}

fn refusal(status: StatusCode, title: &str, text: &str) -> Response {
    let content = html! {
        h1 { (title) }
        p .lead { (text) }
        p { a href="/" { "Go to the overview" } }
    };
    (status, page(Area::Elsewhere, title, content)).into_response()
}
