//! What was not read, in words.

use crate::document::Unseen;
use crate::verdict::Unread;

/// What looks like mathematics and was not read, as a clause.
#[must_use]
pub fn unread(of: &Unread) -> String {
    match &of.what {
        Unseen::Environment(name) => format!("environment {name}"),
        Unseen::Input(name) => format!("input {name}"),
        Unseen::Characters(sign) => format!("{sign} and = in plain characters"),
        Unseen::Command(name) => format!("\\{name} outside of formulas"),
        Unseen::Code => "LaTeX or an equation in a block of code".into(),
    }
}
