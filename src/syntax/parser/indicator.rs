//! Indicators: `\mathbb 1\{i = j\}`, `\mathbf 1[u > 0]`, 1 where it is so and 0 where not.
//!
//! In: the items from the 1 on. Out: cases where the condition is about indices, a step
//! where it is about values. Not done here: conditions of any other form, which are refused.

use super::fence::depth_behind;
use super::script::{script, sign};
use super::{Parsed, Parser, fault};
use crate::reason::Notation;
use crate::source::Span;
use crate::syntax::layout::{Item, ItemKind};
use crate::syntax::tree::{Condition, Conditions, Entry, Kind, NodeId, Script, Sign, Symbol};

impl<'a> Parser<'a> {
    /// The indicator that begins with the item just taken, if it is one.
    pub(super) fn indicator(&mut self, one: &Item) -> Option<Parsed<NodeId>> {
        if one.primes > 0 || one.sup.is_some() {
            return None;
        }
        if !is_one(one) {
            return None;
        }
        if let Some(below) = one.sub.as_deref().map(unbraced).filter(|below| relates(below)) {
            return Some(self.step(below, one.span, one.span.end));
        }
        let before = self.at;
        let (inside, close) = self.bracketed()?;
        if one.sub.is_some() || close.sup.is_some() || close.sub.is_some() || !relates(inside) {
            self.at = before;
            return None;
        }
        Some(self.step(inside, one.span, close.span.end))
    }

    /// A bracket of any kind that stands next, taken whole.
    pub(super) fn bracketed(&mut self) -> Option<(&'a [Item], &'a Item)> {
        self.call().or_else(|| self.braced_call())
    }

    pub(super) fn step(&mut self, condition: &[Item], span: Span, end: usize) -> Parsed<NodeId> {
        let span = Span { start: span.start, end: end.max(span.end) };
        let Some((at, length, relation)) = relation(condition) else {
            return fault(span, Notation::CaseCondition);
        };
        let (left, right) = (&condition[..at], &condition[at + length..]);
        if relates(right) {
            return fault(span, Notation::CaseCondition);
        }
        let entry = |items: &[Item]| match script(items).map(|script| script.entries) {
            Ok(entries) => match entries.as_slice() {
                [one @ (Entry::Letter(..) | Entry::Number(_))] => Some(one.clone()),
                _ => None,
            },
            Err(_) => None,
        };
        let equality = matches!(relation, Sign::Equal | Sign::NotEqual);
        let one = self.add(Kind::Number(1.0), span);
        let zero = self.add(Kind::Number(0.0), span);
        match (entry(left), entry(right)) {
            (Some(a @ Entry::Letter(..)), Some(b)) if equality => {
                let when = Conditions(vec![Condition::Related(a, relation, b)]);
                Ok(self.add(Kind::Cases(vec![(one, Some(when)), (zero, None)]), span))
            }
            _ if equality => match self.labelled(left, right, relation, span) {
                Some(symbol) => Ok(self.add(Kind::Symbol(symbol), span)),
                None => fault(span, Notation::CaseCondition),
            },
            _ => {
                let above = match relation {
                    Sign::Greater | Sign::GreaterOrEqual => (left, right),
                    Sign::Less | Sign::LessOrEqual => (right, left),
                    _ => return fault(span, Notation::CaseCondition),
                };
                self.step_above(above, span)
            }
        }
    }
}

impl Parser<'_> {
    /// `1\{y^{(i)} = k\}`: whether a label is a class, a number of its own for each of both.
    fn labelled(
        &mut self,
        left: &[Item],
        right: &[Item],
        relation: Sign,
        span: Span,
    ) -> Option<Symbol> {
        let length = self.tree.len();
        let label = self.whole(left, span).ok()?;
        let Kind::Symbol(label) = self.tree.kind(label).clone() else { return None };
        self.tree.truncate(length);
        let entries = label.sub.entries.iter().chain(&label.sup.entries).cloned();
        let mut entries: Vec<Entry> = entries.collect();
        let class = script(right).ok().map(|script| script.entries);
        let class = match (class.as_deref(), right) {
            (Some([letter @ Entry::Letter(..)]), _) => {
                entries.push(letter.clone());
                String::new()
            }
            (Some([Entry::Number(number)]), _) => number.to_string(),
            (_, [sign, Item { kind: ItemKind::Number(digits), sub: None, sup: None, .. }])
                if matches!(sign.kind, ItemKind::Char('-' | '−')) =>
            {
                format!("-{digits}")
            }
            _ => return None,
        };
        let sign = if relation == Sign::Equal { "=" } else { "≠" };
        let name = format!("{INDICATOR}{}{sign}{class}}}", label.name);
        let sub = Script { entries, bar: None };
        Some(Symbol { name, primes: label.primes, sub, sup: Script::default() })
    }
}

/// What the names of indicators of labels begin with.
pub(crate) const INDICATOR: &str = "1{";

/// `1`, `\mathbf 1`, `\mathbb 1`, `\mathbb I`, and a letter I before a condition.
pub(super) fn is_one(item: &Item) -> bool {
    match &item.kind {
        ItemKind::Number(digits) => digits == "1",
        ItemKind::Char('I' | '𝟙') => true,
        ItemKind::Name(name) => matches!(name.as_str(), "1" | "I"),
        ItemKind::Accent(font, inside) if crate::syntax::commands::is_font(font) => {
            matches!(inside.as_slice(), [one] if is_one(one))
        }
        _ => false,
    }
}

fn unbraced(items: &[Item]) -> &[Item] {
    match items {
        [
            Item { kind: ItemKind::Command(open), .. },
            inside @ ..,
            Item { kind: ItemKind::Command(close), .. },
        ] if matches!(open.as_str(), "{" | "lbrace")
            && matches!(close.as_str(), "}" | "rbrace") =>
        {
            inside
        }
        _ => items,
    }
}

/// Whether a relation stands among items, and not only within a bracket of theirs: of
/// `[y - P(y = 1)]` none does.
pub(super) fn relates(items: &[Item]) -> bool {
    relation(items).is_some()
}

/// Where the relation stands, how many items it is, and which: `==` is an equality.
pub(super) fn relation(items: &[Item]) -> Option<(usize, usize, Sign)> {
    let mut depth = 0_usize;
    let at = items.iter().position(|item| {
        depth = depth_behind(depth, item);
        depth == 0 && sign(item).is_some()
    })?;
    let found = sign(&items[at])?;
    let again = items.get(at + 1).and_then(sign);
    match (found, again) {
        (Sign::Equal, Some(Sign::Equal)) => Some((at, 2, Sign::Equal)),
        (Sign::Less, Some(Sign::Equal)) => Some((at, 2, Sign::LessOrEqual)),
        (Sign::Greater, Some(Sign::Equal)) => Some((at, 2, Sign::GreaterOrEqual)),
        _ => Some((at, 1, found)),
    }
}
