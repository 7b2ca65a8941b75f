//! Other spellings of the same pieces.

use super::pieces::{Atom, Kind, Sequence};
use super::rewrites::{Maker, Rewrite, base_end};
use super::site::script_letters;
use handgrad::internals::tree;

const DERIVATIVE: Rewrite = "spelling of a derivative";

impl<'s> Maker<'s> {
    /// All other spellings of the atom at a place of the sequence.
    pub(super) fn spellings(&mut self, k: usize, atom: &Atom) {
        self.brackets(atom);
        self.fraction(atom);
        self.power(atom);
        self.bounds(atom);
        self.function(k, atom);
        self.derivative(k, atom);
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
        let base = self.text(&(atom.core.start..atom.whole.start.max(base_end(atom))));
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
                format!("{big}_{{{a}}} {big}_{{{b} \\ne {a}}}"),
                format!("{big}_{{{b}}} {big}_{{{a} \\ne {b}}}"),
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
                self.add(&atom.whole, other, DERIVATIVE);
            }
        }
        if atom.kind == Kind::Partial
            && let Some(next) = self.argument(k)
        {
            self.bare(atom, next);
        }
    }

    /// A bare ∂ with its denominator.
    fn bare(&mut self, partial: &Atom, next: &Atom) {
        let Some(prefix) = self.paper.prefix else { return };
        let tree::Kind::Symbol(by) = self.paper.tree(prefix.0).kind(prefix.1) else { return };
        // The argument of `\partial \log x` is the whole logarithm.
        let factor = |a: &&Atom| a.whole.start >= next.whole.start && a.is_factor();
        let Some(last) = self.sequence.atoms.iter().find(factor) else { return };
        let range = partial.whole.start..last.whole.end;
        let of = self.text(&(next.whole.start..last.whole.end));
        self.add(&range, format!("\\frac{{\\partial {of}}}{{\\partial {by}}}"), DERIVATIVE);
        if next.is_factor() {
            self.add(&range, format!("\\nabla_{{{by}}} {of}"), DERIVATIVE);
        } else {
            let operator = format!("\\frac{{\\partial}}{{\\partial {by}}} \\left[ {of} \\right]");
            self.add(&range, operator, DERIVATIVE);
            self.add(&range, format!("\\partial ( {of} )"), DERIVATIVE);
        }
    }
}
