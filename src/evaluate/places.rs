//! Rows of a table by their numbers. A list of them is made for a table of a
//! stated length and checked against it there, so that nothing is read or written
//! beside a table later.

/// Rows of a table of a stated length, in any order and any number of times.
#[derive(Debug, Clone)]
pub(super) struct Places {
    at: Vec<u32>,
    below: usize,
}

impl Places {
    /// Rows of a table of `below` rows; `None` if one of them is none.
    pub(super) fn within(at: Vec<u32>, below: usize) -> Option<Self> {
        at.iter().all(|place| (*place as usize) < below).then_some(Self { at, below })
    }

    /// Rows that were counted while they were made, each below their number.
    pub(super) fn counted(at: Vec<u32>, below: usize) -> Self {
        Self::within(at, below).unwrap_or(Self { at: Vec::new(), below })
    }

    /// The rows of a table that are as asked for.
    pub(super) fn which(below: usize, asked: impl Fn(usize) -> bool) -> Self {
        let at = (0..below).filter(|row| asked(*row)).map(|row| row as u32).collect();
        Self { at, below }
    }

    /// Every row of a table so many times, the same next to each other.
    pub(super) fn repeated(below: usize, times: usize) -> Self {
        let at = (0..below * times).map(|k| (k / times.max(1)) as u32).collect();
        Self { at, below }
    }

    /// The rows that these are rows of, where their table was itself made of rows
    /// of another one.
    pub(super) fn through(&self, first: &Self) -> Self {
        let at = self.at.iter().map(|place| first.at[*place as usize]).collect();
        Self { at, below: first.below }
    }

    /// How many rows the table has that they are for.
    pub(super) const fn below(&self) -> usize {
        self.below
    }

    /// How many they are.
    pub(super) const fn len(&self) -> usize {
        self.at.len()
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.at.is_empty()
    }

    pub(super) fn as_slice(&self) -> &[u32] {
        &self.at
    }

    pub(super) fn iter(&self) -> impl ExactSizeIterator<Item = usize> + '_ {
        self.at.iter().map(|place| *place as usize)
    }
}
