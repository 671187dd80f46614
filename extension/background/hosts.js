// Meeting hosts of the person's own: wherever a host permission was granted beyond the manifest, the manifest's own content scripts are
// registered too. The browser's list of granted permissions is the only record: nothing to fall out of step with.
import { api } from './browser.js';

const ID = 'granted-';

/** Makes the registered scripts equal to what is granted. */
async function reconcile() {
  if (!api.scripting) return;
  const { origins = [] } = await api.permissions.getAll();
  /** @type {{ matches?: string[], js?: string[], world?: 'MAIN' | 'ISOLATED' }[]} */
  const own = api.runtime.getManifest().content_scripts ?? [];
  const builtIn = new Set(own.flatMap(({ matches }) => matches ?? []));
  const granted = origins.filter((origin) => !builtIn.has(origin));
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

const said = (/** @type {unknown} */ error) => console.error('tallylight: hosts:', error);

/** Registered synchronously by main.js. */
export function follow() {
  const again = () => void reconcile().catch(said);
  api.permissions.onAdded.addListener(again);
  api.permissions.onRemoved.addListener(again);
  api.runtime.onInstalled.addListener(again);
}
