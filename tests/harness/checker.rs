//! What the checker says of a case.

use super::compare::{Outcome, Said};
use super::section::{Case, Place};
use handgrad::expression::Kind;
use handgrad::verdict::{self, Checked, Line, Options, Verdict, kind_name};
use std::time::Duration;

/// Checks a case.
pub(crate) fn checked(case: &Case) -> Result<Checked, String> {
    // Whoever tests many documents at once waits longer for each.
    let options = Options { effort: Duration::from_mins(1), ..Options::default() };
    verdict::check(case.name, case.text.as_bytes(), &options).map_err(|why| why.to_string())
}

/// What is said of each relation.
pub(crate) fn said(checked: &Checked) -> Outcome {
    let lines = checked.lines.iter().map(one).collect();
    Outcome { lines, verdict: checked.verdict.name().into() }
}

fn one(line: &Line) -> Said {
    let verdict = line.verdict.map_or("", Verdict::name);
    let notes = line.notes.iter().chain(&line.oddities);
    let told = notes.fold(line.message.clone(), |all, note| format!("{all} {}", note.text));
    // The first hint; the others follow it.
    let told = line.hints.iter().fold(told, |all, hint| format!("{all} hint {hint};"));
    Said {
        place: Place { cell: line.cell, row: line.line, column: line.column },
        what: match line.kind {
            Kind::Claim => verdict.into(),
            Kind::Task => format!("task {verdict}"),
            kind => kind_name(kind).into(),
        },
        restricted: line.apart.iter().map(|(a, b)| format!("{a} != {b}")).collect(),
        latex: line.latex.clone(),
        slip: line.slip.clone(),
        code: line.code,
        message: told,
    }
}
