//! Sections: a file of the suite becomes cases, one for each second-level heading.

use super::marks::{self, Mark};

/// A place in a case, counted from 1; the cell of a notebook from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place {
    /// The cell of a notebook.
    pub(crate) cell: Option<usize>,
    /// The line.
    pub(crate) row: usize,
    /// The character within it.
    pub(crate) column: usize,
}

/// A document of its own, with what is expected of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Case {
    /// The heading.
    pub(crate) title: String,
    /// The name that says how the document is written.
    pub(crate) name: &'static str,
    /// What is handed to the checker.
    pub(crate) text: String,
    /// How many rows of the file stand before the document.
    pub(crate) before: usize,
    /// What is expected of its lines.
    pub(crate) marks: Vec<Mark>,
    /// What is expected of the document.
    pub(crate) verdict: Option<String>,
}

/// A section with this row is about burn's derivatives, and no trial where these are not built.
const WITH_BURN: &str = "<!-- with burn -->";

/// Whether a section is a trial of this build.
fn is_built(section: &str) -> bool {
    cfg!(feature = "burn") || !section.lines().any(|row| row.trim() == WITH_BURN)
}

/// A fenced block: its language, the row of its first line, and its content.
struct Fence {
    language: String,
    first: usize,
    content: String,
}

/// The length and the language of a row that opens or closes a fence.
fn fence(row: &str) -> Option<(usize, &str)> {
    let row = row.trim();
    let length = row.len() - row.trim_start_matches('`').len();
    (length >= 3).then(|| (length, row[length..].trim()))
}

/// The rows of a text, each with the fence that it is in.
struct Rows<'a> {
    rows: std::iter::Enumerate<std::str::Lines<'a>>,
    open: Option<usize>,
}

impl<'a> Rows<'a> {
    fn of(text: &'a str) -> Self {
        Self { rows: text.lines().enumerate(), open: None }
    }
}

/// Where a row stands relative to fences.
#[derive(Debug, PartialEq, Eq)]
enum At<'a> {
    Outside,
    Opens(&'a str),
    Inside,
    Closes,
}

impl<'a> Iterator for Rows<'a> {
    type Item = (usize, &'a str, At<'a>);

    fn next(&mut self) -> Option<Self::Item> {
        let (number, row) = self.rows.next()?;
        let at = match (self.open, fence(row)) {
            (None, Some((length, language))) => {
                self.open = Some(length);
                At::Opens(language)
            }
            (Some(open), Some((length, ""))) if length >= open => {
                self.open = None;
                At::Closes
            }
            (Some(_), _) => At::Inside,
            (None, None) => At::Outside,
        };
        Some((number, row, at))
    }
}

/// The cases of a file.
///
/// # Errors
/// What is wrong with the file.
pub(crate) fn cases(text: &str) -> Result<Vec<Case>, String> {
    let mut starts: Vec<(usize, &str)> = Vec::new();
    let mut titled = false;
    for (number, row, at) in Rows::of(text) {
        if at != At::Outside {
            continue;
        }
        if let Some(title) = row.strip_prefix("## ") {
            if starts.iter().any(|(_, other)| *other == title) {
                return Err(format!("two sections have the name “{title}”"));
            }
            starts.push((number, title));
        } else if number == 0 {
            titled = row.starts_with("# ");
        }
    }
    if !titled {
        return Err("the file does not begin with its title".into());
    }
    let rows: Vec<&str> = text.lines().collect();
    let ends = starts.iter().skip(1).map(|(start, _)| *start).chain([rows.len()]);
    let spans = starts.iter().zip(ends);
    spans
        .map(|((start, title), end)| (start, title, rows[*start..end].join("\n") + "\n"))
        .filter(|(_, _, text)| is_built(text))
        .map(|(start, title, text)| {
            case(title, *start, &text).map_err(|why| format!("{title}: {why}"))
        })
        .collect()
}

fn case(title: &str, start: usize, section: &str) -> Result<Case, String> {
    let fences = fences(section);
    let find = |language: &str| fences.iter().find(|fence| fence.language == language);
    let whole = [("tex", "case.tex"), ("markdown", "case.md"), ("json", "case.ipynb")];
    let found = whole.iter().find_map(|(language, name)| Some((find(language)?, *name)));
    let Some((fence, name)) = found else {
        let (marks, verdict, text) = marks::take(section);
        return finished(Case {
            title: title.into(),
            name: "case.md",
            text,
            before: start,
            marks,
            verdict,
        });
    };
    let (_, verdict, _) = marks::take(section);
    let (marks, text) = if name == "case.ipynb" {
        let listed = find("expected").ok_or("a notebook needs a list of what is expected")?;
        (marks::take_listed(&listed.content)?, fence.content.clone())
    } else {
        let (marks, _, text) = marks::take(&fence.content);
        (marks, text)
    };
    finished(Case { title: title.into(), name, text, before: start + fence.first, marks, verdict })
}

/// A case that expects nothing proves nothing.
fn finished(case: Case) -> Result<Case, String> {
    if case.marks.is_empty() && case.verdict.is_none() {
        return Err("nothing is expected".into());
    }
    Ok(case)
}

fn fences(section: &str) -> Vec<Fence> {
    let mut found: Vec<Fence> = Vec::new();
    for (number, row, at) in Rows::of(section) {
        match (at, found.last_mut()) {
            (At::Opens(language), _) => found.push(Fence {
                language: language.into(),
                first: number + 1,
                content: String::new(),
            }),
            (At::Inside, Some(fence)) => {
                fence.content.push_str(row);
                fence.content.push('\n');
            }
            _ => {}
        }
    }
    found
}
