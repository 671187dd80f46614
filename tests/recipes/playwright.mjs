// Recipe: your own steps with Playwright, in Chromium with Tallylight in it; its findings afterwards, one a line. With a test runner, make a fixture
// of the context. Playwright's own Firefox takes no extension: use puppeteer or Selenium there.
//   EXTENSION=dist/chromium node tests/recipes/playwright.mjs https://app.zoom.us/wc/123/join
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { chromium } from 'playwright-core';

const [url = ''] = process.argv.slice(2);
const extension = resolve(process.env['EXTENSION'] ?? 'dist/chromium');
const executablePath = process.env['CHROMIUM'] ?? ['/usr/bin/chromium', '/usr/bin/google-chrome'].find(existsSync);
const profile = await mkdtemp(join(tmpdir(), 'playwright-'));
// Extensions live in a persistent context only.
const context = await chromium.launchPersistentContext(profile, {
  ...(executablePath && { executablePath }),
  headless: true,
  ignoreHTTPSErrors: true,
  args: [
    `--disable-extensions-except=${extension}`,
    `--load-extension=${extension}`,
    '--use-fake-ui-for-media-stream',
    '--use-fake-device-for-media-stream',
    ...JSON.parse(process.env['BROWSER_ARGS'] ?? '[]'),
  ],
});
const worker = context.serviceWorkers()[0] ?? (await context.waitForEvent('serviceworker'));
const { host } = new URL(worker.url());

const page = await context.newPage();
await page.goto(url);
// Your own steps. In the stand-in meeting that ships with Tallylight, a recording that was on when you came:
await page.evaluate(() => Reflect.get(globalThis, 'standin')?.play('late-join'));

// Any page of the extension may ask it. A page of the web may not.
const own = await context.newPage();
await own.goto(`chrome-extension://${host}/ui/record.html`);
const ask = () => own.evaluate(() => chrome.runtime.sendMessage({ ask: 'history' }));
/** @type {{ findings: object[] }} */
let { findings } = await ask();
for (const end = Date.now() + 10_000; findings.length === 0 && Date.now() < end; ({ findings } = await ask())) await new Promise((next) => setTimeout(next, 100));
for (const finding of findings) console.log(JSON.stringify(finding));
await context.close();
await rm(profile, { recursive: true, force: true });
