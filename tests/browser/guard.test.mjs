// The guard: a real click on a dangerous link in a chat is held, explained, and let through only on purpose; an ordinary one is not touched.
// In LiveKit's own chat, which links the host inside a UNC path, and in a page that links any scheme, as MiroTalk does.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { browsers, genuine, start, until } from './harness/index.mjs';
import { page } from './harness/server.mjs';

/** @typedef {import('./harness/rig.mjs').Rig} Rig */
/** @typedef {import('./harness/rig.mjs').Tab} Tab */

/** A client that makes a link of whatever looks like an address. What its links are asked to do, it notes, and does not do. */
const ANY_SCHEME = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Room</title>
<body><div id="videoMediaContainer" style="height:80px">Room</div><ul id="chatPublicMessages" style="position:fixed;bottom:20px;right:20px;width:600px"></ul>
<script>
  globalThis.asked = [];
  document.addEventListener('click', (event) => {
    const link = event.target.closest('a');
    if (!link) return;
    event.preventDefault();
    asked.push({ href: link.getAttribute('href'), trusted: event.isTrusted });
  });
  document.addEventListener('dragstart', (event) => asked.push({ drag: event.target.getAttribute?.('href') }));
  globalThis.say = (text) => {
    const message = document.createElement('div');
    message.className = 'message';
    message.innerHTML = text.replace(/[a-z-]+:[^\\s]+/g, (address) => '<a href="' + address + '">' + address + '</a>');
    const item = document.createElement('li');
    item.append(message);
    document.querySelector('#chatPublicMessages').append(item);
  };
</script>`;

const sites = { 'p2p.mirotalk.com': page(ANY_SCHEME), 'meet.livekit.io': await genuine('livekit') };

for (const browser of browsers()) {
  describe(`the link guard, ${browser}`, () => {
    /** @type {Rig} */
    let rig;
    before(async () => (rig = await start({ browser, sites })));
    after(() => rig?.close());

    /** @param {Tab} tab */
    const card = (tab) => until('the card of the held link', () => tab.banner.held());
    /** @param {Tab} tab */
    const asked = (tab) => tab.page.evaluate(() => globalThis.asked);
    /** @param {Tab} tab @param {string} words of a button */
    const press = async (tab, words) => {
      const { buttons } = await card(tab);
      const button = buttons.find(({ text }) => text.includes(words));
      assert.ok(button, `no button says ${words}: ${buttons.map(({ text }) => text).join(', ')}`);
      await tab.page.mouse.click(button.x, button.y);
      await until('the card is gone', async () => (await tab.banner.held()) === undefined);
    };

    describe('in a page that links any scheme', () => {
      /** @type {Tab} */
      let tab;
      before(async () => {
        tab = await rig.open('https://p2p.mirotalk.com/join/demo');
        await tab.page.evaluate(() => {
          say('see search-ms:query=q3&crumb=location:\\\\dav.evil-share.example@SSL\\reports');
          say('or https://docs.example.org/agenda');
        });
        await rig.finding('the search', ({ detector, evidence }) => detector === 'link' && JSON.stringify(evidence).includes('dav.evil-share.example'));
      });
      after(() => tab?.page.close());

      it('holds a click, says where it would lead, and goes on when asked to', async () => {
        await tab.page.click('a[href^="search-ms"]');
        const { text, code } = await card(tab);
        assert.match(text, /dav\.evil-share\.example/);
        assert.doesNotMatch(code, /search-ms:query/, 'what is shown must not be a link that something picks up again');
        assert.deepEqual(await asked(tab), []);
        await press(tab, 'Open it anyway');
        assert.deepEqual((await asked(tab)).map((/** @type {any} */ { href }) => href.split(':')[0]), ['search-ms']);
      });

      it('holds the keyboard, the middle button and the menu', async () => {
        await tab.page.evaluate(() => (globalThis.asked.length = 0));
        await tab.page.focus('a[href^="search-ms"]');
        await tab.page.keyboard.press('Enter');
        await press(tab, 'Close');
        for (const button of /** @type {const} */ (['middle', 'right'])) {
          await tab.page.click('a[href^="search-ms"]', { button });
          await press(tab, 'Close');
        }
        assert.deepEqual(await asked(tab), []);
      });

      it('holds a drag', { skip: browser === 'firefox' && 'its driver begins no drag' }, async () => {
        await tab.page.evaluate(() => (globalThis.asked.length = 0));
        const { x, y } = await tab.page.$eval('a[href^="search-ms"]', (link) => {
          const [line = new DOMRect()] = link.getClientRects();
          return { x: line.left + line.width / 2, y: line.top + line.height / 2 };
        });
        await tab.page.mouse.move(x, y);
        await tab.page.mouse.down();
        await tab.page.mouse.move(x - 60, y - 60, { steps: 5 });
        await card(tab);
        await tab.page.mouse.up();
        await press(tab, 'Close');
        assert.deepEqual(await asked(tab), []);
      });

      it('leaves an ordinary link alone', async () => {
        await tab.page.evaluate(() => (globalThis.asked.length = 0));
        await tab.page.click('a[href^="https"]');
        assert.deepEqual(await asked(tab), [{ href: 'https://docs.example.org/agenda', trusted: true }]);
        assert.equal(await tab.banner.held(), undefined);
      });

      it('acts on people only: a click that the page makes up opens no card and is not held', async () => {
        await tab.page.evaluate(() => {
          globalThis.asked.length = 0;
          /** @type {HTMLElement} */ (document.querySelector('a[href^="search-ms"]')).click();
        });
        assert.equal((await asked(tab)).length, 1);
        assert.equal(await tab.banner.held(), undefined);
        assert.deepEqual(tab.errors, []);
      });
    });

    it('holds the click on the host that LiveKit links inside a UNC path', async () => {
      const tab = await rig.open('https://meet.livekit.io/rooms/abcd-1234');
      await until('the client is up', () => tab.page.evaluate(() => 'meeting' in globalThis));
      await tab.page.evaluate(() => meeting.join());
      await until('the room is open', () => tab.page.evaluate(() => document.querySelector('.lk-chat-messages') !== null));
      await tab.page.evaluate((text) => meeting.say('R. Hale', text), 'minutes: \\\\files.evil-share.example\\reports\\q3.docx');
      await rig.finding('the path', ({ detector, client, evidence }) => detector === 'link' && client === 'livekit' && JSON.stringify(evidence).includes('files.evil-share.example'));
      const before = tab.page.url();
      await tab.page.click('.lk-chat-messages a');
      const { text } = await card(tab);
      assert.match(text, /files\.evil-share\.example/);
      await press(tab, 'Close');
      assert.equal(tab.page.url(), before);
      assert.deepEqual(tab.errors, []);
    });
  });
}
