//! Numbers, powers and factors.

use super::super::Slip;
use super::super::ways::{NUMBERS, Way};
use super::{Maker, Piece};
use crate::source::Span;
use crate::syntax::cut::{Atom, Kind, Sequence, Term, letters};

impl Maker<'_, '_> {
    /// Numbers changed and added.
    pub(super) fn numbers(&mut self, sequence: &Sequence) {
        self.numbers_of(sequence, Slip::Factor);
        for term in sequence.terms() {
            let Some(first) = term.factors.first().map(|k| &sequence.atoms[*k]) else { continue };
            if matches!(first.kind, Kind::Sign) {
                continue;
            }
            let at = first.core.start;
            if !matches!(first.kind, Kind::Number) {
                for (number, weight) in NUMBERS {
                    self.weighted(
                        Span { start: at, end: at },
                        &format!("{number} "),
                        Slip::Factor,
                        weight,
                    );
                }
            }
            for size in &self.material.sizes {
                for number in [size.clone(), format!("\\frac{{1}}{{{size}}}")] {
                    self.before(at, &number, Way::AddSize);
                }
            }
        }
    }

    /// Every number of a sequence, changed.
    pub(super) fn numbers_of(&mut self, sequence: &Sequence, slip: Slip) {
        for atom in sequence.atoms.iter().filter(|a| matches!(a.kind, Kind::Number)) {
            let Ok(value) = self.text(atom.core).parse::<u32>() else { continue };
            let (near, next, far) =
                (Way::ReplaceNumberNear, Way::ReplaceNumberByNext, Way::ReplaceNumberFar);
            let mut others = vec![(value.saturating_mul(2), near), (value.saturating_add(1), next)];
            if value % 2 == 0 {
                others.push((value / 2, near));
            }
            if value > 1 {
                others.push((value - 1, next));
            }
            others.push((value.saturating_mul(4), far));
            if value % 4 == 0 {
                others.push((value / 4, far));
            }
            for (other, way) in others {
                self.weighted(atom.core, &other.to_string(), slip, way.weight());
            }
            if value % 2 == 1 && slip == Slip::Factor {
                self.add(atom.core, format!("\\frac{{{value}}}{{2}}"), far);
            }
        }
    }

    /// Powers lost, gained and changed.
    pub(super) fn powers(&mut self, sequence: &Sequence) {
        for atom in &sequence.atoms {
            let raised = atom.is_factor()
                && !matches!(atom.kind, Kind::Derivative(..) | Kind::Number)
                && self.text(atom.core) != "e";
            if !raised {
                continue;
            }
            let Some(script) = atom.sup else {
                let at = Span { start: atom.end, end: atom.end };
                let near = Way::RaiseOrInvert;
                let far = [("^{-2}", Way::RaiseSquareInverse), ("^3", Way::RaiseFar)];
                for (power, way) in [("^{-1}", near), ("^2", near)].into_iter().chain(far) {
                    self.add(at, power, way);
                }
                continue;
            };
            let Ok(value) = self.text(script.inner).replace(' ', "").parse::<i32>() else {
                continue;
            };
            let others = [value - 1, value + 1, -value, 2, -1, -2, 1];
            for (k, other) in others.into_iter().enumerate() {
                let way = if k < 3 { Way::ChangePowerNear } else { Way::ChangePowerFar };
                let power = match other {
                    0 => continue,
                    1 => String::new(),
                    2..=9 => format!("^{other}"),
                    _ => format!("^{{{other}}}"),
                };
                self.add(script.whole, power, way);
            }
        }
    }

    /// Fractions turned over, and with one of their sides.
    pub(super) fn fractions(&mut self, sequence: &Sequence) {
        for atom in &sequence.atoms {
            if let Kind::Fraction(above, below) = &atom.kind {
                let (a, b) = (self.text(above.span), self.text(below.span));
                self.add(atom.core, format!("\\frac{{{b}}}{{{a}}}"), Way::TurnFractionOver);
                self.add(atom.whole(), bracketed(above, a), Way::KeepNumerator);
                if a == "1" {
                    self.numerators(above, atom);
                } else if !is_number(above) {
                    self.add(above.span, "1", Way::DropNumerator);
                }
            }
            self.denominators(atom);
        }
    }

    fn numerators(&mut self, above: &Sequence, atom: &Atom) {
        let material = self.material;
        for piece in material.numerators.iter().chain(&material.factors) {
            if piece.text != "1" && self.fits(piece, atom.core.start) {
                self.add(above.span, piece.text.clone(), Way::PutNumerator);
            }
        }
    }

    fn denominators(&mut self, atom: &Atom) {
        let inside = match &atom.kind {
            Kind::Group(inside) => inside.span,
            Kind::Symbol | Kind::Closed(_) => atom.whole(),
            _ => return,
        };
        let material = self.material;
        for piece in &material.denominators {
            if self.fits(piece, atom.core.start) {
                let a = self.text(inside);
                let span = if atom.sup.is_some() { atom.whole() } else { atom.core };
                let span = Span { end: span.end.max(inside.end), ..span };
                let text = format!("\\frac{{{a}}}{{{}}}", piece.text);
                self.add(span, text, Way::PutDenominator);
            }
        }
    }

    /// Factors of a term dropped.
    pub(super) fn fewer_factors(&mut self, sequence: &Sequence, term: &Term) {
        if term.factors.len() < 2 {
            return;
        }
        for (place, k) in term.factors.iter().enumerate() {
            let atom = &sequence.atoms[*k];
            let way = match &atom.kind {
                Kind::Number => Way::DropNumber,
                Kind::Fraction(a, b) if is_number(a) && is_number(b) => Way::DropNumber,
                Kind::Big => Way::DropSum,
                Kind::Function | Kind::Partial => Way::DropFunction,
                Kind::Joint | Kind::Slash | Kind::Sign => continue,
                _ => Way::DropFactor,
            };
            let mut span = atom.whole();
            let joint = |k: Option<&usize>| {
                k.map(|k| &sequence.atoms[*k])
                    .filter(|a| matches!(a.kind, Kind::Joint | Kind::Slash))
            };
            let next = term.factors.get(place + 1).map(|k| sequence.atoms[*k].core.start);
            if let Some(before) = place.checked_sub(1).and_then(|p| joint(term.factors.get(p))) {
                span.start = before.core.start;
            } else if let Some(behind) = joint(term.factors.get(place + 1)) {
                if matches!(behind.kind, Kind::Slash) {
                    continue;
                }
                span.end = behind.core.end;
            } else if let Some(next) = next {
                span.end = next;
            } else if place > 0 {
                span.start = sequence.atoms[term.factors[place - 1]].end;
            }
            self.add(span, "", way);
        }
    }

    /// A factor replaced by its sum: what stands beside `\sum_k p_{k|i}`, which
    /// is often 1, is easily multiplied by `p_{j|i}` instead.
    pub(super) fn summed(&mut self, sequence: &Sequence) {
        for term in sequence.terms().iter().filter(|term| term.factors.len() > 1) {
            let atoms = term.factors.iter().map(|k| &sequence.atoms[*k]);
            for atom in atoms.filter(|atom| matches!(atom.kind, Kind::Symbol)) {
                letters_of(self.site.text, atom).for_each(|at| self.sum_over(atom, at));
            }
        }
    }

    /// Whether a sum binds a letter that means something at a place already.
    fn binds_again(&self, sum: &Piece, at: usize) -> bool {
        let all = Span { start: sum.text.find('_').unwrap_or(0), end: sum.text.len() };
        let bound = letters(&sum.text, all).into_iter().map(|l| &sum.text[l.start..l.end]);
        bound.filter(|l| !sum.letters.contains(*l)).any(|letter| self.site.knows(letter, at))
    }

    fn sum_over(&mut self, atom: &Atom, at: Span) {
        let (own, whole) = (self.text(at), atom.whole());
        if !self.site.knows(own, at.start) {
            return;
        }
        let letters = self.site.letters();
        let known =
            letters.iter().find(|l| self.site.share(own, l) && !self.site.knows(l, at.start));
        let fresh = ["k", "l", "m", "r"].into_iter().find(|l| !letters.iter().any(|k| k == l));
        let Some(letter) = known.map(String::as_str).or(fresh) else { return };
        let head = self.text(Span { start: whole.start, end: at.start });
        let tail = self.text(Span { start: at.end, end: whole.end });
        let entry = format!("{head}{letter}{tail}");
        self.add(whole, format!("\\sum_{letter} {entry}"), Way::SumFactor);
        let site = self.site;
        let beside = letters_of(site.text, atom).map(|span| site.slice(span));
        for other in beside.filter(|other| site.share(own, other)) {
            let sum = format!("\\sum_{{{letter} \\ne {other}}} {entry}");
            self.add(whole, sum, Way::SumFactor);
        }
    }

    /// Factors, sums and functions of other lines added.
    pub(super) fn more_factors(&mut self, sequence: &Sequence) {
        let material = self.material;
        for term in sequence.terms() {
            for at in slots(sequence, &term) {
                for piece in &material.factors {
                    if self.fits(piece, at) {
                        self.before(at, &piece.text, Way::PutFactor);
                    }
                }
                for piece in &material.denominators {
                    if self.fits(piece, at) {
                        let text = format!("\\frac{{1}}{{{}}}", piece.text);
                        self.before(at, &text, Way::PutInverseFactor);
                    }
                }
            }
            for k in &term.factors {
                let atom = &sequence.atoms[*k];
                let at = atom.core.start;
                for piece in material.sums.iter().filter(|_| !matches!(atom.kind, Kind::Joint)) {
                    if self.fits(piece, at) {
                        let hides = self.binds_again(piece, at);
                        let way = if hides { Way::PutSumThatHides } else { Way::PutSum };
                        self.before(at, &piece.text, way);
                    }
                }
                let takes = atom.is_factor() && !matches!(atom.kind, Kind::Number);
                if takes || matches!(atom.kind, Kind::Function) {
                    for piece in &material.functions {
                        self.before(atom.core.start, &piece.text, Way::PutFunction);
                    }
                }
            }
        }
    }
}

/// Where a symbol's index letters stand.
fn letters_of(text: &str, atom: &Atom) -> impl Iterator<Item = Span> {
    atom.sub.into_iter().flat_map(move |script| letters(text, script.inner))
}

/// Where a factor can be put: at a term's beginning, behind its number, behind
/// each sum, and at its end.
fn slots(sequence: &Sequence, term: &Term) -> Vec<usize> {
    let mut slots = Vec::new();
    let mut after = true;
    for k in &term.factors {
        let atom = &sequence.atoms[*k];
        if after && !matches!(atom.kind, Kind::Number | Kind::Sign) {
            slots.push(atom.core.start);
        }
        after = match atom.kind {
            Kind::Number | Kind::Sign => after,
            Kind::Big => true,
            _ => false,
        };
    }
    slots
}

fn is_number(sequence: &Sequence) -> bool {
    sequence.atoms.iter().all(|a| matches!(a.kind, Kind::Number | Kind::Sign))
}

/// In brackets where it is more than one factor.
fn bracketed(sequence: &Sequence, text: &str) -> String {
    match sequence.atoms.as_slice() {
        [only] if only.is_factor() => text.to_owned(),
        _ => format!("({text})"),
    }
}
