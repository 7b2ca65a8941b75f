//! Hand against automatic differentiation along the descents.

use super::style::{
    AXIS, FLOOR, FONT, GRID, INK, Marker, TICK, TITLE, decades, log_label, log_ticks,
    method_colour, page, refused, worst_of_backends,
};
use crate::error::Result;
use crate::sne::Method;
use crate::verify::{Curve, CurveCheckpoint};
use plotters::coord::Shift;
use plotters::element::DashedPathElement;
use plotters::prelude::*;

/// Two panels for one data set: how far the losses lie apart, and how far the
/// gradients do, both relative to the terms that were added up, with their
/// tolerances dashed.
///
/// # Errors
/// If the plotting library refuses.
pub fn differences(figure: &str, curves: &[&Curve]) -> Result<String> {
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
) -> std::result::Result<(), DrawingAreaErrorKind<DB::ErrorType>> {
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
    chart
        .configure_mesh()
        .x_labels(6)
        .x_label_formatter(&|v| format!("{v:.0}"))
        .y_label_formatter(&|v| log_label(v))
        .x_desc("iteration")
        .y_desc("relative to the terms' sizes")
        .axis_desc_style((FONT, AXIS).into_font().color(&INK))
        .label_style((FONT, TICK).into_font().color(&INK))
        .bold_line_style(GRID)
        .light_line_style(TRANSPARENT)
        .draw()?;
    for curve in curves {
        let colour = method_colour(curve.method);
        let seen = worst_of_backends(curve.checkpoints.iter().filter_map(|c| {
            look(c).map(|(error, tolerance)| (c.iteration, error.max(FLOOR), tolerance))
        }));
        chart.draw_series(LineSeries::new(
            seen.iter().map(|(k, e, _)| (*k, *e)),
            colour.stroke_width(2),
        ))?;
        let method: Method = curve.method;
        chart
            .draw_series(seen.iter().map(|(k, e, _)| Marker::of_method(method, (*k, *e))))?
            .label(method.title())
            .legend(move |(x, y)| Marker::of_method(method, (x + 13, y)));
        chart.draw_series(DashedLineSeries::new(
            seen.iter().map(|(k, _, t)| (*k, *t)),
            9,
            6,
            colour.stroke_width(2),
        ))?;
    }
    chart
        .draw_series(std::iter::empty::<PathElement<(f64, f64)>>())?
        .label("tolerance (dashed)")
        .legend(|(x, y)| DashedPathElement::new([(x, y), (x + 26, y)], 9, 6, INK.stroke_width(2)));
    chart
        .configure_series_labels()
        .position(SeriesLabelPosition::UpperRight)
        .label_font((FONT, TICK).into_font().color(&INK))
        .background_style(WHITE.mix(0.85))
        .border_style(GRID)
        .legend_area_size(34)
        .margin(10)
        .draw()
}
