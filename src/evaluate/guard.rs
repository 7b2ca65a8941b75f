//! A fault inside one line costs that line, not the process.

use crate::expression::{Place, Unclear};
use crate::reason::Reason;
use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;

thread_local! {
    /// How many guards there are around what this thread does.
    static GUARDS: Cell<usize> = const { Cell::new(0) };
}

/// Does a line's work; a panic in it is the reason why it is undecided, and is
/// not printed.
pub(super) fn guarded<T>(
    place: Place,
    work: impl FnOnce() -> Result<T, Unclear>,
) -> Result<T, Unclear> {
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
    done.unwrap_or_else(|_| Err(Unclear { place, reason: Reason::Internal }))
}
