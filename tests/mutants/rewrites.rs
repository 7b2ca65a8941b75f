//! Changes of a line that an author makes without changing what it says.
//!
//! They are generated freely; those that do change the value after all, such as a term taken out
//! of a sum's reach, are left out by the evaluator.

use super::edit::{Edit, replaced};
use super::paper::Paper;
use super::pieces::{Atom, Kind, Range, Sequence, Term};
use super::site::{Site, script_letters};

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
            maker.brackets(atom);
            maker.fraction(atom);
            maker.power(atom);
            maker.bounds(atom);
            maker.function(k, atom);
            maker.derivative(k, atom);
            maker.inlined(atom);
        }
    }
    found
}

struct Maker<'s> {
    site: &'s Site<'s>,
    paper: &'s Paper,
    sequence: &'s Sequence,
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
        let letters = site.subject.sets[set].0.split(' ').map(str::to_owned);
        let fresh = letters.filter(|l| !site.letters.contains(l)).take(2);
        for other in fresh.chain([format!("{letter}'")]) {
            let mut parts = Vec::new();
            for (sequence, _) in site.side.all(site.text) {
                for sub in sequence.atoms.iter().filter_map(|atom| atom.sub.as_ref()) {
                    let places = script_letters(site.subject, site.text, sub);
                    let same = places.into_iter().filter(|p| site.text[p.clone()] == **letter);
                    let inside = same.filter(|p| range.contains(&p.start));
                    parts.extend(inside.map(|place| (place, other.clone())));
                }
            }
            let text = replaced(site.text, range, parts);
            found.push(Edit::new(range.clone(), text, "renamed index"));
        }
    }
}

impl<'s> Maker<'s> {
    fn add(&mut self, range: &Range, text: impl Into<String>, kind: Rewrite) {
        self.found.push(Edit::new(range.clone(), text, kind));
    }

    fn text(&self, range: &Range) -> &'s str {
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
            text.push_str(&format!(" {sign} {product}"));
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

    /// Other brackets and bars.
    fn brackets(&mut self, atom: &Atom) {
        let Kind::Group { inside } = &atom.kind else { return };
        let (own, body) = (self.text(&atom.core), self.text(&inside.range));
        let spelled: &[(&str, &str)] = if own.starts_with('(') {
            &[("\\left(", "\\right)"), ("\\bigl(", "\\bigr)"), ("[", "]"), ("\\{", "\\}")]
        } else if own.starts_with("\\left(") {
            &[("(", ")"), ("\\Big(", "\\Big)"), ("\\left[", "\\right]")]
        } else if own.starts_with("\\|") {
            &[("\\lVert ", " \\rVert"), ("||", "||"), ("\\left\\|", "\\right\\|"), ("‖", "‖")]
        } else {
            &[]
        };
        for (open, close) in spelled {
            self.add(&atom.core, format!("{open}{body}{close}"), "other brackets");
        }
        if own.starts_with("\\|") && atom.sup.as_ref().is_some_and(|s| self.text(&s.0) == "^2") {
            for square in [
                format!("({body})^\\top ({body})"),
                format!("\\langle {body}, {body} \\rangle"),
                format!("\\|{body}\\| \\|{body}\\|"),
                format!("\\|{body}\\|_2^2"),
            ] {
                self.add(&atom.whole, square, "square of a norm");
            }
        }
    }

    fn fraction(&mut self, atom: &Atom) {
        let Kind::Fraction { above, below } = &atom.kind else { return };
        if atom.is_derivative() {
            return;
        }
        let [a, b] = [above, below].map(|side| self.text(&side.range));
        for other in [
            format!("(({a})/({b}))"),
            format!("({a}) / ({b})"),
            format!("\\dfrac{{{a}}}{{{b}}}"),
            format!("{{({a})}}{{({b})^{{-1}}}}"),
            format!("\\frac{{1}}{{{b}}} ({a})"),
        ] {
            self.add(&atom.core, other, "spelling of a fraction");
        }
        let terms = above.terms();
        if terms.len() > 1 {
            let parts = terms.iter().map(|term| {
                let sign = term.sign.map_or("", |k| self.text(&above.atoms[k].core));
                format!("{sign} \\frac{{{}}}{{{b}}}", self.text(&above.span(&term.factors)))
            });
            let text = format!("({})", parts.collect::<Vec<_>>().join(" "));
            self.add(&atom.core, text, "expanded product");
        }
    }

    fn power(&mut self, atom: &Atom) {
        let Some((_, inside)) = &atom.sup else { return };
        let base = self.text(&(atom.core.start..atom.whole.start.max(self.base_end(atom))));
        let power = self.text(&inside.range);
        if base == "e" {
            for other in [format!("\\exp({power})"), format!("\\exp\\left( {power} \\right)")] {
                self.add(&atom.whole, other, "spelling of a power");
            }
            return;
        }
        let others = match power {
            "-1" => vec![
                format!("\\frac{{1}}{{{base}}}"),
                format!("(1/{base})"),
                format!("({base})^{{-1}}"),
                format!("\\frac{{{base}}}{{{base}^2}}"),
            ],
            "-2" => vec![
                format!("\\frac{{1}}{{{base}^2}}"),
                format!("{base}^{{-1}} {base}^{{-1}}"),
                format!("({base}^{{-1}})^2"),
            ],
            "2" => vec![format!("({base})^2"), format!("({base} {base})")],
            _ => Vec::new(),
        };
        for other in others {
            self.add(&atom.whole, other, "spelling of a power");
        }
    }

    /// Where an atom ends without its power.
    fn base_end(&self, atom: &Atom) -> usize {
        atom.sup.as_ref().map_or(atom.whole.end, |(range, _)| range.start)
    }

    /// What stands below a sum, in other words.
    fn bounds(&mut self, atom: &Atom) {
        if atom.kind != Kind::Big {
            return;
        }
        let Some(sub) = &atom.sub else { return };
        let under = self.text(sub);
        let big = self.text(&atom.core);
        let mut others = Vec::new();
        if under.contains("\\ne ") {
            others.push(format!("{big}_{{{}}}", under.replace("\\ne ", "\\neq ")));
            others.push(format!("{big}_{{{}}}", under.replace("\\ne ", "\\not= ")));
            others.push(format!("{big}\\limits_{{{under}}}"));
        }
        let letters = script_letters(self.site.subject, self.site.text, sub);
        if let [a, b, _] = letters.as_slice()
            && under.contains(',')
        {
            let [a, b] = [a, b].map(|range| self.text(range));
            others.extend([
                format!("{big}_{a} {big}_{{{b} \\ne {a}}}"),
                format!("{big}_{b} {big}_{{{a} \\ne {b}}}"),
                format!("{big}_{{{a} \\ne {b}}}"),
                format!("{big}_{{{b},\\, {a} \\ne {b}}}"),
                format!("{big}_{{{a}, {b} : {a} \\ne {b}}}"),
                format!("{big}_{{\\substack{{{a}, {b} \\\\ {a} \\ne {b}}}}}"),
            ]);
        }
        for other in others {
            self.add(&atom.whole, other, "spelling of a sum");
        }
    }

    /// The factors behind an atom that a function without brackets takes.
    fn argument(&self, k: usize) -> Option<&'s Atom> {
        self.sequence.atoms[k + 1..].iter().find(|a| a.kind != Kind::Space)
    }

    fn function(&mut self, k: usize, atom: &Atom) {
        if atom.kind != Kind::Function || self.text(&atom.core) != "\\log" {
            return;
        }
        self.add(&atom.core, "\\ln", "spelling of a function");
        let Some(argument) = self.argument(k).filter(|a| a.is_factor()) else { return };
        let range = atom.whole.start..argument.whole.end;
        let own = self.text(&argument.whole);
        for other in [format!("\\log({own})"), format!("\\log\\left( {own} \\right)")] {
            self.add(&range, other, "spelling of a function");
        }
        if let Kind::Fraction { above, below } = &argument.kind {
            let [a, b] = [above, below].map(|side| self.text(&side.range));
            self.add(&range, format!("(\\log({a}) - \\log({b}))"), "law of logarithms");
        }
        if let Some((sup, inside)) = &argument.sup {
            let base = self.text(&(argument.whole.start..sup.start));
            let power = self.text(&inside.range);
            self.add(&range, format!("({power}) \\log {base}"), "law of logarithms");
        }
    }

    fn derivative(&mut self, k: usize, atom: &Atom) {
        if let Kind::Fraction { above, below } = &atom.kind
            && atom.is_derivative()
        {
            let bare = |side: &Sequence| {
                let start = side.atoms[0].core.end;
                self.text(&(start..side.range.end)).trim()
            };
            let [a, b] = [bare(above), bare(below)];
            for other in [
                format!("\\partial {a}/\\partial {b}"),
                format!("\\nabla_{{{b}}} {a}"),
                format!("\\frac{{\\partial}}{{\\partial {b}}} {a}"),
                format!("\\frac{{\\delta {a}}}{{\\delta {b}}}"),
                format!("\\frac{{d {a}}}{{d {b}}}"),
                format!("\\frac{{\\mathrm{{d}} {a}}}{{\\mathrm{{d}} {b}}}"),
            ] {
                self.add(&atom.whole, other, "spelling of a derivative");
            }
        }
        if atom.kind == Kind::Partial
            && let Some(prefix) = self.paper.prefix
            && let Some(next) = self.argument(k)
        {
            let span = self.paper.tree(prefix.0).span(prefix.1);
            let by = self.text(&(span.start..span.end));
            let rest = self.text(&(next.whole.start..next.whole.end));
            let range = atom.whole.start..next.whole.end;
            if next.is_factor() {
                for other in [
                    format!("\\frac{{\\partial {rest}}}{{\\partial {by}}}"),
                    format!("\\nabla_{{{by}}} {rest}"),
                ] {
                    self.add(&range, other, "spelling of a derivative");
                }
            } else if next.kind == Kind::Function
                && let Some(last) = self.sequence.atoms.iter().find(|a| {
                    a.whole.start >= next.whole.end && a.is_factor()
                })
            {
                let whole = self.text(&(next.whole.start..last.whole.end));
                let range = atom.whole.start..last.whole.end;
                for other in [
                    format!("\\frac{{\\partial {whole}}}{{\\partial {by}}}"),
                    format!("\\frac{{\\partial}}{{\\partial {by}}} \\left[ {whole} \\right]"),
                    format!("\\partial ( {whole} )"),
                ] {
                    self.add(&range, other, "spelling of a derivative");
                }
            }
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
            let span = self.paper.tree(*formula).span(*id);
            let Some(body) = super::pieces::cut(self.site.text, span.start..span.end) else {
                continue;
            };
            let mut parts = Vec::new();
            for (sequence, _) in body.all(self.site.text) {
                for sub in sequence.atoms.iter().filter_map(|atom| atom.sub.as_ref()) {
                    for place in script_letters(self.site.subject, self.site.text, sub) {
                        let own = self.text(&place);
                        let parameter = parameters.iter().position(|(l, primes)| {
                            own == format!("{l}{}", "'".repeat(usize::from(*primes)))
                        });
                        if let Some(k) = parameter {
                            parts.push((place, self.text(&letters[k]).to_owned()));
                        }
                    }
                }
            }
            let text = replaced(self.site.text, &(span.start..span.end), parts);
            let range = atom.whole.start..self.base_end(atom);
            self.add(&range, format!("({text})"), "definition written out");
        }
    }
}
