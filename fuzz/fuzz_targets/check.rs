//! Any bytes are checked from end to end, with changes looked for: no panic, no abort, every place
//! inside the text, every line counted once, and the same bytes when it is done again.

#![cfg_attr(fuzzing, no_main)]

use handgrad::say::{self, Look};
use handgrad::{Checked, DocumentVerdict, Effort, Kind, Options, Place, Verdict, check};
use handgrad_fuzz::{Chosen, inside};

#[cfg(fuzzing)]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| target(bytes));

#[cfg(not(fuzzing))]
fn main() -> std::process::ExitCode {
    handgrad_fuzz::on_files(target)
}

fn target(bytes: &[u8]) {
    let Some(Chosen { name, rest, bytes }) = Chosen::by(bytes) else { return };
    let seeks = rest.is_multiple_of(2);
    let effort = if seeks { Effort::trials(500) } else { Effort::NONE };
    let options = Options::default().with_effort(effort);
    let Ok(checked) = check(name, bytes, &options) else { return };
    places_are_inside(&checked);
    lines_are_counted_once(&checked);
    let _ = say::check_text(&checked, Look::default());
    let said = printed(name, checked);
    let again = check(name, bytes, &options).expect("it was checked before");
    assert_eq!(said, printed(name, again));
}

fn places_are_inside(checked: &Checked) {
    let text = |number| checked.text(number).expect("places point into texts");
    for line in &checked.lines {
        let own = text(line.place.text);
        assert!(inside(own, line.place.span) && inside(own, line.whole), "{line:?}");
        assert!((1..=own.split('\n').count()).contains(&line.line), "{line:?}");
        for Place { text: number, span } in line.remarks().map(|r| r.place).chain(line.obstacle()) {
            assert!(inside(text(number), span), "{line:?}");
        }
        assert!(line.residual.is_none_or(f64::is_finite), "{line:?}");
    }
}

fn lines_are_counted_once(checked: &Checked) {
    let counts = checked.counts;
    let claims = [counts.holds, counts.fails, counts.carried, counts.recovers, counts.undecided];
    let others = [counts.definition, counts.assumption, counts.task, counts.skipped];
    assert_eq!(claims.iter().chain(&others).sum::<usize>(), checked.lines.len());
    for line in &checked.lines {
        let asked = matches!(line.kind, Kind::Claim | Kind::Task);
        assert_eq!(line.verdict.is_some(), asked, "{line:?}");
    }
    let fails = checked.lines.iter().any(|line| line.verdict == Some(Verdict::Fails));
    assert_eq!(checked.verdict == DocumentVerdict::Fails, fails);
}

/// The JSON, which has to be JSON.
fn printed(name: &str, checked: Checked) -> String {
    let said = say::check_json(&[(name.to_owned(), Ok(checked))]);
    assert!(serde_json::from_str::<serde_json::Value>(&said).is_ok(), "{said}");
    said
}
