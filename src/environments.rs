//! LaTeX's environments that display mathematics, known to whoever finds
//! formulas and to whoever takes them apart into rows.

/// Without their stars.
const DISPLAYS: [&str; 19] = [
    "equation",
    "align",
    "aligned",
    "gather",
    "gathered",
    "split",
    "multline",
    "multlined",
    "eqnarray",
    "flalign",
    "alignat",
    "alignedat",
    "xalignat",
    "dmath",
    "dgroup",
    "displaymath",
    "math",
    "subequations",
    "IEEEeqnarray",
];

/// Those, with tables, that describe their columns behind `\begin{…}`.
const WITH_COLUMNS: [&str; 6] =
    ["array", "tabular", "alignat", "alignedat", "xalignat", "IEEEeqnarray"];

/// Whether an environment, starred or not, displays mathematics.
pub(crate) fn displays(name: &str) -> bool {
    DISPLAYS.contains(&name.trim_end_matches('*'))
}

/// Whether it describes its columns first.
pub(crate) fn describes_columns(name: &str) -> bool {
    WITH_COLUMNS.contains(&name.trim_end_matches('*'))
}
