//! Tests as documents: of every line of `tests/suite/` is said what stands beside it.
//!
//! A file begins with its title; each `##` section is a document of its own and a trial. What
//! is expected stands in comments behind the lines (see [`harness::marks`]). Every claim and
//! every task needs such a mark; definitions, assumptions and what is skipped may have one.

#![allow(clippy::unwrap_used, reason = "a test that unwraps in vain has failed")]

mod harness;

use std::fs;
use std::path::{Path, PathBuf};

use harness::section::cases;
use libtest_mimic::{Arguments, Failed, Trial};

fn main() {
    let mut trials = harness::own::trials();
    trials.extend(files());
    libtest_mimic::run(&Arguments::from_args(), trials).exit();
}

/// A trial for each file: it can be read, and each of its sections expects something.
fn files() -> Vec<Trial> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/suite");
    let trial = |path: PathBuf| {
        let name = path.strip_prefix(&folder).unwrap().with_extension("").display().to_string();
        Trial::test(name, move || match cases(&fs::read_to_string(&path).unwrap()) {
            Ok(_) => Ok(()),
            Err(why) => Err(Failed::from(why)),
        })
    };
    documents(&folder).into_iter().map(trial).collect()
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
