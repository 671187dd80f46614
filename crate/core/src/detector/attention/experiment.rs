//! For controlled experiments: what a send comes down to, as the detector itself reads it, and what is said of a dependence that an experiment
//! established. Not here: the experiment (random flips, permutations), which is statistics and no part of what browsers download.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::field::Seen;
use super::json::Scalar;
use super::payload;
use super::who::{Who, who};
use super::words::{is_showable, topic};
use super::{Place, class};
use crate::finding::{Judgement, Severity, Verdict};
use crate::observation::{Channel, Observation};
use crate::text::host_of;

/// The word for it in findings.
pub const WHAT: &str = "attention_experiment";
/// How small the chance must be that the content of messages tells flips apart, where it is only their coming that was shown to depend on flips.
pub const TELLS: f64 = 0.03;
/// The most effects that one finding lists.
const MAX_LISTED: usize = 20;

/// Where sends go: what one server, or one data channel, gets.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Destination {
    /// `http`, `socket`, `datachannel`, `worker`, or `seen` for what the browser alone saw.
    pub class: &'static str,
    /// The host, or the data channel's label.
    pub host: String,
    who: Who,
}

/// One send, without its content: names, hashes, and values that may be shown.
#[derive(Clone, Debug)]
pub struct Reduced {
    /// Where to.
    pub to: Destination,
    /// The path, ids masked, and the kind of message it says it is: messages alike in both are compared with each other.
    pub kind: String,
    /// What the kind speaks of.
    pub topic: Topic,
    /// It cannot be read.
    pub opaque: bool,
    /// It has a body.
    pub body: bool,
    /// Its fields, in the order sent; in an array the same path comes more than once.
    pub fields: Vec<Part>,
}

/// One value of one field.
#[derive(Clone, Debug)]
pub struct Part {
    /// The field's path, ids masked.
    pub path: String,
    /// The value, hashed.
    pub id: u32,
    /// The value itself, where it may be shown.
    pub word: Option<String>,
    /// The value, where it is a number.
    pub number: Option<f64>,
    /// What its name and its value speak of.
    pub topic: Topic,
}

/// What words speak of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Topic {
    /// Whether you look.
    pub look: bool,
    /// Which media are sent or taken.
    pub media: bool,
}

impl Topic {
    /// Both together.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self { look: self.look || other.look, media: self.media || other.media }
    }
}

impl From<super::words::Topic> for Topic {
    fn from(topic: super::words::Topic) -> Self {
        Self { look: topic.look, media: topic.media }
    }
}

/// Reduces a send seen on the page of `home`. `None` for what is no send.
pub fn reduce(home: &str, seen: &Observation) -> Option<Reduced> {
    let Observation::Sent { channel, url, headers, body, size, .. } = seen else { return None };
    let host = if *channel == Channel::Datachannel { url.clone() } else { host_of(url) };
    let path = payload::path_shape(url);
    let message = payload::read(url, headers.as_deref(), body.as_ref(), *size);
    let said = message.kind.as_deref().unwrap_or_default();
    // A kind may be somebody's name: it is told from others by a hash.
    let shown = match said {
        "" => String::new(),
        word if is_showable(word) => word.to_owned(),
        word => format!("*{:06x}", Seen::of(&Scalar::Text(word.to_owned())).id & 0x00ff_ffff),
    };
    // A worker's script is named for what it does: "blur.js" blurs a background.
    let place = if *channel == Channel::Worker { Topic::default() } else { topic(&path).into() };
    let about = Topic::from(topic(said)).or(place);
    let part = |(path, scalar): &(String, _)| {
        let Seen { id, topic: about, word, number } = Seen::of(scalar);
        Part { path: path.clone(), id, word, number, topic: Topic::from(about).or(topic(path).into()) }
    };
    Some(Reduced {
        to: Destination { class: class(*channel), who: who(*channel, &host, &path, home), host },
        kind: format!("{path} {shown}"),
        topic: about,
        opaque: message.opaque,
        body: message.body,
        fields: message.fields.iter().map(part).collect(),
    })
}

/// In which way sends depend on flips.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// The value of a field goes with whether you look, or turns when you leave and come back.
    State,
    /// A message, or a value, comes right after flips of both directions.
    Stir,
    /// It comes right after you leave, or after you come back, not after both.
    Event,
    /// A number goes with how long, or whether, you were away.
    Measure,
    /// Messages of a kind stop while you are away.
    Silence,
    /// They become fewer or more.
    Rate,
}

impl How {
    /// The word for it in evidence.
    pub fn word(self) -> &'static str {
        match self {
            Self::State => "state",
            Self::Stir => "both_flips",
            Self::Event => "flip",
            Self::Measure => "measure",
            Self::Silence => "silence",
            Self::Rate => "rate",
        }
    }
}

/// A dependence that did not come about by chance.
#[derive(Clone, Debug)]
pub struct Effect {
    /// In which way.
    pub how: How,
    /// See [`Reduced::kind`].
    pub kind: String,
    /// The field; empty where it is the message itself that comes.
    pub field: String,
    /// The value, where it may be shown.
    pub value: Option<String>,
    /// What kind, field and value speak of.
    pub topic: Topic,
    /// Its messages cannot be read.
    pub opaque: bool,
    /// Its messages have a body.
    pub body: bool,
    /// Messages that were compared.
    pub n: u32,
    /// What was seen, and what chance would give: shares, correlations or messages a minute, by `how`.
    pub seen: f64,
    /// See [`Effect::seen`].
    pub chance: f64,
    /// The chance of so much, by permutation; alone, and as the best of all that was tested.
    pub p: f64,
    /// See [`Effect::p`].
    pub p_adjusted: f64,
    /// The chance that its content tells the flips apart so well, given when its messages came.
    pub p_content: Option<f64>,
    /// When its messages were sent, or as many of them as a timeline shows.
    pub at: Vec<u64>,
}

impl Effect {
    /// What it amounts to. That sends depend on you is established; whether they tell of you, or serve the call, is read off their content.
    pub fn verdict(&self) -> Verdict {
        let Topic { look, media } = self.topic;
        let serves = media && !look;
        let most = if self.opaque { Verdict::May } else { Verdict::Reports };
        match self.how {
            _ if serves => Verdict::Functional,
            How::State if self.p_content.is_some_and(|p| p > TELLS) => {
                if look {
                    most
                } else {
                    Verdict::May
                }
            }
            How::State => most,
            _ if look => most,
            How::Measure => Verdict::May,
            How::Silence if self.body => Verdict::May,
            How::Stir if self.opaque => Verdict::May,
            // What is left is sent on leaving, news are asked for on coming back: that tells the time of it, and nothing of you.
            How::Stir | How::Event | How::Silence | How::Rate => Verdict::None,
        }
    }

    /// The same of what is told to a worker: what it does with that is not seen. It may report, if that is what the words say; else it serves the page.
    fn verdict_for(&self, to: &Destination) -> Verdict {
        let most = match (to.class, self.topic.look) {
            ("worker", true) => Verdict::May,
            ("worker", false) => Verdict::Functional,
            _ => Verdict::Reports,
        };
        self.verdict().min(most)
    }

    fn evidence(&self, to: &Destination) -> Value {
        let round = |x: f64| (x * 1e4).round() / 1e4;
        let mut all = json!({
            "how": self.how.word(), "kind": self.kind.trim(), "n": self.n, "seen": round(self.seen), "chance": round(self.chance),
            "p": round_p(self.p), "p_adjusted": round_p(self.p_adjusted), "verdict": self.verdict_for(to),
        });
        if let Some(all) = all.as_object_mut() {
            all.extend(self.p_content.map(|p| ("p_content".to_owned(), json!(round_p(p)))));
            for (name, text) in [("field", Some(&self.field)), ("value", self.value.as_ref())] {
                if let Some(text) = text.filter(|t| !t.is_empty()) {
                    all.insert(name.to_owned(), json!(text));
                }
            }
        }
        all
    }
}

/// Two digits are what permutations give.
fn round_p(p: f64) -> f64 {
    format!("{p:.1e}").parse().unwrap_or(p)
}

/// What the experiment was.
#[derive(Clone, Debug, Default)]
pub struct Trial {
    /// Flips.
    pub flips: u32,
    /// When they were, and whether away (true) or back: as many as a timeline shows.
    pub flips_at: Vec<(u64, bool)>,
    /// Messages that were compared, of how many destinations and fields, in how many tests.
    pub messages: u32,
    /// See [`Trial::messages`].
    pub destinations: u32,
    /// See [`Trial::messages`].
    pub fields: u32,
    /// See [`Trial::messages`].
    pub tests: u32,
    /// Permutations.
    pub permutations: u32,
    /// Of which seed.
    pub seed: u64,
    /// How often it may err, in all.
    pub alpha: f64,
    /// What found no room.
    pub dropped: u32,
}

/// What is said: one judgement for each destination whose traffic tells of you, and one of the whole, which says also that nothing was found.
pub fn judge(trial: &Trial, effects: &BTreeMap<Destination, Vec<Effect>>) -> Vec<Judgement> {
    let mut out = Vec::new();
    let mut worst = Verdict::None;
    let mut quiet = Vec::new();
    for (to, effects) in effects {
        let mut effects: Vec<_> = effects.iter().collect();
        effects.sort_by(|a, b| {
            b.verdict_for(to).cmp(&a.verdict_for(to)).then(a.p_adjusted.total_cmp(&b.p_adjusted)).then(b.seen.total_cmp(&a.seen))
        });
        let Some(first) = effects.first() else { continue };
        let verdict = first.verdict_for(to);
        worst = worst.max(verdict);
        let listed = || effects.iter().take(MAX_LISTED).map(|e| e.evidence(to));
        if verdict == Verdict::None {
            quiet.extend(listed().map(|e| json!({"channel": to.class, "host": to.host, "effect": e})));
            continue;
        }
        let place = Place { class: to.class, host: &to.host, who: to.who };
        let judgement = Judgement::raise(format!("{WHAT}|{}", place.name()), place.severity(verdict), WHAT, to.who.word());
        out.push(
            trial.onto(
                judgement
                    .verdict(verdict)
                    .with("channel", to.class)
                    .with("host", to.host.as_str())
                    .with("how", first.how.word())
                    .with("field", first.field.as_str())
                    .with("p", round_p(first.p))
                    .with("p_adjusted", round_p(first.p_adjusted))
                    .with("n", first.n)
                    .with("sends_at", first.at.as_slice())
                    .with("effects", listed().collect::<Vec<_>>()),
            ),
        );
    }
    let mut whole = Judgement::raise(WHAT, Severity::Info, WHAT, "").verdict(worst).with("flips_at", json!(trial.flips_at));
    if !quiet.is_empty() {
        quiet.truncate(MAX_LISTED);
        whole = whole.with("says_nothing_of_you", quiet);
    }
    out.push(trial.onto(whole));
    out
}

impl Trial {
    fn onto(&self, judgement: Judgement) -> Judgement {
        let Self { flips, messages, destinations, fields, tests, permutations, seed, alpha, dropped, .. } = self;
        judgement.with(
            "trial",
            json!({
                "flips": flips, "messages": messages, "destinations": destinations, "fields": fields, "tests": tests,
                "permutations": permutations, "seed": seed, "alpha": alpha, "dropped": dropped,
            }),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::observation::Body;

    fn effect(how: How, look: bool, media: bool) -> Effect {
        Effect {
            how,
            kind: "/x presence".into(),
            field: "visible".into(),
            value: Some("false".into()),
            topic: Topic { look, media },
            opaque: false,
            body: true,
            n: 9,
            seen: 1.0,
            chance: 0.1,
            p: 1e-4,
            p_adjusted: 2e-4,
            p_content: None,
            at: vec![5_000],
        }
    }

    #[test]
    fn what_serves_the_call_is_functional_and_a_flush_says_nothing() {
        assert_eq!(effect(How::State, false, false).verdict(), Verdict::Reports);
        assert_eq!(effect(How::State, false, true).verdict(), Verdict::Functional);
        assert_eq!(effect(How::Event, false, false).verdict(), Verdict::None);
        assert_eq!(effect(How::Event, true, false).verdict(), Verdict::Reports);
        assert_eq!(Effect { opaque: true, ..effect(How::State, true, false) }.verdict(), Verdict::May);
        assert_eq!(Effect { opaque: true, ..effect(How::Stir, false, false) }.verdict(), Verdict::May);
    }

    #[test]
    fn sends_come_down_to_what_the_detector_reads() {
        let sent = |body: &str| Observation::Sent {
            channel: Channel::Fetch,
            url: "https://collect.example.net/v1/e/83920174655".into(),
            method: None,
            headers: None,
            body: Some(Body::Text(body.into())),
            size: body.len() as u32,
            skipped: 0,
            from: None,
        };
        let reduced = reduce("app.zoom.us", &sent(r#"{"type":"presence","visible":false,"who":"Alice Example"}"#)).unwrap();
        assert!(reduced.kind.starts_with("/v1/e/* "), "{}", reduced.kind);
        assert_eq!((reduced.to.class, reduced.to.who), ("http", Who::ThirdParty));
        let visible = reduced.fields.iter().find(|f| f.path == "visible").unwrap();
        assert_eq!((visible.word.as_deref(), visible.topic.look), (Some("false"), true));
        assert!(reduced.fields.iter().all(|f| f.word.as_deref() != Some("Alice Example")), "nobody's words are kept");
        assert!(reduce("app.zoom.us", &Observation::Flip { visible: true, focused: true }).is_none());
    }

    #[test]
    fn a_judgement_for_each_destination_and_one_of_the_whole() {
        let to = Destination { class: "http", host: "x.example".into(), who: Who::ThirdParty };
        let trial = Trial { flips: 8, ..Trial::default() };
        let found = judge(&trial, &BTreeMap::from([(to.clone(), vec![effect(How::Event, false, false), effect(How::State, true, false)])]));
        let said: Vec<_> = found.iter().map(|j| (j.who.as_str(), j.severity, j.verdict)).collect();
        assert_eq!(said, [("third party", Severity::High, Some(Verdict::Reports)), ("", Severity::Info, Some(Verdict::Reports))]);
        let calm = judge(&trial, &BTreeMap::from([(to, vec![effect(How::Event, false, false)])]));
        assert_eq!(calm.len(), 1);
        assert_eq!((calm[0].verdict, calm[0].evidence.contains_key("says_nothing_of_you")), (Some(Verdict::None), true));
    }
}
