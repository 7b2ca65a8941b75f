//! Tables of spellings, and what one text uses of them throughout.

use super::dice::Dice;
use super::identity::{Given, Identity};
use super::term::Term;
use std::collections::BTreeMap;

const NUMBERS: [&str; 30] = [
    "a",
    "b",
    "c",
    r"\alpha",
    r"\beta",
    r"\lambda",
    r"\gamma",
    r"\mu",
    r"\theta",
    "s",
    "t",
    "u",
    "v",
    "w",
    "x",
    "y",
    "z",
    "q",
    "r",
    "p",
    r"\omega",
    r"\eta",
    r"\kappa",
    r"\tau",
    r"\rho",
    r"\hat{y}",
    r"\tilde{x}",
    r"\check z",
    r"\hat p",
    r"\xi",
];
const VECTORS: [&str; 16] =
    ["x", "y", "z", "w", "v", "u", "a", "b", "p", "q", "r", r"\theta", r"\beta", "c", "h", "s"];
const MATRICES: [&str; 15] =
    ["A", "B", "W", "X", "Y", "M", "P", "Q", "S", "U", "V", "R", "K", "G", "Z"];
const LOSSES: [&str; 17] = [
    r"L_{\mathrm{reg}}",
    r"\mathcal{L}_{CE}",
    r"\mathrm{MSE}",
    r"E_{\text{tot}}",
    r"J^{*}",
    "L",
    "C",
    "J",
    "F",
    r"\mathcal{L}",
    r"\ell",
    r"\mathcal J",
    "f",
    "Q",
    "S",
    r"\mathcal{C}",
    "H",
];
const LETTERS: [[&str; 5]; 5] = [
    ["i", "j", "k", "l", "m"],
    ["r", "s", "t", "u", "v"],
    ["a", "b", "c", "g", "h"],
    ["i", "j", "p", "q", "r"],
    [r"\mu", r"\nu", r"\rho", r"\alpha", r"\beta"],
];
const SIZES: [&str; 8] = ["n", "N", "M", "K", "D", "m", "d", "B"];
/// What vectors and matrices are set in.
const FONTS: [&str; 11] = [
    r"{\mathbf{@}}",
    r"{@}",
    r"\pmb{@}",
    "@",
    "@",
    r"\mathbf{@}",
    r"\boldsymbol{@}",
    r"\mathbf @",
    r"\vec{@}",
    r"{\bf @}",
    r"\bm{@}",
];
pub(crate) const DIFFERENTIALS: [&str; 6] =
    [r"\partial ", r"\partial ", r"\partial ", "d", r"\mathrm{d}", r"\mathrm d "];
pub(crate) const DERIVATIVES: [&str; 18] = [
    r"\frac{∂}{∂#} \left[ @ \right]",
    r"\nabla_{#}\, @",
    r"\frac{∂}{∂#}\Big( @ \Big)",
    r"\frac{∂ \, @}{∂ \, #}",
    r"\frac{{∂@}}{{∂#}}",
    r"\displaystyle \frac{∂@}{∂#}",
    r"\frac{∂}{∂#}\, @",
    r"\frac{∂@}{∂#}",
    r"\frac{∂@}{∂#}",
    r"\frac{∂}{∂#} @",
    r"\frac{∂}{∂#} \left( @ \right)",
    r"\dfrac{∂@}{∂#}",
    r"{∂@ \over ∂#}",
    r"\partial_{#} @",
    r"\nabla_{#} @",
    r"\nabla_{#}@",
    r"∂@/∂#",
    r"∂@ / ∂#",
];
const TRANSPOSES: [&str; 11] = [
    r"^{\intercal}",
    r"^\mathsf{T}",
    r"^{\text{T}}",
    r"^\top",
    r"^\top",
    "^T",
    r"^{\top}",
    "^{T}",
    r"^{\mathsf T}",
    r"^{\mathrm{T}}",
    r"^\intercal",
];
const NORMS: [(&str, &str); 9] = [
    (r"\left\Vert ", r"\right\Vert"),
    (r"\big\| ", r" \big\|"),
    (r"\left|\left|", r"\right|\right|"),
    (r"\|", r"\|"),
    (r"\lVert ", r" \rVert"),
    (r"\left\| ", r" \right\|"),
    ("||", "||"),
    (r"\Vert ", r" \Vert"),
    (r"\left\lVert ", r" \right\rVert"),
];
pub(crate) const BRACKETS: [(&str, &str); 14] = [
    (r"\left\{ ", r" \right\}"),
    (r"\bigg( ", r" \bigg)"),
    (r"\Big[ ", r" \Big]"),
    (r"\biggl\{ ", r" \biggr\}"),
    (r"\left({", r"}\right)"),
    ("(", ")"),
    ("(", ")"),
    (r"\left( ", r" \right)"),
    (r"\left(", r"\right)"),
    ("[", "]"),
    (r"\left[ ", r" \right]"),
    (r"\big( ", r" \big)"),
    (r"\Bigl( ", r" \Bigr)"),
    (r"\{ ", r" \}"),
];
pub(crate) const SUMS: [&str; 10] = [
    r"\displaystyle\sum_{@}",
    r"\sum_{@}",
    r"\sum_@",
    r"\sum\limits_{@}",
    r"\sum\limits_{@=1}^{#}",
    r"\sum\nolimits_{@=1}^{#}",
    r"\sum^{#}_{@=1}",
    r"\sum_{@=1}^{#}",
    r"\sum_{@ = 1}^#",
    r"\sum_{@=1}^#",
];
pub(crate) const SUMS_BUT: [&str; 6] = [
    r"\sum_{@ = 1, @ \ne #}^{%}",
    r"\sum_{\substack{@ = 1 \\ @ \neq #}}^{%}",
    r"\sum_{@ \ne #}",
    r"\sum_{@ \neq #}",
    r"\sum_{@\not=#}",
    r"\sum_{@ : @ \neq #}",
];
const KRONECKER: [&str; 5] =
    [r"\delta_{#}", r"\delta_{#}", r"\mathbb{1}[@]", r"\mathbf{1}\{@\}", r"\mathbb{1}\{@\}"];
const TRACES: [&str; 5] = [
    r"\operatorname{tr}(@)",
    r"\mathrm{tr}(@)",
    r"\operatorname{Tr}\left( @ \right)",
    r"\text{tr}(@)",
    r"\operatorname{tr}[@]",
];
pub(crate) const LOGARITHMS: [&str; 7] = [
    r"\log\{@\}",
    r"\operatorname{log}(@)",
    r"\log(@)",
    r"\log\left( @ \right)",
    r"\ln(@)",
    r"\log [@]",
    r"\ln\left(@\right)",
];
pub(crate) const EXPONENTIALS: [&str; 9] = [
    r"\operatorname{exp}(@)",
    r"\exp\bigl( @ \bigr)",
    r"\mathrm{exp}\left[ @ \right]",
    r"e^{@}",
    r"\exp(@)",
    r"\exp\left( @ \right)",
    r"\mathrm{e}^{@}",
    r"\exp[@]",
    r"\exp\{@\}",
];
pub(crate) const SIGMOIDS: [&str; 4] =
    [r"\sigma(@)", r"\sigma\left(@\right)", r"\operatorname{sigmoid}(@)", r"\mathrm{sigmoid}(@)"];

/// Where the letters of a name stand.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Scripts {
    Below,
    BelowInBraces,
    WithComma,
    /// The first above, in parentheses.
    Above,
    AboveInBrackets,
}

/// What one text uses throughout.
#[derive(Debug, Clone)]
pub(crate) struct Style {
    pub names: BTreeMap<String, String>,
    pub letters: BTreeMap<char, String>,
    pub sizes: BTreeMap<String, String>,
    /// What entries of a vector or a matrix are called.
    pub entries: BTreeMap<String, String>,
    /// How many letters a name has of its own.
    pub own: BTreeMap<String, usize>,
    pub scripts: BTreeMap<String, Scripts>,
    pub differential: &'static str,
    pub derivative: &'static str,
    pub transpose: &'static str,
    pub norm: (&'static str, &'static str),
    pub sum: &'static str,
    pub kronecker: &'static str,
    pub trace: &'static str,
    pub logarithm: &'static str,
    pub exponential: &'static str,
    pub sigmoid: &'static str,
    /// How inner products are written: 0 with a transpose, 1 with angles, 2 with a dot.
    pub inner: usize,
    /// What stands between factors.
    pub joint: &'static str,
    /// What functions are said to be of.
    pub arguments: BTreeMap<String, Vec<String>>,
    /// How many percent of the places have another spelling.
    pub loose: usize,
}

impl Style {
    pub(crate) fn new(identity: &Identity, dice: &mut Dice) -> Self {
        let mut taken = Vec::new();
        let counts = identity.claims.iter().flat_map(|c| &c.rights).any(counts)
            || identity.definitions.iter().any(|(_, body)| counts(body));
        let sum = if counts { dice.pick(&SUMS[4..]) } else { dice.pick(&SUMS) };
        let mut style = Self {
            names: BTreeMap::new(),
            letters: BTreeMap::new(),
            sizes: BTreeMap::new(),
            entries: BTreeMap::new(),
            own: BTreeMap::new(),
            scripts: BTreeMap::new(),
            differential: dice.pick(&DIFFERENTIALS),
            derivative: dice.pick(&DERIVATIVES),
            transpose: dice.pick(&TRANSPOSES),
            norm: dice.pick(&NORMS),
            sum,
            kronecker: dice.pick(&KRONECKER),
            trace: dice.pick(&TRACES),
            logarithm: dice.pick(&LOGARITHMS),
            exponential: dice.pick(&EXPONENTIALS),
            sigmoid: dice.pick(&SIGMOIDS),
            inner: dice.below(3),
            joint: dice.pick(&[" ", " ", " ", r" \, ", r" \cdot ", r"\;", "~", r" \; "]),
            arguments: BTreeMap::new(),
            loose: dice.pick(&[0, 0, 10, 30]),
        };
        style.name_letters(identity, dice, &mut taken);
        style.name_symbols(identity, dice, &mut taken);
        if dice.happens(30) {
            style.give_arguments(identity);
        }
        style
    }

    fn name_letters(&mut self, identity: &Identity, dice: &mut Dice, taken: &mut Vec<String>) {
        for (letters, size) in &identity.sets {
            let pool = loop {
                let pool = dice.pick(&LETTERS);
                if pool.iter().take(letters.len()).all(|l| !taken.iter().any(|t| t == l)) {
                    break pool;
                }
            };
            for (letter, written) in letters.iter().zip(pool) {
                self.letters.insert(*letter, (*written).to_owned());
                taken.push((*written).to_owned());
            }
            let size_name = free(&SIZES, dice, taken);
            self.sizes.insert(size.clone(), size_name);
        }
        for side in identity.givens.iter().flat_map(|given| &given.sides) {
            if !self.sizes.contains_key(side) {
                let name = free(&SIZES, dice, taken);
                self.sizes.insert(side.clone(), name);
            }
        }
    }

    fn name_symbols(&mut self, identity: &Identity, dice: &mut Dice, taken: &mut Vec<String>) {
        let font = dice.pick(&FONTS);
        let entry = font;
        for given in &identity.givens {
            let bare = match given.sides.len() {
                0 => free(&NUMBERS, dice, taken),
                1 => free(&VECTORS, dice, taken),
                _ => free(&MATRICES, dice, taken),
            };
            let name = if given.sides.is_empty() { bare.clone() } else { set_in(font, &bare) };
            self.add(&given.name, name, &given.letters, dice);
            self.entries.insert(given.name.clone(), set_in(entry, &bare));
        }
        let world = super::value::World::new(identity, 1);
        for ((name, letters), body) in &identity.definitions {
            let shape = world.shape(body);
            let written = match shape {
                (1, 1) if letters.is_empty() && name.starts_with(char::is_uppercase) => {
                    free(&LOSSES, dice, taken)
                }
                (1, 1) => free(&NUMBERS, dice, taken),
                (_, 1) => set_in(font, &free(&VECTORS, dice, taken)),
                _ => set_in(font, &free(&MATRICES, dice, taken)),
            };
            self.add(name, written, letters, dice);
        }
    }

    fn add(&mut self, name: &str, written: String, letters: &[char], dice: &mut Dice) {
        let all = [
            Scripts::Below,
            Scripts::Below,
            Scripts::BelowInBraces,
            Scripts::WithComma,
            Scripts::Above,
            Scripts::AboveInBrackets,
        ];
        let two = letters.len() > 1;
        let scripts = loop {
            let scripts = dice.pick(&all);
            if two || scripts != Scripts::WithComma {
                break scripts;
            }
        };
        self.entries.insert(name.to_owned(), written.clone());
        self.own.insert(name.to_owned(), letters.len());
        self.names.insert(name.to_owned(), written);
        self.scripts.insert(name.to_owned(), scripts);
    }

    /// What is only ever differentiated is a function of what it is differentiated by.
    fn give_arguments(&mut self, identity: &Identity) {
        let is = |term: &Term, name: &str| matches!(term, Term::Symbol((own, _)) if own == name);
        for ((name, letters), _) in &identity.definitions {
            let rights = identity.claims.iter().flat_map(|claim| &claim.rights);
            let bodies = identity.definitions.iter().map(|(_, body)| body);
            let named = rights.chain(bodies).any(|term| term.any(&|t| is(t, name)));
            let by = |claim: &super::identity::Claim| match &claim.left {
                Term::Derivative(of, by) if is(of, name) => Some(by.clone()),
                _ => None,
            };
            let mut all: Vec<_> = identity.claims.iter().filter_map(by).collect();
            all.dedup();
            let given =
                |by: &super::term::Named| by.1.is_empty() && identity.definition(&by.0).is_none();
            if letters.is_empty() && !named && !all.is_empty() && all.iter().all(given) {
                let names = all.iter().map(|(by, _)| self.names[by].clone()).collect();
                self.arguments.insert(name.clone(), names);
            }
        }
    }

    /// A name as it is written, with its letters; whether something stands above it.
    pub(crate) fn named(&self, name: &str, letters: &[char]) -> (String, bool) {
        let own = self.own[name];
        let entry = letters.len() > own;
        let base = if entry { &self.entries[name] } else { &self.names[name] };
        let letters: Vec<&str> = letters.iter().map(|l| self.letters[l].as_str()).collect();
        let joined = |of: &[&str], by: &str| {
            let command = of.iter().any(|l| l.starts_with('\\'));
            of.join(if command && by.is_empty() { " " } else { by })
        };
        let scripts = match self.scripts[name] {
            Scripts::Above | Scripts::AboveInBrackets if entry && own == 0 => Scripts::Below,
            scripts => scripts,
        };
        match (scripts, letters.as_slice()) {
            (_, []) => (base.clone(), base.ends_with("^{*}")),
            (Scripts::Below, [letter]) => (format!("{base}_{letter}"), false),
            (Scripts::Below | Scripts::BelowInBraces, all) => {
                (format!("{base}_{{{}}}", joined(all, "")), false)
            }
            (Scripts::WithComma, all) => (format!("{base}_{{{}}}", joined(all, ",")), false),
            (Scripts::Above, [letter]) => (format!("{base}^{{({letter})}}"), true),
            (Scripts::Above, [first, rest @ ..]) => {
                (format!("{base}^{{({first})}}_{{{}}}", joined(rest, "")), true)
            }
            (Scripts::AboveInBrackets, [letter]) => (format!("{base}^{{[{letter}]}}"), true),
            (Scripts::AboveInBrackets, [first, rest @ ..]) => {
                (format!("{base}_{{{}}}^{{[{first}]}}", joined(rest, "")), true)
            }
        }
    }

    /// The sentence's part that says what a given is.
    pub(crate) fn declared(&self, given: &Given) -> Option<String> {
        let (name, _) = self.named(&given.name, &given.letters);
        let sizes: Vec<&str> = given.sides.iter().map(|s| self.sizes[s].as_str()).collect();
        Some(match sizes.as_slice() {
            [] if given.positive => format!("${name} > 0$"),
            [] => return None,
            [d] => format!(r"${name} \in \mathbb{{R}}^{d}$"),
            sides => format!(r"${name} \in \mathbb{{R}}^{{{}}}$", sides.join(r" \times ")),
        })
    }
}

/// Whether a formula says how many there are of a set.
fn counts(term: &Term) -> bool {
    term.any(&|t| matches!(t, Term::Size(_)))
}

fn set_in(font: &str, name: &str) -> String {
    let greek = name.starts_with('\\');
    let font = if greek && font != "@" { r"\boldsymbol{@}" } else { font };
    font.replace('@', name)
}

/// A name that nothing has; what differs by an accent only is another letter, too.
fn free(pool: &[&str], dice: &mut Dice, taken: &mut Vec<String>) -> String {
    loop {
        let name = dice.pick(pool);
        if !taken.iter().any(|t| t == name) {
            taken.push(name.to_owned());
            return name.to_owned();
        }
    }
}
