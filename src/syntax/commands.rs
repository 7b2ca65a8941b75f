//! What each command of LaTeX means to the reader, as tables.

/// What a command does to the layout.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// Nothing that matters: spacing, size, style.
    Nothing,
    /// A space wide enough to separate two statements.
    Wide,
    /// A space of a length that is given.
    Space,
    /// Drops this many arguments with it.
    Drop(u8),
    /// Words between two rows.
    Between,
    /// `\frac{a}{b}`
    Fraction,
    /// `\binom{a}{b}` and others that are kept, but mean nothing here.
    Unknown(u8),
    /// `\overset{a}{=}`: a sign with something above or below it.
    Above,
    /// `\sqrt[n]{x}`
    Root,
    /// `\text{words}`
    Text,
    /// `\operatorname{name}`: letters that form one name.
    Name,
    /// `\hat{x}`, `\mathbf{x}`: one argument, which becomes part of a name.
    Accent,
    /// `\underbrace{x}_{y}`, `\boxed{x}`: the argument alone.
    Transparent,
    /// `\tag{7}`
    Tag,
    /// `\substack{a \\ b}`
    Stack,
    /// `{\bf x}`: sets the rest of its group as the command of this name sets its
    /// argument.
    Switch(&'static str),
    /// `\pdv{f}{x}`: a derivative with the sign of this name.
    Derivative(&'static str),
}

/// The command that one of another name prints the same as.
pub(super) fn canonical(name: &str) -> &str {
    match name {
        "part" => "partial",
        // Escaped for Markdown.
        "*" => "ast",
        "mathbbm" | "mathds" | "mathbbold" => "mathbb",
        "bold" => "mathbf",
        other => other,
    }
}

/// What a command of packages, and of most preambles, prints: a letter in a font.
pub(super) fn customary(name: &str) -> Option<(&'static str, char)> {
    Some(match name {
        "R" | "RR" | "Real" | "Reals" | "reals" | "bbR" | "bR" | "real" => ("mathbb", 'R'),
        "N" | "NN" | "natnums" | "bbN" | "bN" => ("mathbb", 'N'),
        "Z" | "ZZ" | "bbZ" | "bZ" => ("mathbb", 'Z'),
        "E" | "EE" | "bbE" => ("mathbb", 'E'),
        "dd" | "dif" | "diff" => ("mathrm", 'd'),
        _ => return None,
    })
}

/// How wide a command's space is, in parts of which six in a row set statements apart.
pub(super) fn width(name: &str) -> usize {
    match name {
        "," | "thinspace" => 1,
        ":" | ">" | ";" | " " | "space" | "medspace" | "thickspace" => 2,
        "enspace" => 3,
        _ => 0,
    }
}

/// The shape of a command with arguments or without a face; `None` for one that
/// stands for itself.
pub(super) fn shape(name: &str) -> Option<Shape> {
    Some(match name {
        "," | ":" | ";" | "!" | ">" | "displaystyle" | "textstyle" | "scriptstyle"
        | "scriptscriptstyle" | "limits" | "nolimits" | "nonumber" | "notag" | "bigl" | "bigr"
        | "bigm" | "big" | "Big" | "Bigl" | "Bigr" | "Bigm" | "bigg" | "Bigg" | "biggl"
        | "biggr" | "Biggl" | "Biggr" | "biggm" | "Biggm" | "middle" | "/" | "allowbreak"
        | "thinspace" | "medspace" | "thickspace" | "negthinspace" | "enspace" | "space" | " "
        | "centering" | "normalsize" | "footnotesize" | "scriptsize" | "small" | "large"
        | "smallskip" | "medskip" | "bigskip" | "protect" | "relax" | "it" | "noindent"
        | "hline" | "mathstrut" | "because" | "therefore" | "blacksquare" | "square" | "qed"
        | "Box" | "checkmark" => Shape::Nothing,
        "quad" | "qquad" | "hfill" => Shape::Wide,
        "hspace" | "hskip" | "kern" | "mkern" | "mskip" => Shape::Space,
        // What is struck out is not read, as what is not seen.
        "cancel" | "bcancel" | "xcancel" | "sout" | "st" | "todo" | "label" | "vspace"
        | "phantom" | "vphantom" | "hphantom" | "color" | "textcolor" | "cite" | "footnote"
        | "mbox*" | "eqno" | "ref" | "eqref" | "require" | "pagebreak" => Shape::Drop(1),
        // Words between two rows end the first of them.
        "intertext" | "shortintertext" => Shape::Between,
        "frac" | "dfrac" | "tfrac" | "cfrac" | "nicefrac" | "sfrac" => Shape::Fraction,
        "binom" | "dbinom" | "tbinom" => Shape::Unknown(2),
        "stackrel" | "overset" | "underset" => Shape::Above,
        "sqrt" | "√" => Shape::Root,
        "text" | "textrm" | "textit" | "textbf" | "textsf" | "texttt" | "mbox" | "hbox"
        | "textnormal" => Shape::Text,
        "operatorname"
        | "operatornamewithlimits"
        | "mathrm"
        | "mathop"
        | "mathsf"
        | "mathtt"
        | "mathit" => Shape::Name,
        _ if is_accent(name) || is_font(name) => Shape::Accent,
        "underbrace" | "overbrace" | "boxed" | "fbox" | "mathord" | "mathbin" | "mathrel"
        | "mathinner" | "mathopen" | "mathclose" | "ensuremath" | "smash" => Shape::Transparent,
        // `\textcircled{1}` numbers a line by hand.
        "tag" | "textcircled" => Shape::Tag,
        "bf" | "bfseries" => Shape::Switch("mathbf"),
        "cal" => Shape::Switch("mathcal"),
        "rm" | "rmfamily" => Shape::Switch("mathrm"),
        "sf" => Shape::Switch("mathsf"),
        "tt" => Shape::Switch("mathtt"),
        "dv" | "odv" => Shape::Derivative("d"),
        "pdv" => Shape::Derivative("partial"),
        "substack" => Shape::Stack,
        _ => return None,
    })
}

/// Marks over or under a letter.
pub(crate) fn is_accent(name: &str) -> bool {
    matches!(
        name,
        "hat"
            | "widehat"
            | "tilde"
            | "widetilde"
            | "bar"
            | "overline"
            | "vec"
            | "overrightarrow"
            | "overleftarrow"
            | "dot"
            | "ddot"
            | "check"
            | "breve"
            | "acute"
            | "grave"
            | "mathring"
            | "underline"
    )
}

/// Alphabets that tell one letter from the same in another.
pub(crate) fn is_font(name: &str) -> bool {
    matches!(
        name,
        "mathbf"
            | "bold"
            | "bm"
            | "boldsymbol"
            | "pmb"
            | "mathcal"
            | "mathbb"
            | "mathbbm"
            | "mathds"
            | "mathbbold"
            | "mathfrak"
            | "mathscr"
            | "mathrm"
            | "mathsf"
            | "mathtt"
    )
}

/// Commands that stand for a letter or another symbol of their own.
pub(crate) fn is_symbol(name: &str) -> bool {
    const SYMBOLS: &[&str] = &[
        "alpha",
        "beta",
        "gamma",
        "delta",
        "epsilon",
        "varepsilon",
        "zeta",
        "eta",
        "theta",
        "vartheta",
        "iota",
        "kappa",
        "varkappa",
        "lambda",
        "mu",
        "nu",
        "xi",
        "omicron",
        "pi",
        "varpi",
        "rho",
        "varrho",
        "sigma",
        "varsigma",
        "tau",
        "upsilon",
        "phi",
        "varphi",
        "chi",
        "psi",
        "omega",
        "Gamma",
        "Delta",
        "Theta",
        "Lambda",
        "Xi",
        "Pi",
        "Sigma",
        "Upsilon",
        "Phi",
        "Psi",
        "Omega",
        "ell",
        "imath",
        "jmath",
        "hbar",
        "infty",
        "aleph",
        "wp",
        "Re",
        "Im",
        "emptyset",
        "deg",
        "star",
        "dagger",
        "bullet",
        "circ",
    ];
    SYMBOLS.contains(&name)
}

/// Functions with a name of their own, and what they are.
pub(crate) fn function(name: &str) -> Option<super::tree::Function> {
    use super::tree::Function as F;
    Some(match name {
        "exp" => F::Exp,
        "log" | "ln" => F::Log,
        "sqrt" => F::Sqrt,
        "sin" => F::Sin,
        "cos" => F::Cos,
        "tan" => F::Tan,
        "sinh" => F::Sinh,
        "cosh" => F::Cosh,
        "tanh" => F::Tanh,
        "arctan" | "atan" => F::Arctan,
        "sigmoid" => F::Sigmoid,
        "relu" | "ReLU" => F::Relu,
        "softplus" => F::Softplus,
        "max" => F::Max,
        "min" => F::Min,
        "tr" | "trace" | "Tr" => F::Trace,
        "det" => F::Determinant,
        "diag" => F::Diagonal,
        "sign" | "sgn" => F::Sign,
        _ => return None,
    })
}

/// Functions that are made of others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Made {
    Log10,
    Log1p,
    Expm1,
    Logit,
    Cot,
    Coth,
    Sec,
    Csc,
    Sech,
    Csch,
    Arcsin,
    Arccos,
    Arsinh,
    Arcosh,
    Artanh,
}

/// A function that a name is known for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Named {
    /// One that is evaluated.
    Known(super::tree::Function),
    /// One that is made of these.
    Made(Made),
}

/// The function that a name stands for.
pub(crate) fn named(name: &str) -> Option<Named> {
    let made = match name {
        "lg" => Made::Log10,
        "log1p" => Made::Log1p,
        "expm1" => Made::Expm1,
        "logit" => Made::Logit,
        "cot" => Made::Cot,
        "coth" => Made::Coth,
        "sec" => Made::Sec,
        "csc" => Made::Csc,
        "sech" => Made::Sech,
        "csch" => Made::Csch,
        "arcsin" | "asin" => Made::Arcsin,
        "arccos" | "acos" => Made::Arccos,
        "arcsinh" | "arsinh" | "asinh" => Made::Arsinh,
        "arccosh" | "arcosh" | "acosh" => Made::Arcosh,
        "arctanh" | "artanh" | "atanh" => Made::Artanh,
        _ => return function(name).map(Named::Known),
    };
    Some(Named::Made(made))
}

/// Whether a name is that of a function which everybody knows.
pub(crate) fn is_function(name: &str) -> bool {
    named(name).is_some()
}

/// Functions without a command of LaTeX, which documents define themselves.
pub(crate) fn is_definable(name: &str) -> bool {
    matches!(name, "sigmoid" | "relu" | "ReLU" | "softplus")
}

/// Commands that relate two sides.
pub(crate) fn relation(name: &str) -> Option<super::tree::Sign> {
    use super::tree::Sign as S;
    Some(match name {
        // An identity defines what is new as any equation does.
        "eq" | "equiv" => S::Equal,
        "triangleq" | "coloneqq" | "coloneq" | "doteq" => S::Defined,
        "eqqcolon" | "eqcolon" => S::DefinedRight,
        "approx" | "simeq" | "cong" | "sim" => S::Approximately,
        "propto" => S::Proportional,
        "le" | "leq" | "leqslant" => S::LessOrEqual,
        "ge" | "geq" | "geqslant" => S::GreaterOrEqual,
        "lt" | "ll" => S::Less,
        "gt" | "gg" => S::Greater,
        "ne" | "neq" => S::NotEqual,
        "in" => S::In,
        "succ" | "succeq" | "succcurlyeq" => S::Definite,
        "notin" | "subset" | "subseteq" => S::Other,
        "leftarrow" | "gets" => S::Update,
        "to" | "rightarrow" | "Rightarrow" | "implies" | "iff" | "Leftrightarrow" | "mapsto"
        | "longrightarrow" | "Longrightarrow" | "longmapsto" | "Longleftrightarrow"
        | "longleftrightarrow" | "leftrightarrow" | "impliedby" | "Leftarrow" | "Longleftarrow" => {
            S::Arrow
        }
        _ => return None,
    })
}
