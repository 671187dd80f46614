// Full view, in a browser that grants it: what no hook saw is noticed, workers' requests are seen and not held against the page, and ordinary
// requests of every kind raise nothing.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { allSites, browsers, page, start, variant } from './harness/index.mjs';

/** @typedef {import('./harness/rig.mjs').Rig} Rig */

const ROOM = '<!doctype html><html lang="en"><meta charset="utf-8"><title>Room</title><body><div class="meeting-app"><div id="wc-footer"></div></div>';
const WORKER = "onmessage = ({ data }) => fetch(data, { mode: 'no-cors', method: 'POST', body: 'x' }).then(() => postMessage('went'));";
const [QUIET, LOUD] = ['https://app.zoom.us/wc/83920174655/join', 'https://zoom.us/wc/83920174655/join'];

/** @type {import('./harness/server.mjs').Handler} */
const site = (request) => (request.path.endsWith('.js') ? { body: WORKER, type: 'text/javascript' } : page(ROOM)(request));

/** Asks in every way that hooks see, by markup, and from a worker. */
async function asks() {
  const loads = (/** @type {HTMLElement} */ element) => new Promise((resolve) => document.body.append(Object.assign(element, { onload: resolve, onerror: resolve })));
  await fetch('https://hooked.example/fetch#part', { mode: 'no-cors', method: 'POST', body: 'x' });
  await fetch('https://HOOKED.example/a/../get?x=%7e y', { mode: 'no-cors' });
  const xhr = new XMLHttpRequest();
  await new Promise((resolve) => {
    xhr.onloadend = resolve;
    xhr.open('POST', 'https://hooked.example/xhr');
    xhr.send('x');
  });
  navigator.sendBeacon('https://hooked.example/beacon', 'x');
  await loads(Object.assign(new Image(), { src: 'https://markup.example/pixel' }));
  document.body.insertAdjacentHTML('beforeend', '<img src="https://markup.example/image"><link rel="stylesheet" href="https://markup.example/style">');
  await loads(Object.assign(document.createElement('iframe'), { src: 'https://markup.example/frame' }));
}

/** @param {string} url */
async function asksByWorker(url) {
  const worker = new Worker('/worker.js');
  const went = new Promise((resolve) => (worker.onmessage = resolve));
  worker.postMessage(url);
  await went;
}

for (const browser of browsers()) {
  describe(`full view, ${browser}`, () => {
    /** @type {Rig} */
    let rig;
    /** @type {Awaited<ReturnType<typeof variant>>} */
    let extension;
    before(async () => {
      extension = await variant(browser, (manifest) => ({ ...allSites(manifest), permissions: [...manifest.permissions, 'webRequest'], optional_permissions: ['scripting'] }));
      rig = await start({ browser, sites: { 'app.zoom.us': site, 'zoom.us': site }, extension: extension.folder });
    });
    after(async () => {
      await rig?.close();
      await extension?.remove();
    });

    const bypassed = ({ /** @type {string} */ what = '' }) => what === 'hooks_bypassed';

    it('says nothing of what hooks saw, markup loads or a worker sends, and sees the worker', { timeout: 120_000 }, async () => {
      const tab = await rig.open(QUIET);
      await tab.page.evaluate(asks);
      await tab.page.evaluate(asksByWorker, 'https://collect.hotjar.com/from-worker');
      const seen = await rig.finding('what the worker sends', ({ who, evidence }) => /hotjar/i.test(JSON.stringify([who, evidence])));
      assert.deepEqual(seen.evidence['via'], ['webRequest'], 'no hook and no timing entry tells of it');
    });

    it('notices what goes around the hooks', { timeout: 120_000 }, async () => {
      const tab = await rig.open(LOUD);
      await tab.page.evaluate(asks);
      // The driver's own world is another one than the page's: its functions are as the browser made them.
      await /** @type {any} */ (tab.page.mainFrame()).isolatedRealm().evaluate(() => void fetch('https://hidden.example/past', { mode: 'no-cors', method: 'POST', body: 'x' }));
      const { who, evidence } = await rig.finding('a request past the hooks', bypassed, 80_000);
      assert.equal(who, 'hidden.example');
      assert.deepEqual([evidence['count'], evidence['workers_excepted']], [1, false], 'that request alone');
      const hosts = (await rig.findings()).filter(bypassed).map(({ who }) => who);
      assert.deepEqual([...new Set(hosts)], ['hidden.example'], 'nothing of the quiet meeting, whose ticks came before');
    });
  });
}
