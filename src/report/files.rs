//! Writing a report so that an earlier one is never left in pieces.

use super::{Report, SCHEMA};
use crate::error::{Error, Result};
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

/// Where the files are made before they take their places. It is there for a moment only; one that
/// is left by a run that was killed in that moment says that the folder is a report's.
const UNFINISHED: &str = ".handgrad-unfinished";

/// The folder that a report is to go to. Opening it before any work is done
/// shows early whether it can be written at all, and makes nothing yet: a run
/// that ends half-way leaves nothing behind.
#[derive(Debug)]
pub(crate) struct Folder {
    goal: PathBuf,
    force: bool,
}

impl Folder {
    /// Looks whether the folder, or the one that it is to be made in, can be
    /// written. With `force` it does not matter what else is in it.
    ///
    /// # Errors
    /// If it cannot be written, or has files in it and no report among them.
    pub(crate) fn open(goal: &Path, force: bool) -> Result<Self> {
        let folder = Self { goal: goal.into(), force };
        let is_there = fs::symlink_metadata(goal).is_ok();
        if is_there && !goal.is_dir() {
            return Err(folder.refused(io::Error::other("this is no folder")));
        }
        let inside = goal.ancestors().find(|above| above.is_dir() || above.exists());
        let inside = inside.filter(|above| !above.as_os_str().is_empty());
        let inside = inside.unwrap_or(Path::new("."));
        // A file without a name, which goes when it is closed.
        tempfile::tempfile_in(inside).map_err(|source| folder.refused(source))?;
        folder.owned()?;
        Ok(folder)
    }

    /// Writes every file aside, and only when all are whole renames them into
    /// place; then removes the figures of the report before that this one does
    /// not have.
    ///
    /// # Errors
    /// If a file cannot be written; the earlier report is then as it was.
    pub(crate) fn write(self, report: &Report) -> Result<()> {
        let mut files: Vec<(&str, &str)> =
            report.figures.iter().map(|f| (f.name.as_str(), f.svg.as_str())).collect();
        files.push(("timings.md", &report.timings));
        files.push(("report.md", &report.markdown));
        files.push(("report.json", &report.json));
        // The run may have taken long.
        self.owned()?;
        let workshop = Workshop::open(&self.goal).map_err(|source| self.refused(source))?;
        let failed = |name: &str| {
            let path = self.goal.join(name);
            |source| Error::Write { path, source }
        };
        for (name, text) in &files {
            fs::write(workshop.path.join(name), text).map_err(failed(name))?;
        }
        let before = self.figures_before();
        for (name, _) in &files {
            fs::rename(workshop.path.join(name), self.goal.join(name)).map_err(failed(name))?;
        }
        let now: BTreeSet<&str> = files.iter().map(|(name, _)| *name).collect();
        for stale in before.iter().filter(|name| !now.contains(name.as_str())) {
            // A figure too many does no harm; the report is complete.
            let _ = fs::remove_file(self.goal.join(stale));
        }
        Ok(())
    }

    fn refused(&self, source: io::Error) -> Error {
        Error::Write { path: self.goal.clone(), source }
    }

    /// Whether the folder is empty or not there, or holds a report.
    fn owned(&self) -> Result<()> {
        let entries = match fs::read_dir(&self.goal) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
            entries => entries.map_err(|source| self.refused(source))?,
        };
        let names = entries.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()));
        let names = names.collect::<io::Result<BTreeSet<String>>>();
        let names = names.map_err(|source| self.refused(source))?;
        if self.force || names.is_empty() || names.contains(UNFINISHED) || self.before().is_some() {
            return Ok(());
        }
        Err(Error::NotOurs { path: self.goal.clone(), files: some(&names) })
    }

    /// The report that is now in the folder.
    fn before(&self) -> Option<Value> {
        let text = fs::read_to_string(self.goal.join("report.json")).ok()?;
        let json: Value = serde_json::from_str(&text).ok()?;
        // Of this version or another.
        let family = SCHEMA.trim_end_matches(|c: char| c.is_ascii_digit());
        json["schema"].as_str()?.starts_with(family).then_some(json)
    }

    /// The figures that the report now in the folder says it has.
    fn figures_before(&self) -> Vec<String> {
        let Some(json) = self.before() else { return Vec::new() };
        let names = json["figures"].as_array().into_iter().flatten();
        let plain = |name: &&str| {
            Path::new(name).extension() == Some("svg".as_ref()) && !name.contains(['/', '\\'])
        };
        names.filter_map(|name| name.as_str()).filter(plain).map(Into::into).collect()
    }
}

/// The first names, and how many more there are.
fn some(names: &BTreeSet<String>) -> String {
    const FIRST: usize = 3;
    let first: Vec<&str> = names.iter().take(FIRST).map(String::as_str).collect();
    match names.len().saturating_sub(FIRST) {
        0 => first.join(", "),
        more => format!("{} and {more} more", first.join(", ")),
    }
}

/// A folder on the same file system as the goal, or a rename would be a copy.
/// It is removed in the end, and so are folders that were made for it and have
/// stayed empty.
struct Workshop {
    path: PathBuf,
    made: Vec<PathBuf>,
}

impl Workshop {
    fn open(goal: &Path) -> io::Result<Self> {
        let missing = goal.ancestors().take_while(|above| !above.exists());
        let made = missing.filter(|above| !above.as_os_str().is_empty()).map(Into::into).collect();
        let path = goal.join(UNFINISHED);
        let workshop = Self { path, made };
        // One that a killed run has left.
        let _ = fs::remove_dir_all(&workshop.path);
        fs::create_dir_all(&workshop.path)?;
        Ok(workshop)
    }
}

impl Drop for Workshop {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.path);
        for folder in &self.made {
            // Only if it is empty.
            let _ = fs::remove_dir(folder);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Figure;

    fn report(text: &str, figures: &[&str]) -> Report {
        let names = figures.iter().map(|f| format!("\"{f}\"")).collect::<Vec<_>>().join(",");
        Report {
            markdown: text.into(),
            json: format!("{{\"schema\": \"{}\", \"figures\": [{names}]}}", crate::report::SCHEMA),
            timings: String::new(),
            figures: figures
                .iter()
                .map(|name| Figure { name: (*name).into(), svg: text.into() })
                .collect(),
        }
    }

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(folder)
            .unwrap()
            .map(|e| e.unwrap().file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    fn open(folder: &Path) -> Result<Folder> {
        Folder::open(folder, false)
    }

    #[test]
    fn a_folder_with_other_files_is_written_only_by_force() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["report.md", "b", "c", "d", "e"] {
            fs::write(folder.path().join(name), "mine").unwrap();
        }
        let refused = open(folder.path()).unwrap_err().to_string();
        assert!(refused.contains("(b, c, d and 2 more)") && refused.contains("--force"));
        fs::write(folder.path().join("report.json"), r#"{"schema": "other/verify/1"}"#).unwrap();
        assert!(open(folder.path()).is_err());
        Folder::open(folder.path(), true).unwrap().write(&report("ours", &[])).unwrap();
        assert_eq!(fs::read_to_string(folder.path().join("report.md")).unwrap(), "ours");
        assert!(open(folder.path()).is_ok(), "it is a report's now");
    }

    #[test]
    fn nothing_is_made_before_there_is_something_to_write_nor_left_if_that_fails() {
        let folder = tempfile::tempdir().unwrap();
        let goal = folder.path().join("a/b");
        let opened = open(&goal).unwrap();
        assert!(names(folder.path()).is_empty());
        let broken = report("text", &["no/such/folder.svg"]);
        let told = opened.write(&broken).unwrap_err().to_string();
        assert!(told.contains("a/b/no/such/folder.svg: cannot be written"), "{told}");
        assert!(names(folder.path()).is_empty());
        // What a run leaves that is killed while it writes.
        fs::create_dir_all(goal.join(UNFINISHED)).unwrap();
        fs::write(goal.join("report.md"), "half a report").unwrap();
        open(&goal).unwrap().write(&report("whole", &[])).unwrap();
        assert_eq!(names(&goal), ["report.json", "report.md", "timings.md"]);
    }

    #[test]
    fn a_report_replaces_the_earlier_one_and_leaves_other_files_alone() {
        let folder = tempfile::tempdir().unwrap();
        open(folder.path()).unwrap().write(&report("first", &["a.svg", "b.svg"])).unwrap();
        fs::write(folder.path().join("mine.svg"), "mine").unwrap();
        open(folder.path()).unwrap().write(&report("second", &["b.svg"])).unwrap();
        assert_eq!(
            names(folder.path()),
            ["b.svg", "mine.svg", "report.json", "report.md", "timings.md"]
        );
        assert_eq!(fs::read_to_string(folder.path().join("report.md")).unwrap(), "second");
    }

    #[test]
    fn a_report_that_cannot_be_written_leaves_the_earlier_one_whole() {
        let folder = tempfile::tempdir().unwrap();
        open(folder.path()).unwrap().write(&report("first", &["a.svg"])).unwrap();
        let broken = report("second", &["no/such/folder.svg"]);
        assert!(open(folder.path()).unwrap().write(&broken).is_err());
        assert_eq!(names(folder.path()), ["a.svg", "report.json", "report.md", "timings.md"]);
        assert_eq!(fs::read_to_string(folder.path().join("report.md")).unwrap(), "first");
    }
}
