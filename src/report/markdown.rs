//! `report.md`, for a reader who has never seen the project, and `timings.md`.

use super::tables::{self, escaped, list};
use super::{GROWTH, figure_name};
use crate::descent::Stop;
use crate::number::typeset;
use crate::sne::{Bandwidth, Convention, Method};
use crate::verify::{Curve, Plan, Reference, Told, Verification, Worth, planted};
use std::fmt::Write;

/// Appends a formatted line; writing to a `String` cannot fail.
macro_rules! line {
    ($text:expr) => { $text.push('\n') };
    ($text:expr, $($format:tt)*) => {{ let _ = writeln!($text, $($format)*); }};
}

pub(super) fn report(plan: &Plan, found: &Verification) -> String {
    let mut text = String::new();
    opening(&mut text, plan, found);
    statements(&mut text, plan);
    comparisons(&mut text, found);
    slips(&mut text, found);
    blindness(&mut text, found);
    super::derivations::section(&mut text, found);
    descents(&mut text, plan, found);
    growth(&mut text, plan);
    every_comparison(&mut text, found);
    closing(&mut text, plan);
    text
}

fn opening(text: &mut String, plan: &Plan, found: &Verification) {
    let failed = found.failed();
    line!(text, "# The gradients of the SNE family, verified\n");
    line!(
        text,
        "A gradient that somebody derives by hand can be wrong by a factor, a sign or an index \
         and still make a picture. This report holds the hand-derived gradients of {} against \
         references that know nothing of the derivation, and against the derivation's own text.\n",
        series(&plan.methods.iter().map(|m| m.title()).collect::<Vec<_>>())
    );
    line!(text, "| question | answer |\n|---|---|");
    line!(
        text,
        "| Do the gradients agree with the references? | **{}**: {} comparisons and {} more along \
         the descents, {} failed |",
        if failed == 0 { "yes" } else { "no" },
        found.comparisons.len(),
        found.checkpoints(),
        failed
    );
    line!(
        text,
        "| Would a wrong gradient have been noticed? | **{} of {}** planted slips were caught, the \
         smallest a factor of 1 + 10⁻⁹ |",
        found.caught(),
        found.planted.len()
    );
    let claims: usize = found.derivations.iter().map(Told::claims).sum();
    let hold: usize = found.derivations.iter().map(|told| told.counts.holds).sum();
    line!(
        text,
        "| Is every line of the derivations true? | **{}**: {hold} of {claims} hold in {} texts |",
        if found.derivations.iter().all(Told::holds) { "yes" } else { "no" },
        found.derivations.len()
    );
    let nothing = found.proving_nothing();
    if nothing > 0 {
        line!(
            text,
            "| Did every comparison prove something? | {nothing} did not; they are marked |"
        );
    }
    line!(text);
}

fn statements(text: &mut String, plan: &Plan) {
    line!(text, "## What is compared\n");
    line!(
        text,
        "Each method has affinities $p$ of the data and similarities $q$ of the embedding \
         $y_1, …, y_n$, and a loss $C$, the Kullback–Leibler divergence of $q$ from $p$. \
         The number in brackets is the equation's in the derivation.\n"
    );
    for method in &plan.methods {
        line!(text, "**{}**\n\n$$\n{}\n$$\n", capitalised(method.title()), loss_formula(*method));
        line!(text, "$$\n{}\n$$\n", gradient_formula(*method));
    }
    line!(
        text,
        "The gradient is written out in Rust, pair by pair, from the last line. Two references \
         start from the loss alone, the third from the text:\n\n\
         - **automatic differentiation**: the loss as tensor operations of the library burn, in \
         double precision, differentiated by burn;\n\
         - **central differences**: the loss at $y ± h$, $y ± h/2$ and $y ± h/4$, extrapolated \
         (Richardson), coordinate by coordinate up to 50 points and along 20 random directions \
         above;\n\
         - **the derivation**: the last formula of a text in `derivations/`, read from its LaTeX \
         and evaluated at the same affinities and points as it stands there, up to 50 points; \
         and likewise the text’s loss $C$.\n"
    );
    line!(
        text,
        "An error is stated **relative to the sum of the magnitudes of the terms** that were added \
         up for that entry of the gradient; near a minimum the terms cancel, and relative to \
         their sum any error would look large. The tolerance is not chosen but derived. Two \
         right computations may differ by rounding: at most\n\n\
         $$\n\\varepsilon \\, \\bigl( m + n + 4d + 32 + (d + 4)\\, x \\bigr), \\qquad \
         \\varepsilon = 2.2 · 10^{{-16}},\n$$\n\n\
         where $m$ terms stand in the longest sum (the normaliser: $n^2$, or $2n$ for the \
         asymmetric method), $n$ in the gradient's own, and $x$ is the largest exponent of a \
         Gaussian that matters. A derivation’s formula is the same sum of the same terms and has \
         the same bound; it is left out where its exponentials underflow as they are written \
         ($x > 708$). A central difference adds the rounding of the loss, about \
         $|C|\\,n^2\\varepsilon/h$, and the change made by its last extrapolation.\n"
    );
}

fn loss_formula(method: Method) -> &'static str {
    match method {
        Method::AsymmetricSne => {
            "q_{j|i} = \\frac{e^{-\\|y_i-y_j\\|^2}}{\\sum_{k \\ne i} e^{-\\|y_i-y_k\\|^2}} \
             \\quad (1) \\qquad \
             C = \\sum_i \\sum_{j \\ne i} p_{j|i} \\log \\frac{p_{j|i}}{q_{j|i}} \\quad (2)"
        }
        Method::SymmetricSne => {
            "q_{ij} = \\frac{e^{-\\|y_i-y_j\\|^2}}{\\sum_{k,\\, l \\ne k} e^{-\\|y_k-y_l\\|^2}} \
             \\qquad C = \\sum_{i,\\, j \\ne i} p_{ij} \\log \\frac{p_{ij}}{q_{ij}}"
        }
        Method::TSne => {
            "q_{ij} = \\frac{(1+\\|y_i-y_j\\|^2)^{-1}}\
             {\\sum_{k,\\, l \\ne k} (1+\\|y_k-y_l\\|^2)^{-1}} \\quad (7) \\qquad \
             C = \\sum_{i,\\, j \\ne i} p_{ij} \\log \\frac{p_{ij}}{q_{ij}} \\quad (8)"
        }
    }
}

fn gradient_formula(method: Method) -> &'static str {
    match method {
        Method::AsymmetricSne => {
            "\\frac{\\partial C}{\\partial y_i} = 2 \\sum_{j \\ne i} \
             (p_{j|i} - q_{j|i} + p_{i|j} - q_{i|j}) (y_i - y_j) \\quad (6)"
        }
        Method::SymmetricSne => {
            "\\frac{\\partial C}{\\partial y_i} = 4 \\sum_{j \\ne i} (p_{ij} - q_{ij}) (y_i - y_j)"
        }
        Method::TSne => {
            "\\frac{\\partial C}{\\partial y_i} = 4 \\sum_{j \\ne i} (p_{ij} - q_{ij}) \
             (1+\\|y_i-y_j\\|^2)^{-1} (y_i - y_j)"
        }
    }
}

fn comparisons(text: &mut String, found: &Verification) {
    let references = tables::references(found);
    line!(text, "## What came of it\n");
    line!(
        text,
        "For each method the comparison that came nearest to its tolerance, among all sizes, \
         dimensions and data:\n"
    );
    line!(
        text,
        "| method | against autodiff | against differences | against the derivation |\n|---|---|---|---|"
    );
    for method in Method::ALL {
        let cell = |kind: fn(Reference) -> bool| {
            tables::worst_of_all(found, method, kind).map(|c| {
                format!(
                    "{}\u{a0}≤\u{a0}{} (n = {}, d = {})",
                    typeset(c.max_relative_error),
                    typeset(c.tolerance),
                    c.points,
                    c.dimension
                )
            })
        };
        let cells = [
            cell(|reference| matches!(reference, Reference::Autodiff(_))),
            cell(|reference| reference == Reference::CentralDifference),
            cell(|reference| reference == Reference::Derivation),
        ];
        if cells.iter().all(Option::is_none) {
            continue;
        }
        let cells = cells.map(|cell| cell.unwrap_or_else(|| "–".into()));
        line!(text, "| {} | {} |", method.title(), cells.join(" | "));
    }
    line!(text);
    line!(
        text,
        "<details><summary>By data and size: {} rows</summary>\n",
        tables::rows(found).len()
    );
    line!(
        text,
        "Each row is the worst over the dimensions of the embedding, “error ≤ tolerance” for each \
         reference. *random* is generic; *clusters* lie 1,000 kernel widths apart; a *stray point* \
         lies that far from all others, and its exponents of 10⁶ cost all but nine digits; among \
         *coincident* points every second one equals the one before.\n"
    );
    let head: String = references.iter().map(|r| format!(" {} |", reference_title(*r))).collect();
    line!(text, "| method | data | n | d |{head} |");
    line!(text, "|---|---|--:|---|{}---|", "---|".repeat(references.len()));
    for row in tables::rows(found) {
        let cells: String = row
            .worst
            .iter()
            .map(|worst| match worst {
                None => " – |".into(),
                Some(c) => format!(
                    " {}\u{a0}≤\u{a0}{}{} |",
                    typeset(c.max_relative_error),
                    typeset(c.tolerance),
                    if c.worth == Worth::Evidence { "" } else { " (proves nothing)" }
                ),
            })
            .collect();
        line!(
            text,
            "| {} | {} | {} | {} |{cells} {} |",
            row.method.title(),
            row.data,
            row.n,
            list(&row.dimensions).replace(' ', "\u{a0}"),
            if row.passed { "passed" } else { "**failed**" }
        );
    }
    line!(text, "\n</details>\n");
}

fn slips(text: &mut String, found: &Verification) {
    line!(text, "## Would it notice?\n");
    line!(
        text,
        "A check that never fails proves nothing. {} wrong gradients, each with one slip that \
         people make, went through the same harness at generic points (n = 5 and n = 50): **{} of \
         {} were caught**, by automatic differentiation and by the derivation. The slips at the \
         end were made in copies of the texts, which the right gradient was held against. The \
         error is the one where the slip shows least.\n",
        found.planted.len(),
        found.caught(),
        found.planted.len()
    );
    let methods: Vec<Method> =
        Method::ALL.into_iter().filter(|m| found.planted.iter().any(|p| p.method == *m)).collect();
    let head: String = methods.iter().map(|m| format!(" {} |", m.title())).collect();
    line!(text, "| slip |{head}");
    line!(text, "|---|{}", "--:|".repeat(methods.len()));
    let misprints = planted::MISPRINTS.iter().map(|misprint| misprint.name);
    for name in planted::SLIPS.iter().map(|slip| slip.name).chain(misprints) {
        let cell = |method: &Method| {
            let seen = found.planted.iter().find(|p| p.name == name && p.method == *method);
            seen.map_or(" |".into(), |p| {
                let missed = if p.caught { "" } else { " **not caught**" };
                format!(" {}{missed} |", typeset(p.max_relative_error))
            })
        };
        line!(text, "| {} |{}", escaped(name), methods.iter().map(cell).collect::<String>());
    }
    line!(text);
}

fn blindness(text: &mut String, found: &Verification) {
    line!(text, "## Where not to look\n");
    line!(
        text,
        "The same slips at degenerate settings. With two points, at $P = Q$ or with all points in \
         one place, wrong gradients agree with the right one; the harness marks such comparisons \
         as proving nothing.\n"
    );
    line!(
        text,
        "| setting | method | slips that go unnoticed | marked, because |\n|---|---|---|---|"
    );
    for b in &found.blindness {
        line!(
            text,
            "| {} | {} | {} of {} | {} |",
            b.setting,
            b.method.title(),
            b.passed,
            b.tried,
            b.marked.map_or("**not marked**".into(), |why| why.to_string())
        );
    }
    line!(text);
}

fn descents(text: &mut String, plan: &Plan, found: &Verification) {
    let d = &plan.descent;
    line!(text, "## Down the gradient\n");
    line!(
        text,
        "Gradient descent with the gradient by hand: {} iterations, momentum {} → {} at iteration \
         {}, early exaggeration {} for {} iterations, {} adaptive gains, first points normal with \
         standard deviation {}. {} Along the path automatic differentiation is looked up: the \
         rings are its losses, and the second picture shows how far it lies from the hand. The \
         asymmetric loss is a sum of $n$ divergences, the joint ones are a single one, so that \
         their heights do not compare.\n",
        d.iterations,
        d.early_momentum,
        d.late_momentum,
        d.momentum_switch,
        d.exaggeration,
        d.exaggerated_iterations,
        if d.gains { "with" } else { "without" },
        d.initial_spread,
        bandwidth_sentence(plan.bandwidth),
    );
    for dataset in &plan.datasets {
        let curves: Vec<_> = found.curves.iter().filter(|c| c.data == dataset.name).collect();
        let Some(first) = curves.first() else { continue };
        line!(
            text,
            "### {}\n\n{}; {} points are embedded.{}\n",
            capitalised(&dataset.name),
            dataset.source,
            first.points,
            part(first)
        );
        line!(
            text,
            "| method | rate η | loss at the start | at the end | largest error on the path | tolerance there |\n|---|--:|--:|--:|--:|--:|"
        );
        for c in &curves {
            let way = |c: &&crate::verify::CurveCheckpoint| {
                c.comparison.max_relative_error / c.comparison.tolerance
            };
            let worst = c.checkpoints.iter().max_by(|a, b| way(a).total_cmp(&way(b)));
            let worst = worst.map(|w| &w.comparison);
            line!(
                text,
                "| {} | {} | {:.3} | {:.3}{} | {} | {} |",
                c.method.title(),
                c.learning_rate,
                c.losses.first().unwrap_or(&f64::NAN),
                c.losses.last().unwrap_or(&f64::NAN),
                if c.stop == Stop::Diverged { " (**diverged**)" } else { "" },
                worst.map_or("–".into(), |w| typeset(w.max_relative_error)),
                worst.map_or("–".into(), |w| typeset(w.tolerance)),
            );
        }
        line!(text);
        if !first.unreached.is_empty() {
            let (row, reached) = first.unreached[0];
            line!(
                text,
                "{} of the {} rows cannot reach the perplexity, because too many of their nearest \
                 neighbours are equally near; the first is row {} with {reached:.2}.\n",
                first.unreached.len(),
                first.points,
                row + 1
            );
        }
        for (kind, what) in [
            ("loss", "loss along the descents"),
            ("difference", "hand against autodiff along the descents"),
            ("embedding", "embeddings, coloured by class"),
        ] {
            line!(text, "![{}: {what}]({})\n", dataset.name, figure_name(kind, &dataset.name));
        }
    }
}

/// What is compared along the path, where it is not all.
fn part(curve: &Curve) -> String {
    if curve.compared == curve.points {
        return String::new();
    }
    format!(
        " Along the path {} of them, evenly spaced, are compared, with affinities of their own: \
         automatic differentiation of all n² pairs would take too long. The picture has no rings \
         therefore.",
        curve.compared
    )
}

fn bandwidth_sentence(bandwidth: Bandwidth) -> String {
    match bandwidth {
        Bandwidth::Perplexity(perplexity) => format!("Perplexity {perplexity}."),
        Bandwidth::Fixed { sigma, convention: Convention::TwoSigmaSquared } => {
            format!("Affinities e^(−d²/2σ²) with σ = {sigma}.")
        }
        Bandwidth::Fixed { sigma, convention: Convention::SigmaSquared } => {
            format!("Affinities e^(−d²/σ²) with σ = {sigma}.")
        }
    }
}

fn growth(text: &mut String, plan: &Plan) {
    line!(text, "## Error against n\n");
    line!(
        text,
        "On {}, in {} dimension(s). Up to 50 points central differences go coordinate by \
         coordinate, above along random directions, whose larger slopes drown less in rounding.\n",
        plan.datasets.first().map_or("", |d| d.name.as_str()),
        plan.descent_dimension
    );
    line!(text, "![largest relative difference against the number of points]({GROWTH})\n");
}

fn every_comparison(text: &mut String, found: &Verification) {
    line!(
        text,
        "## Every comparison\n\n<details><summary>{} rows</summary>\n",
        found.comparisons.len()
    );
    line!(
        text,
        "The last column is the smallest δ for which the gradient times (1 + δ) would have \
         failed.\n"
    );
    line!(
        text,
        "| method | data | n | d | reference | error | tolerance | | visible δ |\n|---|---|--:|--:|---|--:|--:|---|--:|"
    );
    for c in &found.comparisons {
        let k = &c.comparison;
        line!(
            text,
            "| {} | {} | {} | {} | {} | {} | {} | {} | {} |",
            c.method.title(),
            c.data,
            k.points,
            k.dimension,
            c.document.map_or_else(|| k.reference.to_string(), Into::into),
            typeset(k.max_relative_error),
            typeset(k.tolerance),
            match (k.passed(), k.worth) {
                (false, _) => "**failed**".into(),
                (true, Worth::Evidence) => "passed".into(),
                (true, Worth::Nothing(why)) => format!("proves nothing: {why}"),
            },
            typeset(k.resolution)
        );
    }
    line!(text, "\n</details>\n");
}

fn closing(text: &mut String, plan: &Plan) {
    line!(text, "## How it was made\n");
    let backends: Vec<&str> = plan.backends.iter().map(|b| b.name()).collect();
    line!(
        text,
        "By handgrad {}, with seed {} and burn's backend(s) {}. The same seed gives the same \
         bytes on the same machine, whatever the number of threads; measured times differ and \
         stand apart, in [timings.md](timings.md). The figures behind every table are in \
         [report.json](report.json).",
        env!("CARGO_PKG_VERSION"),
        plan.seed,
        series(&backends)
    );
}

pub(super) fn timings(found: &Verification) -> String {
    let mut text = String::new();
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let profile = if cfg!(debug_assertions) { "development" } else { "release" };
    line!(text, "# Measured times\n");
    line!(
        text,
        "Wall time on {cores} core(s), in the {profile} profile. They differ from run to run; \
         everything else in the report does not.\n"
    );
    line!(text, "| what | seconds |\n|---|--:|");
    for timing in &found.timings {
        line!(text, "| {} | {:.3} |", timing.what, timing.seconds);
    }
    text
}

fn reference_title(reference: Reference) -> String {
    match reference {
        Reference::Autodiff(backend) => format!("autodiff ({})", backend.name()),
        Reference::CentralDifference => "central differences".into(),
        Reference::Derivation => "derivation".into(),
    }
}

/// `a, b and c`
fn series(words: &[&str]) -> String {
    match words {
        [] => String::new(),
        [one] => (*one).into(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

fn capitalised(text: &str) -> String {
    // “t-SNE” is written small even where a sentence begins.
    if text.starts_with("t-") {
        return text.into();
    }
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |c| c.to_uppercase().chain(letters).collect())
}
