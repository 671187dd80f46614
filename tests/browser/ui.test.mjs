// What a person sees: the popup says what is so and follows it, our own pages are whole and usable by everybody, and a page can neither
// restyle, press nor silently hide the card in the meeting.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, describe, it } from 'node:test';
import { browsers, page, start, until } from './harness/index.mjs';
import { enter, EXPECTED, play, SITES } from './standin.mjs';

/** @typedef {import('./harness/rig.mjs').Rig} Rig */

const [RECORDED] = EXPECTED;
assert.ok(RECORDED);

const read = (/** @type {string} */ path) => readFileSync(new URL(path, import.meta.url), 'utf8');
const WORDS = JSON.parse(read('../../extension/_locales/en/messages.json'));
const say = (/** @type {string} */ name) => WORDS[name].message;
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** A meeting whose style sheet tries all it can against the card. */
const HOSTILE = `<!doctype html><title>hostile</title>
  <style nonce="a">
    html > :not(head, body) {
      all: unset !important; display: none !important; opacity: .1 !important; visibility: hidden !important; scale: 0 !important;
    }
    ::backdrop { background: #000 !important; opacity: 1 !important }
    * { pointer-events: none !important }
    html { opacity: .1 }
  </style>
  <body class="meeting-app"><input autofocus>`;

for (const browser of browsers()) {
  describe(`what a person sees, ${browser}`, () => {
    /** @type {Rig} */
    let rig;
    before(async () => (rig = await start({ browser, sites: { ...SITES } })));
    after(() => rig?.close());

    /** The tab of the one meeting that is open. */
    const meetingTab = async () => Object.keys(await rig.sessions()).find((key) => key.startsWith('tab:'))?.slice('tab:'.length);

    it('the popup says the verdict first, and pauses on this site when asked', async () => {
      const tab = await enter(rig);
      await play(rig, tab, 'late-join');
      await rig.finding(RECORDED.title, RECORDED.fits);
      const popup = await rig.openOwn(`ui/popup.html?tab=${await meetingTab()}`);
      const says = (/** @type {string} */ words) =>
        until(`the popup says: ${words}`, async () => (await popup.evaluate(() => document.querySelector('h1')?.textContent)) === words);
      const press = () => popup.evaluate(() => /** @type {HTMLElement} */ (document.querySelector('#pause button')).click());
      await says(say('recording_on'));
      assert.equal(await popup.evaluate(() => document.body.dataset['tone']), 'alarm');
      const text = await popup.evaluate(() => document.body.innerText);
      for (const name of ['why_on_join', 'advice_recording', 'limit_participants', 'popup_pause']) assert.ok(text.includes(say(name)), `${name}: ${text}`);
      await press();
      await says(say('verdict_paused'));
      await press();
      await says(say('recording_on'));
      await popup.close();
      await tab.page.close();
    });

    for (const own of ['popup', 'options', 'policy', 'record', 'welcome']) {
      it(`the ${own} page is whole${browser === 'chromium' ? ', and usable by everybody' : ''}`, async () => {
        const shown = await rig.openOwn(`ui/${own}.html`);
        await until(`${own} is filled`, async () => (await shown.evaluate(() => document.body?.hasAttribute('aria-busy'))) === false);
        const empty = await shown.evaluate(() => [...document.querySelectorAll('h1, h2, label, button, a, th')].filter((e) => !e.textContent).map((e) => e.outerHTML));
        assert.deepEqual(empty, []);
        assert.ok((await shown.evaluate(() => document.querySelector('h1')?.textContent)) ?? '', 'no heading');
        if (browser === 'chromium') {
          await shown.evaluate(AXE);
          const { violations } = await shown.evaluate('axe.run()');
          assert.deepEqual(violations.map((/** @type {any} */ { id, nodes }) => [id, nodes.map((/** @type {any} */ { html }) => html)]), []);
        }
        await shown.close();
      });
    }

    it('a page can neither restyle nor press the card, takes no focus from itself, and is told of when it hides it', async () => {
      rig.server.sites['hostile.zoom.us'] = page(HOSTILE, { 'content-security-policy': "default-src 'none'; style-src 'nonce-a'" });
      const from = Date.now();
      const tab = await rig.open('https://hostile.zoom.us/wc/1/join');
      await tab.page.evaluate(() => {
        const sign = document.createElement('div');
        sign.className = 'recording-indication__recording-container';
        document.body.append(sign);
      });
      const { uid } = await rig.finding('recording', ({ what, t }) => what === 'recording' && t >= from);
      const stands = () => until('the card stands', async () => (await tab.banner.standing()).includes(uid));
      await stands();
      assert.equal(await tab.page.evaluate(() => document.activeElement?.tagName), 'INPUT');
      const { color, opacity, hit } = await tab.page.evaluate(() => {
        const host = /** @type {Element} */ (document.documentElement.lastElementChild);
        const { opacity, color } = getComputedStyle(host);
        return { opacity, color, hit: document.elementFromPoint(60, 110) === host };
      });
      assert.deepEqual({ opacity, hit }, { opacity: '1', hit: true }, color);
      await tab.page.evaluate(() => {
        const host = /** @type {HTMLElement} */ (document.documentElement.lastElementChild);
        host.click();
        host.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true, composed: true }));
      });
      await stands();
      for (let i = 0; i < 3; i += 1) {
        await tab.page.evaluate(() => document.documentElement.lastElementChild?.remove());
        await stands();
      }
      await rig.finding('tampering', ({ detector, what, t }) => detector === 'tamper' && what === 'banner_hidden' && t >= from);
      await tab.page.close();
    });
  });
}
