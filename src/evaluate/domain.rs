//! Where an expression is evaluated: a table whose columns are index variables
//! and whose rows are the combinations of values that are asked for.
//!
//! A condition such as j ≠ i leaves rows out before anything is computed, so
//! that no logarithm or root ever sees an entry that nobody asked for.

use crate::expression::VarId;
use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

/// Combinations of index values.
#[derive(Debug, Clone, Default)]
pub(super) struct Domain {
    variables: Vec<VarId>,
    /// One column for each variable, with a bound on its values.
    columns: Vec<(Rc<Vec<u32>>, u32)>,
    rows: usize,
}

/// More rows than this are not evaluated.
pub(super) const MOST_ROWS: usize = 2_000_000;

impl Domain {
    /// One row without variables.
    pub(super) fn point() -> Self {
        Self { rows: 1, ..Self::default() }
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
        self.columns.push((Rc::new(column), below as u32));
        self
    }

    /// Every row for every value of a further variable; also, for each new row,
    /// the row it came from. `None` where that are too many.
    pub(super) fn expanded(&self, variable: VarId, size: usize) -> Option<(Self, Vec<u32>)> {
        let rows = self.rows.checked_mul(size).filter(|rows| *rows <= MOST_ROWS)?;
        let origins: Vec<u32> = (0..rows).map(|k| (k / size) as u32).collect();
        let values = (0..rows).map(|k| (k % size) as u32).collect();
        let mut wider = self.gathered(&origins).with(variable, values, size);
        wider.rows = rows;
        Some((wider, origins))
    }

    /// The rows at the given places.
    pub(super) fn gathered(&self, places: &[u32]) -> Self {
        let gather = |(column, below): &(Rc<Vec<u32>>, u32)| {
            let values: Vec<u32> = places.iter().map(|p| column[*p as usize]).collect();
            (Rc::new(values), *below)
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
    pub(super) fn projected(&self, onto: &[(VarId, VarId)]) -> (Self, Vec<u32>) {
        let known = onto.iter().filter_map(|(from, to)| {
            let at = self.variables.iter().position(|v| v == from)?;
            Some((&self.columns[at], *to))
        });
        let (columns, variables): (Vec<_>, Vec<_>) = known.unzip();
        let keys = self.keys(&columns);
        let combinations: u64 = columns.iter().map(|(_, below)| u64::from(*below)).product();
        let mut first: Vec<u32> = Vec::new();
        let mut places = Vec::with_capacity(self.rows);
        if combinations <= 4 * MOST_ROWS as u64 && combinations > 0 {
            let mut seen = vec![u32::MAX; combinations as usize];
            for (row, key) in keys.iter().enumerate() {
                let place = &mut seen[*key as usize];
                if *place == u32::MAX {
                    *place = first.len() as u32;
                    first.push(row as u32);
                }
                places.push(*place);
            }
        } else {
            let mut seen: HashMap<u64, u32> = HashMap::new();
            for (row, key) in keys.iter().enumerate() {
                let place = *seen.entry(*key).or_insert_with(|| {
                    first.push(row as u32);
                    first.len() as u32 - 1
                });
                places.push(place);
            }
        }
        let gather = |(column, below): &&(Rc<Vec<u32>>, u32)| {
            let values: Vec<u32> = first.iter().map(|p| column[*p as usize]).collect();
            (Rc::new(values), *below)
        };
        let columns = columns.iter().map(gather).collect();
        (Self { variables, columns, rows: first.len() }, places)
    }

    /// One number for each row, equal where the columns are.
    fn keys(&self, columns: &[&(Rc<Vec<u32>>, u32)]) -> Vec<u64> {
        let mut keys = vec![0_u64; self.rows];
        for (column, below) in columns {
            for (key, value) in keys.iter_mut().zip(column.iter()) {
                *key = *key * u64::from(*below) + u64::from(*value);
            }
        }
        keys
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
