// The extension with a changed manifest. A browser asks a person before it grants an optional permission, and no driver can answer that: a test that
// is about what comes after "yes" starts with a variant that has the permission from the beginning. Nothing but the manifest differs.
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { built } from './rig.mjs';

/**
 * @param {import('./rig.mjs').BrowserName} browser
 * @param {(manifest: any) => object} change gives what is put into the manifest
 */
export async function variant(browser, change) {
  const folder = await mkdtemp(join(tmpdir(), 'tallylight-variant-'));
  await cp(built(browser), folder, { recursive: true });
  const file = join(folder, 'manifest.json');
  const manifest = JSON.parse(await readFile(file, 'utf8'));
  await writeFile(file, JSON.stringify({ ...manifest, ...change(manifest) }));
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** With access to all sites, as after the person's "yes". @param {any} manifest */
export const allSites = ({ optional_host_permissions: sites }) => ({ host_permissions: sites, optional_host_permissions: [] });
