//! The planted slips put through the harness: where it sees, and where it
//! cannot.

use super::plan::{Plan, Progress};
use super::settings::{self, Kind};
use super::written::{Written, stated};
use super::{Candidate, Comparison, Degeneracy, Harness, Reference, Worth, planted};
use crate::error::Result;
use crate::sne::{Method, Problem};

/// A slip that was planted.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Planted {
    /// What was done wrong.
    pub name: &'static str,
    /// In whose gradient.
    pub method: Method,
    /// Whether every automatic differentiation and every derivation refused it at
    /// every setting; of a misprint, whether the right gradient refused that.
    pub caught: bool,
    /// Its error where it is least conspicuous.
    pub max_relative_error: f64,
}

impl Planted {
    fn new(name: &'static str, method: Method) -> Self {
        Self { name, method, caught: true, max_relative_error: f64::INFINITY }
    }

    fn note(&mut self, seen: &Comparison) {
        self.caught &= !seen.passed();
        self.max_relative_error = self.max_relative_error.min(seen.max_relative_error);
    }
}

/// How many slips a degenerate setting hides.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Blindness {
    /// The setting.
    pub setting: &'static str,
    /// The method.
    pub method: Method,
    /// Slips tried.
    pub tried: usize,
    /// Slips that passed.
    pub passed: usize,
    /// How the harness marks the right gradient's comparison here.
    pub marked: Option<Degeneracy>,
}

/// Runs the slips through the harness where it sees, and where it cannot.
pub(super) fn plant(
    plan: &Plan,
    harness: &Harness,
    progress: &dyn Progress,
) -> Result<(Vec<Planted>, Vec<Blindness>)> {
    progress.begin("planting slips", plan.methods.len());
    let (mut planted, mut blindness) = (Vec::new(), Vec::new());
    for &method in &plan.methods {
        let slips = || planted::SLIPS.iter().filter(|slip| slip.methods.contains(&method));
        let settings = [5, 50]
            .into_iter()
            .map(|n| Kind::Random.make(n, 2, plan))
            .collect::<Result<Vec<_>>>()?;
        let texts = Written::all_of(method)?;
        let problems: Vec<_> = settings.iter().map(|s| method.problem(&s.affinities)).collect();
        let at = || settings.iter().zip(&problems).map(|(s, problem)| (s, problem.as_ref()));
        for slip in slips() {
            let mut outcome = Planted::new(slip.name, method);
            for (setting, problem) in at() {
                let automatic = plan.backends.iter().map(|b| Reference::Autodiff(*b));
                for reference in automatic {
                    let seen = slipped(problem, slip);
                    outcome.note(&harness.compare(&seen, &setting.points, reference)?);
                }
                for text in &texts {
                    let seen =
                        slipped(problem, slip).with_derivation(|y| text.evaluate(problem, y));
                    outcome.note(&harness.compare(
                        &seen,
                        &setting.points,
                        Reference::Derivation,
                    )?);
                }
            }
            planted.push(outcome);
        }
        for misprint in planted::MISPRINTS.iter().filter(|misprint| misprint.method == method) {
            let mut outcome = Planted::new(misprint.name, method);
            let text = misprint.printed()?;
            for (setting, problem) in at() {
                let seen = stated(problem, &text);
                outcome.note(&harness.compare(&seen, &setting.points, Reference::Derivation)?);
            }
            planted.push(outcome);
        }
        for blind in settings::blind(method, plan.seed)? {
            let reference = Reference::Autodiff(harness.backend);
            let right = Candidate::of_problem(blind.problem.as_ref());
            let right = harness.compare(&right, &blind.points, reference)?;
            let passed = slips().map(|slip| {
                let slipped = slipped(blind.problem.as_ref(), slip);
                Ok(harness.compare(&slipped, &blind.points, reference)?.passed())
            });
            let passed = passed.collect::<Result<Vec<bool>>>()?;
            blindness.push(Blindness {
                setting: blind.name,
                method,
                tried: passed.len(),
                passed: passed.iter().filter(|p| **p).count(),
                marked: match right.worth {
                    Worth::Evidence => None,
                    Worth::Nothing(why) => Some(why),
                },
            });
        }
        progress.step();
    }
    progress.end();
    Ok((planted, blindness))
}

fn slipped<'a>(problem: &'a dyn Problem, slip: &'a planted::Slip) -> Candidate<'a> {
    Candidate::of_problem_with(problem, |y| slip.gradient(problem, y))
}
