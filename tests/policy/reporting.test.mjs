// Findings on their way to an organisation's collector, in real browsers under real policy files: through an outage and a worker's death, each
// once by its id, without a word of what people said. Runs in a mount namespace, as policy.test.mjs does.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { browsers, until } from '../browser/harness/index.mjs';
import { enter, play } from '../browser/standin.mjs';
import { collector } from './collector.mjs';
import { inside, refused, run } from './machine.mjs';
import { managed, resolved } from './managed.mjs';

const ACTS = ['late-join', 'chat-innocent', 'chat-unc', 'chat-file', 'chat-search', 'first-party', 'facebook'];
/** What the stand-in says that must stay there: names, words, shares and files, the advertising id, the page's path. */
const SECRETS = ['Hale', 'Tanaka', 'haha', 'q3', '"reports"', '6f1c2a50', '/wc/'];
/** How often the collector is away. */
const OUTAGE = 2;

if (inside) {
  for (const browser of browsers()) {
    describe(`reports to the organisation, ${browser}`, () => {
      it('each finding arrives, through an outage and the worker’s death', { timeout: 180_000 }, async () => {
        const { received, outage, address, close } = await collector();
        outage(OUTAGE);
        const { rig } = await managed(browser, { locked: { report_to: address, report_as: 'json', report_authorization: 'Bearer of-a-test' } });
        try {
          await until('the policy has arrived', async () => (await resolved(rig)).managed, 30_000);
          const tab = await enter(rig);
          for (const act of ACTS) await play(rig, tab, act);
          await rig.finding('the tracker', ({ detector, who }) => detector === 'third_party' && /facebook/i.test(who));
          await until('the outage was met', () => received.refused > 0, 30_000);
          await rig.kill();
          const wanted = async () => (await rig.findings()).filter(({ severity }) => ['medium', 'high', 'critical'].includes(severity)).map(({ uid }) => uid);
          await until('all of them are there', async () => {
            const uids = new Set(received.records.map(({ uid }) => uid));
            return (await wanted()).every((uid) => uids.has(uid));
          }, 120_000);
          const ids = received.records.map(({ id }) => id);
          assert.equal(new Set(ids).size, ids.length, 'one was taken twice');
          assert.ok(received.records.every(({ body }) => body.class_uid === 2004 && body.metadata.product.name === 'Tallylight'));
          assert.deepEqual([...received.headers], ['Bearer of-a-test application/json']);
          const leaked = SECRETS.filter((secret) => received.raw.some((sent) => sent.includes(secret)));
          assert.deepEqual(leaked, []);
          const own = await rig.openOwn('ui/policy.html');
          const sent = await until('the self-check counts them', () => own.evaluate(() => document.querySelector('#reporting td')?.textContent));
          assert.equal(Number(sent), ids.length);
        } finally {
          await rig.close();
          await close();
        }
      });
    });
  }
} else {
  it('reports under policies of the machine, in a mount namespace', { timeout: 600_000 }, async (t) => {
    const why = refused();
    if (why) {
      console.error(`\n*** tests/policy is SKIPPED: ${why} ***\n`);
      t.skip(why);
      return;
    }
    assert.equal(await run(import.meta.filename), 0);
  });
}
