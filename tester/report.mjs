// What an audit leaves behind: the folder, the findings and how they came about, and the command line's reports of them.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, open, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { UsageError } from './options.mjs';
import * as workers from './workers.mjs';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const LOCK = '.audit-lock';

/** The reports that `tallylight report` is asked for, and their files. */
const REPORTS = { html: 'report.html', sarif: 'report.sarif', junit: 'report.junit.xml', ocsf: 'report.ocsf.jsonl' };
/** Fewer flips prove nothing. */
const LEAST_FLIPS = 5;

/** The command line, as scripts/audit built it, or as `TALLYLIGHT` names it. */
export function tool() {
  const name = process.platform === 'win32' ? 'tallylight.exe' : 'tallylight';
  const places = [process.env['TALLYLIGHT'], join(ROOT, 'target/release', name), join(ROOT, 'target/debug', name)];
  return places.find((place) => place !== undefined && existsSync(place));
}

/** Whether a process lives. @param {number} pid */
function lives(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}

/** Makes a folder and those above it. (Node's own way of doing so never comes back from places like /proc.) @param {string} folder */
async function made(folder) {
  if (existsSync(folder)) return;
  const above = dirname(folder);
  if (above !== folder) await made(above);
  await mkdir(folder).catch((error) => {
    if (error.code !== 'EEXIST') throw error;
  });
}

/** Makes a folder this audit's own: two at once would mix their findings. @param {string} folder @returns {Promise<() => Promise<void>>} lets go of it */
export async function claim(folder) {
  const lock = join(folder, LOCK);
  const take = async () => {
    const file = await open(lock, 'wx');
    await file.write(String(process.pid));
    await file.close();
  };
  try {
    await made(folder);
    await take().catch(async (error) => {
      if (error.code !== 'EEXIST') throw error;
      const pid = Number(await readFile(lock, 'utf8').catch(() => ''));
      if (pid > 0 && lives(pid)) throw new UsageError(`--report ${folder}: another audit (process ${pid}) is writing there`);
      await rm(lock, { force: true });
      await take();
    });
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`--report ${folder}: cannot be written: ${error instanceof Error ? error.message : error}`);
  }
  return () => rm(lock, { force: true });
}

/**
 * @param {string} folder
 * @param {string} url
 * @param {import('./options.mjs').Options} options
 * @param {import('./visit.mjs').Visit} visit
 * @returns {Promise<string[]>} what could not be written, and why
 */
export async function write(folder, url, options, visit) {
  const [findings, trace] = [join(folder, 'findings.jsonl'), join(folder, 'trace.jsonl')];
  const { flips, controls, errors, notes, browser } = visit;
  const about = { url, browser, seed: options.seed, flips, controls, errors, notes };
  const program = tool();
  await writeFile(trace, visit.trace);
  if (program) visit.findings.push(...(await workers.judge((args) => run(program, args), visit.trace, visit.workers, visit.findings)));
  visit.findings.push(...(program && flips.length >= LEAST_FLIPS ? await experiment(program, trace, options, visit) : []));
  await writeFile(findings, lines(visit.findings.map(ordered)));
  await writeFile(join(folder, 'audit.json'), `${JSON.stringify(about, null, 2)}\n`);
  if (!program) return ['no reports: the command line is not built (cargo build --release -p tallylight)'];
  const { stdout: knows } = await run(program, ['report', '--help']);
  const kinds = Object.entries(REPORTS).filter(([kind]) => knows.includes(`--${kind}`));
  /** @type {string[]} */
  const failed = [];
  for (const [kind, file] of kinds) {
    const { code, stderr } = await run(program, ['report', findings, `--${kind}`, join(folder, file)]);
    // 1 is the tool's word for "there are findings".
    if (code > 1) failed.push(`no ${file}: ${stderr.trim()}`);
  }
  return failed;
}

/** What the flips prove, from the trace alone. @param {string} program @param {string} trace @param {import('./options.mjs').Options} options @param {import('./visit.mjs').Visit} visit */
async function experiment(program, trace, { seed }, visit) {
  const { code, stdout, stderr } = await run(program, ['experiment', trace, '--seed', String(seed)]);
  if (code > 1) visit.notes.push(`no experiment: ${stderr.trim().split('\n')[0]}`);
  return stdout.split('\n').filter(Boolean).map((line) => /** @type {import('./visit.mjs').Finding} */ (JSON.parse(line)));
}

/** @param {string} program @param {string[]} args @returns {Promise<{ code: number, stdout: string, stderr: string }>} */
const run = (program, args) =>
  promisify(execFile)(program, args, { maxBuffer: 1 << 28 }).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    ({ code, stdout, stderr, message }) => ({ code: typeof code === 'number' ? code : 2, stdout: stdout ?? '', stderr: stderr || message }),
  );

/** As the command line writes findings; browsers sort what they store. */
const FIELDS = ['uid', 'detector', 'state', 't', 'since', 'severity', 'what', 'who', 'verdict', 'client', 'evidence', 'rule'];
/** @param {import('./visit.mjs').Finding} finding */
const ordered = (finding) => Object.fromEntries(FIELDS.filter((field) => field in finding).map((field) => [field, Reflect.get(finding, field)]));

/** @param {object[]} items */
const lines = (items) => items.map((item) => `${JSON.stringify(item)}\n`).join('');
