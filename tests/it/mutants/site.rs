//! A line that can be changed: its text in pieces, and the letters and names around it.

use super::paper::{Letter, Paper, Relation, key};
use super::pieces::{self, Atom, Kind, Range, Sequence};
use super::scopes::{self, Reading};
use super::subject::{Law, Subject};
use handgrad::internals::tree;
use std::collections::BTreeSet;

/// The right side of a claim.
pub(crate) struct Site<'a> {
    pub subject: &'a Subject,
    pub text: &'a str,
    pub side: Sequence,
    /// The index letters of the line, as written.
    pub letters: Vec<String>,
    /// Factors that an absent-minded author may add.
    pub weights: Vec<String>,
    /// All names with the number of their letters and the place of the bar.
    names: BTreeSet<(String, (usize, Option<usize>))>,
    /// The functions that the document defines.
    functions: BTreeSet<String>,
    /// Letters that are free in the line.
    free: Vec<String>,
    /// Bound letters with where they are bound.
    pub bound: Vec<(String, Range)>,
}

impl<'a> Site<'a> {
    /// `None` where the text cannot be cut into pieces.
    pub(crate) fn new(
        subject: &'a Subject,
        paper: &Paper,
        text: &'a str,
        relation: &Relation,
    ) -> Option<Self> {
        let side = pieces::cut(text, relation.span.start..relation.span.end)?;
        let sides = [relation.left, relation.right].map(|(f, id)| (paper.tree(f), id));
        let free = scopes::free(subject, paper, sides, Reading::Customary);
        let free: Vec<String> = free.iter().map(written).collect();
        let mut letters: BTreeSet<String> = free.iter().cloned().collect();
        let mut bound = Vec::new();
        for (tree, id) in sides {
            binders(tree, id, &mut bound);
        }
        letters.extend(bound.iter().map(|(letter, _)| letter.clone()));
        let mut site = Self {
            subject,
            text,
            side,
            letters: letters.into_iter().collect(),
            weights: Vec::new(),
            names: names(subject, paper),
            functions: paper.functions.keys().cloned().collect(),
            free,
            bound,
        };
        site.weights = site.weights();
        Some(site)
    }

    /// Whether two letters run over one set and are two.
    pub(crate) fn share(&self, a: &str, b: &str) -> bool {
        let set = |letter: &str| self.subject.set(letter.trim_end_matches('\''));
        a != b && set(a).is_some() && set(a) == set(b)
    }

    /// Whether a letter means something at a place.
    pub(crate) fn knows(&self, letter: &str, at: usize) -> bool {
        self.free.iter().any(|l| l == letter)
            || self.bound.iter().any(|(l, range)| l == letter && range.contains(&at))
    }

    /// Names that could stand in a symbol's place.
    pub(crate) fn siblings(&self, atom: &Atom) -> Vec<String> {
        let name = &self.text[atom.core.clone()];
        let (letters, bar) = match &atom.sub {
            None => (0, None),
            Some(sub) => {
                let letters = script_letters(self.subject, self.text, sub);
                let bar = self.text[sub.clone()].find(['|']).map(|bar| bar + sub.start);
                let bar = bar.map(|bar| letters.iter().filter(|l| l.start < bar).count());
                (letters.len(), bar)
            }
        };
        let own = (name.trim_end_matches('\'').trim_start_matches('\\').to_owned(), (letters, bar));
        if !self.names.contains(&own) {
            return Vec::new();
        }
        let alike = self.names.iter().filter(|(_, pattern)| *pattern == own.1);
        let primes = &name[name.trim_end_matches('\'').len()..];
        let function = |name: &str| {
            self.functions.contains(name) || self.subject.law(name) == Some(Law::Function)
        };
        let spelled = |name: &String| match name.chars().count() {
            1 => format!("{name}{primes}"),
            _ => format!("\\{name}{primes}"),
        };
        let other = |name: &str| {
            // A prime means a derivative only behind a function.
            name != own.0 && (primes.is_empty() || function(name))
        };
        alike.filter(|(name, _)| other(name)).map(|(name, _)| spelled(name)).collect()
    }

    /// The symbols with indices that stand in the line, each once.
    fn weights(&self) -> Vec<String> {
        let mut found: Vec<String> = Vec::new();
        for (sequence, _) in self.side.all(self.text) {
            for atom in &sequence.atoms {
                let text = &self.text[atom.core.start..atom.whole.end];
                let law = self.subject.law(&self.text[atom.core.clone()]);
                if matches!(law, Some(Law::Vector(_))) {
                    continue;
                }
                if atom.kind == Kind::Symbol
                    && atom.sub.is_some()
                    && !found.iter().any(|f| f == text)
                {
                    found.push(text.to_owned());
                }
            }
        }
        found
    }
}

/// A letter as it stands in the source.
pub(crate) fn written((name, primes): &Letter) -> String {
    let name = if name.chars().count() > 1 { format!("\\{name}") } else { name.clone() };
    format!("{name}{}", "'".repeat(usize::from(*primes)))
}

/// Bound letters with where they are bound.
fn binders(tree: &tree::Tree, id: tree::NodeId, found: &mut Vec<(String, Range)>) {
    if let tree::Kind::Sum(sum) = tree.kind(id) {
        let span = tree.span(id);
        found.extend(sum.bound.iter().map(|letter| (written(letter), span.start..span.end)));
    }
    for child in tree.children(id) {
        binders(tree, child, found);
    }
}

/// The names of the document that stand without words or numbers beside them.
fn names(subject: &Subject, paper: &Paper) -> BTreeSet<(String, (usize, Option<usize>))> {
    let mut names = BTreeSet::new();
    for formula in &paper.formulas {
        for id in formula.tree.ids() {
            if let tree::Kind::Symbol(symbol) | tree::Kind::Call(symbol, _) = formula.tree.kind(id)
                && let Some((key, _)) = key(subject, symbol)
                && !key.name.contains([' ', '\''])
                && key.name != "e"
                && (key.name != "n" || !subject.sizes.is_empty())
                && subject.set(&key.name).is_none()
            {
                names.insert((key.name, key.pattern));
            }
        }
    }
    names
}

/// Where the index letters of a script stand, with their primes.
pub(crate) fn script_letters(subject: &Subject, text: &str, script: &Range) -> Vec<Range> {
    let mut found = Vec::new();
    let mut at = script.start;
    while at < script.end {
        let rest = &text[at..script.end];
        let run = |from: usize, of: fn(char) -> bool| {
            rest[from..].find(|c| !of(c)).map_or(rest.len(), |end| end + from)
        };
        let first = rest.chars().next().unwrap_or(' ');
        let length = if first == '\\' {
            run(1, |c| c.is_ascii_alphabetic()).max(2)
        } else {
            first.len_utf8()
        };
        let name = rest[..length.min(rest.len())].trim_start_matches('\\');
        let end = run(length.min(rest.len()), |c| c == '\'');
        if subject.set(name).is_some() {
            found.push(at..at + end);
        }
        at += end.max(1);
    }
    found
}
