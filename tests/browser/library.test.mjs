// A library that leans on what we wrap, with the tests that its own authors ship in its package, run in a meeting's page: they come out the same with us
// as without us, and the assertions are counted so that "the same" is not "none".
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { browsers, firstOf, folder, genuineFolder, installed, start, until } from './harness/index.mjs';

const HOME = genuineFolder('reqwest');
await installed(HOME);
const files = folder(`${HOME}/node_modules/reqwest`);
const others = folder(HOME);

/** What the suite's own server does: says what it was asked (as JSON, or as a call), takes its time, has nothing to say. @type {import('./harness/server.mjs').Handler} */
const server = async (request) => {
  const { pathname, searchParams } = new URL(request.path, 'https://app.zoom.us');
  const query = Object.fromEntries(searchParams);
  const told = JSON.stringify({ method: request.method, query, headers: request.headers });
  if (pathname === '/') return files({ ...request, path: '/tests/tests.html' });
  if (pathname === '/tests/204') return { status: 204 };
  if (pathname.startsWith('/tests/timeout')) {
    await new Promise((resolve) => setTimeout(resolve, 2000));
    return { body: query['callback'] ? `${query['callback']}(${told});` : told, type: 'application/json' };
  }
  const call = pathname.endsWith('.jsonp');
  const type = call ? 'text/javascript' : undefined;
  if ('echo' in query) return { body: call ? `${query['callback'] ?? query['testCallback'] ?? 'echoCallback'}(${told});` : told, type: type ?? 'application/json' };
  const answer = await firstOf(files, others)(request);
  return answer && (call ? { ...answer, type: 'text/javascript' } : pathname.endsWith('.xml') ? { ...answer, type: 'application/xml' } : answer);
};

/** @param {import('./harness/rig.mjs').BrowserName} browser @param {null} [extension] @returns {Promise<string[]>} each assertion and how it came out */
async function outcome(browser, extension) {
  const rig = await start({ browser, sites: { 'app.zoom.us': server }, ...(extension === null && { extension }) });
  try {
    const tab = await rig.open('https://app.zoom.us/');
    await until('the suite is through', () => tab.page.evaluate(() => document.getElementById('tests')?.classList.contains('sink-done')), 90_000);
    const lines = await tab.page.evaluate(() => [...document.querySelectorAll('#tests li li')].map((li) => `${li.className}: ${li.textContent}`));
    // Some say how long something took, or which number a callback had.
    return lines.map((line) => line.replace(/\d+/g, 'N')).sort();
  } finally {
    await rig.close();
  }
}

for (const browser of browsers()) {
  describe(`a library's own tests, ${browser}`, () => {
    it('come out the same with us and without us', { timeout: 240_000 }, async (t) => {
      const [without, withUs] = [await outcome(browser, null), await outcome(browser)];
      const passed = without.filter((line) => line.startsWith('pass')).length;
      t.diagnostic(`${passed} of ${without.length} assertions hold without us`);
      assert.ok(passed > 200, `only ${passed} hold without us: ${without.filter((line) => line.startsWith('fail')).join('\n')}`);
      assert.deepEqual(withUs, without);
    });
  });
}
