//! Formulas in random spellings that mean the same.

use super::dice::Dice;
use super::style::{
    BRACKETS, DERIVATIVES, EXPONENTIALS, LOGARITHMS, SIGMOIDS, SUMS, SUMS_BUT, Style,
};
use super::term::{Named, Term};
use super::value::World;

/// How a printed formula joins with what stands around it.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
enum Level {
    /// It takes a power.
    Atom,
    /// It stands among factors, and takes no power.
    Raised,
    /// It stands among factors as the last of them.
    Open,
    /// Factors, of which an order counts or not.
    Product,
    Add,
}

pub(crate) struct Printer<'p> {
    pub style: &'p Style,
    pub world: &'p World<'p>,
    pub dice: &'p mut Dice,
    /// The letters that are free in what is printed.
    pub free: Vec<char>,
}

type Printed = (String, Level);

fn filled(template: &str, with: &str) -> String {
    template.replace('@', with)
}

impl Printer<'_> {
    pub(crate) fn text(&mut self, term: &Term) -> String {
        self.print(term).0
    }

    /// What the text does throughout, or seldom something else.
    fn usual(&mut self, usual: &'static str, all: &[&'static str]) -> &'static str {
        if self.dice.happens(self.style.loose) { self.dice.pick(all) } else { usual }
    }

    fn bracketed(&mut self, (text, _): Printed) -> Printed {
        let (open, close) = self.dice.pick(&BRACKETS);
        (format!("{open}{text}{close}"), Level::Atom)
    }

    /// A formula that may stand where this level may.
    fn within(&mut self, term: &Term, level: Level) -> String {
        let printed = self.print(term);
        if printed.1 <= level { printed.0 } else { self.bracketed(printed).0 }
    }

    fn print(&mut self, term: &Term) -> Printed {
        match term {
            Term::Number(n) => (n.to_string(), Level::Atom),
            Term::Size(set) => (self.style.sizes[set].clone(), Level::Atom),
            Term::Symbol((name, letters)) => {
                let (text, raised) = self.style.named(name, letters);
                (text, if raised { Level::Raised } else { Level::Atom })
            }
            Term::Sum { letter, except, body } => self.sum(*letter, except, body),
            Term::Add(terms) => self.add(terms),
            Term::Product(factors) => self.product(factors),
            Term::Fraction(above, below) => self.fraction(above, below),
            Term::Power(base, n) => self.raised(base, *n),
            Term::Call(name, arguments) => self.call(name, arguments),
            Term::Delta(i, j) => {
                let (i, j) = (&self.style.letters[i], &self.style.letters[j]);
                let text = self.style.kronecker.replace('@', &format!("{i} = {j}"));
                let joined =
                    if i.starts_with('\\') { format!("{i} {j}") } else { format!("{i}{j}") };
                (text.replace('#', &joined), Level::Atom)
            }
            Term::Derivative(of, (name, letters)) => {
                let by = self.style.named(name, letters).0;
                self.derivative(of, &by, false)
            }
        }
    }

    /// A derivative; alone, it is a whole side.
    pub(crate) fn derivative_alone(&mut self, of: &Term, by: &str) -> String {
        self.derivative(of, by, true).0
    }

    fn derivative(&mut self, of: &Term, by: &str, alone: bool) -> Printed {
        let template = loop {
            let template = self.usual(self.style.derivative, &DERIVATIVES);
            if alone || !template.contains('/') {
                break template;
            }
            // A slash is for a side alone.
            if self.style.derivative.contains('/') {
                break DERIVATIVES[0];
            }
        };
        let behind = template.ends_with('@');
        let of = match of {
            Term::Symbol((name, _)) if self.dice.happens(60) => self.called(name),
            _ => None,
        }
        .unwrap_or_else(|| self.within(of, if behind { Level::Raised } else { Level::Open }));
        let text = template.replace('∂', self.style.differential);
        let text = text.replace('@', &of).replace('#', by);
        (text, if behind && !alone { Level::Open } else { Level::Atom })
    }

    /// `f'(x)` and `\nabla f(x)` of a function that is said to be of one thing.
    pub(crate) fn primed(&mut self, of: &Term, by: &Named) -> Option<String> {
        let Term::Symbol((name, _)) = of else { return None };
        let [argument] = self.style.arguments.get(name)?.as_slice() else { return None };
        let this = *argument == self.style.named(&by.0, &by.1).0 && self.dice.happens(40);
        this.then_some(())?;
        let written = &self.style.names[name];
        let number = self.world.shape(&Term::Symbol(by.clone())) == (1, 1);
        let letter = !written.contains(['_', '^']);
        match (number, letter) {
            (true, true) => Some(format!("{written}'({argument})")),
            (true, false) => None,
            (false, _) => Some(format!(r"\nabla {written}({argument})")),
        }
    }

    /// A function with what it is of, if that is said.
    pub(crate) fn called(&self, name: &str) -> Option<String> {
        let arguments = self.style.arguments.get(name)?;
        Some(format!("{}({})", self.style.names[name], arguments.join(", ")))
    }

    fn sum(&mut self, letter: char, except: &[char], body: &Term) -> Printed {
        let written = self.style.letters[&letter].clone();
        let size = self.style.sizes[self.world.set(letter)].clone();
        let head = if let [other] = except {
            let template = self.dice.pick(&SUMS_BUT);
            let template = template.replace('@', &written).replace('%', &size);
            template.replace('#', &self.style.letters[other])
        } else {
            let all = if self.style.sum.contains('#') { &SUMS[4..] } else { &SUMS[..4] };
            self.usual(self.style.sum, all).replace('@', &written).replace('#', &size)
        };
        if let Some(both) = self.two_sums(letter, except, body) {
            return both;
        }
        let body = self.within(body, Level::Product);
        (format!("{head} {body}"), Level::Open)
    }

    /// Two sums under one sign.
    fn two_sums(&mut self, first: char, except: &[char], body: &Term) -> Option<Printed> {
        let Term::Sum { letter: second, except: but, body } = body else { return None };
        let bare = !self.style.sum.contains('#') && except.is_empty() && self.dice.happens(50);
        bare.then_some(())?;
        let (i, j) = (&self.style.letters[&first], &self.style.letters[second]);
        let below = match but.as_slice() {
            [] if i.len() == 1 && self.dice.happens(50) => format!("{i}{j}"),
            [] => format!("{i}, {j}"),
            [other] if *other == first && !self.free.contains(&first) => {
                let ne = self.dice.pick(&[r"\ne", r"\neq", r"\not="]);
                format!("{i} {ne} {j}")
            }
            _ => return None,
        };
        let body = self.within(body, Level::Product);
        Some((format!(r"\sum_{{{below}}} {body}"), Level::Open))
    }

    fn add(&mut self, terms: &[(bool, Term)]) -> Printed {
        let mut terms: Vec<&(bool, Term)> = terms.iter().collect();
        if self.dice.happens(40) {
            self.dice.shuffle(&mut terms);
        }
        let mut text = String::new();
        for (k, (minus, term)) in terms.into_iter().enumerate() {
            let term = self.within(term, Level::Product);
            match (k, minus) {
                (0, false) => {}
                (0, true) => text.push('-'),
                (_, false) => text.push_str(" + "),
                (_, true) => text.push_str(" - "),
            }
            text.push_str(&term);
        }
        (text, Level::Add)
    }

    /// `1/n \sum_i x_i`, `c/2 \|w\|^2`: a slash before what no slash divides by.
    fn slashed(&mut self, factors: &[Term]) -> Option<Printed> {
        let [Term::Fraction(above, below), behind] = factors else { return None };
        let single =
            |term: &Term| matches!(term, Term::Number(_) | Term::Size(_) | Term::Symbol(_));
        let apart = match behind {
            Term::Sum { .. } => true,
            Term::Call(name, _) => name == "norm2" && self.style.loose == 0,
            _ => false,
        };
        let usual = apart && single(above) && single(below) && self.dice.happens(25);
        usual.then_some(())?;
        let (above, below) = (self.text(above), self.text(below));
        let behind = self.within(behind, Level::Open);
        Some((format!("{above}/{below} {behind}"), Level::Product))
    }

    fn product(&mut self, factors: &[Term]) -> Printed {
        if let Some(slashed) = self.slashed(factors) {
            return slashed;
        }
        let (mut numbers, chain): (Vec<&Term>, Vec<&Term>) =
            factors.iter().partition(|factor| self.world.shape(factor) == (1, 1));
        if self.dice.happens(40) {
            self.dice.shuffle(&mut numbers);
        }
        numbers.sort_by_key(|factor| u8::from(!matches!(factor, Term::Number(_))));
        let mut order: Vec<Printed> = Vec::new();
        let mut open: Vec<Printed> = Vec::new();
        let chained: Vec<Printed> = chain.iter().map(|factor| self.factor(factor)).collect();
        for factor in numbers {
            let printed = self.factor(factor);
            if printed.1 == Level::Open { &mut open } else { &mut order }.push(printed);
        }
        // A vector may stand before numbers that are no digits.
        let before = chained.len() == 1 && chained[0].1 < Level::Open && self.dice.happens(30);
        let digits = order.iter().take_while(|(t, _)| t.starts_with(|c: char| c.is_ascii_digit()));
        let at = if before { digits.count() } else { order.len() };
        order.splice(at..at, chained);
        order.extend(open);
        (self.joined(order), Level::Product)
    }

    /// A factor, in brackets if it is a sum or has an order of its own.
    fn factor(&mut self, term: &Term) -> Printed {
        let printed = self.print(term);
        if printed.1 <= Level::Open { printed } else { self.bracketed(printed) }
    }

    fn joined(&mut self, factors: Vec<Printed>) -> String {
        let last = factors.len() - 1;
        let mut text = String::new();
        for (k, printed) in factors.into_iter().enumerate() {
            let open = printed.1 == Level::Open && k < last;
            let (next, _) = if open { self.bracketed(printed) } else { printed };
            let digit = next.starts_with(|c: char| c.is_ascii_digit());
            if k > 0 {
                text.push_str(if digit { r" \cdot " } else { self.style.joint });
            }
            text.push_str(&next);
        }
        text
    }

    fn fraction(&mut self, above: &Term, below: &Term) -> Printed {
        if self.world.shape(above) != (1, 1) && self.dice.happens(40) {
            let one = Term::Fraction(Box::new(Term::Number(1)), Box::new(below.clone()));
            return self.product(&[one, above.clone()]);
        }
        if self.dice.happens(self.style.loose / 2) {
            let (above, below) =
                (self.within(above, Level::Raised), self.within(below, Level::Raised));
            return (format!("{above} / {below}"), Level::Open);
        }
        if matches!((above, below), (Term::Number(1), Term::Number(2))) {
            let halves = [r"\frac12", r"\tfrac12", "0.5", r"\frac{1}{2}", r"\frac 12"];
            return (self.dice.pick(&halves).to_owned(), Level::Raised);
        }
        let inverted = matches!(below, Term::Symbol(_) | Term::Add(_));
        if inverted && self.dice.happens(self.style.loose / 2) {
            let inverse = Term::Power(Box::new(below.clone()), -1);
            if *above == Term::Number(1) {
                return self.print(&inverse);
            }
            return self.product(&[above.clone(), inverse]);
        }
        let frac = self.dice.pick(&[r"\frac", r"\frac", r"\dfrac", r"\tfrac"]);
        let (above, below) = (self.text(above), self.text(below));
        (format!("{frac}{{{above}}}{{{below}}}"), Level::Raised)
    }

    fn raised(&mut self, base: &Term, n: i64) -> Printed {
        let function = match base {
            Term::Call(name, arguments) if n > 1 && name == "tanh" => Some(arguments),
            _ => None,
        };
        if let Some(arguments) = function
            && self.dice.happens(50)
        {
            let of = self.text(&arguments[0]);
            return (format!(r"\tanh^{n}({of})"), Level::Raised);
        }
        let base = self.within(base, Level::Atom);
        let plain = (0..10).contains(&n) && self.dice.happens(80);
        let power = if plain { n.to_string() } else { format!("{{{n}}}") };
        (format!("{base}^{power}"), Level::Raised)
    }

    fn call(&mut self, name: &str, arguments: &[Term]) -> Printed {
        let of = &arguments[0];
        match name {
            "log" => {
                let atom = matches!(of, Term::Symbol(_));
                let (usual, inside) =
                    (self.usual(self.style.logarithm, &LOGARITHMS), self.text(of));
                if atom && self.dice.happens(60) {
                    let command = if usual.starts_with(r"\ln") { r"\ln" } else { r"\log" };
                    return (format!("{command} {inside}"), Level::Open);
                }
                (filled(usual, &inside), Level::Raised)
            }
            "exp" => {
                let usual = self.usual(self.style.exponential, &EXPONENTIALS);
                (filled(usual, &self.text(of)), Level::Raised)
            }
            "sigmoid" => self.sigmoid(of),
            "tanh" | "sin" | "cos" => (format!(r"\{name}({})", self.text(of)), Level::Raised),
            "sqrt" if self.dice.happens(self.style.loose) => {
                let base = self.within(of, Level::Atom);
                let half = self.dice.pick(&["{1/2}", r"{\frac{1}{2}}", r"{\frac12}"]);
                (format!("{base}^{half}"), Level::Raised)
            }
            "sqrt" => (format!(r"\sqrt{{{}}}", self.text(of)), Level::Raised),
            "T" => {
                let base = self.within(of, Level::Atom);
                (format!("{base}{}", self.style.transpose), Level::Raised)
            }
            "tr" => (filled(self.style.trace, &self.text(of)), Level::Atom),
            "norm2" | "norm" => self.norm(of, name == "norm2"),
            "dot" => self.inner(of, &arguments[1]),
            "had" => {
                let sides = [of, &arguments[1]].map(|side| self.within(side, Level::Raised));
                (sides.join(r" \odot "), Level::Product)
            }
            _ => unreachable!("no spelling of {name}"),
        }
    }

    fn sigmoid(&mut self, of: &Term) -> Printed {
        if self.dice.happens(25) {
            let negated = Term::Add(vec![(true, of.clone())]);
            let power = Term::Call("exp".into(), vec![negated]);
            let below = Term::Add(vec![(false, Term::Number(1)), (false, power)]);
            return self.fraction(&Term::Number(1), &below);
        }
        let usual = self.usual(self.style.sigmoid, &SIGMOIDS);
        (filled(usual, &self.text(of)), Level::Raised)
    }

    fn norm(&mut self, of: &Term, squared: bool) -> Printed {
        let column = self.world.shape(of).1 == 1;
        let product = squared && column && matches!(of, Term::Symbol(_));
        if product && self.dice.happens(self.style.loose) {
            return self.inner(of, of);
        }
        let (open, close) = self.style.norm;
        let mark = match (column, self.dice.happens(30)) {
            (false, _) => "_F",
            (true, true) => "_2",
            (true, false) => "",
        };
        let power = if squared { "^2" } else { "" };
        let text = format!("{open}{}{close}{mark}{power}", self.text(of));
        (text, if squared { Level::Raised } else { Level::Atom })
    }

    fn inner(&mut self, left: &Term, right: &Term) -> Printed {
        let atoms = |term: &Term| matches!(term, Term::Symbol(_));
        let (mut left, mut right) = (left, right);
        if atoms(left) && atoms(right) && self.dice.happens(40) {
            std::mem::swap(&mut left, &mut right);
        }
        match self.style.inner {
            1 => {
                let (left, right) = (self.text(left), self.text(right));
                (format!(r"\langle {left}, {right} \rangle"), Level::Atom)
            }
            2 if atoms(left) && atoms(right) => {
                let (left, right) = (self.text(left), self.text(right));
                (format!(r"{left} \cdot {right}"), Level::Product)
            }
            _ => {
                let transposed = Term::Call("T".into(), vec![left.clone()]);
                let left = self.within(&transposed, Level::Raised);
                let entries = matches!(right, Term::Call(name, _) if name == "had");
                let level = if entries { Level::Open } else { Level::Product };
                let right = self.within(right, level);
                (format!("{left} {right}"), Level::Product)
            }
        }
    }
}
