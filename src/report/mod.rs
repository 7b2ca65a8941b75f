//! What was found, for people and for programs.
//!
//! In: a [`Verification`] and the [`Plan`] it followed. Out: a folder with
//! `report.md`, `report.json` (schema `handgrad/verify/1`), the figures, and
//! `timings.md`, which alone differs from run to run. Not done here: deciding
//! anything, and printing on a terminal.

mod derivations;
mod files;
mod json;
mod markdown;
pub(crate) mod tables;

pub(crate) use files::Folder;
pub(crate) use json::SCHEMA;

use crate::error::Result;
use crate::plot;
use crate::verify::{Compared, Curve, Plan, Verification};

/// A figure's file name and SVG text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Figure {
    /// The name of its file.
    pub name: String,
    /// The SVG.
    pub svg: String,
}

/// The texts of a report, before they are written anywhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Report {
    /// `report.md`
    pub markdown: String,
    /// `report.json`
    pub json: String,
    /// `timings.md`
    pub timings: String,
    /// The pictures.
    pub figures: Vec<Figure>,
}

impl Report {
    /// Puts the texts together. The same findings give the same bytes, but for
    /// `timings`.
    ///
    /// # Errors
    /// If a figure cannot be drawn.
    pub(crate) fn new(plan: &Plan, found: &Verification) -> Result<Self> {
        let figures = draw(plan, found)?;
        Ok(Self {
            markdown: markdown::report(plan, found),
            json: json::report(plan, found, &figures),
            timings: markdown::timings(found),
            figures,
        })
    }
}

/// The name of the figure about a data set; `kind` is its first word.
fn figure_name(kind: &str, data: &str) -> String {
    format!("{kind}-{data}.svg")
}

/// The figure about the error's growth.
const GROWTH: &str = "error-against-n.svg";

fn draw(plan: &Plan, found: &Verification) -> Result<Vec<Figure>> {
    let mut figures = Vec::new();
    for dataset in &plan.datasets {
        let curves: Vec<&Curve> = found.curves.iter().filter(|c| c.data == dataset.name).collect();
        for (kind, draw) in [
            ("loss", plot::losses as fn(&str, &[&Curve]) -> Result<String>),
            ("difference", plot::differences),
            ("embedding", plot::embeddings),
        ] {
            let name = figure_name(kind, &dataset.name);
            figures.push(Figure { svg: draw(&name, &curves)?, name });
        }
    }
    let svg = plot::growth(GROWTH, &growing(plan, found))?;
    figures.push(Figure { name: GROWTH.into(), svg });
    Ok(figures)
}

/// The comparisons that differ in n alone.
fn growing<'a>(plan: &Plan, found: &'a Verification) -> Vec<&'a Compared> {
    let first = plan.datasets.first().map_or("", |d| d.name.as_str());
    let belongs =
        |c: &&Compared| c.data == first && c.comparison.dimension == plan.descent_dimension;
    found.comparisons.iter().filter(belongs).collect()
}
