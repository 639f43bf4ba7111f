//! An append-only file: one thread writes it, and concurrent lines share a sync.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::JoinHandle;

use tokio::sync::oneshot;

use super::private;

/// Approximate bytes per write; further lines go with the next sync.
const MOST_AT_ONCE: usize = 4 * 1024 * 1024;

/// The handle of the writer thread. Its drop waits until all queued lines are on the disk.
pub(crate) struct Appender<M> {
    queue: Option<Sender<Waiting<M>>>,
    thread: Option<JoinHandle<()>>,
    syncs: Arc<AtomicU64>,
}

/// The policy for lines after a failed write or sync.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AfterFailure {
    /// Refuse them: the disk's content is unknown, and readers rely on every line.
    Stop,
    /// Write them, after a line end for the possibly torn line.
    GoOn,
}

/// A line waiting for its sync.
struct Waiting<M> {
    line: Vec<u8>,
    mark: M,
    done: oneshot::Sender<io::Result<()>>,
}

impl<M: Send + 'static> Appender<M> {
    /// Starts the writer at the end of the file, `end`; `head` goes before the first line. `kept` receives each line on the disk:
    /// its range and its mark.
    pub(crate) fn start(
        file: Arc<File>,
        head: Vec<u8>,
        end: u64,
        after_failure: AfterFailure,
        kept: impl FnMut(Range<u64>, M) + Send + 'static,
    ) -> io::Result<Self> {
        let (queue, lines) = channel();
        let syncs = Arc::new(AtomicU64::new(0));
        let syncs_made = Arc::clone(&syncs);
        let writer = Writer { file, head, end, kept, after_failure, syncs: syncs_made, failed: None };
        let thread =
            std::thread::Builder::new().name("join-append".to_owned()).spawn(move || writer.run(&lines))?;
        Ok(Self { queue: Some(queue), thread: Some(thread), syncs })
    }

    /// Appends a line, its end included. It is on the disk when the call returns.
    pub(crate) async fn append(&self, line: Vec<u8>, mark: M) -> io::Result<()> {
        let gone = || io::Error::from(io::ErrorKind::BrokenPipe);
        let (done, wait) = oneshot::channel();
        let queue = self.queue.as_ref().ok_or_else(gone)?;
        queue.send(Waiting { line, mark, done }).map_err(|_| gone())?;
        wait.await.map_err(|_| gone())?
    }

    /// The number of syncs.
    pub(crate) fn syncs(&self) -> u64 {
        self.syncs.load(Ordering::Relaxed)
    }
}

impl<M> Drop for Appender<M> {
    fn drop(&mut self) {
        self.queue = None;
        if let Some(thread) = self.thread.take() {
            // The thread ends with its queue; a panic in it fails the waiting lines.
            let _ = thread.join();
        }
    }
}

/// The writer thread's state.
struct Writer<F> {
    file: Arc<File>,
    head: Vec<u8>,
    end: u64,
    kept: F,
    after_failure: AfterFailure,
    syncs: Arc<AtomicU64>,
    failed: Option<io::ErrorKind>,
}

impl<F> Writer<F> {
    fn run<M>(mut self, lines: &Receiver<Waiting<M>>)
    where
        F: FnMut(Range<u64>, M),
    {
        while let Ok(first) = lines.recv() {
            let mut bytes = first.line.len();
            let mut batch = vec![first];
            while bytes < MOST_AT_ONCE
                && let Ok(next) = lines.try_recv()
            {
                bytes += next.line.len();
                batch.push(next);
            }
            let outcome = self.write(&batch);
            for waiting in batch {
                if outcome.is_ok() {
                    let begins = self.end;
                    self.end += waiting.line.len() as u64;
                    (self.kept)(begins..self.end, waiting.mark);
                }
                // A dropped caller needs no result.
                let _ = waiting.done.send(outcome.as_ref().copied().map_err(again));
            }
        }
    }

    fn write<M>(&mut self, batch: &[Waiting<M>]) -> io::Result<()> {
        if let Some(kind) = self.failed {
            return Err(io::Error::new(
                kind,
                "an earlier line could not be written; this line was not written",
            ));
        }
        let mut text = std::mem::take(&mut self.head);
        let head = text.len() as u64;
        batch.iter().for_each(|waiting| text.extend_from_slice(&waiting.line));
        self.syncs.fetch_add(1, Ordering::Relaxed);
        let written = (&*self.file).write_all(&text).and_then(|()| self.file.sync_data());
        match &written {
            Ok(()) => self.end += head,
            Err(_) if self.after_failure == AfterFailure::GoOn => self.head = b"\n".to_vec(),
            Err(error) => self.failed = Some(error.kind()),
        }
        written
    }
}

/// A copy of the failure for another waiting caller.
fn again(error: &io::Error) -> io::Error {
    match error.raw_os_error() {
        Some(code) => io::Error::from_raw_os_error(code),
        None => io::Error::new(error.kind(), error.to_string()),
    }
}

/// Opens a file for appending. Only its owner can read it. The folder of a new one is synced, so that a crash does not lose
/// the file itself.
pub(crate) fn open(path: &Path) -> io::Result<File> {
    let mut options = File::options();
    options.read(true).append(true);
    match private::open(path, &mut options) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            // Another process may create it first: then open that one.
            let file = private::open(path, options.create(true))?;
            private::sync_folder(path)?;
            Ok(file)
        }
        opened => opened,
    }
}

/// Whether the last line is torn.
pub(crate) fn is_torn(mut file: &File) -> io::Result<bool> {
    if file.metadata()?.len() == 0 {
        return Ok(false);
    }
    let mut last = [0];
    file.seek(SeekFrom::End(-1))?;
    file.read_exact(&mut last)?;
    Ok(last != *b"\n")
}
