//! The words that stand for reasons, and will not change.

/// One row a code: its variant, its name, what it means.
macro_rules! codes {
    ($($code:ident $name:literal $meaning:literal)*) => {
        /// A stable word for why a line is undecided or a relation is skipped.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum Code {
            $(#[doc = $meaning] $code,)*
        }

        impl Code {
            /// All of them; those of skipped relations last.
            pub const ALL: &'static [Self] = &[$(Self::$code),*];

            /// The word, as it stands in JSON.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$code => $name,)*
                }
            }

            /// What it means, in a line.
            #[must_use]
            pub const fn meaning(self) -> &'static str {
                match self {
                    $(Self::$code => $meaning,)*
                }
            }
        }
    };
}

codes! {
    Unread "unread" "Something in the line cannot be read."
    Reading "reading" "The line can be read in several ways, and its truth hangs on which is meant."
    Definition "definition" "The definition of a symbol cannot be used."
    Redefined "redefined" "A symbol seems to get a new meaning, though no words say so."
    ConditionOrSlip "condition-or-slip" "It is false in general: a slip, or a condition that is not stated as one."
    UnknownName "unknown-name" "Nothing says what a symbol or function is."
    UnknownDependence "unknown-dependence" "Nothing says how one thing depends on another that it is differentiated by."
    NoVariable "no-variable" "What is differentiated by is no variable, or not said."
    Function "function" "A function is not used as it is defined, or a name before a bracket is none."
    UnboundIndex "unbound-index" "An index is bound nowhere."
    BadIndex "bad-index" "An index is no place of what it stands at."
    Bounds "bounds" "What a sum runs over, or how far, is not understood."
    Condition "condition" "The line is restricted by a condition about values, under which it is not tried."
    EmptyRange "empty-range" "An index has no values."
    Shape "shape" "The shapes of two things do not fit."
    NotFinite "not-finite" "A side is no finite number."
    Rounding "rounding" "Rounding decides whether the sides are equal."
    Branch "branch" "A branch of a maximum, an absolute value or a sign was not met at any point."
    Diagonal "diagonal" "The line is true for different letters only, and does not say so."
    Vacuous "vacuous" "What makes the line true would make any line true."
    UnmetAssumption "unmet-assumption" "No values were found that meet what is assumed."
    Membership "membership" "The line's truth hangs on a set that is not understood."
    Inequality "inequality" "An inequality about something defined is not decided."
    Approximate "approximate" "≈ and ∝ are neither true nor false."
    SecondDerivative "second-derivative" "A third derivative, or a second one of what nothing defines, is not evaluated."
    NotEvaluated "not-evaluated" "Something is understood that is not evaluated."
    Expectation "expectation" "It is false for generic weights of what is random, and more may be meant."
    TooLarge "too-large" "There is more of something than a check has time or memory for."
    Unanswered "unanswered" "A task that no line answers."
    Internal "internal" "A fault inside the program."
    NoEquation "no-equation" "Nothing is said that could be true."
    Case "case" "It holds for the moment only."
    Update "update" "A value is replaced by another one."
    IndexRange "index-range" "It says what an index runs over."
    IndexCondition "index-condition" "It restricts indices."
    Dependence "dependence" "It says what a symbol depends on."
    Optimum "optimum" "A derivative is set to zero."
    NotStated "not-stated" "The text denies it, asks it or calls it a mistake."
}

impl Code {
    /// The code of a name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.name() == name)
    }

    /// Whether it is said of relations that are skipped, rather than of lines
    /// that are undecided.
    #[must_use]
    pub const fn is_skip(self) -> bool {
        matches!(
            self,
            Self::NoEquation
                | Self::Case
                | Self::Update
                | Self::IndexRange
                | Self::IndexCondition
                | Self::Dependence
                | Self::Optimum
                | Self::NotStated
        )
    }
}
