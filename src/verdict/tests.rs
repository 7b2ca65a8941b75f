//! The line before, told by values that are numbers, and documents end to end.

use super::before::{Ruling, Seen, Stated, rule};
use super::*;
use crate::say::told;
use Verdict::{Carried, Fails, Holds, Recovers, Undecided};

/// A left side, its value, and what is said to be equal to it.
struct Value(&'static str, i32, i32);

impl Seen for Value {
    fn holds(&self) -> bool {
        self.1 == self.2
    }

    fn same_left(&self, other: &Self) -> bool {
        self.0 == other.0
    }

    fn same_right(&self, other: &Self) -> bool {
        self.2 == other.2
    }
}

impl Stated for (Kind, bool) {
    fn kind(&self) -> Kind {
        self.0
    }

    fn closed(&self) -> bool {
        self.1
    }

    fn scopes(&self) -> &[crate::reading::Scope] {
        &[]
    }
}

const CLAIM: (Kind, bool) = (Kind::Claim, true);

fn ruled(lines: &[((Kind, bool), Option<Value>)]) -> Vec<Ruling> {
    rule(&lines.iter().map(|(stated, value)| (*stated, value.as_ref())).collect::<Vec<_>>())
}

fn verdicts(lines: &[((Kind, bool), Option<Value>)]) -> Vec<Option<Verdict>> {
    ruled(lines).into_iter().map(|ruling| ruling.verdict).collect()
}

#[test]
fn a_slip_is_told_once_and_then_carried() {
    let rights = [7, 7, 3, 3, 4, 7, 7, 3];
    let lines: Vec<_> = rights.map(|right| (CLAIM, Some(Value("x", 7, right)))).into();
    let expected = [Holds, Holds, Fails, Carried, Fails, Recovers, Holds, Fails];
    assert_eq!(verdicts(&lines), expected.map(Some));
    let follows: Vec<_> = ruled(&lines).iter().map(|r| r.follows).collect();
    assert_eq!(follows, [None, None, None, Some(2), None, Some(4), None, None]);
}

#[test]
fn the_line_before_is_of_the_same_left_side() {
    let lines = [
        (CLAIM, Some(Value("x", 7, 3))),
        (CLAIM, Some(Value("y", 3, 3))),
        (CLAIM, None),
        (CLAIM, Some(Value("x", 7, 3))),
    ];
    assert_eq!(verdicts(&lines), [Fails, Holds, Undecided, Carried].map(Some));
    assert_eq!(ruled(&lines)[3].before, Some(0));
}

#[test]
fn a_definition_is_a_line_before_and_has_no_verdict() {
    let definition = (Kind::Definition, true);
    let lines = [
        (definition, Some(Value("x", 7, 7))),
        ((Kind::Assumption, true), None),
        ((Kind::Skipped, false), None),
        (CLAIM, Some(Value("x", 7, 3))),
    ];
    assert_eq!(verdicts(&lines), [None, None, None, Some(Fails)]);
    assert_eq!(ruled(&lines)[3].before, Some(0));
}

#[test]
fn a_task_is_answered_wherever_the_answer_stands() {
    let task = (Kind::Task, false);
    let open = (Kind::Claim, false);
    let answered = |answer: (Kind, bool), right: i32| {
        let lines = [
            (CLAIM, Some(Value("y", 7, 7))),
            (answer, Some(Value("x", 7, right))),
            (task, Some(Value("x", 7, 7))),
        ];
        let first = &ruled(&lines)[2];
        let lines = [lines[2].1.as_ref(), lines[1].1.as_ref()];
        let second = &rule(&[(task, lines[0]), (answer, lines[1])])[0];
        assert_eq!(first.verdict, second.verdict);
        assert_eq!(first.follows, (first.verdict == Some(Holds)).then_some(1));
        first.verdict
    };
    assert_eq!(answered(CLAIM, 7), Some(Holds));
    assert_eq!(answered(CLAIM, 3), Some(Undecided));
    assert_eq!(answered(open, 7), Some(Undecided));
    assert_eq!(answered((Kind::Definition, true), 7), Some(Undecided));
    assert_eq!(verdicts(&[(task, None)]), [Some(Undecided)]);
}

fn checked(text: &str) -> Checked {
    check("t.md", text.as_bytes(), &Options::default()).unwrap()
}

fn said(text: &str) -> Vec<(Kind, Option<Verdict>)> {
    checked(text).lines.iter().map(|line| (line.kind, line.verdict)).collect()
}

#[test]
fn a_chain_is_a_line_for_each_sign() {
    let text = "Let $a = 2$. Then $a = 3 = 3 = 2$, and $a = ?$ is the question.\n";
    let expected = [
        (Kind::Definition, None),
        (Kind::Claim, Some(Fails)),
        (Kind::Claim, Some(Carried)),
        (Kind::Claim, Some(Recovers)),
        (Kind::Task, Some(Undecided)),
    ];
    assert_eq!(said(text), expected);
    assert_eq!(checked(text).verdict, DocumentVerdict::Fails);
    let text = "Let $a = 2$. $$a = ?$$ Then $$a = 2.$$\n";
    let expected =
        [(Kind::Definition, None), (Kind::Task, Some(Holds)), (Kind::Claim, Some(Holds))];
    assert_eq!(said(text), expected);
    assert_eq!(checked(text).verdict, DocumentVerdict::Holds);
}

#[test]
fn messages_say_what_is_so_and_where() {
    let text =
        "Let $a = 2$. $$a = 2$$\n$$a = 3 \\tag{4}$$\n\n$$a = 3$$\n\n$$a = 4$$\n\n$$a = 2$$\n";
    let seen = checked(text);
    let messages: Vec<String> = seen.lines.iter().map(|l| told(&seen, l).message).collect();
    assert_eq!(messages[0], "This is a definition.");
    assert_eq!(messages[1], "This is equal to the left side.");
    assert!(messages[2].starts_with("This is not equal to the left side: they differ by 0.2"));
    assert!(messages[2].contains("Up to line 1 all is true: the slip is made in this step."));
    assert!(messages[2].ends_with(" A number is not right: `3` should be `2` here."));
    assert!(messages[3].contains("the line is equal to line 2 (4), which was false already"));
    assert!(messages[4].contains(" Nor is it equal to line 4, which was false already: this slip"));
    assert_eq!(
        messages[5],
        "This is equal to the left side, although line 6 is not: two slips cancel."
    );
}

#[test]
fn a_document_without_a_decided_claim_is_undecided() {
    for text in ["", "Words only.", "Let $a = 2$.", "$a = \\frac{$"] {
        assert_eq!(checked(text).verdict, DocumentVerdict::Undecided, "{text}");
    }
    let seen = checked("Let $a = 2$. $$a = 2$$ $$a = \\frac{1$$\n");
    assert_eq!(seen.verdict, DocumentVerdict::Undecided);
    assert_eq!((seen.counts.definition, seen.counts.holds, seen.counts.undecided), (1, 1, 1));
    let line = &seen.lines[2];
    assert!(line.reason.is_some());
    let message = told(&seen, line).message;
    assert!(message.starts_with("This is not decided: "), "{message}");
    assert_eq!((line.residual, line.tolerance), (None, None));
}

#[test]
fn an_assumption_from_outside_is_no_line_of_the_document() {
    let text = b"Let $a = 2$. $$a = 2$$\n";
    let with = |assume: &str| {
        let options = Options { assume: vec![assume.into()], ..Options::default() };
        check("t.md", text, &options).unwrap()
    };
    let seen = with("b = 3");
    assert_eq!((seen.lines.len(), seen.refused.len()), (2, 0), "{:?}", seen.refused);
    for (assume, column) in [("b", 1), ("", 1), ("b = \\frac{1", 10), ("$b = )$", 6), ("b > )", 5)]
    {
        let refused = &with(assume).refused;
        assert_eq!(refused.len(), 1, "{assume}");
        assert_eq!((refused[0].text.as_str(), refused[0].column), (assume, column));
    }
}

#[test]
fn a_relation_is_quoted_in_full() {
    for right in [r"e^{x_{k}}", r"p - \frac{e^x}{Z}", r"{a \over b}", r"\sqrt[3]{x}", r"x_{i}'"] {
        let seen = checked(&format!("Let $b = {right}$.\n"));
        assert_eq!(seen.lines[0].latex, format!("b = {right}"));
    }
}
