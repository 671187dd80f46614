// What workers send passes no hook of the page, so the extension does not see it. The driver of Chromium does: it is put beside what the extension
// recorded, judged by the same core, and dropped: nothing of it is kept but the findings.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const [MAX_SENDS, MAX_BODY] = [5000, 16_384];
/** By then the extension's own word of what came before has come, in ms. */
const LATE = 500;

/** @typedef {import('./visit.mjs').Finding} Finding */

/** What makes two findings one: ids differ from run to run. @param {Finding} finding */
const same = ({ what, verdict, evidence }) => JSON.stringify([what, verdict, evidence['channel'], evidence['host']]);

/** Notes what a page's workers send. @param {import('puppeteer-core').Page} page @param {{ t: number }[]} events where to */
export function follow(page, events) {
  page.on('request', (request) => {
    // Asking leave of another host is the browser's doing, not the worker's.
    if (request.frame() !== null || request.method() === 'OPTIONS' || events.length >= MAX_SENDS) return;
    /** @type {string | undefined} */
    let body;
    try {
      body = request.postData();
    } catch {
      // Firefox's driver does not tell.
    }
    const text = body?.slice(0, MAX_BODY);
    const t = Date.now();
    const sent = { t, see: 'sent', channel: 'web_request', url: request.url(), method: request.method(), size: body?.length ?? 0, ...(text && { body: { text } }) };
    events.push(/** @type {any} */ ({ t: t + LATE, event: 'seen', world: 'browser', observations: [sent] }));
  });
}

/**
 * Findings on attention that need the workers' word.
 * @param {(args: string[]) => Promise<{ stdout: string }>} tallylight
 * @param {string} trace as recorded
 * @param {{ t: number }[]} events
 * @param {Finding[]} known
 * @returns {Promise<Finding[]>}
 */
export async function judge(tallylight, trace, events, known) {
  if (events.length === 0) return [];
  const parsed = (/** @type {string} */ text) => text.split('\n').filter(Boolean).map((line) => JSON.parse(line));
  // Sorting is stable: the page comes first.
  const all = [...parsed(trace), ...events].sort((a, b) => a.t - b.t);
  const folder = await mkdtemp(join(tmpdir(), 'tallylight-workers-'));
  try {
    const file = join(folder, 'trace.jsonl');
    await writeFile(file, all.map((event) => `${JSON.stringify(event)}\n`).join(''));
    const { stdout } = await tallylight(['replay', file]);
    const told = new Set(known.map(same));
    const fresh = /** @type {Finding[]} */ (parsed(stdout)).filter((finding) => finding.detector === 'attention' && !told.has(same(finding)));
    return fresh.map((finding) => ({ ...finding, evidence: { ...finding.evidence, sent_by: 'worker' } }));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
