//! The bytes of an input: a file, or a pipe that can be read only once.

use std::fs::File;
use std::io::{self, Cursor, Read};
use std::path::{Path, PathBuf};
use std::time::Duration;

use tokio::sync::mpsc;

use crate::exit::Failure;

/// A pipe that brings nothing for this long is checked as far as it has come.
const PAUSE: Duration = Duration::from_secs(2);
const CHUNK: usize = 64 * 1024;
const CHUNKS_AHEAD: usize = 16;
/// Bytes that are looked at to tell the encoding.
const BEGINNING: usize = 1024;
/// The byte order mark of UTF-8.
const MARK: &[u8] = b"\xef\xbb\xbf";

type Chunk = io::Result<Vec<u8>>;

/// An input that can be read twice: first what is there, then all of it.
pub(super) enum Source {
    File(PathBuf),
    Pipe {
        begun: Vec<u8>,
        /// None once the pipe has ended.
        rest: Option<mpsc::Receiver<Chunk>>,
    },
}

impl Source {
    /// Opens a file, or standard input for `-`. A pipe is read until it ends or pauses.
    pub(super) async fn open(path: &Path) -> Result<Self, Failure> {
        let is_file = path != Path::new("-") && std::fs::metadata(path).map_err(unreadable)?.is_file();
        if is_file {
            return Ok(Self::File(path.to_owned()));
        }
        let mut chunks = chunks(reader(path)?)?;
        let mut begun = Vec::new();
        loop {
            match tokio::time::timeout(PAUSE, chunks.recv()).await {
                Ok(Some(chunk)) => begun.extend(chunk.map_err(unreadable)?),
                Ok(None) => return Ok(Self::Pipe { begun, rest: None }),
                Err(_) if begun.contains(&b'\n') => {
                    return Ok(Self::Pipe { begun, rest: Some(chunks) });
                }
                Err(_) => {}
            }
        }
    }

    /// Whether all of it is there.
    pub(super) fn is_whole(&self) -> bool {
        !matches!(self, Self::Pipe { rest: Some(_), .. })
    }

    /// Returns what is there: of an open pipe the lines that have ended.
    pub(super) fn preview(&self) -> Result<Box<dyn Read + Send>, Failure> {
        match self {
            Self::File(path) => decoded(reader(path)?),
            Self::Pipe { begun, rest } => {
                let last = begun.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
                let end = if rest.is_some() { last } else { begun.len() };
                decoded(Box::new(Cursor::new(begun.get(..end).unwrap_or_default().to_vec())))
            }
        }
    }

    /// Returns all of it.
    pub(super) fn whole(&mut self) -> Result<Box<dyn Read + Send>, Failure> {
        match self {
            Self::File(path) => decoded(reader(path)?),
            // Its beginning was looked at in the preview, and more of it may not be there yet.
            Self::Pipe { begun, rest } => {
                let text = begun.strip_prefix(MARK).unwrap_or(begun);
                let begun = Cursor::new(text.to_vec());
                Ok(match rest.take() {
                    Some(chunks) => Box::new(begun.chain(Rest { chunks, chunk: Cursor::default() })),
                    None => Box::new(begun),
                })
            }
        }
    }
}

fn unreadable(error: io::Error) -> Failure {
    Failure::usage(format!("the input can't be read: {error}"))
}

fn reader(path: &Path) -> Result<Box<dyn Read + Send>, Failure> {
    if path == Path::new("-") {
        return Ok(Box::new(io::stdin()));
    }
    Ok(Box::new(File::open(path).map_err(unreadable)?))
}

/// Reads on a thread, so that a slow pipe stays interruptible.
fn chunks(mut pipe: Box<dyn Read + Send>) -> io::Result<mpsc::Receiver<Chunk>> {
    let (sender, receiver) = mpsc::channel(CHUNKS_AHEAD);
    std::thread::Builder::new().spawn(move || {
        loop {
            let mut chunk = vec![0; CHUNK];
            let read = pipe.read(&mut chunk).map(|length| {
                chunk.truncate(length);
                chunk
            });
            match &read {
                Ok(chunk) if chunk.is_empty() => return,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                _ => {}
            }
            let failed = read.is_err();
            if sender.blocking_send(read).is_err() || failed {
                return;
            }
        }
    })?;
    Ok(receiver)
}

/// The part of a pipe that comes after the pause.
struct Rest {
    chunks: mpsc::Receiver<Chunk>,
    chunk: Cursor<Vec<u8>>,
}

impl Read for Rest {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            match self.chunk.read(buffer)? {
                0 if !buffer.is_empty() => match self.chunks.blocking_recv() {
                    Some(chunk) => self.chunk = Cursor::new(chunk?),
                    None => return Ok(0),
                },
                length => return Ok(length),
            }
        }
    }
}

/// Skips a byte order mark, and refuses what is no UTF-8 by its first bytes.
fn decoded(mut bytes: Box<dyn Read + Send>) -> Result<Box<dyn Read + Send>, Failure> {
    let mut beginning = Vec::new();
    bytes.by_ref().take(BEGINNING as u64).read_to_end(&mut beginning).map_err(unreadable)?;
    if let Some(found) = other_than_utf8(&beginning) {
        return Err(Failure::usage(format!(
            "the input is {found}, not UTF-8; save it as UTF-8 and run the same command again (nothing was written to JOIN)"
        )));
    }
    let text = beginning.strip_prefix(MARK).map(<[u8]>::to_vec).unwrap_or(beginning);
    Ok(Box::new(Cursor::new(text).chain(bytes)))
}

fn other_than_utf8(beginning: &[u8]) -> Option<&'static str> {
    let zero = |first: usize| {
        let bytes = beginning.iter().skip(first).step_by(2);
        bytes.filter(|byte| **byte == 0).count() * 3 > beginning.len()
    };
    match beginning {
        [0xff, 0xfe, 0, 0, ..] | [0, 0, 0xfe, 0xff, ..] => Some("UTF-32"),
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => Some("UTF-16"),
        [b'P', b'K', 3, 4, ..] => Some("a spreadsheet or an archive (ZIP)"),
        [0x1f, 0x8b, ..] => Some("compressed (gzip)"),
        _ if zero(0) || zero(1) => Some("UTF-16 without a byte order mark"),
        _ if beginning.contains(&0) => Some("binary data (it holds NUL bytes)"),
        _ => None,
    }
}
