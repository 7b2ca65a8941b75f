//! How a document was understood, for people and for programs.

use super::json::{Handled, serialized};
use super::snippet::plain;
use crate::derivation::Derivation;
use crate::expression::{Kind, Relation};
use crate::verdict::{Remark, kind_name, written};
use serde::Serialize;
use std::fmt::Write;

/// The schema's name and version.
pub const SCHEMA: &str = "handgrad/read/1";

#[derive(Serialize)]
struct Page<'a> {
    schema: &'static str,
    document: &'a str,
    givens: Vec<Given>,
    sets: Vec<Set>,
    relations: Vec<Row>,
    notes: Vec<Note>,
}

/// A symbol that no formula defines.
#[derive(Serialize)]
struct Given {
    name: String,
    shape: &'static str,
    /// For each of its places the set it runs over.
    sets: Vec<String>,
}

/// What indices run over.
#[derive(Serialize)]
struct Set {
    name: String,
    size: Option<String>,
}

#[derive(Serialize)]
struct Row {
    #[serde(skip_serializing_if = "Option::is_none")]
    cell: Option<usize>,
    line: usize,
    column: usize,
    tag: Option<String>,
    latex: String,
    kind: &'static str,
    /// Why it is not understood.
    problem: Option<String>,
    notes: Vec<String>,
}

#[derive(Serialize)]
struct Note {
    #[serde(skip_serializing_if = "Option::is_none")]
    cell: Option<usize>,
    line: usize,
    column: usize,
    text: String,
}

/// One object for one file, an array for several.
#[must_use]
pub fn json(files: &[Handled<Derivation>]) -> String {
    serialized(files, page)
}

/// How a document was understood, for people.
#[must_use]
pub fn text(name: &str, derivation: &Derivation) -> String {
    let page = page(name, derivation);
    let mut text = format!("{}\n", plain(name));
    let mut section = |title: &str, rows: Vec<Vec<String>>| {
        if !rows.is_empty() {
            let _ = write!(text, "\n{title}\n{}", aligned(&rows));
        }
    };
    let given = |g: &Given| vec![g.name.clone(), g.shape.to_owned(), over(&g.sets)];
    section("Given", page.givens.iter().map(given).collect());
    let set = |s: &Set| vec![s.name.clone(), s.size.clone().unwrap_or_default()];
    section("Index sets", page.sets.iter().map(set).collect());
    let kinds = [
        ("Definitions", "definition"),
        ("Assumptions", "assumption"),
        ("Claims", "claim"),
        ("Tasks", "task"),
        ("Skipped", "skipped"),
    ];
    for (title, kind) in kinds {
        let rows = page.relations.iter().filter(|r| r.kind == kind).map(row).collect();
        section(title, rows);
    }
    let note = |n: &Note| vec![place(n.cell, n.line, n.column), n.text.clone()];
    section("Guesses and inferences", page.notes.iter().map(note).collect());
    text
}

fn page<'a>(name: &'a str, derivation: &Derivation) -> Page<'a> {
    let relations = &derivation.meaning.relations;
    let notes = relations.iter().flat_map(|r| &r.notes).map(|note| {
        let remark = Remark::new(derivation, note);
        let cell = derivation.texts.get(note.place.text).and_then(|text| text.cell);
        Note { cell, line: remark.line, column: remark.column, text: remark.text }
    });
    Page {
        schema: SCHEMA,
        document: name,
        givens: givens(derivation),
        sets: sets(derivation),
        relations: (0..relations.len()).map(|k| relation(derivation, k)).collect(),
        notes: notes.collect(),
    }
}

fn givens(derivation: &Derivation) -> Vec<Given> {
    let meaning = &derivation.meaning;
    let given = meaning.symbols.iter().filter(|symbol| symbol.definition.is_none());
    given
        .map(|symbol| Given {
            name: symbol.key.name.clone(),
            shape: if symbol.vector { "vector" } else { "number" },
            sets: symbol.sets.iter().map(|set| format!("{:?}", meaning.sets.find(*set))).collect(),
        })
        .collect()
}

fn sets(derivation: &Derivation) -> Vec<Set> {
    let sets = &derivation.meaning.sets;
    let named = |set| sets.sizes.iter().find(|(_, of)| sets.find(**of) == set);
    let one =
        |set| Set { name: format!("{set:?}"), size: named(set).map(|(name, _)| name.clone()) };
    sets.classes().map(one).collect()
}

fn relation(derivation: &Derivation, number: usize) -> Row {
    let relation: &Relation = &derivation.meaning.relations[number];
    let text = derivation.texts.get(relation.place.text);
    let at = text.map(|text| text.source.location(relation.place.span.start));
    let unclear = relation.sides.as_ref().err().filter(|_| relation.kind != Kind::Skipped);
    Row {
        cell: text.and_then(|text| text.cell),
        line: at.map_or(1, |at| at.line),
        column: at.map_or(1, |at| at.column),
        tag: relation.tag.clone(),
        latex: written(derivation, number),
        kind: kind_name(relation.kind),
        problem: unclear.map(|unclear| unclear.why.clone()),
        notes: relation.notes.iter().map(|note| note.text.clone()).collect(),
    }
}

fn row(row: &Row) -> Vec<String> {
    let tag = row.tag.as_ref().map(|tag| format!(" ({tag})")).unwrap_or_default();
    let problem = row.problem.as_ref().map(|why| format!("  [not understood: {why}]"));
    let words = format!("{}{tag}{}", row.latex, problem.unwrap_or_default());
    vec![place(row.cell, row.line, row.column), words]
}

fn place(cell: Option<usize>, line: usize, column: usize) -> String {
    let cell = cell.map(|cell| format!("cell {cell}:")).unwrap_or_default();
    format!("{cell}{line}:{column}")
}

/// `over i, j and k`.
fn over(sets: &[String]) -> String {
    if sets.is_empty() { String::new() } else { format!("over {}", sets.join(", ")) }
}

/// Columns, two spaces between.
fn aligned(rows: &[Vec<String>]) -> String {
    let mut widths: Vec<usize> = Vec::new();
    for row in rows {
        for (k, cell) in row.iter().enumerate().take(row.len().saturating_sub(1)) {
            widths.resize(widths.len().max(k + 1), 0);
            widths[k] = widths[k].max(cell.chars().count());
        }
    }
    let mut text = String::new();
    for row in rows {
        let mut line = String::from(" ");
        for (k, cell) in row.iter().enumerate() {
            let width = widths.get(k).copied().unwrap_or(0);
            let gap =
                if k + 1 < row.len() { width.saturating_sub(cell.chars().count()) } else { 0 };
            let _ = write!(line, " {}{}", plain(cell), " ".repeat(gap + 1));
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}
