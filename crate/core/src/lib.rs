//! All of Tallylight's judgement, and nothing else: events in, effects out.
//!
//! The way through the crate, in the order in which an event travels it:
//!
//! 1. [`event`]: what the shell (the extension's background, or the command line) tells us; the probes' [`observation`]s ride in it;
//! 2. [`step`]: the one pure function, `(session, settings, event) -> (session, effects)`;
//! 3. [`client`]: the catalogue of conferencing web clients, the only place that knows selectors and hosts;
//! 4. [`detector`]: one module a detector, the only place that passes verdicts; its judgements become
//! 5. [`finding`]s, raised, updated or ended, which become
//! 6. [`effect`]s, among them the [`warning`]s that a person sees in the meeting; [`summary`] is what the popup says of it.
//!
//! [`outbox`] is what of the findings goes to an organisation's collector, and when; [`trace`] is what of all this may be kept for a bug report.
//!
//! Not here: clocks (time arrives in events), randomness, I/O, browser types. What is hard to test here stands behind the wrong wall.
#![forbid(unsafe_code)]

pub mod client;
pub mod detector;
pub mod effect;
pub mod event;
pub mod finding;
pub mod intervene;
pub mod ledger;
pub mod observation;
pub mod outbox;
pub mod policy;
pub mod record;
pub mod session;
pub mod step;
pub mod summary;
pub mod text;
pub mod trace;
pub mod warning;
pub mod words;

pub use effect::Effect;
pub use event::Event;
pub use finding::{Finding, Severity};
pub use observation::Observation;
pub use policy::Settings;
pub use session::Session;
pub use step::step;
