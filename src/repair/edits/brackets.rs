//! Brackets left out, put in and moved.

use super::super::ways::Way;
use super::Maker;
use crate::source::Span;
use crate::syntax::cut::{Kind, Sequence};

/// So many terms are put into brackets together.
const MOST_TERMS: usize = 4;

impl Maker<'_, '_> {
    pub(super) fn brackets(&mut self, sequence: &Sequence) {
        for (k, atom) in sequence.atoms.iter().enumerate() {
            if let Kind::Group(inside) = &atom.kind {
                let body = self.text(inside.span);
                self.add(atom.whole(), body, Way::MoveBracket);
                if atom.sup.is_some() {
                    self.add(atom.core, body, Way::DropBracketUnderPower);
                }
                self.move_brackets(sequence, k, inside);
            }
        }
        self.new_brackets(sequence);
    }

    /// The opening and the closing bracket put elsewhere, one at a time.
    fn move_brackets(&mut self, sequence: &Sequence, k: usize, inside: &Sequence) {
        let atom = &sequence.atoms[k];
        let open = Span { start: atom.core.start, end: inside.span.start };
        let close = Span { start: inside.span.end, end: atom.end };
        let (opening, closing) = (self.text(open).to_owned(), self.text(close).to_owned());
        let body = self.text(inside.span).to_owned();
        // Further to the right than it is, behind one of the next factors.
        for next in sequence.atoms.iter().skip(k + 1).filter(|a| a.is_factor()) {
            let rest = self.text(Span { start: atom.end, end: next.end });
            let text = format!("{opening}{body}{rest}{closing}");
            let span = Span { start: atom.core.start, end: next.end };
            self.add(span, text, Way::MoveBracket);
        }
        // Further to the left, before one of the factors that come before.
        for before in sequence.atoms.iter().take(k).filter(|a| a.is_factor()) {
            let rest = self.text(Span { start: before.core.start, end: atom.core.start });
            let text = format!("{opening}{rest}{body}{closing}");
            let span = Span { start: before.core.start, end: atom.end };
            self.add(span, text, Way::MoveBracket);
        }
        for (place, cut) in inside.atoms.iter().enumerate().skip(1) {
            let at = cut.core.start;
            let head = self.text(Span { start: inside.span.start, end: at }).trim_end();
            let tail = self.text(Span { start: at, end: inside.span.end });
            let [before, ..] = &inside.atoms[place - 1..] else { continue };
            // The closing bracket further to the left.
            if before.is_factor() {
                let text = format!("{opening}{head}{closing} {tail}");
                self.add(atom.whole(), text, Way::MoveBracket);
            }
            if cut.is_factor() {
                let text = format!("{head} {opening}{tail}{closing}");
                self.add(atom.whole(), text, Way::MoveBracket);
            }
        }
    }

    /// Brackets around some terms, and factors of the first and the last one.
    fn new_brackets(&mut self, sequence: &Sequence) {
        let terms = sequence.terms();
        for (a, first) in terms.iter().enumerate() {
            for last in terms.iter().skip(a + 1).take(MOST_TERMS) {
                let starts = first.factors.iter().map(|k| &sequence.atoms[*k]);
                for start in starts.filter(|x| x.is_factor() || matches!(x.kind, Kind::Function)) {
                    for end in last.factors.iter().map(|k| &sequence.atoms[*k]) {
                        if !end.is_factor() {
                            continue;
                        }
                        let span = Span { start: start.core.start, end: end.end };
                        let text = format!("({})", self.text(span));
                        self.add(span, text, Way::MoveBracket);
                    }
                }
            }
        }
        // `a \cdot -b` apart, a product can lose brackets below a power alone.
        for (k, atom) in sequence.atoms.iter().enumerate().filter(|(_, a)| a.is_factor()) {
            let Some(sup) = atom.sup else { continue };
            for before in sequence.atoms.iter().take(k).filter(|a| a.is_factor()) {
                let span = Span { start: before.core.start, end: sup.whole.start };
                let text = format!("({})", self.text(span));
                self.add(span, text, Way::PutBracketUnderPower);
            }
        }
    }
}
