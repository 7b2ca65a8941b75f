//! What words say of a symbol is written out: “let $A$ be symmetric” says $A^\top = A$.
//!
//! In: formulas that are one symbol, or say of one what it is a member of, with the words
//! around them. Out: the same formulas with the equation that the words stand for. Not
//! done here: what no equation says (“one-hot”), and what holds on a condition only, of
//! which [`is_described`] tells; whether an equation is assumed is asked of its form.

use super::Stated;
use super::traits::{
    CONDITIONS, DENIALS, ENTRYWISE, HYPHENED, NEUTRAL, NOUNS, PROPERTIES, Property, VERBS,
};
use crate::prose::clause;
use crate::source::Span;
use crate::syntax::tree::{Entry, Kind, NodeId, Sign, Symbol, Tree};
use crate::syntax::typeset::{is_bold, letter_of};
use crate::syntax::{Formula, Side, Statement};
use std::sync::Arc;

/// So many words beside a symbol may say what no equation does.
const MOST_BESIDE: usize = 6;

/// So many formulas of a list are looked at.
const MOST_LISTED: usize = 4;

/// What the words around a symbol say of it.
#[derive(Debug, Default)]
struct Described {
    properties: Vec<Property>,
    conditional: bool,
    of_matrices: bool,
}

/// Writes out what words say of symbols.
pub(super) fn write_out(formulas: &mut [Arc<Stated>]) {
    for k in 0..formulas.len() {
        let described = described(formulas, k);
        if described.conditional || described.properties.is_empty() {
            continue;
        }
        let stated = Arc::clone(&formulas[k]);
        let mut formula = (*stated.formula).clone();
        for (id, symbol) in named(&stated.formula) {
            if has_equation(formulas, &stated, &symbol.name) {
                continue;
            }
            let span = formula.tree.span(id);
            // Of p that stands nowhere but as p_ij the pairs are symmetric.
            let pairs = of_pairs(formulas, symbol);
            let (id, symbol) = match &pairs {
                Some(pairs) => (formula.tree.add(Kind::Symbol(pairs.clone()), span), pairs),
                None => (id, symbol),
            };
            let signs = !has_entries(formulas, symbol);
            let fits = |property: &&Property| signs || !property.is_sign();
            for property in described.properties.iter().filter(fits) {
                let tree = &mut formula.tree;
                if let Some(stated) = relation(tree, (id, symbol), *property, &described) {
                    formula.statements.push(statement(stated, span));
                    formula.relates = true;
                }
            }
        }
        if formula.statements.len() > stated.formula.statements.len() {
            formulas[k] = Arc::new(Stated { formula: Arc::new(formula), ..(*stated).clone() });
        }
    }
}

/// Whether a name is that of a vector or matrix: it is bold, or has entries elsewhere.
fn has_entries(formulas: &[Arc<Stated>], symbol: &Symbol) -> bool {
    let places = |s: &Symbol| s.sub.entries.len() + s.sup.entries.len();
    let entry = |other: &Symbol| other.name == symbol.name && places(other) != places(symbol);
    is_bold(&symbol.name)
        || formulas.iter().any(|stated| {
            let tree = &stated.formula.tree;
            tree.ids().any(|id| matches!(tree.kind(id), Kind::Symbol(other) if entry(other)))
        })
}

/// Whether an equation that is seen from a formula says already what a name is, or is like.
fn has_equation(formulas: &[Arc<Stated>], from: &Stated, name: &str) -> bool {
    let seen = formulas.iter().filter(|stated| from.scopes.starts_with(&stated.scopes));
    seen.into_iter().any(|stated| {
        let tree = &stated.formula.tree;
        stated.formula.statements.iter().any(|statement| {
            let (Some((_, Side::Read(left, _))), Some((sign, _))) =
                (statement.sides.first(), statement.sides.get(1))
            else {
                return false;
            };
            let equates = sign.is_some_and(|(sign, _)| sign.equates());
            equates && matches!(tree.kind(*left), Kind::Symbol(s) if s.name == name)
        })
    })
}

/// The symbol of pairs that a name without indices means: one that is a factor nowhere.
fn of_pairs(formulas: &[Arc<Stated>], symbol: &Symbol) -> Option<Symbol> {
    if !symbol.sub.is_empty() || !symbol.sup.is_empty() {
        return None;
    }
    let mut pairs = None;
    for stated in formulas {
        let tree = &stated.formula.tree;
        let is_it = |id: NodeId| matches!(tree.kind(id), Kind::Symbol(s) if s == symbol);
        for id in tree.ids() {
            if tree.children(id).into_iter().any(is_it) {
                return None;
            }
            if let Kind::Symbol(other) = tree.kind(id)
                && other.name == symbol.name
                && other.sup.is_empty()
                && let [Entry::Letter(a, 0), Entry::Letter(b, 0)] = other.sub.entries.as_slice()
                && a != b
            {
                pairs.get_or_insert_with(|| other.clone());
            }
        }
    }
    pairs
}

/// Whether words say of a formula's symbol what is not written out.
pub(crate) fn is_described(formulas: &[Arc<Stated>], k: usize) -> bool {
    let described = described(formulas, k);
    let written = |property: &Property| {
        !described.conditional
            && match property {
                Property::Other | Property::Centred | Property::Normalised => false,
                Property::Distribution => sums_to_one(formulas, k),
                Property::Orthogonal => described.of_matrices,
                _ => true,
            }
    };
    !described.properties.iter().all(written)
}

/// Whether an equation says of each name in a formula that it sums to one: that it is a
/// distribution says no more then but of signs.
fn sums_to_one(formulas: &[Arc<Stated>], k: usize) -> bool {
    let from = &formulas[k];
    let says = |name: &str| {
        let mut seen = formulas.iter().filter(|stated| from.scopes.starts_with(&stated.scopes));
        seen.any(|stated| {
            let tree = &stated.formula.tree;
            stated.formula.statements.iter().any(|statement| match statement.sides.as_slice() {
                [(_, Side::Read(left, _)), (Some((Sign::Equal, _)), Side::Read(right, _))] => {
                    let one = *tree.kind(*right) == Kind::Number(1.0);
                    one && matches!(tree.kind(*left), Kind::Sum(sum)
                        if matches!(tree.kind(sum.body), Kind::Symbol(s) if s.name == name))
                }
                _ => false,
            })
        })
    };
    named(&from.formula).iter().all(|(_, symbol)| says(&symbol.name))
}

/// The symbols that a formula is, or that it says the set or the sign of.
pub(super) fn named(formula: &Formula) -> Vec<(NodeId, &Symbol)> {
    let tree = &formula.tree;
    let mut found = Vec::new();
    for statement in formula.statements.iter().filter(|statement| statement.spelled.is_none()) {
        let Some((None, Side::Read(id, _))) = statement.sides.first() else { return Vec::new() };
        let member = match statement.sides.get(1) {
            None => true,
            Some((sign, _)) => {
                matches!(sign, Some((Sign::In | Sign::Definite, _))) && statement.sides.len() == 2
            }
        };
        let listed = match tree.kind(*id) {
            Kind::Tuple(all) => all.clone(),
            _ => vec![*id],
        };
        for id in listed {
            match tree.kind(id) {
                Kind::Symbol(symbol) if member => found.push((id, symbol)),
                _ => return Vec::new(),
            }
        }
    }
    found
}

/// What a sign or a set says: `Q \succ 0`, `R \in \mathbb S^n`.
fn written(formulas: &[Arc<Stated>], k: usize) -> Option<Property> {
    let formula = &formulas[k].formula;
    let statement = formula.only().filter(|_| named(formula).iter().all(|(_, s)| is_capital(s)))?;
    let [_, (Some((sign, _)), Side::Read(right, _))] = statement.sides.as_slice() else {
        return None;
    };
    let tree = &formula.tree;
    let name = |id: NodeId| match tree.kind(id) {
        Kind::Symbol(symbol) => Some(symbol.name.as_str()),
        _ => None,
    };
    let symmetric = match (sign, tree.kind(*right)) {
        (Sign::Definite, kind) => {
            let zero = *kind == Kind::Number(0.0) || name(*right) == Some("mathbf 0");
            zero && !formulas.iter().any(|stated| orders_entries(stated))
        }
        // `\mathcal S` is any set, and `\mathbb S^{n-1}` a sphere.
        (Sign::In, Kind::Power(base, size)) => {
            name(*base) == Some("mathbb S") && name(*size).is_some()
        }
        _ => false,
    };
    symmetric.then_some(Property::Symmetric)
}

/// What membership in a set of two numbers says: `t \in \{0, 1\}`.
fn of_two_values(formula: &Formula) -> Option<Property> {
    let [_, (Some((Sign::In, _)), Side::Read(set, _))] = formula.only()?.sides.as_slice() else {
        return None;
    };
    let tree = &formula.tree;
    let number = |id: &NodeId| match tree.kind(*id) {
        Kind::Number(number) => Some(*number),
        Kind::Negate(of) => match tree.kind(*of) {
            Kind::Number(number) => Some(-number),
            _ => None,
        },
        _ => None,
    };
    let Kind::Tuple(members) = tree.kind(*set) else { return None };
    match members.iter().map(number).collect::<Option<Vec<f64>>>()?.as_slice() {
        [0.0, 1.0] | [1.0, 0.0] => Some(Property::Binary),
        [-1.0, 1.0] | [1.0, -1.0] => Some(Property::Signed),
        _ => None,
    }
}

/// Whether a formula compares with 0, by the sign for definite matrices, what is no matrix, or
/// words say at it that the entries are compared.
fn orders_entries(stated: &Stated) -> bool {
    let definite = |(sign, _): &(Option<(Sign, Span)>, Side)| {
        sign.is_some_and(|(sign, _)| sign == Sign::Definite)
    };
    let mut statements = stated.formula.statements.iter();
    if !statements.any(|statement| statement.sides.iter().any(definite)) {
        return false;
    }
    let (before, behind) = (clause::before(&stated.before), clause::behind(&stated.behind));
    let mut words = before.iter().chain(&behind);
    words.any(|word| ENTRYWISE.contains(&word.as_str()))
        || named(&stated.formula).iter().any(|(_, symbol)| !is_capital(symbol))
}

fn is_capital(symbol: &Symbol) -> bool {
    letter_of(&symbol.name).starts_with(char::is_uppercase)
}

/// A relation that a property is, and how it is written.
type Written = (NodeId, Sign, NodeId, String);

fn statement((left, sign, right, spelled): Written, span: Span) -> Statement {
    let sides = vec![(None, Side::Read(left, span)), (Some((sign, span)), Side::Read(right, span))];
    let (restriction, condition) = (None, None);
    let spelled = Some(spelled);
    Statement { sides, tag: None, spelled, words: Vec::new(), restriction, condition, span }
}

/// The relation that a property is.
fn relation(
    tree: &mut Tree,
    (id, symbol): (NodeId, &Symbol),
    property: Property,
    described: &Described,
) -> Option<Written> {
    let span = tree.span(id);
    let (sign, spelled) = match property {
        Property::Positive => (Sign::Greater, "# > 0"),
        Property::Nonnegative => (Sign::GreaterOrEqual, "# \\ge 0"),
        _ => {
            let (sides, spelled) = equation(tree, (id, symbol), property, described)?;
            return Some((sides.0, Sign::Equal, sides.1, spelled));
        }
    };
    Some((id, sign, tree.add(Kind::Number(0.0), span), spelled.to_owned()))
}

/// The sides of the equation that a property is, and how it is written.
fn equation(
    tree: &mut Tree,
    (id, symbol): (NodeId, &Symbol),
    property: Property,
    described: &Described,
) -> Option<((NodeId, NodeId), String)> {
    let span = tree.span(id);
    let negated = property == Property::Antisymmetric;
    let sign = if negated { "-" } else { "" };
    let signed = |tree: &mut Tree, id: NodeId| {
        if negated { tree.add(Kind::Negate(id), span) } else { id }
    };
    let (sides, spelled) = match (property, symbol.sub.entries.as_slice()) {
        (
            Property::Symmetric | Property::Antisymmetric,
            [a @ Entry::Letter(i, _), b @ Entry::Letter(j, _)],
        ) => {
            let mut other = symbol.clone();
            other.sub.entries = vec![b.clone(), a.clone()];
            let other = tree.add(Kind::Symbol(other), span);
            ((id, signed(tree, other)), format!("#_{{{i}{j}}} = {sign}#_{{{j}{i}}}"))
        }
        (Property::Symmetric | Property::Antisymmetric, _) => {
            let left = tree.add(Kind::Transpose(id), span);
            ((left, signed(tree, id)), format!("#^\\top = {sign}#"))
        }
        (Property::Orthogonal, _) if described.of_matrices => {
            let left = tree.add(Kind::Transpose(id), span);
            let product = tree.add(Kind::Multiply(left, id), span);
            let mut identity = Symbol { primes: 0, name: "I".into(), ..symbol.clone() };
            identity.sub.entries.clear();
            identity.sup.entries.clear();
            let identity = tree.add(Kind::Symbol(identity), span);
            ((product, identity), "#^\\top # = I".to_owned())
        }
        (Property::Unit, _) => {
            let norm = tree.add(Kind::Norm(id), span);
            ((norm, tree.add(Kind::Number(1.0), span)), "\\|#\\| = 1".to_owned())
        }
        (Property::Binary | Property::Signed, _) => {
            let two = tree.add(Kind::Number(2.0), span);
            let square = tree.add(Kind::Power(id, two), span);
            if property == Property::Binary {
                ((square, id), "#^2 = #".to_owned())
            } else {
                ((square, tree.add(Kind::Number(1.0), span)), "#^2 = 1".to_owned())
            }
        }
        (_, _) => return None,
    };
    Some((sides, spelled))
}

/// What the words around a formula say of its symbol, or those around the list it is in.
fn described(formulas: &[Arc<Stated>], k: usize) -> Described {
    let joins = |words: &str| matches!(words.trim().trim_matches(','), "" | "and" | " and");
    let listed =
        |a: usize, b: usize| formulas[a].text == formulas[b].text && joins(&formulas[a].behind);
    if named(&formulas[k].formula).is_empty() {
        return Described::default();
    }
    let (mut first, mut last) = (k, k);
    while last + 1 < formulas.len() && last - k < MOST_LISTED && listed(last, last + 1) {
        last += 1;
    }
    while first > 0 && k - first < MOST_LISTED && listed(first - 1, first) {
        first -= 1;
    }
    let mut described = said(&formulas[first].before, &formulas[last].behind);
    let property = written(formulas, k).or_else(|| of_two_values(&formulas[k].formula));
    described.properties.extend(property.filter(|p| !described.properties.contains(p)));
    described
}

fn said(before: &str, behind: &str) -> Described {
    let (before, behind) = (joined(clause::before(before)), joined(clause::behind(behind)));
    let mut described = Described::default();
    let mut ahead = describing(before.iter().rev());
    // “Let $A$ be a symmetric matrix, and $B$” says so of the one before.
    let verb = |word: &&String| VERBS.contains(&word.as_str());
    let ends = |at: &usize| ahead[*at].as_str() == "and" && ahead[*at..].iter().any(verb);
    if let Some(end) = (0..ahead.len()).find(ends) {
        ahead.truncate(end);
    }
    let after = describing(behind.iter());
    let denied = |near: &[&String]| near.iter().any(|w| DENIALS.contains(&w.as_str()));
    for near in [&ahead, &after] {
        if denied(near) {
            return Described::default();
        }
        // Behind a symbol a noun alone begins another thing: “$A$ matrices”.
        for word in near {
            let found = PROPERTIES.iter().find(|(known, _)| known == word).map(|row| row.1);
            if let Some(property) = found.filter(|p| !described.properties.contains(p)) {
                described.properties.push(property);
            }
            described.of_matrices |= matches!(word.as_str(), "matrix" | "matrices" | "columns");
        }
    }
    // Of “be a target distribution” no word may be known but the last.
    let near = || before.iter().rev().take(MOST_BESIDE).chain(behind.iter().take(MOST_BESIDE));
    let denies = near().any(|word| DENIALS.contains(&word.as_str()));
    let far = [Property::Other, Property::Centred, Property::Normalised, Property::Distribution];
    for property in far {
        let told = near().any(|word| PROPERTIES.contains(&(word.as_str(), property)));
        if told && !denies && !described.properties.contains(&property) {
            described.properties.push(property);
        }
    }
    // “skew symmetric” is the one and not the other.
    if described.properties.contains(&Property::Antisymmetric) {
        described.properties.retain(|p| *p != Property::Symmetric);
    }
    // “positive definite” is no sign, and that of a matrix or a vector is none of a number.
    let whole = |w: &&String| matches!(w.as_str(), "vector" | "vectors" | "matrix" | "matrices");
    if described.properties.contains(&Property::Symmetric) || ahead.iter().chain(&after).any(whole)
    {
        described.properties.retain(|p| !p.is_sign());
    }
    let unit = |w: &&String| matches!(w.as_str(), "vector" | "vectors" | "norm" | "length");
    if !ahead.iter().chain(&after).any(unit) {
        described.properties.retain(|p| *p != Property::Unit);
    }
    described.conditional = before.iter().any(|word| CONDITIONS.contains(&word.as_str()));
    described
}

/// The words nearest to a symbol that may describe it.
fn describing<'w>(near: impl Iterator<Item = &'w String>) -> Vec<&'w String> {
    near.take_while(|word| describes(word)).collect()
}

/// Whether a word may stand between a symbol and what is said of it.
pub(super) fn describes(word: &str) -> bool {
    NEUTRAL.contains(&word)
        || NOUNS.contains(&word)
        || DENIALS.contains(&word)
        || PROPERTIES.iter().any(|(known, _)| *known == word)
}

/// Words of which those are one that are written with a hyphen or a space between.
pub(super) fn joined(words: Vec<String>) -> Vec<String> {
    let mut all: Vec<String> = Vec::with_capacity(words.len());
    for word in words {
        let hyphened = |(first, second): &&(&str, &str)| {
            *second == word && all.last().is_some_and(|last| last == first)
        };
        match HYPHENED.iter().find(hyphened) {
            Some((first, second)) => {
                all.pop();
                all.push(format!("{first}{second}"));
            }
            None => all.push(word),
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_word_is_found_on_either_side() {
        for (word, property) in PROPERTIES {
            let noun = if property == Property::Unit { " vector" } else { "" };
            let behind = said("Let ", &format!(" be {word}{noun}."));
            assert_eq!(behind.properties, [property], "{word}");
            let before = said(&format!("with a {word}{noun} "), ", we");
            assert_eq!(before.properties, [property], "{word}");
            assert!(said("Let ", &format!(" be not {word}{noun}")).properties.is_empty());
            assert!(said("Let ", &format!(" be of a {word} kind. It")).properties.len() <= 1);
            assert!(said(&format!("The {word} one. Let "), " be").properties.is_empty());
        }
    }

    #[test]
    fn several_words_and_conditions() {
        let spd = said("Let ", " be a symmetric positive definite matrix, let");
        assert_eq!(spd.properties, [Property::Symmetric]);
        let skew = said("where ", " is skew-symmetric");
        assert_eq!(skew.properties, [Property::Antisymmetric]);
        assert!(said("If ", " is symmetric, then").conditional);
        assert!(said("where ", " is large").properties.is_empty());
        assert!(said("Let ", " be the unit of").properties.is_empty());
    }
}
