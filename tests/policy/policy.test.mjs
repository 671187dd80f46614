// An organisation's policy in real browsers, by their real policy files: a forced install, what is locked, what changes in a running meeting,
// what is wrong with it. Runs in a mount namespace; where that is not permitted it says so and is skipped.
//   node --test tests/policy            with TALLYLIGHT_POLICY=--full twenty forced installs in each browser
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { browsers, until } from '../browser/harness/index.mjs';
import { enter, play } from '../browser/standin.mjs';
import { invalid } from './invalid.mjs';
import { inside, refused, run } from './machine.mjs';
import { forced, managed, resolved } from './managed.mjs';

/** @typedef {import('../browser/harness/rig.mjs').Rig} Rig */

const ROOT = join(import.meta.dirname, '../..');
const CLI = process.env['TALLYLIGHT'] ?? join(ROOT, 'target/release/tallylight');
const FULL = process.env['TALLYLIGHT_POLICY'] === '--full';
const WORDS = JSON.parse(readFileSync(join(ROOT, 'extension/_locales/en/messages.json'), 'utf8'));
const say = (/** @type {string} */ name) => WORDS[name].message;

const RULE = { id: 'R3', expect: 'third_parties', allow: ['Sentry'], severity: 'high', action: 'warn', reference: 'Clause 4.2' };
const POLICY = {
  defaults: { keep_days: 30 },
  locked: { link_proceed: false, first_run_page: false, contact: 'privacy@example.org', rules: [RULE] },
};

/** What `tallylight policy check` says of a policy. @param {string} policy */
function native(policy) {
  const lines = (/** @type {string} */ text) => text.split('\n').filter(Boolean).map((line) => JSON.parse(line));
  try {
    return lines(execFileSync(CLI, ['policy', 'check', '-'], { input: policy, encoding: 'utf8', stdio: ['pipe', 'pipe', 'ignore'] }));
  } catch (error) {
    return lines(/** @type {any} */ (error).stdout); // exit 1: something is ignored
  }
}

/** @param {Rig} rig @param {string} setting @param {unknown} value @param {string} source */
const inForce = (rig, setting, value, source) =>
  until(`${setting} is ${JSON.stringify(value)} (${source})`, async () => {
    const found = (await resolved(rig)).keys.find(({ key }) => key === setting);
    return JSON.stringify(found?.value) === JSON.stringify(value) && found?.source === source;
  }, 30_000);

if (inside) {
  for (const browser of browsers()) {
    describe(`an organisation's policy, ${browser}`, () => {
      for (let n = 1; n <= (FULL ? 20 : 1); n += 1) {
        it(`a forced install is under its policy, without a restart and without the welcome page${FULL ? `, run ${n}` : ''}`, { timeout: 120_000 }, async () => {
          const { rig, close } = await forced(browser, POLICY);
          try {
            await inForce(rig, 'link_proceed', false, 'policy_locked');
            await inForce(rig, 'keep_days', 30, 'policy_default');
            assert.deepEqual((await resolved(rig)).ignored, []);
            assert.equal(await rig.atDesk(async () => (await chrome.management.getSelf()).installType), 'admin');
            const open = await rig.atDesk(async () => (await chrome.tabs.query({})).map(({ url }) => url ?? ''));
            assert.ok(!open.some((/** @type {string} */ url) => url.includes('welcome.html')), `${open}`);
          } finally {
            await close();
          }
        });
      }

      it('what is locked is greyed, said to be the organisation’s, and shown in the self-check', { timeout: 120_000 }, async () => {
        const { rig } = await managed(browser, POLICY);
        try {
          await inForce(rig, 'link_proceed', false, 'policy_locked');
          const options = await rig.openOwn('ui/options.html');
          const shown = await until('the settings are there', () =>
            options.evaluate(() => {
              const field = /** @type {HTMLInputElement | null} */ (document.querySelector('#link_proceed'));
              const free = /** @type {HTMLInputElement | null} */ (document.querySelector('#link_guard'));
              return field && free && { disabled: field.disabled, free: !free.disabled, text: field.closest('.row')?.textContent ?? '' };
            }),
          );
          assert.ok(shown.disabled && shown.free, JSON.stringify(shown));
          assert.ok(shown.text.includes(say('settings_locked')), shown.text);
          await options.close();
          const check = await rig.openOwn('ui/policy.html');
          const rows = await until('the self-check is there', () =>
            check.evaluate(() => {
              const rows = [...document.querySelectorAll('#keys tbody tr')].map((row) => [...row.children].map((cell) => cell.textContent));
              return rows.length > 0 && rows;
            }),
          );
          const of = (/** @type {string} */ name) => rows.find((/** @type {string[]} */ [key]) => key === name)?.slice(1);
          assert.deepEqual(of('link_proceed'), ['false', say('source_policy_locked')]);
          assert.deepEqual(of('keep_days'), ['30', say('source_policy_default')]);
          assert.deepEqual(of('link_guard'), ['true', say('source_built_in')]);
          await check.close();
        } finally {
          await rig.close();
        }
      });

      it('a finding carries the rule that it breaks, and the card says so', { timeout: 120_000 }, async () => {
        const { rig, set } = await managed(browser, browser === 'chromium' ? undefined : POLICY);
        try {
          const tab = await enter(rig);
          await play(rig, tab, 'late-join');
          await play(rig, tab, 'facebook');
          await rig.finding('the tracker', ({ detector, who }) => detector === 'third_party' && /facebook/i.test(who));
          // Chromium hears of a policy while it runs; Firefox must be started with it.
          if (browser === 'chromium') {
            assert.deepEqual((await rig.findings()).filter((finding) => 'rule' in finding), []);
            set(POLICY);
          }
          const broken = await rig.finding('a broken rule', (finding) => /** @type {any} */ (finding).rule === 'R3', 30_000);
          assert.equal(broken.evidence['reference'], 'Clause 4.2');
          await until('the card names the rule', async () => (await tab.banner.texts()).some((text) => text.includes('R3: Clause 4.2')));
          if (browser === 'chromium') {
            set(undefined);
            const anew = (/** @type {any} */ finding) => finding.uid === broken.uid && finding.t > broken.t && finding.rule === undefined;
            await rig.finding('the rule is gone with its policy', anew, 30_000);
          }
          assert.deepEqual(tab.errors, []);
        } finally {
          await rig.close();
        }
      });

      it('two hundred invalid policies: each bad key is named, as on the command line', { timeout: 120_000 }, async () => {
        const policies = invalid(200);
        const { rig } = await managed(browser, { policy: policies[0]?.policy });
        try {
          await until('the first has arrived', async () => (await resolved(rig)).managed, 30_000);
          assert.deepEqual((await resolved(rig)).ignored, native(policies[0]?.policy ?? ''));
          const own = await rig.openOwn('ui/policy.html');
          /** The extension's own engine, on each of them. @type {{ path: string }[][]} */
          const said = await own.evaluate(async (/** @type {string[]} */ all) => {
            const path = '/engine/engine.js';
            const engine = await import(path);
            await engine.default({ module_or_path: new URL('/engine/engine_bg.wasm', location.href) });
            return all.map((policy) => engine.resolve(policy, '{}').ignored);
          }, policies.map(({ policy }) => policy));
          policies.forEach(({ policy, bad }, n) => {
            const named = said[n]?.map(({ path }) => path) ?? [];
            for (const path of bad) assert.ok(named.some((name) => name === path || name.startsWith(`${path}[`)), `${path} is not named: ${policy}`);
            assert.deepEqual(said[n], native(policy), policy);
          });
        } finally {
          await rig.close();
        }
      });

      it('a policy of 6 MB is refused by name, and detection goes on', { timeout: 120_000 }, async () => {
        const { rig } = await managed(browser, { policy: JSON.stringify({ locked: { notice_text: 'x'.repeat(6_000_000) } }) });
        try {
          const tab = await enter(rig);
          await play(rig, tab, 'late-join');
          await rig.finding('the recording', ({ what }) => what === 'recording');
          const named = await until('it is named', async () => (await resolved(rig)).ignored[0], 30_000);
          assert.match(named.why, /at most 5242880 are read/);
        } finally {
          await rig.close();
        }
      });
    });
  }
} else {
  it('policies of the machine, in a mount namespace', { timeout: 1_800_000 }, async (t) => {
    const why = refused();
    if (why) {
      console.error(`\n*** tests/policy is SKIPPED: ${why} ***\n`);
      t.skip(why);
      return;
    }
    assert.equal(await run(import.meta.filename), 0);
  });
}
