//! Tells the program which commit and which features it is built from.
//!
//! The commit is read from git's own files, so that git need not be installed; in a published
//! package it is read from the file that cargo puts there. Where there is neither the program says
//! so. The script runs again only when HEAD moves, or the features change. A development build
//! does not ask: it would be compiled anew after each commit.

use std::fs;
use std::path::{Path, PathBuf};

fn main() {
    let root = PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    println!("cargo::rerun-if-changed=build.rs");
    let released = std::env::var("PROFILE").is_ok_and(|profile| profile == "release");
    let origin = if released {
        let commit = of_git(&root).or_else(|| of_package(&root));
        commit.map_or("commit not known".into(), |id| format!("commit {}", short(&id)))
    } else {
        "a development build".to_owned()
    };
    println!("cargo::rustc-env=HANDGRAD_ORIGIN={origin}");
    println!("cargo::rustc-env=HANDGRAD_FEATURES={}", features());
}

/// The features that are on, by name; `default` is only a list of others.
fn features() -> String {
    let names = std::env::vars().filter_map(|(name, _)| {
        let name = name.strip_prefix("CARGO_FEATURE_")?.to_lowercase().replace('_', "-");
        (name != "default").then_some(name)
    });
    let mut names: Vec<String> = names.collect();
    names.sort();
    if names.is_empty() { "none".into() } else { names.join(", ") }
}

/// What HEAD points at.
fn of_git(root: &Path) -> Option<String> {
    let folder = git_folder(root)?;
    let head = watched(&folder.join("HEAD"))?;
    let Some(reference) = head.strip_prefix("ref: ") else { return id(&head) };
    // A linked work tree keeps its HEAD to itself and shares the branches.
    let shared = fs::read_to_string(folder.join("commondir"));
    let shared = shared.map_or_else(|_| folder.clone(), |path| folder.join(path.trim()));
    if let Some(loose) = watched(&shared.join(reference)) {
        return id(&loose);
    }
    // The next commit puts the branch into a file of its own, in this folder.
    if let Some(branches) = shared.join(reference).parent().filter(|folder| folder.is_dir()) {
        println!("cargo::rerun-if-changed={}", branches.display());
    }
    let packed = watched(&shared.join("packed-refs"))?;
    packed.lines().find_map(|line| id(line.strip_suffix(reference)?.trim()))
}

/// `.git`, or the folder that it names if it is a file.
fn git_folder(root: &Path) -> Option<PathBuf> {
    let git = root.join(".git");
    if git.is_dir() {
        return Some(git);
    }
    let text = fs::read_to_string(git).ok()?;
    Some(root.join(text.strip_prefix("gitdir: ")?.trim()))
}

/// A file's text; the script runs again when it changes. A file that is not there is not watched:
/// cargo would take it for changed every time.
fn watched(path: &Path) -> Option<String> {
    let text = fs::read_to_string(path).ok()?;
    println!("cargo::rerun-if-changed={}", path.display());
    Some(text.trim().to_owned())
}

/// `"sha1": "…"` in `.cargo_vcs_info.json`.
fn of_package(root: &Path) -> Option<String> {
    let text = watched(&root.join(".cargo_vcs_info.json"))?;
    let (_, behind) = text.split_once("\"sha1\"")?;
    id(behind.split('"').nth(1)?)
}

/// A commit's number, and nothing else.
fn id(text: &str) -> Option<String> {
    let hexadecimal = text.len() >= 40 && text.bytes().all(|b| b.is_ascii_hexdigit());
    hexadecimal.then(|| text.to_owned())
}

fn short(id: &str) -> &str {
    &id[..12]
}
