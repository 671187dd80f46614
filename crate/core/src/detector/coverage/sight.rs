//! Which landmarks of the client are in the document: the difference between "nothing is shown" and "we cannot see".
//! Not here: what follows from it (`coverage` warns, `recording` trusts an absence or does not).

use serde::{Deserialize, Serialize};

use crate::client::{Client, Landmark, View};
use crate::detector::Context;
use crate::observation::{Observation, World};

/// The most landmark sightings kept, over all frames.
const MAX_PRESENT: usize = 128;

/// Which landmarks are in the document, and since when.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Sight {
    /// Frame and name of each landmark that is there now.
    present: Vec<(u64, String)>,
    /// When the first landmark of the meeting itself was seen: the moment of joining, as far as we can tell.
    pub joined: Option<u64>,
    /// Since when all landmarks of the meeting have been there without a gap.
    pub full_since: Option<u64>,
    /// When the meeting's landmarks last ceased to be complete, or before that, when the first of them came.
    pub lost: Option<u64>,
}

impl Sight {
    /// Takes a landmark's coming or going in; anything else is none of its business. The page's own world is not heard: to be in sight is calm.
    pub fn see(&mut self, cx: &Context<'_>, now: u64, seen: &Observation) {
        let Observation::Mark { mark, present, .. } = seen else { return };
        let Some(name) = mark.strip_prefix("landmark:") else { return };
        if cx.world == World::Page || !cx.client.landmarks.iter().any(|l| l.name == name) {
            return;
        }
        let known = self.present.iter().position(|(frame, n)| *frame == cx.frame && n == name);
        match (known, present) {
            (None, true) if self.present.len() < MAX_PRESENT => self.present.push((cx.frame, name.to_owned())),
            (Some(at), false) => drop(self.present.swap_remove(at)),
            _ => return,
        }
        self.judge(cx.client, now);
    }

    /// A frame's document was replaced; with the top one go all of them.
    pub fn forget(&mut self, cx: &Context<'_>, now: u64) {
        if cx.frame == 0 {
            *self = Self::default();
        } else {
            self.present.retain(|(frame, _)| *frame != cx.frame);
            self.judge(cx.client, now);
        }
    }

    fn judge(&mut self, client: &Client, now: u64) {
        if self.joined.is_none() && meeting(client).any(|l| self.has(l)) {
            self.joined = Some(now);
            self.lost = Some(now);
        }
        match (self.full_since, self.full(client)) {
            (None, true) => self.full_since = Some(now),
            (Some(_), false) => {
                self.full_since = None;
                self.lost = Some(now);
            }
            _ => {}
        }
    }

    /// Whether every landmark of the meeting is there. Never for a client that names none.
    pub fn full(&self, client: &Client) -> bool {
        meeting(client).next().is_some() && meeting(client).all(|l| self.has(l))
    }

    /// The landmarks of the meeting that are not there.
    pub fn missing(&self, client: &Client) -> Vec<&'static str> {
        meeting(client).filter(|l| !self.has(l)).map(|l| l.name).collect()
    }

    /// Whether any landmark of the meeting is there.
    pub fn any(&self, client: &Client) -> bool {
        meeting(client).any(|l| self.has(l))
    }

    /// Whether a landmark stands in this frame.
    pub fn stands_in(&self, frame: u64) -> bool {
        self.present.iter().any(|(f, _)| *f == frame)
    }

    /// Whether we stand before the meeting: a landmark of the page before it is there, and not all of the meeting's.
    pub fn before(&self, client: &Client) -> bool {
        !self.full(client) && client.landmarks.iter().any(|l| l.view == View::Prejoin && self.has(l))
    }

    fn has(&self, landmark: &Landmark) -> bool {
        self.present.iter().any(|(_, name)| name == landmark.name)
    }
}

fn meeting(client: &Client) -> impl Iterator<Item = &'static Landmark> {
    client.landmarks.iter().filter(|l| l.view == View::Meeting)
}
