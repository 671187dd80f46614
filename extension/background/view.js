// Full view: every request of a meeting's tab as the browser itself sees it, where the person has allowed that. Addresses only, no bodies, and of no
// other tab. Not here: what follows from it (the core holds it against what the hooks told).
import { api } from './browser.js';
import { ALL_SITES } from './block.js';
import * as sessions from './sessions.js';

/** What browsers want for it. */
export const VIEW = { permissions: ['webRequest'], ...ALL_SITES };
/** So long the hooks' own reports go ahead: what they have told, and better, is not judged twice. */
const AFTER_MS = 1500;
/** So many at once; the rest is counted. */
const MAX_WAITING = 300;
/** As the probes cut addresses. */
const MAX_URL = 8192;
/** What only a script asks for: the core learns the method of these, and misses them where no hook told of them. */
const ASKED = new Set(['xmlhttprequest', 'ping']);
const NO_TAB = -1;

/**
 * @typedef {chrome.webRequest.OnBeforeRequestDetails & { originUrl?: string }} Details
 * @typedef {{ t: number, frame: number, see: 'sent', channel: 'web_request', url: string, method?: string }} Seen
 */

/** @type {Map<number, { seen: Seen[], dropped: number }>} */
const waiting = new Map();
/** Redirects ask again under the same number. @type {Set<string>} */
const known = new Set();
let listening = false;

/** @param {Details} details */
function saw(details) {
  const { tabId, frameId, requestId, url, type, method, timeStamp } = details;
  if (known.has(requestId) || !/^(?:https?|wss?):/.test(url) || type === 'main_frame') return;
  known.add(requestId);
  if (known.size > 1000) known.delete(known.values().next().value ?? '');
  const seen = /** @type {Seen} */ ({ t: Math.round(timeStamp), frame: frameId, see: 'sent', channel: 'web_request', url: url.slice(0, MAX_URL) });
  if (ASKED.has(type)) seen.method = method;
  if (tabId === NO_TAB) void ofWorker(details, seen);
  else wait(tabId, seen);
}

/** A service or shared worker belongs to no tab: what it asks is its site's. @param {Details} details @param {Seen} seen */
async function ofWorker({ initiator, originUrl }, { method: _, ...seen }) {
  const origin = originOf(initiator ?? originUrl ?? '');
  for (const tab of await sessions.open()) {
    const { url } = await api.tabs.get(tab).catch(() => ({ url: undefined }));
    if (origin && url && originOf(url) === origin) {
      wait(tab, { ...seen, frame: 0 });
      return;
    }
  }
}

/** @param {string} url */
const originOf = (url) => (URL.canParse(url) ? new URL(url).origin : undefined);

/** @param {number} tab @param {Seen} seen */
function wait(tab, seen) {
  const held = waiting.get(tab);
  if (!held) {
    waiting.set(tab, { seen: [seen], dropped: 0 });
    setTimeout(() => void tell(tab).catch((error) => console.error('tallylight: view:', error)), AFTER_MS);
  } else if (held.seen.length < MAX_WAITING) held.seen.push(seen);
  else held.dropped += 1;
}

/** @type {(tab: number, events: sessions.CoreEvent[]) => Promise<unknown>} */
let happened = () => Promise.resolve();

/** @param {number} tab */
async function tell(tab) {
  const { seen = [], dropped = 0 } = waiting.get(tab) ?? {};
  waiting.delete(tab);
  if (!(await sessions.open()).includes(tab)) return;
  const { frames } = await sessions.kept(tab);
  // In a frame of somebody else's there is no hook that could have told.
  const observations = seen.map(({ frame, method, ...rest }) => (method !== undefined && frames.includes(frame) ? { ...rest, method } : rest));
  await happened(tab, [{ t: Date.now(), event: 'seen', world: 'browser', observations, dropped }]);
}

function listen() {
  if (listening || !api.webRequest) return;
  listening = true;
  api.webRequest.onBeforeRequest.addListener(/** @type {any} */ (saw), { urls: ['<all_urls>'] });
}

/** Registered synchronously by main.js. @param {typeof happened} take what is done with what was seen in a tab */
export function follow(take) {
  happened = take;
  listen();
  api.permissions.onAdded.addListener(listen);
  api.permissions.onRemoved.addListener(() => void (listening = listening && api.webRequest !== undefined));
}
