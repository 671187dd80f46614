// The findings of past meetings, on this machine only, in `storage.local`: bounded, newest last, for as many days as the settings say. What no
// longer fits is counted.
import { api } from './browser.js';
import * as settings from './settings.js';

const MAX = 1000;
/** How far back a finding may have been written already, by a worker that died before it could say so. */
const RECENT = 100;
const DAY_MS = 86_400_000;
/** @param {object} finding */
const identity = (finding) => JSON.stringify(finding);
/** @type {any[]} */
let queue = [];
/** @type {Promise<void>} */
let writing = Promise.resolve();

/** @param {object} finding */
export function write(finding) {
  queue.push(finding);
  writing = writing.then(flush, flush);
  return writing;
}

/** Those that are not too old to be kept. @param {any[]} findings */
async function young(findings) {
  const { keep_days: days } = await settings.inForce();
  const oldest = Date.now() - days * DAY_MS;
  return days === 0 ? [] : findings.filter(({ t }) => !(t < oldest));
}

/** Forgets what is too old to be kept. */
export function tidy() {
  writing = writing.then(flushAll, flushAll);
  return writing;
}

async function flush() {
  if (queue.length > 0) await flushAll();
}

async function flushAll() {
  const fresh = queue;
  queue = [];
  /** @type {{ history?: { findings?: any[], forgotten?: number } }} */
  const { history: before } = await api.storage.local.get('history');
  const { findings = [], forgotten = 0 } = before ?? {};
  const known = new Set(findings.slice(-RECENT).map(identity));
  const all = await young([...findings, ...fresh.filter((finding) => !known.has(identity(finding)))]);
  if (fresh.length === 0 && all.length === findings.length) return;
  const history = { findings: all.slice(-MAX), forgotten: forgotten + Math.max(0, all.length - MAX) };
  await api.storage.local.set({ history });
}

/** @returns {Promise<{ findings: any[], forgotten: number }>} */
export async function read() {
  await writing;
  /** @type {{ history?: { findings: any[], forgotten: number } }} */
  const { history } = await api.storage.local.get('history');
  return history ?? { findings: [], forgotten: 0 };
}
