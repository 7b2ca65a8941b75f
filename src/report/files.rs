//! Writing a report so that an earlier one is never left in pieces.

use super::Report;
use crate::error::{Error, Result};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// The folder that a report is to go to, with a place beside it where the
/// files are made first. Opening it before any work is done shows early
/// whether it can be written at all.
#[derive(Debug)]
pub struct Folder {
    goal: PathBuf,
    workshop: TempDir,
}

impl Folder {
    /// Makes the folder if it is not there, and the place beside its files.
    ///
    /// # Errors
    /// If either cannot be made.
    pub fn open(goal: &Path) -> Result<Self> {
        let refused = |source| Error::Write { path: goal.into(), source };
        fs::create_dir_all(goal).map_err(refused)?;
        // On the same file system as the goal, or a rename would be a copy.
        let workshop =
            tempfile::Builder::new().prefix(".handgrad-").tempdir_in(goal).map_err(refused)?;
        Ok(Self { goal: goal.into(), workshop })
    }

    /// Writes every file beside, and only when all are whole renames them into
    /// place; then removes the figures of the report before that this one does
    /// not have.
    ///
    /// # Errors
    /// If a file cannot be written; the earlier report is then as it was.
    pub fn write(self, report: &Report) -> Result<()> {
        let mut files: Vec<(&str, &str)> =
            report.figures.iter().map(|f| (f.name.as_str(), f.svg.as_str())).collect();
        files.push(("timings.md", &report.timings));
        files.push(("report.md", &report.markdown));
        files.push(("report.json", &report.json));
        for (name, text) in &files {
            let path = self.workshop.path().join(name);
            fs::write(&path, text).map_err(|source| Error::Write { path, source })?;
        }
        let before = self.figures_before();
        for (name, _) in &files {
            let path = self.goal.join(name);
            fs::rename(self.workshop.path().join(name), &path)
                .map_err(|source| Error::Write { path, source })?;
        }
        let now: BTreeSet<&str> = files.iter().map(|(name, _)| *name).collect();
        for stale in before.iter().filter(|name| !now.contains(name.as_str())) {
            // A figure too many does no harm; the report is complete.
            let _ = fs::remove_file(self.goal.join(stale));
        }
        Ok(())
    }

    /// The figures that the report now in the folder says it has.
    fn figures_before(&self) -> Vec<String> {
        let text = fs::read_to_string(self.goal.join("report.json")).unwrap_or_default();
        let Ok(json) = serde_json::from_str::<serde_json::Value>(&text) else { return Vec::new() };
        if json["schema"] != super::SCHEMA {
            return Vec::new();
        }
        let names = json["figures"].as_array().into_iter().flatten();
        let plain = |name: &&str| {
            Path::new(name).extension() == Some("svg".as_ref()) && !name.contains(['/', '\\'])
        };
        names.filter_map(|name| name.as_str()).filter(plain).map(Into::into).collect()
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

    #[test]
    fn a_report_replaces_the_earlier_one_and_leaves_other_files_alone() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("mine.svg"), "mine").unwrap();
        Folder::open(folder.path()).unwrap().write(&report("first", &["a.svg", "b.svg"])).unwrap();
        Folder::open(folder.path()).unwrap().write(&report("second", &["b.svg"])).unwrap();
        assert_eq!(
            names(folder.path()),
            ["b.svg", "mine.svg", "report.json", "report.md", "timings.md"]
        );
        assert_eq!(fs::read_to_string(folder.path().join("report.md")).unwrap(), "second");
    }

    #[test]
    fn a_report_that_cannot_be_written_leaves_the_earlier_one_whole() {
        let folder = tempfile::tempdir().unwrap();
        Folder::open(folder.path()).unwrap().write(&report("first", &["a.svg"])).unwrap();
        let broken = report("second", &["no/such/folder.svg"]);
        assert!(Folder::open(folder.path()).unwrap().write(&broken).is_err());
        assert_eq!(names(folder.path()), ["a.svg", "report.json", "report.md", "timings.md"]);
        assert_eq!(fs::read_to_string(folder.path().join("report.md")).unwrap(), "first");
    }
}
