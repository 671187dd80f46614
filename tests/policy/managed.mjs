// Browsers under a policy of the machine: the extension loaded by hand under the id that the policy names, or installed by the policy alone.
// Not here: the machine (machine.mjs), what is tested.
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { crx, updates } from '../../scripts/crx.mjs';
import { filesOf, zip } from '../../scripts/zip.mjs';
import { built, start } from '../browser/harness/index.mjs';
import { SITES } from '../browser/standin.mjs';
import { FIREFOX_ID, key, keyed, setPolicies } from './machine.mjs';

/** @typedef {import('../browser/harness/rig.mjs').Rig} Rig */
/** @typedef {import('../browser/harness/rig.mjs').BrowserName} BrowserName */

/** What the extension says is in force. @param {Rig} rig @returns {Promise<import('../../extension/background/settings.js').Resolved>} */
export const resolved = (rig) => rig.atDesk(async () => (await chrome.runtime.sendMessage({ ask: 'policy' })).resolved);

/** A browser under a policy; the extension is loaded by hand, under the id that the policy names. @param {BrowserName} browser @param {unknown} policy */
export async function managed(browser, policy) {
  const { copy, publicKey, id } = keyed(built(browser), readFileSync(key(), 'utf8'));
  if (browser === 'chromium') {
    const file = join(copy, 'manifest.json');
    writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), key: publicKey.toString('base64') }));
  }
  const name = browser === 'chromium' ? id : FIREFOX_ID;
  setPolicies(browser, name, policy);
  const rig = await start({ browser, sites: { ...SITES }, extension: copy });
  return { rig, set: (/** @type {unknown} */ next) => setPolicies(browser, name, next) };
}

/** A browser in which policy alone installs the extension, and sets it. @param {BrowserName} browser @param {unknown} policy */
export async function forced(browser, policy) {
  const archive = zip(filesOf(built(browser)));
  const pem = readFileSync(key(), 'utf8');
  const { id } = keyed(built(browser), pem);
  const { version } = JSON.parse(readFileSync(join(built(browser), 'manifest.json'), 'utf8'));
  const server = createServer(({ url }, response) => {
    const at = `http://127.0.0.1:${/** @type {import('node:net').AddressInfo} */ (server.address()).port}/tallylight.crx`;
    if (url === '/tallylight.crx') response.setHeader('content-type', 'application/x-chrome-extension').end(crx(archive, pem));
    else if (url === '/tallylight.xpi') response.setHeader('content-type', 'application/x-xpinstall').end(archive);
    else response.setHeader('content-type', 'text/xml').end(updates(id, version, at));
  });
  await new Promise((listening) => server.listen(0, '127.0.0.1', () => listening(undefined)));
  const at = `http://127.0.0.1:${/** @type {import('node:net').AddressInfo} */ (server.address()).port}`;
  const name = browser === 'chromium' ? id : FIREFOX_ID;
  const how = browser === 'chromium' ? { update_url: `${at}/updates.xml`, override_update_url: true } : { install_url: `${at}/tallylight.xpi` };
  const signatures = browser === 'chromium' ? {} : { Preferences: { 'xpinstall.signatures.required': { Value: false, Status: 'locked' } } };
  setPolicies(browser, name, policy, { ExtensionSettings: { [name]: { installation_mode: 'force_installed', ...how } }, ...signatures });
  const rig = await start({ browser, sites: { ...SITES }, installed: name });
  return { rig, close: () => Promise.all([rig.close(), new Promise((closed) => server.close(closed))]) };
}
