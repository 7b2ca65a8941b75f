//! `handgrad explain`.

use super::console::Console;
use crate::catalogue::{self, Entry};
use clap::Args;
use std::process::ExitCode;

/// What is to be explained.
#[derive(Args, Debug, Clone)]
pub struct ExplainArguments {
    /// A kind of slip, such as sign, or a code, such as not-finite; without it all are listed
    #[arg(value_name = "NAME")]
    name: Option<String>,
}

/// Prints an entry of the catalogue, or a line for each.
pub(super) fn run(arguments: &ExplainArguments, console: Console) -> ExitCode {
    let Some(wanted) = &arguments.name else {
        return console.print(&list(), ExitCode::SUCCESS);
    };
    let Some(Entry { name, text }) = catalogue::entry(&wanted.to_lowercase()) else {
        let names = |entries: &mut dyn Iterator<Item = Entry>| {
            entries.map(|entry| entry.name).collect::<Vec<_>>().join(", ")
        };
        return console.complain(&format!(
            "there is no slip '{wanted}'; there are {}; nor is it one of the codes {}",
            names(&mut catalogue::slips()),
            names(&mut catalogue::codes())
        ));
    };
    console.print(&format!("{name}\n\n{text}\n"), ExitCode::SUCCESS)
}

fn list() -> String {
    let row = |entry: Entry| format!("{:<18} {}\n", entry.name, entry.summary());
    let slips: String = catalogue::slips().map(row).collect();
    let codes: String = catalogue::codes().map(row).collect();
    format!(
        "Slips that a false line can have:\n{slips}\n\
         Codes of lines that are undecided or skipped:\n{codes}\n\
         `handgrad explain NAME` tells more of one, with an example.\n"
    )
}
