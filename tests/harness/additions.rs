//! Lines that the checker proposes to add: with them the false line holds.

use super::section::Case;
use handgrad::{Checked, Line, Options, Verdict};
use serde_json::Value;

/// Adds each line that is proposed for a case by other means than the checker's, and checks what
/// comes of it.
pub(crate) fn hold(case: &Case, checked: &Checked) -> Result<(), String> {
    let mut lacking = checked.lines.iter().filter(|line| !line.needs().is_empty());
    lacking.try_for_each(|line| holds_with(case, line))
}

fn holds_with(case: &Case, line: &Line) -> Result<(), String> {
    let Some(add) = line.addition() else {
        return Err(format!("{}: where to add {:?} is not said", line.latex, line.needs()));
    };
    let longer = match add.cell {
        None => with_line(&case.text, add.line, &add.text),
        Some(cell) => in_cell(&case.text, cell, add.line, &add.text),
    };
    let again = handgrad::check(case.name, longer.as_bytes(), &Options::default())
        .map_err(|why| why.to_string())?;
    let below = line.cell == add.cell && line.line >= add.line;
    let now = line.line + usize::from(below);
    let place = |other: &&Line| (other.cell, other.line, other.column);
    let found = again.lines.iter().find(|other| place(other) == (line.cell, now, line.column));
    let true_now = found.and_then(|found| found.verdict);
    if matches!(true_now, Some(Verdict::Holds | Verdict::Recovers)) {
        return Ok(());
    }
    Err(format!("line {} is {true_now:?} with “{}” as line {}", line.line, add.text, add.line))
}

fn with_line(text: &str, number: usize, new: &str) -> String {
    let mut rows: Vec<&str> = text.split('\n').collect();
    rows.insert(number - 1, new);
    rows.join("\n")
}

fn in_cell(text: &str, cell: usize, number: usize, new: &str) -> String {
    let mut notebook: Value = serde_json::from_str(text).unwrap();
    let source = &mut notebook["cells"][cell]["source"];
    let whole: String = match &*source {
        Value::Array(rows) => rows.iter().map(|row| row.as_str().unwrap()).collect(),
        other => other.as_str().unwrap().to_owned(),
    };
    *source = Value::String(with_line(&whole, number, new));
    notebook.to_string()
}
