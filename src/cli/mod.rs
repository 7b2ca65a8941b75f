//! The command line: arguments in, an exit status out.
//!
//! In: the words a person typed. Out: text on standard output, a report in a
//! folder, one clear message on standard error, and the status: 0 all well, 1
//! something failed, 2 unusable input or usage, 3 nothing failed but something
//! is undecided. Not done here: mathematics.

mod check;
mod explain;
mod input;
mod progress;
mod read;
mod table;
mod verify;

pub use check::CheckArguments;
pub use explain::ExplainArguments;
pub use read::ReadArguments;
pub use verify::VerifyArguments;

use crate::error::{Error, Result};
use clap::{Parser, Subcommand, ValueEnum};
use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

/// Something failed.
const FAILED: u8 = 1;
/// Unusable input or usage.
const UNUSABLE: u8 = 2;
/// Nothing failed, something is undecided.
const UNDECIDED: u8 = 3;

#[derive(Parser)]
#[command(name = "handgrad", version, about = "A workbench for gradients derived by hand")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Check every line of derivations
    Check(CheckArguments),
    /// Tell how derivations are understood
    Read(ReadArguments),
    /// Explain a kind of slip or a code, with an example
    Explain(ExplainArguments),
    /// Verify the SNE family's gradients: by hand, by autodiff, by differences
    Verify(Box<VerifyArguments>),
}

/// `handgrad …`
#[must_use]
pub fn main() -> ExitCode {
    match Arguments::parse().command {
        Command::Check(arguments) => check::run(&arguments),
        Command::Read(arguments) => read::run(&arguments),
        Command::Explain(arguments) => explain::run(&arguments),
        Command::Verify(arguments) => verify::run(&arguments),
    }
}

/// What is printed about a document.
#[derive(ValueEnum, Debug, Clone, Copy, PartialEq)]
enum Format {
    Text,
    Json,
}

#[derive(Parser)]
#[command(name = "verify", version, about = "Verify the SNE family's gradients")]
struct Verify {
    #[command(flatten)]
    arguments: VerifyArguments,
}

/// `cargo run --example verify -- …`: the same as `handgrad verify …`.
#[must_use]
pub fn verify_main() -> ExitCode {
    verify::run(&Verify::parse().arguments)
}

/// One message on standard error.
fn complain(problem: &dyn std::fmt::Display) -> ExitCode {
    // Nobody is left to be told when standard error is closed.
    let _ = writeln!(io::stderr(), "error: {problem}");
    ExitCode::from(UNUSABLE)
}

/// Text on standard output. A reader that has gone away (`| head`) is no fault.
fn say(text: &str) {
    let mut out = io::stdout().lock();
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}

/// Text on standard output, or in a file that is written whole or not at all.
fn deliver(text: &str, file: Option<&Path>) -> Result<()> {
    let Some(path) = file else {
        say(text);
        return Ok(());
    };
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let written = tempfile::NamedTempFile::new_in(folder.unwrap_or(Path::new("."))).and_then(
        |mut temporary| {
            temporary.write_all(text.as_bytes())?;
            temporary.persist(path).map_err(|failed| failed.error)?;
            Ok(())
        },
    );
    written.map_err(|source| Error::Write { path: path.to_owned(), source })
}
