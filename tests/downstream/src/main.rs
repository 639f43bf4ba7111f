//! Starts the service with settings from the environment.

use std::env;
use std::error::Error;

use identity_service::recorder::Recorder;
use identity_service::service;
use join_sdk::Config;
use join_sdk::journal::Journal;
use tokio::net::TcpListener;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let secret = env::var("INQUIRY_SECRET").map_err(|_| "INQUIRY_SECRET is not set")?;
    if secret.is_empty() {
        return Err("INQUIRY_SECRET is empty".into());
    }
    let journal = env::var("JOURNAL").unwrap_or_else(|_| "decisions.jsonl".to_owned());
    let address = env::var("LISTEN").unwrap_or_else(|_| "127.0.0.1:8080".to_owned());

    // JOIN_API_TOKEN, and JOIN_BASE_URL unless it is JOIN itself.
    let join = Config::from_env()?.builder().journal(Journal::open(journal).await?).build()?;
    let listener = TcpListener::bind(&address).await?;
    println!("listening on {}", listener.local_addr()?);
    let stopped = async {
        // Without the signal the service runs until it is killed, which the journal survives.
        let _ = tokio::signal::ctrl_c().await;
    };
    axum::serve(listener, service::router(Recorder::new(join), secret))
        .with_graceful_shutdown(stopped)
        .await?;
    Ok(())
}
