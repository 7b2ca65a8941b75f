//! What was checked, for programs.

use crate::diagnose::{Addition, Counterexample, Values};
use crate::reason::Code;
use crate::verdict::{Checked, Counts, Line, Remark, Verdict, kind_name, needed};
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
    lines: Vec<LineRow<'a>>,
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
    slip: Option<&'a str>,
    ratio: Option<f64>,
    needs: Option<String>,
    add: Option<AdditionRow<'a>>,
    assumes: &'a [String],
    message: &'a str,
    hints: &'a [String],
    counterexample: Option<ExampleRow<'a>>,
    notes: Vec<NoteRow<'a>>,
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
struct ExampleRow<'a> {
    sizes: Map<String, Value>,
    values: Map<String, Value>,
    #[serde(skip_serializing_if = "Map::is_empty")]
    functions: Map<String, Value>,
    /// Counted from 1.
    at: Map<String, Value>,
    left: &'a [f64],
    right: &'a [f64],
    /// Counted from 0.
    numpy: Option<&'a [String]>,
}

#[derive(Serialize)]
struct NoteRow<'a> {
    line: usize,
    column: usize,
    text: &'a str,
}

/// One object for one file, an array for several.
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
        lines: checked.lines.iter().map(line).collect(),
    }
}

fn line(line: &Line) -> LineRow<'_> {
    LineRow {
        cell: line.cell,
        line: line.line,
        column: line.column,
        tag: line.tag.as_deref(),
        latex: &line.latex,
        kind: kind_name(line.kind),
        verdict: line.verdict.map(Verdict::name),
        code: line.code.map(Code::name),
        apart: line.apart.iter().map(|(a, b)| format!("{a} != {b}")).collect(),
        residual: line.residual,
        tolerance: line.tolerance,
        slip: line.slip.as_deref(),
        ratio: line.ratio,
        needs: needed(line),
        add: line.add.as_ref().map(addition),
        assumes: &line.assumes,
        message: &line.message,
        hints: &line.hints,
        counterexample: line.counterexample.as_ref().map(example),
        notes: line.notes.iter().chain(&line.oddities).map(note).collect(),
    }
}

fn note(note: &Remark) -> NoteRow<'_> {
    NoteRow { line: note.line, column: note.column, text: &note.text }
}

fn addition(of: &Addition) -> AdditionRow<'_> {
    AdditionRow { cell: of.cell, line: of.line, text: &of.text }
}

fn example(of: &Counterexample) -> ExampleRow<'_> {
    let counts = |all: &[(String, usize)]| -> Map<String, Value> {
        all.iter().map(|(name, count)| (name.clone(), (*count).into())).collect()
    };
    ExampleRow {
        sizes: counts(&of.sizes),
        values: of.values.iter().map(|(name, values)| (name.clone(), nested(values))).collect(),
        functions: of.functions.iter().map(|(f, x)| (f.clone(), x.as_str().into())).collect(),
        at: counts(&of.at),
        left: &of.left,
        right: &of.right,
        numpy: of.numpy.as_deref(),
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
