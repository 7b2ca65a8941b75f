//! What was checked, for programs.

use super::example::{Example, Values};
use super::reading::instead;
use super::told::{Told, remark, told};
use super::unread::unread;
use crate::diagnose::Addition;
use crate::reason::Code;
use crate::repair::Slip;
use crate::verdict::{Checked, Counts, Line, Remark, Unread, Verdict};
use serde::Serialize;
use serde_json::{Map, Number, Value};

/// The schema's name and version.
pub const SCHEMA: &str = "handgrad/check/1";

/// A file's name and what became of it, or the message why it is unusable.
pub type Handled<T> = (String, Result<T, String>);

#[derive(Serialize)]
#[serde(untagged)]
enum Entry<'a, T> {
    Usable(T),
    Unusable { document: &'a str, error: &'a str },
}

#[derive(Serialize)]
struct Page<'a> {
    schema: &'static str,
    document: &'a str,
    verdict: &'static str,
    counts: Counts,
    unread: Vec<UnreadRow>,
    lines: Vec<LineRow<'a>>,
}

/// What looks like mathematics and was not read.
#[derive(Serialize)]
struct UnreadRow {
    #[serde(skip_serializing_if = "Option::is_none")]
    cell: Option<usize>,
    line: usize,
    what: String,
}

#[derive(Serialize)]
struct LineRow<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    cell: Option<usize>,
    line: usize,
    column: usize,
    tag: Option<&'a str>,
    latex: &'a str,
    kind: &'static str,
    verdict: Option<&'static str>,
    code: Option<&'static str>,
    #[serde(rename = "where")]
    apart: Vec<String>,
    residual: Option<f64>,
    tolerance: Option<f64>,
    slip: Option<&'static str>,
    ratio: Option<f64>,
    needs: Option<String>,
    add: Option<AdditionRow<'a>>,
    assumes: &'a [String],
    /// The choices among readings that the verdict hangs on.
    readings: Vec<&'static str>,
    message: String,
    hints: Vec<String>,
    counterexample: Option<ExampleRow>,
    notes: Vec<NoteRow>,
}

/// The line that states what is needed.
#[derive(Serialize)]
struct AdditionRow<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    cell: Option<usize>,
    /// The number that it has once it is there.
    line: usize,
    text: &'a str,
}

#[derive(Serialize)]
struct ExampleRow {
    sizes: Map<String, Value>,
    values: Map<String, Value>,
    #[serde(skip_serializing_if = "Map::is_empty")]
    functions: Map<String, Value>,
    /// Counted from 1.
    at: Map<String, Value>,
    left: Vec<f64>,
    right: Vec<f64>,
    /// Counted from 0.
    numpy: Option<Vec<String>>,
}

#[derive(Serialize)]
struct NoteRow {
    line: usize,
    column: usize,
    text: String,
}

/// One object for one file, an array for several; [`crate::json_contract`] has its fields.
///
/// ```
/// use handgrad::{Options, check, say};
///
/// let name = "note.md".to_owned();
/// let checked = check(&name, b"$$1 + 1 = 2$$", &Options::default());
/// let json = say::check_json(&[(name, checked.map_err(|unusable| unusable.to_string()))]);
/// assert!(json.contains(r#""schema": "handgrad/check/1""#));
/// ```
#[must_use]
pub fn check(files: &[Handled<Checked>]) -> String {
    serialized(files, |_, checked| document(checked))
}

/// One object for one file, an array for several, whatever is said of them.
pub(super) fn serialized<'a, T, D: Serialize>(
    files: &'a [Handled<T>],
    document: impl Fn(&'a str, &'a T) -> D,
) -> String {
    let entry = |(name, found): &'a Handled<T>| match found {
        Ok(found) => Entry::Usable(document(name, found)),
        Err(error) => Entry::Unusable { document: name, error },
    };
    let entries: Vec<Entry<'a, D>> = files.iter().map(entry).collect();
    // Serialising fails only for maps whose keys are not text, and there are
    // none.
    let text = match entries.as_slice() {
        [one] => serde_json::to_string_pretty(one),
        all => serde_json::to_string_pretty(all),
    };
    text.unwrap_or_default() + "\n"
}

fn document(checked: &Checked) -> Page<'_> {
    Page {
        schema: SCHEMA,
        document: &checked.name,
        verdict: checked.verdict.name(),
        counts: checked.counts,
        unread: checked.unread.iter().map(unread_row).collect(),
        lines: checked.lines.iter().map(|of| line(checked, of)).collect(),
    }
}

fn line<'a>(checked: &Checked, line: &'a Line) -> LineRow<'a> {
    let Told { message, needs, hints, example: shown } = told(checked, line);
    let findings = &line.findings;
    LineRow {
        cell: line.cell,
        line: line.line,
        column: line.column,
        tag: line.tag.as_deref(),
        latex: &line.latex,
        kind: line.kind.name(),
        verdict: line.verdict.map(Verdict::name),
        code: line.code.map(Code::name),
        apart: line.apart.iter().map(|(a, b)| format!("{a} != {b}")).collect(),
        residual: line.residual,
        tolerance: line.tolerance,
        slip: line.slip().map(Slip::name),
        ratio: findings.diagnosis.as_ref().and_then(|found| found.ratio),
        needs,
        add: findings.need.as_ref().and_then(|need| need.add.as_ref()).map(addition),
        assumes: &line.assumes,
        readings: line.hangs_on().map(instead).collect(),
        message,
        hints,
        counterexample: shown.map(example),
        notes: line.remarks().map(note).collect(),
    }
}

fn unread_row(of: &Unread) -> UnreadRow {
    UnreadRow { cell: of.cell, line: of.line, what: unread(of) }
}

fn note(note: &Remark) -> NoteRow {
    NoteRow { line: note.line, column: note.column, text: remark(note) }
}

fn addition(of: &Addition) -> AdditionRow<'_> {
    AdditionRow { cell: of.cell, line: of.line, text: &of.text }
}

fn example(of: Example) -> ExampleRow {
    let counts = |all: &[(String, usize)]| -> Map<String, Value> {
        all.iter().map(|(name, count)| (name.clone(), (*count).into())).collect()
    };
    ExampleRow {
        sizes: counts(&of.sizes),
        values: of.values.iter().map(|(name, values)| (name.clone(), nested(values))).collect(),
        functions: of.functions.iter().map(|(f, x)| (f.clone(), x.as_str().into())).collect(),
        at: counts(&of.at),
        left: of.left,
        right: of.right,
        numpy: of.numpy,
    }
}

/// Whole numbers without a point.
fn nested(values: &Values) -> Value {
    match values {
        Values::List(all) => Value::Array(all.iter().map(nested).collect()),
        Values::Number(x) if x.fract() == 0.0 && x.abs() < 1e9 => {
            format!("{x:.0}").parse::<i64>().map_or(Value::Null, Value::from)
        }
        Values::Number(x) => Number::from_f64(*x).map_or(Value::Null, Value::Number),
    }
}
