//! Detectors: the only place that passes verdicts. One module each, registered in `detectors!` below; a new one is one module and its traces.
//! Not here: what a judgement turns into (`session`), selectors (`client`).

pub mod attention;
pub mod coverage;
pub mod link;
pub mod recording;
#[cfg(test)]
pub(crate) mod stage;
pub mod tamper;
pub mod third_party;

use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::client::Client;
use crate::finding::{DetectorName, Judgement};
use crate::observation::{Observation, World};
use crate::policy::Settings;
use crate::session::Page;

/// What every detector may know of the moment.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// When it was seen ([`crate::observation::Timed::at`]), in the events' milliseconds.
    pub t: u64,
    /// The frame that the observation comes from.
    pub frame: u64,
    /// How far the observation is believed.
    pub world: World,
    /// The client that the person is in.
    pub client: &'static Client,
    /// The tab's page.
    pub page: &'a Page,
    /// The settings in force.
    pub settings: &'a Settings,
}

/// A detector: pure state and two questions.
pub trait Detector {
    /// Its name in findings.
    const NAME: DetectorName;
    /// What it remembers of a meeting. Bounded.
    type State: Clone + Default + Serialize + DeserializeOwned;

    /// Takes one observation in; pushes what follows from it.
    fn see(state: &mut Self::State, cx: &Context<'_>, seen: &Observation, out: &mut Vec<Judgement>);

    /// Time passed; pushes what follows from that.
    fn tick(_state: &mut Self::State, _cx: &Context<'_>, _out: &mut Vec<Judgement>) {}

    /// A new document took the place of the frame's old one (of all frames', for the top one), or the frame is gone: what was in the old document
    /// is not there any more, and will not be reported gone.
    fn opened(_state: &mut Self::State, _cx: &Context<'_>) {}
}

/// Registers the detectors: their states become one struct, and `see` and `tick` reach each of them in this order.
macro_rules! detectors {
    ($($field:ident: $detector:ty),* $(,)?) => {
        /// What all detectors remember of a meeting.
        #[derive(Clone, Debug, Default, Serialize, Deserialize)]
        #[serde(default)]
        pub struct States {
            $(
                #[doc = concat!("Of `", stringify!($field), "`.")]
                pub $field: <$detector as Detector>::State,
            )*
        }

        impl States {
            /// Shows one observation to every detector.
            pub fn see(&mut self, cx: &Context<'_>, seen: &Observation) -> Vec<(DetectorName, Judgement)> {
                let mut all = Vec::new();
                let mut out = Vec::new();
                $(
                    <$detector>::see(&mut self.$field, cx, seen, &mut out);
                    all.extend(out.drain(..).map(|j| (<$detector>::NAME, j)));
                )*
                all
            }

            /// Tells every detector that a frame's document was replaced.
            pub fn opened(&mut self, cx: &Context<'_>) {
                $(<$detector>::opened(&mut self.$field, cx);)*
            }

            /// Tells every detector that time passed.
            pub fn tick(&mut self, cx: &Context<'_>) -> Vec<(DetectorName, Judgement)> {
                let mut all = Vec::new();
                let mut out = Vec::new();
                $(
                    <$detector>::tick(&mut self.$field, cx, &mut out);
                    all.extend(out.drain(..).map(|j| (<$detector>::NAME, j)));
                )*
                all
            }
        }
    };
}

detectors! {
    coverage: coverage::Coverage,
    recording: recording::Recording,
    link: link::Link,
    attention: attention::Attention,
    third_party: third_party::ThirdParty,
    tamper: tamper::Tamper,
}
