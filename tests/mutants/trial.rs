//! A change is made on the source text and read back, by the evaluator and by the checker.

use super::checker::{Checked, Verdict};
use super::edit::Edit;
use super::paper::Paper;
use super::respelled::respelled;
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
    /// The line that the right side begins in, counted from 1.
    pub at: usize,
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
    let mut found: Vec<Changed> = claims.into_par_iter().flat_map_iter(|k| setting.at(k)).collect();
    let respelled = respelled(subject, &paper, &text);
    found
        .par_extend(respelled.par_iter().flat_map_iter(|(name, text)| setting.spelled(name, text)));
    found
}

impl Setting<'_> {
    fn at(&self, place: usize) -> Vec<Changed> {
        let relation = &self.paper.relations[place];
        let site = Site::new(self.subject, self.paper, self.text, relation);
        let site = site.unwrap_or_else(|| {
            panic!("not cut: {}", &self.text[relation.span.start..relation.span.end])
        });
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

    /// All claims of the document in another spelling.
    fn spelled(&self, name: &'static str, text: &str) -> Vec<Changed> {
        let paper = Paper::read(self.subject, text);
        let claims = |paper: &Paper| paper.relations.iter().filter(|r| r.claim).count();
        if claims(&paper) != claims(self.paper) {
            eprintln!("{}: {name} is not read in full", self.subject.file);
            return Vec::new();
        }
        let checked = Checked::read(self.subject.file, text);
        let tried = |place: usize| {
            let [relation, original] = [&paper, self.paper].map(|paper| &paper.relations[place]);
            let truth = Bench::new(self.subject, &paper, relation).original();
            let [side, before] = [relation, original].map(|r| r.span.start..r.span.end);
            let verdict = (truth == Truth::True).then(|| checked.judge(&side));
            let line = text[side].to_owned();
            Changed {
                file: self.subject.file,
                at: self.text[..before.start].matches('\n').count() + 1,
                edit: Edit::new(before.clone(), line.clone(), Change::Rewrite(name)),
                original: self.text[before].to_owned(),
                line,
                truth,
                verdict,
            }
        };
        (0..paper.relations.len()).filter(|k| paper.relations[*k].claim).map(tried).collect()
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
            at: self.text[..span.start].matches('\n').count() + 1,
            edit,
            original,
            line,
            truth,
            verdict,
        })
    }

    /// What the evaluator says of a changed line; `None` where it cannot be read.
    fn truth(&self, bench: &Bench<'_>, place: usize, changed: &str) -> Option<Truth> {
        let grown = changed.len().cast_signed() - self.text.len().cast_signed();
        let (tree, id, restriction) = self.paper.reread(place, changed, grown)?;
        Some(bench.judge(Right { tree: &tree, id, restriction: &restriction }))
    }
}
