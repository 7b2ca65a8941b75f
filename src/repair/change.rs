//! Edits of a right side that are made together, and what they look like.

use super::edits::Edit;
use super::site::Site;
use super::{Hint, Mended, Slip, Summed};
use crate::reading::Place;
use crate::source::Span;

/// One or more edits, in the order of their places, none within another.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Change {
    pub edits: Vec<Edit>,
    /// Factors that are left out because their sums, which belong here, are 1.
    pub ones: Vec<(Span, String)>,
}

impl Change {
    pub(super) fn one(edit: &Edit) -> Self {
        Self { edits: vec![edit.clone()], ones: Vec::new() }
    }

    /// Both changes, where neither touches what the other one replaces.
    pub(super) fn with(&self, other: &Self) -> Option<Self> {
        let mut edits: Vec<Edit> = self.edits.iter().chain(&other.edits).cloned().collect();
        // Of two texts at one place a sign stands first.
        edits.sort_by_key(|edit| (edit.span.start, edit.span.end, edit.slip != Slip::Sign));
        let apart = edits.windows(2).all(|pair| pair[0].span.end <= pair[1].span.start);
        apart.then_some(Self { edits, ones: Vec::new() })
    }

    /// How much is changed: a term that is written anew counts as much as three
    /// places in it.
    pub(super) fn size(&self) -> usize {
        let anew = |edit: &&Edit| edit.slip == Slip::Term && !edit.text.is_empty();
        self.edits.len() + 2 * self.edits.iter().filter(anew).count()
    }

    /// As a formula is read with it.
    pub(super) fn texts(&self) -> Vec<(Span, String)> {
        self.edits.iter().map(|edit| (edit.span, edit.text.clone())).collect()
    }

    /// A part of the source with the change.
    pub(super) fn applied(&self, site: &Site<'_>, within: Span) -> String {
        let mut text = String::new();
        let mut at = within.start;
        for edit in &self.edits {
            text.push_str(site.slice(Span { start: at, end: edit.span.start }));
            text.push_str(&edit.text);
            at = edit.span.end;
        }
        text + site.slice(Span { start: at, end: within.end })
    }

    /// The same change, with a factor left out wherever its sum belongs in its
    /// place and is 1: either makes the line true.
    pub(super) fn with_ones(self, factors: &[Edit], is_true: &dyn Fn(&Self) -> bool) -> Self {
        let mut known = self;
        for k in 0..known.edits.len() {
            let edit = known.edits[k].clone();
            let left_out = edit.slip == Slip::Weight && edit.text.is_empty();
            if !left_out && !edit.sums_up() {
                continue;
            }
            let other_way = factors.iter().filter(|other| {
                let (around, inside) = if left_out { (&edit, *other) } else { (*other, &edit) };
                around.span.start <= inside.span.start
                    && inside.span.end <= around.span.end
                    && around.text.is_empty()
                    && inside.sums_up()
            });
            for other in other_way {
                let mut changed = known.clone();
                changed.edits[k] = other.clone();
                if is_true(&changed) {
                    let (gone, sum) = if left_out { (&edit, other) } else { (other, &edit) };
                    known.edits[k] = gone.clone();
                    known.ones.push((gone.span, sum.text.clone()));
                    break;
                }
            }
        }
        known
    }

    /// The line with the change, as it is shown.
    pub(super) fn hint(&self, site: &Site<'_>) -> Hint {
        let whole = site.of().whole;
        let end = whole.end.max(site.side.span.end);
        let mut latex = String::new();
        let mut mended = Vec::new();
        let mut at = whole.start;
        for edit in &self.edits {
            latex.push_str(&plain(site.slice(Span { start: at, end: edit.span.start })));
            let (old, new) = (plain(site.slice(edit.span)), plain(&edit.text));
            let start = latex.len();
            latex.push_str(&new);
            at = edit.span.end;
            let one = self.ones.iter().find(|(span, _)| *span == edit.span);
            let summed = |factor: &str, sum: &str, is_one| {
                let (factor, sum) = (factor.to_owned(), sum.to_owned());
                Some(Summed { factor, sum, is_one })
            };
            let sum = match one {
                Some((_, sum)) => summed(unjoined(&old), sum, true),
                None if edit.sums_up() => summed(old.trim(), new.trim(), false),
                None => None,
            };
            mended.push(Mended {
                changed: Span { start, end: latex.len() },
                old: old.trim().to_owned(),
                new: new.trim().to_owned(),
                place: Place { text: site.of().place.text, span: edit.span },
                slip: edit.slip,
                sum,
            });
        }
        latex.push_str(&plain(site.slice(Span { start: at, end })));
        let blank = latex.len() - latex.trim_start().len();
        for Mended { changed, .. } in &mut mended {
            changed.start -= blank.min(changed.start);
            changed.end -= blank.min(changed.end);
        }
        Hint { latex: latex.trim().to_owned(), mended }
    }
}

/// A text on one line and without alignment.
pub(super) fn plain(text: &str) -> String {
    let leading = text.starts_with(char::is_whitespace);
    let trailing = text.ends_with(char::is_whitespace);
    let words: Vec<&str> = text.split_whitespace().collect();
    let joined = words.join(" ");
    let joined = joined.replace("&=", "=").replace("& =", "=").replace("=&", "=");
    let joined = joined.replace("\\\\ &", "").replace("\\\\", "");
    let blank = |wanted: bool| if wanted { " " } else { "" };
    if joined.is_empty() {
        return blank(leading || trailing).into();
    }
    format!("{}{joined}{}", blank(leading), blank(trailing))
}

/// A factor without what joins it to others.
fn unjoined(text: &str) -> &str {
    let text = text.trim();
    let joints = ["\\cdot", "\\times", "*"];
    let before = joints.iter().find_map(|joint| text.strip_prefix(joint)).unwrap_or(text).trim();
    joints.iter().find_map(|joint| before.strip_suffix(joint)).unwrap_or(before).trim()
}
