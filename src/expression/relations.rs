//! Relations in document order: one for each sign, with the members of the
//! chain that it stands in.

use super::classify::{index_letters, is_derivative, is_zero};
use super::conditions::{
    Titles, case, case_behind, conditions_of, is_of_values, is_stated_before, is_stated_behind,
    listed_behind, use_all,
};
use super::symbols::Letter;
use super::{Place, Unclear};
use crate::prose::{Said, Sentence, Stands};
use crate::reading::{Scope, Stated};
use crate::reason::Notation;
use crate::source::Span;
use crate::syntax::tree::{Condition, Conditions, Entry, NodeId, Sign};
use crate::syntax::{Side, Statement};
use std::collections::BTreeSet;
use std::sync::Arc;

/// One sign and the side behind it.
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own about a link")]
#[derive(Debug, Clone)]
pub(super) struct Link<'a> {
    pub formula: usize,
    pub sign: Sign,
    /// Where the right side stands.
    pub place: Place,
    /// All of the relation that stands in one piece.
    pub whole: Span,
    pub tag: Option<&'a str>,
    /// How an equation that words stand for would be written.
    pub spelled: Option<&'a str>,
    /// The readable members of its chain before the sign, the first one first;
    /// of a long chain the first ones and the last.
    pub lefts: Vec<Member>,
    /// Why a member before the sign is not readable, the first one first.
    pub unread: Option<Box<Unclear>>,
    pub right: Right,
    pub restriction: Option<&'a Conditions>,
    /// What restricts it besides: the heading that it stands under, and what a list of
    /// conditions goes on with.
    pub also: Vec<&'a Conditions>,
    /// Whether the text puts a condition on it that is none about indices.
    pub limited: bool,
    /// The chain that it stands in.
    pub chain: usize,
    /// What the words around its statement say of it.
    pub said: Arc<Said>,
    /// Whether its statement is set beside the one before by “or”: one of several choices.
    pub alternative: bool,
    /// Whether the first member of its chain cannot be read.
    pub headless: bool,
    /// Its statement and side within its formula.
    pub at: (usize, usize),
    /// Whether the first side of its statement stands in the same row.
    pub begins: bool,
    /// Whether members of its chain stand before the first one it is compared with.
    pub goes_on: bool,
}

/// A side in a formula's tree.
pub(super) type Member = (usize, NodeId);

/// What stands behind a sign.
#[derive(Debug, Clone)]
pub(super) enum Right {
    Read(NodeId),
    /// `?` or dots: a task.
    Open,
    Unreadable(Unclear),
}

/// A link, or a statement that relates nothing.
#[derive(Debug, Clone)]
pub(super) enum Part<'a> {
    Link(Link<'a>),
    /// No relation sign.
    Bare(usize, Span),
    /// A formula of which nothing can be read.
    Refused(usize, Unclear),
}

impl<'a> Part<'a> {
    pub(super) fn link(&self) -> Option<&Link<'a>> {
        match self {
            Self::Link(link) => Some(link),
            _ => None,
        }
    }

    pub(super) fn into_link(self) -> Option<Link<'a>> {
        match self {
            Self::Link(link) => Some(link),
            _ => None,
        }
    }
}

impl Link<'_> {
    /// The same of a formula that is numbered behind others.
    pub(super) fn behind(mut self, formulas: usize) -> Self {
        self.formula += formulas;
        self.lefts.iter_mut().for_each(|(formula, _)| *formula += formulas);
        self
    }

    /// Whether it stands behind the first sign of its chain.
    pub(super) fn is_step(&self) -> bool {
        self.lefts.len() > 1 || self.goes_on && self.sign.equates()
    }

    /// The right side, if it stands in the same tree as the first left one.
    pub(super) fn right(&self) -> Option<Member> {
        match self.right {
            Right::Read(id) => Some((self.formula, id)),
            _ => None,
        }
    }
}

/// The chain that a row beginning with a sign goes on from.
#[derive(Debug, Clone, Default)]
struct Chain {
    number: usize,
    members: Vec<Member>,
    /// Whether its first member cannot be read.
    headless: bool,
    /// Why one of them cannot be read.
    unread: Option<Box<Unclear>>,
    /// Whether other members stand before its first one, which it is not equal to.
    restarted: bool,
}

/// What stands for a member that cannot be evaluated is sought among so many.
const MOST_MEMBERS: usize = 16;

impl Chain {
    /// Adds a member; of a long chain the first ones and the last are kept.
    fn extend(&mut self, member: Option<Member>) {
        if member.is_some() && self.members.len() >= MOST_MEMBERS {
            self.members.pop();
        }
        self.members.extend(member);
    }

    /// What stands behind `≤`, `∝` or `←` is equal to nothing before it: a sign of
    /// equality behind it speaks of it alone.
    fn restart(&mut self, headless: bool) {
        *self = Self { number: self.number, headless, restarted: true, ..Self::default() };
    }
}

/// Takes the statements of all formulas apart.
pub(super) fn parts(formulas: &[Arc<Stated>]) -> Vec<Part<'_>> {
    let letters = index_letters(formulas);
    let mut reader = Reader { formulas, letters: letters.clone(), ..Reader::default() };
    let mut titles = Titles::default();
    for (number, stated) in formulas.iter().enumerate() {
        if stated.formula.statements.is_empty() {
            reader.silent(stated);
        }
        if let Some(fault) = &stated.formula.fault {
            let place = stated.place(fault.span);
            let unclear = Unclear { place, reason: fault.problem.clone().into() };
            reader.parts.push(Part::Refused(number, unclear));
        }
        let before = number.checked_sub(1).map(|k| &*formulas[k]);
        let behind = formulas.get(number + 1);
        reader.case = before.and_then(|before| case(before, stated));
        reader.case_behind = behind.and_then(|next| case_behind(stated, next));
        reader.also = titles.over(stated);
        let stated_at = before.filter(|_| reader.case.is_some()).into_iter();
        let others = stated_at.chain(behind.filter(|_| reader.case_behind.is_some()).map(|b| &**b));
        reader
            .also
            .extend(others.filter_map(conditions_of).flat_map(|all| all.into_iter().skip(1)));
        if reader.case_behind.is_some() {
            reader.also.extend(listed_behind(stated, &formulas[number + 2..]));
        }
        titles.note(stated);
        reader.limited = before.is_some_and(|before| {
            let ended = stated.before.trim_start().starts_with('.');
            !ended && is_stated_before(before, stated) && is_of_values(before, &letters)
        }) || behind
            .is_some_and(|next| is_stated_behind(stated, next) && is_of_values(next, &letters));
        for (k, statement) in stated.formula.statements.iter().enumerate() {
            reader.listen(stated, k);
            reader.statement((number, k), stated, statement);
        }
    }
    reader.parts
}

#[derive(Default)]
struct Reader<'a> {
    formulas: &'a [Arc<Stated>],
    parts: Vec<Part<'a>>,
    /// The last chain of a display, and the last of all.
    displayed: Chain,
    last: Chain,
    chains: usize,
    /// The case that the words before a display restrict it to.
    case: Option<&'a Conditions>,
    sentence: Sentence,
    /// What the words say of the statement that is being read.
    said: Arc<Said>,
    /// Whether it is set beside the statement before by “or”.
    alternative: bool,
    /// Where the last formula stood.
    place: (usize, Vec<Scope>),
    /// The case behind a formula, which is that of its last statement.
    case_behind: Option<&'a Conditions>,
    /// Further conditions of the formula.
    also: Vec<&'a Conditions>,
    /// Whether another condition stands there.
    limited: bool,
    /// What stands for an index anywhere.
    letters: BTreeSet<Letter>,
}

impl<'a> Reader<'a> {
    /// Hears what the words around a statement say.
    fn listen(&mut self, stated: &Stated, number: usize) {
        let place = (stated.text, stated.scopes.clone());
        if self.place != place {
            self.sentence.end();
            self.place = place;
        }
        let statements = &stated.formula.statements;
        let last = number + 1 == statements.len();
        let stands = match (number, stated.display) {
            (1.., _) => Stands::Within,
            (0, true) => Stands::Displayed,
            (0, false) => Stands::Inline,
        };
        let own = statements[number].words.iter().map(|(words, _)| words.as_str());
        let before = if number == 0 { stated.before.as_ref() } else { "" };
        let before: Vec<&str> = std::iter::once(before).chain(own).collect();
        let behind = if last { stated.behind.as_ref() } else { "" };
        self.said = Arc::new(self.sentence.formula(&before.join(" "), behind, stands));
        let previous = number.checked_sub(1).map(|k| &statements[k]);
        self.alternative = previous.is_some_and(ends_with_or);
    }

    /// Hears the words around a formula that states nothing.
    fn silent(&mut self, stated: &Stated) {
        let stands = if stated.display { Stands::Displayed } else { Stands::Inline };
        self.said = Arc::new(self.sentence.formula(&stated.before, &stated.behind, stands));
    }

    fn statement(
        &mut self,
        (formula, number): (usize, usize),
        stated: &'a Stated,
        statement: &'a Statement,
    ) {
        let goes_on = statement.sides.first().is_some_and(|(sign, side)| {
            sign.is_some() || matches!(side, Side::Empty(_)) && statement.sides.len() > 1
        });
        let mut chain = if !goes_on {
            self.fresh()
        } else if stated.display && !self.displayed.members.is_empty() {
            self.displayed.clone()
        } else {
            self.last.clone()
        };
        let mut start = None;
        let last = number + 1 == stated.formula.statements.len();
        let behind = self.case_behind.filter(|_| last && statement.condition.is_none());
        let own = statement.restriction.as_ref();
        let limited = self.limited && statement.condition.is_none()
            || own.is_some_and(|own| !self.is_of_indices(own));
        for (k, (sign, side)) in statement.sides.iter().enumerate() {
            let span = span_of(side);
            let Some((sign, at)) = *sign else {
                if !goes_on {
                    start = Some(span.start);
                    chain.headless = matches!(side, Side::Unreadable(..));
                    chain.extend(member(formula, side));
                    chain.unread =
                        chain.unread.take().or_else(|| fault(side, stated).map(Box::new));
                }
                continue;
            };
            if sign == Sign::Arrow {
                // What stands behind an arrow is a statement of its own.
                chain = self.fresh();
                chain.extend(member(formula, side));
                start = Some(span.start);
                continue;
            }
            let begins = start.is_some() && k == 1;
            let from = start.filter(|_| begins).unwrap_or(at.start) + stated.origin;
            let place = stated.place(clamp(span, at));
            self.parts.push(Part::Link(Link {
                formula,
                sign,
                place,
                whole: Span { start: from, end: place.span.end },
                tag: statement.tag.as_deref(),
                spelled: statement.spelled.as_deref(),
                lefts: chain.members.clone(),
                unread: chain.unread.clone(),
                right: right(side, stated),
                restriction: statement.restriction.as_ref().or(self.case).or(behind),
                also: self.also_of(stated, &chain),
                limited,
                chain: chain.number,
                said: self.said.clone(),
                alternative: self.alternative,
                headless: chain.headless,
                at: (number, k),
                begins: k <= 1,
                goes_on: chain.restarted,
            }));
            if !sign.equates() || opens_with_zero(self.formulas, &chain, (stated, side)) {
                chain.restart(matches!(side, Side::Unreadable(..)));
            }
            chain.extend(member(formula, side));
            chain.unread = chain.unread.take().or_else(|| fault(side, stated).map(Box::new));
        }
        if statement.sides.iter().all(|(sign, _)| sign.is_none_or(|(s, _)| s == Sign::Arrow)) {
            let unreadable = statement.sides.iter().find_map(|(_, side)| match side {
                Side::Unreadable(fault, _) => Some(fault),
                _ => None,
            });
            self.parts.push(match unreadable {
                // The sign may stand in what cannot be read.
                Some(fault) if stated.formula.relates => {
                    let place = stated.place(fault.span);
                    Part::Refused(formula, Unclear { place, reason: fault.problem.clone().into() })
                }
                _ => Part::Bare(formula, statement.span),
            });
        }
        if stated.display {
            self.displayed.clone_from(&chain);
        }
        self.last = chain;
    }

    /// Whether conditions are about letters that stand for indices.
    fn is_of_indices(&self, conditions: &Conditions) -> bool {
        let index = |entry: &Entry| match entry {
            Entry::Letter(name, primes) | Entry::Shifted(name, primes, _) => {
                self.letters.contains(&(name.clone(), *primes))
            }
            _ => true,
        };
        conditions.0.iter().all(|condition| match condition {
            Condition::Related(a, _, b) => index(a) && index(b),
            Condition::Member(a, _) => index(a),
        })
    }

    /// The further conditions of which a formula and those of its chain use all letters.
    fn also_of(&self, stated: &Stated, chain: &Chain) -> Vec<&'a Conditions> {
        let before = chain.members.iter().filter_map(|(at, _)| self.formulas.get(*at));
        let all: Vec<&Stated> = before.map(|formula| &**formula).chain([stated]).collect();
        self.also.iter().filter(|of| use_all(of, &all)).copied().collect()
    }

    fn fresh(&mut self) -> Chain {
        self.chains += 1;
        Chain { number: self.chains, ..Chain::default() }
    }
}

/// `0 = \frac{\partial L}{\partial w} = …` sets a slope to zero, and then says what it is.
fn opens_with_zero(
    formulas: &[Arc<Stated>],
    chain: &Chain,
    (stated, side): (&Stated, &Side),
) -> bool {
    let [(formula, first)] = chain.members.as_slice() else { return false };
    let Side::Read(id, _) = side else { return false };
    let zero = formulas.get(*formula).is_some_and(|of| is_zero(&of.formula.tree, *first));
    zero && is_derivative(&stated.formula.tree, *id)
}

/// Whether a statement is one of several, of which the next one is another.
fn ends_with_or(statement: &Statement) -> bool {
    let Some((_, side)) = statement.sides.last() else { return false };
    let last = statement.words.last();
    last.is_some_and(|(words, span)| {
        let or = words.trim_end().ends_with("or") || words.trim_end().ends_with("alternatively");
        or && span.start >= span_of(side).start
    })
}

/// Why a side cannot be read.
fn fault(side: &Side, stated: &Stated) -> Option<Unclear> {
    match side {
        Side::Unreadable(fault, _) => {
            let reason = fault.problem.clone().into();
            Some(Unclear { place: stated.place(fault.span), reason })
        }
        _ => None,
    }
}

fn member(formula: usize, side: &Side) -> Option<Member> {
    match side {
        Side::Read(id, _) => Some((formula, *id)),
        _ => None,
    }
}

fn span_of(side: &Side) -> Span {
    match side {
        Side::Read(_, span) | Side::Empty(span) | Side::Open(span) | Side::Unreadable(_, span) => {
            *span
        }
    }
}

fn clamp(span: Span, sign: Span) -> Span {
    let start = if span.start < sign.start { sign.start } else { span.start };
    Span { start, end: span.end.max(sign.end).max(start) }
}

fn right(side: &Side, stated: &Stated) -> Right {
    let unclear = |span, why: Notation| {
        Right::Unreadable(Unclear { place: stated.place(span), reason: why.into() })
    };
    match side {
        Side::Read(id, _) => Right::Read(*id),
        Side::Open(_) => Right::Open,
        Side::Empty(span) => unclear(*span, Notation::Empty),
        Side::Unreadable(fault, _) => unclear(fault.span, fault.problem.clone()),
    }
}
