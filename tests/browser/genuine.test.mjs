// Interfaces that others wrote: LiveKit's and Amazon Chime's own components, from npm, behind their real host names. Our own pages prove
// little about the clients of others; these do.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { browsers, genuine, start, until } from './harness/index.mjs';

/** @typedef {import('./harness/rig.mjs').Rig} Rig */
/** @typedef {import('./harness/rig.mjs').Tab} Tab */

const CHAT = 'minutes: \\\\files.evil-share.example\\reports\\q3.docx';
const HARMLESS = 'agenda: https://docs.example.org/agenda and a/b//c';

/** @param {string} host @returns {(finding: import('./harness/rig.mjs').Finding) => boolean} */
const link = (host) => ({ detector, evidence }) => detector === 'link' && JSON.stringify(evidence).includes(host);
/** @type {(finding: import('./harness/rig.mjs').Finding) => boolean} */
const recording = ({ detector, what, evidence }) => detector === 'recording' && what === 'recording' && evidence['phase'] === 'on';

const sites = { 'meet.livekit.io': await genuine('livekit'), 'app.chime.aws': await genuine('chime') };

for (const browser of browsers()) {
  describe(`genuine clients, ${browser}`, () => {
    /** @type {Rig} */
    let rig;
    before(async () => (rig = await start({ browser, sites })));
    after(() => rig?.close());

    /** @param {string} url @returns {Promise<Tab>} */
    const enter = async (url) => {
      const tab = await rig.open(url);
      await until('the client is up', () => tab.page.evaluate(() => 'meeting' in globalThis));
      return tab;
    };
    /** @param {Tab} tab @param {string} uid */
    const seen = (tab, uid) => until('its warning is on the screen', async () => (await tab.banner.shown()).some((shown) => shown.uid === uid));

    it('LiveKit Meet: a recording and a path in the chat, both told; harmless words not', async () => {
      const tab = await enter('https://meet.livekit.io/rooms/abcd-1234');
      await tab.page.evaluate(() => meeting.join());
      await until('the room is open', () => tab.page.evaluate(() => document.querySelector('.lk-chat-messages') !== null));
      await tab.page.evaluate((text) => meeting.say('Aiko', text), HARMLESS);
      await tab.page.evaluate((text) => meeting.say('R. Hale', text), CHAT);
      await seen(tab, (await rig.finding('the path', link('files.evil-share.example'))).uid);
      await tab.page.evaluate(() => meeting.recording(true));
      await seen(tab, (await rig.finding('the recording', (finding) => finding.client === 'livekit' && recording(finding))).uid);
      await tab.page.evaluate(() => meeting.recording(false));
      const warned = (await rig.findings()).filter(({ severity }) => !['info', 'low'].includes(severity)).map(({ detector }) => detector);
      assert.deepEqual([...new Set(warned)].sort(), ['link', 'recording']);
      assert.deepEqual(tab.errors, []);
    });

    it('Amazon Chime: the application’s own words about a recording, and a path in a bubble', async () => {
      const tab = await enter('https://app.chime.aws/meetings/1234567890');
      await tab.page.evaluate((text) => meeting.say('R. Hale', text), CHAT);
      await seen(tab, (await rig.finding('the path', (finding) => finding.client === 'chime' && link('files.evil-share.example')(finding))).uid);
      await tab.page.evaluate(() => meeting.say('Mara', 'This meeting is being recorded'));
      await tab.page.evaluate(() => meeting.notify('Recording has started. This meeting is being recorded.'));
      const { uid, evidence } = await rig.finding('the recording', (finding) => finding.client === 'chime' && recording(finding));
      assert.notEqual(evidence['role'], 'chat');
      await seen(tab, uid);
      assert.deepEqual(tab.errors, []);
    });

    it('Amazon Chime: its SDK sends what has gathered when you look away, which says nothing of your attention', { timeout: 90_000 }, async () => {
      const from = Date.now();
      const tab = await enter('https://app.chime.aws/meetings/2234567890');
      await tab.page.evaluate(() => Object.assign(globalThis, { publish: meeting.reports() }));
      const reports = () => rig.server.log.filter(({ host, t }) => host === 'data.svc.ue1.ingest.chime.aws' && t >= from);
      for (let flips = 0; flips < 4; flips += 1) {
        const before = reports().length;
        await tab.page.evaluate(() => globalThis.publish('audioInputSelected'));
        await tab.page.evaluate(() => globalThis.publish('videoInputSelected'));
        await rig.lookAway();
        await until('it sends what has gathered', () => reports().length > before);
        await tab.lookBack();
        await until('it is seen again', () => tab.page.evaluate(() => document.visibilityState === 'visible'));
      }
      await tab.page.evaluate((text) => meeting.say('R. Hale', text), 'last: \\\\last.evil-share.example\\share\\x.docx');
      await rig.finding('what comes last', link('last.evil-share.example'));
      const said = (await rig.findings()).filter(({ detector, t }) => detector === 'attention' && t >= from);
      assert.deepEqual(said.filter(({ verdict }) => verdict !== undefined && verdict !== 'functional' && verdict !== 'none'), []);
      assert.deepEqual(tab.errors, []);
    });
  });
}
