//! The command line: arguments in, an exit status out.
//!
//! In: the words a person typed. Out: text on standard output, a report in a
//! folder, one clear message on standard error, and the status: 0 all well, 1
//! something failed, 2 unusable input or usage, 3 nothing failed but something
//! is undecided. Not done here: mathematics.

mod check;
mod console;
mod explain;
mod help;
mod input;
mod manual;
#[cfg(feature = "burn")]
mod progress;
mod read;
#[cfg(feature = "burn")]
mod table;
#[cfg(feature = "burn")]
mod verify;

pub use check::CheckArguments;
pub use explain::ExplainArguments;
pub use manual::{CompletionsArguments, ManArguments};
pub use read::ReadArguments;
#[cfg(feature = "burn")]
pub use verify::VerifyArguments;

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};
use console::{Color, Console};
use std::process::ExitCode;

/// Something failed.
const FAILED: u8 = 1;
/// Unusable input or usage.
const UNUSABLE: u8 = 2;
/// Nothing failed, something is undecided.
const UNDECIDED: u8 = 3;

/// What `--version` adds to the number.
const VERSION: &str = concat!(
    env!("CARGO_PKG_VERSION"),
    "\n",
    env!("HANDGRAD_ORIGIN"),
    "\nfeatures: ",
    env!("HANDGRAD_FEATURES")
);

#[derive(Parser)]
#[command(
    name = "handgrad",
    version,
    long_version = VERSION,
    propagate_version = true,
    about = "A workbench for gradients derived by hand",
    after_help = help::ALL
)]
struct Arguments {
    /// When to print colours
    #[arg(long, global = true, value_enum, default_value_t, value_name = "WHEN")]
    color: Color,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Check every line of derivations
    #[command(after_help = help::CHECK)]
    Check(CheckArguments),
    /// Tell how derivations are understood
    #[command(after_help = help::READ)]
    Read(ReadArguments),
    /// Explain a kind of slip or a code, with an example
    #[command(after_help = help::EXPLAIN)]
    Explain(ExplainArguments),
    /// Verify the SNE family's gradients: by hand, by autodiff, by differences
    #[cfg(feature = "burn")]
    #[command(after_help = help::VERIFY)]
    Verify(Box<VerifyArguments>),
    /// Print a script with which a shell completes handgrad's options
    #[command(after_help = help::COMPLETIONS)]
    Completions(CompletionsArguments),
    /// Write handgrad's manual pages into a folder
    #[command(after_help = help::MAN)]
    Man(ManArguments),
}

/// `handgrad …`
#[must_use]
pub fn main() -> ExitCode {
    let Arguments { color, command } = match parsed::<Arguments>() {
        Ok(arguments) => arguments,
        Err(status) => return status,
    };
    let console = Console { color };
    match command {
        Command::Check(arguments) => check::run(&arguments, console),
        Command::Read(arguments) => read::run(&arguments, console),
        Command::Explain(arguments) => explain::run(&arguments, console),
        #[cfg(feature = "burn")]
        Command::Verify(arguments) => verify::run(&arguments, console),
        Command::Completions(arguments) => {
            manual::completions(&arguments, Arguments::command(), console)
        }
        Command::Man(arguments) => manual::man(&arguments, Arguments::command(), console),
    }
}

/// The words of the command line. Help and usage are printed here, in colours
/// only where they are wanted; they too may find no room to be written.
fn parsed<A: CommandFactory + FromArgMatches>() -> Result<A, ExitCode> {
    let words: Vec<_> = std::env::args_os().collect();
    let command = A::command().color(Color::among(&words));
    let arguments = command
        .try_get_matches_from(words)
        .and_then(|mut found| A::from_arg_matches_mut(&mut found));
    arguments.map_err(|shown| match shown.print() {
        Err(source) if !shown.use_stderr() && source.kind() != std::io::ErrorKind::BrokenPipe => {
            let path = "standard output".into();
            Console { color: Color::Auto }.complain(&crate::Error::Write { path, source })
        }
        _ if shown.use_stderr() => ExitCode::from(UNUSABLE),
        _ => ExitCode::SUCCESS,
    })
}

/// What is printed about a document.
#[derive(ValueEnum, Debug, Clone, Copy, PartialEq)]
enum Format {
    Text,
    Json,
}

#[cfg(feature = "burn")]
#[derive(Parser)]
#[command(
    name = "verify",
    version,
    long_version = VERSION,
    about = "Verify the SNE family's gradients",
    after_help = help::VERIFY
)]
struct Verify {
    /// When to print colours
    #[arg(long, value_enum, default_value_t, value_name = "WHEN")]
    color: Color,
    #[command(flatten)]
    arguments: VerifyArguments,
}

/// `cargo run --example verify -- …`: the same as `handgrad verify …`.
#[cfg(feature = "burn")]
#[must_use]
pub fn verify_main() -> ExitCode {
    match parsed::<Verify>() {
        Ok(Verify { color, arguments }) => verify::run(&arguments, Console { color }),
        Err(status) => status,
    }
}
