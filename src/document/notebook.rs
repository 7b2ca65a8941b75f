//! The Markdown cells of a Jupyter notebook.
//!
//! In comes the JSON of nbformat 4 or 3; out comes one [`Part`] for each Markdown cell, with
//! places counted within the cell's own text. Code cells and outputs are only counted.

use serde_json::Value;

use super::{Block, Container, Part, ReadError, markdown};
use crate::source::{Source, Span};

/// Reads a notebook's Markdown cells.
pub(super) fn read(name: &str, text: &str) -> Result<Vec<Part>, ReadError> {
    let value: Value = serde_json::from_str(text).map_err(|error| ReadError::Notebook {
        message: format!("not JSON: {}", bare_message(&error)),
        line: error.line().max(1),
        column: error.column().max(1),
    })?;
    let Some(cells) = cells(&value) else {
        let message = "it has no list of cells".to_owned();
        return Err(ReadError::Notebook { message, line: 1, column: 1 });
    };
    Ok(cells.into_iter().enumerate().filter_map(|(index, cell)| part(name, index, cell)).collect())
}

/// The cells of nbformat 4, or those of all worksheets of nbformat 3.
fn cells(notebook: &Value) -> Option<Vec<&Value>> {
    if let Some(cells) = notebook.get("cells").and_then(Value::as_array) {
        return Some(cells.iter().collect());
    }
    let worksheets = notebook.get("worksheets")?.as_array()?;
    let lists = worksheets.iter().filter_map(|sheet| sheet.get("cells")?.as_array());
    Some(lists.flatten().collect())
}

fn part(name: &str, index: usize, cell: &Value) -> Option<Part> {
    let kind = cell.get("cell_type")?.as_str()?;
    if !matches!(kind, "markdown" | "heading") {
        return None;
    }
    let source = Source::new(name, cell.get("source").map(joined).unwrap_or_default());
    if kind == "markdown" {
        return Some(Part { cell: Some(index), ..markdown::read(source, index == 0) });
    }
    // Heading cells, which nbformat 4 abolished, hold the bare title.
    let level = cell.get("level").and_then(Value::as_u64).unwrap_or(1).clamp(1, 6);
    let level = u8::try_from(level).unwrap_or(1);
    Some(Part { cell: Some(index), ..title(source, level) })
}

/// A text that is a title, with its formulas.
pub(super) fn title(source: Source, level: u8) -> Part {
    let mut part = Part { container: Container::Title(level), ..markdown::read(source, false) };
    let span = Span::new(0, part.source.text().len());
    part.blocks.retain(|block| matches!(block, Block::Formula(_)));
    let text = part.source.text().trim().to_owned();
    part.blocks.insert(0, Block::Heading { level, text, span });
    part
}

/// A cell's source is a string or a list of strings.
fn joined(source: &Value) -> String {
    match source {
        Value::String(text) => text.clone(),
        Value::Array(lines) => lines.iter().filter_map(Value::as_str).collect(),
        _ => String::new(),
    }
}

/// The message without the place that `serde_json` appends to it.
fn bare_message(error: &serde_json::Error) -> String {
    let message = error.to_string();
    message.rsplit_once(" at line ").map_or(message.clone(), |(bare, _)| bare.to_owned())
}
