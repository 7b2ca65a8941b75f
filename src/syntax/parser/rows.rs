//! The rows of a display: what stands in cells and in lines of its own, one behind the other.
//!
//! In: the items of a formula. Out: the same without alignment, and its rows, those that go on
//! with the one before joined to it. Not done here: parting a row into statements.

use super::remark::row_goes_on;
use super::script::sign;
use super::term::relates;
use crate::environments;
use crate::reason::Notation;
use crate::syntax::layout::{Item, ItemKind};
use crate::syntax::names;
use std::borrow::Cow;

/// The items of a formula with the rows of a display one behind the other.
#[must_use]
pub(in crate::syntax) fn in_rows(items: Vec<Item>) -> Vec<Item> {
    let mut flat = Vec::with_capacity(items.len());
    flatten(in_columns(items), &mut flat, 0);
    // What stood in cells of its own has neighbours now.
    names::words(flat)
}

/// Environments that only arrange are taken apart into rows; depth is bounded
/// by the layout's.
fn flatten(items: Vec<Item>, flat: &mut Vec<Item>, depth: usize) {
    let only = items.len() == 1;
    for mut item in items {
        let mark = |item: &Item, kind| item.of_kind(kind);
        match &mut item.kind {
            ItemKind::Environment(name, rows) if environments::displays(name) && depth < 8 => {
                let rows = std::mem::take(rows);
                for (k, cells) in rows.into_iter().enumerate() {
                    if k > 0 {
                        flat.push(mark(&item, ItemKind::Break));
                    }
                    let parted = parted(&cells);
                    for (k, cell) in cells.into_iter().enumerate() {
                        if k > 0 && k % 2 == 0 && parted {
                            flat.push(mark(&item, ItemKind::Wide));
                        }
                        flatten(cell, flat, depth + 1);
                    }
                }
            }
            ItemKind::Align => {}
            // A pair of braces around everything changes nothing.
            ItemKind::Group(inside)
                if only && item.sub.is_none() && item.sup.is_none() && depth < 8 =>
            {
                flatten(std::mem::take(inside), flat, depth + 1);
            }
            _ => flat.push(item),
        }
    }
}

/// Whether the columns of a row are statements, two cells each: `a &= b & c &= d`. In
/// `a & = & b` the sign has a column of its own.
fn parted<C: AsRef<[Item]>>(cells: &[C]) -> bool {
    !cells.iter().any(|cell| matches!(cell.as_ref(), [sign] if relates(sign)))
}

/// The columns of an environment that is itself the display.
fn in_columns(mut items: Vec<Item>) -> Vec<Item> {
    for row in items.split_inclusive_mut(|item| item.kind == ItemKind::Break) {
        let marks = |item: &Item| item.kind == ItemKind::Align;
        if !parted(&row.split(marks).collect::<Vec<_>>()) {
            continue;
        }
        let signs = row.iter_mut().filter(|item| marks(item));
        signs.skip(1).step_by(2).for_each(|sign| sign.kind = ItemKind::Wide);
    }
    items
}

/// The rows of a display. One that holds no relation goes on from the row
/// before, so that neither is read without the other; and where a row begins
/// with a minus and has a relation of its own, nobody can tell.
pub(super) fn rows(items: &[Item]) -> Vec<Cow<'_, [Item]>> {
    let mut rows: Vec<Cow<'_, [Item]>> = Vec::new();
    for row in items.split(|i| i.kind == ItemKind::Break) {
        let first = row.iter().find(|i| i.kind != ItemKind::Wide);
        let Some(first) = first else { continue };
        let before = rows.last_mut().filter(|before| before.iter().any(relates));
        let relation = row.iter().any(relates);
        let words = row.iter().all(|i| {
            matches!(
                i.kind,
                ItemKind::Text(_) | ItemKind::Wide | ItemKind::Tag(_) | ItemKind::Char(_)
            ) && !matches!(i.kind, ItemKind::Char(c) if c.is_alphanumeric())
        });
        let more = words
            && row.iter().any(|i| matches!(&i.kind, ItemKind::Text(text) if row_goes_on(text)));
        let open = |before: &[Item]| {
            before.iter().rev().find(|i| i.kind != ItemKind::Wide).is_some_and(relates)
        };
        match (before, &first.kind) {
            // `a = \\ b`, `a = \\ = b`
            (Some(before), _) if open(before) => {
                without_repeated(before.to_mut(), row);
                before.to_mut().extend_from_slice(row);
            }
            (Some(before), ItemKind::Char('+')) => before.to_mut().extend_from_slice(row),
            (Some(before), _) if more => before.to_mut().extend_from_slice(row),
            (Some(before), ItemKind::Char('-' | '−')) if !relation => {
                before.to_mut().extend_from_slice(row);
            }
            (Some(before), ItemKind::Char('-' | '−')) => {
                let problem = Notation::RowGoesOn;
                before.to_mut().push(first.of_kind(ItemKind::Fault(problem)));
            }
            (Some(before), _) if !relation && !words => {
                let problem = Notation::Row;
                before.to_mut().push(first.of_kind(ItemKind::Fault(problem)));
            }
            _ => rows.push(Cow::Borrowed(row)),
        }
    }
    rows
}

/// Takes the sign that a row ends with from it, if the next row begins with the same one.
fn without_repeated(before: &mut Vec<Item>, row: &[Item]) {
    let spacing = |item: &Item| item.kind == ItemKind::Wide;
    let first = row.iter().find(|item| !spacing(item)).and_then(sign);
    let last = before.iter().rposition(|item| !spacing(item));
    if let Some(last) = last.filter(|at| first.is_some() && sign(&before[*at]) == first) {
        before.truncate(last);
    }
}
