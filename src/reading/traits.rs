//! The words that say of a symbol what it is like, and those that stand among them.
//!
//! Tables, which [`super::property`] asks.

/// What words say of a symbol.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Property {
    /// $A^\top = A$, or $p_{ij} = p_{ji}$
    Symmetric,
    /// $A^\top = -A$
    Antisymmetric,
    /// $Q^\top Q = I$
    Orthogonal,
    /// $\|u\| = 1$
    Unit,
    /// $x > 0$
    Positive,
    /// $x \ge 0$
    Nonnegative,
    /// It sums to one, and has no sign.
    Distribution,
    /// It sums to nothing.
    Centred,
    /// It sums to one, or is of length one.
    Normalised,
    /// $t^2 = t$: it is 0 or 1.
    Binary,
    /// $y^2 = 1$: it is 1 or -1.
    Signed,
    /// What is not written as one equation.
    Other,
}

impl Property {
    /// Whether it is a sign of numbers.
    pub(super) const fn is_sign(self) -> bool {
        matches!(self, Self::Positive | Self::Nonnegative)
    }
}

/// The words for properties.
pub(super) const PROPERTIES: [(&str, Property); 38] = [
    ("probabilityvector", Property::Distribution),
    ("symmetric", Property::Symmetric),
    ("symmetrical", Property::Symmetric),
    ("definite", Property::Symmetric),
    ("semidefinite", Property::Symmetric),
    ("selfadjoint", Property::Symmetric),
    ("spd", Property::Symmetric),
    ("psd", Property::Symmetric),
    ("antisymmetric", Property::Antisymmetric),
    ("skew", Property::Antisymmetric),
    ("orthogonal", Property::Orthogonal),
    ("orthonormal", Property::Orthogonal),
    ("unit", Property::Unit),
    ("positive", Property::Positive),
    ("nonnegative", Property::Nonnegative),
    ("unitary", Property::Other),
    ("hermitian", Property::Other),
    ("diagonal", Property::Other),
    ("triangular", Property::Other),
    ("idempotent", Property::Other),
    ("nilpotent", Property::Other),
    ("projection", Property::Other),
    ("projector", Property::Other),
    ("permutation", Property::Other),
    ("rotation", Property::Other),
    ("circulant", Property::Other),
    ("normalised", Property::Normalised),
    ("normalized", Property::Normalised),
    ("stochastic", Property::Other),
    ("distribution", Property::Distribution),
    ("distributions", Property::Distribution),
    ("probabilities", Property::Distribution),
    ("hot", Property::Other),
    ("centred", Property::Centred),
    ("centered", Property::Centred),
    ("standardised", Property::Other),
    ("standardized", Property::Other),
    ("whitened", Property::Other),
];

/// Words among which a property may stand.
pub(super) const NEUTRAL: [&str; 46] = [
    "be",
    "is",
    "are",
    "being",
    "a",
    "an",
    "the",
    "also",
    "both",
    "all",
    "assumed",
    "to",
    "real",
    "square",
    "any",
    "some",
    "fixed",
    "constant",
    "given",
    "invertible",
    "nonsingular",
    "full",
    "rank",
    "and",
    "negative",
    "strictly",
    "has",
    "have",
    "of",
    "norm",
    "length",
    "one",
    "row",
    "column",
    "probability",
    "kernel",
    "weight",
    "its",
    "known",
    "small",
    "large",
    "which",
    "take",
    "that",
    "it",
    "pairwise",
];

/// What has properties.
pub(super) const NOUNS: [&str; 24] = [
    "matrix",
    "matrices",
    "vector",
    "vectors",
    "weights",
    "affinities",
    "similarities",
    "distances",
    "hessian",
    "covariance",
    "label",
    "labels",
    "columns",
    "rows",
    "dissimilarities",
    "proximities",
    "number",
    "numbers",
    "scalar",
    "scalars",
    "constants",
    "integer",
    "integers",
    "reals",
];

/// What has properties where no symbol stands beside.
pub(super) const THINGS: [&str; 21] = [
    "both",
    "they",
    "these",
    "all",
    "it",
    "data",
    "inputs",
    "features",
    "arguments",
    "values",
    "entries",
    "points",
    "samples",
    "observations",
    "variables",
    "probabilities",
    "targets",
    "coefficients",
    "kernel",
    "length",
    "norm",
];

/// Nouns of what has a property by itself, or has something to do with what has it.
pub(super) const IMPLIED: [(&str, Property); 15] = [
    ("distance", Property::Symmetric),
    ("distances", Property::Symmetric),
    ("dissimilarity", Property::Symmetric),
    ("dissimilarities", Property::Symmetric),
    ("kernel", Property::Symmetric),
    ("gram", Property::Symmetric),
    ("covariance", Property::Symmetric),
    ("hessian", Property::Symmetric),
    ("laplacian", Property::Symmetric),
    ("adjacency", Property::Symmetric),
    ("eigendecomposition", Property::Orthogonal),
    ("spectral", Property::Orthogonal),
    ("singular", Property::Orthogonal),
    ("svd", Property::Orthogonal),
    ("rotation", Property::Orthogonal),
];

/// Words that say the opposite.
pub(super) const DENIALS: [&str; 7] =
    ["not", "non", "no", "never", "neither", "necessarily", "nor"];
/// Words that are one, with a hyphen between or a space.
pub(super) const HYPHENED: [(&str, &str); 3] =
    [("self", "adjoint"), ("non", "negative"), ("probability", "vector")];
/// Words that say something of what stands before them.
pub(super) const VERBS: [&str; 8] = ["be", "is", "are", "being", "has", "have", "form", "forms"];
/// Words by which a sign compares entries, and says nothing of a matrix as a whole.
pub(super) const ENTRYWISE: [&str; 8] = [
    "nonnegative",
    "negative",
    "entries",
    "entrywise",
    "elementwise",
    "componentwise",
    "coordinatewise",
    "wise",
];
/// Words that make of it a condition.
pub(super) const CONDITIONS: [&str; 6] = ["if", "when", "whenever", "unless", "provided", "for"];
