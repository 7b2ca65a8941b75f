//! A formula's text in pieces: what can be changed, and where it stands.
//!
//! Sequences of atoms, cut from the source by braces and brackets alone; written apart from the
//! project's own parser, and only as clever as changing texts needs.

/// Where something stands in the document's text.
pub(crate) type Range = std::ops::Range<usize>;

/// What an atom is.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Kind {
    /// Digits.
    Number,
    /// A letter or a command for one.
    Symbol,
    /// Something in brackets, braces or double bars.
    Group { inside: Sequence },
    /// `\frac{above}{below}`
    Fraction { above: Sequence, below: Sequence },
    /// `\sum` or `\prod` with what stands below it.
    Big,
    /// `\log`, `\exp`, `\tanh` …
    Function,
    /// `\partial`
    Partial,
    /// A sign between terms.
    Sign,
    /// A sign between factors, or anything else that joins.
    Joint,
    /// Space, and what aligns.
    Space,
}

/// One piece with its scripts.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Atom {
    pub kind: Kind,
    /// Without scripts.
    pub core: Range,
    /// With scripts.
    pub whole: Range,
    /// What stands in the subscript, without braces.
    pub sub: Option<Range>,
    /// The superscript from its `^` to its end, and what stands in it.
    pub sup: Option<(Range, Sequence)>,
}

/// Atoms in a row.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Sequence {
    pub atoms: Vec<Atom>,
    pub range: Range,
}

/// A term: its sign, if it has one, and the places of its factors.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Term {
    pub sign: Option<usize>,
    pub factors: Vec<usize>,
}

const FUNCTIONS: [&str; 6] = ["\\log", "\\ln", "\\exp", "\\tanh", "\\sinh", "\\cosh"];

/// A text that is cut into pieces.
struct Cutter<'t> {
    text: &'t str,
    at: usize,
    end: usize,
}

/// Cuts a range of a text; `None` where it cannot be cut.
pub(crate) fn cut(text: &str, range: Range) -> Option<Sequence> {
    let mut cutter = Cutter { text, at: range.start, end: range.end };
    let sequence = cutter.sequence(None)?;
    (cutter.at == cutter.end).then_some(sequence)
}

impl Cutter<'_> {
    fn rest(&self) -> &str {
        &self.text[self.at..self.end]
    }

    /// The next token's range: a command, a number, or one character.
    fn token(&self) -> Option<Range> {
        let rest = self.rest();
        let first = rest.chars().next()?;
        let run = |of: fn(char) -> bool, from: usize| {
            rest[from..].find(|c| !of(c)).map_or(rest.len(), |end| end + from)
        };
        let length = if first == '\\' {
            match rest[1..].chars().next()? {
                c if c.is_ascii_alphabetic() => run(|c| c.is_ascii_alphabetic(), 1),
                c => 1 + c.len_utf8(),
            }
        } else if first.is_ascii_digit() {
            run(|c| c.is_ascii_digit() || c == '.', 0)
        } else if first.is_whitespace() {
            run(char::is_whitespace, 0)
        } else {
            first.len_utf8()
        };
        // A full stop behind a number ends the sentence.
        let stop = first.is_ascii_digit() && rest[..length].ends_with('.');
        Some(self.at..self.at + length - usize::from(stop))
    }

    /// Atoms up to a closing token, which is not taken.
    fn sequence(&mut self, close: Option<&str>) -> Option<Sequence> {
        let start = self.at;
        let mut atoms = Vec::new();
        while self.at < self.end && close.is_none_or(|close| !self.rest().starts_with(close)) {
            atoms.push(self.atom()?);
        }
        Some(Sequence { atoms, range: start..self.at })
    }

    fn group(&mut self, close: &str) -> Option<Sequence> {
        let inside = self.sequence(Some(close))?;
        if !self.rest().starts_with(close) {
            return None;
        }
        self.at += close.len();
        Some(inside)
    }

    fn atom(&mut self) -> Option<Atom> {
        let token = self.token()?;
        let word = self.text[token.clone()].to_owned();
        self.at = token.end;
        let kind = self.kind(&word)?;
        let core = token.start..self.at;
        let mut atom = Atom { kind, core: core.clone(), whole: core, sub: None, sup: None };
        if !matches!(atom.kind, Kind::Space | Kind::Sign) {
            self.scripts(&mut atom)?;
        }
        Some(atom)
    }

    fn kind(&mut self, word: &str) -> Option<Kind> {
        Some(match word {
            "(" => Kind::Group { inside: self.group(")")? },
            "[" => Kind::Group { inside: self.group("]")? },
            "{" => Kind::Group { inside: self.group("}")? },
            "\\|" => Kind::Group { inside: self.group("\\|")? },
            "\\lVert" => Kind::Group { inside: self.group("\\rVert")? },
            "\\left" => {
                self.at = self.token()?.end;
                let inside = self.group("\\right")?;
                self.at = self.token()?.end;
                Kind::Group { inside }
            }
            "\\frac" => Kind::Fraction { above: self.braced()?, below: self.braced()? },
            "\\sum" | "\\prod" => Kind::Big,
            "\\partial" => Kind::Partial,
            "+" | "-" => Kind::Sign,
            "\\cdot" | "\\times" | "/" | "*" => Kind::Joint,
            "&" | "\\," | "\\;" | "\\!" | "\\quad" | "\\qquad" | "\\\\" | "," | "." => Kind::Space,
            ")" | "]" | "}" | "\\right" | "\\rVert" | "^" | "_" => return None,
            word if word.trim().is_empty() => Kind::Space,
            word if FUNCTIONS.contains(&word) => Kind::Function,
            word if word.starts_with(|c: char| c.is_ascii_digit()) => Kind::Number,
            word if word.starts_with('\\') || word.chars().all(char::is_alphabetic) => Kind::Symbol,
            _ => return None,
        })
    }

    fn braced(&mut self) -> Option<Sequence> {
        self.rest().starts_with('{').then_some(())?;
        self.at += 1;
        self.group("}")
    }

    fn scripts(&mut self, atom: &mut Atom) -> Option<()> {
        loop {
            let start = self.at;
            match self.rest().chars().next() {
                Some('\'') => self.at += 1,
                Some('_') => {
                    self.at += 1;
                    atom.sub = Some(self.script()?.range);
                }
                Some('^') => {
                    self.at += 1;
                    let inside = self.script()?;
                    atom.sup = Some((start..self.at, inside));
                }
                _ => break,
            }
            // Primes belong to the name.
            if atom.sub.is_none() && atom.sup.is_none() {
                atom.core.end = self.at;
            }
        }
        atom.whole.end = self.at;
        Some(())
    }

    fn script(&mut self) -> Option<Sequence> {
        if self.rest().starts_with('{') {
            let from = self.at;
            if let Some(inside) = self.braced() {
                return Some(inside);
            }
            // Conditions hold signs that no sequence has: only their place counts.
            self.at = from;
            self.at += matching(self.rest())?;
            return Some(Sequence { atoms: Vec::new(), range: from + 1..self.at - 1 });
        }
        let token = self.token()?;
        self.at = token.end;
        cut(self.text, token)
    }
}

/// The length of a text's first group in braces.
fn matching(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, c) in text.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(at + 1);
        }
    }
    None
}

impl Sequence {
    /// Its terms, empty ones left out.
    pub(crate) fn terms(&self) -> Vec<Term> {
        let mut terms = vec![Term { sign: None, factors: Vec::new() }];
        for (k, atom) in self.atoms.iter().enumerate() {
            match atom.kind {
                Kind::Sign => terms.push(Term { sign: Some(k), factors: Vec::new() }),
                Kind::Space => {}
                _ => terms.last_mut().unwrap().factors.push(k),
            }
        }
        terms.retain(|term| !term.factors.is_empty());
        terms
    }

    /// From the first factor of some to the end of the last.
    pub(crate) fn span(&self, factors: &[usize]) -> Range {
        let (first, last) = (factors[0], factors[factors.len() - 1]);
        self.atoms[first].whole.start..self.atoms[last].whole.end
    }

    /// This sequence and all that stand in it, but for those in subscripts; with each, whether
    /// it is a power.
    pub(crate) fn all<'s>(&'s self, text: &str) -> Vec<(&'s Self, bool)> {
        let mut found = vec![(self, false)];
        self.below(text, false, &mut found);
        found
    }

    fn below<'s>(&'s self, text: &str, power: bool, found: &mut Vec<(&'s Self, bool)>) {
        let mut add = |inside: &'s Self, power: bool| {
            found.push((inside, power));
            inside.below(text, power, found);
        };
        for atom in &self.atoms {
            match &atom.kind {
                Kind::Group { inside } => add(inside, power),
                Kind::Fraction { above, below } => {
                    add(above, power);
                    add(below, power);
                }
                _ => {}
            }
            if let Some((_, inside)) = &atom.sup
                && atom.kind != Kind::Big
            {
                add(inside, power || &text[atom.core.clone()] != "e");
            }
        }
    }
}

impl Atom {
    /// Whether it stands for a value, so that it can be a factor.
    pub(crate) fn is_factor(&self) -> bool {
        matches!(
            self.kind,
            Kind::Number | Kind::Symbol | Kind::Group { .. } | Kind::Fraction { .. }
        )
    }

    /// Whether it is a derivative written as a fraction.
    pub(crate) fn is_derivative(&self) -> bool {
        matches!(&self.kind, Kind::Fraction { below, .. }
            if below.atoms.first().is_some_and(|a| a.kind == Kind::Partial))
    }
}
