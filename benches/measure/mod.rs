//! Measuring: how long a thing takes, as the median of samples.
//!
//! A sample is as many calls in a row as fit into its share of the time, so that what takes
//! microseconds is not measured by a clock's tick. Words on the command line choose what is
//! measured; without `--bench`, which `cargo bench` adds, everything runs once and nothing is
//! measured.

use std::collections::BTreeMap;
use std::env;
use std::hint::black_box;
use std::time::{Duration, Instant};

/// How long a thing runs before it is measured.
const WARM_UP: Duration = Duration::from_secs(1);

/// How often and how long a thing is measured.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Plan {
    pub(crate) samples: u32,
    pub(crate) time: Duration,
}

/// What has been measured, by name, in milliseconds.
#[derive(Debug)]
pub(crate) struct Bench {
    words: Vec<String>,
    measures: bool,
    medians: BTreeMap<String, f64>,
}

impl Bench {
    pub(crate) fn from_arguments() -> Self {
        let (options, words): (Vec<String>, Vec<String>) =
            env::args().skip(1).partition(|word| word.starts_with('-'));
        let measures = options.iter().any(|option| option == "--bench");
        Self { words, measures, medians: BTreeMap::new() }
    }

    /// Measures a thing, if the command line does not leave it out.
    pub(crate) fn run<T>(&mut self, name: &str, plan: Plan, mut thing: impl FnMut() -> T) {
        if !self.words.is_empty() && !self.words.iter().any(|word| name.contains(word)) {
            return;
        }
        if !self.measures {
            black_box(thing());
            println!("{name}: runs");
            return;
        }
        let mut sorted = samples(plan, &mut thing);
        sorted.sort_by(f64::total_cmp);
        let [low, median, high] = [1, 2, 3].map(|quarter| sorted[sorted.len() * quarter / 4]);
        println!("{name}: {median:.4} ms, half of all between {low:.4} and {high:.4}");
        self.medians.insert(name.to_owned(), median);
    }

    /// In milliseconds; `None` where nothing was measured.
    pub(crate) fn median(&self, name: &str) -> Option<f64> {
        self.medians.get(name).copied()
    }
}

/// The milliseconds of one call, as often as the plan says.
fn samples<T>(plan: Plan, thing: &mut impl FnMut() -> T) -> Vec<f64> {
    let start = Instant::now();
    let mut calls = 0;
    while calls == 0 || start.elapsed() < WARM_UP {
        black_box(thing());
        calls += 1;
    }
    let (share, each) = (plan.time / plan.samples, start.elapsed() / calls);
    let calls = u32::try_from(share.as_nanos() / each.as_nanos().max(1)).unwrap_or(u32::MAX).max(1);
    let sample = |_| {
        let start = Instant::now();
        for _ in 0..calls {
            black_box(thing());
        }
        start.elapsed().as_secs_f64() * 1e3 / f64::from(calls)
    };
    (0..plan.samples).map(sample).collect()
}
