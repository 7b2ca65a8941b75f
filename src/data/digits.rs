//! Handwritten digits, 8 × 8 pixels: 1,797 points in 64 dimensions, 10 classes.
//!
//! Test part of *Optical Recognition of Handwritten Digits*, E. Alpaydin and
//! C. Kaynak, UCI Machine Learning Repository, CC BY 4.0, as distributed with
//! scikit-learn. See `ATTRIBUTION.md` beside this file.

use super::{Classes, Dataset};
use flate2::read::GzDecoder;
use ndarray::Array2;
use std::io::Read;

const COMPRESSED: &[u8] = include_bytes!("digits.csv.gz");
const POINTS: usize = 1797;
const PIXELS: usize = 64;

/// All 1,797 digits; pixels count from 0 to 16.
///
/// # Panics
/// Never: the data are part of the program, and a test reads them all.
#[must_use]
pub fn digits() -> Dataset {
    let mut text = String::new();
    GzDecoder::new(COMPRESSED).read_to_string(&mut text).expect("the embedded data are whole");
    let mut x = Vec::with_capacity(POINTS * PIXELS);
    let mut of = Vec::with_capacity(POINTS);
    for line in text.lines() {
        let mut numbers = line.split(',').map(|n| n.parse::<u8>().expect("a small number"));
        x.extend(numbers.by_ref().take(PIXELS).map(f64::from));
        of.extend(numbers.map(usize::from));
    }
    Dataset {
        name: "digits".into(),
        source: "Handwritten digits, 8 × 8 pixels, 1,797 points in 64 dimensions, 10 classes \
                 (E. Alpaydin and C. Kaynak, UCI Machine Learning Repository, CC BY 4.0)"
            .into(),
        x: Array2::from_shape_vec((POINTS, PIXELS), x).expect("1797 lines of 65 numbers"),
        classes: Some(Classes { names: (0..10).map(|d| d.to_string()).collect(), of }),
        left_out: 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_digits_are_there() {
        let digits = digits();
        assert_eq!(digits.x.dim(), (1797, 64));
        assert!(digits.x.iter().all(|v| (0.0..=16.0).contains(v)));
        assert_eq!(digits.x.sum(), 561_718.0);
        let classes = digits.classes.unwrap();
        let count = |d| classes.of.iter().filter(|&&c| c == d).count();
        let counts: Vec<usize> = (0..10).map(count).collect();
        assert_eq!(counts, [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]);
    }
}
