// The main job: a meeting page in, a warning on the screen, in real browsers. One meeting is played once per client; the tests ask about it.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { browsers, start, until } from './harness/index.mjs';
import { ADDRESSES, enter, EXPECTED, play, SITES, unexpected } from './standin.mjs';

/** @typedef {import('./standin.mjs').Rig} Rig */
/** @typedef {import('./standin.mjs').Tab} Tab */

for (const browser of browsers()) {
  for (const client of /** @type {(keyof typeof ADDRESSES)[]} */ (Object.keys(ADDRESSES))) {
    describe(`stand-in meeting, ${client}, ${browser}`, () => {
      /** @type {Rig} */
      let rig;
      /** @type {Tab} */
      let tab;
      before(async () => {
        rig = await start({ browser, sites: { ...SITES } });
        tab = await enter(rig, client);
      });
      after(() => rig?.close());

      /** Plays an act and waits for its warning. @param {string} act */
      const leadsToWarning = async (act) => {
        const expected = EXPECTED.filter((one) => one.act === act);
        assert.ok(expected.length > 0);
        await play(rig, tab, act);
        for (const { title, fits } of expected) {
          const { uid } = await rig.finding(title, fits);
          await until(`“${title}” is on the screen`, async () => (await tab.banner.shown()).some((shown) => shown.uid === uid));
        }
        await tab.banner.dismiss();
      };

      it('tells that the recording was on when you joined', () => leadsToWarning('late-join'));

      it('says it where no page can touch it, too', async () => {
        assert.notEqual((await rig.badge(tab.page.url())).text, '');
      });

      it('speaks up in the page as an alert', async () => {
        const { uid } = await rig.finding('recording', ({ what }) => what === 'recording');
        assert.equal((await tab.banner.shown()).find((shown) => shown.uid === uid)?.role, 'alert');
      });

      it('leaves the page its focus', async () => {
        await play(rig, tab, 'agree');
        assert.ok(await tab.page.evaluate(() => document.activeElement === document.body));
      });

      it('keeps quiet about what participants say, and finds a path that the client cut in three', async () => {
        await play(rig, tab, 'chat-innocent');
        await leadsToWarning('chat-unc');
      });

      it('finds a file link', () => leadsToWarning('chat-file'));
      it('finds a search link', () => leadsToWarning('chat-search'));

      it('does not take a vanished indicator for an end', async () => {
        await play(rig, tab, 'pause');
        await leadsToWarning('facebook'); // later in the stream than the pause
        const recording = (await rig.findings()).filter(({ detector }) => detector === 'recording');
        assert.ok(recording.every(({ state }) => state !== 'ended'));
        await play(rig, tab, 'resume');
      });

      it('finds the report of attention among innocent listeners', async () => {
        await play(rig, tab, 'first-party');
        await play(rig, tab, 'attention-innocent');
        await leadsToWarning('attention');
      });

      it('raised nothing else', async () => {
        assert.deepEqual(unexpected(await rig.findings()), []);
      });

      it('threw nothing into the page', () => assert.deepEqual(tab.errors, []));
    });
  }
}
