//! Fuzzing by meaning: true lines hold and false ones do not, however they are spelled.
//!
//! `identities.txt` is a table of textbook identities as templates: what is given, what is
//! defined, and what follows. Each is written as a text in random spellings of everything that
//! has several (letters, fonts, scripts, brackets, derivatives, norms, products, sums, the words
//! around), once with true lines only and once with a slip in every claim. Whether a line is true
//! is known from an evaluator of the test's own, in `value.rs`, which holds the templates
//! themselves to central differences and takes a slip only if it changes the value.
//! `HANDGRAD_MEANING=all` tries all texts; what is undecided, with `HANDGRAD_MEANING_SHOW=1`, is
//! printed.

mod dice;
mod identity;
mod page;
mod print;
mod slip;
mod style;
mod term;
mod value;

use crate::mutants::checker::{Checked, Verdict};
use dice::Dice;
use identity::Identity;
use page::Page;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::env;
use value::World;

/// Texts without and with slips that are written of each identity, in all and ordinarily.
const ALL: (usize, usize) = (20, 40);
const ORDINARY: (usize, usize) = (2, 4);

/// What became of right sides.
#[derive(Default)]
struct Tally {
    right: usize,
    wrong: Vec<String>,
    undecided: Vec<String>,
    /// Reasons, and how often.
    reasons: BTreeMap<String, usize>,
}

impl Tally {
    fn add(&mut self, page: &Page, side: &page::Side, verdict: Verdict) {
        let line = &page.text[side.range.clone()];
        let told = |why: &str| {
            let slip = side.slip.unwrap_or("none");
            format!("=== {} (slip: {slip}): {why}\n--- {line}\n{}", page.title, page.text)
        };
        match (verdict, side.slip) {
            (Verdict::Holds, None) | (Verdict::Fails, Some(_)) => self.right += 1,
            (Verdict::Undecided(why), _) => {
                self.undecided.push(told(&why));
                *self.reasons.entry(why).or_default() += 1;
            }
            (Verdict::Holds | Verdict::Fails, _) => self.wrong.push(told("wrong")),
        }
    }

    fn with(mut self, other: Self) -> Self {
        self.right += other.right;
        self.wrong.extend(other.wrong);
        self.undecided.extend(other.undecided);
        for (reason, times) in other.reasons {
            *self.reasons.entry(reason).or_default() += times;
        }
        self
    }

    fn tried(&self) -> usize {
        self.right + self.wrong.len() + self.undecided.len()
    }
}

fn judged(identity: &Identity, slips: bool, seed: usize) -> Tally {
    let worlds: Vec<World<'_>> = (0..3).map(|k| World::new(identity, k)).collect();
    let salt = identity.title.bytes().fold(7_u64, |hash, b| hash.wrapping_mul(31) ^ u64::from(b));
    let mut dice = Dice::new(salt ^ (2 * seed as u64 + u64::from(slips)).wrapping_mul(0x1_0001));
    let page = Page::new(identity, &worlds, slips, &mut dice);
    let sides: Vec<&page::Side> =
        page.sides.iter().filter(|side| side.slip.is_some() == slips).collect();
    let ranges: Vec<_> = sides.iter().map(|side| side.range.clone()).collect();
    let verdicts = Checked::read(page.name, &page.text).judge(&ranges);
    let mut tally = Tally::default();
    for (side, verdict) in sides.into_iter().zip(verdicts) {
        tally.add(&page, side, verdict);
    }
    tally
}

fn all(identities: &[Identity], slips: bool, texts: usize) -> Tally {
    let jobs: Vec<(&Identity, usize)> =
        identities.iter().flat_map(|i| (0..texts).map(move |seed| (i, seed))).collect();
    let tallies: Vec<Tally> =
        jobs.par_iter().map(|(identity, seed)| judged(identity, slips, *seed)).collect();
    tallies.into_iter().fold(Tally::default(), Tally::with)
}

#[test]
fn lines_mean_what_they_mean_however_they_are_spelled() {
    let identities = Identity::all();
    let whole = env::var("HANDGRAD_MEANING").is_ok_and(|v| v == "all");
    let (plain, slips) = if whole { ALL } else { ORDINARY };
    let (kept, changed) = (all(&identities, false, plain), all(&identities, true, slips));
    let show = env::var("HANDGRAD_MEANING_SHOW").is_ok();
    for (what, tally) in [("true lines", &kept), ("slips", &changed)] {
        eprintln!(
            "meaning: {} {what}: {} right, {} wrong, {} undecided",
            tally.tried(),
            tally.right,
            tally.wrong.len(),
            tally.undecided.len()
        );
        if show {
            for one in tally.undecided.iter().chain(&tally.wrong) {
                eprintln!("{one}\n");
            }
            eprintln!("{:#?}", tally.reasons);
        }
    }
    assert!(changed.wrong.is_empty(), "accepted:\n{}", changed.wrong.join("\n\n"));
    assert!(kept.wrong.is_empty(), "refused:\n{}", kept.wrong.join("\n\n"));
    let least = if whole { 5_000 } else { 500 };
    for tally in [kept, changed] {
        assert!(tally.tried() >= least);
        assert!(tally.right * 20 >= tally.tried() * 19, "too few are decided");
    }
}

/// The templates themselves are true, and differently written right sides are the same.
#[test]
fn the_templates_are_true() {
    for identity in &Identity::all() {
        for world in (0..3).map(|k| World::new(identity, k)) {
            for claim in &identity.claims {
                let value = |term| world.all(term, &claim.free).unwrap();
                let left = value(&claim.left);
                for right in &claim.rights {
                    let apart = left.iter().zip(value(right)).map(|(x, y)| x.apart(&y));
                    let far = apart.fold(0.0, f64::max);
                    assert!(far < 1e-6, "{}: {right:?} is {far} off", identity.title);
                }
            }
        }
    }
}
