//! The API over HTTP: the server, its routes, and the JSON they read and write.

pub(crate) mod answer;
pub(crate) mod app;
pub(crate) mod error;
pub(crate) mod hosts;
pub(crate) mod input;
pub(crate) mod operation;
pub(crate) mod origin;
pub(crate) mod paging;
pub(crate) mod replay;
pub(crate) mod reset;
pub(crate) mod routes;
pub(crate) mod server;
pub(crate) mod signed_url;
pub(crate) mod views;
