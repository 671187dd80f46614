// The engine that browsers run and the command line are one judgement: every trace of the tests gives the same findings in both, byte for byte.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { tool } from '../tester/report.mjs';

const ROOT = join(import.meta.dirname, '..');
const ENGINE = join(ROOT, 'dist/chromium/engine');
const TRACES = join(ROOT, 'tests/traces');

describe('the engine in wasm', () => {
  /** @type {any} */
  let engine;
  /** @type {string} */
  let program;
  before(async () => {
    assert.ok(existsSync(ENGINE), 'run scripts/build first');
    program = tool() ?? assert.fail('the command line is not built');
    engine = await import(join(ENGINE, 'engine.js'));
    await engine.default({ module_or_path: readFileSync(join(ENGINE, 'engine_bg.wasm')) });
  });

  const names = readdirSync(TRACES, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map(({ name }) => name);
  const lines = (/** @type {string} */ text) => text.split('\n').filter(Boolean);
  /** Numbers as JavaScript writes them: 1.0 is 1. @param {string} text */
  const plain = (text) => lines(text).map((line) => JSON.stringify(JSON.parse(line)));

  it(`judges ${names.length} traces as the command line does`, () => {
    for (const name of names) {
      const file = join(TRACES, name, 'trace.jsonl');
      const chosen = join(TRACES, name, 'settings.json');
      const has = existsSync(chosen);
      const settings = has ? JSON.parse(readFileSync(chosen, 'utf8')) : {};
      const { stdout } = spawnSync(program, ['replay', file, ...(has ? ['--settings', chosen] : [])], { encoding: 'utf8', maxBuffer: 1 << 28 });
      /** @type {string | undefined} */
      let session;
      /** @type {string[]} */
      const found = [];
      for (const line of lines(readFileSync(file, 'utf8'))) {
        const stepped = engine.step(session, settings, JSON.parse(line));
        session = stepped.session;
        for (const { effect, finding } of stepped.effects) if (effect === 'finding') found.push(JSON.stringify(finding));
      }
      assert.deepEqual(found, plain(stdout), name);
    }
  });
});
