//! Index letters, the bounds of sums, and names.

use super::super::material::siblings;
use super::super::ways::{DIAGONAL, Way};
use super::Maker;
use crate::source::Span;
use crate::syntax::cut::{Atom, Kind, Sequence, letters};

impl Maker<'_, '_> {
    /// Index letters of symbols exchanged and replaced.
    pub(super) fn indices(&mut self, sequence: &Sequence) {
        for atom in sequence.atoms.iter().filter(|a| !matches!(a.kind, Kind::Big)) {
            let label = atom.sup.filter(|s| self.text(s.inner).starts_with('('));
            for script in [atom.sub, label].into_iter().flatten() {
                let found = letters(self.site.text, script.inner);
                for (k, a) in found.iter().enumerate() {
                    for b in &found[k + 1..] {
                        self.exchange(*a, *b);
                    }
                    let beside = found.iter().filter(|b| *b != a).map(|b| self.text(*b)).collect();
                    self.replace_letter(*a, beside);
                }
            }
        }
    }

    fn exchange(&mut self, a: Span, b: Span) {
        let (first, second) = (self.text(a), self.text(b));
        if self.site.share(first, second) {
            let between = self.text(Span { start: a.end, end: b.start });
            let swapped = format!("{second}{between}{first}");
            self.add(Span { start: a.start, end: b.end }, swapped, Way::ExchangeLetters);
        }
    }

    /// A letter replaced, less likely by one that stands beside it.
    fn replace_letter(&mut self, at: Span, beside: Vec<&str>) {
        let own = self.text(at);
        let known = self.site.knows(own, at.start);
        let way = if known { Way::ReplaceLetter } else { Way::ReplaceUnboundLetter };
        for other in self.site.letters() {
            let may = self.site.knows(&other, at.start)
                && (self.site.share(own, &other) || !known && other != own);
            if may {
                let twice = if beside.contains(&other.as_str()) { DIAGONAL } else { 0.0 };
                let letter = self.letter(&other, at);
                self.weighted(at, &letter, way.slip(), way.weight() + twice);
            }
        }
    }

    /// A letter as it can stand at a place: a command needs a space behind it.
    fn letter(&self, letter: &str, at: Span) -> String {
        let behind = self.text(Span { start: at.end, end: at.end + 1 });
        let runs_on = behind.chars().next().is_some_and(|c| c.is_ascii_alphabetic());
        let space = letter.starts_with('\\') && runs_on;
        format!("{letter}{}", if space { " " } else { "" })
    }

    /// Letters and conditions of sums.
    pub(super) fn sums(&mut self, sequence: &Sequence) {
        for atom in sequence.atoms.iter().filter(|a| matches!(a.kind, Kind::Big)) {
            let Some(script) = atom.sub else { continue };
            let text = self.text(script.inner);
            let found = letters(self.site.text, script.inner);
            let sign = ["\\neq", "\\ne", "\\not", "<", ">", "="]
                .into_iter()
                .filter_map(|sign| Some((script.inner.start + text.find(sign)?, sign)))
                .min_by_key(|(at, sign)| (*at, usize::MAX - sign.len()));
            for letter in &found {
                let condition = sign.is_some_and(|(at, _)| at < letter.start);
                self.bound_letter(*letter, condition);
            }
            self.conditions(script.inner, &found, sign);
            self.other_bounds(atom);
        }
    }

    fn bound_letter(&mut self, at: Span, condition: bool) {
        let own = self.text(at);
        let way = if condition { Way::RestrictOtherLetter } else { Way::BindOtherLetter };
        for other in self.site.letters() {
            if other != own && (self.site.share(own, &other) || !self.site.knows(own, at.start)) {
                self.add(at, self.letter(&other, at), way);
            }
        }
    }

    fn conditions(&mut self, inner: Span, found: &[Span], sign: Option<(usize, &str)>) {
        if let Some((at, sign)) = sign {
            let here = Span { start: at, end: at + sign.len() };
            for other in ["\\ne", "<", ">", "="] {
                let behind = self.text(Span { start: here.end, end: here.end + 1 });
                let space = if other == "\\ne" && !behind.starts_with(' ') { " " } else { "" };
                self.add(here, format!("{other}{space}"), Way::ChangeCondition);
            }
            let before = self.text(Span { start: inner.start, end: at }).trim_end().len();
            if let Some(last) = found.last().filter(|last| last.start > at) {
                let span = Span { start: inner.start + before, end: last.end };
                self.add(span, "", Way::DropCondition);
            }
            return;
        }
        let Some(last) = found.last() else { return };
        let own = self.text(*last);
        for other in self.site.letters() {
            let bound = found.iter().any(|l| self.text(*l) == other) && found.len() == 1;
            let known = self.site.share(own, &other) && self.site.knows(&other, last.start);
            if !bound && other != own && known {
                let at = Span { start: last.end, end: last.end };
                self.add(at, format!(" \\ne {other}"), Way::PutCondition);
            }
        }
    }

    /// The bounds of other sums.
    fn other_bounds(&mut self, atom: &Atom) {
        let own = self.text(atom.whole());
        let material = self.material;
        for piece in &material.sums {
            let same = own.split('_').next() == piece.text.split('_').next();
            if same && self.fits(piece, atom.core.start) && piece.text != own {
                self.add(atom.whole(), piece.text.clone(), Way::ReplaceRange);
            }
        }
    }

    /// Names replaced by their siblings; primes lost and found.
    pub(super) fn symbols(&mut self, sequence: &Sequence) {
        let material = self.material;
        for (k, atom) in sequence.atoms.iter().enumerate() {
            if !matches!(atom.kind, Kind::Symbol) {
                continue;
            }
            for other in siblings(self.site, material, atom) {
                self.add(atom.core, other.clone(), Way::ReplaceName);
            }
            let end = atom.core.end;
            if atom.primes > 0 {
                let last = Span { start: end, end: end + 1 };
                if self.text(last) == "'" {
                    self.add(last, "", Way::ReplaceName);
                }
            } else if matches!(sequence.atoms.get(k + 1).map(|a| &a.kind), Some(Kind::Group(_))) {
                self.add(Span { start: end, end }, "'", Way::PutPrime);
            }
        }
    }
}
