//! Flags of an entry of the lexicon's table, as `compile` writes and `table` reads them.

/// The place of this part in its pattern: the two lowest bits.
pub(super) const PLACE: u8 = 0b11;
/// It is its pattern's last part.
pub(super) const ENDS_PATTERN: u8 = 1 << 2;
/// Some word must come before it.
pub(super) const AFTER_SOMETHING: u8 = 1 << 3;
/// The word may have begun before it.
pub(super) const OPEN_LEFT: u8 = 1 << 4;
/// The word may go on after it.
pub(super) const OPEN_RIGHT: u8 = 1 << 5;
/// It must begin a clause.
pub(super) const FIRST: u8 = 1 << 6;
/// It must end a clause.
pub(super) const LAST: u8 = 1 << 7;

/// Whether an entry is one of several parts of its pattern, which then has a number.
pub(super) const fn is_part(flags: u8) -> bool {
    flags & PLACE != 0 || flags & ENDS_PATTERN == 0
}
