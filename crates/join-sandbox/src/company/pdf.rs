//! Writes a valid PDF of one page, small enough to make for each download.

use std::fmt::Write as _;

/// A page with one text line under the other; the title may hold any characters.
pub(crate) fn one_page(title: &str, lines: &[String]) -> Vec<u8> {
    let content = page_content(lines);
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] \
         /Resources << /Font << /F1 4 0 R >> >> /Contents 5 0 R >>"
            .to_owned(),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".to_owned(),
        format!("<< /Length {} >>\nstream\n{content}\nendstream", content.len()),
        format!("<< /Title {} /Producer (join-sandbox) >>", utf16_string(title)),
    ];
    let mut file = String::from("%PDF-1.4\n");
    let mut xref = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for (number, object) in (1..).zip(&objects) {
        // Everything written is ASCII, so the text's length is the offset in bytes.
        let _ = writeln!(xref, "{:010} 00000 n ", file.len());
        let _ = write!(file, "{number} 0 obj\n{object}\nendobj\n");
    }
    let start = file.len();
    let size = objects.len() + 1;
    let trailer = format!("trailer\n<< /Size {size} /Root 1 0 R /Info 6 0 R >>\nstartxref\n{start}\n%%EOF\n");
    [file, xref, trailer].concat().into_bytes()
}

fn page_content(lines: &[String]) -> String {
    let mut content = String::from("BT /F1 16 Tf 22 TL 72 770 Td");
    for line in lines {
        let _ = write!(content, "\n{} Tj T*", latin_string(line));
    }
    content + "\nET"
}

/// The font knows Latin-1 only; other letters become question marks on the page and stay whole in the title.
fn latin_string(text: &str) -> String {
    let mut string = String::from("(");
    for c in text.chars() {
        match u32::from(c) {
            0x28 | 0x29 | 0x5c => string.extend(['\\', c]),
            0x20..=0x7e => string.push(c),
            code @ 0xa0..=0xff => {
                let _ = write!(string, "\\{code:03o}");
            }
            _ => string.push('?'),
        }
    }
    string + ")"
}

fn utf16_string(text: &str) -> String {
    let mut string = String::from("<FEFF");
    for unit in text.encode_utf16() {
        let _ = write!(string, "{unit:04X}");
    }
    string + ">"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_offset_of_the_cross_reference_points_at_its_object() {
        let lines = ["Zoë (Łu\\cja)".to_owned()];
        let file = String::from_utf8(one_page("Zoë 美咲", &lines)).unwrap();
        let start: usize = file.split("startxref\n").nth(1).unwrap().lines().next().unwrap().parse().unwrap();
        let table = &file[start..];
        assert!(table.starts_with("xref\n0 7\n"));
        let entries: Vec<&str> = table.lines().skip(2).take_while(|line| line.len() == 19).collect();
        assert_eq!(entries.len(), 7);
        for (number, entry) in entries.iter().enumerate().skip(1) {
            let offset: usize = entry[..10].parse().unwrap();
            assert!(file[offset..].starts_with(&format!("{number} 0 obj\n")));
        }
        assert!(file.contains("(Zo\\353 \\(?u\\\\cja\\))"));
    }
}
