//! The sections, items and examples of a document, with what gets a meaning in each.
//!
//! In: a derivation. Out: a row for each scope that formulas stand in, in the order in
//! which they begin. Not done here: which meaning a line sees.

use crate::derivation::Derivation;
use crate::expression::Kind;
use crate::reading::{Scope, ScopeKind};
use crate::verdict::written;
use serde::Serialize;

/// A scope, by the lines of its first and last formula.
#[derive(Debug, Serialize, PartialEq, Eq)]
pub(super) struct Row {
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    cell: Option<usize>,
    from: usize,
    to: usize,
    /// How many scopes it stands in.
    depth: usize,
    /// The left sides that are defined in it and in none inside it.
    defines: Vec<String>,
}

/// All scopes of a document that a formula stands in.
pub(super) fn all(derivation: &Derivation) -> Vec<Row> {
    let formulas = &derivation.reading.formulas;
    let mut found: Vec<(Scope, Row)> = Vec::new();
    for stated in formulas {
        let Some(text) = derivation.reading.texts.get(stated.text) else { continue };
        let line = text.source().location(stated.origin).line;
        for (depth, scope) in stated.scopes.iter().enumerate() {
            if let Some((_, row)) = found.iter_mut().find(|(known, _)| known == scope) {
                row.to = row.to.max(line);
            } else {
                let (kind, cell) = (kind_name(scope.kind), text.cell());
                let row = Row { kind, cell, from: line, to: line, depth, defines: Vec::new() };
                found.push((*scope, row));
            }
        }
    }
    for relation in derivation.meaning.relations.iter().filter(|r| r.kind == Kind::Definition) {
        let own = formulas.get(relation.formula).and_then(|stated| stated.scopes.last());
        if let Some((_, row)) = found.iter_mut().find(|(scope, _)| Some(scope) == own) {
            let latex = written(&derivation.reading, relation);
            let left = latex.split(['=', '≡']).next().unwrap_or_default();
            row.defines.push(left.trim_end_matches([':', ' ']).to_owned());
        }
    }
    found.into_iter().map(|(_, row)| row).collect()
}

const fn kind_name(kind: ScopeKind) -> &'static str {
    match kind {
        ScopeKind::Section(_) => "section",
        ScopeKind::Item => "item",
        ScopeKind::Closed => "example, exercise or proof",
    }
}

impl Row {
    /// The lines, what it is, and what it defines.
    pub(super) fn words(&self) -> Vec<String> {
        let cell = self.cell.map(|cell| format!("cell {cell}:")).unwrap_or_default();
        let lines = match (self.from, self.to) {
            (from, to) if from == to => from.to_string(),
            (from, to) => format!("{from}–{to}"),
        };
        let kind = format!("{}{}", "  ".repeat(self.depth), self.kind);
        let defines = match self.defines.as_slice() {
            [] => String::new(),
            all => format!("defines {}", all.join(", ")),
        };
        vec![format!("{cell}{lines}"), kind, defines]
    }
}
