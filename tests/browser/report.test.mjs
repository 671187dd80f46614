// The page that `tallylight report --html` makes, in a real browser: nothing that axe objects to, in light and dark, and nothing asked of anybody.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, it } from 'node:test';
import { page, start } from './harness/index.mjs';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const TALLYLIGHT = process.env['TALLYLIGHT'] ?? 'target/release/tallylight';
const MEETINGS = ['zoom-recording', 'zoom-consent-banner', 'third-party-2020', 'attention-azure-page-hidden', 'coverage-lost-and-found', 'link-share-in-chat'];

/** @param {string[]} args @param {string} input @returns {string} */
function tallylight(args, input) {
  try {
    return execFileSync(TALLYLIGHT, args, { input, encoding: 'utf8' });
  } catch (error) {
    // Findings at or above the threshold are no error here.
    return /** @type {{ stdout: string }} */ (error).stdout;
  }
}

describe('the report page', () => {
  it('has nothing that axe objects to, and asks nobody anything', { timeout: 120_000 }, async () => {
    const findings = MEETINGS.map((name) => tallylight(['replay'], readFileSync(`tests/traces/${name}/trace.jsonl`, 'utf8'))).join('');
    const report = tallylight(['report', '-', '--html', '-'], findings);
    const rig = await start({ browser: 'chromium', extension: null, sites: { 'report.example': page(report) } });
    try {
      const { page: shown } = await rig.open('https://report.example/');
      for (const scheme of ['light', 'dark']) {
        await shown.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
        await shown.evaluate("document.querySelectorAll('details').forEach((it) => { it.open = true; })");
        await shown.evaluate(AXE);
        const { violations } = /** @type {{ violations: { id: string, nodes: { html: string }[] }[] }} */ (await shown.evaluate('axe.run()'));
        assert.deepEqual(violations.map(({ id, nodes }) => [scheme, id, nodes.map(({ html }) => html)]), []);
      }
      const asked = rig.server.log.filter(({ headers, path }) => /report\.example/.test(headers.referer ?? '') && path !== '/favicon.ico');
      assert.deepEqual(asked.map(({ host, path }) => host + path), []);
    } finally {
      await rig.close();
    }
  });
});
