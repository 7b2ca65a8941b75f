//! Where an expression is evaluated: a table whose columns are index variables
//! and whose rows are the combinations of values that are asked for.
//!
//! A condition such as j ≠ i leaves rows out before anything is computed, so
//! that no logarithm or root ever sees an entry that nobody asked for.

use super::places::Places;
use crate::expression::VarId;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// Combinations of index values.
#[derive(Debug, Clone, Default)]
pub(super) struct Domain {
    variables: Vec<VarId>,
    /// One column for each variable, with a bound on its values.
    columns: Vec<(Arc<Vec<u32>>, u32)>,
    rows: usize,
}

/// More rows than this are not evaluated.
pub(super) const MOST_ROWS: usize = 2_000_000;

impl Domain {
    /// One row without variables.
    pub(super) fn point() -> Self {
        Self { rows: 1, ..Self::default() }
    }

    /// Its variables.
    pub(super) fn variables(&self) -> impl Iterator<Item = VarId> + '_ {
        self.variables.iter().copied()
    }

    pub(super) const fn rows(&self) -> usize {
        self.rows
    }

    /// A variable's values; `None` for one that is not in the table.
    pub(super) fn column(&self, variable: VarId) -> Option<&[u32]> {
        let at = self.variables.iter().position(|v| *v == variable)?;
        Some(&self.columns[at].0)
    }

    /// Adds a column whose values are below a bound.
    pub(super) fn with(mut self, variable: VarId, column: Vec<u32>, below: usize) -> Self {
        self.rows = column.len();
        self.variables.push(variable);
        self.columns.push((Arc::new(column), below as u32));
        self
    }

    /// Every row for every value of a further variable; also, for each new row,
    /// the row it came from. `None` where that are too many.
    pub(super) fn expanded(&self, variable: VarId, size: usize) -> Option<(Self, Places)> {
        let rows = self.rows.checked_mul(size).filter(|rows| *rows <= MOST_ROWS)?;
        let origins = Places::repeated(self.rows, size);
        let values = (0..rows).map(|k| (k % size) as u32).collect();
        let mut wider = self.gathered(&origins).with(variable, values, size);
        wider.rows = rows;
        Some((wider, origins))
    }

    /// The rows at the given places.
    pub(super) fn gathered(&self, places: &Places) -> Self {
        let gather = |(column, below): &(Arc<Vec<u32>>, u32)| {
            let values: Vec<u32> = places.iter().map(|p| column[p]).collect();
            (Arc::new(values), *below)
        };
        Self {
            variables: self.variables.clone(),
            columns: self.columns.iter().map(gather).collect(),
            rows: places.len(),
        }
    }

    /// The distinct combinations of some columns, renamed, and for each row of
    /// this table the combination that it has. A variable that is not in the
    /// table is left out.
    pub(super) fn projected(&self, onto: &[(VarId, VarId)]) -> (Self, Places) {
        let known = onto.iter().filter_map(|(from, to)| {
            let at = self.variables.iter().position(|v| v == from)?;
            Some((&self.columns[at], *to))
        });
        let (columns, variables): (Vec<_>, Vec<_>) = known.unzip();
        let (first, places) = self.distinct(&columns);
        let gather = |(column, below): &&(Arc<Vec<u32>>, u32)| {
            let values: Vec<u32> = first.iter().map(|p| column[*p as usize]).collect();
            (Arc::new(values), *below)
        };
        let columns = columns.iter().map(gather).collect();
        (Self { variables, columns, rows: first.len() }, places)
    }

    /// The first row of each combination of some columns, and for each row which
    /// of these has its combination.
    fn distinct(&self, columns: &[&(Arc<Vec<u32>>, u32)]) -> (Vec<u32>, Places) {
        let below = columns.iter().map(|(_, below)| u64::from(*below));
        let combinations = below.into_iter().try_fold(1, u64::checked_mul);
        let mut first: Vec<u32> = Vec::new();
        let mut fresh = |row: usize| {
            first.push(row as u32);
            first.len() as u32 - 1
        };
        let places: Vec<u32> = match combinations {
            // Few enough for a table of all.
            Some(all @ 1..) if all <= 4 * self.rows as u64 + 64 => {
                let mut seen = vec![u32::MAX; all as usize];
                let place = |(row, key): (usize, u64)| {
                    let place = &mut seen[key as usize];
                    if *place == u32::MAX {
                        *place = fresh(row);
                    }
                    *place
                };
                self.keys(columns).into_iter().enumerate().map(place).collect()
            }
            Some(_) => {
                let mut seen: HashMap<u64, u32> = HashMap::new();
                let place = |(row, key)| *seen.entry(key).or_insert_with(|| fresh(row));
                self.keys(columns).into_iter().enumerate().map(place).collect()
            }
            // No number tells as many apart.
            None => {
                let mut seen: HashMap<Vec<u32>, u32> = HashMap::new();
                let key = |row: usize| columns.iter().map(|(column, _)| column[row]).collect();
                let place = |row| *seen.entry(key(row)).or_insert_with(|| fresh(row));
                (0..self.rows).map(place).collect()
            }
        };
        let places = Places::counted(places, first.len());
        (first, places)
    }

    /// One number for each row, equal where the columns are; there are fewer
    /// combinations than numbers.
    fn keys(&self, columns: &[&(Arc<Vec<u32>>, u32)]) -> Vec<u64> {
        let mut keys = vec![0_u64; self.rows];
        for (column, below) in columns {
            for (key, value) in keys.iter_mut().zip(column.iter()) {
                *key = *key * u64::from(*below) + u64::from(*value);
            }
        }
        keys
    }

    /// What making a table of its rows takes, in steps.
    pub(super) fn steps(&self) -> u64 {
        (self.rows as u64).saturating_mul(self.columns.len() as u64 + 1)
    }

    /// A number that tells this table from others, whatever its variables with
    /// a number are called.
    pub(super) fn fingerprint(&self, numbers: &BTreeMap<VarId, usize>) -> u64 {
        let number = |v: &VarId| numbers.get(v).map_or_else(|| v.number(), |n| *n as u32);
        let mut columns: Vec<(u32, &Vec<u32>)> =
            self.variables.iter().map(number).zip(self.columns.iter().map(|c| &*c.0)).collect();
        columns.sort_by_key(|(number, _)| *number);
        let mut hash = 0xcbf2_9ce4_8422_2325_u64 ^ self.rows as u64;
        for (number, column) in columns {
            for value in std::iter::once(number).chain(column.iter().copied()) {
                hash = (hash ^ u64::from(value)).wrapping_mul(0x0000_0100_0000_01b3);
            }
        }
        hash
    }
}
