//! Whether a verdict hangs on how notation is read.
//!
//! In: what was said of each line where all choices are made by custom. Out: the same,
//! where no other admissible choice says otherwise; else which choice decides. A choice
//! is made once for the document, in its definitions as in its claims, and a line is
//! judged anew by those that it reaches. Not done here: what the choices are
//! ([`crate::syntax::Instead`]).

use super::judged::{Judged, judged_again};
use crate::derivation::Subject;
use crate::effort::Trials;
use crate::expression::{ExprId, Kind, Meaning, Op, Relation, Unclear};
use crate::reading::Place;
use crate::reason::{Code, Value};
use crate::syntax::{Choices, Instead};
use std::collections::{BTreeMap, BTreeSet};

/// Asks of each line that was decided what other readings say of it.
pub(super) fn settle(subject: &Subject<'_>, judged: &mut [Judged], document: &Trials) {
    let of_names = subject.meaning().otherwise.iter().copied();
    let made: Vec<_> = subject.reading.choices().into_iter().chain(of_names).collect();
    if made.is_empty() {
        return;
    }
    let relations = &subject.meaning().relations;
    let mut asked: BTreeMap<Choices, Vec<usize>> = BTreeMap::new();
    for (k, relation) in relations.iter().enumerate() {
        if relation.kind != Kind::Claim || judged[k].seen().is_none() {
            continue;
        }
        let holds = judged[k].seen().is_some_and(crate::evaluate::Outcome::holds);
        // These excuse what is false otherwise.
        let excuses = |one: &Instead| matches!(one, Instead::WideDifferentials | Instead::Apart);
        let asked_for = |one: &Instead| !(holds && excuses(one));
        let reached = reached(subject.meaning(), relation, &made);
        let reached: Choices = reached.iter().filter(asked_for).collect();
        for part in reached.parts() {
            asked.entry(part).or_default().push(k);
        }
    }
    let mut parts: Vec<(Choices, Vec<usize>)> = asked.into_iter().collect();
    parts.sort_by_key(|(choices, _)| (choices.iter().count(), *choices));
    for (choices, mut lines) in parts {
        lines.retain(|k| judged[*k].seen().is_some());
        if !lines.is_empty() {
            read_otherwise(subject, choices, &lines, judged, document);
        }
    }
}

/// The choices that a line reaches, with the definitions of what it is about.
fn reached(meaning: &Meaning, relation: &Relation, made: &[(Place, Instead)]) -> Choices {
    let Ok(sides) = &relation.sides else { return Choices::CUSTOM };
    let mut places: BTreeMap<usize, Vec<(usize, usize)>> = BTreeMap::new();
    let mut seen: BTreeSet<ExprId> = BTreeSet::new();
    let mut ahead: Vec<ExprId> = sides.left.iter().copied().chain([sides.right]).collect();
    while let Some(id) = ahead.pop() {
        if !seen.insert(id) {
            continue;
        }
        let place = meaning.expressions.place(id);
        places.entry(place.text).or_default().push((place.span.start, place.span.end));
        if let Op::Symbol(symbol, _) = meaning.expressions.op(id)
            && let Some(definition) = &meaning.symbol(*symbol).definition
        {
            ahead.push(definition.body);
            ahead.extend(definition.diagonal);
        }
        ahead.extend(meaning.expressions.operands(id));
    }
    let touches = |place: &Place| {
        let own = places.get(&place.text).into_iter().flatten();
        own.into_iter().any(|(start, end)| *start < place.span.end && place.span.start < *end)
    };
    made.iter().filter(|(place, _)| touches(place)).map(|(_, one)| *one).collect()
}

/// Judges some lines where other choices are made, and notes what then is otherwise.
fn read_otherwise(
    subject: &Subject<'_>,
    choices: Choices,
    lines: &[usize],
    judged: &mut [Judged],
    document: &Trials,
) {
    let Some(reading) = subject.reading.choosing(choices) else { return };
    let understood = subject.understood.alike(&reading);
    let other = Subject { reading: &reading, understood: &understood, seed: subject.seed };
    let relations = &subject.meaning().relations;
    let place = |k: usize| (relations[k].place.text, relations[k].place.span.start);
    let others = &other.meaning().relations;
    let there: BTreeMap<(usize, usize), usize> = others
        .iter()
        .enumerate()
        .map(|(k, relation)| ((relation.place.text, relation.place.span.start), k))
        .collect();
    let pairs: Vec<(usize, usize)> =
        lines.iter().filter_map(|k| Some((*k, *there.get(&place(*k))?))).collect();
    let asked: Vec<usize> = pairs.iter().map(|(_, there)| *there).collect();
    let said = judged_again(&other, &asked, document);
    let Some(on) = choices.iter().next() else { return };
    for ((k, _), said) in pairs.into_iter().zip(said) {
        let holds = judged[k].seen().is_some_and(crate::evaluate::Outcome::holds);
        match said {
            Ok(outcome) if outcome.holds() == holds => {}
            Ok(_) => judged[k].doubt(relations[k].unclear(Value::Hangs { on, true_then: !holds })),
            // What is true of any number is true of a count.
            Err(_) if holds && matches!(on, Instead::Counts | Instead::Identity) => {}
            // What has no meaning in a reading was not meant so; but of a name before a
            // bracket nothing says what it is, and what it calls may be beyond what is read.
            Err(why) if !is_open(on) && is_no_reading(&why) => {}
            // Of a reading that is not decided neither truth nor falsehood is known.
            Err(why) => judged[k].doubt(why),
        }
    }
}

/// Whether a reading may be meant though a line is not understood in it.
const fn is_open(on: Instead) -> bool {
    matches!(on, Instead::Calls | Instead::Counts)
}

/// Whether a line is not understood in a reading.
fn is_no_reading(why: &Unclear) -> bool {
    matches!(
        why.reason.code(),
        Code::Unread
            | Code::Shape
            | Code::UnboundIndex
            | Code::BadIndex
            | Code::Bounds
            | Code::Function
            | Code::NoVariable
            | Code::EmptyRange
            | Code::NotEvaluated
    )
}
