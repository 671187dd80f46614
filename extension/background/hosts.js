// Meeting hosts of the person's own: wherever a host permission was granted beyond the manifest, the manifest's own content scripts are
// registered too. The browser's list of granted permissions is the record; only where it has granted all sites, for blocking, no single one can
// be asked for, and those that the settings name are meant.
import { ALL_SITES } from './block.js';
import { api } from './browser.js';
import * as settings from './settings.js';

const ID = 'granted-';

/** Makes the registered scripts equal to what is granted. */
async function reconcile() {
  if (!api.scripting) return;
  const { origins = [] } = await api.permissions.getAll();
  /** @type {{ matches?: string[], js?: string[], world?: 'MAIN' | 'ISOLATED' }[]} */
  const own = api.runtime.getManifest().content_scripts ?? [];
  const builtIn = new Set(own.flatMap(({ matches }) => matches ?? []));
  const granted = [...origins.filter((origin) => !builtIn.has(origin) && !isOfAll(origin)), ...(await named())];
  const before = (await api.scripting.getRegisteredContentScripts()).filter(({ id }) => id.startsWith(ID));
  if (before.length > 0) await api.scripting.unregisterContentScripts({ ids: before.map(({ id }) => id) });
  if (granted.length === 0) return;
  const scripts = own.map(({ js, world }, i) => ({
    id: ID + i,
    js: js ?? [],
    matches: granted,
    runAt: /** @type {const} */ ('document_start'),
    allFrames: true,
    matchOriginAsFallback: true,
    persistAcrossSessions: true,
    ...(world && { world }),
  }));
  await api.scripting.registerContentScripts(scripts);
}

/** @param {string} origin */
const isOfAll = (origin) => origin === '<all_urls>' || origin.includes('://*/');

async function named() {
  if (!(await api.permissions.contains(ALL_SITES))) return [];
  const { meeting_hosts: hosts = [] } = await settings.inForce();
  const bare = hosts.map((/** @type {string} */ host) => host.replace(/^\*\./, '')).filter((/** @type {string} */ host) => /^[\w-]+(\.[\w-]+)+$/.test(host));
  return bare.map((/** @type {string} */ host) => `https://${/^[\d.]+$/.test(host) ? '' : '*.'}${host}/*`);
}

const said = (/** @type {unknown} */ error) => console.error('tallylight: hosts:', error);

/** Registered synchronously by main.js. */
export function follow() {
  const again = () => void reconcile().catch(said);
  api.permissions.onAdded.addListener(again);
  api.permissions.onRemoved.addListener(again);
  api.runtime.onInstalled.addListener(again);
  settings.onChange(again);
}
