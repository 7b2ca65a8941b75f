//! Vectors and matrices that are written out with dots: `(x_1, \dots, x_n)`, columns with
//! `\vdots`, tables with dots in both directions, diagonals with `\ddots`.
//!
//! In: the cells of a list or the rows of a table, some of them dots. Out: the sum of their
//! entries times unit vectors, over an index of its own. Without dots nothing is done
//! here, and what goes on in another way than by one number from the first cell to the
//! last is left to the parser, which knows no dots.

use super::dots::{are_alike, generic, is_between, stands_in, with_single_digits};
use super::fence::cells;
use super::statement::is_open;
use super::{Parsed, Parser};
use crate::source::Span;
use crate::syntax::layout::{Item, ItemKind};
use crate::syntax::tree::{Conditions, Function, Kind, NodeId, Sum};

/// Letters for the indices, the first one that stands nowhere in the cells.
const LETTERS: [char; 8] = ['i', 'j', 'k', 'l', 'm', 'r', 's', 't'];

/// Cells that one index tells apart.
struct Family {
    /// The number of the first one.
    from: u32,
    /// The letter that says how many there are.
    to: Item,
    /// The letter of the index.
    index: char,
    /// Any of them.
    entry: Vec<Item>,
}

impl Family {
    /// Whether another one runs over the same numbers under the same letter.
    fn counts_as(&self, other: &Self) -> bool {
        (self.from, &self.to.kind, self.index) == (other.from, &other.to.kind, other.index)
    }
}

/// Where the entries of a list stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Axis {
    Below,
    Beside,
}

impl Parser<'_> {
    /// A list with commas, if it has dots: a column, whatever brackets it is in; of vectors
    /// the matrix of these columns.
    pub(super) fn listed(&mut self, items: &[Item], span: Span) -> Parsed<Option<NodeId>> {
        let cells: Vec<&[Item]> = cells(items).into_iter().map(|(cell, _)| cell).collect();
        let Some(family) = family(&cells, &[]) else { return Ok(None) };
        let entry = self.whole(&family.entry, span)?;
        let axis = if self.tree.is_bold(entry) { Axis::Beside } else { Axis::Below };
        self.in_units(&family, entry, axis, span).map(Some)
    }

    /// A table of some rows, if it has dots.
    pub(super) fn listed_table(
        &mut self,
        rows: &[&Vec<Vec<Item>>],
        span: Span,
    ) -> Parsed<Option<NodeId>> {
        let rows: Vec<Vec<&[Item]>> = rows
            .iter()
            .map(|row| row.iter().map(Vec::as_slice).collect())
            .filter(|row: &Vec<&[Item]>| !row.iter().all(|cell| is_ruled(cell)))
            .collect();
        if !rows.iter().flatten().any(|cell| is_dots(cell)) {
            return Ok(None);
        }
        if let Some(family) = diagonal(&rows) {
            let column = self.family_along(&family, Axis::Below, span)?;
            return Ok(Some(self.add(Kind::Apply(Function::Diagonal, vec![column]), span)));
        }
        match rows.as_slice() {
            [row] => self.cells_along(row, Axis::Beside, span),
            _ if rows.iter().all(|row| row.len() == 1) => {
                self.cells_along(&rows.concat(), Axis::Below, span)
            }
            _ if !rows.iter().any(|row| is_row_of_dots(row)) => self.listed_rows(&rows, span),
            _ => self.listed_both_ways(&rows, span),
        }
    }

    /// A few rows, each of them with dots.
    fn listed_rows(&mut self, rows: &[Vec<&[Item]>], span: Span) -> Parsed<Option<NodeId>> {
        let mut entries = Vec::new();
        for row in rows {
            let Some(id) = self.cells_along(row, Axis::Beside, span)? else { return Ok(None) };
            entries.push(vec![id]);
        }
        Ok(Some(self.add(Kind::Matrix(entries), span)))
    }

    /// Rows with dots in them, and dots for the rows between.
    fn listed_both_ways(&mut self, rows: &[Vec<&[Item]>], span: Span) -> Parsed<Option<NodeId>> {
        let mut column: Vec<Vec<Item>> = Vec::new();
        let mut inner: Option<Family> = None;
        for row in rows {
            if let Some(dots) = row.iter().find(|cell| is_dots(cell))
                && is_row_of_dots(row)
            {
                column.push(dots.to_vec());
                continue;
            }
            let row: Vec<Vec<Item>> = row.iter().map(|cell| with_single_digits(cell)).collect();
            let row: Vec<&[Item]> = row.iter().map(Vec::as_slice).collect();
            let Some(family) = family(&row, &[]) else { return Ok(None) };
            if inner.as_ref().is_some_and(|other| !other.counts_as(&family)) {
                return Ok(None);
            }
            column.push(family.entry.clone());
            inner.get_or_insert(family);
        }
        let column: Vec<&[Item]> = column.iter().map(Vec::as_slice).collect();
        let Some(inner) = inner else { return Ok(None) };
        let Some(outer) = family(&column, &[inner.index]) else { return Ok(None) };
        let entry = self.whole(&outer.entry, span)?;
        let row = self.in_units(&inner, entry, Axis::Beside, span)?;
        self.in_units(&outer, row, Axis::Below, span).map(Some)
    }

    /// What cells list, if they have dots between them.
    pub(super) fn columns_along(
        &mut self,
        cells: &[&[Item]],
        span: Span,
    ) -> Parsed<Option<NodeId>> {
        self.cells_along(cells, Axis::Beside, span)
    }

    fn cells_along(&mut self, cells: &[&[Item]], axis: Axis, span: Span) -> Parsed<Option<NodeId>> {
        family(cells, &[]).map(|family| self.family_along(&family, axis, span)).transpose()
    }

    fn family_along(&mut self, family: &Family, axis: Axis, span: Span) -> Parsed<NodeId> {
        let entry = self.whole(&family.entry, span)?;
        self.in_units(family, entry, axis, span)
    }

    /// The sum of all entries times unit vectors.
    fn in_units(&mut self, of: &Family, entry: NodeId, axis: Axis, span: Span) -> Parsed<NodeId> {
        let from = self.add(Kind::Number(f64::from(of.from)), span);
        let to = self.whole(std::slice::from_ref(&of.to), span)?;
        let unit = self.add(Kind::Unit(of.index.to_string()), span);
        let body = match axis {
            Axis::Below => Kind::Multiply(unit, entry),
            Axis::Beside => {
                let row = self.add(Kind::Transpose(unit), span);
                Kind::Multiply(entry, row)
            }
        };
        let body = self.add(body, span);
        let sum = Sum {
            product: false,
            bound: vec![(of.index.to_string(), 0)],
            conditions: Conditions::default(),
            from: Some(from),
            to: Some(to),
            body,
            stretched: false,
        };
        Ok(self.add(Kind::Sum(sum), span))
    }

    /// Whether a bracket has been read as the list of a column's entries.
    pub(super) fn is_listed_column(&self, id: NodeId) -> bool {
        match self.tree.kind(id) {
            Kind::Tuple(entries) => !entries.iter().all(|entry| self.tree.is_bold(*entry)),
            Kind::Sum(sum) => match self.tree.kind(sum.body) {
                Kind::Multiply(first, _) => self.tree.is_unit(*first),
                _ => false,
            },
            _ => false,
        }
    }
}

/// Cells of which the first ones are the last one with 1, 2, … (or 0, 1, …) in the place
/// of its letter, with dots between them.
fn family(cells: &[&[Item]], taken: &[char]) -> Option<Family> {
    let [before @ .., dots, last] = cells else { return None };
    if before.is_empty() || !is_dots(dots) || last.is_empty() {
        return None;
    }
    // A cell between has a letter of its own: `x_1, \dots, x_i, \dots, x_n`.
    let (before, between) = match before {
        [before @ .., dots, between] if !before.is_empty() && is_dots(dots) => {
            (before, Some(*between))
        }
        _ => (before, None),
    };
    let to = |from: u32| {
        let mut letter = None;
        let alike = before
            .iter()
            .zip(from..)
            .all(|(cell, number)| are_alike(cell, last, &number.to_string(), &mut letter));
        letter.filter(|_| alike).map(|letter| (from, letter))
    };
    let (from, to) = to(1).or_else(|| to(0))?;
    if between.is_some_and(|between| !is_between(between, before[0], last, &to)) {
        return None;
    }
    let free =
        |c: &char| !stands_in(*c, last) && !taken.contains(c) && to.kind != ItemKind::Char(*c);
    let index = LETTERS.into_iter().find(free)?;
    let entry = before[0].iter().zip(*last).map(|(a, b)| generic(a, b, &to, index)).collect();
    Some(Family { from, to, index, entry })
}

/// The columns of a matrix without anything between them: `[u^{(1)} \cdots u^{(n)}]`. What is
/// no vector by its looks may be a product.
pub(super) fn columns(items: &[Item]) -> Option<Vec<&[Item]>> {
    let dots = items.iter().position(|item| is_dots(std::slice::from_ref(item)))?;
    let vector = |item: &Item| {
        let label = item.sup.as_deref().and_then(<[Item]>::first);
        let labelled = label.is_some_and(|first| match &first.kind {
            ItemKind::Char('(') => true,
            ItemKind::Fenced(open, ..) => open == "(",
            _ => false,
        });
        match &item.kind {
            ItemKind::Accent(font, inside) => {
                let small =
                    |item: &Item| matches!(item.kind, ItemKind::Char(c) if c.is_lowercase());
                crate::syntax::commands::is_font(font) && inside.iter().all(small)
            }
            ItemKind::Char(c) => c.is_lowercase() && labelled,
            _ => false,
        }
    };
    let all = items.iter().enumerate().all(|(at, item)| at == dots || vector(item));
    all.then(|| items.chunks(1).collect())
}

/// The entries of a table that has them on its diagonal alone.
fn diagonal(rows: &[Vec<&[Item]>]) -> Option<Family> {
    let zero = |cell: &[Item]| {
        cell.is_empty()
            || is_dots(cell)
            || matches!(cell, [Item { kind: ItemKind::Number(n), .. }] if n == "0")
    };
    let own: Vec<&[Item]> =
        rows.iter().enumerate().filter_map(|(k, row)| row.get(k).copied()).collect();
    let others = rows.iter().enumerate().all(|(k, row)| {
        row.len() == rows.len() && row.iter().enumerate().all(|(j, cell)| j == k || zero(cell))
    });
    if !others || own.len() != rows.len() {
        return None;
    }
    family(&own, &[])
}

/// Whether a cell is dots alone.
pub(super) fn is_dots(cell: &[Item]) -> bool {
    let dots = |item: &Item| match &item.kind {
        ItemKind::Command(name) => matches!(name.as_str(), "vdots" | "ddots" | "hdots" | "dotsb"),
        _ => false,
    };
    if let [Item { kind: ItemKind::Group(inside), sub: None, sup: None, .. }] = cell {
        return is_dots(inside);
    }
    !cell.is_empty()
        && cell.iter().all(|item| is_open(item) && item.kind != ItemKind::Char('?') || dots(item))
}

/// Whether a row stands for those between its neighbours.
fn is_row_of_dots(row: &[&[Item]]) -> bool {
    row.iter().all(|cell| cell.is_empty() || is_dots(cell))
}

/// Whether a cell is empty, or a rule that shows where a column runs.
fn is_ruled(cell: &[Item]) -> bool {
    cell.iter().all(|item| match &item.kind {
        ItemKind::Char('|') => true,
        ItemKind::Command(name) => matches!(name.as_str(), "vert" | "mid" | "|" | "Vert"),
        _ => false,
    })
}
