//! Means, variances and covariances as sums over outcomes.
//!
//! In: an expectation as it is written. Out: the sum that it is, if it is understood, with what
//! is left open of it in the letter that counts its outcomes.

use super::{Outcomes, Rewritten, Why, Writer, is_alike};
use crate::reading::random::{base, bases};
use crate::syntax::tree::{Drawn, Kind, Mean, Moment, NodeId};
use crate::syntax::typeset::letter_of;
use std::collections::BTreeSet;

/// Letters that by custom are noise, of which a text need not say that its mean is 0.
const NOISE: [&str; 5] = ["epsilon", "varepsilon", "xi", "eta", "zeta"];

impl Writer<'_> {
    pub(super) fn mean(&mut self, mean: &Mean, id: NodeId, outcomes: &Outcomes) -> Rewritten {
        if mean.open || !(mean.sure || self.random.plain) {
            return None;
        }
        let [first, rest @ ..] = mean.of.as_slice() else { return None };
        match (mean.moment, rest) {
            (Moment::Mean, []) => {
                self.expect(mean, id, outcomes, &|this, at| this.write(*first, at))
            }
            (Moment::Variance, []) => self.expect(mean, id, outcomes, &|this, at| {
                // That of a vector is a matrix to some and a number to others: no product fits.
                let a = this.deviation(mean, *first, id, (at, outcomes))?;
                let b = this.deviation(mean, *first, id, (at, outcomes))?;
                Some(this.add(Kind::Multiply(a, b), id))
            }),
            (Moment::Covariance, [second]) => self.expect(mean, id, outcomes, &|this, at| {
                let a = this.deviation(mean, *first, id, (at, outcomes))?;
                let b = this.deviation(mean, *second, id, (at, outcomes))?;
                Some(this.add(Kind::Multiply(a, b), id))
            }),
            (Moment::Covariance, []) => self.expect(mean, id, outcomes, &|this, at| {
                let a = this.deviation(mean, *first, id, (at, outcomes))?;
                let b = this.deviation(mean, *first, id, (at, outcomes))?;
                let b = this.add(Kind::Transpose(b), id);
                Some(this.add(Kind::Multiply(a, b), id))
            }),
            _ => None,
        }
    }

    /// What something is less its mean.
    fn deviation(
        &mut self,
        mean: &Mean,
        of: NodeId,
        id: NodeId,
        (at, outcomes): (&Outcomes, &Outcomes),
    ) -> Rewritten {
        let value = self.write(of, at)?;
        let middle = self.expect(mean, id, outcomes, &|this, at| this.write(of, at))?;
        Some(self.add(Kind::Subtract(value, middle), id))
    }

    /// The mean of what is written for each outcome.
    fn expect(
        &mut self,
        mean: &Mean,
        id: NodeId,
        outcomes: &Outcomes,
        body: &dyn Fn(&mut Self, &Outcomes) -> Rewritten,
    ) -> Rewritten {
        if mean.given.iter().any(|given| self.depends((self.from, *given), outcomes)) {
            return None;
        }
        if mean.drawn.is_empty() {
            return self.expect_unsaid(mean, id, outcomes, body);
        }
        if !mean.given.is_empty() || mean.label.is_some() {
            return None;
        }
        self.expect_drawn(mean, &mean.drawn, id, outcomes, body)
    }

    /// The mean over what is said to be drawn, the first of it outermost.
    fn expect_drawn(
        &mut self,
        mean: &Mean,
        drawn: &[Drawn],
        id: NodeId,
        outcomes: &Outcomes,
        body: &dyn Fn(&mut Self, &Outcomes) -> Rewritten,
    ) -> Rewritten {
        let Some((first, rest)) = drawn.split_first() else { return body(self, outcomes) };
        let mut letters = BTreeSet::new();
        for letter in &first.letters {
            let Kind::Symbol(symbol) = self.from.kind(*letter) else { return None };
            if !mean.of.iter().all(|of| is_alike(self.from, *of, symbol)) {
                return None;
            }
            letters.insert(base(symbol));
        }
        let noise = letters.iter().any(|name| NOISE.contains(&letter_of(name)));
        let known = match first.density.map(|density| self.from.kind(density)) {
            Some(Kind::Call(density, _)) if self.random.is_stated(density) => Some(Why::Density),
            Some(_) if !noise => None,
            _ => Some(Why::Distribution),
        };
        let open = known.or_else(|| self.left_open(&mean.of, &letters));
        let letter = self.space(open);
        let mut inner = outcomes.clone();
        inner.extend(letters.iter().map(|name| (name.clone(), letter.clone())));
        let go = |this: &mut Self, at: &Outcomes| this.expect_drawn(mean, rest, id, at, body);
        match first.density.map(|density| (density, self.from.kind(density))) {
            Some((density, Kind::Call(symbol, _))) if self.random.is_normalised(symbol) => {
                let weight = self.write(density, &inner)?;
                let value = go(self, &inner)?;
                let product = self.add(Kind::Multiply(weight, value), id);
                Some(self.over(letter, product, id))
            }
            Some((density, Kind::Call(symbol, _))) if self.random.is_called(symbol) => {
                let value = go(self, &inner)?;
                let weight = self.write(density, &inner)?;
                let other = self.space(open);
                let mut again = outcomes.clone();
                again.extend(letters.into_iter().map(|name| (name, other.clone())));
                let all = self.write(density, &again)?;
                Some(self.weighted((letter, weight, value), (other, all), id))
            }
            Some((_, Kind::Call(symbol, arguments))) => {
                // On what else a distribution may hang is not followed.
                if arguments.len() > first.letters.len() {
                    return None;
                }
                let name = symbol.to_string();
                self.by_weights(&name, letter, id, &BTreeSet::new(), |this| go(this, &inner))
            }
            _ => {
                let name = letters.iter().cloned().collect::<Vec<_>>().join(",");
                self.by_weights(&name, letter, id, &BTreeSet::new(), |this| go(this, &inner))
            }
        }
    }

    /// The mean over all that may be random, where nothing says what is.
    fn expect_unsaid(
        &mut self,
        mean: &Mean,
        id: NodeId,
        outcomes: &Outcomes,
        body: &dyn Fn(&mut Self, &Outcomes) -> Rewritten,
    ) -> Rewritten {
        let mut letters = BTreeSet::new();
        for of in &mean.of {
            self.random.letters(self.from, *of, &mut letters, self.inlined);
        }
        let mut name = mean.label.clone().unwrap_or_default();
        // What is drawn outside may be given here.
        let bound = |name: &String| self.random.drawn.contains(name) && outcomes.contains_key(name);
        if self.random.variables.iter().any(|by| name.contains(by.as_str()))
            || letters.iter().any(bound)
        {
            return None;
        }
        for given in &mean.given {
            let names = bases(self.from, *given);
            // What is random elsewhere is not the same when it is given.
            if names.iter().any(|n| self.random.bare.contains(n) || self.random.drawn.contains(n)) {
                return None;
            }
            name = format!("{name}|{}", names.join(","));
            names.iter().for_each(|name| {
                letters.remove(name);
            });
        }
        // An equation may have made a given of something.
        let said = !letters.is_empty()
            && letters.iter().all(|letter| {
                self.random.said.contains(letter) && !self.random.drawn.contains(letter)
            });
        let open = match () {
            () if !mean.given.is_empty() => Some(Why::Given),
            () if !said => Some(Why::Letters),
            () => self.left_open(&mean.of, &letters),
        };
        let letter = self.space(open);
        let mut inner = outcomes.clone();
        inner.extend(letters.into_iter().map(|name| (name, letter.clone())));
        if inner.is_empty() {
            // What is not random is its own mean, whatever it is: of that nothing is known.
            return None;
        }
        let parameters = &self.random.parameters;
        self.by_weights(&name, letter, id, parameters, |this| body(this, &inner))
    }
}
