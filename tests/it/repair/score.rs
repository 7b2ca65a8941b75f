//! How many lines are found, named and mended.

use super::patient::Patient;
use std::collections::BTreeMap;
use std::fmt;

/// A diagnosis that takes more seconds is named.
const SLOW: f64 = 1.0;

/// The figures, and what is missed.
pub(crate) struct Score {
    rows: BTreeMap<String, [usize; 5]>,
    missed: Vec<String>,
    undecided: usize,
    slowest: f64,
    seconds: f64,
}

impl Score {
    pub(crate) fn of(patients: &[Patient]) -> Self {
        let mut score = Self {
            rows: BTreeMap::new(),
            missed: Vec::new(),
            undecided: 0,
            slowest: 0.0,
            seconds: 0.0,
        };
        for patient in patients {
            score.add(patient);
        }
        score
    }

    fn add(&mut self, patient: &Patient) {
        self.slowest = self.slowest.max(patient.seconds);
        if patient.seconds > SLOW {
            let line = spaced(&patient.line);
            self.missed.push(format!("{} {:.2} s: {line}", patient.file, patient.seconds));
        }
        self.seconds += patient.seconds;
        let Some(found) = patient.found else {
            self.undecided += 1;
            return;
        };
        let slip = patient.slip.to_string();
        let (kind, hint) = (patient.kind == slip, patient.mended == Some(0));
        let row = self.rows.entry(slip).or_default();
        let marks = [true, found, kind, hint, patient.mended.is_some()];
        row.iter_mut().zip(marks).for_each(|(count, mark)| *count += usize::from(mark));
        if !(found && kind && hint) {
            self.missed.push(format!(
                "{} {} line {found} kind {} hint {:?}\n   was {}\n   is  {}\n   got {}",
                patient.file,
                patient.slip,
                patient.kind,
                patient.mended,
                spaced(&patient.original),
                spaced(&patient.line),
                patient.hint,
            ));
        }
    }

    fn total(&self, column: usize) -> usize {
        self.rows.values().map(|row| row[column]).sum()
    }

    pub(crate) fn count(&self) -> usize {
        self.total(0)
    }

    fn share(&self, column: usize) -> f64 {
        self.total(column) as f64 / self.count().max(1) as f64
    }

    pub(crate) fn line(&self) -> f64 {
        self.share(1)
    }

    pub(crate) fn kind(&self) -> f64 {
        self.share(2)
    }

    pub(crate) fn hint(&self) -> f64 {
        self.share(3)
    }
}

fn spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

impl fmt::Display for Score {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for missed in &self.missed {
            writeln!(f, "{missed}")?;
        }
        writeln!(
            f,
            "{:12} {:>5} {:>5} {:>5} {:>5} {:>5}",
            "", "slips", "line", "kind", "first", "any"
        )?;
        for (slip, [count, line, kind, hint, any]) in &self.rows {
            writeln!(f, "{slip:12} {count:5} {line:5} {kind:5} {hint:5} {any:5}")?;
        }
        writeln!(f, "undecided {}", self.undecided)?;
        writeln!(
            f,
            "seconds: {:.2} at most, {:.2} on average",
            self.slowest,
            self.seconds / self.count().max(1) as f64
        )?;
        write!(
            f,
            "line found {:.1} %, kind right {:.1} %, first hint is the original {:.1} %",
            100.0 * self.line(),
            100.0 * self.kind(),
            100.0 * self.hint()
        )
    }
}
