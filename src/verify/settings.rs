//! The points at which gradients are compared: generic, hostile, degenerate.
//!
//! In: a kind, sizes and a seed. Out: affinities and embedding points. Each
//! setting draws from a stream of random numbers of its own, so that adding one
//! changes no other.

use crate::data::Dataset;
use crate::error::Result;
use crate::sne::{Bandwidth, Conditional, Method, Problem};
use ndarray::{Array2, Axis};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, StandardNormal};

/// Where data and points come from.
#[derive(Debug, Clone, Copy)]
pub(super) enum Kind<'a> {
    /// Normal data in ten dimensions, normal points.
    Random,
    /// Real data, normal points.
    Data(&'a Dataset),
    /// Two clusters 1e3 apart in data and points alike.
    Clusters,
    /// One point 1e3 from all others, so that every exponential of its row
    /// underflows unless the largest is taken out first. Its exponents of 1e6
    /// cost all but nine digits, however they are computed.
    Stray,
    /// Every second point coincides with the one before, in data and points.
    Coincident,
}

/// Dimension of data that are made up.
const DATA_DIMENSION: usize = 10;
/// How far clusters are apart, in units of their width.
const APART: f64 = 1e3;

impl Kind<'_> {
    pub(super) fn name(&self) -> &str {
        match self {
            Self::Random => "random",
            Self::Data(dataset) => &dataset.name,
            Self::Clusters => "clusters",
            Self::Stray => "stray point",
            Self::Coincident => "coincident",
        }
    }

    /// Affinities of `n` points and an embedding `[n, d]`.
    pub(super) fn make(&self, n: usize, d: usize, plan: &super::plan::Plan) -> Result<Setting> {
        let mut random = stream(plan.seed, self.name(), n, d);
        let x = match self {
            Self::Data(dataset) => dataset.take(n).x,
            _ => self.arrange(normal((n, DATA_DIMENSION), &mut random)),
        };
        let bandwidth = match (self, plan.bandwidth) {
            (Self::Data(_), fixed @ Bandwidth::Fixed { .. }) => fixed,
            (_, Bandwidth::Perplexity(wanted)) => Bandwidth::Perplexity(feasible(wanted, n)),
            (_, Bandwidth::Fixed { .. }) => Bandwidth::Perplexity(feasible(30.0, n)),
        };
        Ok(Setting {
            affinities: Conditional::from_data(x.view(), bandwidth)?,
            points: self.arrange(normal((n, d), &mut random)),
        })
    }

    fn arrange(&self, mut points: Array2<f64>) -> Array2<f64> {
        let n = points.nrows();
        match self {
            Self::Random | Self::Data(_) => {}
            Self::Clusters => {
                for (i, mut point) in points.axis_iter_mut(Axis(0)).enumerate() {
                    point[0] += APART * (2 * i / n) as f64;
                }
            }
            Self::Stray => points[[n - 1, 0]] += APART,
            Self::Coincident => {
                for i in (1..n).step_by(2) {
                    let before = points.row(i - 1).to_owned();
                    points.row_mut(i).assign(&before);
                }
            }
        }
        points
    }
}

/// Affinities and the points they are compared at.
pub(super) struct Setting {
    pub affinities: Conditional,
    pub points: Array2<f64>,
}

/// A perplexity that n points can have: a third of the neighbours at most, as
/// is customary, and never one that only a single neighbour could give.
pub(super) fn feasible(wanted: f64, n: usize) -> f64 {
    wanted.min(((n - 1) as f64 / 3.0).max(1.3))
}

/// A setting in which wrong gradients pass, and what makes it so.
pub(super) struct Blind {
    pub name: &'static str,
    pub problem: Box<dyn Problem>,
    pub points: Array2<f64>,
}

/// The degenerate settings for a method: n = 2, P = Q, collapsed points.
pub(super) fn blind(method: Method, seed: u64) -> Result<Vec<Blind>> {
    let (n, d) = (8, 2);
    let mut random = stream(seed, "blind", n, d);
    let generic = |random: &mut ChaCha8Rng| {
        let x = normal((n, DATA_DIMENSION), random);
        Conditional::from_data(x.view(), Bandwidth::Perplexity(feasible(30.0, n)))
    };
    let two = Conditional::from_matrix(ndarray::array![[0.0, 1.0], [1.0, 0.0]])?;
    let points = normal((n, d), &mut random);
    let problem = method.problem(&generic(&mut random)?);
    let mut q = problem.similarities(&points).q;
    let at_q: Box<dyn Problem> = if method == Method::AsymmetricSne {
        for mut row in q.rows_mut() {
            row /= row.sum();
        }
        Box::new(crate::sne::asymmetric::Asymmetric::new(&Conditional::from_matrix(q)?))
    } else {
        let joint = crate::sne::Joint::from_matrix(q)?;
        match method {
            Method::SymmetricSne => Box::new(crate::sne::symmetric::Symmetric::new(&joint)),
            _ => Box::new(crate::sne::student::Student::new(&joint)),
        }
    };
    let collapsed = Array2::from_elem((n, d), 0.25);
    Ok(vec![
        Blind { name: "n = 2", problem: method.problem(&two), points: normal((2, d), &mut random) },
        Blind { name: "P = Q", problem: at_q, points },
        Blind { name: "collapsed points", problem, points: collapsed },
    ])
}

/// Random numbers that depend on the seed and on what they are for alone.
pub(super) fn stream(seed: u64, name: &str, n: usize, d: usize) -> ChaCha8Rng {
    // FNV-1a: a fixed hash, where the standard library's may change.
    let label = format!("{name}/{n}/{d}");
    let hash = label
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3));
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    random.set_stream(hash);
    random
}

pub(super) fn normal(shape: (usize, usize), random: &mut ChaCha8Rng) -> Array2<f64> {
    Array2::from_shape_simple_fn(shape, || StandardNormal.sample(random))
}
