//! What a verification prints: a line for each method, what failed in full, and what else a person
//! has to know, in 80 columns.

use crate::descent::Stop;
use crate::number::plain;
use crate::report::tables;
use crate::sne::Method;
use crate::verify::{Comparison, Curve, Plan, Reference, Told, Verification};
use anstyle::{AnsiColor, Style};
use std::fmt::Write;

/// No line is longer, but for words that are.
const WIDTH: usize = 80;

const GOOD: Style = AnsiColor::Green.on_default();
const BAD: Style = AnsiColor::Red.on_default().bold();
const HEAD: Style = Style::new().bold();
const PLAIN: Style = Style::new();

/// Everything but the closing line.
pub(super) fn text(plan: &Plan, found: &Verification, colours: bool) -> String {
    let paint = Paint(colours);
    let mut text = methods(found, paint);
    text.push_str(&wrapped(
        "The numbers are the largest error, in per cent of what rounding alone may do.",
        0,
    ));
    text.push_str(&failures(found, paint));
    text.push('\n');
    text.extend(found.derivations.iter().map(|told| derivation(told, paint)));
    text.push('\n');
    text.push_str(&remarks(plan, found, paint));
    let _ = writeln!(
        text,
        "{} comparisons and {} along the descents, {}\n{} of {} planted slips caught",
        found.comparisons.len(),
        found.checkpoints(),
        paint.as_good(&format!("{} failed", found.failed()), found.failed() == 0),
        found.caught(),
        found.planted.len(),
    );
    text
}

/// `All is well`, or not.
pub(super) fn closing(found: &Verification, colours: bool) -> String {
    let words = if found.succeeded() { "All is well" } else { "NOT all is well" };
    Paint(colours).as_good(words, found.succeeded())
}

/// Whether there are colours.
#[derive(Clone, Copy)]
struct Paint(bool);

impl Paint {
    fn with(self, style: Style, text: &str) -> String {
        if self.0 && style != PLAIN { format!("{style}{text}{style:#}") } else { text.into() }
    }

    fn as_good(self, text: &str, good: bool) -> String {
        self.with(if good { GOOD } else { BAD }, text)
    }
}

/// A cell of the table and how it is painted.
type Cell = (String, Style);

/// One line for each method.
fn methods(found: &Verification, paint: Paint) -> String {
    let references = tables::references(found);
    let autodiffs = references.iter().filter(|r| matches!(r, Reference::Autodiff(_))).count();
    let mut head: Vec<Cell> = vec![("method".into(), HEAD), ("passed".into(), HEAD)];
    head.extend(references.iter().map(|r| (title(*r, autodiffs > 1).into(), HEAD)));
    head.push(("descents".into(), HEAD));
    let mut lines = vec![head];
    for method in Method::ALL {
        let mine = || found.comparisons.iter().filter(|c| c.method == method);
        let curves = || found.curves.iter().filter(|c| c.method == method);
        let along = || curves().flat_map(|c| &c.checkpoints).map(|c| &c.comparison);
        let all: Vec<&Comparison> = mine().map(|c| &c.comparison).chain(along()).collect();
        if all.is_empty() {
            continue;
        }
        let passed = all.iter().filter(|c| c.passed()).count();
        let style = if passed == all.len() { GOOD } else { BAD };
        let mut line =
            vec![(method.name().to_owned(), PLAIN), (format!("{passed} of {}", all.len()), style)];
        let worst = |reference: &Reference| {
            share(&mut mine().map(|c| &c.comparison).filter(|c| c.reference == *reference))
        };
        line.extend(references.iter().map(worst));
        let diverged = curves().any(|curve| curve.stop == Stop::Diverged);
        line.push(if diverged { ("FAILED".into(), BAD) } else { share(&mut along()) });
        lines.push(line);
    }
    aligned(&lines, paint)
}

fn title(reference: Reference, several: bool) -> &'static str {
    match reference {
        Reference::Autodiff(backend) if several => backend.name(),
        Reference::Autodiff(_) => "autodiff",
        Reference::CentralDifference => "differences",
        Reference::Derivation => "derivation",
    }
}

/// How far the worst of the errors is on the way to its tolerance.
fn share(comparisons: &mut dyn Iterator<Item = &Comparison>) -> Cell {
    let of = |c: &Comparison| match c.passed() {
        false => f64::INFINITY,
        true if c.max_relative_error == 0.0 => 0.0,
        true => c.max_relative_error / c.tolerance,
    };
    let cell = match comparisons.map(of).reduce(f64::max) {
        None => "–".into(),
        Some(share) if share.is_infinite() => return ("FAILED".into(), BAD),
        Some(share) if share > 0.0 && share < 0.001 => "< 0.1".into(),
        Some(share) => format!("{:.1}", 100.0 * share),
    };
    (cell, PLAIN)
}

/// Words to the left, numbers to the right, two spaces between. Lines are
/// measured before they are painted.
fn aligned(lines: &[Vec<Cell>], paint: Paint) -> String {
    let columns = lines.iter().map(Vec::len).max().unwrap_or(0);
    let length = |cell: &Cell| cell.0.chars().count();
    let width = |c: usize| lines.iter().filter_map(|l| l.get(c)).map(length).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let mut text = String::new();
    for line in lines {
        let cells = line.iter().enumerate().map(|(c, cell)| {
            let gap = " ".repeat(widths[c] - length(cell));
            let painted = paint.with(cell.1, &cell.0);
            if c == 0 { format!("{painted}{gap}") } else { format!("{gap}{painted}") }
        });
        text.push_str(cells.collect::<Vec<_>>().join("  ").trim_end());
        text.push('\n');
    }
    text
}

/// All that did not pass, with its figures.
fn failures(found: &Verification, paint: Paint) -> String {
    let mut text = String::new();
    let mut tell = |place: String, c: &Comparison| {
        let mut told = format!("{place}, against {}: ", c.reference);
        if c.max_relative_error <= c.tolerance {
            let (error, tolerance) = c.loss.unwrap_or((f64::NAN, f64::NAN));
            let _ = write!(told, "the loss is off by {}, ", plain(error));
            let _ = write!(told, "and rounding may do {}", plain(tolerance));
        } else {
            let _ = write!(told, "the gradient is off by {}, ", plain(c.max_relative_error));
            let _ = write!(told, "and rounding may do {}", plain(c.tolerance));
        }
        text.push_str(&labelled("FAILED", BAD, &told, paint));
    };
    for c in found.comparisons.iter().filter(|c| !c.comparison.passed()) {
        let (n, d) = (c.comparison.points, c.comparison.dimension);
        let document = c.document.map_or_else(String::new, |name| format!(" ({name})"));
        tell(
            format!("{} on {}, n = {n}, d = {d}{document}", c.method.title(), c.data),
            &c.comparison,
        );
    }
    for curve in &found.curves {
        for c in curve.checkpoints.iter().filter(|c| !c.comparison.passed()) {
            tell(format!("{}, step {}", descent(curve), c.iteration), &c.comparison);
        }
    }
    for curve in found.curves.iter().filter(|c| c.stop == Stop::Diverged) {
        let steps = match curve.losses.len() {
            1 => "1 step".into(),
            many => format!("{many} steps"),
        };
        let told = format!("{} after {steps}", descent(curve));
        text.push_str(&labelled("diverged", BAD, &told, paint));
    }
    for missed in found.planted.iter().filter(|p| !p.caught) {
        let told = format!("{} in {}", missed.name, missed.method.title());
        text.push_str(&labelled("not caught", BAD, &told, paint));
    }
    text
}

fn descent(curve: &Curve) -> String {
    format!("{} on {}", curve.method.title(), curve.data)
}

fn derivation(told: &Told, paint: Paint) -> String {
    format!("{}: {}\n", told.document, paint.as_good(&told.summary(), told.holds()))
}

/// What else a person has to know before the closing line.
fn remarks(plan: &Plan, found: &Verification, paint: Paint) -> String {
    let mut remarks = Vec::new();
    for set in plan.datasets.iter().filter(|set| set.left_out > 0) {
        remarks.push(format!(
            "{} of {} rows of {} are left out, because they miss a value",
            set.left_out,
            set.left_out + set.len(),
            set.name
        ));
    }
    for set in &plan.datasets {
        let Some(curve) = found.curves.iter().find(|curve| curve.data == set.name) else {
            continue;
        };
        if curve.compared < curve.points {
            remarks.push(format!(
                "along the descents of {} {} of its {} points are compared, and at most {} \
                 elsewhere: automatic differentiation takes a time that grows as n²",
                set.name,
                curve.compared,
                curve.points,
                plan.most_compared()
            ));
        }
        if let Some((row, reached)) = curve.unreached.first() {
            remarks.push(format!(
                "{} of {} rows of {} cannot reach the perplexity; row {} has {reached:.2}",
                curve.unreached.len(),
                curve.points,
                set.name,
                row + 1
            ));
        }
    }
    match found.proving_nothing() {
        0 => {}
        1 => remarks.push("1 comparison proves nothing; the report says why".into()),
        many => remarks.push(format!("{many} comparisons prove nothing; the report says why")),
    }
    remarks.iter().map(|remark| labelled("note", PLAIN, remark, paint)).collect()
}

fn labelled(label: &str, style: Style, text: &str, paint: Paint) -> String {
    let line = wrapped(&format!("{label}: {text}"), 4);
    line.replacen(label, &paint.with(style, label), 1)
}

/// Words in lines of at most [`WIDTH`] characters, all but the first indented.
fn wrapped(text: &str, indent: usize) -> String {
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        let line = lines.last().map_or(0, |line| line.chars().count());
        let last = lines.len() - 1;
        if line == 0 {
            lines[last].push_str(word);
        } else if line + 1 + word.chars().count() <= WIDTH {
            lines[last].push(' ');
            lines[last].push_str(word);
        } else {
            lines.push(" ".repeat(indent) + word);
        }
    }
    lines.join("\n") + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_broken_at_words_and_the_rest_is_indented() {
        let text = wrapped(&"word ".repeat(40), 4);
        assert!(text.lines().all(|line| line.chars().count() <= WIDTH));
        assert!(text.lines().skip(1).all(|line| line.starts_with("    word")));
        assert_eq!(text.split_whitespace().count(), 40);
    }

    #[test]
    fn colours_move_no_column() {
        let cell = |text: &str, style| (text.to_owned(), style);
        let lines = vec![
            vec![cell("name", HEAD), cell("passed", HEAD)],
            vec![cell("t-sne", PLAIN), cell("1 of 2", BAD)],
        ];
        assert_eq!(aligned(&lines, Paint(false)), "name   passed\nt-sne  1 of 2\n");
        let painted = aligned(&lines, Paint(true));
        let bare: String = painted
            .split('\u{1b}')
            .map(|part| {
                part.split_once('m').filter(|_| part.starts_with('[')).map_or(part, |p| p.1)
            })
            .collect();
        assert_eq!(bare, aligned(&lines, Paint(false)));
        assert!(painted.len() > bare.len());
    }
}
