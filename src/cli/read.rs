//! `handgrad read`.

use super::input;
use super::{Format, UNUSABLE, complain, say};
use crate::derivation::{self, Derivation};
use crate::say::Handled;
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
pub(super) fn run(arguments: &ReadArguments) -> ExitCode {
    let read = |name: &String| (name.clone(), read(name));
    let files: Vec<Handled<Derivation>> = arguments.files.iter().map(read).collect();
    let text = match arguments.format {
        Format::Json => crate::say::read_json(&files),
        Format::Text => {
            let page = |(name, file): &Handled<Derivation>| {
                file.as_ref().ok().map(|derivation| crate::say::read_text(name, derivation))
            };
            files.iter().filter_map(page).collect::<Vec<_>>().join("\n")
        }
    };
    say(&text);
    for problem in files.iter().filter_map(|(_, file)| file.as_ref().err()) {
        complain(problem);
    }
    let unusable = files.iter().any(|(_, file)| file.is_err());
    if unusable { ExitCode::from(UNUSABLE) } else { ExitCode::SUCCESS }
}

fn read(name: &str) -> Result<Derivation, String> {
    let bytes = input::read(name)?;
    derivation::read(name, &bytes, &[]).map_err(|error| input::unread(name, &error))
}
