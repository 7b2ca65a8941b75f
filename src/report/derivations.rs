//! The derivations line by line: a section of `report.md`, an array of
//! `report.json`.

use super::tables::escaped;
use crate::verdict::{Counts, Line, Verdict};
use crate::verify::{Told, Verification};
use serde::Serialize;
use std::fmt::Write;

#[derive(Serialize)]
pub(super) struct DerivationRow<'a> {
    document: &'static str,
    verdict: &'static str,
    counts: Counts,
    lines: Vec<LineRow<'a>>,
}

#[derive(Serialize)]
struct LineRow<'a> {
    line: usize,
    tag: Option<&'a str>,
    latex: &'a str,
    kind: &'static str,
    /// Of claims and tasks alone.
    verdict: Option<&'static str>,
    residual: Option<f64>,
    tolerance: Option<f64>,
}

pub(super) fn row(told: &Told) -> DerivationRow<'_> {
    DerivationRow {
        document: told.document,
        verdict: told.verdict.name(),
        counts: told.counts,
        lines: told.lines.iter().map(line).collect(),
    }
}

fn line(line: &Line) -> LineRow<'_> {
    LineRow {
        line: line.line,
        tag: line.tag.as_deref(),
        latex: &line.latex,
        kind: line.kind.name(),
        verdict: line.verdict.map(Verdict::name),
        residual: line.residual,
        tolerance: line.tolerance,
    }
}

/// Appends the section; writing to a `String` cannot fail.
pub(super) fn section(text: &mut String, found: &Verification) {
    text.push_str(
        "## The derivations, line by line\n\n\
         The formulas come from texts in which every step stands on a line of its own. Each line \
         is read from its LaTeX and both its sides are evaluated at random points, every \
         derivative by automatic differentiation.\n\n\
         | derivation | claims | verdict |\n|---|---|---|\n",
    );
    for told in &found.derivations {
        let verdict = if told.holds() { "holds" } else { "**does not hold**" };
        let _ = writeln!(text, "| {} | {} | {verdict} |", told.document, told.summary());
    }
    for told in &found.derivations {
        let rows = told.lines.len();
        let _ = write!(
            text,
            "\n<details><summary>{}: {rows} lines</summary>\n\n\
             | line | equation | verdict | what it says |\n|--:|---|---|---|\n",
            told.document
        );
        for line in &told.lines {
            let equation = line.tag.as_ref().map_or_else(String::new, |tag| format!("({tag})"));
            let latex = escaped(&line.latex);
            let _ =
                writeln!(text, "| {} | {equation} | {} | `{latex}` |", line.line, verdict(line));
        }
        text.push_str("\n</details>\n");
    }
    text.push('\n');
}

/// What is not as it should be stands out.
fn verdict(line: &Line) -> String {
    match line.verdict {
        None => line.kind.name().into(),
        Some(Verdict::Holds) => Verdict::Holds.name().into(),
        Some(other) => format!("**{}**", other.name()),
    }
}
