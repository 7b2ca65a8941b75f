//! `handgrad check` and `handgrad read` from end to end.

mod hostile;

use crate::binary::{handgrad, outcome, output, output_of};
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// A folder with documents in it.
struct Desk(TempDir);

impl Desk {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn put(&self, name: &str, text: impl AsRef<[u8]>) -> String {
        let path = self.path(name);
        fs::write(&path, text).unwrap();
        path.display().to_string()
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }
}

/// The status, what was printed, and the message on standard error.
fn run(arguments: &[&str]) -> (i32, String, String) {
    outcome(output(&mut handgrad(arguments)))
}

fn checked(file: &str, more: &[&str]) -> (i32, Value) {
    let mut arguments = vec!["check", "--format", "json", file];
    arguments.extend(more);
    let (status, printed, complaint) = run(&arguments);
    assert_eq!(complaint, "");
    (status, serde_json::from_str(&printed).unwrap())
}

/// What is said of each claim and task, in order.
fn verdicts(document: &Value) -> Vec<&str> {
    let lines = document["lines"].as_array().unwrap();
    lines.iter().filter_map(|line| line["verdict"].as_str()).collect()
}

const RIGHT: &str = "Let $f = x^2$. Then\n\n$$\\frac{d f}{d x} = 2 x.$$\n";
const WRONG: &str = "Let $f = x^2$. Then\n\n$$\\frac{d f}{d x} = 3 x.$$\n";
const OPEN: &str = "Let $f = x^2$. Then\n\n$$\\frac{d f}{d x} = ?$$\n";

#[test]
fn the_status_is_the_worst_of_all_files() {
    let desk = Desk::new();
    let right = desk.put("right.md", RIGHT);
    let wrong = desk.put("wrong.md", WRONG);
    let open = desk.put("open.md", OPEN);
    let none = desk.path("none.md").display().to_string();
    let cases: [(&[&String], i32); 8] = [
        (&[&right], 0),
        (&[&wrong], 1),
        (&[&open], 3),
        (&[&none], 2),
        (&[&right, &open], 3),
        (&[&right, &open, &wrong], 1),
        (&[&wrong, &none, &open], 2),
        (&[&right, &right], 0),
    ];
    for (files, expected) in cases {
        let mut arguments = vec!["check"];
        arguments.extend(files.iter().map(|file| file.as_str()));
        let (status, printed, _) = run(&arguments);
        assert_eq!(status, expected, "{files:?}\n{printed}");
    }
}

/// The fields of spec.md and their types.
#[test]
fn the_json_is_as_promised() {
    let desk = Desk::new();
    let file = desk.put("wrong.md", WRONG);
    let (status, document) = checked(&file, &[]);
    assert_eq!(status, 1);
    assert_eq!(document["schema"], "handgrad/check/1");
    assert_eq!(document["document"], file);
    assert_eq!(document["verdict"], "fails");
    let counts = json!({"definition": 1, "assumption": 0, "task": 0, "holds": 0, "fails": 1,
        "carried": 0, "recovers": 0, "undecided": 0, "skipped": 0});
    assert_eq!(document["counts"], counts);
    let lines = document["lines"].as_array().unwrap();
    assert_eq!(lines.len(), 2);
    let definition = &lines[0];
    assert_eq!((&definition["line"], &definition["column"]), (&json!(1), &json!(10)));
    assert_eq!(definition["kind"], "definition");
    assert_eq!(definition["latex"], "f = x^2");
    assert!(definition["verdict"].is_null() && definition["residual"].is_null());
    let claim = &lines[1];
    assert_eq!((&claim["line"], &claim["column"]), (&json!(3), &json!(21)));
    assert_eq!(claim["latex"], "\\frac{d f}{d x} = 3 x");
    assert_eq!((&claim["kind"], &claim["verdict"]), (&json!("claim"), &json!("fails")));
    let residual = claim["residual"].as_f64().unwrap();
    let tolerance = claim["tolerance"].as_f64().unwrap();
    assert!((residual - 0.2).abs() < 1e-9, "{residual}");
    assert!(tolerance > 0.0 && tolerance < 1e-9, "{tolerance}");
    assert_eq!(claim["hints"], json!(["\\frac{d f}{d x} = 2 x"]));
    assert_eq!((&claim["slip"], &claim["ratio"]), (&json!("factor"), &json!(1.5)));
    for empty in ["where", "assumes", "readings"] {
        assert_eq!(claim[empty], json!([]), "{empty}");
    }
    for null in ["tag", "needs"] {
        assert!(claim[null].is_null() && claim.get(null).is_some(), "{null}");
    }
    let numpy = [
        "import numpy as np; x = 1.; f = lambda x: x**2; \
         slope = lambda f, x: (f(x + 1e-5) - f(x - 1e-5))/2e-5",
        "left = slope(f, x)",
        "right = 3*x; print(left, right)",
    ];
    let example = json!({
        "sizes": {}, "values": {"x": 1}, "at": {}, "left": [2.0], "right": [3.0], "numpy": numpy,
    });
    assert_eq!(claim["counterexample"], example);
    assert!(claim["message"].as_str().unwrap().starts_with("This is not equal to the left side"));
    assert!(claim.get("cell").is_none());
}

/// What the document has to say, and where the line is false without it.
#[test]
fn the_json_names_what_is_missing() {
    let desk = Desk::new();
    let text = r"
$$ S = \sum_{i, j \ne i} p_{ij} \|y_i - y_j\|^2 $$
$$ \frac{\partial S}{\partial y_i} = 4 \sum_{j \ne i} p_{ij} (y_i - y_j) $$
";
    let file = desk.put("needs.md", text);
    let (status, document) = checked(&file, &[]);
    assert_eq!(status, 1);
    let claim = &document["lines"][1];
    assert_eq!(
        (&claim["slip"], &claim["needs"]),
        (&json!("assumption"), &json!("p_{ij} = p_{ji}"))
    );
    let example = &claim["counterexample"];
    assert_eq!(example["sizes"], json!({"n": 2, "d": 1}));
    let number = |value: &Value| value.as_f64().unwrap();
    let at = |i: usize, j: usize| {
        number(&example["values"]["p"][i][j]) * {
            let y = &example["values"]["y"];
            number(&y[i][0]) - number(&y[j][0])
        }
    };
    let i = usize::try_from(example["at"]["i"].as_u64().unwrap()).unwrap() - 1;
    let j = 1 - i;
    let (left, right) = (2.0 * at(i, j) - 2.0 * at(j, i), 4.0 * at(i, j));
    assert!((number(&example["left"][0]) - left).abs() < 1e-12, "{example}");
    assert!((number(&example["right"][0]) - right).abs() < 1e-12, "{example}");
    let (status, document) = checked(&file, &["--assume", "p_{ij} = p_{ji}"]);
    assert_eq!((status, &document["verdict"]), (0, &json!("holds")));
}

#[test]
fn slips_are_explained() {
    let (status, all, _) = run(&["explain"]);
    assert_eq!(status, 0);
    for slip in ["sign", "factor", "index", "scope", "symbol", "term", "power", "parenthesis"] {
        assert!(all.lines().any(|row| row.starts_with(slip)), "{slip}");
        let (status, entry, complaint) = run(&["explain", slip]);
        assert_eq!((status, complaint.as_str()), (0, ""));
        assert!(entry.starts_with(&format!("{slip}\n\n")) && entry.contains("right line"));
    }
    let (status, _, complaint) = run(&["explain", "typo"]);
    assert_eq!(status, 2);
    assert!(complaint.starts_with("error: there is no slip 'typo'; there are sign, factor"));
}

#[test]
fn several_files_are_an_array_and_an_unusable_one_says_why() {
    let desk = Desk::new();
    let right = desk.put("right.md", RIGHT);
    let bad = desk.put("bad.md", b"line\nab \xFF$a=b$");
    let (status, printed, complaint) = run(&["check", "--format", "json", &right, &bad, &right]);
    assert_eq!(status, 2);
    let documents: Value = serde_json::from_str(&printed).unwrap();
    assert_eq!(documents.as_array().unwrap().len(), 3);
    assert_eq!(documents[0]["verdict"], "holds");
    assert_eq!(documents[2], documents[0]);
    let why = format!("{bad}:2:4: from here on this is not UTF-8");
    assert_eq!(documents[1], json!({"document": bad, "error": why}));
    assert_eq!(complaint, format!("error: {why}\n"));
}

#[test]
fn text_shows_the_line_and_marks_the_right_side() {
    let desk = Desk::new();
    let file = desk.put("wrong.md", WRONG);
    let (_, printed, complaint) = run(&["check", &file]);
    let rows: Vec<&str> = printed.lines().collect();
    assert_eq!(rows[0], format!("{file}: fails: 1 fails; 1 definition"));
    assert_eq!(rows[2], format!("{file}:3:21: fails"));
    assert_eq!(rows[4], "3 | $$\\frac{d f}{d x} = 3 x.$$");
    assert_eq!(rows[5], "  |                     ^");
    assert!(rows[6].starts_with("  = This is not equal to the left side"), "{printed}");
    assert_eq!(complaint, "");
    assert!(!printed.contains('\u{1b}'), "no colours in a pipe");

    let right = desk.put("right.md", RIGHT);
    let (_, printed, _) = run(&["check", &right]);
    assert_eq!(printed, format!("{right}: holds: 1 holds; 1 definition\n"));
    let (_, printed, _) = run(&["check", "-v", &right]);
    assert!(printed.contains(&format!("{right}:3:21: holds: ")), "{printed}");
    assert!(printed.contains(&format!("{right}:1:10: definition: f = x^2\n")), "{printed}");
}

#[test]
fn standard_input_is_a_document() {
    let mut command = handgrad(["check", "--format", "json", "-"]);
    let (status, printed, _) = outcome(output_of(&mut command, WRONG.into()));
    let document: Value = serde_json::from_str(&printed).unwrap();
    assert_eq!((status, &document["document"]), (1, &json!("-")));
    let long = vec![b' '; (16 << 20) + 1];
    let (status, printed, complaint) = outcome(output_of(&mut handgrad(["check", "-"]), long));
    assert_eq!((status, printed.as_str()), (2, ""));
    assert!(complaint.starts_with("error: standard input: too large: "), "{complaint}");
}

/// What is read in two ways, of which one makes a line false, names the choice.
#[test]
fn a_line_that_hangs_on_a_choice_names_it() {
    let desk = Desk::new();
    let half = desk.put("half.md", "Let $y = 1/2 x$.\n\n$$\\frac{dy}{dx} = \\frac12$$\n");
    let (status, document) = checked(&half, &[]);
    assert_eq!(status, 3, "{document}");
    let claim = document["lines"].as_array().unwrap().last().unwrap().clone();
    assert_eq!((&claim["verdict"], &claim["code"]), (&json!("undecided"), &json!("reading")));
    assert_eq!(claim["readings"], json!(["the slash divides by the whole product behind it"]));
}

const NORMALISED: &str = "Let $Z = \\sum_k e^{x_k}$ and $L = \\sum_k p_k (x_k - \\log Z)$.\n\n\
    $$\\frac{\\partial L}{\\partial x_i} = p_i - \\frac{e^{x_i}}{Z}$$\n";

#[test]
fn assumptions_come_from_outside_and_from_front_matter() {
    let desk = Desk::new();
    let bare = desk.put("bare.md", NORMALISED);
    assert_eq!(checked(&bare, &[]).0, 1);
    let (status, document) = checked(&bare, &["--assume", "\\sum_k p_k = 1"]);
    assert_eq!(status, 0, "{document}");
    let claim = document["lines"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(claim["assumes"], json!(["\\sum_k p_k = 1"]));
    assert_eq!(document["lines"].as_array().unwrap().len(), 3);
    let front = desk
        .put("front.md", format!("---\nassume: ['\\sum_k p_k = 1']\n---\n{NORMALISED}").as_bytes());
    let (status, document) = checked(&front, &[]);
    assert_eq!(status, 0, "{document}");
    assert_eq!(document["lines"][0]["kind"], "assumption");
    assert_eq!(
        (&document["lines"][0]["line"], &document["lines"][0]["column"]),
        (&json!(2), &json!(24))
    );

    let (status, printed, complaint) = run(&["check", &bare, "--assume", "p_k = \\frac{1"]);
    assert_eq!((status, printed.as_str()), (2, ""));
    let expected = format!("error: {bare}: --assume 'p_k = \\frac{{1' cannot be assumed: ");
    assert!(complaint.starts_with(&expected), "{complaint}");
}

#[test]
fn a_notebooks_lines_have_their_cell() {
    let desk = Desk::new();
    let notebook = json!({"nbformat": 4, "cells": [
        {"cell_type": "code", "source": "1 = 2"},
        {"cell_type": "markdown", "source": ["# Über\n", "Let $f = x^2$.\n"]},
        {"cell_type": "markdown", "source": "Then\n$$\\frac{d f}{d x} = 3 x$$\n"},
    ]});
    let file = desk.put("notes.ipynb", notebook.to_string());
    let (status, document) = checked(&file, &[]);
    let place = |k: usize| {
        let line = &document["lines"][k];
        [&line["cell"], &line["line"], &line["column"]].map(|n| n.as_u64().unwrap())
    };
    assert_eq!((status, place(0), place(1)), (1, [1, 2, 10], [2, 2, 21]));
    let (_, printed, _) = run(&["check", &file]);
    assert!(printed.contains(&format!("\n\n{file}:cell 2:2:21: fails\n")), "{printed}");
    let (status, _, complaint) = run(&["check", &desk.put("no.ipynb", "{\n \"cells\": }")]);
    assert_eq!(status, 2);
    assert!(complaint.contains("no.ipynb:2:11: this is not a Jupyter notebook"), "{complaint}");
}

#[test]
fn columns_count_characters() {
    let desk = Desk::new();
    let text = "Für alle ∂ sei $f = x^2$ – 漢字 – und $\\frac{d f}{d x} = 3 x$ gilt\n";
    let file = desk.put("wide.md", text);
    let (_, document) = checked(&file, &[]);
    let before = |part: &str| text[..text.find(part).unwrap()].chars().count() + 1;
    assert_eq!(document["lines"][0]["column"], before("x^2"));
    assert_eq!(document["lines"][1]["column"], before("3 x"));
    let (_, printed, _) = run(&["check", &file]);
    let marks = printed.lines().find(|row| row.ends_with('^')).unwrap();
    // The two Chinese characters take two columns each.
    assert_eq!(marks.chars().count(), "1 | ".len() + before("3 x") + 2);
}

#[test]
fn the_line_before_decides_what_is_new() {
    let desk = Desk::new();
    let text = "Let $f = x^2$.\n\n$$\\frac{df}{dx} = 2x$$\n\n$$\\begin{align}\n\\frac{df}{dx} \
        &= 3x \\\\\n&= x + 2x \\tag{7} \\\\\n&= 2x\n\\end{align}$$\n";
    let (status, document) = checked(&desk.put("t.md", text), &[]);
    assert_eq!(status, 1);
    assert_eq!(verdicts(&document), ["holds", "fails", "carried", "recovers"]);
    assert_eq!(document["lines"][3]["tag"], "7");
    let said = document["lines"][3]["message"].as_str().unwrap();
    assert!(said.contains("equal to line 6, which was false already"), "{said}");
}

#[test]
fn a_seed_changes_no_verdict_and_threads_change_nothing() {
    let desk = Desk::new();
    let file = desk.put("bare.md", NORMALISED);
    let said = |seed: &str, threads: &str| {
        let mut command = handgrad(["check", "--format", "json", "--seed", seed, &file]);
        outcome(output(command.env("RAYON_NUM_THREADS", threads))).1
    };
    assert_eq!(said("1", "1"), said("1", "4"));
    let (one, other) = (said("1", "2"), said("2", "2"));
    assert_ne!(one, other);
    let [one, other] = [one, other].map(|text| serde_json::from_str::<Value>(&text).unwrap());
    assert_eq!(verdicts(&one), verdicts(&other));
}

#[test]
fn the_bytes_are_the_same_alone_and_with_four_at_once() {
    let desk = Desk::new();
    let paper = fs::read_to_string("derivations/t-sne.md").unwrap();
    let slip = paper.replacen("= 4", "= 2", 1);
    assert_ne!(slip, paper);
    let files = [desk.put("slip.md", slip), desk.put("wrong.md", WRONG)];
    let said = |_| run(&["check", "--format", "json", &files[0], &files[1]]);
    let alone = said(0);
    assert_eq!((alone.0, alone.1.contains("hints")), (1, true));
    let together: Vec<_> = std::thread::scope(|scope| {
        let all: Vec<_> = (0..4).map(|k| scope.spawn(move || said(k))).collect();
        all.into_iter().map(|one| one.join().unwrap()).collect()
    });
    for other in together {
        assert_eq!(other, alone);
    }
}

#[test]
fn what_was_found_can_be_written_to_a_file() {
    let desk = Desk::new();
    let file = desk.put("wrong.md", WRONG);
    let out = desk.path("out.json").display().to_string();
    let (status, printed, _) = run(&["check", "--format", "json", &file, "-o", &out]);
    assert_eq!((status, printed.as_str()), (1, ""));
    assert_eq!(fs::read_to_string(&out).unwrap(), run(&["check", "--format", "json", &file]).1);
    let nowhere = desk.path("no folder/out").display().to_string();
    let (status, _, complaint) = run(&["check", &file, "-o", &nowhere]);
    assert_eq!(status, 2);
    assert!(complaint.contains("cannot be written"), "{complaint}");
}

#[test]
fn unusable_input_is_one_message() {
    let desk = Desk::new();
    let folder = desk.0.path().display().to_string();
    let missing = desk.path("missing.md").display().to_string();
    for (file, expected) in [(&folder, "it is a directory"), (&missing, "cannot be read")] {
        for command in ["check", "read"] {
            let (status, printed, complaint) = run(&[command, file]);
            assert_eq!((status, printed.as_str()), (2, ""), "{complaint}");
            assert!(complaint.contains(expected), "{complaint}");
            assert_eq!(complaint.lines().count(), 1, "{complaint}");
        }
    }
    for usage in [&["check"][..], &["check", "a.md", "--format", "xml"], &["check", "--seed", "x"]]
    {
        assert_eq!(run(usage).0, 2, "{usage:?}");
    }
}

#[test]
fn a_reading_says_how_a_document_was_understood() {
    let desk = Desk::new();
    let file = desk.put("bare.md", NORMALISED);
    let (status, printed, _) = run(&["read", &file]);
    assert_eq!(status, 0);
    for part in ["Given\n", "Definitions\n", "  1:10  Z = \\sum_k e^{x_k}\n", "Claims\n"] {
        assert!(printed.contains(part), "{part} in {printed}");
    }
    let (_, printed, _) = run(&["read", "--format", "json", &file]);
    let document: Value = serde_json::from_str(&printed).unwrap();
    assert_eq!(document["schema"], "handgrad/read/1");
    assert_eq!(document["relations"][2]["kind"], "claim");
    let names: Vec<&Value> =
        document["givens"].as_array().unwrap().iter().map(|given| &given["name"]).collect();
    assert_eq!(names.len(), 2, "{names:?}");
}

/// Each field that a document gets has its row in the page of the contract.
#[test]
fn the_contract_names_every_field() {
    fn named(value: &Value, contract: &str) {
        match value {
            // The keys of these are the document's own names.
            Value::Object(fields) => fields.iter().for_each(|(name, value)| {
                assert!(contract.contains(&format!("`{name}`")), "docs/json.md has no {name}");
                if !["sizes", "values", "functions", "at"].contains(&name.as_str()) {
                    named(value, contract);
                }
            }),
            Value::Array(all) => all.iter().for_each(|value| named(value, contract)),
            _ => {}
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let contract = fs::read_to_string(root.join("docs/json.md")).unwrap();
    for command in ["check", "read"] {
        let note = root.join("tests/submissions/note-000.md").display().to_string();
        let (_, printed, _) = run(&[command, "--format", "json", &note]);
        named(&serde_json::from_str(&printed).unwrap(), &contract);
    }
}
