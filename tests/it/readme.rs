//! What the README shows of the command line is what the command line says.

use crate::binary::{handgrad, outcome, output};
use std::fs;
use std::path::Path;

/// Each block behind `<!-- check FILE -->` is that command's output.
#[test]
fn shown_checks_are_not_invented() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = fs::read_to_string(root.join("README.md")).unwrap();
    let mut shown = 0;
    for part in readme.split("<!-- check ").skip(1) {
        let (file, rest) = part.split_once(" -->").unwrap();
        let block = rest.split_once("```text\n").unwrap().1;
        let block = block.split_once("```").unwrap().0;
        let (_, said, _) = outcome(output(handgrad(["check", file]).current_dir(root)));
        assert_eq!(block, said, "`handgrad check {file}` says\n{said}");
        shown += 1;
    }
    assert!(shown > 0);
}
