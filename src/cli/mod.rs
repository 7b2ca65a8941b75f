//! The command line: arguments in, an exit status out.
//!
//! In: the words a person typed. Out: text on standard output, a report in a
//! folder, one clear message on standard error, and the status: 0 all well, 1
//! something failed, 2 unusable input or usage. Not done here: mathematics.

mod progress;
mod table;
mod verify;

pub use verify::VerifyArguments;

use clap::{Parser, Subcommand};
use std::io::{self, Write};
use std::process::ExitCode;

/// Something failed.
const FAILED: u8 = 1;
/// Unusable input or usage.
const UNUSABLE: u8 = 2;

#[derive(Parser)]
#[command(name = "handgrad", version, about = "A workbench for gradients derived by hand")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Verify the SNE family's gradients: by hand, by autodiff, by differences
    Verify(VerifyArguments),
}

/// `handgrad …`
#[must_use]
pub fn main() -> ExitCode {
    let Command::Verify(arguments) = Arguments::parse().command;
    verify::run(&arguments)
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
