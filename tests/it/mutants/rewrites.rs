//! Changes of a line that an author makes without changing what it says.
//!
//! They are generated freely; those that do change the value after all, such as a term taken out
//! of a sum's reach, are left out by the evaluator.

use super::edit::{Edit, replaced};
use super::paper::{Letter, Paper, Relation};
use super::pieces::{Atom, Kind, Range, Sequence, Term};
use super::site::{Site, script_letters, written};
use std::fmt::Write as _;

/// What was done, in words.
pub(crate) type Rewrite = &'static str;

/// All rewrites of a line.
pub(crate) fn rewrites(site: &Site<'_>, paper: &Paper) -> Vec<Edit<Rewrite>> {
    let mut found = Vec::new();
    renamed(site, &mut found);
    for (sequence, power) in site.side.all(site.text) {
        let mut maker = Maker { site, paper, sequence, found: &mut found };
        if !power {
            maker.terms();
            maker.factors();
            maker.sums();
            maker.numbers();
            maker.signs();
        }
        for (k, atom) in sequence.atoms.iter().enumerate() {
            maker.spellings(k, atom);
            maker.inlined(atom);
        }
    }
    found
}

/// What rewrites one sequence.
pub(super) struct Maker<'s> {
    pub(super) site: &'s Site<'s>,
    pub(super) paper: &'s Paper,
    pub(super) sequence: &'s Sequence,
    found: &'s mut Vec<Edit<Rewrite>>,
}

/// Bound letters under other names.
fn renamed(site: &Site<'_>, found: &mut Vec<Edit<Rewrite>>) {
    for (letter, range) in &site.bound {
        let Some(set) = site.subject.set(letter.trim_end_matches('\'')) else { continue };
        let side = &site.side.range;
        if range.start < side.start || range.end > side.end {
            continue;
        }
        let range = &closed(site, range);
        let letters = site.subject.sets[set].0.split(' ').map(str::to_owned);
        let fresh = letters.filter(|l| !site.letters.contains(l)).take(2);
        for other in fresh.chain([format!("{letter}'")]) {
            let mut parts = Vec::new();
            for (sequence, _) in site.side.all(site.text) {
                for sub in sequence.atoms.iter().filter_map(|atom| atom.sub.as_ref()) {
                    let places = script_letters(site.subject, site.text, sub);
                    let same = places.into_iter().filter(|p| site.text[p.clone()] == **letter);
                    let inside = same.filter(|p| range.contains(&p.start));
                    let bare = !site.text[..sub.start].ends_with('{');
                    let new = if bare { format!("{{{other}}}") } else { other.clone() };
                    parts.extend(inside.map(|place| (place, new.clone())));
                }
            }
            let text = replaced(site.text, range, parts);
            found.push(Edit::new(range.clone(), text, "renamed index"));
        }
    }
}

/// A range with the scripts and braces of its last atom, which spans of nodes leave out.
fn closed(site: &Site<'_>, range: &Range) -> Range {
    let mut end = range.end;
    for (sequence, _) in site.side.all(site.text) {
        for atom in &sequence.atoms {
            if atom.whole.start >= range.start && atom.whole.start < range.end {
                end = end.max(atom.whole.end);
            }
        }
    }
    range.start..end
}

impl<'s> Maker<'s> {
    pub(super) fn add(&mut self, range: &Range, text: impl Into<String>, kind: Rewrite) {
        self.found.push(Edit::new(range.clone(), text, kind));
    }

    pub(super) fn text(&self, range: &Range) -> &'s str {
        &self.site.text[range.clone()]
    }

    fn span(&self, term: &Term) -> Range {
        self.sequence.span(&term.factors)
    }

    /// Whether a term is taken away.
    fn minus(&self, term: &Term) -> bool {
        term.sign.is_some_and(|k| self.text(&self.sequence.atoms[k].core) == "-")
    }

    /// From a term's sign to its end.
    fn signed(&self, term: &Term) -> Range {
        let span = self.span(term);
        term.sign.map_or(span.start, |k| self.sequence.atoms[k].core.start)..span.end
    }

    /// Neighbouring terms exchanged.
    fn terms(&mut self) {
        for pair in self.sequence.terms().windows(2) {
            let [a, b] = pair else { continue };
            let range = self.signed(a).start..self.signed(b).end;
            let sign = |term: &Term, first: bool| match (self.minus(term), first) {
                (true, _) => "- ",
                (false, true) => "",
                (false, false) => "+ ",
            };
            let [x, y] = [a, b].map(|term| self.text(&self.span(term)));
            let text = format!("{}{y} {}{x}", sign(b, a.sign.is_none()), sign(a, false));
            self.add(&range, text, "reordered terms");
        }
        for term in self.sequence.terms() {
            let span = self.span(&term);
            let own = self.text(&span);
            self.add(&span, format!("({own})"), "extra brackets");
            self.add(&span, format!("\\left[ {own} \\right]"), "extra brackets");
        }
    }

    /// Neighbouring factors exchanged, multiplied out, and with a sign between.
    fn factors(&mut self) {
        let atoms = &self.sequence.atoms;
        for term in self.sequence.terms() {
            for pair in term.factors.windows(2) {
                let [a, b] = [&atoms[pair[0]], &atoms[pair[1]]];
                if !a.is_factor() || !b.is_factor() {
                    continue;
                }
                let range = a.whole.start..b.whole.end;
                let [x, y] = [a, b].map(|atom| self.text(&atom.whole));
                self.add(&range, format!("{y} {x}"), "reordered factors");
                self.add(&range, format!("{x} \\cdot {y}"), "sign of a product");
                self.add(&range, format!("{x} \\times {y}"), "sign of a product");
                for (group, other, behind) in [(a, y, true), (b, x, false)] {
                    self.expanded(group, other, behind, &range);
                }
            }
            for k in &term.factors {
                let atom = &atoms[*k];
                if atom.is_factor() && atom.kind != Kind::Number {
                    let own = self.text(&atom.whole);
                    self.add(&atom.whole, format!("({own})"), "extra brackets");
                    self.add(&atom.whole, format!("{{{own}}}"), "extra brackets");
                }
            }
        }
    }

    /// `(a - b) c` as `(a c - b c)`
    fn expanded(&mut self, group: &Atom, other: &str, behind: bool, range: &Range) {
        let Kind::Group { inside } = &group.kind else { return };
        let terms = inside.terms();
        if terms.len() < 2 || group.sup.is_some() || self.text(&group.core).starts_with("\\|") {
            return;
        }
        let mut text = String::new();
        for term in terms {
            let sign = term.sign.map_or("", |k| self.text(&inside.atoms[k].core));
            let own = self.text(&inside.span(&term.factors));
            let product = if behind { format!("{own} {other}") } else { format!("{other} {own}") };
            let _ = write!(text, " {sign} {product}");
        }
        self.add(range, format!("({text} )"), "expanded product");
    }

    /// Factors taken into a sum and out of it.
    fn sums(&mut self) {
        let atoms = &self.sequence.atoms;
        for term in self.sequence.terms() {
            for pair in term.factors.windows(2) {
                let [a, b] = [&atoms[pair[0]], &atoms[pair[1]]];
                let crosses = (a.is_factor() && b.kind == Kind::Big)
                    || (a.kind == Kind::Big && (b.is_factor() || b.kind == Kind::Big));
                if crosses {
                    let range = a.whole.start..b.whole.end;
                    let text = format!("{} {}", self.text(&b.whole), self.text(&a.whole));
                    self.add(&range, text, "factored constant");
                }
            }
        }
    }

    /// Numbers taken apart.
    fn numbers(&mut self) {
        for atom in self.sequence.atoms.iter().filter(|atom| atom.kind == Kind::Number) {
            let Ok(value) = self.text(&atom.core).parse::<u32>() else { continue };
            let mut others = vec![format!("{value}.0"), format!("\\frac{{{}}}{{2}}", 2 * value)];
            if value % 2 == 0 {
                others.push(format!("2 \\cdot {}", value / 2));
                others.push(format!("({} + {})", value / 2, value / 2));
            }
            for other in others {
                self.add(&atom.whole, other, "number taken apart");
            }
        }
    }

    /// `-X (a - b)` as `X (b - a)`, and back.
    fn signs(&mut self) {
        let atoms = &self.sequence.atoms;
        for (place, term) in self.sequence.terms().iter().enumerate() {
            for k in &term.factors {
                let Kind::Group { inside } = &atoms[*k].kind else { continue };
                let [a, b] = &inside.terms()[..] else { continue };
                let minus = b.sign.is_some_and(|k| self.text(&inside.atoms[k].core) == "-");
                if a.sign.is_some() || !minus || atoms[*k].sup.is_some() {
                    continue;
                }
                let [x, y] = [a, b].map(|term| self.text(&inside.span(&term.factors)));
                let range = self.signed(term);
                let sign = match (self.minus(term), place) {
                    (true, 0) => "",
                    (true, _) => "+ ",
                    (false, _) => "- ",
                };
                let start = self.span(term).start;
                let swapped = (inside.range.clone(), format!("{y} - {x}"));
                let body = replaced(self.site.text, &(start..range.end), vec![swapped]);
                self.add(&range, format!("{sign}{body}"), "sign carried over");
            }
            let span = self.span(term);
            let (range, own) = (self.signed(term), self.text(&span));
            let text = match (self.minus(term), term.sign.is_some()) {
                (true, _) => format!("+ (-1) {own}"),
                (false, true) => format!("- (-1) {own}"),
                (false, false) => format!("1 {own}"),
            };
            self.add(&range, text, "sign carried over");
        }
    }

    /// A defined symbol replaced by what it stands for.
    fn inlined(&mut self, atom: &Atom) {
        if atom.kind != Kind::Symbol {
            return;
        }
        let name = self.text(&atom.core).trim_start_matches('\\');
        let letters = match &atom.sub {
            Some(sub) => script_letters(self.site.subject, self.site.text, sub),
            None => Vec::new(),
        };
        for (key, (parameters, (formula, id))) in &self.paper.definitions {
            if key.name != name || parameters.len() != letters.len() {
                continue;
            }
            let defines = |relation: &&Relation| relation.right == (*formula, *id);
            let Some(relation) = self.paper.relations.iter().find(defines) else { continue };
            let span = relation.span;
            let Some(body) = super::pieces::cut(self.site.text, span.start..span.end) else {
                continue;
            };
            let parts = self.substituted(&body, parameters, &letters);
            let text = replaced(self.site.text, &(span.start..span.end), parts);
            let range = atom.whole.start..base_end(atom);
            self.add(&range, format!("({text})"), "definition written out");
        }
    }

    /// The letters of a definition that its parameters stand for.
    fn substituted(
        &self,
        body: &Sequence,
        parameters: &[Letter],
        letters: &[Range],
    ) -> Vec<(Range, String)> {
        let mut parts = Vec::new();
        for (sequence, _) in body.all(self.site.text) {
            for sub in sequence.atoms.iter().filter_map(|atom| atom.sub.as_ref()) {
                for place in script_letters(self.site.subject, self.site.text, sub) {
                    let own = self.text(&place);
                    let place_of = parameters.iter().position(|letter| own == written(letter));
                    if let Some(k) = place_of {
                        parts.push((place, self.text(&letters[k]).to_owned()));
                    }
                }
            }
        }
        parts
    }
}

/// Where an atom ends without its power.
pub(super) fn base_end(atom: &Atom) -> usize {
    atom.sup.as_ref().map_or(atom.whole.end, |(range, _)| range.start)
}
