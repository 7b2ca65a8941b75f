//! Indices that have a script of their own: `x_{i_1}`, `v_{w_O}`, `\mu_{y^{(i)}}`.
//!
//! In: an item of a script that has scripts. Out: a letter of its own, where the script only
//! tells it from others; else the entries that say of a symbol which quantity chooses it from
//! its family, and for which index. Not done here: what such a symbol is. It is one of the
//! family, and nothing says which.

use super::script::{entry, script};
use super::{Parsed, fault};
use crate::reason::Notation;
use crate::syntax::commands;
use crate::syntax::layout::{Item, ItemKind};
use crate::syntax::tree::{Entry, Script};

/// What stands before the name of a quantity that chooses a member.
pub(crate) const CHOSEN: char = '‹';

/// Names that take what they differentiate or average by as a script; they have no members.
const OPERATORS: [&str; 9] =
    ["d", "D", "delta", "E", "mathbb E", "mathrm E", "P", "mathbb P", "mathrm P"];

/// `i_1`, `w_O`: a letter that a number or a capital tells from others like it.
pub(super) fn told_apart(item: &Item) -> Option<Entry> {
    let (ItemKind::Char(letter), Some([below]), None) =
        (&item.kind, item.sub.as_deref(), item.sup.as_deref())
    else {
        return None;
    };
    let bare = below.sub.is_none() && below.sup.is_none() && below.primes == 0;
    let label = match &below.kind {
        ItemKind::Number(digits) if is_index(*letter) => digits.clone(),
        ItemKind::Char(c) if c.is_ascii_uppercase() && letter.is_ascii_lowercase() => c.to_string(),
        _ => return None,
    };
    bare.then(|| Entry::Letter(format!("{letter}_{label}"), item.primes))
}

/// Letters that are indices by custom.
const fn is_index(letter: char) -> bool {
    matches!(letter, 'i'..='n' | 'p'..='t')
}

/// The script of a symbol whose indices may be quantities that choose: `w_{y_i}`.
pub(super) fn choosing(name: &str, items: &[Item]) -> Parsed<Script> {
    let scripted = |item: &Item| item.sub.is_some() || item.sup.is_some();
    let chooses = |item: &Item| scripted(item) && told_apart(item).is_none();
    let Some(first) = items.iter().find(|item| chooses(item)) else { return script(items) };
    let list = items.iter().all(|item| match &item.kind {
        ItemKind::Char(c) => c.is_alphabetic() || *c == ',',
        ItemKind::Command(name) => commands::is_symbol(name),
        ItemKind::Number(_) | ItemKind::Accent(..) | ItemKind::Wide => true,
        _ => false,
    });
    if !list || OPERATORS.contains(&name) {
        return fault(first.span, Notation::ScriptOnIndex);
    }
    let mut read = Script::default();
    for item in items {
        match &item.kind {
            ItemKind::Char(',') | ItemKind::Wide => {}
            _ if chooses(item) => read.entries.extend(chosen(item)?),
            _ => read.entries.push(entry(item)?),
        }
    }
    Ok(read)
}

/// `y_i`, `y^{(i)}`, `\theta^*`: the quantity, and for which of its members.
fn chosen(item: &Item) -> Parsed<Vec<Entry>> {
    let refused = || fault(item.span, Notation::ScriptOnIndex);
    let bare = Item { sub: None, sup: None, sub_at: None, sup_at: None, ..item.clone() };
    let Entry::Letter(mut name, primes) = entry(&bare)? else { return refused() };
    name.extend(std::iter::repeat_n('\'', usize::from(primes)));
    let below = item.sub.as_deref().map(script).transpose()?.unwrap_or_default();
    let above = match item.sup.as_deref() {
        None => Script::default(),
        Some(label @ [first, ..]) => match &first.kind {
            ItemKind::Char('(' | '*') | ItemKind::Fenced(..) => script(label)?,
            ItemKind::Command(star) if matches!(star.as_str(), "ast" | "star") => {
                name.push('*');
                Script::default()
            }
            _ => return refused(),
        },
        Some([]) => return refused(),
    };
    if below.bar.is_some() || above.bar.is_some() {
        return refused();
    }
    let mark = if above.entries.is_empty() { "" } else { "^" };
    let word = Entry::Word(format!("{CHOSEN}{name}{mark}›"));
    Ok(std::iter::once(word).chain(below.entries).chain(above.entries).collect())
}
