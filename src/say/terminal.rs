//! Verdicts as text, in the manner of a good compiler.

use super::causes::{Cause, causes};
use super::example::Example;
use super::message::since;
use super::snippet::{Excerpt, cut, excerpt, grouped, plain, wrapped};
use super::told::{remark, told};
use super::unread::unread;
use crate::expression::Kind;
use crate::reading::Place;
use crate::repair::Hint;
use crate::syntax::tree::Sign;
use crate::verdict::{Checked, Counts, DocumentVerdict, Line, Remark, Unread, Verdict};
use anstyle::{AnsiColor, Style};
use std::collections::BTreeSet;
use std::fmt::Write;

/// How the text is to look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Look {
    /// Whether there are colours.
    pub colour: bool,
    /// The columns of the terminal.
    pub width: usize,
    /// Whether lines that hold, definitions and the like are listed too.
    pub verbose: bool,
}

impl Default for Look {
    fn default() -> Self {
        Self { colour: false, width: 100, verbose: false }
    }
}

const BOLD: Style = Style::new().bold();
const GUTTER: Style = AnsiColor::Blue.on_default().bold();
const FALSE: Style = AnsiColor::Red.on_default().bold();
const SUSPECT: Style = AnsiColor::Yellow.on_default().bold();
const UNKNOWN: Style = AnsiColor::Cyan.on_default().bold();
const TRUE: Style = AnsiColor::Green.on_default().bold();

/// Code with longer lines, four rows of a usual terminal, is shown only where all is
/// asked for.
const MOST_PASTED: usize = 400;

/// All that is to be said of a document: how it came out, what is wrong, why lines are
/// undecided, and what else there is to know.
///
/// ```
/// use handgrad::say::{self, Look};
/// use handgrad::{Options, check};
///
/// let note = br"Let $f = x^2$. $$\frac{df}{dx} = x$$";
/// let checked = check("note.md", note, &Options::default())?;
/// assert!(say::check_text(&checked, Look::default()).contains("note.md:1:34: fails"));
/// # Ok::<(), handgrad::ReadError>(())
/// ```
#[must_use]
pub fn check(checked: &Checked, look: Look) -> String {
    let mut page = Page { checked, look, text: String::new(), pointed: false };
    let causes = causes(&checked.lines);
    page.summary(causes.iter().filter(|cause| cause.is_of_undecided()).count());
    for line in checked.lines.iter().filter(|line| is_amiss(line)) {
        page.apart();
        page.block(line, &[]);
    }
    for cause in &causes {
        page.apart();
        page.block(cause.shown, &costs(cause));
    }
    page.rows_and_notes(&causes);
    page.assumed();
    for unread in &checked.unread {
        page.unread(unread);
    }
    let end = page.text.trim_end().len();
    page.text.truncate(end);
    page.text.push('\n');
    page.text
}

/// Whether a line is false, or true against what stands before it.
fn is_amiss(line: &Line) -> bool {
    matches!(line.verdict, Some(Verdict::Fails | Verdict::Carried | Verdict::Recovers))
}

/// What a line is called in one word, and how that looks.
fn label(line: &Line) -> (&'static str, Style) {
    match (line.verdict, line.kind) {
        (Some(verdict @ Verdict::Holds), _) => (verdict.name(), TRUE),
        (Some(verdict @ Verdict::Fails), _) => (verdict.name(), FALSE),
        (Some(verdict @ (Verdict::Carried | Verdict::Recovers)), _) => (verdict.name(), SUSPECT),
        (Some(verdict @ Verdict::Undecided), _) => (verdict.name(), UNKNOWN),
        (None, kind) if line.reason.is_some() => (kind.name(), UNKNOWN),
        (None, kind) => (kind.name(), Style::new()),
    }
}

/// A row of a text, and the bytes of it that are marked.
struct Row {
    text: usize,
    number: usize,
    marked: Vec<(usize, usize)>,
}

struct Page<'a> {
    checked: &'a Checked,
    look: Look,
    text: String,
    /// Whether it was said how to see more.
    pointed: bool,
}

impl Page<'_> {
    fn paint(&self, style: Style, words: &str) -> String {
        if self.look.colour { format!("{style}{words}{style:#}") } else { words.to_owned() }
    }

    fn put(&mut self, line: &str) {
        self.text.push_str(line.trim_end());
        self.text.push('\n');
    }

    /// `file.md:31:7`, `notes.ipynb:cell 2:31:7`.
    fn place(&self, cell: Option<usize>, line: usize, column: usize) -> String {
        let cell = cell.map(|cell| format!("cell {cell}:")).unwrap_or_default();
        format!("{}:{cell}{line}:{column}", plain(&self.checked.name))
    }

    fn head(&self, line: &Line) -> String {
        let place = self.place(line.cell, line.line, line.column);
        let (word, style) = label(line);
        let code = line.code.map(|code| format!(" [{}]", code.name())).unwrap_or_default();
        let tag = line.tag.as_ref().map(|tag| format!(" ({})", plain(tag))).unwrap_or_default();
        format!("{}: {}{code}{tag}", self.paint(BOLD, &place), self.paint(style, word))
    }

    /// What is said of a line, and of what it costs elsewhere.
    fn block(&mut self, line: &Line, costs: &[String]) {
        let head = self.head(line);
        self.put(&head);
        let rows = self.rows(&self.marked(line));
        let gutter = rows.iter().map(|row| row.number).max().unwrap_or(1).to_string().len();
        let style = label(line).1;
        let mut first = true;
        for row in &rows {
            self.snippets(row, gutter, style, &mut first);
        }
        let told = told(self.checked, line);
        self.remark(&told.message, gutter);
        for cost in costs {
            self.remark(cost, gutter);
        }
        let hints = line.findings.diagnosis.iter().flat_map(|found| &found.hints);
        for (k, hint) in hints.enumerate() {
            self.remark(if k == 0 { "help: this is true:" } else { "help: or this:" }, gutter);
            self.hint(hint, gutter);
        }
        for note in told_once(line) {
            self.remark(&note, gutter);
        }
        if let Some(found) = &told.example {
            self.remarks(&found.rows(), gutter);
            self.paste(found, gutter);
        }
        self.text.push('\n');
    }

    /// A blank line behind notes and rows.
    fn apart(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with("\n\n") {
            self.text.push('\n');
        }
    }

    /// The places by the rows of the texts that they stand in, in the order in
    /// which these come up.
    fn rows(&self, places: &[Place]) -> Vec<Row> {
        let mut rows: Vec<Row> = Vec::new();
        for at in places {
            let Some(text) = self.checked.texts().get(at.text) else { continue };
            let source = text.source();
            let number = source.location(at.span.start).line;
            let start = source.line_start(at.span.start);
            let part = (at.span.start - start, at.span.end.saturating_sub(start));
            match rows.iter_mut().find(|row| (row.text, row.number) == (at.text, number)) {
                Some(row) => row.marked.push(part),
                None => rows.push(Row { text: at.text, number, marked: vec![part] }),
            }
        }
        rows
    }

    /// The places to show: the right side, or what is the matter within its
    /// line; and what is the matter elsewhere in the document.
    fn marked(&self, line: &Line) -> Vec<Place> {
        let slips = line.findings.diagnosis.iter().flat_map(|found| &found.places);
        let slips: Vec<Place> = slips.copied().collect();
        let Some(reason) = line.reason.as_ref().map(|unclear| unclear.place) else {
            return if slips.is_empty() { Self::shown(line) } else { slips };
        };
        let text = |at: Place| self.checked.texts().get(at.text);
        let row = |at: Place| text(at).map(|t| t.source().location(at.span.start).line);
        if text(reason).is_none_or(|t| t.outside) {
            vec![line.place]
        } else if reason.text == line.place.text && row(reason) == row(line.place) {
            vec![reason]
        } else if reason.text == line.place.text {
            vec![line.place, reason]
        } else {
            // Another cell of a notebook: the message names it.
            vec![line.place]
        }
    }

    /// The right side, and parts of the relation whose indices are odd.
    fn shown(line: &Line) -> Vec<Place> {
        let inside = |at: &Place| at.text == line.place.text && *at != line.place;
        let mut places = vec![line.place];
        if line.verdict == Some(Verdict::Fails) {
            places.extend(line.findings.oddities.iter().map(|odd| odd.place).filter(inside));
        }
        places.dedup();
        places
    }

    /// A row of a text with marks under parts of it, in as few excerpts as they fit
    /// into.
    fn snippets(&mut self, row: &Row, gutter: usize, style: Style, first: &mut bool) {
        let Some(text) = self.checked.texts().get(row.text) else { return };
        let source = text.source();
        let line = source.line(row.number);
        let room = self.look.width.saturating_sub(gutter + 3);
        let (bar, margin) = (self.paint(GUTTER, "|"), " ".repeat(gutter));
        for group in grouped(line, &row.marked, room) {
            if !std::mem::take(first) {
                self.put(&format!("{margin}{}", self.paint(GUTTER, "...")));
            }
            let shown = excerpt(line, &group, room);
            let number = self.paint(GUTTER, &format!("{:>gutter$}", row.number));
            self.put(&format!("{margin} {bar}"));
            self.put(&format!("{number} {bar} {}", shown.text));
            self.put(&format!("{margin} {bar} {}", self.marks(&shown, "^", style)));
        }
    }

    /// The line with a change, which is marked.
    fn hint(&mut self, hint: &Hint, gutter: usize) {
        let room = self.look.width.saturating_sub(gutter + 3);
        let (bar, margin) = (self.paint(GUTTER, "|"), " ".repeat(gutter));
        let spans = hint.mended.iter().map(|part| (part.changed.start, part.changed.end));
        let spans: Vec<(usize, usize)> = spans.collect();
        // What is left out leaves a gap, which is pointed at.
        let sign = if hint.mended.iter().all(|part| part.new.is_empty()) { "^" } else { "~" };
        for group in grouped(&hint.latex, &spans, room) {
            let shown = excerpt(&hint.latex, &group, room);
            self.put(&format!("{margin} {bar} {}", shown.text));
            self.put(&format!("{margin} {bar} {}", self.marks(&shown, sign, TRUE)));
        }
    }

    /// The marks under an excerpt.
    fn marks(&self, shown: &Excerpt, sign: &str, style: Style) -> String {
        let (mut row, mut used) = (String::new(), 0);
        for (indent, count) in &shown.marks {
            let count = (indent + count).saturating_sub(used.max(*indent));
            row.push_str(&" ".repeat(indent.saturating_sub(used)));
            row.push_str(&self.paint(style, &sign.repeat(count)));
            used = used.max(*indent) + count;
        }
        row
    }

    fn remark(&mut self, words: &str, gutter: usize) {
        self.remarks(&[words.to_owned()], gutter);
    }

    /// What is said, beginning a new row for each part of it.
    fn remarks(&mut self, parts: &[String], gutter: usize) {
        let margin = " ".repeat(gutter);
        let room = self.look.width.saturating_sub(gutter + 3);
        let rows = parts.iter().flat_map(|part| wrapped(part, room));
        for (k, row) in rows.enumerate() {
            let sign = if k == 0 { self.paint(GUTTER, "=") } else { " ".into() };
            self.put(&format!("{margin} {sign} {row}"));
        }
    }

    /// Code that can be copied as it stands: at the left edge, in lines of its own.
    fn paste(&mut self, found: &Example, gutter: usize) {
        // Where nothing is taken there is nothing to compute.
        let Some(lines) = found.numpy.as_ref().filter(|_| !found.values.is_empty()) else { return };
        let longest = lines.iter().map(|line| line.chars().count()).max().unwrap_or(0);
        if longest > MOST_PASTED && !self.look.verbose {
            if !std::mem::replace(&mut self.pointed, true) {
                self.remark("for NumPy: --verbose prints such a check as three lines", gutter);
            }
            return;
        }
        let counted = if found.at.is_empty() { "" } else { ", where indices count from 0" };
        self.remark(&format!("for NumPy{counted}:"), gutter);
        self.text.push('\n');
        for line in lines {
            self.put(&plain(line));
        }
    }

    /// The lines that have no block of their own, each in a row where all is asked for,
    /// and what is to be noted of them.
    fn rows_and_notes(&mut self, causes: &[Cause<'_>]) {
        let shown: BTreeSet<usize> = causes.iter().map(|cause| cause.shown.relation).collect();
        for line in &self.checked.lines {
            if is_amiss(line) || shown.contains(&line.relation) {
                continue;
            }
            if self.look.verbose && self.relates(line) {
                self.row(line);
            }
            // What waits is told elsewhere, and with it what is to be noted.
            let (all, waits) = (self.look.verbose, line.reason.is_some());
            let worth = |note: &&Remark| all || !note.is_faint() && !waits;
            line.remarks().filter(worth).for_each(|note| self.note(line, note));
        }
    }

    /// Whether there is a sign, or only a formula in passing.
    fn relates(&self, line: &Line) -> bool {
        let relation = self.checked.derivation.meaning.relations.get(line.relation);
        line.kind != Kind::Skipped || relation.is_some_and(|r| r.sign != Sign::Other)
    }

    /// A line that holds, or that nothing is said of, in one row.
    fn row(&mut self, line: &Line) {
        let head = self.head(line);
        let apart = line.apart.iter().map(|(a, b)| format!(" {a} ≠ {b}")).collect::<Vec<_>>();
        let apart =
            if apart.is_empty() { String::new() } else { format!(" for{}", apart.join(",")) };
        let place = self.place(line.cell, line.line, line.column).chars().count();
        let tag = line.tag.as_ref().map_or(0, |tag| tag.chars().count() + 3);
        let used = place + 2 + label(line).0.len() + tag + apart.chars().count() + 2;
        let latex = cut(&line.latex, self.look.width.saturating_sub(used));
        self.put(&format!("{head}{apart}: {latex}"));
    }

    fn note(&mut self, line: &Line, note: &Remark) {
        let place = self.place(line.cell, note.line, note.column);
        let words = cut(&remark(note), usize::MAX);
        let row = format!("{}: {}: {words}", self.paint(BOLD, &place), self.paint(BOLD, "note"));
        self.put(&row);
    }

    /// `file.md:31: not read: environment beq`.
    fn unread(&mut self, of: &Unread) {
        let cell = of.cell.map(|cell| format!("cell {cell}:")).unwrap_or_default();
        let place = format!("{}:{cell}{}", plain(&self.checked.name), of.line);
        let (place, word) = (self.paint(BOLD, &place), self.paint(UNKNOWN, "not read"));
        self.put(&format!("{place}: {word}: {}", plain(&unread(of))));
    }

    /// Under what is assumed lines hold that are false without it, each set once.
    fn assumed(&mut self) {
        let mut sets: Vec<(&[String], usize)> = Vec::new();
        let needing =
            |line: &&Line| line.verdict == Some(Verdict::Holds) && !line.assumes.is_empty();
        for line in self.checked.lines.iter().filter(needing) {
            match sets.iter_mut().find(|(set, _)| *set == line.assumes) {
                Some((_, times)) => *times += 1,
                None => sets.push((&line.assumes, 1)),
            }
        }
        let name = self.paint(BOLD, &plain(&self.checked.name));
        for (set, times) in sets {
            let hold =
                if times == 1 { "1 line holds".into() } else { format!("{times} lines hold") };
            let since = since(set);
            self.put(&format!("{name}: note: {hold} only{}", plain(&since)));
        }
    }

    /// How the document came out, in one row.
    fn summary(&mut self, causes: usize) {
        let verdict = self.checked.verdict;
        let style = match verdict {
            DocumentVerdict::Holds => TRUE,
            DocumentVerdict::Fails => FALSE,
            DocumentVerdict::Undecided => UNKNOWN,
        };
        let name = self.paint(BOLD, &plain(&self.checked.name));
        let verdict = self.paint(style, verdict.name());
        let row = format!("{name}: {verdict}: {}", counted(&self.checked.counts, causes));
        self.put(&row);
    }
}

/// The notes of a line, each once.
fn told_once(line: &Line) -> Vec<String> {
    let mut told: Vec<(String, usize)> = Vec::new();
    for note in line.remarks() {
        let words = format!("{}{}", remark(note), beside(line, note));
        match told.iter_mut().find(|(known, _)| *known == words) {
            Some((_, times)) => *times += 1,
            None => told.push((words, 1)),
        }
    }
    let times = |count: usize| if count > 1 { format!(", {count} times") } else { String::new() };
    told.into_iter().map(|(words, count)| format!("note{}: {words}", times(count))).collect()
}

/// Where a note's place is, if it is not in the line that it is about.
fn beside(line: &Line, note: &Remark) -> String {
    if note.place.text == line.place.text && note.line == line.line {
        return String::new();
    }
    format!(" (line {}, column {})", note.line, note.column)
}

/// What a cause costs beside the line that it is told at.
fn costs(cause: &Cause<'_>) -> Vec<String> {
    let lines = |of: &[&Line]| match numbers(of) {
        at if at.contains(|c: char| !c.is_ascii_digit()) => format!("lines {at}"),
        at => format!("line {at}"),
    };
    let mut told = Vec::new();
    if !cause.same.is_empty() {
        told.push(format!("the same is so of {} more: {}", cause.same.len(), lines(&cause.same)));
    }
    if !cause.waiting.is_empty() {
        let of = &cause.waiting;
        let wait = if of.len() == 1 { "waits" } else { "wait" };
        let this = if cause.same.is_empty() { "this" } else { "one of these" };
        told.push(format!("{} more {wait} for {this}: {}", of.len(), lines(of)));
    }
    told
}

/// `45, 47–50`, `cell 2: 4, cell 3: 1`.
fn numbers(lines: &[&Line]) -> String {
    let mut runs: Vec<(Option<usize>, usize, usize)> = Vec::new();
    for line in lines {
        match runs.last_mut() {
            Some((cell, _, last))
                if *cell == line.cell && (*last..=*last + 1).contains(&line.line) =>
            {
                *last = line.line;
            }
            _ => runs.push((line.cell, line.line, line.line)),
        }
    }
    let mut before = None;
    let run = |(cell, from, to): (Option<usize>, usize, usize)| {
        let named = cell.filter(|_| std::mem::replace(&mut before, cell) != cell);
        let named = named.map(|cell| format!("cell {cell}: ")).unwrap_or_default();
        if from == to { format!("{named}{from}") } else { format!("{named}{from}–{to}") }
    };
    runs.into_iter().map(run).collect::<Vec<_>>().join(", ")
}

/// `9 hold, 1 fails, 7 undecided for 2 reasons; 4 definitions, 2 assumptions`.
fn counted(counts: &Counts, causes: usize) -> String {
    let some = |(count, one, many): (usize, &str, &str)| match count {
        0 => None,
        1 => Some(format!("1 {one}")),
        _ => Some(format!("{count} {many}")),
    };
    let claims = [
        (counts.holds, "holds", "hold"),
        (counts.fails, "fails", "fail"),
        (counts.carried, "carried", "carried"),
        (counts.recovers, "recovers", "recover"),
        (counts.undecided, "undecided", "undecided"),
    ];
    let others = [
        (counts.task, "task", "tasks"),
        (counts.definition, "definition", "definitions"),
        (counts.assumption, "assumption", "assumptions"),
        (counts.skipped, "skipped", "skipped"),
    ];
    let mut claims: Vec<String> = claims.into_iter().filter_map(some).collect();
    if causes > 0 && causes < counts.undecided {
        let reasons = if causes == 1 { "1 reason".into() } else { format!("{causes} reasons") };
        if let Some(undecided) = claims.last_mut() {
            let _ = write!(undecided, " for {reasons}");
        }
    }
    if claims.is_empty() {
        claims.push("it makes no claim".into());
    }
    let others: Vec<String> = others.into_iter().filter_map(some).collect();
    let mut text = claims.join(", ");
    if !others.is_empty() {
        let _ = write!(text, "; {}", others.join(", "));
    }
    text
}
