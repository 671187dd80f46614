//! What trackers look like on the wire, whatever host they report to: the only way to see one that is bundled into a client's own code and
//! reports to the client's own host. Every signature asks for several things that belong together, so that an ordinary API that shares a
//! path or a field with a tracker is left alone. Not here: trackers known by their host (`sdk`).

use super::call::Call;
use super::decode::Place;

/// An SDK's id, and whether a request is its.
type Signature = (&'static str, fn(&Call<'_>) -> bool);

/// The more telling before the more general.
static SIGNATURES: &[Signature] = &[
    ("sentry", sentry),
    ("snowplow", snowplow),
    ("rudderstack", rudderstack),
    ("segment", segment),
    ("facebook-sdk-app-events", facebook_app_events),
    ("meta-pixel", meta_pixel),
    ("google-analytics-4", google_analytics),
    ("microsoft-aria", one_ds),
    ("app-insights", app_insights),
    ("amplitude", amplitude),
    ("posthog", posthog),
    ("mixpanel", mixpanel),
    ("piwik-pro", |c| matomo(c) && c.value("idsite").is_some_and(piwik_pro)),
    ("matomo", matomo),
    ("umami", umami),
    ("plausible", plausible),
    ("datadog-rum", datadog),
    ("newrelic", new_relic),
    ("fullstory", fullstory),
    ("hotjar", hotjar),
    ("microsoft-clarity", clarity),
    ("launchdarkly", launchdarkly),
    ("statsig", statsig),
    ("linkedin-insight", linkedin),
    ("tiktok-pixel", tiktok),
    ("adobe-analytics", adobe),
    ("tealium", tealium),
    ("braze", braze),
    ("bugsnag", |c| notified_by(c, "Bugsnag")),
    ("rollbar", |c| notified_by(c, "rollbar")),
    ("honeybadger", |c| notified_by(c, "honeybadger")),
    ("airbrake", |c| notified_by(c, "airbrake")),
    ("raygun", |c| c.value("details.client.name").is_some_and(|n| n.starts_with("raygun"))),
    ("elastic-rum", elastic),
    ("dynatrace", dynatrace),
    ("appdynamics", |c| c.path_fits("/eumcollector/beacons/browser/") && c.path_ends("/adrum")),
    ("cloudflare-insights", |c| c.path_ends("/cdn-cgi/rum") && c.any(&["siteToken", "pageloadId"])),
    ("pendo", |c| c.path_fits("/data/*.gif/") && c.has_query(&["v", "jzb"])),
    ("yandex-metrica", |c| c.path_fits("/watch/") && c.query("browser-info").is_some()),
    ("chartbeat", |c| c.path_ends("/ping") && c.has_query(&["h", "p", "u", "g", "t", "d"])),
    ("countly", |c| {
        c.path_ends("/i") && c.has(&["app_key", "device_id"]) && c.any(&["events", "begin_session", "session_duration", "consent"])
    }),
    ("optimizely", |c| c.has(&["account_id", "visitors.visitor_id"]) && c.under("visitors.snapshots")),
    ("grafana-faro", |c| {
        c.value("meta.sdk.name").is_some_and(|n| n.starts_with("faro"))
            || (c.has(&["meta.sdk.version", "meta.app.name"]) && c.under("meta.session"))
    }),
    ("heap", |c| c.path_ends("/h") && c.query("b") == Some("web") && ["a", "u", "v", "s"].iter().all(|k| c.query(k).is_some_and(digits))),
    ("rrweb", rrweb),
    ("opentelemetry", opentelemetry),
];

/// The id of the SDK that speaks like this, if any does.
pub(super) fn speaker(call: &Call<'_>) -> Option<&'static str> {
    SIGNATURES.iter().find(|(_, spoken)| spoken(call)).map(|(id, _)| *id)
}

fn digits(s: &str) -> bool {
    !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit())
}

fn hex(s: &str, length: usize) -> bool {
    s.len() == length && s.bytes().all(|b| b.is_ascii_hexdigit())
}

fn notified_by(c: &Call<'_>, name: &str) -> bool {
    c.value("notifier.name").is_some_and(|n| n.trim_start_matches('@').to_ascii_lowercase().starts_with(&name.to_ascii_lowercase()))
}

/// Sentry: its own paths with a project number and key, or an envelope (header, item header, item) through a tunnel of any name.
fn sentry(c: &Call<'_>) -> bool {
    let mut rest = c.after("api");
    let project = rest.next().is_some_and(digits) && matches!(rest.next(), Some("envelope" | "store" | "security" | "minidump"));
    let keyed = c.has_query(&["sentry_key"]) || c.query("sentry_version").is_some();
    let items = [
        "event",
        "transaction",
        "session",
        "sessions",
        "replay_event",
        "replay_recording",
        "client_report",
        "span",
        "log",
        "profile",
        "check_in",
        "attachment",
        "statsd",
    ];
    let envelope = c.request.documents >= 2 && c.one_of("type", &items) && c.any(&["sent_at", "dsn", "event_id"]);
    let dsn = c.value("dsn").is_some_and(|d| d.contains('@') && d.contains("://"));
    let event = c.has(&["event_id", "platform"]) && (c.under("exception") || c.under("sdk"));
    (project && (keyed || envelope || event))
        || (envelope && (dsn || c.has(&["event_id", "sent_at"]) || c.value("sdk.name").is_some_and(|n| n.starts_with("sentry"))))
}

/// Snowplow: its payload schema, its path with a batch, or its pixel with tracker version, platform and event.
fn snowplow(c: &Call<'_>) -> bool {
    let schema = c.value("schema").is_some_and(|s| s.starts_with("iglu:com.snowplowanalytics.snowplow/"));
    let batch = c.path_ends("/com.snowplowanalytics.snowplow/tp2") || c.path_fits("/com.snowplowanalytics.iglu/v1");
    let tracker = c.value("tv").is_some_and(|v| v.starts_with("js-") || v.starts_with("py-") || v.contains('-'));
    schema || batch || (tracker && c.has(&["e", "p"]) && c.any(&["aid", "tna", "duid", "eid"]))
}

const EVENTS: &[&str] = &["track", "page", "identify", "group", "screen", "alias"];

fn segment(c: &Call<'_>) -> bool {
    let event = c.has(&["messageId"]) && c.one_of("type", EVENTS);
    let person =
        c.any(&["anonymousId"]) || (c.has(&["userId"]) && c.any(&["writeKey", "sentAt", "originalTimestamp", "context.library.name"]));
    event && person
}

fn rudderstack(c: &Call<'_>) -> bool {
    segment(c) && c.value("context.library.name").is_some_and(|n| n.to_ascii_lowercase().contains("rudder"))
}

fn facebook_app_events(c: &Call<'_>) -> bool {
    c.path_ends("/activities")
        && c.any(&["advertiser_id", "extinfo", "application_tracking_enabled"])
        && c.any(&["event", "custom_events", "anon_id"])
}

fn meta_pixel(c: &Call<'_>) -> bool {
    c.path_ends("/tr")
        && c.value("id").is_some_and(|id| digits(id) && id.len() >= 10)
        && c.has(&["ev"])
        && c.any(&["dl", "fbp", "it", "cd"])
}

fn google_analytics(c: &Call<'_>) -> bool {
    let id = |prefix: &str| {
        c.value("tid").is_some_and(|t| {
            t.strip_prefix(prefix).is_some_and(|rest| rest.len() >= 2 && rest.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-'))
        })
    };
    let four = c.one_of("v", &["2"]) && id("G-") && c.any(&["cid", "gtm", "_p", "en"]);
    let universal = c.one_of("v", &["1"]) && id("UA-") && c.has(&["cid"]);
    four || universal
}

/// Microsoft's 1DS (also called Aria, One Collector): events of its common schema with a tenant key.
fn one_ds(c: &Call<'_>) -> bool {
    let tenant = c.value("iKey").is_some_and(|k| k.starts_with("o:"));
    let path = c.path_fits("/OneCollector/1.0") || c.path_fits("/Collector/3.0");
    (tenant && c.has(&["ver", "name", "time"]))
        || (path && (tenant || c.any(&["apikey", "x-apikey", "client-version", "cors", "content-type"])))
}

fn app_insights(c: &Call<'_>) -> bool {
    c.value("name").is_some_and(|n| n.starts_with("Microsoft.ApplicationInsights")) && c.has(&["iKey", "data.baseType"])
}

fn amplitude(c: &Call<'_>) -> bool {
    let batch = c.has(&["api_key", "events.event_type"]) && c.any(&["events.device_id", "events.user_id", "events.session_id"]);
    // Its older form posts `client`, `e` and `v`.
    let form = c.has(&["client", "e.event_type"]) && c.any(&["e.device_id", "e.user_id"]);
    batch || form
}

fn posthog(c: &Call<'_>) -> bool {
    let project = ["token", "api_key", "properties.token"].iter().any(|p| c.value(p).is_some_and(|t| t.starts_with("phc_")));
    let event = c.any(&["distinct_id", "properties.distinct_id", "$distinct_id"]);
    let library = c.any(&["$lib", "properties.$lib"]) && c.any(&["$device_id", "$session_id", "$current_url", "$snapshot_data"]);
    (project && (event || c.any(&["batch", "event", "$snapshot_data", "person_properties", "groups"])))
        || (event && library && !c.any(&["mp_lib"]))
}

fn mixpanel(c: &Call<'_>) -> bool {
    let own = c.any(&[
        "properties.mp_lib",
        "properties.$insert_id",
        "properties.mp_keyword",
        "properties.$lib_version",
        "properties.$initial_referrer",
    ]);
    let track = c.has(&["event", "properties.token", "properties.distinct_id"]) && own;
    let engage = c.has(&["$token", "$distinct_id"])
        && (c.under("$set") || c.any(&["$set", "$add", "$union", "$set_once"]) || c.value("data.$token").is_some());
    track || engage
}

fn matomo(c: &Call<'_>) -> bool {
    let site = c.value("idsite").is_some_and(|s| digits(s) || piwik_pro(s)) && c.one_of("rec", &["1"]);
    site && c.any(&["_id", "rand", "action_name", "url", "apiv", "send_image", "ping", "e_c", "cid", "uid", "_idts", "res"])
}

/// Piwik PRO, which grew out of Matomo, numbers its sites like this.
fn piwik_pro(site: &str) -> bool {
    site.split('-').map(str::len).eq([8, 4, 4, 4, 12])
}

fn umami(c: &Call<'_>) -> bool {
    c.one_of("type", &["event", "identify"])
        && c.value("payload.website").is_some_and(|w| w.len() == 36)
        && c.any(&["payload.hostname", "payload.url", "payload.screen"])
}

fn plausible(c: &Call<'_>) -> bool {
    let short = c.has(&["n", "d"]) && c.value("u").is_some_and(|u| u.contains("://"));
    let long = c.has(&["name", "domain"]) && c.value("url").is_some_and(|u| u.contains("://")) && c.path_ends("/api/event");
    c.request.fields.len() <= 24 && c.request.fields.iter().any(|f| f.place == Place::Body) && (short || long)
}

fn datadog(c: &Call<'_>) -> bool {
    let source = c.query("ddsource").is_some_and(|s| matches!(s, "browser" | "react" | "react-native" | "flutter"));
    let forwarded = c.query("ddforward").is_some_and(|f| f.starts_with("/api/v2/"));
    (source && (c.any(&["dd-api-key", "ddtags", "dd-evp-origin", "dd-request-id"]))) || forwarded
}

fn new_relic(c: &Call<'_>) -> bool {
    let path = c.path_fits("/browser/blobs") || c.after("1").count() == 1;
    path && c.has_query(&["a", "v"]) && c.any(&["ref", "sa", "rst", "browser_monitoring_key"])
}

fn fullstory(c: &Call<'_>) -> bool {
    c.has(&["OrgId"]) && c.any(&["UserId", "SessionId", "PageId", "Seq", "Url"]) && c.url.path.contains("rec")
}

fn hotjar(c: &Call<'_>) -> bool {
    let mut sites = c.after("sites");
    c.url.path.contains("/api/v")
        && sites.next().is_some_and(digits)
        && matches!(sites.next(), Some("visit-data" | "recordings" | "feedback" | "surveys" | "metrics" | "sessions"))
}

fn clarity(c: &Call<'_>) -> bool {
    let version = c
        .request
        .fields
        .iter()
        .find(|f| f.path == "e" && f.place == Place::Body)
        .is_some_and(|f| f.value.split('.').count() == 3 && f.value.starts_with("0."));
    c.path_ends("/collect") && version && (c.under("a") || c.under("p"))
}

fn launchdarkly(c: &Call<'_>) -> bool {
    let key = |s: Option<&str>| s.is_some_and(|k| hex(k, 24));
    let asks = c.path_fits("/sdk/evalx/") && key(c.after("evalx").next());
    let streams = (c.path_fits("/eval/") && key(c.after("eval").next())) || (c.path_fits("/sdk/goals/") && key(c.after("goals").next()));
    let tells = c.url.path.contains("/events/")
        && c.after("events").any(|s| hex(s, 24))
        && matches!(c.after("events").next(), Some("bulk" | "diagnostic"));
    asks || streams || tells
}

fn statsig(c: &Call<'_>) -> bool {
    c.any(&["statsigMetadata.sdkType", "statsigMetadata.sdkVersion", "statsigMetadata.stableID", "statsigMetadata.sessionID"])
}

fn linkedin(c: &Call<'_>) -> bool {
    c.value("pid").is_some_and(digits) && c.any(&["fmt", "v"]) && c.any(&["liSync", "conversionId", "li_fat_id", "li_adsId", "li_giant"])
}

fn tiktok(c: &Call<'_>) -> bool {
    let code =
        |path: &str| c.value(path).is_some_and(|v| v.starts_with('C') && v.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit()));
    (code("pixel_code") || code("context.pixel.code")) && c.any(&["event", "event_id", "context.ad.callback", "context.user.anonymous_id"])
}

fn adobe(c: &Call<'_>) -> bool {
    let pixel = c.url.path.contains("/b/ss/") && (c.one_of("AQB", &["1"]) || c.any(&["AQE", "pageName", "ndh"]));
    let edge =
        (c.path_ends("/v1/interact") || c.path_ends("/v1/collect")) && c.url.path.contains("/ee/") && c.any(&["configId", "datastreamId"]);
    pixel || edge
}

fn tealium(c: &Call<'_>) -> bool {
    c.has(&["tealium_account", "tealium_profile"])
}

fn braze(c: &Call<'_>) -> bool {
    c.path_fits("/api/v3/") && c.has(&["api_key", "device_id", "sdk_version"])
}

fn elastic(c: &Call<'_>) -> bool {
    c.url.path.contains("/intake/v") && c.url.path.contains("/rum/events") && (c.under("metadata") || c.under("m"))
}

fn dynatrace(c: &Call<'_>) -> bool {
    c.query("type").is_some_and(|t| matches!(t, "js3" | "js" | "jse"))
        && c.any(&["flavor", "sn", "app", "svrid", "bp"])
        && c.any(&["visitID", "vi", "modifiedSince", "rf", "sn"])
}

/// Session replay in rrweb's event format: a full snapshot with a node, an increment with a numeric source, or the page's address and size.
fn rrweb(c: &Call<'_>) -> bool {
    let types = |wanted: &str| {
        c.request.fields.iter().any(|f| f.place == Place::Body && f.path.rsplit('.').next() == Some("type") && f.value == wanted)
    };
    let stamped = c.value("timestamp").is_some_and(|t| t.len() >= 13 && t.starts_with(|c: char| c.is_ascii_digit()));
    let increment = types("3") && c.value("data.source").is_some_and(|s| digits(s) && s.len() <= 2);
    let snapshot = types("2")
        && (c.any(&["data.node.type", "data.node.id", "data.node.childNodes.type"]) || c.value("data.initialOffset.top").is_some());
    let meta = types("4") && c.has(&["data.href", "data.width", "data.height"]);
    stamped && (increment || snapshot || meta)
}

fn opentelemetry(c: &Call<'_>) -> bool {
    ["resourceSpans", "resourceMetrics", "resourceLogs"].iter().any(|r| c.request.fields.iter().any(|f| f.path.starts_with(r)))
}

#[cfg(test)]
mod tests {
    use super::super::decode::Decoded;
    use super::super::url::Address;
    use super::*;
    use crate::observation::Body;

    fn speaks(url: &str, body: &str) -> Option<&'static str> {
        let url = Address::parse(&format!("https://rooms.clinic.example{url}"), None);
        let request = Decoded::new(&url, Some(&Body::Text(body.to_owned())));
        speaker(&Call { url: &url, request: &request })
    }

    #[test]
    fn protocols_on_a_host_of_ones_own() {
        let said = [
            ("sentry", "/api/7/envelope/?sentry_key=abc&sentry_version=7", ""),
            (
                "sentry",
                "/tunnel",
                "{\"event_id\":\"9ec7\",\"sent_at\":\"2026\",\"dsn\":\"https://k@o1.ingest.sentry.io/2\"}\n{\"type\":\"session\"}\n{\"sid\":\"1\"}",
            ),
            ("snowplow", "/com.snowplowanalytics.snowplow/tp2", ""),
            ("snowplow", "/x/y", r#"{"schema":"iglu:com.snowplowanalytics.snowplow/payload_data/jsonschema/1-0-4","data":[{"e":"pv"}]}"#),
            ("snowplow", "/i?e=pv&p=web&tv=js-3.24.0&aid=app&duid=x", ""),
            ("google-analytics-4", "/g/collect?v=2&tid=G-AB12CD34&cid=1.2&en=x", ""),
            ("amplitude", "/2/httpapi", r#"{"api_key":"1","events":[{"event_type":"open","device_id":"x"}]}"#),
            ("matomo", "/m.php?idsite=3&rec=1&rand=7&_id=3c2f9a1b8d7e6f50", ""),
            ("posthog", "/e/", r#"{"event":"$pageview","properties":{"token":"phc_x","distinct_id":"d","$lib":"web"}}"#),
            ("mixpanel", "/track", r#"[{"event":"x","properties":{"token":"0a1b","distinct_id":"d","mp_lib":"web","$insert_id":"i"}}]"#),
            (
                "umami",
                "/api/send",
                r#"{"type":"event","payload":{"website":"c2a49e17-5b08-47d3-9f6a-e81370d4b25c","hostname":"h","screen":"1x1"}}"#,
            ),
            ("rrweb", "/replay", r#"[{"type":3,"data":{"source":2,"type":1,"id":7,"x":1,"y":2},"timestamp":1770000000000}]"#),
            ("microsoft-aria", "/t", "{\"ver\":\"4.0\",\"name\":\"n\",\"time\":\"t\",\"iKey\":\"o:abc\"}"),
            (
                "opentelemetry",
                "/v1/traces",
                r#"{"resourceSpans":[{"resource":{"attributes":[]},"scopeSpans":[{"spans":[{"name":"x"}]}]}]}"#,
            ),
            ("plausible", "/api/event", r#"{"n":"pageview","u":"https://rooms.clinic.example/","d":"clinic.example","r":null}"#),
        ];
        for (id, url, body) in said {
            assert_eq!(speaks(url, body), Some(id), "{url} {body}");
        }
    }

    #[test]
    fn ordinary_interfaces_that_look_alike() {
        let said = [
            ("/api/7/envelopes", r#"{"envelopes":[{"to":"post office"}]}"#),
            ("/api/7/envelope/", r#"{"to":"post office"}"#),
            ("/i?e=5&p=2", ""),
            ("/v1/track", r#"{"type":"track","messageId":"m1","title":"Song"}"#),
            ("/search?v=2&tid=G-major", ""),
            ("/events", r#"{"events":[{"event_type":"concert"}]}"#),
            ("/admin?idsite=3", ""),
            ("/chat", r#"[{"type":3,"data":{"source":"mic"},"timestamp":1770000000000}]"#),
            ("/v1/traces", r#"{"traces":["a"]}"#),
            ("/api/send", r#"{"type":"event","payload":{"text":"hi"}}"#),
            ("/collect?pid=4&v=1", ""),
            ("/b/ss/photo.png", ""),
            ("/api/event", r#"{"name":"standup","domain":"eng"}"#),
            ("/log", "{\"type\":\"event\"}\n{\"type\":\"session\"}"),
        ];
        for (url, body) in said {
            assert_eq!(speaks(url, body), None, "{url} {body}");
        }
    }
}
