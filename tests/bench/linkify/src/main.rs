//! Reads rows (`{"id","text"}`, a line each), prints what the `linkify` crate finds in each: `{"id","found":[…]}`; then, on standard error, the
//! megabytes a second for the finding alone.

use std::io::{BufRead, Write};
use std::time::Instant;

use linkify::LinkFinder;
use serde_json::{Value, json};

fn main() -> std::io::Result<()> {
    let mut finder = LinkFinder::new();
    finder.url_must_have_scheme(false);
    let rows: Vec<Value> = std::io::stdin().lock().lines().map_while(Result::ok).filter_map(|l| serde_json::from_str(&l).ok()).collect();
    let texts: Vec<&str> = rows.iter().filter_map(|r| r["text"].as_str()).collect();
    let begin = Instant::now();
    let found: Vec<Vec<&str>> = texts.iter().map(|t| finder.links(t).map(|l| l.as_str()).collect()).collect();
    let seconds = begin.elapsed().as_secs_f64();
    let bytes: usize = texts.iter().map(|t| t.len()).sum();
    let mut out = std::io::stdout().lock();
    for (row, found) in rows.iter().zip(found) {
        writeln!(out, "{}", json!({"id": row["id"], "found": found}))?;
    }
    eprintln!("{}", bytes as f64 / 1e6 / seconds);
    Ok(())
}
