//! Names that people write as letters, as words, or with brackets of their own:
//! `log(x)` without its backslash, `\text{loss}`, `KL(P \| Q)`.
//!
//! In: the items of one run, as TeX would set them. Out: the same items, where
//! those that form one name are one. Where letters may be a product or a name,
//! they stay letters.

use super::commands;
use super::layout::{Item, ItemKind};
use super::tree::Sign;
use crate::source::Span;

/// Words that join or explain, and name nothing.
const PLAIN_WORDS: [&str; 44] = [
    "and",
    "or",
    "if",
    "for",
    "where",
    "with",
    "when",
    "otherwise",
    "then",
    "so",
    "thus",
    "hence",
    "is",
    "are",
    "let",
    "as",
    "since",
    "because",
    "by",
    "in",
    "at",
    "else",
    "such",
    "that",
    "all",
    "any",
    "of",
    "to",
    "from",
    "on",
    "const",
    "constant",
    "constants",
    "terms",
    "term",
    "others",
    "other",
    "rest",
    "etc",
    "und",
    "si",
    "case",
    "note",
    "using",
];

/// Words that stand below a letter, and are no lists of indices.
const SCRIPT_WORDS: [&str; 26] = [
    "pred", "true", "test", "train", "out", "loss", "hidden", "bias", "model", "data", "total",
    "reg", "err", "error", "avg", "mean", "new", "old", "opt", "target", "input", "output",
    "noise", "max", "min", "label",
];

/// Further words that letters below or above spell, though each of their letters could
/// be an index: never a list, and never a power.
const MORE_SCRIPT_WORDS: [&str; 57] = [
    "fwd", "bwd", "rev", "cur", "last", "first", "val", "valid", "dev", "var", "cov", "gen",
    "disc", "enc", "dec", "emb", "rec", "src", "tgt", "proj", "base", "real", "fake", "norm",
    "std", "eff", "cond", "joint", "emp", "est", "res", "next", "prev", "init", "final", "best",
    "obs", "ref", "tot", "kin", "pot", "attr", "rep", "prior", "post", "pos", "neg", "sup", "adv",
    "att", "ext", "lin", "dist", "sim", "crit", "vis", "hid",
];

/// Abbreviations of losses, estimates and models: no indices are written so.
const ABBREVIATIONS: [&str; 16] = [
    "CE", "BCE", "NLL", "MSE", "RMSE", "MAE", "SSE", "RSS", "MLE", "MAP", "OLS", "GAN", "VAE",
    "ELBO", "NCE", "DPO",
];

/// Names of functions that spell no word.
const CALLED: [&str; 6] = ["rms", "lse", "std", "mlp", "ffn", "rbf"];

fn is_script_word(name: &str) -> bool {
    ABBREVIATIONS.contains(&name)
        || SCRIPT_WORDS.contains(&name)
        || MORE_SCRIPT_WORDS.contains(&name)
        || is_proper(name)
}

/// `C_{Ridge}`, `C_{NeRV}`: a capital and three letters more, some of them small.
fn is_proper(name: &str) -> bool {
    name.len() >= 4
        && name.starts_with(|c: char| c.is_ascii_uppercase())
        && name.contains(|c: char| c.is_ascii_lowercase())
}

/// Joins what forms one name.
pub(super) fn join(items: Vec<Item>) -> Vec<Item> {
    divergences(words(letters(items)))
}

/// `x_{test}`: letters below that are one word.
pub(super) fn script_word(items: Vec<Item>) -> Vec<Item> {
    let length = run(&items);
    let bare = items.last().is_some_and(is_bare);
    let name = spelled(&items);
    if length == items.len() && bare && is_script_word(&name) {
        vec![joined(&items, name)]
    } else {
        items
    }
}

/// `x^{new}`: letters above that are one word, but for a power of e or a number.
pub(super) fn word_above(base: Option<&Item>, items: Vec<Item>) -> Vec<Item> {
    let number = |base: &Item| match &base.kind {
        ItemKind::Char(c) => *c == 'e' || !c.is_alphanumeric(),
        ItemKind::Name(name) => name == "e",
        ItemKind::Number(_) => true,
        _ => false,
    };
    let name = spelled(&items);
    let whole = run(&items) == items.len() && items.last().is_some_and(is_bare);
    if whole && is_script_word(&name) && !base.is_some_and(number) {
        vec![joined(&items, name)]
    } else {
        items
    }
}

/// Runs of letters that are a name.
fn letters(mut items: Vec<Item>) -> Vec<Item> {
    let mut names = Vec::new();
    let mut k = 0;
    while k < items.len() {
        let length = run(&items[k..]).max(1);
        let (here, behind) = (&items[k..k + length], items.get(k + length));
        let last = k.checked_sub(1).map(|k| &items[k]);
        if length > 1
            && let Some(before) = named(here, last, behind)
        {
            let name = spelled(&here[before..]);
            names.push((k + before..k + length, joined(&here[before..], name)));
        }
        k += length;
    }
    for (letters, name) in names.into_iter().rev() {
        items.splice(letters, [name]);
    }
    items
}

/// How many letters stand together without anything between or on them; the
/// last one may have scripts.
fn run(items: &[Item]) -> usize {
    let letter = |i: &Item| matches!(i.kind, ItemKind::Char(c) if c.is_ascii_alphabetic());
    let mut length = 0;
    for (k, item) in items.iter().enumerate() {
        let together = k == 0 || items[k - 1].span.end == item.span.start;
        if !letter(item) || !together {
            break;
        }
        length = k + 1;
        if !is_bare(item) {
            break;
        }
    }
    length
}

fn is_bare(item: &Item) -> bool {
    item.sub.is_none() && item.sup.is_none() && item.primes == 0
}

fn spelled(items: &[Item]) -> String {
    let letter = |i: &Item| if let ItemKind::Char(c) = i.kind { Some(c) } else { None };
    items.iter().filter_map(letter).collect()
}

/// Several items as one name, with the scripts of the last one.
fn joined(items: &[Item], name: String) -> Item {
    let last = &items[items.len() - 1];
    let span = Span { start: items[0].span.start, end: last.span.end };
    Item { kind: ItemKind::Name(name), span, ..last.clone() }
}

/// Whether letters end in a name, and how many stand before it.
fn named(letters: &[Item], before: Option<&Item>, behind: Option<&Item>) -> Option<usize> {
    let text = spelled(letters);
    let last = &letters[letters.len() - 1];
    let called = behind.is_some_and(opens);
    let known = |name: &str| commands::is_function(name) && (name.len() > 2 || called);
    if known(&text) && (called || is_bare(last)) {
        return Some(0);
    }
    if called && let Some(start) = (1..text.len() - 1).find(|at| known(&text[*at..])) {
        return Some(start);
    }
    // `Var[2x]`: a bracket of any kind.
    let valued = matches!(text.as_str(), "Var" | "Cov" | "Pr");
    if valued && (called || behind.is_some_and(|b| b.kind == ItemKind::Char('['))) {
        return Some(0);
    }
    if called && CALLED.contains(&text.as_str()) {
        return Some(0);
    }
    if text.len() < 3 || !is_word(&text) || is_alphabetical(&text) {
        return None;
    }
    // `Perp(P_i)`, `loss = …`, `\partial loss`
    let at_once = behind.is_some_and(|b| b.span.start == last.end);
    let begins = before.is_none_or(|b| parts(b) || differentiates(b));
    let ends = behind.is_none_or(parts);
    let sure = behind.is_some_and(parts) || before.is_some_and(differentiates) || text.len() > 3;
    let among = before.is_some() || behind.is_some();
    (called && at_once || begins && ends && sure && among).then_some(0)
}

/// Letters in the order of the alphabet are a product: `abc = 1`.
fn is_alphabetical(text: &str) -> bool {
    text.as_bytes().windows(2).all(|pair| pair[1] == pair[0] + 1)
}

/// A word that names something.
fn is_word(text: &str) -> bool {
    let vowel = |c: char| matches!(c.to_ascii_lowercase(), 'a' | 'e' | 'i' | 'o' | 'u');
    let capitals = text.chars().all(|c| c.is_ascii_uppercase());
    (text.chars().any(vowel) || capitals) && !is_plain(text)
}

fn is_plain(word: &str) -> bool {
    PLAIN_WORDS.contains(&word.to_lowercase().as_str())
}

/// Words between a formula and its condition, however they are set: `\mathrm{if}`.
pub(super) fn is_joiner(word: &str) -> bool {
    matches!(
        word,
        "if" | "for" | "where" | "when" | "whenever" | "otherwise" | "and" | "or" | "with"
    )
}

fn opens(item: &Item) -> bool {
    match &item.kind {
        ItemKind::Char('(') => true,
        ItemKind::Fenced(open, ..) => open == "(",
        _ => false,
    }
}

/// A sign that relates two sides.
fn parts(item: &Item) -> bool {
    match &item.kind {
        ItemKind::Char('=' | '≈' | '∝' | '≡') => true,
        ItemKind::Command(name) => {
            commands::relation(name).is_some_and(|sign| !matches!(sign, Sign::Arrow | Sign::In))
        }
        _ => false,
    }
}

fn differentiates(item: &Item) -> bool {
    match &item.kind {
        ItemKind::Char('∂' | '∇') => true,
        ItemKind::Command(name) => matches!(name.as_str(), "partial" | "nabla"),
        _ => false,
    }
}

fn joins(item: &Item) -> bool {
    match &item.kind {
        ItemKind::Char('+' | '-' | '−' | '*' | '/') => true,
        ItemKind::Command(name) => matches!(name.as_str(), "cdot" | "times" | "odot"),
        _ => false,
    }
}

/// `\text{…}` that stands where a name stands.
pub(super) fn words(mut items: Vec<Item>) -> Vec<Item> {
    for k in 0..items.len() {
        let ItemKind::Text(text) = &items[k].kind else { continue };
        let before = k.checked_sub(1).map(|k| &items[k]);
        if is_name(text, &items[k], before, items.get(k + 1)) {
            let name = text.clone();
            items[k].kind = ItemKind::Name(name);
        }
    }
    items
}

fn is_name(text: &str, item: &Item, before: Option<&Item>, behind: Option<&Item>) -> bool {
    let letters = text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    if text.is_empty() || !letters || is_plain(text) {
        return false;
    }
    // `\text{log} \, p`: whatever stands behind it.
    let known = matches!(text, "log" | "ln" | "exp");
    if known && behind.is_some_and(|b| !parts(b) && !joins(b)) {
        return true;
    }
    let scripted = item.sub.is_some() || item.sup.is_some();
    let begins = before.is_none_or(|b| edge(b) || differentiates(b));
    let ends = behind.is_none_or(edge);
    let inside = before.is_some_and(|b| parts(b) || joins(b) || differentiates(b))
        || behind.is_some_and(|b| parts(b) || joins(b));
    scripted || behind.is_some_and(opens) || begins && ends && inside
}

fn edge(item: &Item) -> bool {
    parts(item)
        || joins(item)
        || matches!(
            item.kind,
            ItemKind::Wide | ItemKind::Break | ItemKind::Align | ItemKind::Char('(' | '[' | ',')
        )
}

/// `KL(P \| Q)`, `D_{KL}(P_i || Q_i)`: one name, with the indices of P and Q.
fn divergences(items: Vec<Item>) -> Vec<Item> {
    let parts = |k: &usize| opens(&items[*k]) && divergence(&items[*k..]).is_some();
    if !(0..items.len()).any(|k| parts(&k)) {
        return items;
    }
    let mut out: Vec<Item> = Vec::with_capacity(items.len());
    let mut k = 0;
    while k < items.len() {
        let found = if opens(&items[k]) { divergence(&items[k..]) } else { None };
        let start = named_before(&out);
        if let (Some((inside, sub, length)), Some(start)) = (found, start) {
            let last = &items[k + length - 1];
            let name = format!("{}({inside})", texts(&out[start..]));
            let span = Span { start: out[start].span.start, end: last.span.end };
            let sub = (!sub.is_empty()).then_some(sub);
            out.truncate(start);
            out.push(Item { kind: ItemKind::Name(name), span, sub, ..last.clone() });
            k += length;
        } else {
            out.push(items[k].clone());
            k += 1;
        }
    }
    out
}

/// Where the name begins that stands at the end: a word, or letters.
fn named_before(items: &[Item]) -> Option<usize> {
    let last = items.last()?;
    if last.sup.is_some() || last.primes > 0 {
        return None;
    }
    match &last.kind {
        ItemKind::Name(_) | ItemKind::Accent(..) => Some(items.len() - 1),
        ItemKind::Char(c) if c.is_ascii_uppercase() => {
            let bare = |i: &&Item| {
                matches!(i.kind, ItemKind::Char(c) if c.is_ascii_uppercase()) && is_bare(i)
            };
            let more = items[..items.len() - 1].iter().rev().take_while(bare).count();
            Some(items.len() - 1 - more)
        }
        _ => None,
    }
}

/// The bracket that stands first, if it parts two names by a double bar: what
/// it says, the indices of the names, and how many items it is.
fn divergence(items: &[Item]) -> Option<(String, Vec<Item>, usize)> {
    let (inside, length) = match &items[0].kind {
        ItemKind::Fenced(open, inside, close) if open == "(" && close == ")" => {
            (inside.as_slice(), 1)
        }
        ItemKind::Char('(') => {
            let end = items.iter().take(12).position(|i| i.kind == ItemKind::Char(')'))?;
            (&items[1..end], end + 1)
        }
        _ => return None,
    };
    let (first, second) = match inside {
        [first, bar, second] if is_double(bar) => (first, second),
        [first, a, b, second] if is_single(a) && is_single(b) => (first, second),
        _ => return None,
    };
    let mut sub: Vec<Item> = Vec::new();
    for name in [first, second] {
        let known = matches!(
            &name.kind,
            ItemKind::Char(_) | ItemKind::Name(_) | ItemKind::Command(_) | ItemKind::Accent(..)
        );
        let letter = |i: &Item| matches!(i.kind, ItemKind::Char(c) if c.is_ascii_lowercase());
        let own = name.sub.as_deref().unwrap_or_default();
        if !known || name.sup.is_some() || name.primes > 0 || !own.iter().all(letter) {
            return None;
        }
        let new = |i: &&Item| !sub.iter().any(|s| s.kind == i.kind);
        let new: Vec<Item> = own.iter().filter(new).cloned().collect();
        sub.extend(new);
    }
    Some((format!("{}‖{}", bare_text(first), bare_text(second)), sub, length))
}

fn is_double(item: &Item) -> bool {
    match &item.kind {
        ItemKind::Char('‖' | '∥') => true,
        ItemKind::Command(name) => matches!(name.as_str(), "|" | "Vert" | "parallel"),
        _ => false,
    }
}

fn is_single(item: &Item) -> bool {
    match &item.kind {
        ItemKind::Char('|') => is_bare(item),
        ItemKind::Command(name) => matches!(name.as_str(), "mid" | "vert") && is_bare(item),
        _ => false,
    }
}

/// A name as one word, its scripts included.
fn texts(items: &[Item]) -> String {
    let one = |i: &Item| format!("{}{}", bare_text(i), texts(i.sub.as_deref().unwrap_or_default()));
    items.iter().map(one).collect()
}

fn bare_text(item: &Item) -> String {
    match &item.kind {
        ItemKind::Char(c) => c.to_string(),
        ItemKind::Number(text)
        | ItemKind::Name(text)
        | ItemKind::Text(text)
        | ItemKind::Command(text) => text.clone(),
        ItemKind::Accent(_, inside) | ItemKind::Group(inside) => texts(inside),
        _ => String::new(),
    }
}

/// Whether a group that begins with a sign goes on from what stands before it.
pub(super) fn goes_on(before: Option<&Item>, group: &[Item]) -> bool {
    before.is_some_and(ends_term) && begins_with_sign(group)
}

/// Whether a sign behind an item joins it to what follows.
fn ends_term(item: &Item) -> bool {
    match &item.kind {
        ItemKind::Char(c) => c.is_alphanumeric() || matches!(c, ')' | ']'),
        ItemKind::Command(name) => commands::is_symbol(name),
        ItemKind::Align
        | ItemKind::Break
        | ItemKind::Wide
        | ItemKind::Tag(_)
        | ItemKind::Text(_)
        | ItemKind::Fault(_) => false,
        _ => true,
    }
}

fn begins_with_sign(items: &[Item]) -> bool {
    items.first().is_some_and(|i| matches!(i.kind, ItemKind::Char('+' | '-' | '−')))
}
