//! Claims a second: over the suite's documents, of one derivation in process and
//! from process start, and of the slowest claims that there may be.
//!
//! Every document goes through `verdict::check`, on all threads, as it does in
//! `handgrad check`.

#![allow(clippy::print_stdout, reason = "a benchmark's result is what it prints")]
#![allow(clippy::unwrap_used, reason = "a benchmark that unwraps in vain has failed")]

// The suite's documents, as `tests/suite.rs` takes them apart.
#[path = "../tests/harness/marks.rs"]
mod marks;
mod measure;
#[path = "../tests/harness/section.rs"]
mod section;

use handgrad::{Checked, Kind, Options, Verdict, check};
use measure::{Bench, Plan};
use section::{Case, cases};
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

const DERIVATION: &str = "derivations/t-sne.md";

/// Four nested sums over four sets, differentiated as a whole.
const OUTSIDE: &str = r"
$$
\frac{\partial}{\partial A_{ij}} \sum_k \sum_l \sum_m \sum_o e^{-A_{kl} B_{lm} D_{mo} G_{ok}}
  = - \sum_m \sum_o B_{jm} D_{mo} G_{oi} e^{-A_{ij} B_{jm} D_{mo} G_{oi}}
$$
";

/// A derivative below four nested sums: one for each of their terms.
const INSIDE: &str = r"
$$
\sum_k \sum_l \sum_m \sum_o \frac{\partial}{\partial E_{ij}} e^{-E_{kl} E_{mo}}
  = -2 \sum_m \sum_o E_{mo} e^{-E_{ij} E_{mo}}
$$
";

const WORST: [(&str, &str); 2] = [("derivative outside", OUTSIDE), ("derivative inside", INSIDE)];

fn main() {
    let suite = suite();
    let mut bench = Bench::from_arguments();
    let plan = Plan { samples: 10, time: Duration::from_secs(10) };
    bench.run("suite", plan, || suite.iter().map(claims_of).sum::<usize>());
    let plan = Plan { samples: 50, time: Duration::from_secs(3) };
    let text = fs::read(DERIVATION).unwrap();
    bench.run("derivation", plan, || checked(DERIVATION, &text));
    bench.run("process", plan, process);
    for (name, text) in WORST {
        assert_holds(&checked("worst.md", text.as_bytes()));
        bench.run(name, plan, || checked("worst.md", text.as_bytes()));
    }
    summary(&suite, &bench);
}

/// Every section of every document of `tests/suite/`.
fn suite() -> Vec<Case> {
    let entries = fs::read_dir("tests/suite").unwrap().map(|entry| entry.unwrap().path());
    let folders = entries.filter(|path| path.is_dir());
    let files = folders.flat_map(|folder| fs::read_dir(folder).unwrap());
    let mut files: Vec<_> = files.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files.iter().flat_map(|path| cases(&fs::read_to_string(path).unwrap()).unwrap()).collect()
}

fn checked(name: &str, text: &[u8]) -> Checked {
    check(name, text, &Options::default()).unwrap()
}

fn claims_of(case: &Case) -> usize {
    claims(&checked(case.name, case.text.as_bytes()))
}

fn claims(checked: &Checked) -> usize {
    checked.lines.iter().filter(|line| line.kind == Kind::Claim).count()
}

fn assert_holds(checked: &Checked) {
    let line = checked.lines.iter().find(|line| line.kind == Kind::Claim).unwrap();
    assert_eq!(line.verdict, Some(Verdict::Holds), "{}: {:?}", line.latex, line.code);
}

/// `handgrad check` from its start to its end.
fn process() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_handgrad"));
    let status = command.args(["check", DERIVATION]).stdout(Stdio::null()).status().unwrap();
    assert!(status.success());
}

fn summary(suite: &[Case], bench: &Bench) {
    let rate = |claims: usize, ms: f64| claims as f64 / ms * 1e3;
    println!("\nmedians");
    if let Some(ms) = bench.median("suite") {
        let claims = suite.iter().map(claims_of).sum();
        let rate = rate(claims, ms);
        println!(
            "suite: {claims} claims in {} sections, {ms:.0} ms, {rate:.0} claims/s",
            suite.len()
        );
    }
    let claims = claims(&checked(DERIVATION, &fs::read(Path::new(DERIVATION)).unwrap()));
    for (id, what) in [("derivation", "in process"), ("process", "from process start")] {
        if let Some(ms) = bench.median(id) {
            println!("{DERIVATION}, {claims} claims, {what}: {ms:.1} ms");
        }
    }
    for (name, _) in WORST {
        if let Some(ms) = bench.median(name) {
            println!("four nested sums, {name}: {ms:.1} ms");
        }
    }
}
