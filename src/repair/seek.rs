//! What makes a line true: first changes of one place; then, where the sides are
//! sums, changes term by term; then changes of several places.

use super::change::Change;
use super::edits::{self, Edit};
use super::joint::{self, Wanted};
use super::material::Material;
use super::partners::Partners;
use super::rank::{self, Known};
use super::search::{self, Alone, Scored, Search};
use super::site::{Beside, Site};
use super::{Case, Hint, MOST_HINTS, Mended, Searched, Slip};
use crate::evaluate::Sight;
use crate::reading::Place;
use rayon::prelude::*;
use std::collections::HashSet;

/// What is found.
#[derive(Default)]
pub(super) struct Found {
    pub hints: Vec<Hint>,
    /// Terms without a partner.
    pub lone: Vec<Place>,
    /// What the terms are beside those of another side.
    pub beside: Option<super::Beside>,
    /// How far it was looked for.
    pub search: Searched,
}

/// A search in one line.
pub(super) struct Seeker<'s, 'a> {
    case: Case<'s>,
    search: Search<'s, 'a>,
    known: Known,
    alone: Alone,
    /// Edits that leave out a factor, or put one in another's place.
    factors: Vec<Edit>,
}

impl<'s, 'a> Seeker<'s, 'a> {
    /// Tries all changes of one place.
    pub(super) fn new(site: &'s Site<'a>, case: Case<'s>) -> Self {
        let known = Known::of(site, case.before);
        let search = Search::new(site, &case);
        let mut edits = edits::edits(site, &Material::around(site));
        edits.retain(|edit| known.is_hint(site, &Change::one(edit)));
        // Where the right side is 0 any term that is missing is the left side.
        if search.now().is_some_and(Sight::is_right_zero) {
            edits.retain(|edit| edit.slip != Slip::Term || !edit.span.is_empty());
        }
        let changes: Vec<Change> = edits.iter().map(Change::one).collect();
        let mut tried = search.tried(&changes, search::MANY);
        if site.has_stray_letter() && !tried.iter().flatten().any(|tried| tried.holds) {
            // Without the letter the line speaks of other rows than those of a batch.
            tried = search.tried(&changes, 1);
        }
        let factors = edits.into_iter().filter(|edit| edit.slip == Slip::Weight).collect();
        Self { case, search, known, alone: Alone { changes, tried }, factors }
    }

    pub(super) fn found(&self) -> Found {
        let ranked = rank::ranked(self.search.site, &self.known, self.alone.passed());
        let hints = self.shown(ranked);
        if hints.is_empty() { self.several() } else { Found { hints, ..Found::default() } }
    }

    /// Changes of several places, the fewest first.
    fn several(&self) -> Found {
        let site = self.search.site;
        let Some(wanted) = Wanted::of(&self.search) else {
            return Found { search: self.searched(), ..Found::default() };
        };
        let score = |change: &Change| self.known.score(site, change);
        let scores = self.alone.changes.par_iter().map(score).collect();
        let alone = Scored { seen: &self.alone, scores };
        let partners = self.partners(&wanted);
        let beside = partners.as_ref().map(|(partners, _)| partners);
        let mended = beside.and_then(|p| p.mended(&wanted, &alone));
        let replaced = beside.and_then(|p| p.replaced(site, &wanted, &alone));
        let joint = joint::several(&self.search, &self.known, &alone, &wanted);
        let mut all: Vec<Change> = mended.into_iter().chain(joint).chain(replaced).collect();
        all.sort_by_key(Change::size);
        let mut texts = HashSet::new();
        all.retain(|change| texts.insert(change.applied(site, site.side.span)));
        let hints = self.shown(all);
        let place = |span| Place { text: site.of().place.text, span };
        let lone = beside.map(|p| p.places().into_iter().map(place).collect());
        // Where single places are mended these say it all.
        let telling = hints.iter().all(|hint| hint.mended.iter().any(Mended::is_anew));
        let telling = partners.as_ref().filter(|_| telling);
        let beside = telling.map(|(partners, what)| {
            let line = match what {
                Beside::Left => None,
                Beside::Line(at) => Some(site.line(*at)),
            };
            partners.beside(site, line)
        });
        Found { hints, lone: lone.unwrap_or_default(), beside, search: self.searched() }
    }

    fn searched(&self) -> Searched {
        if self.case.trials.were_short() { Searched::Short } else { Searched::Through }
    }

    fn partners(&self, wanted: &Wanted) -> Option<(Partners, Beside)> {
        let mut others = self.search.site.others(self.case.before).into_iter();
        let with = |(other, what)| Some((Partners::of(&self.search, wanted, &other)?, what));
        others.find_map(with)
    }

    /// The first changes that are confirmed, as hints.
    fn shown(&self, changes: Vec<Change>) -> Vec<Hint> {
        let is_true = |change: &Change| self.search.confirms(change);
        let mut found: Vec<Change> = Vec::new();
        for change in changes {
            let larger = found.first().is_some_and(|first| first.size() < change.size());
            if found.len() >= MOST_HINTS || larger {
                break;
            }
            if is_true(&change) {
                let change = change.with_ones(&self.factors, &is_true);
                if found.iter().all(|other| other.edits != change.edits) {
                    found.push(change);
                }
            }
        }
        rank::near(self.search.site, &self.known, &mut found);
        found.iter().map(|change| change.hint(self.search.site)).collect()
    }
}
