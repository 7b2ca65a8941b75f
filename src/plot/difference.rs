//! Hand against automatic differentiation along the descents.

use super::chart::{Drawn, errors, explain_dashes, legend, mesh};
use super::style::{FLOOR, FONT, INK, TITLE, decades, log_ticks, page, refused, worst_of_backends};
use crate::error::Result;
use crate::verify::{Curve, CurveCheckpoint};
use plotters::coord::Shift;
use plotters::prelude::*;

/// Two panels for one data set: how far the losses lie apart, and how far the
/// gradients do, both relative to the terms that were added up, with their
/// tolerances dashed.
///
/// # Errors
/// If the plotting library refuses.
pub(crate) fn differences(figure: &str, curves: &[&Curve]) -> Result<String> {
    let panels: [(&str, Look); 2] = [
        ("loss: |C by hand − C by autodiff|", |c| c.comparison.loss),
        ("gradient: largest entry's difference", |c| {
            Some((c.comparison.max_relative_error, c.comparison.tolerance))
        }),
    ];
    page(figure, (1400, 560), |area| {
        for (panel, (title, look)) in area.split_evenly((1, 2)).iter().zip(panels) {
            draw(panel, title, curves, look).map_err(|e| refused(figure, e))?;
        }
        Ok(())
    })
}

/// An error and its tolerance.
type Look = fn(&CurveCheckpoint) -> Option<(f64, f64)>;

fn draw<DB: DrawingBackend>(
    panel: &DrawingArea<DB, Shift>,
    title: &str,
    curves: &[&Curve],
    look: Look,
) -> Drawn<DB> {
    let all = || curves.iter().flat_map(|c| c.checkpoints.iter().filter_map(look));
    let mut range = decades(all().flat_map(|(e, t)| [e.max(FLOOR), t]));
    // Room for the legend above the tolerances.
    range.end *= 1e3;
    let last = curves.iter().map(|c| c.losses.len().saturating_sub(1)).max().unwrap_or(1).max(1);
    let ticks = log_ticks(&range);
    let mut chart = ChartBuilder::on(panel)
        .caption(title, (FONT, TITLE).into_font().color(&INK))
        .margin(14)
        .margin_right(26)
        .x_label_area_size(62)
        .y_label_area_size(96)
        .build_cartesian_2d(0.0..last as f64, range.log_scale().with_key_points(ticks))?;
    mesh(&mut chart, &|v| format!("{v:.0}"), "iteration", "relative to the terms' sizes")?;
    for curve in curves {
        let seen = worst_of_backends(curve.checkpoints.iter().filter_map(|c| {
            look(c).map(|(error, tolerance)| (c.iteration, error.max(FLOOR), tolerance))
        }));
        errors(&mut chart, curve.method, &seen)?;
    }
    explain_dashes(&mut chart)?;
    legend(&mut chart, SeriesLabelPosition::UpperRight)
}
