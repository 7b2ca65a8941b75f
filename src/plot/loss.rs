//! The loss along each descent, a panel a method.

use super::chart::{Drawn, legend, mesh};
use super::style::{FONT, INK, TITLE, extent, log_ticks, method_colour, page, refused};
use crate::error::Result;
use crate::verify::Curve;
use plotters::prelude::*;

/// The loss by hand as a line, the automatic one as rings on it; logarithmic.
/// All the curves are of one data set.
///
/// # Errors
/// If the plotting library refuses.
pub(crate) fn losses(figure: &str, curves: &[&Curve]) -> Result<String> {
    let width = 560 * curves.len().max(1) as u32;
    page(figure, (width, 470), |area| {
        for (panel, curve) in area.split_evenly((1, curves.len().max(1))).iter().zip(curves) {
            draw(panel, curve).map_err(|e| refused(figure, e))?;
        }
        Ok(())
    })
}

fn draw<DB: DrawingBackend>(
    panel: &DrawingArea<DB, plotters::coord::Shift>,
    curve: &Curve,
) -> Drawn<DB> {
    let colour = method_colour(curve.method);
    let (least, most) = extent(curve.losses.iter().copied().filter(|l| *l > 0.0));
    // A loss of zero has no logarithm; a flat one still needs a range.
    let range = if least < most { least / 1.25..most * 1.25 } else { 0.1..10.0 };
    let ticks = log_ticks(&range);
    let last = curve.losses.len().saturating_sub(1).max(1) as f64;
    let mut chart = ChartBuilder::on(panel)
        .caption(curve.method.title(), (FONT, TITLE).into_font().color(&INK))
        .margin(14)
        .margin_right(26)
        .x_label_area_size(62)
        .y_label_area_size(88)
        .build_cartesian_2d(0.0..last, range.log_scale().with_key_points(ticks))?;
    mesh(&mut chart, &|v| format!("{v:.0}"), "iteration", "loss C (nats)")?;
    let points = curve.losses.iter().enumerate().map(|(k, l)| (k as f64, *l));
    chart
        .draw_series(LineSeries::new(points, colour.stroke_width(3)))?
        .label("gradient by hand")
        .legend(move |(x, y)| PathElement::new([(x, y), (x + 26, y)], colour.stroke_width(3)));
    // The loss of some of the points is another one and lies elsewhere.
    let whole = curve.checkpoints.iter().filter(|_| curve.compared == curve.points);
    let looked_up: Vec<_> = whole.map(|c| (c.iteration as f64, c.loss_automatic)).collect();
    if looked_up.is_empty() {
        return legend(&mut chart, SeriesLabelPosition::UpperRight);
    }
    chart
        .draw_series(looked_up.into_iter().map(|at| Circle::new(at, 6, INK.stroke_width(2))))?
        .label("autodiff's value")
        .legend(|(x, y)| Circle::new((x + 13, y), 6, INK.stroke_width(2)));
    legend(&mut chart, SeriesLabelPosition::UpperRight)
}
