//! Definitions: what is one, what it defines, and from where on it holds.

use super::labels::labels;
use super::lasts::Lasts;
use super::naming::{Naming, naming};
use super::newly::{Defines, FunctionVersion, Lost, New, Version};
use super::ranges::ends;
use super::recursion::First;
use super::relations::{Link, Member, Part, Right};
use super::spelled::Spelled;
use super::symbols::{Letter, Patterns, Use};
use super::table::is_of_numbers_alone;
use super::understand::Renewal;
use super::valued::{families, valued};
use super::{Inference, Key, Kind, Note, Place, Unclear, classify};
use crate::prose::Act;
use crate::reading::Stated;
use crate::reason::{Beyond, Semantics};
use crate::syntax::tree::{Condition, Entry, Kind as Node, NodeId, Sign, Sum, Symbol, Tree};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Whether a range begins at 1.
fn from_one(tree: &Tree, sum: &Sum) -> bool {
    sum.from.is_some_and(|from| matches!(tree.kind(from), Node::Number(1.0)))
}

/// The symbols that stand below a node.
pub(super) fn symbols_below(tree: &Tree, id: NodeId) -> Vec<&Symbol> {
    let own = match tree.kind(id) {
        Node::Symbol(symbol) => Some(symbol),
        _ => None,
    };
    let below = tree.children(id).into_iter().flat_map(|child| symbols_below(tree, child));
    own.into_iter().chain(below).collect()
}

/// All definitions of a document.
#[derive(Clone)]
pub(super) struct Definitions<'a> {
    formulas: &'a [Arc<Stated>],
    /// Formulas that define nothing, numbered behind the others.
    beside: &'a [Stated],
    letters: BTreeSet<Letter>,
    pub patterns: Patterns,
    pub symbols: BTreeMap<Key, Vec<Version>>,
    pub functions: BTreeMap<String, Vec<FunctionVersion>>,
    /// The relations that would give what has a meaning another one in their scope.
    pub seconds: BTreeSet<usize>,
    /// The sides of equations that words set out to show.
    pub asserted: Vec<(Member, Member)>,
    /// The relations that are no claims, though they look like some, and why not.
    pub refused: BTreeMap<usize, Unclear>,
    /// Symbols with several right sides of which the text lets the reader choose one.
    pub chosen: BTreeSet<Key>,
    /// Symbols that mean different things at different places.
    pub ambiguous: BTreeSet<Key>,
    /// Of each symbol the ambiguous ones that it can be made of.
    pub reaching: BTreeMap<Key, BTreeSet<Key>>,
    /// The formulas that each name stands in.
    pub uses: BTreeMap<String, BTreeSet<usize>>,
    /// The symbols that stand in what defines others.
    pub mentioned: BTreeSet<Key>,
    /// Definitions of functions that cannot be read, and why not.
    pub unread: BTreeMap<String, Vec<Lost>>,
    /// The same of names that stand without arguments there.
    pub unread_bare: BTreeMap<String, Vec<Lost>>,
    /// What would be defined by formulas that cannot be read, and why not.
    pub unreadable: BTreeMap<Key, Vec<Lost>>,
    /// What is to be said of a relation.
    pub notes: Vec<(usize, Note)>,
    /// Names that are values, though brackets stand behind them.
    pub valued: BTreeSet<String>,
    /// Names of families of which the same is so.
    pub families: BTreeSet<String>,
    /// Families of vectors that formulas define.
    pub wholes: BTreeSet<Key>,
    /// What stands before the first members of families.
    pub firsts: BTreeMap<Key, First>,
    /// Families that begin with something that their formula does not say.
    pub uneven: BTreeSet<Key>,
    /// Where pieces of definitions by cases stand, each with its condition in words.
    pub pieces: BTreeSet<Place>,
}

impl<'a> Definitions<'a> {
    pub(super) fn new(formulas: &'a [Arc<Stated>]) -> Self {
        let lasts = Lasts::of(formulas, &ends(formulas));
        let mut patterns = Patterns::with(Spelled::of(formulas), lasts);
        for stated in formulas {
            let tree = &stated.formula.tree;
            for id in tree.ids() {
                match tree.kind(id) {
                    Node::Symbol(symbol) | Node::Call(symbol, _) => patterns.note(symbol),
                    Node::Sum(sum) if from_one(tree, sum) => {
                        for symbol in symbols_below(tree, sum.body) {
                            patterns.note_from_one(symbol, &sum.bound);
                        }
                    }
                    _ => {}
                }
            }
        }
        patterns.set_labels(labels(formulas));
        let mut letters = classify::index_letters(formulas);
        letters.retain(|letter| !patterns.lasts().names(letter));
        Self {
            formulas,
            beside: &[],
            letters,
            patterns,
            symbols: BTreeMap::new(),
            functions: BTreeMap::new(),
            seconds: BTreeSet::new(),
            asserted: Vec::new(),
            refused: BTreeMap::new(),
            chosen: BTreeSet::new(),
            ambiguous: BTreeSet::new(),
            reaching: BTreeMap::new(),
            uses: BTreeMap::new(),
            mentioned: BTreeSet::new(),
            unread: BTreeMap::new(),
            unread_bare: BTreeMap::new(),
            unreadable: BTreeMap::new(),
            notes: Vec::new(),
            valued: valued(formulas),
            families: families(formulas),
            wholes: BTreeSet::new(),
            firsts: BTreeMap::new(),
            uneven: BTreeSet::new(),
            pieces: BTreeSet::new(),
        }
    }

    /// From now on further formulas are numbered behind those that define.
    pub(super) const fn read_beside(&mut self, beside: &'a [Stated]) {
        self.beside = beside;
    }

    /// A formula of the document, or of those beside it.
    pub(super) fn stated(&self, formula: usize) -> &'a Stated {
        match self.formulas.get(formula) {
            Some(stated) => stated,
            None => &self.beside[formula - self.formulas.len()],
        }
    }

    pub(super) const fn formulas(&self) -> &'a [Arc<Stated>] {
        self.formulas
    }

    /// Whether further formulas have no index letters but those that are known, and
    /// letters in no other places of names.
    pub(super) fn has_letters_and_names_of(&self, more: &[Arc<Stated>]) -> bool {
        let known = |stated: &Arc<Stated>| {
            let tree = &stated.formula.tree;
            tree.ids().all(|id| match tree.kind(id) {
                Node::Symbol(symbol) => self.patterns.knows(symbol),
                Node::Call(..) => false,
                _ => true,
            })
        };
        classify::index_letters(more).is_subset(&self.letters) && more.iter().all(known)
    }

    pub(super) const fn letters(&self) -> &BTreeSet<Letter> {
        &self.letters
    }

    pub(super) fn tree(&self, formula: usize) -> &'a Tree {
        &self.stated(formula).formula.tree
    }

    /// Where a side stands.
    pub(super) fn place(&self, (formula, id): Member) -> Place {
        let stated = self.stated(formula);
        stated.place(stated.formula.tree.span(id))
    }

    pub(super) fn key(&self, symbol: &Symbol) -> (Key, Vec<Use>) {
        Key::of(symbol, &self.patterns)
    }

    /// Whether a name is a value where a bracket stands behind it.
    pub(super) fn is_value(&self, symbol: &Symbol) -> bool {
        self.valued.contains(&symbol.to_string())
            || !symbol.sub.is_empty() && self.families.contains(&symbol.name)
    }

    /// The symbol that a side is, if it is one.
    pub(super) fn atom(&self, (formula, id): Member) -> Option<(Key, Vec<Use>)> {
        match self.tree(formula).kind(id) {
            Node::Symbol(symbol) => Some(self.key(symbol)),
            Node::Call(symbol, _) if self.is_value(symbol) => Some(self.key(symbol)),
            _ => None,
        }
    }

    /// Finds all definitions, and marks the relations that are some. `renewed` are
    /// the second right sides that are known to give new meanings.
    pub(super) fn find(
        &mut self,
        parts: &[Part<'_>],
        kinds: &mut [Kind],
        renewed: &BTreeMap<usize, Renewal>,
    ) {
        self.find_wholes(parts, kinds);
        self.find_pieces(parts);
        for (k, part) in parts.iter().enumerate() {
            match part {
                Part::Bare(formula, _) => self.give(*formula),
                Part::Link(link)
                    if kinds[k] == Kind::Claim
                        && !self.pieces.contains(&link.place)
                        && self.links(k, link, renewed.get(&k).copied()) =>
                {
                    kinds[k] = Kind::Definition;
                    self.restrict(link);
                }
                _ => {}
            }
        }
        for (k, part) in parts.iter().enumerate() {
            if let Some(link) = part.link().filter(|_| kinds[k] == Kind::Claim)
                && self.overrides(link, parts)
            {
                kinds[k] = Kind::Definition;
            }
        }
        // What is shown anew can make further right sides new.
        loop {
            let before: usize = self.symbols.values().map(Vec::len).sum();
            self.show(parts, kinds);
            if self.symbols.values().map(Vec::len).sum::<usize>() == before {
                break;
            }
        }
        self.name_results(parts, kinds);
        self.find_firsts(parts, kinds);
        self.find_ambiguous();
    }

    /// Whether a relation is a definition; one that would be a second one in another
    /// scope is noted, or gives the new meaning that it is known to give.
    fn links(&mut self, k: usize, link: &Link<'_>, renewal: Option<Renewal>) -> bool {
        let Some((left, right)) = self.sides_of(link) else { return false };
        if matches!(self.tree(right.0).kind(right.1), Node::Operator(..))
            || self.names_entries(left, right)
        {
            return true;
        }
        if self.names_small_entries(link, (left, right)) {
            return true;
        }
        if is_of_numbers_alone(self.tree(right.0), right.1) {
            let reason = Semantics::Beyond(Beyond::Matrix).into();
            self.note_unreadable(left, &Unclear { place: self.place(right), reason });
            return true;
        }
        // `\alpha = \beta > 1` supposes it of both.
        let named = |(formula, id): Member| matches!(self.tree(formula).kind(id), Node::Symbol(_));
        if named(left) && named(right) && self.is_ordered(link) {
            return false;
        }
        // A number that is assumed is no meaning.
        let number = matches!(self.tree(right.0).kind(right.1), Node::Number(_));
        if number && link.said.is(Act::Assume) {
            return false;
        }
        if is_for_equal_letters(link) {
            // `\delta_{yk} = 1` if y = k says what Kronecker's is anyway; of anything
            // else it is a part of a definition.
            if !matches!(self.atom(left), Some((key, _)) if key.name == "delta") {
                let reason = Semantics::Condition.into();
                self.note_unreadable(left, &Unclear { place: link.place, reason });
            }
            return false;
        }
        // `o = f(x)` or `o = g(x)`: which of them is meant from here on is not said.
        if link.alternative && self.defines_again(link) {
            self.chosen.extend(self.atom(left).map(|(key, _)| key));
        }
        let anew = link.sign == Sign::Defined;
        match (self.defines(left, right, link.formula), renewal) {
            (Defines::Restated(mut meaning), _) if anew || is_given_anew(link) => {
                meaning.hold_below(true);
                self.insert(meaning);
                true
            }
            (Defines::Restated(_), _) => false,
            (Defines::Anew(_), _) if self.is_asserted(link, (left, right)) => false,
            (Defines::Anew(_), _)
                if !anew && (self.is_concluded(link) || self.names_slope(link, left)) =>
            {
                false
            }
            (Defines::Anew(meaning), _) => {
                self.insert(meaning);
                true
            }
            (Defines::Again(mut meaning), Some(renewal)) => {
                let (place, name) = (self.place(left), meaning.name());
                meaning.hold_below(renewal == Renewal::Unstated);
                // `q_{ij}` is not said anew by what has one index more, without words.
                if renewal == Renewal::Stated || !self.has_further_letters(left, right) {
                    self.insert(meaning);
                    self.notes.push((k, Note { place, inference: Inference::NewMeaning(name) }));
                }
                if renewal == Renewal::Unstated {
                    let reason = Semantics::Redefined(self.left_name(left)).into();
                    self.refused.insert(k, Unclear { place: self.place(right), reason });
                }
                renewal == Renewal::Stated
            }
            (Defines::Again(_), None) => {
                self.seconds.insert(k);
                false
            }
            (Defines::Nothing, _) => {
                if self.is_recursion(left, right) {
                    let name = self.left_name(left);
                    let reason = Semantics::Circular(Some(name)).into();
                    let why = Unclear { place: self.place(right), reason };
                    self.note_unreadable(left, &why);
                    self.refused.insert(k, why);
                }
                false
            }
        }
    }

    /// Whether the statement of a relation says too what is larger.
    fn is_ordered(&self, link: &Link<'_>) -> bool {
        let statement = self.stated(link.formula).formula.statements.get(link.at.0);
        let orders = |sign: &Sign| super::sum::orders(*sign) && *sign != Sign::Equal;
        statement.is_some_and(|statement| {
            let mut signs = statement.sides.iter().filter_map(|(sign, _)| sign.as_ref());
            signs.any(|(sign, _)| orders(sign))
        })
    }

    /// What a relation would define, and by what.
    fn sides_of(&mut self, link: &Link<'_>) -> Option<(Member, Member)> {
        let left = link.lefts.last().copied()?;
        match link.sign {
            Sign::Equal | Sign::Defined => {}
            Sign::DefinedRight => return Some((link.right()?, left)),
            _ => return None,
        }
        // Only atoms may stand before: `q_{ji} = q_{ij} = …` defines q_{ij}.
        let atoms = &link.lefts[..link.lefts.len() - 1];
        if !atoms.iter().all(|m| self.atom(*m).is_some()) {
            return None;
        }
        if let Right::Unreadable(why) = &link.right {
            self.note_unreadable(left, why);
        }
        Some((left, link.right()?))
    }

    /// Whether a right side has index letters that a name with indices at its left has not.
    fn has_further_letters(&self, left: Member, right: Member) -> bool {
        let Some((_, places)) = self.atom(left) else { return false };
        let letters: BTreeSet<Letter> = places.iter().filter_map(Use::letter).collect();
        let free = super::showing::free_letters(self.tree(right.0), right.1);
        !letters.is_empty() && !free.is_subset(&letters)
    }

    /// Whether a relation is a second right side of what is defined in its scope.
    pub(super) fn defines_again(&self, link: &Link<'_>) -> bool {
        let (Some(left), Some(right)) = (link.lefts.first(), link.right()) else { return false };
        !link.is_step() && matches!(self.defines(*left, right, link.formula), Defines::Restated(_))
    }

    /// Whether a side gets a meaning by another one.
    pub(super) fn defines(&self, left: Member, right: Member, from: usize) -> Defines {
        if let Node::Call(symbol, arguments) = self.tree(left.0).kind(left.1)
            && !self.is_value(symbol)
        {
            return self.defines_function(symbol, arguments, (left, right), from);
        }
        let Some((key, places)) = self.atom(left) else { return Defines::Nothing };
        if key.labelled_whole().is_some_and(|whole| self.wholes.contains(&whole))
            || !distinct_letters(&places)
            || self.is_made_of(&key, right, from)
            || self.is_index(left)
            || self.is_slope(left)
        {
            return Defines::Nothing;
        }
        let known = self.home(&key, from);
        let version = Version {
            from,
            below: false,
            left,
            right: Some(right),
            inferred: false,
            diagonal: None,
            of_pairs: false,
            special: self.specialises(&key, right, from),
        };
        Defines::by(known.map(|home| self.same_scope(home, from)), New::Symbol(key, version))
    }

    pub(super) fn insert(&mut self, meaning: New) {
        let body = match &meaning {
            New::Symbol(_, version) => version.right,
            New::Function(_, version) => Some(version.body),
        };
        let mut keys = BTreeSet::new();
        if let Some(body) = body {
            self.keys_into(body, &mut keys);
        }
        self.mentioned.extend(keys);
        match meaning {
            New::Symbol(key, version) => self.symbols.entry(key).or_default().push(version),
            New::Function(name, version) => self.functions.entry(name).or_default().push(version),
        }
    }

    /// The name at the left of a relation.
    pub(super) fn left_name(&self, (formula, id): Member) -> String {
        match self.tree(formula).kind(id) {
            Node::Symbol(symbol) | Node::Call(symbol, _) => symbol.to_string(),
            _ => String::new(),
        }
    }

    /// “Let $p$ be the target”: what was defined elsewhere is given here.
    fn give(&mut self, formula: usize) {
        let stated = self.stated(formula);
        let Some(said) = naming(&stated.before, &stated.behind) else { return };
        let Some(id) = stated.formula.alone() else { return };
        let left = (formula, id);
        let Some((named, _)) = self.atom(left) else { return };
        // Let p be the target: so are its entries.
        let of_name = |key: &&Key| {
            key.name == named.name && key.places.0 >= named.places.0 && !self.has_own(key, formula)
        };
        let given: Vec<Key> = self.symbols.keys().filter(of_name).cloned().collect();
        for key in given {
            let version = Version {
                from: formula,
                below: said == Naming::Let,
                left,
                right: None,
                inferred: false,
                diagonal: None,
                of_pairs: false,
                special: None,
            };
            self.insert(New::Symbol(key, version));
        }
    }

    /// `F_{ij} = …` for i ≠ j is defined for these only.
    fn restrict(&mut self, link: &Link<'_>) {
        let (Some(left), Some(conditions)) = (link.lefts.last(), link.restriction) else { return };
        let Some((key, places)) = self.atom(*left) else { return };
        let letters: Vec<Option<Letter>> = places.iter().map(Use::letter).collect();
        let own = |entry: &Entry| match entry {
            Entry::Letter(name, primes) => letters.contains(&Some((name.clone(), *primes))),
            _ => false,
        };
        let differ = conditions.0.iter().any(|condition| {
            matches!(condition, Condition::Related(a, Sign::NotEqual | Sign::Less | Sign::Greater, b)
                if a != b && own(a) && own(b))
        });
        let version = self.version(&key, link.formula).filter(|_| differ && letters.len() == 2);
        if let (Some(version), Some(versions)) = (version, self.symbols.get_mut(&key)) {
            versions[version].of_pairs = true;
        }
    }

    pub(super) fn is_index(&self, (formula, id): Member) -> bool {
        matches!(self.tree(formula).kind(id), Node::Symbol(s)
            if s.sub.is_empty() && s.sup.is_empty()
                && self.letters.contains(&(s.name.clone(), s.primes)))
    }

    /// Whether a symbol occurs below a node.
    pub(super) fn occurs(&self, key: &Key, (formula, id): Member) -> bool {
        let tree = self.tree(formula);
        let here = match tree.kind(id) {
            Node::Symbol(symbol) | Node::Call(symbol, _) => self.key(symbol).0 == *key,
            _ => false,
        };
        here || tree.children(id).into_iter().any(|child| self.occurs(key, (formula, child)))
    }
}

/// Whether words give what has a meaning another one: “suppose instead $y = x^3$”.
fn is_given_anew(link: &Link<'_>) -> bool {
    let defines = matches!(link.said.nearest, Some(Act::Define | Act::Assume | Act::Case));
    // “Consider a function such as $f(x) = …$”
    let example = link.said.is(Act::Example) && link.said.before.contains(&Act::Define);
    (link.said.anew && defines || example) && link.begins && !link.is_step()
}

/// Whether words restrict a relation to letters that are equal.
fn is_for_equal_letters(link: &Link<'_>) -> bool {
    link.begins
        && !link.is_step()
        && link.restriction.is_some_and(|conditions| {
            conditions.0.iter().any(|condition| {
                matches!(
                    condition,
                    Condition::Related(Entry::Letter(..), Sign::Equal, Entry::Letter(..))
                )
            })
        })
}

/// A name with its primes.
pub(super) fn full_name(symbol: &Symbol) -> String {
    format!("{}{}", symbol.name, "'".repeat(usize::from(symbol.primes)))
}

/// Whether every place is a letter of its own.
pub(super) fn distinct_letters(places: &[Use]) -> bool {
    let letters: BTreeSet<&Use> = places.iter().filter(|p| matches!(p, Use::Letter(..))).collect();
    letters.len() == places.len()
}

/// Whether both places are the same letter.
pub(super) fn is_diagonal(places: &[Use]) -> bool {
    matches!(places, [a @ Use::Letter(..), b] if a == b)
}
