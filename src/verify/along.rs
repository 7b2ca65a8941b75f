//! Automatic differentiation looked up along a descent.
//!
//! It costs far more than the gradient by hand, a time and a memory that grow as n². Of a large
//! set some points are therefore looked at in its stead: every so-many-th, with affinities of their
//! own, where the descent of the whole set has brought them.

use super::plan::{Plan, Progress};
use super::settings::feasible;
use super::{Candidate, Comparison, Harness, Reference};
use crate::data::{self, Dataset};
use crate::descent::{Checkpoint, Trace};
use crate::error::Result;
use crate::sne::{Bandwidth, Conditional, Method, Problem};
use ndarray::{Array2, Axis};

/// Hand and automatic differentiation at a point of a descent's path.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct CurveCheckpoint {
    /// After how many steps.
    pub iteration: usize,
    /// The loss by hand, of the points that are compared.
    pub loss_by_hand: f64,
    /// The loss on the tensors.
    pub loss_automatic: f64,
    /// The comparison of the gradients there.
    pub comparison: Comparison,
}

/// The loss that a descent goes down, and where its path is looked at.
pub(super) struct Path<'a> {
    pub method: Method,
    pub data: &'a Dataset,
    pub problem: &'a dyn Problem,
    pub trace: &'a Trace,
}

/// The automatic gradient beside the one by hand at each checkpoint.
pub(super) fn look_up(
    path: &Path<'_>,
    plan: &Plan,
    harness: &Harness,
    progress: &dyn Progress,
) -> Result<Vec<CurveCheckpoint>> {
    let n = path.data.len();
    let chosen = data::spaced(n, plan.compared(n));
    if chosen.len() == n {
        return at_each(path.trace, path.problem, &|c| c.points.clone(), (plan, harness, progress));
    }
    let part = path.data.take(chosen.len());
    let bandwidth = match plan.bandwidth {
        Bandwidth::Perplexity(wanted) => Bandwidth::Perplexity(feasible(wanted, chosen.len())),
        fixed @ Bandwidth::Fixed { .. } => fixed,
    };
    let problem = path.method.problem(&Conditional::from_data(part.x.view(), bandwidth)?);
    let points = |c: &Checkpoint| c.points.select(Axis(0), &chosen);
    at_each(path.trace, problem.as_ref(), &points, (plan, harness, progress))
}

fn at_each(
    trace: &Trace,
    problem: &dyn Problem,
    points: &dyn Fn(&Checkpoint) -> Array2<f64>,
    (plan, harness, progress): (&Plan, &Harness, &dyn Progress),
) -> Result<Vec<CurveCheckpoint>> {
    let candidate = Candidate::of_problem(problem);
    let mut found = Vec::new();
    for checkpoint in &trace.checkpoints {
        let points = points(checkpoint);
        let loss_by_hand = problem.evaluate(points.view(), 1.0)?.loss;
        for &backend in &plan.backends {
            let comparison = harness.compare(&candidate, &points, Reference::Autodiff(backend))?;
            found.push(CurveCheckpoint {
                iteration: checkpoint.iteration,
                loss_by_hand,
                loss_automatic: comparison.loss_of_reference.unwrap_or(f64::NAN),
                comparison,
            });
        }
        progress.step();
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::super::plan::PART;
    use super::super::run::run;
    use super::*;
    use crate::autodiff::Backend;
    use crate::descent::Settings;

    /// Tells nobody.
    struct Silent;

    impl Progress for Silent {
        fn begin(&self, _: &str, _: usize) {}
        fn step(&self) {}
        fn end(&self) {}
    }

    fn plan(whole_up_to: usize) -> Plan {
        Plan {
            datasets: vec![data::iris()],
            methods: Method::ALL.to_vec(),
            backends: vec![Backend::default()],
            dimensions: vec![2],
            sizes: vec![5],
            automatic_sizes: Vec::new(),
            growing_sizes: vec![10],
            points: 60,
            whole_up_to,
            bandwidth: Bandwidth::Perplexity(5.0),
            descent: Settings { iterations: 20, checkpoints: 3, ..Settings::default() },
            descent_dimension: 2,
            step: None,
            seed: 1,
        }
    }

    #[test]
    fn of_many_points_a_part_is_compared_where_the_descent_has_brought_it() {
        assert_eq!(plan(60).compared(60), 60);
        assert_eq!((plan(60).compared(5000), plan(60).compared(61)), (PART, 61));
        let whole = run(&plan(60), &Silent).unwrap();
        for curve in &whole.curves {
            let same = |c: &CurveCheckpoint| c.loss_by_hand == curve.losses[c.iteration];
            assert!(curve.compared == 60 && curve.checkpoints.iter().all(same));
        }
    }

    /// Half a microsecond a pair: 30 s are 6·10⁷ pairs, of which the descents take their share.
    #[test]
    fn five_thousand_points_are_no_more_work_than_half_a_minute() {
        let plan = plan(1000);
        let along = 11 * plan.compared(5000).pow(2);
        assert!(plan.methods.len() * (along + 2000_usize.pow(2)) < 30_000_000);
    }
}
