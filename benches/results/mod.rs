//! What criterion has measured, read back.

use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// Where criterion leaves its results.
pub(crate) fn folder() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("criterion")
}

/// In milliseconds; `None` where nothing was measured (a filter, or a test run).
pub(crate) fn median(folder: &Path, since: SystemTime) -> Option<f64> {
    let path: PathBuf = folder.join("new").join("estimates.json");
    // Results of an earlier run may lie there still.
    if path.metadata().ok()?.modified().ok()? < since {
        return None;
    }
    let text = std::fs::read_to_string(path).ok()?;
    let json: serde_json::Value = serde_json::from_str(&text).ok()?;
    Some(json["median"]["point_estimate"].as_f64()? / 1e6)
}
