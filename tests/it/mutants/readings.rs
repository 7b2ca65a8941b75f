//! Readings of changed texts, held against readings of the same texts from their beginning.

use super::edit::Edit;
use super::trial::Changed;
use crate::readings::are_same;
use handgrad::Span;
use handgrad::internals::{self, Reading, understand};

/// How many formulas a change parses again: the formula itself, and once more for each way to
/// read what was guessed in it.
const MOST_PARSED: usize = 6;

/// Whether a change is one of this text, and not of one that is spelled otherwise.
pub(crate) fn is_of(text: &str, changed: &Changed) -> bool {
    let Edit { range, .. } = &changed.edit;
    text.match_indices(&changed.original).any(|(at, original)| {
        let side = at..at + original.len();
        let inside = side.start <= range.start && range.end <= side.end;
        inside && changed.edit.within(text, &side) == changed.line
    })
}

/// What is different between the reading of a document with a change, made from the document's
/// own, and the reading of the changed text; nothing if they are the same.
pub(crate) fn difference(base: &Reading, text: &str, changed: &Changed) -> Option<String> {
    let Edit { range, text: new, .. } = &changed.edit;
    let edit =
        internals::Edit { text: 0, span: Span::new(range.start, range.end), new: new.clone() };
    let made = base.with(&[edit])?;
    let fresh = internals::reading(changed.file, changed.edit.applied(text).as_bytes(), &[]);
    let fresh = fresh.ok()?;
    let what = format!("{}: {:?}", changed.file, changed.edit);
    if made.parsed() > MOST_PARSED {
        return Some(format!("{what}: {} formulas are parsed again", made.parsed()));
    }
    if !are_same(&made, &fresh) {
        return Some(format!("{what}: the formulas are read otherwise"));
    }
    let (a, b) = (understand(&made), understand(&fresh));
    (format!("{a:?}") != format!("{b:?}")).then(|| format!("{what}: it is understood otherwise"))
}
