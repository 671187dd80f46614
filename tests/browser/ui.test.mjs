// What a person sees: the popup says what is so and follows it, our own pages are whole and usable by everybody, and a page can neither
// restyle, press nor silently hide the card in the meeting.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { browsers, page, start, until } from './harness/index.mjs';
import { enter, EXPECTED, play, SITES } from './standin.mjs';

/** @typedef {import('./harness/rig.mjs').Rig} Rig */

const [RECORDED] = EXPECTED;
assert.ok(RECORDED);

const read = (/** @type {string} */ path) => readFileSync(new URL(path, import.meta.url), 'utf8');
const WORDS = JSON.parse(read('../../extension/_locales/en/messages.json'));
const say = (/** @type {string} */ name) => WORDS[name].message;
const CLI = fileURLToPath(new URL('../../target/release/tallylight', import.meta.url));
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

    it('the record hands the ledger out: to be verified by others, who find the first record that was changed, and as a page for a request', async () => {
      const record = await rig.openOwn('ui/record.html');
      await until('the ledger stands there, whole', () => record.evaluate((/** @type {string} */ whole) => document.querySelector('#ledger')?.textContent?.includes(whole) === true, say('ledger_whole')));
      // Read instead of saved.
      const [json, printed] = await record.evaluate(async () => {
        /** @type {Blob[]} */
        const files = [];
        URL.createObjectURL = (file) => (files.push(/** @type {Blob} */ (file)), 'about:blank');
        HTMLAnchorElement.prototype.click = () => undefined;
        for (const button of document.querySelectorAll('#ledger .tools button')) button.dispatchEvent(new MouseEvent('click', { bubbles: true }));
        return Promise.all(files.map((file) => file.text()));
      });
      assert.ok(json !== undefined && printed !== undefined, 'two files');

      /** @param {string} ledger */
      const verified = (ledger) => {
        const { status, stdout, stderr } = spawnSync(CLI, ['ledger', 'verify', '-'], { input: ledger, encoding: 'utf8' });
        assert.ok(stdout, stderr);
        const { whole, record } = JSON.parse(stdout);
        return { status, whole, record };
      };
      const kinds = JSON.parse(json).records.map((/** @type {{ kind: string }} */ { kind }) => kind);
      assert.ok(kinds.includes('on_when_joined'), json);
      assert.deepEqual(verified(json), { status: 0, whole: true, record: undefined });
      assert.deepEqual(verified(json.replace('on_when_joined', 'stopped')), { status: 1, whole: false, record: kinds.indexOf('on_when_joined') });

      for (const part of ['Article 15', 'Article 7(1)', 'was on when I joined', JSON.parse(json).head]) assert.ok(printed.includes(part), part);
      assert.ok(!/<script|src=|https?:/.test(printed), 'it stands alone');
      await record.close();
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
