//! `report.json`, for programs.

use super::Figure;
use super::derivations::{DerivationRow, row as derivation};
use crate::descent::Stop;
use crate::verify::{Compared, Plan, Told, Verification, Worth};
use serde::Serialize;

/// The schema's name and version.
pub(crate) const SCHEMA: &str = "handgrad/verify/1";

#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    summary: Summary,
    seed: u64,
    comparisons: Vec<ComparisonRow<'a>>,
    planted: Vec<PlantedRow>,
    degenerate: Vec<DegenerateRow>,
    curves: Vec<CurveRow<'a>>,
    derivations: Vec<DerivationRow<'a>>,
    figures: Vec<&'a str>,
}

#[derive(Serialize)]
struct Summary {
    comparisons: usize,
    /// Further comparisons, along the descents.
    checkpoints: usize,
    /// Of both.
    failed: usize,
    proving_nothing: usize,
    planted: usize,
    caught: usize,
    /// Claims of the derivations, and how many of them are true.
    claims: usize,
    hold: usize,
}

#[derive(Serialize)]
struct ComparisonRow<'a> {
    method: &'static str,
    reference: String,
    /// Where the reference stands, if it is a derivation.
    document: Option<&'static str>,
    data: &'a str,
    n: usize,
    d: usize,
    max_relative_error: f64,
    tolerance: f64,
    passed: bool,
    /// The error of the loss and its tolerance, where it was compared.
    loss_relative_error: Option<f64>,
    loss_tolerance: Option<f64>,
    smallest_visible_factor: f64,
    proves_nothing: Option<String>,
}

#[derive(Serialize)]
struct PlantedRow {
    name: &'static str,
    method: &'static str,
    caught: bool,
    max_relative_error: f64,
}

#[derive(Serialize)]
struct DegenerateRow {
    setting: &'static str,
    method: &'static str,
    tried: usize,
    unnoticed: usize,
    marked: Option<String>,
}

#[derive(Serialize)]
struct CurveRow<'a> {
    method: &'static str,
    data: &'a str,
    n: usize,
    /// How many of the n points the checkpoints compare.
    compared: usize,
    d: usize,
    learning_rate: f64,
    stop: &'static str,
    rows_short_of_the_perplexity: Vec<UnreachedRow>,
    checkpoints: Vec<CheckpointRow>,
    losses: &'a [f64],
}

#[derive(Serialize)]
struct UnreachedRow {
    /// Counted from 0.
    row: usize,
    perplexity: f64,
}

#[derive(Serialize)]
struct CheckpointRow {
    iteration: usize,
    reference: String,
    loss_by_hand: f64,
    loss_automatic: f64,
    loss_relative_error: Option<f64>,
    max_relative_error: f64,
    tolerance: f64,
    passed: bool,
}

pub(super) fn report(plan: &Plan, found: &Verification, figures: &[Figure]) -> String {
    let document = Document {
        schema: SCHEMA,
        summary: Summary {
            comparisons: found.comparisons.len(),
            checkpoints: found.checkpoints(),
            failed: found.failed(),
            proving_nothing: found.proving_nothing(),
            planted: found.planted.len(),
            caught: found.caught(),
            claims: found.derivations.iter().map(Told::claims).sum(),
            hold: found.derivations.iter().map(|told| told.counts.holds).sum(),
        },
        seed: plan.seed,
        comparisons: found.comparisons.iter().map(comparison).collect(),
        planted: found.planted.iter().map(planted).collect(),
        degenerate: found.blindness.iter().map(degenerate).collect(),
        curves: found.curves.iter().map(curve).collect(),
        derivations: found.derivations.iter().map(derivation).collect(),
        figures: figures.iter().map(|f| f.name.as_str()).collect(),
    };
    // Serialising fails only for maps whose keys are not text, and there are
    // none; a number that is not finite becomes null.
    let mut text = serde_json::to_string_pretty(&document).unwrap_or_default();
    text.push('\n');
    text
}

fn comparison(compared: &Compared) -> ComparisonRow<'_> {
    let c = &compared.comparison;
    ComparisonRow {
        method: compared.method.name(),
        reference: c.reference.to_string(),
        document: compared.document,
        data: &compared.data,
        n: c.points,
        d: c.dimension,
        max_relative_error: c.max_relative_error,
        tolerance: c.tolerance,
        passed: c.passed(),
        loss_relative_error: c.loss.map(|l| l.0),
        loss_tolerance: c.loss.map(|l| l.1),
        smallest_visible_factor: c.resolution,
        proves_nothing: match c.worth {
            Worth::Evidence => None,
            Worth::Nothing(why) => Some(why.to_string()),
        },
    }
}

fn planted(p: &crate::verify::Planted) -> PlantedRow {
    PlantedRow {
        name: p.name,
        method: p.method.name(),
        caught: p.caught,
        max_relative_error: p.max_relative_error,
    }
}

fn degenerate(b: &crate::verify::Blindness) -> DegenerateRow {
    DegenerateRow {
        setting: b.setting,
        method: b.method.name(),
        tried: b.tried,
        unnoticed: b.passed,
        marked: b.marked.map(|why| why.to_string()),
    }
}

fn curve(c: &crate::verify::Curve) -> CurveRow<'_> {
    let unreached = c.unreached.iter();
    CurveRow {
        method: c.method.name(),
        data: &c.data,
        n: c.points,
        compared: c.compared,
        d: c.dimension,
        learning_rate: c.learning_rate,
        stop: match c.stop {
            Stop::Iterations => "iterations",
            Stop::Diverged => "diverged",
        },
        rows_short_of_the_perplexity: unreached
            .map(|&(row, perplexity)| UnreachedRow { row, perplexity })
            .collect(),
        checkpoints: c.checkpoints.iter().map(checkpoint).collect(),
        losses: &c.losses,
    }
}

fn checkpoint(c: &crate::verify::CurveCheckpoint) -> CheckpointRow {
    CheckpointRow {
        iteration: c.iteration,
        reference: c.comparison.reference.to_string(),
        loss_by_hand: c.loss_by_hand,
        loss_automatic: c.loss_automatic,
        loss_relative_error: c.comparison.loss.map(|l| l.0),
        max_relative_error: c.comparison.max_relative_error,
        tolerance: c.comparison.tolerance,
        passed: c.comparison.passed(),
    }
}
