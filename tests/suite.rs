//! Tests as documents: of every line of `tests/suite/` is said what stands beside it.
//!
//! A file begins with its title; each `##` section is a document of its own and a trial. What
//! is expected stands in comments behind the lines (see [`harness::marks`]). Every claim and
//! every task needs such a mark; definitions, assumptions and what is skipped may have one.
//! What is about burn's derivatives says so, and is left out where these are not built.

#![allow(clippy::unwrap_used, reason = "a test that unwraps in vain has failed")]

mod harness;

use std::fs;
use std::path::{Path, PathBuf};

use harness::additions;
use harness::checker::{checked, said};
use harness::compare::compare;
use harness::section::{Case, cases};
use libtest_mimic::{Arguments, Failed, Trial};

fn main() {
    let mut trials = harness::own::trials();
    trials.extend(harness::catalogue::trials());
    trials.extend(files());
    libtest_mimic::run(&Arguments::from_args(), trials).exit();
}

/// A trial for each section of each file.
fn files() -> Vec<Trial> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/suite");
    let trials = |path: PathBuf| -> Vec<Trial> {
        let name = path.strip_prefix(&folder).unwrap().with_extension("").display().to_string();
        match cases(&fs::read_to_string(&path).unwrap()) {
            Ok(cases) => cases.into_iter().map(|case| trial(&name, case)).collect(),
            Err(why) => vec![Trial::test(name, move || Err(Failed::from(why)))],
        }
    };
    documents(&folder).into_iter().flat_map(trials).collect()
}

/// A section: what is said of its lines is what stands beside them, and what is
/// proposed to be added makes them true.
fn trial(file: &str, case: Case) -> Trial {
    Trial::test(format!("{file}/{}", case.title), move || {
        let checked = checked(&case)?;
        compare(&case, &said(&checked))?;
        additions::hold(&case, &checked).map_err(Failed::from)
    })
}

/// The Markdown files below a folder, in order.
fn documents(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let below = |path: PathBuf| if path.is_dir() { documents(&path) } else { vec![path] };
    let files = paths.into_iter().flat_map(below);
    files.filter(|path| path.extension().is_some_and(|e| e == "md")).collect()
}
