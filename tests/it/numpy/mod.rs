//! What is shown to be pasted into Python prints the values that stand beside it.
//!
//! Every false line of the suite, of the slips' catalogue and of the submissions, and every
//! line of the derivations and of the suite with its right side multiplied, is run in one Python
//! with NumPy. Where there is no such Python only the form of the lines is tested, and that is
//! said.

mod paste;
mod python;

use self::paste::Paste;
use std::io::Write as _;

/// How far a central difference may be off, and anything else.
const ROUGH: f64 = 1e-4;
const EXACT: f64 = 1e-9;

#[test]
fn pastes_print_what_is_said() {
    let paste::Found { pastes, without, silent } = paste::all();
    let kinds = pastes.iter().filter(|paste| paste.differentiates()).count();
    let count = pastes.len();
    let mut lengths: Vec<usize> = pastes.iter().map(Paste::longest).collect();
    lengths.sort_unstable();
    let part = |k: usize| lengths.get(count * k / 10).copied().unwrap_or_default();
    eprintln!("longest lines: {} characters in the middle, {} at nine tenths", part(5), part(9));
    eprintln!("{count} counterexamples for NumPy, {kinds} with derivatives");
    eprintln!("{} false lines without a counterexample", silent.len());
    for name in &silent {
        eprintln!("  {name}");
    }
    for name in &without {
        eprintln!("  none for {name}");
    }
    assert!(count >= 900, "only {count}");
    assert!(without.len() * 50 <= count, "{} lines have no three lines", without.len());
    for paste in &pastes {
        paste.well_formed().unwrap_or_else(|why| panic!("{why} in {paste}"));
    }
    let Some(printed) = python::run(&pastes) else {
        // Said past the harness, which shows nothing of a test that passes.
        let said = "\n*** NO PYTHON WITH NUMPY WAS FOUND ***\nWhat is to be pasted was not run, \
                    only its form was tested. Install NumPy for python3, or say in \
                    HANDGRAD_PYTHON which Python has it.\n\n";
        std::io::stderr().write_all(said.as_bytes()).unwrap();
        return;
    };
    let wrong: Vec<String> =
        pastes.iter().zip(&printed).filter_map(|(paste, sides)| differs(paste, sides)).collect();
    let off = |rough: bool| {
        let of = pastes.iter().zip(&printed).filter(|(paste, _)| paste.differentiates() == rough);
        of.filter_map(|(paste, sides)| distance(paste, sides)).fold(0.0, f64::max)
    };
    eprintln!("at most {:.1e} off, with derivatives {:.1e}", off(false), off(true));
    assert!(wrong.is_empty(), "{} of {count} differ:\n{}", wrong.len(), wrong.join("\n"));
}

/// How the sides printed differ from those said, if they do.
fn differs(paste: &Paste, printed: &python::Sides) -> Option<String> {
    let tolerance = if paste.differentiates() { ROUGH } else { EXACT };
    match (printed, distance(paste, printed)) {
        (Err(why), _) => Some(format!("{why} in {paste}")),
        (_, Some(distance)) if distance <= tolerance => None,
        (Ok(sides), _) => {
            Some(format!("printed {sides:?}, said {:?}: {paste}", (&paste.left, &paste.right)))
        }
    }
}

/// How far the sides printed are off, over the larger side, for what cancels is as
/// uncertain as that; nothing where they cannot be compared.
fn distance(paste: &Paste, printed: &python::Sides) -> Option<f64> {
    let (left, right) = printed.as_ref().ok()?;
    let size = paste.left.iter().chain(&paste.right).fold(1e-3_f64, |m, v| m.max(v.abs()));
    let mut worst = 0.0_f64;
    for (said, got) in [(&paste.left, left), (&paste.right, right)] {
        if said.len() != got.len() || got.iter().any(|v| !v.is_finite()) {
            return None;
        }
        let off = said.iter().zip(got).map(|(a, b)| (a - b).abs() / size);
        worst = off.fold(worst, f64::max);
    }
    Some(worst)
}
