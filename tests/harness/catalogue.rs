//! The pages of all kinds of slips and of all codes, written from the suite.

use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

use super::section::{Case, cases};
use handgrad::say::{self, Told};
use handgrad::{Checked, Code, Line, Options, Verdict};
use libtest_mimic::{Failed, Trial};

/// A page, and the file of the suite that it is written from.
struct Source {
    from: &'static str,
    page: &'static str,
    head: &'static str,
    entries: fn(&[Case]) -> Result<String, Failed>,
}

/// How the pages are written anew.
const WRITE: &str = "HANDGRAD_WRITE=1 cargo test --test suite catalogue";

const SLIPS: Source = Source {
    from: "tests/suite/slips/kinds.md",
    page: "examples/slips.md",
    head: "\
# Slips

The kinds of slips that a false line can have, each with an example that is run by
the tests: a false line, what `handgrad check` says of it, and the line that was
meant. `handgrad explain SLIP` prints the same.

<!-- Written from tests/suite/slips/kinds.md by the tests: do not edit. -->
",
    entries: slips,
};

const CODES: Source = Source {
    from: "tests/suite/codes.md",
    page: "examples/codes.md",
    head: "\
# Codes

Why a line is undecided or skipped, in words that do not change: the field `code` of
what `handgrad check --format json` prints. Each has an example that is run by the
tests, with what is said of it and, where there is one, a way to mend it.
`handgrad explain CODE` prints the same.

<!-- Written from tests/suite/codes.md by the tests: do not edit. -->
",
    entries: codes,
};

/// What no document is known to get.
const INTERNAL: &str = "
## internal

The program broke where it looked at the line, which is a fault of its own. No document
is known that does this; one that does should be reported, with the line. All other
lines are judged as usual.
";

/// That the pages are what the suite's sections make of them.
pub(crate) fn trials() -> Vec<Trial> {
    let trial = |source: &'static Source| {
        let name = format!("catalogue/{} is up to date", source.page);
        Trial::test(name, move || up_to_date(source))
    };
    [&SLIPS, &CODES].map(trial).into()
}

fn up_to_date(source: &Source) -> Result<(), Failed> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let sections = cases(&fs::read_to_string(root.join(source.from))?)?;
    let page = format!("{}{}", source.head, (source.entries)(&sections)?);
    if env::var_os("HANDGRAD_WRITE").is_some() {
        fs::write(root.join(source.page), &page)?;
    }
    if fs::read_to_string(root.join(source.page))? == page {
        return Ok(());
    }
    let Source { from, page, .. } = source;
    Err(format!("{page} is not what {from} makes of it now; write it by\n{WRITE}").into())
}

fn checked(case: &Case) -> Result<Checked, Failed> {
    Ok(handgrad::check(case.name, case.text.as_bytes(), &Options::default())?)
}

/// Each section, and behind its false line what is said of it.
fn slips(sections: &[Case]) -> Result<String, Failed> {
    sections.iter().map(slip).collect()
}

fn slip(case: &Case) -> Result<String, Failed> {
    let checked = checked(case)?;
    let mut lines = checked.lines.iter().filter(|line| line.verdict == Some(Verdict::Fails));
    let (Some(line), None) = (lines.next(), lines.next()) else {
        return Err(format!("{}: exactly one line is to be false", case.title).into());
    };
    if line.slip().is_some_and(|slip| slip.name() != case.title) {
        return Err(format!("{}: this is said to be {:?}", case.title, line.slip()).into());
    }
    Ok(format!("\n{}", told(&case.text, &checked, line)))
}

/// An entry for each code, in their order.
fn codes(sections: &[Case]) -> Result<String, Failed> {
    let unknown = |case: &&Case| {
        let name = case.title.trim_end_matches(MENDED);
        Code::named(name).is_none()
    };
    if let Some(case) = sections.iter().find(unknown) {
        return Err(format!("“{}” is no code", case.title).into());
    }
    Code::ALL.iter().map(|code| entry(*code, sections)).collect()
}

/// Behind the name of a code: the section that has no line with it.
const MENDED: &str = ", mended";

/// The section of a code, behind its line what is said of that, and the section
/// in which it is mended.
fn entry(code: Code, sections: &[Case]) -> Result<String, Failed> {
    if code == Code::Internal {
        return Ok(INTERNAL.into());
    }
    let titled = |title: &str| sections.iter().find(|case| case.title == title);
    let case = titled(code.name()).ok_or_else(|| format!("{} has no section", code.name()))?;
    let found = checked(case)?;
    let Some(line) = found.lines.iter().find(|line| line.code == Some(code)) else {
        return Err(format!("{}: no line gets this code", code.name()).into());
    };
    let entry = format!("\n{}", told(&case.text, &found, line));
    let Some(mended) = titled(&format!("{}{MENDED}", code.name())) else { return Ok(entry) };
    let found = checked(mended)?;
    if found.lines.iter().any(|line| line.code.is_some_and(|other| !other.is_skip())) {
        return Err(format!("{}: a line is undecided", mended.title).into());
    }
    let body = mended.text.split_once('\n').map_or("", |(_, body)| body);
    Ok(format!("{entry}{}\n", body.trim_end()))
}

/// A text, and behind the paragraph or formula that a line stands in what is
/// said of the line.
fn told(text: &str, checked: &Checked, line: &Line) -> String {
    let mut page = String::new();
    let mut told = false;
    let displayed = text.lines().take(line.line).filter(|row| row.trim() == "$$").count() % 2 == 1;
    let ends = |row: &str| if displayed { row.trim() == "$$" } else { row.trim().is_empty() };
    for (number, row) in text.trim_end().lines().enumerate() {
        let _ = writeln!(page, "{row}");
        if number + 1 > line.line && ends(row) && !told {
            // An empty row stands around it.
            let gap = if displayed { "\n" } else { "" };
            let after = if displayed { "" } else { "\n" };
            let _ = write!(page, "{gap}{}\n{after}", said(checked, line));
            told = true;
        }
    }
    page
}

/// The message, what would mend the line, and what is odd.
fn said(checked: &Checked, line: &Line) -> String {
    let Told { message, hints, example, .. } = say::told(checked, line);
    let odd = line.oddities().iter().map(|odd| format!("note: {}", say::remark(odd)));
    let example = example.iter().map(|found| found.rows().join(" "));
    let all = std::iter::once(message).chain(hints).chain(example).chain(odd);
    let quoted: Vec<String> = all.map(|text| wrapped(&text)).collect();
    quoted.join("\n>\n")
}

/// A quotation in lines of at most ninety characters.
fn wrapped(text: &str) -> String {
    let mut rows = vec![String::from(">")];
    for word in text.split_whitespace() {
        let length = rows.last().map_or(0, |row| row.chars().count());
        if length > 1 && length + 1 + word.chars().count() > 90 {
            rows.push(String::from(">"));
        }
        if let Some(row) = rows.last_mut() {
            row.push(' ');
            row.push_str(word);
        }
    }
    rows.join("\n")
}
