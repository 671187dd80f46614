// Records a meeting for a bug report: what `step` eats, redacted by the core before it is written, in `storage.local` until the person saves or deletes
// it. One meeting at a time, bounded. Off unless the person asks for it. Not here: what redaction is (crate/core/src/trace).
import { api } from './browser.js';
import { engine } from './engine.js';

/** In characters: of all, and of what is written at once. */
const [MAX_ALL, MAX_CHUNK] = [4_000_000, 65_536];
const STATE = 'trace';
const LINES = 'trace:';

/**
 * @typedef {object} State
 * @property {boolean} on
 * @property {number} [tab] whose meeting; none yet where the next one is meant
 * @property {string} salt kept nowhere else: nobody can try words out against what was written
 * @property {string} [redactor] what it has learned of the meeting
 * @property {number} chunks
 * @property {number} size
 * @property {number} dropped events that found no room
 */

/** As long as this worker lives. @type {Promise<State | undefined> | undefined} */
let known;
/** The chunk that is being filled. @type {string | undefined} */
let tail;
/** @type {Promise<unknown>} */
let last = Promise.resolve();

/** @returns {Promise<State | undefined>} */
function state() {
  known ??= api.storage.session.get(STATE).then((kept) => /** @type {State | undefined} */ (kept[STATE]));
  return known;
}

/** @param {State} next */
async function keep(next) {
  known = Promise.resolve(next);
  await api.storage.session.set({ [STATE]: next });
}

/** One thing after another. @template T @param {() => Promise<T>} work @returns {Promise<T>} */
function inTurn(work) {
  const mine = last.then(work, work);
  last = mine;
  return mine;
}

/** Begins anew; without a tab, with the next meeting. @param {number} [tab] @param {{ settings: object, session: string }} [underWay] */
export const start = (tab, underWay) =>
  inTurn(async () => {
    await erase();
    const salt = crypto.randomUUID();
    await keep({ on: true, ...(tab !== undefined && { tab }), salt, chunks: 0, size: 0, dropped: 0 });
    if (tab === undefined || !underWay) return;
    const { opening } = await engine();
    await write(tab, underWay.settings, [opening(underWay.session)]);
  });

/** @param {number} [tab] of this tab alone */
export const stop = (tab) =>
  inTurn(async () => {
    const before = await state();
    if (before && (tab === undefined || before.tab === tab)) await keep({ ...before, on: false });
  });

/** The tab that is being recorded. */
export async function of() {
  const { on, tab } = (await state()) ?? {};
  return on ? (tab ?? null) : null;
}

/** Events that were taken. @param {number} tab @param {object} settings @param {{ event: string }[]} events */
export async function note(tab, settings, events) {
  if (!(await state())?.on) return;
  await inTurn(() => write(tab, settings, events)).catch((error) => console.error('tallylight: trace:', error));
}

/** @param {number} tab @param {object} settings @param {{ event: string }[]} events */
async function write(tab, settings, events) {
  const before = await state();
  if (!before?.on || (before.tab ?? tab) !== tab) return;
  // A trace begins with its page.
  const from = before.tab === undefined ? events.findIndex(({ event }) => event === 'page') : 0;
  if (from < 0) return;
  const { redact } = await engine();
  const next = { ...before, tab };
  /** @type {Record<string, string>} */
  const chunks = {};
  tail ??= await lines(next.chunks);
  for (const event of events.slice(from)) {
    const { redactor, line } = redact(next.redactor, next.salt, settings, event);
    next.redactor = redactor;
    if (next.size + line.length > MAX_ALL) {
      next.dropped += 1;
      continue;
    }
    next.size += line.length;
    tail += `${line}\n`;
    chunks[LINES + next.chunks] = tail;
    if (tail.length > MAX_CHUNK) [tail, next.chunks] = ['', next.chunks + 1];
  }
  await api.storage.local.set(chunks);
  await keep(next);
}

/** @param {number} chunk @returns {Promise<string>} */
async function lines(chunk) {
  const kept = await api.storage.local.get(LINES + chunk);
  return /** @type {string | undefined} */ (kept[LINES + chunk]) ?? '';
}

/** All that was recorded, one event a line. */
export const read = () =>
  inTurn(async () => {
    const all = await keys();
    /** @type {Record<string, string>} */
    const kept = await api.storage.local.get(all);
    return all.map((key) => kept[key] ?? '').join('');
  });

/** How much did not fit. */
export async function dropped() {
  return (await state())?.dropped ?? 0;
}

export const forget = () =>
  inTurn(async () => {
    await erase();
    known = Promise.resolve(undefined);
    await api.storage.session.remove(STATE);
  });

async function erase() {
  tail = undefined;
  await api.storage.local.remove(await keys());
}

/** The chunks there are, the first first: also those of a browser that was closed since. */
async function keys() {
  const all = Object.keys(await api.storage.local.get(null)).filter((key) => key.startsWith(LINES));
  return all.sort((a, b) => Number(a.slice(LINES.length)) - Number(b.slice(LINES.length)));
}
