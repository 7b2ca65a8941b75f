//! Trees up to commutativity: two are the same if they are written with the same terms and
//! factors, in whatever order.

use handgrad::internals::tree::{Condition, Conditions, Kind, NodeId, Sign, Tree};

/// A tree as a text, with the operands of what commutes sorted.
pub(crate) fn normal(tree: &Tree, id: NodeId) -> String {
    let mut terms = Vec::new();
    add(tree, id, false, &mut terms);
    terms.sort();
    if let [only] = terms.as_slice()
        && let Some(bare) = only.strip_prefix('+')
    {
        return bare.to_owned();
    }
    format!("({})", terms.join(" "))
}

fn add(tree: &Tree, id: NodeId, minus: bool, terms: &mut Vec<String>) {
    match tree.kind(id) {
        Kind::Add(a, b) => {
            add(tree, *a, minus, terms);
            add(tree, *b, minus, terms);
        }
        Kind::Subtract(a, b) => {
            add(tree, *a, minus, terms);
            add(tree, *b, !minus, terms);
        }
        Kind::Negate(a) => add(tree, *a, !minus, terms),
        _ => {
            let mut factors = Vec::new();
            let mut minus = minus;
            multiply(tree, id, false, &mut minus, &mut factors);
            factors.sort();
            terms.push(format!("{}{}", if minus { '-' } else { '+' }, factors.join("*")));
        }
    }
}

fn multiply(tree: &Tree, id: NodeId, below: bool, minus: &mut bool, factors: &mut Vec<String>) {
    match tree.kind(id) {
        Kind::Multiply(a, b) | Kind::Dotted(a, b) => {
            multiply(tree, *a, below, minus, factors);
            multiply(tree, *b, below, minus, factors);
        }
        Kind::Divide(a, b) => {
            multiply(tree, *a, below, minus, factors);
            multiply(tree, *b, !below, minus, factors);
        }
        Kind::Negate(a) => {
            *minus = !*minus;
            multiply(tree, *a, below, minus, factors);
        }
        _ => {
            let factor = single(tree, id);
            if factor != "1" {
                factors.push(if below { format!("/{factor}") } else { factor });
            }
        }
    }
}

fn single(tree: &Tree, id: NodeId) -> String {
    match tree.kind(id) {
        Kind::Number(value) => value.to_string(),
        Kind::Symbol(symbol) => symbol.to_string(),
        Kind::Add(..) | Kind::Subtract(..) => normal(tree, id),
        Kind::Sum(sum) => {
            let mut bound = sum.bound.clone();
            bound.sort();
            let range: Vec<String> =
                sum.from.iter().chain(&sum.to).map(|x| normal(tree, *x)).collect();
            let conditions = conditions(&sum.conditions);
            let body = normal(tree, sum.body);
            format!("sum{}{bound:?}{range:?}{conditions:?}[{body}]", sum.product)
        }
        Kind::Norm(a) | Kind::Bars(a) => {
            // The length of a difference is that of its opposite.
            let (mut here, mut turned) = (Vec::new(), Vec::new());
            add(tree, *a, false, &mut here);
            add(tree, *a, true, &mut turned);
            here.sort();
            turned.sort();
            format!("norm{:?}", here.min(turned))
        }
        kind => {
            let children: Vec<String> =
                tree.children(id).into_iter().map(|c| normal(tree, c)).collect();
            let name = match kind {
                Kind::Apply(function, _) => format!("{function:?}"),
                Kind::Call(symbol, _) => symbol.to_string(),
                other => format!("{:?}", std::mem::discriminant(other)),
            };
            format!("{name}{children:?}")
        }
    }
}

fn conditions(conditions: &Conditions) -> Vec<String> {
    let mut found: Vec<String> = conditions
        .0
        .iter()
        .map(|condition| match condition {
            Condition::Related(a, Sign::NotEqual, b) => {
                let (a, b) = (a.min(b), a.max(b));
                format!("{a}!={b}")
            }
            other => format!("{other:?}"),
        })
        .collect();
    found.sort();
    found.dedup();
    found
}
