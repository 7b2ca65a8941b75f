//! `handgrad verify`.

use super::console::Console;
use super::{FAILED, progress::Bars, table};
use crate::autodiff::Backend;
use crate::data::{self, Dataset, TableOptions};
use crate::descent;
use crate::error::{Error, Result};
use crate::report::{Folder, Report};
use crate::sne::{Bandwidth, Convention, Method};
use crate::verify::{self, Plan, Verification, memory};
use clap::{Args, ValueEnum};
use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

/// Options of the verification.
#[derive(Args, Debug, Clone)]
pub struct VerifyArguments {
    /// Data to embed and compare on: digits, iris or a CSV file
    #[arg(long, value_delimiter = ',', default_values = ["digits", "iris"])]
    data: Vec<String>,
    #[command(flatten)]
    table: TableArguments,
    /// Methods to verify [default: all]
    #[arg(long, value_delimiter = ',')]
    method: Vec<MethodName>,
    /// Points of each data set to embed
    #[arg(long, default_value_t = 500, conflicts_with = "full")]
    n: usize,
    /// Dimensions to compare in; the descents embed in 2 if it is among them
    #[arg(long, value_delimiter = ',', default_values_t = [1, 2, 3])]
    dims: Vec<usize>,
    /// Perplexity of the data's affinities
    #[arg(long, default_value_t = 30.0)]
    perplexity: f64,
    /// A bandwidth σ for all points instead of a perplexity
    #[arg(long, value_name = "SIGMA", conflicts_with = "perplexity")]
    sigma: Option<f64>,
    /// Where σ stands: exp(-d²/2σ²) as in the papers, or exp(-d²/σ²)
    #[arg(long, value_enum, default_value_t = ConventionName::TwoSigmaSquared, requires = "sigma")]
    convention: ConventionName,
    /// Steps of each descent [default: 500, with --full 1000]
    #[arg(long)]
    iterations: Option<usize>,
    /// Seed of everything random
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Automatic differentiations to compare with [default: all in this build]
    #[arg(long, value_delimiter = ',', value_parser = parse_backend)]
    backend: Vec<Backend>,
    /// First step of the central differences [default: chosen by its error]
    #[arg(long, value_name = "H")]
    step: Option<f64>,
    /// Folder of the report
    #[arg(long, value_name = "DIR", default_value = "report")]
    out: PathBuf,
    /// Write the report into a folder with files that handgrad did not write
    #[arg(long)]
    force: bool,
    /// What to print: a table for people, or the report itself
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// All points of every data set, more sizes, longer descents
    #[arg(long)]
    full: bool,
    #[command(flatten)]
    descent: DescentArguments,
}

/// How CSV files are read.
#[derive(Args, Debug, Clone)]
struct TableArguments {
    /// Column of the classes in CSV files, by name or by number from 1
    #[arg(long, value_name = "COLUMN")]
    labels: Option<String>,
    /// Leave out columns of CSV files that have one value throughout
    #[arg(long)]
    drop_constant: bool,
    /// Leave out rows of CSV files with a cell that has no value
    #[arg(long)]
    drop_missing: bool,
}

/// Options of the descents.
#[derive(Args, Debug, Clone)]
#[command(next_help_heading = "Descent")]
struct DescentArguments {
    /// Step size η [default: by method and number of points]
    #[arg(long, value_name = "ETA")]
    learning_rate: Option<f64>,
    /// Momentum before the switch
    #[arg(long, value_name = "ALPHA", default_value_t = 0.5)]
    early_momentum: f64,
    /// Momentum after the switch
    #[arg(long, value_name = "ALPHA", default_value_t = 0.8)]
    late_momentum: f64,
    /// Iteration of the switch
    #[arg(long, value_name = "K", default_value_t = 250)]
    momentum_switch: usize,
    /// Factor of P early in the descent
    #[arg(long, value_name = "FACTOR", default_value_t = 4.0)]
    exaggeration: f64,
    /// Iterations with that factor
    #[arg(long, value_name = "K", default_value_t = 50)]
    exaggerated_iterations: usize,
    /// One rate for all coordinates, without adaptive gains
    #[arg(long)]
    no_gains: bool,
    /// Standard deviation of the first points
    #[arg(long, value_name = "S", default_value_t = 1e-4)]
    initial_spread: f64,
}

/// The names of [`Method::name`].
#[derive(ValueEnum, Debug, Clone, Copy)]
enum MethodName {
    #[value(name = "asymmetric-sne")]
    Asymmetric,
    #[value(name = "symmetric-sne")]
    Symmetric,
    #[value(name = "t-sne")]
    Student,
}

#[derive(ValueEnum, Debug, Clone, Copy, PartialEq)]
enum ConventionName {
    TwoSigmaSquared,
    SigmaSquared,
}

#[derive(ValueEnum, Debug, Clone, Copy, PartialEq)]
enum Format {
    Text,
    Json,
    Markdown,
}

fn parse_backend(name: &str) -> std::result::Result<Backend, String> {
    Backend::ALL.iter().copied().find(|b| b.name() == name).ok_or_else(|| {
        let names: Vec<&str> = Backend::ALL.iter().map(|b| b.name()).collect();
        let hint = if name == "flex" { " (build with --features flex)" } else { "" };
        format!("this build has {}{hint}", names.join(" and "))
    })
}

/// Runs the verification and prints what was found.
pub(super) fn run(arguments: &VerifyArguments, console: Console) -> ExitCode {
    let start = Instant::now();
    match verify(arguments) {
        Err(problem) => console.complain(&problem),
        Ok((plan, found, report)) => {
            let status = if found.succeeded() { ExitCode::SUCCESS } else { ExitCode::from(FAILED) };
            let text = match arguments.format {
                Format::Json => report.json,
                Format::Markdown => report.markdown,
                Format::Text => {
                    let colours = console.colours(io::stdout().is_terminal());
                    let told = table::text(&plan, &found, colours);
                    let seconds = start.elapsed().as_secs_f64();
                    let path = arguments.out.join("report.md");
                    format!(
                        "{told}{}: {} ({seconds:.1} s)\n",
                        table::closing(&found, colours),
                        path.display()
                    )
                }
            };
            console.print(&text, status)
        }
    }
}

fn verify(arguments: &VerifyArguments) -> Result<(Plan, Verification, Report)> {
    let plan = arguments.plan()?;
    let folder = Folder::open(&arguments.out, arguments.force)?;
    enough_memory(&plan)?;
    let found = verify::run(&plan, &Bars::new())?;
    let report = Report::new(&plan, &found)?;
    folder.write(&report)?;
    Ok((plan, found, report))
}

/// Refuses at once what would end in the middle of the work.
fn enough_memory(plan: &Plan) -> Result<()> {
    let Some(free) = memory::free() else { return Ok(()) };
    let Some(largest) = plan.datasets.iter().max_by_key(|dataset| dataset.len()) else {
        return Ok(());
    };
    let (points, compared) = (largest.len().min(plan.points), plan.most_compared());
    let needed = memory::needed(points, compared);
    if needed <= free {
        return Ok(());
    }
    let fitting = memory::fitting(free, compared.min(points));
    Err(Error::TooManyPoints { data: largest.name.clone(), points, needed, free, fitting })
}

/// No more points are compared with automatic differentiation at once, which takes half a
/// microsecond a pair and keeps a hundred bytes of each.
const MOST_COMPARED: usize = 2000;

impl VerifyArguments {
    fn plan(&self) -> Result<Plan> {
        self.check()?;
        let datasets = self.datasets()?;
        let points = if self.full { usize::MAX } else { self.n };
        let bandwidth = match self.sigma {
            None => Bandwidth::Perplexity(self.perplexity),
            Some(sigma) => Bandwidth::Fixed { sigma, convention: self.convention.convention() },
        };
        for dataset in &datasets {
            enough_points(dataset, points, bandwidth)?;
        }
        let all = datasets.first().map_or(0, Dataset::len).min(points).min(MOST_COMPARED);
        let growing: &[usize] =
            if self.full { &[10, 20, 100, 200, 500, 1000] } else { &[10, 20, 100, 200] };
        let mut dimensions = self.dims.clone();
        dimensions.sort_unstable();
        dimensions.dedup();
        Ok(Plan {
            methods: if self.method.is_empty() {
                Method::ALL.to_vec()
            } else {
                let chosen = |m: &Method| self.method.iter().any(|name| name.method() == *m);
                Method::ALL.into_iter().filter(chosen).collect()
            },
            backends: if self.backend.is_empty() {
                Backend::ALL.to_vec()
            } else {
                Backend::ALL.iter().copied().filter(|b| self.backend.contains(b)).collect()
            },
            sizes: [5, 50].into_iter().filter(|n| *n <= points).collect(),
            automatic_sizes: if self.full { vec![500] } else { Vec::new() },
            growing_sizes: growing.iter().copied().filter(|n| *n < all).chain([all]).collect(),
            whole_up_to: if self.full { MOST_COMPARED } else { 1000 },
            descent_dimension: if dimensions.contains(&2) { 2 } else { dimensions[0] },
            dimensions,
            points,
            bandwidth,
            descent: self.descent_settings(),
            step: self.step,
            seed: self.seed,
            datasets,
        })
    }

    fn descent_settings(&self) -> descent::Settings {
        let d = &self.descent;
        descent::Settings {
            iterations: self.iterations.unwrap_or(if self.full { 1000 } else { 500 }),
            learning_rate: d.learning_rate,
            early_momentum: d.early_momentum,
            late_momentum: d.late_momentum,
            momentum_switch: d.momentum_switch,
            exaggeration: d.exaggeration,
            exaggerated_iterations: d.exaggerated_iterations,
            gains: !d.no_gains,
            initial_spread: d.initial_spread,
            seed: self.seed,
            ..descent::Settings::default()
        }
    }

    fn datasets(&self) -> Result<Vec<Dataset>> {
        let options = TableOptions {
            labels: self.table.labels.clone(),
            drop_constant: self.table.drop_constant,
            drop_missing: self.table.drop_missing,
        };
        let mut datasets: Vec<Dataset> = Vec::new();
        for name in &self.data {
            let dataset = match name.as_str() {
                "digits" => data::digits(),
                "iris" => data::iris(),
                path => data::read_table(Path::new(path), &options)?,
            };
            if datasets.iter().any(|d| d.name == dataset.name) {
                return Err(Error::Parameter(format!(
                    "--data: two data sets are called “{}”; their figures would be one file",
                    dataset.name
                )));
            }
            datasets.push(dataset);
        }
        Ok(datasets)
    }

    /// The ranges of the numbers.
    fn check(&self) -> Result<()> {
        let d = &self.descent;
        let unit = 0.0..1.0;
        let rules: [(bool, &str); 12] = [
            (self.n >= 5, "--n: at least 5 points; fewer hide wrong gradients"),
            (
                !self.dims.is_empty() && self.dims.iter().all(|d| (1..=50).contains(d)),
                "--dims: dimensions lie between 1 and 50",
            ),
            (
                self.perplexity.is_finite() && self.perplexity > 1.0,
                "--perplexity: a number above 1",
            ),
            (self.sigma.is_none_or(|s| s.is_finite() && s > 0.0), "--sigma: a number above 0"),
            (
                self.iterations.is_none_or(|k| (1..=1_000_000).contains(&k)),
                "--iterations: between 1 and 1,000,000",
            ),
            (self.step.is_none_or(|h| h.is_finite() && h > 0.0), "--step: a number above 0"),
            (
                d.learning_rate.is_none_or(|r| r.is_finite() && r > 0.0),
                "--learning-rate: a number above 0",
            ),
            (unit.contains(&d.early_momentum), "--early-momentum: from 0 to below 1"),
            (unit.contains(&d.late_momentum), "--late-momentum: from 0 to below 1"),
            (
                d.exaggeration.is_finite() && d.exaggeration > 0.0,
                "--exaggeration: a number above 0",
            ),
            (
                d.initial_spread.is_finite() && d.initial_spread > 0.0,
                "--initial-spread: a number above 0",
            ),
            (!self.data.is_empty(), "--data: name at least one data set"),
        ];
        match rules.iter().find(|(holds, _)| !holds) {
            Some((_, rule)) => Err(Error::Parameter((*rule).into())),
            None => Ok(()),
        }
    }
}

/// Five points for a comparison to prove anything, and neighbours enough for
/// the perplexity.
fn enough_points(dataset: &Dataset, points: usize, bandwidth: Bandwidth) -> Result<()> {
    let n = dataset.len().min(points);
    let named = |problem: String| Err(Error::Parameter(format!("{}: {problem}", dataset.name)));
    if n < 5 {
        return named(format!("{n} points are too few: at least 5 are needed"));
    }
    match bandwidth {
        Bandwidth::Perplexity(perplexity) if perplexity >= (n - 1) as f64 => named(format!(
            "{n} points are too few for perplexity {perplexity}: it must be below the number of \
             neighbours, {}, and customarily below a third of it; choose it with --perplexity",
            n - 1
        )),
        _ => Ok(()),
    }
}

impl MethodName {
    const fn method(self) -> Method {
        match self {
            Self::Asymmetric => Method::AsymmetricSne,
            Self::Symmetric => Method::SymmetricSne,
            Self::Student => Method::TSne,
        }
    }
}

impl ConventionName {
    const fn convention(self) -> Convention {
        match self {
            Self::TwoSigmaSquared => Convention::TwoSigmaSquared,
            Self::SigmaSquared => Convention::SigmaSquared,
        }
    }
}
