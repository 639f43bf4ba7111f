//! Fakes of files: the same type and class of size, and nothing of the content.

use base64::prelude::{BASE64_STANDARD, Engine};

use super::source::Fakes;

/// The first bytes of types of files.
const TYPES: &[&[u8]] = &[
    b"%PDF-1.7\n",
    b"\x89PNG\r\n\x1a\n",
    b"\xff\xd8\xff\xe0",
    b"GIF89a",
    b"PK\x03\x04",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    b"{\\rtf1",
    b"RIFF",
    b"\xef\xbb\xbf",
];

/// Letters by which files of the same type and size differ.
const MARK: usize = 16;

/// The most bytes of a file inside a body of JSON.
const MOST_INSIDE: usize = 64 << 10;

impl Fakes {
    /// The first bytes of a fake file, and its length: the next power of two.
    pub(crate) fn file(&mut self, content: &[u8], most: usize) -> (Vec<u8>, usize) {
        let length = if content.is_empty() { 0 } else { content.len().next_power_of_two().min(most) };
        let same_type = |bytes: &&&[u8]| match bytes.starts_with(b"%PDF") {
            true => content.starts_with(b"%PDF"),
            false => content.starts_with(bytes),
        };
        let mut start = TYPES.iter().find(same_type).map(|bytes| bytes.to_vec()).unwrap_or_default();
        let mut stream = self.key.stream("file", content, 0);
        start.extend((0..MARK).map(|_| stream.letter() as u8));
        start.truncate(length);
        (start, length)
    }

    /// A fake file in base64. What is no base64 becomes a text.
    pub(crate) fn file_data(&mut self, text: &str) -> String {
        match BASE64_STANDARD.decode(text) {
            Ok(content) => {
                let (mut file, length) = self.file(&content, MOST_INSIDE);
                file.resize(length, b' ');
                BASE64_STANDARD.encode(file)
            }
            Err(_) => self.text("text", text),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_keeps_its_type_and_class_of_size_only() {
        let upstream = url::Url::parse("https://api.join.com/v2").unwrap();
        let mut fakes = Fakes::new(&upstream, Vec::new()).unwrap();
        let pdf = b"%PDF-1.4 Adalberta was here and said so";
        let (start, length) = fakes.file(pdf, 1 << 20);
        assert!(start.starts_with(b"%PDF-") && !start.windows(4).any(|bytes| bytes == b"Adal"));
        assert_eq!(length, 64);
        assert_eq!((start.clone(), length), fakes.file(pdf, 1 << 20));
        assert_ne!(start, fakes.file(b"%PDF-1.4 Adalberta was here and said no", 1 << 20).0);
        assert_eq!(fakes.file(b"", 10), (Vec::new(), 0));
        assert_eq!(fakes.file(b"Ada", 10).1, 4);
        assert_eq!(fakes.file(&[7; 1_000], 10).1, 10);
        let inside = fakes.file_data(&BASE64_STANDARD.encode(pdf));
        assert_eq!(BASE64_STANDARD.decode(inside).unwrap().len(), 64);
        assert_ne!(fakes.file_data("no base64!"), "no base64!");
    }
}
