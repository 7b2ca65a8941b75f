//! The rooms of `src/` as they are drawn, held against the paths in the code: every use of one
//! room by another is in the table of `docs/architecture.md`, and in the README's floors each
//! room stands above all that it uses.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

type Uses = BTreeMap<String, BTreeSet<String>>;

/// What is no room: the crate's root, the program, and the window for these tests.
const OUTSIDE: [&str; 3] = ["lib", "main", "internals"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap()
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let below = |path: PathBuf| if path.is_dir() { sources(&path) } else { vec![path] };
    entries.flat_map(below).filter(|p| p.extension().is_some_and(|e| e == "rs")).collect()
}

/// The room of a file: its first folder, or its name where it stands alone.
fn room(file: &Path) -> String {
    let inside = file.strip_prefix(root().join("src")).unwrap();
    Path::new(inside.iter().next().unwrap()).file_stem().unwrap().to_string_lossy().into_owned()
}

/// The modules of a room that are compiled for tests alone, as `mod` lines name them.
fn of_tests(code: &str) -> BTreeSet<&str> {
    let mut lines = code.lines().map(str::trim).peekable();
    let mut found = BTreeSet::new();
    while let Some(line) = lines.next() {
        if line == "#[cfg(test)]" {
            let module = lines.peek().and_then(|next| next.strip_prefix("mod "));
            found.extend(module.and_then(|m| m.strip_suffix(';')));
        }
    }
    found
}

/// The code of a file without comments, up to its tests.
fn code(text: &str) -> String {
    let end = text.find("#[cfg(test)]\nmod tests {").unwrap_or(text.len());
    let lines = text[..end].lines();
    lines.map(|line| line.split("//").next().unwrap_or("")).collect::<Vec<_>>().join("\n")
}

/// The rooms that some code names, as `crate::room`.
fn named(code: &str) -> BTreeSet<String> {
    let name = |rest: &str| {
        let end = rest.find(|c: char| !c.is_ascii_lowercase()).unwrap_or(rest.len());
        rest[..end].to_owned()
    };
    code.split("crate::").skip(1).map(name).collect()
}

/// Which room uses which, by the code.
fn uses() -> Uses {
    let files = sources(&root().join("src"));
    let rooms: BTreeSet<String> =
        files.iter().map(|f| room(f)).filter(|r| !OUTSIDE.contains(&r.as_str())).collect();
    let texts: Vec<(PathBuf, String)> =
        files.into_iter().map(|file| (file.clone(), fs::read_to_string(file).unwrap())).collect();
    let tests: BTreeSet<PathBuf> = texts
        .iter()
        .flat_map(|(file, text)| {
            let folder = file.parent().unwrap().to_owned();
            of_tests(text).into_iter().map(move |m| folder.join(m).with_extension("rs"))
        })
        .collect();
    let mut uses: Uses = rooms.iter().map(|room| (room.clone(), BTreeSet::new())).collect();
    for (file, text) in texts.iter().filter(|(file, _)| !tests.contains(file)) {
        assert!(!text.contains("use crate::{"), "{}: a path for each room", file.display());
        let own = room(file);
        let others = named(&code(text)).into_iter().filter(|o| *o != own && rooms.contains(o));
        if let Some(uses) = uses.get_mut(&own) {
            uses.extend(others);
        }
    }
    uses
}

/// The table of `docs/architecture.md`.
fn table() -> Uses {
    let text = read("docs/architecture.md");
    let rows = text.lines().filter_map(|line| line.strip_prefix("| `"));
    let row = |row: &str| {
        let (room, uses) = row.split_once("` |").unwrap();
        (room.to_owned(), uses.split('`').skip(1).step_by(2).map(str::to_owned).collect())
    };
    rows.map(row).collect()
}

/// The README's floors, the uppermost first.
fn floors() -> Vec<BTreeSet<String>> {
    let text = read("README.md");
    let (_, behind) = text.split_once("<!-- floors -->\n```text\n").unwrap();
    let (floors, _) = behind.split_once("```").unwrap();
    // Two blanks part the rooms from what they are there for.
    let rooms = |line: &str| {
        let rooms = line.split("  ").next().unwrap_or("");
        rooms.split('·').map(|room| room.trim().to_owned()).collect()
    };
    floors.lines().map(rooms).collect()
}

#[test]
fn the_table_has_every_use_of_a_room_by_another() {
    let row = |(room, uses): (&String, &BTreeSet<String>)| {
        let uses: Vec<String> = uses.iter().map(|other| format!("`{other}`")).collect();
        format!("| `{room}` | {} |\n", uses.join(" "))
    };
    let found = uses();
    let rows: String = found.iter().map(row).collect();
    assert_eq!(found, table(), "the table's rows would be\n{rows}");
}

#[test]
fn every_room_stands_above_all_that_it_uses() {
    let floors = floors();
    let uses = uses();
    let drawn: Vec<&String> = floors.iter().flatten().collect();
    assert_eq!(drawn.len(), drawn.iter().collect::<BTreeSet<_>>().len(), "a room is drawn twice");
    let floor = |room: &String| floors.iter().position(|floor| floor.contains(room));
    for (room, others) in &uses {
        let own = floor(room).unwrap_or_else(|| panic!("{room} is not drawn"));
        for other in others {
            assert!(floor(other) > Some(own), "{room} uses {other}, which is not below it");
        }
    }
    assert!(drawn.iter().all(|room| uses.contains_key(*room)), "{drawn:?}");
}

/// Where the README and the crate's pages draw the way of a document, they draw the same.
#[test]
fn the_way_of_a_document_is_drawn_once() {
    let way = |text: &str| {
        let (_, behind) = text.split_once("```text\ndocument ─►").unwrap();
        behind.split_once("```").unwrap().0.to_owned()
    };
    assert_eq!(way(&read("README.md")), way(&read("docs/architecture.md")));
}
