//! Finds what nobody told us: identifiers and device context, recognised only when a field's name and its value agree.
//! Not here: known values (`watchlist`), what the finds amount to (`tier`).

use std::collections::BTreeSet;
use std::net::IpAddr;

use super::carried::{Carried, Form, Kind};
use super::decode::{Decoded, Field};
use super::keys::Key;

const ADVERTISING: &[&str] = &[
    "idfa",
    "gaid",
    "aaid",
    "adid",
    "aifa",
    "ifa",
    "rdid",
    "maid",
    "madid",
    "advertiserid",
    "advertisingid",
    "advertisingidentifier",
    "gpsadid",
    "googleadid",
    "googleadvertisingid",
    "androidadvertisingid",
    "adtrackingid",
    "adsid",
    "appleidfa",
    "deviceadvertisingid",
    "advertisertrackingid",
];
/// Names that are given to nothing but an identifier that stays.
const PERSISTENT: &[&str] = &[
    "anonymousid",
    "anonid",
    "ajsanonymousid",
    "distinctid",
    "deviceid",
    "clientid",
    "visitorid",
    "visitoruuid",
    "duid",
    "nuid",
    "tnuid",
    "domainuserid",
    "networkuserid",
    "muid",
    "ecid",
    "mcid",
    "mcorgid",
    "fbp",
    "fbc",
    "ttp",
    "lifatid",
    "hjsessionuser",
    "stableid",
    "installationid",
    "installid",
    "browserid",
    "machineid",
    "fingerprint",
    "browserfingerprint",
    "browserfingerprintid",
    "deviceuuid",
    "useruuid",
    "localid",
    "idfv",
    "uuidc1",
    "guestid",
    "puid",
    "visitor",
    "visitortoken",
    "appinstanceid",
    "anonymoususerid",
    "userpseudoid",
    "gaclientid",
    "ga",
    "aiuserid",
    "hubspotutk",
    "mktotrk",
    "vwouuid",
    "enduserid",
    "mpid",
    "tealiumvisitorid",
    "webuuid",
    "wzrkid",
    "externalid",
    "cookieid",
    "trackingid",
    "persistentid",
    "kochavadeviceid",
    "afwebid",
    "singulardeviceid",
    "devicefingerprint",
    "deviceapplicationstamp",
    "das",
];
/// Names that are given to much else: only for a value that can be nothing but an identifier.
const LOOSE: &[&str] = &["uid", "cid", "userid", "uuid", "guid", "id", "vid", "mid", "aid", "usrid", "personid", "uniqueid", "u"];
const TIMEZONES: &[&str] = &[
    "tz",
    "timezone",
    "timezonename",
    "tzname",
    "ianatimezone",
    "clienttimezone",
    "devicetimezone",
    "devicetz",
    "usertimezone",
    "tmz",
    "zone",
];
const OFFSETS: &[&str] = &["tz", "timezone", "tzoffset", "timezoneoffset", "utcoffset", "gmtoffset", "tzo"];
const CITIES: &[&str] = &["city", "geocity", "cityname", "geoipcityname", "town", "usercity", "locationcity"];
const CARRIERS: &[&str] =
    &["networkcarrier", "mobilecarrier", "carriername", "cellularcarrier", "simcarrier", "simoperator", "networkoperator", "devicecarrier"];
const MODELS: &[&str] = &["devicemodel", "phonemodel", "handsetmodel", "hardwaremodel", "uamodel", "modelname", "devicename", "uam"];
const SCREENS: &[&str] = &[
    "res",
    "screen",
    "sr",
    "screenres",
    "resolution",
    "screenresolution",
    "screensize",
    "deviceresolution",
    "displayresolution",
    "scr",
    "displaysize",
];
const LANGUAGES: &[&str] = &[
    "lang",
    "language",
    "locale",
    "ul",
    "lng",
    "browserlanguage",
    "browserlang",
    "devicelanguage",
    "systemlanguage",
    "userlanguage",
    "userlocale",
    "devicelocale",
    "languages",
    "languagecode",
    "hl",
];
const IPS: &[&str] = &[
    "ip",
    "uip",
    "ipaddress",
    "ipaddr",
    "clientip",
    "userip",
    "remoteip",
    "publicip",
    "localip",
    "remoteaddr",
    "deviceip",
    "ipv4",
    "ipv6",
];
const EMAILS: &[&str] = &["email", "mail", "emailaddress", "useremail", "udem", "em", "pdem", "customeremail", "contactemail"];
const EMAIL_HASHES: &[&str] =
    &["udem", "pdem", "em", "hem", "uhem", "emailhash", "hashedemail", "emailsha256", "sha256email", "emhash", "emailmd5"];
/// Fields that speak of a mobile device, beside which a bare `carrier` is a network and not a parcel service.
const MOBILE: &[&str] = &[
    "mcc",
    "mnc",
    "radio",
    "networktype",
    "manufacturer",
    "devicebrand",
    "devicetype",
    "osversion",
    "osname",
    "platform",
    "extinfo",
    "idfv",
];
const PARCELS: &[&str] =
    &["dhl", "ups", "usps", "fedex", "gls", "dpd", "hermes", "tnt", "postnl", "postnord", "royal mail", "la poste", "bring", "posten"];

/// What the fields of a request show by their names and shapes. `email_known`: an address is on the watchlist, so others are not the person's.
/// `named`: fields in which a known value was found; they are what they are, not identifiers as well.
pub(super) fn scan(request: &Decoded, tracker: bool, email_known: bool, named: &[usize]) -> BTreeSet<Carried> {
    let mut found = BTreeSet::new();
    let mut bare_carrier = false;
    let mut mobile = false;
    let mut sides = 0;
    for (number, field) in request.fields.iter().enumerate() {
        let value = field.value.trim();
        if value.is_empty() || value.len() > 256 || is_nothing(value) {
            continue;
        }
        let key = Key::of(&field.path);
        let kind = kind_of(&key, field, value, tracker, email_known)
            .filter(|(kind, _)| !kind.is_persistent() || named.binary_search(&number).is_err());
        found.extend(kind.map(|(kind, form)| Carried { kind, form }));
        bare_carrier |= key.leaf == "carrier" && is_carrier(value);
        mobile |= key.is(MOBILE);
        sides += usize::from(is_side(&key, value));
        if key.leaf == "extinfo" {
            mobile = true;
            found.extend(app_event_info(field.nth, value).map(|kind| Carried { kind, form: Form::Keyed }));
        }
    }
    if bare_carrier && (mobile || found.iter().any(|c| matches!(c.kind, Kind::AdvertisingId | Kind::DeviceModel))) {
        found.insert(Carried { kind: Kind::Carrier, form: Form::Keyed });
    }
    if sides >= 2 {
        found.insert(Carried { kind: Kind::Screen, form: Form::Keyed });
    }
    found
}

/// Whether a value under this name describes the device and nobody: its model, screen, language or time zone.
pub(crate) fn is_device_context(name: &str, value: &str) -> bool {
    let key = Key::of(name);
    let told = key.leaf == "extinfo" || key.is(LANGUAGES);
    is_model(value)
        || is_size(value) && key.is(SCREENS)
        || is_timezone(value) && (value.contains('/') || key.is(TIMEZONES) || key.leaf == "extinfo")
        || told && is_language(value)
        || key.is(MODELS) && is_named_model(value) && value.bytes().any(|b| b.is_ascii_digit())
}

fn kind_of(key: &Key, field: &Field, value: &str, tracker: bool, email_known: bool) -> Option<(Kind, Form)> {
    let keyed = |kind| Some((kind, Form::Keyed));
    if key.is(ADVERTISING) && is_uuid(value) {
        return keyed(Kind::AdvertisingId);
    }
    if !email_known && key.is(EMAILS) && is_email(value) {
        return Some((Kind::Email, field.form));
    }
    if !email_known && key.is(EMAIL_HASHES) && value.len() == 64 && is_hex(value) {
        return Some((Kind::Email, Form::Sha256));
    }
    if key.is(PERSISTENT) && value.len() >= 8 || (key.is(LOOSE) && is_identifier(field, key, value, tracker)) {
        return keyed(Kind::PersistentId);
    }
    if (key.is(TIMEZONES) && is_timezone(value)) || (key.is(OFFSETS) && is_offset(value)) {
        return keyed(Kind::Timezone);
    }
    if key.is(CITIES) && is_words(value) && value.chars().next().is_some_and(char::is_uppercase) {
        return keyed(Kind::City);
    }
    if key.is(CARRIERS) && is_carrier(value) {
        return keyed(Kind::Carrier);
    }
    if (key.is(MODELS) && is_named_model(value)) || (key.is(&["model", "device", "dm", "hw", "hardware"]) && is_model(value)) {
        return keyed(Kind::DeviceModel);
    }
    if is_size(value) && (key.is(SCREENS) || (tracker && key.leaf == "s")) {
        return keyed(Kind::Screen);
    }
    if key.is(LANGUAGES) && is_language(value) {
        return keyed(Kind::Language);
    }
    if key.is(IPS) && value.parse::<IpAddr>().is_ok_and(|ip| !ip.is_unspecified() && !ip.is_loopback()) {
        return keyed(Kind::Ip);
    }
    None
}

/// Words that say that there is no value.
fn is_nothing(value: &str) -> bool {
    ["null", "undefined", "unknown", "none", "nan", "(not set)", "n/a", "anonymous"].iter().any(|w| value.eq_ignore_ascii_case(w))
        || value.chars().all(|c| matches!(c, '0' | '-'))
}

fn is_hex(value: &str) -> bool {
    value.bytes().all(|b| b.is_ascii_hexdigit())
}

fn is_uuid(value: &str) -> bool {
    let plain = value.replace('-', "");
    let dashed = value.split('-').map(str::len).eq([8, 4, 4, 4, 12]);
    plain.len() == 32 && (dashed || plain.len() == value.len()) && is_hex(&plain)
}

/// A loosely named value that can only be an identifier; among a tracker's own fields, also what is long enough to be one.
fn is_identifier(field: &Field, key: &Key, value: &str, tracker: bool) -> bool {
    let numbers = value.split_once('.').is_some_and(|(a, b)| [a, b].iter().all(|n| !n.is_empty() && n.bytes().all(|c| c.is_ascii_digit())));
    let random = is_uuid(value) || (value.len() >= 16 && is_hex(value) && value.bytes().any(|b| b.is_ascii_digit()));
    match key.leaf.as_str() {
        "cid" => numbers || random,
        "uid" | "userid" | "usrid" | "personid" | "uuid" | "guid" | "uniqueid" => {
            random || (tracker && value.len() >= 8 && !value.contains(' '))
        }
        // Matomo's visitor id is called `_id`; other things called `id` are anything.
        "id" if key.is(&["usrid", "userid", "personid", "visitorid"]) => value.len() >= 4 && !value.contains(' '),
        "id" => tracker && field.path.ends_with("_id") && field.path.len() == 3 && value.len() == 16 && is_hex(value),
        _ => tracker && random,
    }
}

fn is_email(value: &str) -> bool {
    value.split_once('@').is_some_and(|(local, domain)| {
        !local.is_empty()
            && domain.contains('.')
            && !value.chars().any(|c| c.is_whitespace() || matches!(c, ',' | '/' | '<' | '>'))
            && !domain.contains('@')
    })
}

fn is_timezone(value: &str) -> bool {
    const AREAS: &[&str] = &[
        "Africa",
        "America",
        "Antarctica",
        "Arctic",
        "Asia",
        "Atlantic",
        "Australia",
        "Europe",
        "Indian",
        "Pacific",
        "Etc",
        "US",
        "Canada",
    ];
    let area = value
        .split_once('/')
        .is_some_and(|(area, place)| AREAS.contains(&area) && place.chars().all(|c| c.is_alphanumeric() || "_-+/".contains(c)));
    let letters = value.chars().take_while(char::is_ascii_uppercase).count();
    let abbreviated = (2..=5).contains(&letters) && value.chars().skip(letters).all(|c| c.is_ascii_digit() || "+-:".contains(c));
    area || abbreviated
}

fn is_offset(value: &str) -> bool {
    let minutes = value.parse::<i32>().is_ok_and(|n| n.abs() <= 1440);
    let clock = value
        .strip_prefix(['+', '-'])
        .is_some_and(|t| t.split(':').map(str::len).eq([2, 2]) && t.chars().all(|c| c.is_ascii_digit() || c == ':'));
    minutes || clock
}

fn is_words(value: &str) -> bool {
    (2..=48).contains(&value.chars().count()) && value.chars().all(|c| c.is_alphabetic() || matches!(c, ' ' | '-' | '\'' | '.' | '’'))
}

fn is_carrier(value: &str) -> bool {
    let lower = value.to_lowercase();
    let parcel = PARCELS.iter().any(|p| lower.strip_prefix(p).is_some_and(|rest| !rest.starts_with(char::is_alphabetic)));
    !parcel && value.len() <= 40 && value.chars().any(char::is_alphabetic) && !value.contains(['/', '{', '=', '_'])
}

/// A value that is a device model by its own looks.
fn is_model(value: &str) -> bool {
    let digits_after =
        |prefix: &str| value.strip_prefix(prefix).is_some_and(|rest| rest.trim_start().starts_with(|c: char| c.is_ascii_digit()));
    let apple = ["iPhone", "iPad", "iPod", "MacBookPro", "MacBookAir", "MacBook", "Macmini", "iMac", "Mac", "Watch", "AppleTV"];
    let android =
        ["Pixel", "Nexus ", "moto ", "Moto ", "Redmi", "Mi ", "ONEPLUS A", "OnePlus", "HUAWEI ", "Galaxy", "Nokia ", "Xperia", "POCO"];
    let samsung = value
        .strip_prefix("SM-")
        .or_else(|| value.strip_prefix("GT-"))
        .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_uppercase()));
    samsung
        || (value.contains(',') && apple.iter().any(|p| digits_after(p)))
        || ["iPhone ", "iPad ", "iPhone"].iter().any(|p| digits_after(p))
        || (value.len() <= 40 && android.iter().any(|p| value.strip_prefix(p).is_some_and(|rest| rest.chars().any(|c| c.is_ascii_digit()))))
}

/// A value under a name that is given to nothing but a device model.
fn is_named_model(value: &str) -> bool {
    const GENERIC: &[&str] = &["desktop", "mobile", "tablet", "other", "pc", "browser", "web", "computer"];
    value.len() <= 48 && value.chars().any(char::is_alphabetic) && !GENERIC.iter().any(|g| value.eq_ignore_ascii_case(g))
}

fn is_size(value: &str) -> bool {
    let side = |s: &str| (3..=5).contains(&s.len()) && s.bytes().all(|b| b.is_ascii_digit());
    value
        .split_once(['x', 'X', '×', '*'])
        .is_some_and(|(w, h)| side(w.trim()) && side(h.split(['x', '@']).next().unwrap_or_default().trim()))
}

/// Whether a field holds one side of the screen.
fn is_side(key: &Key, value: &str) -> bool {
    let named = key.is(&["screenwidth", "screenheight", "sw", "sh", "screenw", "screenh", "scrw", "scrh", "displaywidth", "displayheight"]);
    (named || key.is(&["screenresolution", "screensize", "displayresolution"]))
        && value.parse::<f64>().is_ok_and(|n| (200.0..20_000.0).contains(&n))
}

/// A language tag: a language of ISO 639-1, and at most a region and a script.
fn is_language(value: &str) -> bool {
    const CODES: &str = " aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en eo es et eu fa ff \
        fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu iw ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb \
        lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si \
        sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu ";
    let first = value.split([',', ';']).next().unwrap_or_default().trim();
    let mut parts = first.split(['-', '_']);
    let code = parts.next().unwrap_or_default();
    let known = code.len() == 2 && CODES.contains(&format!(" {} ", code.to_ascii_lowercase()));
    known && parts.all(|p| (2..=8).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_alphanumeric()))
}

/// What stands at each place of `extinfo`, the array in which the Facebook SDK's app events describe the device.
fn app_event_info(nth: usize, value: &str) -> Option<Kind> {
    match nth {
        _ if is_model(value) => Some(Kind::DeviceModel),
        6 if is_language(value) => Some(Kind::Language),
        8 if is_carrier(value) => Some(Kind::Carrier),
        9 | 10 if value.parse::<u32>().is_ok_and(|n| n >= 200) => Some(Kind::Screen),
        _ if value.contains('/') && is_timezone(value) => Some(Kind::Timezone),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detector::third_party::url::Address;
    use crate::observation::Body;

    fn kinds(tracker: bool, query: &str, body: &str) -> Vec<Kind> {
        let url = Address::parse(&format!("https://x.example/?{query}"), None);
        let decoded = Decoded::new(&url, Some(&Body::Text(body.to_owned())));
        scan(&decoded, tracker, false, &[]).into_iter().map(|c| c.kind).collect()
    }

    #[test]
    fn the_shape_of_2020() {
        let extinfo = "%5B%22i2%22%2C%22us.app%22%2C%221%22%2C%221.0%22%2C%2213.3%22%2C%22iPhone12%2C1%22%2C%22nb_NO%22%2C%22GMT%2B1%22%2C%22Nordkom%22%2C390%2C844%2C%222%22%2C6%2C64%2C30%2C%22Europe%2FOslo%22%5D";
        let found = kinds(true, "", &format!("event=ACTIVATE&advertiser_id=c2a49e17-5b08-47d3-9f6a-e81370d4b25c&extinfo={extinfo}"));
        for kind in [Kind::AdvertisingId, Kind::DeviceModel, Kind::Timezone, Kind::Carrier, Kind::Screen, Kind::Language] {
            assert!(found.contains(&kind), "{kind:?} not in {found:?}");
        }
    }

    #[test]
    fn name_and_shape_must_agree() {
        assert_eq!(kinds(false, "model=gpt-4&carrier=UPS&id=6f1d2b0c-93ae-4c57-8d14-0b7f5a2e9c61&res=high&tz=yes&lang=js&city=7", ""), []);
        assert_eq!(kinds(false, "idfa=00000000-0000-0000-0000-000000000000", ""), []);
        assert_eq!(kinds(false, "", r#"{"carrier":"Swift","package":{"weight":3}}"#), []);
        assert_eq!(kinds(false, "tz=Europe%2FZurich", ""), [Kind::Timezone]);
    }

    #[test]
    fn context_in_common_spellings() {
        let body = r#"{"context":{"screen":{"width":1440,"height":900},"locale":"nb-NO","timezone":"Europe/Oslo","device":{"model":"SM-G991B"},"ip":"203.0.113.9"}}"#;
        assert_eq!(kinds(false, "", body), [Kind::Ip, Kind::DeviceModel, Kind::Timezone, Kind::Screen, Kind::Language]);
        assert_eq!(kinds(true, "s=1440x900&tz=-60", ""), [Kind::Timezone, Kind::Screen]);
    }

    #[test]
    fn identifiers() {
        assert_eq!(kinds(true, "cid=7.8", ""), [Kind::PersistentId]);
        assert_eq!(kinds(true, "_id=3c2f9a1b8d7e6f50&rec=1", ""), [Kind::PersistentId]);
        assert_eq!(kinds(true, "mid=4410", ""), []);
        assert_eq!(kinds(false, "", r#"{"anonymousId":"c2a49e17-5b08-47d3-9f6a-e81370d4b25c"}"#), [Kind::PersistentId]);
        assert_eq!(kinds(false, "", r#"{"userId":null,"device_id":""}"#), []);
    }
}
