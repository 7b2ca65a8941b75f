//! The identities, as a table of templates holds them.

use super::term::{Named, Term};

/// A name that nothing defines.
#[derive(Debug)]
pub(crate) struct Given {
    pub name: String,
    pub letters: Vec<char>,
    /// Rows and columns as names of their sizes; a column has one of them, a number none.
    pub sides: Vec<String>,
    pub positive: bool,
    pub symmetric: bool,
}

/// What is true of a left side.
#[derive(Debug)]
pub(crate) struct Claim {
    pub left: Term,
    /// The letters that are free in it.
    pub free: Vec<char>,
    /// Right sides, all of which are true.
    pub rights: Vec<Term>,
}

/// A text's worth of definitions and what follows from them.
#[derive(Debug, Default)]
pub(crate) struct Identity {
    pub title: String,
    /// Sets: their letters, and the name of their size.
    pub sets: Vec<(Vec<char>, String)>,
    pub givens: Vec<Given>,
    pub definitions: Vec<(Named, Term)>,
    pub claims: Vec<Claim>,
}

/// Sizes of sets and dimensions, in the order of their names in a template; no two are the same.
const SIZES: [usize; 5] = [4, 3, 2, 5, 6];

impl Identity {
    /// All identities of the table.
    pub(crate) fn all() -> Vec<Self> {
        let text = include_str!("identities.txt");
        text.split("# ").filter(|block| !block.trim().is_empty()).map(Self::read).collect()
    }

    fn read(block: &str) -> Self {
        let mut lines = block.lines().filter(|line| !line.trim().is_empty());
        let mut made =
            Self { title: lines.next().unwrap_or_default().to_owned(), ..Self::default() };
        for line in lines {
            if let Some(sets) = line.strip_prefix("sets ") {
                made.read_sets(sets);
            } else if let Some(givens) = line.strip_prefix("given ") {
                for given in givens.split_whitespace() {
                    made.read_given(given);
                }
            } else if let Some((left, rights)) = line.split_once(" : ") {
                made.read_claim(left, rights);
            } else {
                let (left, right) = line.split_once(" = ").unwrap();
                let Term::Symbol(name) = Term::read(left) else { panic!("{left} is no name") };
                made.definitions.push((name, Term::read(right)));
            }
        }
        made
    }

    fn read_sets(&mut self, text: &str) {
        let mut letters = Vec::new();
        for word in text.split_whitespace() {
            let (letter, size) = word.split_once(':').map_or((word, None), |(l, s)| (l, Some(s)));
            letters.extend(letter.chars());
            if let Some(size) = size {
                self.sets.push((std::mem::take(&mut letters), size.to_owned()));
            }
        }
    }

    fn read_given(&mut self, text: &str) {
        let (text, kind) = text.split_once('=').unwrap_or((text, ""));
        let (named, shape) = text.split_once(':').unwrap_or((text, ""));
        let Term::Symbol((name, letters)) = Term::read(named) else { panic!("{named} is no name") };
        let sides: Vec<String> =
            shape.split('*').filter(|s| !s.is_empty()).map(str::to_owned).collect();
        let (positive, symmetric) = (kind == "pos", kind == "sym");
        self.givens.push(Given { name, letters, sides, positive, symmetric });
    }

    fn read_claim(&mut self, left: &str, rights: &str) {
        let left = Term::read(left);
        let mut free = Vec::new();
        collect(&left, &mut free);
        free.sort_unstable();
        free.dedup();
        let rights = rights.split(" | ").map(Term::read).collect();
        self.claims.push(Claim { left, free, rights });
    }

    /// The letters of a defined name and what it stands for.
    pub(crate) fn definition(&self, name: &str) -> Option<(&[char], &Term)> {
        let found = self.definitions.iter().find(|((own, _), _)| own == name);
        found.map(|((_, letters), body)| (letters.as_slice(), body))
    }

    /// How many letters a name has of its own; further ones name an entry.
    pub(crate) fn own_letters(&self, name: &str) -> usize {
        let given = self.givens.iter().find(|given| given.name == name);
        let defined = || self.definition(name).map_or(0, |(letters, _)| letters.len());
        given.map_or_else(defined, |given| given.letters.len())
    }

    /// Names of sizes, in order.
    fn size_names(&self) -> Vec<&str> {
        let sets = self.sets.iter().map(|(_, size)| size.as_str());
        let sides = self.givens.iter().flat_map(|g| g.sides.iter().map(String::as_str));
        let mut names: Vec<&str> = Vec::new();
        for name in sets.chain(sides) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names
    }

    pub(crate) fn size(&self, name: &str) -> usize {
        let at = self.size_names().iter().position(|own| *own == name);
        SIZES[at.unwrap()]
    }

    /// Rows and columns of a given; a number has one of each.
    pub(crate) fn shape(&self, given: &Given) -> (usize, usize) {
        let side = |at: usize| given.sides.get(at).map_or(1, |side| self.size(side));
        (side(0), side(1))
    }

    /// The name of the size of a letter's set.
    pub(crate) fn set(&self, letter: char) -> &str {
        let set = self.sets.iter().find(|(letters, _)| letters.contains(&letter));
        &set.unwrap_or_else(|| panic!("{}: {letter} is in no set", self.title)).1
    }

    pub(crate) fn size_of(&self, letter: char) -> usize {
        self.size(self.set(letter))
    }

    /// All values of some letters.
    pub(crate) fn places(&self, letters: &[char]) -> Vec<Vec<usize>> {
        letters.iter().fold(vec![Vec::new()], |places, letter| {
            let longer = |place: Vec<usize>| {
                (0..self.size_of(*letter)).map(move |at| [place.clone(), vec![at]].concat())
            };
            places.into_iter().flat_map(longer).collect()
        })
    }
}

/// The letters of the names in a left side.
fn collect(term: &Term, letters: &mut Vec<char>) {
    match term {
        Term::Symbol((_, own)) | Term::Derivative(_, (_, own)) => letters.extend(own),
        _ => {}
    }
    for child in term.children() {
        collect(child, letters);
    }
}
