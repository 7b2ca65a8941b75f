//! Iris flowers: 150 points in 4 dimensions, 3 species.
//!
//! R. A. Fisher, *The use of multiple measurements in taxonomic problems*,
//! Annals of Eugenics 7 (1936); UCI Machine Learning Repository, CC BY 4.0, as
//! distributed with scikit-learn. See `ATTRIBUTION.md` beside this file.

use super::{Classes, Dataset};
use ndarray::Array2;

const TABLE: &str = include_str!("iris.csv");
const POINTS: usize = 150;
const LENGTHS: usize = 4;

/// All 150 flowers; lengths in centimetres.
///
/// # Panics
/// Never: the data are part of the program, and a test reads them all.
#[must_use]
pub(crate) fn iris() -> Dataset {
    let mut x = Vec::with_capacity(POINTS * LENGTHS);
    let mut of = Vec::with_capacity(POINTS);
    // The first line holds the sizes and the species' names.
    for line in TABLE.lines().skip(1) {
        let mut fields = line.split(',');
        let lengths = fields.by_ref().take(LENGTHS);
        x.extend(lengths.map(|f| f.parse::<f64>().expect("a length")));
        of.extend(fields.map(|f| f.parse::<usize>().expect("a species")));
    }
    let header = TABLE.lines().next().unwrap_or_default();
    Dataset {
        name: "iris".into(),
        source: "Iris flowers, 150 points in 4 dimensions, 3 species \
                 (R. A. Fisher 1936, UCI Machine Learning Repository, CC BY 4.0)"
            .into(),
        x: Array2::from_shape_vec((POINTS, LENGTHS), x).expect("150 lines of 5 numbers"),
        classes: Some(Classes { names: header.split(',').skip(2).map(Into::into).collect(), of }),
        left_out: 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_flowers_are_there() {
        let iris = iris();
        assert_eq!(iris.x.dim(), (150, 4));
        approx::assert_relative_eq!(iris.x.sum(), 2078.7, max_relative = 1e-12);
        let classes = iris.classes.unwrap();
        assert_eq!(classes.names, ["setosa", "versicolor", "virginica"]);
        assert!(classes.of.iter().enumerate().all(|(i, c)| *c == i / 50));
    }
}
