//! The embeddings, coloured by class, each class named where it lies.

use super::style::{AXIS, FONT, INK, TITLE, class_colour, extent, page, refused};
use crate::error::Result;
use crate::verify::Curve;
use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use std::ops::Range;

/// A panel a method: the first two coordinates of the points at the end of the
/// descent, or the only one against the class.
///
/// # Errors
/// If the plotting library refuses.
pub fn embeddings(figure: &str, curves: &[&Curve]) -> Result<String> {
    let count = curves.len().max(1);
    page(figure, (560 * count as u32, 600), |area| {
        for (panel, curve) in area.split_evenly((1, count)).iter().zip(curves) {
            draw(panel, curve).map_err(|e| refused(figure, e))?;
        }
        Ok(())
    })
}

fn draw<DB: DrawingBackend>(
    panel: &DrawingArea<DB, Shift>,
    curve: &Curve,
) -> std::result::Result<(), DrawingAreaErrorKind<DB::ErrorType>> {
    let of = |i: usize| curve.classes.as_ref().map_or(0, |c| c.of[i]);
    let flat = curve.embedding.ncols() < 2;
    let points: Vec<(f64, f64)> = curve
        .embedding
        .rows()
        .into_iter()
        .enumerate()
        .map(|(i, y)| (y[0], if flat { of(i) as f64 } else { y[1] }))
        .collect();
    let (across, up) = square(&points);
    let mut chart = ChartBuilder::on(panel)
        .caption(
            format!(
                "{}, C = {:.3}",
                curve.method.title(),
                curve.losses.last().unwrap_or(&f64::NAN)
            ),
            (FONT, TITLE).into_font().color(&INK),
        )
        .margin(14)
        .x_label_area_size(50)
        .y_label_area_size(66)
        .build_cartesian_2d(across, up)?;
    chart
        .configure_mesh()
        .disable_mesh()
        .x_labels(5)
        .y_labels(5)
        .x_label_formatter(&|v| tick(*v))
        .y_label_formatter(&|v| tick(*v))
        .x_desc("y₁ (kernel widths)")
        .y_desc(if flat { "class" } else { "y₂ (kernel widths)" })
        .axis_desc_style((FONT, AXIS).into_font().color(&INK))
        .label_style((FONT, AXIS - 4).into_font().color(&INK))
        .axis_style(INK)
        .draw()?;
    let size = if points.len() > 800 { 3 } else { 4 };
    for (i, at) in points.iter().enumerate() {
        point(&mut chart, of(i), *at, size)?;
    }
    let Some(classes) = &curve.classes else { return Ok(()) };
    let centred = Pos::new(HPos::Center, VPos::Center);
    for (class, name) in classes.names.iter().enumerate() {
        let members =
            || points.iter().enumerate().filter(|(i, _)| of(*i) == class).map(|(_, p)| *p);
        let Some(middle) = middle(members()) else { continue };
        let at = |dx: i32, dy: i32| {
            let style =
                |c: &RGBColor| (FONT, 30).into_font().style(FontStyle::Bold).color(c).pos(centred);
            let colour = if (dx, dy) == (0, 0) { INK } else { WHITE };
            EmptyElement::at(middle) + Text::new(name.clone(), (dx, dy), style(&colour))
        };
        // A white rim keeps the name readable on the points.
        let rim = [(-2, 0), (2, 0), (0, -2), (0, 2), (-2, -2), (2, 2), (-2, 2), (2, -2), (0, 0)];
        chart.draw_series(rim.into_iter().map(|(dx, dy)| at(dx, dy)))?;
    }
    Ok(())
}

type Chart<'a, DB> = ChartContext<
    'a,
    DB,
    Cartesian2d<plotters::coord::types::RangedCoordf64, plotters::coord::types::RangedCoordf64>,
>;

/// Circles, squares and triangles in turn, so that few classes differ by shape.
fn point<DB: DrawingBackend>(
    chart: &mut Chart<'_, DB>,
    class: usize,
    at: (f64, f64),
    size: i32,
) -> std::result::Result<(), DrawingAreaErrorKind<DB::ErrorType>> {
    let style = class_colour(class).mix(0.85).filled();
    match class % 3 {
        0 => chart.draw_series([Circle::new(at, size, style)]).map(|_| ()),
        1 => {
            let square = Rectangle::new([(1 - size, 1 - size), (size - 1, size - 1)], style);
            chart.draw_series([EmptyElement::at(at) + square]).map(|_| ())
        }
        _ => chart.draw_series([TriangleMarker::new(at, size + 1, style)]).map(|_| ()),
    }
}

/// Equal units on both axes, everything inside.
fn square(points: &[(f64, f64)]) -> (Range<f64>, Range<f64>) {
    let (left, right) = extent(points.iter().map(|p| p.0));
    let (low, high) = extent(points.iter().map(|p| p.1));
    let half = 0.54 * (right - left).max(high - low).max(1e-9);
    let (x, y) = (0.5 * (left + right), 0.5 * (low + high));
    (x - half..x + half, y - half..y + half)
}

fn tick(value: f64) -> String {
    format!("{}", (value * 1e3).round() / 1e3).replace('-', "−")
}

/// The member that is nearest to the coordinate-wise median, so that a name
/// never stands where no point of its class is.
fn middle(members: impl Iterator<Item = (f64, f64)>) -> Option<(f64, f64)> {
    let members: Vec<_> = members.collect();
    let median = |mut v: Vec<f64>| {
        v.sort_by(f64::total_cmp);
        v.get(v.len() / 2).copied()
    };
    let x = median(members.iter().map(|p| p.0).collect())?;
    let y = median(members.iter().map(|p| p.1).collect())?;
    let far = |p: &(f64, f64)| (p.0 - x).powi(2) + (p.1 - y).powi(2);
    members.into_iter().min_by(|a, b| far(a).total_cmp(&far(b)))
}
