//! HAR files as traces: what a browser's network panel exports becomes the requests that the core judges. Streamed: one entry at a time, long texts cut.
//! Not here: the judging (`replay`).

mod read;
mod shorten;

use std::io::{self, BufRead};

use tallylight_core::event::{Event, What};
use tallylight_core::observation::{Body, Channel, MAX_BODY, Observation, Timed, World};

use read::{Entry, Message};
use shorten::Shorten;

/// Whether a file that begins so is a HAR and no trace: its first member is `log`, where an event's is `t`.
pub(crate) fn is_har(begin: &[u8]) -> bool {
    let begin = begin.strip_prefix(b"\xef\xbb\xbf").unwrap_or(begin).trim_ascii_start();
    let inside = begin.strip_prefix(b"{").map(<[u8]>::trim_ascii_start);
    inside.is_some_and(|rest| rest.starts_with(b"\"log\"") || (rest.is_empty() && begin.len() == 1))
}

/// What came of it.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Read {
    /// Requests.
    pub(crate) entries: u64,
    /// Texts that were cut.
    pub(crate) cut: u64,
    /// Entries without what a request needs.
    pub(crate) bad: u64,
}

/// Reads a HAR, calling back with an event for each page and each request.
pub(crate) fn events(input: Box<dyn BufRead>, mut each: impl FnMut(Event) -> io::Result<()>) -> (Read, io::Result<()>) {
    let mut shorten = Shorten::new(input, MAX_BODY);
    let mut read = Read::default();
    let mut page: Option<String> = None;
    let mut last = 0;
    let ended = read::entries(&mut shorten, |entry| {
        let Some(t) = entry.time() else {
            read.bad += 1;
            return Ok(());
        };
        // Some exports list what ran side by side a little out of order.
        last = t.max(last);
        read.entries += 1;
        if page.as_ref() != Some(&entry.page) {
            page = Some(entry.page.clone());
            each(Event { t: last, frame: 0, what: What::Page { url: entry.url.clone(), locale: None } })?;
        }
        each(seen(last, request(&entry)))?;
        for message in &entry.messages {
            last = message.time().unwrap_or(last).max(last);
            each(seen(last, sent(&entry, message)))?;
        }
        Ok(())
    });
    read.cut = shorten.cut;
    (read, ended)
}

fn seen(t: u64, observation: Observation) -> Event {
    Event { t, frame: 0, what: What::Seen { world: World::Browser, observations: vec![Timed::from(observation)], dropped: 0 } }
}

fn request(entry: &Entry) -> Observation {
    let size = entry.body.as_ref().map_or(0, String::len).max(entry.size) as u32;
    Observation::Sent {
        channel: channel(entry),
        url: entry.url.clone(),
        method: Some(entry.method.clone()),
        headers: None,
        body: entry.body.clone().map(Body::Text),
        size,
        skipped: 0,
        from: None,
    }
}

fn sent(entry: &Entry, message: &Message) -> Observation {
    let body = if message.binary { Body::Base64(message.data.clone()) } else { Body::Text(message.data.clone()) };
    let size = message.data.len() as u32;
    Observation::Sent {
        channel: Channel::Websocket,
        url: entry.url.clone(),
        method: None,
        headers: None,
        body: Some(body),
        size,
        skipped: 0,
        from: None,
    }
}

/// Browsers that do not say the kind leave it to the method and the address.
fn channel(entry: &Entry) -> Channel {
    match entry.kind.as_str() {
        "fetch" => Channel::Fetch,
        "xhr" => Channel::Xhr,
        "ping" | "beacon" => Channel::Beacon,
        "websocket" => Channel::Websocket,
        "image" => Channel::Image,
        "script" => Channel::Script,
        "" if entry.url.starts_with("ws") => Channel::Websocket,
        "" if entry.method != "GET" => Channel::Fetch,
        _ => Channel::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;

    fn all(text: &str) -> (Vec<Event>, Read, io::Result<()>) {
        let mut out = Vec::new();
        let (read, ended) = events(Box::new(Cursor::new(text.to_owned())), |event| {
            out.push(event);
            Ok(())
        });
        (out, read, ended)
    }

    const HAR: &str = r#"{"log":{"version":"1.2","creator":{"name":"x","version":"1"},"pages":[{"id":"p1","title":"t"}],"entries":[
        {"pageref":"p1","startedDateTime":"2026-11-23T05:20:08.009Z","request":{"method":"GET","url":"https://app.zoom.us/wc/1","headers":[]},
         "response":{"content":{"text":"never read"}},"_resourceType":"document"},
        {"pageref":"p1","startedDateTime":"2026-11-23T07:20:08.500+02:00","request":{"method":"POST","url":"https://graph.facebook.com/x","bodySize":7,
         "postData":{"mimeType":"text/plain","text":"city=Xx"}},"_resourceType":"fetch"},
        {"pageref":"p1","startedDateTime":"2026-11-23T05:20:09Z","request":{"method":"GET","url":"wss://app.zoom.us/s"},"_resourceType":"websocket",
         "_webSocketMessages":[{"type":"send","time":1795411209.5,"opcode":1,"data":"{}"},{"type":"receive","time":1795411210,"opcode":1,"data":"no"}]}]}}"#;

    #[test]
    fn requests_and_messages_become_events() {
        let (events, read, ended) = all(HAR);
        ended.unwrap();
        let told: Vec<_> = events.iter().map(|e| (e.t % 100_000, matches!(e.what, What::Page { .. }))).collect();
        assert_eq!(told, [(8_009, true), (8_009, false), (8_500, false), (9_000, false), (9_500, false)]);
        assert_eq!(read.entries, 3);
        let What::Seen { observations, .. } = &events[2].what else { panic!() };
        let Observation::Sent { channel, body, .. } = &observations[0].observation else { panic!() };
        assert_eq!((*channel, body), (Channel::Fetch, &Some(Body::Text("city=Xx".into()))));
    }

    #[test]
    fn a_truncated_file_gives_what_is_whole_and_says_so() {
        let (events, _, ended) = all(HAR.get(..HAR.len() - 260).unwrap());
        assert!(ended.is_err() && events.len() >= 3, "{}", events.len());
        let (_, read, ended) = all(r#"{"log":{"entries":[{"request":{}},{"startedDateTime":"yesterday"}]}}"#);
        ended.unwrap();
        assert_eq!((read.entries, read.bad), (0, 2));
        assert!(all(r#"{"log":7}"#).2.is_err());
    }

    #[test]
    fn hars_and_traces_are_told_apart() {
        assert!(is_har(b"\xef\xbb\xbf\n{ \"log\": {"));
        assert!(!is_har(b"{\"t\":0,\"event\":\"page\"}") && !is_har(b"") && !is_har(b"\"log\""));
    }
}
