//! Conditions that stand beside a formula: before it, behind it, in a heading above.
//!
//! In: formulas with the words between them. Out: the conditions on indices that restrict one,
//! "for $i = j$", "if $i = k$ and $j = l$". Not done here: what they mean for its value.

use super::sum::orders;
use super::symbols::Letter;
use crate::reading::{Scope, ScopeKind, Stated};
use crate::syntax::Side;
use crate::syntax::tree::{Condition, Conditions, Entry, Kind};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What introduces a condition.
const CASES: [&str; 23] = [
    "if", "when", "whenever", "for", "case", "where", "at", "provided", "unless", "如果", "若",
    "当", "对于", "wenn", "falls", "für", "si", "pour", "nếu", "với", "khi", "если", "при",
];

/// The conditions that stand in headings, by the sections that these begin.
#[derive(Default)]
pub(super) struct Titles<'a> {
    of_section: BTreeMap<Scope, Vec<&'a Conditions>>,
}

impl<'a> Titles<'a> {
    /// Notes what a heading says of indices and nothing else.
    pub(super) fn note(&mut self, stated: &'a Stated) {
        let section = stated.scopes.iter().rfind(|s| matches!(s.kind, ScopeKind::Section(_)));
        if let (true, Some(conditions), Some(section)) =
            (stated.titled, conditions_of(stated), section)
        {
            self.of_section.entry(*section).or_default().extend(conditions);
        }
    }

    /// The conditions of the headings that a formula stands under.
    pub(super) fn over(&self, stated: &Stated) -> Vec<&'a Conditions> {
        let open = stated.scopes.iter().filter(|_| !stated.titled);
        open.filter_map(|scope| self.of_section.get(scope)).flatten().copied().collect()
    }
}

/// The case that a display is about, where words state it directly before:
/// `If $i = j$,`. It has to speak of letters that the display uses.
pub(super) fn case<'a>(before: &'a Stated, display: &Stated) -> Option<&'a Conditions> {
    let conditions = *conditions_of(before)?.first()?;
    (is_stated_before(before, display) && uses_all(conditions, display)).then_some(conditions)
}

/// The same behind a formula: `$…$ if $k = j$`.
pub(super) fn case_behind<'a>(formula: &Stated, next: &'a Stated) -> Option<&'a Conditions> {
    let conditions = *conditions_of(next)?.first()?;
    (is_stated_behind(formula, next) && uses_all(conditions, formula)).then_some(conditions)
}

/// The conditions that follow the first one behind a formula: `$…$ if $i = k$ and $j = l$`.
pub(super) fn listed_behind<'a>(formula: &Stated, next: &'a [Arc<Stated>]) -> Vec<&'a Conditions> {
    let goes_on = |stated: &&Arc<Stated>| {
        let between = words_of(&stated.before);
        let joined = between.is_empty() || between == ["and"];
        joined
            && !stated.before.contains(['.', ';', ':'])
            && stated.text == formula.text
            && stated.scopes == formula.scopes
    };
    let all = next.iter().take_while(goes_on);
    all.map_while(|stated| conditions_of(stated)).flatten().collect()
}

/// The conditions that a formula states, if it states nothing else: `k = i, l = j`.
pub(super) fn conditions_of(stated: &Stated) -> Option<Vec<&Conditions>> {
    let mut all = Vec::new();
    for statement in &stated.formula.statements {
        all.push(statement.condition.as_ref()?);
        all.extend(&statement.restriction);
    }
    (!all.is_empty()).then_some(all)
}

fn words_of(text: &str) -> Vec<String> {
    let words = text.split(|c: char| !c.is_alphabetic()).filter(|w| !w.is_empty());
    words.map(str::to_lowercase).collect()
}

pub(super) fn is_stated_before(before: &Stated, display: &Stated) -> bool {
    let said = words_of(&before.before);
    let short = words_of(&display.before);
    let stated = said.last().is_some_and(|w| CASES.contains(&w.as_str()))
        || said.iter().rev().take(6).any(|w| w == "case");
    let ends = display.before.contains(['.', ';']) && !short.is_empty();
    let apart = before.display
        || !display.display
        || before.text != display.text
        || before.scopes != display.scopes;
    stated && !apart && !ends && short.len() <= 3
}

/// Whether nothing but a word such as if stands between a formula and the next.
pub(super) fn is_stated_behind(formula: &Stated, next: &Stated) -> bool {
    // A capital begins another sentence.
    if next.before.trim_start().starts_with(char::is_uppercase) {
        return false;
    }
    let between = words_of(&next.before);
    let between: Vec<&str> = between.iter().map(String::as_str).collect();
    let introduced = matches!(between.as_slice(),
        [one] | [one, "all" | "every" | "any" | "each" | "that"] if CASES.contains(one));
    introduced
        && !next.display
        && !next.before.contains(['.', ';', ':'])
        && next.text == formula.text
        && next.scopes == formula.scopes
        && formula.formula.relates
}

/// Whether a formula is a condition about values, such as `x > 0`, and none that says
/// what an index is or runs over.
pub(super) fn is_of_values(stated: &Stated, letters: &BTreeSet<Letter>) -> bool {
    let [statement] = stated.formula.statements.as_slice() else { return false };
    let tree = &stated.formula.tree;
    // Behind “where” stands what a symbol is.
    let defines = words_of(&stated.before).last().is_some_and(|word| word == "where");
    let is_index = |side: &Side| match side {
        Side::Read(id, _) => match tree.kind(*id) {
            Kind::Symbol(s) => {
                s.sub.is_empty()
                    && s.sup.is_empty()
                    && letters.contains(&(s.name.clone(), s.primes))
            }
            Kind::Tuple(_) => true,
            _ => false,
        },
        _ => true,
    };
    statement.condition.is_none()
        && !defines
        && statement.sides.len() > 1
        && statement
            .sides
            .iter()
            .all(|(sign, side)| sign.is_none_or(|(sign, _)| orders(sign)) && !is_index(side))
}

/// Whether all letters of some conditions stand in the scripts of a formula.
fn uses_all(conditions: &Conditions, display: &Stated) -> bool {
    use_all(conditions, &[display])
}

/// Whether all letters of some conditions stand in the scripts of formulas.
pub(super) fn use_all(conditions: &Conditions, formulas: &[&Stated]) -> bool {
    let scripts = |stated: &Stated, entry: &Entry| {
        let tree = &stated.formula.tree;
        tree.ids().any(|id| match tree.kind(id) {
            Kind::Symbol(s) | Kind::Call(s, _) => {
                s.sub.entries.contains(entry) || s.sup.entries.contains(entry)
            }
            Kind::Entry(_, entries) => entries.contains(entry),
            _ => false,
        })
    };
    let used = |entry: &Entry| {
        !matches!(entry, Entry::Letter(..)) || formulas.iter().any(|stated| scripts(stated, entry))
    };
    conditions.0.iter().all(|condition| match condition {
        Condition::Related(a, _, b) => used(a) && used(b),
        Condition::Member(..) => false,
    })
}
