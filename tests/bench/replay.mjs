// Feeds `tallylight replay` from a pipe and watches what it takes. Traces are of an ordinary meeting: ticks, words, a roster, telemetry, heartbeats.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { once } from 'node:events';
import { performance } from 'node:perf_hooks';

const TALLYLIGHT = process.env['TALLYLIGHT'] ?? 'target/release/tallylight';
const START = 1_790_000_000_000;

/** @param {number} i */
function event(i) {
  const t = START + i * 40;
  /** @param {string} world @param {object[]} observations */
  const seen = (world, ...observations) => JSON.stringify({ t, event: 'seen', world, observations });
  const json = (/** @type {object} */ body) => ({ text: JSON.stringify(body) });
  switch (i % 10) {
    case 0: return JSON.stringify({ t, event: 'tick' });
    case 1: return seen('isolated', { see: 'roster', name: `Participant ${i % 40}` });
    case 2: return seen('isolated', { see: 'said', role: 'status', text: 'Your microphone is muted' });
    case 3: return seen('isolated', { see: 'mark', mark: 'landmark:meeting', present: true });
    case 4: return seen('page', { t, see: 'sent', channel: 'fetch', url: 'https://app.zoom.us/telemetry/batch', method: 'POST', size: 90, body: json({ type: 'stats', seq: i, rtt: 20 + (i % 30), quality: 'good' }) });
    case 5: case 6: case 7: return seen('page', { t, see: 'sent', channel: 'websocket', url: 'wss://app.zoom.us/webclient/room', size: 40, body: json({ op: 'ping', seq: i }) });
    case 8: return seen('page', { t, see: 'sent', channel: 'image', url: `https://www.google-analytics.com/collect?v=1&t=event&z=${i}` });
    default: return seen('page', { t, see: 'flip', visible: i % 200 !== 9, focused: i % 200 !== 9 });
  }
}

/** @param {number} n */
function* trace(n) {
  yield JSON.stringify({ t: START, event: 'page', url: 'https://app.zoom.us/wc/83920174655/join' }) + '\n';
  for (let i = 1; i < n; ) {
    let block = '';
    for (const end = Math.min(n, i + 500); i < end; i++) block += event(i) + '\n';
    yield block;
  }
}

/** @param {number} bytes */
function* har(bytes) {
  yield '{"log":{"version":"1.2","entries":[';
  const text = 'x'.repeat(60_000);
  for (let sent = 0, i = 0; sent < bytes; i++) {
    const entry = JSON.stringify({ startedDateTime: new Date(START + i * 40).toISOString(), time: 9, request: { method: 'POST', url: `https://app.zoom.us/api/${i % 50}`, headers: [], postData: { mimeType: 'text/plain', text: i % 1000 ? 'a=1' : text.repeat(20) } }, response: { status: 200, content: { text } } });
    sent += entry.length + 1;
    yield (i ? ',' : '') + entry;
  }
  yield ']}}';
}

/** @param {string} name @param {Iterable<string>} input @param {number} [events] */
async function run(name, input, events) {
  const blocks = events ? [...input] : input;
  const child = spawn(TALLYLIGHT, ['replay', '--fail-on', 'critical'], { stdio: ['pipe', 'ignore', 'ignore'] });
  let [peak, bytes] = [0, 0];
  const look = () => {
    try {
      peak = Math.max(peak, Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1] ?? 0));
    } catch { /* gone */ }
  };
  const from = performance.now();
  const ended = once(child, 'exit');
  let n = 0;
  for (const block of blocks) {
    bytes += block.length;
    if (!child.stdin.write(block)) await once(child.stdin, 'drain');
    if (n++ % 200 === 0) look();
  }
  look();
  child.stdin.end();
  await ended;
  const seconds = (performance.now() - from) / 1000;
  const rate = events ? `${(events / seconds / 1e6).toFixed(2)} million events/s, ` : '';
  console.log(`  ${name.padEnd(28)} ${rate}${(bytes / seconds / 1e6).toFixed(0)} MB/s, peak ${(peak / 1024).toFixed(1)} MB`);
}

await run('trace, 100,000 events', trace(100_000), 100_000);
await run('trace, 1,000,000 events', trace(1_000_000), 1_000_000);
await run('HAR, 500 MB', har(500e6));
