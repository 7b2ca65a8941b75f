//! The gradient as a derivation's text states it: the fourth opinion.
//!
//! In: a document, the loss that it derives, affinities and points. Out: the
//! values of its last formula for ∂C/∂y_i and of its C, which are the LaTeX
//! itself, read and evaluated at the data. Nothing here knows what they should
//! be.

use super::Candidate;
use crate::derivation::{self, Derivation};
use crate::error::{Error, Result};
use crate::evaluate::{self, Given};
use crate::expression::{ExprId, Kind, Op, Place, SymbolId, Unclear};
use crate::reason::Value;
use crate::say;
use crate::sne::{Evaluation, Method, Problem};
use ndarray::Array2;

/// A derivation that comes with the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Document {
    /// Its name, from the project's root.
    pub name: &'static str,
    /// Its text.
    pub text: &'static str,
    /// The methods whose gradients it derives, each with the name of its loss.
    pub derives: &'static [(Method, &'static str)],
}

/// All of them, in the order in which they are read.
pub const DOCUMENTS: [Document; 4] = [
    Document {
        name: "derivations/asymmetric-sne.md",
        text: include_str!("../../derivations/asymmetric-sne.md"),
        derives: &[(Method::AsymmetricSne, "C")],
    },
    Document {
        name: "derivations/symmetric-sne.md",
        text: include_str!("../../derivations/symmetric-sne.md"),
        derives: &[(Method::SymmetricSne, "C")],
    },
    Document {
        name: "derivations/t-sne.md",
        text: include_str!("../../derivations/t-sne.md"),
        derives: &[(Method::TSne, "C")],
    },
    Document {
        name: "derivations/kernels.md",
        text: include_str!("../../derivations/kernels.md"),
        derives: &[(Method::SymmetricSne, "C G"), (Method::TSne, "C S")],
    },
];

/// A text's last formula for the derivative of a loss by y_i.
#[derive(Debug, Clone)]
pub struct Written {
    name: &'static str,
    method: Method,
    derivation: Derivation,
    gradient: usize,
    loss: usize,
}

impl Written {
    /// What the documents that come with the program state for a method.
    ///
    /// # Errors
    /// If one of them states no such gradient.
    pub fn all_of(method: Method) -> Result<Vec<Self>> {
        let derives = |document: &Document| {
            let (_, loss) = document.derives.iter().find(|(derived, _)| *derived == method)?;
            Some(Self::read(document.name, document.text, method, loss))
        };
        DOCUMENTS.iter().filter_map(derives).collect()
    }

    /// Reads a text with points y_i, affinities p and a loss of this name, its
    /// words behind it (`C G` for C_{\mathrm{G}}).
    ///
    /// # Errors
    /// If it does not define the loss, or claims nothing about its derivative.
    pub fn read(name: &'static str, text: &str, method: Method, loss: &str) -> Result<Self> {
        let missing = |problem: String| Error::Derivation {
            document: name.into(),
            line: 1,
            column: 1,
            problem,
        };
        let derivation = derivation::read(name, text.as_bytes(), &[])
            .map_err(|problem| missing(problem.to_string()))?;
        let defined = find(&derivation, Kind::Definition, |of, id| is_loss(of, id, loss));
        let claimed = find(&derivation, Kind::Claim, |of, id| is_gradient(of, id, loss));
        let (Some(defined), Some(claimed)) = (defined, claimed) else {
            return Err(missing(format!("it does not derive a gradient of {loss} by y_i")));
        };
        let right = derivation.meaning.relations[claimed].sides.as_ref().map(|sides| sides.right);
        if right.is_ok_and(|right| derivation.meaning.differentiates(right)) {
            return Err(missing(format!("its last formula for the gradient of {loss} holds a ∂")));
        }
        Ok(Self { name, method, gradient: claimed, loss: defined, derivation })
    }

    /// The document's name.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// Loss and gradient (`[n, d]`) at the points, `[n, d]`. The loss is not
    /// finite where it has no value as it is written, for instance where a
    /// similarity underflows.
    ///
    /// # Errors
    /// If the formula cannot be evaluated at such data.
    pub fn evaluate(&self, problem: &dyn Problem, y: &Array2<f64>) -> Result<Evaluation> {
        // Of p_{j|i}, which stands in row i, the index j is written first.
        let bar = self.method == Method::AsymmetricSne;
        let p = problem.affinities();
        let p = if bar { p.t() } else { p.view() };
        let given = [
            Given { name: "y", places: 1, bar: false, values: y.view().into_dyn() },
            Given { name: "p", places: 2, bar, values: p.into_dyn() },
        ];
        let value = |relation| {
            evaluate::right_side(&self.derivation.meaning, relation, &given)
                .map_err(|unclear| self.located(unclear))
        };
        let gradient = value(self.gradient)?;
        let shape = gradient.shape().to_vec();
        // A vector with a single entry has no axis of its own.
        let gradient = gradient.into_shape_with_order(y.dim()).map_err(|_| {
            let place = self.derivation.meaning.relations[self.gradient].place;
            let reason = Value::Formed { shape, wanted: y.shape().to_vec() }.into();
            self.located(Unclear { place, reason })
        })?;
        Ok(Evaluation { loss: value(self.loss)?.iter().sum(), gradient })
    }

    fn located(&self, Unclear { place: Place { text, span }, reason }: Unclear) -> Error {
        let at = self.derivation.reading.texts[text].source().location(span.start);
        Error::Derivation {
            document: self.name.into(),
            line: at.line,
            column: at.column,
            problem: say::reason(&reason),
        }
    }
}

/// The last relation of a kind whose left side is as asked for.
fn find(
    derivation: &Derivation,
    kind: Kind,
    wanted: impl Fn(&Derivation, ExprId) -> bool,
) -> Option<usize> {
    let relations = &derivation.meaning.relations;
    relations.iter().rposition(|relation| {
        let left = relation.sides.as_ref().ok().and_then(|sides| sides.left.first());
        relation.kind == kind && left.is_some_and(|left| wanted(derivation, *left))
    })
}

fn is_named(derivation: &Derivation, symbol: SymbolId, name: &str, places: usize) -> bool {
    let key = &derivation.meaning.symbol(symbol).key;
    key.name == name && key.places.0 == places
}

/// C
fn is_loss(derivation: &Derivation, id: ExprId, loss: &str) -> bool {
    let op = derivation.meaning.expressions.op(id);
    matches!(op, Op::Symbol(symbol, _) if is_named(derivation, *symbol, loss, 0))
}

/// ∂C/∂y_i
fn is_gradient(derivation: &Derivation, id: ExprId, loss: &str) -> bool {
    match derivation.meaning.expressions.op(id) {
        Op::Derivative { of, by, .. } => {
            is_loss(derivation, *of, loss) && is_named(derivation, *by, "y", 1)
        }
        _ => false,
    }
}

/// The fast gradient of a method, to be held against a text.
pub(super) fn stated<'a>(problem: &'a dyn Problem, text: &'a Written) -> Candidate<'a> {
    Candidate::of_problem(problem).with_derivation(|y| text.evaluate(problem, y))
}
