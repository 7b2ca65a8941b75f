//! What is found in Markdown, LaTeX and notebooks, habit by habit.

use super::{Block, Document, Format, Formula, ReadError, read};

fn document(name: &str, text: &str) -> Document {
    read(name, text.as_bytes()).unwrap_or_else(|error| panic!("{error}"))
}

fn formulas(name: &str, text: &str) -> Vec<(Formula, String)> {
    let mut found = Vec::new();
    for part in document(name, text).parts {
        for block in &part.blocks {
            if let Block::Formula(formula) = block {
                found.push((formula.clone(), formula.text(&part.source)));
            }
        }
    }
    found
}

/// Formulas as `i:` inline or `d:` display, the environment in brackets, `!` when unclosed.
fn shown(name: &str, text: &str) -> Vec<String> {
    let show = |(formula, text): (Formula, String)| {
        let kind = if formula.display { "d" } else { "i" };
        let environment = formula.environment.map_or(String::new(), |name| format!("[{name}]"));
        let open = if formula.closed { "" } else { "!" };
        format!("{kind}{environment}{open}:{text}")
    };
    formulas(name, text).into_iter().map(show).collect()
}

fn check_all(name: &str, cases: &[(&str, &[&str])]) {
    for (text, expected) in cases {
        assert_eq!(shown(name, text), *expected, "in {text:?}");
    }
}

/// Blocks other than formulas: `#2 title`, the prose itself, `= definition`.
fn outline(name: &str, text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for part in document(name, text).parts {
        for block in &part.blocks {
            found.push(match block {
                Block::Heading { level, text, .. } => format!("#{level} {text}"),
                Block::Prose { text, .. } => text.clone(),
                Block::Formula(formula) => format!("${}$", formula.text(&part.source).trim()),
                Block::Begin { stretch, .. } => format!("{stretch:?}"),
                Block::End { .. } => "end".into(),
                Block::Definitions { span } => format!("= {}", part.source.slice(*span)),
            });
        }
    }
    found
}

fn check_outlines(name: &str, cases: &[(&str, &[&str])]) {
    for (text, expected) in cases {
        assert_eq!(outline(name, text), *expected, "in {text:?}");
    }
}

#[test]
fn markdown_inline() {
    check_all(
        "a.md",
        &[
            ("Let $x = 1$ be", &["i:x = 1"]),
            ("$a$, $b$ and $c$.", &["i:a", "i:b", "i:c"]),
            ("costs $6 and $7", &[]),
            ("costs $6, or $7; then $x$", &["i:x"]),
            ("US$5 and A$6", &[]),
            ("some $100 (\"$q$\") and $2 x$", &["i:q", "i:2 x"]),
            ("for $100. \"$q$\"", &["i:q"]),
            ("it is \\$5 and $x$", &["i:x"]),
            ("$x \\$ y$", &["i:x \\$ y"]),
            ("$20,000 and USD$30,000", &[]),
            ("$ y = x^2 $ in MathJax", &["i: y = x^2 "]),
            ("$ 6 and $ 7", &[]),
            ("$a\n+ b$ wrapped", &["i:a\n+ b"]),
            ("$a\n\nb$", &[]),
            ("$`a_1`$ of GitHub", &["i:a_1"]),
            ("\\(a\\) and \\\\(b\\\\)", &["i:a", "i:b"]),
            ("in line $$a$$ kramdown", &["i:a"]),
            ("$\\text{if $x$ then } y$", &["i:\\text{if $x$ then } y"]),
            ("*$p_i$*, **$q_j$** and _$r_k$_", &["i:p_i", "i:q_j", "i:r_k"]),
            ("$a_1 * b_1$ and $a_2 * b_2$", &["i:a_1 * b_1", "i:a_2 * b_2"]),
            ("$x<y$ and $y>z$", &["i:x<y", "i:y>z"]),
            ("$a \\\\ b$", &["i:a \\\\ b"]),
            ("[$x$](http://a.b/$c$) $y$", &["i:x", "i:y"]),
            ("see http://a.b/$c$d and $e$", &["i:e"]),
            ("äö $∂x$ ü", &["i:∂x"]),
            ("broken $x_{i} = 1 here\n\nnext $y$", &["i!:x_{i} = 1 here", "i:y"]),
            ("broken \\(x = 1\n\nnext $y$", &["i!:x = 1", "i:y"]),
            ("$5 and $$x = y$$", &["i:x = y"]),
        ],
    );
}

#[test]
fn markdown_displays() {
    check_all(
        "a.md",
        &[
            ("$$\na = b\n$$", &["d:\na = b\n"]),
            ("$$a = b$$", &["d:a = b"]),
            ("Text\n$$a = b$$.\nmore", &["d:a = b"]),
            ("$$\na\n\n= b\n$$", &["d:\na\n\n= b\n"]),
            ("$$\na\n=\nb\n$$", &["d:\na\n=\nb\n"]),
            ("$$\na\n\n    + b\n- c\n$$", &["d:\na\n\n    + b\n- c\n"]),
            ("where $$\na = b\n$$ holds", &["d:\na = b\n"]),
            ("\\[a = b\\]", &["d:a = b"]),
            ("\\[\na \\\\[2pt] b\n\\]", &["d:\na \\\\[2pt] b\n"]),
            ("\\\\[a = b\\\\]", &["d:a = b"]),
            ("```math\na = b\n```", &["d:a = b\n"]),
            ("~~~math\na = b\n~~~", &["d:a = b\n"]),
            ("```math\na = b", &["d!:a = b"]),
            ("\\begin{align}a &= b\\end{align}", &["d[align]:a &= b"]),
            (
                "\\begin{equation*}\n\\begin{aligned}a\\end{aligned}\n\\end{equation*}",
                &["d[equation*]:\n\\begin{aligned}a\\end{aligned}\n"],
            ),
            ("$$\\begin{align}a\\end{align}$$", &["d:\\begin{align}a\\end{align}"]),
            ("\\begin{alignat}{2}a\\end{alignat}", &["d[alignat]:a"]),
            (
                "\\begin{aligned}\\begin{aligned}a\\end{aligned}\\end{aligned}",
                &["d[aligned]:\\begin{aligned}a\\end{aligned}"],
            ),
            ("\\begin{theorem}$x$\\end{theorem}", &["i:x"]),
            ("$$ a = b\n\nprose $x$\n\n$$ c = d $$\n", &["d!: a = b", "i:x", "d: c = d "]),
            ("$$ a = b\n\n# H\n\n$$c$$", &["d!: a = b", "d:c"]),
            ("\\begin{align} a\n\nprose\n\n$x$", &["d[align]!: a", "i:x"]),
            ("\\[ a\n\n\\[ b \\]", &["d!: a", "d: b "]),
            ("$$a$$ {#eq:one}", &["d:a"]),
            ("$$\r\na = b\r\n$$\r\n", &["d:\r\na = b\r\n"]),
            ("$$ a % b $$", &["d: a % b "]),
            ("$$$$ and $x$", &["i:x"]),
            ("see [\\[1\\]][1], \\[2\\] and \\[a\\](b) $x$", &["i:x"]),
            ("$$\na\n\nb\n$$ where", &["d:\na\n\nb\n"]),
        ],
    );
}

#[test]
fn markdown_containers() {
    check_all(
        "a.md",
        &[
            ("> $$\n> a\n> = b\n> $$", &["d:\na\n= b\n"]),
            ("> $a\n> + b$", &["i:a\n+ b"]),
            ("> > \\[\n> > a\n> > \\]", &["d:\na\n"]),
            ("> $$\n> a\n>\n> b\n> $$", &["d:\na\n\nb\n"]),
            ("- item\n  $$\n  a\n  $$\n", &["d:\na\n"]),
            ("1. item $x$\n\n   $$\n   a\n   $$\n", &["i:x", "d:\na\n"]),
            ("> - $$\n>   a\n>   $$", &["d:\na\n"]),
            ("> ```math\n> a\n> b\n> ```", &["d:a\nb\n"]),
            ("- a\n\n  ```math\n  a\n  ```", &["d:a\n"]),
            ("- costs $5\n- or 5$", &[]),
            ("| $a$ | $|b|$ |\n|---|---|\n| $c$ | costs $6 |\n", &["i:a", "i:|b|", "i:c"]),
            ("Text[^1].\n\n[^1]: A note $x$.", &["i:x"]),
            ("> [!NOTE]\n> Let $x$ be.", &["i:x"]),
            ("::: {.theorem}\nLet $x$ be.\n:::", &["i:x"]),
            ("<div>\n$$a$$\n</div>", &["d:a"]),
            ("$$\na\n> 0\n$$", &["d:\na\n> 0\n"]),
        ],
    );
}

#[test]
fn markdown_code_is_not_mathematics() {
    check_all(
        "a.md",
        &[
            ("`$x$` and ``a ` $y$``", &[]),
            ("`$` and $x$ and `$`", &["i:x"]),
            ("```\n$x$\n```\n$y$", &["i:y"]),
            ("~~~sh\necho $a $b\n$$\n~~~\n$y$", &["i:y"]),
            ("text\n\n    $x$\n\n$y$", &["i:y"]),
            ("<!-- $x$ -->\n$y$ <!-- $z$ --> $w$", &["i:y", "i:w"]),
            ("<!--\n\n$x$\n\n-->\n\n$y$", &["i:y"]),
            ("<pre>\n$x$\n\n$z$\n</pre>\n\n$y$", &["i:y"]),
            ("<script>var $a = $b;</script>\n\n$y$", &["i:y"]),
            ("{% highlight sh %}\n$x$\n{% endhighlight %}\n$y$", &["i:y"]),
            ("\\`$x$\\`", &["i:x"]),
            ("> ```\n> $x$\n> ```\n\n$y$", &["i:y"]),
        ],
    );
}

#[test]
fn markdown_prose_and_headings() {
    check_outlines(
        "a.md",
        &[
            (
                "# One *two*\n\nLet $x$ be **a** `code` [link](http://u).\n",
                &["#1 One two", "Let", "$x$", "be a link."],
            ),
            ("The $q_{ij}$ law\n===\n", &["#1 The $q_{ij}$ law", "$q_{ij}$"]),
            ("## A $x$ b {#id}\n\ntext", &["#2 A $x$ b", "$x$", "text"]),
            ("Sub\n---\n\na\n\nb", &["#2 Sub", "a\nb"]),
            ("1. one\n   * two\n   * three <img alt=\"$x$\"> four", &["one\ntwo\nthree four"]),
            ("- one\n- two\n\n```\ncode\n```\nthree", &["one\ntwo\nthree"]),
            ("$$a$$\n---\n", &["$a$"]),
            ("---\ntitle: T\n---\nLet $x$", &["Let", "$x$"]),
            ("if <!-- not this --> $x$", &["if", "$x$"]),
            ("<p>Let <b>us</b></p>\n\n$x$", &["Let us", "$x$"]),
            ("a &amp; b, $x$", &["a & b,", "$x$"]),
            (
                "Let \\newcommand{\\a}[1]{{x}_#1} $x$",
                &["Let", "= \\newcommand{\\a}[1]{{x}_#1}", "$x$"],
            ),
            (
                "\\def\\pd[#1]{\\partial #1}\n\\let\\a=\\b\n\nwords",
                &["= \\def\\pd[#1]{\\partial #1}", "= \\let\\a=\\b", "words"],
            ),
            ("I omit the\n$\\partial y_i$ here", &["I omit the", "$\\partial y_i$", "here"]),
            ("::: note\nLet $x$\n:::\n", &["Let", "$x$"]),
            ("> [!NOTE]\n> when $x$", &["when", "$x$"]),
            ("$$\\newcommand{\\a}{b}$$", &["$\\newcommand{\\a}{b}$"]),
        ],
    );
}

#[test]
fn latex_formulas() {
    check_all(
        "a.tex",
        &[
            ("Let $x$ and $ y $", &["i:x", "i: y "]),
            ("$a$$b$", &["i:a", "i:b"]),
            ("$$a = b$$", &["d:a = b"]),
            ("\\(a\\) \\[b\\]", &["i:a", "d:b"]),
            ("\\begin{align*}a\\\\[2pt] b\\end{align*}", &["d[align*]:a\\\\[2pt] b"]),
            (
                "\\begin{equation}\\label{e}\\begin{split}a\\end{split}\\end{equation}",
                &["d[equation]:\\label{e}\\begin{split}a\\end{split}"],
            ),
            ("% $x$\n5\\% of $y$", &["i:y"]),
            ("$a % $ not\n b$", &["i:a % $ not\n b"]),
            ("\\begin{verbatim}$x$\\end{verbatim}$y$", &["i:y"]),
            ("\\begin{lstlisting}\n$x$\n\\end{lstlisting}$y$", &["i:y"]),
            (
                "\\begin{comment}\n$x$\n\\end{comment}\\begin{minted}{c}$z$\\end{minted}$y$",
                &["i:y"],
            ),
            ("\\verb|$x$| and \\verb*+$z$+ $y$", &["i:y"]),
            ("\\documentclass{a} $x$ \\begin{document}$y$\\end{document} $z$", &["i:y"]),
            ("\\emph{$x$} \\footnote{Let $z$.}", &["i:x", "i:z"]),
            ("broken $x\n\nnext $y$", &["i!:x", "i:y"]),
            ("\\[ a\n\n\\section{S}\n\\[b\\]", &["d!: a", "d:b"]),
            ("\\$5 and $\\text{if $x$}$", &["i:\\text{if $x$}"]),
            ("a \\\\ [2pt] b \\\\\\( x \\)", &["i: x "]),
            ("\\begin{tabular}{ll}$a$ & $b$\\\\\\end{tabular}", &["i:a", "i:b"]),
        ],
    );
    assert_eq!(shown("a.ltx", "$ 1 $"), ["i: 1 "]);
}

#[test]
fn latex_prose_and_headings() {
    check_outlines(
        "a.tex",
        &[
            (
                "\\section{A $x$ b}\nLet~\\emph{us} $y$.",
                &["#2 A $x$ b", "$x$", "Let us", "$y$", "."],
            ),
            ("\\section*[s]{Long {\\bf title}}\\label{s} text", &["#2 Long title", "text"]),
            (
                "\\part{P}\\chapter{C}\\subsection{S}\\subsubsection{T}\\paragraph{Q} w",
                &["#0 P", "#1 C", "#3 S", "#4 T", "#5 Q", "w"],
            ),
            ("see \\cite[p.~3]{knuth} and \\eqref{e}, where", &["see and , where"]),
            ("one\ntwo\n\nthree % no\nfour", &["one two\nthree four"]),
            (
                "\\newcommand{\\a}[2][x]{b{c}}\n\\begin{document}if\\end{document}",
                &["= \\newcommand{\\a}[2][x]{b{c}}", "if"],
            ),
            (
                "\\DeclareMathOperator*{\\argmin}{arg\\,min}\\def\\R{\\mathbb R}",
                &["= \\DeclareMathOperator*{\\argmin}{arg\\,min}", "= \\def\\R{\\mathbb R}"],
            ),
            (
                "\\renewcommand\\a{b}\\providecommand{\\c}%\n{d}\\let\\e\\f x",
                &["= \\renewcommand\\a{b}", "= \\providecommand{\\c}%\n{d}", "= \\let\\e\\f", "x"],
            ),
            ("% \\newcommand{\\a}{b}\nw", &["w"]),
            ("\\begin{itemize}\\item one \\item two\\end{itemize}", &["one\ntwo"]),
        ],
    );
}

#[test]
fn markdown_items_and_titles() {
    check_outlines(
        "a.md",
        &[
            (
                "1. Let $a$\n   - and $b$\n2. $c$\n\nso",
                &[
                    "Item", "Let", "$a$", "Item", "and", "$b$", "end", "end", "Item", "$c$", "end",
                    "so",
                ],
            ),
            ("- one\n- two", &["one\ntwo"]),
            ("| $a$ | b |\n|---|---|\n| $c$ | d |", &["$a$", "b", "Item", "$c$", "d", "end"]),
            (
                "(a) Let $a$.\n\nso\n\n(b) $b$\n# T",
                &["Item", "Let", "$a$", ".\nso", "end", "Item", "$b$", "end", "#1 T"],
            ),
            ("a) $a$\nb) $b$", &["Item", "$a$", "end", "Item", "$b$", "end"]),
            ("see\n(1) and (a) $a$", &["see (1) and (a)", "$a$"]),
            ("**(a)** $a$\n\n**(b)** $b$", &["Item", "$a$", "end", "Item", "$b$", "end"]),
            ("**Example 2.** Let $a$", &["#8 Example 2.", "Let", "$a$"]),
            ("**Proof**: $a$", &["#8 Proof", "$a$"]),
            ("*Solution.* So $a$", &["#8 Solution.", "So", "$a$"]),
            ("**The gradient**\n\n$a$", &["#7 The gradient", "$a$"]),
            ("**The $a$ part.** Now $b$", &["#8 The $a$ part.", "$a$", "Now", "$b$"]),
            ("**Assume:** $a$", &["Assume:", "$a$"]),
            ("**The loss** is $a$", &["The loss is", "$a$"]),
            ("It is *so.* Then $a$", &["It is so. Then", "$a$"]),
            (
                "(a) Show $a$.\n\n**Solution.** $b$\n\n(b) $c$",
                &["Item", "Show", "$a$", ".", "#8 Solution.", "$b$", "end", "Item", "$c$", "end"],
            ),
            ("~~Let $a$~~ be $b$ ~~", &["be", "$b$", "~~"]),
            ("[//]: # (Let $a$)\n\nTODO $b$\n\nLet <s>$c$</s> $d$", &["Let", "$d$"]),
        ],
    );
}

#[test]
fn latex_items_and_titles() {
    check_outlines(
        "a.tex",
        &[
            (
                "\\begin{enumerate}[a]\\item Let $a$ \\item[x] $b$\\end{enumerate} so",
                &["Item", "Let", "$a$", "end", "Item", "$b$", "end", "so"],
            ),
            (
                "\\begin{example}[A] Let $a$\\end{example}\\begin{proof} $b$\\end{proof}",
                &["Task", "Let", "$a$", "end", "Answer", "$b$", "end"],
            ),
            ("\\newtheorem{q}{Question}\\begin{q}$a$\\end{q}", &["Task", "$a$", "end"]),
            ("\\begin{assumption}$a$\\end{assumption}", &["assumption.", "$a$"]),
            ("\\begin{proof} $a$", &["$a$"]),
            ("\\begin{itemize}\\item $a$", &["$a$"]),
            ("\\noindent\\textbf{Example 2.} Let $a$", &["#8 Example 2.", "Let", "$a$"]),
            ("{\\bf Proof.} Let $a$", &["#8 Proof.", "Let", "$a$"]),
            ("\\textbf{The gradient}\\\\ $a$", &["#7 The gradient", "$a$"]),
            ("so \\textbf{Proof.} $a$", &["so Proof.", "$a$"]),
            (
                "(a) Let $a$\n\n(b) $b$\n\\section{T}",
                &["Item", "Let", "$a$", "end", "Item", "$b$", "end", "#2 T"],
            ),
            ("\\sout{Let $a$} \\iffalse $b$ \\fi be $c$", &["be", "$c$"]),
        ],
    );
}

#[test]
fn front_matter_assumptions() {
    let cases: &[(&str, &[&str])] = &[
        ("assume: ['p_{ij} = p_{ji}', \"\\\\sum p = 1\"]", &["p_{ij} = p_{ji}", "\\sum p = 1"]),
        (
            "title: T\nassume:\n  - p_{ij} = p_{ji}\n  - 'it''s'\n  # no\n- \"a \\ne b\"\nx: y",
            &["p_{ij} = p_{ji}", "it's", "a \\ne b"],
        ),
        ("assume: a > 0 # why\nother: [b]", &["a > 0"]),
        ("assume: [p_{i,j} = 0,\n  q > 0]", &["p_{i,j} = 0", "q > 0"]),
        ("assume: \"\\sum_{k} p_k = 1\"", &["\\sum_{k} p_k = 1"]),
        ("assume:\nother: x", &[]),
        ("xassume: [a]", &[]),
    ];
    for (yaml, expected) in cases {
        let found = document("a.md", &format!("---\n{yaml}\n---\n$x$\n")).parts.remove(0);
        let texts: Vec<_> = found.front_matter.iter().map(|one| one.text.as_str()).collect();
        assert_eq!(texts, *expected, "in {yaml:?}");
        assert_eq!(found.blocks.len(), 1);
        let plain = found.front_matter.iter().filter(|one| !one.text.contains(['\'', '\\']));
        plain.for_each(|one| assert_eq!(found.source.slice(one.span), one.text));
    }
    let late = document("a.md", "\n---\nassume: [a]\n---\n").parts.remove(0);
    assert!(late.front_matter.is_empty());
    let dotted = document("a.md", "---\r\nassume: a = b\r\n...\r\n$x$").parts.remove(0);
    assert_eq!(dotted.front_matter[0].text, "a = b");
}

#[test]
fn notebook_cells() {
    let text = r##"{"nbformat": 4, "cells": [
        {"cell_type": "code", "source": "$x$"},
        {"cell_type": "markdown", "source": ["# T\n", "Let $y$\n", "$$a$$"]},
        {"cell_type": "markdown", "source": "äß $z$"}]}"##;
    let found = document("a.ipynb", text);
    assert_eq!(found.format, Format::Notebook);
    assert_eq!(found.parts.iter().map(|part| part.cell).collect::<Vec<_>>(), [Some(1), Some(2)]);
    assert_eq!(shown("a.ipynb", text), ["i:y", "d:a", "i:z"]);
    let place = found.parts[1].source.location(found.parts[1].blocks[1].span().start);
    assert_eq!((place.line, place.column), (1, 4));
    let old = r#"{"worksheets": [{"cells": [{"cell_type": "heading", "level": 2, "source": "A $b$"},
        {"cell_type": "markdown", "source": "$x$"}]}]}"#;
    assert_eq!(outline("a.ipynb", old), ["#2 A $b$", "$b$", "$x$"]);
}

#[test]
fn unusable_files() {
    let message = |name: &str, bytes: &[u8]| match read(name, bytes) {
        Err(error) => error.to_string(),
        Ok(_) => String::new(),
    };
    assert_eq!(
        message("a.md", b"ab\n\xC3\xA4\xFF"),
        "not UTF-8: the text breaks off at line 2, column 2"
    );
    assert!(message("a.ipynb", b"{\n oops").starts_with("not a Jupyter notebook: not JSON: "));
    assert!(message("a.ipynb", b"[1]").contains("no list of cells"));
    assert!(message("a.ipynb", "[".repeat(100_000).as_bytes()).contains("recursion limit"));
    let large = read("a.md", &vec![b' '; super::MOST_BYTES + 1]);
    assert!(matches!(large, Err(ReadError::TooLarge { .. })));
}

#[test]
fn a_byte_order_mark_is_dropped() {
    let found = document("a.md", "\u{FEFF}---\nassume: a\n---\n$x$").parts.remove(0);
    assert_eq!(found.front_matter.len(), 1);
    assert_eq!(found.source.location(found.blocks[0].span().start).line, 4);
    assert_eq!(found.source.location(found.blocks[0].span().start).column, 1);
}

#[test]
fn prose_spans_hold_the_words() {
    for (name, text) in [
        ("a.md", "*Let*  us\nsay $x$ is\n\n- it\n  - so.\n"),
        ("a.tex", "Let us\nsay $x$ is so.\n"),
    ] {
        let part = document(name, text).parts.remove(0);
        let spans = part.blocks.iter().filter(|block| matches!(block, Block::Prose { .. }));
        let slices: Vec<_> = spans.map(|block| part.source.slice(block.span())).collect();
        assert!(slices[0].starts_with("Let") && slices[0].ends_with("say"), "{slices:?}");
        assert!(slices[1].starts_with("is") && slices[1].ends_with("so."), "{slices:?}");
    }
}

#[test]
fn pieces_and_spans_point_into_the_source() {
    let part = document("a.md", "> $$\n> a\n> b\n> $$ \n").parts.remove(0);
    let Block::Formula(formula) = &part.blocks[0] else { panic!("no formula") };
    let slices: Vec<_> = formula.pieces.iter().map(|&piece| part.source.slice(piece)).collect();
    assert_eq!(slices, ["\n", "a\n", "b\n"]);
    assert_eq!(part.source.slice(formula.span), "$$\n> a\n> b\n> $$");
}
