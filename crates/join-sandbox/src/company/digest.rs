//! A checksum that is the same on every machine.

/// FNV-1a over the seed and the texts: the same on every machine and in every version of Rust.
pub(crate) fn digest(seed: u64, texts: &[&str]) -> u64 {
    let texts = texts.iter().flat_map(|text| text.bytes().chain([0]));
    let bytes = seed.to_le_bytes().into_iter().chain(texts);
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}
