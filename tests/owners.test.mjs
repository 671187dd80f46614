// The compiled tables of owners and public suffixes are what their sources say.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';

test('crate/core/data is up to date: otherwise run scripts/generate-owners', () => {
  assert.doesNotThrow(() => execFileSync(process.execPath, [join(import.meta.dirname, '../scripts/generate-owners'), '--check'], { stdio: 'pipe' }));
});
