//! The harness is tested like everything else.

use handgrad::Code;
use libtest_mimic::Trial;

use super::compare::{Outcome, Said, compare};
use super::marks::{Expected, take, take_listed};
use super::section::{Case, Place, cases};

const FILE: &str = "\
# Title

Prose before the first section.

## One

Let $a = b$<!-- definition --> be given, at 5 % or less.

$$
a = b % holds
$$

## Two

$$
\\begin{align}
a &= 1 \\% \\\\ % holds where i != j
  &= 2 = 3 % fails, undecided unread: not read
\\end{align}
$$

<!-- document: fails -->

## Three

```tex
## no heading
$a = b$ % carried
```
";

fn said(row: usize, column: usize, what: &str) -> Said {
    Said {
        place: Place { cell: None, row, column },
        what: what.into(),
        restricted: Vec::new(),
        latex: String::new(),
        slip: None,
        code: None,
        message: String::new(),
    }
}

fn outcome(lines: Vec<Said>) -> Outcome {
    Outcome { lines, verdict: "holds".into() }
}

fn read(text: &str) -> Vec<Case> {
    cases(text).unwrap()
}

fn each_section_is_a_case() {
    let cases = read(FILE);
    let titles: Vec<&str> = cases.iter().map(|case| case.title.as_str()).collect();
    assert_eq!(titles, ["One", "Two", "Three"]);
    assert_eq!(cases[0].before, 4);
    assert_eq!(cases[2].name, "case.tex");
    assert_eq!(cases[2].text, "## no heading\n$a = b$\n");
    assert_eq!(cases[2].before, 26);
}

fn marks_are_taken_out_and_nothing_else_moves() {
    let cases = read(FILE);
    let one = &cases[0];
    assert_eq!(one.marks.len(), 2);
    assert_eq!(one.marks[0].place, Place { cell: None, row: 3, column: 12 });
    let gap = " ".repeat("<!-- definition -->".len());
    assert!(one.text.contains(&format!("Let $a = b${gap} be given, at 5 % or less.\n")));
    let two = &cases[1];
    assert_eq!(two.verdict.as_deref(), Some("fails"));
    assert_eq!(two.marks[0].expected[0].detail.as_deref(), Some("i != j"));
    assert_eq!(two.marks[1].expected[1].detail.as_deref(), Some("not read"));
    assert!(two.text.contains("a &= 1 \\% \\\\\n"), "{}", two.text);
    assert!(!two.text.contains("document"));
}

fn other_comments_stay() {
    let (marks, verdict, text) = take("a % hold on\nb <!-- holds, perhaps -->\n");
    assert!(marks.is_empty() && verdict.is_none());
    assert_eq!(text, "a % hold on\nb <!-- holds, perhaps -->\n");
}

fn a_notebook_lists_its_lines() {
    let marks = take_listed("0:3 definition\n\n2:5 holds, task holds\n").unwrap();
    assert_eq!(marks[1].place, Place { cell: Some(2), row: 5, column: usize::MAX });
    assert_eq!(marks[1].expected.len(), 2);
    assert!(take_listed("3 holds").is_err());
    assert!(take_listed("0:3 right").is_err());
}

fn a_file_must_expect_something() {
    assert!(cases("## Only\n\n$a = b$<!-- holds -->\n").is_err());
    assert!(cases("# Title\n\n## Nothing\n\n$a = b$\n").is_err());
    assert!(cases("# Title\n\n## A\n$a$<!-- holds -->\n\n## A\n$a$<!-- holds -->\n").is_err());
}

fn definitions_need_no_mark_and_claims_do() {
    let case = &read("# T\n\n## A\n\n$$\na = b\nc = d % holds\ne = f\n$$\n")[0];
    let with = |lines| compare(case, &outcome(lines));
    assert!(with(vec![said(4, 5, "definition"), said(5, 5, "holds")]).is_ok());
    assert!(with(vec![said(5, 5, "holds"), said(6, 5, "assumption")]).is_ok());
    assert!(with(vec![said(4, 5, "holds"), said(5, 5, "holds")]).is_err());
    assert!(with(vec![said(5, 5, "holds"), said(6, 5, "holds")]).is_err());
    assert!(with(vec![said(5, 5, "definition")]).is_err());
    assert!(with(vec![said(5, 5, "fails")]).is_err());
    assert!(with(vec![]).is_err());
}

fn a_mark_belongs_to_the_last_relations_before_it() {
    let text = "# T\n\n## A\n\n$$\na = b \\\\\nc = d = e % definition, holds\n$$\n";
    let case = &read(text)[0];
    let with = |lines| compare(case, &outcome(lines));
    let last = [said(5, 5, "definition"), said(5, 9, "holds")];
    assert!(with([vec![said(4, 5, "definition")], last.to_vec()].concat()).is_ok());
    assert!(with([vec![said(4, 5, "skipped")], last.to_vec()].concat()).is_ok());
    assert!(with([vec![said(4, 5, "fails")], last.to_vec()].concat()).is_err());
}

fn what_is_undecided_needs_its_code() {
    let case = |mark: &str| read(&format!("# T\n\n## A\n\n$a = b$ % {mark}\n")).remove(0);
    let line = |what: &str, code| Said { code: Some(code), ..said(3, 2, what) };
    let with =
        |mark: &str, what: &str, code| compare(&case(mark), &outcome(vec![line(what, code)]));
    assert!(with("undecided shape", "undecided", Code::Shape).is_ok());
    assert!(with("undecided shape", "undecided", Code::Rounding).is_err());
    assert!(with("task undecided unanswered", "task undecided", Code::Unanswered).is_ok());
    assert!(with("skipped case", "skipped", Code::Update).is_err());
    assert!(with("skipped", "skipped", Code::Update).is_ok());
    let list = with("undecided", "undecided", Code::Shape).unwrap_err();
    assert!(list.contains("undecided shape") && list.contains("by its code"), "{list}");
    assert!(Expected::read("undecided nonsense").is_none());
}

fn the_list_names_the_line_of_the_file() {
    let case = &read(FILE)[0];
    let list = compare(case, &outcome(vec![said(6, 5, "fails")])).unwrap_err();
    assert!(list.contains("✗   10  holds          fails"), "{list}");
    assert!(list.contains("✗    7  definition     nothing"), "{list}");
}

fn expectations_are_words_of_a_list() {
    assert!(Expected::read_list("holds, fails").is_some());
    assert!(Expected::read_list("holds, fail").is_none());
    assert!(Expected::read_list("fails badly").is_none());
    let sign = Expected::read("fails sign: turned").unwrap();
    assert_eq!((sign.said.as_str(), sign.slip.as_deref()), ("fails", Some("sign")));
    assert_eq!(sign.detail.as_deref(), Some("turned"));
    assert!(Expected::read_list("").is_none());
}

/// The tests of the harness, as trials beside the others.
pub(crate) fn trials() -> Vec<Trial> {
    let tests: [(&str, fn()); 10] = [
        ("each section is a case", each_section_is_a_case),
        ("marks are taken out", marks_are_taken_out_and_nothing_else_moves),
        ("other comments stay", other_comments_stay),
        ("a notebook lists its lines", a_notebook_lists_its_lines),
        ("a file must expect something", a_file_must_expect_something),
        ("claims need a mark", definitions_need_no_mark_and_claims_do),
        ("a mark belongs to the last", a_mark_belongs_to_the_last_relations_before_it),
        ("what is undecided needs its code", what_is_undecided_needs_its_code),
        ("the list names the line", the_list_names_the_line_of_the_file),
        ("expectations are words", expectations_are_words_of_a_list),
    ];
    let trial = |(name, test): (&str, fn())| {
        Trial::test(format!("harness/{name}"), move || {
            test();
            Ok(())
        })
    };
    tests.into_iter().map(trial).collect()
}
