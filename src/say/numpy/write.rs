//! Operations, one by one.

use super::code::{Code, Level};
use super::names::identifier;
use super::{Recognised, Writer};
use crate::expression::{Condition, ExprId, Form, Index, Op, SetId, VarId};
use crate::syntax::tree::Sign;
use std::collections::BTreeSet;

impl Writer<'_> {
    /// An expression in Python; nothing where it has no short form there.
    pub(super) fn write(&mut self, id: ExprId) -> Option<Code> {
        self.operations += 1;
        if self.operations > super::MOST_OPERATIONS {
            return None;
        }
        let recognised = self.recognised(id, self.recognises)?;
        if let Recognised::As { symbol, indices, squared } = recognised {
            let code = self.symbol(symbol, &indices)?;
            return Some(if squared { code.power(Code::number(2.0)) } else { code });
        }
        let meaning = self.meaning;
        Some(match meaning.expressions.op(id) {
            Op::Number(value) => Code::number(*value),
            Op::Size(set) => self.size(*set)?,
            Op::Count(name) => self.size(meaning.sets.of_name(name)?)?,
            Op::Symbol(symbol, indices) => self.symbol(*symbol, indices)?,
            Op::Argument(argument) => {
                let known = self.arguments.iter().rev().find(|(own, _)| own == argument);
                Code::atom(known?.1.clone())
            }
            Op::Delta(i, j) => {
                Code::atom(format!("float({} == {})", self.index(*i)?, self.index(*j)?))
            }
            Op::Unit(index, set) => {
                let size = self.size(*set)?.text;
                Code::atom(format!("np.eye({size})[{}]", self.index(*index)?))
            }
            Op::Negate(a) => self.write(*a)?.negate(),
            Op::Add(a, b) => self.write(*a)?.add(self.write(*b)?),
            Op::Subtract(a, b) => self.write(*a)?.subtract(self.write(*b)?),
            Op::Elementwise(a, b) => self.write(*a)?.times(self.write(*b)?),
            Op::Multiply(a, b) | Op::Dotted(a, b) => self.times(id, *a, *b)?,
            Op::Divide(a, b) => self.write(*a)?.over(self.write(*b)?),
            Op::Power(a, b) => self.power(*a, *b)?,
            Op::Inner(a, b) => self.inner(*a, *b)?,
            Op::Transpose(a) => {
                let code = self.write(*a)?;
                // A row and a column are both a list of numbers.
                if self.form(*a)? == Form::Matrix { code.transposed() } else { code }
            }
            Op::Apply(function, a) => self.apply(*function, *a)?,
            Op::Extreme(largest, of) => {
                let name = if *largest { "np.maximum" } else { "np.minimum" };
                let mut all = of.iter().map(|x| self.write(*x)).collect::<Option<Vec<_>>>()?;
                let last = all.pop()?;
                let join = |b: Code, a: Code| Code::call(name, &[a.text, b.text]);
                all.into_iter().rev().fold(last, join)
            }
            Op::Opaque(function, of) => {
                let name = self.named_function(*function, of)?;
                let of: Option<Vec<_>> = of.iter().map(|x| Some(self.write(*x)?.text)).collect();
                Code::call(&name, &of?)
            }
            Op::Prime(argument, body, at) => self.prime(*argument, *body, *at)?,
            Op::Map(argument, body, at, inlined) => {
                if self.form(*at)? == Form::Scalar {
                    return self.write(*inlined);
                }
                let function = self.function(*argument, *body)?;
                Code::call(&format!("({function})"), &[self.write(*at)?.text])
            }
            Op::Entry(a, indices) => self.write(*a)?.at(&self.indices(indices)?),
            Op::Cases(cases, otherwise) => self.cases(cases, *otherwise)?,
            Op::Sum { product, bound, conditions, body } => {
                self.sum(id, *product, bound, conditions, *body)?
            }
            Op::Change(of, along) => self.change(*of, *along)?,
            Op::Derivative { of, by, at } => self.derivative(*of, *by, at)?,
        })
    }

    pub(super) fn index(&self, index: Index) -> Option<String> {
        Some(match index {
            Index::Var(var) => self.letter(var)?.to_owned(),
            Index::Shifted(var, by) if by < 0 => format!("{} - {}", self.letter(var)?, -by),
            Index::Shifted(var, by) => format!("{} + {by}", self.letter(var)?),
            Index::Fixed(at) => at.to_string(),
            Index::FromEnd(set, back) => {
                let set = self.meaning.sets.find(set);
                let size = self.small.sizes.iter().find(|(own, _)| *own == set)?.1;
                size.checked_sub(1 + back as usize)?.to_string()
            }
        })
    }

    pub(super) fn indices(&self, all: &[Index]) -> Option<Vec<String>> {
        all.iter().map(|index| self.index(*index)).collect()
    }

    fn letter(&self, var: VarId) -> Option<&str> {
        Some(self.local(var)).filter(|name| !name.is_empty())
    }

    /// How many elements a set has.
    pub(super) fn size(&mut self, set: SetId) -> Option<Code> {
        let set = self.meaning.sets.find(set);
        if let Some(name) = self.sets.get(&set) {
            self.counted.insert(set);
            return Some(Code::atom(name.clone()));
        }
        let (_, size) = self.small.sizes.iter().find(|(own, _)| *own == set)?;
        Some(Code::atom(size.to_string()))
    }

    /// Whether a letter that is used inside of something has a name already.
    pub(super) fn is_scoped(&self, name: &str, inside: Option<&BTreeSet<VarId>>) -> bool {
        let used = |var: &VarId| inside.is_none_or(|inside| inside.contains(var));
        let argument = self.arguments.iter().any(|(_, own)| own == name);
        argument || self.scope.iter().any(|(var, own)| own == name && used(var))
    }

    /// A letter that is bound for something in which others are used.
    pub(super) fn bind(&mut self, var: VarId, inside: &BTreeSet<VarId>) -> String {
        let letter = identifier(&self.meaning.expressions.var(var).name);
        let name = self.names.free(&letter, |name| self.is_scoped(name, Some(inside)));
        self.scope.push((var, name.clone()));
        name
    }

    /// `for j in range(n)`
    pub(super) fn range(&mut self, var: VarId, inside: &BTreeSet<VarId>) -> Option<String> {
        let size = self.size(self.meaning.expressions.var(var).set)?;
        Some(format!("for {} in range({})", self.bind(var, inside), size.text))
    }

    /// `sum(… for j in range(n) if j != i)`
    fn sum(
        &mut self,
        id: ExprId,
        product: bool,
        bound: &[VarId],
        conditions: &[Condition],
        body: ExprId,
    ) -> Option<Code> {
        let mut used = BTreeSet::new();
        self.meaning.free_into(id, &mut used);
        let outer = self.scope.len();
        let mut parts = Vec::new();
        for var in bound {
            used.insert(*var);
            parts.push(self.range(*var, &used)?);
        }
        if !conditions.is_empty() {
            parts.push(format!("if {}", self.met(conditions)?));
        }
        let body = self.write(body)?;
        self.scope.truncate(outer);
        let terms = format!("{} {}", body.text, parts.join(" "));
        Some(Code::atom(if product {
            format!("np.prod([{terms}])")
        } else {
            format!("sum({terms})")
        }))
    }

    /// `j != i and k != i`
    fn met(&self, conditions: &[Condition]) -> Option<String> {
        let one = |(a, sign, b): &Condition| {
            let sign = match sign {
                Sign::Equal => "==",
                Sign::Less => "<",
                Sign::LessOrEqual => "<=",
                Sign::Greater => ">",
                Sign::GreaterOrEqual => ">=",
                _ => "!=",
            };
            Some(format!("{} {sign} {}", self.index(*a)?, self.index(*b)?))
        };
        let all: Vec<String> = conditions.iter().map(one).collect::<Option<_>>()?;
        Some(all.join(" and "))
    }

    fn cases(
        &mut self,
        cases: &[(Vec<Condition>, ExprId)],
        otherwise: Option<ExprId>,
    ) -> Option<Code> {
        let mut code = match otherwise {
            Some(value) => self.write(value)?,
            None => Code::atom("np.nan"),
        };
        for (when, value) in cases.iter().rev() {
            let met = self.met(when)?;
            code = self.write(*value)?.choice(&met, code);
        }
        Some(Code { level: Level::Choice, ..code })
    }
}
