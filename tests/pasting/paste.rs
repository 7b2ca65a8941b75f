//! All false lines, each with what is to be pasted for it.

use crate::harness::section::cases;
use handgrad::expression::Kind;
use handgrad::verdict::{self, Checked, Line, Options, Verdict};
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

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
        self.lines.iter().any(|line| line.contains("1e-5"))
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
    fn take(&mut self, name: String, line: &Line) {
        match line.counterexample.as_ref().map(|found| (found, &found.numpy)) {
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
    let mut found = Found::default();
    for Document { name, kind, text } in documents(root) {
        let Some(checked) = check(kind, &text) else { continue };
        for line in checked.lines.iter().filter(|line| line.verdict == Some(Verdict::Fails)) {
            found.take(format!("{name}:{}: {}", line.line, line.latex), line);
        }
        let claims = checked.lines.iter().filter(|line| line.kind == Kind::Claim);
        for line in claims.filter(|line| line.verdict == Some(Verdict::Holds)) {
            let Some(doubled) = doubled(&text, line).and_then(|text| check(kind, &text)) else {
                continue;
            };
            let here = |other: &&Line| (other.line, other.column) == (line.line, line.column);
            let line = doubled.lines.iter().find(here);
            if let Some(line) = line.filter(|line| line.verdict == Some(Verdict::Fails)) {
                found.take(format!("{name}:{}: twice {}", line.line, line.latex), line);
            }
        }
    }
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
    let options = Options { effort: Duration::ZERO, ..Options::default() };
    verdict::check(name, text.as_bytes(), &options).ok()
}

/// A document with a line's right side doubled.
fn doubled(text: &str, line: &Line) -> Option<String> {
    let span = line.place.span;
    let right = text.get(span.start..span.end).filter(|_| line.cell.is_none())?;
    let whole = !right.contains("\\\\") && !right.contains('&') && !right.contains("\n\n");
    whole.then(|| format!("{}2 ({right}){}", &text[..span.start], &text[span.end..]))
}
