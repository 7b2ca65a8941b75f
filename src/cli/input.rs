//! Documents from files and from standard input, never more than is read.

use crate::document::{MOST_BYTES, ReadError};
use std::fmt::Display;
use std::fs::File;
use std::io::{self, Read};

/// Standard input instead of a file; it is read as Markdown.
const STANDARD_INPUT: &str = "-";

/// A document's name, as messages have it.
pub(super) fn called(name: &str) -> &str {
    if name == STANDARD_INPUT { "standard input" } else { name }
}

/// The message about bytes that are no document.
pub(super) fn unread(name: &str, error: &ReadError) -> String {
    let name = called(name);
    match error {
        ReadError::NotUtf8 { line, column } => {
            format!("{name}:{line}:{column}: from here on this is not UTF-8")
        }
        ReadError::TooLarge { bytes, .. } => too_large(name, &format!("{bytes} bytes")),
        ReadError::TooManyFormulas { .. } => format!("{name}: {error}"),
        ReadError::Notebook { message, line, column } => {
            format!("{name}:{line}:{column}: this is not a Jupyter notebook: {message}")
        }
    }
}

/// The message about a document at which handgrad itself went wrong.
pub(super) fn faulty(name: &str) -> String {
    format!("{}: a fault inside handgrad itself; please report it", called(name))
}

fn too_large(name: &str, size: &str) -> String {
    format!("{name}: too large: it has {size}, and at most {MOST_BYTES} are read")
}

/// The bytes of a file, or of standard input, or the message why there are
/// none. A file whose size is known to be too large is not opened.
pub(super) fn read(name: &str) -> Result<Vec<u8>, String> {
    if name == STANDARD_INPUT {
        return bounded(name, io::stdin().lock());
    }
    let failed = |error: io::Error| unreadable(name, &error);
    let metadata = std::fs::metadata(name).map_err(failed)?;
    if metadata.is_dir() {
        return Err(unreadable(name, &"it is a directory"));
    }
    if metadata.len() > MOST_BYTES as u64 {
        return Err(too_large(name, &format!("{} bytes", metadata.len())));
    }
    bounded(name, File::open(name).map_err(failed)?)
}

fn unreadable(name: &str, why: &dyn Display) -> String {
    format!("{}: cannot be read: {why}", called(name))
}

/// Reads to the end, but gives up as soon as it is too much.
fn bounded(name: &str, from: impl Read) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    from.take(MOST_BYTES as u64 + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| unreadable(name, &error))?;
    if bytes.len() > MOST_BYTES {
        return Err(too_large(called(name), &format!("more than {MOST_BYTES} bytes")));
    }
    Ok(bytes)
}
