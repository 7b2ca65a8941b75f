//! Signs and terms: turned, exchanged, dropped and put back.

use super::super::Slip;
use super::super::ways::Way;
use super::Maker;
use crate::source::Span;
use crate::syntax::cut::{Kind, Sequence, Term};

impl Maker<'_, '_> {
    /// Signs turned, differences turned round.
    pub(super) fn signs(&mut self, sequence: &Sequence) {
        let terms = sequence.terms();
        let leading = |k: usize| terms.first().is_some_and(|t| t.sign == Some(k));
        for (k, atom) in sequence.atoms.iter().enumerate() {
            if !matches!(atom.kind, Kind::Sign) {
                continue;
            }
            let plus = self.text(atom.core) == "+";
            if !plus && leading(k) {
                let next = sequence.atoms.get(k + 1).map_or(atom.end, |a| a.core.start);
                self.add(Span { start: atom.core.start, end: next }, "", Way::TurnSign);
            }
            self.add(atom.core, if plus { "-" } else { "+" }, Way::TurnSign);
        }
        for (k, atom) in sequence.atoms.iter().enumerate() {
            let behind = sequence.atoms.get(k + 1).is_some_and(|a| !matches!(a.kind, Kind::Sign));
            if matches!(atom.kind, Kind::Big) && behind {
                let at = sequence.atoms[k + 1].core.start;
                self.add(Span { start: at, end: at }, "-", Way::TurnSignBehindSum);
            }
        }
        let Some(first) = terms.first().filter(|t| t.sign.is_none()) else { return };
        let start = sequence.over(&first.factors).start;
        self.add(Span { start, end: start }, "-", Way::TurnSign);
        if let [a, b] = terms.as_slice()
            && b.sign.is_some_and(|s| self.text(sequence.atoms[s].core) != "+")
        {
            let (x, y) = (sequence.over(&a.factors), sequence.over(&b.factors));
            let swapped = format!("{} - {}", self.text(y), self.text(x));
            self.add(Span { start: x.start, end: y.end }, swapped, Way::TurnSign);
        }
    }

    /// Signs of an exponent.
    pub(super) fn exponent(&mut self, sequence: &Sequence) {
        let simple = matches!(sequence.atoms.as_slice(), [a] if matches!(a.kind, Kind::Number))
            || matches!(sequence.atoms.as_slice(), [s, a] if matches!(s.kind, Kind::Sign) && matches!(a.kind, Kind::Number));
        if simple {
            return;
        }
        for atom in sequence.atoms.iter().filter(|a| matches!(a.kind, Kind::Sign)) {
            let plus = self.text(atom.core) == "+";
            self.add(atom.core, if plus { "-" } else { "+" }, Way::TurnSignOfExponent);
            if atom.core.start == sequence.span.start {
                self.add(atom.core, "", Way::TurnSignOfExponent);
            }
        }
        if sequence.terms().first().is_some_and(|t| t.sign.is_none()) {
            let start = sequence.span.start;
            self.add(Span { start, end: start }, "-", Way::TurnSignOfExponent);
        }
        self.numbers_of(sequence, Slip::Power);
    }

    /// Terms and factors dropped.
    pub(super) fn fewer(&mut self, sequence: &Sequence) {
        let terms = sequence.terms();
        for (k, term) in terms.iter().enumerate() {
            if terms.len() > 1 {
                let span = sequence.with_sign(&terms, k, |span| self.text(span));
                self.add(span, "", Way::DropTerm);
            }
            self.fewer_factors(sequence, term);
        }
    }

    /// Terms of other lines added.
    pub(super) fn more_terms(&mut self, sequence: &Sequence) {
        let inside = sequence.span != self.site.side.span;
        let end = sequence.atoms.last().map_or(sequence.span.end, |a| a.end);
        let at = Span { start: end, end };
        let own: Vec<&str> =
            sequence.terms().iter().map(|t| self.text(sequence.over(&t.factors))).collect();
        let material = self.material;
        for piece in &material.terms {
            if !self.fits(piece, end) || own.contains(&piece.text.as_str()) {
                continue;
            }
            for sign in ["+", "-"] {
                let way = if inside { Way::PutTermInside } else { Way::PutTerm };
                self.add(at, format!(" {sign} {}", piece.text), way);
            }
        }
        // Beside a number another number is wrong, not missing.
        let is_number = |term: &Term| match term.factors.as_slice() {
            [only] => matches!(sequence.atoms[*only].kind, Kind::Number),
            _ => false,
        };
        let lacks = if sequence.terms().iter().any(is_number) { &[][..] } else { &["+ 1", "- 1"] };
        for number in lacks {
            self.add(at, format!(" {number}"), Way::PutNumberTerm);
        }
    }
}
