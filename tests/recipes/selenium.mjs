// Recipe: your own steps with Selenium, in Chromium with Tallylight in it; its findings afterwards, one a line. It needs chromedriver (Debian:
// chromium-driver; CHROMEDRIVER names another). Branded Chrome no longer takes --load-extension: use Chromium, or puppeteer.
//   EXTENSION=dist/chromium node tests/recipes/selenium.mjs https://app.zoom.us/wc/123/join
import { createHash } from 'node:crypto';
import { existsSync, realpathSync } from 'node:fs';
import { Builder } from 'selenium-webdriver';
import { Options, ServiceBuilder } from 'selenium-webdriver/chrome.js';

const [url = ''] = process.argv.slice(2);
const extension = realpathSync(process.env['EXTENSION'] ?? 'dist/chromium');
const program = process.env['CHROMIUM'] ?? ['/usr/bin/chromium', '/usr/bin/google-chrome'].find(existsSync);
const options = new Options();
if (program) options.setChromeBinaryPath(program);
options.setAcceptInsecureCerts(true);
options.addArguments(
  '--headless=new',
  `--load-extension=${extension}`,
  '--use-fake-ui-for-media-stream',
  '--use-fake-device-for-media-stream',
  ...JSON.parse(process.env['BROWSER_ARGS'] ?? '[]'),
);
const driver = await new Builder().forBrowser('chrome').setChromeOptions(options).setChromeService(new ServiceBuilder(process.env['CHROMEDRIVER'])).build();
try {
  await driver.get(url);
  // Your own steps. In the stand-in meeting that ships with Tallylight, a recording that was on when you came:
  await driver.executeScript("return globalThis.standin?.play('late-join')");

  // An unpacked extension's id is made of its path.
  const hash = createHash('sha256').update(extension).digest('hex').slice(0, 32);
  const id = hash.replace(/./g, (digit) => String.fromCharCode('a'.charCodeAt(0) + parseInt(digit, 16)));
  await driver.switchTo().newWindow('tab');
  // Any page of the extension may ask it. A page of the web may not.
  await driver.get(`chrome-extension://${id}/ui/record.html`);
  /** @returns {Promise<any>} */
  const ask = () => driver.executeAsyncScript("const done = arguments[0]; chrome.runtime.sendMessage({ ask: 'history' }).then(done)");
  /** @type {{ findings: object[] }} */
  let { findings } = await ask();
  for (const end = Date.now() + 10_000; findings.length === 0 && Date.now() < end; ({ findings } = await ask())) await new Promise((next) => setTimeout(next, 100));
  for (const finding of findings) console.log(JSON.stringify(finding));
} finally {
  await driver.quit();
}
