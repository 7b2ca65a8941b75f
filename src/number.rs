//! Numbers as people read them.

/// Two digits, as a program prints them: `3.2e-16`, and `0` for zero.
pub(crate) fn plain(value: f64) -> String {
    if value == 0.0 { "0".into() } else { format!("{value:.1e}") }
}

/// Two digits, as a book prints them: `3.2·10⁻¹⁶`, `0.031`, `12`.
pub(crate) fn typeset(value: f64) -> String {
    let rounded: f64 = plain(value).parse().unwrap_or(value);
    let exponent = if rounded == 0.0 { 0.0 } else { rounded.abs().log10().floor() };
    if !rounded.is_finite() {
        "–".into()
    } else if (-2.0..3.0).contains(&exponent) {
        format!("{rounded}")
    } else {
        let digits = rounded / 10_f64.powf(exponent);
        format!("{digits:.1}·{}", power_of_ten(exponent))
    }
}

/// `10⁻¹⁶` of −16.
pub(crate) fn power_of_ten(exponent: f64) -> String {
    const DIGITS: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
    let raised = |c: char| c.to_digit(10).map_or('⁻', |d| DIGITS[d as usize]);
    std::iter::once('1').chain(['0']).chain(format!("{exponent:.0}").chars().map(raised)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_typeset_with_two_digits() {
        let cases = [
            (0.0, "0"),
            (3.249e-16, "3.2·10⁻¹⁶"),
            (9.96e-10, "1.0·10⁻⁹"),
            (0.0314, "0.031"),
            (0.5, "0.5"),
            (123.4, "120"),
            (4567.0, "4.6·10³"),
            (f64::INFINITY, "–"),
            (f64::NAN, "–"),
        ];
        for (value, expected) in cases {
            assert_eq!(typeset(value), expected);
        }
    }
}
