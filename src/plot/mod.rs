//! Pictures for reports and slides, as SVG.
//!
//! In: what a verification found. Out: the text of an SVG file. Every picture
//! names its axes and units, keeps apart what it shows by shape as well as by
//! colour, and is readable at half its size. Not done here: writing files.

#![expect(
    clippy::cast_possible_truncation,
    reason = "pixels, panels and decades are small whole numbers"
)]

mod chart;
mod difference;
mod embedding;
mod growth;
mod loss;
mod style;

pub(crate) use difference::differences;
pub(crate) use embedding::embeddings;
pub(crate) use growth::growth;
pub(crate) use loss::losses;
