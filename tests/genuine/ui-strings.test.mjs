// Everything that two real clients can say, in every language they speak, through `tallylight check status`: what says that something is on must be heard,
// and nothing else may be. Their strings come from npm for this test alone and are never committed; what was heard wrongly is printed.
// Run by `scripts/test --genuine`; `TALLYLIGHT_CLI` names another binary.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

/** A false alarm costs trust: at most so many of the strings that say nothing of the kind. */
const FALSE_ON = 0.002;

/**
 * @typedef {{ package: string, integrity: string, files: (folder: string) => Promise<{ path: string, language: string }[]>, states: RegExp, either: RegExp, names: RegExp }} Client
 * @typedef {{ id: string, role: string, text: string, language: string, state: boolean }} Row
 * @typedef {{ what: string, phase: string }} Signal
 */

/**
 * `states` are the keys of texts that are shown while (or when) something is on, starting or paused; `either` those which languages translate both as the name
 * of the thing and as what is said while it runs ("Recording"), and are not judged; `names` those of titles, tabs and choices.
 * @type {Client[]}
 */
const CLIENTS = [
  {
    package: '@jitsi/react-native-sdk@13.2.0',
    integrity: 'sha512-J7itSoy85IScxeC4letOtoS33Sp0tH5hLYFHYtH+v3WQwLjganuWlFCjlDbL5ks9ebGhVNsCyCBdML9qC+SAWw==',
    files: async (folder) => (await readdir(join(folder, 'lang')))
      .map((name) => ({ path: join(folder, 'lang', name), language: /^main(?:-(\w+).*)?\.json$/.exec(name)?.[1] ?? (name === 'main.json' ? 'en' : '') }))
      .filter(({ language }) => language !== ''),
    states: new RegExp(`^(${[
      '(recording|liveStreaming)\\.(on|onBy|expandedOn|pending|expandedPending|inProgress|sessionAlreadyActive|onWithTranscription|onByWithTranscription)',
      'dialog\\.recordingInProgress(Title|Description)|videoStatus\\.(recording|streaming)|notify\\.localRecordingStarted',
      'localRecording\\.(labelToolTip|messages\\.engaged)|transcribing\\.(expandedLabel|labelTooltip|on|onBy)',
    ].join('|')})$`),
    either: /^(dialog\.(recording|liveStreaming|transcribing)|dialog\.\w+DisabledBecauseOfActive\w+|(recording|liveStreaming)\.title|localRecording\.label|transcribing\.tr)$/,
    names: /^(dialog\.recordAndTranscribe|recording\.(serviceDescriptionCloud|localRecording|serviceName|recordAudioAndVideo)|localRecording\.localRecording|info\.liveStreamURL|settings\.\w+)$|\.(start|stop)$|^dialog\.(start|stop)\w+$/,
  },
  {
    package: '@azure/communication-react@1.34.0',
    integrity: 'sha512-sqsuakeS8M5N6lG0NziOhSt68+NlpaKwYuNg4cPkoLLTYelINYicmPNMtmk7Vwk2RYs0+VGIYb86sXy5+Dbe2A==',
    files: async (folder) => (await readdir(join(folder, 'dist/dist-esm'), { recursive: true }))
      .filter((path) => path.endsWith('strings.json'))
      .map((path) => ({ path: join(folder, 'dist/dist-esm', path), language: /locales\/(\w+)/.exec(path)?.[1] ?? '' })),
    states: /^(call\.complianceBanner(NowOnly\w+|\w+Started)|notificationStack\.(recordingStarted|transcriptionStarted|recordingAndTranscriptionStarted|transcriptionStartedByYou)\.title|notificationStack\.(\w+Still\w+|transcriptionStartedByYou)\.message)$/,
    either: /^$/,
    names: /^$/,
  },
];

/** Where such a text stands on the page, as far as its key says. @param {string} key @param {RegExp} names */
function roleOf(key, names) {
  if (names.test(key) || /toolbar|button|action|menu|shortcut|option|tab\b/i.test(key)) return 'button';
  if (/title|heading|header/i.test(key)) return 'heading';
  if (/^dialog\./.test(key)) return 'dialog';
  if (/^notify\.|notification|banner|error/i.test(key)) return 'alert';
  return /label|tooltip|aria/i.test(key) ? 'label' : 'status';
}

/** @param {unknown} value @param {string} key @returns {[string, string][]} */
function flat(value, key = '') {
  if (typeof value === 'string') return [[key, value]];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([part, inner]) => flat(inner, key === '' ? part : `${key}.${part}`));
}

/** @param {string} home @param {Client} client @returns {Promise<Row[]>} */
async function strings(home, client) {
  const [packed] = JSON.parse(execFileSync('npm', ['pack', client.package, '--json', '--loglevel=error', '--pack-destination', home], { cwd: home, encoding: 'utf8' }));
  assert.equal(packed.integrity, client.integrity, `${client.package} is not the package that was measured`);
  const folder = await mkdtemp(join(home, 'package-'));
  execFileSync('tar', ['-xzf', join(home, basename(packed.filename)), '-C', folder, '--strip-components=1']);
  const rows = await Promise.all((await client.files(folder)).map(async ({ path, language }) => flat(JSON.parse(await readFile(path, 'utf8'))).map(
    ([key, text]) => client.either.test(key) ? [] : [{ id: `${client.package.slice(1, 6)} ${language} ${key}`, role: roleOf(key, client.names), text, language, state: client.states.test(key) }],
  ).flat()));
  return rows.flat();
}

/** @param {Row[]} rows @returns {Signal[][]} */
function heard(rows) {
  const cli = process.env['TALLYLIGHT_CLI'] ?? fileURLToPath(new URL('../../target/release/tallylight', import.meta.url));
  const input = rows.map(({ role, text, language }, id) => JSON.stringify({ id: String(id), role, text, locale: language })).join('\n');
  const { stdout, stderr, error } = spawnSync(cli, ['check', 'status', '-'], { input, encoding: 'utf8', maxBuffer: 2 ** 28 });
  assert.equal(error, undefined);
  assert.equal(stderr, '');
  const lines = stdout.trim().split('\n');
  assert.equal(lines.length, rows.length);
  return lines.map((line) => JSON.parse(line).signals);
}

/** @param {Signal[]} signals */
const alarms = (signals) => signals.some(({ phase }) => ['on', 'starting', 'paused'].includes(phase));

describe('every string of real clients', () => {
  /** @type {string} */
  let home;
  before(async () => {
    home = await mkdtemp(join(tmpdir(), 'tallylight-strings-'));
  });
  after(() => rm(home, { recursive: true, force: true }));

  for (const client of CLIENTS) {
    it(`${client.package}: what is on is heard, and nothing else`, { timeout: 300_000 }, async (test) => {
      const rows = await strings(home, client);
      const answers = heard(rows);
      const judged = rows.map((row, at) => ({ ...row, signals: answers[at] ?? [] }));
      const [states, others] = [judged.filter(({ state }) => state), judged.filter(({ state }) => !state)];
      const wrong = others.filter(({ signals }) => alarms(signals));
      const right = states.filter(({ signals }) => alarms(signals));
      for (const { id, role, text, signals } of wrong) test.diagnostic(`${id} [${role}] ${text} → ${signals.map(({ what, phase }) => `${what}:${phase}`).join(' ')}`);
      test.diagnostic(`languages ${new Set(rows.map(({ language }) => language)).size}, strings ${rows.length}`);
      test.diagnostic(`said to be on ${states.length}, heard ${right.length} (${(100 * right.length / states.length).toFixed(1)} %)`);
      test.diagnostic(`said nothing of it ${others.length}, false alarms ${wrong.length} (${(100 * wrong.length / others.length).toFixed(2)} %)`);
      assert.ok(states.length > 100 && others.length > 10_000, 'the strings are where they were');
      assert.ok(wrong.length <= FALSE_ON * others.length, 'too many false alarms');
    });
  }
});
