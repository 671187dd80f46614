//! The extension's pages: to be filled.
