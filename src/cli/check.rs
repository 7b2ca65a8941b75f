//! `handgrad check`.

use super::console::{Console, deliver};
use super::input;
use super::{FAILED, Format, UNDECIDED, UNUSABLE};
use crate::evaluate::shielded;
use crate::say::{self, Handled, Look};
use crate::verdict::{self, Checked, DocumentVerdict, Effort, Options, Refused};
use clap::Args;
use std::io::{self, IsTerminal};
use std::path::PathBuf;
use std::process::ExitCode;

/// Options of a check.
#[derive(Args, Debug, Clone)]
pub struct CheckArguments {
    /// Derivations: Markdown, LaTeX or Jupyter notebooks; - is standard input
    #[arg(value_name = "FILE", required = true)]
    files: Vec<String>,
    /// What to print: text for people, or JSON for programs
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Something to assume besides what the document states, in LaTeX
    #[arg(long, value_name = "RELATION")]
    assume: Vec<String>,
    /// Seed of the random points that every line is evaluated at
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How much to look for changes that would make a false line true: none, low,
    /// normal, high, or a number of trials a line
    #[arg(long, value_name = "EFFORT", default_value_t)]
    effort: Effort,
    /// Look for no such changes
    #[arg(long, conflicts_with = "effort")]
    no_hints: bool,
    /// List the lines that hold, the definitions and the assumptions too
    #[arg(short, long)]
    verbose: bool,
    /// Write to a file instead of standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// Checks every file and prints what was found.
pub(super) fn run(arguments: &CheckArguments, console: Console) -> ExitCode {
    let check = |name: &String| (name.clone(), check(name, arguments));
    let files: Vec<Handled<Checked>> = arguments.files.iter().map(check).collect();
    let text = match arguments.format {
        Format::Json => say::check_json(&files),
        Format::Text => {
            let look = look(arguments, console);
            let usable = files.iter().filter_map(|(_, file)| file.as_ref().ok());
            let pages: Vec<String> = usable.map(|of| say::check_text(of, look)).collect();
            apart(&pages)
        }
    };
    if let Err(problem) = deliver(&text, arguments.output.as_deref()) {
        return console.complain(&problem);
    }
    for problem in files.iter().filter_map(|(_, file)| file.as_ref().err()) {
        console.complain(problem);
    }
    status(&files)
}

fn check(name: &str, arguments: &CheckArguments) -> Result<Checked, String> {
    let bytes = input::read(name)?;
    let effort = if arguments.no_hints { Effort::NONE } else { arguments.effort };
    let options = Options {
        assume: arguments.assume.clone(),
        seed: arguments.seed,
        effort,
        ..Options::default()
    };
    let checked =
        shielded(|| verdict::check(name, &bytes, &options)).ok_or_else(|| input::faulty(name))?;
    let checked = checked.map_err(|error| input::unread(name, &error))?;
    match checked.refused.first() {
        None => Ok(checked),
        Some(refused @ Refused { text, column, .. }) => Err(format!(
            "{}: --assume '{text}' cannot be assumed: {} (column {column})",
            input::called(name),
            say::refusal(refused)
        )),
    }
}

/// Pages behind each other, with a blank line behind those of more than a row.
fn apart(pages: &[String]) -> String {
    let mut text = String::new();
    for (k, page) in pages.iter().enumerate() {
        text.push_str(page);
        if k + 1 < pages.len() && page.lines().count() > 1 {
            text.push('\n');
        }
    }
    text
}

/// A terminal's width only where there is a terminal.
fn look(arguments: &CheckArguments, console: Console) -> Look {
    let terminal = arguments.output.is_none() && io::stdout().is_terminal();
    let size = if terminal { terminal_size::terminal_size() } else { None };
    let default = Look::default();
    Look {
        colour: console.colours(terminal),
        width: size.map_or(default.width, |(width, _)| usize::from(width.0)),
        verbose: arguments.verbose,
    }
}

/// The worst of all files: unusable, then false, then undecided.
fn status(files: &[Handled<Checked>]) -> ExitCode {
    let any =
        |verdict| files.iter().any(|(_, file)| file.as_ref().is_ok_and(|c| c.verdict == verdict));
    if files.iter().any(|(_, file)| file.is_err()) {
        ExitCode::from(UNUSABLE)
    } else if any(DocumentVerdict::Fails) {
        ExitCode::from(FAILED)
    } else if any(DocumentVerdict::Undecided) {
        ExitCode::from(UNDECIDED)
    } else {
        ExitCode::SUCCESS
    }
}
