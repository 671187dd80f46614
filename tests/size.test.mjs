// What is shipped keeps to its ceilings (bytes; scripts/sizes.mjs says where a ceiling stands above the budget, and why). A ceiling is raised
// only with a reason in the commit that raises it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sizes } from '../scripts/sizes.mjs';

for (const { what, bytes, ceiling } of sizes()) {
  test(`${what} is at most ${ceiling} bytes`, () => assert.ok(bytes <= ceiling, `${bytes} bytes`));
}
