//! A workbench for gradients that people derive by hand.
//!
//! The rooms, in reading order; data flow down the list:
//!
//! - [`error`]: what can be wrong with what a person hands in;
//! - `data`: data sets and tables, points `[n, d]`;
//! - `sne`: affinities, similarities, losses and hand-derived gradients;
//! - `autodiff`: the gradient of a loss, by burn;
//! - `descent`: points that follow a gradient;
//! - `verify`: any gradient against references, and planted slips against
//!   the harness itself;
//! - `plot`: pictures of what was found;
//! - `report`: a folder for people and programs;
//! - `cli`: the command line.
//!
//! Beside these, a derivation as a text, line by line:
//!
//! - [`source`]: a file's text and places in it;
//! - [`reason`]: why something gets no verdict, with a code for each sort;
//! - [`document`]: where the formulas are in Markdown, LaTeX and notebooks;
//! - [`syntax`]: mathematics as people write it, to trees;
//! - [`reading`]: a document after syntax, of which one can ask “what if”;
//! - [`prose`]: what the words around a formula say that it is there for;
//! - [`expression`]: every name resolved in its scope, every index over its set;
//! - [`evaluate`]: the two sides of each claim at random points;
//! - [`derivation`]: these joined, a document as far as it is understood;
//! - [`diagnose`]: what a false line lacks, and where it shows;
//! - [`repair`]: what kind of slip a false line has, and what mends it;
//! - [`verdict`]: what is said of every line, given the lines before;
//! - [`say`]: all that, in words, for people and for programs.
//! - [`catalogue`]: the kinds of slips, with examples;
//!
//! `Summed`, a gradient with the sizes of its terms, is what they pass on.
//!
//! Without the features `burn` and `cli` there is the second list alone, which checks
//! derivations by [`evaluate`]'s own automatic differentiation.

#[cfg(feature = "burn")]
pub mod autodiff;
pub mod catalogue;
#[cfg(feature = "cli")]
pub mod cli;
#[cfg(feature = "burn")]
pub mod data;
pub mod derivation;
#[cfg(feature = "burn")]
pub mod descent;
pub mod diagnose;
pub mod document;
mod effort;
mod environments;
pub mod error;
pub mod evaluate;
pub mod expression;
mod number;
#[cfg(all(feature = "burn", feature = "cli"))]
pub mod plot;
pub mod prose;
pub mod reading;
pub mod reason;
pub mod repair;
#[cfg(all(feature = "burn", feature = "cli"))]
pub mod report;
pub mod say;
#[cfg(feature = "burn")]
pub mod sne;
pub mod source;
#[cfg(feature = "burn")]
mod summed;
pub mod syntax;
pub mod verdict;
#[cfg(feature = "burn")]
pub mod verify;

pub use error::{Error, Result};
#[cfg(feature = "burn")]
pub use summed::Summed;

/// The examples of the README, compiled and run with the documentation's tests.
#[cfg(all(doctest, feature = "burn", feature = "cli"))]
#[doc = include_str!("../README.md")]
pub struct Readme;
