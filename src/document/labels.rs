//! Labels that are typed by hand: paragraphs that begin with `(a)`, `b)` or `(2)`.
//!
//! In come paragraphs' beginnings, in order; out comes which of them begin an item, and how many
//! items end before. A list of such items begins with its first label and goes on with the next
//! one, so that a number in brackets is no item by itself.

/// How a label is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Style {
    /// What stands before and behind it.
    around: (bool, char),
    class: Class,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    Digit,
    Lower,
    Upper,
    Roman,
}

/// An item that is open.
#[derive(Debug, Clone, Copy)]
struct Open {
    style: Style,
    value: u32,
    /// How many containers it stands in.
    depth: usize,
}

/// Where an item begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Begun {
    /// How long its label is, with the white space behind it.
    pub(super) length: usize,
    /// How many items end before it.
    pub(super) ended: usize,
}

/// The items that are open.
#[derive(Debug, Default)]
pub(super) struct Labels {
    open: Vec<Open>,
    depth: usize,
}

impl Labels {
    /// How many containers are open.
    pub(super) const fn depth(&self) -> usize {
        self.depth
    }

    /// A list's item or a table's row begins.
    pub(super) fn enter(&mut self) {
        self.depth += 1;
    }

    /// It ends; so many items ended with it.
    pub(super) fn leave(&mut self) -> usize {
        let ended = self.end();
        self.depth = self.depth.saturating_sub(1);
        ended
    }

    /// All items of this container end; they were so many.
    pub(super) fn end(&mut self) -> usize {
        let own = |open: &&Open| open.depth >= self.depth;
        let ended = self.open.iter().rev().take_while(own).count();
        self.open.truncate(self.open.len() - ended);
        ended
    }

    /// The item that begins where these words do. A first label counts where a paragraph begins
    /// only, and with a point where it is `set` apart.
    pub(super) fn begin(&mut self, words: &str, paragraph: bool, set: bool) -> Option<Begun> {
        let (candidates, length) = label(words, set)?;
        let first = self.open.iter().rposition(|open| open.depth < self.depth);
        let first = first.map_or(0, |first| first + 1);
        for (style, value) in &candidates {
            let follows = |open: &Open| open.style == *style && open.value + 1 == *value;
            let Some(at) = self.open[first..].iter().rposition(follows) else { continue };
            let at = first + at;
            let ended = self.open.len() - at;
            self.open.truncate(at);
            return Some(self.push(*style, *value, length, ended));
        }
        let (style, value) = candidates.into_iter().rev().find(|(_, value)| *value == 1)?;
        if !paragraph {
            return None;
        }
        // The same list once more is another list.
        let at = self.open[first..].iter().position(|open| open.style == style);
        let ended = self.open.len() - at.map_or(self.open.len(), |at| first + at);
        self.open.truncate(self.open.len() - ended);
        Some(self.push(style, value, length, ended))
    }

    fn push(&mut self, style: Style, value: u32, length: usize, ended: usize) -> Begun {
        self.open.push(Open { style, value, depth: self.depth });
        Begun { length, ended }
    }
}

/// The label that some words begin with: what it may be, and its length.
fn label(words: &str, set: bool) -> Option<(Vec<(Style, u32)>, usize)> {
    const LONGEST: usize = 5;
    let open = words.starts_with('(');
    let inner = &words[usize::from(open)..];
    let length = inner.bytes().take(LONGEST).take_while(u8::is_ascii_alphanumeric).count();
    let close = inner[length..].chars().next()?;
    if close != ')' && (open || !set || close != '.') {
        return None;
    }
    let behind = &inner[length + 1..];
    if !behind.is_empty() && !behind.starts_with(char::is_whitespace) {
        return None;
    }
    let space = behind.len() - behind.trim_start_matches([' ', '\t']).len();
    let style = |class| Style { around: (open, close), class };
    let found: Vec<_> =
        values(&inner[..length]).into_iter().map(|(class, value)| (style(class), value)).collect();
    (!found.is_empty()).then_some((found, words.len() - behind.len() + space))
}

/// What a label counts: a letter may be a Roman number as well.
fn values(label: &str) -> Vec<(Class, u32)> {
    const ROMAN: [&str; 12] =
        ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii"];
    let mut found = Vec::new();
    if let Ok(number) = label.parse::<u32>()
        && label.len() <= 2
    {
        found.push((Class::Digit, number));
    }
    if let [letter] = label.as_bytes() {
        if letter.is_ascii_lowercase() {
            found.push((Class::Lower, u32::from(letter - b'a') + 1));
        } else if letter.is_ascii_uppercase() {
            found.push((Class::Upper, u32::from(letter - b'A') + 1));
        }
    }
    let roman = (1..).zip(ROMAN).find(|(_, roman)| *roman == label);
    found.extend(roman.map(|(value, _)| (Class::Roman, value)));
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ended(words: &[&str]) -> Vec<Option<usize>> {
        let mut labels = Labels::default();
        words.iter().map(|words| labels.begin(words, true, false).map(|b| b.ended)).collect()
    }

    #[test]
    fn items_follow_each_other() {
        assert_eq!(ended(&["(a) Let", "(b) so", "(c)"]), [Some(0), Some(1), Some(1)]);
        assert_eq!(
            ended(&["a) Let", "(i) so", "(ii) x", "b) y"]),
            [Some(0), Some(0), Some(1), Some(2)]
        );
        assert_eq!(ended(&["(1) x", "(1) y"]), [Some(0), Some(1)]);
    }

    #[test]
    fn a_reference_is_no_item() {
        assert_eq!(ended(&["(2) shows", "(b) and", "(see) x", "a. x", "(1)x"]), [None; 5]);
    }

    #[test]
    fn a_letter_goes_on_before_it_is_a_number() {
        let letters: Vec<String> = ('a'..='j').map(|c| format!("({c}) x")).collect();
        let letters: Vec<&str> = letters.iter().map(String::as_str).collect();
        assert_eq!(ended(&letters)[8..], [Some(1), Some(1)]);
    }
}
