//! All false lines, each with what is to be pasted for it.

use crate::section::cases;
use handgrad::say::{Example, told};
use handgrad::{Checked, Effort, Kind, Line, Options, Span, Verdict};
use rayon::prelude::*;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

/// Three lines, and the values that they are to print.
#[derive(Debug, Clone)]
pub(crate) struct Paste {
    name: String,
    pub(crate) lines: Vec<String>,
    pub(crate) left: Vec<f64>,
    pub(crate) right: Vec<f64>,
}

impl Paste {
    /// Whether there is a central difference in it.
    pub(crate) fn differentiates(&self) -> bool {
        self.lines.iter().any(|line| {
            line.contains("1e-5*") || line.contains("1e-4*") || line.contains("slope = ")
        })
    }

    /// The characters of the longest line.
    pub(crate) fn longest(&self) -> usize {
        self.lines.iter().map(|line| line.chars().count()).max().unwrap_or(0)
    }

    /// Three lines of code, nothing of LaTeX, brackets in pairs.
    pub(crate) fn well_formed(&self) -> Result<(), String> {
        let [first, left, right] = self.lines.as_slice() else {
            return Err("there are not three lines".into());
        };
        let begins = first.starts_with("import numpy as np; ") || first == "import numpy as np";
        if !begins || !left.starts_with("left = ") || !right.starts_with("right = ") {
            return Err("the lines do not begin as they should".into());
        }
        if !right.ends_with("; print(left, right)") {
            return Err("nothing is printed".into());
        }
        self.lines.iter().try_for_each(|line| brackets(line))
    }
}

impl fmt::Display for Paste {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\n{}", self.name, self.lines.join("\n"))
    }
}

/// Whether brackets come in pairs, and no character is one that only LaTeX has.
fn brackets(line: &str) -> Result<(), String> {
    let mut open = Vec::new();
    for c in line.chars() {
        match c {
            '(' => open.push(')'),
            '[' => open.push(']'),
            ')' | ']' if open.pop() != Some(c) => return Err("a bracket is not open".into()),
            '\\' | '{' | '}' | '$' | '^' | '|' | '\n' => return Err(format!("there is a {c}")),
            c if !c.is_ascii() => return Err(format!("there is a {c}")),
            _ => {}
        }
    }
    if open.is_empty() { Ok(()) } else { Err("a bracket stays open".into()) }
}

/// What the false lines have.
#[derive(Debug, Default)]
pub(crate) struct Found {
    pub(crate) pastes: Vec<Paste>,
    /// The lines whose counterexample cannot be pasted.
    pub(crate) without: Vec<String>,
    /// The lines that have no counterexample.
    pub(crate) silent: Vec<String>,
}

impl Found {
    fn add(&mut self, mut more: Self) {
        self.pastes.append(&mut more.pastes);
        self.without.append(&mut more.without);
        self.silent.append(&mut more.silent);
    }

    fn of(&mut self, name: &str, checked: &Checked) {
        let fails = |line: &&Line| line.verdict == Some(Verdict::Fails);
        for line in checked.lines.iter().filter(fails) {
            let example = told(checked, line).example;
            self.take(format!("{name}:{}: {}", line.line, line.latex), example);
        }
    }

    fn take(&mut self, name: String, example: Option<Example>) {
        match example.as_ref().map(|found| (found, &found.numpy)) {
            None => self.silent.push(name),
            Some((_, None)) => self.without.push(name),
            Some((found, Some(lines))) => self.pastes.push(Paste {
                name,
                lines: lines.clone(),
                left: found.left.clone(),
                right: found.right.clone(),
            }),
        }
    }
}

/// Every false line of every document.
pub(crate) fn all() -> Found {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let of = |Document { name, kind, text }: Document| {
        let mut found = Found::default();
        let Some(checked) = check(kind, &text) else { return found };
        found.of(&name, &checked);
        if let Some(wrong) = multiplied(&text, &checked).and_then(|text| check(kind, &text)) {
            found.of(&format!("{name}, multiplied"), &wrong);
        }
        found
    };
    let all: Vec<Found> = documents(root).into_par_iter().map(of).collect();
    let mut found = Found::default();
    all.into_iter().for_each(|more| found.add(more));
    found
}

/// A text, and the name that says how it is written.
struct Document {
    name: String,
    kind: &'static str,
    text: String,
}

fn documents(root: &Path) -> Vec<Document> {
    let mut documents = Vec::new();
    for folder in ["derivations", "tests/submissions"] {
        for path in files(&root.join(folder)) {
            let text = fs::read_to_string(&path).unwrap();
            documents.push(Document { name: named(root, &path), kind: "case.md", text });
        }
    }
    for path in files(&root.join("tests/suite")) {
        for case in cases(&fs::read_to_string(&path).unwrap()).unwrap() {
            let name = format!("{}, {}", named(root, &path), case.title);
            documents.push(Document { name, kind: case.name, text: case.text });
        }
    }
    documents
}

fn named(root: &Path, path: &Path) -> String {
    path.strip_prefix(root).unwrap().display().to_string()
}

/// The Markdown files below a folder, in order.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let below = |path: PathBuf| if path.is_dir() { files(&path) } else { vec![path] };
    let markdown = |path: &PathBuf| path.extension().is_some_and(|e| e == "md");
    paths.into_iter().flat_map(below).filter(markdown).collect()
}

/// What is said, without looking for changes.
fn check(name: &str, text: &str) -> Option<Checked> {
    let options = Options::default().with_effort(Effort::NONE);
    handgrad::check(name, text.as_bytes(), &options).ok()
}

/// A document with every right side that holds multiplied, each by another number, so
/// that no false line follows from the one before.
fn multiplied(text: &str, checked: &Checked) -> Option<String> {
    const BY: [u32; 8] = [2, 3, 5, 7, 11, 13, 17, 19];
    let holds = |line: &&Line| {
        (line.kind, line.verdict) == (Kind::Claim, Some(Verdict::Holds)) && line.cell.is_none()
    };
    let mut spans: Vec<Span> =
        checked.lines.iter().filter(holds).map(|line| line.place.span).collect();
    spans.sort_by_key(|span| span.start);
    let mut wrong = text.to_owned();
    for (k, span) in spans.iter().enumerate().rev() {
        let right = text.get(span.start..span.end)?;
        if !["\\\\", "&", "\n\n"].iter().any(|apart| right.contains(apart)) {
            let new = format!("{} ({right})", BY[k % BY.len()]);
            wrong.replace_range(span.start..span.end, &new);
        }
    }
    (wrong != text).then_some(wrong)
}
