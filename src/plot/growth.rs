//! How the error grows with the number of points.

use super::chart::{Drawn, errors, explain_dashes, legend, mesh};
use super::style::{
    FLOOR, FONT, INK, TITLE, decades, extent, log_label, log_ticks, page, refused,
    worst_of_backends,
};
use crate::error::Result;
use crate::sne::Method;
use crate::verify::{Compared, Reference};
use plotters::coord::Shift;
use plotters::prelude::*;

/// Error and tolerance against n, a panel a kind of reference, for comparisons
/// on one data set in one dimension.
///
/// # Errors
/// If the plotting library refuses.
pub(crate) fn growth(figure: &str, compared: &[&Compared]) -> Result<String> {
    let panels =
        [("against automatic differentiation", true), ("against central differences", false)];
    page(figure, (1400, 560), |area| {
        for (panel, (title, automatic)) in area.split_evenly((1, 2)).iter().zip(panels) {
            let belongs = |c: &&&Compared| match c.comparison.reference {
                Reference::Autodiff(_) => automatic,
                Reference::CentralDifference => !automatic,
                Reference::Derivation => false,
            };
            let shown: Vec<&Compared> = compared.iter().filter(belongs).copied().collect();
            draw(panel, title, &shown).map_err(|e| refused(figure, e))?;
        }
        Ok(())
    })
}

fn draw<DB: DrawingBackend>(
    panel: &DrawingArea<DB, Shift>,
    title: &str,
    compared: &[&Compared],
) -> Drawn<DB> {
    let sizes = compared.iter().map(|c| c.comparison.points as f64);
    let (least, most) = extent(sizes);
    let across = if least < most { least / 1.2..most * 1.2 } else { 1.0..1000.0 };
    let mut up = decades(
        compared.iter().flat_map(|c| [c.comparison.max_relative_error, c.comparison.tolerance]),
    );
    up.end *= 1e3;
    let (x_ticks, y_ticks) = (size_ticks(compared), log_ticks(&up));
    let mut chart = ChartBuilder::on(panel)
        .caption(title, (FONT, TITLE).into_font().color(&INK))
        .margin(14)
        .margin_right(26)
        .x_label_area_size(62)
        .y_label_area_size(96)
        .build_cartesian_2d(
            across.log_scale().with_key_points(x_ticks),
            up.log_scale().with_key_points(y_ticks),
        )?;
    mesh(&mut chart, &log_label, "number of points n", "largest relative difference")?;
    for method in Method::ALL {
        let here = compared.iter().filter(|c| c.method == method).map(|c| &c.comparison);
        let seen = worst_of_backends(
            here.map(|c| (c.points, c.max_relative_error.max(FLOOR), c.tolerance)),
        );
        if !seen.is_empty() {
            errors(&mut chart, method, &seen)?;
        }
    }
    explain_dashes(&mut chart)?;
    legend(&mut chart, SeriesLabelPosition::UpperLeft)
}

/// The sizes themselves, thinned to those that do not crowd each other.
fn size_ticks(compared: &[&Compared]) -> Vec<f64> {
    let mut sizes: Vec<usize> = compared.iter().map(|c| c.comparison.points).collect();
    sizes.sort_unstable();
    sizes.dedup();
    let mut ticks: Vec<f64> = Vec::new();
    for size in sizes.into_iter().rev().map(|n| n as f64) {
        if ticks.last().is_none_or(|next| next / size > 1.45) {
            ticks.push(size);
        }
    }
    ticks.reverse();
    ticks
}
