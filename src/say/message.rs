//! What is said of a line: a sentence or two, calm and exact.

use super::{mend, reason};
use crate::diagnose::Addition;
use crate::expression::{Kind, Relation};
use crate::number::typeset;
use crate::reading::Place;
use crate::verdict::{Checked, Explained, Line, Verdict};

/// What is said of a line of a document.
pub(super) fn message(checked: &Checked, line: &Line) -> String {
    let findings = &line.findings;
    let said = format!("{}{}", About { checked }.message(line), ended(findings.search));
    let Some(found) = &findings.diagnosis else { return said };
    // What is true under an assumption needs no change.
    let mended = findings.need.is_none() || !found.hints.is_empty();
    if mended { format!("{said} {}", mend::diagnosis(found)) } else { said }
}

/// What is said where a line was not explained to the end.
const fn ended(search: Explained) -> &'static str {
    match search {
        Explained::Through => "",
        Explained::Short => {
            " Whether it is true under an assumption that is not stated was not tried to the end."
        }
        Explained::Fault => {
            " What is the matter with it was not found out, for a fault inside handgrad itself; \
             please report it."
        }
    }
}

struct About<'a> {
    checked: &'a Checked,
}

impl About<'_> {
    fn message(&self, line: &Line) -> String {
        match (line.kind, line.verdict) {
            (Kind::Task, verdict) => self.task(line, verdict),
            (_, Some(Verdict::Holds)) => holds(line),
            (_, Some(Verdict::Fails)) => self.fails(line),
            (_, Some(Verdict::Carried)) => self.carried(line),
            (_, Some(Verdict::Recovers)) => format!(
                "This is equal to the left side, although {} is not: two slips cancel.",
                self.other(line.follows, line)
            ),
            (_, Some(Verdict::Undecided)) => self.unclear(line, "This is not decided"),
            (Kind::Definition, None) if line.reason.is_none() => "This is a definition.".into(),
            (Kind::Assumption, None) if line.reason.is_none() => "This is assumed.".into(),
            (Kind::Definition, None) => self.unclear(line, "This definition cannot be used"),
            (Kind::Assumption, None) => self.unclear(line, "This assumption cannot be used"),
            (Kind::Claim | Kind::Skipped, None) => self.skipped(line),
        }
    }

    /// What is true of a false line comes first: under which assumption it would
    /// hold, and which line before is still right.
    fn fails(&self, line: &Line) -> String {
        let apart = line.residual.map(|r| format!(": they differ by {} of their size", typeset(r)));
        let apart = apart.unwrap_or_default();
        if let Some(needs) = needs(line) {
            let it = if is_several(line) { "them" } else { "it" };
            return format!(
                "This is true if ${needs}$, which the document does not say; without {it} this is \
                 not equal to the left side{apart}. {}",
                added(line, &needs)
            );
        }
        format!("This is not equal to the left side{apart}.{}", self.since(line))
    }

    /// What is known of the line before a new slip.
    fn since(&self, line: &Line) -> String {
        let other = self.other(line.before, line);
        let before = line.before.and_then(|at| self.line(at));
        match before.map(|before| (before.kind, before.verdict)) {
            Some((Kind::Claim, Some(Verdict::Fails | Verdict::Carried))) => {
                format!(" Nor is it equal to {other}, which was false already: this slip is new.")
            }
            Some((Kind::Claim, Some(_))) => {
                format!(" Up to {other} all is true: the slip is made in this step.")
            }
            _ => String::new(),
        }
    }

    fn carried(&self, line: &Line) -> String {
        if line.sources.is_empty() {
            return format!(
                "This step is right: the line is equal to {}, which was false already. The slip \
                 was carried forward, and there is nothing new to mend here.",
                self.other(line.follows, line)
            );
        }
        let sources: Vec<String> =
            line.sources.iter().map(|at| self.other(Some(*at), line)).collect();
        let were = if sources.len() == 1 { "which was" } else { "which were" };
        format!(
            "This step is right: the line is what follows from {}, {were} false already. The \
             slip was carried forward, and there is nothing new to mend here.",
            conjoined(&sources)
        )
    }

    fn task(&self, line: &Line, verdict: Option<Verdict>) -> String {
        if verdict == Some(Verdict::Holds) {
            return format!("This is answered by {}.", self.other(line.follows, line));
        }
        if line.reason.is_some() {
            return self.unclear(line, "This is not decided");
        }
        "This is not answered: no line that holds says what it is without a derivative.".into()
    }

    fn skipped(&self, line: &Line) -> String {
        let skip =
            self.checked.derivation.meaning.relations.get(line.relation).and_then(Relation::skip);
        let why = skip.map(|skip| format!(": {}", reason(&skip.into())));
        format!("This is neither true nor false{}.", why.unwrap_or_default())
    }

    fn unclear(&self, line: &Line, what: &str) -> String {
        let unclear = line.reason.as_ref();
        let why = unclear.map_or_else(|| "it cannot be read".into(), |u| reason(&u.reason));
        let why = why.trim_end_matches('.');
        let needs = needs(line).map(|needs| {
            let added = added(line, &needs);
            format!(" It is true if ${needs}$, which the document does not say. {added}")
        });
        let needs = needs.unwrap_or_default();
        match unclear.and_then(|unclear| self.elsewhere(unclear.place, line)) {
            Some(place) => format!("{what}: {why} ({place}).{needs}"),
            None => format!("{what}: {why}.{needs}"),
        }
    }

    /// The line of a relation; lines are in the order of their relations.
    fn line(&self, relation: usize) -> Option<&Line> {
        let lines = &self.checked.lines;
        lines.binary_search_by_key(&relation, |line| line.relation).ok().map(|at| &lines[at])
    }

    /// The place of a reason that does not stand in the line itself.
    fn elsewhere(&self, at: Place, line: &Line) -> Option<String> {
        let text = self.checked.texts().get(at.text)?;
        let place = text.source().location(at.span.start);
        if at.text == line.place.text {
            let inside = line.whole.start <= at.span.start && at.span.start < line.whole.end;
            let here = inside || place.line == line.line;
            return (!here).then(|| format!("line {}, column {}", place.line, place.column));
        }
        Some(match (text.outside, text.cell()) {
            (true, _) => format!("--assume '{}'", text.source().text()),
            (_, Some(cell)) => format!("cell {cell}, line {}", place.line),
            (_, None) => format!("line {}", place.line),
        })
    }

    /// Another line, as one refers to it: `line 31`, `equation (11)`.
    fn other(&self, relation: Option<usize>, from: &Line) -> String {
        let Some(line) = relation.and_then(|at| self.line(at)) else {
            return "the line before".into();
        };
        let cell = line.cell.filter(|_| line.cell != from.cell);
        let cell = cell.map(|cell| format!("cell {cell}, ")).unwrap_or_default();
        let column = (line.cell, line.line) == (from.cell, from.line);
        let column = if column { format!(", column {}", line.column) } else { String::new() };
        let tag = line.tag.as_ref().map(|tag| format!(" ({tag})")).unwrap_or_default();
        format!("{cell}line {}{column}{tag}", line.line)
    }
}

/// Whether a line lacks several assumptions.
fn is_several(line: &Line) -> bool {
    line.findings.need.as_ref().is_some_and(|need| need.latex.len() > 1)
}

/// How the document can say what it lacks.
fn added(line: &Line, needs: &str) -> String {
    let it_is = if is_several(line) { "they are" } else { "it is" };
    let add: Option<&Addition> = line.findings.need.as_ref().and_then(|need| need.add.as_ref());
    let Some(add) = add else {
        return format!("If {it_is} meant, add ${needs}$ to the document.");
    };
    let at = match add.line {
        1 => "before line 1".to_owned(),
        line => format!("after line {}", line - 1),
    };
    let cell = add.cell.map(|cell| format!(" of cell {cell}")).unwrap_or_default();
    format!("If {it_is} meant, add, {at}{cell}: {}", add.text)
}

fn holds(line: &Line) -> String {
    let pairs: Vec<String> = line.apart.iter().map(|(a, b)| format!("{a} ≠ {b}")).collect();
    let apart =
        if pairs.is_empty() { String::new() } else { format!(" for {}", conjoined(&pairs)) };
    let since = match line.assumes.as_slice() {
        [] => String::new(),
        assumes => format!(",{}", since(assumes)),
    };
    format!("This is equal to the left side{apart}{since}.")
}

/// ` since a = b is assumed`
pub(super) fn since(assumes: &[String]) -> String {
    let are = if assumes.len() == 1 { "is" } else { "are" };
    format!(" since {} {are} assumed", conjoined(assumes))
}

/// `a, b and c`
fn conjoined(words: &[String]) -> String {
    match words {
        [first @ .., last] if !first.is_empty() => format!("{} and {last}", first.join(", ")),
        _ => words.concat(),
    }
}

/// The assumptions that a line lacks, in LaTeX.
pub(super) fn needs(line: &Line) -> Option<String> {
    line.findings.need.as_ref().map(|need| need.latex.join(", \\quad "))
}
