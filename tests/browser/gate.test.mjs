// The consent gate, from the setting to the picture: while something records without the person's "yes", the meeting gets neither sound nor
// picture of them, whatever tracks it swaps in; their "yes" in our own window gives back what the client wants, and no more.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { browsers, page, start, until } from './harness/index.mjs';

/** A Zoom-shaped meeting that sends its camera over a connection to itself: what arrives there is what others would see. */
const MEETING = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Room</title>
<body><div class="meeting-app"><div id="wc-footer"></div><div class="info"></div></div><video autoplay muted playsinline width="160" height="120"></video>
<script>
  globalThis.send = async () => {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true, video: { width: 160, height: 120 } });
    const [near, far] = [new RTCPeerConnection(), new RTCPeerConnection()];
    near.onicecandidate = ({ candidate }) => candidate && far.addIceCandidate(candidate);
    far.onicecandidate = ({ candidate }) => candidate && near.addIceCandidate(candidate);
    far.ontrack = ({ track }) => track.kind === 'video' && (document.querySelector('video').srcObject = new MediaStream([track]));
    const senders = stream.getTracks().map((track) => near.addTrack(track, stream));
    await near.setLocalDescription(await near.createOffer());
    await far.setRemoteDescription(near.localDescription);
    await far.setLocalDescription(await far.createAnswer());
    await near.setRemoteDescription(far.localDescription);
    Object.assign(globalThis, { audio: stream.getAudioTracks()[0], video: stream.getVideoTracks()[0], sender: senders.find(({ track }) => track.kind === 'video') });
  };
  // Another camera stream, obtained where the page hopes that nobody looks, takes the first one's place.
  globalThis.swap = async () => {
    const frame = document.body.appendChild(Object.assign(document.createElement('iframe'), { src: '/wc/frame' }));
    await new Promise((resolve) => (frame.onload = resolve));
    const fresh = (await frame.contentWindow.navigator.mediaDevices.getUserMedia({ video: { width: 160, height: 120 } })).getVideoTracks()[0];
    await sender.replaceTrack(fresh);
    globalThis.video = fresh;
  };
  globalThis.bright = () => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 160, height: 120 });
    const context = canvas.getContext('2d');
    context.drawImage(document.querySelector('video'), 0, 0);
    const { data } = context.getImageData(0, 0, 160, 120);
    let sum = 0;
    for (let i = 0; i < data.length; i += 4) sum += Math.max(data[i], data[i + 1], data[i + 2]);
    return sum / (data.length / 4);
  };
  globalThis.record = (on) => (document.querySelector('.info').innerHTML = on ? '<div class="recording-indication__recording-container"><div class="recording-indication__recording-icon" aria-label="Recording"></div></div>' : '');
</script>`;
const FRAME = '<!doctype html><html lang="en"><title>f</title>';

/** A picture comes back with the next key frame, which a busy machine may be slow to make. */
const PICTURE_MS = 30_000;

/** @type {import('./harness/server.mjs').Sites} */
const SITES = { 'app.zoom.us': (request) => page(request.path === '/wc/frame' ? FRAME : MEETING)(request) };

for (const browser of browsers()) {
  describe(`the consent gate, ${browser}`, () => {
    it('holds sound and picture back until the person agrees', { timeout: 120_000 }, async () => {
      const rig = await start({ browser, sites: SITES });
      try {
        await rig.atDesk(() => chrome.runtime.sendMessage({ ask: 'choose', changes: { consent_gate: true } }));
        const tab = await rig.open('https://app.zoom.us/wc/83920174655/join');
        /** @param {string} what @param {(bright: number) => boolean} fits */
        const picture = (what, fits) => until(what, async () => fits(await tab.page.evaluate(() => globalThis.bright())), PICTURE_MS);
        const black = (/** @type {number} */ bright) => bright < 24;
        const clear = (/** @type {number} */ bright) => bright > 40;

        await tab.page.evaluate(() => globalThis.send());
        await picture('the camera is seen', clear);
        await tab.page.evaluate(() => globalThis.record(true));
        await picture('it is held back', black);
        assert.deepEqual(await tab.page.evaluate(() => [globalThis.audio.enabled, globalThis.video.enabled]), [true, true], 'the client reads what it wrote');

        await tab.page.evaluate(() => globalThis.swap());
        await tab.page.evaluate(() => (globalThis.audio.enabled = false));
        await tab.page.evaluate(() => new Promise((resolve) => /** @type {any} */ (document.querySelector('video')).requestVideoFrameCallback?.(resolve) ?? setTimeout(resolve, 500)));
        await picture('what was swapped in is held back too', black);

        const id = await rig.atDesk(async (/** @type {string} */ url) => (await chrome.tabs.query({})).find((tab) => tab.url === url)?.id ?? Number(Object.keys(await chrome.storage.session.get(null)).find((key) => key.startsWith('tab:'))?.slice(4)), tab.page.url());
        const popup = await rig.openOwn(`ui/popup.html?tab=${id}`);
        const answer = () => popup.evaluate(() => document.querySelectorAll('#held button').length);
        await until('the popup asks', async () => (await answer()) === 2);
        await popup.evaluate(() => /** @type {HTMLElement} */ (document.querySelector('#held button.large')).click());
        await until('the popup has its answer', async () => (await answer()) === 0);
        await popup.close();
        await tab.page.bringToFront();
        await picture('the camera is seen again', clear);
        assert.equal(await tab.page.evaluate(() => globalThis.audio.enabled), false, 'who muted stays muted');
        assert.deepEqual(tab.errors, []);
      } finally {
        await rig.close();
      }
    });
  });
}
