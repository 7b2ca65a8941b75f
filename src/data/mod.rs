//! Data to embed: two sets that come with the program, tables from files.
//!
//! In: a name or a path. Out: a [`Dataset`], a matrix `[n, d]` with or without
//! classes, all finite. Not done here: affinities, and made-up points (those
//! belong to the comparisons that need them).

mod digits;
mod iris;
mod table;

pub use digits::digits;
pub(crate) use iris::iris;
pub(crate) use table::{TableOptions, read_table};

use ndarray::{Array2, Axis};

/// Points with a name and perhaps classes.
#[derive(Debug, Clone, PartialEq)]
pub struct Dataset {
    /// A short name that can stand in a file name.
    pub name: String,
    /// Where it is from, in a sentence for a report.
    pub source: String,
    /// The points, `[n, d]`.
    pub x: Array2<f64>,
    /// The points' classes.
    pub classes: Option<Classes>,
    /// How many rows of a file were left out, because they miss a value.
    pub left_out: usize,
}

/// Which class each point is in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Classes {
    /// The classes' names.
    pub names: Vec<String>,
    /// An index into the names for each point, `[n]`.
    pub of: Vec<usize>,
}

impl Dataset {
    /// Number of points.
    #[must_use]
    pub fn len(&self) -> usize {
        self.x.nrows()
    }

    /// Whether there are no points.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.x.nrows() == 0
    }

    /// `n` points evenly spaced through the set, or all where there are fewer.
    #[must_use]
    pub fn take(&self, n: usize) -> Self {
        let n = n.min(self.len());
        let rows = spaced(self.len(), n);
        Self {
            x: self.x.select(Axis(0), &rows),
            classes: self.classes.as_ref().map(|classes| Classes {
                names: classes.names.clone(),
                of: rows.iter().map(|&row| classes.of[row]).collect(),
            }),
            ..self.clone()
        }
    }
}

/// `n` numbers below `all`, evenly spaced.
pub(crate) fn spaced(all: usize, n: usize) -> Vec<usize> {
    (0..n).map(|k| k * all / n).collect()
}
