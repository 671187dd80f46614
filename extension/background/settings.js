// The settings in force: our safe defaults, what the person chose (`storage.local`), what the organisation set (`storage.managed`).
// Detection never waits for policy: it starts on what is known and is told when more arrives.
import { api } from './browser.js';

/** @type {Promise<any> | undefined} */
let local;
/** @type {any} */
let managed = {};

/** Chromium answers `{}` or blocks for seconds after a forced install; Firefox rejects where there is no policy. Either may come late. */
const arrived = (async () => {
  try {
    managed = await api.storage.managed.get(null);
  } catch {
    managed = {};
  }
})();

/** What the person chose. */
export function chosen() {
  local ??= api.storage.local.get('settings').then(({ settings }) => (settings && typeof settings === 'object' ? settings : {}));
  return local;
}

/** The settings for one step. */
export async function inForce() {
  return { ...(await chosen()), ...managed?.locked };
}

/** @param {object} changes */
export async function choose(changes) {
  const settings = { ...(await chosen()), ...changes };
  await api.storage.local.set({ settings });
}

/** @param {() => void} listener */
export function onChange(listener) {
  api.storage.onChanged.addListener((changes, area) => {
    if (area === 'local' && changes.settings) local = undefined;
    else if (area === 'managed') for (const [key, { newValue }] of Object.entries(changes)) managed = { ...managed, [key]: newValue };
    else return;
    listener();
  });
  arrived.then(() => Object.keys(managed).length > 0 && listener());
}

/** @param {string} reason */
export async function firstRun(reason) {
  if (reason !== 'install' || (await inForce()).first_run_page === false) return;
  await api.tabs.create({ url: api.runtime.getURL('ui/welcome.html'), active: false });
}
