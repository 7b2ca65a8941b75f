//! Plain loops over the tree: the independent opinion on what a line is worth.

use super::paper::{Definition, Letter, key};
use super::subject::Law;
use super::value::{Trouble, Value, Valued};
use super::world::World;
use handgrad::internals::tree::{
    Condition, Conditions, Entry, Function, Kind, NodeId, Sign, Sum, Symbol, Tree,
};

/// What letters and parameters stand for at a place.
#[derive(Debug, Clone, Default)]
pub(crate) struct Scope {
    pub letters: Vec<(Letter, usize)>,
    pub arguments: Vec<(String, Value)>,
}

impl Scope {
    /// The value of a letter, of the innermost binder if there are several.
    pub(crate) fn letter(&self, letter: &Letter) -> Valued<usize> {
        let found = self.letters.iter().rev().find(|(name, _)| name == letter);
        found.map(|(_, value)| *value).ok_or(Trouble::Index)
    }

    /// Whether a letter is bound more than once.
    pub(crate) fn hidden(&self, letter: &Letter) -> bool {
        self.letters.iter().filter(|(name, _)| name == letter).count() > 1
    }
}

impl World<'_> {
    pub(crate) fn value(&self, tree: &Tree, id: NodeId, scope: &mut Scope) -> Valued<Value> {
        let value = match self.cut(tree, id, scope)? {
            Some(value) => value,
            None => self.plain(tree, id, scope)?,
        };
        Ok(value)
    }

    fn plain(&self, tree: &Tree, id: NodeId, scope: &mut Scope) -> Valued<Value> {
        let mut go = |id: NodeId| self.value(tree, id, scope);
        match tree.kind(id) {
            Kind::Number(x) => Ok(Value::Number(*x)),
            Kind::Symbol(symbol) => self.symbol(symbol, scope),
            Kind::Call(symbol, arguments) => self.call(tree, symbol, arguments, None, scope),
            Kind::Negate(a) => Ok(go(*a)?.map(|x| -x)),
            Kind::Add(a, b) => go(*a)?.zip(&go(*b)?, |x, y| x + y),
            Kind::Subtract(a, b) => go(*a)?.zip(&go(*b)?, |x, y| x - y),
            Kind::Multiply(a, b) => go(*a)?.times(&go(*b)?),
            Kind::Dotted(a, b) => go(*a)?.dotted(&go(*b)?),
            Kind::Elementwise(a, b) => go(*a)?.zip(&go(*b)?, |x, y| x * y),
            Kind::Divide(a, b) => {
                let (above, below) = (go(*a)?, go(*b)?.number()?);
                Ok(above.map(|x| x / below))
            }
            Kind::Power(base, exponent) => self.power(tree, *base, *exponent, scope),
            Kind::Transpose(a) => Ok(go(*a)?.transposed()),
            Kind::Root(None, a) => Ok(Value::Number(go(*a)?.number()?.sqrt())),
            Kind::Norm(a) => match go(*a)? {
                vector @ Value::Vector(_) => Ok(vector.inner(&vector)?.map(f64::sqrt)),
                _ => Err(Trouble::Shape),
            },
            Kind::Bars(a) => match go(*a)? {
                vector @ Value::Vector(_) => Ok(vector.inner(&vector)?.map(f64::sqrt)),
                number => Ok(number.map(f64::abs)),
            },
            Kind::Inner(a, b) => go(*a)?.inner(&go(*b)?),
            Kind::Apply(function, arguments) => match arguments.as_slice() {
                [one] => Ok(Value::Number(apply(*function, go(*one)?.number()?)?)),
                _ => Err(Trouble::Unknown("a function of several arguments")),
            },
            Kind::Sum(sum) => self.sum(tree, sum, scope),
            Kind::Derivative(derivative) => match derivative.by.as_slice() {
                [by] => self.derivative(tree, id, derivative.of, (tree, *by), scope),
                _ => Err(Trouble::Unknown("a second derivative")),
            },
            Kind::Differential(_, of) => {
                let Some((formula, by)) = self.paper.prefix else {
                    return Err(Trouble::Unknown("a bare ∂"));
                };
                self.derivative(tree, id, *of, (self.paper.tree(formula), by), scope)
            }
            _ => Err(Trouble::Unknown("a kind of expression")),
        }
    }

    fn symbol(&self, symbol: &Symbol, scope: &Scope) -> Valued<Value> {
        let (key, letters) = key(self.subject, symbol).ok_or(Trouble::Index)?;
        if letters.is_empty() {
            let argument = scope.arguments.iter().rev().find(|(name, _)| *name == key.name);
            if let Some((_, value)) = argument {
                return Ok(value.clone());
            }
            if let Some((_, size)) = self.subject.sizes.iter().find(|(name, _)| *name == key.name) {
                return Ok(Value::Number(*size as f64));
            }
            match key.name.as_str() {
                "e" => return Ok(Value::Number(std::f64::consts::E)),
                "pi" => return Ok(Value::Number(std::f64::consts::PI)),
                _ => {}
            }
        }
        let at: Vec<usize> = letters.iter().map(|l| scope.letter(l)).collect::<Valued<_>>()?;
        if key.name == "delta" && at.len() == 2 && !self.paper.definitions.contains_key(&key) {
            return Ok(Value::Number(f64::from(u8::from(at[0] == at[1]))));
        }
        self.named(&key, &at)
    }

    /// The value of a name at its indices, with all that is nudged.
    pub(crate) fn named(&self, key: &super::paper::Key, at: &[usize]) -> Valued<Value> {
        let place = (key.clone(), at.to_vec());
        if let Some(value) = self.known.borrow().get(&place) {
            return Ok(value.clone());
        }
        let mut value = match self.paper.definitions.get(key) {
            Some(definition) => self.defined(definition, at)?,
            // A function's name alone may be short for its value, or a slip.
            None if self.is_function(&key.name) => {
                return Err(Trouble::Shape);
            }
            None => self.given(key, at),
        };
        for nudge in self.nudges.iter().filter(|n| n.key == *key && n.at == at) {
            match &mut value {
                Value::Number(x) => *x += nudge.by,
                Value::Vector(v) | Value::Row(v) => v[nudge.part] += nudge.by,
            }
        }
        self.known.borrow_mut().insert(place, value.clone());
        Ok(value)
    }

    fn defined(&self, (letters, place): &Definition, at: &[usize]) -> Valued<Value> {
        let letters = letters.iter().cloned().zip(at.iter().copied()).collect();
        let mut scope = Scope { letters, arguments: Vec::new() };
        // The definition itself is not cut at what it defines.
        self.plain(self.paper.tree(place.0), place.1, &mut scope)
    }

    fn is_function(&self, name: &str) -> bool {
        let name = name.trim_end_matches('\'');
        self.subject.law(name) == Some(Law::Function) || self.paper.functions.contains_key(name)
    }

    /// `f(x)` of a function, or else a product, of which a power raises the bracket alone.
    fn call(
        &self,
        tree: &Tree,
        symbol: &Symbol,
        arguments: &[NodeId],
        power: Option<f64>,
        scope: &mut Scope,
    ) -> Valued<Value> {
        let given: Vec<Value> =
            arguments.iter().map(|a| self.value(tree, *a, scope)).collect::<Valued<_>>()?;
        let opaque = self.subject.law(&symbol.name) == Some(Law::Function);
        let raised = |value: Value| match power {
            Some(power) => Ok(Value::Number(value.number()?.powf(power))),
            None => Ok(value),
        };
        if opaque || self.paper.functions.contains_key(&symbol.name) {
            return raised(self.function(&symbol.name, symbol.primes, &given)?);
        }
        match given.as_slice() {
            [one] => self.symbol(symbol, scope)?.times(&raised(one.clone())?),
            _ => Err(Trouble::Shape),
        }
    }

    /// A function, or with primes its derivative, at its arguments.
    fn function(&self, name: &str, primes: u8, given: &[Value]) -> Valued<Value> {
        if primes > 0 {
            let [Value::Number(x)] = given else { return Err(Trouble::Shape) };
            return super::difference::derivative(|h| {
                self.function(name, primes - 1, &[Value::Number(x + h)])
            });
        }
        let Some((parameters, place)) = self.paper.functions.get(name) else {
            let [Value::Number(x)] = given else { return Err(Trouble::Shape) };
            return Ok(Value::Number(self.opaque(name, *x)));
        };
        if parameters.len() != given.len() {
            return Err(Trouble::Shape);
        }
        let arguments = parameters.iter().cloned().zip(given.iter().cloned()).collect();
        let mut scope = Scope { letters: Vec::new(), arguments };
        self.value(self.paper.tree(place.0), place.1, &mut scope)
    }

    fn power(
        &self,
        tree: &Tree,
        base: NodeId,
        exponent: NodeId,
        scope: &mut Scope,
    ) -> Valued<Value> {
        let power = self.value(tree, exponent, scope)?.number()?;
        match tree.kind(base) {
            Kind::Symbol(s) if s.name == "e" && s.sub.is_empty() && s.primes == 0 => {
                Ok(Value::Number(power.exp()))
            }
            Kind::Call(symbol, arguments) => self.call(tree, symbol, arguments, Some(power), scope),
            _ => Ok(Value::Number(self.value(tree, base, scope)?.number()?.powf(power))),
        }
    }

    fn sum(&self, tree: &Tree, sum: &Sum, scope: &mut Scope) -> Valued<Value> {
        let bound = binds(sum, |letter| scope.letter(letter).is_ok());
        let mut values = Vec::new();
        for letter in &bound {
            let size = self.subject.extent(&letter.0).ok_or(Trouble::Index)?;
            values.push(self.range(tree, sum, size, scope)?);
        }
        if bound.is_empty() {
            return Err(Trouble::Unknown("a sum over nothing"));
        }
        let outer = scope.letters.len();
        let mut total: Option<Value> = None;
        for at in tuples(&values) {
            scope.letters.extend(bound.iter().cloned().zip(at));
            if meets(&sum.conditions, scope)? {
                let term = self.value(tree, sum.body, scope)?;
                total = Some(match total {
                    None => term,
                    Some(total) if sum.product => total.times(&term)?,
                    Some(total) => total.zip(&term, |x, y| x + y)?,
                });
            }
            scope.letters.truncate(outer);
        }
        Ok(total.unwrap_or(Value::Number(f64::from(u8::from(sum.product)))))
    }

    /// What a bound letter runs over.
    fn range(&self, tree: &Tree, sum: &Sum, size: usize, scope: &mut Scope) -> Valued<Vec<usize>> {
        let mut whole = |id: Option<NodeId>, otherwise: usize| match id {
            None => Ok(otherwise),
            Some(id) => {
                let x = self.value(tree, id, scope)?.number()?;
                let inside = x.fract() == 0.0 && (0.0..=size as f64).contains(&x);
                #[expect(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "x is a whole number up to the set's size"
                )]
                inside.then_some(x as usize).ok_or(Trouble::Index)
            }
        };
        let first = whole(sum.from, 1)?;
        let last = whole(sum.to, size)?;
        if first == 0 {
            return Err(Trouble::Index);
        }
        Ok((first - 1..last).collect())
    }
}

/// The letters a sum binds: those it names, and those that only its conditions name, if nothing
/// around it knows them.
pub(crate) fn binds(sum: &Sum, known: impl Fn(&Letter) -> bool) -> Vec<Letter> {
    let mut bound = sum.bound.clone();
    for letter in conditioned(&sum.conditions) {
        if !bound.contains(&letter) && !known(&letter) {
            bound.push(letter);
        }
    }
    bound
}

/// The letters that conditions name.
pub(crate) fn conditioned(conditions: &Conditions) -> Vec<Letter> {
    let entries = conditions.0.iter().flat_map(|condition| match condition {
        Condition::Related(a, _, b) => vec![a, b],
        Condition::Member(a, _) => vec![a],
    });
    entries
        .filter_map(|entry| match entry {
            Entry::Letter(name, primes) => Some((name.clone(), *primes)),
            _ => None,
        })
        .collect()
}

/// Whether conditions hold where the letters stand.
pub(crate) fn meets(conditions: &Conditions, scope: &Scope) -> Valued<bool> {
    let index = |entry: &Entry| -> Valued<i64> {
        let place = |name: &String, primes: u8| {
            i64::try_from(scope.letter(&(name.clone(), primes))? + 1).map_err(|_| Trouble::Index)
        };
        match entry {
            Entry::Letter(name, primes) => place(name, *primes),
            Entry::Shifted(name, primes, by) => Ok(place(name, *primes)? + by),
            Entry::Number(number) => Ok(*number),
            Entry::Word(_) => Err(Trouble::Unknown("a condition")),
        }
    };
    for condition in &conditions.0 {
        let Condition::Related(a, sign, b) = condition else {
            return Err(Trouble::Unknown("a set that is named"));
        };
        let (a, b) = (index(a)?, index(b)?);
        let met = match sign {
            Sign::Equal => a == b,
            Sign::NotEqual => a != b,
            Sign::Less => a < b,
            Sign::LessOrEqual => a <= b,
            Sign::Greater => a > b,
            Sign::GreaterOrEqual => a >= b,
            _ => return Err(Trouble::Unknown("a condition")),
        };
        if !met {
            return Ok(false);
        }
    }
    Ok(true)
}

/// All choices of one value from each list.
pub(crate) fn tuples(values: &[Vec<usize>]) -> Vec<Vec<usize>> {
    values.iter().fold(vec![Vec::new()], |before, list| {
        let grown = |start: &Vec<usize>| {
            let start = start.clone();
            list.iter().map(move |x| [start.as_slice(), &[*x]].concat()).collect::<Vec<_>>()
        };
        before.iter().flat_map(grown).collect()
    })
}

fn apply(function: Function, x: f64) -> Valued<f64> {
    Ok(match function {
        Function::Exp => x.exp(),
        Function::Log => x.ln(),
        Function::Sqrt => x.sqrt(),
        Function::Sin => x.sin(),
        Function::Cos => x.cos(),
        Function::Tan => x.tan(),
        Function::Sinh => x.sinh(),
        Function::Cosh => x.cosh(),
        Function::Tanh => x.tanh(),
        Function::Arctan => x.atan(),
        Function::Sigmoid => 1.0 / (1.0 + (-x).exp()),
        Function::Softplus => (1.0 + x.exp()).ln(),
        _ => return Err(Trouble::Unknown("a function")),
    })
}
