//! A file becomes blocks: headings, items, prose, formulas and macro definitions, each with its
//! place.
//!
//! In come a name and bytes; out comes a [`Document`] whose blocks stand in document order. What
//! a formula says, and whether it is well formed, is not looked at here; that a delimiter is
//! missing is noted ([`Formula::closed`]) and nothing is repaired.

mod blocks;
mod events;
mod front_matter;
mod hidden;
mod insert;
mod labels;
mod latex;
mod limits;
mod lines;
mod markdown;
mod nest;
mod notebook;
mod page;
mod printed;
#[cfg(test)]
mod robustness;
mod scan;
mod stretch;
#[cfg(test)]
mod tests;
mod tex;
mod titles;
mod unread;

use std::fmt;

use crate::source::{Source, Span};
pub(crate) use insert::insertion;
pub(crate) use page::Page;
pub(crate) use stretch::Stretch;
pub(crate) use unread::{Unread, Unseen};

/// The largest file that is read, in bytes.
pub(crate) const MOST_BYTES: usize = 16 * 1024 * 1024;

/// The most formulas that a file is read with; a long book has fewer.
pub(crate) const MOST_FORMULAS: usize = 20_000;

/// How a file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Markdown, with GitHub's, pandoc's and kramdown's habits.
    Markdown,
    /// LaTeX.
    Latex,
    /// A Jupyter notebook, of which the Markdown cells are read.
    Notebook,
}

impl Format {
    /// The format a file name's extension stands for; Markdown unless it says otherwise.
    #[must_use]
    pub fn of(name: &str) -> Self {
        let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
        match extension.to_ascii_lowercase().as_str() {
            "tex" | "ltx" => Self::Latex,
            "ipynb" => Self::Notebook,
            _ => Self::Markdown,
        }
    }
}

/// What a file holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// One part for Markdown and LaTeX; one for each Markdown cell of a notebook.
    pub parts: Vec<Part>,
    /// How the file is written.
    pub format: Format,
}

/// A text that is read in one piece.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// The text that all spans of this part point into.
    pub source: Source,
    /// The notebook cell it stands in, counted from 0 over all cells.
    pub cell: Option<usize>,
    /// The assumptions stated in YAML front matter.
    pub front_matter: Vec<Assumption>,
    /// The blocks, ordered by where they begin.
    pub blocks: Vec<Block>,
    /// What looks like mathematics in it and is not read.
    pub unread: Vec<Unread>,
    /// What its text was taken for.
    pub(crate) container: Container,
}

/// What a part's text is taken for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Container {
    /// Markdown, with front matter or without.
    Markdown { front: bool },
    /// LaTeX.
    Latex,
    /// A bare title, of a level: a heading cell of an old notebook.
    Title(u8),
    /// A formula alone.
    Bare,
}

impl Part {
    /// A text of which no blocks are known.
    pub(crate) fn bare(source: Source) -> Self {
        let container = Container::Bare;
        let (blocks, unread) = (Vec::new(), Vec::new());
        Self { source, cell: None, front_matter: Vec::new(), blocks, unread, container }
    }

    /// Another text in its place, read in the same way.
    pub(crate) fn again(&self, text: String) -> Self {
        let source = Source::new(self.source.name(), text);
        let read = match self.container {
            Container::Markdown { front } => markdown::read(source, front),
            Container::Latex => latex::read(source),
            Container::Title(level) => notebook::title(source, level),
            Container::Bare => Self::bare(source),
        };
        Self { cell: self.cell, ..read }
    }
}

/// An entry of `assume:` in YAML front matter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assumption {
    /// The scalar's value, without quotes.
    pub text: String,
    /// Where it stands, without quotes.
    pub span: Span,
}

/// A run of the document of one kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// A heading. Formulas within it follow as blocks of their own.
    Heading {
        /// 0 for `\part`, 1 for `#` and `\chapter`, 2 for `##` and `\section`, and so on.
        level: u8,
        /// The words without markup, formulas as they are written.
        text: String,
        /// From the first marker or command to the end of the title.
        span: Span,
    },
    /// The words between two formulas or headings.
    Prose {
        /// The words without markup, paragraphs and list items on lines of their own.
        text: String,
        /// From the first word to the last.
        span: Span,
    },
    /// A piece of mathematics.
    Formula(Formula),
    /// Where a list item or an environment begins.
    Begin {
        /// What begins.
        stretch: Stretch,
        /// The marker or command.
        span: Span,
    },
    /// Where the innermost one that is open ends.
    End {
        /// An empty place behind it.
        span: Span,
    },
    /// A macro definition that stands outside mathematics.
    Definitions {
        /// The complete definition, up to its last brace.
        span: Span,
    },
}

impl Block {
    /// Where the block stands.
    #[must_use]
    pub fn span(&self) -> Span {
        match self {
            Self::Heading { span, .. }
            | Self::Prose { span, .. }
            | Self::Begin { span, .. }
            | Self::End { span }
            | Self::Definitions { span } => *span,
            Self::Formula(formula) => formula.span,
        }
    }
}

/// A piece of mathematics as it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Formula {
    /// Whether it stands on lines of its own.
    pub display: bool,
    /// The outermost environment when that is the delimiter, such as `align*`; none for dollars,
    /// brackets and fences.
    pub environment: Option<String>,
    /// What stands between the delimiters, in source order; several pieces where block-quote or
    /// list prefixes interrupt it.
    pub pieces: Vec<Span>,
    /// The formula with its delimiters.
    pub span: Span,
    /// False if the closing delimiter is missing; the formula then runs to the paragraph's end.
    pub closed: bool,
}

impl Formula {
    /// The mathematics without delimiters and prefixes.
    #[must_use]
    pub fn text(&self, source: &Source) -> String {
        self.pieces.iter().map(|&piece| source.slice(piece)).collect()
    }
}

/// Why a file cannot be read at all.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ReadError {
    /// The bytes stop being UTF-8 at this place.
    NotUtf8 {
        /// The line, counted from 1.
        line: usize,
        /// The column in characters, counted from 1.
        column: usize,
    },
    /// The file is larger than is read.
    TooLarge {
        /// The file's size.
        bytes: usize,
        /// The limit.
        most: usize,
    },
    /// The file has more formulas than are read.
    TooManyFormulas {
        /// How many it has.
        formulas: usize,
        /// The limit.
        most: usize,
    },
    /// The file is not a Jupyter notebook.
    Notebook {
        /// What is wrong with it.
        message: String,
        /// The line, counted from 1.
        line: usize,
        /// The column, counted from 1.
        column: usize,
    },
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotUtf8 { line, column } => {
                write!(f, "not UTF-8: the text breaks off at line {line}, column {column}")
            }
            Self::TooLarge { bytes, most } => {
                write!(f, "too large: {bytes} bytes, at most {most} are read")
            }
            Self::TooManyFormulas { formulas, most } => {
                write!(f, "too large: {formulas} formulas, at most {most} are read")
            }
            Self::Notebook { message, line, column } => {
                write!(f, "not a Jupyter notebook: {message} (line {line}, column {column})")
            }
        }
    }
}

impl std::error::Error for ReadError {}

/// Reads a file's bytes; `name` decides the format and is kept as the sources' name.
///
/// # Errors
/// If the bytes are too many or not UTF-8, or a notebook is not one. Any text is a document.
pub fn read(name: &str, bytes: &[u8]) -> Result<Document, ReadError> {
    // A notebook may hold pictures; so much text is no derivation.
    let most = if Format::of(name) == Format::Notebook { MOST_BYTES } else { MOST_BYTES / 4 };
    if bytes.len() > most {
        return Err(ReadError::TooLarge { bytes: bytes.len(), most });
    }
    let text = decode(bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes))?;
    let format = Format::of(name);
    let parts = match format {
        Format::Markdown => vec![markdown::read(Source::new(name, text.to_owned()), true)],
        Format::Latex => vec![latex::read(Source::new(name, text.to_owned()))],
        Format::Notebook => notebook::read(name, text)?,
    };
    Ok(Document { parts, format })
}

fn decode(bytes: &[u8]) -> Result<&str, ReadError> {
    std::str::from_utf8(bytes).map_err(|error| {
        let valid = String::from_utf8_lossy(&bytes[..error.valid_up_to()]).into_owned();
        let end = valid.len();
        let place = Source::new("", valid).location(end);
        ReadError::NotUtf8 { line: place.line, column: place.column }
    })
}
