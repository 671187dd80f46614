// The recipes for existing suites (tests/recipes), run as they stand: each opens the stand-in meeting with its own tool and prints what was found.
import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { browsers, built, installed } from './harness/index.mjs';
import { serve } from './harness/server.mjs';
import { ADDRESSES, SITES } from './standin.mjs';

const FOLDER = fileURLToPath(new URL('../recipes', import.meta.url));
const driver = process.env['CHROMEDRIVER'] ?? 'chromedriver';
const hasDriver = spawnSync(driver, ['--version']).status === 0;

describe('recipes', { skip: !browsers().includes('chromium') && 'Chromium is left out' }, () => {
  /** @type {import('./harness/server.mjs').Server} */
  let server;
  before(async () => {
    await installed(FOLDER);
    server = await serve({ ...SITES });
  });
  after(() => server?.close());

  /** @param {string} name */
  async function run(name) {
    const args = [`--host-resolver-rules=MAP * 127.0.0.1:${server.port}, EXCLUDE 127.0.0.1`, '--ignore-certificate-errors', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])];
    const env = { ...process.env, EXTENSION: built('chromium'), BROWSER_ARGS: JSON.stringify(args), ...(hasDriver && { CHROMEDRIVER: driver }) };
    const { stdout } = await promisify(execFile)(process.execPath, [`${FOLDER}/${name}.mjs`, ADDRESSES.zoom], { env });
    return stdout.split('\n').filter(Boolean).map((line) => JSON.parse(line));
  }

  for (const [name, missing] of /** @type {const} */ ([['puppeteer'], ['playwright'], ['selenium', !hasDriver && 'no chromedriver here']])) {
    it(name, { timeout: 60_000, skip: missing }, async () => {
      const findings = await run(name);
      assert.ok(findings.some(({ detector, what }) => detector === 'recording' && what === 'recording'), JSON.stringify(findings));
    });
  }
});
