// Draws extension/icons/*.png from tallylight.svg, with the browser that is there anyway. Run it after changing the drawing.
//   node scripts/icons.mjs
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { launch } from 'puppeteer-core';

const icons = join(import.meta.dirname, '../extension/icons');
const svg = readFileSync(join(icons, 'tallylight.svg')).toString('base64');
const browser = await launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] });
const page = await browser.newPage();
for (const size of [16, 32, 48, 128]) {
  await page.setViewport({ width: size, height: size });
  await page.setContent(`<body style="margin:0"><img src="data:image/svg+xml;base64,${svg}" style="display:block" width="${size}" height="${size}">`);
  const path = /** @type {`${string}.png`} */ (join(icons, `${size}.png`));
  await page.screenshot({ path, omitBackground: true });
  console.log(path);
}
await browser.close();
