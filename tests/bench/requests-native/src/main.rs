//! Times our judgement of requests beside the `adblock` crate, on the same requests and the same list of trackers, in one process.
//!
//!     bench-requests ROWS.jsonl LIST.txt
//!
//! The two answer different questions. `adblock`: does a rule of this list match this request? Ours: whose is the host, is it another
//! organisation than the page's, which SDK speaks, and what about the person does the request carry?

use std::hint::black_box;
use std::time::Instant;

use adblock::Engine;
use adblock::request::Request;
use serde_json::Value;
use tallylight_core::detector::third_party::request::{Page, judge};
use tallylight_core::detector::third_party::url::Address;
use tallylight_core::detector::third_party::{Kind, Watchlist, owner, suffix};
use tallylight_core::observation::Body;

struct Row {
    page: String,
    url: String,
    kind: String,
    body: Option<Body>,
}

/// The best of several runs over all rows, in nanoseconds for one.
fn each<T>(items: &[T], mut work: impl FnMut(&T)) -> f64 {
    let rounds = 20_000_usize.div_ceil(items.len());
    let run = |work: &mut dyn FnMut(&T)| {
        let start = Instant::now();
        for _ in 0..rounds {
            items.iter().for_each(&mut *work);
        }
        start.elapsed().as_secs_f64() * 1e9 / (rounds * items.len()) as f64
    };
    (0..7).map(|_| run(&mut work)).fold(f64::INFINITY, f64::min)
}

fn main() {
    let mut files = std::env::args().skip(1);
    let mut read = || std::fs::read_to_string(files.next().expect("usage: bench-requests ROWS LIST")).expect("a readable file");
    let (rows, list) = (read(), read());
    let text = |row: &Value, name: &str| row[name].as_str().unwrap_or_default().to_owned();
    let rows: Vec<Row> = rows
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).expect("JSON"))
        .map(|row| Row { page: text(&row, "page"), url: text(&row, "url"), kind: text(&row, "type"), body: row["body"].as_str().map(|b| Body::Text(b.to_owned())) })
        .filter(|row| Request::new(&row.url, &row.page, &row.kind, "GET").is_ok())
        .collect();
    let hosts: Vec<String> = rows.iter().map(|row| Address::parse(&row.url, None).host).collect();
    println!("{} requests that both can read; {} rules", rows.len(), list.lines().count());

    let show = |what: &str, ns: f64| println!("  {what:<66} {ns:>9.0} ns");
    show("tallylight: owner of a host", each(&hosts, |host| _ = black_box(owner::of(host))));
    show("tallylight: registrable domain of a host", each(&hosts, |host| _ = black_box(suffix::registrable(host))));
    show("tallylight: take an address apart", each(&rows, |row| drop(black_box(Address::parse(&row.url, None)))));

    let known = [(Kind::Name, "Olga Lindqvist"), (Kind::Email, "olga.lindqvist@fjordpost.example"), (Kind::MeetingId, "83920174655"), (Kind::Passcode, "Vb7kQ2mXz9")];
    show("tallylight: prepare a meeting's watchlist (once in a batch)", each(&[()], |()| drop(black_box(Watchlist::new(known)))));
    let pages: Vec<(Page, &Row)> = rows.iter().map(|row| (Page::new(&row.page), row)).collect();
    let (nothing, watchlist) = (Watchlist::default(), Watchlist::new(known));
    show("tallylight: full judgement, nothing known of the person", each(&pages, |(page, row)| drop(black_box(judge(page, &nothing, &row.url, row.body.as_ref())))));
    show("tallylight: full judgement with body and watchlist", each(&pages, |(page, row)| drop(black_box(judge(page, &watchlist, &row.url, row.body.as_ref())))));

    let engine = Engine::new_with_list_text(list);
    show("adblock: parse the request and match", each(&rows, |row| {
        if let Ok(request) = Request::new(&row.url, &row.page, &row.kind, "GET") {
            black_box(engine.check_network_request(&request));
        }
    }));
    let requests: Vec<Request> = rows.iter().filter_map(|row| Request::new(&row.url, &row.page, &row.kind, "GET").ok()).collect();
    show("adblock: match alone", each(&requests, |request| _ = black_box(engine.check_network_request(request))));
    let matched = requests.iter().filter(|r| engine.check_network_request(r).filter.is_some()).count();
    let third = pages.iter().filter(|(page, row)| judge(page, &nothing, &row.url, None).third_party).count();
    println!("  of these adblock matched {matched}; tallylight called {third} third-party");
}
