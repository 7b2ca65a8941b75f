//! Gradient descent on the embedding, as the papers do it.
//!
//! In: a [`Problem`], a number of dimensions and [`Settings`]. Out: a
//! [`Trace`]: the loss at every iteration, the points at a few checkpoints and
//! at the end, and why it stopped. The gradient is the one by hand. Not done
//! here: judging that gradient, which is for whoever reads the checkpoints.

use crate::error::{Error, Result};
use crate::sne::{Method, Problem};
use ndarray::{Array2, Axis, Zip};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, StandardNormal};

/// How the descent goes. The defaults are those of van der Maaten & Hinton
/// 2008, section 3.4, with the gains of Jacobs 1988.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Settings {
    /// Number of steps.
    pub iterations: usize,
    /// η; `None` takes [`default_rate`].
    pub learning_rate: Option<f64>,
    /// α before the switch.
    pub early_momentum: f64,
    /// α from the switch on.
    pub late_momentum: f64,
    /// The iteration at which the momentum is switched.
    pub momentum_switch: usize,
    /// P is multiplied by this in the attraction, early.
    pub exaggeration: f64,
    /// How many iterations are early.
    pub exaggerated_iterations: usize,
    /// Whether each coordinate adapts its own rate: + 0.2 where gradient and
    /// velocity disagree in sign, × 0.8 where they agree, at least 0.01.
    pub gains: bool,
    /// Standard deviation of the first points.
    pub initial_spread: f64,
    /// How many sets of points are kept along the path, first and last
    /// included.
    pub checkpoints: usize,
    /// Seed of the first points.
    pub seed: u64,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            iterations: 500,
            learning_rate: None,
            early_momentum: 0.5,
            late_momentum: 0.8,
            momentum_switch: 250,
            exaggeration: 4.0,
            exaggerated_iterations: 50,
            gains: true,
            initial_spread: 1e-4,
            checkpoints: 11,
            seed: 0,
        }
    }
}

/// η for n points. The joint losses' gradients shrink as 1/n, so that a rate
/// in proportion to n moves a point equally far whatever the number of others;
/// the asymmetric loss is a sum of n divergences and its gradient is not.
#[must_use]
pub(crate) fn default_rate(method: Method, points: usize) -> f64 {
    match method {
        Method::AsymmetricSne => 0.01,
        Method::SymmetricSne => points as f64 * 0.02,
        Method::TSne => (points as f64 / 4.0).max(10.0),
    }
}

/// Points kept along the path.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Checkpoint {
    /// After how many steps.
    pub iteration: usize,
    /// The points, `[n, d]`.
    pub points: Array2<f64>,
}

/// Why the descent ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stop {
    /// All iterations were made.
    Iterations,
    /// The points ran away to where nothing is finite; the trace ends before.
    Diverged,
}

/// What happened.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Trace {
    /// The rate η that was used.
    pub learning_rate: f64,
    /// The loss, never exaggerated, before the first step and after each.
    pub losses: Vec<f64>,
    /// Points along the path, first and last included.
    pub checkpoints: Vec<Checkpoint>,
    /// Why it ended.
    pub stop: Stop,
}

/// Descends from small random points in `dimension` dimensions, calling
/// `step(iteration)` after each step.
///
/// # Errors
/// If the loss is not finite at the very start.
pub(crate) fn descend(
    problem: &dyn Problem,
    dimension: usize,
    settings: &Settings,
    step: impl Fn(usize),
) -> Result<Trace> {
    let n = problem.affinities().nrows();
    let learning_rate = settings.learning_rate.unwrap_or_else(|| default_rate(problem.method(), n));
    let mut random = ChaCha8Rng::seed_from_u64(settings.seed);
    let mut y = Array2::from_shape_simple_fn((n, dimension), || {
        let drawn: f64 = StandardNormal.sample(&mut random);
        settings.initial_spread * drawn
    });
    let mut velocity: Array2<f64> = Array2::zeros(y.dim());
    let mut gains: Array2<f64> = Array2::ones(y.dim());
    let mut trace = Trace {
        learning_rate,
        losses: Vec::with_capacity(settings.iterations + 1),
        checkpoints: Vec::new(),
        stop: Stop::Iterations,
    };
    let kept = checkpoint_iterations(settings);
    for iteration in 0..=settings.iterations {
        let early = iteration < settings.exaggerated_iterations;
        let exaggeration = if early { settings.exaggeration } else { 1.0 };
        let evaluation = match problem.evaluate(y.view(), exaggeration) {
            Ok(evaluation) => evaluation,
            Err(Error::NotFinite { .. }) if iteration > 0 => {
                trace.stop = Stop::Diverged;
                break;
            }
            Err(error) => return Err(error),
        };
        trace.losses.push(evaluation.loss);
        if kept.contains(&iteration) {
            trace.checkpoints.push(Checkpoint { iteration, points: y.clone() });
        }
        if iteration == settings.iterations {
            break;
        }
        let momentum = if iteration < settings.momentum_switch {
            settings.early_momentum
        } else {
            settings.late_momentum
        };
        Zip::from(&mut velocity).and(&mut gains).and(&evaluation.gradient).for_each(
            |v, gain, g| {
                if settings.gains {
                    let agree = (*g > 0.0) == (*v > 0.0);
                    // The velocity points down the gradient: same signs disagree.
                    *gain = if agree { (*gain * 0.8).max(0.01) } else { *gain + 0.2 };
                }
                *v = momentum * *v - learning_rate * *gain * g;
            },
        );
        y += &velocity;
        centre(&mut y);
        step(iteration + 1);
    }
    Ok(trace)
}

/// Moves the mean to the origin; the loss knows only differences.
fn centre(y: &mut Array2<f64>) {
    if let Some(mean) = y.mean_axis(Axis(0)) {
        *y -= &mean;
    }
}

/// Evenly spaced, the first and the last included.
fn checkpoint_iterations(settings: &Settings) -> Vec<usize> {
    let gaps = settings.checkpoints.saturating_sub(1).max(1);
    let mut kept: Vec<usize> = (0..=gaps).map(|k| settings.iterations * k / gaps).collect();
    kept.dedup();
    kept
}
