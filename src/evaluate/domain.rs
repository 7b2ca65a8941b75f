//! Where an expression is evaluated: a table whose columns are index variables
//! and whose rows are the combinations of values that are asked for.
//!
//! A condition such as j ≠ i leaves rows out before anything is computed, so
//! that no logarithm or root ever sees an entry that nobody asked for.

use crate::expression::VarId;
use std::collections::HashMap;

/// Combinations of index values.
#[derive(Debug, Clone, Default)]
pub(super) struct Domain {
    variables: Vec<VarId>,
    /// One column for each variable.
    columns: Vec<Vec<u32>>,
    rows: usize,
}

/// More rows than this are not evaluated.
pub(super) const MOST_ROWS: usize = 4_000_000;

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
        Some(&self.columns[at])
    }

    /// Adds a column.
    pub(super) fn with(mut self, variable: VarId, column: Vec<u32>) -> Self {
        self.rows = column.len();
        self.variables.push(variable);
        self.columns.push(column);
        self
    }

    /// Every row for every value of a further variable; also, for each new row,
    /// the row it came from. `None` where that are too many.
    pub(super) fn expanded(&self, variable: VarId, size: usize) -> Option<(Self, Vec<u32>)> {
        let rows = self.rows.checked_mul(size).filter(|rows| *rows <= MOST_ROWS)?;
        let origins: Vec<u32> = (0..rows).map(|k| (k / size) as u32).collect();
        let values = (0..rows).map(|k| (k % size) as u32).collect();
        Some((self.gathered(&origins).with(variable, values), origins))
    }

    /// The rows at the given places.
    pub(super) fn gathered(&self, places: &[u32]) -> Self {
        let gather = |column: &Vec<u32>| places.iter().map(|p| column[*p as usize]).collect();
        Self {
            variables: self.variables.clone(),
            columns: self.columns.iter().map(gather).collect(),
            rows: places.len(),
        }
    }

    /// The places of the rows that satisfy a test of two variables.
    pub(super) fn places(&self, a: VarId, b: VarId, test: impl Fn(u32, u32) -> bool) -> Vec<u32> {
        match (self.column(a), self.column(b)) {
            (Some(a), Some(b)) => {
                (0..self.rows).filter(|k| test(a[*k], b[*k])).map(|k| k as u32).collect()
            }
            _ => (0..self.rows as u32).collect(),
        }
    }

    /// The distinct combinations of some columns, renamed, and for each row of
    /// this table the combination that it has.
    pub(super) fn projected(&self, onto: &[(VarId, VarId)]) -> (Self, Vec<u32>) {
        let columns: Vec<Option<&[u32]>> =
            onto.iter().map(|(from, _)| self.column(*from)).collect();
        let mut known: HashMap<Vec<u32>, u32> = HashMap::new();
        let mut distinct: Vec<Vec<u32>> = vec![Vec::new(); onto.len()];
        let mut places = Vec::with_capacity(self.rows);
        for k in 0..self.rows {
            let row: Vec<u32> = columns.iter().map(|c| c.map_or(0, |c| c[k])).collect();
            let next = known.len() as u32;
            let place = *known.entry(row.clone()).or_insert_with(|| {
                distinct.iter_mut().zip(&row).for_each(|(column, value)| column.push(*value));
                next
            });
            places.push(place);
        }
        let rows = known.len();
        let variables = onto.iter().map(|(_, to)| *to).collect();
        (Self { variables, columns: distinct, rows }, places)
    }
}
