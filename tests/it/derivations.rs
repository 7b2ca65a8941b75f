//! Every line of every derivation is executed, and holds.

use handgrad::Verdict::{Fails, Holds, Recovers};
use handgrad::{Checked, Options, Verdict, check, say};
use std::fs;
use std::path::Path;

/// A document with a verdict for every line, and nothing found out about the false ones.
fn judged(name: &str, text: &str) -> Checked {
    let mut options = Options::default();
    options.diagnose = false;
    check(name, text.as_bytes(), &options).unwrap()
}

/// `holds`, `fails` or the reason, with the place and the words of each claim.
fn lines(checked: &Checked) -> Vec<String> {
    let told = |line: &handgrad::Line| {
        let verdict = match line.verdict? {
            Holds | Recovers => "holds".to_owned(),
            Verdict::Undecided => say::told(checked, line).message,
            _ => format!("fails by {:.1e}", line.residual?),
        };
        let words =
            checked.text(line.place.text)?.get(line.place.span.start..line.place.span.end)?;
        Some(format!("{}:{} {verdict}: {words}", line.line, line.column))
    };
    checked.lines.iter().filter_map(told).collect()
}

fn derivation(name: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("derivations");
    fs::read_to_string(folder.join(name)).unwrap()
}

/// Each derivation with the least number of claims that it must make.
const DERIVATIONS: [(&str, usize); 4] =
    [("asymmetric-sne.md", 16), ("symmetric-sne.md", 16), ("t-sne.md", 15), ("kernels.md", 43)];

#[test]
fn every_line_holds() {
    for (name, least) in DERIVATIONS {
        let lines = lines(&judged(name, &derivation(name)));
        let wrong: Vec<&String> = lines.iter().filter(|l| !l.contains(" holds: ")).collect();
        assert!(wrong.is_empty(), "{name}\n{wrong:#?}");
        assert!(lines.len() >= least, "{name} makes {} claims\n{lines:#?}", lines.len());
    }
}

/// One slip in a line: that line fails, and so does no line before it.
#[test]
fn a_slip_is_found_at_its_line() {
    let slips = [
        ("t-sne.md", r"&= -4 \sum_{j \ne i} q_{ij}", r"&= 4 \sum_{j \ne i} q_{ij}"),
        ("t-sne.md", r"E_{ij}^{-2} (-2 (y_i - y_j)),", r"E_{ij}^{-2} (-2 (y_j - y_i)),"),
        (
            "t-sne.md",
            r"= 4 \sum_{j \ne i} (p_{ij} - q_{ij})",
            r"= 2 \sum_{j \ne i} (p_{ij} - q_{ij})",
        ),
        (
            "t-sne.md",
            r"(p_{ij} - q_{ij}) (1 + \|y_i - y_j\|^2)^{-1}",
            r"(p_{ij} - q_{ij}) (1 + \|y_i - y_j\|^2)^{-2}",
        ),
        ("symmetric-sne.md", r"&= \frac{2}{Z} \sum_{j", r"&= \frac{1}{Z} \sum_{j"),
        (
            "symmetric-sne.md",
            r"4 \sum_{j \ne i} (p_{ij} - q_{ij})",
            r"4 \sum_{j \ne i} (q_{ij} - p_{ij})",
        ),
        ("asymmetric-sne.md", r"&= \sum_k \partial \log Z_k", r"&= \sum_k Z_k \partial \log Z_k"),
        (
            "asymmetric-sne.md",
            r"p_{i|j} \, \partial \log E_{ji} \tag{3}",
            r"p_{j|i} \, \partial \log E_{ji} \tag{3}",
        ),
        (
            "asymmetric-sne.md",
            r"+ p_{i|j} - q_{i|j}) (y_i - y_j). \tag{6}",
            r"+ p_{i|j} + q_{i|j}) (y_i - y_j). \tag{6}",
        ),
    ];
    for (name, right, wrong) in slips {
        let text = derivation(name);
        assert_eq!(text.matches(right).count(), 1, "{name}: {right}");
        let slipped = text.replace(right, wrong);
        let place = slipped.find(wrong).unwrap();
        let seen = judged(name, &slipped);
        let line = slipped[..place].matches('\n').count() + 1;
        let failing: Vec<String> =
            lines(&seen).into_iter().filter(|l| !l.contains(" holds: ")).collect();
        assert!(
            failing.first().is_some_and(|l| l.starts_with(&format!("{line}:"))),
            "{name}: slip in line {line}, found {failing:#?}"
        );
        assert!(failing.iter().all(|l| l.contains(" fails ")), "{failing:#?}");
    }
}

/// The verdict of each claim of a submission, with its line and number.
fn submitted(name: &str) -> Vec<(usize, Option<String>, Verdict)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/submissions");
    let bytes = fs::read(folder.join(name)).unwrap();
    let checked = check(name, &bytes, &Options::default()).unwrap();
    let claims = checked.lines.into_iter();
    claims.filter_map(|l| Some((l.line, l.tag, l.verdict?))).collect()
}

/// The note with slips in the lines to (11) and a right end.
#[test]
fn the_first_note() {
    let claims = submitted("note-000.md");
    let at = claims.iter().position(|(_, tag, _)| tag.as_deref() == Some("11")).unwrap();
    let around: Vec<Verdict> = claims[at - 3..].iter().map(|c| c.2).collect();
    assert_eq!(around, [Holds, Fails, Recovers, Fails, Holds, Holds]);
    assert!(claims[..at - 2].iter().all(|c| c.2 == Holds), "{claims:?}");
}

/// The note with a wrong derivation: its first false line adds up a number that
/// is a sum already; its last formula is false.
#[test]
fn the_second_note() {
    let claims = submitted("note-002.md");
    let decided: Vec<_> = claims.iter().filter(|c| c.2 != Verdict::Undecided).collect();
    let first = decided.iter().position(|c| c.2 == Verdict::Fails).unwrap();
    assert_eq!(decided[first].0, 35, "{claims:?}");
    assert!(decided[..first].iter().all(|c| c.2 == Verdict::Holds));
    assert_eq!(decided.last().unwrap().2, Verdict::Fails);
}

/// What the first hint for a line of a submission mends: old and new texts.
fn mended(name: &str, line: usize) -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/submissions");
    let bytes = fs::read(folder.join(name)).unwrap();
    let options = Options::default();
    let checked = check(name, &bytes, &options).unwrap();
    let meant = checked.lines.iter().filter(|l| l.verdict == Some(Fails) && l.line == line);
    let found = meant.filter_map(|l| l.hints().first());
    let parts = found.flat_map(|hint| &hint.mended);
    parts.map(|part| (part.old.clone(), part.new.clone())).collect()
}

/// In the first note a sign is turned, twice.
#[test]
fn the_first_note_is_mended() {
    let one = |old: &str, new: &str| vec![(old.to_owned(), new.to_owned())];
    assert_eq!(mended("note-000.md", 101), one("", "-"));
    assert_eq!(mended("note-000.md", 109), one("+", "-"));
}

/// In the last formula of the second note either q stands beside the sum of p
/// over its row, not beside its own p; both sums that are bound already are one
/// too many, and the second half has its sign turned.
#[test]
fn the_second_note_is_mended_term_by_term() {
    let parts = mended("note-002.md", 71);
    let parts: Vec<(&str, &str)> = parts.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
    let expected = [
        (r"\sum_j", ""),
        (r"p_{j|i}", r"\sum_k p_{k|i}"),
        ("+", "-"),
        (r"\sum_j", ""),
        (r"p_{i|j}", r"\sum_k p_{k|j}"),
    ];
    assert_eq!(parts, expected);
}
