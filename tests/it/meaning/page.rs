//! A text of an identity: what is given, what is defined, and what follows.

use super::dice::Dice;
use super::identity::{Claim, Identity};
use super::print::Printer;
use super::slip::slipped;
use super::style::Style;
use super::term::Term;
use super::value::World;
use std::ops::Range;

const GIVENS: [&str; 6] =
    ["Recall that @.", "Let @.", "We are given @.", "Throughout, @.", "Suppose that @.", "Here @."];
const DEFINITIONS: [&str; 6] = [
    "Let $@$.",
    "We define $@$.",
    "Let\n\n$$\n@\n$$\n",
    "Consider\n\n$$@.$$\n",
    "Define\n\\[\n@\n\\]\n",
    "with\n\n\\begin{equation}\n@\n\\end{equation}\n",
];
const WORDS: [&str; 26] = [
    "This yields",
    "Using the product rule,",
    "The gradient is then",
    "Putting this together:",
    "Finally,",
    "Consequently,",
    "Next,",
    "Note that",
    "so that",
    "which gives",
    "We obtain the gradient",
    "Applying the chain rule to each term, we find",
    "Step by step,",
    "One finds",
    "Thus we get",
    "Hence",
    "By the chain rule,",
    "Differentiating gives",
    "It follows that",
    "We have",
    "Then",
    "The derivative is",
    "",
    "A short calculation shows that",
    "Taking the derivative, we obtain",
    "Therefore",
];

/// What a claim stands in, and what joins its sides. The last is Markdown's alone.
const DISPLAYS: [(&str, &str, &str); 14] = [
    (" $", " = ", "$.\n\n"),
    ("\n\n$$", " = ", "$$\n\n"),
    ("\n$$\n", " = ", "\n$$\n\n"),
    ("\n\n\\begin{align}\n", " &= ", "\n\\end{align}\n\n"),
    ("\n\n$$\n\\begin{aligned}\n", "\n  &= ", "\n\\end{aligned}\n$$\n\n"),
    ("\n\\[\n", " = ", ".\n\\]\n"),
    ("\n\n\\begin{equation}\n", " = ", "\n\\end{equation}\n\n"),
    ("\n\n\\begin{align*}\n", " &= ", " \\\\\n\\end{align*}\n\n"),
    ("\n\n\\begin{eqnarray}\n", " &=& ", "\n\\end{eqnarray}\n\n"),
    ("\n\n$$\n\\begin{split}\n", " &= ", "\n\\end{split}\n$$\n\n"),
    ("\n\n$$", " = ", " \\tag{3}$$\n\n"),
    ("\n\n\\begin{align}\n", " & = ", ". \\label{eq:some}\n\\end{align}\n\n"),
    ("\n\n\\begin{equation*}\n\\begin{split}\n", " &= ", "\n\\end{split}\n\\end{equation*}\n\n"),
    ("\n\n```math\n", " = ", "\n```\n\n"),
];
/// How a file begins, and its name.
const HEADS: [(&str, &str); 6] = [
    ("t.md", ""),
    ("t.md", ""),
    ("t.md", "# On @\n\n## The gradient\n\n"),
    ("t.md", "---\ntitle: On @\n---\n\n"),
    ("t.md", "**Exercise.** Derive the gradients.\n\n*Solution.* "),
    ("t.tex", "\\section{On @}\n\n"),
];

/// What the letter of the logistic function stands for.
const SIGMOID: [&str; 4] = [
    "Let $\\sigma(z) = \\frac{1}{1 + e^{-z}}$.\n",
    "Here $\\sigma(\\cdot)$ is the logistic sigmoid function.\n",
    "With $\\sigma$ we denote the sigmoid function.\n",
    "The sigmoid is $\\sigma(u) = 1/(1 + \\exp(-u))$.\n",
];

fn is_sigmoid(term: &Term) -> bool {
    matches!(term, Term::Call(name, _) if name == "sigmoid")
}

/// A right side in a text.
#[derive(Debug)]
pub(crate) struct Side {
    pub range: Range<usize>,
    /// The kind of its slip.
    pub slip: Option<&'static str>,
}

/// A text and its right sides that are to be judged.
#[derive(Debug)]
pub(crate) struct Page {
    pub title: String,
    /// The name of its file.
    pub name: &'static str,
    pub text: String,
    pub sides: Vec<Side>,
}

impl Page {
    /// A text of an identity, with a slip in a right side of every claim or with none.
    pub(crate) fn new(
        identity: &Identity,
        worlds: &[World<'_>],
        slips: bool,
        dice: &mut Dice,
    ) -> Self {
        let style = Style::new(identity, dice);
        let (name, head) = dice.pick(&HEADS);
        let (title, text) = (identity.title.clone(), head.replace('@', &identity.title));
        let mut page = Self { title, name, text, sides: Vec::new() };
        let before = dice.happens(75);
        if before {
            page.givens(identity, &style, dice);
        }
        let free = Vec::new();
        let mut printer = Printer { style: &style, world: &worlds[0], dice, free };
        let bodies = identity.definitions.iter().map(|(_, body)| body);
        let rights = identity.claims.iter().flat_map(|claim| &claim.rights);
        if bodies.chain(rights).any(|term| term.any(&is_sigmoid)) {
            page.text.push_str(printer.dice.pick(&SIGMOID));
        }
        for (name, body) in &identity.definitions {
            printer.free.clone_from(&name.1);
            let plain = Term::Symbol(name.clone());
            let left = printer.called(&name.0).unwrap_or_else(|| printer.text(&plain));
            let formula = format!("{left} = {}", printer.text(body));
            let sentence = printer.dice.pick(&DEFINITIONS).replace('@', &formula);
            page.text.push_str(&sentence);
            page.text.push('\n');
        }
        if !before {
            page.givens(identity, &style, printer.dice);
        }
        for claim in &identity.claims {
            let mut rights: Vec<(Term, Option<&'static str>)> =
                claim.rights.iter().map(|right| (right.clone(), None)).collect();
            printer.dice.shuffle(&mut rights);
            if slips {
                let at = printer.dice.below(rights.len());
                let right = &rights[at].0;
                let Some((kind, made)) = slipped(identity, worlds, claim, right, printer.dice)
                else {
                    continue;
                };
                rights[at] = (made, Some(kind));
            }
            page.claim(claim, &rights, &mut printer);
        }
        page
    }

    fn givens(&mut self, identity: &Identity, style: &Style, dice: &mut Dice) {
        let declared: Vec<String> =
            identity.givens.iter().filter_map(|given| style.declared(given)).collect();
        if !declared.is_empty() {
            let sentence = dice.pick(&GIVENS).replace('@', &declared.join(" and "));
            self.text.push_str(&sentence);
            self.text.push('\n');
        }
        for given in identity.givens.iter().filter(|given| given.symmetric) {
            let name = style.named(&given.name, &given.letters).0;
            self.text.push_str("The matrix $");
            self.text.push_str(&name);
            self.text.push_str("$ is symmetric.\n");
        }
    }

    /// A claim with all its right sides as a chain, and what stands around it.
    fn claim(
        &mut self,
        claim: &Claim,
        rights: &[(Term, Option<&'static str>)],
        printer: &mut Printer<'_>,
    ) {
        let left = match &claim.left {
            Term::Derivative(of, by) => printer.primed(of, by).unwrap_or_else(|| {
                let by = printer.style.named(&by.0, &by.1).0;
                printer.derivative_alone(of, &by)
            }),
            other => printer.text(other),
        };
        printer.free.clone_from(&claim.free);
        let all =
            if self.name.ends_with("tex") { &DISPLAYS[..DISPLAYS.len() - 1] } else { &DISPLAYS };
        let (open, join, close) = printer.dice.pick(all);
        let rows = join.contains('&');
        self.text.push_str(printer.dice.pick(&WORDS));
        self.text.push_str(open);
        self.text.push_str(&left);
        for (k, (right, slip)) in rights.iter().enumerate() {
            if k > 0 && rows {
                self.text.push_str(" \\\\\n");
            } else if k > 0 && printer.dice.happens(30) {
                // The next link stands in a display of its own.
                self.text.push_str(close);
                self.text.push_str(printer.dice.pick(&["", "that is", "or", "which is"]));
                self.text.push_str(open);
                self.text.push_str(if printer.dice.happens(50) { &left } else { "" });
            }
            self.text.push_str(join);
            let start = self.text.len();
            self.text.push_str(&printer.text(right));
            self.sides.push(Side { range: start..self.text.len(), slip: *slip });
        }
        self.text.push_str(close);
    }
}
