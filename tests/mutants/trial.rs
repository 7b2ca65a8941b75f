//! A change is made on the source text and read back, by the evaluator and by the checker.

use super::checker::{Checked, Verdict};
use super::paper::Paper;
use super::site::Site;
use super::slips::{Edit, Slip, slips};
use super::subject::Subject;
use super::truth::{Bench, Right, Truth};
use rayon::prelude::*;
use std::collections::HashSet;

/// A line with one change.
#[derive(Debug, Clone)]
pub(crate) struct Changed {
    pub file: &'static str,
    /// The relation's place among the document's.
    pub relation: usize,
    pub edit: Edit,
    /// The right side before and after.
    pub original: String,
    pub line: String,
    pub truth: Truth,
    /// What the checker says, where the evaluator knows.
    pub verdict: Option<Verdict>,
}

impl Changed {
    pub(crate) fn kind(&self) -> Slip {
        self.edit.slip
    }
}

/// All changes of all claims of a document, tried.
pub(crate) fn mutants(subject: &Subject) -> Vec<Changed> {
    let text = subject.text();
    let paper = Paper::read(subject, &text);
    let claims = (0..paper.relations.len()).filter(|k| paper.relations[*k].claim);
    let claims: Vec<usize> = claims.collect();
    claims.into_par_iter().flat_map_iter(|k| at(subject, &paper, &text, k)).collect()
}

fn at(subject: &Subject, paper: &Paper, text: &str, place: usize) -> Vec<Changed> {
    let relation = &paper.relations[place];
    let Some(site) = Site::new(subject, paper, text, relation) else { return Vec::new() };
    let bench = Bench::new(subject, paper, relation);
    let side = relation.span.start..relation.span.end;
    let mut seen = HashSet::new();
    let mut found = Vec::new();
    for edit in slips(&site) {
        let changed = applied(text, &edit);
        let grown = changed.len() - (text.len() - side.end);
        let line = changed[side.start..grown].to_owned();
        if !seen.insert(line.split_whitespace().collect::<String>()) {
            continue;
        }
        let Some(truth) = truth(subject, paper, &bench, place, &changed) else { continue };
        let verdict = matches!(truth, Truth::True | Truth::False(_))
            .then(|| Checked::read(subject.file, &changed).judge(&(side.start..grown)));
        let original = text[side.clone()].to_owned();
        found.push(Changed {
            file: subject.file,
            relation: place,
            edit,
            original,
            line,
            truth,
            verdict,
        });
    }
    found
}

/// The text with a change.
pub(crate) fn applied(text: &str, edit: &Edit) -> String {
    let (before, behind) = (&text[..edit.range.start], &text[edit.range.end..]);
    format!("{before}{}{behind}", edit.text)
}

/// What the evaluator says of a changed line; `None` where it cannot be read.
fn truth(
    subject: &Subject,
    paper: &Paper,
    bench: &Bench<'_>,
    place: usize,
    changed: &str,
) -> Option<Truth> {
    let other = Paper::read(subject, changed);
    if other.relations.len() != paper.relations.len() {
        return None;
    }
    let relation = &other.relations[place];
    let tree = other.tree(relation.right.0);
    Some(bench.judge(Right { tree, id: relation.right.1, restriction: &relation.restriction }))
}
