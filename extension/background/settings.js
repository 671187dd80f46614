// The settings in force: our safe defaults, what the person chose (`storage.local`), what the organisation set (`storage.managed`). The core
// reads and merges them; here they are only brought to it. Detection never waits for a policy: it starts on the one known last, and is told
// when another arrives.
import { api } from './browser.js';
import { engine } from './engine.js';

/**
 * @typedef {object} Resolved as the core's `policy::Resolved`
 * @property {any} settings
 * @property {{ key: string, value: any, source: string, fixed: boolean }[]} keys
 * @property {{ path: string, value: string, why: string, instead: string }[]} ignored
 * @property {number} more
 * @property {boolean} managed
 */

/** A longer policy is not kept for the next start: storage has no room for it beside the record. */
const MAX_KEPT = 1_000_000;
/** How long the first run's page waits for a policy that may forbid it, where an administrator installed us. */
const FIRST_POLICY_MS = 10_000;

/** What managed storage holds, as far as it has said. @type {Record<string, any> | undefined} */
let managed;
/** What it said has changed before it said what it holds. @type {Record<string, any>} */
let changed = {};
/** What is in force, until something changes. @type {Promise<Resolved> | undefined} */
let known;
/** @type {(() => void)[]} */
const listeners = [];

/** Chromium answers `{}` or blocks for seconds after a forced install; Firefox rejects where there is no policy. Either may come late. */
const arrived = (async () => {
  const held = await api.storage.managed.get(null).catch(() => ({}));
  await take({ ...held, ...changed });
})();

/** Takes a policy. @param {Record<string, any>} policy */
async function take(policy) {
  managed = Object.fromEntries(Object.entries(policy).filter(([, value]) => value !== undefined));
  const text = JSON.stringify(managed);
  const { policy: before = '{}' } = await api.storage.local.get('policy');
  if (text === before) return;
  anew();
  if (text === '{}' || text.length > MAX_KEPT) await api.storage.local.remove('policy');
  else await api.storage.local.set({ policy: text });
}

/** What is in force has to be found out anew. */
function anew() {
  known = undefined;
  for (const listener of listeners) listener();
}

/** @returns {Promise<Resolved>} */
async function found() {
  const stored = Promise.all([api.storage.local.get(['settings', 'policy']), api.storage.session.get('trial')]);
  const [{ resolve }, [{ settings = {}, policy = '' }, { trial }]] = await Promise.all([engine(), stored]);
  const held = managed ? JSON.stringify(managed) : String(policy);
  if (held !== '{}' && held !== '') return resolve(held, JSON.stringify(settings));
  const tried = resolve(String(trial ?? ''), JSON.stringify(settings));
  // Where findings go is an organisation's to say, through the browser, and not a file's that somebody tries.
  return { ...tried, settings: { ...tried.settings, report_to: '' } };
}

/** Everything that is in force, and everything that is not. */
export function resolved() {
  known ??= found();
  return known;
}

/** The settings for one step. */
export async function inForce() {
  return (await resolved()).settings;
}

/** What is in force, as a policy file. */
export async function exported() {
  const [{ exportPolicy }, all] = await Promise.all([engine(), resolved()]);
  return exportPolicy(all);
}

/** Puts a policy to the test where no organisation has set one, until the browser is closed. @param {string} policy JSON; empty: none */
export function attempt(policy) {
  return api.storage.session.set({ trial: policy });
}

/** Keeps what the person chose; what is not theirs to choose is left out when it is read. @param {object} changes */
export async function choose(changes) {
  /** @type {{ settings?: object }} */
  const { settings = {} } = await api.storage.local.get('settings');
  await api.storage.local.set({ settings: { ...settings, ...changes } });
}

api.storage.onChanged.addListener((changes, area) => {
  if ((area === 'local' && changes['settings']) || (area === 'session' && changes['trial'])) anew();
  if (area !== 'managed') return;
  const news = Object.fromEntries(Object.entries(changes).map(([key, { newValue }]) => [key, newValue]));
  changed = { ...changed, ...news };
  if (managed) void take({ ...managed, ...news });
});

/** Registered synchronously by main.js. @param {() => void} listener */
export function onChange(listener) {
  listeners.push(listener);
}

/** @param {string} reason */
export async function firstRun(reason) {
  if (reason !== 'install') return;
  const { installType } = await api.management.getSelf();
  if (installType === 'admin') await firstPolicy();
  if ((await inForce()).first_run_page) await api.tabs.create({ url: api.runtime.getURL('ui/welcome.html'), active: false });
}

/** A policy, or the time in which one must have come. */
async function firstPolicy() {
  await arrived;
  if (Object.keys(managed ?? {}).length > 0) return;
  await new Promise((resolve) => {
    setTimeout(resolve, FIRST_POLICY_MS);
    listeners.push(() => resolve(undefined));
  });
}
