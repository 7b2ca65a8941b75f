//! Readings of edited documents, held against readings of the edited texts: what an
//! edit reaches beyond the formula that it stands in.

use handgrad::internals::{self, Edit, Reading, Stated};
use handgrad::{Options, Span, Verdict, check};

/// Whether two readings have the same texts and the same formulas.
pub(crate) fn are_same(a: &Reading, b: &Reading) -> bool {
    a.formulas.len() == b.formulas.len()
        && a.formulas.iter().zip(&b.formulas).all(|(a, b)| is_same(a, b))
        && a.texts.len() == b.texts.len()
        && a.texts.iter().zip(&b.texts).all(|(a, b)| a.part == b.part)
}

fn is_same(a: &Stated, b: &Stated) -> bool {
    (a.text, &a.pieces, &a.before, &a.behind, &a.scopes, a.display, a.assumed)
        == (b.text, &b.pieces, &b.before, &b.behind, &b.scopes, b.display, b.assumed)
        && a.formula == b.formula
        && a.origin == b.origin
}

fn read(name: &str, text: &str) -> Reading {
    internals::reading(name, text.as_bytes(), &[]).unwrap()
}

/// The edit that puts some words in the place of others.
fn edit(reading: &Reading, text: usize, old: &str, new: &str) -> Edit {
    let at = reading.texts[text].source().text().find(old).unwrap();
    Edit { text, span: Span::new(at, at + old.len()), new: new.into() }
}

/// Holds the edited reading against a fresh one; how many formulas were parsed for it.
fn parsed_after(name: &str, text: &str, (old, new): (&str, &str)) -> usize {
    let base = read(name, text);
    let made = base.with(&[edit(&base, 0, old, new)]).unwrap();
    assert!(are_same(&made, &read(name, &text.replacen(old, new, 1))), "{old} -> {new} in {text}");
    made.parsed()
}

const PLAIN: &str = "Let $f = x^2$ and $g = y^3$.\n\n$$\\frac{df}{dx} = 2x$$\n\n\
                     $$\\frac{dg}{dy} = 3y^2$$\n";

#[test]
fn only_what_an_edit_touches_is_parsed_again() {
    assert_eq!(parsed_after("t.md", PLAIN, ("2x", "3x")), 1);
    assert_eq!(parsed_after("t.md", PLAIN, ("Let ", "First let ")), 0);
    assert_eq!(parsed_after("t.md", PLAIN, ("$$\\frac{df}{dx} = 2x$$\n\n", "")), 0);
}

#[test]
fn a_macro_reaches_what_stands_behind_it_until_it_is_defined_anew() {
    let text = "$$\\def\\c{2}$$ Let $f = x^2$ and $g = \\c x$.\n\n$$\\frac{df}{dx} = \\c x$$\n\n\
                $$\\def\\c{5}$$ Let $h = \\c y$.\n";
    let base = read("t.md", text);
    let made = base.with(&[edit(&base, 0, "\\def\\c{2}", "\\def\\c{7}")]).unwrap();
    assert!(are_same(&made, &read("t.md", &text.replace("\\def\\c{2}", "\\def\\c{7}"))));
    // The last formula has the later definition as before, and is not parsed again.
    let holds = |text: &str| -> Vec<Verdict> {
        let checked = check("t.md", text.as_bytes(), &Options::default()).unwrap();
        checked.lines.iter().filter_map(|line| line.verdict).collect()
    };
    assert_eq!(holds(text), [Verdict::Holds]);
    assert_eq!(holds(&text.replace("\\def\\c{2}", "\\def\\c{7}")), [Verdict::Fails]);
}

#[test]
fn a_definition_that_is_cut_is_gone_for_all() {
    let text = "Let $q_{ij} = x_i y_j$ and $S(z) = z^2$.\n\n$$\\frac{\\partial q_{ij}}{\\partial x_i} \
                = y_j$$\n\n$$\\frac{dS(z)}{dz} = 2z$$\n";
    for (old, new) in [("S(z) = z^2", "z > 0"), ("q_{ij}", "r_{ij}"), ("x_i y_j", "x_i + y_j")] {
        parsed_after("t.md", text, (old, new));
    }
}

#[test]
fn a_line_more_is_read_as_if_it_stood_there() {
    let base = read("t.md", PLAIN);
    let (made, span) = base.with_line(0, 4, "Let $x > 0$.").unwrap();
    let text = made.texts[0].source().text();
    assert!(are_same(&made, &read("t.md", text)));
    assert!(text[span.start..span.end].contains("x > 0"));
    assert_eq!(text.lines().nth(3), Some("Let $x > 0$."));
    assert!(made.parsed() <= 1);
}

#[test]
fn a_notebooks_cells_are_edited_one_by_one() {
    let notebook = |claim: &str| {
        let cell = |text: &str| serde_json::json!({"cell_type": "markdown", "source": [text]});
        let cells = [cell("Let $f = x^2$."), cell(claim)];
        serde_json::json!({"cells": cells, "nbformat": 4, "metadata": {}}).to_string()
    };
    let base = read("t.ipynb", &notebook("$$\\frac{df}{dx} = 2x$$"));
    let made = base.with(&[edit(&base, 1, "2x", "x + x")]).unwrap();
    let fresh = read("t.ipynb", &notebook("$$\\frac{df}{dx} = x + x$$"));
    assert!(are_same(&made, &fresh));
    assert_eq!(made.parsed(), 1);
}

#[test]
fn assumptions_from_outside_are_read_as_if_they_had_been_there() {
    let assumed = ["x > 0".to_owned(), "y > 0".to_owned()];
    let fresh = internals::reading("t.md", PLAIN.as_bytes(), &assumed).unwrap();
    let made = read("t.md", PLAIN).assuming(&assumed).unwrap();
    assert!(are_same(&made, &fresh));
    assert_eq!(made.parsed(), 2);
}

#[test]
fn edits_that_make_no_text_make_no_reading() {
    let base = read("t.md", PLAIN);
    let at = |text, start, end| Edit { text, span: Span::new(start, end), new: String::new() };
    assert!(base.with(&[at(0, 2, 6), at(0, 4, 8)]).is_none());
    assert!(base.with(&[at(9, 0, 0)]).is_none());
    assert!(base.with(&[at(0, 0, 1_000_000)]).is_none());
}
