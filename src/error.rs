//! What can be wrong with what a person hands in: one message, with its place.

use std::path::PathBuf;

/// Unusable input. The display form is the whole message.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A file that cannot be read.
    #[error("{}: cannot be read: {source}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// A place that cannot be written.
    #[error("{}: cannot be written: {source}", path.display())]
    Write {
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// A folder with files that are not a report's.
    #[error(
        "{}: there are files in this folder that handgrad did not write ({files}); name another \
         folder with --out, or say --force to write the report between them",
        path.display()
    )]
    NotOurs {
        /// The folder.
        path: PathBuf,
        /// Some of the files, by name.
        files: String,
    },
    /// More points than memory holds.
    #[error(
        "{data}: {points} points need about {} of memory, and {} are free; about {fitting} would \
         fit: say --n {fitting}",
        bytes(*.needed),
        bytes(*.free)
    )]
    TooManyPoints {
        /// The data set.
        data: String,
        /// How many points of it were to be embedded.
        points: usize,
        /// How many bytes that needs.
        needed: u64,
        /// How many there are.
        free: u64,
        /// How many points that is enough for.
        fitting: usize,
    },
    /// A cell of a table that is not what it should be.
    #[error("{}:{row}:{column}: {problem}", path.display())]
    Cell {
        /// The file.
        path: PathBuf,
        /// The line in the file, from 1.
        row: u64,
        /// The column of the table, from 1.
        column: usize,
        /// What is wrong.
        problem: String,
    },
    /// A table that is wrong as a whole.
    #[error("{}: {problem}", path.display())]
    Table {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        problem: String,
    },
    /// A parameter outside its range.
    #[error("{0}")]
    Parameter(String),
    /// A matrix that is not what its type promises.
    #[error("{0}")]
    Affinity(String),
    /// A computation that left the range of the floating-point numbers.
    #[error("{what} is not a finite number; the points have coordinates up to {largest:e}")]
    NotFinite {
        /// What was computed.
        what: &'static str,
        /// The largest coordinate of the points, in magnitude.
        largest: f64,
    },
    /// A derivation's text that states no gradient, or none that has a value.
    #[error("{document}:{line}:{column}: {problem}")]
    Derivation {
        /// The document.
        document: String,
        /// The line in it, from 1.
        line: usize,
        /// The character in that line, from 1.
        column: usize,
        /// What is wrong.
        problem: String,
    },
    /// A drawing that the plotting library refused.
    #[error("{figure}: cannot be drawn: {problem}")]
    Plot {
        /// The figure's name.
        figure: String,
        /// What the library says.
        problem: String,
    },
}

/// A result whose error is an [`enum@Error`].
pub type Result<T> = std::result::Result<T, Error>;

/// `9.6 GB`, `340 MB`
fn bytes(count: u64) -> String {
    const UNITS: [(f64, &str); 3] = [(1e12, "TB"), (1e9, "GB"), (1e6, "MB")];
    let count = count as f64;
    let (unit, name) = UNITS.into_iter().find(|(unit, _)| count >= *unit).unwrap_or(UNITS[2]);
    let digits = usize::from(count < 10.0 * unit && unit > 1e6);
    format!("{:.digits$} {name}", count / unit)
}
