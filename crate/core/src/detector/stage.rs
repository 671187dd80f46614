//! For tests of detectors: one of them alone on a stage, its judgements settled into findings as a session does it.

use super::{Context, Detector};
use crate::client::Client;
use crate::finding::{Finding, Judgement};
use crate::observation::{Observation, World};
use crate::policy::Settings;
use crate::session::Session;

/// A detector alone in a meeting.
#[derive(Clone, Debug)]
pub(crate) struct Stage<D: Detector> {
    pub(crate) session: Session,
    pub(crate) state: D::State,
    /// The worker dies before every event: what is not in the state is lost.
    pub(crate) mortal: bool,
}

impl<D: Detector> Stage<D> {
    /// A meeting opened at time 0.
    pub(crate) fn open(url: &str) -> Self {
        let mut session = Session::open(url, Some("en"), 0);
        session.page.client = Client::for_page(url).0.id.to_owned();
        Self { session, state: D::State::default(), mortal: false }
    }

    pub(crate) fn client(&self) -> &'static Client {
        Client::of(&self.session.page)
    }

    /// Something happens; what is judged of it is settled.
    pub(crate) fn play(
        &mut self,
        t: u64,
        frame: u64,
        world: World,
        act: impl FnOnce(&mut D::State, &Context<'_>, &mut Vec<Judgement>),
    ) -> Vec<Finding> {
        if self.mortal {
            let stored = serde_json::to_string(&self.state).expect("a state can be stored");
            self.state = serde_json::from_str(&stored).expect("a state can be read back");
        }
        self.session.t = self.session.t.max(t);
        let page = self.session.page.clone();
        let cx = Context { t, frame, world, client: Client::of(&page), page: &page, settings: &Settings::default() };
        let mut out = Vec::new();
        act(&mut self.state, &cx, &mut out);
        out.into_iter().filter_map(|j| self.session.settle(D::NAME, j)).collect()
    }

    /// The content script sees something in the top frame.
    pub(crate) fn see(&mut self, t: u64, seen: &Observation) -> Vec<Finding> {
        self.see_from(t, 0, World::Isolated, seen)
    }

    /// Somebody sees something.
    pub(crate) fn see_from(&mut self, t: u64, frame: u64, world: World, seen: &Observation) -> Vec<Finding> {
        self.play(t, frame, world, |state, cx, out| D::see(state, cx, seen, out))
    }

    pub(crate) fn tick(&mut self, t: u64) -> Vec<Finding> {
        self.play(t, 0, World::Browser, |state, cx, out| D::tick(state, cx, out))
    }

    /// The top document is loaded anew.
    pub(crate) fn reload(&mut self, t: u64) -> Vec<Finding> {
        self.play(t, 0, World::Browser, |state, cx, _| D::opened(state, cx))
    }
}

/// A mark or landmark comes or goes.
pub(crate) fn mark(name: &str, present: bool) -> Observation {
    Observation::Mark { mark: name.to_owned(), present, text: None }
}
