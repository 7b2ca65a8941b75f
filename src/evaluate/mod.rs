//! Values and derivatives of indexed expressions at generic random points.
//!
//! In: a [`crate::expression::Meaning`]. Out: for each relation an [`Outcome`]: the difference of
//! its two sides, relative to the magnitudes of what was added, with its
//! tolerance; or the reason why there is none. Sides are evaluated in f64 twice: on plain
//! numbers, which keep account of magnitudes, with derivatives from a tape of the project's
//! own, and on burn tensors with burn's automatic differentiation. Where the two differ
//! nothing is said. Derivatives may have free indices, be by a symbol that the document
//! defines, or stand in each other once. `right_side` evaluates one side at values from
//! outside, [`Judge::small`] both at a few small numbers. Not done here: verdicts about
//! lines, which take the lines before into account.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    reason = "rows are fewer than MOST_ROWS, index values fewer than rows"
)]

mod affine;
mod algebra;
mod alike;
mod arithmetic;
mod bend;
mod bounds;
mod change;
mod compare;
mod custom;
mod density;
mod derivative;
mod domain;
mod doubt;
mod earlier;
mod equal;
mod evaluator;
mod function;
mod general;
#[cfg(feature = "burn")]
mod given;
mod guard;
mod idle;
mod judge;
mod kink;
mod known;
mod meter;
mod newton;
mod once;
mod opaque;
mod open;
mod opinion;
mod order;
mod orthonormal;
mod outcome;
mod past;
mod pattern;
mod places;
mod plain;
mod scalar;
mod screen;
mod second;
mod setting;
mod singular;
mod small;
mod stage;
mod symbol;
mod tall;
mod tape;
#[cfg(feature = "burn")]
mod tensors;
mod ties;
mod unknown;
mod vacuity;

#[cfg(feature = "burn")]
pub(crate) use given::{Given, right_side};
pub(crate) use guard::{shielded, with_room};
pub use judge::Judge;
pub(crate) use meter::{Allowance, Steps};
pub(crate) use opaque::simple_shift;
pub use outcome::Outcome;
pub(crate) use pattern::matches;
pub(crate) use screen::{Screen, Sight};
pub(crate) use singular::Zeros;
pub(crate) use small::{Sizes, Small};

#[cfg(test)]
mod random;
#[cfg(test)]
mod tests;
