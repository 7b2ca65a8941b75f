//! What all pictures share: colours, type sizes, axes.

use crate::error::{Error, Result};
use crate::number::power_of_ten;
use crate::sne::Method;
use plotters::coord::Shift;
use plotters::element::{Drawable, PointCollection};
use plotters::prelude::*;
use plotters_backend::{BackendCoord, DrawingErrorKind};
use std::fmt::Display;
use std::ops::Range;

/// A drawing area of an SVG in memory.
pub(super) type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;

pub(super) const FONT: &str = "sans-serif";
pub(super) const TITLE: u32 = 26;
pub(super) const AXIS: u32 = 22;
pub(super) const TICK: u32 = 19;
pub(super) const INK: RGBColor = RGBColor(34, 34, 34);
pub(super) const GRID: RGBColor = RGBColor(225, 225, 225);

/// Okabe & Ito's palette, made to be told apart by colour-blind readers.
pub(super) const fn method_colour(method: Method) -> RGBColor {
    match method {
        Method::AsymmetricSne => RGBColor(0, 114, 178),
        Method::SymmetricSne => RGBColor(213, 94, 0),
        Method::TSne => RGBColor(0, 158, 115),
    }
}

/// Paul Tol's muted palette and black; beyond ten classes it repeats.
pub(super) const fn class_colour(class: usize) -> RGBColor {
    const COLOURS: [RGBColor; 10] = [
        RGBColor(51, 34, 136),
        RGBColor(204, 102, 119),
        RGBColor(17, 119, 51),
        RGBColor(221, 170, 51),
        RGBColor(136, 204, 238),
        RGBColor(136, 34, 85),
        RGBColor(68, 170, 153),
        RGBColor(90, 90, 90),
        RGBColor(170, 68, 153),
        RGBColor(153, 153, 51),
    ];
    COLOURS[class % COLOURS.len()]
}

/// Draws on a white page of the given size and gives the SVG's text.
pub(super) fn page(
    figure: &str,
    size: (u32, u32),
    draw: impl FnOnce(&Area<'_>) -> Result<()>,
) -> Result<String> {
    let mut text = String::new();
    {
        let area = SVGBackend::with_string(&mut text, size).into_drawing_area();
        area.fill(&WHITE).map_err(|e| refused(figure, e))?;
        draw(&area)?;
        area.present().map_err(|e| refused(figure, e))?;
    }
    Ok(text)
}

pub(super) fn refused(figure: &str, problem: impl Display) -> Error {
    Error::Plot { figure: figure.into(), problem: problem.to_string() }
}

/// A filled shape at a point, so that colour is not needed to tell things apart.
pub(super) struct Marker<Coordinate> {
    shape: usize,
    colour: RGBAColor,
    size: i32,
    at: Coordinate,
}

impl<Coordinate> Marker<Coordinate> {
    pub(super) fn of_method(method: Method, at: Coordinate) -> Self {
        Self { shape: method as usize, colour: method_colour(method).to_rgba(), size: 6, at }
    }

    pub(super) fn of_class(class: usize, size: i32, at: Coordinate) -> Self {
        Self { shape: class, colour: class_colour(class).mix(0.85), size, at }
    }
}

impl<'a, Coordinate: 'a> PointCollection<'a, Coordinate> for &'a Marker<Coordinate> {
    type Point = &'a Coordinate;
    type IntoIter = std::iter::Once<&'a Coordinate>;

    fn point_iter(self) -> Self::IntoIter {
        std::iter::once(&self.at)
    }
}

impl<Coordinate, DB: DrawingBackend> Drawable<DB> for Marker<Coordinate> {
    fn draw<Positions: Iterator<Item = BackendCoord>>(
        &self,
        mut positions: Positions,
        backend: &mut DB,
        _: (u32, u32),
    ) -> std::result::Result<(), DrawingErrorKind<DB::ErrorType>> {
        let Some((x, y)) = positions.next() else { return Ok(()) };
        let (colour, r) = (&self.colour, self.size);
        match self.shape % 3 {
            0 => backend.draw_circle((x, y), self.size.unsigned_abs(), colour, true),
            1 => backend.draw_rect((x - r + 1, y - r + 1), (x + r - 1, y + r - 1), colour, true),
            _ => backend
                .fill_polygon([(x - r - 1, y + r), (x + r + 1, y + r), (x, y - r - 1)], colour),
        }
    }
}

/// A range of a logarithmic axis that holds all positive values, rounded
/// outwards to whole decades.
pub(super) fn decades(values: impl Iterator<Item = f64>) -> Range<f64> {
    let (least, most) = extent(values.filter(|v| *v > 0.0 && v.is_finite()));
    if least > most {
        return 0.1..10.0;
    }
    let low = least.log10().floor();
    let high = most.log10().ceil().max(low + 1.0);
    10_f64.powf(low)..10_f64.powf(high)
}

/// Smallest and largest; (∞, −∞) of nothing.
pub(super) fn extent(values: impl Iterator<Item = f64>) -> (f64, f64) {
    values.fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), v| (a.min(v), b.max(v)))
}

/// Zero has no place on a logarithmic axis: it is drawn at a twentieth of ε.
pub(super) const FLOOR: f64 = 1e-17;

/// Of several (place, error, tolerance) at one place the one nearest to its
/// tolerance, in the order of the places: where two automatic differentiations
/// were asked, the picture shows the worse.
pub(super) fn worst_of_backends(
    seen: impl Iterator<Item = (usize, f64, f64)>,
) -> Vec<(f64, f64, f64)> {
    let mut worst: std::collections::BTreeMap<usize, (f64, f64)> =
        std::collections::BTreeMap::new();
    for (place, error, tolerance) in seen {
        let kept = worst.entry(place).or_insert((error, tolerance));
        if error / tolerance > kept.0 / kept.1 {
            *kept = (error, tolerance);
        }
    }
    worst.into_iter().map(|(place, (error, tolerance))| (place as f64, error, tolerance)).collect()
}

/// Ticks of a logarithmic axis: the coarsest of a few usual divisions that has
/// at least four, from every third decade down to eighths.
pub(super) fn log_ticks(range: &Range<f64>) -> Vec<f64> {
    const DIVISIONS: [(i32, &[f64]); 7] = [
        (30, &[1.0]),
        (10, &[1.0]),
        (3, &[1.0]),
        (2, &[1.0]),
        (1, &[1.0]),
        (1, &[1.0, 2.0, 5.0]),
        (1, &[1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0]),
    ];
    let inside = |t: &f64| *t >= range.start * 0.999 && *t <= range.end * 1.001;
    let decades = range.start.log10().floor() as i32..=range.end.log10().ceil() as i32;
    let divide = |(every, steps): (i32, &[f64])| -> Vec<f64> {
        let kept = decades.clone().filter(|d| d.rem_euclid(every) == 0);
        let ticks = kept.flat_map(|d| steps.iter().map(move |s| s * 10_f64.powi(d)));
        ticks.filter(inside).collect()
    };
    let candidates = || DIVISIONS.into_iter().map(divide);
    candidates().find(|t| t.len() >= 4).or_else(|| candidates().next_back()).unwrap_or_default()
}

/// A tick's label: plain where that is short, a power of ten else.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "the shape of a label formatter")]
pub(super) fn log_label(value: &f64) -> String {
    let exponent = value.log10().floor() as i32;
    if (-2..4).contains(&exponent) {
        return format!("{}", (value * 1e6).round() / 1e6);
    }
    let digits = value / 10_f64.powi(exponent);
    let power = power_of_ten(f64::from(exponent));
    if (digits - 1.0).abs() < 1e-6 { power } else { format!("{digits:.0}·{power}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_short() {
        let labels: Vec<String> =
            [1e-16, 5e-16, 0.02, 1.0, 500.0, 2e5].iter().map(log_label).collect();
        assert_eq!(labels, ["10⁻¹⁶", "5·10⁻¹⁶", "0.02", "1", "500", "2·10⁵"]);
    }

    #[test]
    fn ticks_are_few_but_enough() {
        for range in [0.3..3.0, 0.1..10.0, 1e-17..1e-5, 1e-300..1.0, 5.0..2000.0, 2300.0..9100.0] {
            let ticks = log_ticks(&range);
            assert!((4..=11).contains(&ticks.len()), "{range:?}: {ticks:?}");
        }
    }
}
