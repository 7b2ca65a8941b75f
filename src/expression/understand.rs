//! A document's formulas together: what each relation is and says.

use super::apart::apart;
use super::custom::Customs;
use super::define::Definitions;
use super::lower::{Lowered, Lowerer, Scope, Words, unclear};
use super::otherwise::divisors;
use super::recursion::Pending;
use super::relations::{Link, Member, Part, Right, parts};
use super::sum::{bound_by_conditions, differentiates_by, may_be_of_one};
use super::survey::{denominators, prefixes, speaks_of_logistic};
use super::symbols::Letter;
use super::touched::touched;
use super::understood::Understood;
use super::{
    Alternative, ExprId, Inference, Kind, Meaning, Note, Place, Relation, Sides, Standing, Unclear,
    classify,
};
use crate::prose::{self, Act};
use crate::reading::{Reading, Stated};
use crate::reason::{Reason, Semantics, Skip};
use crate::syntax::tree::{Kind as Node, Sign};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Second right sides, by their relation, that are known to give what they are about
/// a new meaning in their scope.
pub(crate) type Renewed = BTreeMap<usize, Renewal>;

/// How a second right side gives a new meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Renewal {
    /// Words say so.
    Stated,
    /// Nothing says so, but it is false of the first meaning.
    Unstated,
}

/// Understands the formulas of a document, in their order, every second right side
/// taken for a claim about the first.
#[must_use]
pub fn understand(reading: &Reading) -> Meaning {
    Understood::of(reading).into_meaning()
}

impl<'r> Understood<'r> {
    /// What the formulas say, in a state from which more can be lowered.
    pub(crate) fn of(reading: &'r Reading) -> Self {
        Self::renewing(reading, &Renewed::new())
    }

    /// The same where some second right sides give new meanings.
    pub(crate) fn renewing(reading: &'r Reading, renewed: &Renewed) -> Self {
        let (lowerer, parts) = understood(reading, renewed);
        Self { lowerer, parts, renewed: renewed.clone() }
    }

    /// Another reading of the same document, where the same right sides give new
    /// meanings.
    pub(crate) fn alike<'o>(&self, other: &'o Reading) -> Understood<'o> {
        Understood::renewing(other, &self.renewed)
    }

    /// The second right sides in other scopes than the first, of which it is not
    /// known yet whether they give a new meaning; and whether words say that they do.
    pub(crate) fn seconds(&self) -> Vec<(usize, Renewal)> {
        let renewal = |k: &usize| {
            let link = self.parts[*k].link()?;
            let defines = matches!(link.said.nearest, Some(Act::Define | Act::Name | Act::Example));
            let stated = defines && !link.said.again || link.sign == Sign::Defined;
            Some((*k, if stated { Renewal::Stated } else { Renewal::Unstated }))
        };
        self.lowerer.definitions.seconds.iter().filter_map(renewal).collect()
    }
}

fn understood<'r>(reading: &'r Reading, renewed: &Renewed) -> (Lowerer<'r>, Vec<Part<'r>>) {
    let formulas = reading.formulas.as_slice();
    let parts = parts(formulas);
    let mut definitions = Definitions::new(formulas);
    let skips = classify::skips(&parts, &definitions);
    let kinds = classify::kinds(&parts, &skips, &mut definitions, renewed);
    let prefixes = prefixes(formulas, &parts);
    let mut lowerer = Lowerer {
        meaning: Meaning::default(),
        keys: BTreeMap::new(),
        forms: Vec::new(),
        underway: Vec::new(),
        opaque: BTreeSet::new(),
        entries: BTreeMap::new(),
        logistic: speaks_of_logistic(formulas),
        touched: touched(formulas),
        words: Words { local: speaks_of_local(formulas), foreign: !are_understood(formulas) },
        customs: Customs::of(formulas, reading.chosen()),
        by_only_variable: BTreeSet::new(),
        notes: Vec::new(),
        arguments: 0,
        choices: reading.chosen(),
        called: false,
        limits: BTreeMap::new(),
        summed: BTreeSet::new(),
        values: BTreeSet::new(),
        ranges: Vec::new(),
        counts: BTreeSet::new(),
        divisors: divisors(formulas),
        apart: apart(formulas),
        totals: BTreeSet::new(),
        labelled: BTreeSet::new(),
        changed_arguments: BTreeMap::new(),
        depth: 0,
        pending: Pending::default(),
        denominators: denominators(formulas, &prefixes),
        prefixes,
        free_conditions: false,
        bound_by_condition: None,
        bound_in_definition: BTreeSet::new(),
        definitions,
    };
    lowerer.meaning.scopes = formulas.iter().map(|stated| stated.scopes.clone()).collect();
    lowerer.meaning.numerator_layout =
        speaks_of(formulas, &["numerator layout", "numerator-layout"]);
    lowerer.find_sizes(formulas);
    lowerer.find_ranges(formulas);
    lowerer.find_index_values(formulas);
    lowerer.find_functions(formulas);
    lowerer.find_entries(formulas);
    let (mut calls, mut variables) = (Vec::new(), Vec::new());
    for (part, sort) in parts.iter().zip(kinds.into_iter().zip(skips)) {
        lowerer.called = false;
        let first = lowerer.variables();
        let mut relation = lowerer.relation(formulas, part, sort);
        let number = lowerer.meaning.relations.len();
        if let Some(why) = lowerer.definitions.refused.get(&number) {
            relation.sides = Err(why.clone());
        }
        calls.push(lowerer.called);
        variables.push(first..lowerer.variables());
        lowerer.meaning.relations.push(relation);
    }
    lowerer.meaning.functions = lowerer
        .definitions
        .functions
        .iter()
        .flat_map(|(name, all)| all.iter().map(|f| (name.clone(), lowerer.place(f.body))))
        .collect();
    for (part, note) in std::mem::take(&mut lowerer.definitions.notes) {
        lowerer.meaning.relations[part].notes.push(note);
    }
    lowerer.meaning.find_recursive();
    lowerer.find_assumptions(formulas, &parts, &calls);
    lowerer.find_lifted(formulas);
    lowerer.find_tangled(&parts);
    lowerer.find_opaque();
    lowerer.find_called();
    lowerer.find_forms_drawn();
    lowerer.infer_shapes();
    lowerer.size_ranges();
    lowerer.settle_letters(&variables);
    lowerer.refuse_two_limits();
    lowerer.refuse_implied_sums(&parts);
    lowerer.count();
    for k in 0..lowerer.meaning.relations.len() {
        let relation = &lowerer.meaning.relations[k];
        let closed =
            relation.sides.as_ref().is_ok_and(|s| !lowerer.meaning.differentiates(s.right));
        lowerer.meaning.relations[k].closed = closed && relation.kind == Kind::Claim;
    }
    (lowerer, parts)
}

/// Whether a document speaks of derivatives that hold what depends on a symbol fixed.
fn speaks_of_local(formulas: &[Arc<Stated>]) -> bool {
    const LOCAL: [&str; 8] = [
        "local derivative",
        "local gradient",
        "local slope",
        "direct derivative",
        "along the edges",
        "along its edges",
        "along their edges",
        "graph of operations",
    ];
    speaks_of(formulas, &LOCAL)
}

/// Whether one of some phrases stands between the formulas of a document.
fn speaks_of(formulas: &[Arc<Stated>], phrases: &[&str]) -> bool {
    let said = |text: &str| {
        let text = text.to_lowercase();
        phrases.iter().any(|words| text.contains(words))
    };
    formulas.iter().any(|stated| said(&stated.before) || said(&stated.behind))
}

/// Whether the words of a document are of a language that is known.
fn are_understood(formulas: &[Arc<Stated>]) -> bool {
    let words = formulas.iter().flat_map(|stated| [&*stated.before, &*stated.behind]);
    prose::is_known_language(words)
}

impl<'a> Lowerer<'a> {
    fn relation(
        &mut self,
        formulas: &'a [Arc<Stated>],
        part: &Part<'a>,
        (kind, skip): (Kind, Option<Skip>),
    ) -> Relation {
        self.notes.clear();
        match part {
            Part::Bare(formula, span) => {
                let place = formulas[*formula].place(*span);
                let why = Unclear { place, reason: Skip::NoEquation.into() };
                bare(*formula, place, kind, why)
            }
            Part::Refused(formula, why) => bare(*formula, why.place, kind, why.clone()),
            Part::Link(link) => self.linked(link, kind, skip),
        }
    }

    pub(super) fn linked(&mut self, link: &Link<'a>, kind: Kind, skip: Option<Skip>) -> Relation {
        let mut scope = Scope { free: Some(Vec::new()), at: link.formula, ..Scope::default() };
        self.bound_by_condition = None;
        self.bound_in_definition = self.letters_bound_by(link);
        let sides = match kind {
            Kind::Skipped => unclear(link.place, skip.unwrap_or(Skip::NoEquation)),
            _ => self.sides(link, kind, &mut scope),
        };
        let mut restriction = match link.restriction {
            Some(conditions) if kind != Kind::Skipped => {
                self.conditions(conditions, &mut scope, link.place)
            }
            _ => Ok(Vec::new()),
        };
        for also in link.also.iter().filter(|_| kind == Kind::Claim) {
            let own = self.conditions(also, &mut scope, link.place);
            restriction = restriction.and_then(|all| Ok([all, own?].concat()));
        }
        // A claim is not judged without its condition.
        let (sides, restriction) = match restriction {
            Ok(_) if link.limited && kind != Kind::Skipped => {
                (unclear(link.place, Semantics::ValueCondition), Vec::new())
            }
            Ok(restriction) => (sides, restriction),
            Err(why) => (Err(why), Vec::new()),
        };
        let free = scope.free.unwrap_or_default().into_iter().map(|(_, var)| var).collect();
        let sides = sides.map(|(left, right)| Sides { left, right, free });
        // What was to be defined and cannot be understood is not passed over.
        let kind = match kind {
            Kind::Claim if self.definitions.loses(link) => Kind::Definition,
            Kind::Definition if sides.is_err() && !self.is_operator(link) => {
                if self.has_lost(link) { kind } else { Kind::Claim }
            }
            kind => kind,
        };
        let sides = match self.lost_reason(link).filter(|_| kind == Kind::Definition) {
            Some(why) if sides.is_ok() => Err(why),
            _ => sides.and_then(|sides| self.binds_all(link, kind, sides)),
        };
        let mut notes = std::mem::take(&mut self.notes);
        notes.dedup();
        let alternatives = match kind {
            Kind::Claim if sides.is_ok() => self.alternatives(link),
            _ => Vec::new(),
        };
        Relation {
            formula: link.formula,
            place: link.place,
            whole: link.whole,
            sign: link.sign,
            tag: link.tag.map(str::to_owned),
            spelled: link.spelled.map(str::to_owned),
            kind,
            sides,
            restriction,
            distinct: self.says_distinct(link),
            notes,
            alternatives,
            square: None,
            closed: false,
            standing: Standing::Claimed,
        }
    }

    /// Whether what a definition defines is known not to be understood.
    fn has_lost(&self, link: &Link<'_>) -> bool {
        let left = link.lefts.last().map(|left| self.tree(left.0).kind(left.1));
        match left {
            Some(Node::Call(symbol, _)) if !self.definitions.is_value(symbol) => {
                self.definitions.functions.contains_key(&symbol.to_string())
            }
            _ => self.lost_reason(link).is_some(),
        }
    }

    /// Whatever index stands in a function's formula is bound there.
    /// And a letter that a sum in the definition of what a line is about may have left free
    /// does not stand free in the line.
    fn binds_all(&self, link: &Link<'_>, kind: Kind, sides: Sides) -> Lowered<Sides> {
        let free = |letter: &&Letter| {
            let name = format!("{}{}", letter.0, "'".repeat(usize::from(letter.1)));
            sides.free.iter().any(|var| self.meaning.expressions.var(*var).name == name)
        };
        if kind == Kind::Claim
            && let Some((formula, body)) = self.defined_at_first(link)
            && let Some(letter) = self.bound_in_definition.iter().find(free)
            && may_be_of_one(self.tree(formula), body, letter)
        {
            return unclear(link.place, Semantics::MaybeOfOne(letter.0.clone()));
        }
        let left = link.lefts.last().map(|left| self.tree(left.0).kind(left.1));
        match (left, sides.free.first()) {
            (Some(Node::Call(symbol, _)), Some(free))
                if kind == Kind::Definition && !self.definitions.is_value(symbol) =>
            {
                let letter = self.meaning.expressions.var(*free).name.clone();
                unclear(link.place, Semantics::UnboundIndex(Some(letter)))
            }
            _ => Ok(sides),
        }
    }

    /// Why the symbol that a relation defines is not understood.
    fn lost_reason(&self, link: &Link<'_>) -> Option<Unclear> {
        let left = *link.lefts.last()?;
        let (key, _) = self.definitions.atom(left)?;
        let versions = self.definitions.symbols.get(&key)?;
        let version = versions.iter().position(|version| version.left == left)?;
        let under = self.definitions.under(&key, link.formula);
        let symbol = self.keys.get(&((key, Some(version)), under))?;
        let Unclear { place, reason } = self.meaning.unknown(*symbol)?;
        let Reason::Semantics(Semantics::UnreadDefinition { reason, .. }) = reason else {
            return None;
        };
        Some(Unclear { place: *place, reason: reason.as_ref().clone() })
    }

    /// What the relation says where a letter that only a sum's condition names is fixed.
    fn alternatives(&mut self, link: &Link<'a>) -> Vec<Alternative> {
        let mut found = Vec::new();
        if let Some((place, letter)) = self.bound_by_condition.take() {
            self.free_conditions = true;
            if let Some(sides) = self.read_again(link) {
                let note = Note { place, inference: Inference::FixedLetter(letter) };
                found.push(Alternative { sides, note });
            }
            self.free_conditions = false;
        }
        found
    }

    /// The letters that the definition of a chain's first symbol binds by a
    /// condition alone: a line about that symbol reads them in the same way.
    fn letters_bound_by(&self, link: &Link<'_>) -> BTreeSet<Letter> {
        let first = link.lefts.first().copied();
        let Some((_, places)) = first.and_then(|left| self.definitions.atom(left)) else {
            return BTreeSet::new();
        };
        let Some((formula, body)) = self.defined_at_first(link) else { return BTreeSet::new() };
        let mut letters = BTreeSet::new();
        bound_by_conditions(self.tree(formula), body, &mut Vec::new(), &mut letters);
        letters.retain(|letter| {
            !differentiates_by(self.tree(formula), body, letter)
                && !self.is_one_member(letter, formula)
        });
        for place in places {
            if let Some(letter) = place.letter() {
                letters.remove(&letter);
            }
        }
        letters
    }

    /// What defines the symbol that a chain begins with.
    fn defined_at_first(&self, link: &Link<'_>) -> Option<Member> {
        let (key, _) = self.definitions.atom(*link.lefts.first()?)?;
        let version = self.definitions.version(&key, link.formula)?;
        self.definitions.symbols[&key][version].right
    }

    fn read_again(&mut self, link: &Link<'a>) -> Option<Sides> {
        let mut scope = Scope { free: Some(Vec::new()), at: link.formula, ..Scope::default() };
        let (left, right) = self.sides(link, Kind::Claim, &mut scope).ok()?;
        if link.restriction.is_some() || !link.also.is_empty() {
            return None;
        }
        let free = scope.free.unwrap_or_default().into_iter().map(|(_, var)| var).collect();
        Some(Sides { left, right, free })
    }

    /// `\partial = \frac{\partial}{\partial y_i}`
    fn is_operator(&self, link: &Link<'_>) -> bool {
        link.right()
            .is_some_and(|(f, id)| matches!(self.tree(f).kind(id), Node::Operator(_, Some(_))))
    }

    /// The sides of a relation: the left one, and what can stand for it.
    fn sides(
        &mut self,
        link: &Link<'a>,
        kind: Kind,
        scope: &mut Scope,
    ) -> Lowered<(Vec<ExprId>, ExprId)> {
        match link.sign {
            Sign::In => return unclear(link.place, Semantics::Membership),
            Sign::Equal
            | Sign::Defined
            | Sign::DefinedRight
            | Sign::Less
            | Sign::LessOrEqual
            | Sign::Greater
            | Sign::GreaterOrEqual
            | Sign::NotEqual => {}
            Sign::Approximately => return unclear(link.place, Semantics::Approximate),
            Sign::Proportional => return unclear(link.place, Semantics::Proportional),
            _ => return unclear(link.place, Semantics::NoEquation),
        }
        if link.lefts.is_empty() {
            let no_side = || Unclear { place: link.place, reason: Semantics::LeftSide.into() };
            return Err(link.unread.as_deref().cloned().unwrap_or_else(no_side));
        }
        let right = match &link.right {
            Right::Read(id) => Some((link.formula, *id)),
            Right::Open if kind == Kind::Task => None,
            Right::Open => return unclear(link.place, Semantics::LeftOpen),
            Right::Unreadable(why) => return Err(why.clone()),
        };
        let mut lefts = Vec::new();
        let mut first = None;
        scope.beside = right;
        for (k, member) in link.lefts.iter().enumerate() {
            let mut tried = scope.clone();
            match self.lower(*member, &mut tried) {
                Ok(id) => {
                    *scope = tried;
                    lefts.push(id);
                }
                Err(why) => first = first.or(Some((k, why))),
            }
            if k > 4 && !lefts.is_empty() {
                break;
            }
        }
        scope.beside = None;
        if lefts.is_empty()
            && let Some((_, why)) = first
        {
            return Err(why);
        }
        if link.headless || first.is_some_and(|(k, _)| k == 0) {
            self.notes.push(Note { place: link.place, inference: Inference::NotLeft });
        }
        let right = match right {
            Some(right) => self.lower(right, scope)?,
            None => lefts[0],
        };
        Ok((lefts, right))
    }
}

fn bare(formula: usize, place: Place, kind: Kind, why: Unclear) -> Relation {
    Relation {
        formula,
        place,
        whole: place.span,
        sign: Sign::Other,
        tag: None,
        spelled: None,
        kind,
        sides: Err(why),
        restriction: Vec::new(),
        distinct: false,
        notes: Vec::<Note>::new(),
        alternatives: Vec::new(),
        square: None,
        closed: false,
        standing: Standing::Claimed,
    }
}
