// Labelled attention scenarios, half of them innocent, written after what real clients, proctoring scripts and trackers do. Each is a small page
// played on a simulated clock (timers slow down while hidden, as browsers make them); what its hooks would see becomes attention-* beside this file.
//   node tests/traces/attention-scenarios.mjs      writes the traces anew; the same every time
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const START = 1_790_000_000_000;
const HOST = 'app.zoom.us';

/** A page on a simulated clock. */
class Page {
  now = 0;
  hidden = false;
  focused = true;
  /** @type {{ at: number, run: () => void }[]} */
  #timers = [];
  /** @type {object[]} */
  seen = [];
  #seed;
  #listeners = { visibilitychange: [], blur: [], focus: [] };
  frame = 0;

  /** @param {number} seed */
  constructor(seed) {
    this.#seed = seed;
  }

  random() {
    this.#seed = (this.#seed * 1664525 + 1013904223) >>> 0;
    return this.#seed / 2 ** 32;
  }

  /** @param {number} low @param {number} high */
  between = (low, high) => Math.round(low + this.random() * (high - low));
  /** @template T @param {T[]} list */
  pick = (list) => list[this.between(0, list.length - 1)];

  bytes = (n) => Uint8Array.from({ length: n }, () => this.between(0, 255));

  after(ms, run) {
    this.#timers.push({ at: this.now + ms, run });
  }

  /** A timer as a browser runs it: no faster than once a second while hidden. */
  every(ms, run) {
    const again = () => this.after(this.hidden ? Math.max(ms, 1000 - (this.now % 1000)) : ms, () => (run(), again()));
    again();
  }

  /** What a person does, while looking only. */
  userEvery(low, high, run) {
    const again = () => this.after(this.between(low, high), () => (this.hidden || !this.focused || run(), again()));
    again();
  }

  /** Animation frames stop while hidden. */
  frames(ms, run) {
    const again = () => this.after(ms, () => (this.hidden || run(), again()));
    again();
  }

  on(type, run) {
    this.#listeners[type].push(run);
  }

  #fire(type) {
    for (const run of this.#listeners[type]) run();
  }

  #tell() {
    this.#see({ see: 'flip', visible: !this.hidden, focused: this.focused && !this.hidden }, 'page', 0);
  }

  #see(observation, world = 'page', frame = this.frame) {
    this.seen.push({ world, frame, observation: { t: START + Math.round(this.now), ...observation } });
  }

  sent(channel, path, body, more = {}) {
    const url = /^[a-z]+:/.test(path) ? path : `https://${HOST}${path}`;
    const text = body === undefined ? undefined : typeof body === 'string' ? { text: body } : body instanceof Uint8Array ? { base64: Buffer.from(body).toString('base64') } : { text: JSON.stringify(body) };
    const size = text === undefined ? 0 : (text.text ?? '').length || Buffer.from(text.base64 ?? '', 'base64').length;
    const { world, frame, ...rest } = more;
    this.#see({ see: 'sent', channel, url, ...(text && { body: text }), size, ...rest }, world, frame);
  }

  fetch = (path, body, more) => this.sent('fetch', path, body, { method: body === undefined ? 'GET' : 'POST', ...more });
  beacon = (path, body) => this.sent('beacon', path, body, { method: 'POST' });
  ws = (body, path = `wss://${HOST}/webclient/room`) => this.sent('websocket', path, body);
  channel = (label, body) => this.sent('datachannel', `datachannel:${label}`, body);
  called = (api, detail) => this.#see({ see: 'called', api, ...(detail && { detail }) });

  /** Looks away and back: a tab switch, or another window in front. */
  leave(window = false) {
    this.focused = false;
    this.#tell();
    this.#fire('blur');
    if (window) return;
    this.now += 4;
    this.hidden = true;
    this.#tell();
    this.#fire('visibilitychange');
  }

  come() {
    if (this.hidden) {
      this.hidden = false;
      this.#tell();
      this.#fire('visibilitychange');
      this.now += 6;
    }
    this.focused = true;
    this.#tell();
    this.#fire('focus');
  }

  /** Plays until `end`, leaving and coming back at the given times. @param {[number, 'leave' | 'window' | 'come'][]} plan @param {number} end */
  play(plan, end) {
    this.seen.unshift({ world: 'page', frame: 0, observation: { t: START, see: 'flip', visible: true, focused: true } });
    const steps = plan.map(([at, what]) => ({ at, run: () => (what === 'come' ? this.come() : this.leave(what === 'window')) }));
    this.#timers.push(...steps);
    for (;;) {
      this.#timers.sort((a, b) => a.at - b.at);
      const next = this.#timers.shift();
      if (!next || next.at > end) break;
      this.now = Math.max(this.now, next.at);
      next.run();
    }
  }

  /** Lines of a trace: what was seen within 80 ms goes out together. */
  lines() {
    const head = [
      { t: START, event: 'page', url: `https://${HOST}/wc/85012345678/join`, locale: 'en' },
      { t: START, event: 'seen', world: 'isolated', observations: [{ see: 'probe', state: 'ready' }] },
      { t: START, event: 'seen', world: 'isolated', observations: [{ see: 'mark', mark: 'landmark:meeting', present: true }] },
    ];
    const batches = [];
    for (const { world, frame, observation } of this.seen) {
      const last = batches.at(-1);
      if (last && last.world === world && (last.frame ?? 0) === frame && observation.t - last.observations[0].t < 100) {
        last.observations.push(observation);
        last.t = observation.t;
      } else {
        batches.push({ t: observation.t, ...(frame && { frame }), event: 'seen', world, observations: [observation] });
      }
    }
    return [...head, ...batches].map((e) => JSON.stringify(e)).join('\n') + '\n';
  }
}

/** Leaves of 3 to 8 s, and as long between them. */
function switches(page, n = 4, low = 3000, high = 8000, what = 'leave') {
  const plan = [];
  let at = 9000;
  for (let i = 0; i < n; i++) {
    plan.push([at, what]);
    at += page.between(low, high);
    plan.push([at, 'come']);
    at += page.between(low, high);
  }
  return { plan, end: at + 4000 };
}

const b64 = (value) => Buffer.from(JSON.stringify(value)).toString('base64');
const reports = (who, what = 'attention') => [{ detector: 'attention', what, verdict: 'reports', who }];
const may = (who, what = 'attention') => [{ detector: 'attention', what, verdict: 'may', who }];
const functional = [{ detector: 'attention', what: 'attention', verdict: 'functional' }];
const nothing = [];

/** @param {unknown} value @returns {number[]} small values only */
function packed(value) {
  if (typeof value === 'boolean') return [value ? 0xc3 : 0xc2];
  if (typeof value === 'number') return value < 128 ? [value] : [0xcd, value >> 8, value & 255];
  if (typeof value === 'string') return [0xa0 | value.length, ...Buffer.from(value)];
  return [0x80 | Object.keys(value).length, ...Object.entries(value).flatMap(([key, inner]) => [...packed(key), ...packed(inner)])];
}
const msgpack = (value) => Uint8Array.from(packed(value));

function varint(n) {
  const out = [];
  for (; n > 127; n = Math.floor(n / 128)) out.push((n % 128) | 128);
  return [...out, n];
}
/** @param {[number, number | string | Uint8Array][]} fields by number */
const protobuf = (fields) =>
  Uint8Array.from(fields.flatMap(([n, value]) => (typeof value === 'number' ? [...varint(8 * n), ...varint(value)] : [...varint(8 * n + 2), value.length, ...Buffer.from(value)])));

/** Traffic that every meeting has. */
function usual(p) {
  let seq = 0;
  p.every(1700, () => p.fetch('/sink/stats', { event: 'stats', seq: ++seq, rtt: p.between(20, 60), ts: START + p.now }));
  p.every(2500, () => p.ws({ type: 'ping', id: seq }));
}

/** @type {Record<string, { expect: object[], page: (p: Page) => void, plan?: (p: Page) => { plan: [number, any][], end: number } }>} */
const scenarios = {
  // ---- Those that report.
  'visible-flag': {
    expect: reports('vendor'),
    page(p) {
      p.on('visibilitychange', () => p.fetch('/sink/telemetry', { app: 'roomy', event: 'presence', visible: !p.hidden, ts: START + p.now }));
    },
  },
  'azure-page-hidden': {
    expect: reports('vendor'),
    page(p) {
      let id = 100;
      const send = (name, data) => p.fetch('https://telemetry.zoom.us/OneCollector/1.0/', `${JSON.stringify({ name: 'init', time: p.now, data: {} })}\n${JSON.stringify({ name, time: p.now, iKey: 'o:1', data: { id: id++, ...data } })}`);
      p.on('visibilitychange', () => send('acs_calling_page_hidden', { eventName: 'visibilitychange', pageHidden: p.hidden }));
      p.every(3000, () => send('call_stats', { jitter: p.between(1, 9) }));
    },
  },
  'talk-session-state': {
    expect: reports('participants'),
    page(p) {
      const put = (state) => p.fetch('/ocs/v2.php/apps/spreed/api/v4/room/k3y9xw2q/participants/state', { state }, { method: 'PUT' });
      p.on('blur', () => put(0));
      p.on('focus', () => put(1));
    },
    plan: (p) => switches(p, 4, 3000, 8000, 'window'),
  },
  'zoom-thirty-seconds': {
    expect: reports('participants'),
    plan: (p) => ({ plan: [[8000, 'leave'], [45_000, 'come'], [60_000, 'leave'], [66_000, 'come'], [80_000, 'leave'], [125_000, 'come'], [140_000, 'leave'], [181_000, 'come']], end: 190_000 }),
    page(p) {
      let at = 0;
      let told = true;
      p.on('visibilitychange', () => (at = p.now));
      p.every(1000, () => {
        const attentive = !p.hidden || p.now - at < 30_000;
        if (attentive !== told) p.ws({ evt: 4172, body: { userId: 16778240, attentive } });
        told = attentive;
      });
    },
  },
  'zoom-thirty-seconds-heartbeat': {
    expect: reports('participants'),
    plan: (p) => ({ plan: [[8000, 'leave'], [55_000, 'come'], [70_000, 'leave'], [120_000, 'come'], [140_000, 'leave'], [191_000, 'come']], end: 205_000 }),
    page(p) {
      let at = 0;
      p.on('visibilitychange', () => (at = p.now));
      p.every(5000, () => p.ws({ evt: 12, body: { inFocus: !p.hidden || p.now - at < 30_000, n: p.now } }));
    },
  },
  'proctor-tab-switch': {
    expect: reports('participants'),
    page(p) {
      p.on('visibilitychange', () => p.hidden && p.ws(`42["integrity_event",{"type":"tab_switch","at":${START + p.now}}]`));
    },
  },
  'proctor-events': {
    expect: reports('vendor'),
    page(p) {
      p.on('blur', () => p.fetch('/proctor/events', { type: 'FOCUS_LOST', ts: p.now }));
      p.on('focus', () => p.fetch('/proctor/events', { type: 'FOCUS_GAINED', ts: p.now }));
      p.userEvery(4000, 9000, () => p.fetch('/proctor/events', { type: 'KEY', ts: p.now }));
    },
  },
  'jitsi-face-expressions': {
    expect: reports('participants', 'face_expression'),
    page(p) {
      p.every(3000, () => p.ws({ colibriClass: 'EndpointMessage', to: '', msgPayload: { type: 'face-landmarks', faceLandmarks: { duration: 3, faceExpression: p.pick(['happy', 'neutral']) } } }));
    },
  },
  'jitsi-face-stanza': {
    expect: reports('participants', 'face_expression'),
    page(p) {
      p.every(3000, () => p.ws(`<message to='room@x' type='groupchat'><faceLandmarks xmlns='http://jitsi.org/jitmeet' duration='3' faceExpression='${p.pick(['happy', 'neutral'])}' timestamp='${START + p.now}'/></message>`));
    },
  },
  'heartbeat-letter': {
    expect: reports('vendor'),
    page(p) {
      p.every(1500, () => p.fetch('/sink/hb', { q: p.between(1, 900), w: p.hidden ? 'h' : 'v' }));
    },
  },
  'heartbeat-number': {
    expect: reports('participants'),
    page(p) {
      p.every(2000, () => p.ws({ op: 3, d: { s: p.focused && !p.hidden ? 1 : 2, x: p.between(1, 10_000) } }));
    },
  },
  'key-while-away': {
    expect: reports('participants'),
    page(p) {
      p.every(1500, () => p.ws({ type: 'hb', n: p.between(1, 999), ...(p.hidden && { away: true }) }));
    },
  },
  'key-while-here': {
    expect: reports('participants'),
    page(p) {
      p.every(1500, () => p.ws({ type: 'hb', n: p.between(1, 999), ...(!p.hidden && { z: 1 }) }));
    },
  },
  'batched-states': {
    expect: reports('vendor'),
    page(p) {
      const q = [];
      const put = (type) => q.push({ type, at: Math.round(p.now), w: p.hidden ? 'h' : 'v' });
      p.on('visibilitychange', () => put('vis'));
      p.every(900, () => put('lvl'));
      p.every(5000, () => q.length && p.fetch('/sink/batch', { b: q.splice(0) }));
    },
  },
  'hidden-flush-with-event': {
    expect: reports('vendor'),
    page(p) {
      const q = [];
      p.every(800, () => q.push({ name: 'level', t: p.now }));
      p.on('visibilitychange', () => {
        if (!p.hidden) return;
        q.push({ name: 'page_hidden', t: p.now });
        p.beacon('/sink/log', { events: q.splice(0) });
      });
      p.every(6000, () => q.length && p.fetch('/sink/log', { events: q.splice(0) }));
    },
  },
  'hidden-flush-both-events': {
    expect: reports('vendor'),
    page(p) {
      const q = [];
      p.every(800, () => q.push({ name: 'level', t: p.now }));
      p.on('visibilitychange', () => {
        q.push({ name: p.hidden ? 'page_hidden' : 'page_visible', t: p.now });
        if (p.hidden) p.beacon('/sink/log', { events: q.splice(0) });
      });
    },
  },
  'pixel-query': {
    expect: reports('vendor'),
    page(p) {
      p.on('visibilitychange', () => p.sent('image', `/sink/p.gif?v=${p.hidden ? 0 : 1}&r=${p.between(1, 99999)}`));
      p.every(4000, () => p.sent('image', `/sink/p.gif?k=${p.between(1, 99999)}`));
    },
  },
  'pixel-base64': {
    expect: reports('vendor'),
    page(p) {
      p.on('visibilitychange', () => p.sent('image', `/sink/p.gif?d=${encodeURIComponent(b64({ s: p.hidden ? 'x' : 'y', r: p.between(1, 99999) }))}`));
    },
  },
  'paths-tell': {
    expect: reports('vendor'),
    page(p) {
      p.on('visibilitychange', () => p.fetch(`/sink/u/${p.hidden ? 'gone' : 'back'}`, { t: p.now }));
      usual(p);
    },
  },
  'xmpp-presence': {
    expect: reports('participants'),
    page(p) {
      p.on('visibilitychange', () => p.ws(p.hidden ? `<presence id='a${p.between(1, 9999)}'><show>away</show></presence>` : `<presence id='a${p.between(1, 9999)}'><show>chat</show></presence>`));
      p.every(10_000, () => p.ws("<r xmlns='urn:xmpp:sm:3'/>"));
    },
  },
  'datachannel-focus': {
    expect: reports('participants'),
    page(p) {
      p.on('blur', () => p.channel('state', { k: 'f', focused: false }));
      p.on('focus', () => p.channel('state', { k: 'f', focused: true }));
      p.every(1000, () => p.channel('state', { k: 'lvl', l: p.between(0, 99) }));
    },
    plan: (p) => switches(p, 4, 3000, 8000, 'window'),
  },
  'binary-frame': {
    expect: may('participants'),
    page(p) {
      p.on('visibilitychange', () => p.ws(new Uint8Array([7, p.hidden ? 1 : 0])));
      p.every(1700, () => p.ws(new Uint8Array([1, p.between(0, 255), p.between(0, 255), p.between(0, 255)])));
    },
  },
  'encrypted-at-flips': {
    expect: may('participants'),
    page(p) {
      const noise = (n) => Uint8Array.from({ length: n }, () => 128 + p.between(0, 127));
      p.on('visibilitychange', () => p.ws(noise(88)));
      p.every(7000, () => p.ws(noise(40)));
    },
  },
  'dwell-on-return': {
    expect: reports('vendor'),
    page(p) {
      let at = 0;
      p.on('visibilitychange', () => (p.hidden ? (at = p.now) : p.fetch('/sink/ev', { e: 'r', ms: Math.round(p.now - at) })));
    },
    plan: (p) => switches(p, 5),
  },
  'dwell-in-heartbeat': {
    expect: reports('vendor'),
    page(p) {
      let [away, since] = [0, 0];
      p.on('visibilitychange', () => (p.hidden ? (since = p.now) : ((away += p.now - since), (since = 0))));
      p.every(5000, () => {
        const total = away + (since ? p.now - since : 0);
        if (since) since = p.now;
        away = 0;
        p.fetch('/sink/hb', { n: p.between(1, 9999), unfocusedMs: Math.round(total) });
      });
    },
    plan: (p) => switches(p, 6),
  },
  'switch-counter': {
    expect: reports('vendor'),
    page(p) {
      let switches = 0;
      p.on('visibilitychange', () => (switches += p.hidden ? 1 : 0));
      p.every(4000, () => p.fetch('/sink/hb', { n: p.between(1, 9999), tabSwitches: switches }));
    },
    plan: (p) => switches(p, 9, 3000, 9000),
  },
  'silence-while-away': {
    expect: may('participants'),
    page(p) {
      p.every(1200, () => p.hidden || p.ws({ type: 'beat', n: p.between(1, 9999) }));
      p.every(2500, () => p.fetch('/sink/stats', { rtt: p.between(20, 50), up: p.now }));
    },
    plan: (p) => switches(p, 4, 6000, 12_000),
  },
  'silence-named': {
    expect: reports('participants'),
    page(p) {
      p.every(1200, () => p.hidden || p.ws({ type: 'attentive', n: p.between(1, 9999) }));
    },
    plan: (p) => switches(p, 4, 6000, 12_000),
  },
  'third-party-beacon': {
    expect: reports('third party'),
    page(p) {
      p.on('visibilitychange', () => p.beacon('https://collect.example.net/e', { k: 'vis', s: p.hidden ? 'hidden' : 'visible', n: p.between(1, 9999) }));
    },
  },
  'frame-relay': {
    expect: reports('third party'),
    page(p) {
      p.on('visibilitychange', () => p.after(12, () => p.fetch('https://relay.example.net/in', { s: p.hidden ? 2 : 1, n: p.between(1, 9999) }, { frame: 5 })));
    },
  },
  'worker-seen-by-browser': {
    expect: reports('vendor'),
    page(p) {
      p.on('visibilitychange', () => p.after(3, () => p.sent('web_request', '/sink/w', { on: !p.hidden }, { world: 'browser', method: 'POST' })));
    },
  },
  'pixel-seen-by-timing': {
    expect: reports('vendor'),
    page(p) {
      p.on('visibilitychange', () => p.after(60, () => p.sent('timing', `/sink/p.gif?vis=${p.hidden ? 'hidden' : 'visible'}&n=${p.between(1, 9999)}`, undefined, { world: 'isolated' })));
    },
  },
  'window-blur-only': {
    expect: reports('participants'),
    page(p) {
      p.on('blur', () => p.ws({ type: 'status', status: 'busy' }));
      p.on('focus', () => p.ws({ type: 'status', status: 'here' }));
      usual(p);
    },
    plan: (p) => switches(p, 4, 3000, 8000, 'window'),
  },
  'form-encoded': {
    expect: reports('vendor'),
    page(p) {
      p.on('visibilitychange', () => p.sent('xhr', '/sink/form', `sid=${p.between(1, 99999)}&state=${p.hidden ? 'background' : 'foreground'}`, { method: 'POST' }));
    },
  },
  'lines-of-json': {
    expect: reports('vendor'),
    page(p) {
      const q = [];
      p.on('visibilitychange', () => q.push({ ev: 'page', visibilityState: p.hidden ? 'hidden' : 'visible' }));
      p.every(1100, () => q.push({ ev: 'tick', n: p.between(1, 9999) }));
      p.every(4000, () => q.length && p.fetch('/sink/lines', q.splice(0).map((x) => JSON.stringify(x)).join('\n')));
    },
    plan: (p) => switches(p, 6),
  },
  'signalr-record': {
    expect: reports('participants'),
    page(p) {
      p.on('visibilitychange', () => p.ws(`{"type":1,"target":"SetState","arguments":["${p.hidden ? 'Inactive' : 'Active'}"]}\u001e`));
      p.every(15_000, () => p.ws('{"type":6}\u001e'));
    },
  },
  'json-in-a-string': {
    expect: reports('participants'),
    page(p) {
      p.on('visibilitychange', () => p.ws({ cmd: 'msg', data: JSON.stringify({ a: p.between(1, 9999), m: p.hidden ? 'bg' : 'fg' }) }));
    },
  },
  'beacon-away-fetch-back': {
    expect: reports('vendor'),
    page(p) {
      p.on('visibilitychange', () => (p.hidden ? p.beacon('/sink/s', { s: 0, n: p.between(1, 9999) }) : p.fetch('/sink/s', { s: 1, n: p.between(1, 9999) })));
    },
  },
  'debounced-heartbeat': {
    expect: reports('vendor'),
    page(p) {
      let shown = false;
      p.on('visibilitychange', () => p.after(2000, () => (shown = p.hidden)));
      p.every(1500, () => p.fetch('/sink/hb', { n: p.between(1, 9999), idle: shown }));
    },
    plan: (p) => switches(p, 4, 6000, 11_000),
  },
  'no-direction-event': {
    expect: reports('vendor'),
    page(p) {
      p.on('visibilitychange', () => p.fetch('/sink/ui', { event: 'visibilitychange', n: p.between(1, 9999) }));
      p.userEvery(2000, 5000, () => p.fetch('/sink/ui', { event: 'click', n: p.between(1, 9999) }));
    },
  },
  'flood-with-a-report': {
    expect: reports('participants'),
    page(p) {
      p.every(75, () => p.ws({ type: 'pos', x: p.between(1, 999), y: p.between(1, 999) }));
      p.on('visibilitychange', () => p.ws({ type: 'st', looking: !p.hidden }));
    },
    plan: (p) => switches(p, 3, 3000, 4000),
  },
  'idle-detector': { expect: may('unknown', 'idle_detector'), page: (p) => p.after(500, () => p.called('IdleDetector.start')) },
  'gaze-model': { expect: may('unknown', 'face_model'), page: (p) => p.after(900, () => p.sent('script', 'https://cdn.example.net/webgazer.js')) },
  'gaze-fields': {
    expect: reports('vendor', 'face_expression'),
    page: (p) => p.every(2000, () => p.fetch('/sink/g', { gazeX: p.random(), gazeY: p.random() })),
  },
  'session-replay': {
    expect: reports('third party', 'session_replay'),
    page(p) {
      p.every(5000, () => p.fetch('https://replay.example.net/rec', { events: [1, 2, 3, 4].map((i) => ({ type: 3, data: { source: i, positions: [{ x: p.between(1, 900), y: 3 }] }, timestamp: START + Math.round(p.now) + i })) }));
    },
  },
  'sound-while-muted': {
    expect: may('vendor', 'audio_while_muted'),
    page(p) {
      p.every(1000, () => p.called('AnalyserNode.read', 'muted'));
      p.every(2000, () => p.fetch('/sink/audio', { audioLevel: p.random(), n: p.between(1, 9999) }));
    },
  },

  // ---- Those that do not.
  'quiet-flush-on-hidden': {
    expect: nothing,
    page(p) {
      const q = [];
      p.every(800, () => q.push({ name: 'level', t: p.now }));
      p.userEvery(2000, 7000, () => q.push({ name: 'mic', t: p.now }));
      const flush = () => q.length && p.beacon('/sink/log', { events: q.splice(0) });
      p.on('visibilitychange', () => p.hidden && flush());
      p.every(6000, flush);
    },
  },
  'quiet-flush-both-ways': {
    expect: nothing,
    page(p) {
      const q = [];
      p.every(700, () => q.push({ m: 'rtt', v: p.between(1, 99) }));
      const flush = () => q.length && p.beacon('/sink/log', { metrics: q.splice(0) });
      p.on('visibilitychange', flush);
      p.every(5000, flush);
    },
  },
  'quiet-report-thread-stops': {
    expect: nothing,
    page(p) {
      const q = [];
      p.every(600, () => q.push({ k: p.pick(['bw', 'loss', 'cpu']), v: p.between(1, 99) }));
      const report = (how) => q.length && p.sent(how, '/log/report', { list: q.splice(0), seq: p.between(1, 99_999) }, { method: 'POST' });
      p.on('visibilitychange', () => p.hidden && report('beacon'));
      p.every(2000, () => p.hidden || report('xhr'));
    },
    plan: (p) => switches(p, 4, 6000, 12_000),
  },
  'quiet-snowplow-flush': {
    expect: nothing,
    page(p) {
      const q = [];
      p.userEvery(1500, 5000, () => q.push({ e: 'ue', eid: p.between(1e6, 1e7), tv: 'js-3.1.0', tna: 'cf', dtm: START + p.now, vp: '1280x720' }));
      const flush = () => q.length && p.fetch('/com.snowplowanalytics.snowplow/tp2', { schema: 'iglu:com.snowplowanalytics.snowplow/payload_data/jsonschema/1-0-4', data: q.splice(0) });
      p.on('visibilitychange', () => p.hidden && flush());
      p.every(9000, flush);
    },
  },
  'quiet-sentry-outcomes': {
    expect: nothing,
    page(p) {
      p.on('visibilitychange', () => p.hidden && p.fetch('/api/4/envelope/?sentry_key=abc', `{"sent_at":"2026-11-23T05:00:00Z"}\n{"type":"client_report"}\n{"timestamp":${START / 1000 + p.now},"discarded_events":[{"reason":"sample_rate","category":"transaction","quantity":${p.between(1, 9)}}]}`));
      usual(p);
    },
  },
  'quiet-web-vitals': {
    expect: nothing,
    page(p) {
      p.on('visibilitychange', () => p.hidden && p.beacon('/sink/vitals', { name: p.pick(['CLS', 'LCP', 'INP']), value: p.random(), id: `v3-${p.between(1e6, 1e7)}`, navigationType: 'navigate' }));
    },
  },
  'quiet-refresh-on-visible': {
    expect: nothing,
    page(p) {
      p.on('visibilitychange', () => p.hidden || p.fetch('/api/rooms'));
      p.every(8000, () => p.fetch('/api/rooms'));
    },
  },
  'quiet-refresh-by-socket': {
    expect: nothing,
    page(p) {
      p.on('visibilitychange', () => p.hidden || p.ws({ type: 'getParticipants', req: p.between(1, 9999) }));
      usual(p);
    },
  },
  'quiet-flush-then-refresh': {
    expect: nothing,
    page(p) {
      const q = [];
      p.every(900, () => q.push({ m: 'rtt', v: p.between(1, 99) }));
      p.on('visibilitychange', () => (p.hidden ? p.beacon('/sink/log', { metrics: q.splice(0) }) : p.fetch('/sink/rooms.json')));
    },
  },
  'quiet-flush-then-sync-by-socket': {
    expect: nothing,
    page(p) {
      const q = [];
      p.every(900, () => q.push({ m: 'rtt', v: p.between(1, 99) }));
      p.on('visibilitychange', () => p.ws(p.hidden ? { type: 'upload', rows: q.splice(0) } : { type: 'sync', since: START + p.now }));
    },
  },
  'quiet-post-then-post': {
    expect: nothing,
    page(p) {
      p.on('visibilitychange', () => (p.hidden ? p.fetch('/sink/draft', { text: 'x'.repeat(p.between(100, 200)), rev: p.now }) : p.fetch('/sink/sync', { since: p.now })));
    },
  },
  'quiet-idle-page': {
    expect: nothing,
    page: (p) => p.every(1500, () => p.ws(JSON.stringify({ jsonrpc: '2.0', id: p.between(1, 1e6), method: 'ping' }))),
    plan: (p) => switches(p, 4, 6000, 12_000),
  },
  'quiet-window-blur-flush': {
    expect: nothing,
    page(p) {
      const q = [];
      p.every(600, () => q.push({ k: 'key', n: p.between(1, 9) }));
      p.on('blur', () => p.beacon('/sink/log', q.splice(0)));
    },
    plan: (p) => switches(p, 4, 3000, 8000, 'window'),
  },
  'quiet-poll-while-visible': {
    expect: nothing,
    page: (p) => p.every(2000, () => p.hidden || p.fetch(`/api/chat?since=${START + p.now}`)),
    plan: (p) => switches(p, 4, 6000, 12_000),
  },
  'quiet-wake-lock': { expect: nothing, page: usual },
  'quiet-video-diagnostic': {
    expect: nothing,
    page(p) {
      p.on('visibilitychange', () => p.hidden && p.after(1000, () => p.hidden && p.ws({ evt: 24_321, body: { bin: 'VCSV', n: p.between(1, 9999) } })));
      usual(p);
    },
  },
  'quiet-unsubscribe-video': {
    expect: functional,
    page(p) {
      let rev = 0;
      const want = () => p.ws({ type: 'subscribe', rev: ++rev, tracks: ['v-11', 'v-12', 'v-13'].map((id) => ({ id, layer: p.hidden ? 'off' : 'high', maxBitrate: p.hidden ? 0 : 900_000 })) });
      want();
      p.on('visibilitychange', want);
      p.every(1700, () => p.ws({ type: 'ping' }));
    },
  },
  'quiet-receiver-constraints': {
    expect: functional,
    page(p) {
      p.on('visibilitychange', () => p.ws({ colibriClass: 'ReceiverVideoConstraints', lastN: p.hidden ? 0 : 25, defaultConstraints: { maxHeight: p.hidden ? 0 : 720 } }));
    },
  },
  'quiet-pause-consumers': {
    expect: functional,
    page(p) {
      let id = 0;
      p.on('visibilitychange', () => p.ws({ request: true, id: ++id, method: p.hidden ? 'pauseConsumer' : 'resumeConsumer', data: { consumerId: 'c-1' } }));
      p.every(2000, () => p.ws({ request: true, id: ++id, method: 'getTransportStats', data: {} }));
    },
  },
  'quiet-camera-off': {
    expect: functional,
    page: (p) => p.on('visibilitychange', () => p.ws({ type: 'media', video: !p.hidden, audio: true })),
  },
  'quiet-frame-rate': {
    expect: functional,
    page: (p) => p.every(2000, () => p.fetch('/sink/stats', { fps: p.hidden ? 0 : 30, rtt: p.between(20, 90) })),
    plan: (p) => switches(p, 4, 6000, 12_000),
  },
  'quiet-attention-mode': {
    expect: nothing,
    page(p) {
      usual(p);
      let on = false;
      for (const at of [5000, 17_000, 26_000, 41_000]) p.after(at, () => p.ws({ evt: 'WS_CONF_VIDEO_ATTENTION_MODE_SWITCH', body: { AttentionMode: (on = !on) } }));
    },
  },
  'quiet-clicks': {
    expect: nothing,
    page(p) {
      p.userEvery(300, 2500, () => p.fetch('/sink/ui', { event: 'click', x: p.between(1, 1200), y: p.between(1, 700) }));
      p.every(3000, () => p.fetch('/sink/ui', { event: 'alive', n: p.between(1, 9999) }));
    },
  },
  'quiet-cursor': {
    expect: nothing,
    page: (p) => p.userEvery(40, 1200, () => p.ws({ type: 'cursor', x: p.between(1, 1200), y: p.between(1, 700) })),
  },
  'quiet-drawing-frames': {
    expect: nothing,
    plan: (p) => switches(p, 3, 3600, 5000),
    page: (p) => p.frames(140, () => p.channel('board', { f: p.between(1, 99_999), x: p.between(1, 900) })),
  },
  'quiet-chat': {
    expect: nothing,
    page(p) {
      usual(p);
      p.userEvery(3000, 8000, () => p.ws({ type: 'chat', text: p.pick(['are you hidden there?', 'visible', 'I was away', 'ok']) }));
    },
  },
  'quiet-mute-toggles': {
    expect: nothing,
    page(p) {
      let muted = false;
      p.userEvery(2500, 9000, () => (muted = !muted));
      p.every(1800, () => p.ws({ type: 'state', muted, n: p.between(1, 9999) }));
    },
  },
  'quiet-slow-fields': {
    expect: nothing,
    page(p) {
      const state = Array.from({ length: 30 }, () => 'a');
      p.every(700, () => (state[p.between(0, 29)] = p.pick(['a', 'b', 'c'])));
      p.every(3000, () => p.fetch('/sink/stats', Object.fromEntries(state.map((s, i) => [`k${String.fromCharCode(97 + (i % 26))}${i > 25 ? 'x' : ''}`, s]))));
    },
    plan: (p) => switches(p, 6),
  },
  'quiet-random-fields': {
    expect: nothing,
    page(p) {
      p.every(5000, () => p.fetch('/sink/stats', Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`m${String.fromCharCode(97 + (i % 26))}${i > 25 ? 'x' : ''}`, p.random() < 0.5]))));
    },
    plan: (p) => switches(p, 6),
  },
  'quiet-throttled-timers': {
    expect: nothing,
    page(p) {
      p.every(400, () => p.ws({ type: 'beat', n: p.between(1, 9999) }));
      p.every(1000, () => p.fetch('/sink/hb', { n: p.between(1, 9999) }));
    },
    plan: (p) => switches(p, 4, 6000, 12_000),
  },
  'quiet-timer-drift': {
    expect: nothing,
    page(p) {
      let last = 0;
      p.every(500, () => {
        p.fetch('/sink/perf', { lag: Math.round(p.now - last - 500), n: p.between(1, 9999) });
        last = p.now;
      });
    },
  },
  'quiet-encrypted-stream': {
    expect: nothing,
    page(p) {
      p.every(400, () => p.ws(Uint8Array.from({ length: p.between(30, 400) }, () => 128 + p.between(0, 127))));
    },
  },
  'quiet-binary-flush': {
    expect: nothing,
    page(p) {
      p.on('visibilitychange', () => p.hidden && p.ws(Uint8Array.from({ length: p.between(300, 900) }, () => 128 + p.between(0, 127))));
      p.every(6000, () => p.ws(Uint8Array.from({ length: p.between(300, 900) }, () => 128 + p.between(0, 127))));
    },
  },
  'quiet-face-box': {
    expect: nothing,
    page: (p) => p.every(2000, () => p.ws({ colibriClass: 'EndpointMessage', msgPayload: { type: 'face-box', faceBox: { left: p.between(1, 90), right: p.between(1, 90), width: p.between(5, 40) } } })),
  },
  'quiet-virtual-background': { expect: nothing, page: (p) => (p.after(400, () => p.fetch('https://cdn.example.net/selfie_segmentation.tflite')), usual(p)) },
  'quiet-meter': {
    expect: nothing,
    page(p) {
      p.every(1000, () => p.called('AnalyserNode.read'));
      p.every(2000, () => p.fetch('/sink/audio', { audioLevel: p.random() }));
    },
  },
  'quiet-counters': {
    expect: nothing,
    page(p) {
      let n = 0;
      p.every(1000, () => p.fetch('/sink/hb', { seq: ++n, uptime: Math.round(p.now / 1000), ts: START + p.now, interval: 1000 }));
    },
    plan: (p) => switches(p, 6),
  },
  'quiet-freezes': {
    expect: nothing,
    page(p) {
      p.every(4000, () => p.fetch('/sink/stats', { freezeCount: p.between(0, 3), totalFreezesDuration: p.between(0, 5000), jitterBufferDelay: p.random() }));
    },
    plan: (p) => switches(p, 6),
  },
  'quiet-third-party-views': {
    expect: nothing,
    page: (p) => p.userEvery(2000, 6000, () => p.sent('image', `https://collect.example.net/i?e=${p.pick(['view', 'tap'])}&n=${p.between(1, 9999)}`)),
  },
  'quiet-leave-beacon': {
    expect: nothing,
    page(p) {
      usual(p);
      p.after(20_000, () => p.beacon('/sink/leave', { event: 'leave' }));
    },
    plan: () => ({ plan: [[20_000, 'leave']], end: 21_000 }),
  },
  'quiet-signalling': {
    expect: nothing,
    page(p) {
      p.every(4000, () => p.ws({ type: p.pick(['candidate', 'offer', 'answer', 'renegotiate']), mid: p.pick(['0', '1']), sdp: `v=0 o=- ${p.between(1e6, 1e7)}` }));
    },
    plan: (p) => switches(p, 6),
  },
  'quiet-worker-timer': {
    expect: nothing,
    page(p) {
      p.after(200, () => p.sent('worker', `blob:https://${HOST}/0b1c`));
      usual(p);
    },
  },
  'share-of-time': {
    expect: reports('vendor'),
    page(p) {
      let [seen, since, last] = [0, 0, 0];
      const count = () => ((seen += p.hidden ? 0 : p.now - since), (since = p.now));
      p.on('visibilitychange', () => ((seen += p.hidden ? p.now - since : 0), (since = p.now)));
      p.every(5000, () => {
        count();
        p.fetch('/sink/hb', { n: p.between(1, 9999), q: Math.round((100 * seen) / (p.now - last)) / 100 });
        [seen, last] = [0, p.now];
      });
    },
    plan: (p) => switches(p, 6),
  },
  'token-claims': {
    expect: reports('vendor'),
    page(p) {
      const part = (value) => b64(value).replaceAll('=', '').replaceAll('+', '-').replaceAll('/', '_');
      p.every(2000, () => p.fetch('/sink/token', { token: [{ alg: 'HS256', typ: 'JWT' }, { jti: p.between(1e6, 1e7), foc: p.focused }, p.random()].map(part).join('.') }));
    },
    plan: (p) => switches(p, 5),
  },
  'path-while-here': {
    expect: may('vendor'),
    page: (p) => p.every(2100, () => p.fetch(`/sink/hb/${p.hidden ? 0 : 1}?r=${p.random()}`)),
    plan: (p) => switches(p, 5),
  },
  'quiet-fractions': {
    expect: nothing,
    page(p) {
      p.every(3000, () => p.fetch('/sink/quality', { loss: p.between(0, 100) / 100, percent: p.between(0, 100), full: p.pick([0, 1]), cpu: p.between(20, 60) / 100 }));
      usual(p);
    },
    plan: (p) => switches(p, 8),
  },
  'header-tells': {
    expect: reports('vendor'),
    page: (p) => p.every(1400, () => p.fetch('/api/inbox', undefined, { headers: `x-request-id: ${p.between(1e8, 1e9).toString(36)}\nx-client-phase: ${p.hidden ? 'bg' : 'fg'}\n` })),
    plan: (p) => switches(p, 5),
  },
  'quiet-headers': {
    expect: nothing,
    page(p) {
      p.every(1400, () => p.fetch('/api/inbox', undefined, { headers: `x-request-id: ${p.between(1e8, 1e9).toString(36)}\nx-client-version: 3.9.0\nx-retry: ${p.between(0, 1)}\n` }));
      p.on('visibilitychange', () => p.hidden || p.fetch('/api/inbox', undefined, { headers: 'x-client-version: 3.9.0\n' }));
    },
    plan: (p) => switches(p, 5),
  },
  'last-active-stands-still': {
    expect: reports('participants'),
    page(p) {
      let last = 0;
      p.every(250, () => (last = p.hidden ? last : p.now));
      p.every(1300, () => p.ws([null, String(p.between(1, 99)), 'room:44', 'presence_update', { sentAt: START + p.now, lastActiveAt: START + last }]));
      p.every(2100, () => p.ws([null, String(p.between(1, 99)), 'room:44', 'quality', { mos: p.random() }]));
    },
    plan: (p) => switches(p, 5, 4000, 8000),
  },
  'unnamed-clock-stands-still': {
    expect: may('vendor'),
    page(p) {
      let last = 0;
      p.every(250, () => (last = p.hidden ? last : p.now));
      p.every(1500, () => p.fetch('/sink/hb', { n: p.between(1, 9999), c: new Date(START + last).toISOString() }));
    },
    plan: (p) => switches(p, 5, 4000, 8000),
  },
  'quiet-last-click': {
    expect: nothing,
    page(p) {
      let last = 0;
      p.userEvery(800, 6000, () => (last = p.now));
      p.every(1300, () => p.ws({ type: 'presence', sentAt: START + p.now, clicked: START + last }));
    },
    plan: (p) => switches(p, 5, 4000, 8000),
  },
  'messagepack-map': {
    expect: reports('participants'),
    page(p) {
      const update = () => p.ws(msgpack({ m: 'upd', s: p.between(1, 60_000), member: { hand: false, front: !p.hidden } }));
      p.on('visibilitychange', () => p.after(p.between(250, 900), update));
      p.every(3700, update);
      p.every(900, () => p.ws(msgpack({ m: 'q', l: p.between(0, 5) })));
    },
    plan: (p) => switches(p, 5),
  },
  'numbered-fields': {
    expect: may('participants'),
    page(p) {
      const info = () => p.ws(protobuf([[1, 1], [2, p.bytes(8)], [4, START + p.now], [5, 'web-5.11'], [8, 1], ...(p.hidden ? [[9, 1]] : [])]));
      p.every(1200, info);
      p.on('visibilitychange', info);
      p.every(400, () => p.ws(protobuf([[1, 4], [2, p.bytes(p.between(4, 16))]])));
    },
    plan: (p) => switches(p, 5),
  },
  'quiet-numbered-fields': {
    expect: nothing,
    page(p) {
      p.every(1200, () => p.ws(protobuf([[1, 1], [3, p.between(1, 9)], [4, START + p.now], ...(p.random() < 0.4 ? [[9, 1]] : [])])));
      p.every(700, () => p.ws(protobuf([[1, 4], [2, p.bytes(p.between(4, 16))], [6, p.between(0, 1)]])));
    },
    plan: (p) => switches(p, 6),
  },
  'quiet-livekit-track-settings': {
    expect: functional,
    page(p) {
      const settings = () => p.ws(protobuf([[7, protobuf([[1, 'TR_VCa81'], ...(p.hidden ? [[3, 1]] : []), [4, 2], [5, 1280], [6, 720]])]]), `wss://${HOST}/rtc/v1`);
      p.on('visibilitychange', () => p.after(100, settings));
      p.every(5000, () => p.ws(protobuf([[16, protobuf([[1, START + p.now], [2, p.between(20, 40)]])]]), `wss://${HOST}/rtc/v1`));
    },
  },
  'codes-in-rows': {
    expect: reports('vendor'),
    page(p) {
      const rows = [];
      const add = (code) => rows.push([code, Math.round(p.now) + 4000]);
      p.on('visibilitychange', () => add(p.hidden ? 12 : 10));
      p.every(800, () => add(p.between(30, 32)));
      p.every(4500, () => p.sent('xhr', '/sink/journal', { v: 2, rows: rows.splice(0) }, { method: 'POST' }));
    },
    plan: (p) => switches(p, 6),
  },
  'quiet-codes-in-rows': {
    expect: nothing,
    page(p) {
      const rows = [];
      p.every(900, () => rows.push([p.between(10, 16), Math.round(p.now) + 4000, p.between(0, 1)]));
      const flush = () => rows.length && p.sent('xhr', '/sink/journal', { v: 2, rows: rows.splice(0) }, { method: 'POST' });
      p.on('visibilitychange', flush);
      p.every(4500, flush);
    },
    plan: (p) => switches(p, 6),
  },
  'numbered-to-a-worker': {
    expect: may('vendor'),
    page(p) {
      let n = 0;
      const tell = (kind, value) => p.sent('worker', '/bus.js', [kind, value, ++n]);
      p.every(1000, () => tell(1, p.between(20, 50)));
      p.every(650, () => tell(2, p.between(0, 99)));
      p.on('visibilitychange', () => tell(3, p.hidden ? 1 : 0));
    },
  },
  'quiet-worker-is-paused': {
    expect: functional,
    page(p) {
      p.every(300, () => p.sent('worker', '/blur.js', { frame: p.between(1, 9999), at: p.now }));
      p.on('visibilitychange', () => p.sent('worker', '/blur.js', { run: !p.hidden }));
    },
  },
  'drawing-stalls': {
    expect: reports('vendor'),
    page(p) {
      let [last, ok] = [0, true];
      const post = (name, value) => p.fetch('/sink/perf', { name, value, page: 'call' });
      p.frames(60, () => {
        if (!ok) post('render', { stalled: false, ms: Math.round(p.now - last) });
        [last, ok] = [p.now, true];
      });
      p.every(300, () => {
        if (ok && p.now - last > 900) post('render', { stalled: !(ok = false) });
      });
      p.every(1250, () => post('rtt', p.between(20, 35)));
    },
  },
  'streamed-at-flips': {
    expect: may('participants'),
    page(p) {
      p.on('visibilitychange', () => p.fetch('/presence/stream', undefined, { method: 'POST', body: 'streamed' }));
      p.every(9000, () => p.fetch('/presence/stream', undefined, { method: 'POST', body: 'streamed' }));
    },
  },
  'quiet-draft-on-blur': {
    expect: nothing,
    page(p) {
      let rev = 0;
      const save = () => p.fetch('/sink/draft', { rev: ++rev, text: 'x'.repeat(p.between(100, 200)) }, { method: 'PUT' });
      p.on('blur', save);
      p.every(7000, save);
    },
    plan: (p) => switches(p, 6),
  },
};

const folder = import.meta.dirname;
for (const old of readdirSync(folder)) if (old.startsWith('attention-') && !old.endsWith('.mjs')) rmSync(join(folder, old), { recursive: true });
let seed = 7;
for (const [name, { expect, page, plan = switches }] of Object.entries(scenarios)) {
  const p = new Page((seed += 7919));
  const { plan: steps, end } = plan(p);
  page(p);
  p.play(steps, end);
  const into = join(folder, `attention-${name}`);
  mkdirSync(into, { recursive: true });
  writeFileSync(join(into, 'trace.jsonl'), p.lines());
  writeFileSync(join(into, 'expected.json'), JSON.stringify(expect, null, 2) + '\n');
}
const quiet = Object.keys(scenarios).filter((n) => n.startsWith('quiet-')).length;
console.log(`${Object.keys(scenarios).length} scenarios, ${quiet} of them innocent`);
