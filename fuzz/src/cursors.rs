//! Files of cursors: a damaged one is refused, and what is read is written as the same cursor.

use join_sdk::changes::Cursor;

/// The input: a file, whole or without its last line, which is a checksum that a fuzzer does not find.
pub fn run(input: &[u8]) -> bool {
    let end = format!("end {:016x}\n", fnv(input));
    check(input) | check(&[input, end.as_bytes()].concat())
}

fn check(file: &[u8]) -> bool {
    let Ok(cursor) = Cursor::decode(file) else { return false };
    let again = Cursor::decode(&cursor.encode()).expect("what was written can be read");
    assert_eq!(again, cursor);
    assert!(Cursor::decode(&file[..file.len() - 1]).is_err(), "a cut file is refused");
    true
}

/// FNV-1a, the checksum of a cursor.
fn fnv(bytes: &[u8]) -> u64 {
    let step = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3);
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, step)
}
