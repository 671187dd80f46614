// The findings of past meetings, on this machine only, in `storage.local`: bounded, newest last. What no longer fits is counted.
import { api } from './browser.js';

const MAX = 1000;
/** How far back a finding may have been written already, by a worker that died before it could say so. */
const RECENT = 100;
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

async function flush() {
  if (queue.length === 0) return;
  const fresh = queue;
  queue = [];
  /** @type {{ history?: { findings?: any[], forgotten?: number } }} */
  const { history: before } = await api.storage.local.get('history');
  const { findings = [], forgotten = 0 } = before ?? {};
  const known = new Set(findings.slice(-RECENT).map(identity));
  const all = [...findings, ...fresh.filter((finding) => !known.has(identity(finding)))];
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
