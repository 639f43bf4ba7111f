//! Attachments: whole or not at all, under names that are safe, and the token to JOIN only.

mod addresses;
mod identity;
mod limits;
mod saving;

use join_sdk::types::{Application, Attachment};
use join_sdk::{ApiToken, Join, JoinBuilder};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};

fn at(url: &str) -> Attachment {
    named(url, None)
}

fn named(url: &str, name: Option<&str>) -> Attachment {
    serde_json::from_value(serde_json::json!({ "type": "CV", "url": url, "name": name })).unwrap()
}

/// An application of the sandbox that has a file.
async fn application(join: &Join) -> Application {
    let rows = join.applications().list().page(1).await.unwrap().rows;
    let mut rows = rows.into_iter().flatten();
    rows.find(|row| row.attachments.iter().flatten().any(|file| file.url.is_some())).unwrap()
}

async fn attachment(join: &Join) -> Attachment {
    let files = application(join).await.attachments.unwrap();
    files.into_iter().find(|file| file.url.is_some()).unwrap()
}

fn builder(base_url: &str) -> JoinBuilder {
    Join::builder(ApiToken::new("4f7a9c").unwrap()).base_url(base_url)
}

/// A server that writes byte for byte its script, to the first who asks, and hangs up when it is dropped.
struct Wire {
    base_url: String,
    pieces: UnboundedSender<Vec<u8>>,
}

impl Wire {
    async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base_url = format!("http://{}/v2", listener.local_addr().unwrap());
        let (pieces, mut queue) = unbounded_channel::<Vec<u8>>();
        tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            let _ = stream.read(&mut [0; 4096]).await;
            while let Some(piece) = queue.recv().await {
                // A client that has seen enough may be gone.
                let _ = stream.write_all(&piece).await;
            }
        });
        Self { base_url, pieces }
    }

    fn write(&self, piece: impl AsRef<[u8]>) {
        self.pieces.send(piece.as_ref().to_vec()).unwrap();
    }

    fn file(&self) -> Attachment {
        at(&self.base_url)
    }
}
