//! Where a document can state what it lacks, and in which words.
//!
//! In: a document, a relation of it, and the assumptions under which that is
//! true. Out: a line more, behind the formula that first speaks of what is
//! assumed to be so and so, or before the false line if that comes first; never
//! within a formula, a heading or a table. It is proposed only if the relation
//! holds in the reading of the document with that line.

use super::spelling::Candidate;
use super::trial::{Inserted, Trial, with_line};
use crate::derivation::Subject;
use crate::document::Page;
use crate::expression::{Meaning, Op, SymbolId};
use crate::reading::Place;

/// A line that a document can be given.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Addition {
    /// The notebook's cell, from 0.
    pub cell: Option<usize>,
    /// The number that the line then has, in the file or cell, from 1.
    pub line: usize,
    /// What it says.
    pub text: String,
}

/// A line of a text, both counted from 0.
type Spot = (usize, usize);

/// The first place in which stating some assumptions makes a relation true.
pub(super) fn find(
    subject: &Subject<'_>,
    relation: usize,
    needed: &[Candidate],
) -> Option<Addition> {
    let texts = subject.reading.texts.iter();
    let pages: Vec<Page<'_>> = texts.map(|text| Page::new(&text.part)).collect();
    let meaning = subject.meaning();
    let first = needed.iter().map(|one| first(meaning, &pages, one.symbol)).max().flatten();
    let text = stated(needed);
    let of = meaning.relations[relation].place;
    spots(&pages, first, of).into_iter().find_map(|(number, line)| {
        let cell = subject.reading.texts[number].cell();
        let (line, content) = (line + 1, text.as_str());
        let inserted = Inserted { text: number, line, content };
        let trial = with_line(subject, relation, needed, inserted, subject.other_seed());
        (trial == Trial::Holds).then(|| Addition { cell, line, text: text.clone() })
    })
}

/// `Let $a$, $b$ and $c$.`
fn stated(needed: &[Candidate]) -> String {
    let all: Vec<String> = needed.iter().map(|one| format!("${}$", one.latex)).collect();
    match all.as_slice() {
        [before @ .., last] if !before.is_empty() => {
            format!("Let {} and {last}.", before.join(", "))
        }
        _ => format!("Let {}.", all.concat()),
    }
}

/// Where a symbol first stands in a formula of the text.
fn first(meaning: &Meaning, pages: &[Page<'_>], symbol: SymbolId) -> Option<Place> {
    let all = meaning.expressions.ids();
    let own = all.filter(
        |id| matches!(meaning.expressions.op(*id), Op::Symbol(other, _) if *other == symbol),
    );
    let places = own.map(|id| meaning.expressions.place(id));
    places
        .filter(|at| pages.get(at.text).is_some_and(|page| page.formula(at.span.start).is_some()))
        .min()
}

/// Places for a line, the best first.
fn spots(pages: &[Page<'_>], first: Option<Place>, of: Place) -> Vec<Spot> {
    let formula = |at: Place| {
        let page = pages.get(at.text)?;
        Some((at.text, page, page.rows(page.formula(at.span.start)?)))
    };
    let Some((text, page, own)) = formula(of) else { return Vec::new() };
    let before = (text, page.before(own));
    let mut spots = Vec::new();
    if let Some((text, page, rows)) = first.and_then(formula) {
        let behind = [(text, page.behind(rows)), (text, rows.1 + 1)];
        spots.extend(behind.into_iter().filter(|spot| *spot <= before));
        spots.push(before);
        spots.push((text, page.before(rows)).min(before));
    }
    spots.extend([before, (text, own.0)]);
    let mut seen = Vec::new();
    for spot in spots {
        if !seen.contains(&spot) && pages[spot.0].takes(spot.1) {
            seen.push(spot);
        }
    }
    seen
}
