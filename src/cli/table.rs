//! The table and the closing line that a verification prints.

use crate::number::plain;
use crate::report::tables::{self, list};
use crate::verify::{Comparison, Reference, Told, Verification, Worth};
use std::fmt::Write;

/// One aligned row for each method, size and kind of data.
pub(super) fn comparisons(found: &Verification) -> String {
    let mut head = vec!["method".into(), "n".into(), "data".into(), "d".into()];
    for reference in tables::references(found) {
        head.push(match reference {
            Reference::Autodiff(backend) => format!("autodiff {}", backend.name()),
            Reference::CentralDifference => "differences".into(),
            Reference::Derivation => "derivation".into(),
        });
        head.push("≤ tolerance".into());
    }
    head.push(String::new());
    let mut lines = vec![head];
    for row in tables::rows(found) {
        let mut cells = vec![
            row.method.name().to_owned(),
            row.n.to_string(),
            row.data.to_owned(),
            list(&row.dimensions),
        ];
        for worst in &row.worst {
            let pair = worst.map_or(["–".into(), "–".into()], |c| {
                [plain(c.max_relative_error), plain(c.tolerance)]
            });
            cells.extend(pair);
        }
        cells.push(verdict(row.passed, &row.worst).into());
        lines.push(cells);
    }
    aligned(&lines)
}

fn verdict(passed: bool, worst: &[Option<&Comparison>]) -> &'static str {
    let evidence = worst.iter().flatten().any(|c| c.worth == Worth::Evidence);
    match (passed, evidence) {
        (false, _) => "FAILED",
        (true, true) => "passed",
        (true, false) => "proves nothing",
    }
}

/// One line for each derivation.
pub(super) fn derivations(found: &Verification) -> String {
    let row = |told: &Told| format!("{}: {}\n", told.document, told.summary());
    found.derivations.iter().map(row).collect()
}

/// What else a person has to know before the closing line.
pub(super) fn remarks(found: &Verification) -> String {
    let mut text = String::new();
    for missed in found.planted.iter().filter(|p| !p.caught) {
        let _ = writeln!(text, "not caught: {} in {}", missed.name, missed.method.title());
    }
    for curve in &found.curves {
        if curve.stop == crate::descent::Stop::Diverged {
            let _ = writeln!(
                text,
                "diverged: {} on {} after {} steps",
                curve.method.title(),
                curve.data,
                curve.losses.len()
            );
        }
        let failed = curve.checkpoints.iter().filter(|c| !c.comparison.passed());
        for c in failed {
            let _ = writeln!(
                text,
                "failed along the descent: {} on {} at step {}, error {}, tolerance {}",
                curve.method.title(),
                curve.data,
                c.iteration,
                plain(c.comparison.max_relative_error),
                plain(c.comparison.tolerance)
            );
        }
    }
    let mut told: Vec<&str> = Vec::new();
    for curve in found.curves.iter().filter(|c| !c.unreached.is_empty()) {
        if told.contains(&curve.data.as_str()) {
            continue;
        }
        told.push(&curve.data);
        let (row, reached) = curve.unreached[0];
        let _ = writeln!(
            text,
            "note: {} of {} rows of {} cannot reach the perplexity; row {} has {reached:.2}",
            curve.unreached.len(),
            curve.points,
            curve.data,
            row + 1
        );
    }
    text
}

/// Numbers to the right, words to the left, two spaces between.
fn aligned(lines: &[Vec<String>]) -> String {
    let columns = lines.iter().map(Vec::len).max().unwrap_or(0);
    let width = |c: usize| {
        lines.iter().filter_map(|l| l.get(c)).map(|s| s.chars().count()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let mut text = String::new();
    for line in lines {
        let mut row = String::new();
        for (c, cell) in line.iter().enumerate() {
            let gap = " ".repeat(widths[c] - cell.chars().count());
            // Method, data, dimensions and verdict are words.
            let word = matches!(c, 0 | 2 | 3) || c + 1 == columns;
            let _ = if word { write!(row, "{cell}{gap}  ") } else { write!(row, "{gap}{cell}  ") };
        }
        text.push_str(row.trim_end());
        text.push('\n');
    }
    text
}
