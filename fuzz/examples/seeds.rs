//! Writes the texts that fuzzing starts from: the derivations, the submissions, and every section
//! of the suite, each behind the byte that says how it is to be read. Further folders can be
//! named; what lies in them is taken as well.

#![allow(clippy::unwrap_used, reason = "nobody starts from seeds that cannot be written")]

#[path = "../../tests/harness/marks.rs"]
mod marks;
#[path = "../../tests/harness/section.rs"]
mod section;

use std::path::{Path, PathBuf};
use std::{env, fs};

/// The endings in the order of the first byte, as the targets have them.
const ENDINGS: [&str; 3] = ["md", "tex", "ipynb"];

fn main() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let mut seeds: Vec<(usize, String)> = Vec::new();
    let own = ["derivations", "tests/submissions"].map(|name| root.join(name));
    for folder in own.into_iter().chain(env::args_os().skip(1).map(PathBuf::from)) {
        let read = |path: PathBuf| Some((format(&path)?, fs::read_to_string(&path).unwrap()));
        seeds.extend(files(&folder).into_iter().filter_map(read));
    }
    for path in files(&root.join("tests/suite")) {
        let cases = section::cases(&fs::read_to_string(&path).unwrap()).unwrap();
        let seed = |case: section::Case| (format(case.name.as_ref()).unwrap(), case.text);
        seeds.extend(cases.into_iter().map(seed));
    }
    for target in ["read", "check"] {
        let folder = root.join("fuzz/corpus").join(target);
        fs::create_dir_all(&folder).unwrap();
        for (number, (format, text)) in seeds.iter().enumerate() {
            let bytes = [&[u8::try_from(*format).unwrap()], text.as_bytes()].concat();
            fs::write(folder.join(format!("seed-{number:04}")), bytes).unwrap();
        }
    }
    eprintln!("{} seeds for each target", seeds.len());
}

/// The number of the format that a file's name says.
fn format(path: &Path) -> Option<usize> {
    ENDINGS.iter().position(|ending| path.extension().is_some_and(|e| e == *ending))
}

/// The files below a folder, in order.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut paths: Vec<PathBuf> = entries.collect();
    paths.sort();
    let below = |path: PathBuf| if path.is_dir() { files(&path) } else { vec![path] };
    paths.into_iter().flat_map(below).collect()
}
