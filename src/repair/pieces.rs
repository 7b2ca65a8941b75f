//! A side's text in pieces that can be changed one by one: sequences of atoms
//! with their scripts, brackets, fractions and sums, each with its place.

use crate::source::Span;
use crate::syntax::commands;
use crate::syntax::layout::{Item, ItemKind};

/// What a sequence stands in, as far as changes of it are concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// It is added and multiplied.
    Plain,
    /// It is an exponent.
    Power,
    /// It is part of a derivative's fraction.
    Derivative,
}

/// Atoms side by side.
#[derive(Debug, Clone)]
pub(super) struct Sequence {
    pub span: Span,
    pub atoms: Vec<Atom>,
    pub role: Role,
}

/// Something that stands by itself, with its scripts.
#[derive(Debug, Clone)]
pub(super) struct Atom {
    pub kind: Kind,
    /// Where it stands without its scripts.
    pub core: Span,
    /// Where it ends with them.
    pub end: usize,
    pub sub: Option<Script>,
    pub sup: Option<Script>,
    pub primes: u8,
    /// The exponent's pieces.
    pub exponent: Option<Box<Sequence>>,
}

/// A script with and without its sign and braces.
#[derive(Debug, Clone, Copy)]
pub(super) struct Script {
    pub whole: Span,
    pub inner: Span,
}

#[derive(Debug, Clone)]
pub(super) enum Kind {
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
    Space,
    /// What is not touched.
    Other,
}

/// A term of a sequence: its sign and its factors, by their places.
#[derive(Debug, Clone, Default)]
pub(super) struct Term {
    pub sign: Option<usize>,
    pub factors: Vec<usize>,
}

impl Atom {
    pub(super) const fn whole(&self) -> Span {
        Span { start: self.core.start, end: self.end }
    }

    /// Whether it is a factor by itself.
    pub(super) const fn is_factor(&self) -> bool {
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
    pub(super) fn terms(&self) -> Vec<Term> {
        let mut terms: Vec<Term> = vec![Term::default()];
        for (k, atom) in self.atoms.iter().enumerate() {
            let Some(last) = terms.last_mut() else { continue };
            match atom.kind {
                Kind::Space => {}
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
    pub(super) fn over(&self, factors: &[usize]) -> Span {
        let first = factors.first().map_or(self.span.start, |k| self.atoms[*k].core.start);
        let last = factors.last().map_or(self.span.end, |k| self.atoms[*k].end);
        Span { start: first, end: last.max(first) }
    }

    /// A term with its sign; the first one with the plus behind it.
    pub(super) fn with_sign<'t>(
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
    pub(super) fn all(&self) -> Vec<&Self> {
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

/// Cuts items that stand in a row; `None` where their places do not follow each
/// other, as those from a macro.
pub(super) fn cut(text: &str, items: &[Item], role: Role) -> Option<Sequence> {
    let mut atoms: Vec<Atom> = Vec::new();
    let mut at = 0;
    while at < items.len() {
        let (atom, next) = atom(text, items, at, role)?;
        if atoms.last().is_some_and(|last| last.end > atom.core.start) || atom.end < atom.core.end {
            return None;
        }
        atoms.push(atom);
        at = next;
    }
    let start = atoms.first()?.core.start;
    let end = atoms.last()?.end;
    text.get(start..end)?;
    Some(Sequence { span: Span { start, end }, atoms, role })
}

fn atom(text: &str, items: &[Item], at: usize, role: Role) -> Option<(Atom, usize)> {
    let item = &items[at];
    let simple = |kind| Some((scripted(text, kind, item.span, item, role)?, at + 1));
    match &item.kind {
        ItemKind::Char('+' | '-' | '−') => simple(Kind::Sign),
        ItemKind::Char('(' | '[') => {
            let close = closing(items, at)?;
            let core = Span { start: item.span.start, end: items[close].span.end };
            let kind = match cut(text, &items[at + 1..close], inner(role)) {
                Some(inside) => Kind::Group(Box::new(inside)),
                None => Kind::Other,
            };
            Some((scripted(text, kind, core, &items[close], role)?, close + 1))
        }
        ItemKind::Char('|') => bars(text, items, at, role),
        ItemKind::Command(name) => match name.as_str() {
            "|" | "Vert" | "lVert" | "vert" | "lvert" => bars(text, items, at, role),
            "sum" | "prod" => simple(Kind::Big),
            "partial" | "nabla" => simple(Kind::Partial),
            "cdot" | "times" | "ast" | "odot" => simple(Kind::Joint),
            _ if commands::function(name).is_some() => simple(Kind::Function),
            _ if commands::is_symbol(name) => simple(Kind::Symbol),
            _ => simple(Kind::Other),
        },
        ItemKind::Char('*' | '·' | '×' | '⋅') => simple(Kind::Joint),
        ItemKind::Char('/') => simple(Kind::Slash),
        ItemKind::Char('∂' | '∇') => simple(Kind::Partial),
        ItemKind::Char(c) if c.is_alphabetic() => simple(Kind::Symbol),
        ItemKind::Name(name) if commands::function(name).is_some() => simple(Kind::Function),
        ItemKind::Name(_) | ItemKind::Accent(..) => simple(Kind::Symbol),
        ItemKind::Number(_) => simple(Kind::Number),
        ItemKind::Fraction(above, below) => {
            let derivative = is_derivative(above, below);
            let part = if derivative { Role::Derivative } else { inner(role) };
            let both = (cut(text, above, part), cut(text, below, part));
            let (Some(a), Some(b)) = both else { return simple(Kind::Other) };
            let (a, b) = (Box::new(a), Box::new(b));
            simple(if derivative { Kind::Derivative(a, b) } else { Kind::Fraction(a, b) })
        }
        ItemKind::Fenced(open, inside, _) => {
            let Some(inside) = cut(text, inside, inner(role)) else { return simple(Kind::Other) };
            let round = matches!(open.as_str(), "(" | "[");
            let inside = Box::new(inside);
            simple(if round { Kind::Group(inside) } else { Kind::Closed(inside) })
        }
        ItemKind::Group(inside) | ItemKind::Root(_, inside) => {
            match cut(text, inside, inner(role)) {
                Some(inside) => simple(Kind::Closed(Box::new(inside))),
                None => simple(Kind::Other),
            }
        }
        ItemKind::Align | ItemKind::Break | ItemKind::Wide => simple(Kind::Space),
        _ => simple(Kind::Other),
    }
}

/// Inside a bracket of an exponent all is as outside.
const fn inner(role: Role) -> Role {
    match role {
        Role::Power | Role::Plain => Role::Plain,
        Role::Derivative => Role::Derivative,
    }
}

/// `\|…\|`, `|…|`: up to the next bar of the kind.
fn bars(text: &str, items: &[Item], at: usize, role: Role) -> Option<(Atom, usize)> {
    let bar = |item: &Item| match &item.kind {
        ItemKind::Char('|') => Some(1),
        ItemKind::Command(name) => match name.as_str() {
            "|" | "Vert" | "lVert" | "rVert" => Some(2),
            "vert" | "lvert" | "rvert" => Some(1),
            _ => None,
        },
        _ => None,
    };
    let kind = bar(&items[at])?;
    let close = (at + 1..items.len()).find(|k| bar(&items[*k]) == Some(kind))?;
    let inside = cut(text, &items[at + 1..close], inner(role))?;
    let core = Span { start: items[at].span.start, end: items[close].span.end };
    let kind = Kind::Closed(Box::new(inside));
    Some((scripted(text, kind, core, &items[close], role)?, close + 1))
}

/// The bracket that closes the one at a place.
fn closing(items: &[Item], at: usize) -> Option<usize> {
    let mut depth = 0_usize;
    for (k, item) in items.iter().enumerate().skip(at) {
        match item.kind {
            ItemKind::Char('(' | '[') => depth += 1,
            ItemKind::Char(')' | ']') => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    return Some(k);
                }
            }
            _ => {}
        }
    }
    None
}

fn is_derivative(above: &[Item], below: &[Item]) -> bool {
    let sign = |item: Option<&Item>| match item.map(|i| &i.kind) {
        Some(ItemKind::Command(name)) if matches!(name.as_str(), "partial" | "delta" | "nabla") => {
            true
        }
        Some(ItemKind::Char(c)) => matches!(c, '∂' | 'd'),
        Some(ItemKind::Name(name)) => name == "d",
        _ => false,
    };
    sign(above.first()) && below.len() > 1 && sign(below.first())
}

fn scripted(text: &str, kind: Kind, core: Span, item: &Item, role: Role) -> Option<Atom> {
    let end = item.end.max(core.end);
    let (mut sub, mut sup) = (None, None);
    for (sign, script) in scripts(text, core.end, end) {
        match sign {
            '_' => sub = Some(script),
            _ => sup = Some(script),
        }
    }
    if item.sub.is_some() != sub.is_some() || item.sup.is_some() && sup.is_none() {
        return None;
    }
    // What e is raised to is as good as an argument.
    let above = if text.get(core.start..core.end) == Some("e") { role } else { Role::Power };
    let exponent = match (&item.sup, role) {
        (Some(items), Role::Plain) if !is_label(items) => cut(text, items, above),
        _ => None,
    };
    let exponent = exponent.map(Box::new);
    Some(Atom { kind, core, end, sub, sup, primes: item.primes, exponent })
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

/// The scripts that stand in a part of a text, which is nothing else.
fn scripts(text: &str, from: usize, to: usize) -> Vec<(char, Script)> {
    let mut found = Vec::new();
    let mut at = from;
    let next = |at: usize| text.get(at..to).and_then(|rest| rest.chars().next());
    while let Some(c) = next(at) {
        if !matches!(c, '_' | '^') {
            at += c.len_utf8();
            continue;
        }
        let start = at;
        at += 1;
        while next(at).is_some_and(char::is_whitespace) {
            at += 1;
        }
        let inner = match next(at) {
            Some('{') => {
                let Some(length) = text.get(at..to).and_then(braced) else { return found };
                at += length;
                Span { start: at - length + 1, end: at - 1 }
            }
            Some('\\') => {
                let rest = text.get(at + 1..to).unwrap_or("");
                let letters = rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len());
                let begin = at;
                at += 1 + letters.max(usize::from(!rest.is_empty()));
                Span { start: begin, end: at.min(to) }
            }
            Some(c) => {
                at += c.len_utf8();
                Span { start: at - c.len_utf8(), end: at }
            }
            None => return found,
        };
        found.push((c, Script { whole: Span { start, end: at }, inner }));
    }
    found
}

/// How long a group in braces is that a text begins with.
fn braced(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    let mut escaped = false;
    for (at, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
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

/// Where the index letters of a script stand, with their primes.
pub(super) fn letters(text: &str, script: Span) -> Vec<Span> {
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
