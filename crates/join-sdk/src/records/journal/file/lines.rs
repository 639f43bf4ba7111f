//! Reads lines of a file by offset: a range, the last whole line, a single line.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::sync::Arc;

/// Most bytes of a line. The SDK's have some hundred; a longer line is foreign.
const LONGEST: u64 = 16 * 1024 * 1024;

/// Bytes per read.
const PIECE: usize = 256 * 1024;

/// A part of a file, with its own position, so that several can be read concurrently.
pub(crate) struct FileRange {
    file: Arc<File>,
    at: u64,
    end: u64,
}

impl Read for FileRange {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = usize::try_from(self.end.saturating_sub(self.at)).unwrap_or(usize::MAX);
        let most = buffer.len().min(left);
        let read = read_at(&self.file, buffer.get_mut(..most).unwrap_or_default(), self.at)?;
        self.at += read as u64;
        Ok(read)
    }
}

#[cfg(unix)]
fn read_at(file: &File, buffer: &mut [u8], at: u64) -> io::Result<usize> {
    std::os::unix::fs::FileExt::read_at(file, buffer, at)
}

#[cfg(windows)]
fn read_at(file: &File, buffer: &mut [u8], at: u64) -> io::Result<usize> {
    std::os::windows::fs::FileExt::seek_read(file, buffer, at)
}

/// The lines of a range of a file, in order.
pub(crate) struct Lines {
    reader: BufReader<FileRange>,
    offset: u64,
    number: u64,
    text: Vec<u8>,
}

/// A line, without its end.
#[derive(Debug, PartialEq)]
pub(crate) struct Line<'a> {
    /// Its number, counted from 1, if the range starts at the first line.
    pub(crate) number: u64,
    /// Its offset.
    pub(crate) offset: u64,
    pub(crate) text: &'a [u8],
}

impl Lines {
    /// The lines from `at`, a line start, to `end`, a line end.
    pub(crate) fn between(file: &Arc<File>, at: u64, end: u64) -> Self {
        let stretch = FileRange { file: Arc::clone(file), at, end };
        Self { reader: BufReader::with_capacity(PIECE, stretch), offset: at, number: 0, text: Vec::new() }
    }

    /// Returns the next line; none at the end.
    pub(crate) fn next(&mut self) -> io::Result<Option<Line<'_>>> {
        self.text.clear();
        let offset = self.offset;
        let read = self.reader.by_ref().take(LONGEST).read_until(b'\n', &mut self.text)?;
        if read == 0 {
            return Ok(None);
        }
        self.number += 1;
        self.offset += read as u64;
        let text = self.text.strip_suffix(b"\n").ok_or(io::ErrorKind::InvalidData)?;
        Ok(Some(Line { number: self.number, offset, text }))
    }

    /// The number of the last read line.
    pub(crate) fn number(&self) -> u64 {
        self.number
    }
}

/// The line at `at`, without its end.
pub(crate) fn line_at(file: &Arc<File>, at: u64, end: u64) -> io::Result<Vec<u8>> {
    let stretch = FileRange { file: Arc::clone(file), at, end };
    let mut text = Vec::new();
    BufReader::with_capacity(4 * 1024, stretch).take(LONGEST).read_until(b'\n', &mut text)?;
    if text.pop() == Some(b'\n') { Ok(text) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
}

/// The end of the last whole line. The rest is an unfinished line, or zeros after a crash of the machine.
pub(crate) fn end_of_lines(file: &File, length: u64) -> io::Result<u64> {
    let mut end = length;
    let mut piece = vec![0; 64 * 1024];
    while end > 0 {
        let begin = end.saturating_sub(piece.len() as u64);
        let size = usize::try_from(end - begin).unwrap_or(usize::MAX).min(piece.len());
        let bytes = piece.get_mut(..size).unwrap_or_default();
        fill_at(file, bytes, begin)?;
        if let Some(last) = bytes.iter().rposition(|byte| *byte == b'\n') {
            return Ok(begin + last as u64 + 1);
        }
        end = begin;
    }
    Ok(0)
}

/// Fills the buffer from this offset of the file.
pub(crate) fn fill_at(file: &File, mut buffer: &mut [u8], mut at: u64) -> io::Result<()> {
    while !buffer.is_empty() {
        match read_at(file, buffer, at)? {
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            read => {
                at += read as u64;
                buffer = buffer.get_mut(read..).unwrap_or_default();
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(text: &[u8]) -> Arc<File> {
        use std::io::Write;
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(text).unwrap();
        Arc::new(file)
    }

    #[test]
    fn lines_come_with_number_and_place() {
        let file = file(b"one\n\nthree\n");
        let mut lines = Lines::between(&file, 0, 11);
        assert_eq!(lines.next().unwrap(), Some(Line { number: 1, offset: 0, text: b"one" }));
        assert_eq!(lines.next().unwrap(), Some(Line { number: 2, offset: 4, text: b"" }));
        assert_eq!(lines.next().unwrap(), Some(Line { number: 3, offset: 5, text: b"three" }));
        assert_eq!(lines.next().unwrap(), None);
        assert_eq!(line_at(&file, 5, 11).unwrap(), b"three");
    }

    #[test]
    fn the_last_whole_line_is_found_behind_any_tail() {
        for tail in [0, 1, 64 * 1024 - 5, 64 * 1024 - 4, 64 * 1024, 200_000] {
            let mut text = b"one\n".to_vec();
            text.resize(4 + tail, 0);
            assert_eq!(end_of_lines(&file(&text), text.len() as u64).unwrap(), 4, "{tail}");
        }
        assert_eq!(end_of_lines(&file(b"one"), 3).unwrap(), 0);
        assert_eq!(end_of_lines(&file(b""), 0).unwrap(), 0);
    }
}
