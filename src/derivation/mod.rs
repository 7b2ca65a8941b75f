//! A derivation: a document whose every formula has been read and understood.
//!
//! In: a file's name and bytes, and assumptions from outside. Out: the
//! [`Reading`] of the document and what its formulas mean together. It joins the
//! rooms [`crate::reading`] and [`crate::expression`], and asks
//! [`crate::evaluate`] which second right sides are true of the first. Not done here:
//! verdicts.

use crate::document::ReadError;
mod meanings;

use crate::expression::{Meaning, Understood};
use crate::reading::{self, Reading};
pub(crate) use meanings::understood;

/// The seed of the points at which a document is looked at, unless another is given.
pub(crate) const SEED: u64 = 1;

/// A document that has been read and understood.
#[derive(Debug, Clone)]
pub struct Derivation {
    /// Its texts and formulas.
    pub(crate) reading: Reading,
    /// What they mean.
    pub(crate) meaning: Meaning,
}

/// A derivation of which more is asked than what it means: what it would mean if
/// it were written otherwise, and whether a relation is true then.
#[derive(Clone, Copy)]
pub(crate) struct Subject<'r> {
    pub(crate) reading: &'r Reading,
    pub(crate) understood: &'r Understood<'r>,
    /// The seed of the points at which its relations were judged.
    pub(crate) seed: u64,
}

impl<'r> Subject<'r> {
    pub(crate) const fn meaning(&self) -> &'r Meaning {
        self.understood.meaning()
    }

    /// The seed of points that are looked at only to confirm what others
    /// suggest.
    pub(crate) const fn other_seed(&self) -> u64 {
        self.seed.wrapping_add(0x9e37_79b9_7f4a_7c15)
    }
}

/// Reads a document and tells what its formulas mean, without judging them; `assume` are assumptions from outside, in LaTeX.
///
/// ```
/// use handgrad::{read, say};
///
/// let derivation = read("note.md", br"Let $f = x^2$.", &[])?;
/// let json = say::read_json(&[("note.md".to_owned(), Ok(derivation))]);
/// assert!(json.contains(r#""kind": "definition""#));
/// # Ok::<(), handgrad::ReadError>(())
/// ```
///
/// # Errors
/// If the file is not UTF-8, too large, or no notebook though its name says so.
pub fn read(name: &str, bytes: &[u8], assume: &[String]) -> Result<Derivation, ReadError> {
    let reading = reading::read(name, bytes, assume)?;
    let meaning = understood(&reading, SEED).into_meaning();
    Ok(Derivation { reading, meaning })
}
