//! What words alone say that a symbol depends on.
//!
//! In: the symbols of a document, what it differentiates by, and the words around
//! its formulas. Out: which given symbols depend on something in a way that no
//! formula says, and which functions that are known by name alone are free of all
//! but their arguments. Not done here: what words define is not worked out.

use super::call::base_name;
use super::lower::Lowerer;
use super::naming::{COMPUTED, counts_things, is_computed, is_summary, is_total};
use super::relations::{Member, Part};
use super::{Key, Kind, Symbol, SymbolId, Unclear};
use crate::prose::clause;
use crate::reading::Stated;
use crate::reading::property::is_described;
use crate::reason::Semantics;
use crate::syntax::Side;
use crate::syntax::tree::{self, Entry, Kind as Node, NodeId, Sign};
use std::collections::BTreeSet;
use std::sync::Arc;

/// What words behind a symbol say of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Said {
    /// It depends on what comes next.
    Depends,
    /// It is something of what comes next, if a preposition is between.
    Defined,
    /// It depends on nothing that is differentiated by.
    Free,
    /// The same, said of it behind it: it is the same whatever changes.
    Constant,
    /// It is such that something is so of what comes next.
    Chosen,
}

/// Which words say what; of a sentence the first row that it has counts.
pub(super) const SAID: [(&str, Said); 77] = [
    ("not constant", Said::Depends),
    ("not a constant", Said::Depends),
    ("not fixed", Said::Depends),
    ("not independent", Said::Depends),
    ("varying", Said::Depends),
    ("varies", Said::Depends),
    ("not", Said::Free),
    ("never", Said::Free),
    ("independent", Said::Free),
    ("are constant", Said::Constant),
    ("is constant", Said::Constant),
    ("is a constant", Said::Constant),
    ("are constants", Said::Constant),
    ("are fixed", Said::Constant),
    ("is fixed", Said::Constant),
    ("constant", Said::Free),
    ("constants", Said::Free),
    ("fixed", Said::Free),
    ("free of", Said::Free),
    ("depends on", Said::Depends),
    ("depend on", Said::Depends),
    ("varies with", Said::Depends),
    ("vary with", Said::Depends),
    ("computed from", Said::Depends),
    ("depending on", Said::Depends),
    ("dependent on", Said::Depends),
    ("function of", Said::Depends),
    ("functions of", Said::Depends),
    ("determined by", Said::Depends),
    ("computed from", Said::Depends),
    ("calculated from", Said::Depends),
    ("obtained from", Said::Depends),
    ("parametrised by", Said::Depends),
    ("parametrized by", Said::Depends),
    ("parameterised by", Said::Depends),
    ("parameterized by", Said::Depends),
    ("varies with", Said::Depends),
    ("vary with", Said::Depends),
    ("changes with", Said::Depends),
    ("changes as", Said::Depends),
    ("change with", Said::Depends),
    ("grows with", Said::Depends),
    ("grows as", Said::Depends),
    ("grow with", Said::Depends),
    ("shrinks with", Said::Depends),
    ("decreases with", Said::Depends),
    ("decreases as", Said::Depends),
    ("decrease with", Said::Depends),
    ("increases with", Said::Depends),
    ("increases as", Said::Depends),
    ("increase with", Said::Depends),
    ("evolves with", Said::Depends),
    ("evolves in", Said::Depends),
    ("such that", Said::Chosen),
    ("so that", Said::Chosen),
    ("distance", Said::Defined),
    ("distances", Said::Defined),
    ("difference", Said::Defined),
    ("differences", Said::Defined),
    ("norm", Said::Defined),
    ("length", Said::Defined),
    ("angle", Said::Defined),
    ("sum", Said::Defined),
    ("mean", Said::Defined),
    ("average", Said::Defined),
    ("product", Said::Defined),
    ("output", Said::Defined),
    ("outputs", Said::Defined),
    ("prediction", Said::Defined),
    ("predictions", Said::Defined),
    ("loss", Said::Defined),
    ("cost", Said::Defined),
    ("error", Said::Defined),
    ("residual", Said::Defined),
    ("energy", Said::Defined),
    ("similarity", Said::Defined),
    ("likelihood", Said::Defined),
];

/// Words that may stand between a symbol and what it is chosen for.
const CHOOSES: [&str; 8] = ["is", "are", "being", "be", "chosen", "picked", "set", "selected"];
const PREPOSITIONS: [&str; 7] = ["of", "between", "from", "to", "under", "for", "with"];
/// So many formulas of a sentence are looked at behind a symbol.
const MOST_BEHIND: usize = 4;

impl Lowerer<'_> {
    /// Notes what words say of given symbols.
    pub(super) fn find_said(&mut self) {
        let formulas = self.definitions.formulas();
        self.find_accented(formulas);
        self.find_called_dependent(formulas);
        for (k, stated) in formulas.iter().enumerate() {
            if is_described(formulas, k) {
                let all =
                    stated.formula.tree.ids().filter_map(|id| match stated.formula.tree.kind(id) {
                        Node::Symbol(symbol) => Some(self.definitions.key(symbol).0),
                        _ => None,
                    });
                let named: BTreeSet<Key> = all.collect();
                let called = |symbol: &Symbol| named.iter().any(|key| is_called(&symbol.key, key));
                let ids = self.symbols_that(called);
                self.meaning.described.extend(ids);
            }
            let Some((key, function)) = self.named(stated) else { continue };
            let ids = self.symbols_that(|symbol| {
                symbol.definition.is_none()
                    && (symbol.key == function || is_called(&symbol.key, &key))
            });
            if counts_things(&stated.before, &stated.behind)
                || gives_value(&stated.before, &stated.behind)
            {
                self.meaning.described.extend(&ids);
            }
            if self.totals.contains(&key.name) {
                let own: Vec<SymbolId> =
                    ids.iter().copied().filter(|id| !self.meaning.variables.contains(id)).collect();
                self.meaning.open.extend(&own);
                own.into_iter().for_each(|id| self.in_words(id, stated));
            }
            if is_computed(&stated.before, &stated.behind) {
                self.meaning.worded.extend(&ids);
                if is_summary(&stated.before, &stated.behind) {
                    let own = ids.iter().filter(|id| !self.meaning.variables.contains(id));
                    self.meaning.open.extend(own);
                }
                let total = is_total(&stated.before, &stated.behind);
                for id in ids.iter().filter(|_| total) {
                    let function = self.meaning.symbol(*id).key.function;
                    if !function && !self.meaning.variables.contains(id) {
                        self.in_words(*id, stated);
                    }
                }
            }
            let Some(said) = said(&stated.before, &stated.behind).filter(|_| !ids.is_empty())
            else {
                continue;
            };
            let of = self.of_variables(&formulas[k..]);
            for id in ids {
                match said {
                    // That it is free of something is said of what is named, no more.
                    Said::Free | Said::Constant => {
                        let own = &self.meaning.symbol(id).key;
                        if *own == key || *own == function {
                            self.meaning.open.remove(&id);
                            if said == Said::Constant {
                                self.meaning.constant.insert(id);
                            }
                        }
                    }
                    Said::Depends if of != Some(false) => {
                        self.meaning.open.insert(id);
                    }
                    Said::Defined if of == Some(true) => {
                        if !self.meaning.variables.contains(&id) {
                            self.meaning.open.insert(id);
                        }
                        self.in_words(id, stated);
                    }
                    Said::Chosen
                        if !self.meaning.variables.contains(&id)
                            && (adds_up(&stated.behind) || self.leads_to_variables(k)) =>
                    {
                        self.in_words(id, stated);
                    }
                    _ => {}
                }
            }
        }
    }

    /// `a = a(x)` says that a depends on x.
    fn find_called_dependent(&mut self, formulas: &[Arc<Stated>]) {
        for stated in formulas {
            let tree = &stated.formula.tree;
            for statement in &stated.formula.statements {
                let [
                    (None, Side::Read(left, _)),
                    (Some((Sign::Equal, _)), Side::Read(right, _)),
                    ..,
                ] = statement.sides.as_slice()
                else {
                    continue;
                };
                if let (Node::Symbol(own), Node::Call(called, _)) =
                    (tree.kind(*left), tree.kind(*right))
                    && own == called
                {
                    let key = self.definitions.key(own).0;
                    let ids = self.symbols_that(|s| s.definition.is_none() && s.key == key);
                    self.meaning.open.extend(ids);
                }
            }
        }
    }

    /// Whether the formulas behind one in the same sentence name what depends on something
    /// that is differentiated by.
    fn leads_to_variables(&self, at: usize) -> bool {
        let formulas = self.definitions.formulas();
        for pair in formulas[at..].windows(2).take(MOST_BEHIND) {
            let [before, next] = pair else { break };
            if before.behind.contains(['.', ';']) || before.text != next.text {
                break;
            }
            let mut named = BTreeSet::new();
            for id in next.formula.tree.ids() {
                self.keys_below(next, id, &mut named);
            }
            if named.iter().any(|key| self.depends_on_variables(key)) {
                return true;
            }
        }
        false
    }

    /// Whether a name means something that depends on what is differentiated by.
    fn depends_on_variables(&self, key: &Key) -> bool {
        let variables = &self.meaning.variables;
        self.meaning.symbol_ids().any(|id| {
            is_called(&self.meaning.symbol(id).key, key)
                && variables.iter().any(|by| self.meaning.symbol_depends(id, *by))
        }) || variables.iter().any(|by| {
            // “the length of $x$”, where it is differentiated by $x_1$
            let own = &self.meaning.symbol(*by).key;
            let rest = own.name.strip_prefix(&key.name);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(' ')) && own != key
        })
    }

    /// What a recursion that defines nothing says of its members is not known to any other
    /// line: they may follow from each other.
    pub(super) fn find_tangled(&mut self, parts: &[Part<'_>]) {
        for (k, part) in parts.iter().enumerate() {
            let Some(link) = part.link() else { continue };
            let Some(left) = link.lefts.first().copied() else { continue };
            let Node::Symbol(symbol) = self.tree(left.0).kind(left.1) else { continue };
            let next = |entry: &Entry| matches!(entry, Entry::Shifted(..));
            // What cannot be read of `x_{t+1} = …` may be made of x_t.
            let goes_on = match link.right() {
                Some(right) => self.goes_on(symbol, right),
                None => symbol.sub.entries.iter().chain(&symbol.sup.entries).any(next),
            };
            if !goes_on {
                continue;
            }
            let name = self.definitions.key(symbol).0.name;
            let mut ids = self.symbols_that(|symbol| {
                symbol.definition.is_none()
                    && symbol.key.name == name
                    && symbol.earlier.is_none()
                    && (symbol.key.places.0 > 0 || symbol.key.places.1.is_some())
            });
            ids.retain(|id| !self.meaning.is_recursive(self.meaning.family(*id)));
            self.meaning.described.extend(&ids);
            // `x_{t+1} = F(x_t, u_t)`: it follows from what else stands there too.
            if self.meaning.relations[k].kind == Kind::Assumption {
                self.meaning.open.extend(&ids);
            }
            self.meaning.tangled.extend(ids);
        }
    }

    /// Whether a symbol stands below a node with an index that is shifted against its own.
    fn goes_on(&self, own: &tree::Symbol, (formula, id): Member) -> bool {
        let entries =
            |symbol: &tree::Symbol| [symbol.sub.entries.clone(), symbol.sup.entries.clone()];
        let shifted = |symbol: &tree::Symbol| {
            entries(symbol).concat().iter().any(|entry| matches!(entry, Entry::Shifted(..)))
        };
        let tree = self.tree(formula);
        let here = matches!(tree.kind(id), Node::Symbol(other)
            if other.name == own.name
                && entries(other) != entries(own)
                && (shifted(other) || shifted(own)));
        here || tree.children(id).into_iter().any(|child| self.goes_on(own, (formula, child)))
    }

    /// `\bar x` beside an x is its mean by custom, `\dot x` its slope, as is
    /// `y'` of a y that is defined: what is not defined of these may follow from it.
    fn find_accented(&mut self, formulas: &[Arc<Stated>]) {
        const FOLLOW: [&str; 4] = ["bar ", "overline ", "dot ", "ddot "];
        let plain: BTreeSet<String> =
            self.meaning.symbols.iter().map(|symbol| symbol.key.name.clone()).collect();
        let named = |symbol: &&Symbol| symbol.definition.is_some();
        let defined: BTreeSet<String> =
            self.meaning.symbols.iter().filter(named).map(|s| s.key.name.clone()).collect();
        let mut ids = self.symbols_that(|symbol| {
            let of = FOLLOW.iter().find_map(|accent| symbol.key.name.strip_prefix(accent));
            let bare = symbol.key.name.trim_end_matches('\'');
            let primed = bare != symbol.key.name && defined.contains(bare)
                || symbol.key.name.strip_prefix("Delta ").is_some_and(|of| defined.contains(of));
            symbol.definition.is_none() && (primed || of.is_some_and(|of| plain.contains(of)))
        });
        ids.retain(|id| !self.meaning.variables.contains(id));
        for id in ids {
            let symbol = self.meaning.symbol(id);
            let (key, name) = (symbol.key.clone(), symbol.written.clone());
            let place = formulas.iter().find_map(|stated| {
                let tree = &stated.formula.tree;
                let is_it = |id: &NodeId| {
                    matches!(tree.kind(*id), Node::Symbol(own) | Node::Call(own, _)
                        if self.definitions.key(own).0 == key)
                };
                Some(stated.place(tree.span(tree.ids().find(is_it)?)))
            });
            if let Some(place) = place {
                let why = Unclear { place, reason: Semantics::Unknown(name).into() };
                self.meaning.unknown.entry(id).or_insert(why);
            }
        }
    }

    fn symbols_that(&self, are: impl Fn(&Symbol) -> bool) -> Vec<SymbolId> {
        self.meaning.symbol_ids().filter(|id| are(self.meaning.symbol(*id))).collect()
    }

    /// What a symbol is stands in words.
    fn in_words(&mut self, id: SymbolId, stated: &Stated) {
        let Some(statement) = stated.formula.statements.first() else { return };
        let place = stated.place(statement.span);
        let name = self.meaning.symbol(id).written.clone();
        let why = Unclear { place, reason: Semantics::InWords(name).into() };
        self.meaning.unknown.entry(id).or_insert(why);
    }

    /// The symbol that a formula is, or the function that it calls.
    pub(super) fn named(&self, stated: &Stated) -> Option<(Key, Key)> {
        let tree = &stated.formula.tree;
        let alone = stated.formula.alone()?;
        // “the variance $s^2$”
        let base = match tree.kind(alone) {
            Node::Power(base, two) if *tree.kind(*two) == Node::Number(2.0) => *base,
            _ => alone,
        };
        match tree.kind(base) {
            Node::Symbol(symbol) | Node::Call(symbol, _) => {
                let name = base_name(symbol);
                let function = Key::function(name);
                Some((self.definitions.key(symbol).0, function))
            }
            _ => None,
        }
    }

    /// Whether the formulas that follow in the same sentence name something that is
    /// differentiated by; nothing where there is none.
    fn of_variables(&self, formulas: &[Arc<Stated>]) -> Option<bool> {
        let mut found = None;
        for pair in formulas.windows(2).take(MOST_BEHIND) {
            let [before, next] = pair else { break };
            if before.behind.contains(['.', ';']) || before.text != next.text {
                break;
            }
            let mut named = BTreeSet::new();
            for statement in &next.formula.statements {
                let member =
                    statement.sides.get(1).is_none_or(|s| matches!(s.0, Some((Sign::In, _))));
                if let (true, Some((_, Side::Read(id, _)))) = (member, statement.sides.first()) {
                    self.keys_below(next, *id, &mut named);
                }
            }
            let variable = named.iter().any(|key| self.depends_on_variables(key));
            found = Some(found == Some(true) || variable);
        }
        found
    }

    fn keys_below(&self, stated: &Stated, id: NodeId, found: &mut BTreeSet<Key>) {
        let tree = &stated.formula.tree;
        if let Node::Symbol(symbol) = tree.kind(id) {
            found.insert(self.definitions.key(symbol).0);
        }
        for child in tree.children(id) {
            self.keys_below(stated, child, found);
        }
    }
}

/// “For the others $y_i$ is always 0”: a value that the words give.
fn gives_value(before: &str, behind: &str) -> bool {
    const DENIED: [&str; 5] = ["nothing", "not", "no", "never", "nor"];
    const VALUES: [&str; 4] = ["zero", "0", "one", "1"];
    if clause::before(before).iter().any(|word| DENIED.contains(&word.as_str())) {
        return false;
    }
    let mut words = behind.split_whitespace();
    let verb = words.next().is_some_and(|word| matches!(word, "is" | "are" | "equals" | "="));
    let mut said = words.skip_while(|word| matches!(*word, "always" | "all" | "equal" | "to"));
    let value = said.next().map(|word| word.trim_end_matches([',', '.', ';', ':', ')']));
    verb && value.is_some_and(|value| VALUES.contains(&value))
}

/// Whether a name in a text means a symbol: it is the symbol's, or that of the family
/// without its indices, as `$y$` of all `y_i`.
fn is_called(own: &Key, named: &Key) -> bool {
    let family = named.places.0 == 0 && !named.function && !own.function;
    own == named || family && own.name == named.name
}

/// What the words around a symbol say of it.
fn said(before: &str, behind: &str) -> Option<Said> {
    let (before, behind) = (clause::before(before), clause::behind(behind));
    let follows = |phrase: &str| {
        let phrase: Vec<&str> = phrase.split(' ').collect();
        behind.windows(phrase.len()).position(|at| at == phrase)
    };
    let preposition =
        |word: Option<&String>| word.is_some_and(|w| PREPOSITIONS.contains(&w.as_str()));
    let holds = |(phrase, said): &(&str, Said)| match said {
        // “is chosen such that”, and not “is large, so that”
        Said::Chosen => follows(phrase).is_some_and(|at| {
            (1..4).contains(&at) && behind[..at].iter().all(|w| CHOOSES.contains(&w.as_str()))
        }),
        // “the distance $r$ of”, “$r$ is the distance of”
        Said::Defined => {
            before.last().is_some_and(|last| last == phrase) && preposition(behind.first())
                || follows(phrase).is_some_and(|at| preposition(behind.get(at + 1)))
        }
        Said::Free => {
            let near = before.iter().rev().take(2).any(|word| word == phrase);
            near && *phrase != "not" || follows(phrase).is_some_and(|at| at < 5)
        }
        Said::Constant => follows(phrase) == Some(0),
        Said::Depends => follows(phrase).is_some(),
    };
    let said = SAID.iter().find(|row| holds(row)).map(|(_, said)| *said);
    // “sums to” is a verb.
    let noun = |noun: &&&str| !matches!(**noun, "sums" | "means" | "averages" | "totals");
    let computed = || COMPUTED.iter().filter(noun).any(|noun| holds(&(*noun, Said::Defined)));
    said.or_else(|| computed().then_some(Said::Defined))
}

/// Whether words say that something makes other things add up: “such that they sum to one”.
fn adds_up(behind: &str) -> bool {
    const ADDS: [&str; 6] = ["sum", "sums", "add", "adds", "normalised", "normalized"];
    clause::behind(behind).iter().any(|word| ADDS.contains(&word.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_word_says_what_its_row_says() {
        for (phrase, what) in SAID {
            let (before, behind) = match what {
                Said::Depends | Said::Constant => (String::new(), format!(" {phrase} ")),
                Said::Chosen => (String::new(), format!(" is {phrase} ")),
                Said::Defined => (format!("where the {phrase} "), " between ".to_owned()),
                Said::Free => (String::new(), format!(" remains {phrase} ")),
            };
            assert_eq!(said(&before, &behind), Some(what), "{phrase}");
            assert_eq!(said("", ""), None);
            assert_eq!(said(&format!("{phrase}. Let "), " be"), None, "{phrase}");
        }
    }

    #[test]
    fn a_noun_needs_what_it_is_of() {
        assert_eq!(said("", ", the distance of "), Some(Said::Defined));
        assert_eq!(said("the distance ", " is large"), None);
        assert_eq!(said("", " does not depend on "), Some(Said::Free));
    }
}
