// Carries findings to the organisation's collector, where a policy names one; without it not one request is made. What goes, when, and what an
// answer means is the core's; the records lie in `storage.local`, one key each, until they are accepted. Not here: what a record looks like.
import { api } from './browser.js';
import { engine } from './engine.js';
import * as settings from './settings.js';

/**
 * @typedef {import('./sessions.js').Effect['finding']} Finding
 * @typedef {{ next: 'send', from: number, to: number } | { next: 'wait', until: number } | { next: 'rest' }} Next
 */

const HEAD = 'outbox';
const INSTANCE = 'outbox:instance';
const ALARM = 'outbox';
/** A collector that has not answered by then has not answered. */
const PATIENCE_MS = 20_000;
/** Alarms are not set closer than this. */
const LEAST_ALARM_MS = 30_000;
const key = (/** @type {number} */ number) => `outbox:${number}`;

/** What is done to the queue is done in turn. @type {Promise<unknown>} */
let last = Promise.resolve();
/** @type {Promise<void> | undefined} */
let sending;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

/** @template T @param {() => Promise<T>} work @returns {Promise<T>} */
function inTurn(work) {
  const mine = last.then(work);
  last = mine.catch((error) => console.error('tallylight: outbox:', error));
  return mine;
}

/** @param {string | string[]} keys @returns {Promise<Record<string, any>>} */
const read = (keys) => api.storage.local.get(keys);
/** @returns {Promise<string | undefined>} */
const head = async () => (await read(HEAD))[HEAD];

/** @param {Finding} finding */
export async function put(finding) {
  if (!(await settings.inForce()).report_to) return;
  await inTurn(async () => {
    const [{ outboxPut }, inForce, before] = await Promise.all([engine(), settings.inForce(), head()]);
    const { outbox, number, forget } = outboxPut(before, Date.now(), finding, inForce);
    if (number === undefined || number === null) return;
    // Record and head in one call: a worker that dies leaves both or neither.
    await api.storage.local.set({ [key(number)]: finding, [HEAD]: outbox });
    if (forget !== undefined && forget !== null) await api.storage.local.remove(key(forget));
  });
  void flush();
}

/** Sends what is due, and sees to it that it is called again. */
export function flush() {
  sending ??= run().finally(() => (sending = undefined));
  return sending;
}

async function run() {
  for (;;) {
    const inForce = await settings.inForce();
    if (!inForce.report_to) return discard();
    const [{ outboxNext }, before] = await Promise.all([engine(), head()]);
    if (before === undefined) return;
    /** @type {Next} */
    const next = outboxNext(before, Date.now());
    if (next.next === 'rest') return void (await api.alarms.clear(ALARM));
    if (next.next === 'wait') return again(next.until);
    // Should the worker die with the request under way, the alarm wakes another.
    await api.alarms.create(ALARM, { when: Date.now() + LEAST_ALARM_MS });
    const answer = await send(next, inForce);
    await inTurn(() => answered(next, answer));
  }
}

/** @param {number} until */
async function again(until) {
  clearTimeout(timer);
  const wait = Math.max(0, until - Date.now());
  if (wait < LEAST_ALARM_MS) timer = setTimeout(flush, wait);
  await api.alarms.create(ALARM, { when: Date.now() + Math.max(wait, LEAST_ALARM_MS) });
}

/** @param {{ from: number, to: number }} range @param {any} inForce */
async function send({ from, to }, inForce) {
  const { otlp } = await engine();
  const keys = Array.from({ length: to - from }, (_, i) => key(from + i));
  const stored = await read(keys);
  const findings = keys.map((k) => stored[k]).filter((finding) => finding !== undefined);
  const json = inForce.report_as === 'json';
  const body = otlp(findings, await instance(), api.runtime.getURL('').startsWith('moz-') ? 'firefox' : 'chromium', json);
  /** @type {Record<string, string>} */
  const headers = { 'content-type': json ? 'application/json' : 'application/x-protobuf' };
  if (inForce.report_authorization) headers['authorization'] = inForce.report_authorization;
  try {
    const response = await fetch(inForce.report_to, {
      method: 'POST',
      body,
      headers,
      // No cookies, nothing cached, and nowhere but where the policy said.
      credentials: 'omit',
      cache: 'no-store',
      redirect: 'error',
      referrerPolicy: 'no-referrer',
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    const asked = Number.parseInt(response.headers.get('retry-after') ?? '', 10);
    return { status: response.status, retry_after: Number.isFinite(asked) && asked >= 0 ? asked : undefined };
  } catch {
    return { status: 0 };
  }
}

/** @param {{ from: number, to: number }} range @param {{ status: number, retry_after?: number }} answer */
async function answered({ from, to }, answer) {
  const { outboxAnswered } = await engine();
  const { outbox, first } = outboxAnswered(await head(), Date.now(), to, answer, Math.floor(Math.random() * 2 ** 32));
  await api.storage.local.set({ [HEAD]: outbox });
  if (first > from) await api.storage.local.remove(Array.from({ length: first - from }, (_, i) => key(from + i)));
}

/** The organisation no longer wants to know: what waits is forgotten. */
async function discard() {
  await api.alarms.clear(ALARM);
  if ((await head()) === undefined) return;
  await inTurn(async () => {
    const all = await api.storage.local.get(null);
    await api.storage.local.remove(Object.keys(all).filter((k) => k === HEAD || k.startsWith(`${HEAD}:`)));
  });
}

/** Tells this browser profile from others, and nothing else. @returns {Promise<string>} */
async function instance() {
  const known = (await read(INSTANCE))[INSTANCE];
  if (typeof known === 'string') return known;
  const drawn = crypto.randomUUID();
  await api.storage.local.set({ [INSTANCE]: drawn });
  return drawn;
}

/** How reporting goes, for the self-check. */
export async function state() {
  const [{ outboxState }, before] = await Promise.all([engine(), head()]);
  return outboxState(before);
}

/** Registered synchronously by main.js. @param {{ name: string }} alarm */
export function onAlarm({ name }) {
  if (name === ALARM) void flush();
}
