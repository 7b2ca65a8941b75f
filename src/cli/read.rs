//! `handgrad read`.

use super::console::Console;
use super::input;
use super::{Format, UNUSABLE};
use crate::derivation::{self, Derivation};
use crate::say::{self, Handled};
use clap::Args;
use std::process::ExitCode;

/// Options of a reading.
#[derive(Args, Debug, Clone)]
pub struct ReadArguments {
    /// Derivations: Markdown, LaTeX or Jupyter notebooks; - is standard input
    #[arg(value_name = "FILE", required = true)]
    files: Vec<String>,
    /// What to print: text for people, or JSON for programs
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

/// Reads every file and prints how it was understood.
pub(super) fn run(arguments: &ReadArguments, console: Console) -> ExitCode {
    let read = |name: &String| (name.clone(), read(name));
    let files: Vec<Handled<Derivation>> = arguments.files.iter().map(read).collect();
    let text = match arguments.format {
        Format::Json => say::read_json(&files),
        Format::Text => {
            let page = |(name, file): &Handled<Derivation>| {
                file.as_ref().ok().map(|derivation| say::read_text(name, derivation))
            };
            files.iter().filter_map(page).collect::<Vec<_>>().join("\n")
        }
    };
    let usable = files.iter().all(|(_, file)| file.is_ok());
    let status = if usable { ExitCode::SUCCESS } else { ExitCode::from(UNUSABLE) };
    let status = console.print(&text, status);
    for problem in files.iter().filter_map(|(_, file)| file.as_ref().err()) {
        console.complain(problem);
    }
    status
}

fn read(name: &str) -> Result<Derivation, String> {
    let bytes = input::read(name)?;
    derivation::read(name, &bytes, &[]).map_err(|error| input::unread(name, &error))
}
