//! A fault inside one line costs that line, not the process.
//!
//! In: a line's work. Out: what it found, or that the program failed at it. Work on
//! expressions that are nested deep is done where the stack has room for them. Not
//! done here: finding out what the fault is.

use super::earlier::MOST_STEPS;
use super::meter::{Allowance, Meter, Steps, placed};
use crate::expression::{Meaning, Place, Unclear};
use crate::reason::{Excess, Reason};
use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;

thread_local! {
    /// How many guards there are around what this thread does.
    static GUARDS: Cell<usize> = const { Cell::new(0) };
    /// Whether this thread's stack is one that was made for depth.
    static ROOMY: Cell<bool> = const { Cell::new(false) };
}

/// Expressions of a document that are nested deeper are gone down with a stack of
/// their own.
const SHALLOW: u32 = 80;
/// Bytes of that stack: of a thousand levels, each may take 64 KB.
const STACK: usize = 64 << 20;
/// There is room for so many levels.
const MOST_DEPTH: u32 = 1_000;

/// Does a line's work within an allowance, and says how many steps it took. A
/// panic in it is the reason why it is undecided, and is not printed.
pub(super) fn guarded<T: Send>(
    meaning: &Meaning,
    place: Place,
    allowance: Allowance,
    work: impl FnOnce(&Meter) -> Result<T, Unclear> + Send,
) -> (Result<T, Unclear>, Steps) {
    let mut used = Steps::default();
    let metered = || {
        let meter = Meter::new(allowance);
        let found = caught(place, || {
            #[cfg(test)]
            assert!(!FAULTY.get(), "planted");
            work(&meter)
        });
        used = meter.used();
        meter.unless_refused(found).map_err(|why| placed(why, place))
    };
    if let Err(reason) = fits(meaning) {
        return (Err(Unclear { place, reason }), used);
    }
    let found = with_room(meaning, metered);
    let found = found.unwrap_or(Err(Unclear { place, reason: Reason::Internal }));
    (found, used)
}

/// How many levels there may be on the stack at once.
fn depth(meaning: &Meaning) -> u32 {
    let deepest = meaning.expressions.deepest();
    // What is defined by the member before is gone through once for each.
    if meaning.steps().is_empty() {
        deepest
    } else {
        (MOST_STEPS as u32 * deepest).max(SHALLOW + 1)
    }
}

fn fits(meaning: &Meaning) -> Result<(), Reason> {
    let too_deep = depth(meaning) > MOST_DEPTH && !meaning.steps().is_empty();
    if too_deep { Err(Excess::Depth.into()) } else { Ok(()) }
}

/// Does work on this thread, or on one that has room for how deep a document's expressions
/// are nested; nothing where there is none. What it does there stays there: many small pieces
/// of work are better done together.
pub(crate) fn with_room<T: Send>(meaning: &Meaning, work: impl FnOnce() -> T + Send) -> Option<T> {
    if depth(meaning) <= SHALLOW || ROOMY.get() {
        return Some(work());
    }
    std::thread::scope(|scope| {
        let roomy = std::thread::Builder::new().stack_size(STACK);
        // It shares out work to itself alone: those that wait for it take none.
        let alone = move || {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(1).use_current_thread();
            let _pool = pool.build().ok()?;
            ROOMY.set(true);
            Some(work())
        };
        roomy.spawn_scoped(scope, alone).ok()?.join().ok()?
    })
}

/// Does work that a panic may end, which is then not printed; nothing where one
/// does.
pub(crate) fn shielded<T>(work: impl FnOnce() -> T) -> Option<T> {
    static QUIET: Once = Once::new();
    QUIET.call_once(|| {
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |panic| {
            if GUARDS.get() == 0 {
                before(panic);
            }
        }));
    });
    GUARDS.set(GUARDS.get() + 1);
    // What was shared half-way is behind locks whose poison is looked through: a
    // table is put there whole or not at all.
    let done = panic::catch_unwind(AssertUnwindSafe(work));
    GUARDS.set(GUARDS.get() - 1);
    done.ok()
}

fn caught<T>(place: Place, work: impl FnOnce() -> Result<T, Unclear>) -> Result<T, Unclear> {
    shielded(work).unwrap_or(Err(Unclear { place, reason: Reason::Internal }))
}

#[cfg(test)]
thread_local! {
    /// Whether the next line that is judged on this thread fails within.
    pub(super) static FAULTY: Cell<bool> = const { Cell::new(false) };
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::derivation;
    use crate::evaluate::{Judge, Sizes};

    fn with_fault<T>(work: impl FnOnce() -> T) -> T {
        FAULTY.set(true);
        let done = work();
        FAULTY.set(false);
        done
    }

    #[test]
    fn a_fault_costs_its_line_and_no_other() {
        let text = "Let $f = x^2$ and $x > 0$. $$\\frac{df}{dx} = 2x$$ $$\\frac{df}{dx} = 3x$$";
        let meaning = derivation::read("t.md", text.as_bytes(), &[]).unwrap().meaning;
        let judge = Judge::new(&meaning, 1);
        let sizes = Sizes { indices: 1, entries: 1, uneven: false };
        let wrong = meaning.relations.len() - 1;
        let right = wrong - 1;
        let seen = with_fault(|| judge.judge(right));
        assert_eq!(seen.unwrap_err().reason, Reason::Internal);
        let seen = with_fault(|| judge.small(wrong, sizes, 0));
        assert_eq!(seen.unwrap_err().reason, Reason::Internal);
        // What could not be found out is not said to be needless.
        assert_eq!(with_fault(|| judge.needed(right)).len(), 1);
        assert!(judge.judge(right).unwrap().holds());
        assert!(judge.small(wrong, sizes, 0).is_ok());
        assert_eq!(judge.needed(right), [] as [usize; 0]);
        assert_eq!(GUARDS.get(), 0);
    }

    #[test]
    fn what_others_panic_with_is_not_swallowed() {
        let place = Place { text: 0, span: crate::source::Span::new(0, 0) };
        assert!(caught(place, || Ok(GUARDS.get())).is_ok_and(|inside| inside == 1));
        let nested = caught(place, || {
            let inner: Result<(), Unclear> = caught(place, || panic!("planted"));
            assert_eq!(inner.unwrap_err().reason, Reason::Internal);
            Ok(GUARDS.get())
        });
        assert_eq!(nested.unwrap(), 1);
        assert_eq!(GUARDS.get(), 0);
    }

    #[test]
    fn expressions_that_are_nested_deep_have_room() {
        // Each definition stands before the one that it needs.
        let chain = |n: usize| -> String {
            let all: Vec<String> = (1..n)
                .rev()
                .map(|k| format!("Let $a_{{{k}}} = \\sqrt{{1 + a_{{{}}}^2}}$.\n\n", k - 1))
                .collect();
            all.concat()
        };
        for n in [60, 100, 300, 5_000] {
            let text =
                chain(n) + "$$\\frac{\\partial a_{50}}{\\partial a_0} = \\frac{a_0}{a_{50}}$$";
            let meaning = derivation::read("t.md", text.as_bytes(), &[]).unwrap().meaning;
            let judge = Judge::new(&meaning, 1);
            let seen: Vec<_> = (0..meaning.relations.len()).map(|k| judge.judge(k)).collect();
            let refused = seen.iter().filter_map(|seen| seen.as_ref().err());
            assert!(refused.into_iter().all(|why| why.reason != Reason::Internal), "{n}");
            if n < 300 {
                assert!(seen.last().unwrap().as_ref().unwrap().holds(), "{n}");
            }
        }
    }
}
