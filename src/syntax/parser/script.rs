//! Subscripts, labels in superscripts, and the bounds of sums.

use super::member::told_apart;
use super::{Fault, Parsed, fault};
use crate::reason::Notation;
use crate::source::Span;
use crate::syntax::commands;
use crate::syntax::layout::{Item, ItemKind};
use crate::syntax::tree::{Condition, Conditions, Entry, Script, Sign};

/// `ij`, `j|i`, `i+1`, `\text{train}`, `(i)` …
pub(super) fn script(items: &[Item]) -> Parsed<Script> {
    let mut script = Script::default();
    read_into(items, &mut script)?;
    Ok(script)
}

fn read_into(items: &[Item], script: &mut Script) -> Parsed<()> {
    let mut rest = items.iter().peekable();
    while let Some(item) = rest.next() {
        if is_bar(item) && item.sub.is_none() && item.sup.is_none() {
            if script.bar.is_some() || script.entries.is_empty() {
                return fault(item.span, Notation::ScriptBar);
            }
            script.bar = Some(script.entries.len());
            continue;
        }
        if let Some(sign) = shift(item) {
            let number = rest.next().and_then(whole);
            let (Some(number), Some(Entry::Letter(name, primes))) = (number, script.entries.last())
            else {
                return fault(item.span, Notation::ScriptList);
            };
            let shifted = Entry::Shifted(name.clone(), *primes, sign * number);
            script.entries.pop();
            script.entries.push(shifted);
            continue;
        }
        match &item.kind {
            ItemKind::Char(',' | ';' | '(' | ')' | ']') | ItemKind::Wide => {}
            // `W_{f[i, j]}`: brackets are no parentheses, in which the sorted ones stand.
            ItemKind::Char('[') => script.entries.push(Entry::Word("[]".into())),
            ItemKind::Group(inside) if plain(item) => read_into(inside, script)?,
            _ => script.entries.push(entry(item)?),
        }
    }
    Ok(())
}

fn plain(item: &Item) -> bool {
    item.sub.is_none() && item.sup.is_none() && item.primes == 0
}

/// One index, number or word.
pub(super) fn entry(item: &Item) -> Parsed<Entry> {
    if let Some(letter) = told_apart(item) {
        return Ok(letter);
    }
    if item.sub.is_some() || item.sup.is_some() {
        return fault(item.span, Notation::ScriptOnIndex);
    }
    Ok(match &item.kind {
        ItemKind::Char(c) if c.is_alphabetic() => Entry::Letter(c.to_string(), item.primes),
        ItemKind::Command(name) if commands::is_symbol(name) => {
            Entry::Letter(name.clone(), item.primes)
        }
        ItemKind::Number(_) => match whole(item) {
            Some(number) => Entry::Number(number),
            None => return fault(item.span, Notation::IndexFraction),
        },
        ItemKind::Name(word) | ItemKind::Text(word) => match word.chars().count() {
            1 => Entry::Letter(word.clone(), item.primes),
            _ => Entry::Word(word.clone()),
        },
        ItemKind::Char(c @ ('*' | ':' | '·')) => Entry::Word(c.to_string()),
        ItemKind::Command(name) if matches!(name.as_str(), "cdot" | "ast") => {
            Entry::Word(if name == "cdot" { "·" } else { "*" }.into())
        }
        ItemKind::Accent(accent, inside) => match inside.as_slice() {
            [one] => accented(accent, entry(one)?, item.primes),
            _ => return fault(item.span, Notation::Index),
        },
        ItemKind::Fault(problem) => return fault(item.span, problem.clone()),
        _ => return fault(item.span, Notation::Index),
    })
}

/// `\bar i` is another index than i; the alphabet of an index tells nothing apart.
fn accented(accent: &str, entry: Entry, primes: u8) -> Entry {
    match entry {
        Entry::Letter(letter, own) if commands::is_accent(accent) => {
            Entry::Letter(format!("{accent} {letter}"), own + primes)
        }
        Entry::Letter(letter, own) => Entry::Letter(letter, own + primes),
        entry => entry,
    }
}

fn whole(item: &Item) -> Option<i64> {
    match &item.kind {
        ItemKind::Number(digits) if plain(item) => digits.parse().ok(),
        _ => None,
    }
}

/// `\mu_{-1}`, `U_+`: a class by its label.
pub(super) fn signed_label(items: &[Item]) -> Option<Script> {
    let (first, rest) = items.split_first()?;
    let sign = if shift(first).filter(|_| plain(first))? > 0 { '+' } else { '-' };
    let label = match rest {
        [] => sign.to_string(),
        [number] => format!("{sign}{}", whole(number)?),
        _ => return None,
    };
    Some(Script { entries: vec![Entry::Word(label)], bar: None })
}

fn shift(item: &Item) -> Option<i64> {
    match item.kind {
        ItemKind::Char('+') => Some(1),
        ItemKind::Char('-' | '−') => Some(-1),
        _ => None,
    }
}

/// A single bar, however it is spelled.
pub(super) fn is_bar(item: &Item) -> bool {
    match &item.kind {
        ItemKind::Char('|') => true,
        ItemKind::Command(name) => matches!(name.as_str(), "mid" | "vert" | "lvert" | "rvert"),
        _ => false,
    }
}

/// What stands under a Σ.
#[derive(Debug, Default)]
pub(super) struct Bounds {
    pub bound: Vec<(String, u8)>,
    pub conditions: Conditions,
    /// The items of a range's beginning.
    pub from: Option<Vec<Item>>,
}

/// Clauses with commas between; each a list of letters, or a chain of
/// relations that begins with some.
pub(super) fn bounds(items: &[Item]) -> Parsed<Bounds> {
    if let Some(pairs) = pairs_of_a_set(items) {
        return fault(pairs.span, Notation::RangeSet);
    }
    let mut found = Bounds::default();
    let mut before: Option<&[Item]> = None;
    for clause in clauses(items).into_iter().filter(|c| !c.is_empty()) {
        // `j \ne i, l` leaves out both.
        let unequal = before.and_then(left_of_unequal).filter(|_| is_list(clause));
        if let Some(left) = unequal {
            exclude(&script(left)?.entries, &script(clause)?.entries, &mut found);
            continue;
        }
        clause_into(clause, &mut found)?;
        before = Some(clause);
    }
    Ok(found)
}

/// `(i, j) \in E`: which pairs are in E is not said by its letters one by one.
fn pairs_of_a_set(items: &[Item]) -> Option<&Item> {
    let (first, rest) = items.split_first()?;
    let inside = match &first.kind {
        ItemKind::Fenced(open, inside, _) if open == "(" => inside.as_slice(),
        ItemKind::Char('(') => {
            let end = rest.iter().position(|item| item.kind == ItemKind::Char(')'))?;
            &rest[..end]
        }
        _ => return None,
    };
    let several = inside.iter().any(is_separator);
    let member = rest.iter().any(|item| sign(item) == Some(Sign::In));
    (several && member).then_some(first)
}

/// The clauses between separators; a set in braces is one.
fn clauses(items: &[Item]) -> Vec<&[Item]> {
    let brace = |item: &Item, names: [&str; 2]| matches!(&item.kind, ItemKind::Command(name) if names.contains(&name.as_str()));
    let (mut found, mut start, mut depth) = (Vec::new(), 0, 0_usize);
    for (k, item) in items.iter().enumerate() {
        if brace(item, ["{", "lbrace"]) {
            depth += 1;
        } else if brace(item, ["}", "rbrace"]) {
            depth = depth.saturating_sub(1);
        } else if depth == 0 && is_separator(item) {
            found.push(&items[start..k]);
            start = k + 1;
        }
    }
    found.push(&items[start..]);
    found
}

fn is_list(clause: &[Item]) -> bool {
    clause.iter().all(|i| sign(i).is_none())
}

/// What stands before the ≠ of a clause that is nothing else.
fn left_of_unequal(clause: &[Item]) -> Option<&[Item]> {
    let at = clause.iter().position(|i| sign(i).is_some())?;
    let only = clause[at + 1..].iter().all(|i| sign(i).is_none());
    (only && sign(&clause[at]) == Some(Sign::NotEqual)).then_some(&clause[..at])
}

fn exclude(left: &[Entry], right: &[Entry], found: &mut Bounds) {
    for a in left {
        let unequal =
            right.iter().map(|b| Condition::Related(a.clone(), Sign::NotEqual, b.clone()));
        found.conditions.0.extend(unequal);
    }
}

/// `\{i, l\}`: what stands in the braces.
fn braced(items: &[Item]) -> Option<&[Item]> {
    match items {
        [
            Item { kind: ItemKind::Command(open), .. },
            inside @ ..,
            Item { kind: ItemKind::Command(close), sub: None, sup: None, .. },
        ] if matches!(open.as_str(), "{" | "lbrace")
            && matches!(close.as_str(), "}" | "rbrace") =>
        {
            Some(inside)
        }
        [Item { kind: ItemKind::Fenced(open, inside, close), sub: None, sup: None, .. }]
            if open == "\\{" && close == "\\}" =>
        {
            Some(inside)
        }
        _ => None,
    }
}

fn is_separator(item: &Item) -> bool {
    matches!(item.kind, ItemKind::Char(',' | ';' | ':') | ItemKind::Wide) || is_bar(item)
}

fn clause_into(clause: &[Item], found: &mut Bounds) -> Parsed<()> {
    if let [Item { kind: ItemKind::Group(inside), .. }] = clause {
        let inner = bounds(inside)?;
        found.bound.extend(inner.bound);
        found.conditions.0.extend(inner.conditions.0);
        found.from = inner.from.or(found.from.take());
        return Ok(());
    }
    let Some(first) = clause.iter().position(|i| sign(i).is_some()) else {
        for entry in script(clause)?.entries {
            bind(entry, clause[0].span, found)?;
        }
        return Ok(());
    };
    let left = script(&clause[..first])?.entries;
    let mut relation = sign(&clause[first]).unwrap_or(Sign::Other);
    let mut rest = &clause[first + 1..];
    for entry in &left {
        if let Entry::Letter(..) = entry {
            bind(entry.clone(), clause[0].span, found)?;
        }
    }
    let mut left = left;
    loop {
        let end = rest.iter().position(|i| sign(i).is_some()).unwrap_or(rest.len());
        let here = &rest[..end];
        let outside = matches!(&clause[first].kind, ItemKind::Command(n) if n == "notin");
        if let Some(inside) = braced(here)
            && (relation == Sign::NotEqual || outside)
        {
            exclude(&left, &script(inside)?.entries, found);
            return if end < rest.len() {
                fault(rest[end].span, Notation::Condition)
            } else {
                Ok(())
            };
        }
        if relation == Sign::Equal && left.len() == 1 {
            found.from = Some(here.to_vec());
        } else if relation == Sign::In {
            let set = set_name(here, clause[first].span)?;
            found
                .conditions
                .0
                .extend(left.iter().map(|e| Condition::Member(e.clone(), set.clone())));
        } else {
            let right = script(here)?.entries;
            for a in &left {
                let related =
                    right.iter().map(|b| Condition::Related(a.clone(), relation, b.clone()));
                found.conditions.0.extend(related);
            }
            // `1 ≤ i < j`: what is bounded from both sides is bound.
            if matches!(left.first(), Some(Entry::Number(_))) || end < rest.len() {
                for entry in right.iter().filter(|e| matches!(e, Entry::Letter(..))) {
                    bind(entry.clone(), clause[first].span, found)?;
                }
            }
            left = right;
        }
        if end >= rest.len() {
            return Ok(());
        }
        relation = sign(&rest[end]).unwrap_or(Sign::Other);
        rest = &rest[end + 1..];
    }
}

fn bind(entry: Entry, span: Span, found: &mut Bounds) -> Parsed<()> {
    match entry {
        Entry::Letter(name, primes) => {
            if !found.bound.contains(&(name.clone(), primes)) {
                found.bound.push((name, primes));
            }
            Ok(())
        }
        _ => fault(span, Notation::Range),
    }
}

fn set_name(items: &[Item], span: Span) -> Parsed<String> {
    match items {
        [Item { kind: ItemKind::Char(c), sub: None, sup: None, .. }] => Ok(c.to_string()),
        [Item { kind: ItemKind::Accent(_, inside), sub: None, sup: None, .. }] => {
            set_name(inside, span)
        }
        [Item { kind: ItemKind::Name(name), sub: None, sup: None, .. }] => Ok(name.clone()),
        _ => fault(span, Notation::RangeSet),
    }
}

/// A relation between indices.
pub(super) fn sign(item: &Item) -> Option<Sign> {
    match &item.kind {
        ItemKind::Char('=') => Some(Sign::Equal),
        ItemKind::Char('<') => Some(Sign::Less),
        ItemKind::Char('>') => Some(Sign::Greater),
        ItemKind::Char('≠') => Some(Sign::NotEqual),
        ItemKind::Char('≤') => Some(Sign::LessOrEqual),
        ItemKind::Char('≥') => Some(Sign::GreaterOrEqual),
        ItemKind::Char('∈') => Some(Sign::In),
        ItemKind::Char('≈') => Some(Sign::Approximately),
        ItemKind::Char('∝') => Some(Sign::Proportional),
        ItemKind::Char('←') => Some(Sign::Update),
        ItemKind::Char('≡' | '≜') => Some(Sign::Defined),
        ItemKind::Command(name) => commands::relation(name),
        _ => None,
    }
}

/// `(i \ne j)` behind a relation, or the words of `\text{for } i \ne j`: `None`
/// where the items are no conditions about indices.
pub(super) fn restriction(items: &[Item]) -> Option<Conditions> {
    let items = match items {
        [open, inside @ .., close]
            if open.kind == ItemKind::Char('(') && close.kind == ItemKind::Char(')') =>
        {
            inside
        }
        [Item { kind: ItemKind::Fenced(open, inside, close), sub: None, sup: None, .. }]
            if open == "(" && close == ")" =>
        {
            inside
        }
        _ => items,
    };
    if !items.iter().any(|i| sign(i).is_some()) {
        return None;
    }
    let mut equal = Vec::new();
    let mut others: Vec<Item> = Vec::new();
    for clause in clauses(items) {
        if let Some(condition) = equality(clause) {
            equal.push(condition);
        } else {
            others.extend(clause.first().map(|i| Item { kind: ItemKind::Wide, ..i.clone() }));
            others.extend_from_slice(clause);
        }
    }
    if others.iter().all(|i| i.kind == ItemKind::Wide) {
        return (!equal.is_empty()).then_some(Conditions(equal));
    }
    // `h'(x) = u'(x) v'(x)` is about values.
    let bracket = |i: &Item| matches!(i.kind, ItemKind::Char('(' | '[') | ItemKind::Fenced(..));
    let equal_sign = |i: &Item| sign(i) == Some(Sign::Equal);
    if others.iter().any(equal_sign) && others.iter().any(bracket) {
        return None;
    }
    let found: Result<Bounds, Fault> = bounds(&others);
    let mut found = found.ok()?;
    found.conditions.0.extend(equal);
    // `\nu > 0` speaks of a value, not of an index.
    let of_values = |c: &Condition| {
        matches!(
            c,
            Condition::Related(_, Sign::Greater | Sign::GreaterOrEqual, Entry::Number(0))
                | Condition::Related(Entry::Number(0), Sign::Less | Sign::LessOrEqual, _)
        )
    };
    if found.conditions.0.iter().any(of_values) {
        return None;
    }
    (found.from.is_none() && !found.conditions.0.is_empty()).then_some(found.conditions)
}

/// `i = j` of two letters that customarily are indices, or `i = 1` of one; beside i, j,
/// k or l any letter is one: `y = k`.
fn equality(clause: &[Item]) -> Option<Condition> {
    let [left, relation, right] = clause else { return None };
    let first = |item: &Item| matches!(item.kind, ItemKind::Char('i' | 'j' | 'k' | 'l'));
    let beside = first(left) || first(right);
    let index = |item: &Item| match item.kind {
        ItemKind::Char(c)
            if plain(item) && ("ijklmnpqrst".contains(c) || beside && c.is_ascii_lowercase()) =>
        {
            Some(Entry::Letter(c.to_string(), 0))
        }
        _ => None,
    };
    let place = |item: &Item| {
        let first = matches!(left.kind, ItemKind::Char('i' | 'j' | 'k' | 'l'));
        whole(item).filter(|number| first && *number > 0).map(Entry::Number)
    };
    let other = index(right).or_else(|| place(right))?;
    (sign(relation) == Some(Sign::Equal))
        .then(|| Some(Condition::Related(index(left)?, Sign::Equal, other)))
        .flatten()
}
