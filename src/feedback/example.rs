//! A counterexample in three lines, to be checked by hand or in `NumPy`.

use crate::diagnose::{Counterexample, Values};

/// What is given, if anything is, and the value of either side.
#[must_use]
pub fn rows(of: &Counterexample) -> Vec<String> {
    let sizes = of.sizes.iter().map(|(name, size)| format!("{name} = {size}"));
    let values = of.values.iter().map(|(name, values)| format!("{name} = {}", list(values)));
    let functions = of.functions.iter().map(|(name, what)| format!("{name} = {what}"));
    let given: Vec<String> = sizes.chain(values).chain(functions).collect();
    let at: Vec<String> = of.at.iter().map(|(name, at)| format!("{name} = {at}")).collect();
    let at = if at.is_empty() { String::new() } else { format!("at {} ", at.join(", ")) };
    let sides = [
        format!("{at}the left side is {},", entries(&of.left)),
        format!("and the right side is {}", entries(&of.right)),
    ];
    if given.is_empty() {
        return vec![format!("check: {}", sides.join(" "))];
    }
    let take = format!("check: take {}", given.join(", "));
    std::iter::once(take).chain(sides).collect()
}

fn list(values: &Values) -> String {
    match values {
        Values::Number(value) => number(*value),
        Values::List(all) => {
            let all: Vec<String> = all.iter().map(list).collect();
            format!("[{}]", all.join(", "))
        }
    }
}

fn entries(values: &[f64]) -> String {
    match values {
        [one] => number(*one),
        all => format!("[{}]", all.iter().map(|v| number(*v)).collect::<Vec<_>>().join(", ")),
    }
}

/// At most five digits after the point, for a value that was rounded on the way
/// is none the better for more.
fn number(value: f64) -> String {
    let small = value != 0.0 && value.abs() < 1e-3;
    if small || value.abs() >= 1e6 {
        return format!("{value:.4e}");
    }
    let digits = format!("{value:.5}");
    let digits = digits.trim_end_matches('0').trim_end_matches('.');
    if digits == "-0" { "0".into() } else { digits.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_counterexample_has_three_rows() {
        let number = Values::Number;
        let point = |x| Values::List(vec![number(x)]);
        let example = Counterexample {
            sizes: vec![("n".into(), 2), ("d".into(), 1)],
            values: vec![("y".into(), Values::List(vec![point(0.0), point(0.25)]))],
            functions: vec![("w(t)".into(), "1 + (t + 1)^2".into())],
            at: vec![("i".into(), 1)],
            left: vec![1.0 / 3.0],
            right: vec![-1.5, 1e-7],
            numpy: None,
        };
        let expected = [
            "check: take n = 2, d = 1, y = [[0], [0.25]], w(t) = 1 + (t + 1)^2",
            "at i = 1 the left side is 0.33333,",
            "and the right side is [-1.5, 1.0000e-7]",
        ];
        assert_eq!(rows(&example), expected);
    }
}
