// scripts/audit as testers run it: real flips, the verdicts of pages of different mechanics, a trace that replays to what was found, and an exit code
// for everything that may go wrong.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { tool } from '../../tester/report.mjs';
import { browsers } from './harness/index.mjs';
import { accept } from './harness/websocket.mjs';

const AUDIT = fileURLToPath(new URL('../../tester/audit.mjs', import.meta.url));
const PAGES = new URL('../audit/', import.meta.url);
const HOST = 'rooms.example.org';
const FLIPS = 6;

/** @param {string} program @param {string[]} args @returns {Promise<{ code: number, stdout: string, stderr: string }>} */
const run = (program, args) =>
  new Promise((resolve) => execFile(program, args, { maxBuffer: 1 << 26 }, (error, stdout, stderr) => resolve({ code: Number(error?.code ?? 0), stdout, stderr })));
const audit = (/** @type {string[]} */ ...args) => run(process.execPath, [AUDIT, ...args]);

/** @param {string} text */
const lines = (text) => text.split('\n').filter(Boolean).map((line) => JSON.parse(line));

/** Plain HTTP: it is the audit's business that the page is reached by https. */
async function server() {
  const http = createServer(async (request, response) => {
    const name = /^\/([a-z-]+)$/.exec(request.url ?? '')?.[1];
    if (name === 'never') return;
    const body = name === 'quiet' ? '<!doctype html><title>Room</title><main role="main">Room' : await readFile(new URL(`${name}.html`, PAGES)).catch(() => undefined);
    request.resume();
    response.writeHead(body ? 200 : request.url?.startsWith('/sink') ? 204 : 404, { 'content-type': 'text/html; charset=utf-8' }).end(body);
  });
  http.on('upgrade', (request, socket) => accept(request, socket, () => {}));
  await new Promise((resolve) => http.listen(0, '127.0.0.1', () => resolve(undefined)));
  return http;
}

describe('audit', () => {
  /** @type {import('node:http').Server} */
  let http;
  /** @type {string} */
  let folder;
  /** @type {string} */
  let map;
  before(async () => {
    http = await server();
    folder = await mkdtemp(join(tmpdir(), 'tallylight-audit-'));
    map = `${HOST}=127.0.0.1:${/** @type {import('node:net').AddressInfo} */ (http.address()).port}`;
  });
  after(async () => {
    http?.closeAllConnections();
    http?.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** @param {string} report */
  const left = async (report) => ({
    about: JSON.parse(await readFile(join(report, 'audit.json'), 'utf8')),
    findings: lines(await readFile(join(report, 'findings.jsonl'), 'utf8')),
    files: await readdir(report),
  });
  /** The gravest verdict on attention. @param {any[]} findings */
  const verdict = (findings) =>
    ['reports', 'may', 'functional'].find((verdict) => findings.some((f) => f.what === 'attention' && f.verdict === verdict)) ?? 'none';

  for (const browser of browsers()) {
    const expected = browser === 'chromium' ? { compressed: 'reports', 'told-by-a-worker': 'reports', 'random-bytes': 'none' } : { compressed: 'reports' };
    it(`gives the right verdicts, having really looked away and back, ${browser}`, { timeout: 180_000 }, async () => {
      const report = join(folder, browser);
      const urls = Object.keys(expected).map((name) => `https://${HOST}/${name}`);
      const { code, stderr } = await audit('--browser', browser, '--flips', String(FLIPS), '--for', '15', '--seed', '7', '--map', map, '--report', report, ...urls);
      assert.deepEqual([code, stderr], [0, ''], 'nothing is high, nothing went wrong');
      for (const [i, [name, wanted]] of Object.entries(expected).entries()) {
        const { about, findings, files } = await left(urls.length === 1 ? report : join(report, `${i + 1}-${HOST}`));
        assert.equal(verdict(findings), wanted, `${name}: ${JSON.stringify(findings)}`);
        const flips = about.flips.map((/** @type {any} */ { away, visible, focused }) => [away, visible, focused]);
        assert.deepEqual(flips, Array.from({ length: FLIPS }, (_, n) => (n % 2 === 0 ? [true, false, false] : [false, true, true])));
        for (const file of ['trace.jsonl', 'report.html']) assert.ok(files.includes(file), file);
        if (wanted !== 'none') assert.ok(files.some((file) => file.endsWith('.png')), 'a picture of what was found');
        await replays(join(urls.length === 1 ? report : join(report, `${i + 1}-${HOST}`), 'trace.jsonl'), findings);
      }
    });
  }

  /** The recorded trace gives natively what the extension found. @param {string} trace @param {any[]} findings */
  async function replays(trace, findings) {
    const program = tool();
    assert.ok(program, 'the command line is built');
    const { stdout } = await run(program, ['replay', trace]);
    const plain = (/** @type {any[]} */ all) =>
      all.filter(({ what, evidence }) => what !== 'attention_experiment' && evidence.sent_by !== 'worker').map(({ uid: _, evidence: { words_hash: __, ...evidence }, ...rest }) => ({ ...rest, evidence }));
    // Browsers sort what they store: the order of fields is no difference.
    assert.deepEqual(plain(lines(stdout)), plain(findings));
  }

  it('does the rest when one page cannot be audited, and says which', { timeout: 90_000, skip: !browsers().includes('chromium') && 'Chromium is left out' }, async () => {
    const report = join(folder, 'several');
    const urls = join(folder, 'urls.txt');
    await writeFile(urls, `# three\nhttps://nobody.invalid/\nhttps://${HOST}/never # hangs\nhttps://${HOST}/quiet\n`);
    const { code, stdout, stderr } = await audit('--urls', urls, '--for', '2', '--timeout', '4', '--fail-on', 'info', '--map', map, '--report', report);
    assert.equal(code, 2, stdout);
    assert.match(stderr, /nobody\.invalid\/: cannot be opened/);
    assert.match(stderr, /never: did not load within 4 s/);
    assert.deepEqual((await left(join(report, `3-${HOST}`))).about.errors, []);
  });

  it('says what is wrong before anything is started', async () => {
    const file = join(folder, 'a-file');
    await writeFile(file, 'not json');
    const busy = join(folder, 'busy');
    const rows = /** @type {[string[], RegExp][]} */ ([
      [[], /no address/],
      [['meet.example.org'], /not an address/],
      [['https://a.example', '--browser', 'lynx'], /chromium, firefox/],
      [['https://a.example', '--for', 'ever'], /--for ever/],
      [['https://a.example', '--eval', 'if ('], /neither a file nor JavaScript/],
      [['https://a.example', '--map', 'a.example'], /--map a\.example/],
      [['https://a.example', '--policy', file], /not JSON/],
      [['https://a.example', '--urls', join(folder, 'missing')], /cannot be read/],
      [['https://a.example', '--report', join(file, 'below')], /cannot be written/],
      [['https://a.example', '--frobnicate'], /frobnicate/],
    ]);
    for (const [args, why] of rows) {
      const { code, stderr } = await audit(...args);
      assert.deepEqual([code, why.test(stderr)], [2, true], `${args.join(' ')}: ${stderr}`);
    }
    const { claim } = await import('../../tester/report.mjs');
    const release = await claim(busy);
    assert.match((await audit('https://a.example', '--report', busy)).stderr, /another audit/);
    await release();
  });
});
