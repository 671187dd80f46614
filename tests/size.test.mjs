// What is shipped keeps to its budgets (bytes). A budget is raised only with a reason in the commit that raises it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sizes } from '../scripts/sizes.mjs';

for (const { what, bytes, budget } of sizes()) {
  test(`${what} is at most ${budget} bytes`, () => assert.ok(bytes <= budget, `${bytes} bytes`));
}
