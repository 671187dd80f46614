// A meeting that is not being looked at: what happens there is said by a notification, and not where the banner is enough.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { browsers, start, until } from './harness/index.mjs';
import { enter, play, SITES } from './standin.mjs';

for (const browser of browsers()) {
  describe(`a meeting in a background tab, ${browser}`, () => {
    /** @type {import('./standin.mjs').Rig} */
    let rig;
    before(async () => {
      rig = await start({ browser, sites: { ...SITES } });
    });
    after(() => rig?.close());

    /** Notifications so far. Without a desktop Firefox closes each as soon as it is there. @returns {Promise<string[]>} */
    const notified = () =>
      rig.atDesk(async () => {
        const desk = /** @type {{ gone?: string[] }} */ (/** @type {unknown} */ (globalThis));
        if (!desk.gone) {
          const closed = (desk.gone = /** @type {string[]} */ ([]));
          chrome.notifications.onClosed.addListener((uid) => closed.push(uid));
        }
        return [...desk.gone, ...Object.keys(/** @type {object} */ (await chrome.notifications.getAll()))];
      });

    it('a dangerous link that comes there is said by a notification', async () => {
      const tab = await enter(rig);
      await play(rig, tab, 'late-join');
      await until('the recording is on the screen', async () => (await tab.banner.shown()).length > 0);
      await rig.lookAway();
      await notified();
      await play(rig, tab, 'chat-unc');
      const { uid } = await rig.finding('the link', ({ what }) => what === 'unc-remote');
      await until('it is notified', async () => (await notified()).includes(uid));
      // The recording was on the screen before.
      assert.deepEqual([...new Set(await notified())], [uid]);
    });

    it('what happens before the person’s eyes is said by the banner alone', async () => {
      const tab = await enter(rig, 'jitsi');
      const known = await notified();
      await play(rig, tab, 'late-join');
      await until('the card is there', async () => (await tab.banner.shown()).length > 0);
      assert.deepEqual(await notified(), known);
    });
  });
}
