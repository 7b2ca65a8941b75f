//! A change is made on the source text and read back, by the evaluator and by the checker.

use super::checker::{Checked, Verdict};
use super::edit::Edit;
use super::paper::Paper;
use super::rewrites::{Rewrite, rewrites};
use super::site::Site;
use super::slips::{Slip, slips};
use super::subject::Subject;
use super::truth::{Bench, Right, Truth};
use rayon::prelude::*;
use std::collections::HashSet;

/// What was done to a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Change {
    Slip(Slip),
    Rewrite(Rewrite),
}

/// A line with one change.
#[derive(Debug, Clone)]
pub(crate) struct Changed {
    pub file: &'static str,
    /// The relation's place among the document's.
    pub relation: usize,
    pub edit: Edit<Change>,
    /// The right side before and after.
    pub original: String,
    pub line: String,
    pub truth: Truth,
    /// What the checker says, where the evaluator knows.
    pub verdict: Option<Verdict>,
}

/// A document with its text and what is understood of it.
struct Setting<'a> {
    subject: &'a Subject,
    paper: &'a Paper,
    text: &'a str,
}

/// All changes of all claims of a document, tried.
pub(crate) fn changes(subject: &Subject) -> Vec<Changed> {
    let text = subject.text();
    let paper = Paper::read(subject, &text);
    let claims = (0..paper.relations.len()).filter(|k| paper.relations[*k].claim);
    let claims: Vec<usize> = claims.collect();
    let setting = Setting { subject, paper: &paper, text: &text };
    claims.into_par_iter().flat_map_iter(|k| setting.at(k)).collect()
}

impl Setting<'_> {
    fn at(&self, place: usize) -> Vec<Changed> {
        let relation = &self.paper.relations[place];
        let site = Site::new(self.subject, self.paper, self.text, relation);
        let site = site.unwrap_or_else(|| panic!("not cut: {}", &self.text[relation.span.start..relation.span.end]));
        let bench = Bench::new(self.subject, self.paper, relation);
        let slips = slips(&site).into_iter().map(|e| e.map(Change::Slip));
        let rewrites = rewrites(&site, self.paper).into_iter().map(|e| e.map(Change::Rewrite));
        let mut seen = HashSet::from([site.text[site.side.range.clone()].to_owned()]);
        let new = slips.chain(rewrites).filter(|edit| {
            let line = edit.within(self.text, &site.side.range);
            seen.insert(line.split_whitespace().collect::<Vec<_>>().join(" "))
        });
        let edits: Vec<_> = new.collect();
        edits.into_iter().filter_map(|edit| self.tried(&bench, place, edit)).collect()
    }

    fn tried(&self, bench: &Bench<'_>, place: usize, edit: Edit<Change>) -> Option<Changed> {
        let span = self.paper.relations[place].span;
        let side = span.start..span.end;
        let changed = edit.applied(self.text);
        let line = edit.within(self.text, &side);
        let truth = self.truth(bench, place, &changed)?;
        let wanted = match edit.kind {
            Change::Slip(_) => matches!(truth, Truth::True | Truth::False(_)),
            Change::Rewrite(_) => truth == Truth::True,
        };
        let verdict = wanted.then(|| {
            let checked = Checked::read(self.subject.file, &changed);
            checked.judge(&(side.start..side.start + line.len()))
        });
        let original = self.text[side].to_owned();
        Some(Changed {
            file: self.subject.file,
            relation: place,
            edit,
            original,
            line,
            truth,
            verdict,
        })
    }

    /// What the evaluator says of a changed line; `None` where it cannot be read.
    fn truth(&self, bench: &Bench<'_>, place: usize, changed: &str) -> Option<Truth> {
        let other = Paper::read(self.subject, changed);
        if other.relations.len() != self.paper.relations.len() {
            return None;
        }
        let relation = &other.relations[place];
        let tree = other.tree(relation.right.0);
        Some(bench.judge(Right { tree, id: relation.right.1, restriction: &relation.restriction }))
    }
}
