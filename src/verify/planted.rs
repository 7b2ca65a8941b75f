//! Wrong gradients, planted to see whether the harness would notice.
//!
//! Each is one slip that people make, applied to the equation of a method. In:
//! a [`Problem`] and points. Out: the slipped gradient, with the magnitudes of
//! its own terms. A [`Misprint`] is a slip in the text of a derivation instead.

use super::written::{DOCUMENTS, Written};
use crate::error::{Error, Result};
use crate::sne::{Method, Problem, distance, student::Student};
use crate::summed::Summed;
use ndarray::{Array2, Axis};

/// One slip, in the methods in which it can be made.
pub struct Slip {
    /// What was done wrong.
    pub name: &'static str,
    /// Where it can be made.
    pub methods: &'static [Method],
    apply: fn(&mut Equation),
}

impl Slip {
    /// The method's gradient with this slip in it, at `[n, d]`.
    #[must_use]
    pub fn gradient(&self, problem: &dyn Problem, y: &Array2<f64>) -> Summed {
        let mut equation = Equation::of(problem, y);
        (self.apply)(&mut equation);
        equation.sum()
    }
}

const ALL: &[Method] = &Method::ALL;
const ASYMMETRIC: &[Method] = &[Method::AsymmetricSne];
const JOINT: &[Method] = &[Method::SymmetricSne, Method::TSne];
const GAUSSIAN: &[Method] = &[Method::AsymmetricSne, Method::SymmetricSne];
const STUDENT: &[Method] = &[Method::TSne];

/// Every slip that is planted.
pub const SLIPS: &[Slip] = &[
    Slip { name: "twice too large", methods: ALL, apply: |e| e.factor *= 2.0 },
    Slip { name: "half of it", methods: ALL, apply: |e| e.factor *= 0.5 },
    Slip { name: "sign turned", methods: ALL, apply: |e| e.factor *= -1.0 },
    Slip { name: "a factor 1 + 1e-9", methods: ALL, apply: |e| e.factor *= 1.0 + 1e-9 },
    Slip {
        name: "p for q in one term",
        methods: ALL,
        apply: |e| e.repulsion[0][[0, 1]] = e.attraction[0][[0, 1]],
    },
    Slip {
        name: "q for p in one term",
        methods: ALL,
        apply: |e| e.attraction[0][[0, 1]] = e.repulsion[0][[0, 1]],
    },
    Slip {
        name: "without the transposed half",
        methods: ASYMMETRIC,
        apply: |e| {
            e.attraction.truncate(1);
            e.repulsion.truncate(1);
        },
    },
    Slip {
        name: "p_{j|i} written twice for p_{i|j}",
        methods: ASYMMETRIC,
        apply: |e| e.attraction[1] = e.attraction[0].clone(),
    },
    Slip {
        name: "q_{j|i} written twice for q_{i|j}",
        methods: ASYMMETRIC,
        apply: |e| e.repulsion[1] = e.repulsion[0].clone(),
    },
    Slip { name: "without the kernel weight", methods: STUDENT, apply: |e| e.weight.fill(1.0) },
    Slip {
        name: "with the square of the kernel weight",
        methods: STUDENT,
        apply: |e| e.weight.mapv_inplace(|w| w * w),
    },
    Slip {
        name: "the kernel of the distance, not of its square",
        methods: STUDENT,
        apply: |e| e.weight = e.squared_distance.mapv(|d2| 1.0 / (1.0 + d2.sqrt())),
    },
    Slip {
        name: "normaliser over k ≠ i instead of all pairs",
        methods: JOINT,
        apply: |e| e.renormalise(&row_sums(&e.kernel)),
    },
    Slip {
        name: "normaliser over all pairs instead of k ≠ i",
        methods: ASYMMETRIC,
        apply: |e| {
            let z = e.kernel.sum();
            e.renormalise(&Array2::from_elem(e.kernel.dim(), z));
        },
    },
    Slip {
        name: "the diagonal counted in the normaliser",
        methods: ALL,
        apply: |e| {
            e.kernel.diag_mut().fill(1.0);
            e.renormalise_as_usual();
        },
    },
    Slip {
        name: "e^{−d²/2} in q",
        methods: GAUSSIAN,
        apply: |e| {
            e.kernel.mapv_inplace(f64::sqrt);
            e.renormalise_as_usual();
        },
    },
    Slip {
        name: "one wrong coordinate",
        methods: ALL,
        apply: |e| e.coordinate_taken_from_the_next_point = true,
    },
    Slip { name: "a missing point", methods: ALL, apply: |e| e.points_summed -= 1 },
    Slip {
        name: "y_j − y_i for y_i − y_j in one of two terms",
        methods: ALL,
        apply: |e| e.repulsion.iter_mut().for_each(|q| q.mapv_inplace(|q| -q)),
    },
];

/// A slip in the last formula of a derivation's text.
pub struct Misprint {
    /// What was done wrong.
    pub name: &'static str,
    /// Whose gradient the text derives.
    pub method: Method,
    /// The document.
    document: &'static str,
    /// What it says, in one place.
    right: &'static str,
    /// What the copy says there.
    wrong: &'static str,
}

impl Misprint {
    /// A copy of the document with this misprint in it.
    ///
    /// # Errors
    /// If the document does not say once what is to be misprinted, or the copy
    /// no longer derives a gradient.
    pub fn printed(&self) -> Result<Written> {
        let found = DOCUMENTS.iter().find(|document| document.name == self.document);
        let loss =
            |(method, loss): &(Method, &'static str)| (*method == self.method).then_some(*loss);
        let known = found.and_then(|d| Some((d.text, d.derives.iter().find_map(loss)?)));
        let Some((text, loss)) = known.filter(|(text, _)| text.matches(self.right).count() == 1)
        else {
            let problem = format!("{}: “{}” does not stand there once", self.document, self.right);
            return Err(Error::Parameter(problem));
        };
        Written::read(self.document, &text.replace(self.right, self.wrong), self.method, loss)
    }
}

/// Every misprint that is planted.
pub const MISPRINTS: &[Misprint] = &[
    Misprint {
        name: "in the text: + q_{i|j} for − q_{i|j}",
        method: Method::AsymmetricSne,
        document: "derivations/asymmetric-sne.md",
        right: r"+ p_{i|j} - q_{i|j}) (y_i - y_j). \tag{6}",
        wrong: r"+ p_{i|j} + q_{i|j}) (y_i - y_j). \tag{6}",
    },
    Misprint {
        name: "in the text: p_{j|i} for p_{i|j}",
        method: Method::AsymmetricSne,
        document: "derivations/asymmetric-sne.md",
        right: r"+ p_{i|j} - q_{i|j}) (y_i - y_j). \tag{6}",
        wrong: r"+ p_{j|i} - q_{i|j}) (y_i - y_j). \tag{6}",
    },
    Misprint {
        name: "in the text: 2 for 4",
        method: Method::SymmetricSne,
        document: "derivations/symmetric-sne.md",
        right: r"= 4 \sum_{j \ne i} (p_{ij} - q_{ij}) (y_i - y_j).",
        wrong: r"= 2 \sum_{j \ne i} (p_{ij} - q_{ij}) (y_i - y_j).",
    },
    Misprint {
        name: "in the text: q − p for p − q",
        method: Method::SymmetricSne,
        document: "derivations/kernels.md",
        right: r"&= 4 \sum_{j \ne i} (p_{ij} - r_{ij}) (y_i - y_j)",
        wrong: r"&= 4 \sum_{j \ne i} (r_{ij} - p_{ij}) (y_i - y_j)",
    },
    Misprint {
        name: "in the text: the square of the kernel weight",
        method: Method::TSne,
        document: "derivations/t-sne.md",
        right: r"(p_{ij} - q_{ij}) (1 + \|y_i - y_j\|^2)^{-1} (y_i - y_j).",
        wrong: r"(p_{ij} - q_{ij}) (1 + \|y_i - y_j\|^2)^{-2} (y_i - y_j).",
    },
    Misprint {
        name: "in the text: the normaliser without k ≠ l",
        method: Method::TSne,
        document: "derivations/t-sne.md",
        right: r"Z = \sum_{k,\, l \ne k} E_{kl}^{-1}.",
        wrong: r"Z = \sum_{k,\, l} E_{kl}^{-1}.",
    },
    Misprint {
        name: "in the text: the distance for its square",
        method: Method::TSne,
        document: "derivations/kernels.md",
        right: r"(1 + \|y_i - y_j\|^2)^{-1} (y_i - y_j)",
        wrong: r"(1 + \|y_i - y_j\|)^{-1} (y_i - y_j)",
    },
];

/// factor · Σ_{j≠i} (Σ attraction − Σ repulsion) · weight · (y_i − y_j), its
/// parts open to be spoilt.
struct Equation {
    y: Array2<f64>,
    factor: f64,
    attraction: Vec<Array2<f64>>,
    repulsion: Vec<Array2<f64>>,
    weight: Array2<f64>,
    kernel: Array2<f64>,
    squared_distance: Array2<f64>,
    conditional: bool,
    points_summed: usize,
    coordinate_taken_from_the_next_point: bool,
}

impl Equation {
    fn of(problem: &dyn Problem, y: &Array2<f64>) -> Self {
        let method = problem.method();
        let p = problem.affinities().clone();
        let q = problem.similarities(y).q;
        let squared_distance = distance::squared_matrix(y);
        let mut kernel = squared_distance.mapv(|d2| (-d2).exp());
        kernel.diag_mut().fill(0.0);
        let ones = Array2::ones(p.dim());
        let (factor, weight, kernel) = match method {
            Method::AsymmetricSne => (2.0, ones, kernel),
            Method::SymmetricSne => (4.0, ones, kernel),
            Method::TSne => (4.0, Student::kernel(y), Student::kernel(y)),
        };
        let conditional = method == Method::AsymmetricSne;
        let both = |m: Array2<f64>| {
            if conditional { vec![m.clone(), m.reversed_axes()] } else { vec![m] }
        };
        Self {
            factor,
            attraction: both(p),
            repulsion: both(q),
            weight,
            kernel,
            squared_distance,
            conditional,
            points_summed: y.nrows(),
            coordinate_taken_from_the_next_point: false,
            y: y.clone(),
        }
    }

    /// q from the kernel, with the normaliser of the method.
    fn renormalise_as_usual(&mut self) {
        let z = if self.conditional {
            row_sums(&self.kernel)
        } else {
            Array2::from_elem(self.kernel.dim(), self.kernel.sum())
        };
        self.renormalise(&z);
    }

    /// q = kernel / z, entry by entry, and its transpose where it is needed.
    fn renormalise(&mut self, z: &Array2<f64>) {
        let q = &self.kernel / z;
        if self.conditional {
            self.repulsion[1] = q.t().to_owned();
        }
        self.repulsion[0] = q;
    }

    fn sum(self) -> Summed {
        let n = self.y.nrows();
        let mut sum = Summed::zeros(self.y.dim());
        for i in 0..n {
            for j in (0..self.points_summed).filter(|&j| j != i) {
                let scale = self.factor * self.weight[[i, j]];
                let attraction = self.attraction.iter().map(|p| scale * p[[i, j]]);
                let repulsion = self.repulsion.iter().map(|q| -scale * q[[i, j]]);
                let coefficients: Vec<f64> = attraction.chain(repulsion).collect();
                sum.add_pair(&self.y, i, j, &coefficients);
            }
        }
        if self.coordinate_taken_from_the_next_point {
            let next = sum.value()[[1, 0]];
            sum.value_mut()[[0, 0]] = next;
        }
        sum
    }
}

/// Σ_k m_ik in every column of row i.
fn row_sums(m: &Array2<f64>) -> Array2<f64> {
    let sums = m.sum_axis(Axis(1)).insert_axis(Axis(1));
    sums.broadcast(m.dim()).map_or_else(|| m.clone(), |sums| sums.to_owned())
}
