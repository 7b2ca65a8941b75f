//! How the command line behaves towards people: what it refuses, what it says, what it leaves.

use crate::binary::{handgrad, outcome, output};
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

/// A verification that takes a fraction of a second.
fn small(out: &Path) -> Command {
    let words = "verify --data iris --n 12 --dims 2 --perplexity 3 --iterations 10 --method t-sne";
    let mut command = handgrad(words.split(' '));
    command.arg("--out").arg(out);
    command
}

fn told(command: &mut Command) -> (i32, String, String) {
    outcome(output(command))
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<String> =
        entries.map(|e| e.unwrap().file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

/// Every command, with what its help has to speak of.
const COMMANDS: [&str; 7] = ["", "check", "read", "explain", "verify", "completions", "man"];

#[test]
fn every_help_ends_with_examples_and_the_exit_status() {
    for name in COMMANDS {
        let words = [name, "--help"].into_iter().filter(|word| !word.is_empty());
        let (status, help, _) = told(&mut handgrad(words));
        assert_eq!(status, 0);
        let (_, end) = help.split_once("\nExamples:\n").expect(name);
        let (examples, statuses) = end.split_once("\n\nExit status:\n").expect(name);
        assert!(examples.lines().any(|line| line.starts_with(&format!("  handgrad {name}"))));
        assert!(statuses.contains("  0  ") && statuses.contains("  2  "), "{help}");
        let long = end.lines().find(|line| line.chars().count() > 80);
        assert_eq!(long, None, "{name}");
    }
}

#[test]
fn the_long_version_has_the_commit_and_the_features() {
    let (status, long, _) = told(&mut handgrad(["--version"]));
    let lines: Vec<&str> = long.lines().collect();
    assert_eq!((status, lines.len()), (0, 3), "{long}");
    assert_eq!(lines[0], format!("handgrad {}", env!("CARGO_PKG_VERSION")));
    assert_eq!(lines[1], "a development build", "{long}");
    assert!(lines[2].starts_with("features: "), "{long}");
    assert_eq!(told(&mut handgrad(["-V"])).1, format!("{}\n", lines[0]));
}

#[test]
fn no_line_of_the_table_is_longer_than_a_terminal_and_a_method_has_one() {
    let out = tempfile::tempdir().unwrap();
    let (status, printed, _) = told(small(out.path()).args(["--learning-rate", "1e200"]));
    assert_eq!(status, 1);
    // The place of the report is as long as it is.
    let lines: Vec<&str> = printed.lines().filter(|line| !line.contains("report.md")).collect();
    assert!(lines.iter().all(|line| line.chars().count() <= 80), "{printed}");
    assert_eq!(lines.iter().filter(|line| line.starts_with("t-sne  ")).count(), 1, "{printed}");
    assert!(printed.contains("FAILED") && printed.contains("diverged: t-SNE on iris"), "{printed}");
}

#[test]
fn colours_are_there_where_they_are_asked_for() {
    let coloured = |command: &mut Command| {
        let (_, printed, complaint) = told(command);
        (printed + &complaint).contains('\u{1b}')
    };
    let document = Path::new(env!("CARGO_MANIFEST_DIR")).join("derivations/t-sne.md");
    let out = tempfile::tempdir().unwrap();
    let commands: [&dyn Fn() -> Command; 4] = [
        &|| small(out.path()),
        &|| {
            let mut command = handgrad(["check"]);
            command.arg(&document);
            command
        },
        &|| handgrad(["explain", "no-such-slip"]),
        &|| handgrad(["read", "no-such-file.md"]),
    ];
    for (k, command) in commands.into_iter().enumerate() {
        assert!(!coloured(&mut command()), "{k}: a pipe has none");
        assert!(coloured(command().args(["--color", "always"]).env("NO_COLOR", "1")), "{k}");
        assert!(!coloured(command().arg("--color=never")), "{k}");
    }
    assert!(coloured(&mut handgrad(["--color=always", "check", "--help"])));
    assert!(!coloured(&mut handgrad(["check", "--help"])));
}

#[test]
fn a_folder_of_somebody_elses_is_not_written_over() {
    let folder = tempfile::tempdir().unwrap();
    let mine = folder.path().join("report.md");
    fs::write(&mine, "my own report").unwrap();
    let (status, printed, complaint) = told(&mut small(folder.path()));
    assert_eq!((status, printed.as_str(), complaint.lines().count()), (2, "", 1), "{complaint}");
    assert!(complaint.contains("did not write (report.md)"), "{complaint}");
    assert!(complaint.contains("--force"), "{complaint}");
    assert_eq!(names(folder.path()), ["report.md"]);
    assert_eq!(fs::read_to_string(&mine).unwrap(), "my own report");

    assert_eq!(told(small(folder.path()).arg("--force")).0, 0);
    assert_ne!(fs::read_to_string(&mine).unwrap(), "my own report");
    assert_eq!(told(&mut small(folder.path())).0, 0, "it is a report's folder now");
}

#[test]
fn a_run_that_is_killed_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("new/report");
    let mut command = handgrad(["verify", "--iterations", "1000000", "--out"]);
    command.arg(&out).stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = command.spawn().unwrap();
    std::thread::sleep(std::time::Duration::from_millis(300));
    assert!(child.try_wait().unwrap().is_none(), "it is at work");
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(names(folder.path()).is_empty(), "{:?}", names(folder.path()));
}

#[test]
fn more_points_than_memory_holds_are_refused_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let table = folder.path().join("many.csv");
    let row = |i: u32| format!("{},{}\n", i % 997, i % 1009);
    fs::write(&table, (0..300_000).map(row).collect::<String>()).unwrap();
    let out = folder.path().join("report");
    let mut command = handgrad(["verify", "--n", "300000", "--data"]);
    let (status, printed, complaint) = told(command.arg(&table).arg("--out").arg(&out));
    assert_eq!((status, printed.as_str()), (2, ""), "{complaint}");
    assert!(complaint.starts_with("error: many: 300000 points need about 2"), "{complaint}");
    assert!(complaint.contains(" TB of memory, and ") && complaint.contains("say --n "));
    assert!(!out.exists());
}

/// In 3 GB of addresses, of which the program itself takes little.
#[cfg(target_os = "linux")]
#[test]
fn a_limit_on_the_process_counts_too() {
    let folder = tempfile::tempdir().unwrap();
    let table = folder.path().join("many.csv");
    fs::write(&table, (0..20_000).map(|i| format!("{i},{}\n", i % 7)).collect::<String>()).unwrap();
    let mut command = Command::new("sh");
    let script = "ulimit -v 3000000; exec \"$0\" verify --n 20000 --data \"$1\" --out \"$2\"";
    command.args(["-c", script, env!("CARGO_BIN_EXE_handgrad")]);
    let (status, _, complaint) = told(command.arg(&table).arg(folder.path().join("report")));
    assert_eq!(status, 2, "{complaint}");
    assert!(complaint.contains("20000 points need about"), "{complaint}");
}

#[test]
fn forgotten_labels_are_offered_and_rows_without_values_can_be_left_out() {
    let folder = tempfile::tempdir().unwrap();
    let table = folder.path().join("flowers.csv");
    let row = |i: u32| match i {
        3 => "3,,rose\n".to_owned(),
        7 => "NA,?,tulip\n".to_owned(),
        _ => format!("{},{},{}\n", i * 7 % 11, i * i % 13, ["rose", "tulip"][i as usize % 2]),
    };
    let rows = std::iter::once("a,b,species\n".to_owned()).chain((0..16).map(row));
    fs::write(&table, rows.collect::<String>()).unwrap();
    let out = folder.path().join("report");
    let run = |more: &[&str]| {
        let words = "verify --iterations 10 --perplexity 3 --dims 2 --method t-sne --data";
        let mut command = handgrad(words.split(' '));
        told(command.arg(&table).arg("--out").arg(&out).args(more))
    };
    let (status, _, complaint) = run(&[]);
    assert_eq!(status, 2);
    assert!(complaint.contains("is it the classes' column? Then say --labels species"));
    let (status, _, complaint) = run(&["--labels", "species"]);
    assert_eq!(status, 2);
    assert!(complaint.contains("flowers.csv:5:2: the cell is empty; 3 cells in 2 of 16 rows"));
    let (status, printed, complaint) = run(&["--labels", "species", "--drop-missing"]);
    assert_eq!(status, 0, "{complaint}");
    assert!(printed.contains("note: 2 of 16 rows of flowers are left out"), "{printed}");
}

/// A device that is always full.
#[cfg(target_os = "linux")]
#[test]
fn what_cannot_be_written_is_told() {
    let document = Path::new(env!("CARGO_MANIFEST_DIR")).join("derivations/t-sne.md");
    let document = document.to_str().unwrap();
    for words in [
        vec!["check", "--no-hints", document],
        vec!["read", document],
        vec!["explain"],
        vec!["completions", "zsh"],
        vec!["--help"],
        vec!["check", "--version"],
    ] {
        let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let child = handgrad(&words).stdout(full).stderr(Stdio::piped()).spawn().unwrap();
        let (status, _, complaint) = outcome(child.wait_with_output().unwrap());
        assert_eq!(status, 2, "{words:?}");
        let expected = "error: standard output: cannot be written: No space left on device";
        assert!(complaint.starts_with(expected), "{words:?}: {complaint}");
    }
    let words = ["check", "--no-hints", document, "--output"];
    let (status, _, complaint) = told(handgrad(words).arg("/no/such/folder/out.txt"));
    assert_eq!(status, 2);
    let expected = "error: /no/such/folder/out.txt: cannot be written: No such file or directory";
    assert!(complaint.starts_with(expected), "{complaint}");
    assert_eq!(told(handgrad(words).arg("/dev/full")).0, 2);
    assert!(Path::new("/dev/full").exists(), "a device is not replaced");
}

#[test]
fn shells_and_man_are_told_of_every_command() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let (status, script, _) = told(&mut handgrad(["completions", shell]));
        assert_eq!(status, 0);
        for word in COMMANDS.into_iter().chain(["drop-missing", "color"]) {
            assert!(script.contains(word), "{shell}: {word}");
        }
    }
    assert_eq!(told(&mut handgrad(["completions", "cmd"])).0, 2);

    let folder = tempfile::tempdir().unwrap();
    let pages = folder.path().join("man/man1");
    let (status, printed, _) = told(handgrad(["man", "--out"]).arg(&pages));
    assert_eq!(status, 0);
    assert_eq!(names(&pages).len(), COMMANDS.len());
    for name in names(&pages) {
        assert!(printed.contains(&name), "{printed}");
        let page = fs::read_to_string(pages.join(&name)).unwrap();
        assert!(page.contains(".TH handgrad") && page.contains("Exit status:"), "{name}");
    }
}
