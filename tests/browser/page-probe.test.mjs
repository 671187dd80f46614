// The page-world probe by itself, in a page without the extension: a stand-in for the isolated script hears what it says. What is read of each
// kind of body, what hostile arguments do, sampling, the consent gate and the shield.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { browsers, page, sink, start, until } from './harness/index.mjs';

const PROBE = readFileSync(new URL('../../extension/probe/page.js', import.meta.url), 'utf8');
/** Takes the secret as the isolated script does, and keeps what comes. */
const HEAR = `addEventListener('tallylight', (e) => { globalThis.heard ??= []; globalThis.secret ??= (addEventListener(e.detail, (b) => heard.push(...JSON.parse(b.detail).o)), e.detail); });`;
const HOST = 'meet.livekit.io';
const sites = { [HOST]: (/** @type {any} */ request) => (request.path.startsWith('/sink') ? sink()(request) : page('<!doctype html><title>room</title>')(request)) };

/** @typedef {import('./harness/rig.mjs').Rig} Rig */
/** @typedef {import('./harness/rig.mjs').Tab} Tab */
/** @typedef {{ see: string, t: number, channel?: string, url?: string, method?: string, size?: number, skipped?: number, headers?: string, body?: { text?: string, base64?: string } & string, api?: string, to?: string, visible?: boolean }} Seen */

for (const browser of browsers()) {
  describe(`page-world probe, ${browser}`, () => {
    /** @type {Rig} */
    let rig;
    /** @type {Tab} */
    let tab;
    before(async () => {
      rig = await start({ browser, sites, extension: null });
      tab = await rig.open(`https://${HOST}/`, { prepare: async (page) => void (await page.evaluateOnNewDocument(HEAR + PROBE)) });
    });
    after(() => rig?.close());

    /** @returns {Promise<Seen[]>} */
    const heard = () => tab.page.evaluate(() => /** @type {any} */ (globalThis).heard);
    /** @param {string} path @returns {Promise<Seen>} */
    const sentTo = (path) => until(`a send to ${path}`, async () => (await heard()).find((o) => o.see === 'sent' && o.url?.endsWith(path)));
    const command = (/** @type {object} */ what) =>
      tab.page.evaluate((detail) => void dispatchEvent(new CustomEvent(/** @type {any} */ (globalThis).secret + ':do', { detail })), JSON.stringify(what));

    it('says first whether you look, on the browser\'s own clock', async () => {
      const [first] = await heard();
      assert.equal(first?.see, 'flip');
      assert.equal(first.visible, true);
      assert.ok(Math.abs(first.t - Date.now()) < 60_000);
    });

    it('reads every kind of body and consumes none', async () => {
      await tab.page.evaluate(async () => {
        await fetch('/sink/json', { method: 'POST', body: '{"a":1}' });
        await fetch(new Request('/sink/request', { method: 'PUT', body: 'in a request' }));
        const form = new FormData();
        form.append('k', 'v');
        form.append('file', new Blob(['content']), 'n.txt');
        await fetch('/sink/form', { method: 'POST', body: form });
        navigator.sendBeacon('/sink/query', new URLSearchParams({ v: '1' }));
        const xhr = new XMLHttpRequest();
        xhr.open('POST', '/sink/blob');
        xhr.send(new Blob(['{"blob":1}']));
        await fetch('/sink/view', { method: 'POST', body: new DataView(new Uint8Array([9, 65, 66]).buffer, 1) });
        new Image().src = '/sink/pixel.gif?v=1';
      });
      assert.equal((await sentTo('/sink/json')).body?.text, '{"a":1}');
      assert.deepEqual([(await sentTo('/sink/request')).body?.text, (await sentTo('/sink/request')).method], ['in a request', 'PUT']);
      assert.equal((await sentTo('/sink/form')).body?.text, 'k=v&file=');
      assert.equal((await sentTo('/sink/query')).body?.text, 'v=1');
      assert.equal((await sentTo('/sink/blob')).body?.base64, btoa('{"blob":1}'));
      assert.equal((await sentTo('/sink/view')).body?.base64, btoa('AB'));
      assert.equal((await sentTo('/sink/pixel.gif?v=1')).channel, 'image');
      const arrived = await until('all have arrived', () => {
        const bodies = rig.server.log.filter((r) => r.path.startsWith('/sink')).map((r) => r.body);
        return bodies.length >= 7 ? bodies : undefined;
      });
      for (const body of ['{"a":1}', 'in a request', '{"blob":1}', 'AB']) assert.ok(arrived.includes(body), body);
    });

    it('tells what headers a page gives its requests, however it gives them, and no secrets', async () => {
      await tab.page.evaluate(async () => {
        const own = { 'x-phase': 'bg', 'x-token': 'Vb7kQ2mXz9', authorization: 'Bearer Vb7kQ2mXz9', 'content-type': 'text/plain', 'x-n': /** @type {any} */ (3) };
        await fetch('/sink/object', { headers: own });
        await fetch('/sink/pairs', { headers: Object.entries(own) });
        await fetch(new Request('/sink/in-request', { headers: own }));
        const xhr = new XMLHttpRequest();
        xhr.open('GET', '/sink/xhr');
        for (const [name, value] of Object.entries(own)) xhr.setRequestHeader(name, value);
        xhr.send();
        await fetch('/sink/none');
        // A real getter: run as often as without us.
        let [asked, other] = [0, 0];
        await fetch('/sink/asked', { headers: { get 'x-phase'() { return asked++, 'fg'; } } });
        const refused = () => {};
        for (const headers of /** @type {any[]} */ ([1, true, 'x-phase: bg', () => 'x-phase'])) await fetch('/sink/strange', { headers }).catch(refused);
        const traps = { ownKeys() { throw new Error('of the page'); } };
        await fetch('/sink/strange', { headers: new Proxy({}, traps) }).catch(refused);
        await fetch('/sink/other', { get headers() { return other++, {}; } });
        if (asked !== 1 || other !== 1) throw new Error(`asked ${asked} and ${other} times`);
      });
      for (const path of ['object', 'pairs', 'xhr']) assert.equal((await sentTo(`/sink/${path}`)).headers, 'x-phase: bg\nx-n: 3\n', path);
      assert.deepEqual((await sentTo('/sink/in-request')).headers?.split('\n').sort(), ['', 'x-n: 3', 'x-phase: bg']);
      for (const path of ['none', 'asked', 'other', 'strange']) assert.equal((await sentTo(`/sink/${path}`)).headers, undefined, path);
    });

    it('keeps the places of what a worker is told, and says of a stream that it is one', async () => {
      await tab.page.evaluate(async () => {
        const worker = new Worker(URL.createObjectURL(new Blob(['']))); // does nothing
        worker.postMessage([3, true, { at: [7] }]);
        const request = { method: 'POST', body: new Blob(['x']).stream(), duplex: 'half' };
        await fetch('/sink/stream', /** @type {any} */ (request)).catch(() => {});
      });
      const told = await until('what the worker is told', async () => (await heard()).find((o) => o.channel === 'worker' && o.body));
      assert.equal(told.body?.text, '[3,true,{"at":[7]}]');
      // Firefox knows no streams as bodies: there it is text, as it is for the page.
      const stream = await sentTo('/sink/stream');
      assert.ok(stream.body === 'streamed', JSON.stringify(stream));
    });

    it('runs a page\'s getters and conversions no more often than the native does', async () => {
      const counts = await tab.page.evaluate(async () => {
        const counts = { body: 0, url: 0, toJSON: 0 };
        await fetch('/sink/getter', { method: 'POST', get body() { return counts.body++, 'x'; } });
        const xhr = new XMLHttpRequest();
        xhr.open('POST', /** @type {any} */ ({ toString: () => (counts.url++, '/sink/object') }));
        xhr.send(/** @type {any} */ ({ toJSON: () => counts.toJSON++, toString: () => 'text' }));
        return counts;
      });
      assert.deepEqual(counts, { body: 1, url: 1, toJSON: 0 });
    });

    it('leaves a stream to its reader, and 100 MB where they are', async () => {
      const read = await tab.page.evaluate(async () => {
        const huge = 'x'.repeat(1e8);
        navigator.sendBeacon('/sink/huge', huge);
        const response = new Response('streamed');
        const request = new Request('/sink/clone', { method: 'POST', body: 'twice' });
        await fetch(request.clone());
        return [await response.text(), await request.text()];
      });
      assert.deepEqual(read, ['streamed', 'twice']);
      const huge = await sentTo('/sink/huge');
      assert.deepEqual([huge.size, huge.body?.text?.length], [1e8, 16_384]);
    });

    it('samples a flood, counts what it leaves out, and still lets a rare message through', async () => {
      await tab.page.evaluate(async () => {
        const socket = new WebSocket(`wss://${location.host}/sink/flood`);
        await new Promise((resolve) => (socket.onopen = resolve));
        for (let i = 0; i < 10_000; i++) {
          socket.send(JSON.stringify({ type: 'position', x: i }));
          if (i === 5000) socket.send(JSON.stringify({ type: 'rare', hidden: true }));
        }
        await new Promise((resolve) => setTimeout(resolve, 1100));
        socket.send('{"type":"last"}');
      });
      const flood = await until('the last of the flood', async () => {
        const all = (await heard()).filter((o) => o.url?.endsWith('/sink/flood'));
        return all.some((o) => o.body?.text?.includes('last')) ? all : undefined;
      });
      assert.ok(flood.length < 1000, `${flood.length} told`);
      assert.ok(flood.some((o) => o.body?.text?.includes('rare')), 'the rare one is told');
      const all = flood.length + flood.reduce((sum, o) => sum + (o.skipped ?? 0), 0);
      assert.equal(all, 10_003);
    });

    it('holds your tracks while the gate is on, and gives back what the client wants', async () => {
      /** @param {object} gate */
      const gated = (gate) => command({ do: 'gate', ...gate });
      await tab.page.evaluate(async () => {
        const stream = await navigator.mediaDevices.getUserMedia({ audio: true, video: true });
        const other = await navigator.mediaDevices.getUserMedia({ video: true });
        const [audio, video, spare] = [stream.getAudioTracks()[0], stream.getVideoTracks()[0], other.getVideoTracks()[0]];
        // How a page of another realm reads it: untouched by what is wrapped here.
        const frame = document.body.appendChild(document.createElement('iframe'));
        const native = Object.getOwnPropertyDescriptor(/** @type {any} */ (frame.contentWindow).MediaStreamTrack.prototype, 'enabled')?.get;
        Object.assign(globalThis, { audio, video, spare, really: (/** @type {any} */ track) => native?.call(track) });
      });
      const state = () => tab.page.evaluate(() => {
        const { audio, video, spare, twin, really } = /** @type {any} */ (globalThis);
        return [audio, video, spare, twin].filter(Boolean).map((track) => [track.enabled, really(track)]);
      });
      await gated({ on: true });
      assert.deepEqual(await state(), [[true, false], [true, false], [true, false]]);
      await tab.page.evaluate(async () => {
        const { audio, video, spare } = /** @type {any} */ (globalThis);
        audio.enabled = false;
        const connection = new RTCPeerConnection();
        const sender = connection.addTrack(video);
        await sender.replaceTrack(spare);
        spare.enabled = true;
        Object.assign(globalThis, { twin: video.clone() });
      });
      assert.deepEqual(await state(), [[false, false], [true, false], [true, false], [true, false]]);
      await gated({ on: false });
      assert.deepEqual(await state(), [[false, false], [true, true], [true, true], [true, true]]);
    });

    it('shows you looking while the shield is on, and keeps the events', async () => {
      await tab.page.evaluate(() => {
        const told = /** @type {string[]} */ ([]);
        Object.assign(globalThis, { told });
        document.addEventListener('visibilitychange', () => told.push(document.visibilityState));
        addEventListener('blur', () => told.push('blur'));
      });
      const flips = async () => (await heard()).filter((o) => o.see === 'flip');
      // The other tab is opened first, and turned to without waiting: Firefox's driver waits for the very event that the shield keeps.
      const without = (/** @type {Promise<unknown>} */ turning) => void turning.catch(() => {});
      await rig.lookAway();
      await tab.lookBack();
      await until('it is looked at', async () => (await flips()).at(-1)?.visible);
      await tab.page.evaluate(() => void (/** @type {any} */ (globalThis).told.length = 0));
      const before = (await flips()).length;
      await command({ do: 'shield', on: true });
      without(rig.lookAway());
      await until('the real flip is told', async () => (await flips()).length > before && !(await flips()).at(-1)?.visible);
      const shown = await tab.page.evaluate(() => [document.hidden, document.visibilityState, document.hasFocus(), /** @type {any} */ (globalThis).told.length]);
      assert.deepEqual(shown, [false, 'visible', true, 0]);
      without(tab.lookBack());
      await until('the way back is told', async () => (await flips()).at(-1)?.visible);
      await command({ do: 'shield', on: false });
      await rig.lookAway();
      await until('the page hears of it again', () => tab.page.evaluate(() => /** @type {any} */ (globalThis).told.includes('hidden')));
      await tab.lookBack();
    });

    it('is silent and transparent once told to stop', async () => {
      await command({ do: 'stop' });
      const before = (await heard()).length;
      await tab.page.evaluate(() => fetch('/sink/after', { method: 'POST', body: 'x' }).then(() => undefined));
      await until('it arrived', () => rig.server.log.some((r) => r.path === '/sink/after'));
      assert.equal((await heard()).length, before);
    });
  });
}
