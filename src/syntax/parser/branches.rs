//! Cases under conditions about values: `\begin{cases} z & z > 0 \\ 0 & z \le 0 \end{cases}`.
//!
//! In: the rows of the environment. Out: the sum of their values, each times a step that is 1
//! where its condition is the first one that is met; the last one needs none where words or
//! the other conditions leave it all the rest. Cases whose conditions do not show that some
//! value is given everywhere are refused, and so is what holds at single values alone unless
//! both sides of them are there. Not done here: conditions about indices.

use super::dots::are_alike;
use super::fence::parted_case;
use super::indicator::relation;
use super::{Parsed, Parser};
use crate::source::Span;
use crate::syntax::layout::{Item, ItemKind};
use crate::syntax::tree::{Function, Kind, NodeId, Sign};

/// What is larger, and what is smaller.
type Above<'i> = (&'i [Item], &'i [Item]);

/// When a case holds.
#[derive(Clone)]
enum When<'i> {
    /// Where each of some things is above another one.
    Above(Vec<Above<'i>>),
    /// At single values.
    At(Above<'i>),
    /// Wherever no case before does.
    Else,
}

impl Parser<'_> {
    /// The value of cases, if all their conditions are about values and leave nothing out.
    pub(super) fn branches(
        &mut self,
        rows: &[&Vec<Vec<Item>>],
        span: Span,
    ) -> Parsed<Option<NodeId>> {
        let parted: Vec<(&[Item], Vec<Item>)> = rows.iter().map(|row| parted_case(row)).collect();
        let read = rows.iter().zip(&parted).map(|(row, (value, when))| {
            let said = !when.is_empty() || says_no_more_than_else(row);
            Some((*value, when_of(when).filter(|_| said)?))
        });
        let Some(read) = read.collect::<Option<Vec<_>>>() else {
            return Ok(None);
        };
        let Some(branches) = in_order(read) else { return Ok(None) };
        let mut sum: Option<NodeId> = None;
        let mut rest: Option<NodeId> = None;
        for (value, when) in branches {
            let value = self.whole(value, span)?;
            let own = match when {
                When::Above(all) => Some(self.steps(&all, span)?),
                When::At(_) | When::Else => None,
            };
            let share = match (rest, own) {
                (Some(rest), Some(own)) => Some(self.add(Kind::Multiply(rest, own), span)),
                (rest, own) => own.or(rest),
            };
            let term = match share {
                Some(share) => self.add(Kind::Multiply(share, value), span),
                None => value,
            };
            sum = Some(match sum {
                Some(sum) => self.add(Kind::Add(sum, term), span),
                None => term,
            });
            if let Some(own) = own {
                let one = self.add(Kind::Number(1.0), span);
                let not = self.add(Kind::Subtract(one, own), span);
                rest = Some(match rest {
                    Some(rest) => self.add(Kind::Multiply(rest, not), span),
                    None => not,
                });
            }
        }
        Ok(sum)
    }

    /// 1 where each of some things is above another one, and 0 elsewhere.
    fn steps(&mut self, all: &[Above<'_>], span: Span) -> Parsed<NodeId> {
        let mut product: Option<NodeId> = None;
        for above in all {
            let step = self.step_above(*above, span)?;
            product = Some(match product {
                Some(product) => self.add(Kind::Multiply(product, step), span),
                None => step,
            });
        }
        Ok(product.unwrap_or_else(|| self.add(Kind::Number(1.0), span)))
    }

    /// 1 where something is above another thing, and 0 where below.
    pub(super) fn step_above(&mut self, (high, low): Above<'_>, span: Span) -> Parsed<NodeId> {
        let (high, low) = (self.whole(high, span)?, self.whole(low, span)?);
        let by = self.add(Kind::Subtract(high, low), span);
        let side = self.add(Kind::Apply(Function::Sign, vec![by]), span);
        let one = self.add(Kind::Number(1.0), span);
        let twice = self.add(Kind::Add(one, side), span);
        let two = self.add(Kind::Number(2.0), span);
        Ok(self.add(Kind::Divide(twice, two), span))
    }
}

/// Words for all other cases.
const ELSE: [&str; 9] = [
    "otherwise",
    "else",
    "elsewhere",
    "in all other cases",
    "in other cases",
    "o.w",
    "if otherwise",
    "sonst",
    "falls sonst",
];

/// Whether the words of a case without a condition in signs are for all others.
fn says_no_more_than_else(row: &[Vec<Item>]) -> bool {
    let words = row.iter().skip(1).flatten().filter_map(|item| match &item.kind {
        ItemKind::Text(words) => Some(words.trim_matches(|c: char| !c.is_alphabetic())),
        _ => None,
    });
    let said: Vec<&str> = words.filter(|words| !words.is_empty()).collect();
    said.is_empty() || ELSE.contains(&said.join(" ").as_str())
}

/// When a case holds, by the items of its condition.
fn when_of(items: &[Item]) -> Option<When<'_>> {
    if items.is_empty() {
        return Some(When::Else);
    }
    let (at, length, first) = relation(items)?;
    let (left, behind) = (&items[..at], &items[at + length..]);
    let related = |a, sign, b| match sign {
        Sign::Greater | Sign::GreaterOrEqual => Some((a, b)),
        Sign::Less | Sign::LessOrEqual => Some((b, a)),
        _ => None,
    };
    let filled = |items: &[Item]| !items.is_empty();
    let Some((at, length, second)) = relation(behind) else {
        let whole = filled(left) && filled(behind);
        return match first {
            _ if !whole => None,
            Sign::Equal => Some(When::At((left, behind))),
            sign => Some(When::Above(vec![related(left, sign, behind)?])),
        };
    };
    let (middle, right) = (&behind[..at], &behind[at + length..]);
    let whole = filled(left) && filled(middle) && filled(right) && relation(right).is_none();
    let both = vec![related(left, first, middle)?, related(middle, second, right)?];
    whole.then_some(When::Above(both))
}

/// Cases of which the last one holds wherever no other does; without those at single values
/// that lie between two others.
fn in_order<'i>(mut cases: Vec<(&'i [Item], When<'i>)>) -> Option<Vec<(&'i [Item], When<'i>)>> {
    let steps = cases.iter().any(|(_, when)| matches!(when, When::Above(_)));
    let last = cases.iter().position(|(_, when)| matches!(when, When::Else));
    if !steps || cases.len() < 2 || last.is_some_and(|at| at + 1 < cases.len()) {
        return None;
    }
    let single = |when: &When<'i>| match when {
        When::Above(all) => match all.as_slice() {
            [one] => Some(*one),
            _ => None,
        },
        _ => None,
    };
    let singles: Vec<Above<'i>> = cases.iter().filter_map(|(_, when)| single(when)).collect();
    let same = |(a, b): Above<'i>, (c, d): Above<'i>| is_same(a, c) && is_same(b, d);
    // Where something is at a value, it is above it in one case and below it in another.
    let around = |(a, b): Above<'i>| {
        singles.iter().any(|one| same(*one, (a, b))) && singles.iter().any(|one| same(*one, (b, a)))
    };
    let at_values = cases.iter().filter_map(|(_, when)| match when {
        When::At(at) => Some(*at),
        _ => None,
    });
    if !at_values.clone().all(around) {
        return None;
    }
    cases.retain(|(_, when)| !matches!(when, When::At(_)));
    if last.is_some() {
        return Some(cases);
    }
    let rest = match cases.as_slice() {
        [_, _] => around(*singles.first()?).then_some(1),
        // Below, between and above two bounds.
        [_, _, _] => cases.iter().position(|(_, when)| match when {
            When::Above(both) => match both.as_slice() {
                [a, b] => [a, b]
                    .into_iter()
                    .all(|(high, low)| singles.iter().any(|one| same(*one, (*low, *high)))),
                _ => false,
            },
            _ => false,
        }),
        _ => None,
    }?;
    let (value, _) = cases.remove(rest);
    cases.push((value, When::Else));
    Some(cases)
}

/// Whether the same is written.
fn is_same(a: &[Item], b: &[Item]) -> bool {
    are_alike(a, b, "", &mut None)
}
