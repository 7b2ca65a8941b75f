//! What charts with a logarithmic height share: the mesh, the legend, an error
//! with its tolerance.

use super::style::{AXIS, FONT, GRID, INK, Marker, TICK, log_label, method_colour};
use crate::sne::Method;
use plotters::coord::ranged1d::{Ranged, ValueFormatter};
use plotters::element::DashedPathElement;
use plotters::prelude::*;

/// What the library answers.
pub(super) type Drawn<DB> =
    std::result::Result<(), DrawingAreaErrorKind<<DB as DrawingBackend>::ErrorType>>;

pub(super) type Chart<'a, DB, X, Y> = ChartContext<'a, DB, Cartesian2d<X, Y>>;

/// An axis of numbers.
pub(super) trait Axis: Ranged<ValueType = f64> + ValueFormatter<f64> {}

impl<A: Ranged<ValueType = f64> + ValueFormatter<f64>> Axis for A {}

/// Draws the axes with their descriptions and a pale mesh.
pub(super) fn mesh<DB: DrawingBackend, X: Axis, Y: Axis>(
    chart: &mut Chart<'_, DB, X, Y>,
    x_label: &dyn Fn(&f64) -> String,
    x_desc: &str,
    y_desc: &str,
) -> Drawn<DB> {
    chart
        .configure_mesh()
        .x_labels(6)
        .x_label_formatter(&|v| x_label(v))
        .y_label_formatter(&|v| log_label(v))
        .x_desc(x_desc)
        .y_desc(y_desc)
        .axis_desc_style((FONT, AXIS).into_font().color(&INK))
        .label_style((FONT, TICK).into_font().color(&INK))
        .bold_line_style(GRID)
        .light_line_style(TRANSPARENT)
        .draw()
}

/// Draws the legend of what was labelled.
pub(super) fn legend<'a, DB: DrawingBackend + 'a, X: Axis, Y: Axis>(
    chart: &mut Chart<'a, DB, X, Y>,
    position: SeriesLabelPosition,
) -> Drawn<DB> {
    chart
        .configure_series_labels()
        .position(position)
        .label_font((FONT, TICK).into_font().color(&INK))
        .background_style(WHITE.mix(0.85))
        .border_style(GRID)
        .legend_area_size(36)
        .margin(10)
        .draw()
}

/// A method's errors as a marked line and their tolerances dashed: (place,
/// error, tolerance).
pub(super) fn errors<'a, DB: DrawingBackend + 'a, X: Axis, Y: Axis>(
    chart: &mut Chart<'a, DB, X, Y>,
    method: Method,
    seen: &[(f64, f64, f64)],
) -> Drawn<DB> {
    let style = method_colour(method).stroke_width(2);
    let errors = || seen.iter().map(|(place, error, _)| (*place, *error));
    let tolerances = seen.iter().map(|(place, _, tolerance)| (*place, *tolerance));
    chart.draw_series(LineSeries::new(errors(), style))?;
    chart
        .draw_series(errors().map(|at| Marker::of_method(method, at)))?
        .label(method.title())
        .legend(move |(x, y)| Marker::of_method(method, (x + 13, y)));
    chart.draw_series(DashedLineSeries::new(tolerances, 9, 6, style))?;
    Ok(())
}

/// Says in the legend what the dashes are.
pub(super) fn explain_dashes<'a, DB: DrawingBackend + 'a, X: Axis, Y: Axis>(
    chart: &mut Chart<'a, DB, X, Y>,
) -> Drawn<DB> {
    let dashes = |(x, y)| DashedPathElement::new([(x, y), (x + 26, y)], 9, 6, INK.stroke_width(2));
    chart
        .draw_series(std::iter::empty::<PathElement<(f64, f64)>>())?
        .label("tolerance (dashed)")
        .legend(dashes);
    Ok(())
}
