//! The words that are said of a claim or task.

/// What is said of a claim or task.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Verdict {
    /// True, and so was the line before; of a task: it is answered.
    Holds,
    /// False, and different from the line before.
    Fails,
    /// False, and equal to the line before, which was false already.
    Carried,
    /// True, although the line before was false.
    Recovers,
    /// It cannot be read or evaluated; of a task: nothing answers it.
    Undecided,
}

impl Verdict {
    /// As the verdict is called.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Holds => "holds",
            Self::Fails => "fails",
            Self::Carried => "carried",
            Self::Recovers => "recovers",
            Self::Undecided => "undecided",
        }
    }
}
