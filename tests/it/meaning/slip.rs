//! Formulas with one slip, of which values show that it changes the meaning.

use super::dice::Dice;
use super::identity::{Claim, Identity};
use super::term::Term;
use super::value::World;

/// What kind of slip, and the formula with it.
type Slip = (&'static str, Term);

/// Functions and what is written in their place.
const FUNCTIONS: [(&str, &str); 9] = [
    ("exp", "log"),
    ("log", "exp"),
    ("tanh", "sigmoid"),
    ("sigmoid", "tanh"),
    ("sin", "cos"),
    ("cos", "sin"),
    ("norm2", "norm"),
    ("norm", "norm2"),
    ("sqrt", "exp"),
];

/// How far apart two formulas are that are not the same, at least.
const APART: f64 = 1e-4;

/// A right side with one slip that changes its value at all of some points.
pub(crate) fn slipped(
    identity: &Identity,
    worlds: &[World<'_>],
    claim: &Claim,
    right: &Term,
    dice: &mut Dice,
) -> Option<Slip> {
    let mut all = changes(identity, right, &claim.free);
    all.push(("factor", Term::Product(vec![Term::Number(2), right.clone()])));
    all.push(("sign", Term::Add(vec![(true, right.clone())])));
    dice.shuffle(&mut all);
    // Each kind is as likely as any other.
    let mut kinds: Vec<&str> = all.iter().map(|(kind, _)| *kind).collect();
    kinds.sort_unstable();
    kinds.dedup();
    dice.shuffle(&mut kinds);
    all.sort_by_key(|(kind, _)| kinds.iter().position(|own| own == kind));
    all.into_iter().find(|(_, changed)| worlds.iter().all(|w| differs(w, claim, right, changed)))
}

fn differs(world: &World<'_>, claim: &Claim, right: &Term, changed: &Term) -> bool {
    let value = |term| world.all(term, &claim.free);
    let (Some(right), Some(changed)) = (value(right), value(changed)) else { return false };
    let far = right.iter().zip(&changed).map(|(x, y)| x.apart(y)).fold(0.0, f64::max);
    far.is_finite() && far > APART
}

/// All formulas with one change.
fn changes(identity: &Identity, term: &Term, scope: &[char]) -> Vec<Slip> {
    let mut found = here(identity, term, scope);
    let mut inner = scope.to_vec();
    if let Term::Sum { letter, .. } = term {
        inner.push(*letter);
    }
    // What is differentiated may depend on anything, where it is another name.
    let below = if matches!(term, Term::Derivative(..)) { Vec::new() } else { term.children() };
    for (at, child) in below.into_iter().enumerate() {
        let below = changes(identity, child, &inner).into_iter();
        found.extend(below.map(|(kind, new)| (kind, term.with_child(at, new))));
    }
    found
}

fn here(identity: &Identity, term: &Term, scope: &[char]) -> Vec<Slip> {
    match term {
        Term::Number(n) => vec![("factor", Term::Number(n + 1)), ("factor", Term::Number(2 * n))],
        Term::Size(_) => vec![("factor", Term::Number(2))],
        Term::Symbol(_) => symbols(identity, term, scope),
        Term::Sum { except, body, letter } => {
            let open =
                |except: Vec<char>| Term::Sum { letter: *letter, except, body: body.clone() };
            if except.is_empty() { Vec::new() } else { vec![("range", open(Vec::new()))] }
        }
        Term::Add(terms) => sums(terms),
        Term::Product(factors) => products(factors),
        Term::Fraction(a, b) => {
            vec![("weight", (**a).clone()), ("power", Term::Fraction(b.clone(), a.clone()))]
        }
        Term::Power(base, n) => {
            let power = |n| Term::Power(base.clone(), n);
            let mut found = vec![("power", power(n + 1)), ("power", (**base).clone())];
            if *n > 1 {
                found.push(("power", power(-n)));
            }
            found
        }
        Term::Call(name, arguments) => calls(name, arguments),
        Term::Delta(..) => vec![("weight", Term::Number(1))],
        Term::Derivative(..) => Vec::new(),
    }
}

/// A letter or a name for another one of its kind.
fn symbols(identity: &Identity, term: &Term, scope: &[char]) -> Vec<Slip> {
    let Term::Symbol((name, letters)) = term else { return Vec::new() };
    let mut found = Vec::new();
    for (at, letter) in letters.iter().enumerate() {
        let set = identity.set(*letter);
        for other in scope.iter().filter(|l| *l != letter && identity.set(**l) == set) {
            let mut new = letters.clone();
            new[at] = *other;
            found.push(("index", Term::Symbol((name.clone(), new))));
        }
    }
    if let [i, j] = letters.as_slice() {
        let swapped = vec![*j, *i];
        if identity.set(*i) == identity.set(*j) {
            found.push(("index", Term::Symbol((name.clone(), swapped))));
        }
    }
    let sets = |letters: &[char]| letters.iter().map(|l| identity.set(*l).to_owned()).collect();
    let kind: Vec<String> = sets(letters);
    let givens = identity.givens.iter().map(|g| (&g.name, &g.letters));
    let defined = identity.definitions.iter().map(|((name, letters), _)| (name, letters));
    for (other, own) in givens.chain(defined) {
        let same: Vec<String> = sets(own);
        if other != name && same == kind {
            found.push(("symbol", Term::Symbol((other.clone(), letters.clone()))));
        }
    }
    found
}

fn sums(terms: &[(bool, Term)]) -> Vec<Slip> {
    let mut found = Vec::new();
    for at in 0..terms.len() {
        let mut turned = terms.to_vec();
        turned[at].0 = !turned[at].0;
        found.push(("sign", Term::Add(turned)));
        if terms.len() > 1 {
            let mut fewer = terms.to_vec();
            fewer.remove(at);
            let single = matches!(fewer.as_slice(), [(false, _)]);
            found.push(("term", if single { fewer.remove(0).1 } else { Term::Add(fewer) }));
        }
    }
    found
}

fn products(factors: &[Term]) -> Vec<Slip> {
    let mut found = Vec::new();
    for at in 0..factors.len() {
        let mut fewer = factors.to_vec();
        let gone = fewer.remove(at);
        let kind = if matches!(gone, Term::Number(_)) { "factor" } else { "weight" };
        found.push((kind, if fewer.len() == 1 { fewer.remove(0) } else { Term::Product(fewer) }));
        let mut doubled = factors.to_vec();
        doubled.insert(at, factors[at].clone());
        found.push(("weight", Term::Product(doubled)));
        if at + 1 < factors.len() {
            let mut swapped = factors.to_vec();
            swapped.swap(at, at + 1);
            found.push(("order", Term::Product(swapped)));
        }
    }
    found
}

fn calls(name: &str, arguments: &[Term]) -> Vec<Slip> {
    let call = |name: &str, arguments: Vec<Term>| Term::Call(name.to_owned(), arguments);
    let mut found = Vec::new();
    for (own, other) in FUNCTIONS {
        if own == name {
            found.push(("function", call(other, arguments.to_vec())));
        }
    }
    if name == "T" {
        found.push(("transpose", arguments[0].clone()));
    }
    if ["exp", "sigmoid", "tanh"].contains(&name) {
        let negated = Term::Add(vec![(true, arguments[0].clone())]);
        found.push(("sign", call(name, vec![negated])));
    }
    found
}
