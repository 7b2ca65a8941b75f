//! Verifies the gradients of the SNE family; the same as `handgrad verify`.
//!
//! `cargo run --example verify`, and `-- --help` behind it for the options.

use std::process::ExitCode;

fn main() -> ExitCode {
    handgrad::cli::verify_main()
}
