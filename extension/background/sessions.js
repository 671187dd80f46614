// The sessions of all tabs: kept in `storage.session`, so that they outlive the worker, and stepped in turn. A session is saved before
// any of its effects is given out. Not here: what an effect does.
import { api } from './browser.js';
import { badge } from './badge.js';
import { block } from './block.js';
import { engine, rehearse } from './engine.js';
import * as history from './history.js';
import * as ledger from './ledger.js';
import * as outbox from './outbox.js';
import * as settings from './settings.js';
import * as trace from './trace.js';

/**
 * @typedef {{ t: number, event: string, frame?: number, [field: string]: any }} CoreEvent
 * @typedef {{ effect: string, frame?: number, [field: string]: any }} Effect
 * @typedef {typeof import('../engine/engine.js').step} Step
 * @typedef {{ ask: 'events', doc: string, number: number, events: CoreEvent[] }} Batch
 * @typedef {{ session?: string, frames: number[] }} Meeting  as the core writes it down; the frames that have a probe
 * @typedef {Meeting & { taken: Record<string, number>, last: Effect[] }} Kept  `taken`: the last batch number of each document;
 *   `last`: what the last step asked for, until the next: a worker that dies in between has not carried it all out
 */

const KEY = 'tab:';
/** Documents of one tab whose batch numbers are remembered. */
const MAX_DOCS = 64;
/** What storage holds, as long as this worker lives. @type {Map<number, Kept>} */
const cache = new Map();
/** @type {Map<number, Promise<unknown>>} */
const turns = new Map();

/**
 * Runs `work` after all work begun for this tab before it.
 * @template T
 * @param {number} tab
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export function inTurn(tab, work) {
  const before = turns.get(tab) ?? Promise.resolve();
  const mine = before.then(work, work);
  turns.set(tab, mine);
  const done = () => turns.get(tab) === mine && turns.delete(tab);
  mine.then(done, done);
  return mine;
}

/** @param {any} record @returns {record is Kept} */
const isKept = (record) =>
  typeof record?.session === 'string' && Array.isArray(record.frames) && Array.isArray(record.last) && typeof record.taken === 'object' && record.taken !== null;

/** @param {number} tab @returns {Promise<Kept>} */
export async function kept(tab) {
  const known = cache.get(tab);
  if (known) return known;
  const key = KEY + tab;
  /** @type {any} */
  const record = (await api.storage.session.get(key))[key];
  /** @type {Kept} */
  const fresh = isKept(record) ? record : { frames: [], taken: {}, last: [] };
  cache.set(tab, fresh);
  // Written before: by a worker that is dead now, perhaps before it wrote these down. History, ledger and outbox take each once; a badge is the same
  // when it is set again.
  for (const { effect, finding, entry, ...rest } of fresh.last) {
    if (effect === 'block') block(tab, rest);
    if (effect === 'badge') void badge(tab, rest.badge);
    if (effect === 'finding') {
      history.write(finding);
      void outbox.put(finding);
    }
    if (effect === 'ledger') ledger.append(entry);
  }
  return fresh;
}

/**
 * @param {number} tab
 * @param {number} frame
 * @param {CoreEvent[]} events
 * @param {{ doc: string, number: number }} [batch]
 * @returns {Promise<Effect[]>}
 */
export async function step(tab, frame, events, batch) {
  const [{ step: run }, record, inForce] = await Promise.all([engine(), kept(tab), settings.inForce()]);
  if (batch && (record.taken[batch.doc] ?? 0) >= batch.number) return again(record, run, inForce, frame);
  /** @type {Effect[]} */
  const effects = [];
  /** @type {Meeting} */
  let meeting = record;
  for (const event of events) {
    const stepped = stepOnce(run, meeting, inForce, { ...event, frame });
    meeting = stepped;
    effects.push(...stepped.effects);
  }
  const taken = batch ? remember(record.taken, batch) : record.taken;
  const { session, frames } = meeting;
  await save(tab, { session, frames, taken, last: effects });
  await trace.note(tab, inForce, events.map((event) => ({ ...event, frame })));
  return effects;
}

/**
 * A record that the core does not understand (of a version to come, or damaged) is set aside: the meeting begins anew and says so. An event
 * that it does not understand (a page forged it) is dropped, and the meeting goes on as it was.
 * @param {Step} run
 * @param {Meeting} meeting
 * @param {object} inForce
 * @param {CoreEvent} event
 * @returns {Meeting & { effects: Effect[] }}
 */
function stepOnce(run, meeting, inForce, event) {
  const { session, frames } = meeting;
  try {
    return run(session, inForce, event);
  } catch (error) {
    console.error('tallylight:', error);
  }
  try {
    if (session !== undefined) return run(undefined, inForce, event);
  } catch {
    // Not the record, then.
  }
  return { session, frames, effects: [] };
}

/**
 * A batch that was taken before its answer got lost: nothing is judged twice, but what it led to is told again, and what to watch.
 * @param {Kept} record
 * @param {Step} run
 * @param {object} inForce
 * @param {number} frame
 */
function again(record, run, inForce, frame) {
  const { effects } = stepOnce(run, record, inForce, { t: Date.now(), event: 'settings', frame });
  return [...record.last, ...effects];
}

/** @param {Record<string, number>} taken @param {{ doc: string, number: number }} batch */
function remember(taken, { doc, number }) {
  const { [doc]: _, ...rest } = taken;
  const recent = Object.entries(rest).slice(-(MAX_DOCS - 1));
  return Object.fromEntries([...recent, [doc, number]]);
}

/** @param {number} tab @param {Kept} record */
async function save(tab, record) {
  cache.set(tab, record);
  await api.storage.session.set({ [KEY + tab]: record });
}

/** What the popup says of a tab. @param {number} tab */
export async function summary(tab) {
  const [{ summary: of }, { session }, inForce] = await Promise.all([engine(), kept(tab), settings.inForce()]);
  return session && of(session, inForce);
}

/** A meeting may have begun: what comes next in it should come fast. */
export async function ready() {
  await rehearse(await settings.inForce());
}

/** Records a meeting for a bug report: the one in this tab, from here on, or the next one. @param {number} [tab] */
export async function record(tab) {
  const session = tab === undefined ? undefined : (await kept(tab)).session;
  await trace.start(tab, session === undefined ? undefined : { settings: await settings.inForce(), session });
}

/** The tabs that have a session. */
export async function open() {
  const all = await api.storage.session.get(null);
  return Object.keys(all).filter((key) => key.startsWith(KEY)).map((key) => Number(key.slice(KEY.length)));
}

/** @param {number} tab */
export function close(tab) {
  return inTurn(tab, async () => {
    cache.delete(tab);
    await block(tab);
    await api.storage.session.remove(KEY + tab);
  });
}
