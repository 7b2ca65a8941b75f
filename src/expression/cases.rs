//! What holds for the moment: values to try, solutions, updates of iterates.
//!
//! In: the relations of a document with what their words say. Out: which of them are
//! cases, and which are recursions that no claim uses. Not done here: the meaning of
//! what stays.

use super::classify::{is_derivative, is_number, is_zero};
use super::define::Definitions;
use super::relations::{Link, Member, Part, Right};
use super::symbols::Use;
use super::{Key, Place};
use crate::prose::Act;
use crate::reason::Skip;
use crate::syntax::tree::{Entry, Kind as Node, Sign};
use std::collections::{BTreeMap, BTreeSet};

/// What a document says of its symbols, as far as that makes a relation a case.
pub(super) struct Cases<'d> {
    definitions: &'d Definitions<'d>,
    /// The first formula that differentiates by a symbol.
    variables: BTreeMap<Key, usize>,
    /// What is differentiated itself, and so is no variable that anything is solved for.
    quantities: BTreeSet<Key>,
    /// The formulas that a symbol stands in.
    uses: BTreeMap<Key, BTreeSet<usize>>,
    /// The first formula that equates a symbol with something.
    equated: BTreeMap<Key, usize>,
    /// All formulas that do so, and not for a case.
    equations: BTreeMap<Key, BTreeSet<usize>>,
    /// The symbols that are given different numbers in passing, and nothing else.
    tried: BTreeSet<Key>,
    /// Of each sentence, the symbols on the right of what may define in it.
    defining: BTreeMap<usize, BTreeSet<Key>>,
    /// Where recursions of iterates stand that nothing else uses.
    pub recursions: BTreeSet<Place>,
    /// Where relations stand directly behind a slope that is zero, or behind others that
    /// do.
    behind_zero: BTreeSet<Place>,
}

/// What is supposed for the moment, as far as a document was gone through.
#[derive(Debug, Default)]
pub(super) struct Passing {
    /// The sentences that suppose an equation.
    pub sentences: BTreeSet<usize>,
    /// The formulas that are skipped as cases.
    pub formulas: BTreeSet<usize>,
}

impl<'d> Cases<'d> {
    pub(super) fn of(parts: &[Part<'_>], definitions: &'d Definitions<'d>) -> Self {
        let mut cases = Cases {
            definitions,
            variables: BTreeMap::new(),
            quantities: BTreeSet::new(),
            uses: BTreeMap::new(),
            equated: BTreeMap::new(),
            equations: BTreeMap::new(),
            tried: BTreeSet::new(),
            defining: BTreeMap::new(),
            recursions: BTreeSet::new(),
            behind_zero: BTreeSet::new(),
        };
        for (at, stated) in definitions.formulas().iter().enumerate() {
            for id in stated.formula.tree.ids() {
                cases.note((at, id));
            }
        }
        for link in parts.iter().filter_map(Part::link).filter(|link| link.lefts.len() == 1) {
            let (Some((key, _)), Some(right)) = (definitions.atom(link.lefts[0]), link.right())
            else {
                continue;
            };
            let passing = matches!(link.said.nearest, Some(Act::Case | Act::Deny));
            if !passing {
                cases.equations.entry(key.clone()).or_default().insert(link.formula);
                cases.equated.entry(key.clone()).or_insert(link.formula);
            }
            // `x_1 = x_2` is about the same that it is made of.
            let mut keys = cases.keys(right);
            keys.remove(&key);
            cases.defining.entry(link.said.sentence).or_default().extend(keys);
        }
        cases.tried = cases.given_several(parts);
        cases.recursions = cases.unused_recursions(parts);
        cases.behind_zero = cases.behind_zero_slopes(parts);
        cases
    }

    /// The symbols that stand in equations with numbers alone, at least two of them, within
    /// sentences that neither define nor conclude: “$p = 2$ is smooth, and $p = 1$ is not”.
    fn given_several(&self, parts: &[Part<'_>]) -> BTreeSet<Key> {
        let mut values: BTreeMap<Key, Option<BTreeSet<u64>>> = BTreeMap::new();
        for link in parts.iter().filter_map(Part::link).filter(|link| link.sign.equates()) {
            let Some(left) = link.lefts.first() else { continue };
            let Some((key, _)) = self.definitions.atom(*left) else { continue };
            let said = &link.said;
            let follows = said.follows() && said.directly;
            let stated = said.is(Act::Define) || said.is(Act::Assume) || follows;
            let passing = !stated && !self.definitions.stated(link.formula).display;
            let number = link.right().filter(|_| passing).and_then(|(f, id)| {
                match self.definitions.tree(f).kind(id) {
                    Node::Number(number) => Some(number.to_bits()),
                    _ => None,
                }
            });
            let known = values.entry(key).or_insert_with(|| Some(BTreeSet::new()));
            match (known.as_mut(), number) {
                (Some(known), Some(number)) => {
                    known.insert(number);
                }
                _ => *known = None,
            }
        }
        let several =
            |numbers: &Option<BTreeSet<u64>>| numbers.as_ref().is_some_and(|n| n.len() > 1);
        values.into_iter().filter(|(_, numbers)| several(numbers)).map(|(key, _)| key).collect()
    }

    /// The relations behind `\frac{\partial \ell}{\partial \sigma} = … = 0` about
    /// what it differentiates by: they solve it.
    fn behind_zero_slopes(&self, parts: &[Part<'_>]) -> BTreeSet<Place> {
        let mut found = BTreeSet::new();
        let mut solving = false;
        for link in parts.iter().filter_map(Part::link) {
            let zero = link.right().is_some_and(|(f, id)| is_zero(self.definitions.tree(f), id));
            let sides = link.lefts.iter().copied().chain(link.right());
            let slopes = sides.into_iter().any(|side| self.differentiates(side));
            let led_to = matches!(
                link.said.nearest,
                None | Some(Act::Follow | Act::Conclude | Act::Prove | Act::Name)
            );
            let left = link.lefts.first().copied();
            if slopes {
                solving = zero;
            } else if solving && !link.is_step() {
                let defined = left
                    .and_then(|left| self.definitions.atom(left))
                    .and_then(|(key, _)| self.equated.get(&key))
                    .is_some_and(|first| *first < link.formula);
                solving = led_to
                    && !defined
                    && left.is_some_and(|left| self.is_about_variables(link, left, link.right()));
                if solving {
                    found.insert(link.place);
                }
            }
        }
        found
    }

    fn note(&mut self, (at, id): Member) {
        match self.definitions.tree(at).kind(id) {
            Node::Symbol(symbol) | Node::Call(symbol, _) => {
                let (key, _) = self.definitions.key(symbol);
                self.uses.entry(key).or_default().insert(at);
            }
            Node::Derivative(derivative) => {
                // `\frac{\partial \sigma^2}{\partial \mu}` is of what σ² is.
                let of = match self.definitions.tree(at).kind(derivative.of) {
                    Node::Power(base, _) => *base,
                    _ => derivative.of,
                };
                if let Some((key, _)) = self.definitions.atom((at, of)) {
                    self.quantities.insert(key);
                }
                for by in &derivative.by {
                    if let Some((key, _)) = self.definitions.atom((at, *by)) {
                        self.variables.entry(key).or_insert(at);
                    }
                }
            }
            _ => {}
        }
    }

    /// The symbols below a node.
    fn keys(&self, (formula, id): Member) -> BTreeSet<Key> {
        let tree = self.definitions.tree(formula);
        let mut found = BTreeSet::new();
        if let Node::Symbol(symbol) | Node::Call(symbol, _) = tree.kind(id) {
            found.insert(self.definitions.key(symbol).0);
        }
        for child in tree.children(id) {
            found.extend(self.keys((formula, child)));
        }
        found
    }

    fn differentiates(&self, (formula, id): Member) -> bool {
        let tree = self.definitions.tree(formula);
        is_derivative(tree, id)
            || tree.children(id).into_iter().any(|child| self.differentiates((formula, child)))
    }

    /// Whether a relation holds for the moment; its right side is nothing where it
    /// cannot be read.
    pub(super) fn case(
        &self,
        link: &Link<'_>,
        left: Member,
        right: Option<Member>,
    ) -> Option<Skip> {
        if !link.begins || link.lefts.len() > 1 {
            return None;
        }
        let zero = right.is_some_and(|(f, id)| is_zero(self.definitions.tree(f), id));
        let slopes = std::iter::once(left).chain(right).any(|side| self.differentiates(side));
        if slopes {
            return (zero && link.said.is(Act::Case)).then_some(Skip::Optimum);
        }
        let said = &link.said;
        if said.is(Act::Case) {
            return Some(Skip::Case);
        }
        let solved = said.does(Act::Solve) && !said.is(Act::Define)
            || said.above.contains(&Act::Solve) && self.is_about_variables(link, left, right);
        let solved = solved || self.behind_zero.contains(&link.place);
        if solved && link.sign != Sign::Defined {
            return Some(Skip::Case);
        }
        if self.is_observed(link, left, right) {
            return Some(Skip::Case);
        }
        let atom = self.definitions.atom(left);
        // “The boundary is $w^\top x + b = 0$”: of x elsewhere that is not so.
        let number = right.is_some_and(|(f, id)| is_number(self.definitions.tree(f), id));
        if atom.is_none() && number && said.does(Act::Locus) {
            return Some(Skip::Case);
        }
        let (key, places) = atom?;
        let another = self.is_another_choice(link, &key)
            || self.is_value(link, (&key, &places), right?)
            || self.is_solution(link, &key);
        another.then_some(Skip::Case)
    }

    /// Whether a relation that would define stands behind an equation that is supposed for
    /// the moment, in its sentence or as what follows from the one before, and the symbol
    /// has another right side elsewhere: “if $n = 1$, then $L = x^2$. In general $L = …$”.
    pub(super) fn is_of_a_case(&self, link: &Link<'_>, passing: &Passing) -> bool {
        let said = &link.said;
        let led = said.follows() && said.directly || said.is(Act::Name);
        let before = said.sentence.checked_sub(1).filter(|_| led);
        let inside = passing.sentences.contains(&said.sentence)
            || before.is_some_and(|at| passing.sentences.contains(&at));
        let equation = link.begins && !link.is_step() && link.sign == Sign::Equal;
        if !inside || !equation || said.is(Act::Define) {
            return false;
        }
        let named = link.lefts.first().and_then(|left| self.definitions.atom(*left));
        let all = named.and_then(|(key, _)| self.equations.get(&key));
        all.is_some_and(|all| {
            all.len() > 1 && all.range(..link.formula).all(|at| passing.formulas.contains(at))
        })
    }

    /// “$P(y = 1 \mid x_2) = 0.97$” within a sentence: the value of one observation.
    fn is_observed(&self, link: &Link<'_>, (formula, left): Member, right: Option<Member>) -> bool {
        let event = matches!(self.definitions.tree(formula).kind(left), Node::Call(symbol, _)
            if symbol.name.contains('|') && symbol.name.contains('='));
        let number = right.is_some_and(|right| self.is_constant(right));
        event && number && !self.definitions.stated(link.formula).display
    }

    /// Whether either side names a variable that was differentiated by before.
    fn is_about_variables(&self, link: &Link<'_>, left: Member, right: Option<Member>) -> bool {
        let variable = |key: Key| self.variables.get(&key).is_some_and(|at| *at < link.formula);
        std::iter::once(left).chain(right).any(|side| self.keys(side).into_iter().any(variable))
    }

    /// “Another choice is $\eta_k = …$” of a symbol that has a value.
    fn is_another_choice(&self, link: &Link<'_>, key: &Key) -> bool {
        let first = self.equated.get(key);
        link.said.is(Act::Example) && first.is_some_and(|first| *first < link.formula)
    }

    /// A number that is given to a symbol of other formulas, not by the sentence that
    /// defines, nor by let or from here on.
    fn is_value(&self, link: &Link<'_>, (key, places): (&Key, &[Use]), right: Member) -> bool {
        let said = &link.said;
        let uses = self.uses.get(key);
        let elsewhere = uses.is_some_and(|all| all.iter().any(|at| *at != link.formula));
        let defined = self.equated.get(key).is_some_and(|first| *first < link.formula);
        let stated = said.is(Act::Define) || said.is(Act::Assume) || said.does(Act::Keep);
        let own = self.defining.get(&said.sentence).is_some_and(|keys| keys.contains(key));
        let display = self.definitions.formulas()[link.formula].display;
        // A number that stands apart before all that it is used in is chosen for it.
        let chosen = display && uses.is_some_and(|all| all.first() == Some(&link.formula));
        let said_again =
            said.follows() || said.is(Act::Prove) || said.bare && said.nearest.is_none() || display;
        let claimed = defined && said_again && !said.is(Act::Example) && !self.tried.contains(key);
        let diagonal = matches!(places, [a, b] if a == b);
        self.is_constant(right)
            && elsewhere
            && link.sign == Sign::Equal
            && !(diagonal || own || chosen || claimed || stated && !defined)
    }

    /// Whether no symbol stands in a side.
    fn is_constant(&self, right: Member) -> bool {
        self.keys(right).iter().all(|key| {
            key.places.0 == 0 && matches!(key.name.as_str(), "pi" | "e" | "infty" | "mathbf 0")
        })
    }

    /// An equation about a variable that a definition was differentiated by before.
    fn is_solution(&self, link: &Link<'_>, key: &Key) -> bool {
        let differentiated = self.variables.get(key).is_some_and(|at| *at < link.formula);
        let first = self.equated.get(key).is_none_or(|first| *first >= link.formula);
        let stated = link.said.is(Act::Define) || link.sign == Sign::Defined;
        differentiated && first && !stated && !self.quantities.contains(key)
    }

    /// `v_{t+1} = \beta v_t + …`, where nothing but such recursions uses the iterate.
    fn unused_recursions(&self, parts: &[Part<'_>]) -> BTreeSet<Place> {
        let links: Vec<&Link<'_>> = parts.iter().filter_map(Part::link).collect();
        let mut found: BTreeMap<Place, Key> = BTreeMap::new();
        for link in &links {
            if let Some(key) = self.recursion(link) {
                found.insert(link.place, key);
            }
        }
        loop {
            let kept: BTreeSet<Key> = links
                .iter()
                .filter(|link| !found.contains_key(&link.place))
                .flat_map(|link| link.lefts.iter().copied().chain(link.right()))
                .flat_map(|side| self.keys(side))
                .collect();
            let before = found.len();
            found.retain(|_, key| !kept.contains(key));
            if found.len() == before {
                return found.into_keys().collect();
            }
        }
    }

    /// The iterate that a relation gives by its predecessor.
    fn recursion(&self, link: &Link<'_>) -> Option<Key> {
        let (formula, left) = link.lefts.first().copied().filter(|_| link.lefts.len() == 1)?;
        let Node::Symbol(symbol) = self.definitions.tree(formula).kind(left) else { return None };
        let mut entries = symbol.sub.entries.iter().chain(&symbol.sup.entries);
        let next = entries.any(|entry| matches!(entry, Entry::Shifted(_, _, by) if *by > 0));
        let (key, _) = self.definitions.key(symbol);
        let Right::Read(right) = link.right else { return None };
        (next && self.keys((link.formula, right)).contains(&key)).then_some(key)
    }
}
