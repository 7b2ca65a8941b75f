//! All that is said of one line, in words.

use super::example::{Example, example};
use super::{guessed, inference, message, odd, reason};
use crate::verdict::{Checked, Line, Refused, Remark, Remarked};

/// What is said of a line.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Told {
    /// What is so, and why, in a sentence or two.
    pub message: String,
    /// The assumptions under which it would be true, in LaTeX.
    pub needs: Option<String>,
    /// Changes that make it true, each as the whole relation in LaTeX.
    pub hints: Vec<String>,
    /// The smallest values at which its sides differ.
    pub example: Option<Example>,
}

/// What is said of a line of a document.
#[must_use]
pub fn told(checked: &Checked, line: &Line) -> Told {
    let found = &line.findings;
    let hints = found.diagnosis.iter().flat_map(|diagnosis| &diagnosis.hints);
    let meaning = checked.meaning_at(line);
    Told {
        message: message::message(checked, line),
        needs: message::needs(line),
        hints: hints.map(|hint| hint.latex.clone()).collect(),
        example: found.counterexample.as_ref().map(|of| example(meaning, of)),
    }
}

/// Why an assumption from outside cannot be made, as a clause.
#[must_use]
pub fn refusal(of: &Refused) -> String {
    reason(&of.why)
}

/// A remark as a clause.
///
/// ```
/// use handgrad::{Options, check, say};
///
/// let note = br"Let $f = \log x$. $$\frac{df}{dx} = 1/2 x$$";
/// let checked = check("note.md", note, &Options::default())?;
/// let remarks = checked.lines.iter().flat_map(|line| line.remarks()).map(say::remark);
/// assert!(remarks.collect::<String>().contains("the slash divides by one factor"));
/// # Ok::<(), handgrad::ReadError>(())
/// ```
#[must_use]
pub fn remark(of: &Remark) -> String {
    match &of.what {
        Remarked::Inference(of) => inference(of),
        Remarked::Guessed(of) => guessed(*of).to_owned(),
        Remarked::Odd(of) => odd::odd(of),
        Remarked::Alone => {
            "this section is read by itself: its names do not fit together with those of the others"
                .to_owned()
        }
    }
}
