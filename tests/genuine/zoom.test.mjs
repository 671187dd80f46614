// Zoom's genuine recording indicator, from its Meeting SDK: installed for this test only, under Zoom's terms, and never committed.
// Run by `scripts/test --genuine`.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { browsers, folder, genuineFolder, installed, start, until } from '../browser/harness/index.mjs';

const home = genuineFolder('zoom');
await installed(home);
const [own, sdk] = [folder(home), folder(`${home}/node_modules/@zoom/meetingsdk`)];
const sites = { 'app.zoom.us': (/** @type {import('../browser/harness/server.mjs').Logged} */ request) => (request.path.startsWith('/dist/') ? sdk : own)(request) };

for (const browser of browsers()) {
  describe(`Zoom’s own indicator, ${browser}`, () => {
    it('is told when it comes, and stays told when a pause takes it away', { timeout: 120_000 }, async () => {
      const rig = await start({ browser, sites });
      try {
        const tab = await rig.open('https://app.zoom.us/wc/83920174655/join');
        await until('the SDK is up', () => tab.page.evaluate(() => 'meeting' in globalThis), 60_000);
        const indicator = () => tab.page.evaluate(() => document.querySelector('.recording-indication__recording-container') !== null);
        await tab.page.evaluate(() => meeting.recording('on'));
        await until('Zoom shows its indicator', indicator);
        const { uid } = await rig.finding('the recording', ({ detector, what, evidence }) => detector === 'recording' && what === 'recording' && evidence['phase'] === 'on');
        await until('its warning is on the screen', async () => (await tab.banner.shown()).some((shown) => shown.uid === uid));
        await tab.page.evaluate(() => meeting.recording('paused'));
        await until('Zoom takes its indicator away', async () => !(await indicator()));
        await tab.page.evaluate(() => meeting.recording('on'));
        await until('Zoom shows it again', indicator);
        assert.ok((await rig.findings()).every(({ state }) => state !== 'ended'));
        assert.deepEqual(tab.errors, []);
      } finally {
        await rig.close();
      }
    });
  });
}
