//! The embeddings, coloured by class, each class named where it lies.

use super::chart::{Drawn, legend};
use super::style::{AXIS, FONT, INK, Marker, TITLE, extent, page, refused};
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
pub(crate) fn embeddings(figure: &str, curves: &[&Curve]) -> Result<String> {
    let count = curves.len().max(1);
    page(figure, (560 * count as u32, 600), |area| {
        for (panel, curve) in area.split_evenly((1, count)).iter().zip(curves) {
            draw(panel, curve).map_err(|e| refused(figure, e))?;
        }
        Ok(())
    })
}

fn draw<DB: DrawingBackend>(panel: &DrawingArea<DB, Shift>, curve: &Curve) -> Drawn<DB> {
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
    let Some(classes) = &curve.classes else {
        chart.draw_series(points.iter().map(|at| Marker::of_class(0, size, *at)))?;
        return Ok(());
    };
    let long = classes.names.iter().any(|name| name.chars().count() > 2);
    // More names than these would hide the points that they name.
    let named = classes.names.len() <= 12;
    for (class, name) in classes.names.iter().enumerate() {
        let members = points.iter().enumerate().filter(|(i, _)| classes.of[*i] == class);
        let members: Vec<(f64, f64)> = members.map(|(_, p)| *p).collect();
        let series =
            chart.draw_series(members.iter().map(|at| Marker::of_class(class, size, *at)))?;
        if long && named {
            let sign = move |(x, y)| Marker::of_class(class, 6, (x + 8, y));
            series.label(shortened(name)).legend(sign);
        }
    }
    if !named {
        return Ok(());
    }
    if long {
        return legend(&mut chart, SeriesLabelPosition::UpperRight);
    }
    // Short names stand on their classes, all above all points.
    for (class, name) in classes.names.iter().enumerate() {
        let members = points.iter().enumerate().filter(|(i, _)| classes.of[*i] == class);
        let Some(at) = middle(&members.map(|(_, p)| *p).collect::<Vec<_>>()) else { continue };
        // A white rim keeps the name readable on the points.
        let rim = [(-2, 0), (2, 0), (0, -2), (0, 2), (-2, -2), (2, 2), (-2, 2), (2, -2), (0, 0)];
        chart.draw_series(rim.into_iter().map(|shift| {
            let colour = if shift == (0, 0) { INK } else { WHITE };
            let font = (FONT, 30).into_font().style(FontStyle::Bold).color(&colour);
            let centred = font.pos(Pos::new(HPos::Center, VPos::Center));
            EmptyElement::at(at) + Text::new(name.clone(), shift, centred)
        }))?;
    }
    Ok(())
}

/// At most twenty letters.
fn shortened(name: &str) -> String {
    let mut letters: String = name.chars().take(20).collect();
    if letters.len() < name.len() {
        letters.push('…');
    }
    letters
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
fn middle(members: &[(f64, f64)]) -> Option<(f64, f64)> {
    let median = |mut v: Vec<f64>| {
        v.sort_by(f64::total_cmp);
        v.get(v.len() / 2).copied()
    };
    let x = median(members.iter().map(|p| p.0).collect())?;
    let y = median(members.iter().map(|p| p.1).collect())?;
    let far = |p: &(f64, f64)| (p.0 - x).powi(2) + (p.1 - y).powi(2);
    members.iter().copied().min_by(|a, b| far(a).total_cmp(&far(b)))
}
