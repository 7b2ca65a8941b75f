//! The committed report is whole and says what the README says it says.

use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("report")
}

fn report() -> Value {
    serde_json::from_slice(&fs::read(folder().join("report.json")).unwrap()).unwrap()
}

#[test]
fn it_is_of_a_run_in_which_nothing_failed_and_everything_planted_was_caught() {
    let report = report();
    assert_eq!(report["schema"], "handgrad/verify/1");
    let summary = &report["summary"];
    assert_eq!(summary["failed"], 0);
    assert!(summary["planted"].as_u64() >= Some(12));
    assert_eq!(summary["planted"], summary["caught"]);
}

#[test]
fn every_figure_is_there_and_shown() {
    let markdown = fs::read_to_string(folder().join("report.md")).unwrap();
    let report = report();
    let figures: Vec<&str> =
        report["figures"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    assert!(figures.len() >= 4);
    for figure in figures {
        assert!(folder().join(figure).exists(), "{figure}");
        assert!(markdown.contains(&format!("]({figure})")), "{figure}");
    }
}
