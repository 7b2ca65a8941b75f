//! No text may break the readers, or take them long.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use super::{Block, Document, read};
use crate::source::{Source, Span};

const MARKDOWN: &str = "---\nassume: ['p_{ij} = p_{ji}', \"\\\\sum p = 1\"]\n---\n# The $q_{ij}$\n\n\
    Let $x = 1$ and *$y$*, `code $z$`, $`g`$.\n\n> $$\n> a_{ij}\n> \n> = b\n> $$\n\n- item \\(a\\)\n\
    - $5 and $6\n\n  ```math\n  a = b\n  ```\n\n| $a$ | b |\n|---|---|\n| c | $d$ |\n\n    code $x$\n\n\
    \\begin{align}a &= ∂b\\\\ &= c\\end{align}\n\n<!-- $c$ -->\n\\newcommand{\\a}[1]{b #1}\n\n\
    Setext $h$\n---\n\n**Example 2.** Let $z$.\n\n(a) ~~$k$~~ TODO: x\n\n(b) $m$\n\n[//]: # ($n$)\n\n\\[ x \\] \\\\( y \\\\) <p>$$k$$</p> [l](u) ::: äöü\n";

const LATEX: &str = "\\documentclass{article}\n\\newcommand{\\a}[1][x]{b{c}}% note\n\\begin{document}\n\
    \\section{A $x$ b}\nLet~$y$ \\emph{be} 5\\% \\verb|$v$| $$a$$ \\[ b \\] \\(c\\).\n\n\
    \\begin{align*}\n a &= ∂b \\\\[2pt] % c $\n &= c\n\\end{align*}\n\\begin{verbatim}$\\end{verbatim}\n\
    \\begin{example}\\begin{itemize}\\item $a$\\item \\textbf{Proof.} b\\iffalse $c$ \\else d \\fi\\end{itemize}\n\\end{example}\n\n(a) $e$\n\\def\\pd[#1]{x}\\let\\u=\\v \\cite[p]{q}\\item äöü \\footnote{$\\text{if $x$}$}\n\\end{document}\n";

const NOTEBOOK: &str = "{\"cells\": [{\"cell_type\": \"markdown\", \"source\": [\"# T\\n\", \"$$\\na\\n$$\"]},\
    {\"cell_type\": \"code\"}, {\"cell_type\": \"markdown\", \"source\": \"Let $x$ be $y$\"}]}";

const SCRAPS: [&str; 32] = [
    "$",
    "$$",
    "\\(",
    "\\)",
    "\\[",
    "\\]",
    "`",
    "```",
    "~~~",
    "\n",
    "\n\n",
    "> ",
    "- ",
    "    ",
    "{",
    "}",
    "\\begin{align}",
    "\\end{align}",
    "<!--",
    "-->",
    "\\",
    "%",
    "|",
    "#",
    "# ",
    "\r\n",
    "ä",
    "\u{2202}",
    "\\text{",
    "\\newcommand",
    "---\n",
    "\0",
];

/// Texts that are hostile when repeated.
const REPEATED: [&str; 106] = [
    "$",
    "$$",
    "$ ",
    "$a ",
    "$$ ",
    "$$a\n\n",
    "$$a\n\nb\n\n# h\n\n",
    "$`",
    "$` ",
    "`",
    "` ",
    "`` ` ",
    "{",
    "}",
    "{}",
    "\\",
    "\\(",
    "\\[",
    "\\\\(",
    "\\\\[",
    "\\\\[ ",
    "\\(\n\n",
    "\\[\n\n",
    "\\begin{align}",
    "\\begin{align}\n\n",
    "\\begin{align}\\end{align}",
    "\\end{align}",
    "\\begin{verbatim}",
    "\\begin{alignat}{",
    "$\\text{$}",
    "$\\text{$x}",
    "$a$",
    "$$a$$",
    "$$a$$ ",
    "\\text{$",
    "<!--",
    "<!-- -->",
    "<pre>",
    "<",
    "<a ",
    "](",
    "[",
    "[a](",
    "![",
    "*",
    "_",
    "*a _b ",
    "**a ",
    "> ",
    ">",
    "- ",
    "1. ",
    "* > ",
    "# ",
    "\n> ",
    "\n- ",
    "\n",
    "|",
    "|a",
    "|-",
    "| $a$ |\n",
    "[^1]: ",
    "[^1]",
    "\n[^1]: a",
    "[a]: b\n",
    "\\def\\a{",
    "\\newcommand{",
    "\\newcommand{\\a}[",
    "\\let",
    "\\let\\a",
    "\\section{",
    "\\section[",
    "\\verb|",
    "\\verb",
    "%",
    "%\n",
    "\\cite[",
    "://",
    ":::",
    ":::\n",
    "~~~\n",
    "```math\n",
    "{% highlight",
    "&amp;",
    "&",
    "<div>\n",
    "</div>",
    "\\item ",
    "\\begin{enumerate}\\item $a$ ",
    "\\begin{proof}\\frac",
    "\\begin{a}=",
    "\\iffalse ",
    "\\iffalse \\fi ",
    "\\textbf{Proof. ",
    "(a) $x$\n\n",
    "**Proof.** $x$\n\n",
    "~~a ",
    "~~$a$~~ ",
    "TODO ",
    "[//]: # (a)\n",
    "<s>",
    "~",
    "a",
    "\r",
    "\0",
    "\u{2202}",
];

/// A linear congruential generator, so that the same texts come each time.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % bound.max(1)
    }
}

fn mutated(sample: &str, random: &mut Random) -> String {
    let mut text = sample.to_owned();
    for _ in 0..=random.below(6) {
        let from = text.floor_char_boundary(random.below(text.len() + 1));
        let past = text.floor_char_boundary((from + random.below(12)).min(text.len()));
        let scrap = match random.below(3) {
            0 => "",
            1 => SCRAPS[random.below(SCRAPS.len())],
            _ => {
                let start = sample.floor_char_boundary(random.below(sample.len()));
                let end = sample.floor_char_boundary((start + random.below(20)).min(sample.len()));
                &sample[start..end.max(start)]
            }
        };
        text.replace_range(from..past.max(from), scrap);
    }
    text
}

fn assert_inside(span: Span, source: &Source) {
    let text = source.text();
    assert!(span.start <= span.end && span.end <= text.len(), "{span:?} in {text:?}");
    assert!(text.is_char_boundary(span.start) && text.is_char_boundary(span.end), "{text:?}");
}

fn assert_sound(document: &Document) {
    for part in &document.parts {
        let text = part.source.text();
        part.front_matter.iter().for_each(|one| assert_inside(one.span, &part.source));
        let mut last = Span::new(0, 0);
        let mut last_formula = 0;
        let mut open = 0_usize;
        for block in &part.blocks {
            match block {
                Block::Begin { .. } => open += 1,
                Block::End { .. } => open = open.checked_sub(1).expect("what ends has begun"),
                _ => {}
            }
            let span = block.span();
            assert_inside(span, &part.source);
            assert!(span.start >= last.start, "order of {block:?} in {text:?}");
            last = span;
            if let Block::Formula(formula) = block {
                assert!(span.start >= last_formula, "overlap of {formula:?} in {text:?}");
                last_formula = span.end;
                let mut from = span.start;
                for piece in &formula.pieces {
                    assert_inside(*piece, &part.source);
                    assert!(piece.start >= from && piece.end <= span.end && !piece.is_empty());
                    from = piece.end;
                }
            }
        }
        assert_eq!(open, 0, "all that begins ends in {text:?}");
    }
}

#[test]
fn mutations_are_read_soundly() {
    let mut random = Random(20_261_121);
    for round in 0..20_000 {
        let (name, sample) = [
            ("a.md", MARKDOWN),
            ("a.tex", LATEX),
            ("a.md", LATEX),
            ("a.tex", MARKDOWN),
            ("a.ipynb", NOTEBOOK),
        ][round % 5];
        let text = mutated(sample, &mut random);
        if let Ok(document) = read(name, text.as_bytes()) {
            assert_sound(&document);
        }
    }
}

/// Reads a hostile text in both formats, without taking for ever.
fn assert_quick(what: &str, text: &str) {
    for name in ["a.md", "a.tex"] {
        let start = Instant::now();
        let document = read(name, text.as_bytes());
        let taken = start.elapsed();
        // A guard against quadratic time, not a measurement: each takes a
        // fraction of a second.
        assert!(taken < Duration::from_secs(10), "{what} as {name} took {taken:?}");
        assert_sound(&document.unwrap_or_else(|error| panic!("{error}")));
    }
}

#[test]
fn repeated_scraps_are_quick() {
    for scrap in REPEATED {
        assert_quick(&format!("1 MB of {scrap:?}"), &scrap.repeat(1_000_000 / scrap.len()));
    }
}

#[test]
fn other_hostile_texts_are_quick() {
    assert_quick("100,000 open braces", &format!("$x$ \\newcommand{{\\a}}{}", "{".repeat(100_000)));
    assert_quick("a line of 4 MB", &"word $x$ ".repeat(4_000_000 / 9));
    assert_quick("a line of 4 MB of displays", &"$$x$$ w ".repeat(4_000_000 / 8));
    let mut ticks = String::new();
    for length in 1..1_400 {
        let _ = write!(ticks, "{} ", "`".repeat(length));
    }
    assert_quick("runs of backticks", &ticks);
    let nested: Vec<_> = (0..1_000).map(|depth| "  ".repeat(depth) + "- a $x$\n").collect();
    assert_quick("a list 1,000 deep", &nested.concat());
    let quotes: Vec<_> = (0..1_000).map(|depth| "> ".repeat(depth) + "$$\n").collect();
    assert_quick("quotes 1,000 deep", &quotes.concat());
    let front = format!("---\nassume: [{}", "'a', ".repeat(200_000));
    assert_quick("front matter without end", &front);
    assert_quick("front matter", &format!("{front}]\n---\n"));
}
