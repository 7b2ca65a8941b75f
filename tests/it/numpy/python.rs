//! One Python with NumPy, that runs everything.

use super::paste::Paste;
use serde_json::{Value, json};
use std::env;
use std::io::Write as _;
use std::process::{Command, Stdio};

/// Both sides' entries, or what went wrong.
pub(crate) type Sides = Result<(Vec<f64>, Vec<f64>), String>;

/// Each paste line by line, as a person pastes it; what it prints is its own.
const RUN: &str = r"
import contextlib, io, json, sys, warnings
import numpy
warnings.simplefilter('ignore')
def run(lines):
    names = {}
    try:
        with contextlib.redirect_stdout(io.StringIO()) as out:
            for line in lines:
                exec(compile(line, '<paste>', 'single'), names)
        assert out.getvalue().count('\n') >= 1, 'nothing is printed'
        entries = lambda side: [float(v) for v in numpy.ravel(side)]
        return [entries(names['left']), entries(names['right'])]
    except Exception as problem:
        return repr(problem)
json.dump([run(lines) for lines in json.load(sys.stdin)], sys.stdout)
";

/// What each paste leaves as its sides; nothing without NumPy.
pub(crate) fn run(pastes: &[Paste]) -> Option<Vec<Sides>> {
    let python = env::var("HANDGRAD_PYTHON").unwrap_or_else(|_| "python3".into());
    let known = Command::new(&python)
        .args(["-c", "import numpy"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    if !known.is_ok_and(|status| status.success()) {
        return None;
    }
    let mut child = Command::new(&python)
        .args(["-c", RUN])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines: Vec<&Vec<String>> = pastes.iter().map(|paste| &paste.lines).collect();
    child.stdin.take().unwrap().write_all(json!(lines).to_string().as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{python} stopped: {}", output.status);
    // Python writes NaN, which is no JSON.
    let text = String::from_utf8(output.stdout).unwrap();
    let text = text.replace("-Infinity", "null").replace("Infinity", "null").replace("NaN", "null");
    let printed: Vec<Value> = serde_json::from_str(&text).unwrap();
    assert_eq!(printed.len(), pastes.len());
    Some(printed.iter().map(sides).collect())
}

fn sides(printed: &Value) -> Sides {
    let entries = |side: &Value| -> Vec<f64> {
        let all = side.as_array().into_iter().flatten();
        all.map(|v| v.as_f64().unwrap_or(f64::NAN)).collect()
    };
    match printed {
        Value::String(problem) => Err(problem.clone()),
        other => Ok((entries(&other[0]), entries(&other[1]))),
    }
}
