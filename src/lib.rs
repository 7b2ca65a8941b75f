//! A workbench for gradients that people derive by hand.
//!
//! A derivation is an ordinary text: Markdown, LaTeX or a notebook. [`check`] executes every
//! line of it and says which is the first wrong one, and what would mend it; [`say`] has the
//! words for that, for people and for programs, whose format is [`json_contract`]. [`read`]
//! tells how a text was understood.
//!
//! ```
//! use handgrad::{Options, Verdict, check};
//!
//! let note = br"Let $f = x^3$. $$\frac{df}{dx} = 3 x^2 = 3 x$$";
//! let checked = check("note.md", note, &Options::default())?;
//! let verdicts: Vec<_> = checked.lines.iter().filter_map(|line| line.verdict).collect();
//! assert_eq!(verdicts, [Verdict::Holds, Verdict::Fails]);
//! # Ok::<(), handgrad::ReadError>(())
//! ```
//!
//! With the feature `burn`, which is on unless it is turned off, a loss as tensor operations
//! and a gradient in Rust are compared by `verify`, on the methods of `sne` or any other;
//! `autodiff` is the automatic differentiation that they are held against. [`architecture`]
//! is for who wants to change something.

#[cfg(feature = "burn")]
pub mod autodiff;
pub mod catalogue;
#[cfg(feature = "cli")]
#[doc(hidden)]
pub mod cli;
#[cfg(feature = "burn")]
mod data;
mod derivation;
#[cfg(feature = "burn")]
mod descent;
mod diagnose;
mod document;
mod effort;
mod environments;
mod error;
mod evaluate;
mod expression;
#[doc(hidden)]
pub mod internals;
mod number;
#[cfg(all(feature = "burn", feature = "cli"))]
mod plot;
mod prose;
mod reading;
mod reason;
mod repair;
#[cfg(all(feature = "burn", feature = "cli"))]
mod report;
pub mod say;
#[cfg(feature = "burn")]
pub mod sne;
mod source;
#[cfg(feature = "burn")]
mod summed;
mod syntax;
mod verdict;
#[cfg(feature = "burn")]
pub mod verify;

pub use derivation::{Derivation, read};
pub use diagnose::Addition;
pub use document::ReadError;
pub use effort::Effort;
pub use error::{Error, Result};
pub use expression::Kind;
pub use reading::Place;
pub use reason::Code;
pub use repair::{Hint, Mended, Slip};
pub use source::Span;
#[cfg(feature = "burn")]
pub use summed::Summed;
pub use verdict::{
    Checked, Counts, DocumentVerdict, Line, Options, Refused, Remark, Unread, Verdict, check,
};

#[doc = include_str!("../docs/architecture.md")]
pub mod architecture {}

#[doc = include_str!("../docs/json.md")]
pub mod json_contract {}

/// The examples of the README, compiled and run with the documentation's tests.
#[cfg(all(doctest, feature = "burn", feature = "cli"))]
#[doc = include_str!("../README.md")]
pub struct Readme;
