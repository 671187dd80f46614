// Microsoft's genuine call composite, which Teams meetings in other people's pages are made of, in four of its languages: half a gigabyte of
// packages, installed for this test only. It knows no pause, and its bar says that joining is consent. Run by `scripts/test --genuine`.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { browsers, genuine, start, until } from '../browser/harness/index.mjs';

/** @typedef {import('../browser/harness/rig.mjs').Rig} Rig */

/** What ends right after it began is doubted for a while: by the next alarm it is over. */
const NEXT_ALARM_MS = 45_000;

/** Its fonts come from a host that is a sink here, which Firefox remarks upon. @param {string} error */
const ours = (error) => !error.startsWith('downloadable font');

const HOST = 'https://teams.microsoft.com/v2/';
const sites = { 'teams.microsoft.com': await genuine('acs') };

for (const browser of browsers()) {
  describe(`Microsoft’s own call composite, ${browser}`, () => {
    /** @type {Rig} */
    let rig;
    before(async () => (rig = await start({ browser, sites })));
    after(() => rig?.close());

    /** @param {string} query */
    const enter = async (query) => {
      const from = Date.now();
      const tab = await rig.open(`${HOST}?${query}`);
      await until('the call is up', () => tab.page.evaluate(() => document.querySelector('[data-ui-id="call-composite-hangup-button"]') !== null), 60_000);
      /** @param {string} what @param {string} phase */
      const told = (what, phase) => rig.finding(`${what}, ${phase}`, (found) => found.t >= from && found.client === 'teams' && found.what === what && found.evidence['phase'] === phase, NEXT_ALARM_MS);
      const set = (/** @type {{ recording?: boolean, transcription?: boolean }} */ now) => tab.page.evaluate((to) => meeting.set(to), now);
      return { tab, told, set, from };
    };

    for (const language of ['en', 'de', 'ja', 'ar']) {
      it(`${language}: what begins is told, what goes on stays told, what ends is over`, { timeout: 180_000 }, async () => {
        const { tab, told, set, from } = await enter(`lang=${language}`);
        await set({ recording: true });
        const { uid } = await told('recording', 'on');
        await until('its warning is on the screen', async () => (await tab.banner.shown()).some((shown) => shown.uid === uid));
        await set({ transcription: true });
        await told('transcription', 'on');
        await until('consent is taken for granted, and that is told', async () => (await rig.findings()).some((found) => found.t >= from && found.evidence['consent'] === 'asked'));
        await set({ transcription: false });
        await told('transcription', 'off');
        const recording = (await rig.findings()).filter((found) => found.t >= from && found.what === 'recording');
        assert.equal(recording.at(-1)?.evidence['phase'], 'on', 'the recording goes on');
        await set({ recording: false });
        await told('recording', 'off');
        assert.deepEqual(tab.errors.filter(ours), []);
        await tab.page.close();
      });
    }

    it('who comes late is told at once', { timeout: 180_000 }, async () => {
      const { tab, told } = await enter('lang=en&recording&transcription');
      const [{ evidence }] = [await told('recording', 'on'), await told('transcription', 'on')];
      assert.equal(evidence['on_when_joined'], true);
      assert.deepEqual(tab.errors.filter(ours), []);
      await tab.page.close();
    });
  });
}
