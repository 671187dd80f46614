// The extension for one audit: what scripts/build made, with the audited host as a meeting host. Only the manifest differs; building anew would take
// minutes and give the same files.
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withHosts } from '../scripts/manifest.mjs';
import { built } from '../tests/browser/harness/index.mjs';

/** @param {'chromium' | 'firefox'} browser @param {string} url @returns {Promise<{ folder: string, remove: () => Promise<void> }>} */
export async function extensionFor(browser, url) {
  const folder = await mkdtemp(join(tmpdir(), 'tallylight-extension-'));
  await cp(built(browser), folder, { recursive: true });
  const file = join(folder, 'manifest.json');
  const manifest = JSON.parse(await readFile(file, 'utf8'));
  const { hostname } = new URL(url);
  const patterns = ['https', 'http'].map((scheme) => `${scheme}://${hostname}/*`);
  await writeFile(file, JSON.stringify(withHosts(manifest, patterns), null, 2));
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}
