//! The binary from end to end.

use crate::binary::{handgrad, outcome, output};
use serde_json::Value;
use std::fs;
use std::path::Path;

/// A verification that takes a fraction of a second.
fn small(out: &Path) -> Vec<String> {
    let words = "verify --data iris --n 20 --dims 2 --perplexity 5 --iterations 40 --out";
    words.split(' ').map(Into::into).chain([out.display().to_string()]).collect()
}

/// The status, what was printed, and the message on standard error.
fn run(arguments: &[String]) -> (i32, String, String) {
    outcome(output(&mut handgrad(arguments)))
}

fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<(String, Vec<u8>)> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap())
        .map(|e| (e.file_name().to_string_lossy().into_owned(), fs::read(e.path()).unwrap()))
        .collect();
    files.sort();
    files
}

/// Everything but the measured times.
fn reproducible(folder: &Path) -> Vec<(String, Vec<u8>)> {
    files(folder).into_iter().filter(|(name, _)| name != "timings.md").collect()
}

#[test]
fn a_verification_writes_its_report_and_succeeds() {
    let out = tempfile::tempdir().unwrap();
    let (status, printed, complaint) = run(&small(out.path()));
    assert_eq!(status, 0, "{complaint}");
    assert!(printed.contains("0 failed"), "{printed}");
    assert!(!printed.contains('\u{1b}'), "no colours in a pipe: {printed}");
    assert!(printed.lines().last().unwrap().contains("All is well"), "{printed}");
    assert!(complaint.is_empty(), "no progress bars in a pipe");

    let json: Value =
        serde_json::from_slice(&fs::read(out.path().join("report.json")).unwrap()).unwrap();
    assert_eq!(json["schema"], "handgrad/verify/1");
    let comparisons = json["comparisons"].as_array().unwrap();
    assert_eq!(json["summary"]["comparisons"], comparisons.len());
    assert_eq!(json["summary"]["failed"], 0);
    assert_eq!(json["summary"]["planted"], json["summary"]["caught"]);
    assert!(json["summary"]["planted"].as_u64().unwrap() >= 12);
    for c in comparisons {
        let (error, tolerance) = (&c["max_relative_error"], &c["tolerance"]);
        assert_eq!(c["passed"], error.as_f64() <= tolerance.as_f64(), "{c}");
    }
    for method in ["asymmetric-sne", "symmetric-sne", "t-sne"] {
        for reference in ["autodiff-ndarray", "central-difference", "derivation"] {
            let seen =
                comparisons.iter().any(|c| c["method"] == method && c["reference"] == reference);
            assert!(seen, "{method} against {reference}");
        }
        let curve =
            json["curves"].as_array().unwrap().iter().find(|c| c["method"] == method).unwrap();
        assert_eq!(curve["losses"].as_array().unwrap().len(), 41);
        assert!(curve["checkpoints"].as_array().unwrap().len() >= 10);
    }

    let markdown = fs::read_to_string(out.path().join("report.md")).unwrap();
    let derivations = json["derivations"].as_array().unwrap();
    assert_eq!(derivations.len(), 4);
    for derivation in derivations {
        let name = derivation["document"].as_str().unwrap();
        assert_eq!(derivation["verdict"], "holds", "{name}");
        let claims =
            derivation["lines"].as_array().unwrap().iter().filter(|line| line["kind"] == "claim");
        assert_eq!(derivation["counts"]["holds"], claims.count(), "{name}");
        let row = format!("{name}: {} hold\n", derivation["counts"]["holds"]);
        assert!(printed.contains(&row), "{row} is not in {printed}");
        assert!(markdown.contains(&format!("<details><summary>{name}: ")), "{name}");
    }
    for figure in json["figures"].as_array().unwrap() {
        let name = figure.as_str().unwrap();
        assert!(markdown.contains(&format!("({name})")), "{name} is shown");
        let svg = fs::read_to_string(out.path().join(name)).unwrap();
        assert!(svg.starts_with("<svg") && svg.trim_end().ends_with("</svg>"));
    }
}

#[test]
fn the_same_seed_gives_the_same_bytes_whatever_the_threads() {
    let folders: Vec<_> = (0..3).map(|_| tempfile::tempdir().unwrap()).collect();
    for (folder, threads) in folders.iter().zip(["1", "2", "5"]) {
        let mut command = handgrad(small(folder.path()));
        let (status, ..) = outcome(output(command.env("RAYON_NUM_THREADS", threads)));
        assert_eq!(status, 0);
    }
    let first = reproducible(folders[0].path());
    assert!(first.len() >= 6);
    for folder in &folders[1..] {
        for (a, b) in first.iter().zip(&reproducible(folder.path())) {
            assert!(a == b, "{} differs", a.0);
        }
    }
    let other = tempfile::tempdir().unwrap();
    let mut arguments = small(other.path());
    arguments.extend(["--seed".into(), "2".into()]);
    assert_eq!(run(&arguments).0, 0);
    assert_ne!(first, reproducible(other.path()));
}

#[test]
fn the_report_can_be_printed_instead() {
    for (format, file) in [("json", "report.json"), ("markdown", "report.md")] {
        let out = tempfile::tempdir().unwrap();
        let mut arguments = small(out.path());
        arguments.extend(["--format".into(), format.into()]);
        let (status, printed, _) = run(&arguments);
        assert_eq!(status, 0);
        assert_eq!(printed.into_bytes(), fs::read(out.path().join(file)).unwrap());
    }
}

#[test]
fn a_descent_that_diverges_is_a_failure() {
    let out = tempfile::tempdir().unwrap();
    let mut arguments = small(out.path());
    arguments.extend(["--learning-rate".into(), "1e200".into(), "--method".into(), "t-sne".into()]);
    let (status, printed, _) = run(&arguments);
    assert_eq!(status, 1);
    assert!(printed.contains("diverged: t-SNE on iris"), "{printed}");
    assert!(printed.contains("NOT all is well"), "{printed}");
}

#[test]
fn a_table_of_ones_own_can_be_verified() {
    let folder = tempfile::tempdir().unwrap();
    let table = folder.path().join("my points.csv");
    let row = |i: u32| format!("{},{},{}\n", f64::from(i * 7 % 11), f64::from(i * i % 13), i % 2);
    let text: String = std::iter::once("a,b,kind\n".into()).chain((0..16).map(row)).collect();
    fs::write(&table, text).unwrap();
    let out = folder.path().join("new/folder");
    let mut command =
        handgrad(["verify", "--iterations", "30", "--perplexity", "4", "--labels", "kind"]);
    command.arg("--data").arg(&table).arg("--out").arg(&out);
    let (status, _, complaint) = outcome(output(&mut command));
    assert_eq!((status, complaint.as_str()), (0, ""));
    assert!(out.join("embedding-my-points.svg").exists());
}

/// Each of these is one message on standard error, status 2, and an earlier
/// report that stays as it is.
#[test]
fn bad_input_is_one_message_and_leaves_the_earlier_report_whole() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("report");
    assert_eq!(run(&small(&out)).0, 0);
    let before = files(&out);

    let good: String = (0..12).map(|i| format!("{i},{}\n", i * i)).collect();
    let table = |name: &str, text: String| {
        let path = folder.path().join(name);
        fs::write(&path, text).unwrap();
        path.display().to_string()
    };
    let csv =
        |name, text| vec!["--perplexity".into(), "3".into(), "--data".into(), table(name, text)];
    let words = |text: &str| text.split(' ').map(String::from).collect::<Vec<_>>();
    let in_a_file = folder.path().join("file");
    fs::write(&in_a_file, "").unwrap();

    let cases: Vec<(Vec<String>, &str)> = vec![
        (
            csv("nan.csv", format!("{good}NaN,1\n")),
            "nan.csv:13:1: “NaN” is no value; it is the only",
        ),
        (csv("word.csv", format!("{good}3,four\n")), "word.csv:13:2: “four” is not a number"),
        (csv("ragged.csv", format!("{good}3\n")), "ragged.csv:13:2: the row has 1 columns"),
        (csv("empty.csv", format!("{good}\n1,2\n")), "empty.csv:13:1: the row is empty"),
        (
            csv("flat.csv", "a,b\n1,7\n2,7\n3,7\n4,7\n5,7\n".into()),
            "flat.csv:2:2: column 2 “b” is 7",
        ),
        (csv("same.csv", "1,7\n1,7\n1,7\n1,7\n1,7\n".into()), "same.csv: all rows are equal"),
        (csv("short.csv", "1,7\n2,3\n".into()), "2 points are too few"),
        (vec!["--data".into(), table("few.csv", good.clone())], "too few for perplexity 30"),
        (words("--data no-such-file.csv"), "no-such-file.csv: cannot be read"),
        (words("--data iris,iris"), "two data sets are called “iris”"),
        (words("--n 4"), "--n: at least 5 points"),
        (words("--dims 0"), "--dims: dimensions lie between 1 and 50"),
        (words("--perplexity 0.5"), "--perplexity: a number above 1"),
        (words("--late-momentum 1"), "--late-momentum: from 0 to below 1"),
        (words("--sigma NaN"), "--sigma: a number above 0"),
        (words("--method umap"), "invalid value 'umap'"),
        (words("--iterations many"), "invalid value 'many'"),
    ];
    for (extra, expected) in cases {
        let mut arguments: Vec<String> = vec!["verify".into(), "--out".into()];
        arguments.push(out.display().to_string());
        arguments.extend(extra);
        let (status, printed, said) = run(&arguments);
        assert_eq!((status, printed.as_str()), (2, ""), "{arguments:?}");
        assert!(said.contains(expected), "{arguments:?}: {said}");
        assert!(said.starts_with("error: "), "{said}");
        assert_eq!(files(&out), before, "{arguments:?}");
    }

    let mut arguments = small(&in_a_file.join("report"));
    let (status, _, said) = run(&arguments);
    assert_eq!(status, 2, "{said}");
    assert!(said.contains("cannot be written"), "{said}");
    arguments[0] = "no-such-command".into();
    assert_eq!(run(&arguments).0, 2);
}

#[test]
fn a_reader_that_goes_away_is_no_panic() {
    let out = tempfile::tempdir().unwrap();
    let mut child = handgrad(small(out.path()))
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let mut said = String::new();
    std::io::Read::read_to_string(&mut child.stderr.take().unwrap(), &mut said).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(0), "{said}");
    assert!(said.is_empty(), "{said}");
}
