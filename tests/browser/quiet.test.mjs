// In the default configuration the extension makes no network request of its own: the same meeting, with it and without it, asks the same.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { browsers, start, until } from './harness/index.mjs';
import { ACTS, enter, EXPECTED, SITES } from './standin.mjs';

/** Hosts that the meeting itself speaks to. Whatever else is asked, the browser asks with and without us. */
const MEETING = new Set(['app.zoom.us', 'graph.facebook.com', 'docs.example.org', 'files.evil-share.example', 'nas.evil-share.example', 'dav.evil-share.example']);
/** These go out on a timer, or as often as the browser says that the window lost or got the focus. */
const UNCOUNTED = new Set(['POST app.zoom.us/telemetry/batch', 'POST app.zoom.us/api/v1/participants/state', 'GET app.zoom.us/api/v1/roster']);

/** @param {import('./harness/rig.mjs').BrowserName} browser @param {null} [extension] */
async function played(browser, extension) {
  const rig = await start({ browser, sites: { ...SITES }, ...(extension === null && { extension }) });
  try {
    const tab = await enter(rig);
    for (const { play } of ACTS) await play(rig, tab);
    if (extension !== null) for (const { title, fits } of EXPECTED) await rig.finding(title, fits);
    await until('the last word on attention is sent', () => rig.server.log.some(({ kind }) => kind === 'message'));
    return rig.server.log;
  } finally {
    await rig.close();
  }
}

for (const browser of browsers()) {
  describe(`silence on the network, ${browser}`, () => {
    it('the extension asks nobody anything', { timeout: 120_000 }, async () => {
      const [without, withUs] = [await played(browser, null), await played(browser)];
      const asked = (/** @type {typeof without} */ log) =>
        log
          .filter(({ host }) => MEETING.has(host))
          .map(({ method, host, path }) => `${method} ${host}${path}`)
          .filter((line) => !UNCOUNTED.has(line))
          .sort();
      assert.deepEqual(asked(withUs), asked(without));
      const known = new Set(without.map(({ host }) => host));
      const own = withUs.filter(({ host, headers }) => /-extension:/.test(headers.origin ?? '') || !(known.has(host) || isBrowserOwn(host)));
      assert.deepEqual(own.map(({ method, host, path }) => `${method} ${host}${path}`), []);
    });
  });
}

/** What browsers ask of their makers on their own account, when it suits them. @param {string} host */
function isBrowserOwn(host) {
  return /(^|\.)(google\.com|googleapis\.com|gvt1\.com|mozilla\.com|mozilla\.net|mozilla\.org|firefox\.com)$/.test(host);
}
