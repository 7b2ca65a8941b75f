//! What goes out: text on standard output or in a file, messages on standard error.
//!
//! What cannot be written is told, with status 2; a reader that has gone away
//! (`| head`) is no fault.

use super::UNUSABLE;
use crate::error::{Error, Result};
use anstyle::{AnsiColor, Style};
use clap::ValueEnum;
use std::env;
use std::fmt::Display;
use std::fs;
use std::io::{self, ErrorKind, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// When to print colours.
#[derive(ValueEnum, Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Color {
    /// On a terminal, unless NO_COLOR is set or TERM is dumb
    #[default]
    Auto,
    /// Always, in files and pipes too
    Always,
    /// Never
    Never,
}

/// Where a command prints, and whether in colours.
#[derive(Debug, Clone, Copy)]
pub(super) struct Console {
    pub color: Color,
}

impl Color {
    /// The choice among the words of a command line, for what is printed before
    /// they are all understood: help and usage.
    pub(super) fn among(words: &[std::ffi::OsString]) -> clap::ColorChoice {
        let words: Vec<_> = words.iter().map(|word| word.to_string_lossy()).collect();
        let behind = |k: usize| {
            words[k].strip_prefix("--color=").or_else(|| {
                let next = words.get(k + 1).filter(|_| words[k] == "--color");
                next.map(AsRef::as_ref)
            })
        };
        let options = words.iter().take_while(|word| *word != "--").count();
        match (0..options).filter_map(behind).next_back() {
            Some("always") => clap::ColorChoice::Always,
            Some("never") => clap::ColorChoice::Never,
            _ => clap::ColorChoice::Auto,
        }
    }

    fn on(self, terminal: bool) -> bool {
        let set = |name| env::var_os(name).is_some_and(|value| !value.is_empty());
        let dumb = env::var_os("TERM").is_some_and(|value| value == "dumb");
        match self {
            Self::Always => true,
            Self::Never => false,
            Self::Auto => terminal && !set("NO_COLOR") && !dumb,
        }
    }
}

impl Console {
    /// Whether standard output has colours; `terminal` says whether it is one.
    pub(super) fn colours(self, terminal: bool) -> bool {
        self.color.on(terminal)
    }

    /// One message on standard error.
    pub(super) fn complain(self, problem: &dyn Display) -> ExitCode {
        let mut err = io::stderr().lock();
        let coloured = self.color.on(err.is_terminal());
        let style = if coloured { AnsiColor::Red.on_default().bold() } else { Style::new() };
        // Nobody is left to be told when standard error is closed.
        let _ = writeln!(err, "{style}error:{style:#} {problem}");
        ExitCode::from(UNUSABLE)
    }

    /// Text on standard output, then the status; if it cannot be written, the
    /// message and the status for that.
    pub(super) fn print(self, text: &str, status: ExitCode) -> ExitCode {
        match printed(text) {
            Ok(()) => status,
            Err(problem) => self.complain(&problem),
        }
    }
}

/// Text on standard output.
pub(super) fn printed(text: &str) -> Result<()> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(source) if source.kind() != ErrorKind::BrokenPipe => {
            Err(Error::Write { path: "standard output".into(), source })
        }
        _ => Ok(()),
    }
}

/// Text on standard output, or in a file that is written whole or not at all.
pub(super) fn deliver(text: &str, file: Option<&Path>) -> Result<()> {
    match file {
        None => printed(text),
        Some(path) => save(text.as_bytes(), path)
            .map_err(|source| Error::Write { path: path.to_owned(), source }),
    }
}

/// Writes beside the file and renames, so that nobody finds half of it. A device
/// or a pipe is written to as it is, and a link is followed.
pub(super) fn save(bytes: &[u8], path: &Path) -> io::Result<()> {
    let path = &fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    if fs::metadata(path).is_ok_and(|existing| !existing.is_file()) {
        return fs::OpenOptions::new().write(true).open(path)?.write_all(bytes);
    }
    let unfinished = unfinished(path);
    // One that a killed run has left.
    let _ = fs::remove_file(&unfinished);
    let written = fs::File::create_new(&unfinished)
        .and_then(|mut file| file.write_all(bytes))
        .and_then(|()| fs::rename(&unfinished, path));
    if written.is_err() {
        // What is told is why it could not be written, whatever becomes of this.
        let _ = fs::remove_file(&unfinished);
    }
    written
}

/// `.NAME.unfinished` beside the file.
fn unfinished(path: &Path) -> PathBuf {
    let mut name = std::ffi::OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(".unfinished");
    path.with_file_name(name)
}
