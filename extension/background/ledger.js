// The consent ledger's store: `storage.local`, one key a segment, and the head. The chain itself is the core's; here records are only put
// where it says, one entry after another.
import { api } from './browser.js';
import { engine } from './engine.js';

/** As in crate/core/src/ledger/chain.rs. */
const SEGMENT = 64;
const HEAD = 'ledger:head';
const key = (/** @type {number} */ segment) => `ledger:${segment}`;

/** @param {string | string[]} keys @returns {Promise<Record<string, any>>} */
const read = (keys) => api.storage.local.get(keys);

/** @type {Promise<unknown>} */
let last = Promise.resolve();

/**
 * An entry that was written already, by a worker that died before it could say so, is not written again.
 * @param {object} entry what the core wants kept
 */
export function append(entry) {
  const mine = last.then(() => write(entry));
  last = mine.catch((error) => console.error('tallylight: ledger:', error));
  return last;
}

/** Two entries that agree in these are one. */
const SAME = ['t', 'meeting', 'kind', 'what', 'answer'];

/** The records of the last segment that has any. @param {{ n: number }} head @returns {Promise<any[]>} */
async function newest({ n }) {
  const last = key(Math.floor(Math.max(0, n - 1) / SEGMENT));
  return (await read(last))[last] ?? [];
}

/** @param {any} entry */
async function write(entry) {
  const { appended: appendTo } = await engine();
  const { [HEAD]: before } = await read(HEAD);
  if (before && (await newest(before)).some((record) => SAME.every((field) => record[field] === entry[field]))) return;
  const { head, records, remove } = appendTo(before, entry);
  const segments = [...new Set(records.map((/** @type {{ n: number }} */ { n }) => key(Math.floor(n / SEGMENT))))];
  const stored = await read(segments);
  for (const record of records) (stored[key(Math.floor(record.n / SEGMENT))] ??= []).push(record);
  // Segments and head in one call: a worker that dies in between leaves both as they were.
  await api.storage.local.set({ ...stored, [HEAD]: head });
  if (remove !== undefined) await api.storage.local.remove(key(remove));
}

/** All that is kept, as exported: `tallylight ledger verify` examines it. */
export async function exported() {
  await last;
  const { [HEAD]: head } = await read(HEAD);
  if (!head) return { version: 1, records: [] };
  const count = Math.ceil(head.n / SEGMENT) - head.first_segment;
  const keys = Array.from({ length: count }, (_, i) => key(head.first_segment + i));
  const stored = await read(keys);
  return { version: 1, head: head.hash, records: keys.flatMap((k) => stored[k] ?? []) };
}
