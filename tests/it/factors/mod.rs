//! The factor test: a line that holds does not hold with a factor before its right side.
//!
//! Over every claim that holds in the suite, in `derivations/` and in documents made of
//! common losses, 7, ½ and −1 are set before the right side in turn. A right side that is 0
//! as it stands or beside it, or the difference of a thing and itself, is left aside: it keeps
//! its value.

use super::section;
use handgrad::internals::{self, Edit, Judge, Meaning, Op, Reading, Relation, understand};
use handgrad::{Kind, Line, Options, Place, Verdict, check, say};
use rayon::prelude::*;
use std::fs;
use std::path::{Path, PathBuf};

const FACTORS: [&str; 3] = ["7", r"\frac{1}{2}", "-1"];

/// A document, with what the test calls it.
struct Document {
    title: String,
    /// The name that says how it is written.
    name: &'static str,
    text: String,
}

/// A document that was read and understood.
struct Derivation {
    reading: Reading,
    meaning: Meaning,
}

/// What became of the lines that hold.
#[derive(Default)]
struct Tally {
    lines: usize,
    tried: usize,
    decided: usize,
    undecided: Vec<String>,
    accepted: Vec<String>,
}

impl Tally {
    fn with(mut self, other: Self) -> Self {
        self.lines += other.lines;
        self.tried += other.tried;
        self.decided += other.decided;
        self.accepted.extend(other.accepted);
        self.undecided.extend(other.undecided);
        self
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn markdown_in(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(markdown_in(&path));
        } else if path.extension().is_some_and(|e| e == "md") {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn suite() -> Vec<Document> {
    let cases = |path: PathBuf| {
        let text = fs::read_to_string(&path).unwrap();
        let file = path.file_stem().unwrap().to_string_lossy().into_owned();
        let all = section::cases(&text).unwrap();
        all.into_iter().map(move |case| Document {
            title: format!("{file}/{}", case.title),
            name: case.name,
            text: case.text,
        })
    };
    markdown_in(&root().join("tests/suite")).into_iter().flat_map(cases).collect()
}

fn derivations() -> Vec<Document> {
    let whole = |path: PathBuf| Document {
        title: path.file_name().unwrap().to_string_lossy().into_owned(),
        name: "t.md",
        text: fs::read_to_string(&path).unwrap(),
    };
    markdown_in(&root().join("derivations")).into_iter().map(whole).collect()
}

/// Losses of residuals of units: the letters, the sum and what is summed vary.
fn made() -> Vec<Document> {
    let units = [
        (r"\tanh(@)", r"(1 - \tanh(@)^2)"),
        (r"@", "1"),
        (r"@^2", r"2 @"),
        (r"e^{@}", r"e^{@}"),
        (r"\frac{1}{1 + e^{-@}}", r"\frac{e^{-@}}{(1 + e^{-@})^2}"),
    ];
    let letters = [("w", "x", "t", "i", "j"), ("v", "u", "r", "k", "l"), ("b", "z", "c", "s", "t")];
    let document = |(unit, slope): (&str, &str),
                    (w, x, y, i, j): (&str, &str, &str, &str, &str)| {
        let (f, d) = (
            unit.replace('@', &format!("{{{w} {x}_{i}}}")),
            slope.replace('@', &format!("{{{w} {x}_{i}}}")),
        );
        let at = |of: &str| of.replace(&format!("_{i}"), &format!("_{j}"));
        let text = format!(
            "Let $C = \\sum_{i} ({f} - {y}_{i})^2$ and $h_{i} = {f}$.\n\n\
             $$\\frac{{\\partial C}}{{\\partial {w}}} = 2 \\sum_{i} ({f} - {y}_{i}) {d} {x}_{i}$$\n\n\
             $$\\frac{{\\partial C}}{{\\partial {y}_{j}}} = -2 ({} - {y}_{j})$$\n\n\
             $$\\frac{{\\partial h_{i}}}{{\\partial {x}_{j}}} = \\delta_{{{i}{j}}} {w} {d}$$\n",
            at(&f)
        );
        Document { title: format!("made of {unit} in {w}"), name: "t.md", text }
    };
    units.into_iter().flat_map(|unit| letters.map(|letters| document(unit, letters))).collect()
}

fn understood(reading: Reading) -> Derivation {
    let meaning = understand(&reading);
    Derivation { reading, meaning }
}

/// The claims that hold, by number.
fn holding(derivation: &Derivation) -> Vec<usize> {
    let meaning = &derivation.meaning;
    let judge = Judge::new(meaning, 1);
    let claims = (0..meaning.relations.len()).filter(|k| meaning.relations[*k].kind == Kind::Claim);
    claims.filter(|k| judge.judge(*k).is_ok_and(|outcome| outcome.holds())).collect()
}

/// Whether a right side is 0 as it is written, or one beside it in the formula is.
fn is_zero(derivation: &Derivation, relation: &Relation) -> bool {
    let beside = |other: &&Relation| other.formula == relation.formula;
    let relations = &derivation.meaning.relations;
    relations.iter().filter(beside).any(|other| is_written_as_zero(derivation, other))
}

/// Whether a right side is 0 as it is written.
fn is_written_as_zero(derivation: &Derivation, relation: &Relation) -> bool {
    let op = |id| derivation.meaning.expressions.op(id);
    let right = relation.sides.as_ref().map(|sides| op(sides.right).clone());
    match right {
        Ok(Op::Number(n)) => n == 0.0,
        Ok(Op::Multiply(a, b) | Op::Dotted(a, b)) => {
            [a, b].iter().any(|of| matches!(op(*of), Op::Number(n) if *n == 0.0))
        }
        Ok(Op::Negate(of)) => matches!(op(of), Op::Number(n) if *n == 0.0),
        Ok(Op::Subtract(a, b)) => {
            let written = |id| derivation.reading.slice(derivation.meaning.expressions.place(id));
            written(a) == written(b)
        }
        _ => false,
    }
}

fn multiplied(reading: &Reading, place: Place, factor: &str) -> Option<Reading> {
    // A bracket of which the rows of a display may hold a part each.
    let new = format!("{factor} ({})", reading.slice(place));
    reading.with(&[Edit { text: place.text, span: place.span, new }])
}

/// The same relation of a changed document.
fn again(changed: &Derivation, place: Place) -> Option<usize> {
    let here = |r: &Relation| r.place.text == place.text && r.place.span.start == place.span.start;
    changed.meaning.relations.iter().position(here)
}

fn tried(document: &Document) -> Tally {
    // Some sections of the suite are about documents that are refused as a whole.
    let Ok(reading) = internals::reading(document.name, document.text.as_bytes(), &[]) else {
        return Tally::default();
    };
    let derivation = understood(reading);
    let mut tally = Tally::default();
    for k in holding(&derivation) {
        let relation = &derivation.meaning.relations[k];
        // What words stand for ("E is symmetric") has no right side in the text.
        if relation.spelled.is_some() || is_zero(&derivation, relation) {
            continue;
        }
        tally.lines += 1;
        for factor in FACTORS {
            let Some(reading) = multiplied(&derivation.reading, relation.place, factor) else {
                continue;
            };
            let changed = understood(reading);
            let Some(at) = again(&changed, relation.place) else { continue };
            tally.tried += 1;
            if changed.meaning.relations[at].kind != Kind::Claim {
                continue;
            }
            let seen = Judge::new(&changed.meaning, 1).judge(at);
            let line = derivation.reading.slice(relation.place);
            let told = format!("{}: {factor} before {line}", document.title);
            match seen {
                Ok(outcome) => {
                    tally.decided += 1;
                    tally.accepted.extend(outcome.holds().then_some(told));
                }
                Err(_) => tally.undecided.push(told),
            }
        }
    }
    tally
}

#[test]
fn no_factor_before_a_right_side_is_accepted() {
    let documents: Vec<Document> = suite().into_iter().chain(derivations()).chain(made()).collect();
    let tallies: Vec<Tally> = documents.par_iter().map(tried).collect();
    let tally = tallies.into_iter().fold(Tally::default(), Tally::with);
    eprintln!(
        "factors: {} lines hold, {} changes, {} decided, {} accepted",
        tally.lines,
        tally.tried,
        tally.decided,
        tally.accepted.len()
    );
    assert!(tally.lines >= 600 && tally.tried >= 1_800);
    let undecided = tally.undecided.join("\n");
    // What is false of an expectation is left open where words speak of its distribution.
    assert!(tally.decided * 100 >= tally.tried * 94, "too few are decided, not\n{undecided}");
    assert!(tally.accepted.is_empty(), "accepted:\n{}", tally.accepted.join("\n"));
}

/// Whether a line is judged as its section alone is.
fn is_alone(line: &Line) -> bool {
    line.remarks().map(say::remark).any(|remark| remark.contains("read by itself"))
}

#[test]
fn no_factor_is_accepted_where_a_section_is_read_by_itself() {
    let options = Options::default().without_diagnosis();
    let mut found = 0;
    for document in suite().into_iter().filter(|document| document.title.starts_with("sections/")) {
        let checked = check(document.name, document.text.as_bytes(), &options).unwrap();
        let holds = |line: &&Line| line.verdict == Some(Verdict::Holds) && is_alone(line);
        for line in checked.lines.iter().filter(holds) {
            let (start, end) = (line.place.span.start, line.place.span.end);
            let (before, right) = (&document.text[..start], &document.text[start..end]);
            for factor in FACTORS {
                let behind = &document.text[end..];
                let text = format!("{before}{factor} \\left({right}\\right){behind}");
                let changed = check(document.name, text.as_bytes(), &options).unwrap();
                let again = changed.lines.iter().find(|other| other.place.span.start == start);
                let verdict = again.and_then(|line| line.verdict);
                // What is false by what is said nearest is left open.
                let open = Some(Verdict::Undecided);
                let seen = verdict == Some(Verdict::Fails) || verdict == open;
                assert!(seen, "{}: {factor} {right}: {verdict:?}", document.title);
                found += usize::from(verdict == Some(Verdict::Fails));
            }
        }
    }
    assert!(found >= 3, "no section is read by itself");
}
