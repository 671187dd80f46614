// The background is killed again and again in the middle of the meeting, as browsers do. No finding is lost, none is raised twice.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { browsers, start } from './harness/index.mjs';
import { ACTS, enter, EXPECTED, SITES, unexpected } from './standin.mjs';

for (const browser of browsers()) {
  describe(`a background that dies, ${browser}`, () => {
    it('loses no finding', { timeout: 120_000 }, async () => {
      const rig = await start({ browser, sites: { ...SITES } });
      try {
        const tab = await enter(rig);
        for (const { name, play } of ACTS) {
          await rig.kill(); // it is dead when the page acts
          const played = play(rig, tab);
          await rig.kill(); // and dies again, if it has woken, while the page acts
          await played;
          for (const { title, act, fits } of EXPECTED) if (act === name) await rig.finding(`${title} (after a kill)`, fits);
        }
        const findings = await rig.findings();
        for (const { title, fits } of EXPECTED) assert.ok(findings.some(fits), title);
        assert.deepEqual(unexpected(findings), []);
        const raised = findings.filter(({ state }) => state === 'raised').map(({ uid }) => uid);
        assert.equal(new Set(raised).size, raised.length, 'a finding was raised twice');
        assert.deepEqual(tab.errors, []);
      } finally {
        await rig.close();
      }
    });
  });
}
