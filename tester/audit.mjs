// `scripts/audit`: every address that was given, one after another, each in a browser of its own; what was found, and the exit code that it earns.
// Not here: what is done with one address (visit.mjs), what is left behind (report.mjs).
import { join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LEVELS, options as parse, USAGE, UsageError } from './options.mjs';
import { claim, write } from './report.mjs';
import { Screen } from './screen.mjs';
import { visit } from './visit.mjs';
import { sorry } from './within.mjs';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
/** The shell's word for "interrupted". */
const INTERRUPTED = 130;

try {
  const options = parse(process.argv.slice(2));
  if (options === 'help') console.log(USAGE);
  else process.exitCode = await run(options);
} catch (error) {
  console.error(`audit: ${error instanceof UsageError ? error.message : (/** @type {Error} */ (error).stack ?? error)}`);
  process.exitCode = 2;
}

/** @param {import('./options.mjs').Options} options */
async function run(options) {
  const stamp = new Date().toISOString().replace(/[:T]/g, '-').slice(0, 19);
  const report = resolve(options.report ?? join(ROOT, 'out/audit', `${stamp}-${process.pid}`));
  const release = await claim(report);
  const screen = new Screen();
  const stop = new AbortController();
  // Once is "come to an end", twice is "now".
  process.once('SIGINT', () => stop.abort()).once('SIGTERM', () => stop.abort());
  try {
    let [found, failed] = [false, false];
    for (const [i, url] of options.urls.entries()) {
      const folder = options.urls.length === 1 ? report : join(report, `${i + 1}-${new URL(url).hostname.replace(/[^\w.-]/g, '_')}`);
      const done = await one(url, folder, options, screen, stop.signal).catch((error) => {
        screen.line(`${url}: ${sorry(error)}`, 'bad');
        return { found: false, failed: true };
      });
      found ||= done.found;
      failed ||= done.failed;
      if (stop.signal.aborted) return INTERRUPTED;
    }
    return failed ? 2 : found ? 1 : 0;
  } finally {
    screen.end();
    await release();
  }
}

/** @param {string} url @param {string} folder @param {import('./options.mjs').Options} options @param {Screen} screen @param {AbortSignal} stop */
async function one(url, folder, options, screen, stop) {
  const release = folder === resolve(options.report ?? folder) ? undefined : await claim(folder);
  screen.line(url, 'title');
  /** @type {import('./visit.mjs').Teller} */
  const tell = {
    doing: (what, left) => screen.doing(what, left),
    found: (finding) => screen.finding(finding),
    picture: ({ detector, what }, n) => join(folder, `${String(n).padStart(2, '0')}-${detector}-${what.replace(/[^\w-]/g, '_').slice(0, 40)}.png`),
  };
  const seen = await visit(url, options, tell, stop);
  screen.doing('writing');
  seen.errors.push(...(await write(folder, url, options, seen)));
  const at = (/** @type {string} */ severity) => LEVELS.indexOf(severity);
  const found = seen.findings.some(({ severity }) => at(severity) >= at(options.failOn));
  for (const note of seen.notes) screen.line(`  note: ${note}`, 'soft');
  for (const error of seen.errors) screen.line(`  audit: ${url}: ${error}`, 'bad');
  const uids = new Set(seen.findings.map(({ uid }) => uid));
  screen.line(`  ${uids.size} ${uids.size === 1 ? 'finding' : 'findings'}, in ${relative(process.cwd(), folder) || '.'}`, 'soft');
  await release?.();
  return { found, failed: seen.errors.length > 0 };
}
