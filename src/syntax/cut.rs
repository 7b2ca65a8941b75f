//! The concrete view of a side: sequences of atoms with their scripts, brackets,
//! fractions and sums, each with the place of its text, so that it can be changed
//! piece by piece.
//!
//! In: a formula that was read, and the place of one of its sides. Out: a
//! [`Sequence`], which has the signs, joints and braces that the tree forgets.
//! It is cut from the items that the parser took, and asks the tree where bars
//! close; nothing is read again. Not done here: what a piece means.

use super::Formula;
use super::commands;
use super::layout::{Item, ItemKind, ScriptPlace};
use super::parser::{closing, is_derivative};
use super::tree::Kind as Node;
use crate::source::Span;
use std::collections::BTreeMap;

/// What a sequence stands in, as far as changes of it are concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// It is added and multiplied.
    Plain,
    /// It is an exponent.
    Power,
    /// It is part of a derivative's fraction.
    Derivative,
}

/// Atoms side by side.
#[derive(Debug, Clone)]
pub(crate) struct Sequence {
    pub span: Span,
    pub atoms: Vec<Atom>,
    pub role: Role,
}

/// Something that stands by itself, with its scripts.
#[derive(Debug, Clone)]
pub(crate) struct Atom {
    pub kind: Kind,
    /// Where it stands without its scripts.
    pub core: Span,
    /// Where it ends with them.
    pub end: usize,
    pub sub: Option<ScriptPlace>,
    pub sup: Option<ScriptPlace>,
    pub primes: u8,
    /// The exponent's pieces.
    pub exponent: Option<Box<Sequence>>,
}

#[derive(Debug, Clone)]
pub(crate) enum Kind {
    /// + or −
    Sign,
    Number,
    Symbol,
    /// log, exp and the like.
    Function,
    /// A bare ∂.
    Partial,
    /// Σ or Π with its bounds.
    Big,
    /// Something in round or square brackets.
    Group(Box<Sequence>),
    /// Something in bars or braces.
    Closed(Box<Sequence>),
    /// A fraction that is no derivative.
    Fraction(Box<Sequence>, Box<Sequence>),
    /// A derivative's fraction.
    Derivative(Box<Sequence>, Box<Sequence>),
    /// · and ×
    Joint,
    /// /
    Slash,
    /// What is not touched.
    Other,
}

/// A term of a sequence: its sign and its factors, by their places.
#[derive(Debug, Clone, Default)]
pub(crate) struct Term {
    pub sign: Option<usize>,
    pub factors: Vec<usize>,
}

impl Atom {
    pub(crate) const fn whole(&self) -> Span {
        Span { start: self.core.start, end: self.end }
    }

    /// Whether it is a factor by itself.
    pub(crate) const fn is_factor(&self) -> bool {
        matches!(
            self.kind,
            Kind::Number
                | Kind::Symbol
                | Kind::Group(_)
                | Kind::Closed(_)
                | Kind::Fraction(..)
                | Kind::Derivative(..)
        )
    }
}

impl Sequence {
    /// The terms; a sign behind Σ or · begins none.
    pub(crate) fn terms(&self) -> Vec<Term> {
        let mut terms: Vec<Term> = vec![Term::default()];
        for (k, atom) in self.atoms.iter().enumerate() {
            let Some(last) = terms.last_mut() else { continue };
            match atom.kind {
                Kind::Sign => {
                    let inside = last.factors.last().is_some_and(|f| {
                        matches!(self.atoms[*f].kind, Kind::Big | Kind::Joint | Kind::Slash)
                    });
                    if inside {
                        last.factors.push(k);
                    } else if last.factors.is_empty() && last.sign.is_none() {
                        last.sign = Some(k);
                    } else {
                        terms.push(Term { sign: Some(k), factors: Vec::new() });
                    }
                }
                _ => last.factors.push(k),
            }
        }
        terms.retain(|term| !term.factors.is_empty());
        terms
    }

    /// Where some atoms stand together.
    pub(crate) fn over(&self, factors: &[usize]) -> Span {
        let first = factors.first().map_or(self.span.start, |k| self.atoms[*k].core.start);
        let last = factors.last().map_or(self.span.end, |k| self.atoms[*k].end);
        Span { start: first, end: last.max(first) }
    }

    /// A term with its sign; the first one with the plus behind it.
    pub(crate) fn with_sign<'t>(
        &self,
        terms: &[Term],
        k: usize,
        text: impl Fn(Span) -> &'t str,
    ) -> Span {
        let mut span = self.over(&terms[k].factors);
        if let Some(sign) = terms[k].sign {
            span.start = self.atoms[sign].core.start;
        }
        if k > 0 {
            let before = self.over(&terms[k - 1].factors).end;
            span.start = span.start.min(before.max(span.start - 1));
            return span;
        }
        if let Some(sign) = terms.get(1).and_then(|t| t.sign) {
            let next = self.atoms[sign].core;
            span.end = if text(next) == "+" { next.end } else { next.start };
        }
        span
    }

    /// This sequence and all inside it.
    pub(crate) fn all(&self) -> Vec<&Self> {
        let mut found = vec![self];
        for atom in &self.atoms {
            match &atom.kind {
                Kind::Group(a) | Kind::Closed(a) => found.extend(a.all()),
                Kind::Fraction(a, b) | Kind::Derivative(a, b) => {
                    found.extend(a.all());
                    found.extend(b.all());
                }
                _ => {}
            }
            found.extend(atom.exponent.iter().flat_map(|e| e.all()));
        }
        found
    }
}

/// The pieces of the side of a formula that begins at a place and ends there or,
/// with what closes it, behind it; places in the formula become places in `text`,
/// in which the formula begins at `origin`. `None` where the pieces do not stand
/// side by side, as those from a macro.
pub(crate) fn side(formula: &Formula, at: Span, text: &str, origin: usize) -> Option<Sequence> {
    let first = |item: &Item| item.span.start >= at.start && !is_spacing(item);
    let start = formula.items.iter().position(first)?;
    let items = &formula.items[start..];
    let is_behind = |k: usize| {
        let passed = k > 0 && items[k - 1].end >= at.end;
        let beyond = !is_spacing(&items[k]) && items[k].span.start > at.start;
        passed && (beyond || is_spacing(&items[k])) && ends(&items[k])
    };
    let end = (0..items.len()).find(|k| is_behind(*k)).unwrap_or(items.len());
    let mut bars = BTreeMap::new();
    for id in formula.tree.ids() {
        if let Node::Norm(_) | Node::Bars(_) = formula.tree.kind(id) {
            let span = formula.tree.span(id);
            bars.insert(span.start, span.end);
        }
    }
    let side = Cutter { text, origin, bars }.cut(&items[..end], Role::Plain)?;
    let known = side.atoms.iter().any(|atom| !matches!(atom.kind, Kind::Other));
    known.then_some(side)
}

fn is_spacing(item: &Item) -> bool {
    matches!(item.kind, ItemKind::Align | ItemKind::Break | ItemKind::Wide)
}

fn ends(item: &Item) -> bool {
    match &item.kind {
        ItemKind::Char(c) => {
            matches!(c, '=' | '<' | '>' | '≤' | '≥' | '≈' | '.' | ',' | ';' | ':' | '?' | ')' | ']')
        }
        ItemKind::Command(name) => commands::relation(name).is_some(),
        ItemKind::Tag(_) | ItemKind::Text(_) | ItemKind::Fault(_) => true,
        _ => is_spacing(item),
    }
}

struct Cutter<'a> {
    text: &'a str,
    origin: usize,
    /// Where the bars close that open at a place of the formula.
    bars: BTreeMap<usize, usize>,
}

impl Cutter<'_> {
    fn cut(&self, items: &[Item], role: Role) -> Option<Sequence> {
        let mut atoms: Vec<Atom> = Vec::new();
        let mut at = 0;
        while at < items.len() {
            if is_spacing(&items[at]) {
                at += 1;
                continue;
            }
            let (atom, next) = self.atom(items, at, role)?;
            let before = atoms.last().is_some_and(|last| last.end > atom.core.start);
            if before || atom.end < atom.core.end {
                return None;
            }
            atoms.push(atom);
            at = next;
        }
        let start = atoms.first()?.core.start;
        let end = atoms.last()?.end;
        self.text.get(start..end)?;
        Some(Sequence { span: Span { start, end }, atoms, role })
    }

    /// A place in the text.
    const fn moved(&self, span: Span) -> Span {
        Span { start: span.start + self.origin, end: span.end + self.origin }
    }

    fn atom(&self, items: &[Item], at: usize, role: Role) -> Option<(Atom, usize)> {
        let item = &items[at];
        let simple = |kind| Some((self.scripted(kind, item.span, item, role)?, at + 1));
        let boxed = |items: &[Item]| self.cut(items, inner(role)).map(Box::new);
        match &item.kind {
            ItemKind::Char('(' | '[') => {
                let close = closing(items, at)?;
                let inside = boxed(&items[at + 1..close]);
                self.closed(items, (at, close), inside.map_or(Kind::Other, Kind::Group), role)
            }
            _ if self.bars.contains_key(&item.span.start) && is_bar(item) => {
                self.bars(items, at, role)
            }
            ItemKind::Fraction(above, below) => {
                let derivative = is_derivative(above, below);
                let part = if derivative { Role::Derivative } else { inner(role) };
                let both = (self.cut(above, part), self.cut(below, part));
                let (Some(a), Some(b)) = both else { return simple(Kind::Other) };
                let (a, b) = (Box::new(a), Box::new(b));
                simple(if derivative { Kind::Derivative(a, b) } else { Kind::Fraction(a, b) })
            }
            ItemKind::Fenced(open, inside, _) => {
                let round = matches!(open.as_str(), "(" | "[");
                let kind = if round { Kind::Group } else { Kind::Closed };
                simple(boxed(inside).map_or(Kind::Other, kind))
            }
            ItemKind::Group(inside) | ItemKind::Root(_, inside) => {
                simple(boxed(inside).map_or(Kind::Other, Kind::Closed))
            }
            _ => simple(simple_kind(item)),
        }
    }

    /// What stands between two items, as one atom with the scripts of the second.
    fn closed(
        &self,
        items: &[Item],
        (open, close): (usize, usize),
        kind: Kind,
        role: Role,
    ) -> Option<(Atom, usize)> {
        let core = Span { start: items[open].span.start, end: items[close].span.end };
        Some((self.scripted(kind, core, &items[close], role)?, close + 1))
    }

    /// `\|…\|`, `|…|`, `||…||`: up to where the tree says that they close.
    fn bars(&self, items: &[Item], at: usize, role: Role) -> Option<(Atom, usize)> {
        let end = self.bars.get(&items[at].span.start)?;
        let close = (at + 1..items.len()).find(|k| items[*k].span.end == *end)?;
        let mut inside = items.get(at + 1..close)?;
        while let [first, rest @ .., last] = inside
            && is_bar(first)
            && is_bar(last)
            && !self.bars.contains_key(&first.span.start)
        {
            inside = rest;
        }
        let inside = self.cut(inside, inner(role))?;
        self.closed(items, (at, close), Kind::Closed(Box::new(inside)), role)
    }

    fn scripted(&self, kind: Kind, core: Span, item: &Item, role: Role) -> Option<Atom> {
        let end = item.end.max(core.end) + self.origin;
        let core = self.moved(core);
        let (sub, sup) = (item.sub_at.map(|s| self.script(s)), item.sup_at.map(|s| self.script(s)));
        let known = |script: Option<ScriptPlace>, sign: &str| {
            script.is_none_or(|s| self.text.get(s.whole.start..=s.whole.start) == Some(sign))
        };
        if item.sub.is_some() != sub.is_some()
            || item.sup.is_some() != sup.is_some()
            || !known(sub, "_")
            || !known(sup, "^")
        {
            return None;
        }
        // What e is raised to is as good as an argument.
        let e = self.text.get(core.start..core.end) == Some("e");
        let above = if e { role } else { Role::Power };
        let exponent = match (&item.sup, role) {
            (Some(items), Role::Plain) if !is_label(items) => self.cut(items, above),
            _ => None,
        };
        let exponent = exponent.map(Box::new);
        Some(Atom { kind, core, end, sub, sup, primes: item.primes, exponent })
    }

    const fn script(&self, script: ScriptPlace) -> ScriptPlace {
        ScriptPlace { whole: self.moved(script.whole), inner: self.moved(script.inner) }
    }
}

/// The kind of what has nothing inside.
fn simple_kind(item: &Item) -> Kind {
    match &item.kind {
        ItemKind::Char('+' | '-' | '−') => Kind::Sign,
        ItemKind::Char('*' | '·' | '×' | '⋅') => Kind::Joint,
        ItemKind::Char('/') => Kind::Slash,
        ItemKind::Char('∂' | '∇') => Kind::Partial,
        ItemKind::Char(c) if c.is_alphabetic() => Kind::Symbol,
        ItemKind::Command(name) => match name.as_str() {
            "sum" | "prod" => Kind::Big,
            "partial" | "nabla" => Kind::Partial,
            "cdot" | "times" | "ast" | "odot" => Kind::Joint,
            _ if commands::is_function(name) => Kind::Function,
            _ if commands::is_symbol(name) => Kind::Symbol,
            _ => Kind::Other,
        },
        ItemKind::Name(name) if commands::is_function(name) => Kind::Function,
        ItemKind::Name(_) | ItemKind::Accent(..) => Kind::Symbol,
        ItemKind::Number(_) => Kind::Number,
        _ => Kind::Other,
    }
}

/// Inside a bracket of an exponent all is as outside.
const fn inner(role: Role) -> Role {
    match role {
        Role::Power | Role::Plain => Role::Plain,
        Role::Derivative => Role::Derivative,
    }
}

fn is_bar(item: &Item) -> bool {
    match &item.kind {
        ItemKind::Char(c) => matches!(c, '|' | '‖' | '∥'),
        ItemKind::Command(name) => name.to_lowercase().ends_with("vert") || name == "|",
        _ => false,
    }
}

/// A transpose, a star or a label is no exponent.
fn is_label(items: &[Item]) -> bool {
    match items {
        [one] => match &one.kind {
            ItemKind::Command(name) => matches!(name.as_str(), "top" | "intercal" | "prime"),
            ItemKind::Char(c) => matches!(c, 'T' | '⊤' | '*' | '\''),
            ItemKind::Name(_) | ItemKind::Text(_) => true,
            _ => false,
        },
        _ => matches!(items.first().map(|i| &i.kind), Some(ItemKind::Char('('))),
    }
}

/// Where the index letters of a script stand, with their primes.
pub(crate) fn letters(text: &str, script: Span) -> Vec<Span> {
    let mut found = Vec::new();
    let mut at = script.start;
    while let Some(c) = text.get(at..script.end).and_then(|rest| rest.chars().next()) {
        let start = at;
        at += c.len_utf8();
        let mut name = c.is_ascii_lowercase();
        if c == '\\' {
            let rest = &text[at..script.end];
            let length = rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len());
            if matches!(&rest[..length], "text" | "mathrm" | "operatorname") {
                at += length + text.get(at + length..script.end).and_then(braced).unwrap_or(0);
                continue;
            }
            name = commands::is_symbol(&rest[..length]);
            at += length.max(rest.chars().next().map_or(0, char::len_utf8));
        }
        while name && text[at..script.end].starts_with('\'') {
            at += 1;
        }
        if name {
            found.push(Span { start, end: at });
        }
    }
    found
}

/// How long a group in braces is that a text begins with.
fn braced(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, c) in text.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            _ => {}
        }
    }
    None
}
