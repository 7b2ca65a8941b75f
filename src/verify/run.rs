//! The whole verification: every method, size, dimension, kind of data and
//! reference; the planted slips; the descents with their checkpoints; the
//! derivations, line by line.

use super::along::{self, CurveCheckpoint, Path};
use super::plan::{Plan, Progress};
use super::planting::{Blindness, Planted, plant};
use super::settings::{Kind, Setting};
use super::told::Told;
use super::written::{DOCUMENTS, Written, stated};
use super::{Candidate, Comparison, Harness, Reference, Worth};
use crate::descent::{self, Stop};
use crate::error::{Error, Result};
use crate::sne::{Conditional, Method, Problem};
use ndarray::Array2;
use std::time::Instant;

/// A comparison and what was compared.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Compared {
    /// Whose gradient.
    pub method: Method,
    /// On which data.
    pub data: String,
    /// In which document the reference stands, if it is a derivation.
    pub document: Option<&'static str>,
    /// The outcome.
    pub comparison: Comparison,
}

/// A descent with the automatic gradient looked up along its path.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Curve {
    /// The method.
    pub method: Method,
    /// The data's name.
    pub data: String,
    /// Number of points.
    pub points: usize,
    /// How many of them are compared along the path, evenly spaced among them. If not all, they
    /// have affinities of their own, so that their loss is not the descent's.
    pub compared: usize,
    /// Dimension of the embedding.
    pub dimension: usize,
    /// The step's size η.
    pub learning_rate: f64,
    /// The loss by hand before the first step and after each.
    pub losses: Vec<f64>,
    /// The comparison with each backend at each checkpoint.
    pub checkpoints: Vec<CurveCheckpoint>,
    /// The points at the end, `[n, d]`.
    pub embedding: Array2<f64>,
    /// Each point's class, if the data have any.
    pub classes: Option<crate::data::Classes>,
    /// Why it ended.
    pub stop: Stop,
    /// Rows, counted from 0, that could not reach the perplexity, and theirs.
    pub unreached: Vec<(usize, f64)>,
}

/// Seconds that something took; not reproducible.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Timing {
    /// What.
    pub what: String,
    /// How long, in seconds.
    pub seconds: f64,
}

/// Everything that was found.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Verification {
    /// All comparisons, the descents' checkpoints not among them.
    pub comparisons: Vec<Compared>,
    /// All planted slips.
    pub planted: Vec<Planted>,
    /// What degenerate settings hide.
    pub blindness: Vec<Blindness>,
    /// All descents.
    pub curves: Vec<Curve>,
    /// What is said of every line of the derivations of the methods.
    pub derivations: Vec<Told>,
    /// How long things took.
    pub timings: Vec<Timing>,
}

impl Verification {
    /// Comparisons that failed, those along the descents included.
    #[must_use]
    pub(crate) fn failed(&self) -> usize {
        let along = self.curves.iter().flat_map(|c| &c.checkpoints);
        self.comparisons.iter().filter(|c| !c.comparison.passed()).count()
            + along.filter(|c| !c.comparison.passed()).count()
            + self.curves.iter().filter(|c| c.stop == Stop::Diverged).count()
    }

    /// Comparisons made along the descents.
    #[must_use]
    pub(crate) fn checkpoints(&self) -> usize {
        self.curves.iter().map(|c| c.checkpoints.len()).sum()
    }

    /// Comparisons among [`Verification::comparisons`] at settings that cannot
    /// tell right from wrong.
    #[must_use]
    pub(crate) fn proving_nothing(&self) -> usize {
        self.comparisons.iter().filter(|c| c.comparison.worth != Worth::Evidence).count()
    }

    /// Planted slips that were caught.
    #[must_use]
    pub(crate) fn caught(&self) -> usize {
        self.planted.iter().filter(|p| p.caught).count()
    }

    /// Whether nothing failed, every slip was caught and every line of every
    /// derivation holds.
    #[must_use]
    pub(crate) fn succeeded(&self) -> bool {
        self.failed() == 0
            && self.caught() == self.planted.len()
            && self.derivations.iter().all(Told::holds)
    }
}

/// Runs the plan.
///
/// # Errors
/// Data that the bandwidth cannot serve, or a loss that is not finite.
pub(crate) fn run(plan: &Plan, progress: &dyn Progress) -> Result<Verification> {
    let harness = Harness {
        step: plan.step,
        seed: plan.seed,
        backend: plan.backends.first().copied().unwrap_or_default(),
        ..Harness::default()
    };
    let comparisons = compare_all(plan, &harness, progress)?;
    let (planted, blindness) = plant(plan, &harness, progress)?;
    let mut timings = Vec::new();
    let derivations = tell_all(plan, &mut timings)?;
    let curves = descend_all(plan, &harness, progress, &mut timings)?;
    Ok(Verification { comparisons, planted, blindness, curves, derivations, timings })
}

/// Executes every line of the documents that derive a method of the plan.
fn tell_all(plan: &Plan, timings: &mut Vec<Timing>) -> Result<Vec<Told>> {
    let derived = |method: &Method| plan.methods.contains(method);
    let wanted = DOCUMENTS.iter().filter(|d| d.derives.iter().any(|(method, _)| derived(method)));
    let told = wanted.map(|document| {
        let start = Instant::now();
        let told = Told::of(document, plan.seed)?;
        let what = format!("{}: {} lines", document.name, told.lines.len());
        timings.push(Timing { what, seconds: start.elapsed().as_secs_f64() });
        Ok(told)
    });
    told.collect()
}

fn compare_all(plan: &Plan, harness: &Harness, progress: &dyn Progress) -> Result<Vec<Compared>> {
    let settings = all_settings(plan);
    progress.begin("comparing", settings.len());
    let texts = plan.methods.iter().map(|method| Ok((*method, Written::all_of(*method)?)));
    let texts = texts.collect::<Result<Vec<_>>>()?;
    let mut comparisons = Vec::new();
    for (kind, n, d, references) in settings {
        let setting = kind.make(n, d, plan)?;
        let data = if n == 3 { "three points" } else { kind.name() };
        for (method, texts) in &texts {
            let problem = method.problem(&setting.affinities);
            let candidate = Candidate::of_problem(problem.as_ref());
            let compared = |document, comparison| Compared {
                method: *method,
                data: data.into(),
                document,
                comparison,
            };
            for &reference in &references {
                let comparison = harness.compare(&candidate, &setting.points, reference)?;
                comparisons.push(compared(None, comparison));
            }
            for text in texts.iter().filter(|_| feasible_as_written(problem.as_ref(), &setting)) {
                let candidate = stated(problem.as_ref(), text);
                let reference = Reference::Derivation;
                let comparison = harness.compare(&candidate, &setting.points, reference)?;
                comparisons.push(compared(Some(text.name()), comparison));
            }
        }
        progress.step();
    }
    progress.end();
    // By method first: that is how the table is read.
    comparisons.sort_by_key(|c| c.method);
    Ok(comparisons)
}

/// Derivations are evaluated at no more points than these: a formula is taken
/// term by term, with a table for every symbol.
const MOST_POINTS_AS_WRITTEN: usize = 50;

/// A larger exponent leaves the range of the floating-point numbers: e^{−708} is
/// the least one that has all its digits.
const LARGEST_EXPONENT_AS_WRITTEN: f64 = 708.0;

/// Whether a formula has a value here if nothing is done against underflow.
fn feasible_as_written(problem: &dyn Problem, setting: &Setting) -> bool {
    setting.points.nrows() <= MOST_POINTS_AS_WRITTEN
        && problem.exponent(&setting.points) <= LARGEST_EXPONENT_AS_WRITTEN
}

type Case<'a> = (Kind<'a>, usize, usize, Vec<Reference>);

/// Every setting, with the references it is feasible against.
fn all_settings(plan: &Plan) -> Vec<Case<'_>> {
    let automatic: Vec<Reference> = plan.backends.iter().map(|b| Reference::Autodiff(*b)).collect();
    let mut every = automatic.clone();
    every.push(Reference::CentralDifference);
    let mut kinds = vec![Kind::Random];
    kinds.extend(plan.datasets.iter().map(Kind::Data));
    kinds.extend([Kind::Clusters, Kind::Coincident]);
    let mut settings: Vec<Case<'_>> = Vec::new();
    for &d in &plan.dimensions {
        settings.push((Kind::Random, 3, d, every.clone()));
        settings.push((Kind::Stray, 5, d, every.clone()));
        let full = plan.sizes.iter().map(|n| (*n, &every));
        for (n, references) in full.chain(plan.automatic_sizes.iter().map(|n| (*n, &automatic))) {
            let enough = |kind: &&Kind<'_>| match kind {
                Kind::Data(dataset) => n <= dataset.len(),
                _ => true,
            };
            let here = kinds.iter().filter(enough);
            settings.extend(here.map(|&kind| (kind, n, d, references.clone())));
        }
    }
    if let Some(first) = plan.datasets.first() {
        let largest = plan.growing_sizes.iter().copied().max();
        for &n in plan.growing_sizes.iter().filter(|n| !plan.has(**n)) {
            let references = if Some(n) == largest || n > 200 { &automatic } else { &every };
            settings.push((Kind::Data(first), n, plan.descent_dimension, references.clone()));
        }
    }
    settings
}

fn descend_all(
    plan: &Plan,
    harness: &Harness,
    progress: &dyn Progress,
    timings: &mut Vec<Timing>,
) -> Result<Vec<Curve>> {
    let mut curves = Vec::new();
    for dataset in &plan.datasets {
        let data = dataset.take(plan.points);
        let mut timed = |what: String, since: Instant| {
            timings.push(Timing { what, seconds: since.elapsed().as_secs_f64() });
        };
        let start = Instant::now();
        let affinities = Conditional::from_data(data.x.view(), plan.bandwidth)?;
        timed(format!("affinities of {}, n = {}", data.name, data.len()), start);
        for &method in &plan.methods {
            let problem = method.problem(&affinities);
            let label = format!("{} on {}, n = {}", method.title(), data.name, data.len());
            progress.begin(&label, plan.descent.iterations);
            let start = Instant::now();
            let settings = descent::Settings { seed: plan.seed, ..plan.descent.clone() };
            let trace =
                descent::descend(problem.as_ref(), plan.descent_dimension, &settings, |_| {
                    progress.step();
                })?;
            progress.end();
            timed(format!("{label}: {} steps by hand", trace.losses.len() - 1), start);
            let start = Instant::now();
            progress.begin(&format!("{label}, automatic"), trace.checkpoints.len());
            let checkpoints = {
                let path = Path { method, data: &data, problem: problem.as_ref(), trace: &trace };
                along::look_up(&path, plan, harness, progress)?
            };
            progress.end();
            timed(format!("{label}: {} comparisons", checkpoints.len()), start);
            let Some(last) = trace.checkpoints.last() else {
                return Err(Error::Parameter("a descent needs a checkpoint".into()));
            };
            curves.push(Curve {
                method,
                data: data.name.clone(),
                points: data.len(),
                compared: plan.compared(data.len()),
                dimension: plan.descent_dimension,
                learning_rate: trace.learning_rate,
                embedding: last.points.clone(),
                losses: trace.losses,
                checkpoints,
                classes: data.classes.clone(),
                stop: trace.stop,
                unreached: affinities.calibration().unreached().collect(),
            });
        }
    }
    Ok(curves)
}
