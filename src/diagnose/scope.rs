//! Oddities of a relation's indices: each can be meant, and where a line is
//! false it often is not.

use crate::derivation::Subject;
use crate::expression::{ExprId, Index, Meaning, Op, Place, Sides, VarId};
use std::collections::BTreeSet;

/// What is odd, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Oddity {
    /// Where.
    pub place: Place,
    /// What.
    pub odd: Odd,
}

/// What can be odd about an index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Odd {
    /// A sum or product runs over a letter that does not occur in it.
    Unused {
        /// The letter.
        letter: String,
        /// Whether it is a product.
        product: bool,
        /// Whether a condition says how often it runs.
        restricted: bool,
    },
    /// A sum or product binds a letter that already has a meaning there.
    Rebound {
        /// The letter.
        letter: String,
        /// Whether it is a product.
        product: bool,
    },
    /// A letter runs over another set than before in its line.
    TwoSets(String),
    /// A letter is free on the right side alone.
    FreeRight {
        /// The letter.
        letter: String,
        /// What was probably meant.
        meant: Meant,
    },
    /// A letter is free on the left side alone.
    FreeLeft(String),
}

/// What was probably meant by a letter that is free on the right side alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Meant {
    /// A letter that is summed over and does not occur.
    Summed(String),
    /// A letter that is free on the left side.
    Left(String),
    /// A sum over it.
    Sum,
}

/// All oddities of a relation, in the order in which they stand.
#[must_use]
pub(crate) fn scope(subject: &Subject<'_>, relation: usize) -> Vec<Oddity> {
    let meaning = subject.meaning();
    let Ok(sides) = &meaning.relations[relation].sides else { return Vec::new() };
    let Some(left) = sides.left.first().copied() else { return Vec::new() };
    let mut walk = Walk {
        meaning,
        scope: sides.free.clone(),
        seen: Vec::new(),
        idle: Vec::new(),
        found: Vec::new(),
    };
    for side in [left, sides.right] {
        walk.side(side);
    }
    one_sided(meaning, sides, left, &walk.idle, &mut walk.found);
    walk.two_sets();
    let mut found = walk.found;
    found.sort_by_key(|oddity| oddity.place);
    found.dedup();
    found
}

struct Walk<'a> {
    meaning: &'a Meaning,
    /// The variables that can be named here.
    scope: Vec<VarId>,
    /// Those that were met, with their places.
    seen: Vec<(VarId, Place)>,
    /// Those that are bound and not used.
    idle: Vec<VarId>,
    found: Vec<Oddity>,
}

impl Walk<'_> {
    fn name(&self, var: VarId) -> &str {
        &self.meaning.expressions.var(var).name
    }

    fn side(&mut self, id: ExprId) {
        let expressions = &self.meaning.expressions;
        let place = expressions.place(id);
        let own = expressions.indices(id).into_iter().filter_map(Index::var);
        self.seen.extend(own.map(|var| (var, place)));
        let before = self.scope.len();
        if let Op::Sum { bound, body, product, conditions } = expressions.op(id) {
            let mut free = BTreeSet::new();
            self.meaning.free_into(*body, &mut free);
            for var in bound {
                self.seen.push((*var, place));
                self.rebound(*var, place, *product);
                // What counts how many there are has nothing else to name.
                let counts = matches!(expressions.op(*body), Op::Number(1.0));
                if !free.contains(var) && !counts {
                    let others = conditions
                        .iter()
                        .any(|(a, _, b)| [a, b].iter().any(|i| i.var() == Some(*var)));
                    self.unused(*var, place, *product, others);
                }
            }
            self.scope.extend(bound.iter().copied());
        }
        for operand in expressions.operands(id) {
            self.side(operand);
        }
        self.scope.truncate(before);
    }

    /// `\sum_k x_i`
    fn unused(&mut self, var: VarId, place: Place, product: bool, restricted: bool) {
        self.idle.push(var);
        let letter = self.name(var).to_owned();
        self.found.push(Oddity { place, odd: Odd::Unused { letter, product, restricted } });
    }

    /// `x_i \sum_i y_i`, where the inner i hides the outer one.
    fn rebound(&mut self, var: VarId, place: Place, product: bool) {
        let letter = self.name(var).to_owned();
        if self.scope.iter().any(|outer| *outer != var && *self.name(*outer) == letter) {
            self.found.push(Oddity { place, odd: Odd::Rebound { letter, product } });
        }
    }

    /// One letter over two sets.
    fn two_sets(&mut self) {
        let set = |var: VarId| self.meaning.sets.find(self.meaning.expressions.var(var).set);
        let mut told: BTreeSet<&str> = BTreeSet::new();
        let mut found = Vec::new();
        for (k, (var, place)) in self.seen.iter().enumerate() {
            let name = self.meaning.expressions.var(*var).name.as_str();
            let other = |(before, _): &&(VarId, Place)| {
                self.meaning.expressions.var(*before).name == name && set(*before) != set(*var)
            };
            if self.seen[..k].iter().any(|seen| other(&seen)) && told.insert(name) {
                found.push(Oddity { place: *place, odd: Odd::TwoSets(name.to_owned()) });
            }
        }
        self.found.append(&mut found);
    }
}

/// Indices that are free on one side only.
fn one_sided(
    meaning: &Meaning,
    sides: &Sides,
    left: ExprId,
    idle: &[VarId],
    found: &mut Vec<Oddity>,
) {
    let free = |id: ExprId| {
        let mut free = BTreeSet::new();
        meaning.free_into(id, &mut free);
        free
    };
    let (on_left, on_right) = (free(left), free(sides.right));
    // 0 and other numbers have no indices and are none the worse for it.
    if on_right.is_empty() && meaning.expressions.operands(sides.right).is_empty() {
        return;
    }
    let name = |var: &VarId| meaning.expressions.var(*var).name.clone();
    let set = |var: &VarId| meaning.sets.find(meaning.expressions.var(*var).set);
    let lone_left: Vec<VarId> = on_left.difference(&on_right).copied().collect();
    for var in on_right.difference(&on_left) {
        let Some(place) = place_of(meaning, sides.right, *var) else { continue };
        let letter = name(var);
        let alike = |other: &&VarId| set(other) == set(var);
        let meant = match (idle.iter().find(alike), lone_left.iter().find(alike)) {
            (Some(other), _) => Meant::Summed(name(other)),
            (None, Some(other)) => Meant::Left(name(other)),
            (None, None) => Meant::Sum,
        };
        found.push(Oddity { place, odd: Odd::FreeRight { letter, meant } });
    }
    for var in lone_left {
        let Some(place) = place_of(meaning, left, var) else { continue };
        found.push(Oddity { place, odd: Odd::FreeLeft(name(&var)) });
    }
}

/// The first operation that has a variable among its indices.
fn place_of(meaning: &Meaning, id: ExprId, var: VarId) -> Option<Place> {
    let expressions = &meaning.expressions;
    if expressions.indices(id).into_iter().filter_map(Index::var).any(|own| own == var) {
        return Some(expressions.place(id));
    }
    expressions.operands(id).into_iter().find_map(|operand| place_of(meaning, operand, var))
}
