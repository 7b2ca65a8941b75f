//! What the checker says of a case.

use super::compare::{Outcome, Said};
use super::section::{Case, Place};
use handgrad::say::{self, Told};
use handgrad::{Checked, Kind, Line, Options, Verdict};

/// Checks a case.
pub(crate) fn checked(case: &Case) -> Result<Checked, String> {
    handgrad::check(case.name, case.text.as_bytes(), &Options::default())
        .map_err(|why| why.to_string())
}

/// What is said of each relation.
pub(crate) fn said(checked: &Checked) -> Outcome {
    let lines = checked.lines.iter().map(|line| one(checked, line)).collect();
    Outcome { lines, verdict: checked.verdict.name().into() }
}

fn one(checked: &Checked, line: &Line) -> Said {
    let Told { message, hints, .. } = say::told(checked, line);
    let verdict = line.verdict.map_or("", Verdict::name);
    let told = line.remarks().fold(message, |all, note| format!("{all} {}", say::remark(note)));
    // The first hint; the others follow it.
    let told = hints.iter().fold(told, |all, hint| format!("{all} hint {hint};"));
    Said {
        place: Place { cell: line.cell, row: line.line, column: line.column },
        what: match line.kind {
            Kind::Claim => verdict.into(),
            Kind::Task => format!("task {verdict}"),
            kind => kind.name().into(),
        },
        restricted: line.apart.iter().map(|(a, b)| format!("{a} != {b}")).collect(),
        latex: line.latex.clone(),
        slip: line.slip().map(|slip| slip.name().to_owned()),
        code: line.code,
        message: told,
    }
}
