//! Reads texts from files and from standard input.

use std::io;
use std::path::Path;

use tokio::sync::oneshot;

/// Reads a file; `-` is standard input.
pub(crate) async fn text_of(path: &Path) -> io::Result<String> {
    match path == Path::new("-") {
        true => text().await,
        false => std::fs::read_to_string(path),
    }
}

/// Reads standard input on a detached thread, so the command stays interruptible.
pub(crate) async fn text() -> io::Result<String> {
    let (sender, receiver) = oneshot::channel();
    std::thread::Builder::new().spawn(move || {
        // Nobody waits any longer.
        let _ = sender.send(io::read_to_string(io::stdin()));
    })?;
    receiver.await.unwrap_or_else(|gone| Err(io::Error::other(gone)))
}
