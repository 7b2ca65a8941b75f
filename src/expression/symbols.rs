//! Names told apart, and the sets that their indices run over.

use super::lasts::Lasts;
use super::recursion::Earlier;
use super::sets::SetId;
use super::spelled::Spelled;
use super::{ExprId, Place, VarId};
use crate::syntax::parser::INDICATOR;
use crate::syntax::tree::{self, Entry};
use std::collections::{BTreeMap, BTreeSet};

/// A symbol's place among the document's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SymbolId(pub(super) usize);

impl SymbolId {
    /// Its place in the document's list.
    pub(crate) const fn place(self) -> usize {
        self.0
    }
}

/// What a symbol is told apart by: its name, its words, and how its indices
/// are arranged, but not the letters that stand there.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    /// The name with its primes and words.
    pub name: String,
    /// How many indices, and before which the bar stands.
    pub places: (usize, Option<usize>),
    /// Whether a function is told apart by it, of which nothing is known but its name.
    pub function: bool,
    /// How many of them are in a label above.
    pub above: usize,
}

impl Key {
    /// What a name without indices is told apart by.
    pub(super) const fn plain(name: String) -> Self {
        Self { name, places: (0, None), function: false, above: 0 }
    }

    /// What a function is told apart by.
    pub(super) const fn function(name: String) -> Self {
        Self { name, places: (0, None), function: true, above: 0 }
    }
}

/// A letter with its primes.
pub(super) type Letter = (String, u8);

/// What stands in a place of a symbol as written.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Use {
    /// A letter with its primes.
    Letter(String, u8),
    /// A letter plus a number.
    Shifted(String, u8, i64),
    /// A number.
    Number(i64),
}

impl Use {
    pub(super) fn letter(&self) -> Option<Letter> {
        match self {
            Self::Letter(name, primes) | Self::Shifted(name, primes, _) => {
                Some((name.clone(), *primes))
            }
            Self::Number(_) => None,
        }
    }
}

/// The places in which names occur with letters: where `x_i` occurs, the 1 of
/// `x_1` is an index too, and else a part of the name, like that of `\phi_{1,i}`.
#[derive(Debug, Clone, Default)]
pub(super) struct Patterns {
    /// Runs of letters in scripts that are words, as `C_{fwd}`.
    spelled: Spelled,
    /// Capitals in scripts that are no words.
    lasts: Lasts,
    places: BTreeMap<Pattern, BTreeSet<usize>>,
    /// Those that a sum from 1 runs over: their 0 is none of them, as `w_0` beside
    /// `\sum_{j=1}^d w_j x_j`.
    from_one: BTreeSet<Pattern>,
    /// Letters below names that are parts of these, as the b of a matrix `S_b`.
    labels: BTreeSet<(String, Letter)>,
}

/// A name, how many places it has, and how many of these are above.
type Pattern = (String, usize, usize);

impl Patterns {
    /// Those of a document of which these are the words in scripts, and these the
    /// capitals that are none.
    pub(super) fn with(spelled: Spelled, lasts: Lasts) -> Self {
        Self { spelled, lasts, ..Self::default() }
    }

    /// The capitals that name last members.
    pub(super) const fn lasts(&self) -> &Lasts {
        &self.lasts
    }

    /// Notes a symbol as written.
    pub(super) fn note(&mut self, symbol: &tree::Symbol) {
        let (name, places, above) = self.taken(symbol);
        let letters = (0..places.len()).filter(|at| places[*at].letter().is_some());
        self.places.entry((name, places.len(), above)).or_default().extend(letters);
    }

    /// Notes a symbol with a letter that a sum from 1 binds.
    pub(super) fn note_from_one(&mut self, symbol: &tree::Symbol, bound: &[Letter]) {
        let (name, places, above) = self.taken(symbol);
        if places.iter().filter_map(Use::letter).any(|letter| bound.contains(&letter)) {
            self.from_one.insert((name, places.len(), above));
        }
    }

    /// The letters below names that are parts of these.
    pub(super) fn set_labels(&mut self, labels: BTreeSet<(String, Letter)>) {
        self.labels = labels;
    }

    /// A symbol with labels that are no indices as words.
    fn labelled(&self, symbol: &tree::Symbol) -> Option<tree::Symbol> {
        let [Entry::Letter(name, primes)] = symbol.sub.entries.as_slice() else { return None };
        let label = (symbol.name.clone(), (name.clone(), *primes));
        self.labels.contains(&label).then(|| {
            let mut labelled = symbol.clone();
            labelled.sub.entries =
                vec![Entry::Word(format!("{name}{}", "'".repeat(usize::from(*primes))))];
            labelled
        })
    }

    /// The parameter below a function's name, if it has one.
    pub(super) fn parameter(&self, symbol: &tree::Symbol) -> Option<tree::Symbol> {
        let [Entry::Letter(name, primes)] = symbol.sub.entries.as_slice() else { return None };
        let (sub, sup) = (tree::Script::default(), tree::Script::default());
        let label = (symbol.name.clone(), (name.clone(), *primes));
        self.labels.contains(&label).then(|| tree::Symbol {
            name: name.clone(),
            primes: *primes,
            sub,
            sup,
        })
    }

    /// The letters that are parts of a name below it.
    pub(super) fn parameters<'s>(&'s self, name: &'s str) -> impl Iterator<Item = &'s Letter> {
        self.labels.iter().filter(move |(own, _)| own == name).map(|(_, letter)| letter)
    }

    /// Whether the name occurs with letters wherever this symbol has some.
    pub(super) fn knows(&self, symbol: &tree::Symbol) -> bool {
        if let Some(labelled) = self.labelled(symbol) {
            return self.knows(&labelled);
        }
        let (name, places, above) = self.taken(symbol);
        let known = self.places.get(&(name, places.len(), above));
        let mut letters = (0..places.len()).filter(|at| places[*at].letter().is_some());
        known.is_some_and(|known| letters.all(|at| known.contains(&at)))
    }

    fn taken(&self, symbol: &tree::Symbol) -> (String, Vec<Use>, usize) {
        Key::taken(symbol, self, |_, _| true)
    }
}

impl Key {
    /// The key of a symbol as written, and what stands in its places.
    pub(super) fn of(symbol: &tree::Symbol, patterns: &Patterns) -> (Self, Vec<Use>) {
        if let Some(labelled) = patterns.labelled(symbol) {
            return Self::of(&labelled, patterns);
        }
        let mut taken = patterns.taken(symbol);
        let mut scripts = symbol.sub.entries.iter().chain(&symbol.sup.entries);
        if scripts.any(|entry| matches!(entry, Entry::Number(_))) {
            let pattern = (taken.0, taken.1.len(), taken.2);
            let letters = patterns.places.get(&pattern);
            let from_one = patterns.from_one.contains(&pattern);
            taken = Self::taken(symbol, patterns, |at, number| {
                letters.is_some_and(|all| all.contains(&at)) && !(from_one && number == 0)
            });
        }
        let (name, places, above) = taken;
        let bar = symbol.sub.bar.filter(|_| !places.is_empty());
        (Self { name, places: (places.len(), bar), function: false, above }, places)
    }

    /// Whether its indices are labels above, and none is below: with some below it is an
    /// entry of that, as `a_i^{(l)}` of `a^{(l)}`.
    pub(super) const fn is_labelled_alone(&self) -> bool {
        self.above > 0 && self.places.0 == self.above
    }

    /// What it is an entry of, if it has a label above and indices below.
    pub(super) fn labelled_whole(&self) -> Option<Self> {
        let entry = self.above > 0 && self.places.0 > self.above;
        entry.then(|| Self { places: (self.above, None), ..self.clone() })
    }

    /// Name, places, and how many of these are above; the numbers in some of
    /// the places are indices, the others parts of the name.
    fn taken(
        symbol: &tree::Symbol,
        patterns: &Patterns,
        indexed: impl Fn(usize, i64) -> bool,
    ) -> (String, Vec<Use>, usize) {
        let mut name = symbol.name.clone();
        name.extend(std::iter::repeat_n('\'', usize::from(symbol.primes)));
        let mut places = Vec::new();
        let mut at = 0;
        let mut take = |mut entries: &[Entry], mark: &str| {
            while let Some((entry, rest)) = entries.split_first() {
                if let Some((length, word)) = patterns.spelled.at(entries) {
                    name = format!("{name} {mark}{word}");
                    entries = &entries[length..];
                    continue;
                }
                entries = rest;
                match entry {
                    Entry::Letter(letter, _)
                        if is_word(letter)
                            && !patterns.lasts.has(&symbol.name, mark == "^", letter) =>
                    {
                        name = format!("{name} {mark}{letter}");
                        continue;
                    }
                    Entry::Word(word) => {
                        name = format!("{name} {mark}{word}");
                        continue;
                    }
                    Entry::Letter(letter, primes) => {
                        places.push(Use::Letter(letter.clone(), *primes));
                    }
                    Entry::Shifted(letter, primes, by) => {
                        places.push(Use::Shifted(letter.clone(), *primes, *by));
                    }
                    Entry::Number(number) if indexed(at, *number) => {
                        places.push(Use::Number(*number));
                    }
                    Entry::Number(number) => name = format!("{name} {mark}{number}"),
                }
                at += 1;
            }
            places.len()
        };
        let below = take(&symbol.sub.entries, "");
        // A label above is another one than the same below.
        let all = take(&symbol.sup.entries, "^");
        (name, places, all - below)
    }
}

/// A capital stands for no index: `D_{KL}`.
pub(super) fn is_word(letter: &str) -> bool {
    letter.chars().count() == 1 && letter.chars().all(char::is_uppercase)
}

/// A number, a column, a row, or a matrix.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Form {
    /// One number.
    Scalar,
    /// A column.
    Vector,
    /// A row: the transpose of a column.
    Row,
    /// Rows and columns.
    Matrix,
}

/// What a symbol without a definition is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// Anything that the assumptions allow.
    Given,
    /// A smooth function of what it is differentiated by.
    Opaque,
    /// A vector of ones.
    Ones,
    /// The identity matrix.
    Identity,
}

/// What a symbol is by definition.
#[derive(Debug, Clone)]
pub struct Definition {
    /// The variables in its places.
    pub parameters: Vec<VarId>,
    /// What it is.
    pub body: ExprId,
    /// What it is where its two indices agree, if that is said apart.
    pub diagonal: Option<ExprId>,
    /// Whether it exists for different indices only.
    pub of_pairs: bool,
    /// Where the right side stands.
    pub place: Place,
    /// Whether it was inferred rather than stated.
    pub inferred: bool,
}

/// A name of the document.
#[derive(Debug, Clone)]
pub struct Symbol {
    /// What it is told apart by.
    pub key: Key,
    /// How it is written where it first occurs.
    pub written: String,
    /// What each of its places runs over, and behind them each index that is left
    /// out.
    pub sets: Vec<SetId>,
    /// The letters that its definition uses and its name leaves out.
    pub(super) left_out: Vec<Letter>,
    /// What it is.
    pub form: Form,
    /// What its rows and columns run over, where it has any.
    pub shape: (Option<SetId>, Option<SetId>),
    /// Its definition, or what it is without one.
    pub definition: Option<Definition>,
    /// What it is if it stands for the member before of a family.
    pub earlier: Option<Earlier>,
    /// What it is if it has no definition.
    pub role: Role,
    /// The symbols that an opaque one is a function of.
    pub arguments: Vec<SymbolId>,
    /// Whether its value must be positive by a statement of the document.
    pub positive: bool,
}

impl Symbol {
    /// Whether it is 1 where a label is a class, and 0 elsewhere.
    pub(crate) fn is_indicator(&self) -> bool {
        self.key.name.starts_with(INDICATOR)
    }
}
