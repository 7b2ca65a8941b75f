//! Single slips: every change of one thing that a line's text allows.

use super::edit::Edit;
use super::pieces::{Atom, Kind, Range, Sequence, Term};
use super::site::{Site, script_letters};

pub(crate) use handgrad::Slip;

/// All slips that a line's text allows, whether or not they change its value.
pub(crate) fn slips(site: &Site<'_>) -> Vec<Edit<Slip>> {
    let mut found = Vec::new();
    for (sequence, power) in site.side.all(site.text) {
        let mut maker = Maker { site, sequence, found: &mut found };
        if power {
            maker.exponents();
        } else {
            maker.signs();
            maker.numbers();
            maker.terms();
            maker.factors();
            maker.arguments();
            maker.powers();
            maker.brackets();
            maker.fractions();
        }
        maker.indices();
        maker.symbols();
    }
    found.retain(|edit| site.text[edit.range.clone()] != edit.text);
    let side = &site.side.range;
    for edit in found.iter_mut().filter(|edit| edit.text.is_empty()) {
        // A formula in a sentence neither begins nor ends with a space.
        if edit.range.end == side.end {
            let before = &site.text[side.start..edit.range.start];
            edit.range.start = side.start + before.trim_end().len();
        } else if edit.range.start == side.start {
            let behind = &site.text[edit.range.end..side.end];
            edit.range.end = side.end - behind.trim_start().len();
        }
    }
    found
}

struct Maker<'s> {
    site: &'s Site<'s>,
    sequence: &'s Sequence,
    found: &'s mut Vec<Edit<Slip>>,
}

impl<'s> Maker<'s> {
    fn add(&mut self, range: Range, text: impl Into<String>, slip: Slip) {
        self.found.push(Edit::new(range, text, slip));
    }

    fn text(&self, range: &Range) -> &'s str {
        &self.site.text[range.clone()]
    }

    fn atoms(&self) -> &'s [Atom] {
        &self.sequence.atoms
    }

    /// The range of a term with its sign.
    fn signed(&self, term: &Term) -> Range {
        let span = self.sequence.span(&term.factors);
        term.sign.map_or(span.start, |sign| self.atoms()[sign].core.start)..span.end
    }

    fn signs(&mut self) {
        for atom in self.atoms().iter().filter(|atom| atom.kind == Kind::Sign) {
            let turned = if self.text(&atom.core) == "+" { "-" } else { "+" };
            self.add(atom.core.clone(), turned, Slip::Sign);
        }
        let terms = self.sequence.terms();
        let Some(first) = terms.first() else { return };
        if first.sign.is_none() {
            let start = self.sequence.span(&first.factors).start;
            self.add(start..start, "-", Slip::Sign);
        }
        if let [a, b] = terms.as_slice()
            && a.sign.is_none()
            && b.sign.is_some_and(|sign| self.text(&self.atoms()[sign].core) == "-")
        {
            let [x, y] = [a, b].map(|term| self.sequence.span(&term.factors));
            let swapped = format!("{} - {}", self.text(&y), self.text(&x));
            self.add(x.start..y.end, swapped, Slip::Sign);
        }
    }

    /// Numbers changed, dropped and added.
    fn numbers(&mut self) {
        for term in self.sequence.terms() {
            for k in &term.factors {
                let atom = &self.atoms()[*k];
                if atom.kind != Kind::Number {
                    continue;
                }
                let Ok(value) = self.text(&atom.core).parse::<u32>() else { continue };
                let mut others = vec![value * 2, value + 1];
                if value % 2 == 0 {
                    others.push(value / 2);
                }
                for other in others.into_iter().filter(|other| *other != value) {
                    self.add(atom.core.clone(), other.to_string(), Slip::Factor);
                }
            }
            let start = self.sequence.span(&term.factors).start;
            if self.atoms()[term.factors[0]].kind != Kind::Number {
                self.add(start..start, "2 ", Slip::Factor);
                self.add(start..start, r"\frac{1}{2} ", Slip::Factor);
            }
        }
    }

    /// Terms dropped and added.
    fn terms(&mut self) {
        let terms = self.sequence.terms();
        for (k, term) in terms.iter().enumerate() {
            let mut range = self.signed(term);
            if terms.len() < 2 {
                break;
            }
            if term.sign.is_none() {
                let next = self.signed(&terms[k + 1]).start;
                let plus = self.site.text[next..].starts_with('+');
                range.end = next + usize::from(plus);
            }
            self.add(range, "", Slip::Term);
        }
        if let [.., last] = terms.as_slice() {
            let end = self.sequence.span(&last.factors).end;
            self.add(end..end, " + 1", Slip::Term);
        }
    }

    /// Factors dropped and added, sums and functions lost.
    fn factors(&mut self) {
        for term in self.sequence.terms() {
            for (place, k) in term.factors.iter().enumerate() {
                let atom = &self.atoms()[*k];
                let slip = match atom.kind {
                    Kind::Number => Slip::Factor,
                    Kind::Big => Slip::Scope,
                    Kind::Function | Kind::Partial => Slip::Other,
                    _ => Slip::Weight,
                };
                if term.factors.len() > 1 && atom.kind != Kind::Joint {
                    self.add(atom.whole.clone(), "", slip);
                }
                let first = place == 0 || self.atoms()[term.factors[place - 1]].kind == Kind::Big;
                if first && atom.kind != Kind::Big {
                    let start = atom.whole.start;
                    for weight in &self.site.weights {
                        self.add(start..start, format!("{weight} "), Slip::Weight);
                    }
                }
            }
        }
    }

    /// A factor in brackets added behind a symbol, where it may look like an argument.
    fn arguments(&mut self) {
        for atom in self.atoms().iter().filter(|atom| atom.kind == Kind::Symbol) {
            if atom.sub.is_some() && atom.sup.is_none() {
                let end = atom.whole.end;
                let own = self.text(&atom.whole);
                for weight in self.site.weights.iter().filter(|weight| *weight != own) {
                    self.add(end..end, format!(" ({weight})"), Slip::Weight);
                }
            }
        }
    }

    /// Powers lost, gained and changed.
    fn powers(&mut self) {
        for atom in self.atoms().iter().filter(|atom| atom.is_factor() && !atom.is_derivative()) {
            if self.text(&atom.core) == "e" || atom.kind == Kind::Number {
                continue;
            }
            let Some((range, inside)) = &atom.sup else {
                for power in ["^2", "^{-1}"] {
                    self.add(atom.whole.end..atom.whole.end, power, Slip::Power);
                }
                continue;
            };
            let others: &[&str] = match self.text(&inside.range) {
                "-1" => &["", "^{-2}", "^{2}"],
                "-2" => &["", "^{-1}", "^{-3}"],
                "2" => &["", "^{-1}", "^3"],
                "3" => &["^2"],
                _ => &[],
            };
            for other in others {
                self.add(range.clone(), *other, Slip::Power);
            }
        }
    }

    /// Signs turned in an exponent.
    fn exponents(&mut self) {
        for atom in self.atoms().iter().filter(|atom| atom.kind == Kind::Sign) {
            self.add(atom.core.clone(), "", Slip::Power);
        }
    }

    /// Brackets left out, and moved by one term or factor.
    fn brackets(&mut self) {
        for (k, atom) in self.atoms().iter().enumerate() {
            let Kind::Group { inside } = &atom.kind else { continue };
            let whole = self.text(&atom.core);
            if !whole.starts_with('(') && !whole.starts_with("\\left(") {
                continue;
            }
            let [open, close] =
                [atom.core.start..inside.range.start, inside.range.end..atom.whole.end];
            let [open, close] = [open, close].map(|range| self.text(&range));
            let body = self.text(&inside.range);
            self.add(atom.whole.clone(), body, Slip::Parenthesis);
            if let [first, .., last] = inside.terms().as_slice() {
                let split = |term: &Term| inside.atoms[term.sign.unwrap_or(0)].core.start;
                let [a, b] = [inside.range.start..split(last), split(last)..inside.range.end];
                let [a, b] = [a, b].map(|range| self.text(&range));
                self.add(
                    atom.whole.clone(),
                    format!("{open}{}{close} {b}", a.trim_end()),
                    Slip::Parenthesis,
                );
                let end = inside.span(&first.factors).end;
                let second = inside.terms()[1].sign.map(|sign| inside.atoms[sign].core.clone());
                let Some(sign) = second else { continue };
                let [a, s, b] = [inside.range.start..end, sign.clone(), sign.end..inside.range.end]
                    .map(|range| self.text(&range));
                let moved = format!("{a} {s} {open}{}{close}", b.trim_start());
                self.add(atom.whole.clone(), moved, Slip::Parenthesis);
            }
            if let Some(next) = self.atoms()[k + 1..].iter().find(|a| a.kind != Kind::Space)
                && next.is_factor()
            {
                let moved = format!("{open}{body} {}{close}", self.text(&next.whole));
                self.add(atom.whole.start..next.whole.end, moved, Slip::Parenthesis);
            }
            if let Some(before) = self.atoms()[..k].iter().rfind(|a| a.kind != Kind::Space)
                && before.is_factor()
            {
                let moved = format!("{open}{} {body}{close}", self.text(&before.whole));
                self.add(before.whole.start..atom.whole.end, moved, Slip::Parenthesis);
            }
        }
    }

    /// Fractions turned over, and without one of their sides.
    fn fractions(&mut self) {
        for atom in self.atoms().iter().filter(|atom| !atom.is_derivative()) {
            let Kind::Fraction { above, below } = &atom.kind else { continue };
            let [a, b] = [&above.range, &below.range].map(|range| self.text(range));
            self.add(atom.core.clone(), format!("\\frac{{{b}}}{{{a}}}"), Slip::Power);
            self.add(atom.core.clone(), format!("({a})"), Slip::Weight);
            if a != "1" {
                self.add(atom.core.clone(), format!("\\frac{{1}}{{{b}}}"), Slip::Weight);
            }
        }
    }

    /// Index letters replaced and exchanged; conditions changed and dropped.
    fn indices(&mut self) {
        for atom in self.atoms() {
            let Some(sub) = &atom.sub else { continue };
            let letters = script_letters(self.site.subject, self.site.text, sub);
            let big = atom.kind == Kind::Big;
            for letter in &letters {
                let own = self.text(letter);
                for other in self.site.letters.iter().filter(|other| self.site.share(own, other)) {
                    let behind = self.text(&(sub.start..letter.start)).contains('\\');
                    let slip = match (big, behind && self.text(sub).contains("\\ne")) {
                        (true, true) => Slip::Range,
                        (true, false) => Slip::Scope,
                        _ if self.site.knows(other, letter.start) => Slip::Index,
                        _ => Slip::Scope,
                    };
                    self.add(letter.clone(), other.clone(), slip);
                }
            }
            if let [a, b] = letters.as_slice()
                && !big
                && self.site.share(self.text(a), self.text(b))
            {
                let between = self.text(&(a.end..b.start));
                let swapped = format!("{}{between}{}", self.text(b), self.text(a));
                self.add(a.start..b.end, swapped, Slip::Index);
            }
            if big {
                self.conditions(sub, &letters);
            }
        }
    }

    fn conditions(&mut self, sub: &Range, letters: &[Range]) {
        let Some(at) = self.text(sub).find("\\ne") else { return };
        let at = sub.start + at;
        let Some(last) = letters.last().filter(|last| last.start > at) else { return };
        let before =
            at - (self.text(&(sub.start..at)).len() - self.text(&(sub.start..at)).trim_end().len());
        self.add(before..last.end, "", Slip::Range);
        let sign_end = at + self.text(&(at..last.start)).trim_end().len();
        self.add(at..sign_end, "<", Slip::Range);
        self.add(at..sign_end, "=", Slip::Range);
    }

    /// Names replaced by their siblings; primes lost.
    fn symbols(&mut self) {
        for atom in self.atoms().iter().filter(|atom| atom.kind == Kind::Symbol) {
            let name = self.text(&atom.core);
            for other in self.site.siblings(atom) {
                self.add(atom.core.clone(), other, Slip::Symbol);
            }
            if let Some(bare) = name.strip_suffix('\'') {
                self.add(atom.core.clone(), bare, Slip::Symbol);
            }
        }
    }
}
