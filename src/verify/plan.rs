//! What a verification is to compare, and who is told how far it has come.

use crate::autodiff::Backend;
use crate::data::Dataset;
use crate::descent;
use crate::sne::{Bandwidth, Method};

/// How many points are compared in the stead of more than [`Plan::whole_up_to`].
pub(super) const PART: usize = 500;

/// What to verify.
#[derive(Debug, Clone)]
pub(crate) struct Plan {
    /// The data that are embedded, and compared on besides made-up ones.
    pub datasets: Vec<Dataset>,
    /// Which methods.
    pub methods: Vec<Method>,
    /// Which automatic differentiations.
    pub backends: Vec<Backend>,
    /// Dimensions of the embedding to compare in.
    pub dimensions: Vec<usize>,
    /// Sizes compared in full.
    pub sizes: Vec<usize>,
    /// Sizes compared in full too, but with automatic differentiation alone.
    pub automatic_sizes: Vec<usize>,
    /// Further sizes, of the first data set, for the error's growth with n; the
    /// largest is compared with automatic differentiation alone.
    pub growing_sizes: Vec<usize>,
    /// How many points of each data set are embedded at most.
    pub points: usize,
    /// Up to so many embedded points all of them are compared along the descents, of more only a
    /// part; see [`Plan::compared`].
    pub whole_up_to: usize,
    /// Bandwidth of the data's affinities. In the comparisons a perplexity is
    /// lowered to a third of the neighbours where these are too few for it.
    pub bandwidth: Bandwidth,
    /// The descents' settings; the seed there is replaced by this plan's.
    pub descent: descent::Settings,
    /// The dimension that the descents embed in.
    pub descent_dimension: usize,
    /// The first step of the central differences; `None` lets it be chosen.
    pub step: Option<f64>,
    /// Seed of everything random.
    pub seed: u64,
}

impl Plan {
    /// Whether this size is compared in every dimension and on all data.
    pub(super) fn has(&self, n: usize) -> bool {
        self.sizes.contains(&n) || self.automatic_sizes.contains(&n)
    }

    /// How many of `n` embedded points are compared along the descents.
    #[must_use]
    pub(crate) fn compared(&self, n: usize) -> usize {
        if n <= self.whole_up_to { n } else { PART.min(n) }
    }

    /// The most points that anything is compared at.
    #[must_use]
    pub(crate) fn most_compared(&self) -> usize {
        let sets = self.datasets.iter().map(|d| self.compared(d.len().min(self.points)));
        let sizes = [&self.sizes, &self.automatic_sizes, &self.growing_sizes];
        sizes.into_iter().flatten().copied().chain(sets).max().unwrap_or(0)
    }
}

/// Told how far the run has come.
pub(crate) trait Progress: Sync {
    /// A phase with so many steps begins.
    fn begin(&self, phase: &str, steps: usize);
    /// A step is done.
    fn step(&self);
    /// The phase is over.
    fn end(&self);
}
