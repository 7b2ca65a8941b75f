//! One change to a correct line: it is told apart from the line, or it keeps the value.

#![allow(clippy::unwrap_used, reason = "a test that unwraps in vain has failed")]

/// The documents, the independent evaluator, and what changes the lines.
mod mutants {
    pub(crate) mod difference;
    pub(crate) mod evaluator;
    pub(crate) mod paper;
    pub(crate) mod scopes;
    pub(crate) mod subject;
    pub(crate) mod truth;
    pub(crate) mod value;
    pub(crate) mod world;
}

use mutants::paper::Paper;
use mutants::subject::SUBJECTS;
use mutants::truth::{Bench, Truth};

#[test]
fn every_line_is_true_by_the_independent_evaluator() {
    for subject in SUBJECTS {
        let text = subject.text();
        let paper = Paper::read(subject, &text);
        let claims: Vec<_> = paper.relations.iter().filter(|r| r.claim).collect();
        assert!(claims.len() >= 5, "{} makes {} claims", subject.file, claims.len());
        for relation in claims {
            let truth = Bench::new(subject, &paper, relation).original();
            let line = &text[relation.span.start..relation.span.end];
            assert_eq!(truth, Truth::True, "{}: {line}", subject.file);
        }
    }
}
