//! How the error grows with the number of points.

use super::style::{
    AXIS, FLOOR, FONT, GRID, INK, Marker, TICK, TITLE, decades, log_label, log_ticks,
    method_colour, page, refused, worst_of_backends,
};
use crate::error::Result;
use crate::sne::Method;
use crate::verify::{Compared, Reference};
use plotters::coord::Shift;
use plotters::element::DashedPathElement;
use plotters::prelude::*;

/// Error and tolerance against n, a panel a kind of reference, for comparisons
/// on one data set in one dimension.
///
/// # Errors
/// If the plotting library refuses.
pub fn growth(figure: &str, compared: &[&Compared]) -> Result<String> {
    let panels =
        [("against automatic differentiation", true), ("against central differences", false)];
    page(figure, (1400, 560), |area| {
        for (panel, (title, automatic)) in area.split_evenly((1, 2)).iter().zip(panels) {
            let is_automatic = |c: &&&Compared| {
                matches!(c.comparison.reference, Reference::Autodiff(_)) == automatic
            };
            let shown: Vec<&Compared> = compared.iter().filter(is_automatic).copied().collect();
            draw(panel, title, &shown).map_err(|e| refused(figure, e))?;
        }
        Ok(())
    })
}

fn draw<DB: DrawingBackend>(
    panel: &DrawingArea<DB, Shift>,
    title: &str,
    compared: &[&Compared],
) -> std::result::Result<(), DrawingAreaErrorKind<DB::ErrorType>> {
    let sizes = compared.iter().map(|c| c.comparison.points as f64);
    let (least, most) = super::style::extent(sizes);
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
    chart
        .configure_mesh()
        .x_label_formatter(&|v| log_label(v))
        .y_label_formatter(&|v| log_label(v))
        .x_desc("number of points n")
        .y_desc("largest relative difference")
        .axis_desc_style((FONT, AXIS).into_font().color(&INK))
        .label_style((FONT, TICK).into_font().color(&INK))
        .bold_line_style(GRID)
        .light_line_style(TRANSPARENT)
        .draw()?;
    for method in Method::ALL {
        let here = compared.iter().filter(|c| c.method == method).map(|c| &c.comparison);
        let seen = worst_of_backends(
            here.map(|c| (c.points, c.max_relative_error.max(FLOOR), c.tolerance)),
        );
        if seen.is_empty() {
            continue;
        }
        let colour = method_colour(method);
        let errors = seen.iter().map(|(n, e, _)| (*n, *e));
        chart.draw_series(LineSeries::new(errors.clone(), colour.stroke_width(2)))?;
        chart
            .draw_series(errors.map(|at| Marker::of_method(method, at)))?
            .label(method.title())
            .legend(move |(x, y)| Marker::of_method(method, (x + 13, y)));
        let tolerances = seen.iter().map(|(n, _, t)| (*n, *t));
        chart.draw_series(DashedLineSeries::new(tolerances, 9, 6, colour.stroke_width(2)))?;
    }
    chart
        .draw_series(std::iter::empty::<PathElement<(f64, f64)>>())?
        .label("tolerance (dashed)")
        .legend(|(x, y)| DashedPathElement::new([(x, y), (x + 26, y)], 9, 6, INK.stroke_width(2)));
    chart
        .configure_series_labels()
        .position(SeriesLabelPosition::UpperLeft)
        .label_font((FONT, TICK).into_font().color(&INK))
        .background_style(WHITE.mix(0.85))
        .border_style(GRID)
        .legend_area_size(34)
        .margin(10)
        .draw()
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
