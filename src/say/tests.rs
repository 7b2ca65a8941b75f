//! What is shown, to the column.

use super::snippet::{Excerpt, excerpt, grouped, wrapped};
use super::*;
use crate::verdict::{Checked, Options, check};

fn checked(name: &str, text: &str) -> Checked {
    check(name, text.as_bytes(), &Options::default()).unwrap()
}

fn shown(line: &str, marked: &str, width: usize) -> [String; 2] {
    let from = line.find(marked).unwrap();
    let Excerpt { text, marks } = excerpt(line, &[(from, from + marked.len())], width);
    [text, " ".repeat(marks[0].0) + &"^".repeat(marks[0].1)]
}

#[test]
fn marks_stand_under_what_they_mark() {
    assert_eq!(shown("a = b", "b", 40), ["a = b", "    ^"]);
    assert_eq!(shown("\ta = b", "b", 40), ["    a = b", "        ^"]);
    assert_eq!(shown("Übung: a = b", "a = b", 40), ["Übung: a = b", "       ^^^^^"]);
    assert_eq!(shown("漢字 a", "a", 40), ["漢字 a", "     ^"]);
    assert_eq!(shown("e\u{301}a", "a", 40), ["e\u{301}a", " ^"]);
    assert_eq!(shown("\u{1b}[31m\u{202e}a", "a", 40), ["\u{fffd}[31m\u{fffd}a", "      ^"]);
    let one = |text: &str, indent| Excerpt { text: text.into(), marks: vec![(indent, 1)] };
    assert_eq!(excerpt("a", &[(1, 1)], 40), one("a", 1));
    assert_eq!(excerpt("", &[(7, 3)], 40), one("", 0));
}

#[test]
fn long_lines_are_cut_around_the_marks() {
    let line = format!("{}|middle|{}", "a".repeat(90), "b".repeat(90));
    assert_eq!(shown(&line, "middle", 30), ["…aaaaaaaaa|middle|bbbbbbbbbbb…", "           ^^^^^^"]);
    assert_eq!(shown(&line, "a", 30), ["a".repeat(29) + "…", "^".into()]);
    let end = "b".repeat(90);
    let [text, marks] = shown(&line, &end, 30);
    assert_eq!((text.chars().count(), marks.chars().count()), (30, 30));
    assert!(text.starts_with('…') && text.contains("middle|b") && text.ends_with('…'));
    for (from, to) in [(0, 188), (90, 98), (187, 188), (188, 188), (50, 51)] {
        let seen = excerpt(&line, &[(from, to)], 30);
        assert!(seen.text.chars().count() <= 30, "{seen:?}");
        assert!(seen.marks[0].0 + seen.marks[0].1 <= 31, "{seen:?}");
    }
}

#[test]
fn parts_of_a_line_share_an_excerpt_where_they_fit() {
    let line = "a = b + c + d";
    assert_eq!(grouped(line, &[(8, 9), (4, 5), (4, 13), (4, 5)], 40), [[(4, 5), (8, 9)]]);
    let Excerpt { text, marks } = excerpt(line, &[(4, 5), (8, 9)], 40);
    assert_eq!((text.as_str(), marks), (line, vec![(4, 1), (8, 1)]));
    let long = format!("{}|middle|{}|end", "a".repeat(20), "b".repeat(90));
    let (middle, end) = ((20, 28), (119, 122));
    assert_eq!(grouped(&long, &[middle, end], 60), [[middle], [end]]);
    assert_eq!(grouped(&long, &[middle, end], 104), [[middle, end]]);
    let Excerpt { text, marks } = excerpt(&long, &[middle, end], 104);
    assert!(text.starts_with('…') && text.ends_with("|end"), "{text}");
    assert_eq!(marks.iter().map(|(_, count)| *count).collect::<Vec<_>>(), [8, 3]);
    assert_eq!(grouped("é", &[(0, 9)], 40), [[(0, 2)]]);
    assert_eq!(grouped("é", &[(0, 1), (1, 2)], 40), [[(0, 1), (1, 2)]]);
}

#[test]
fn a_line_of_megabytes_is_cut_at_once() {
    let line = "x".repeat(16 << 20);
    let start = std::time::Instant::now();
    for k in 0..1000 {
        assert_eq!(excerpt(&line, &[(k * 16_000, k * 16_000 + 1)], 80).marks[0].1, 1);
    }
    assert!(start.elapsed().as_secs() < 5, "{:?}", start.elapsed());
}

#[test]
fn words_are_broken_into_lines() {
    assert_eq!(wrapped("one two  three", 7), ["one two", "three"]);
    assert_eq!(wrapped("immeasurable a", 4), ["immeasurable", "a"]);
    assert_eq!(wrapped("", 4), Vec::<String>::new());
}

const SLIP: &str =
    "# A slip\n\nLet $a = 2$. Then\n\t$$a = 2 \\tag{1}$$\n\n$$\na = 3 = 3 \\tag{2}\n$$\n";

#[test]
fn a_slip_is_shown_in_its_line() {
    let page = check_text(&checked("t.md", SLIP), Look::default());
    let expected = "\
t.md: fails: 1 holds, 1 fails, 1 carried; 1 definition

t.md:7:5: fails (2)
  |
7 | a = 3 = 3 \\tag{2}
  |     ^
  = This is not equal to the left side: they differ by 0.2 of their size. Up to line 4 (1) all is
    true: the slip is made in this step. Everywhere it is 3/2 of what it should be. A number is not
    right: `3` should be `2` here.
  = help: this is true:
  | a = 2
  |     ~
  = check: the left side is 2, and the right side is 3

t.md:7:9: carried (2)
  |
7 | a = 3 = 3 \\tag{2}
  |         ^
  = This step is right: the line is equal to line 7, column 5 (2), which was false already. The slip
    was carried forward, and there is nothing new to mend here.
";
    assert_eq!(page, expected, "{page}");
}

const SQUARES: &str = "$$f = \\sum_i x_i^2$$\n\n$$\\frac{df}{dx_i} = x_i$$\n";

#[test]
fn code_stands_at_the_left_edge_and_is_not_broken() {
    let look = Look { width: 50, ..Look::default() };
    let page = check_text(&checked("t.md", SQUARES), look);
    let (_, check) = page.split_once("  = check: ").unwrap();
    let expected = "\
take n = 1, x = [1]
    at i = 1 the left side is 2,
    and the right side is 1
  = for NumPy, where indices count from 0:

import numpy as np; n = 1; i = 0; x = np.array([1.]); \
f = lambda x: sum(x[i]**2 for i in range(n)); \
grad = lambda f, x: np.array([f(x + e) - f(x - e) for e in 1e-5*np.eye(len(x))])/2e-5
left = grad(f, x)[i]
right = x[i]; print(left, right)
";
    assert_eq!(check, expected, "{check}");
}

#[test]
fn long_code_is_pointed_to_once_and_shown_where_all_is_asked_for() {
    let terms: Vec<String> = (1..60).map(|k| format!("{k} x_i^{k}")).collect();
    let claim = format!("$$\\frac{{df}}{{dx_i}} = {}$$\n\n", terms.join(" + "));
    let text = format!("$$f = \\sum_i x_i^2$$\n\n{claim}{}", claim.replace("= 1", "= 2"));
    let checked = checked("t.md", &text);
    let page = check_text(&checked, Look::default());
    assert_eq!(page.matches("--verbose").count(), 1, "{page}");
    assert!(!page.contains("import numpy"), "{page}");
    let page = check_text(&checked, Look { verbose: true, ..Look::default() });
    assert_eq!(page.matches("\nimport numpy as np; ").count(), 2, "{page}");
}

#[test]
fn what_is_noted_twice_is_told_once() {
    let text = "$$f = \\sum_i x_i^2$$\n\n\
        $$\\frac{df}{dx_i} = x_i \\sum_i x_i + x_i \\sum_i x_i^2$$\n";
    let page = check_text(&checked("t.md", text), Look::default());
    assert_eq!(page.matches("note, 2 times: i already has a meaning").count(), 1, "{page}");
    assert_eq!(page.matches("already has").count(), 1, "{page}");
    assert_eq!(page.matches("3 | ").count(), 1, "{page}");
}

#[test]
fn what_holds_is_a_row_where_it_is_asked_for() {
    let look = Look { verbose: true, ..Look::default() };
    let page = check_text(&checked("t.md", "Let $a = 2$. $$a = 2 \\tag{1}$$\n"), look);
    let expected = "\
t.md: holds: 1 holds; 1 definition
t.md:1:10: definition: a = 2
t.md:1:20: holds (1): a = 2
";
    assert_eq!(page, expected, "{page}");
}

const WAITING: &str = "Let $g = \\int_0^1 x^2 dx$ and $f = a^2$.\n\n\
    $$g = 1$$\n\n$$2 g = 2$$\n\n$$3 g = 3$$\n\n$$\\frac{df}{da} = 3a$$\n\n\
    $$f = \\lim_{n} a_n$$\n\n$$f = \\lim_{n} b_n$$\n";

#[test]
fn a_cause_is_told_once_with_what_it_costs() {
    let page = check_text(&checked("t.md", WAITING), Look::default());
    let rows: Vec<&str> =
        page.lines().filter(|row| row.contains("t.md") || row.contains(" more")).collect();
    let expected = [
        "t.md: fails: 1 fails, 4 undecided for 2 reasons; 2 definitions, 1 skipped",
        "t.md:9:19: fails",
        "t.md:1:10: definition [not-evaluated]",
        "  = 2 more wait for this: lines 5, 7",
        "t.md:11:7: undecided [not-evaluated]",
        "   = the same is so of 1 more: line 13",
    ];
    assert_eq!(rows, expected, "{page}");
    let look = Look { verbose: true, ..Look::default() };
    let page = check_text(&checked("t.md", WAITING), look);
    assert!(page.contains("\nt.md:5:9: undecided [definition]: 2 g = 2\n"), "{page}");
}

#[test]
fn colours_change_nothing_else() {
    let plain = check_text(&checked("t.md", SLIP), Look::default());
    let look = Look { colour: true, ..Look::default() };
    let mut text = check_text(&checked("t.md", SLIP), look);
    assert!(text.contains("\u{1b}[1m\u{1b}[31m") || text.contains("\u{1b}[31m"), "{text:?}");
    while let Some(start) = text.find('\u{1b}') {
        let end = start + text[start..].find('m').unwrap();
        text.replace_range(start..=end, "");
    }
    assert_eq!(text, plain);
}

#[test]
fn fields_stand_in_their_order() {
    let seen = checked("t.md", SLIP);
    let seen = ("t.md".to_owned(), Ok(seen));
    let json = check_json(std::slice::from_ref(&seen));
    let keys = [
        "schema",
        "document",
        "verdict",
        "counts",
        "lines",
        "line",
        "column",
        "tag",
        "latex",
        "kind",
        "verdict",
        "where",
        "residual",
        "tolerance",
        "slip",
        "ratio",
        "needs",
        "assumes",
        "readings",
        "message",
        "hints",
        "counterexample",
        "sizes",
        "values",
        "at",
        "left",
        "right",
        "numpy",
    ];
    let mut rest = json.as_str();
    for key in keys {
        let quoted = format!("\"{key}\":");
        let at = rest.find(&quoted).unwrap_or_else(|| panic!("{key} in {rest}"));
        rest = &rest[at + quoted.len()..];
    }
    let both = check_json(&[seen, ("b.md".into(), Err("no".into()))]);
    let both: serde_json::Value = serde_json::from_str(&both).unwrap();
    assert_eq!(both[0]["verdict"], "fails");
    assert_eq!(both[1], serde_json::json!({"document": "b.md", "error": "no"}));
}

#[test]
fn a_reading_names_every_relation() {
    let derivation = crate::derivation::read("t.md", SLIP.as_bytes(), &[]).unwrap();
    let text = read_text("t.md", &derivation);
    assert!(
        text.starts_with("t.md\n") && text.contains("\nDefinitions\n  3:10  a = 2\n"),
        "{text}"
    );
    assert!(text.contains("\nClaims\n  4:8  a = 2 (1)\n"), "{text}");
    let json = read_json(&[("t.md".into(), Ok(derivation))]);
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["schema"], READ_SCHEMA);
    assert_eq!(json["relations"].as_array().unwrap().len(), 4);
}

#[test]
fn what_was_understood_names_its_scopes() {
    let text = "# One\n\nLet $q = x^2$.\n\n1. Let $z = 3$.\n2. Here $q = x x$.\n\n# Two\n\n\
        **Example.** Let $w := x$.\n";
    let derivation = crate::derivation::read("t.md", text.as_bytes(), &[]).unwrap();
    let page = super::read_text("t.md", &derivation);
    let scopes = "\
Scopes
  3–6  section                         defines q
  5      item                          defines z
  6      item
  10   section
  10     section
  10       example, exercise or proof  defines w
";
    assert!(page.contains(scopes), "{page}");
}

#[test]
fn what_a_form_was_taken_from_is_told() {
    let text = "Let $f(w) = \\|X w - y\\|^2 + c$ with $b \\in \\mathbb R^3$.\n\n\
        $$\\nabla f(w) = 2 X^\\top (X w - y)$$\n\nAnd $k = \\mathbf b^\\top \\mathbf b$.\n";
    let derivation = crate::derivation::read("t.md", text.as_bytes(), &[]).unwrap();
    let page = super::read_text("t.md", &derivation);
    let row = |name: &str, words: &str| {
        let mut rows =
            page.lines().skip_while(|line| *line != "Given").take_while(|l| !l.is_empty());
        rows.any(|line| line.starts_with(&format!("  {name} ")) && line.ends_with(words))
    };
    let told = [
        ("b", "as it is said to be"),
        ("y", "so that 2 formulas fit, as 1:13"),
        ("w", "by how it is used"),
        ("c", "by how it is used"),
        ("mathbf b", "by how it is set"),
    ];
    for (name, words) in told {
        assert!(row(name, words), "{name}: {page}");
    }
    let json = read_json(&[("t.md".into(), Ok(derivation))]);
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    let of = |name: &str| {
        let mut givens = json["givens"].as_array().unwrap().iter();
        givens.find(|given| given["name"] == name).map(|given| given["basis"].clone())
    };
    let fits = serde_json::json!({"count": 2, "line": 1, "column": 13});
    assert_eq!(of("y"), Some(serde_json::json!({"from": "search", "fits": fits})));
}
