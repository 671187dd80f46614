// The four cases of which everybody speaks, as pages: what a meeting app told Facebook in 2020, a tracker behind the meeting's own host, an error
// reporter that learns your name, the hash of an e-mail address in a beacon. Each with an innocent twin, of which nothing is said aloud.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { browsers, page, start } from './harness/index.mjs';

/** @typedef {import('./harness/rig.mjs').Rig} Rig */
/** @typedef {import('./harness/rig.mjs').Finding} Finding */

const ZOOM = 'https://app.zoom.us/wc/83920174655/join';
const DAILY = 'https://acme.daily.co/standup';
const FORM = '<label>Your name <input id="join-name"></label><input type="email" id="mail"><input id="room-name" value="Winter programme"><button>Join</button>';
const ROOM = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Room</title><body><div class="meeting-app"><div id="wc-footer"></div></div>${FORM}`;

/** What each page does, in the page. @type {Record<string, (twin: boolean) => unknown>} */
const PAGES = {
  'what Facebook got in 2020': (twin) => {
    const graph = 'https://graph.facebook.com/v6.0/113289095462482';
    if (twin) return fetch(`${graph}/picture?type=square`, { mode: 'no-cors' });
    const extinfo = ['i2', 'us.zoom.videomeetings', '4.6', '4.6.7', '13.3.1', 'iPhone12,1', 'nb_NO', 'GMT+1', 'Nordkom', 390, 844, '2.00', 6, 64, 30, 'Europe/Oslo'];
    const body = new URLSearchParams({ event: 'CUSTOM_APP_EVENTS', advertiser_id: 'c2a49e17-5b08-47d3-9f6a-e81370d4b25c', extinfo: JSON.stringify(extinfo) });
    return fetch(`${graph}/activities`, { method: 'POST', mode: 'no-cors', body });
  },
  'Snowplow on the first party': (twin) => {
    const xhr = new XMLHttpRequest();
    xhr.open('POST', twin ? 'https://log-gateway.zoom.us/nws/join/logger' : 'https://us.telemetry.zoom.us/com.snowplowanalytics.snowplow/tp2');
    const schema = twin ? 'join' : 'iglu:com.snowplowanalytics.snowplow/payload_data/jsonschema/1-0-4';
    xhr.send(JSON.stringify({ schema, data: [{ e: 'pv', p: 'web', tv: 'js-3.5.0', res: '1440x900', tz: 'Europe/Oslo' }] }));
  },
  'Sentry in Daily': (twin) => {
    const parts = [{ event_id: '9ec79c33ec9942ab8353589fcb2e04dc', sent_at: '2026-03-04T09:11:00.000Z' }, { type: 'event' }, { ...(!twin && { user: { username: 'Olga Lindqvist' } }), platform: 'javascript' }];
    const body = parts.map((part) => JSON.stringify(part)).join('\n');
    return fetch('https://o77906.ingest.sentry.io/api/168844/envelope/?sentry_key=0a1b2c3d4e5f60718293a4b5c6d7e8f9&sentry_version=7', { method: 'POST', mode: 'no-cors', body });
  },
  'the hash of an e-mail address': async (twin) => {
    const text = new TextEncoder().encode(twin ? 'build 7' : 'olga.lindqvist@fjordpost.example');
    const hash = [...new Uint8Array(await crypto.subtle.digest('SHA-256', text))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
    navigator.sendBeacon('https://collect.quillmetrics.example/c', JSON.stringify(twin ? { build: hash } : { uid: hash }));
  },
};

/** What must be told of each, and the host that its twin asks too. @type {[name: string, at: string, asked: string, fits: (found: Finding) => boolean][]} */
const CASES = [
  ['what Facebook got in 2020', ZOOM, 'graph.facebook.com', ({ severity, evidence }) => severity === 'high' && evidence['tier'] === 'profile'],
  ['Snowplow on the first party', ZOOM, 'zoom.us', ({ evidence }) => evidence['first_party'] === true && JSON.stringify(evidence['sdk']).includes('Snowplow')],
  ['Sentry in Daily', DAILY, 'o77906.ingest.sentry.io', ({ severity, evidence }) => severity === 'high' && JSON.stringify(evidence['carries']).includes('"name"')],
  ['the hash of an e-mail address', ZOOM, 'collect.quillmetrics.example', ({ severity, evidence }) => severity === 'high' && JSON.stringify(evidence['carries']).includes('sha256')],
];

for (const browser of browsers()) {
  describe(`four cases, ${browser}`, () => {
    /** @type {Rig} */
    let rig;
    before(async () => (rig = await start({ browser, sites: { 'app.zoom.us': page(ROOM), 'acme.daily.co': page(ROOM) } })));
    after(() => rig?.close());

    const tellsOf = (/** @type {Finding} */ { detector }) => detector === 'third_party';
    /** Joins under one's name, then does what the page does; something harmless to a host of its own comes last. @param {string} name @param {string} at @param {boolean} twin */
    const visit = async (name, at, twin) => {
      const from = Date.now();
      const tab = await rig.open(at);
      await tab.page.evaluate(() => {
        Object.assign(/** @type {any} */ (document.getElementById('join-name')), { value: 'Olga Lindqvist' });
        Object.assign(/** @type {any} */ (document.getElementById('mail')), { value: 'olga.lindqvist@fjordpost.example' });
        document.querySelector('button')?.click();
      });
      await tab.page.evaluate(`(${PAGES[name]})(${twin})`);
      const last = `last-${from}.example`;
      await tab.page.evaluate((url) => void fetch(url, { mode: 'no-cors' }).catch(() => {}), `https://${last}/`);
      await rig.finding(`all of ${name} is told`, ({ evidence }) => JSON.stringify(evidence['hosts'] ?? []).includes(last));
      await tab.page.close();
      return (await rig.findings()).filter((found) => tellsOf(found) && found.t >= from && !JSON.stringify(found).includes(last));
    };

    for (const [name, at, asked, fits] of CASES) {
      it(`${name}: told`, { timeout: 60_000 }, async () => {
        const found = await visit(name, at, false);
        assert.ok(found.some(fits), JSON.stringify(found));
        assert.ok(!/lindqvist/i.test(JSON.stringify(found)), 'what is carried is named, its value never kept');
      });
      it(`${name}: its twin is not`, { timeout: 60_000 }, async () => {
        const found = await visit(name, at, true);
        assert.deepEqual(found.filter(({ severity }) => !['info', 'low'].includes(severity)), []);
        assert.ok(rig.server.log.some(({ host }) => host.endsWith(asked)));
      });
    }
  });
}
