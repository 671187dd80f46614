//! Counts the looks at text in tests, so that linear time is a property of counts and not of clocks.

use std::cell::Cell;

thread_local! {
    static STEPS: Cell<u64> = const { Cell::new(0) };
}

/// One look.
pub(super) fn count() {
    STEPS.with(|s| s.set(s.get() + 1));
}

/// How many looks `work` takes.
pub(super) fn of(work: impl FnOnce()) -> u64 {
    STEPS.with(|s| s.set(0));
    work();
    STEPS.with(Cell::get)
}
