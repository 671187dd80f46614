// Asks the probes of a tab whether they are still there: one that is gone says nothing, and its silence would pass for calm.
// Not here: what silence means (the core's coverage).
import { api } from './browser.js';
import { kept } from './sessions.js';

/** @typedef {import('./sessions.js').CoreEvent} CoreEvent */

/** How long a probe may take to answer; a page that hangs longer is not being watched either. */
const PATIENCE_MS = 5000;

/** @param {number} tab @param {number} frameId */
function there(tab, frameId) {
  const answer = api.tabs.sendMessage(tab, { ask: 'there' }, { frameId }).then(() => true, () => false);
  const silence = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS, false));
  return Promise.race([answer, silence]);
}

/**
 * What to tell the core of each probe: whether the page's own is there; which frames were taken out of the page.
 * @param {number} tab
 * @returns {Promise<{ frame: number, event: CoreEvent }[]>}
 */
export async function feel(tab) {
  const asked = (await kept(tab)).frames.map(async (frame) => ({ frame, answers: await there(tab, frame) }));
  const known = (await Promise.all(asked)).filter(({ frame, answers }) => frame === 0 || !answers);
  const t = Date.now();
  const probe = (/** @type {string} */ state) => ({ t, event: 'seen', world: 'isolated', observations: [{ see: 'probe', state }] });
  return known.map(({ frame, answers }) => ({ frame, event: frame === 0 ? probe(answers ? 'alive' : 'silent') : { t, event: 'gone' } }));
}

/** Whether any probe of the tab answers. After a navigation, none means that the meeting's site was left. @param {number} tab */
export async function anybody(tab) {
  const answers = await Promise.all((await kept(tab)).frames.map((frame) => there(tab, frame)));
  return answers.some(Boolean);
}
