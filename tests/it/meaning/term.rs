//! The formulas of a template, and how a template writes them.
//!
//! `2 * sum[j!i] (p_ij - q_ij) * (y_i - y_j)` is a formula: names with their letters behind `_`,
//! products with `*` only, a sum with its letter and what that is not, functions by name, `#n` for
//! how many there are of a set, and `D[L / w_i]` for a derivative.

/// A name with its letters.
pub(crate) type Named = (String, Vec<char>);

/// A formula.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Term {
    Number(i64),
    /// How many members a set has.
    Size(String),
    Symbol(Named),
    Sum {
        letter: char,
        except: Vec<char>,
        body: Box<Term>,
    },
    /// Terms, each with whether it is subtracted.
    Add(Vec<(bool, Term)>),
    Product(Vec<Term>),
    Fraction(Box<Term>, Box<Term>),
    Power(Box<Term>, i64),
    Call(String, Vec<Term>),
    Delta(char, char),
    Derivative(Box<Term>, Named),
}

impl Term {
    /// Reads a formula of a template.
    pub(crate) fn read(text: &str) -> Self {
        let mut reader = Reader { rest: text.chars().filter(|c| !c.is_whitespace()).collect() };
        let term = reader.sum_of_terms();
        assert!(reader.rest.is_empty(), "{text}: {:?} is left", reader.rest);
        term
    }

    /// The terms right below, in order.
    pub(crate) fn children(&self) -> Vec<&Self> {
        match self {
            Self::Number(_) | Self::Size(_) | Self::Symbol(_) | Self::Delta(..) => Vec::new(),
            Self::Sum { body, .. } => vec![body],
            Self::Add(terms) => terms.iter().map(|(_, term)| term).collect(),
            Self::Product(factors) | Self::Call(_, factors) => factors.iter().collect(),
            Self::Fraction(a, b) => vec![a, b],
            Self::Power(base, _) => vec![base],
            Self::Derivative(of, _) => vec![of],
        }
    }

    /// The same with another term in the place of the one at a number among the children.
    pub(crate) fn with_child(&self, at: usize, new: Self) -> Self {
        let mut made = self.clone();
        match &mut made {
            Self::Number(_) | Self::Size(_) | Self::Symbol(_) | Self::Delta(..) => {}
            Self::Sum { body: of, .. } | Self::Power(of, _) | Self::Derivative(of, _) => **of = new,
            Self::Add(terms) => terms[at].1 = new,
            Self::Product(factors) | Self::Call(_, factors) => factors[at] = new,
            Self::Fraction(a, b) => **(if at == 0 { a } else { b }) = new,
        }
        made
    }

    /// Whether some formula within satisfies a condition.
    pub(crate) fn any(&self, test: &impl Fn(&Self) -> bool) -> bool {
        test(self) || self.children().into_iter().any(|child| child.any(test))
    }
}

/// What is left to read.
struct Reader {
    rest: std::collections::VecDeque<char>,
}

impl Reader {
    fn takes(&mut self, c: char) -> bool {
        let here = self.rest.front() == Some(&c);
        if here {
            self.rest.pop_front();
        }
        here
    }

    fn expect(&mut self, c: char) {
        assert!(self.takes(c), "{c} is expected before {:?}", self.rest);
    }

    fn run(&mut self, of: impl Fn(char) -> bool) -> String {
        let mut found = String::new();
        while let Some(c) = self.rest.front().copied().filter(|c| of(*c)) {
            found.push(c);
            self.rest.pop_front();
        }
        found
    }

    fn sum_of_terms(&mut self) -> Term {
        let mut terms = vec![(self.takes('-'), self.product())];
        loop {
            if self.takes('+') {
                terms.push((false, self.product()));
            } else if self.takes('-') {
                terms.push((true, self.product()));
            } else {
                break;
            }
        }
        match terms.as_slice() {
            [(false, _)] => terms.remove(0).1,
            _ => Term::Add(terms),
        }
    }

    fn product(&mut self) -> Term {
        let mut factors = vec![self.power()];
        loop {
            if self.takes('*') {
                factors.push(self.power());
            } else if self.takes('/') {
                let above = factors.pop().into_iter().collect();
                let below = self.power();
                factors.push(Term::Fraction(Box::new(one(above)), Box::new(below)));
            } else {
                return one(factors);
            }
        }
    }

    fn power(&mut self) -> Term {
        let base = self.atom();
        if !self.takes('^') {
            return base;
        }
        let negative = self.takes('-');
        let number: i64 = self.run(|c| c.is_ascii_digit()).parse().unwrap();
        Term::Power(Box::new(base), if negative { -number } else { number })
    }

    fn named(&mut self) -> Named {
        let name = self.run(char::is_alphanumeric);
        let letters = if self.takes('_') { self.run(char::is_alphabetic) } else { String::new() };
        (name, letters.chars().collect())
    }

    fn atom(&mut self) -> Term {
        if self.takes('(') {
            let inside = self.sum_of_terms();
            self.expect(')');
            return inside;
        }
        if self.takes('#') {
            return Term::Size(self.run(char::is_alphabetic));
        }
        let number = self.run(|c| c.is_ascii_digit());
        if !number.is_empty() {
            return Term::Number(number.parse().unwrap());
        }
        let (name, letters) = self.named();
        match name.as_str() {
            "sum" => self.sum(),
            "D" => self.derivative(),
            "delta" => Term::Delta(letters[0], letters[1]),
            _ if self.takes('(') => {
                let mut arguments = vec![self.sum_of_terms()];
                while self.takes(',') {
                    arguments.push(self.sum_of_terms());
                }
                self.expect(')');
                Term::Call(name, arguments)
            }
            _ => Term::Symbol((name, letters)),
        }
    }

    fn sum(&mut self) -> Term {
        self.expect('[');
        let letter = self.rest.pop_front().unwrap();
        let except = if self.takes('!') { self.run(char::is_alphabetic) } else { String::new() };
        self.expect(']');
        let body = Box::new(self.product());
        Term::Sum { letter, except: except.chars().collect(), body }
    }

    fn derivative(&mut self) -> Term {
        self.expect('[');
        let of = self.power();
        self.expect('/');
        let by = self.named();
        self.expect(']');
        Term::Derivative(Box::new(of), by)
    }
}

/// The product of some factors, which is the factor itself if there is one.
fn one(mut factors: Vec<Term>) -> Term {
    if factors.len() == 1 { factors.remove(0) } else { Term::Product(factors) }
}
