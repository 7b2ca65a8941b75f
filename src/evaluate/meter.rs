//! What evaluation takes: counted in steps, so that where it ends does not depend
//! on the machine, its load, its threads, or on what was asked before.
//!
//! A step is about what one entry of a table takes in plain arithmetic: every
//! operation counts its entries, a product of matrices also its inner length, and
//! each has a price of its own besides; tensors cost more, and those that are
//! differentiated several times as much, for the way back. What lines share, as
//! the tables of defined symbols and derivatives that are kept, is made under an
//! allowance of its own and counted in each line that asks for it as if that line
//! had made it.

use super::opinion::Opinion;
use crate::expression::{Place, SymbolId, Unclear};
use crate::reason::{Excess, Mismatch, Value};
use crate::source::Span;
use std::cell::{Cell, RefCell};
use std::collections::HashSet;
use std::rc::Rc;
use std::sync::atomic::{AtomicU64, Ordering};

/// What one line may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Allowance {
    /// Steps of work; fifty million take less than a second.
    pub steps: u64,
    /// Bytes of all values that are alive at once; a single one may have a quarter.
    pub bytes: u64,
}

impl Allowance {
    /// What a line may take if nothing else is said; also what a table that lines
    /// share may take.
    pub const LINE: Self = Self { steps: 50_000_000, bytes: 256 << 20 };
    /// What a formula may take that is evaluated at data from outside.
    #[cfg(feature = "burn")]
    pub(super) const DATA: Self = Self { steps: u64::MAX, bytes: 4 << 30 };
    /// What a right side may take that is only looked at.
    pub(super) const LOOK: Self = Self { steps: 10_000_000, bytes: 128 << 20 };
}

impl Default for Allowance {
    fn default() -> Self {
        Self::LINE
    }
}

/// Steps of work that were done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Steps(pub u64);

/// Where something is that has no place of its own.
fn nowhere() -> Place {
    Place { text: usize::MAX, span: Span::new(0, 0) }
}

/// An error without a place gets the one of the expression around it.
pub(super) fn placed(mut unclear: Unclear, place: Place) -> Unclear {
    if unclear.place == nowhere() {
        unclear.place = place;
    }
    unclear
}

/// Tables that do not fit: something went wrong before.
pub(super) fn misfit() -> Unclear {
    Unclear { place: nowhere(), reason: Value::Shapes(Mismatch::Tables).into() }
}

/// What lines share, and is made once.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Shared {
    /// The table of a defined symbol.
    Table(SymbolId),
    /// A derivative, by its form, the rows that are asked for, and whose it is.
    Derivative(String, u64, Opinion),
    /// What is given, with all that assumptions tie to it, by the first of these.
    Drawn(SymbolId),
}

/// Counts what is done for one line.
#[derive(Debug)]
pub(super) struct Meter {
    allowance: Allowance,
    used: Cell<u64>,
    alive: Rc<Cell<u64>>,
    /// The first reason why more was refused.
    refused: RefCell<Option<Unclear>>,
    /// What of that which lines share was counted, with the number of its stage.
    seen: RefCell<HashSet<(u64, Shared)>>,
    /// Whether terms have cancelled, where that is looked for.
    cancelled: Rc<Cell<Option<bool>>>,
}

impl Meter {
    pub(super) fn new(allowance: Allowance) -> Self {
        Self {
            allowance,
            used: Cell::new(0),
            alive: Rc::default(),
            refused: RefCell::default(),
            seen: RefCell::default(),
            cancelled: Rc::default(),
        }
    }

    /// A meter for what lines share, which counts apart and looks at terms as this one does.
    pub(super) fn apart(&self, allowance: Allowance) -> Self {
        Self { cancelled: self.cancelled.clone(), ..Self::new(allowance) }
    }

    /// From here on terms are looked at whether they cancel.
    pub(super) fn watch_terms(&self) {
        self.cancelled.set(Some(false));
    }

    pub(super) fn watches_terms(&self) -> bool {
        self.cancelled.get().is_some()
    }

    /// Notes that terms left little but their rounding.
    pub(super) fn note_cancelled(&self) {
        self.cancelled.set(Some(true));
    }

    /// Whether some terms did so since they are looked at.
    pub(super) fn has_cancelled(&self) -> bool {
        matches!(self.cancelled.get(), Some(true))
    }

    /// Counts some steps, before they are done.
    pub(super) fn charge(&self, steps: u64) -> Result<(), Unclear> {
        let used = self.used.get().saturating_add(steps);
        self.used.set(used);
        if used <= self.allowance.steps {
            return Ok(());
        }
        self.refuse(Excess::Work { most: self.allowance.steps })
    }

    /// Counts what lines share, once.
    pub(super) fn share(&self, stage: u64, what: Shared, steps: Steps) -> Result<(), Unclear> {
        if self.seen.borrow_mut().insert((stage, what)) {
            return self.charge(steps.0);
        }
        self.charge(1)
    }

    /// Counts a value of so many bytes as alive until what is returned is dropped.
    pub(super) fn hold(&self, bytes: u64) -> Result<Rc<Alive>, Unclear> {
        let most = self.allowance.bytes / 4;
        if bytes > most {
            return self.refuse(Excess::Table { bytes, most });
        }
        let all = self.alive.get().saturating_add(bytes);
        if all > self.allowance.bytes {
            return self.refuse(Excess::Memory { most: self.allowance.bytes });
        }
        self.alive.set(all);
        Ok(Rc::new(Alive { bytes, all: self.alive.clone() }))
    }

    fn refuse<T>(&self, excess: Excess) -> Result<T, Unclear> {
        let why = Unclear { place: nowhere(), reason: excess.into() };
        self.refused.borrow_mut().get_or_insert_with(|| why.clone());
        Err(why)
    }

    /// What was found, unless something was refused on the way: what is concluded
    /// from a part that was not evaluated is not to be relied on.
    pub(super) fn unless_refused<T>(&self, found: Result<T, Unclear>) -> Result<T, Unclear> {
        match self.refused.borrow().clone() {
            Some(why) => Err(match found {
                // Its place is nearer to where that was.
                Err(placed) if placed.reason == why.reason => placed,
                _ => why,
            }),
            None => found,
        }
    }

    pub(super) const fn allowance(&self) -> Allowance {
        self.allowance
    }

    pub(super) const fn used(&self) -> Steps {
        Steps(self.used.get())
    }
}

/// A value that is alive.
#[derive(Debug)]
pub(super) struct Alive {
    bytes: u64,
    all: Rc<Cell<u64>>,
}

impl Drop for Alive {
    fn drop(&mut self) {
        self.all.set(self.all.get().saturating_sub(self.bytes));
    }
}

/// A number that no other stage has.
pub(super) fn stage_number() -> u64 {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    NEXT.fetch_add(1, Ordering::Relaxed)
}
