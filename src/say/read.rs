//! How a document was understood, for people and for programs.

use super::given::{self, Given, Set};
use super::json::{Handled, serialized};
use super::snippet::plain;
use super::{guessed, inference, reason, scopes};
use crate::derivation::Derivation;
use crate::expression::{Kind, Place};
use crate::reading::Text;
use crate::syntax::tree::Sign;
use crate::verdict::written;
use serde::Serialize;
use std::fmt::{self, Write};

/// The schema's name and version.
pub const SCHEMA: &str = "handgrad/read/1";

#[derive(Serialize)]
struct Page<'a> {
    schema: &'static str,
    document: &'a str,
    givens: Vec<Given>,
    sets: Vec<Set>,
    scopes: Vec<scopes::Row>,
    functions: Vec<Function>,
    inferred: Vec<Inferred>,
    relations: Vec<Row>,
    notes: Vec<Note>,
}

/// A function that a formula defines.
#[derive(Serialize)]
struct Function {
    name: String,
    #[serde(flatten)]
    at: At,
}

/// A definition that no formula states.
#[derive(Serialize)]
struct Inferred {
    name: String,
    latex: String,
    #[serde(flatten)]
    at: At,
}

/// A place as people count.
#[derive(Serialize)]
pub(super) struct At {
    #[serde(skip_serializing_if = "Option::is_none")]
    cell: Option<usize>,
    line: usize,
    column: usize,
}

#[derive(Serialize)]
struct Row {
    #[serde(flatten)]
    at: At,
    tag: Option<String>,
    latex: String,
    kind: &'static str,
    /// Whether there is a sign, or only a formula in passing.
    #[serde(skip)]
    relates: bool,
    /// Why it is not understood.
    problem: Option<String>,
    /// The word for that, or for why it is skipped.
    code: Option<&'static str>,
    notes: Vec<String>,
}

#[derive(Serialize)]
struct Note {
    #[serde(flatten)]
    at: At,
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
    section("Given", page.givens.iter().map(Given::row).collect());
    section("Index sets", page.sets.iter().map(Set::row).collect());
    // What has no parts needs no list of them.
    if page.scopes.len() > 1 {
        section("Scopes", page.scopes.iter().map(scopes::Row::words).collect());
    }
    let function = |f: &Function| vec![f.at.to_string(), f.name.clone()];
    section("Functions", page.functions.iter().map(function).collect());
    let inferred = |i: &Inferred| vec![i.at.to_string(), format!("{} = {}", i.name, i.latex)];
    section("Definitions inferred", page.inferred.iter().map(inferred).collect());
    let kinds = [
        ("Definitions", "definition"),
        ("Assumptions", "assumption"),
        ("Claims", "claim"),
        ("Tasks", "task"),
        ("Skipped", "skipped"),
    ];
    for (title, kind) in kinds {
        let own = page.relations.iter().filter(|r| r.kind == kind && r.relates);
        section(title, own.map(Row::row).collect());
    }
    let note = |n: &Note| vec![n.at.to_string(), n.text.clone()];
    section("Guesses and inferences", page.notes.iter().map(note).collect());
    text
}

fn page<'a>(name: &'a str, derivation: &Derivation) -> Page<'a> {
    let meaning = &derivation.meaning;
    let (givens, sets) = given::all(derivation);
    let functions = meaning.functions.iter();
    let functions =
        functions.map(|(name, place)| Function { name: name.clone(), at: at(derivation, *place) });
    let inferred = meaning.symbols.iter().filter_map(|symbol| {
        let definition = symbol.definition.as_ref().filter(|definition| definition.inferred)?;
        Some(Inferred {
            name: symbol.written.clone(),
            latex: quoted(derivation, definition.place),
            at: at(derivation, definition.place),
        })
    });
    Page {
        schema: SCHEMA,
        document: name,
        givens,
        sets,
        scopes: scopes::all(derivation),
        functions: functions.collect(),
        inferred: inferred.collect(),
        relations: (0..meaning.relations.len()).map(|k| relation(derivation, k)).collect(),
        notes: notes(derivation),
    }
}

/// What was inferred and guessed, in the order of the document.
fn notes(derivation: &Derivation) -> Vec<Note> {
    let inferred = derivation.meaning.relations.iter().flat_map(|relation| &relation.notes);
    let mut notes: Vec<(Place, String)> =
        inferred.map(|note| (note.place, inference(&note.inference))).collect();
    for stated in &derivation.reading.formulas {
        let place = |span| stated.place(span);
        let guesses = stated.formula.guesses.iter();
        notes.extend(guesses.map(|guess| (place(guess.span), guessed(guess.reading).to_owned())));
    }
    notes.sort();
    notes.dedup();
    notes.into_iter().map(|(place, text)| Note { at: at(derivation, place), text }).collect()
}

fn relation(derivation: &Derivation, number: usize) -> Row {
    let relation = &derivation.meaning.relations[number];
    let unclear = relation.sides.as_ref().err().filter(|_| relation.kind != Kind::Skipped);
    Row {
        at: at(derivation, relation.place),
        tag: relation.tag.clone(),
        latex: written(&derivation.reading, relation),
        kind: relation.kind.name(),
        relates: relation.kind != Kind::Skipped || relation.sign != Sign::Other,
        code: relation.sides.as_ref().err().map(|unclear| unclear.reason.code().name()),
        problem: unclear.map(|unclear| reason(&unclear.reason)),
        notes: relation.notes.iter().map(|note| inference(&note.inference)).collect(),
    }
}

pub(super) fn at(derivation: &Derivation, place: Place) -> At {
    let text = derivation.reading.texts.get(place.text);
    let location = text.map(|text| text.source().location(place.span.start));
    At {
        cell: text.and_then(Text::cell),
        line: location.map_or(1, |at| at.line),
        column: location.map_or(1, |at| at.column),
    }
}

fn quoted(derivation: &Derivation, place: Place) -> String {
    let words = derivation.reading.slice(place).split_whitespace();
    words.collect::<Vec<_>>().join(" ")
}

impl fmt::Display for At {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(cell) = self.cell {
            write!(f, "cell {cell}:")?;
        }
        write!(f, "{}:{}", self.line, self.column)
    }
}

impl Row {
    fn row(&self) -> Vec<String> {
        let tag = self.tag.as_ref().map(|tag| format!(" ({tag})")).unwrap_or_default();
        let problem = self.problem.as_ref().map(|why| format!("  [not understood: {why}]"));
        let skipped = self.code.filter(|_| self.problem.is_none());
        let skipped = skipped.map(|code| format!("  [{code}]"));
        let words = [problem, skipped].into_iter().flatten().collect::<String>();
        let words = format!("{}{tag}{words}", self.latex);
        vec![self.at.to_string(), words]
    }
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
