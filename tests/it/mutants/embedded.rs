//! A document within a longer text, in which its lines mean what they mean in it alone.
//!
//! What stands around is what notes have: examples with values of the same letters, cases and
//! updates between the paragraphs, a definition that cannot be read, other items of a list,
//! sections in which the same letters mean other things.

use super::checker::{Checked, Verdict};
use super::paper::Paper;
use super::pieces::Range;
use super::subject::Subject;
use super::trial::{Change, Changed};
use std::collections::BTreeSet;

/// What is inserted into a document's text, at places of that.
pub(crate) struct Surroundings {
    pub name: &'static str,
    inserted: Vec<(usize, String)>,
}

impl Surroundings {
    /// All that a document is put into.
    pub(crate) fn of(subject: &Subject, text: &str) -> Vec<Self> {
        let defined = defined(subject, text);
        vec![
            behind_examples(&defined),
            between_cases(&defined, text),
            behind_something_unread(),
            as_an_item(text),
            as_one_of_three_sections(&defined, text),
        ]
    }

    /// What the checker says of a changed line here.
    pub(crate) fn verdict(&self, text: &str, changed: &Changed) -> Verdict {
        let mut longer = String::new();
        let applied = changed.edit.applied(text);
        let grown = applied.len().cast_signed() - text.len().cast_signed();
        let mut at = 0;
        let mut before = 0;
        for (place, inserted) in &self.inserted {
            let behind = *place > changed.edit.range.start;
            let place = place.checked_add_signed(if behind { grown } else { 0 }).unwrap();
            longer.push_str(&applied[at..place]);
            longer.push_str(inserted);
            before += if place <= changed.start { inserted.len() } else { 0 };
            at = place;
        }
        longer.push_str(&applied[at..]);
        let start = changed.start + before;
        let side = Range { start, end: start + changed.line.len() };
        Checked::read(changed.file, &longer).judge(std::slice::from_ref(&side)).remove(0)
    }

    /// Whether a change can be made here: it is one of a single line.
    pub(crate) fn takes(changed: &Changed) -> bool {
        let whole =
            matches!(changed.edit.kind, Change::Rewrite(name) if name.starts_with("document"));
        changed.is_known() && !whole
    }
}

/// What a document defines, as it is written at the left.
fn defined(subject: &Subject, text: &str) -> Vec<String> {
    let paper = Paper::read(subject, text);
    let mut known = BTreeSet::new();
    let mut found = Vec::new();
    for relation in paper.relations.iter().filter(|relation| !relation.claim) {
        let span = paper.tree(relation.left.0).span(relation.left.1);
        let left = &text[span.start..span.end];
        // What is said of givens defines nothing, and a function keeps its argument.
        let name = left.split(['_', '^', ' ']).next().unwrap_or_default();
        let given = subject.law(name).is_some();
        if !given && !left.contains(['\\', '(']) && known.insert(left.to_owned()) {
            found.push(left.to_owned());
        }
    }
    assert!(!found.is_empty(), "{} defines nothing", subject.file);
    found
}

fn behind_examples(defined: &[String]) -> Surroundings {
    let values = |value: &str| {
        let all: Vec<String> = defined.iter().map(|left| format!("${left} = {value}$")).collect();
        all.join(" and ")
    };
    let text = format!(
        "# Before we begin\n\n**Example 1.** Take {}. There is little to see.\n\n\
         **Example 2.** With {} there is more, and for instance {} does as well.\n\n",
        values("0.5"),
        values("3"),
        values("-1"),
    );
    Surroundings { name: "behind examples", inserted: vec![(0, text)] }
}

fn between_cases(defined: &[String], text: &str) -> Surroundings {
    let first = &defined[0];
    let last = &defined[defined.len() - 1];
    let between = [
        format!("If ${last} = 0$, there is nothing to do. The case ${first} = 1$ is left out.\n\n"),
        "Descent replaces $\\xi \\gets \\xi - \\eta \\zeta$ again and again.\n\n".to_owned(),
        format!("When ${first} = 2$ the picture is simple, and at ${last} = 4$ it is not.\n\n"),
        "The iterates are $\\xi_{\\tau+1} = \\xi_\\tau - \\eta \\zeta_\\tau$.\n\n".to_owned(),
    ];
    let mut inserted = Vec::new();
    for (at, _) in text.match_indices("\n\n") {
        let place = at + 2;
        // Between paragraphs, not within a sentence or a display.
        let ends =
            text[..at].ends_with(['.', '$']) && text[place..].starts_with(char::is_uppercase);
        let displays = text[..place].matches("$$").count();
        if ends && displays.is_multiple_of(2) {
            inserted.push((place, between[inserted.len() % between.len()].clone()));
        }
    }
    assert!(inserted.len() >= 2, "there is room for {} cases", inserted.len());
    Surroundings { name: "between cases and updates", inserted }
}

fn behind_something_unread() -> Surroundings {
    let text = "Let $\\xi = \\operatorname*{argmin}_\\zeta \\oint \\Xi(\\zeta) \\, d\\zeta$, and let \
                $\\Upsilon : \\mathcal X \\to \\mathcal Y$ be as in the last lecture.\n\n";
    Surroundings { name: "behind something unread", inserted: vec![(0, text.to_owned())] }
}

fn as_an_item(text: &str) -> Surroundings {
    let first =
        "1. For a warming up, let $\\zeta = \\xi^2$. Then $\\frac{d\\zeta}{d\\xi} = 2\\xi$.\n\n2. ";
    let mut inserted = vec![(0, first.to_owned())];
    for (at, _) in text.match_indices('\n') {
        let full = text[at + 1..].chars().next().is_some_and(|c| c != '\n');
        if full {
            inserted.push((at + 1, "   ".to_owned()));
        }
    }
    inserted.push((text.len(), "\n3. That was that.\n".to_owned()));
    Surroundings { name: "as an item", inserted }
}

fn as_one_of_three_sections(defined: &[String], text: &str) -> Surroundings {
    let section = |title: &str, power: u32| {
        let meanings: Vec<String> =
            defined.iter().map(|left| format!("$$\n{left} = \\xi^{power}\n$$\n\n")).collect();
        format!("## {title}\n\nHere we use other meanings. Let\n\n{}", meanings.join("and let\n\n"))
    };
    let mut inserted = vec![(0, section("Another method", 2))];
    for (at, _) in text.match_indices('#') {
        let begins = at == 0 || text[..at].ends_with('\n');
        if begins {
            inserted.push((at, "#".to_owned()));
        }
    }
    inserted.push((text.len(), format!("\n{}", section("A third method", 4))));
    Surroundings { name: "as one of three sections", inserted }
}
