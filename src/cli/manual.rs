//! `handgrad completions` and `handgrad man`: what a shell and `man` want to know, made from the
//! same description of the options as `--help`.

use super::console::{self, Console};
use crate::error::{Error, Result};
use clap::{Args, Command};
use clap_complete::Shell;
use clap_mangen::Man;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// For which shell.
#[derive(Args, Debug, Clone)]
pub struct CompletionsArguments {
    /// The shell that is to complete handgrad's options
    #[arg(value_enum)]
    shell: Shell,
}

/// Where the manual pages go.
#[derive(Args, Debug, Clone)]
pub struct ManArguments {
    /// Folder of the pages; it is made if it is not there
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

/// Prints the script for the shell.
pub(super) fn completions(
    arguments: &CompletionsArguments,
    mut command: Command,
    console: Console,
) -> ExitCode {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut command, "handgrad", &mut script);
    console.print(&String::from_utf8_lossy(&script), ExitCode::SUCCESS)
}

/// Writes a page for handgrad and one for each of its commands.
pub(super) fn man(arguments: &ManArguments, command: Command, console: Console) -> ExitCode {
    match write_pages(&arguments.out, command) {
        Err(problem) => console.complain(&problem),
        Ok(names) => {
            let told = format!("{}: {}\n", arguments.out.display(), names.join(", "));
            console.print(&told, ExitCode::SUCCESS)
        }
    }
}

fn write_pages(folder: &Path, mut command: Command) -> Result<Vec<String>> {
    let refused = |path: &Path| {
        let path = path.to_owned();
        |source: io::Error| Error::Write { path, source }
    };
    // Options that all commands share are passed on to each.
    command.build();
    let commands = command.get_subcommands().filter(|own| own.get_name() != "help").cloned();
    let all: Vec<Command> = std::iter::once(command.clone()).chain(commands).collect();
    fs::create_dir_all(folder).map_err(refused(folder))?;
    let mut names = Vec::new();
    for command in all {
        let man = Man::new(command);
        let name = man.get_filename();
        let path = folder.join(&name);
        let mut page = Vec::new();
        man.render(&mut page).and_then(|()| console::save(&page, &path)).map_err(refused(&path))?;
        names.push(name);
    }
    Ok(names)
}
