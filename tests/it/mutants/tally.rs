//! What became of all changes, in numbers and by cause.

use super::checker::Verdict;
use super::trial::{Change, Changed};
use super::truth::Truth;
use std::collections::BTreeMap;
use std::fmt::{self, Write as _};

/// The outcomes of one kind of change.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Row {
    pub right: usize,
    pub wrong: usize,
    pub undecided: usize,
}

/// The outcomes of changes that ought to come out alike, by kind.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    rows: BTreeMap<String, Row>,
    /// The changes that the checker is wrong about.
    pub wrong: Vec<String>,
    /// Why nothing was said, how often, and of what for example.
    causes: BTreeMap<String, (usize, String)>,
}

/// All outcomes.
#[derive(Debug, Default)]
pub(crate) struct Tallies {
    /// Slips that change the value.
    pub mutants: Tally,
    /// Changes that keep it.
    pub rewrites: Tally,
    /// What was left out, by cause.
    left_out: BTreeMap<String, usize>,
}

impl Tallies {
    pub(crate) fn of(all: &[Changed]) -> Self {
        let mut tallies = Self::default();
        for changed in all {
            tallies.add(changed);
        }
        tallies
    }

    fn add(&mut self, changed: &Changed) {
        match (changed.edit.kind, &changed.truth) {
            (Change::Slip(slip), Truth::False(_)) => {
                self.mutants.add(changed, &slip.to_string(), &Verdict::Fails);
            }
            (Change::Slip(_), Truth::True) => {
                self.rewrites.add(changed, "a slip without effect", &Verdict::Holds);
            }
            (Change::Rewrite(rewrite), Truth::True) => {
                self.rewrites.add(changed, rewrite, &Verdict::Holds);
            }
            (Change::Rewrite(_), _) => self.leave_out("rewrites that change the value".into()),
            (Change::Slip(_), Truth::Void(trouble)) => {
                self.leave_out(format!("slips without a value: {trouble:?}"));
            }
            (Change::Slip(_), Truth::Grey(_)) => self.leave_out("slips in the grey zone".into()),
            (Change::Slip(_), Truth::Ambiguous) => {
                self.leave_out("slips that another reading makes true".into());
            }
        }
    }

    fn leave_out(&mut self, why: String) {
        *self.left_out.entry(why).or_default() += 1;
    }
}

impl Tally {
    fn add(&mut self, changed: &Changed, kind: &str, wanted: &Verdict) {
        let row = self.rows.entry(kind.to_owned()).or_default();
        let line = changed.line.split_whitespace().collect::<Vec<_>>().join(" ");
        let original = changed.original.split_whitespace().collect::<Vec<_>>().join(" ");
        let told = format!("{}:{} {kind}:\n    {original}\n => {line}", changed.file, changed.at);
        match &changed.verdict {
            Some(Verdict::Undecided(why)) => {
                row.undecided += 1;
                let (count, _) = self.causes.entry(why.clone()).or_insert((0, told));
                *count += 1;
            }
            Some(verdict) if verdict == wanted => row.right += 1,
            _ => {
                row.wrong += 1;
                self.wrong.push(told);
            }
        }
    }

    /// How many changes there are, and how many of them were decided.
    pub(crate) fn total(&self) -> Row {
        self.rows.values().fold(Row::default(), |sum, row| Row {
            right: sum.right + row.right,
            wrong: sum.wrong + row.wrong,
            undecided: sum.undecided + row.undecided,
        })
    }
}

impl Row {
    pub(crate) fn count(self) -> usize {
        self.right + self.wrong + self.undecided
    }

    /// The share that was decided, of one.
    pub(crate) fn decided(self) -> f64 {
        1.0 - self.undecided as f64 / self.count() as f64
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let line = |name: &str, row: &Row| {
            let Row { right, wrong, undecided } = row;
            format!("{:7}{right:7}{wrong:7}{undecided:11}  {name}\n", row.count())
        };
        let mut table = "  tried  right  wrong  undecided\n".to_owned();
        for (name, row) in &self.rows {
            table.push_str(&line(name, row));
        }
        table.push_str(&line("all", &self.total()));
        for (why, (count, example)) in &self.causes {
            let _ = writeln!(table, "undecided {count} times, {why}: {example}");
        }
        f.write_str(&table)
    }
}

impl fmt::Display for Tallies {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "slips that change the value\n{}\n", self.mutants)?;
        write!(f, "changes that keep the value\n{}\n", self.rewrites)?;
        for (why, count) in &self.left_out {
            writeln!(f, "left out {count:6}  {why}")?;
        }
        Ok(())
    }
}
