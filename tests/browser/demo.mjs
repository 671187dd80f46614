// The main job in half a minute: a stand-in meeting in a real browser with the extension in it, every finding as it is raised, and how long
// it took from the page's event to the warning on the screen. Leaves pictures and a report in out/demo.
//   node tests/browser/demo.mjs [--browser chromium|firefox] [--client zoom|jitsi] [--headless] [--fast]
// Exit 0: every expected warning was seen and nothing else was raised; 1: not so; 2: usage, or it could not be run.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { start, until } from './harness/index.mjs';
import { ACTS, ADDRESSES, enter, EXPECTED, milliseconds, SITES, times, unexpected } from './standin.mjs';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
/** Between two acts, so that people can follow. */
const PACE_MS = 1800;
const TONE = { critical: 31, high: 31, medium: 33, low: 36, info: 90 };

const options = usage();
const out = join(ROOT, 'out/demo', options.browser);
const pause = (/** @type {number} */ ms) => new Promise((resolve) => setTimeout(resolve, ms));
const colour = (/** @type {number} */ code, /** @type {string} */ text) => (process.stdout.isTTY ? `\x1b[${code}m${text}\x1b[0m` : text);

function usage() {
  try {
    const { values } = parseArgs({
      options: {
        browser: { type: 'string', default: 'chromium' },
        client: { type: 'string', default: 'zoom' },
        headless: { type: 'boolean', default: false },
        fast: { type: 'boolean', default: false },
      },
    });
    const { browser, client } = values;
    if (browser !== 'chromium' && browser !== 'firefox') throw new Error(`--browser ${browser}: it is chromium or firefox`);
    if (client !== 'zoom' && client !== 'jitsi') throw new Error(`--client ${client}: it is zoom or jitsi`);
    const display = process.platform !== 'linux' || Boolean(process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY']);
    return { browser: /** @type {'chromium' | 'firefox'} */ (browser), client: /** @type {'zoom' | 'jitsi'} */ (client), headed: display && !values.headless, fast: values.fast };
  } catch (error) {
    console.error(`demo: ${error instanceof Error ? error.message : error}`);
    process.exit(2);
  }
}

/** @typedef {import('./standin.mjs').Finding} Finding */

/** Prints what is new. */
class Teller {
  /** How many findings were printed. */
  #told = 0;
  /** @type {Set<string>} */
  #known = new Set();
  #begun = Date.now();

  /** @param {string} text */
  act(text) {
    console.log(`${this.#clock()}  ${colour(90, text)}`);
  }

  /** @param {import('./standin.mjs').Rig} rig @param {import('./standin.mjs').Tab} tab */
  async findings(rig, tab) {
    const [findings, shown, happened] = [await rig.findings(), await tab.banner.shown(), await times(tab)];
    for (const finding of findings.slice(this.#told)) {
      const on = shown.find(({ uid }) => uid === finding.uid);
      if (on?.painted === 0) return; // its frame is not out yet: next time
      this.#told += 1;
      const first = !this.#known.has(finding.uid);
      this.#known.add(finding.uid);
      const expected = EXPECTED.find(({ fits }) => fits(finding));
      const took = first && on && expected ? `${Math.round(milliseconds(happened, expected.marks, on.painted))} ms to the screen` : first ? 'listed' : finding.state;
      const words = on?.text.split('\n')[0] ?? `${finding.detector}: ${finding.what}`;
      const { who, verdict } = finding;
      const about = [who, verdict].filter(Boolean).join(', ');
      console.log(`${this.#clock()}    ${colour(TONE[/** @type {keyof typeof TONE} */ (finding.severity)] ?? 0, finding.severity.toUpperCase().padEnd(8))} ${words}${about && ` (${about})`}  ${colour(90, took)}`);
    }
  }

  #clock() {
    return `${((Date.now() - this.#begun) / 1000).toFixed(1).padStart(5)} s`;
  }
}

const SCENES = {
  'late-join': 'You join. The recording is already running; the client asks for your consent.',
  agree: 'You agree.',
  'chat-innocent': 'Small talk in the chat. Somebody types “This meeting is being recorded, haha”.',
  'chat-unc': 'A stranger posts a network path. The client makes three nodes of it.',
  'chat-file': 'The stranger posts a file: link.',
  'chat-search': 'The stranger posts a search-ms: link.',
  pause: 'The recording is paused: the client takes its indicator away.',
  resume: 'It goes on.',
  'first-party': 'The client talks to its own servers.',
  facebook: 'An SDK in the page tells a social network what device you have.',
  'attention-innocent': 'The client flushes its logs whenever you look away, as every client does.',
  attention: 'Now it also reports whether you look. You look away, and back, and away…',
};

const { browser, client, headed, fast } = options;
await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
const rig = await start({ browser, headed, sites: { ...SITES } }).catch((error) => {
  console.error(`demo: ${error.message}`);
  process.exit(2);
});
/** @type {string[]} */
const files = [];
let failed = false;
try {
  console.log(`Tallylight in ${rig.version}${headed ? '' : ', headless'}, in a stand-in meeting at ${ADDRESSES[client]} (served by this machine)\n`);
  const tab = await enter(rig, client);
  const teller = new Teller();
  const picture = async (/** @type {string} */ name) => {
    const file = join(out, `${String(files.length + 1).padStart(2, '0')}-${name}.png`);
    await tab.page.screenshot({ path: /** @type {`${string}.png`} */ (file) });
    files.push(file);
  };
  await picture('before-you-join');
  for (const { name, play } of ACTS) {
    teller.act(SCENES[/** @type {keyof typeof SCENES} */ (name)]);
    await play(rig, tab);
    const due = EXPECTED.filter(({ act }) => act === name);
    for (const { fits } of due) {
      const there = async () => {
        const finding = (await rig.findings()).find(fits);
        return finding && (await tab.banner.shown()).some(({ uid, painted }) => uid === finding.uid && painted > 0);
      };
      await until('the warning', there).catch(() => undefined);
    }
    await teller.findings(rig, tab);
    if (due.length > 0) await picture(name);
    if (!fast) await pause(PACE_MS);
    await tab.banner.dismiss();
  }
  await teller.findings(rig, tab);

  const [findings, shown] = [await rig.findings(), await tab.banner.shown()];
  const missing = EXPECTED.filter(({ fits }) => !findings.some((finding) => fits(finding) && shown.some(({ uid }) => uid === finding.uid)));
  const surplus = unexpected(findings);
  for (const { title } of missing) console.log(`\nmissing: ${title}`);
  for (const { detector, what, who, severity } of surplus) console.log(`\nnot expected: ${detector} ${what} ${who} (${severity})`);
  for (const error of tab.errors) console.log(`\nan error in the page: ${error}`);
  failed = missing.length + surplus.length + tab.errors.length > 0;
  console.log(`\n${EXPECTED.length - missing.length} of ${EXPECTED.length} expected warnings seen, ${surplus.length} not expected.`);
  files.push(...(await written(findings)));
  console.log(files.map((file) => relative(process.cwd(), file)).join('\n'));
} catch (error) {
  console.error(`demo: ${error instanceof Error ? error.message : error}`);
  failed = true;
} finally {
  await rig.close();
}
process.exit(failed ? 1 : 0);

/** The findings as JSON Lines, and the command line's report of them. @param {Finding[]} findings */
async function written(findings) {
  const [lines, report] = [join(out, 'findings.jsonl'), join(out, 'report.html')];
  await writeFile(lines, findings.map((finding) => `${JSON.stringify(finding)}\n`).join(''));
  const tool = join(ROOT, 'target/release', process.platform === 'win32' ? 'tallylight.exe' : 'tallylight');
  if (!existsSync(tool)) return [lines];
  // 1 is the tool's word for "there are findings".
  await promisify(execFile)(tool, ['report', lines, '--html', report]).catch((error) => {
    if (error.code !== 1) console.error(`demo: no report: ${error.message}`);
  });
  return existsSync(report) ? [lines, report] : [lines];
}
