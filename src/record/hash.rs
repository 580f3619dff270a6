//! SHA-256, of what is written and of what a run starts from.

use crate::scenario::Scenario;
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::io::{self, Write};

/// SHA-256 of some bytes, in hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    hex(Sha256::new_with_prefix(bytes))
}

/// SHA-256 of what decides the results of a run: the scenario with every
/// default and override in place, as JSON with sorted keys, then the name and
/// content of each input file in the order given. Comments and layout of the
/// scenario file do not matter; neither do threads.
pub fn scenario_hash(resolved: &Scenario, inputs: &[(&str, &[u8])]) -> String {
    // A JSON value keeps its keys sorted, whatever the order of the fields in the code.
    let value = serde_json::to_value(resolved).expect("a scenario is plain data with text keys");
    let mut hash = Sha256::new_with_prefix(value.to_string());
    for (name, bytes) in inputs {
        // Lengths keep one file's end apart from the next one's beginning.
        hash.update(format!("\n{} {name} {} ", name.len(), bytes.len()));
        hash.update(bytes);
    }
    hex(hash)
}

/// The first eight digits of a hash: enough to tell folders apart.
pub fn hash8(hash: &str) -> &str {
    hash.get(..8).unwrap_or(hash)
}

fn hex(hash: Sha256) -> String {
    hash.finalize().iter().fold(String::with_capacity(64), |mut text, byte| {
        write!(text, "{byte:02x}").expect("a string takes any text");
        text
    })
}

/// A writer that hashes what passes through.
#[derive(Debug)]
pub struct Hashing<W> {
    out: W,
    hash: Sha256,
}

impl<W> Hashing<W> {
    /// Passes everything on to `out`.
    pub fn new(out: W) -> Self {
        Self { out, hash: Sha256::new() }
    }

    /// The writer and the hash of what it got.
    pub fn finish(self) -> (W, String) {
        (self.out, hex(self.hash))
    }
}

impl<W: Write> Write for Hashing<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let taken = self.out.write(bytes)?;
        self.hash.update(&bytes[..taken]);
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_hash() {
        // FIPS 180-2, appendix B.1.
        let known = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(sha256(b"abc"), known);
        let mut out = Hashing::new(vec![]);
        out.write_all(b"a").and_then(|()| out.write_all(b"bc")).unwrap();
        assert_eq!(out.finish(), (b"abc".to_vec(), known.to_string()));
    }
}
