//! Words of protocols and interfaces: what a machine says to a machine, and nobody is called. They stay as they are in a trace. Whatever else names
//! attention, media or feelings stays too: it is what is looked for.

use crate::detector::attention::words::topic;

/// Sorted, lower case.
#[rustfmt::skip]
const WORDS: &[&str] = &[
    "accept", "access", "ack", "action", "active", "activities", "activity", "add", "agent", "ai", "aid", "analytics", "answer", "api",
    "app", "apps", "archive", "asset", "assets", "async", "auth", "available", "back", "bat", "batch", "beacon", "beacons", "bigbluebutton",
    "binary", "body", "bosh", "bot", "browser", "bugsnag", "bulk", "bye", "call", "calls", "cam", "candidate", "cdn", "change", "channel",
    "chat", "client", "close", "cmd", "collect", "collector", "com", "common", "conference", "config", "confirm", "connect", "connected",
    "content", "core", "count", "create", "css", "data", "debug", "delete", "destroy", "device", "diagnostic", "disconnect", "down", "edge",
    "eid", "emit", "end", "endpoint", "engine", "envelope", "error", "eval", "evalx", "event", "events", "extension", "face", "fetch",
    "file", "files", "flush", "font", "form", "frame", "front", "full", "gaze", "get", "gif", "graph", "group", "hand", "heartbeat",
    "hello", "home", "html", "http", "httpapi", "https", "iceserver", "icon", "identify", "iframe", "iglu", "image", "images", "img",
    "index", "info", "ingest", "init", "input", "insights", "integrity", "interact", "invite", "iq", "jabber", "join", "joined", "jpeg",
    "jpg", "js", "jserrors", "json", "jsonschema", "key", "keyboard", "keydown", "lang", "latency", "launch", "leave", "left", "level",
    "lib", "library", "link", "list", "lobby", "locale", "log", "login", "logs", "loss", "main", "manifest", "map", "meet", "meeting",
    "meetings", "member", "message", "messages", "meta", "metric", "metrics", "mic", "microsoft", "min", "mjs", "mode", "module", "mouse",
    "mute", "muted", "name", "net", "news", "node", "none", "notice", "notify", "number", "offer", "office", "offline", "one", "onecollector", "online", "open",
    "option", "options", "org", "other", "packet", "page", "pagehide", "pageload", "pageview", "participant", "participants", "patch",
    "path", "pause", "payload", "peer", "peers", "ping", "pixel", "platform", "play", "png", "point", "pointer", "pointerdown", "poll",
    "pong", "position", "post", "prejoin", "presence", "profile", "project", "properties", "protocol", "publish", "push", "put", "query",
    "quit", "react", "ready", "record", "recording", "records", "refresh", "release", "remove", "replay", "report", "reports", "request",
    "resource", "resources", "response", "result", "resume", "rollbar", "room", "rooms", "route", "rtc", "rtt", "rum", "schema", "screen",
    "script", "scripts", "sdk", "select", "send", "sentry", "server", "service", "session", "sessions", "set", "settings", "signal",
    "signaling", "signalling", "sink", "size", "snapshot", "snowplow", "snowplowanalytics", "socket", "span", "speaker", "sse", "stanza",
    "start", "started", "state", "states", "static", "stats", "status", "step", "stop", "stopped", "store", "svg", "switch", "sync",
    "system", "tab", "table", "tag", "telemetry", "test", "text", "tick", "time", "timeout", "timing", "top", "topic", "total", "touch",
    "tp2", "trace", "traces", "transaction", "transport", "type", "undefined", "unknown", "unload", "unmute", "up", "update", "upload",
    "url", "user", "users", "value", "version", "view", "views", "vitals", "voice", "volume", "wasm", "watch", "web", "webapp", "webinar",
    "webrtc", "websocket", "window", "worker", "workers", "ws", "xhr", "xml", "xmpp",
];

/// Whether a word, in lower case, is one that machines say.
pub(super) fn knows(word: &str) -> bool {
    let about = topic(word);
    WORDS.binary_search(&word).is_ok() || about.look || about.media || about.feeling
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found() {
        assert!(WORDS.is_sorted(), "{:?}", WORDS.windows(2).find(|w| w[0] > w[1]));
        assert!(WORDS.iter().all(|w| knows(w)));
    }

    #[test]
    fn people_are_not_machines() {
        for name in ["olga", "lindqvist", "alice", "bob", "max", "mark", "rose"] {
            assert!(!knows(name), "{name}");
        }
    }
}
