//! What stands between brackets and bars: groups, lists, norms, matrices, cases.

use super::script::is_bar;
use super::{Parsed, Parser, fault, unexpected};
use crate::reason::{Bracket, Notation};
use crate::source::Span;
use crate::syntax::layout::{Item, ItemKind};
use crate::syntax::tree::{Conditions, Function, Kind, NodeId};

impl<'a> Parser<'a> {
    pub(super) fn bracket(&mut self, open: char, item: &Item) -> Parsed<NodeId> {
        if let Some(applied) = self.bracketed_operator().or_else(|| self.bracketed_d()) {
            return applied;
        }
        let start = self.at - 1;
        let Some(close) = closing(self.items, start) else {
            return fault(item.span, Notation::Unclosed(Bracket::Sign(open)));
        };
        let inside = &self.items[start + 1..close];
        self.at = close + 1;
        self.parenthesised(inside, &self.items[close], item)
    }

    pub(super) fn parenthesised(
        &mut self,
        inside: &[Item],
        close: &Item,
        open: &Item,
    ) -> Parsed<NodeId> {
        let span = Span { start: open.span.start, end: close.span.end.max(open.span.end) };
        // Iverson's bracket: `[y_i > 0]`, 1 where it is so and 0 where not.
        let square = match &open.kind {
            ItemKind::Char(c) => *c == '[',
            ItemKind::Fenced(sign, ..) => sign == "[",
            _ => false,
        };
        if square && super::indicator::relates(inside) {
            let id = self.step(inside, span, span.end)?;
            return self.scripted(id, close);
        }
        // Braces hold a set.
        let set = matches!(&open.kind, ItemKind::Fenced(sign, ..)
            if sign.contains('{') || sign.contains("brace"));
        let square = match &open.kind {
            ItemKind::Char(c) => *c == '[',
            ItemKind::Fenced(sign, ..) => sign == "[",
            _ => false,
        };
        let listed = match super::listed::columns(inside).filter(|_| square) {
            Some(columns) => self.columns_along(&columns, span)?,
            None if set => None,
            None => self.listed(inside, span)?,
        };
        let id = if let Some(listed) = listed {
            listed
        } else {
            let entries = self.list(inside, open.span)?;
            match entries.as_slice() {
                [one] => *one,
                _ => self.add(Kind::Tuple(entries), span),
            }
        };
        if is_positive_part(close) {
            let zero = self.add(Kind::Number(0.0), span);
            let id = self.add(Kind::Apply(Function::Max, vec![zero, id]), span);
            return self.powers(id, close);
        }
        let scripted = self.scripted(id, close)?;
        // A list with commas is a column, whether the author transposes it or not.
        let untransposed = matches!(self.tree.kind(scripted), Kind::Transpose(a) if *a == id)
            && self.is_listed_column(id);
        Ok(if untransposed { id } else { scripted })
    }

    pub(super) fn fenced(
        &mut self,
        open: &str,
        inside: &[Item],
        close: &str,
        item: &Item,
    ) -> Parsed<NodeId> {
        match (open, close) {
            ("(", ")") | ("[", "]") | ("\\{", "\\}") | ("\\lbrace", "\\rbrace") => {
                self.parenthesised(inside, item, item)
            }
            ("\\langle", "\\rangle") => self.inner(inside, item, item),
            (open, "|" | "\\vert" | "\\rvert") if is_bar_sign(open) => {
                if let [pair] = inside
                    && let ItemKind::Fenced(open, within, _) = &pair.kind
                    && is_bar_sign(open)
                    && is_bare(pair)
                {
                    return self.fenced("\\|", within, "\\|", item);
                }
                let a = self.whole(inside, item.span)?;
                let id = self.add(Kind::Bars(a), item.span);
                self.normed(id, item)
            }
            ("\\|" | "\\Vert" | "\\lVert", "\\|" | "\\Vert" | "\\rVert") => {
                let a = self.whole(inside, item.span)?;
                let id = self.add(Kind::Norm(a), item.span);
                self.normed(id, item)
            }
            _ => fault(item.span, Notation::Brackets),
        }
    }

    /// `‖a‖`, `||a||`, `|a|`, opened by the item that has just been taken.
    pub(super) fn bars(&mut self, open: &Item) -> Parsed<NodeId> {
        let double = is_double_bar(open);
        let pair = !double && self.peek().is_some_and(|next| is_bar(next) && is_bare(open));
        if pair {
            self.at += 1;
        }
        self.open_bars += 1;
        let a = self.expression(open.span);
        self.open_bars -= 1;
        let a = a?;
        let closes = |item: &Item| if double { is_double_bar(item) } else { is_bar(item) };
        let mut close = match self.next() {
            Some(item) if closes(item) => item,
            _ => return fault(open.span, Notation::Unclosed(Bracket::Bar)),
        };
        if pair {
            close = match self.next() {
                Some(item) if is_bar(item) => item,
                _ => return fault(open.span, Notation::Unclosed(Bracket::DoubleBar)),
            };
        }
        let span = Span { start: open.span.start, end: close.span.end.max(open.span.end) };
        let kind = if double || pair { Kind::Norm(a) } else { Kind::Bars(a) };
        let id = self.add(kind, span);
        self.normed(id, close)
    }

    pub(super) fn inner(&mut self, inside: &[Item], close: &Item, open: &Item) -> Parsed<NodeId> {
        let bar = |i: &Item| is_bar(i) && is_bare(i);
        let parts: Vec<&[Item]> = inside.split(bar).collect();
        let entries = match parts.as_slice() {
            [a, b] if !inside.iter().any(|i| i.kind == ItemKind::Char(',')) => {
                vec![self.whole(a, open.span)?, self.whole(b, open.span)?]
            }
            _ => self.list(inside, open.span)?,
        };
        match entries.as_slice() {
            [a, b] => {
                let id = self.add(Kind::Inner(*a, *b), open.span);
                if close.primes == 0 && is_euclidean(close.sub.as_deref()) {
                    return self.powers(id, close);
                }
                self.scripted(id, close)
            }
            _ => fault(open.span, Notation::InnerProduct),
        }
    }

    pub(super) fn environment(
        &mut self,
        name: &str,
        rows: &[Vec<Vec<Item>>],
        item: &Item,
    ) -> Parsed<NodeId> {
        let rows: Vec<&Vec<Vec<Item>>> =
            rows.iter().filter(|row| row.iter().any(|cell| !cell.is_empty())).collect();
        let id = match name {
            "matrix" | "pmatrix" | "bmatrix" | "Bmatrix" | "smallmatrix" | "array" => {
                if let Some(listed) = self.listed_table(&rows, item.span)? {
                    return self.scripted(listed, item);
                }
                self.matrix(&rows, item)?
            }
            "cases" | "dcases" => {
                let of_values = rows.iter().any(|row| {
                    let (_, when) = parted_case(row);
                    !when.is_empty() && super::script::restriction(&when).is_none()
                });
                if of_values && let Some(id) = self.branches(&rows, item.span)? {
                    return self.scripted(id, item);
                }
                let mut cases = Vec::new();
                for row in rows {
                    cases.push(self.case(row, item)?);
                }
                self.add(Kind::Cases(cases), item.span)
            }
            _ => return Err(unexpected(item)),
        };
        self.scripted(id, item)
    }

    /// The entries of a table. What is left empty is 0, by custom; a column of which all is
    /// empty only sets others apart.
    fn matrix(&mut self, rows: &[&Vec<Vec<Item>>], item: &Item) -> Parsed<NodeId> {
        let columns = rows.iter().map(|row| row.len()).max().unwrap_or(0);
        let filled = |k: &usize| rows.iter().any(|row| row.get(*k).is_some_and(|c| !c.is_empty()));
        let kept: Vec<usize> = (0..columns).filter(filled).collect();
        let mut entries = Vec::new();
        for row in rows {
            let mut cells = Vec::new();
            for cell in kept.iter().filter_map(|k| row.get(*k)) {
                cells.push(if cell.is_empty() && rows.len() > 1 {
                    self.add(Kind::Number(0.0), item.span)
                } else {
                    self.whole(cell, item.span)?
                });
            }
            entries.push(cells);
        }
        Ok(self.add(Kind::Matrix(entries), item.span))
    }

    pub(super) fn case(
        &mut self,
        row: &[Vec<Item>],
        item: &Item,
    ) -> Parsed<(NodeId, Option<Conditions>)> {
        let (value, when) = parted_case(row);
        let value = self.whole(value, item.span)?;
        if when.is_empty() {
            return Ok((value, None));
        }
        match super::script::restriction(&when) {
            Some(conditions) => Ok((value, Some(conditions))),
            None => fault(when[0].span, Notation::CaseCondition),
        }
    }

    /// Expressions with commas between.
    pub(super) fn list(&mut self, items: &[Item], of: Span) -> Parsed<Vec<NodeId>> {
        let read = |(cell, end): (&[Item], Option<&Item>)| {
            self.whole(cell, end.map_or(of, |comma| comma.span))
        };
        cells(items).into_iter().map(read).collect()
    }

    /// The items up to the command that closes what has just been opened, which is taken too.
    /// Pairs of the same kind may stand inside.
    pub(super) fn until(
        &mut self,
        opening: &[&str],
        closing: &[&str],
        open: &Item,
    ) -> Parsed<(&'a [Item], &'a Item)> {
        let items = self.items;
        let is = |item: &Item, names: &[&str]| matches!(&item.kind, ItemKind::Command(name) if names.contains(&name.as_str()));
        let mut depth = 0_usize;
        let closes = |item: &Item| {
            if is(item, opening) {
                depth += 1;
            } else if is(item, closing) {
                if depth == 0 {
                    return true;
                }
                depth -= 1;
            }
            false
        };
        match items[self.at..].iter().position(closes) {
            Some(length) => {
                let inside = &items[self.at..self.at + length];
                let close = &items[self.at + length];
                self.at += length + 1;
                Ok((inside, close))
            }
            None => fault(open.span, Notation::Unclosed(Bracket::Any)),
        }
    }

    /// A norm may say that it is the Euclidean one: `\|x\|_2`.
    pub(super) fn normed(&mut self, id: NodeId, close: &Item) -> Parsed<NodeId> {
        if let (Some([Item { kind: ItemKind::Number(one), .. }]), Kind::Norm(of)) =
            (close.sub.as_deref(), self.tree.kind(id))
            && one == "1"
        {
            let of = *of;
            let absolutes = self.absolutes(of, id);
            return self.powers(absolutes, close);
        }
        if !is_euclidean(close.sub.as_deref()) {
            return fault(close.span, Notation::Norm);
        }
        if matches!(close.sub.as_deref(), Some([Item { kind: ItemKind::Number(_), .. }])) {
            self.tree.note_two(id);
        }
        self.powers(id, close)
    }
}

impl Parser<'_> {
    /// The absolute values of a vector's entries, added up: a vector times its signs. Of a
    /// matrix the norm is another.
    fn absolutes(&mut self, of: NodeId, norm: NodeId) -> NodeId {
        let span = self.tree.span(norm);
        let signs = self.add(Kind::Apply(Function::Sign, vec![of]), span);
        let sum = self.add(Kind::Inner(of, signs), span);
        self.tree.note_two(sum);
        sum
    }
}

/// The value of a case, and its condition without words; in one cell they are parted by a
/// comma or a wide space: `-u, \quad u < 0`.
pub(super) fn parted_case(row: &[Vec<Item>]) -> (&[Item], Vec<Item>) {
    let comma = |i: &Item| matches!(i.kind, ItemKind::Char(',') | ItemKind::Wide);
    let value: &[Item] = row.first().map_or(&[], Vec::as_slice);
    let related = |items: &[Item]| items.iter().any(super::term::relates);
    let mut depth = 0_usize;
    let parting = value.iter().position(|item| {
        depth = depth_behind(depth, item);
        depth == 0 && comma(item)
    });
    let alone =
        parting.filter(|at| row.len() == 1 && !related(&value[..*at]) && related(&value[at + 1..]));
    let (value, inline) = match alone {
        Some(at) => (&value[..at], &value[at + 1..]),
        None => (value, &[][..]),
    };
    let length = value.iter().rposition(|i| !comma(i)).map_or(0, |at| at + 1);
    let words =
        |i: &Item| matches!(i.kind, ItemKind::Text(_) | ItemKind::Wide | ItemKind::Char(',' | '.'));
    let cells = std::iter::once(inline).chain(row.iter().skip(1).map(Vec::as_slice));
    let when = cells.flat_map(without_plain_words).filter(|i| !words(i)).cloned().collect();
    (&value[..length], when)
}

/// A cell without the words that stand in it as letters: `if k = i`.
fn without_plain_words(cell: &[Item]) -> &[Item] {
    const WORDS: [&str; 4] = ["otherwise", "when", "for", "if"];
    let spelled = |word: &&&str| {
        let mut letters = cell.iter().map(|i| &i.kind);
        word.chars().all(|c| letters.next() == Some(&ItemKind::Char(c)))
    };
    match WORDS.iter().find(spelled) {
        Some(word) => &cell[word.len()..],
        None => cell,
    }
}

/// Whether a delimiter is a bar that opens.
fn is_bar_sign(open: &str) -> bool {
    matches!(open, "|" | "\\vert" | "\\lvert")
}

/// A double bar of one piece, however it is spelled.
pub(super) fn is_double_bar(item: &Item) -> bool {
    match &item.kind {
        ItemKind::Char('‖' | '∥') => true,
        ItemKind::Command(name) => {
            matches!(name.as_str(), "|" | "Vert" | "Arrowvert" | "lVert" | "rVert" | "parallel")
        }
        _ => false,
    }
}

/// How many brackets are open behind an item.
pub(super) fn depth_behind(depth: usize, item: &Item) -> usize {
    match &item.kind {
        ItemKind::Char('(' | '[') => depth + 1,
        ItemKind::Char(')' | ']') => depth.saturating_sub(1),
        ItemKind::Command(name) => match name.as_str() {
            "langle" | "{" | "lbrace" | "lbrack" => depth + 1,
            "rangle" | "}" | "rbrace" | "rbrack" => depth.saturating_sub(1),
            _ => depth,
        },
        _ => depth,
    }
}

/// The items between commas, at least one cell, each with the comma behind it.
pub(super) fn cells(items: &[Item]) -> Vec<(&[Item], Option<&Item>)> {
    let (mut found, mut start, mut depth) = (Vec::new(), 0, 0_usize);
    for (k, item) in items.iter().enumerate() {
        depth = depth_behind(depth, item);
        if depth == 0 && matches!(item.kind, ItemKind::Char(',' | ';')) {
            found.push((&items[start..k], Some(item)));
            start = k + 1;
        }
    }
    found.push((&items[start..], None));
    found
}

/// Only a bar that says so opens a norm behind a factor.
pub(super) fn opens_norm(item: &Item) -> bool {
    matches!(&item.kind, ItemKind::Command(name) if matches!(name.as_str(), "lVert" | "lvert"))
}

/// The place of the bracket that closes the one at `open`; brackets of the two
/// kinds close each other in pairs alone.
pub(in crate::syntax) fn closing(items: &[Item], open: usize) -> Option<usize> {
    let mut expected = Vec::new();
    for (k, item) in items.iter().enumerate().skip(open) {
        match item.kind {
            ItemKind::Char('(') => expected.push(')'),
            ItemKind::Char('[') => expected.push(']'),
            ItemKind::Char(c @ (')' | ']')) => {
                if expected.pop() != Some(c) {
                    return None;
                }
                if expected.is_empty() {
                    return Some(k);
                }
            }
            _ if expected.is_empty() => return None,
            _ => {}
        }
    }
    None
}

/// `(z)_+`, `[z]_+`: the larger of 0 and z.
pub(super) fn is_positive_part(close: &Item) -> bool {
    close.primes == 0
        && matches!(close.sub.as_deref(), Some([Item { kind: ItemKind::Char('+'), .. }]))
}

/// Whether what stands below says nothing, 2 or F.
fn is_euclidean(below: Option<&[Item]>) -> bool {
    match below {
        None | Some([] | [Item { kind: ItemKind::Char('F'), .. }]) => true,
        Some([Item { kind: ItemKind::Number(digits), .. }]) => digits == "2",
        Some([Item { kind: ItemKind::Name(name) | ItemKind::Text(name), .. }]) => name == "F",
        Some(_) => false,
    }
}

/// Whether nothing stands above or below an item.
pub(super) fn is_bare(item: &Item) -> bool {
    item.sub.is_none() && item.sup.is_none()
}
