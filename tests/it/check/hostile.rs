//! Whatever stands in a document, it is answered: in time, without a panic, and
//! with a verdict only where all of it was read.

use super::{Desk, checked, run};
use handgrad::{Effort, Kind, Options, check, read, say};
use proptest::prelude::*;
use proptest::test_runner::TestCaseResult;
use serde_json::{Value, json};
use std::fmt::Write;
use std::fs::{self, File};
use std::panic::{self, AssertUnwindSafe};
use std::path::Path;
use std::time::{Duration, Instant};

/// Hostile documents, each with the verdict that may be given.
fn hostile() -> Vec<(&'static str, String)> {
    let nested = |open: &str, close: &str, depth: usize| {
        format!("$$a = {}x{}$$\n", open.repeat(depth), close.repeat(depth))
    };
    let sums: String = (0..60).map(|k| format!("\\sum_{{i_{{{k}}}}} ")).collect();
    let letters: String = ('a'..='z').chain('A'..='Z').map(|c| format!("\\sum_{c} ")).collect();
    vec![
        ("braces", format!("$$a = {}$$\n", "{".repeat(100_000))),
        ("closed braces", nested("{", "}", 100_000)),
        ("parentheses", nested("(", ")", 100_000)),
        ("endless macro", "$$\\def\\a{\\a\\a} b = \\a$$\n".into()),
        ("doubling macros", doubling()),
        ("sixty sums", format!("$$a = {sums} x$$\n")),
        ("sums over letters", format!("$$a = {letters} x_{{abcdefgh}}$$\n")),
        (
            "nested sums",
            format!("$$a = {}x_{{ijkl}}{}$$\n", "\\sum_{ijkl} (".repeat(60), ")".repeat(60)),
        ),
        (
            "a million",
            "$$a = \\sum_{i=1}^{1000000} i$$ $$\\sum_{i=1}^{1000000} i = 500000500000$$\n".into(),
        ),
        ("fractions", nested("\\frac{1}{", "}", 20_000)),
        ("roots", nested("\\sqrt{", "}", 20_000)),
        ("left", nested("\\left(", "\\right)", 10_000)),
        ("scripts", nested("x^{", "}", 20_000)),
        ("derivatives", nested("\\frac{\\partial}{\\partial x} (x^2 ", ")", 200)),
        ("begin", nested("\\begin{align}", "\\end{align}", 5_000)),
        ("64 KB", format!("Let $a = x$. $$a = {}x$$\n", "x + ".repeat(16_380))),
        ("a long product", format!("Let $a = x$. $$a = {}x$$\n", "x ".repeat(30_000))),
        ("a long chain", format!("$$a {}$$\n", "= x ".repeat(10_000))),
        ("many relations", "Let $a = x$ and $b_i = x_i$.\n\n".repeat(5_000)),
        ("definitions upon definitions", tower()),
        ("a circle", "Let $a = b$, $b = c$, $c = a$. $$a = 2 c$$\n".into()),
        ("one line", format!("$a = 1$ {}", "x ".repeat(2_000_000))),
        ("huge numbers", "$$a = 10^{10^{10^{10}}}$$ $$a = 99999999999^{99999999999}$$\n".into()),
        ("far shifts", "$$a_i = x_{i+99999999999999999999}$$\n".into()),
        (
            "a large size",
            "Let $a = \\sum_{i=1}^{99999999} \\sum_{j=1}^{99999999} x_{ij}$. $$a = 0$$\n".into(),
        ),
        ("control characters", "$$a = \u{0}\u{1b}[2J\u{202e}$$ $$b = \\frac{\u{7f}$$\n".into()),
    ]
}

fn doubling() -> String {
    let letters: Vec<char> = ('a'..='z').collect();
    let mut text = String::from("$$\\def\\macroa{x}");
    for pair in letters.windows(2) {
        let _ = write!(text, "\\def\\macro{1}{{\\macro{0}\\macro{0}}}", pair[0], pair[1]);
    }
    text + " y = \\macroz$$\n"
}

/// Each symbol is defined by two of the one before.
fn tower() -> String {
    let mut text = String::from("Let $x_{0} = y$.\n");
    for k in 1..60 {
        let _ = writeln!(text, "Let $x_{{{k}}} = x_{{{0}}} x_{{{0}}} + x_{{{0}}}$.", k - 1);
    }
    text + "$$\\frac{d x_{59}}{d y} = y$$\n"
}

/// In release each takes less than two seconds; what is waited for is a hang.
const PATIENCE: Duration = Duration::from_mins(2);

#[test]
fn hostile_documents_are_answered_in_time() {
    let desk = Desk::new();
    for (name, text) in hostile() {
        let file = desk.put("hostile.md", &text);
        for command in ["check", "read"] {
            let start = Instant::now();
            let (status, printed, complaint) = run(&[command, &file]);
            assert!(start.elapsed() < PATIENCE, "{name}: {:?}", start.elapsed());
            assert!([0, 1, 3].contains(&status), "{name}: {status} {complaint}");
            assert_eq!(complaint, "", "{name}");
            assert!(!printed.contains('\u{1b}') && !printed.contains('\0'), "{name}");
        }
    }
}

/// No formula among these can be judged, and every one of them says where.
#[test]
fn what_cannot_be_read_is_undecided_with_its_place() {
    let desk = Desk::new();
    let unreadable = ["braces", "closed braces", "parentheses", "endless macro", "fractions"];
    for (name, text) in hostile().into_iter().filter(|(name, _)| unreadable.contains(name)) {
        let (status, document) = checked(&desk.put("hostile.md", text), &[]);
        assert_eq!((status, &document["verdict"]), (3, &json!("undecided")), "{name}");
        let undecided = document["lines"].as_array().unwrap().iter();
        let undecided: Vec<&Value> = undecided.filter(|l| l["verdict"] == "undecided").collect();
        assert!(!undecided.is_empty(), "{name}");
        for line in undecided {
            assert_eq!(line["line"], 1, "{name}");
            assert!(
                line["message"].as_str().unwrap().starts_with("This is not decided: "),
                "{name}"
            );
        }
    }
}

#[test]
fn a_file_that_is_too_large_is_not_even_opened() {
    let desk = Desk::new();
    let path = desk.path("large.md");
    File::create(&path).unwrap().set_len(100 << 20).unwrap();
    let file = path.display().to_string();
    for command in ["check", "read"] {
        let start = Instant::now();
        let (status, printed, complaint) = run(&[command, &file]);
        assert!(start.elapsed() < Duration::from_secs(2), "{:?}", start.elapsed());
        assert_eq!((status, printed.as_str()), (2, ""));
        let expected = format!("error: {file}: too large: it has 104857600 bytes, and at most ");
        assert!(complaint.starts_with(&expected), "{complaint}");
    }
}

#[test]
fn more_formulas_than_a_book_has_are_refused() {
    let desk = Desk::new();
    let file = desk.put("formulas.md", "$a = x$\n".repeat(20_001));
    let (status, printed, complaint) = run(&["check", &file]);
    assert_eq!((status, printed.as_str()), (2, ""));
    let expected = "too large: 20001 formulas, at most 20000 are read";
    assert_eq!(complaint, format!("error: {file}: {expected}\n"));
}

/// Pieces of mathematics and of documents, as they may follow one another.
fn pieces() -> impl Strategy<Value = &'static str> {
    const PIECES: &str = r"
        $ $$ \[ \] \( \) = + - , . a b x y_i y_{ij} p_{j|i} i j n 2 0.5 { } ( ) [ ] | \| ^ ^2 ' _
        _{ ^{ \frac{ }{ \sum_i \sum_{j\ne{}i} \sum_{i=1}^n \partial \frac{\partial{}C}{\partial{}y_i}
        \nabla_{y} \log \exp( e^{ \sqrt{ \left( \right) \\ & \quad \text{for} \tag{1} ? \ldots :=
        \def\a{ \a Let # > - é \begin{align} \end{align} \begin{pmatrix} \end{pmatrix} ^\top \neq";
    prop::sample::select(PIECES.split_whitespace().chain(["\n", "\n\n"]).collect::<Vec<_>>())
}

fn scraps() -> impl Strategy<Value = String> {
    let pieces = prop::collection::vec(pieces(), 0..60);
    (pieces, prop::sample::select(vec!["", " "])).prop_map(|(pieces, between)| pieces.join(between))
}

/// A derivation in which a few pieces were put in the place of others.
fn slips() -> impl Strategy<Value = String> {
    let folder = |name| Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    let files = ["derivations/t-sne.md", "derivations/kernels.md", "tests/submissions/note-002.md"];
    let texts: Vec<String> =
        files.iter().map(|file| fs::read_to_string(folder(file)).unwrap()).collect();
    let slip = (any::<prop::sample::Index>(), 0..12_usize, pieces());
    let slips = prop::collection::vec(slip, 1..5);
    (prop::sample::select(texts), slips).prop_map(|(mut text, slips)| {
        for (at, length, piece) in slips {
            let from = text.floor_char_boundary(at.index(text.len()));
            let to = text.floor_char_boundary((from + length).min(text.len()));
            text.replace_range(from..to, piece);
        }
        text
    })
}

/// Any characters, few of which mean anything.
fn characters() -> impl Strategy<Value = String> {
    prop::collection::vec(any::<char>(), 0..80).prop_map(String::from_iter)
}

fn formulas() -> impl Strategy<Value = String> {
    prop::collection::vec(scraps(), 0..4).prop_map(|formulas| {
        let known = "Let $C = \\sum_i y_i^2$, $a = 2 b$.\n\n".to_owned();
        formulas.iter().fold(known, |text, formula| format!("{text}$$a = {formula}$$\n\n"))
    })
}

/// Whatever is written is read and judged, without a panic, and every place
/// that is named lies in the text.
fn answered(name: &str, text: &str) -> TestCaseResult {
    caught(|| judged(name, text))
}

/// A panic as a failure of the property, so that the text is made shorter and shown.
fn caught(property: impl FnOnce() -> TestCaseResult) -> TestCaseResult {
    panic::catch_unwind(AssertUnwindSafe(property)).unwrap_or_else(|panic| {
        let words = panic.downcast_ref::<String>().map(String::as_str);
        let words = words.or_else(|| panic.downcast_ref::<&str>().copied());
        Err(TestCaseError::fail(format!("panic: {}", words.unwrap_or("without words"))))
    })
}

fn judged(name: &str, text: &str) -> TestCaseResult {
    // What is found in the time does not matter here.
    let options = Options::default().with_effort(Effort::LOW);
    let checked = check(name, text.as_bytes(), &options).unwrap();
    for line in &checked.lines {
        let text = checked.text(line.place.text).unwrap();
        prop_assert!(line.place.span.end <= text.len());
        let row = text.split('\n').nth(line.line.wrapping_sub(1));
        prop_assert!(row.is_some_and(|row| line.column <= row.chars().count() + 2));
        prop_assert!(line.residual.is_none_or(f64::is_finite));
        let asked = matches!(line.kind, Kind::Claim | Kind::Task);
        prop_assert_eq!(line.verdict.is_some(), asked);
    }
    let page = say::check_text(&checked, say::Look::default());
    prop_assert!(page.lines().all(|row| row.chars().count() <= 400), "{page}");
    let _ = say::read_text(name, &read(name, text.as_bytes(), &[]).unwrap());
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_a_document(text in prop_oneof![scraps(), formulas(), characters()]) {
        answered("a.md", &text)?;
        answered("a.tex", &text)?;
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        caught(|| {
            for name in ["a.md", "a.tex", "a.ipynb"] {
                let _ = read(name, &bytes, &[]);
            }
            Ok(())
        })?;
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 30, ..ProptestConfig::default() })]

    #[test]
    fn any_slip_is_answered(text in slips()) {
        answered("a.md", &text)?;
    }
}
