//! How much memory a verification needs, and how much there is.
//!
//! In: a number of points. Out: bytes. Every method has a few matrices `[n, n]`, so that the need
//! grows as n² and is known before any work is done. Not done here: refusing anything.

use std::fs;
use std::path::Path;

/// For each pair of embedded points, in bytes: the conditional and the joint affinities and what
/// is summed up over pairs. Between 4,000 and 6,000 points the process grew by 26.7 for each.
const A_PAIR: u64 = 27;
/// For each pair of points that are compared with automatic differentiation, whose tensors are all
/// kept until the derivative is taken.
const A_COMPARED_PAIR: u64 = 100;
/// The program and its pictures.
const ELSE: u64 = 48 << 20;

/// Bytes that it takes to embed `points` and to compare `compared` of them.
#[must_use]
pub(crate) fn needed(points: usize, compared: usize) -> u64 {
    let pairs = |n: usize| (n as u64).saturating_mul(n as u64);
    let embedded = pairs(points).saturating_mul(A_PAIR);
    embedded.saturating_add(pairs(compared).saturating_mul(A_COMPARED_PAIR)).saturating_add(ELSE)
}

/// About how many points fit into so many bytes.
#[must_use]
pub(crate) fn fitting(bytes: u64, compared: usize) -> usize {
    let rest = bytes.saturating_sub(needed(0, compared));
    // Two digits: more would promise more than is known.
    let points = usize::try_from((rest / A_PAIR).isqrt()).unwrap_or(usize::MAX);
    let unit = 10_usize.pow(points.max(1).ilog10().saturating_sub(1));
    points / unit * unit
}

/// Bytes that this process can still have, if the system says: what is free, or what is left of a
/// limit on the container or the process, whichever is less.
#[must_use]
pub(crate) fn free() -> Option<u64> {
    [of_the_machine(), of_the_container(), of_the_process()].into_iter().flatten().min()
}

/// `MemAvailable:   23456 kB`
fn of_the_machine() -> Option<u64> {
    let text = fs::read_to_string("/proc/meminfo").ok()?;
    Some(field(&text, "MemAvailable:")? * 1024)
}

/// Limits of the control group that the process is in and of those around it, in both versions.
fn of_the_container() -> Option<u64> {
    let groups = fs::read_to_string("/proc/self/cgroup").ok()?;
    let left = |line: &str| {
        let mut parts = line.splitn(3, ':').skip(1);
        let (controllers, group) = (parts.next()?, parts.next()?.trim_start_matches('/'));
        let (root, limit, used) = match controllers {
            "" => ("/sys/fs/cgroup", "memory.max", "memory.current"),
            _ if controllers.split(',').any(|c| c == "memory") => {
                ("/sys/fs/cgroup/memory", "memory.limit_in_bytes", "memory.usage_in_bytes")
            }
            _ => return None,
        };
        let around = Path::new(group).ancestors().map(|group| Path::new(root).join(group));
        let text = |path: &Path| fs::read_to_string(path).ok();
        let number = |path: &Path| text(path)?.trim().parse::<u64>().ok();
        let left = |group: &Path| {
            // Files that are kept in memory for their next reader make room when it is needed.
            let cached = text(&group.join("memory.stat"))
                .and_then(|text| field(&text, "inactive_file "))
                .unwrap_or(0);
            let used = number(&group.join(used))?.saturating_sub(cached);
            Some(number(&group.join(limit))?.saturating_sub(used))
        };
        around.filter_map(|group| left(&group)).min()
    };
    groups.lines().filter_map(left).min()
}

/// `Max address space   8589934592   unlimited   bytes`, less what is taken up.
fn of_the_process() -> Option<u64> {
    let limits = fs::read_to_string("/proc/self/limits").ok()?;
    let limit = field(&limits, "Max address space")?;
    let status = fs::read_to_string("/proc/self/status").ok()?;
    Some(limit.saturating_sub(field(&status, "VmSize:")? * 1024))
}

/// The number behind a name at the beginning of a line.
fn field(text: &str, name: &str) -> Option<u64> {
    let rest = text.lines().find_map(|line| line.strip_prefix(name))?;
    rest.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn need_grows_with_the_square_and_never_overflows() {
        assert_eq!(needed(2000, 0) - ELSE, 4 * (needed(1000, 0) - ELSE));
        assert_eq!(needed(usize::MAX, 0), u64::MAX);
    }

    #[test]
    fn what_fits_fits() {
        for gigabytes in [1_u64, 3, 24, 700] {
            let points = fitting(gigabytes << 30, 1000);
            assert!(needed(points, 1000) <= gigabytes << 30);
            assert!(needed(points + points / 9, 1000) > gigabytes << 30);
        }
        assert_eq!(fitting(0, 1000), 0);
    }

    #[test]
    fn fields_are_found_by_their_names() {
        let text = "MemFree:  12 kB\nMemAvailable:    345 kB\n";
        assert_eq!(field(text, "MemAvailable:"), Some(345));
        assert_eq!(field("Max address space   unlimited  bytes", "Max address space"), None);
    }
}
