//! Words in bold that stand as headings do, deeper than any heading.
//!
//! In come the words and what stands behind them on their line; out comes their level. In italics
//! only words that name an example or a proof are a heading.

use super::stretch::{Stretch, states};

/// The level of words in bold that stand alone on their line.
pub(super) const ALONE: u8 = 7;

/// The level of words in bold that a paragraph begins with.
pub(super) const RUN_IN: u8 = 8;

/// Longer words in bold are no title.
pub(super) const LONGEST_TITLE: usize = 120;

/// The level of words in bold or italics of LaTeX as a heading, if they are one.
pub(super) fn title_level(
    words: &str,
    behind: &str,
    (strong, paragraph): (bool, bool),
) -> Option<u8> {
    let named = Stretch::of_title(words);
    let has_word = words.split(|c: char| !c.is_alphabetic()).any(|word| word.len() > 1);
    if words.len() > LONGEST_TITLE || words.contains('\n') || !has_word {
        return None;
    }
    let behind = behind.trim_start();
    let rest = behind.trim_start_matches(['.', ':', '}', ' ']).trim_end();
    let breaks = ["\\\\", "\\newline", "\\par", "%"];
    let alone = rest.is_empty() || breaks.iter().any(|end| rest.starts_with(end));
    let pointed = words.trim_end().ends_with(['.', ':']) || behind.starts_with(['.', ':']);
    let titled = if named.is_some() { alone || pointed } else { strong && paragraph };
    match (titled, alone && strong && paragraph, pointed) {
        (true, true, _) => Some(ALONE),
        // What it states is said of the formula behind it.
        (true, false, true) if named.is_some() || !states(words) => Some(RUN_IN),
        _ => None,
    }
}
