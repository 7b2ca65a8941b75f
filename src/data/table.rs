//! Tables of numbers from CSV files.
//!
//! Commas, semicolons or tabs; a first line without a single number is a
//! header. Every other cell but the labels' must be a finite number; the first
//! that is not is reported with its row (the line in the file) and column.
//! Cells without a value are counted, and their rows left out if that is asked
//! for; a column of words is taken for the classes' that nobody has named.

use super::{Classes, Dataset};
use crate::error::{Error, Result};
use csv::{ReaderBuilder, StringRecord};
use ndarray::Array2;
use std::fs;
use std::path::Path;

/// How to read a table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct TableOptions {
    /// The column of the classes: a name of the header, or a number from 1.
    pub labels: Option<String>,
    /// Leaves out columns with one value throughout, which are refused else.
    pub drop_constant: bool,
    /// Leaves out rows with a cell that has no value, which are refused else.
    pub drop_missing: bool,
}

/// What stands in a cell that has no value, in any case of its letters.
const MISSING: [&str; 9] = ["", "na", "n/a", "<na>", "nan", "null", "none", "nil", "?"];

/// A column with a larger share of words is not one of numbers.
const WORDS: f64 = 0.5;

/// Files larger than this are refused unread.
const MOST_BYTES: u64 = 256 * 1024 * 1024;

/// Reads a table of at least two rows.
///
/// # Errors
/// An unreadable file; text that is not UTF-8; an empty or ragged row; a cell
/// that is not a finite number or has no value; a labels' column that is not
/// there; a column with one value throughout.
pub(crate) fn read_table(path: &Path, options: &TableOptions) -> Result<Dataset> {
    let text = read_text(path)?;
    let records = split(path, &text)?;
    let (header, body) = match records.split_first() {
        Some((first, rest)) if !first.fields.iter().any(is_number) => (Some(first), rest),
        _ => (None, records.as_slice()),
    };
    if body.is_empty() {
        return Err(table(path, "holds no rows of numbers"));
    }
    let width = records[0].fields.len();
    let label_column = match &options.labels {
        Some(wanted) => Some(find_column(path, wanted, header, width)?),
        None => None,
    };
    let columns: Vec<usize> = (0..width).filter(|c| Some(*c) != label_column).collect();
    if columns.is_empty() {
        return Err(table(path, "has no column of numbers beside the labels"));
    }
    if label_column.is_none() {
        no_labels(path, header, body)?;
    }
    let complete = complete(path, body, &columns, options)?;
    let mut x = Array2::zeros((complete.len(), columns.len()));
    for (i, record) in complete.iter().enumerate() {
        for (k, &column) in columns.iter().enumerate() {
            x[[i, k]] = number(path, record, column)?;
        }
    }
    let x = without_constants(path, x, &columns, header, options.drop_constant)?;
    let name = path.file_stem().map_or_else(|| "table".into(), |s| safe_name(&s.to_string_lossy()));
    Ok(Dataset {
        source: format!(
            "{}: {} points in {} dimensions",
            path.file_name().unwrap_or_default().to_string_lossy(),
            x.nrows(),
            x.ncols()
        ),
        name,
        x,
        left_out: body.len() - complete.len(),
        classes: label_column.map(|column| classes(&complete, column)),
    })
}

/// A column of words is hardly one of misprinted numbers.
fn no_labels(path: &Path, header: Option<&Record>, body: &[Record]) -> Result<()> {
    for column in 0..body[0].fields.len() {
        let written = body.iter().filter(|record| !is_missing(&record.fields[column]));
        let mut words = written.clone().filter(|record| !is_number(&record.fields[column]));
        let count = words.clone().count();
        let Some(first) = words.next().filter(|_| count as f64 > WORDS * written.count() as f64)
        else {
            continue;
        };
        let name = header.map_or_else(String::new, |h| h.fields[column].to_owned());
        let number = (column + 1).to_string();
        // A number is read as a name first, if there is a column that is called so.
        let named = if name.is_empty() { &number } else { &name };
        let quoted = if named.contains(|c: char| !c.is_alphanumeric() && !"_-.".contains(c)) {
            format!("'{named}'")
        } else {
            named.clone()
        };
        let called = if name.is_empty() { format!("column {number}") } else { format!("`{name}`") };
        let problem = format!(
            "“{}” is not a number; {called} is not a number in {count} of {} rows: is it the \
             classes' column? Then say --labels {quoted}",
            shortened(&first.fields[column]),
            body.len()
        );
        return Err(cell(path, first.line, column, problem));
    }
    Ok(())
}

/// The rows that have a value in each of the columns: all of them, unless others
/// may be left out.
fn complete<'a>(
    path: &Path,
    body: &'a [Record],
    columns: &[usize],
    options: &TableOptions,
) -> Result<Vec<&'a Record>> {
    let missing = |record: &Record| {
        columns.iter().copied().filter(|c| is_missing(&record.fields[*c])).collect::<Vec<_>>()
    };
    let (complete, others): (Vec<&Record>, Vec<&Record>) =
        body.iter().partition(|record| missing(record).is_empty());
    let Some(first) = others.first() else { return Ok(complete) };
    if complete.is_empty() {
        return Err(table(path, "every row has a cell without a value"));
    }
    if options.drop_missing {
        return Ok(complete);
    }
    let cells: usize = others.iter().map(|record| missing(record).len()).sum();
    let column = missing(first)[0];
    let what = match &first.fields[column] {
        "" => "the cell is empty".to_owned(),
        word => format!("“{word}” is no value"),
    };
    let counted = match cells {
        1 => "it is the only such cell".to_owned(),
        _ => format!("{cells} cells in {} of {} rows have no value", others.len(), body.len()),
    };
    let rows = if others.len() == 1 { "this row" } else { "these rows" };
    let problem = format!(
        "{what}; {counted}. Fill in what is missing, or leave {rows} out with --drop-missing"
    );
    Err(cell(path, first.line, column, problem))
}

/// A row of the file.
struct Record {
    line: u64,
    fields: StringRecord,
}

fn read_text(path: &Path) -> Result<String> {
    let read = |source| Error::Read { path: path.into(), source };
    let size = fs::metadata(path).map_err(read)?.len();
    if size > MOST_BYTES {
        return Err(table(path, &format!("has {size} bytes; the most is {MOST_BYTES}")));
    }
    let bytes = fs::read(path).map_err(read)?;
    String::from_utf8(bytes).map_err(|error| {
        let good = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let line_start = good.iter().rposition(|b| *b == b'\n').map_or(0, |at| at + 1);
        cell(
            path,
            1 + good.iter().filter(|b| **b == b'\n').count() as u64,
            good[line_start..].iter().filter(|b| matches!(b, b',' | b';' | b'\t')).count(),
            "the text is not UTF-8".into(),
        )
    })
}

fn split(path: &Path, text: &str) -> Result<Vec<Record>> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    // The CSV reader passes over empty lines in silence.
    if let Some(at) = text.trim_end().lines().position(|line| line.trim().is_empty()) {
        return Err(cell(path, at as u64 + 1, 0, "the row is empty".into()));
    }
    let first = text.lines().next().unwrap_or_default();
    let delimiter =
        [b',', b';', b'\t'].into_iter().find(|d| first.bytes().any(|b| b == *d)).unwrap_or(b',');
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let mut records: Vec<Record> = Vec::new();
    for fields in reader.records() {
        let fields = fields.map_err(|error| table(path, &error.to_string()))?;
        let line = fields.position().map_or(0, csv::Position::line);
        if let Some(first) = records.first() {
            let (width, expected) = (fields.len(), first.fields.len());
            if width != expected {
                let problem = format!("the row has {width} columns, the first one {expected}");
                return Err(cell(path, line, width.min(expected), problem));
            }
        }
        records.push(Record { line, fields });
    }
    Ok(records)
}

fn is_missing(field: &str) -> bool {
    MISSING.contains(&field.to_lowercase().as_str())
}

fn is_number(field: &str) -> bool {
    field.parse::<f64>().is_ok()
}

fn number(path: &Path, record: &Record, column: usize) -> Result<f64> {
    let field = &record.fields[column];
    let problem = match field.parse::<f64>() {
        Ok(value) if value.is_finite() => return Ok(value),
        Ok(_) => format!("{field} is not a finite number"),
        Err(_) => format!("“{}” is not a number", shortened(field)),
    };
    Err(cell(path, record.line, column, problem))
}

fn shortened(field: &str) -> String {
    const MOST: usize = 40;
    if field.chars().count() <= MOST {
        return field.into();
    }
    field.chars().take(MOST).chain(['…']).collect()
}

fn find_column(path: &Path, wanted: &str, header: Option<&Record>, width: usize) -> Result<usize> {
    let by_name = header.and_then(|h| h.fields.iter().position(|name| name == wanted));
    let by_number = wanted.parse::<usize>().ok().filter(|k| (1..=width).contains(k));
    by_name.or(by_number.map(|k| k - 1)).ok_or_else(|| {
        let names = header.map_or_else(String::new, |h| {
            format!(" (they are {})", h.fields.iter().collect::<Vec<_>>().join(", "))
        });
        table(path, &format!("no column “{wanted}” among the {width}{names}"))
    })
}

fn without_constants(
    path: &Path,
    x: Array2<f64>,
    columns: &[usize],
    header: Option<&Record>,
    drop: bool,
) -> Result<Array2<f64>> {
    let varies = |c: &usize| x.column(*c).iter().any(|v| *v != x[[0, *c]]);
    let kept: Vec<usize> = (0..x.ncols()).filter(varies).collect();
    if kept.len() == x.ncols() {
        return Ok(x);
    }
    if kept.is_empty() {
        return Err(table(path, "all rows are equal: there are no distances to embed"));
    }
    if drop {
        return Ok(x.select(ndarray::Axis(1), &kept));
    }
    let constant = (0..x.ncols()).find(|c| !kept.contains(c)).unwrap_or_default();
    let column = columns[constant];
    let name = header.map_or_else(String::new, |h| format!(" “{}”", &h.fields[column]));
    let first_row = header.map_or(1, |h| h.line + 1);
    Err(cell(
        path,
        first_row,
        column,
        format!(
            "column {}{name} is {} in all {} rows, so that it tells no two apart; \
         remove it, or say --drop-constant",
            column + 1,
            x[[0, constant]],
            x.nrows()
        ),
    ))
}

/// Classes in the order of their first appearance.
fn classes(body: &[&Record], column: usize) -> Classes {
    let mut names: Vec<String> = Vec::new();
    let mut known = std::collections::HashMap::new();
    let of = body
        .iter()
        .map(|record| {
            let name = &record.fields[column];
            *known.entry(name.to_owned()).or_insert_with(|| {
                names.push(name.to_owned());
                names.len() - 1
            })
        })
        .collect();
    Classes { names, of }
}

/// Letters, digits, dots and dashes only: the name becomes part of file names.
fn safe_name(stem: &str) -> String {
    let safe = |c: char| if c.is_alphanumeric() || c == '-' || c == '_' { c } else { '-' };
    stem.chars().map(safe).collect()
}

fn table(path: &Path, problem: &str) -> Error {
    Error::Table { path: path.into(), problem: problem.into() }
}

/// `column` counts from 0 here and from 1 in the message.
fn cell(path: &Path, row: u64, column: usize, problem: String) -> Error {
    Error::Cell { path: path.into(), row, column: column + 1, problem }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn read(text: &[u8], options: &TableOptions) -> std::result::Result<Dataset, String> {
        let mut file = tempfile::Builder::new().suffix(".csv").tempfile().unwrap();
        file.write_all(text).unwrap();
        let path = file.path().to_string_lossy().into_owned();
        read_table(file.path(), options).map_err(|error| error.to_string().replace(&path, "t.csv"))
    }

    fn message(text: &str) -> String {
        read(text.as_bytes(), &TableOptions::default()).unwrap_err()
    }

    #[test]
    fn numbers_with_header_and_labels_are_read() {
        let labels = TableOptions { labels: Some("kind".into()), ..Default::default() };
        let set = read(b"a;kind;b\n1;x;2.5\n-3e2;y;4\n0;x;1\n", &labels).unwrap();
        assert_eq!(set.x, ndarray::array![[1.0, 2.5], [-300.0, 4.0], [0.0, 1.0]]);
        let classes = set.classes.unwrap();
        assert_eq!((classes.names, classes.of), (vec!["x".into(), "y".into()], vec![0, 1, 0]));
    }

    #[test]
    fn labels_may_be_given_by_number_without_a_header() {
        let labels = TableOptions { labels: Some("2".into()), ..Default::default() };
        assert_eq!(read(b"1,0\n2,1\n", &labels).unwrap().x, ndarray::array![[1.0], [2.0]]);
    }

    #[test]
    fn each_fault_is_named_with_its_place() {
        assert_eq!(
            message("a,b\n1,2\n3,NaN\n"),
            "t.csv:3:2: “NaN” is no value; it is the only such cell. Fill in what is missing, or leave \
             this row out with --drop-missing"
        );
        assert_eq!(message("a,b\n1,2\n3,inf\n"), "t.csv:3:2: inf is not a finite number");
        assert_eq!(message("1,2\nx,4\n"), "t.csv:2:1: “x” is not a number");
        assert!(message("1,2\n3,\n").starts_with("t.csv:2:2: the cell is empty; it is the only"));
        assert_eq!(message("1,2\n\n3,4\n"), "t.csv:2:1: the row is empty");
        assert_eq!(message("1,2\n3\n"), "t.csv:2:2: the row has 1 columns, the first one 2");
        assert_eq!(message("1,2\n3,4,5\n"), "t.csv:2:3: the row has 3 columns, the first one 2");
        assert_eq!(message(""), "t.csv: holds no rows of numbers");
        assert_eq!(message("a,b\n"), "t.csv: holds no rows of numbers");
        assert_eq!(
            message("5,5\n5,5\n"),
            "t.csv: all rows are equal: there are no distances to embed"
        );
        assert!(
            message("a,b\n1,7\n2,7\n").starts_with("t.csv:2:2: column 2 “b” is 7 in all 2 rows")
        );
        let labels = TableOptions { labels: Some("c".into()), ..Default::default() };
        assert_eq!(
            read(b"a,b\n1,2\n", &labels).unwrap_err(),
            "t.csv: no column “c” among the 2 (they are a, b)"
        );
        assert_eq!(
            read(b"1,2\n3,\xff\n", &TableOptions::default()).unwrap_err(),
            "t.csv:2:2: the text is not UTF-8"
        );
    }

    #[test]
    fn cells_without_a_value_are_counted_and_their_rows_can_be_left_out() {
        let text = "a,b,kind\n1,2,x\n,NA,y\n3,4,y\n5,?,z\n6,7,\n";
        let labels = TableOptions { labels: Some("kind".into()), ..Default::default() };
        assert_eq!(
            read(text.as_bytes(), &labels).unwrap_err(),
            "t.csv:3:1: the cell is empty; 3 cells in 2 of 5 rows have no value. Fill in what is \
             missing, or leave these rows out with --drop-missing"
        );
        let dropping = TableOptions { drop_missing: true, ..labels };
        let set = read(text.as_bytes(), &dropping).unwrap();
        assert_eq!(set.x, ndarray::array![[1.0, 2.0], [3.0, 4.0], [6.0, 7.0]]);
        let classes = set.classes.unwrap();
        // A point may be of no class.
        assert_eq!((classes.names, set.left_out), (vec!["x".into(), "y".into(), String::new()], 2));
        assert_eq!(
            read(b"a,b\n1,\n2,\n", &dropping_all()).unwrap_err(),
            "t.csv: every row has a cell without a value"
        );
    }

    fn dropping_all() -> TableOptions {
        TableOptions { drop_missing: true, ..Default::default() }
    }

    #[test]
    fn forgotten_labels_are_offered() {
        assert_eq!(
            message("a,species\n1,setosa\n2,setosa\n3,virginica\n"),
            "t.csv:2:2: “setosa” is not a number; `species` is not a number in 3 of 3 rows: is it \
             the classes' column? Then say --labels species"
        );
        assert!(message("a,my kind\n1,x\n2,y\n").ends_with("say --labels 'my kind'"));
        assert!(message("1,x\n2,y\n").ends_with("say --labels 2"));
        assert!(message("1,x\n2,4\n3,6\n4,7\n").starts_with("t.csv:1:2: “x” is not a number"));
    }

    #[test]
    fn constant_columns_can_be_dropped() {
        let drop = TableOptions { drop_constant: true, ..Default::default() };
        assert_eq!(read(b"1,7\n2,7\n", &drop).unwrap().x, ndarray::array![[1.0], [2.0]]);
    }
}
