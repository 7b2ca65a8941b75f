//! Nodes with other children.

use super::{Kind, NodeId};

impl Kind {
    /// The same of other children, as many, in the order of [`Tree::children`].
    pub(crate) fn of_children(&self, new: &[NodeId]) -> Self {
        let mut kind = self.clone();
        let mut new = new.iter().copied();
        let mut take = |child: &mut NodeId| {
            if let Some(next) = new.next() {
                *child = next;
            }
        };
        match &mut kind {
            Self::Number(_) | Self::Symbol(_) | Self::Unit(_) => {}
            Self::Negate(a)
            | Self::Transpose(a)
            | Self::Norm(a)
            | Self::Bars(a)
            | Self::Entry(a, _)
            | Self::Differential(_, a) => take(a),
            Self::Add(a, b)
            | Self::Subtract(a, b)
            | Self::Multiply(a, b)
            | Self::Dotted(a, b)
            | Self::Elementwise(a, b)
            | Self::Divide(a, b)
            | Self::Power(a, b)
            | Self::Inner(a, b) => [a, b].into_iter().for_each(take),
            Self::Along(a, b, c) => [a, b, c].into_iter().for_each(take),
            Self::AtPoint(a, point) => std::iter::once(a).chain(point).for_each(take),
            Self::Operator(_, by) => by.iter_mut().for_each(take),
            Self::Root(degree, a) => degree.iter_mut().chain([a]).for_each(take),
            Self::Apply(_, all) | Self::Call(_, all) | Self::Tuple(all) => {
                all.iter_mut().for_each(take);
            }
            Self::Sum(sum) => {
                sum.from.iter_mut().chain(&mut sum.to).chain([&mut sum.body]).for_each(take);
            }
            Self::Mean(mean) => {
                let drawn = mean.drawn.iter_mut();
                let drawn = drawn.flat_map(|d| d.letters.iter_mut().chain(&mut d.density));
                drawn.chain(&mut mean.given).chain(&mut mean.of).for_each(take);
            }
            Self::Derivative(d) => std::iter::once(&mut d.of).chain(&mut d.by).for_each(take),
            Self::Matrix(rows) => rows.iter_mut().flatten().for_each(take),
            Self::Cases(cases) => cases.iter_mut().map(|(value, _)| value).for_each(take),
        }
        kind
    }
}
