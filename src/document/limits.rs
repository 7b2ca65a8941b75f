//! Where formulas have to end at the latest: at the ends of paragraphs and before headings.
//!
//! In comes a text; out come two sorted lists of places. An inline formula does not reach beyond
//! its paragraph, a display with a forgotten delimiter not beyond its section.

use super::lines::{is_heading, lines, list_marker};
use super::tex::{command, heading_level};

/// The ends of paragraphs and of sections, in order.
#[derive(Default)]
pub(super) struct Limits {
    paragraphs: Vec<usize>,
    sections: Vec<usize>,
    end: usize,
}

impl Limits {
    /// Where the paragraph that holds `at` ends.
    pub(super) fn paragraph(&self, at: usize) -> usize {
        next(&self.paragraphs, at).unwrap_or(self.end)
    }

    /// Where the section that holds `at` ends.
    pub(super) fn section(&self, at: usize) -> usize {
        next(&self.sections, at).unwrap_or(self.end)
    }

    /// The limits of a LaTeX text: blank lines, and heading commands.
    pub(super) fn latex(text: &str) -> Self {
        let mut limits = Self { end: text.len(), ..Self::default() };
        for (start, line) in lines(text, 0) {
            let words = line.trim_start();
            if words.trim_end().is_empty() {
                limits.paragraphs.push(start.saturating_sub(1));
            } else if words.starts_with('\\') && heading_level(command(words, 0)).is_some() {
                limits.paragraphs.push(start.saturating_sub(1));
                limits.sections.push(start.saturating_sub(1));
            }
        }
        limits
    }

    /// The limits of a Markdown text: blank lines, headings, fences, list items, table rows.
    pub(super) fn markdown(text: &str, from: usize) -> Self {
        let mut limits = Self { end: text.len(), ..Self::default() };
        let mut in_item = false;
        let mut fresh = true;
        for (start, line) in lines(text, from) {
            let before = start.saturating_sub(1);
            let words = line.trim_start_matches([' ', '\t', '>']).trim_end();
            let item = list_marker(words.as_bytes()).is_some();
            if words.is_empty() {
                limits.paragraphs.push(before);
                fresh = true;
                continue;
            }
            if is_heading(words) || words.starts_with("```") || words.starts_with("~~~") {
                limits.paragraphs.push(before);
                limits.sections.push(before);
                limits.paragraphs.push(start + line.len());
            } else if words.starts_with('|') {
                limits.paragraphs.push(before);
                limits.paragraphs.push(start + line.len());
            } else if item && in_item || words.starts_with("[^") {
                limits.paragraphs.push(before);
            }
            in_item = item || in_item && !fresh;
            fresh = false;
        }
        limits.paragraphs.dedup();
        limits
    }
}

fn next(places: &[usize], at: usize) -> Option<usize> {
    places.get(places.partition_point(|&place| place < at)).copied()
}
