//! What stands at the end of every `--help`: examples, and what the exit status means.

pub(super) const ALL: &str = "\
Examples:
  handgrad check homework.md          every line: does it hold?
  handgrad read homework.md           how was each formula understood?
  handgrad explain sign               what is a slip of sign?
  handgrad verify --data iris         the SNE family's gradients, three ways

Exit status:
  0  all is well
  1  something is false: a line, a gradient, or a slip that was not caught
  2  a file or an option cannot be used, or the answer cannot be written
  3  nothing is false, but something is undecided";

pub(super) const CHECK: &str = "\
Examples:
  handgrad check homework.md
  handgrad check --verbose --no-hints chapter.tex
  handgrad check --assume 'a > 0' homework.md
  handgrad check --format json --output results.json *.ipynb

Exit status:
  0  every line that claims something holds
  1  at least one line is false
  2  a file or an option cannot be used, or the answer cannot be written
  3  no line is false, but at least one is undecided";

pub(super) const READ: &str = "\
Examples:
  handgrad read homework.md
  handgrad read --format json notes.ipynb

Exit status:
  0  every file was read
  2  a file or an option cannot be used, or the answer cannot be written";

pub(super) const EXPLAIN: &str = "\
Examples:
  handgrad explain                    the list of all names
  handgrad explain sign               a kind of slip
  handgrad explain not-finite         a code of an undecided line

Exit status:
  0  the name is known
  2  it is not, or the answer cannot be written";

#[cfg(feature = "burn")]
pub(super) const VERIFY: &str = "\
Examples:
  handgrad verify
  handgrad verify --method t-sne --data iris --perplexity 20 --out my-report
  handgrad verify --data mine.csv --labels species --drop-missing
  handgrad verify --n 100 --format json > report.json

Exit status:
  0  every gradient agrees, and every planted slip was caught
  1  a gradient disagrees, a descent ran away, or a slip was not caught
  2  data or an option cannot be used, or the report cannot be written";

pub(super) const COMPLETIONS: &str = "\
Examples:
  handgrad completions bash > handgrad.bash      to be sourced by ~/.bashrc
  handgrad completions fish > ~/.config/fish/completions/handgrad.fish
  handgrad completions zsh > _handgrad      in a folder of zsh's $fpath

Exit status:
  0  the script was written
  2  there is no such shell, or the script cannot be written";

pub(super) const MAN: &str = "\
Examples:
  handgrad man --out ~/.local/share/man/man1
  man handgrad-check

Exit status:
  0  the pages were written
  2  the folder cannot be written";
