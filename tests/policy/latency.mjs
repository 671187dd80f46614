// How long a policy takes from the browser's word to its effect in a running meeting: a rule comes and goes, and each time a finding is judged
// anew. Chromium alone hears of a policy while it runs. Figures, no verdict; run by tests/bench/policy, inside a machine of its own.
import { until } from '../browser/harness/index.mjs';
import { enter, play } from '../browser/standin.mjs';
import { managed } from './managed.mjs';

const ROUNDS = 10;
const rules = [{ id: 'R3', expect: 'third_parties', allow: [], severity: 'high', action: 'warn', reference: '' }];

const { rig, set } = await managed('chromium', undefined);
try {
  const tab = await enter(rig);
  await play(rig, tab, 'facebook');
  await rig.finding('the tracker', ({ detector, who }) => detector === 'third_party' && /facebook/i.test(who));
  await rig.atDesk(() => {
    const times = /** @type {any} */ (globalThis).times = { told: /** @type {number[]} */ ([]), felt: /** @type {number[]} */ ([]) };
    chrome.storage.onChanged.addListener((changes, area) => {
      if (area === 'managed') times.told.push(performance.now());
      else if (changes['history'] && times.felt.length < times.told.length) times.felt.push(performance.now());
    });
  });
  for (let round = 1; round <= ROUNDS; round += 1) {
    set(round % 2 === 1 ? { locked: { rules } } : undefined);
    await until(`round ${round} is felt`, () => rig.atDesk((/** @type {number} */ n) => /** @type {any} */ (globalThis).times.felt.length >= n, round), 30_000);
  }
  /** @type {{ told: number[], felt: number[] }} */
  const { told, felt } = await rig.atDesk(() => /** @type {any} */ (globalThis).times);
  const took = felt.map((time, i) => time - (told[i] ?? 0)).sort((a, b) => a - b);
  const at = (/** @type {number} */ share) => (took[Math.min(took.length - 1, Math.floor(took.length * share))] ?? 0).toFixed(1);
  console.log(`policy heard of → findings judged and written   p50 ${at(0.5)} ms   max ${at(1)} ms   budget 250 ms   ${took.length} changes`);
} finally {
  await rig.close();
}
