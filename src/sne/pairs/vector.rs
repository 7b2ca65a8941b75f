//! Exponential and logarithm on a whole vector register.
//!
//! In: f64 lanes of any width that [`pulp`] dispatches to. Out: the function of
//! each lane, to within two units in the last place on the stated domain.
//! Special values outside the domain are not handled here: the callers know
//! their arguments to be finite and of one sign.

use pulp::{Simd, bytemuck};

const LN2_HI: f64 = f64::from_bits(0x3fe6_2e42_fee0_0000);
const LN2_LO: f64 = f64::from_bits(0x3dea_39ef_3579_3c76);

/// Below this argument `exp` underflows and [`exp_nonpositive`] returns 0.
pub(crate) const EXP_FLUSH: f64 = -708.0;

/// Taylor coefficients 1/k! of the exponential, k = 2 … 13: on |r| ≤ ln2/2 the
/// first omitted term is below 5e-18.
const EXP_TAYLOR: [f64; 12] = [
    1.0 / 2.0,
    1.0 / 6.0,
    1.0 / 24.0,
    1.0 / 120.0,
    1.0 / 720.0,
    1.0 / 5_040.0,
    1.0 / 40_320.0,
    1.0 / 362_880.0,
    1.0 / 3_628_800.0,
    1.0 / 39_916_800.0,
    1.0 / 479_001_600.0,
    1.0 / 6_227_020_800.0,
];

/// e^x for lanes with x ≤ 0; 0 where x < [`EXP_FLUSH`].
#[inline(always)]
pub(crate) fn exp_nonpositive<S: Simd>(simd: S, x: S::f64s) -> S::f64s {
    let flushed = simd.less_than_f64s(x, simd.splat_f64s(EXP_FLUSH));
    let x = simd.max_f64s(x, simd.splat_f64s(EXP_FLUSH));

    // Adding 1.5·2^52 rounds to an integer k and leaves it in the low bits.
    let magic = simd.splat_f64s(6_755_399_441_055_744.0);
    let shifted = simd.mul_add_f64s(x, simd.splat_f64s(std::f64::consts::LOG2_E), magic);
    let k = simd.sub_f64s(shifted, magic);

    let r = simd.negate_mul_add_f64s(k, simd.splat_f64s(LN2_HI), x);
    let r = simd.negate_mul_add_f64s(k, simd.splat_f64s(LN2_LO), r);
    let mut tail = simd.splat_f64s(EXP_TAYLOR[11]);
    for &coefficient in EXP_TAYLOR[..11].iter().rev() {
        tail = simd.mul_add_f64s(tail, r, simd.splat_f64s(coefficient));
    }
    let one = simd.splat_f64s(1.0);
    let mantissa = simd.mul_add_f64s(simd.mul_f64s(tail, r), r, simd.add_f64s(r, one));

    // 2^k: k moved to the exponent's place, with the exponent's bias added.
    let exponent = each_u64(simd.transmute_u64s_f64s(shifted), |bits| bits << 52);
    let power = simd.transmute_f64s_u64s(simd.add_u64s(exponent, simd.transmute_u64s_f64s(one)));
    simd.select_f64s(flushed, simd.splat_f64s(0.0), simd.mul_f64s(mantissa, power))
}

/// Coefficients of 2·artanh(s)/s − 2 in s², the series 2/3, 2/5, … to s^18: on
/// s² ≤ 0.02944 the first omitted term is below 5e-17.
const ARTANH: [f64; 9] = [
    2.0 / 3.0,
    2.0 / 5.0,
    2.0 / 7.0,
    2.0 / 9.0,
    2.0 / 11.0,
    2.0 / 13.0,
    2.0 / 15.0,
    2.0 / 17.0,
    2.0 / 19.0,
];

/// (1/t, ln t) for finite lanes with 1 ≤ t < 1e300.
///
/// The logarithm needs 1/(m + 1) of the mantissa m; one division of
/// 1 by t·(m + 1) serves both, as a division costs more than everything else.
#[inline(always)]
pub(crate) fn reciprocal_and_ln<S: Simd>(simd: S, t: S::f64s) -> (S::f64s, S::f64s) {
    let one = simd.splat_f64s(1.0);
    // Adding this moves the mantissa's range from [1, 2) to [√½, √2).
    let offset = 0x3ff0_0000_0000_0000_u64 - 0x3fe6_a09e_0000_0000;
    let bits = simd.add_u64s(simd.transmute_u64s_f64s(t), simd.splat_u64s(offset));
    let fraction = simd.and_u64s(bits, simd.splat_u64s(0x000f_ffff_ffff_ffff));
    let m =
        simd.transmute_f64s_u64s(simd.add_u64s(fraction, simd.splat_u64s(0x3fe6_a09e_0000_0000)));

    // The biased exponent e in the low bits of 2^52 gives 2^52 + e.
    let biased = each_u64(bits, |bits| bits >> 52 | 0x4330_0000_0000_0000);
    let k = simd.sub_f64s(
        simd.transmute_f64s_u64s(biased),
        simd.splat_f64s(4_503_599_627_370_496.0 + 1023.0),
    );

    let m_plus_one = simd.add_f64s(m, one);
    let inverse = simd.div_f64s(one, simd.mul_f64s(t, m_plus_one));
    let reciprocal = simd.mul_f64s(inverse, m_plus_one);
    let f = simd.sub_f64s(m, one);
    let s = simd.mul_f64s(f, simd.mul_f64s(inverse, t));
    let s2 = simd.mul_f64s(s, s);
    let mut tail = simd.splat_f64s(ARTANH[8]);
    for &coefficient in ARTANH[..8].iter().rev() {
        tail = simd.mul_add_f64s(tail, s2, simd.splat_f64s(coefficient));
    }
    // ln m = f − s·(f − s²·tail): the leading term f is exact.
    let correction = simd.negate_mul_add_f64s(s2, tail, f);
    let ln_m = simd.negate_mul_add_f64s(s, correction, f);
    let low = simd.mul_add_f64s(k, simd.splat_f64s(LN2_LO), ln_m);
    let ln = simd.mul_add_f64s(k, simd.splat_f64s(LN2_HI), low);
    (reciprocal, ln)
}

/// A function of each 64-bit lane, for what `pulp` has no operation for: the
/// compiler turns the loop into one instruction.
#[inline(always)]
fn each_u64<V: bytemuck::Pod>(mut lanes: V, f: impl Fn(u64) -> u64) -> V {
    for lane in bytemuck::cast_slice_mut::<V, u64>(std::slice::from_mut(&mut lanes)) {
        *lane = f(*lane);
    }
    lanes
}

#[cfg(test)]
mod tests {
    use super::*;
    use pulp::{Arch, WithSimd};

    struct Each<'a> {
        x: &'a [f64],
        out: &'a mut [[f64; 2]],
        exp: bool,
    }

    impl WithSimd for Each<'_> {
        type Output = ();

        #[inline(always)]
        fn with_simd<S: Simd>(self, simd: S) {
            for (x, out) in self.x.iter().zip(self.out) {
                let lanes = simd.splat_f64s(*x);
                let (a, b) = if self.exp {
                    (exp_nonpositive(simd, lanes), lanes)
                } else {
                    reciprocal_and_ln(simd, lanes)
                };
                *out = [a, b].map(|v| simd.reduce_max_f64s(v));
            }
        }
    }

    fn map(x: &[f64], exp: bool) -> Vec<[f64; 2]> {
        let mut out = vec![[0.0; 2]; x.len()];
        Arch::new().dispatch(Each { x, out: &mut out, exp });
        out
    }

    #[test]
    fn exponential_agrees_with_the_standard_library_to_two_ulp() {
        let x: Vec<f64> = (0..200_000).map(|k| -f64::from(k) * 0.003_539_7).collect();
        for (x, [e, _]) in x.iter().zip(map(&x, true)) {
            if *x < EXP_FLUSH {
                assert_eq!(e, 0.0);
            } else {
                let expected = x.exp();
                assert!(
                    (e - expected).abs() <= 2.0 * f64::EPSILON * expected,
                    "{x}: {e} {expected}"
                );
            }
        }
        assert_eq!(map(&[0.0, -1e300], true), [[1.0, 0.0], [0.0, -1e300]]);
    }

    #[test]
    fn logarithm_agrees_with_the_standard_library_to_two_ulp() {
        let mut x: Vec<f64> = (0..200_000).map(|k| 1.0 + f64::from(k) * 3.7e-4).collect();
        x.extend((0..3000).map(|k| 1.25_f64.powi(k)).filter(|t| *t < 1e300));
        x.extend((0..50).map(|k| 1.0 + f64::EPSILON * 2_f64.powi(k)));
        for (x, [w, ln]) in x.iter().zip(map(&x, false)) {
            assert!((ln - x.ln()).abs() <= 2.0 * f64::EPSILON * x.ln(), "ln {x}: {ln} {}", x.ln());
            assert!((w * x - 1.0).abs() <= 3.0 * f64::EPSILON, "1/{x}: {w}");
        }
    }
}
