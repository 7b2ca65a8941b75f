//! Comparisons gathered into rows, the same for terminal and report.

use crate::sne::Method;
use crate::verify::{Compared, Comparison, Reference, Verification};

/// One method on one kind of data at one size: the worst over the dimensions,
/// for each reference.
pub(crate) struct Row<'a> {
    pub method: Method,
    pub data: &'a str,
    pub n: usize,
    pub dimensions: Vec<usize>,
    /// In the order of [`references`]; `None` where it was not feasible.
    pub worst: Vec<Option<&'a Comparison>>,
    pub passed: bool,
}

/// All references that were used, in order.
pub(crate) fn references(found: &Verification) -> Vec<Reference> {
    let mut all: Vec<Reference> =
        found.comparisons.iter().map(|c| c.comparison.reference).collect();
    all.sort();
    all.dedup();
    all
}

/// The rows, by method, then by size, then in the order of the data.
pub(crate) fn rows(found: &Verification) -> Vec<Row<'_>> {
    let references = references(found);
    let mut keys: Vec<(Method, usize, &str)> = Vec::new();
    for c in &found.comparisons {
        let key = (c.method, c.comparison.points, c.data.as_str());
        if !keys.contains(&key) {
            keys.push(key);
        }
    }
    keys.sort_by_key(|key| (key.0, key.1));
    let row = |(method, n, data): (Method, usize, &'_ str)| {
        let here: Vec<&Compared> = found
            .comparisons
            .iter()
            .filter(|c| (c.method, c.comparison.points, c.data.as_str()) == (method, n, data))
            .collect();
        let mut dimensions: Vec<usize> = here.iter().map(|c| c.comparison.dimension).collect();
        dimensions.sort_unstable();
        dimensions.dedup();
        Row {
            method,
            data: here.first().map_or("", |c| c.data.as_str()),
            n,
            dimensions,
            worst: references.iter().map(|r| worst(&here, *r)).collect(),
            passed: here.iter().all(|c| c.comparison.passed()),
        }
    };
    keys.into_iter().map(row).collect()
}

/// How far an error is on the way to its tolerance; ∞ for a failure.
fn way(c: &Comparison) -> f64 {
    if c.passed() { c.max_relative_error / c.tolerance } else { f64::INFINITY }
}

/// The comparison that comes nearest to its tolerance, or fails it most.
fn worst<'a>(here: &[&'a Compared], reference: Reference) -> Option<&'a Comparison> {
    here.iter()
        .map(|c| &c.comparison)
        .filter(|c| c.reference == reference)
        .max_by(|a, b| way(a).total_cmp(&way(b)))
}

/// `1, 2, 3`
pub(crate) fn list(numbers: &[usize]) -> String {
    numbers.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

/// The worst comparison with a kind of reference over all settings.
pub(crate) fn worst_of_all(
    found: &Verification,
    method: Method,
    kind: impl Fn(Reference) -> bool,
) -> Option<&Comparison> {
    let here = found.comparisons.iter().filter(|c| c.method == method).map(|c| &c.comparison);
    here.filter(|c| kind(c.reference)).max_by(|a, b| way(a).total_cmp(&way(b)))
}

/// A bar would end the table's cell.
pub(super) fn escaped(text: &str) -> String {
    text.replace('|', "\\|")
}
