//! Lines with a slip, and what the checker says of them.

use super::normal::normal;
use crate::mutants::edit::Edit;
use crate::mutants::paper::Paper;
use crate::mutants::pieces::Range;
use crate::mutants::site::Site;
use crate::mutants::slips::{Slip, slips};
use crate::mutants::subject::Subject;
use crate::mutants::truth::{Bench, Right, Truth};
use crate::mutants::world::scrambled;
use handgrad::{Checked, Line, Options, Place, Verdict};
use rayon::prelude::*;
use std::time::Instant;

/// A line with one slip, and what was said of it.
pub(crate) struct Patient {
    pub file: &'static str,
    pub original: String,
    pub line: String,
    pub slip: Slip,
    /// Whether this line fails and no other one does; nothing where it is undecided.
    pub found: Option<bool>,
    /// The kind that it is given.
    pub kind: String,
    /// The first hint's right side.
    pub hint: String,
    /// Whether that is the original, and which of the hints is.
    pub mended: Option<usize>,
    pub seconds: f64,
}

struct Setting<'a> {
    subject: &'a Subject,
    paper: &'a Paper,
    text: &'a str,
}

/// About so many slips of a document, always the same.
pub(crate) fn sample(subject: &Subject, most: usize) -> Vec<Patient> {
    let text = subject.text();
    let paper = Paper::read(subject, &text);
    let setting = Setting { subject, paper: &paper, text: &text };
    let chosen = setting.chosen(most);
    chosen.into_par_iter().map(|(place, edit)| setting.diagnosed(place, edit)).collect()
}

/// About so many lines of a document with two slips each.
pub(crate) fn doubles(subject: &Subject, most: usize) -> Vec<Patient> {
    let text = subject.text();
    let paper = Paper::read(subject, &text);
    let setting = Setting { subject, paper: &paper, text: &text };
    let mut chosen = setting.chosen(most * 12);
    chosen.sort_by_key(|(place, edit)| (*place, scrambled(edit.range.start as u64)));
    let mut both = Vec::new();
    for pair in chosen.chunks_exact(2) {
        let [(a, first), (b, second)] = pair else { continue };
        let (first, second) =
            if first.range.start < second.range.start { (first, second) } else { (second, first) };
        if a != b || first.range.end >= second.range.start {
            continue;
        }
        let between = &text[first.range.end..second.range.start];
        let joined = format!("{}{between}{}", first.text, second.text);
        let edit = Edit::new(first.range.start..second.range.end, joined, first.kind);
        if setting.is_false(*a, &edit) {
            both.push((*a, edit));
        }
    }
    let step = (both.len() / most.max(1)).max(1);
    let some: Vec<(usize, Edit<Slip>)> = both.into_iter().step_by(step).take(most).collect();
    some.into_par_iter().map(|(place, edit)| setting.diagnosed(place, edit)).collect()
}

/// About so many texts with two slips in two claims, and where these stand.
pub(crate) fn pairs(subject: &Subject, most: usize) -> Vec<(String, Vec<Range>)> {
    let text = subject.text();
    let paper = Paper::read(subject, &text);
    let setting = Setting { subject, paper: &paper, text: &text };
    let chosen = setting.chosen(most * 2 + 4);
    let mut found = Vec::new();
    for pair in chosen.chunks_exact(2) {
        let mut pair = pair.to_vec();
        pair.sort_by_key(|(_, edit)| edit.range.start);
        let [(a, first), (b, second)] = pair.as_slice() else { continue };
        if a == b {
            continue;
        }
        let grown = first.text.len().cast_signed() - first.range.len().cast_signed();
        let side = |place: usize| paper.relations[place].span;
        let here = side(*a).start..side(*a).end.max(side(*a).start + 1);
        let there = side(*b).start.checked_add_signed(grown).unwrap()
            ..side(*b).end.checked_add_signed(grown).unwrap();
        found.push((first.applied(&second.applied(&text)), vec![here, there]));
    }
    found
}

impl Setting<'_> {
    /// Slips that make a line false, of all claims, in the order of their places.
    fn chosen(&self, most: usize) -> Vec<(usize, Edit<Slip>)> {
        let claims = (0..self.paper.relations.len()).filter(|k| self.paper.relations[*k].claim);
        let mut all: Vec<(usize, Edit<Slip>)> = Vec::new();
        for place in claims {
            let relation = &self.paper.relations[place];
            let Some(site) = Site::new(self.subject, self.paper, self.text, relation) else {
                continue;
            };
            all.extend(slips(&site).into_iter().map(|edit| (place, edit)));
        }
        let chance = |(place, edit): &(usize, Edit<Slip>)| {
            let start = scrambled(edit.range.start as u64 ^ (*place as u64) << 32);
            edit.text.bytes().fold(start, |state, byte| scrambled(state ^ u64::from(byte)))
        };
        all.sort_by_key(chance);
        let mut seen = std::collections::HashSet::new();
        all.retain(|(_, edit)| seen.insert(edit.applied(self.text)));
        let mut kept = Vec::new();
        for chunk in all.chunks(16) {
            let wrong = |(place, edit): &&(usize, Edit<Slip>)| self.is_false(*place, edit);
            kept.extend(chunk.par_iter().filter(wrong).cloned().collect::<Vec<_>>());
            if kept.len() >= most {
                break;
            }
        }
        kept.truncate(most);
        kept
    }

    fn is_false(&self, place: usize, edit: &Edit<Slip>) -> bool {
        let changed = edit.applied(self.text);
        let grown = changed.len().cast_signed() - self.text.len().cast_signed();
        let Some((tree, id, restriction)) = self.paper.reread(place, &changed, grown) else {
            return false;
        };
        let bench = Bench::new(self.subject, self.paper, &self.paper.relations[place]);
        let right = Right { tree: &tree, id, restriction: &restriction };
        matches!(bench.judge(right), Truth::False(_))
    }

    fn diagnosed(&self, place: usize, edit: Edit<Slip>) -> Patient {
        let span = self.paper.relations[place].span;
        let side = span.start..span.end;
        let changed = edit.applied(self.text);
        let line = edit.within(self.text, &side);
        let begun = Instant::now();
        let options = Options::default();
        let checked = handgrad::check(self.subject.file, changed.as_bytes(), &options).unwrap();
        let seconds = begun.elapsed().as_secs_f64();
        let here = side.start..side.start + line.len().max(1);
        let mut patient = Patient {
            file: self.subject.file,
            original: self.text[side].to_owned(),
            line,
            slip: edit.kind,
            found: found(&checked, &here),
            kind: String::new(),
            hint: String::new(),
            mended: None,
            seconds,
        };
        let own = checked.lines.iter().find(|line| here.contains(&line.place.span.start));
        if let Some(line) = own {
            line.slip().map_or("", Slip::name).clone_into(&mut patient.kind);
            if let Some(hint) = line.hints().first() {
                patient.hint.clone_from(&hint.latex);
            }
            patient.mended = line.hints().iter().position(|hint| {
                let mut mended = changed.clone();
                for part in hint.mended.iter().rev() {
                    let span = part.place.span;
                    mended.replace_range(span.start..span.end, &format!(" {} ", part.new));
                }
                self.is_original(place, &mended)
            });
        }
        patient
    }

    /// Whether a claim says what it said, up to commutativity.
    fn is_original(&self, place: usize, text: &str) -> bool {
        let grown = text.len().cast_signed() - self.text.len().cast_signed();
        let (formula, id) = self.paper.relations[place].right;
        let original = normal(self.paper.tree(formula), id);
        let again = self.paper.reread(place, text, grown);
        again.is_some_and(|(tree, id, _)| normal(&tree, id) == original)
    }
}

/// Whether the line here is the only one that fails.
fn found(checked: &Checked, here: &Range) -> Option<bool> {
    let own = checked.lines.iter().find(|line| here.contains(&line.place.span.start))?;
    if own.verdict == Some(Verdict::Undecided) {
        return None;
    }
    let failing = |line: &&Line| line.verdict == Some(Verdict::Fails);
    let fails: Vec<Place> = checked.lines.iter().filter(failing).map(|l| l.place).collect();
    Some(fails == [own.place])
}
