//! What the targets share: how bytes are a document, and how files are tried without a fuzzer.

use handgrad::Span;
use std::panic;
use std::process::ExitCode;
use std::{env, fs};

/// The names that say how a document is written, in the order of the first byte.
pub const NAMES: [&str; 3] = ["a.md", "a.tex", "a.ipynb"];

/// A document, as bytes choose it.
#[derive(Debug, Clone, Copy)]
pub struct Chosen<'a> {
    /// The name that says how it is written.
    pub name: &'static str,
    /// What is left of the first byte, for the target to choose by.
    pub rest: u8,
    /// The document.
    pub bytes: &'a [u8],
}

impl<'a> Chosen<'a> {
    /// The first byte chooses how the others are read.
    #[must_use]
    pub fn by(bytes: &'a [u8]) -> Option<Self> {
        let (choice, bytes) = bytes.split_first()?;
        let name = NAMES[usize::from(*choice) % NAMES.len()];
        Some(Self { name, rest: *choice / 3, bytes })
    }
}

/// Whether a place lies in a text, between characters.
#[must_use]
pub fn inside(text: &str, span: Span) -> bool {
    text.get(span.start..span.end).is_some()
}

/// Tries a target on each file that the command line names; the status says whether all passed.
pub fn on_files(target: fn(&[u8])) -> ExitCode {
    let (mut tried, mut failed) = (0, 0);
    for path in env::args_os().skip(1) {
        tried += 1;
        let passed = match fs::read(&path) {
            Ok(bytes) => panic::catch_unwind(|| target(&bytes)).is_ok(),
            Err(why) => {
                eprintln!("{why}");
                false
            }
        };
        if !passed {
            failed += 1;
            eprintln!("fails: {}", path.display());
        }
    }
    println!("{tried} files, {failed} fail");
    ExitCode::from(u8::from(failed > 0))
}
