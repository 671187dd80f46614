// Recipe: your own steps with puppeteer, in Chromium with Tallylight in it; its findings afterwards, one a line.
//   EXTENSION=dist/chromium node tests/recipes/puppeteer.mjs https://app.zoom.us/wc/123/join
import puppeteer from 'puppeteer-core';
import { existsSync } from 'node:fs';

const [url = ''] = process.argv.slice(2);
const executablePath = process.env['CHROMIUM'] ?? ['/usr/bin/chromium', '/usr/bin/google-chrome'].find(existsSync);
const browser = await puppeteer.launch({
  ...(executablePath && { executablePath }),
  pipe: true,
  enableExtensions: true,
  args: ['--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream', ...JSON.parse(process.env['BROWSER_ARGS'] ?? '[]')],
});
const extension = await browser.installExtension(process.env['EXTENSION'] ?? 'dist/chromium');

const page = await browser.newPage();
await page.goto(url);
// Your own steps. In the stand-in meeting that ships with Tallylight, a recording that was on when you came:
await page.evaluate(() => Reflect.get(globalThis, 'standin')?.play('late-join'));

// Any page of the extension may ask it. A page of the web may not.
const own = await browser.newPage();
await own.goto(`chrome-extension://${extension}/ui/record.html`);
const ask = () => own.evaluate(() => chrome.runtime.sendMessage({ ask: 'history' }));
/** @type {{ findings: object[] }} */
let { findings } = await ask();
for (const end = Date.now() + 10_000; findings.length === 0 && Date.now() < end; ({ findings } = await ask())) await new Promise((next) => setTimeout(next, 100));
for (const finding of findings) console.log(JSON.stringify(finding));
await browser.close();
