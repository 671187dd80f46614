// "Record this meeting for a bug report", as a person does it: begun in the popup while the meeting is under way, ended there, found on the record
// page. What was recorded replays to what was found from then on, over a killed background, and nobody's words or names are in it.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { tool } from '../../tester/report.mjs';
import { browsers, start, until } from './harness/index.mjs';
import { enter, EXPECTED, play, SITES } from './standin.mjs';

/** Typed, called or shown in the stand-in meeting. */
const SECRETS = ['Hale', 'Aiko', 'Tanaka', 'Lindqvist', 'Numbers are', 'agenda', 'haha', 'q3', '83920174655'];

for (const browser of browsers()) {
  describe(`recording for a bug report, ${browser}`, () => {
    it('holds what was found and nobody’s words', { timeout: 120_000 }, async () => {
      const rig = await start({ browser, sites: { ...SITES } });
      const folder = await mkdtemp(join(tmpdir(), 'tallylight-trace-'));
      try {
        const tab = await enter(rig);
        await play(rig, tab, 'late-join');
        const meeting = await until('the meeting is known', async () => Object.keys(await rig.sessions()).find((key) => key.startsWith('tab:')));
        const popup = await rig.openOwn(`ui/popup.html?tab=${meeting.slice('tab:'.length)}`);
        const press = () => popup.evaluate(() => /** @type {HTMLElement | null} */ (document.querySelector('#trace button'))?.click());
        const label = () => popup.evaluate(() => document.querySelector('#trace button')?.textContent ?? '');
        const before = await until('the popup offers it', label);
        await press();
        await until('the popup says that it records', async () => (await label()) !== before);
        for (const act of ['chat-innocent', 'chat-unc']) await play(rig, tab, act);
        const link = EXPECTED.find(({ act }) => act === 'chat-unc');
        assert.ok(link);
        const found = await rig.finding(link.title, link.fits);
        await rig.kill();
        await play(rig, tab, 'facebook');
        await rig.finding('a third party', ({ detector, severity }) => detector === 'third_party' && severity === 'high');
        await press();
        await until('the popup offers it again', async () => (await label()) === before);

        const trace = await rig.atDesk(() => chrome.runtime.sendMessage({ ask: 'trace' }));
        const file = join(folder, 'trace.jsonl');
        await writeFile(file, trace);
        for (const secret of SECRETS) assert.ok(!trace.toLowerCase().includes(secret.toLowerCase()), `${secret} is in ${trace}`);
        const program = tool();
        assert.ok(program, 'the command line is built');
        const replayed = execFileSync(program, ['replay', file, '--fail-on', 'critical'], { encoding: 'utf8' }).split('\n').filter(Boolean).map((line) => JSON.parse(line));
        for (const what of ['recording', found.what, 'third_party']) assert.ok(replayed.some((finding) => finding.what === what), `${what}: ${JSON.stringify(replayed)}`);

        const record = await rig.openOwn('ui/record.html');
        const tools = () => record.evaluate(() => document.querySelectorAll('#trace button').length);
        await until('the record page has it', async () => (await tools()) === 2);
        await record.evaluate(() => /** @type {HTMLElement} */ (document.querySelectorAll('#trace button')[1]).click());
        await until('it is deleted', async () => (await tools()) === 0);
        assert.equal(await rig.atDesk(() => chrome.runtime.sendMessage({ ask: 'trace' })), '');
      } finally {
        await rig.close();
        await rm(folder, { recursive: true, force: true });
      }
    });
  });
}
