//! Progress bars on a terminal, nothing in a pipe.

use crate::verify::Progress;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::{self, IsTerminal};

/// One bar at a time, gone when its phase is over.
pub(super) struct Bars {
    bar: ProgressBar,
}

impl Bars {
    pub(super) fn new() -> Self {
        let bar = ProgressBar::hidden();
        if io::stdout().is_terminal() && io::stderr().is_terminal() {
            bar.set_draw_target(ProgressDrawTarget::stderr());
        }
        if let Ok(style) =
            ProgressStyle::with_template("{msg:44} {bar:30} {pos:>4}/{len:<4} {elapsed}")
        {
            bar.set_style(style.progress_chars("━╸─"));
        }
        Self { bar }
    }
}

impl Progress for Bars {
    fn begin(&self, phase: &str, steps: usize) {
        self.bar.reset();
        self.bar.set_length(steps as u64);
        self.bar.set_message(phase.to_owned());
    }

    fn step(&self) {
        self.bar.inc(1);
    }

    fn end(&self) {
        self.bar.finish_and_clear();
    }
}
