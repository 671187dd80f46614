// Pages that lie, shout and break things, and storage from another time. What they do is counted or told; nothing is lost, nothing is thrown
// into the page, and the page itself behaves as it does without us.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { browsers, page, start, until } from './harness/index.mjs';
import { enter, EXPECTED, play, SITES } from './standin.mjs';

/** @typedef {import('./harness/rig.mjs').Rig} Rig */
/** @typedef {import('./harness/rig.mjs').Tab} Tab */

const [RECORDED, PATH] = [EXPECTED[0], EXPECTED[1]];
assert.ok(RECORDED && PATH);

/** Runs first of the page's own code: every built-in that a careless probe would lean on is broken. */
function poison() {
  const broken = () => {
    throw new Error('poisoned');
  };
  for (const type of [Array, String, Map, Set, WeakMap, Promise, RegExp]) {
    for (const name of Object.getOwnPropertyNames(type.prototype)) {
      if (name === 'constructor' || typeof Object.getOwnPropertyDescriptor(type.prototype, name)?.value !== 'function') continue;
      Object.defineProperty(type.prototype, name, { value: broken, writable: true, configurable: true });
    }
  }
  JSON.stringify = broken;
  JSON.parse = broken;
  Object.defineProperty(Array.prototype, Symbol.iterator, { value: broken, configurable: true });
  EventTarget.prototype.dispatchEvent = broken;
  globalThis.CustomEvent = /** @type {any} */ (broken);
}

/** What a page can find out about the functions that it calls. */
function inventory() {
  /** @type {[string, any][]} */
  const functions = [
    ['fetch', fetch],
    ['sendBeacon', Navigator.prototype.sendBeacon],
    ['XMLHttpRequest.open', XMLHttpRequest.prototype.open],
    ['XMLHttpRequest.send', XMLHttpRequest.prototype.send],
    ['XMLHttpRequest.setRequestHeader', XMLHttpRequest.prototype.setRequestHeader],
    ['WebSocket', WebSocket],
    ['WebSocket.send', WebSocket.prototype.send],
    ['addEventListener', EventTarget.prototype.addEventListener],
    ['hasFocus', Document.prototype.hasFocus],
    ['hidden', Object.getOwnPropertyDescriptor(Document.prototype, 'hidden')?.get],
    ['MediaRecorder.start', MediaRecorder.prototype.start],
    ['Function.toString', Function.prototype.toString],
  ];
  const thrown = (/** @type {() => unknown} */ act) => {
    try {
      return `returned ${act()}`;
    } catch (error) {
      return `${/** @type {Error} */ (error).name}: ${/** @type {Error} */ (error).message}`;
    }
  };
  return {
    functions: functions.map(([name, f]) => [name, f.name, f.length, String(f), Object.getOwnPropertyNames(f).sort().join(), typeof f.prototype, thrown(() => f.call(undefined))]),
    globals: Object.getOwnPropertyNames(window).filter((name) => /tally|probe|wire/i.test(name)),
    root: [...document.documentElement.attributes].map(({ name }) => name),
    beside: [...document.documentElement.children].map(({ nodeName }) => nodeName),
    badUrl: thrown(() => new WebSocket('nonsense:')),
    instance: (() => {
      const socket = new WebSocket('wss://app.zoom.us/x');
      return [socket instanceof WebSocket, socket.constructor === WebSocket, WebSocket.prototype.constructor === WebSocket];
    })(),
  };
}

for (const browser of browsers()) {
  describe(`hostile pages, ${browser}`, () => {
    /** @type {Rig} */
    let rig;
    before(async () => (rig = await start({ browser, sites: { ...SITES } })));
    after(() => rig?.close());

    /** A finding of this tab: uids differ between meetings. @param {typeof RECORDED} expected @param {number} from findings before this one are of others */
    const fresh = async (expected, from) => rig.finding(expected.title, (finding) => finding.t >= from && expected.fits(finding));

    it('finds what there is to find although every built-in is broken, and breaks nothing itself', async () => {
      const from = Date.now();
      rig.server.sites['broken.zoom.us'] = page(`<!doctype html><title>broken</title><script>(${poison})()</script><body class="meeting-app">`);
      const tab = await rig.open('https://broken.zoom.us/wc/83920174655/join');
      await tab.page.evaluate(() => {
        const box = document.createElement('div');
        box.className = 'recording-indication__recording-container';
        document.body.append(box);
      });
      await rig.finding('recording', ({ what, t }) => what === 'recording' && t >= from);
      assert.deepEqual(tab.errors, []);
      await tab.page.close();
    });

    it('takes no orders from forged messages', async () => {
      const from = Date.now();
      const tab = await enter(rig);
      await tab.page.evaluate(() => {
        const forged = JSON.stringify({ o: [{ see: 'mark', mark: 'recording-cloud', present: false }], d: 0 });
        for (const name of ['tallylight', 'tallylight:do', '0'.repeat(32)]) {
          for (const detail of [forged, '0'.repeat(32), 'x'.repeat(1 << 21), '{', 'null', 42, null, { o: 1 }]) {
            window.dispatchEvent(new CustomEvent(name, { detail }));
            document.dispatchEvent(new CustomEvent(name, { detail, bubbles: true }));
          }
        }
        window.postMessage({ ask: 'events', events: [{ event: 'closed', t: 1 }] }, '*');
        for (let i = 0; i < 10_000; i += 1) window.dispatchEvent(new CustomEvent('tallylight', { detail: forged }));
      });
      await play(rig, tab, 'late-join');
      const { uid } = await fresh(RECORDED, from);
      await until('the warning is on the screen', async () => (await tab.banner.shown()).some((shown) => shown.uid === uid));
      assert.deepEqual(tab.errors, []);
      assert.ok((await rig.findings()).filter(({ t }) => t >= from).every(({ state }) => state !== 'ended'));
      await tab.page.close();
    });

    it('takes 10 MB of text in its stride, and finds the path after it', async () => {
      const tab = await enter(rig);
      const from = Date.now();
      await play(rig, tab, 'late-join');
      const took = await tab.page.evaluate(async () => {
        const list = document.querySelector('#chat-list-content');
        const message = document.createElement('div');
        message.className = 'new-chat-message__text-content';
        message.textContent = '\\\\a '.repeat((10 << 20) / 4);
        const begun = performance.now();
        list?.append(message);
        await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
        message.hidden = true;
        return performance.now() - begun;
      });
      assert.ok(took > 0);
      await play(rig, tab, 'chat-unc');
      await fresh(PATH, from);
      assert.deepEqual(tab.errors, []);
      await tab.page.close();
    });

    it('goes on from a session record that it does not understand', async () => {
      const tab = await enter(rig);
      await play(rig, tab, 'late-join');
      await rig.kill();
      await rig.atDesk(async () => {
        const all = await chrome.storage.session.get(null);
        for (const key of Object.keys(all)) await chrome.storage.session.set({ [key]: { session: '{"version":999,"findings":"of a time to come"}', frames: [0], taken: {}, last: [] } });
      });
      const from = Date.now();
      await play(rig, tab, 'chat-unc');
      await fresh(PATH, from);
      assert.deepEqual(tab.errors, []);
      await tab.page.close();
    });

    it('leaves the page as it is without us', async () => {
      const bare = await start({ browser, extension: null, sites: { ...SITES } });
      try {
        const [withUs, without] = [await enter(rig), await enter(bare)];
        assert.deepEqual(await withUs.page.evaluate(inventory), await without.page.evaluate(inventory));
      } finally {
        await bare.close();
      }
    });
  });
}
