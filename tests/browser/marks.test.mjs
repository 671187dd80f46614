// What is dangerous in a page is found wherever clients put it, and ringed without a change to their nodes: words and links that change later,
// open shadow roots, frames, link cards, links whose words and target disagree. The held click itself: guard.test.mjs.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { browsers, start, until } from './harness/index.mjs';
import { page } from './harness/server.mjs';

/** @typedef {import('./harness/rig.mjs').Rig} Rig */
/** @typedef {import('./harness/rig.mjs').Tab} Tab */

/** A chat that shows what it is told to. What its links are asked to do, it notes, and does not do. */
const CHAT = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Room</title>
<body><div id="videoMediaContainer" style="height:80px">Room</div><ul id="chatPublicMessages" style="position:fixed;bottom:20px;right:20px;width:400px"></ul>
<script>
  globalThis.asked = [];
  document.addEventListener('click', (event) => {
    const link = event.composedPath().find((node) => node.localName === 'a');
    if (!link) return;
    event.preventDefault();
    asked.push({ href: link.getAttribute('href') });
  });
  globalThis.post = (html) => {
    const item = document.createElement('li');
    item.innerHTML = html;
    document.querySelector('#chatPublicMessages').append(item);
    return item;
  };
</script>`;

const sites = { 'p2p.mirotalk.com': page(CHAT) };

for (const browser of browsers()) {
  describe(`marks, ${browser}`, () => {
    /** @type {Rig} */
    let rig;
    /** @type {Tab} */
    let tab;
    before(async () => {
      rig = await start({ browser, sites });
      tab = await rig.open('https://p2p.mirotalk.com/join/demo');
      await until('the probe runs', async () => Object.keys(await rig.sessions()).length > 0);
    });
    after(() => rig?.close());

    /** @param {string} host */
    const found = (host) => rig.finding(`a link to ${host}`, ({ detector, evidence }) => detector === 'link' && JSON.stringify(evidence).includes(host));
    /** The ring around an element's middle. @param {string} selector */
    const ringed = async (selector) => {
      const place = await tab.page.$eval(selector, (element) => {
        const { left, top, width, height } = element.getBoundingClientRect();
        return { x: left + width / 2, y: top + height / 2 };
      });
      return (await tab.banner.rings()).some(({ left, right, top, bottom }) => left < place.x && place.x < right && top < place.y && place.y < bottom);
    };
    const asked = () => tab.page.evaluate(() => globalThis.asked);
    /** A click where the element is, that must be held; then the card is closed. @param {string} selector */
    const held = async (selector) => {
      await tab.page.click(selector);
      const { text, buttons } = await until('the card of the held link', () => tab.banner.held());
      const [close] = buttons;
      assert.ok(close);
      await tab.page.mouse.click(close.x, close.y);
      await until('the card is gone', async () => (await tab.banner.held()) === undefined);
      assert.deepEqual(await asked(), []);
      return text;
    };

    it('rings the words, leaves the client its nodes, and takes the ring away with the words', async () => {
      const html = 'see <b id="path">\\\\words.evil.test\\share</b> please';
      await tab.page.evaluate((html) => post(html).setAttribute('id', 'words'), html);
      await found('words.evil.test');
      await until('a ring around the path', () => ringed('#path'));
      assert.equal(await tab.page.$eval('#words', (item) => item.innerHTML), html);
      await tab.page.$eval('#path', (path) => (path.firstChild ?? path).nodeValue = 'nothing');
      await until('no ring', async () => (await tab.banner.rings()).length === 0);
    });

    it('moves the ring with what it is around, and draws none where something lies over it', async () => {
      await tab.page.evaluate(() => post('<b id="moves">\\\\moves.evil.test\\share</b>'));
      await until('a ring', () => ringed('#moves'));
      await tab.page.$eval('#chatPublicMessages', (list) => (/** @type {HTMLElement} */ (list).style.bottom = '120px'));
      await tab.page.evaluate(() => dispatchEvent(new Event('resize')));
      await until('the ring has come along', () => ringed('#moves'));
      await tab.page.evaluate(() => document.body.append(Object.assign(document.createElement('dialog'), { id: 'over', open: true, style: 'position:fixed;inset:0;width:100%;height:100%' })));
      await until('no ring through a dialog', async () => (await tab.banner.rings()).length === 0);
      await tab.page.$eval('#over', (over) => over.remove());
      await until('the ring is back', () => ringed('#moves'));
      await tab.page.$eval('#moves', (moves) => moves.remove());
      await until('no ring', async () => (await tab.banner.rings()).length === 0);
    });

    it('reads a target that changes later', async () => {
      await tab.page.evaluate(() => post('<a id="late" href="https://docs.example.org/agenda">agenda</a>'));
      await tab.page.click('#late');
      assert.deepEqual(await asked(), [{ href: 'https://docs.example.org/agenda' }]);
      await tab.page.evaluate(() => (globalThis.asked.length = 0));
      await tab.page.$eval('#late', (link) => link.setAttribute('href', 'file://late.evil.test/share/agenda.docx'));
      assert.match(await held('#late'), /late\.evil\.test/);
      await until('a ring around the link', () => ringed('#late'));
    });

    it('holds a card with a picture and no words of its own', async () => {
      await tab.page.evaluate(() => post('<a id="card" href="smb://card.evil.test/share" style="display:block"><div style="width:200px;height:60px;background:#ccc"></div></a>'));
      await found('card.evil.test');
      await until('a ring around the card', () => ringed('#card'));
      assert.match(await held('#card'), /card\.evil\.test/);
    });

    it('tells a link whose words and target disagree', async () => {
      await tab.page.evaluate(() => post('<a id="lies" href="\\\\lies.evil.test\\share">https://zoom.us/j/1</a>'));
      await rig.finding('the mismatch', ({ what, evidence }) => what === 'href-mismatch' && JSON.stringify(evidence).includes('lies.evil.test'));
      assert.match(await held('#lies'), /lies\.evil\.test/);
    });

    it('reads open shadow roots: filled before they come, and attached later', async () => {
      await tab.page.evaluate(() => {
        const early = document.createElement('x-early');
        early.attachShadow({ mode: 'open' }).innerHTML = '<p><a href="file://early.evil.test/share">minutes</a></p>';
        post('').append(early);
      });
      await found('early.evil.test');
      await tab.page.evaluate(() => {
        const item = post('<x-late style="display:block;width:90px;height:20px"></x-late>');
        setTimeout(() => {
          const late = /** @type {Element} */ (item.firstElementChild);
          late.attachShadow({ mode: 'open' }).innerHTML = '<a href="file://attached.evil.test/share">minutes</a>';
          late.id = 'attached';
        });
      });
      await tab.page.waitForSelector('#attached');
      assert.match(await held('#attached'), /attached\.evil\.test/);
      await found('attached.evil.test');
    });

    it('reads and guards frames of the same origin', async () => {
      await tab.page.evaluate(() => {
        const frame = Object.assign(document.createElement('iframe'), { id: 'frame', style: 'position:fixed;top:120px;right:20px;width:380px;height:200px' });
        document.body.append(frame);
        const inner = /** @type {Document} */ (frame.contentDocument);
        inner.body.innerHTML = '<a href="file://frame.evil.test/share">minutes</a>';
        inner.addEventListener('click', (event) => {
          event.preventDefault();
          globalThis.asked.push({ href: 'frame' });
        });
      });
      await found('frame.evil.test');
      const frame = await (await tab.page.$('#frame'))?.contentFrame();
      assert.ok(frame);
      // Rings are in a host that is a popover itself; under the card there is none.
      const hosts = () => frame.evaluate(() => [...document.documentElement.querySelectorAll(':scope > div')].map((host) => (host.hasAttribute('popover') ? 'rings' : 'card')).join());
      await until('the ring in the frame', async () => (await hosts()) === 'rings');
      const { x, y } = await tab.page.$eval('#frame', (element) => {
        const { left, top } = element.getBoundingClientRect();
        const link = /** @type {HTMLIFrameElement} */ (element).contentDocument?.querySelector('a')?.getBoundingClientRect() ?? new DOMRect();
        return { x: left + link.left + 10, y: top + link.top + link.height / 2 };
      });
      await tab.page.mouse.click(x, y);
      await until('the card in the frame', async () => (await hosts()).includes('card'));
      assert.deepEqual(await asked(), []);
      assert.deepEqual(tab.errors, []);
    });
  });
}
