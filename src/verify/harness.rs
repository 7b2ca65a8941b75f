//! One gradient against one reference at one point.

use super::candidate::Candidate;
use super::difference;
use super::tolerance::Scale;
use crate::autodiff::{self, Backend};
use crate::error::{Error, Result};
use crate::sne::{Evaluation, distance};
use crate::summed::Summed;
use ndarray::Array2;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, StandardNormal};
use rayon::prelude::*;
use std::fmt;

/// What a gradient is held against.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reference {
    /// Reverse-mode automatic differentiation.
    Autodiff(Backend),
    /// Central differences of the loss.
    CentralDifference,
    /// The last formula of a derivation, evaluated as it stands in the text.
    Derivation,
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Autodiff(backend) => write!(f, "autodiff-{}", backend.name()),
            Self::CentralDifference => f.write_str("central-difference"),
            Self::Derivation => f.write_str("derivation"),
        }
    }
}

/// Compares gradients with references.
#[derive(Debug, Clone, PartialEq)]
pub struct Harness {
    /// The first step h of the central differences, in units of the points;
    /// `None` chooses it by the bound on the error.
    pub step: Option<f64>,
    /// Differences are taken for every coordinate up to this many points, along
    /// random directions above.
    pub every_coordinate_up_to: usize,
    /// How many random directions.
    pub directions: usize,
    /// Seed of the random directions.
    pub seed: u64,
    /// Where the loss is evaluated for differences.
    pub backend: Backend,
}

impl Default for Harness {
    fn default() -> Self {
        Self {
            step: None,
            every_coordinate_up_to: 50,
            directions: 20,
            seed: 0,
            backend: Backend::default(),
        }
    }
}

/// What a comparison is worth.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Worth {
    /// A wrong gradient would have been seen.
    Evidence,
    /// It proves nothing, for this reason: wrong gradients pass here too.
    Nothing(Degeneracy),
}

/// Why a setting proves nothing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Degeneracy {
    /// Two points have one distance: most slips cancel or vanish.
    TooFewPoints,
    /// All points coincide: every difference y_i − y_j is zero, or so small
    /// that no kernel can be told from a constant.
    Collapsed,
    /// The gradient vanishes beside its terms, as at P = Q: a wrong factor
    /// times nothing is nothing.
    Vanishing,
    /// The reference is too coarse here to see even a large slip.
    Coarse,
}

impl fmt::Display for Degeneracy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::TooFewPoints => "fewer than three points",
            Self::Collapsed => "the points coincide",
            Self::Vanishing => "the gradient vanishes",
            Self::Coarse => "the reference is too coarse here",
        })
    }
}

/// A gradient held against a reference. All errors are relative to the sum of
/// the magnitudes that were added up for their entry.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// Against what.
    pub reference: Reference,
    /// Number of points.
    pub points: usize,
    /// Their dimension.
    pub dimension: usize,
    /// The error of the entry that comes nearest to its tolerance. Where all
    /// entries have the same tolerance, that is the largest error.
    pub max_relative_error: f64,
    /// The tolerance of that entry.
    pub tolerance: f64,
    /// The reference's loss, where it computes one.
    pub loss_of_reference: Option<f64>,
    /// |C − C′| over the magnitudes in C, and its tolerance, where the loss was
    /// stated by hand too.
    pub loss: Option<(f64, f64)>,
    /// The smallest δ such that the gradient times (1 + δ) would have failed.
    pub resolution: f64,
    /// Whether the setting can tell right from wrong.
    pub worth: Worth,
}

impl Comparison {
    /// Whether gradient, and loss if compared, are within their tolerances.
    #[must_use]
    pub fn passed(&self) -> bool {
        let loss = self.loss.is_none_or(|(error, tolerance)| error <= tolerance);
        // Written so that NaN does not pass.
        self.max_relative_error <= self.tolerance && loss
    }
}

/// A factor slip smaller than this must be visible, or the comparison proves
/// nothing.
const COARSEST_RESOLUTION: f64 = 1e-2;

/// One number of the reference beside the hand's.
struct Entry {
    hand: f64,
    magnitude: f64,
    reference: f64,
    /// The absolute error the reference itself may have, besides rounding in
    /// proportion to the magnitude.
    slack: f64,
}

impl Harness {
    /// Compares the candidate with the reference at `y`, `[n, d]`.
    ///
    /// # Errors
    /// If the gradient or the loss is not finite at `y`; if a derivation is asked
    /// for that the candidate does not have, or that has no value at `y`.
    pub fn compare(
        &self,
        candidate: &Candidate<'_>,
        y: &Array2<f64>,
        reference: Reference,
    ) -> Result<Comparison> {
        let hand = (candidate.gradient)(y)?;
        let scale = scale_of(candidate, y);
        let (entries, loss) = match reference {
            Reference::Autodiff(backend) => {
                let automatic = autodiff::differentiate(backend, y, &candidate.loss);
                let loss = LossSeen::of(candidate, y, &scale, automatic.loss)?;
                (against(&hand, &automatic.gradient), loss)
            }
            Reference::Derivation => {
                let Some(stated) = &candidate.stated else {
                    return Err(Error::Parameter("no derivation states this gradient".into()));
                };
                let Evaluation { loss, gradient } = stated(y)?;
                // An infinite term may have underflowed; it says nothing.
                let seen = if loss.is_finite() {
                    LossSeen::of(candidate, y, &scale, loss)?
                } else {
                    LossSeen::default()
                };
                (against(&hand, &gradient), seen)
            }
            Reference::CentralDifference => {
                (self.against_differences(candidate, y, &hand, &scale)?, LossSeen::default())
            }
        };
        Ok(judge(reference, y, &scale, &entries, loss))
    }

    fn against_differences(
        &self,
        candidate: &Candidate<'_>,
        y: &Array2<f64>,
        hand: &Summed,
        scale: &Scale,
    ) -> Result<Vec<Entry>> {
        let loss = |y: &Array2<f64>| Ok(autodiff::evaluate(self.backend, y, &candidate.loss));
        let size = match &candidate.loss_by_hand {
            Some(by_hand) => by_hand(y)?.magnitude,
            None => loss(y)?.abs(),
        };
        let noise = size * scale.of_loss();
        let directions = self.directions_for(y.dim());
        // A random direction spreads the step over all n·d coordinates.
        let spread =
            if y.nrows() > self.every_coordinate_up_to { (y.len() as f64).sqrt() } else { 1.0 };
        let step = match self.step {
            Some(step) => step,
            None => choose_step(loss, y, &random_directions(y.dim(), 3, self.seed), noise)?,
        };
        directions
            .par_iter()
            .map(|direction| {
                let slope = difference::along(loss, y, direction, step * spread, noise)?;
                Ok(Entry {
                    hand: (hand.value() * direction).sum(),
                    magnitude: (hand.magnitude() * &direction.mapv(f64::abs)).sum(),
                    reference: slope.value,
                    slack: slope.bound(),
                })
            })
            .collect()
    }

    fn directions_for(&self, shape: (usize, usize)) -> Vec<Array2<f64>> {
        let (n, d) = shape;
        if n > self.every_coordinate_up_to {
            return random_directions(shape, self.directions, self.seed);
        }
        let unit = |k: usize| {
            let mut direction = Array2::zeros(shape);
            direction[[k / d, k % d]] = 1.0;
            direction
        };
        (0..n * d).map(unit).collect()
    }
}

fn scale_of(candidate: &Candidate<'_>, y: &Array2<f64>) -> Scale {
    let points = y.nrows();
    Scale {
        points,
        dimension: y.ncols(),
        longest_sum: candidate.longest_sum.unwrap_or(points * points),
        exponent: candidate.exponent.as_ref().map_or(0.0, |exponent| exponent(y)),
    }
}

/// What a reference tells about the loss itself.
#[derive(Default)]
struct LossSeen {
    value: Option<f64>,
    error: Option<(f64, f64)>,
}

impl LossSeen {
    fn of(
        candidate: &Candidate<'_>,
        y: &Array2<f64>,
        scale: &Scale,
        reference: f64,
    ) -> Result<Self> {
        let mut seen = Self { value: Some(reference), error: None };
        if let Some(by_hand) = &candidate.loss_by_hand {
            let by_hand = by_hand(y)?;
            let error = relative((by_hand.value - reference).abs(), by_hand.magnitude);
            seen.error = Some((error, scale.of_loss()));
        }
        Ok(seen)
    }
}

/// Entry by entry, `[n, d]`.
fn against(hand: &Summed, reference: &Array2<f64>) -> Vec<Entry> {
    let hands = hand.value().iter().zip(hand.magnitude()).zip(reference);
    hands
        .map(|((&hand, &magnitude), &reference)| Entry { hand, magnitude, reference, slack: 0.0 })
        .collect()
}

/// A quotient of absolute values, where nothing over nothing is nothing.
fn relative(error: f64, size: f64) -> f64 {
    if error == 0.0 { 0.0 } else { error / size }
}

/// Finds the entry that is worst beside its tolerance, and how small a slip the
/// best entry could have shown.
fn judge(
    reference: Reference,
    y: &Array2<f64>,
    scale: &Scale,
    entries: &[Entry],
    loss: LossSeen,
) -> Comparison {
    let rounding = scale.of_gradient();
    // How far the worst entry is on the way to its tolerance, its error, its
    // tolerance.
    let mut worst = (-1.0, 0.0, rounding);
    let mut resolution = f64::INFINITY;
    let mut finest = f64::INFINITY;
    for entry in entries {
        let error = (entry.hand - entry.reference).abs();
        let allowed = rounding * entry.magnitude + entry.slack;
        // Where nothing was added up there is nothing to be relative to.
        let size = if entry.magnitude > 0.0 { entry.magnitude } else { 1.0 };
        let way = relative(error, allowed);
        let way = if way.is_nan() { f64::INFINITY } else { way };
        if way > worst.0 {
            worst = (way, error / size, allowed / size);
        }
        if entry.reference != 0.0 {
            resolution = resolution.min(allowed / entry.reference.abs());
        }
        finest = finest.min(allowed / size);
    }
    let worth = match resolution <= COARSEST_RESOLUTION {
        _ if y.nrows() < 3 => Worth::Nothing(Degeneracy::TooFewPoints),
        _ if collapsed(y) => Worth::Nothing(Degeneracy::Collapsed),
        true => Worth::Evidence,
        false if finest <= COARSEST_RESOLUTION => Worth::Nothing(Degeneracy::Vanishing),
        false => Worth::Nothing(Degeneracy::Coarse),
    };
    Comparison {
        reference,
        points: y.nrows(),
        dimension: y.ncols(),
        max_relative_error: worst.1,
        tolerance: worst.2,
        loss_of_reference: loss.value,
        loss: loss.error,
        resolution,
        worth,
    }
}

/// All points within √ε of each other, in the units of a kernel of width one.
fn collapsed(y: &Array2<f64>) -> bool {
    distance::spread(y) <= f64::EPSILON.sqrt()
}

/// Unit vectors over all n·d coordinates.
fn random_directions(shape: (usize, usize), count: usize, seed: u64) -> Vec<Array2<f64>> {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let direction = |_| {
        let drawn: Array2<f64> =
            Array2::from_shape_simple_fn(shape, || StandardNormal.sample(&mut random));
        let norm = drawn.iter().map(|v| v * v).sum::<f64>().sqrt();
        drawn / norm
    };
    (0..count).map(direction).collect()
}

/// The largest step among powers of 8 whose truncation is lost in the bound on
/// rounding, along a few directions: the estimate of a truncation can by chance
/// be far too small, the bound on rounding cannot.
fn choose_step(
    loss: impl Fn(&Array2<f64>) -> Result<f64> + Copy,
    y: &Array2<f64>,
    directions: &[Array2<f64>],
    noise: f64,
) -> Result<f64> {
    let mut step = 0.5;
    for _ in 0..7 {
        let mut good = true;
        for direction in directions {
            // Along one coordinate the step is felt in full, along a random
            // direction it is spread over all n·d.
            let spread = (direction.len() as f64).sqrt();
            let slope = difference::along(loss, y, direction, step * spread, noise * spread)?;
            good &= slope.truncation <= 0.1 * slope.rounding;
        }
        if good {
            break;
        }
        step /= 8.0;
    }
    Ok(step)
}
