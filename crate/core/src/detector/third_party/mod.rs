//! Who else receives what about you: the owner of every request that leaves the meeting's own organisation, the SDK behind it (by host or by
//! what it says on the wire), and which known values, identifiers and device context it carries. Kinds and forms are kept, values never.
//!
//! A request's way: [`url`] takes the address apart, [`owner`] and [`suffix`] say whose it is, `decode` takes the content apart, `wire` and `sdk`
//! recognise the SDK, `watchlist`, `shapes` and `meeting` find what it carries, `tier` weighs it; [`request`] is the order of all this, `memory`
//! what a meeting remembers of it.

pub mod block;
mod bypass;
mod call;
mod carried;
mod decode;
pub(crate) mod encoding;
mod hash;
mod json;
mod keys;
mod meeting;
mod memory;
pub mod owner;
mod private_net;
mod punycode;
pub mod request;
mod sdk;
mod shapes;
pub mod suffix;
mod tier;
pub mod url;
mod watchlist;
mod wire;

pub use carried::{Carried, Form, Kind};
pub(crate) use hash::hashes;
pub use memory::State;
pub use private_net::Near;
pub(crate) use shapes::is_device_context;
pub use tier::Tier;
pub use watchlist::Watchlist;

use super::{Context, Detector};
use crate::finding::{DetectorName, Judgement};
use crate::observation::Observation;

/// The detector.
#[derive(Debug)]
pub struct ThirdParty;

impl Detector for ThirdParty {
    const NAME: DetectorName = DetectorName::ThirdParty;
    type State = State;

    fn see(state: &mut State, cx: &Context<'_>, seen: &Observation, out: &mut Vec<Judgement>) {
        state.see(cx, seen, out);
    }

    fn tick(state: &mut State, cx: &Context<'_>, out: &mut Vec<Judgement>) {
        state.tick(cx, out);
    }
}
