//! Recording: to be filled.

use serde::{Deserialize, Serialize};

use super::{Context, Detector};
use crate::finding::{DetectorName, Judgement};
use crate::observation::Observation;

/// The detector.
#[derive(Debug)]
pub struct Recording;

/// What it remembers of a meeting.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct State {}

impl Detector for Recording {
    const NAME: DetectorName = DetectorName::Recording;
    type State = State;

    fn see(_state: &mut State, _cx: &Context<'_>, _seen: &Observation, _out: &mut Vec<Judgement>) {}
}
