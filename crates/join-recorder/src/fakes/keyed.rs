//! The keyed hash under all fakes: HMAC-SHA-256 with a random key.

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

use crate::error::Error;

/// The key of a recording. It is random and never leaves the process.
pub(crate) struct Key([u8; 64]);

impl Key {
    pub(crate) fn random() -> Result<Self, Error> {
        let mut bytes = [0; 64];
        getrandom::fill(&mut bytes).map_err(|error| Error::System(error.to_string()))?;
        Ok(Self(bytes))
    }

    /// The bytes for an input. Inputs of different domains or attempts have different bytes.
    pub(crate) fn stream(&self, domain: &'static str, input: &[u8], attempt: u32) -> Stream {
        let mut mac = Hmac::<Sha256>::new(&self.0.into());
        mac.update(domain.as_bytes());
        mac.update(&[0]);
        mac.update(&attempt.to_be_bytes());
        mac.update(input);
        Stream { seed: mac.finalize().into_bytes().into(), block: 0, bytes: [0; 32].into_iter() }
    }
}

/// Bytes without end.
pub(crate) struct Stream {
    /// The hash of the input.
    pub(crate) seed: [u8; 32],
    block: u64,
    bytes: std::array::IntoIter<u8, 32>,
}

impl Stream {
    fn byte(&mut self) -> u8 {
        if self.block > 0
            && let Some(byte) = self.bytes.next()
        {
            return byte;
        }
        let block = Sha256::new().chain_update(self.seed).chain_update(self.block.to_be_bytes());
        self.block += 1;
        self.bytes = <[u8; 32]>::from(block.finalize()).into_iter();
        self.bytes.next().unwrap_or_default()
    }

    /// A number from 0 to below `end`.
    pub(crate) fn below(&mut self, end: u16) -> u16 {
        let number = u16::from_be_bytes([self.byte(), self.byte()]);
        number.checked_rem(end).unwrap_or_default()
    }

    pub(crate) fn digit(&mut self, least: u16) -> char {
        char::from(b'0' + (least + self.below(10 - least)) as u8)
    }

    /// A letter of the fakes. Without vowels they spell no word and nobody's name.
    pub(crate) fn letter(&mut self) -> char {
        const LETTERS: [char; 20] = [
            'b', 'c', 'd', 'f', 'g', 'h', 'j', 'k', 'l', 'm', 'n', 'p', 'q', 'r', 's', 't', 'v', 'w', 'x',
            'z',
        ];
        LETTERS.get(usize::from(self.below(20))).copied().unwrap_or('x')
    }
}
