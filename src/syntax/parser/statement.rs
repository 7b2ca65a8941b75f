//! Statements: rows of a display, split into sides and signs.

use super::fence::depth_behind;
use super::notation::{is_notation, is_signature};
use super::numbers::set_of_numbers;
use super::range::without_range;
use super::remark::{could_be_factor, goes_on, is_bracketed, is_conditional, is_reason, is_title};
use super::rows::rows;
use super::script::{restriction, sign};
use super::term::relates;
use super::{Choices, Fault, Guess, Instead, Parser, unexpected};
use crate::reason::{Excess, Notation};
use crate::source::Span;
use crate::syntax::layout::{Item, ItemKind};
use crate::syntax::tree::{Conditions, Kind, NodeId, Sign, Tree};
use std::ops::Range;

/// A chain of sides: `a = b = c`, or a single side without any sign.
#[derive(Debug, Clone, PartialEq)]
pub struct Statement {
    /// The sides with the sign before each; the first has none, unless the
    /// statement begins with a sign and goes on from an earlier one.
    pub sides: Vec<(Option<(Sign, Span)>, Side)>,
    /// `\tag{…}`
    pub tag: Option<String>,
    /// Of an equation that words stand for, how it would be written, `#` for the symbol
    /// that they are said of.
    pub spelled: Option<String>,
    /// Words in the statement, `for`, `where`, in order.
    pub words: Vec<(String, Span)>,
    /// A condition about indices behind it.
    pub restriction: Option<Conditions>,
    /// What it says if it is itself a condition about indices: `i \ne j`.
    pub condition: Option<Conditions>,
    /// Where it stands.
    pub span: Span,
}

impl Statement {
    /// One of which nothing is said yet.
    pub(crate) const fn empty(span: Span) -> Self {
        Self {
            sides: Vec::new(),
            tag: None,
            spelled: None,
            words: Vec::new(),
            restriction: None,
            condition: None,
            span,
        }
    }
}

/// One side of a statement.
#[derive(Debug, Clone, PartialEq)]
pub enum Side {
    /// Read in full.
    Read(NodeId, Span),
    /// Nothing stands here: `= b`.
    Empty(Span),
    /// `?` or dots alone: a task.
    Open(Span),
    /// It cannot be read in full: why, and where it stands.
    Unreadable(Fault, Span),
}

/// Reads all statements of a formula, whose items are in rows.
#[must_use]
pub(crate) fn statements(
    items: &[Item],
    tree: &mut Tree,
    guesses: &mut Vec<Guess>,
    choices: Choices,
) -> Vec<Statement> {
    let mut found = Vec::new();
    for row in rows(items) {
        for part in parts(&row) {
            if let Some(statement) = statement(part, tree, guesses, choices) {
                found.push(statement);
            }
        }
    }
    found
}

/// Statements on one row: parted by a comma with a wide space, by wide spaces
/// between relations, or by the word “and”.
fn parts(row: &[Item]) -> Vec<&[Item]> {
    let mut parts = Vec::new();
    let mut start = 0;
    let mut depth = 0_usize;
    for (k, item) in row.iter().enumerate() {
        depth = depth_behind(depth, item);
        let parting = match &item.kind {
            ItemKind::Text(words) => is_and(words),
            ItemKind::Char(',' | ';') if depth == 0 && item.sub.is_none() => {
                row[start..k].iter().any(relates) && is_relation_ahead(upto_comma(&row[k + 1..]))
            }
            ItemKind::Wide => row[start..k].iter().any(relates) && is_relation_ahead(&row[k + 1..]),
            _ => false,
        };
        if parting && k >= start {
            parts.push(&row[start..k]);
            start = k + 1;
        }
    }
    parts.push(&row[start..]);
    parts
}

/// The items before the next comma outside brackets.
fn upto_comma(items: &[Item]) -> &[Item] {
    let mut depth = 0_usize;
    let end = items.iter().position(|item| {
        depth = depth_behind(depth, item);
        depth == 0 && matches!(item.kind, ItemKind::Char(',' | ';'))
    });
    &items[..end.unwrap_or(items.len())]
}

fn is_and(words: &str) -> bool {
    matches!(
        words.trim_matches(|c: char| !c.is_alphabetic()),
        "and" | "with" | "where" | "so" | "hence" | "then" | "thus" | "und"
    )
}

/// Whether a relation follows that is not a condition about indices.
fn is_relation_ahead(items: &[Item]) -> bool {
    let end = items.iter().position(|i| i.kind == ItemKind::Wide).unwrap_or(items.len());
    let here = trimmed(&items[..end]);
    here.iter().any(relates)
        && !is_bracketed(here)
        && !here.iter().any(|i| matches!(i.kind, ItemKind::Text(_)))
        && restriction(here).is_none()
}

fn statement(
    items: &[Item],
    tree: &mut Tree,
    guesses: &mut Vec<Guess>,
    choices: Choices,
) -> Option<Statement> {
    let (mut body, mut tag, mut words, mut condition) = (Vec::new(), None, Vec::new(), None);
    let items = without_range(items);
    for (k, item) in items.iter().enumerate() {
        match &item.kind {
            ItemKind::Tag(name) => tag = Some(name.clone()),
            ItemKind::Wide | ItemKind::Text(_) => {
                if let ItemKind::Text(text) = &item.kind {
                    words.push((text.clone(), item.span));
                }
                let behind = trimmed(&items[k + 1..]);
                if item.kind == ItemKind::Wide && behind.iter().any(relates) {
                    let number = numbered(&body);
                    if number.is_some() || is_title(&body) {
                        tag = tag.or(number);
                        body.clear();
                        continue;
                    }
                }
                // Behind a sign the other side still follows.
                if item.kind == ItemKind::Wide && body.last().is_none_or(relates) || body.is_empty()
                {
                    continue;
                }
                // `\quad (7)` is a number, `\quad i \ne j` and `\text{for } i \ne j`
                // restrict; anything else would be read in part.
                if let Some(number) = numbered(behind) {
                    tag = tag.or(Some(number));
                    break;
                }
                if let Some(found) = restriction(&without_words(behind)) {
                    condition = Some(found);
                    words.extend(words_of(behind));
                    break;
                }
                if let Some(said) = is_reason(behind).filter(|_| item.kind == ItemKind::Wide) {
                    words.extend(words_of(said));
                    break;
                }
                if let ItemKind::Text(text) = &item.kind
                    && (!without_words(behind).is_empty()
                        || is_conditional(text)
                        || goes_on(text)
                        || could_be_factor(text) && !sets_apart(&items[k - 1]))
                {
                    // Nothing behind the words is judged either.
                    body.push(item.clone());
                    break;
                } else if item.kind == ItemKind::Wide && stands_apart(behind) {
                    let problem = Notation::BehindSpace;
                    body.push(item.of_kind(ItemKind::Fault(problem)));
                    break;
                }
            }
            _ => body.push(item.clone()),
        }
    }
    trim(&mut body);
    if condition.is_none() {
        condition = trailing_restriction(&mut body).or_else(|| behind_comma(&mut body));
    }
    if let Some(behind) = behind_title(&body) {
        body.drain(..behind);
    }
    let (first, last) = (body.first()?.span, body.last()?.span);
    let span = Span { start: first.start, end: end_of(&body).max(last.end) };
    if is_signature(&body) || is_notation(&body) && !can_be_read(&body, span, choices) {
        body.truncate(1);
    }
    let itself = restriction(&body);
    // A row goes on with differentials where its formula has some, or begins with it.
    let known = tree.len() == 0 || super::change::has_marked(tree);
    let sides = sides(&body, span, tree, guesses, choices);
    let read = |side: &(Option<(Sign, Span)>, Side)| match side.1 {
        Side::Read(id, _) => Some(id),
        _ => None,
    };
    let all: Vec<NodeId> = sides.iter().filter_map(read).collect();
    let goes_on = known && matches!(sides.first(), Some((_, Side::Empty(_))));
    super::change::mark(tree, &all, goes_on);
    let spelled = None;
    Some(Statement { sides, tag, spelled, words, restriction: condition, condition: itself, span })
}

/// `(Mean)\; \mu = …`: where the words in brackets end that a statement begins with, if a
/// symbol alone stands between them and the sign.
fn behind_title(body: &[Item]) -> Option<usize> {
    let sign = body.iter().position(relates)?;
    let close = match body.first()?.kind {
        ItemKind::Char('(') => super::fence::closing(body, 0)?,
        ItemKind::Fenced(..) => 0,
        _ => return None,
    };
    let words = &body[..=close];
    let capital = words.iter().find_map(|item| match &item.kind {
        ItemKind::Char(c) if c.is_alphabetic() => Some(c.is_uppercase()),
        ItemKind::Name(name) | ItemKind::Text(name) => Some(name.starts_with(char::is_uppercase)),
        _ => None,
    });
    (close + 2 == sign && capital == Some(true) && is_title(words)).then_some(close + 1)
}

/// Whether the right side of an equation is understood.
fn can_be_read(body: &[Item], span: Span, choices: Choices) -> bool {
    let (mut tree, mut guesses) = (Tree::default(), Vec::new());
    let sides = sides(body, span, &mut tree, &mut guesses, choices);
    sides.iter().all(|(_, side)| matches!(side, Side::Read(..)))
}

/// Whether words behind an item are no factor of it.
fn sets_apart(before: &Item) -> bool {
    matches!(before.kind, ItemKind::Wide | ItemKind::Char(',' | ';'))
}

/// `(7)`, a number set by hand.
fn numbered(items: &[Item]) -> Option<String> {
    match items {
        [open, Item { kind: ItemKind::Number(number), .. }, close]
            if open.kind == ItemKind::Char('(') && close.kind == ItemKind::Char(')') =>
        {
            Some(number.clone())
        }
        _ => None,
    }
}

/// Whether something of its own stands here, and not the rest of a sum or
/// product that was only spaced out.
fn stands_apart(items: &[Item]) -> bool {
    let joins = |i: &Item| {
        matches!(
            i.kind,
            ItemKind::Char('+' | '-' | '−' | '*' | '/') | ItemKind::Text(_) | ItemKind::Tag(_)
        ) || relates(i)
    };
    items.first().is_some_and(|first| !joins(first))
}

/// `… (i \ne j)` at the very end.
fn trailing_restriction(body: &mut Vec<Item>) -> Option<Conditions> {
    if let ItemKind::Fenced(..) = body.last()?.kind {
        let found = (body.len() > 1).then(|| restriction(&body[body.len() - 1..])).flatten()?;
        body.pop();
        return Some(found);
    }
    if body.last()?.kind != ItemKind::Char(')') {
        return None;
    }
    let open = body.iter().rposition(|i| i.kind == ItemKind::Char('('))?;
    // `\mathbb I(i = j)` is a factor.
    if open.checked_sub(1).is_some_and(|before| super::indicator::is_one(&body[before])) {
        return None;
    }
    let found = (open > 0).then(|| restriction(&body[open..])).flatten()?;
    body.truncate(open);
    Some(found)
}

/// `…, i \ne j` at the very end.
fn behind_comma(body: &mut Vec<Item>) -> Option<Conditions> {
    let comma = body.iter().rposition(|i| matches!(i.kind, ItemKind::Char(',')))?;
    let found = restriction(&body[comma + 1..])?;
    let whole = body[..comma].iter().any(relates);
    if whole {
        body.truncate(comma);
    }
    whole.then_some(found)
}

fn words_of(items: &[Item]) -> Vec<(String, Span)> {
    let text = |i: &Item| match &i.kind {
        ItemKind::Text(words) => Some((words.clone(), i.span)),
        _ => None,
    };
    items.iter().filter_map(text).collect()
}

fn without_words(items: &[Item]) -> Vec<Item> {
    let kept = |i: &&Item| !matches!(i.kind, ItemKind::Text(_) | ItemKind::Wide);
    items.iter().filter(kept).cloned().collect()
}

/// Without the punctuation and spaces around it.
fn trimmed(items: &[Item]) -> &[Item] {
    &items[kept(items)]
}

/// Takes the punctuation and spaces around it away.
fn trim(items: &mut Vec<Item>) {
    let kept = kept(items);
    items.truncate(kept.end);
    items.drain(..kept.start);
}

/// What is left without the punctuation and spaces around it.
fn kept(items: &[Item]) -> Range<usize> {
    let dross = |i: &Item| {
        matches!(i.kind, ItemKind::Char(',' | '.' | ';' | ':') | ItemKind::Wide)
            && i.sub.is_none()
            && i.sup.is_none()
    };
    let start = items.iter().position(|i| !dross(i)).unwrap_or(items.len());
    let end = items.iter().rposition(|i| !dross(i)).map_or(start, |at| at + 1);
    start..end
}

/// Where the last item ends, its scripts included.
fn end_of(items: &[Item]) -> usize {
    items.last().map_or(0, |item| item.end)
}

/// Splits at the signs that stand in no bracket.
fn sides(
    body: &[Item],
    span: Span,
    tree: &mut Tree,
    guesses: &mut Vec<Guess>,
    choices: Choices,
) -> Vec<(Option<(Sign, Span)>, Side)> {
    let mut found = Vec::new();
    let (mut start, mut depth) = (0, 0_usize);
    let mut before: Option<(Sign, Span)> = None;
    let mut k = 0;
    while k < body.len() {
        match body[k].kind {
            ItemKind::Char('(' | '[') => depth += 1,
            ItemKind::Char(')' | ']') => depth = depth.saturating_sub(1),
            // `1\{i = j\}`
            ItemKind::Command(ref name) if matches!(name.as_str(), "{" | "lbrace") => depth += 1,
            ItemKind::Command(ref name) if matches!(name.as_str(), "}" | "rbrace") => {
                depth = depth.saturating_sub(1);
            }
            _ => {}
        }
        let here = if depth == 0 { sign_at(body, k) } else { None };
        let Some((sign, length)) = here else {
            k += 1;
            continue;
        };
        let at = Span { start: body[k].span.start, end: body[k + length - 1].span.end };
        if start < k || before.is_some() || found.is_empty() {
            let list = sign == Sign::In;
            found.push((before.take(), side(&body[start..k], at, tree, guesses, (list, choices))));
        }
        before = Some((sign, at));
        k += length;
        start = k;
    }
    let last = trimmed(&body[start..]);
    let set = before.filter(|(sign, _)| *sign == Sign::In).and_then(|_| {
        let (first, end) = (last.first()?, last.last()?);
        let span = Span { start: first.span.start, end: end.span.end };
        Some(Side::Read(set_of_numbers(last, span, tree)?, span))
    });
    let last = set.unwrap_or_else(|| side(last, span, tree, guesses, (false, choices)));
    found.push((before, last));
    found
}

/// A sign of one or two characters: `=`, `:=`, `=:`, `<=`, `\not=`.
pub(super) fn sign_at(body: &[Item], k: usize) -> Option<(Sign, usize)> {
    let char_at = |k: usize| match body.get(k).map(|i| &i.kind) {
        Some(ItemKind::Char(c)) => Some(*c),
        _ => None,
    };
    if matches!(&body[k].kind, ItemKind::Command(name) if name == "not") {
        return body.get(k + 1).and_then(sign).map(|_| (Sign::NotEqual, 2));
    }
    match (char_at(k), char_at(k + 1)) {
        (Some(':'), Some('=')) => Some((Sign::Defined, 2)),
        (Some('='), Some(':')) => Some((Sign::DefinedRight, 2)),
        (Some('<'), Some('=')) => Some((Sign::LessOrEqual, 2)),
        (Some('>'), Some('=')) => Some((Sign::GreaterOrEqual, 2)),
        (Some('='), Some('>')) => Some((Sign::Arrow, 2)),
        (Some('+' | '-' | '*'), Some('=')) if body[k].end == body[k + 1].span.start => {
            Some((Sign::Update, 2))
        }
        _ => sign(&body[k]).map(|sign| (sign, 1)),
    }
}

/// Reads one side; a `list` may have commas: `x, y \in S`.
fn side(
    items: &[Item],
    at: Span,
    tree: &mut Tree,
    guesses: &mut Vec<Guess>,
    (list, choices): (bool, Choices),
) -> Side {
    let items = trimmed(items);
    let (Some(first), Some(last)) = (items.first(), items.last()) else { return Side::Empty(at) };
    let span = Span { start: first.span.start, end: end_of(items).max(last.span.end) };
    if items.iter().all(is_open) {
        return Side::Open(span);
    }
    if let Some(item) = items.iter().find(|i| matches!(i.kind, ItemKind::Fault(_))) {
        return Side::Unreadable(unexpected(item), span);
    }
    let nodes = tree.len();
    let loose = (choices.has(Instead::LooseBraces)).then(|| super::sum::without_braces(items));
    let items = loose.as_deref().unwrap_or(items);
    let mut parser = Parser { tree, guesses, items, at: 0, depth: 0, open_bars: 0, choices };
    if let Some(id) = parser.operator() {
        return Side::Read(id, span);
    }
    if list && items.iter().any(|i| i.kind == ItemKind::Char(',')) {
        return match parser.list(items, span) {
            Ok(entries) => Side::Read(tree.add(Kind::Tuple(entries), span), span),
            Err(fault) => {
                tree.truncate(nodes);
                Side::Unreadable(fault, span)
            }
        };
    }
    let read = parser.expression(span).and_then(|id| match parser.peek() {
        None => Ok(id),
        Some(item) => Err(unexpected(item)),
    });
    match read {
        // Later stages go down the tree by recursion.
        Ok(id) if tree.depth(id) > MOST_TREE_DEPTH => {
            tree.truncate(nodes);
            let problem = Notation::Excess(Excess::Parts);
            Side::Unreadable(Fault { span, problem }, span)
        }
        Ok(id) => Side::Read(id, span),
        Err(fault) => {
            tree.truncate(nodes);
            Side::Unreadable(fault, span)
        }
    }
}

/// A product of more factors or a sum of more terms is not read.
const MOST_TREE_DEPTH: u32 = 400;

/// `?`, `…`, `\ldots`
pub(super) fn is_open(item: &Item) -> bool {
    match &item.kind {
        ItemKind::Char('?' | '…' | '.') => true,
        ItemKind::Command(name) => matches!(name.as_str(), "ldots" | "dots" | "cdots" | "dotsc"),
        _ => false,
    }
}
