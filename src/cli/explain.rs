//! `handgrad explain`.

use super::{complain, say};
use crate::catalogue::{self, Entry};
use clap::Args;
use std::process::ExitCode;

/// What is to be explained.
#[derive(Args, Debug, Clone)]
pub struct ExplainArguments {
    /// A kind of slip, such as sign; without it all kinds are listed
    #[arg(value_name = "SLIP")]
    slip: Option<String>,
}

/// Prints an entry of the catalogue, or a line for each.
pub(super) fn run(arguments: &ExplainArguments) -> ExitCode {
    let Some(slip) = &arguments.slip else {
        say(&list());
        return ExitCode::SUCCESS;
    };
    let Some(Entry { name, text }) = catalogue::entry(&slip.to_lowercase()) else {
        let names: Vec<&str> = catalogue::entries().map(|entry| entry.name).collect();
        return complain(&format!("there is no slip '{slip}'; there are {}", names.join(", ")));
    };
    say(&format!("{name}\n\n{text}\n"));
    ExitCode::SUCCESS
}

fn list() -> String {
    let row = |entry: Entry| format!("{:<12} {}\n", entry.name, entry.summary());
    let rows: String = catalogue::entries().map(row).collect();
    format!("{rows}\n`handgrad explain SLIP` tells more of one, with an example.\n")
}
