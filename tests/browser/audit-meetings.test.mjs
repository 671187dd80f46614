// scripts/audit on meetings: the stand-in, and what others wrote. It must find what the browser tests find in them, and earn its exit code.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { browsers, genuine } from './harness/index.mjs';
import { serve } from './harness/server.mjs';
import { ACTS, ADDRESSES, EXPECTED, SITES } from './standin.mjs';

/** @typedef {import('./harness/rig.mjs').Finding} Finding */

const AUDIT = fileURLToPath(new URL('../../tester/audit.mjs', import.meta.url));
const [LIVEKIT, CHIME] = ['https://meet.livekit.io/rooms/abcd-1234', 'https://app.chime.aws/meetings/1234567890'];
const PATH = 'minutes: \\\\files.evil-share.example\\reports\\q3.docx';

/** @param {string} code @returns {string[]} */
const step = (code) => ['--eval', code];
/** What a client's own application is told to say. @param {string} text @param {string} [who] */
const say = (text, who = 'R. Hale') => step(`meeting.say(${JSON.stringify(who)}, ${JSON.stringify(text)})`);

describe('an audit of meetings', () => {
  /** @type {import('./harness/server.mjs').Server} */
  let server;
  /** @type {string} */
  let folder;
  before(async () => {
    server = await serve({ ...SITES, 'meet.livekit.io': await genuine('livekit'), 'app.chime.aws': await genuine('chime') });
    folder = await mkdtemp(join(tmpdir(), 'tallylight-audit-'));
  });
  after(async () => {
    await server?.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** @param {string} browser @param {string} url @param {string[]} args */
  async function audit(browser, url, ...args) {
    const report = join(folder, `${browser}-${new URL(url).hostname}-${args.length}`);
    const maps = Object.keys(server.sites).concat('*.facebook.com').flatMap((host) => ['--map', `${host}=127.0.0.1:${server.port}`]);
    /** @type {{ code: number, stderr: string }} */
    const { code, stderr } = await new Promise((resolve) =>
      execFile(process.execPath, [AUDIT, url, '--browser', browser, '--report', report, ...maps, ...args], (error, _, stderr) =>
        resolve({ code: Number(error?.code ?? 0), stderr }),
      ),
    );
    assert.equal(stderr, '');
    const findings = (await readFile(join(report, 'findings.jsonl'), 'utf8')).split('\n').filter(Boolean);
    return { code, findings: findings.map((line) => /** @type {Finding} */ (JSON.parse(line))) };
  }
  /** What a person is warned of. @param {Finding[]} findings */
  const warned = (findings) => [...new Set(findings.filter(({ severity }) => !['info', 'low'].includes(severity)).map(({ detector }) => detector))].sort();

  for (const browser of browsers()) {
    it(`finds in the stand-in what it plays, ${browser}`, { timeout: 120_000 }, async () => {
      const acts = ACTS.flatMap(({ name }) => step(`standin.play(${JSON.stringify(name)})`));
      const { code, findings } = await audit(browser, ADDRESSES.zoom, '--flips', '6', '--for', '16', ...acts);
      for (const { title, fits } of EXPECTED) assert.ok(findings.some(fits), `${title}: ${JSON.stringify(findings.map(({ what, who, verdict }) => [what, who, verdict]))}`);
      assert.equal(code, 1);
    });

    it(`finds in LiveKit’s and Chime’s own components what is shown there, ${browser}`, { timeout: 180_000 }, async () => {
      const room = [...step('meeting.join()'), ...step("wait('.lk-chat-messages')"), ...say('agenda: https://docs.example.org/agenda and a/b//c', 'Aiko'), '--for', '3'];
      const calm = await audit(browser, LIVEKIT, ...room);
      assert.deepEqual([calm.code, warned(calm.findings)], [0, []], 'nothing of note was said or shown');
      const livekit = await audit(browser, LIVEKIT, ...room, ...say(PATH), ...step('meeting.recording(true)'));
      assert.deepEqual([livekit.code, warned(livekit.findings)], [1, ['link', 'recording']]);
      const notice = 'Recording has started. This meeting is being recorded.';
      const chime = await audit(browser, CHIME, '--for', '3', ...say(PATH), ...step(`meeting.notify(${JSON.stringify(notice)})`));
      assert.deepEqual([chime.code, warned(chime.findings)], [1, ['link', 'recording']]);
      assert.deepEqual([...new Set([...livekit.findings, ...chime.findings].map(({ client }) => client))], ['livekit', 'chime']);
    });
  }
});
