//! The words that say what a formula is there for: one row a phrase.

/// What a phrase makes of the formula that it stands at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Act {
    /// It gives a symbol its meaning.
    Define,
    /// It says of what is given that it is so.
    Assume,
    /// It says something more of what the sentence is about: stated of a given it is
    /// assumed, and a value is one for the moment.
    Attach,
    /// It supposes something for the moment.
    Case,
    /// It says that something follows, is seen or was calculated.
    Follow,
    /// It draws a conclusion.
    Conclude,
    /// It says what is to be shown, which defines nothing.
    Prove,
    /// It gives what follows at once as a reason.
    Reason,
    /// It recalls what is known.
    Recall,
    /// It says the same in other words: what was supposed before is supposed still.
    Restate,
    /// It takes a matrix apart, into factors with properties that it does not write down.
    Factor,
    /// It says that something is not so, or asks whether it is.
    Deny,
    /// It sets what follows at once, or what is said of it, against what is so here.
    Contrast,
    /// It names the points at which an equation is true.
    Locus,
    /// It tells where something is least, greatest or zero.
    Solve,
    /// It says that something is zero, which solves where it is set or a slope.
    Zero,
    /// It lets what is supposed hold from here on.
    Keep,
    /// It says what something is by a bare verb, where nothing nearer says more.
    Name,
    /// It gives an example or a choice among several.
    Example,
    /// It goes on with what the formula before was there for.
    Continue,
}

/// A phrase, in each language that is known.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Phrase {
    /// What it does.
    pub act: Act,
    /// The words in English, in small letters.
    pub english: &'static str,
}

macro_rules! phrases {
    ($($act:ident: $($words:literal)+;)*) => {
        /// All phrases that are known.
        pub(crate) const PHRASES: &[Phrase] = &[$($(Phrase { act: Act::$act, english: $words },)+)*];
    };
}

phrases! {
    Define:
        "let" "lets" "let us write" "let us call" "define" "defines" "defined" "defining" "denote"
        "denotes" "denoted" "denoting" "write" "writes" "written" "call" "called" "where" "wherein"
        "is given by" "are given by" "given by" "is defined as" "are defined as" "defined as"
        "defined by" "is defined by" "is defined to be" "stands for" "stand for" "introduce"
        "introducing" "introduces" "abbreviate" "abbreviated" "abbreviating" "in which"
        "with the definition" "with the abbreviation" "with the notation" "the shorthand"
        "is modelled as" "is modeled as" "is computed as" "are computed as" "is calculated as"
        "now let" "let now" "instead" "is now" "now uses" "reads" "is the function" "consider"
        "takes the form" "has the form" "new definition" "is modified to" "modified to";
    Assume:
        "assume" "assumes" "assuming" "assumed" "assume that" "assuming that" "suppose"
        "supposing" "suppose that" "provided" "provided that" "such that"
        "so that always" "satisfies" "satisfy" "satisfying" "subject to" "under the constraint"
        "under the constraints" "the constraint" "the constraints" "constrained to" "normalised to"
        "normalized to" "normalised so that" "normalized so that" "is symmetric" "are symmetric"
        "symmetric" "symmetry" "normalised" "normalized" "orthogonal" "orthonormal" "by assumption"
        "it holds that" "obeys" "obey" "fulfils" "fulfills" "require" "requires" "requiring"
        "is a distribution" "sum to one" "sums to one" "property" "the condition"
        "and that" "chosen so that" "scaled so that" "constrained so that" "picked so that";
    Attach:
        "with" "given" "given that";
    Case:
        "if" "when" "whenever" "for" "at" "setting" "set" "choosing" "choose" "unless" "because if" "even if" "only if" "if and only if"
        "iff" "in case" "plug in" "plugging in"
        "update" "updates" "updating" "inserting" "starting from" "start with" "starts with" "starting with" "initialise"
        "initialize" "start from" "putting" "evaluated at" "evaluate at"

       ;
    Follow:
        "so" "so that" "gives" "give" "giving" "yields" "yield" "yielding" "we have" "have" "has"
        "we find" "find" "finds" "we see" "see" "we arrive at" "arrive at" "arrives at"
        "arriving at" "note that" "note" "observe" "observe that" "notice that" "we need" "need"
        "step" "the step" "step was" "identity" "the identity" "expand" "expanding" "expands to"
        "shows" "shows that" "becomes" "become" "equals" "equal to" "is equal to" "simplifies to"
        "simplifies" "simplify" "reduces to" "reduce to" "leads to" "lead to" "leading to"
        "results in" "resulting in" "the result" "the result is" "in this case" "in that case"
        "amounts to" "turns into" "we can write" "can be written as" "is written as" "rewrite"
        "rewritten as" "compute" "computes" "computing" "calculate" "calculating" "indeed"
        "finally" "in total" "altogether" "which is" "comes out as" "result in" "by the chain rule"
        "by the product rule" "the chain rule gives" "differentiate" "differentiating" "collecting"
        "collecting terms" "substituting" "evaluates to" "turns out that" "turns out to be" "this means" "which means"
        "that means";
    Conclude:
        "then" "thus" "hence" "therefore" "consequently" "we get" "get" "gets" "we obtain" "obtain"
        "obviously" "evidently" "apparently" "trivially" "plainly" "of course"
        "obtains" "obtaining" "follows" "it follows that" "follows that" "follow" "implies" "imply"
        "implying" "which implies" "conclude" "conclude that" "clearly";
    Prove:
        "show" "show that" "prove" "prove that" "verify" "verify that" "check that" "claim"
        "claim that" "demonstrate" "demonstrate that" "convince yourself that";
    Reason:
        "since" "because" "as" "using" "use that" "using that" "by" "from"
        "due to" "thanks to" "with the help of"
        "in view of" "because of" "the fact that" "making use of" "for since";
    Recall:
        "relied on" "relies on" "recall" "recall that" "remember" "remember that" "as we know" "known that" "well known";
    Restate:
        "i.e." "that is" "namely" "in other words";
    Factor:
        "svd" "singular value decomposition" "spectral theorem" "spectral decomposition"
        "eigendecomposition" "eigenvalue decomposition" "eigenvector decomposition"
        "diagonalisation" "diagonalization" "diagonalise" "diagonalize" "cholesky" "schur"
        "qr decomposition" "qr factorisation" "qr factorization" "lu decomposition"
        "polar decomposition" "eigenvectors" "eigenvector" "eigenbasis" "orthonormal basis";
    Deny:
        "do not assume" "not assume" "not assuming" "without assuming" "never assume"
        "do not suppose" "not suppose" "if we had" "had we" "not true that" "not the case that" "not hold that" "does not mean"
        "does not imply" "not imply" "not necessarily" "need not"
        "common mistake" "a mistake" "mistakenly" "wrongly" "incorrectly" "is wrong" "not correct"
        "would be wrong" "tempting to write" "tempted to write" "one might think" "might expect"
        "erroneously" "is it true that" "does it hold that" "do we have" "can we conclude"
        "not require" "not requiring" "without requiring" "cannot assume" "does not hold"
        "fails to satisfy" "were we to" "suppose otherwise" "for contradiction" "by contradiction"
        "for a contradiction" "for the sake of contradiction" "for the sake of argument"
        "to the contrary" "on the contrary" "contrary to";
    Contrast:
        "unlike" "in contrast to" "no longer" "rather than" "instead of" "other than";
    Locus:
        "boundary" "boundaries" "hyperplane" "hyperplanes" "contour" "contours";
    Solve:
        "equate" "equates" "equating" "is minimal" "is maximal" "minimum is" "minimum at"
        "minimum of" "maximum is" "maximum at" "maximum of" "minimised by" "minimized by"
        "maximised by" "maximized by" "minimised at" "minimized at" "maximised at" "maximized at"
        "minimiser" "minimizer" "maximiser" "maximizer" "optimum" "optimal" "the solution"
        "solution is" "solving" "solve" "solved by" "solves" "stationary" "critical point"
        "extremum" "extreme value" "attained at" "attained for" "attains" "first-order condition"
        "first order condition" "normal equations" "normal equation" "argmin" "optimality" "root is"
        "the minimum" "the maximum" "the best" "equilibrium" "converges to" "closed form"
        "at the minimum" "at the optimum" "at the maximum" "global minimum" "local minimum"
        "global maximum" "local maximum" "minima" "maxima";
    Zero:
        "to zero" "to 0" "equal to zero" "equals zero" "equal zero" "to the zero vector" "vanish"
        "vanishes" "is zero" "be zero";
    Keep:
        "from here on" "from now on" "throughout" "in what follows" "in the following"
        "from this point on" "always" "henceforth" "for the rest of" "unless stated otherwise"
        "unless otherwise stated" "unless noted otherwise" "unless otherwise noted";
    Name:
        "is" "are" "was" "were" "be" "being";
    Example:
        "e.g." "for example" "for instance" "say" "try" "take" "taking" "pick" "picking" "may be"
        "might be" "can be" "could be" "another choice is" "a choice is" "a common choice is"
        "common choices are" "the choice" "default" "by default" "typically" "usually"
        "initially" "some take" "others take" "others keep" "others use" "we try" "we tried"
        "such as" "like" "another approach is" "another option is" "another method is"
        "an alternative is" "alternatively" "another way is" "uses" "employs"
        "proposes";
    Continue:
        "and" "or" "or also" "as well as" "together with" "plus" "respectively" "and also" "and then"
        "and let" "while" "whereas" "but";
}
