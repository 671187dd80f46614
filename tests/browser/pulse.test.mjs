// A probe that is gone says nothing. The background asks: a page that hangs is blindness, a frame that is taken out is forgotten, and a site
// that was left is no meeting any more.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { browsers, page, start, until } from './harness/index.mjs';

const MEETING = 'https://app.zoom.us/wc/83920174655/join';
const HTML = '<!doctype html><html lang="en"><title>m</title><div class="meeting-app"></div><div id="wc-footer"></div>';
/** @type {import('./harness/server.mjs').Sites} */
const SITES = {
  'app.zoom.us': (request) => page(request.path.includes('frame') ? HTML : `${HTML}<iframe src="/wc/83920174655/join?frame"></iframe>`)(request),
  'elsewhere.example': page('<!doctype html><title>elsewhere</title>'),
};

for (const browser of browsers()) {
  describe(`the probes' pulse, ${browser}`, () => {
    /** @type {import('./harness/rig.mjs').Rig} */
    let rig;
    before(async () => (rig = await start({ browser, sites: { ...SITES } })));
    after(() => rig.close());

    const sessions = async () => {
      const kept = Object.entries(await rig.sessions()).filter(([key]) => key.startsWith('tab:'));
      return kept.map(([, record]) => record);
    };
    const frames = async () => (await sessions()).flatMap(({ frames }) => frames).length;
    /** The tick that comes every half minute, now. */
    const tick = () => rig.atDesk(() => chrome.alarms.create('tick', { when: Date.now() }));

    it('forgets a frame that is taken out, and a site that is left', { timeout: 60_000 }, async () => {
      const tab = await rig.open(MEETING);
      await until('both documents have told who they are', async () => (await frames()) === 2);
      await tab.page.evaluate(() => document.querySelector('iframe')?.remove());
      await tick();
      await until('the frame is forgotten', async () => (await frames()) === 1);
      assert.equal((await rig.findings()).some(({ what }) => what === 'blind'), false, 'a frame that is gone is no blindness');
      await tab.page.goto('https://elsewhere.example/');
      await until('the session is closed', async () => (await sessions()).length === 0);
      await tab.page.close();
    });

    it('says that it is blind while the page does not answer', { timeout: 90_000 }, async () => {
      const tab = await rig.open(MEETING);
      await until('the meeting is known', async () => (await frames()) === 2);
      const hung = tab.page.evaluate(() => {
        for (const end = Date.now() + 15_000; Date.now() < end; ) Math.random();
      });
      // The first tick finds it silent, the next one finds that it lasts.
      await until('it is said', async () => {
        await tick();
        return (await rig.findings()).some(({ what, evidence }) => what === 'blind' && evidence['why'] === 'probe_silent');
      }, 30_000);
      await hung;
      await tick();
      await rig.finding('it is over', ({ what, state }) => what === 'blind' && state === 'ended');
    });
  });
}
