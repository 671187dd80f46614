// Blocking, from a press in the popup to the server that is not asked: only in the meeting's tab, never the meeting itself, whatever becomes of the
// background; and nothing of it is left behind.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { allSites, browsers, page, start, until, variant } from './harness/index.mjs';

/** @typedef {import('./harness/rig.mjs').Rig} Rig */
/** @typedef {import('./harness/rig.mjs').Tab} Tab */

const ROOM = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Room</title><body><div class="meeting-app"><div id="wc-footer"></div></div>`;
const NEWS = '<!doctype html><html lang="en"><meta charset="utf-8"><title>News</title>';
const WORKER = `onmessage = ({ data }) => fetch(data, { mode: 'no-cors' }).then(() => postMessage('went'), () => postMessage('stopped'));`;

/** @type {import('./harness/server.mjs').Sites} */
const SITES = {
  'app.zoom.us': (request) => (request.path.endsWith('.js') ? { body: WORKER, type: 'text/javascript' } : page(ROOM)(request)),
  'news.example': page(NEWS),
};
const MEETING = 'https://app.zoom.us/wc/83920174655/join';
const TRACKER = 'static.hotjar.com';

/** Asks an address for something in every way that a page has; says which of them went through. @param {string} host @param {string} mark */
async function asks(host, mark) {
  const url = (/** @type {string} */ way) => `https://${host}/${way}?${mark}`;
  const loads = (/** @type {HTMLElement} */ element) =>
    new Promise((resolve) => document.body.append(Object.assign(element, { onload: () => resolve(true), onerror: () => resolve(false) })));
  const worker = new Worker('/worker.js');
  const socket = new WebSocket(url('socket').replace('https', 'wss'));
  const went = {
    fetch: fetch(url('fetch'), { mode: 'no-cors' }).then(() => true, () => false),
    script: loads(Object.assign(document.createElement('script'), { src: url('script') })),
    worker: new Promise((resolve) => {
      worker.onmessage = ({ data }) => resolve(data === 'went');
      worker.postMessage(url('worker'));
    }),
    socket: new Promise((resolve) => Object.assign(socket, { onopen: () => resolve(true), onerror: () => resolve(false) })),
  };
  navigator.sendBeacon(url('beacon'), 'x');
  document.body.append(Object.assign(document.createElement('iframe'), { src: url('frame') }));
  // What comes last has been answered when all before it has.
  const answers = Object.fromEntries(await Promise.all(Object.entries(went).map(async ([way, answer]) => [way, await answer])));
  socket.close();
  worker.terminate();
  return answers;
}

const ALL = { fetch: true, script: true, worker: true, socket: true };
const NONE = { fetch: false, script: false, worker: false, socket: false };

for (const browser of browsers()) {
  describe(`blocking, ${browser}`, () => {
    /** @type {Rig} */
    let rig;
    /** @type {Tab} */
    let tab;
    /** @type {Awaited<ReturnType<typeof variant>>} */
    let extension;
    before(async () => {
      extension = await variant(browser, allSites);
      rig = await start({ browser, sites: { ...SITES }, extension: extension.folder });
      tab = await rig.open(MEETING);
    });
    after(async () => {
      await rig?.close();
      await extension?.remove();
    });

    let marks = 0;
    /** What a tab's page can ask of a host, and what of it reached the host's server. @param {Tab} tab @param {string} host */
    const reach = async (tab, host) => {
      const mark = `mark=${(marks += 1)}`;
      const answers = await tab.page.evaluate(asks, host, mark);
      return { answers, arrived: rig.server.log.filter((asked) => asked.host === host && asked.path.endsWith(mark)).map(({ path }) => path.slice(1).split('?')[0]) };
    };
    const rules = () => rig.atDesk(() => chrome.declarativeNetRequest.getSessionRules());
    const choose = (/** @type {string[]} */ names) => rig.atDesk((/** @type {string[]} */ names) => chrome.runtime.sendMessage({ ask: 'choose', changes: { third_party_block: names } }), names);
    const meetingTab = async () => Object.keys(await rig.sessions()).find((key) => key.startsWith('tab:'))?.slice('tab:'.length);
    /** Opens the popup over the meeting, and waits until it says this. @param {string} words */
    const popup = async (words) => {
      const shown = await rig.openOwn(`ui/popup.html?tab=${await meetingTab()}`);
      let text = '';
      await until(`the popup says: ${words}`, async () => (text = await shown.evaluate(() => document.body?.innerText ?? '')).includes(words)).catch((error) => {
        throw new Error(`${error.message}; it says: ${text}`);
      });
      return shown;
    };
    const press = (/** @type {any} */ shown, /** @type {string} */ label) =>
      shown.evaluate((/** @type {string} */ label) => {
        const named = [...document.querySelectorAll('button')].find((b) => b.textContent === label || b.ariaLabel === label);
        if (!named) throw new Error(`no button: ${label}`);
        named.click();
      }, label);

    it('is off: everybody is asked', async () => {
      const { answers, arrived } = await reach(tab, TRACKER);
      assert.deepEqual(answers, ALL);
      for (const way of ['fetch', 'script', 'worker', 'socket']) assert.ok(arrived.includes(way), way);
      assert.deepEqual(await rules(), []);
    });

    it('stops what a press in the popup says, in this tab alone, and says so', async () => {
      const shown = await popup('Block Hotjar');
      await press(shown, 'Block Hotjar');
      await until('the popup shows it', () => shown.evaluate(() => document.body.innerText.includes('Hotjar: nothing was asked of it so far')));
      await shown.close();
      await tab.page.bringToFront();
      const stopped = await reach(tab, TRACKER);
      assert.deepEqual(stopped, { answers: NONE, arrived: [] });
      for (const innocent of ['us02web.zoom.us', 'cdn.example.net']) assert.deepEqual((await reach(tab, innocent)).answers, ALL, innocent);
      const other = await rig.open('https://news.example/');
      assert.equal(await other.page.evaluate((url) => fetch(url, { mode: 'no-cors' }).then(() => 'went'), `https://${TRACKER}/elsewhere`), 'went');
      await other.page.close();
      await (await popup('Hotjar: requests stopped')).close();
      await tab.page.bringToFront();
    });

    it('never stops the meeting itself, whoever is listed', async () => {
      await choose(['Hotjar', 'Zoom', 'zoom.us', 'us02web.zoom.us']);
      await until('the rules follow', async () => (await rig.sessions())[`tab:${await meetingTab()}`].session.includes('us02web'));
      assert.deepEqual((await reach(tab, 'us02web.zoom.us')).answers, ALL);
      assert.deepEqual((await reach(tab, TRACKER)).answers, NONE);
      await (await popup('Not blocked: us02web.zoom.us')).close();
      await tab.page.bringToFront();
    });

    it('outlives the background, which finds its rules as they are', async () => {
      const before = await rules();
      await rig.kill();
      assert.deepEqual((await reach(tab, TRACKER)).answers, NONE);
      assert.deepEqual(await rules(), before, 'neither lost nor doubled');
      await rig.kill();
      await choose(['Hotjar', 'cdn.example.net']);
      await until('what is new is stopped', async () => (await reach(tab, 'cdn.example.net')).arrived.length === 0);
      assert.equal((await rules()).length, 2);
    });

    it('ends when it is turned off', async () => {
      await choose([]);
      await until('no rule is left', async () => (await rules()).length === 0);
      assert.deepEqual((await reach(tab, TRACKER)).answers, ALL);
    });

    it('ends with the meeting, also while nobody is there to see it end', async () => {
      await choose(['Hotjar']);
      await until('rules are there', async () => (await rules()).length === 2);
      await rig.kill();
      await tab.page.close();
      await until('no rule is left', async () => (await rules()).length === 0);
    });
  });
}
