//! The command `handgrad`.

use std::process::ExitCode;

fn main() -> ExitCode {
    handgrad::cli::main()
}
