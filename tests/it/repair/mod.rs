//! One slip in a correct line: the line is found, the slip named, and the first hint is the line
//! as it was.

mod normal;
mod patient;
mod score;

use self::patient::Patient;
use self::score::Score;
use crate::mutants::subject::SUBJECTS;
use handgrad::{Options, Verdict};

#[test]
fn one_slip_is_found_named_and_mended() {
    let patients: Vec<Patient> =
        SUBJECTS.iter().flat_map(|subject| patient::sample(subject, 30)).collect();
    let score = Score::of(&patients);
    eprintln!("{score}");
    assert!(score.count() >= 150, "only {} slips", score.count());
    assert!(score.line() >= 1.0, "a line is not found");
    assert!(score.kind() >= 0.90, "kinds: {:.3}", score.kind());
    assert!(score.hint() >= 0.85, "hints: {:.3}", score.hint());
}

#[test]
fn of_two_slips_both_lines_are_found() {
    let options = Options::default().without_diagnosis();
    let (mut found, mut all) = (0, 0);
    for subject in SUBJECTS {
        for (text, places) in patient::pairs(subject, 12) {
            let checked = handgrad::check(subject.file, text.as_bytes(), &options).unwrap();
            let fails = |place: &std::ops::Range<usize>| {
                checked.lines.iter().any(|line| {
                    place.contains(&line.place.span.start) && line.verdict == Some(Verdict::Fails)
                })
            };
            all += 1;
            found += usize::from(places.iter().all(fails));
        }
    }
    eprintln!("both lines of two slips: {found} of {all}");
    assert!(all >= 60 && found * 100 >= all * 95, "{found} of {all}");
}

#[test]
fn two_slips_in_one_line_are_mended() {
    let patients: Vec<Patient> =
        SUBJECTS.iter().flat_map(|subject| patient::doubles(subject, 4)).collect();
    let patients: Vec<&Patient> = patients.iter().filter(|p| p.found.is_some()).collect();
    let count = |is: &dyn Fn(&Patient) -> bool| patients.iter().filter(|p| is(p)).count();
    let mended = count(&|p| !p.hint.is_empty());
    let (first, any) = (count(&|p| p.mended == Some(0)), count(&|p| p.mended.is_some()));
    for patient in patients.iter().filter(|p| p.mended.is_none()) {
        eprintln!("{}\n   is  {}\n   got {}", patient.file, patient.line, patient.hint);
    }
    let seconds = patients.iter().map(|p| p.seconds).fold(0.0, f64::max);
    eprintln!(
        "two slips in one line: {} lines, {mended} mended, {first} as they were, {any} among the \
         hints; {seconds:.2} s at most",
        patients.len()
    );
    assert!(patients.len() >= 25 && mended * 10 >= patients.len() * 8);
    assert!(first * 10 >= patients.len() * 5, "{first} of {}", patients.len());
}
