//! The page of all kinds of slips, written from the suite.

use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

use super::section::{Case, cases};
use handgrad::say::{self, Told};
use handgrad::verdict::{self, Checked, Line, Options, Verdict};
use libtest_mimic::{Failed, Trial};

const FROM: &str = "tests/suite/slips/kinds.md";
const PAGE: &str = "examples/slips.md";
/// How the page is written anew.
const WRITE: &str = "HANDGRAD_WRITE=1 cargo test --test suite catalogue";

const HEAD: &str = "\
# Slips

The kinds of slips that a false line can have, each with an example that is run by
the tests: a false line, what `handgrad check` says of it, and the line that was
meant. `handgrad explain SLIP` prints the same.

<!-- Written from tests/suite/slips/kinds.md by the tests: do not edit. -->
";

/// That the page is what the suite's sections make of it.
pub(crate) fn trials() -> Vec<Trial> {
    vec![Trial::test("catalogue/the page is up to date", || {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let sections = cases(&fs::read_to_string(root.join(FROM))?)?;
        let mut page = String::from(HEAD);
        for case in &sections {
            page.push_str(&entry(case)?);
        }
        if env::var_os("HANDGRAD_WRITE").is_some() {
            fs::write(root.join(PAGE), &page)?;
        }
        if fs::read_to_string(root.join(PAGE))? == page {
            return Ok(());
        }
        Err(Failed::from(format!(
            "{PAGE} is not what {FROM} makes of it now; write it by\n{WRITE}"
        )))
    })]
}

/// A section, and behind the false line what is said of it.
fn entry(case: &Case) -> Result<String, Failed> {
    let checked = verdict::check(case.name, case.text.as_bytes(), &Options::default())?;
    let mut lines = checked.lines.iter().filter(|line| line.verdict == Some(Verdict::Fails));
    let (Some(line), None) = (lines.next(), lines.next()) else {
        return Err(format!("{}: exactly one line is to be false", case.title).into());
    };
    if line.slip().is_some_and(|slip| slip.name() != case.title) {
        return Err(format!("{}: this is said to be {:?}", case.title, line.slip()).into());
    }
    let mut page = String::from("\n");
    let mut told = false;
    for (number, row) in case.text.trim_end().lines().enumerate() {
        let _ = writeln!(page, "{row}");
        if number + 1 > line.line && row.trim() == "$$" && !told {
            page.push_str(&said(&checked, line));
            told = true;
        }
    }
    Ok(page)
}

/// The message, what would mend the line, and what is odd.
fn said(checked: &Checked, line: &Line) -> String {
    let Told { message, hints, example, .. } = say::told(checked, line);
    let odd = line.findings.oddities.iter().map(|odd| format!("note: {}", say::remark(odd)));
    let example = example.iter().map(|found| say::example_rows(found).join(" "));
    let all = std::iter::once(message).chain(hints).chain(example).chain(odd);
    let quoted: Vec<String> = all.map(|text| wrapped(&text)).collect();
    format!("\n{}\n", quoted.join("\n>\n"))
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
