//! A change is made on the source text and read back, by the evaluator and by the checker.

use super::checker::{Checked, Verdict};
use super::edit::Edit;
use super::paper::Paper;
use super::pieces::Range;
use super::respelled::respelled;
use super::rewrites::{Rewrite, rewrites};
use super::site::Site;
use super::slips::{Slip, slips};
use super::subject::Subject;
use super::truth::{Bench, Right, Truth};
use super::world::scrambled;
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
    /// Where the right side begins.
    pub start: usize,
    /// The right side before and after.
    pub original: String,
    pub line: String,
    pub truth: Truth,
    /// What the checker says, where the evaluator knows and the checker was asked.
    pub verdict: Option<Verdict>,
}

impl Changed {
    /// Whether the evaluator knows what the checker has to say.
    pub(crate) fn is_known(&self) -> bool {
        match self.edit.kind {
            Change::Slip(_) => matches!(self.truth, Truth::True | Truth::False(_)),
            Change::Rewrite(_) => self.truth == Truth::True,
        }
    }

    /// The same with what the checker says of it, alone in its document.
    fn judged(self, text: &str) -> Self {
        let verdict = self.is_known().then(|| {
            let checked = Checked::read(self.file, &self.edit.applied(text));
            let side = Range { start: self.start, end: self.start + self.line.len() };
            checked.judge(std::slice::from_ref(&side)).remove(0)
        });
        Self { verdict, ..self }
    }
}

/// A document with its text and what is understood of it.
struct Setting<'a> {
    subject: &'a Subject,
    paper: &'a Paper,
    text: &'a str,
}

/// How many changes are tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Extent {
    /// About so many of each document, chosen by chance but always the same.
    Some(usize),
    /// All.
    All,
}

/// Changes of the claims of a document and the document in other spellings, all judged.
pub(crate) fn judged(subject: &Subject, extent: Extent) -> Vec<Changed> {
    let text = subject.text();
    let changed = changes(subject, extent).into_par_iter().map(|c| c.judged(&text));
    let mut found: Vec<Changed> = changed.collect();
    let paper = Paper::read(subject, &text);
    let setting = Setting { subject, paper: &paper, text: &text };
    let respelled = respelled(subject, &paper, &text);
    found
        .par_extend(respelled.par_iter().flat_map_iter(|(name, text)| setting.spelled(name, text)));
    found
}

/// Changes of the claims of a document with what is true of them; the checker is not asked.
pub(crate) fn changes(subject: &Subject, extent: Extent) -> Vec<Changed> {
    let text = subject.text();
    let paper = Paper::read(subject, &text);
    let claims = (0..paper.relations.len()).filter(|k| paper.relations[*k].claim);
    let claims: Vec<usize> = claims.collect();
    let setting = Setting { subject, paper: &paper, text: &text };
    let sites = claims.par_iter().map(|k| (*k, setting.edits(*k))).collect::<Vec<_>>();
    let all: usize = sites.iter().map(|(_, edits)| edits.len()).sum();
    let kept = |edit: &Edit<Change>| match extent {
        Extent::All => true,
        Extent::Some(most) => {
            let chance = edit
                .text
                .bytes()
                .fold(edit.range.start as u64, |state, byte| scrambled(state ^ u64::from(byte)));
            chance % (all as u64).max(1) < most as u64
        }
    };
    let tried = |(k, edits): (usize, Vec<Edit<Change>>)| setting.tried_all(k, edits, kept);
    sites.into_par_iter().flat_map_iter(tried).collect()
}

impl Setting<'_> {
    /// All changes of a claim, each once.
    fn edits(&self, place: usize) -> Vec<Edit<Change>> {
        let relation = &self.paper.relations[place];
        let site = Site::new(self.subject, self.paper, self.text, relation);
        let site = site.unwrap_or_else(|| {
            panic!("not cut: {}", &self.text[relation.span.start..relation.span.end])
        });
        let slips = slips(&site).into_iter().map(|e| e.map(Change::Slip));
        let rewrites = rewrites(&site, self.paper).into_iter().map(|e| e.map(Change::Rewrite));
        let mut seen = HashSet::from([site.text[site.side.range.clone()].to_owned()]);
        let new = slips.chain(rewrites).filter(|edit| {
            let line = edit.within(self.text, &site.side.range);
            seen.insert(line.split_whitespace().collect::<Vec<_>>().join(" "))
        });
        new.collect()
    }

    fn tried_all(
        &self,
        place: usize,
        edits: Vec<Edit<Change>>,
        kept: impl Fn(&Edit<Change>) -> bool,
    ) -> Vec<Changed> {
        let bench = Bench::new(self.subject, self.paper, &self.paper.relations[place]);
        let edits = edits.into_iter().filter(|edit| kept(edit));
        edits.filter_map(|edit| self.tried(&bench, place, edit)).collect()
    }

    /// All claims of the document in another spelling.
    fn spelled(&self, name: &'static str, text: &str) -> Vec<Changed> {
        let paper = Paper::read(self.subject, text);
        let claims = |paper: &Paper| paper.relations.iter().filter(|r| r.claim).count();
        if claims(&paper) != claims(self.paper) {
            return vec![self.misread(name)];
        }
        let claims: Vec<usize> =
            (0..paper.relations.len()).filter(|k| paper.relations[*k].claim).collect();
        let side = |k: &usize| paper.relations[*k].span.start..paper.relations[*k].span.end;
        let sides: Vec<Range> = claims.iter().map(side).collect();
        let verdicts = Checked::read(self.subject.file, text).judge(&sides);
        let tried = |((place, side), verdict): ((usize, Range), Verdict)| {
            let original = self.paper.relations[place].span;
            let before = original.start..original.end;
            let truth = Bench::new(self.subject, &paper, &paper.relations[place]).original();
            let line = text[side].to_owned();
            Changed {
                file: self.subject.file,
                at: self.text[..before.start].matches('\n').count() + 1,
                start: before.start,
                edit: Edit::new(before.clone(), line.clone(), Change::Rewrite(name)),
                original: self.text[before].to_owned(),
                line,
                verdict: (truth == Truth::True).then_some(verdict),
                truth,
            }
        };
        claims.into_iter().zip(sides).zip(verdicts).map(tried).collect()
    }

    /// A document of which another spelling has other claims.
    fn misread(&self, name: &'static str) -> Changed {
        Changed {
            file: self.subject.file,
            at: 1,
            start: 0,
            edit: Edit::new(0..0, "", Change::Rewrite(name)),
            original: String::new(),
            line: String::new(),
            truth: Truth::True,
            verdict: Some(Verdict::Undecided("in this spelling it has other claims".into())),
        }
    }

    fn tried(&self, bench: &Bench<'_>, place: usize, edit: Edit<Change>) -> Option<Changed> {
        let span = self.paper.relations[place].span;
        let side = span.start..span.end;
        let changed = edit.applied(self.text);
        let line = edit.within(self.text, &side);
        let truth = self.truth(bench, place, &changed)?;
        let original = self.text[side].to_owned();
        let start = span.start;
        Some(Changed {
            start,
            file: self.subject.file,
            at: self.text[..span.start].matches('\n').count() + 1,
            edit,
            original,
            line,
            truth,
            verdict: None,
        })
    }

    /// What the evaluator says of a changed line; `None` where it cannot be read.
    fn truth(&self, bench: &Bench<'_>, place: usize, changed: &str) -> Option<Truth> {
        let grown = changed.len().cast_signed() - self.text.len().cast_signed();
        let (tree, id, restriction) = self.paper.reread(place, changed, grown)?;
        Some(bench.judge(Right { tree: &tree, id, restriction: &restriction }))
    }
}
